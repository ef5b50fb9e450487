"""What the reports show on pages of the apps below."""

from typing import Any

from django.http import HttpRequest

from helsefellesskap.enums import Rollenavn
from helsefellesskap.register import Panel, meld_inn_motepanel, meld_inn_panel
from helsefellesskap.tid import i_dag
from rapporter import trend
from rapporter.models import Rapport

ANTALL = 3


def _siste_rapporter(request: HttpRequest) -> dict[str, Any] | None:
    """What is published, for those who come here to read it."""
    if not request.user.tilganger.har(Rollenavn.SSU_LESER):
        return None
    siste = Rapport.objects.synlig_for(request.user).publiserte().uten_pdf()
    return {"rapporter": siste.order_by("-publisert_tid")[:ANTALL]}


def _trend(request: HttpRequest) -> dict[str, Any]:
    return trend.motepanel(i_dag())


def meld_inn() -> None:
    meld_inn_panel(
        Panel(50, "rapporter/panel_rapporter.html", _siste_rapporter, venter=False)
    )
    meld_inn_motepanel(Panel(10, "rapporter/panel_trend.html", _trend))
