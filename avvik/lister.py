"""The questions behind the lists; each a fixed number of queries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from avvik.enums import ALVORLIG_FRA, GRUNDIG_SVAR_FRA, Delingsslag, Plikt, Status
from avvik.models import Avvik, Rabrakort, Svar
from avvik.plikter import uvurdert_q
from avvik.querysets import AvvikQuerySet
from avvik.spraak import spraakfelter
from helsefellesskap import mottakere
from helsefellesskap.enums import Rollenavn, Virksomhetstype
from helsefellesskap.models import Bruker, Rolle, Virksomhet
from helsefellesskap.querysets import gyldig_paa

SNART_DAGER = 3
BESVART = (Status.BESVART, Status.AVSLUTTET)
# A list shows no case text, so none is fetched.
HODE = (
    "saksnummer",
    "slag",
    "kanal",
    "brev_sendt",
    "status",
    "alvorlighet",
    "mer_brukt",
    "runde",
    "holder_frist",
    "lovet_dato",
    "bekreft_innen",
    "meldt_dato",
    "siste_svar_dato",
    "pause_fra",
    "holder__navn",
)
KOLONNER = (
    *HODE,
    *spraakfelter("gruppe__enkelt_navn"),
    "meldende_enhet__navn",
    "meldende_virksomhet__navn",
)


def med_kolonner(saker: AvvikQuerySet) -> AvvikQuerySet:
    return saker.select_related(
        "gruppe", "meldende_enhet", "meldende_virksomhet", "holder"
    ).only(*KOLONNER)


def med_utkast(saker: AvvikQuerySet) -> AvvikQuerySet:
    """Adds `paabegynt`: the holder has a draft. For the holder's own list only."""
    svar = Svar.objects.uten_tilgangskontroll(grunn="påbegynt svar i egen innboks")
    utkast = svar.filter(
        avvik=OuterRef("pk"), enhet=OuterRef("holder"), sendt_tid__isnull=True
    )
    return saker.annotate(paabegynt=Exists(utkast))


def egne(bruker: Bruker) -> AvvikQuerySet:
    """Held by own units, or given to this saksbehandler."""
    t = bruker.tilganger
    enheter = t.holder_enheter | t.saksbehandler_enheter
    return Avvik.objects.synlig_for(bruker).hos(enheter)


def innboks_tall(bruker: Bruker, dag: date) -> dict[str, int]:
    snart = Q(
        status__in=Status.venter_pa_svar(),
        holder_frist__range=(dag, dag + timedelta(days=SNART_DAGER)),
    )
    apne = egne(bruker).levende().apne()
    return apne.aggregate(
        sene=Count("pk", filter=AvvikQuerySet.sene_q(dag)),
        snart=Count("pk", filter=snart),
        apne=Count("pk"),
    )


def rabrakort(bruker: Bruker) -> Any:
    """Given to units whose letters come to this person."""
    kort = Rabrakort.objects.synlig_for(bruker)
    return kort.filter(enhet__in=bruker.mottar_for)


def nye_kort(bruker: Bruker) -> Any:
    """Those that wait for this person's thanks."""
    return rabrakort(bruker).filter(takket_tid__isnull=True)


def sendte_kort(bruker: Bruker) -> Any:
    kort = Rabrakort.objects.synlig_for(bruker)
    return kort.filter(meldende_enhet__in=bruker.tilganger.leder_enheter)


def rabra_tall(bruker: Bruker, dag: date) -> dict[str, int]:
    return rabrakort(bruker).aggregate(
        maaned=Count("pk", filter=Q(meldt_dato__gte=dag.replace(day=1))),
        nye=Count("pk", filter=Q(takket_tid__isnull=True)),
    )


def bedt_om_uttalelse(bruker: Bruker) -> AvvikQuerySet:
    """Open cases another unit has asked this person's unit about."""
    saker = Avvik.objects.synlig_for(bruker).apne()
    return saker.filter(
        delinger__slag=Delingsslag.UTTALELSE,
        delinger__enhet__in=bruker.tilganger.leder_enheter,
        delinger__fra_enhet=F("holder"),
    ).distinct()


