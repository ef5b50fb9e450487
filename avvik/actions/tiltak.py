"""Measures; both sides own theirs."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F

from avvik import rules
from avvik.actions._felles import krev, krev_naa, noter
from avvik.enums import Tiltakstatus, Verb
from avvik.models import Avvik, Svar, Tiltak, Tiltaksutkast
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.feil import Versjonskonflikt
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.transaksjon import handling


@handling
def registrer_tiltak(
    avvik: Avvik,
    *,
    enhet: Enhet,
    beskrivelse: str,
    ansvarlig_rolle: str,
    frist: date,
    av: Bruker,
    naa: datetime,
) -> Tiltak:
    krev(enhet.pk in rules.tiltaksenheter(av, avvik, lokal_dato(naa)))
    krev_naa(avvik.teller, avvik, Verb.TILTAK)
    tiltak = Tiltak.objects.create(
        avvik=avvik,
        enhet=enhet,
        beskrivelse=beskrivelse,
        ansvarlig_rolle=ansvarlig_rolle,
        frist=frist,
        av=av,
    )
    noter(avvik, Verb.TILTAK, av=av, naa=naa, enhet=enhet, dato=frist)
    return tiltak


def behold_utkast(svar: Svar, rader: Iterable[Mapping[str, Any]]) -> None:
    """The rows of a draft answer as they stand now, also half ones; none when sent."""
    tidligere = Tiltaksutkast.objects.uten_tilgangskontroll(grunn="tiltak i utkast")
    tidligere.filter(svar=svar).delete()
    Tiltaksutkast.objects.bulk_create(
        Tiltaksutkast(avvik_id=svar.avvik_id, svar=svar, nr=nr, **rad)
        for nr, rad in enumerate(rader)
    )


@handling
def oppdater_tiltak(
    tiltak: Tiltak, *, status: Tiltakstatus, versjon: int, av: Bruker, naa: datetime
) -> None:
    krev(tiltak.enhet_id in av.tilganger.holder_enheter)
    rader = Tiltak.objects.uten_tilgangskontroll(grunn="oppdater tiltak")
    rader = rader.filter(pk=tiltak.pk, versjon=versjon)
    if rader.update(status=status, versjon=F("versjon") + 1) != 1:
        raise Versjonskonflikt
    noter(
        tiltak.avvik, Verb.TILTAK, av=av, naa=naa, enhet=tiltak.enhet, dato=tiltak.frist
    )
