"""Counts of small faults in a report: never cases, and in no other number of it.

A week belongs to the period that its Thursday lies in, as it belongs to the year.
Only weeks that ended before the cut-off are counted.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Min, Q, Sum

from avvik.models import Trendtype
from rapporter.tall import TERTIALER, Periode, aar_for
from rapporter.tallsett import Smaafeil, Uttrekk
from rapporter.tellinger import telles
from rapporter.undertrykking import AARET, undertrykk_utgave

TIL_TORSDAG, FRA_TORSDAG = timedelta(days=3), timedelta(days=4)
NAA, FOER = "naa", "foer"
TERTIALNAVN = [str(nummer) for nummer in range(1, TERTIALER + 1)]


def hent(periode: Periode, uttrekk: date, utgitte: Sequence[Uttrekk]) -> list[Smaafeil]:
    """Empty where nothing was counted, now or at the same time a year before.

    `utgitte` are the published reports that show the year or the one before.
    """
    siste = min(periode.til, uttrekk - FRA_TORSDAG)
    typer = _typer(periode, siste)
    aar, utgave = periode.fra.year, periode.utgave
    naa = _ett_aar(typer, NAA, utgave, _utgitt(utgitte, aar))
    foer = _ett_aar(typer, FOER, utgave, _utgitt(utgitte, aar - 1))
    slutt = aar_for(siste) - TIL_TORSDAG
    finnes = any(t.forste and t.forste <= slutt for t in typer)
    rader = []
    for t in typer:
        (antall, vises), (aaret_for, vises_for) = naa[t.kode], foer[t.kode]
        if antall or aaret_for or telles(t, periode.fra, periode.til):
            tall = antall, aaret_for if finnes else None, vises, vises_for
            rader.append(Smaafeil(t.kode, t.vist, t.retning, *tall))
    return rader if any(rad.antall or rad.aaret_for for rad in rader) else []


def _typer(periode: Periode, siste: date) -> list[Trendtype]:
    """Every type with its counts in each tertial of the two years; one statement."""
    summer = {}
    for navn in TERTIALNAVN:
        tertial = Periode.tertial(periode.fra.year, int(navn))
        egen = periode.utgave in (navn, AARET)
        til = min(tertial.til, siste) if egen else tertial.til
        summer[f"{NAA}_{navn}"] = _sum(tertial.fra, til)
        summer[f"{FOER}_{navn}"] = _sum(aar_for(tertial.fra), aar_for(til))
    forste = Min("tellinger__uke", filter=Q(tellinger__antall__gt=0))
    typer = Trendtype.objects.annotate(forste=forste, **summer)
    return list(typer.order_by(*Trendtype._meta.ordering))


def _sum(fra: date, til: date) -> Sum:
    uker = Q(tellinger__uke__range=(fra - TIL_TORSDAG, til - TIL_TORSDAG))
    return Sum("tellinger__antall", filter=uker, default=0)


def _ett_aar(
    typer: Iterable[Trendtype],
    aar: str,
    utgave: str,
    utgitt: dict[str, set[str]],
) -> dict[str, tuple[int, bool]]:
    """The number of each type in the edition, and whether it may be printed."""
    tabell = {
        t.kode: {navn: getattr(t, f"{aar}_{navn}") for navn in TERTIALNAVN}
        for t in typer
    }
    vist = undertrykk_utgave(tabell, utgitt, utgave=utgave, summen_kjent=False)
    return {
        kode: (
            sum(rad.values()) if utgave == AARET else rad[utgave],
            vist[kode] is not None,
        )
        for kode, rad in tabell.items()
    }


def _utgitt(utgitte: Iterable[Uttrekk], aar: int) -> dict[str, set[str]]:
    """Edition of the year -> the types whose number some report has shown."""
    vist: dict[str, set[str]] = {}
    for u in utgitte:
        if u.fra.year in (aar, aar + 1):
            koder = {
                rad.kode
                for rad in u.smaafeil
                if (rad.vises if u.fra.year == aar else rad.aaret_for_vises)
            }
            vist.setdefault(u.periode.utgave, set()).update(koder)
    return vist
