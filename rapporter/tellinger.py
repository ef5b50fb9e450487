"""Counts of small faults by week, type and the virksomhet they stand between."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Sum

from avvik.models import Trendtelling, Trendtype
from rapporter.tallsett import TIL
from rapporter.undertrykking import TERSKEL


@dataclass(frozen=True)
class Telling:
    """So many of a type in a week, by the virksomhet on the side of the kommuner."""

    type: int
    retning: str
    uke: date
    # None when the hospital did not know which.
    part: int | None
    antall: int


@dataclass(frozen=True)
class Tellinger:
    """The counts of some weeks, the types they are of, oldest week first."""

    uker: list[date]
    typer: list[Trendtype]
    rader: list[Telling]

    def i_uker(self, uker: list[date]) -> "Tellinger":
        rader = [r for r in self.rader if r.uke in uker]
        return Tellinger(uker, self.typer, rader)

    def bare(self, parter: Collection[int]) -> "Tellinger":
        return replace(self, rader=[r for r in self.rader if r.part in parter])

    def uten(self, parter: Collection[int]) -> "Tellinger":
        return replace(self, rader=[r for r in self.rader if r.part not in parter])

    def mot(self, retning: str) -> "Tellinger":
        return Tellinger(
            self.uker,
            [t for t in self.typer if t.retning == retning],
            [r for r in self.rader if r.retning == retning],
        )

    def store(self) -> "Tellinger":
        """Without types so rare that their sum alone is a small number."""
        summer = self.summer()
        typer = [t for t in self.typer if summer[t.pk] >= TERSKEL]
        koder = {t.pk for t in typer}
        return Tellinger(self.uker, typer, [r for r in self.rader if r.type in koder])

    def summer(self) -> Counter[int]:
        antall: Counter[int] = Counter()
        for rad in self.rader:
            antall[rad.type] += rad.antall
        return antall


def hent(siste: date, antall: int) -> Tellinger:
    """The weeks up to the one that begins on `siste`; two statements."""
    uker = [siste - timedelta(weeks=nr) for nr in reversed(range(antall))]
    typer = {t.pk: t for t in Trendtype.objects.all()}
    kolonner = ("trendtype", "uke", "enhet__virksomhet", "motpart")
    rader = []
    for type_, uke, egen, motpart, sum_ in (
        Trendtelling.objects.filter(uke__range=(uker[0], siste), antall__gt=0)
        .values_list(*kolonner)
        .annotate(Sum("antall"))
        .order_by(*kolonner)
    ):
        retning = typer[type_].retning
        part = egen if retning == TIL else motpart
        rader.append(Telling(type_, retning, uke, part, sum_))
    talte = {rad.type for rad in rader}
    slutt = siste + timedelta(days=6)
    brukt = [t for t in typer.values() if t.pk in talte or telles(t, siste, slutt)]
    return Tellinger(uker, brukt, rader)


def telles(type_: Trendtype, fra: date, til: date) -> bool:
    """It may be counted on some day of these."""
    return type_.gyldig_fra <= til and (type_.gyldig_til or date.max) >= fra