def under_oss(bruker: Bruker, dag: date) -> AvvikQuerySet:
    """Late, or of severity 3 and more, in units below: number and dates only."""
    saker = Avvik.objects.synlig_for(bruker).levende()
    grunn = AvvikQuerySet.sene_q(dag) | Q(alvorlighet__gte=GRUNDIG_SVAR_FRA)
    return saker.filter(grunn, holder__in=bruker.tilganger.enheter_under).only(*HODE)


def personvernsaker(bruker: Bruker) -> AvvikQuerySet:
    """Heads of the cases a personvernombud watches; `uvurdert`: the virksomhet has
    not concluded."""
    virksomheter = bruker.tilganger.ombud_virksomheter
    saker = Avvik.objects.synlig_for(bruker)
    saker = saker.filter(AvvikQuerySet.ombudets_q(virksomheter))
    uvurdert = Case(When(uvurdert_q(Plikt.PERSONVERN), then=True), default=False)
    return saker.annotate(uvurdert=uvurdert).only(*HODE, "meldt_tid")


def uten_personvernombud(bruker: Bruker, dag: date) -> QuerySet[Virksomhet]:
    """Public parties without one, of all or of own virksomhet."""
    roller = Rolle.objects.aktive(dag).filter(navn=Rollenavn.PERSONVERNOMBUD)
    parter = Virksomhet.objects.tilknyttet(dag).filter(
        type__in=(Virksomhetstype.HELSEFORETAK, Virksomhetstype.KOMMUNE)
    )
    if not bruker.tilganger.sekretariat:
        parter = parter.filter(pk__in=bruker.tilganger.kontakt_virksomheter)
    uten = parter.exclude(pk__in=roller.values("enhet__virksomhet"))
    return uten.order_by("navn")


def sendte(bruker: Bruker) -> AvvikQuerySet:
    """Filed by units this person leads; for a samhandlingskontakt by the whole side.

    `svar_innen`: when the sender may expect an answer.
    """
    t = bruker.tilganger
    saker = Avvik.objects.synlig_for(bruker).filter(
        Q(meldende_enhet__in=t.leder_enheter)
        | Q(meldende_virksomhet__in=t.kontakt_virksomheter)
    )
    # As Avvik.lovet_svar.
    lovet = Case(When(runde__gt=1, then="holder_frist"), default="lovet_dato")
    return saker.annotate(svar_innen=lovet)


def til_melder(bruker: Bruker) -> AvvikQuerySet:
    """Own filings that wait for this person: an answer to read or a question."""
    saker = Avvik.objects.synlig_for(bruker).levende().filter(melder=bruker)
    return saker.filter(status__in=(Status.BESVART, Status.VENTER_PA_MELDER))


@dataclass(frozen=True)
class Arbeidsliste:
    """One part of the worklist."""

    navn: str
    tittel: Any
    tomt: Any
    hvilke: Callable[[date], Q]
    # What must be done before: its column and date.
    frist: str = "holder_frist"
    # Nobody else's work.
    bare_sekretariat: bool = False


def _paa_papir(dag: date) -> Q:
    tilknyttet = gyldig_paa(
        dag, "holder__virksomhet__tilknyttet_fra", "holder__virksomhet__tilknyttet_til"
    )
    # One without a receiver is with the sekretariat itself, which is no party.
    med_mottaker = Q(status__in=set(Status.apne()) - {Status.TIL_FORDELING})
    return med_mottaker & ~tilknyttet


def _svares_paa_papir(dag: date) -> Q:
    """Answered, and nobody of the sending unit can read it here."""
    svar = Svar.objects.uten_tilgangskontroll(grunn="svar som skal ut på papir")
    usendte = svar.filter(
        avvik=OuterRef("pk"), sendt_tid__isnull=False, sendt_som_brev__isnull=True
    )
    ledere = Rolle.objects.aktive(dag).filter(
        enhet=OuterRef("meldende_enhet"),
        navn__in=(*mottakere.LEDERE, Rollenavn.SAMHANDLINGSKONTAKT),
    )
    hit = ~Q(kanal="") & Q(melder=None) & ~Q(status__in=Status.telles_ikke())
    return hit & Q(Exists(usendte)) & ~Q(Exists(ledere))


