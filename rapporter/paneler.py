"""What the reports show on pages of the apps below."""

from typing import Any

from django.http import HttpRequest

from helsefellesskap.register import Panel, meld_inn_motepanel
from helsefellesskap.tid import i_dag
from rapporter import trend


def _trend(request: HttpRequest) -> dict[str, Any]:
    return trend.motepanel(i_dag())


def meld_inn() -> None:
    meld_inn_motepanel(Panel(10, "rapporter/panel_trend.html", _trend))
