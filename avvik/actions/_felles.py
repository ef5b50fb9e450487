"""Shared by the actions of a case. Nothing here is called from outside them."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from avvik import frister
from avvik.enums import OVERGANGER, Status, Verb
from avvik.models import Avvik, Fristregel, Hendelse, Saksteller
from helsefellesskap.feil import IkkeLov, UlovligOvergang, Versjonskonflikt
from helsefellesskap.models import Bruker, Enhet

FORSTE_AAR = 2000


def krev(tillatt: bool) -> None:
    """Raise IkkeLov unless the person may do this."""
    if not tillatt:
        raise IkkeLov


def krev_naa(mulig: bool, avvik: Avvik, verb: Verb) -> None:
    """Raise UlovligOvergang unless the case stands so that it can be done."""
    if not mulig:
        raise UlovligOvergang(avvik.status, verb)


def krev_tekst(tekst: str, felt: str = "tekst", mangler: Any = None) -> None:
    if not tekst.strip():
        raise ValidationError({felt: mangler or _("Skriv en tekst")})


def datofeil(dato: date, i_dag: date) -> Any:
    """What is wrong with the day of something that has happened, if anything."""
    if dato > i_dag:
        return _("Datoen kan ikke være fram i tid")
    return _("Datoen kan ikke være før 2000") if dato.year < FORSTE_AAR else None


def person(av: Bruker | str) -> Bruker | None:
    """The acting person, or None for the clock."""
    return av if isinstance(av, Bruker) else None


def fristsett(regel: Fristregel) -> frister.Fristsett:
    return frister.Fristsett(
        fordel_dager=regel.fordel_dager,
        bekreft_dager=regel.bekreft_dager,
        svar_dager=regel.svar_dager,
    )


def bytt_status(avvik: Avvik, verb: Verb, til: Status, **felter: Any) -> None:
    """The one function that changes status.

    Conditional on the status and version the caller has seen. Raises
    UlovligOvergang for a move outside the table, Versjonskonflikt when somebody
    was faster.
    """
    krev_naa(til in OVERGANGER.get((Status(avvik.status), verb), ()), avvik, verb)
    _oppdater(avvik, status=til, **felter)


def oppdater(avvik: Avvik, **felter: Any) -> None:
    """Change columns other than status, conditional on the version seen."""
    _oppdater(avvik, **felter)


def _oppdater(avvik: Avvik, **felter: Any) -> None:
    rader = Avvik.objects.uten_tilgangskontroll(grunn="oppdater sak").filter(
        pk=avvik.pk, status=avvik.status, versjon=avvik.versjon
    )
    if rader.update(versjon=F("versjon") + 1, **felter) != 1:
        raise Versjonskonflikt
    for navn, verdi in felter.items():
        setattr(avvik, navn, verdi)
    avvik.versjon += 1


def _paa_vegne(verb: Verb, av: Bruker | str, enhet: Enhet | None) -> bool:
    """The sekretariat acts in the name of a unit; to distribute is its own task."""
    if isinstance(av, str) or enhet is None or verb == Verb.FORDEL:
        return False
    t = av.tilganger
    return t.sekretariat and enhet.pk not in t.egne_enheter


def noter(
    avvik: Avvik,
    verb: Verb,
    *,
    av: Bruker | str,
    naa: datetime,
    enhet: Enhet | None = None,
    til_enhet: Enhet | None = None,
    dato: date | None = None,
) -> Hendelse:
    """Write a row of the timeline."""
    return Hendelse.objects.create(
        avvik=avvik,
        verb=verb,
        tid=naa,
        av=person(av),
        enhet=enhet,
        paa_vegne=_paa_vegne(verb, av, enhet),
        til_enhet=til_enhet,
        til_status=avvik.status,
        dato=dato,
    )


def neste_saksnummer(serie: str, aar: int, antall: int = 1) -> list[str]:
    """The next contiguous numbers; holds the counter row until commit.

    Call it as late as you can: everybody else who files waits here.
    """
    Saksteller.objects.bulk_create(
        [Saksteller(serie=serie, aar=aar)], ignore_conflicts=True
    )
    teller = Saksteller.objects.select_for_update().get(serie=serie, aar=aar)
    forste = teller.siste + 1
    teller.siste += antall
    teller.save(update_fields=["siste"])
    prefiks = f"{serie}-{aar}" if serie else str(aar)
    return [f"{prefiks}-{n:04d}" for n in range(forste, forste + antall)]
