"""Writing imported history: closed cases without melder, time 12:00, no mail."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from avvik import frister
from avvik.actions._felles import fristsett, krev, neste_saksnummer
from avvik.enums import Slag, Status, Tildelingsgrunn, Utfall, Verb
from avvik.importhistorikk import Historikkrad
from avvik.models import Avvik, Fristregel, Hendelse, Svar, Tildeling
from avvik.tabellfil import Feil
from helsefellesskap.arbeidsdager import OSLO
from helsefellesskap.managers import SakQuerySet
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import SYSTEM, handling
from helsefellesskap.utboks import stengte_dager

MIDT_PAA_DAGEN = time(12)
RADER_OM_GANGEN = 1_000
_LAAS = "SELECT pg_advisory_xact_lock(hashtext('avvik.importer_historikk'))"


@dataclass(slots=True)
class Sammenligning:
    """The rows of a file against the cases that are here."""

    nye: list[Historikkrad] = field(default_factory=list)
    like: list[Historikkrad] = field(default_factory=list)
    feil: list[Feil] = field(default_factory=list)

    def per_aar(self) -> dict[int, int]:
        """How many new cases each year gets, in order of years."""
        return dict(sorted(Counter(rad.meldt_dato.year for rad in self.nye).items()))


class Importfeil(Exception):
    """A row does not agree with the case that is here."""

    def __init__(self, feil: list[Feil]) -> None:
        super().__init__(f"{len(feil)} rows")
        self.feil = feil


def sammenlign(rader: Sequence[Historikkrad]) -> Sammenligning:
    """Which rows are new, which are here already, and which differ."""
    utfall = Sammenligning()
    finnes = _innhold_i_basen([rad.ekstern_id for rad in rader])
    for rad in rader:
        innhold = finnes.get(rad.ekstern_id)
        if innhold is None:
            utfall.nye.append(rad)
        elif innhold == _innhold(rad):
            utfall.like.append(rad)
        else:
            regel = _("saken finnes fra før med et annet innhold")
            utfall.feil.append(Feil(rad.nr, "ekstern_id", regel))
    return utfall


def _innhold(rad: Historikkrad) -> tuple[object, ...]:
    return (
        rad.hendelsesdato,
        rad.meldt_dato,
        rad.meldende_enhet_id,
        rad.ansvarlig_enhet_id,
        rad.kategori_id,
        rad.alvorlighet,
        rad.besvart_dato,
    )


def _innhold_i_basen(ekstern_ider: Sequence[str]) -> dict[str, tuple[object, ...]]:
    """What each case was imported with, whatever has happened to it since."""
    innhold: dict[str, tuple[object, ...]] = {}
    for fra in range(0, len(ekstern_ider), RADER_OM_GANGEN):
        innhold |= _innhold_i_bit(ekstern_ider[fra : fra + RADER_OM_GANGEN])
    return innhold


def _innhold_i_bit(ekstern_ider: Sequence[str]) -> dict[str, tuple[object, ...]]:
    # Plain look-ups by key: right after a large import the planner knows too little
    # of the tables to join them well.
    saker = _alle(Avvik).filter(ekstern_id__in=ekstern_ider).in_bulk()
    tildelinger = _alle(Tildeling).filter(avvik__in=saker, nr=1)
    enheter = dict(tildelinger.values_list("avvik_id", "enhet_id"))
    svar = _alle(Svar).filter(avvik__in=saker).order_by("-pk")
    # An answer nobody gave here is the imported one.
    importert = {
        avvik: dato
        for avvik, av, dato in svar.values_list("avvik_id", "av_id", "dato")
        if av is None
    }
    return {
        sak.ekstern_id: (
            sak.hendelsesdato,
            sak.meldt_dato,
            sak.meldende_enhet_id,
            enheter.get(sak.pk),
            sak.kategori_id,
            sak.alvorlighet,
            importert.get(sak.pk),
        )
        for sak in saker.values()
    }


def _alle(modell: Any) -> SakQuerySet:
    return modell.objects.uten_tilgangskontroll(grunn="importer historikk")


@handling
def importer_historikk(
    rader: Sequence[Historikkrad], *, av: Bruker | str, naa: datetime | None = None
) -> Sammenligning:
    """Take in history; rows that are here already with equal content are skipped.

    - numbers by year of meldt_dato, in the order of the rows
    - creates Avvik (AVSLUTTET), Tildeling, Hendelse and an empty Svar where answered
    - no letters, no reminders
    Raises Importfeil, and takes in nothing, when a row differs from its case.
    """
    krev(av == SYSTEM)
    with connection.cursor() as cursor:
        # Two at once would both find the same rows new.
        cursor.execute(_LAAS)
    utfall = sammenlign(rader)
    if utfall.feil:
        raise Importfeil(utfall.feil)
    _opprett(utfall, naa or timezone.now())
    return utfall


def _opprett(utfall: Sammenligning, naa: datetime) -> None:
    datoer = Datoer()
    saker = [_avvik(rad, datoer, naa) for rad in utfall.nye]
    numre = {
        aar: iter(neste_saksnummer("", aar, antall))
        for aar, antall in utfall.per_aar().items()
    }
    for sak in saker:
        sak.saksnummer = next(numre[sak.meldt_dato.year])
    besvarte = [sak for sak in saker if sak.besvart_dato]
    Avvik.objects.bulk_create(saker, RADER_OM_GANGEN)
    Tildeling.objects.bulk_create(map(_tildeling, saker), RADER_OM_GANGEN)
    Svar.objects.bulk_create(map(_svar, besvarte), RADER_OM_GANGEN)
    hendelser = [_hendelse(sak, naa) for sak in saker]
    Hendelse.objects.bulk_create(hendelser, RADER_OM_GANGEN)


def _avvik(rad: Historikkrad, datoer: "Datoer", naa: datetime) -> Avvik:
    regel = datoer.regel(rad.alvorlighet, rad.meldt_dato)
    lovet = frister.lovet_dato(rad.meldt_dato, fristsett(regel))
    return Avvik(
        ekstern_id=rad.ekstern_id,
        slag=Slag.AVVIK,
        status=Status.AVSLUTTET,
        utfall=(
            Utfall.IMPORTERT_BESVART if rad.besvart_dato else Utfall.IMPORTERT_UBESVART
        ),
        retning=rad.retning,
        hendelsesdato=rad.hendelsesdato,
        gruppe_id=rad.gruppe_id,
        kategori_id=rad.kategori_id,
        alvorlighet=rad.alvorlighet,
        meldende_virksomhet_id=rad.meldende_virksomhet_id,
        meldende_enhet_id=rad.meldende_enhet_id,
        mottakende_virksomhet_id=rad.mottakende_virksomhet_id,
        holder_id=rad.ansvarlig_enhet_id,
        meldt_tid=_klokken_tolv(rad.meldt_dato),
        meldt_dato=rad.meldt_dato,
        fristregel=regel,
        lovet_dato=lovet,
        holder_frist=frister.egen_frist(lovet, rad.meldt_dato),
        bekreft_innen=datoer.bekreft_innen(rad.meldt_dato, regel),
        besvart_dato=rad.besvart_dato,
        siste_svar_dato=rad.besvart_dato,
        # An unanswered case was closed by being taken in.
        avsluttet_dato=rad.besvart_dato or naa.astimezone(OSLO).date(),
    )


def _tildeling(sak: Avvik) -> Tildeling:
    return Tildeling(
        avvik=sak,
        nr=1,
        enhet_id=sak.holder_id,
        grunn=Tildelingsgrunn.IMPORTERT,
        tid=sak.meldt_tid,
        dato=sak.meldt_dato,
        bekreft_innen=sak.bekreft_innen,
        egen_frist=sak.holder_frist,
    )


def _svar(sak: Avvik) -> Svar:
    """Empty: only that it came, and when, is known."""
    dato = sak.besvart_dato
    return Svar(
        avvik=sak, enhet_id=sak.holder_id, dato=dato, sendt_tid=_klokken_tolv(dato)
    )


def _hendelse(sak: Avvik, naa: datetime) -> Hendelse:
    return Hendelse(
        avvik=sak,
        verb=Verb.IMPORTER,
        tid=naa,
        enhet_id=sak.meldende_enhet_id,
        til_enhet_id=sak.holder_id,
        til_status=sak.status,
    )


def _klokken_tolv(dato: date) -> datetime:
    return datetime.combine(dato, MIDT_PAA_DAGEN, OSLO)


class Datoer:
    """The general rule and its dates, asked for once per period and severity."""

    def __init__(self) -> None:
        perioder = Fristregel.objects.filter(virksomhet=None).values_list(
            "gyldig_fra", "gyldig_til"
        )
        self._skiller = sorted(
            {fra for fra, _til in perioder}
            | {til + timedelta(days=1) for _fra, til in perioder if til}
        )
        self._stengte = stengte_dager()
        self._regler: dict[tuple[int | None, int], Fristregel] = {}
        self._bekreft: dict[tuple[date, int], date] = {}

    def regel(self, alvorlighet: int | None, dato: date) -> Fristregel:
        """What for_sak says of a virksomhet without rules of its own."""
        nokkel = (alvorlighet, bisect_right(self._skiller, dato))
        if nokkel not in self._regler:
            self._regler[nokkel] = Fristregel.objects.for_sak(
                None, Slag.AVVIK, alvorlighet, dato
            )
        return self._regler[nokkel]

    def bekreft_innen(self, dato: date, regel: Fristregel) -> date:
        nokkel = (dato, regel.pk)
        if nokkel not in self._bekreft:
            self._bekreft[nokkel] = frister.bekreft_innen(
                dato, fristsett(regel), self._stengte
            )
        return self._bekreft[nokkel]
