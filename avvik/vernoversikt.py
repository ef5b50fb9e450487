"""How often the identity guard stopped or warned, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from helsefellesskap.enums import Vernform, Vernregel
from helsefellesskap.models import Vernstopp

MAANEDER = 6
# What a route is called, by how its name begins; the longest fits first.
STEDER = {
    "-": _("Adresser som ikke finnes"),
    "meld": _("Melding og utkast"),
    "meld_rabra": _("#Råbra!-kort"),
    "rabra": _("#Råbra!-kort"),
    "sak": _("Sak og svar"),
    "importer": _("Innlesing fra fil"),
    "account": _("Innlogging"),
    "mfa": _("Innlogging"),
    "presentasjon": _("Utvalg"),
    "mote": _("Utvalg"),
    "rapport": _("Rapporter"),
}


@dataclass(frozen=True)
class Vernrad:
    navn: str
    antall: Sequence[int]


@dataclass(frozen=True)
class Vernoversikt:
    maaneder: list[str]
    stoppet: list[Vernrad]
    varslet: list[Vernrad]
    steder: list[Vernrad]


def oversikt(i_dag: date) -> Vernoversikt:
    """The last six months, the present one last."""
    forste = _maaneder(i_dag)
    rader = Vernstopp.objects.filter(dato__gte=forste[0], dato__lte=i_dag)
    per_regel: dict[tuple[str, str], dict[date, int]] = {}
    for regel, form, maaned, antall in (
        rader.annotate(maaned=TruncMonth("dato"))
        .values_list("regel", "form", "maaned")
        .annotate(Sum("antall"))
    ):
        per_regel.setdefault((regel, form), {})[maaned] = antall
    alle = [
        (regel, Vernrad(_regelnavn(regel, form), [tall.get(m, 0) for m in forste]))
        for (regel, form), tall in sorted(per_regel.items(), key=_rekkefolge)
    ]
    stopper = Vernregel.stopper()
    return Vernoversikt(
        [date_format(m, "YEAR_MONTH_FORMAT") for m in forste],
        [rad for regel, rad in alle if regel in stopper],
        [rad for regel, rad in alle if regel not in stopper],
        _steder(rader),
    )


def _maaneder(i_dag: date) -> list[date]:
    siste = i_dag.year * 12 + i_dag.month - 1
    return [
        date(nr // 12, nr % 12 + 1, 1) for nr in range(siste - MAANEDER + 1, siste + 1)
    ]


def _rekkefolge(par: tuple[tuple[str, str], Any]) -> tuple[int, int]:
    """As the enums stand."""
    regel, form = par[0]
    former = ["", *Vernform.values]
    return Vernregel.values.index(regel), former.index(form)


def _regelnavn(regel: str, form: str) -> str:
    navn = Vernregel(regel).label
    return f"{navn}, {Vernform(form).label}" if form else str(navn)


def _steder(rader: Any) -> list[Vernrad]:
    """Stopped and warned of, by where it was written."""
    stopper = Q(regel__in=Vernregel.stopper())
    antall: dict[str, list[int]] = {}
    for sted, stoppet, varslet in rader.values_list("sted").annotate(
        stoppet=Sum("antall", filter=stopper, default=0),
        varslet=Sum("antall", filter=~stopper, default=0),
    ):
        rad = antall.setdefault(_stedsnavn(sted), [0, 0])
        rad[0] += stoppet
        rad[1] += varslet
    return [Vernrad(navn, antall[navn]) for navn in sorted(antall)]


def _stedsnavn(sted: str) -> str:
    passer = [begynner for begynner in STEDER if sted.startswith(begynner)]
    if not passer:
        return str(_("Andre steder"))
    return str(STEDER[max(passer, key=len)])
