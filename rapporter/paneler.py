"""What the reports show on pages of the apps below."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.register import Panel, meld_inn_motepanel
from rapporter import trend


def _trend(request: HttpRequest) -> dict[str, Any]:
    return trend.motepanel(lokal_dato(timezone.now()))


def meld_inn() -> None:
    meld_inn_motepanel(Panel(10, "rapporter/panel_trend.html", _trend))
