"""Shared by the actions of a committee. Nothing here is called from outside."""

from django.db.models import F

from helsefellesskap.enums import Flyt
from helsefellesskap.feil import IkkeLov, UlovligOvergang, Versjonskonflikt
from helsefellesskap.flyt import krev_flyt
from helsefellesskap.models import Bruker
from utvalg import rules
from utvalg.enums import Motestatus
from utvalg.models import Laeringspunkt, Mote, Presentasjon, Sak
from utvalg.querysets import trukket_q


def krev(tillatt: bool) -> None:
    """Raise IkkeLov unless the person may do this."""
    if not tillatt:
        raise IkkeLov


def begynn(av: Bruker) -> None:
    """The flow is open; what the person is in the committee is read anew."""
    krev_flyt(Flyt.UTVALG)
    rules.glem_plasser(av)


def krev_planlagt(mote: Mote, verb: str) -> None:
    """Hold the meeting's row until commit; what is held stands."""
    status = Mote.objects.select_for_update().values_list("status", flat=True)
    if (naa := status.get(pk=mote.pk)) != Motestatus.PLANLAGT:
        raise UlovligOvergang(naa, verb)


def krev_ikke_trukket(presentasjon: Presentasjon, verb: str) -> None:
    alle = Presentasjon.objects.uten_tilgangskontroll(grunn="er trukket")
    if alle.filter(trukket_q(), pk=presentasjon.pk).exists():
        raise UlovligOvergang("trukket", verb)


def krev_apen(sak: Sak, av: Bruker, verb: str) -> None:
    """The meeting is not held, the text is signed and not withdrawn, the person
    is habil."""
    krev_planlagt(sak.mote, verb)
    presentasjon = Presentasjon.objects.uten_tilgangskontroll(grunn="er signert")
    signert = presentasjon.filter(pk=sak.presentasjon_id, kontrollert_tid__isnull=False)
    if not signert.exists():
        raise UlovligOvergang("ikke_kontrollert", verb)
    krev(Sak.objects.synlig_for(av).filter(pk=sak.pk).exists())


def bytt(objekt: Presentasjon | Sak | Laeringspunkt, **felter: object) -> None:
    """Change named columns, conditional on the version the caller has seen."""
    alle = type(objekt).objects.uten_tilgangskontroll(grunn="endre")
    rader = alle.filter(pk=objekt.pk, versjon=objekt.versjon)
    if rader.update(versjon=F("versjon") + 1, **felter) != 1:
        raise Versjonskonflikt
    for navn, verdi in felter.items():
        setattr(objekt, navn, verdi)
    objekt.versjon += 1
