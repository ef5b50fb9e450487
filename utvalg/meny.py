"""Menu entries and the front-page panel of the committee (ux 4)."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from helsefellesskap.register import Menypunkt, Panel, meld_inn_meny, meld_inn_panel
from helsefellesskap.tid import i_dag
from utvalg import rules
from utvalg.enums import Motestatus
from utvalg.models import Mote, Sak


def neste_mote(request: HttpRequest) -> dict[str, Any] | None:
    """The next meeting and how many of its cases this person may open."""
    if not rules.er_inne(request.user):
        return None
    moter = Mote.objects.synlig_for(request.user).filter(status=Motestatus.PLANLAGT)
    kommende = moter.filter(dato__gte=i_dag())
    mote = kommende.select_related("utvalg").order_by("dato").first()
    if mote is None:
        return None
    saker = Sak.objects.synlig_for(request.user).filter(mote=mote)
    return {"mote": mote, "antall": saker.count()}


def meld_inn() -> None:
    meld_inn_meny(
        Menypunkt(_("Møter"), "utvalg", 40, rules.er_inne),
        Menypunkt(_("Læringspunkter"), "laeringspunkter", 45, rules.er_inne),
    )
    meld_inn_panel(Panel(40, "utvalg/panel_mote.html", neste_mote))
