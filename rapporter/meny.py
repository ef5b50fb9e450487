"""Menu entries of reports and statistics (ux 4)."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from helsefellesskap.enums import Rollenavn
from helsefellesskap.models import Bruker
from helsefellesskap.register import Menypunkt, Panel, meld_inn_meny, meld_inn_panel
from rapporter import dokument, innhold, rules
from rapporter.models import Rapport

ANTALL = 3


def _rapporter(bruker: Bruker) -> bool:
    """Others find the published reports from the statistics page."""
    return bruker.tilganger.har(Rollenavn.SEKRETARIAT, Rollenavn.SSU_LESER)


def siste_rapporter(request: HttpRequest) -> dict[str, Any] | None:
    """What is published, for those who come here to read it."""
    if not request.user.tilganger.har(Rollenavn.SSU_LESER):
        return None
    siste = Rapport.objects.synlig_for(request.user).publiserte().uten_pdf()
    rapporter = [
        (r, innhold.tittel(r.type, dokument.perioden(r)))
        for r in siste.order_by("-publisert_tid")[:ANTALL]
    ]
    return {"rapporter": rapporter}


def meld_inn() -> None:
    meld_inn_panel(
        Panel(50, "rapporter/panel_rapporter.html", siste_rapporter, venter=False)
    )
    meld_inn_meny(
        Menypunkt(_("Rapporter"), "rapporter", 50, _rapporter),
        Menypunkt(_("Statistikk"), "statistikk", 60, rules.ser_statistikk),
    )
