"""What pages must know of agenda items without reading their text."""

from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value

from avvik.models import Avvik
from helsefellesskap.models import Bruker
from utvalg import rules
from utvalg.enums import Motestatus
from utvalg.models import Laeringspunkt, Mote, Presentasjon, Sak
from utvalg.querysets import SakQuerySetUtvalg, trukket_q


@dataclass(frozen=True)
class Plass:
    """A place on the agenda as one person may know it."""

    nummer: int
    stengt: bool
    signert: bool
    # The card is withdrawn: the place is kept, no word of it is shown.
    trukket: bool

    @property
    def apen(self) -> bool:
        return self.signert and not self.stengt and not self.trukket


def saksliste(bruker: Bruker, mote: Mote) -> list[Plass]:
    """Every place of the agenda, also those closed to the person."""
    stengt = Q(pk=Value(0))
    if not rules.kan_forberede(bruker):
        stengt = SakQuerySetUtvalg.stengt_q(bruker)
    saker = Sak.objects.uten_tilgangskontroll(grunn="plassene på saklisten")
    rader = saker.filter(mote=mote).order_by("nummer")
    rader = rader.annotate(stengt=ExpressionWrapper(stengt, BooleanField()))
    verdier = rader.values_list(
        "nummer",
        "stengt",
        "presentasjon__kontrollert_tid",
        "presentasjon__rabrakort__foreslatt_fsu",
    )
    return [
        Plass(nr, stengt, tid is not None, foreslatt is False)
        for nr, stengt, tid, foreslatt in verdier
    ]


def plassen(mote: Mote, nummer: int) -> Sak | None:
    """A place to move or take away, withdrawn or not; without its text."""
    saker = Sak.objects.uten_tilgangskontroll(grunn="plassene på saklisten")
    return saker.filter(mote=mote, nummer=nummer).first()


def er_trukket(nr: str) -> bool:
    """A card by this number has a text and may no longer be shown."""
    tekster = Presentasjon.objects.uten_tilgangskontroll(grunn="er kortet trukket")
    return tekster.filter(trukket_q(), rabrakort__nummer=nr).exists()


def les_vurdering_paa_nytt(sak: Sak) -> None:
    """Take over assessment and version as somebody else has stored them."""
    lagret = Sak.objects.uten_tilgangskontroll(grunn="vis konflikt").get(pk=sak.pk)
    sak.vurdering, sak.versjon = lagret.vurdering, lagret.versjon


def behandlinger(avvik: Avvik) -> QuerySet:
    """Where the committee has dealt with a case, for those whose case it is."""
    saker = Sak.objects.uten_tilgangskontroll(grunn="tilbakemelding til partene")
    saker = saker.filter(presentasjon__avvik=avvik, mote__status=Motestatus.AVHOLDT)
    return saker.select_related("mote__utvalg").order_by("mote__dato")


def laert_av(saker: QuerySet) -> QuerySet:
    """The words of the læringspunkter of these items."""
    punkter = Laeringspunkt.objects.uten_tilgangskontroll(
        grunn="tilbakemelding til partene"
    )
    return punkter.filter(sak__in=saker).values_list("tekst", flat=True)
