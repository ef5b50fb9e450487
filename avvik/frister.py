"""Deadlines of a case and the ladders of reminders that follow them.

Pure: dates come in, dates go out. All dates are local dates in Europe/Oslo;
forward and confirm count working days, answer counts calendar days.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from helsefellesskap.arbeidsdager import Stengte, pluss_arbeidsdager

ALVORLIG_FRA = 4
MINSTE_TID_HOS_HOLDER = timedelta(days=7)
MER_TID = timedelta(days=14)
LUKKES_ETTER = timedelta(days=15)
PAUSE_ARBEIDSDAGER = 10

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fristsett:
    """What a Fristregel says; the defaults are those of an ordinary case."""

    fordel_dager: int = 2
    bekreft_dager: int = 3
    svar_dager: int = 21

    def __post_init__(self) -> None:
        # From one day on, every date in working days lands on a working day.
        if min(self.fordel_dager, self.bekreft_dager, self.svar_dager) < 1:
            raise ValueError("a deadline is at least one day away")


ORDINAERT = Fristsett()
ALVORLIG = Fristsett(bekreft_dager=1, svar_dager=14)


def er_alvorlig(alvorlighet: int | None) -> bool:
    return alvorlighet is not None and alvorlighet >= ALVORLIG_FRA


def lovet_dato(meldt_dato: date, regel: Fristsett) -> date:
    """What the melder is promised; never moved to a working day."""
    return meldt_dato + timedelta(days=regel.svar_dager)


def fordel_innen(
    tildelt_dato: date, regel: Fristsett, stengte: Stengte = frozenset()
) -> date:
    return pluss_arbeidsdager(tildelt_dato, regel.fordel_dager, stengte)


def bekreft_innen(
    tildelt_dato: date, regel: Fristsett, stengte: Stengte = frozenset()
) -> date:
    return pluss_arbeidsdager(tildelt_dato, regel.bekreft_dager, stengte)


def egen_frist(lovet: date, tildelt_dato: date) -> date:
    return max(lovet, tildelt_dato + MINSTE_TID_HOS_HOLDER)


def etter_videresending(
    lovet: date, bekreft_innen: date, tildelt_dato: date, regel: Fristsett
) -> date:
    """The promised date after a pass-on or fordeling on `tildelt_dato`.

    `bekreft_innen` is the confirm date of the Tildeling that is left.
    """
    if tildelt_dato > bekreft_innen:
        return lovet
    return tildelt_dato + timedelta(days=regel.svar_dager)


def pause_utloper(start: date, stengte: Stengte = frozenset()) -> date:
    """The day the clock takes the case back: the working day after the tenth."""
    return pluss_arbeidsdager(start, PAUSE_ARBEIDSDAGER + 1, stengte)


def siste_dag_i_pausen(start: date, stengte: Stengte = frozenset()) -> date:
    """When the melder can still answer."""
    return pluss_arbeidsdager(start, PAUSE_ARBEIDSDAGER, stengte)


def pause_dager(start: date, slutt: date, stengte: Stengte = frozenset()) -> int:
    """Calendar days; a scan that comes late does not lengthen the pause."""
    if slutt < start:
        raise ValueError("a pause ends before it starts")
    return (min(slutt, pause_utloper(start, stengte)) - start).days


def etter_pause(
    frist: date, start: date, slutt: date, stengte: Stengte = frozenset()
) -> date:
    return frist + timedelta(days=pause_dager(start, slutt, stengte))


def mer_frist(dato: date) -> date:
    return dato + MER_TID


def autolukk_dato(svar_dato: date) -> date:
    return svar_dato + LUKKES_ETTER


def siste_dag_etter_svar(svar_dato: date) -> date:
    """When the melder can still react; the day after, the clock closes the case."""
    return autolukk_dato(svar_dato) - timedelta(days=1)


def er_for_sen(frist: date, dato: date) -> bool:
    return dato > frist


class Mottaker(StrEnum):
    """Who a step is for, from the lowest to the top."""

    ENHET = "enhet"
    LEDER_OVER = "leder_over"
    SAMHANDLINGSKONTAKT = "samhandlingskontakt"
    SEKRETARIAT = "sekretariat"


class Tellemaate(StrEnum):
    KALENDERDAGER = "kalenderdager"
    ARBEIDSDAGER = "arbeidsdager"


@dataclass(frozen=True, slots=True)
class Trinn:
    """One step of a ladder, `dager` from the holder's date, lowest receiver first."""

    kode: str
    dager: int
    mottakere: tuple[Mottaker, ...]
    enhet: Tellemaate = Tellemaate.KALENDERDAGER


