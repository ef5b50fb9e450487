"""How long it takes to file, month by month, for the sekretariat."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from avvik.enums import Slag
from avvik.models import Skjematid
from helsefellesskap.sql import Percentil

MAANEDER = 12


@dataclass(frozen=True)
class Tidsrad:
    maaned: str
    slag: str
    antall: int
    median: str
    p90: str


def oversikt() -> list[Tidsrad]:
    """The last twelve months with anything in them, the newest first."""
    siste = Skjematid.objects.order_by("-maaned").values("maaned").distinct()
    rader = (
        Skjematid.objects.filter(maaned__in=siste[:MAANEDER])
        .values_list("maaned", "slag")
        .annotate(
            antall=Count("pk"),
            median=Percentil("sekunder", function="percentile_cont", andel="0.5"),
            p90=Percentil("sekunder", function="percentile_disc", andel="0.9"),
        )
    )
    return [_rad(*rad) for rad in rader.order_by("-maaned", "slag")]


def _rad(maaned: date, slag: str, antall: int, median: float, p90: float) -> Tidsrad:
    return Tidsrad(
        date_format(maaned, "YEAR_MONTH_FORMAT"),
        str(Slag(slag).label),
        antall,
        minutter(median),
        minutter(p90),
    )


def minutter(sekunder: float) -> str:
    """«2 min 30 s», to the nearest second."""
    hele = int(sekunder + 0.5)
    return _("%(min)d min %(sek)d s") % {"min": hele // 60, "sek": hele % 60}
