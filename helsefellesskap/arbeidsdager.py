"""Working days and the window for sending letters, in Europe/Oslo.

Every local date in the system comes from `lokal_dato`; nothing here reads the clock.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from holidays.countries.norway import Norway

OSLO = ZoneInfo("Europe/Oslo")

VINDU_FRA = time(8)
VINDU_TIL = time(16)

EN_DAG = timedelta(days=1)

# Days that a virksomhet keeps closed besides the public holidays.
Stengte = AbstractSet[date]


@dataclass(frozen=True, slots=True)
class HoppetOver:
    """A weekday that did not count; a local closed day has no name."""

    dato: date
    navn: str = ""


@dataclass(frozen=True, slots=True)
class Forklaring:
    """How a date in working days came about."""

    arbeidsdager: int
    hoppet_over: tuple[HoppetOver, ...]


def lokal_tid(tid: datetime) -> datetime:
    if tid.utcoffset() is None:
        raise ValueError("a time without time zone has no local date")
    return tid.astimezone(OSLO)


def lokal_dato(tid: datetime) -> date:
    return lokal_tid(tid).date()


@lru_cache(maxsize=256)
def helligdager(aar: int) -> Mapping[date, str]:
    # Outside its range the library answers "no holidays" instead of failing.
    if not Norway.start_year <= aar <= Norway.end_year:
        raise ValueError(f"no calendar of holidays for the year {aar}")
    # The language is named because it otherwise follows the machine's locale.
    return MappingProxyType(dict(Norway(years=aar, language="no")))


def er_arbeidsdag(dato: date, stengte: Stengte = frozenset()) -> bool:
    # A datetime is a date to Python, but equal to none of the calendar's days.
    if isinstance(dato, datetime):
        raise TypeError("a working day is a date, not a time")
    return _er_ukedag(dato) and not _er_fridag(dato, stengte)


def pluss_arbeidsdager(dato: date, antall: int, stengte: Stengte = frozenset()) -> date:
    """Day 0 is `dato` itself, working day or not; a negative `antall` counts back."""
    steg = EN_DAG if antall > 0 else -EN_DAG
    igjen = abs(antall)
    while igjen:
        dato += steg
        igjen -= er_arbeidsdag(dato, stengte)
    return dato


def arbeidsdager_mellom(fra: date, til: date, stengte: Stengte = frozenset()) -> int:
    """The inverse of `pluss_arbeidsdager`: `fra` does not count, `til` does."""
    if til < fra:
        return -sum(er_arbeidsdag(d, stengte) for d in _dager(til - EN_DAG, fra))
    return sum(er_arbeidsdag(dag, stengte) for dag in _dager(fra, til + EN_DAG))


def forklar(fra: date, til: date, stengte: Stengte = frozenset()) -> Forklaring:
    """Say which weekdays were skipped on the way; weekends explain themselves."""
    if til < fra:
        raise ValueError("a date is explained forwards")
    return Forklaring(
        arbeidsdager=arbeidsdager_mellom(fra, til, stengte),
        hoppet_over=tuple(
            HoppetOver(dag, helligdager(dag.year).get(dag, ""))
            for dag in _dager(fra, til + EN_DAG)
            if _er_ukedag(dag) and _er_fridag(dag, stengte)
        ),
    )


def i_sendevindu(tid: datetime, stengte: Stengte = frozenset()) -> bool:
    lokal = lokal_tid(tid)
    return VINDU_FRA <= lokal.time() < VINDU_TIL and er_arbeidsdag(
        lokal.date(), stengte
    )


def neste_sendetid(tid: datetime, stengte: Stengte = frozenset()) -> datetime:
    """`tid` itself inside the window, else the next time it opens (in Oslo time)."""
    lokal = lokal_tid(tid)
    if i_sendevindu(lokal, stengte):
        return lokal
    dag = lokal.date()
    if lokal.time() >= VINDU_TIL or not er_arbeidsdag(dag, stengte):
        dag = pluss_arbeidsdager(dag, 1, stengte)
    return datetime.combine(dag, VINDU_FRA, tzinfo=OSLO)


def _er_ukedag(dato: date) -> bool:
    return dato.weekday() < 5


def _er_fridag(dato: date, stengte: Stengte) -> bool:
    return dato in helligdager(dato.year) or dato in stengte


def _dager(etter: date, foer: date) -> Iterator[date]:
    """The days strictly between the two."""
    for nummer in range(1, (foer - etter).days):
        yield etter + timedelta(days=nummer)