Stige = tuple[Trinn, ...]

_UNDER_OG_OVER = (Mottaker.ENHET, Mottaker.LEDER_OVER)

SVAR_STIGE: Stige = (
    Trinn("svar_minus_7", -7, (Mottaker.ENHET,)),
    Trinn("svar_0", 0, (Mottaker.ENHET,)),
    Trinn("svar_pluss_7", 7, _UNDER_OG_OVER),
    Trinn("svar_pluss_14", 14, (Mottaker.SEKRETARIAT,)),
)
SVAR_STIGE_ALVORLIG: Stige = (
    Trinn("alvorlig_minus_5", -5, (Mottaker.ENHET,)),
    Trinn("alvorlig_0", 0, _UNDER_OG_OVER),
    Trinn("alvorlig_pluss_2", 2, (Mottaker.SEKRETARIAT,)),
)
BEKREFT_STIGE: Stige = (
    Trinn("bekreft_0", 0, (Mottaker.ENHET,), Tellemaate.ARBEIDSDAGER),
    Trinn(
        "bekreft_pluss_2",
        2,
        (Mottaker.SAMHANDLINGSKONTAKT,),
        Tellemaate.ARBEIDSDAGER,
    ),
    Trinn("bekreft_pluss_5", 5, (Mottaker.SEKRETARIAT,), Tellemaate.ARBEIDSDAGER),
)


def svarstige(alvorlighet: int | None) -> Stige:
    return SVAR_STIGE_ALVORLIG if er_alvorlig(alvorlighet) else SVAR_STIGE


def trinn_dato(trinn: Trinn, frist: date, stengte: Stengte = frozenset()) -> date:
    if trinn.enhet is Tellemaate.ARBEIDSDAGER:
        return pluss_arbeidsdager(frist, trinn.dager, stengte)
    return frist + timedelta(days=trinn.dager)


def trinn_datoer(
    stige: Stige, frist: date, stengte: Stengte = frozenset()
) -> list[tuple[Trinn, date]]:
    """Which step comes on which date."""
    datoer = [(trinn, trinn_dato(trinn, frist, stengte)) for trinn in stige]
    return sorted(datoer, key=lambda par: par[1])


def mottakere_for(
    stige: Stige, kode: str, kjede: Mapping[Mottaker, T | None]
) -> tuple[T, ...]:
    """Who gets the step `kode`, each once.

    `kjede` says who fills each place. An empty place, or one filled by whoever
    another place reached in this step or the one before, goes one up; the top is
    the sekretariat.
    """
    forrige: dict[Mottaker, T] = {}
    for trinn in stige:
        forrige = _fyll_trinn(trinn, forrige, kjede)
        if trinn.kode == kode:
            return tuple(dict.fromkeys(forrige.values()))
    raise ValueError(f"no step {kode} in this ladder")


_RANG = tuple(Mottaker)


def _fyll_trinn(
    trinn: Trinn, forrige: Mapping[Mottaker, T], kjede: Mapping[Mottaker, T | None]
) -> dict[Mottaker, T]:
    fylt: dict[Mottaker, T] = {}
    for rolle in trinn.mottakere:
        if rolle in forrige:
            fylt[rolle] = forrige[rolle]
        else:
            naadd = [*forrige.values(), *fylt.values()]
            fylt[rolle] = _gaa_opp(rolle, naadd, kjede)
    return fylt


def _gaa_opp(
    rolle: Mottaker, naadd: Collection[T], kjede: Mapping[Mottaker, T | None]
) -> T:
    topp = kjede.get(Mottaker.SEKRETARIAT)
    if topp is None:
        raise ValueError("a ladder ends at the sekretariat, which is missing")
    egen = kjede.get(rolle)
    if egen is not None and egen not in naadd:
        return egen
    # A case the sekretariat holds itself has nobody further up.
    over = [] if topp in naadd else _RANG[_RANG.index(rolle) + 1 :]
    fylte = (kjede.get(plass) for plass in over)
    return next((m for m in fylte if m is not None and m not in naadd), topp)
