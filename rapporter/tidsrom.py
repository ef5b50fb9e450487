"""Stretches of time that a report compares, counted."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count, Min, Q
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from avvik.querysets import AvvikQuerySet
from rapporter.tall import TERTIALER, Periode, aar_for, siste_tertialer
from rapporter.tallsett import FRA, TIL, Tidsrom

# How many tertials the line of the tertial report goes back.
TERTIALER_I_KURVE = 6


def tell(
    saker: AvvikQuerySet, periode: Periode, til: date
) -> tuple[date | None, dict[str, list[Tidsrom]]]:
    """Count each stretch in one statement, and find the first case of all."""
    alle = _tidsrom(periode, til)
    tellere = {
        f"{navn}_{nr}_{retning}": Count(
            "pk", filter=Q(retning=retning, meldt_dato__range=(t.fra, t.til))
        )
        for navn, rekke in alle.items()
        for nr, t in enumerate(rekke)
        for retning in (TIL, FRA)
    }
    tall = saker.aggregate(forste=Min("meldt_dato"), **tellere)
    forste = tall["forste"]
    if forste is None or forste > til:
        return None, alle
    return forste, {
        navn: [
            replace(t, **{r: tall[f"{navn}_{nr}_{r}"] for r in (TIL, FRA)})
            if t.til >= forste
            else t
            for nr, t in enumerate(rekke)
        ]
        for navn, rekke in alle.items()
    }


def _tidsrom(periode: Periode, til: date) -> dict[str, list[Tidsrom]]:
    """The same without counts."""
    volum = [
        Tidsrom(periode.navn, periode.fra, til),
        Tidsrom(_("Samme tid året før"), aar_for(periode.fra), aar_for(til)),
    ]
    if periode.tertialnummer:
        tolv = aar_for(til) + timedelta(days=1)
        volum.append(Tidsrom(_("Siste 12 måneder"), tolv, til))
    nummer = periode.tertialnummer or TERTIALER
    kurve = siste_tertialer(periode.fra.year, nummer, TERTIALER_I_KURVE)
    return {
        "volum": volum,
        "maaneder": [
            Tidsrom(str(MONTHS[start.month]), start, min(slutt, til))
            for start, slutt in _maaneder(periode.fra, til)
        ],
        "tertialer": [Tidsrom(p.navn, p.fra, min(p.til, til)) for p in kurve],
    }


def _maaneder(fra: date, til: date) -> Iterator[tuple[date, date]]:
    while fra <= til:
        slutt = fra.replace(day=monthrange(fra.year, fra.month)[1])
        yield fra, slutt
        fra = slutt + timedelta(days=1)