def _alvorlige(_dag: date) -> Q:
    ferdig = (Status.AVSLUTTET, *Status.telles_ikke())
    return Q(alvorlighet__gte=ALVORLIG_FRA) & ~Q(status__in=ferdig)


ARBEIDSLISTER = {
    liste.navn: liste
    for liste in (
        Arbeidsliste(
            "uten_mottaker",
            _("Uten mottaker"),
            _("Ingen saker venter på å bli fordelt. Fint!"),
            lambda dag: Q(status=Status.TIL_FORDELING),
            "bekreft_innen",
        ),
        Arbeidsliste(
            "ikke_bekreftet",
            _("Ikke bekreftet"),
            _("Alle enheter har bekreftet i tide."),
            lambda dag: Q(status=Status.SENDT, bekreft_innen__lt=dag),
            "bekreft_innen",
        ),
        Arbeidsliste(
            "over_fristen",
            _("Over fristen"),
            _("Ingen saker er over fristen. Fint!"),
            AvvikQuerySet.sene_q,
        ),
        Arbeidsliste(
            "alvorlig",
            _("Meldt som alvorlig"),
            _("Ingen alvorlige saker er under arbeid."),
            _alvorlige,
        ),
        Arbeidsliste(
            "ikke_vurdert",
            _("Meldt alvorlig – ikke vurdert"),
            _("Begge sider har vurdert alle alvorlige saker."),
            lambda dag: uvurdert_q(Plikt.MELDEPLIKT),
        ),
        Arbeidsliste(
            "personvern",
            _("Personvern – ikke vurdert"),
            _("Alle brudd på personvernet er vurdert."),
            lambda dag: uvurdert_q(Plikt.PERSONVERN),
        ),
        Arbeidsliste(
            "retting",
            _("Bedt om retting"),
            _("Ingen har bedt om å få rettet noe."),
            lambda dag: Q(bedt_om_retting=True),
            bare_sekretariat=True,
        ),
        Arbeidsliste(
            "foreslatt",
            _("Foreslått til utvalget"),
            _("Ingen saker er foreslått til utvalget."),
            lambda dag: Q(foreslatt_fsu=True) & ~Q(status__in=Status.telles_ikke()),
        ),
        Arbeidsliste(
            "papir",
            _("På papir for ikke tilknyttede"),
            _("Ingen saker går på papir nå."),
            _paa_papir,
        ),
        Arbeidsliste(
            "svares_papir",
            _("Skal svares på papir"),
            _("Ingen svar venter på å bli sendt som brev."),
            _svares_paa_papir,
            bare_sekretariat=True,
        ),
    )
}
# What makes the number in the menu.
MA_GJORES = (
    *("uten_mottaker", "ikke_bekreftet", "over_fristen", "papir", "svares_papir"),
    "retting",
)


def arbeidslister(bruker: Bruker) -> dict[str, Arbeidsliste]:
    """The parts this person has work in."""
    return {
        navn: liste
        for navn, liste in ARBEIDSLISTER.items()
        if bruker.tilganger.sekretariat or not liste.bare_sekretariat
    }


def arbeidslisten(bruker: Bruker, dag: date) -> AvvikQuerySet:
    """The sekretariat's list, and for a samhandlingskontakt own virksomhet's."""
    t = bruker.tilganger
    hvilke = Q(mottakende_virksomhet__in=t.kontakt_virksomheter)
    if t.sekretariat:
        hvilke |= AvvikQuerySet.sekretariatets_q(dag)
    return Avvik.objects.synlig_for(bruker).levende().filter(hvilke)


def arbeidsliste_tall(bruker: Bruker, dag: date) -> dict[str, int]:
    tall = {
        navn: Count("pk", filter=liste.hvilke(dag))
        for navn, liste in arbeidslister(bruker).items()
    }
    return arbeidslisten(bruker, dag).aggregate(**tall)


def ma_gjores(bruker: Bruker, dag: date) -> int:
    hvilke = Q()
    for navn, liste in arbeidslister(bruker).items():
        if navn in MA_GJORES:
            hvilke |= liste.hvilke(dag)
    return arbeidslisten(bruker, dag).filter(hvilke).count()
