"""Parts of the front page: what needs this person now."""

from typing import Any

from django.http import HttpRequest

from avvik import lister, meny
from avvik.views.lister import arbeidsfaner, saksrader
from helsefellesskap.register import Panel, meld_inn_panel
from helsefellesskap.tid import i_dag

ANTALL = 5


def innboks(request: HttpRequest) -> dict[str, Any] | None:
    """The cases whose date comes first."""
    if not meny.har_innboks(request.user):
        return None
    saker = lister.med_utkast(lister.egne(request.user).levende().apne())
    saker = lister.med_kolonner(saker).order_by("holder_frist", "pk")[:ANTALL]
    kort = lister.nye_kort(request.user).count()
    return {"rader": saksrader(saker, i_dag()), "kort": kort}


def svar(request: HttpRequest) -> dict[str, Any] | None:
    """Answers to read and questions to answer, for the melder."""
    if not meny.kan_melde(request.user):
        return None
    saker = lister.til_melder(request.user).only("saksnummer", "status")
    siste = list(saker.order_by("-siste_svar_dato", "-pk")[:ANTALL])
    return {"saker": siste} if siste else None


def meld(request: HttpRequest) -> dict[str, Any] | None:
    """The way to file, for everybody who may."""
    return {} if meny.kan_melde(request.user) else None


def arbeidsliste(request: HttpRequest) -> dict[str, Any] | None:
    if not meny.har_arbeidsliste(request.user):
        return None
    return {"lister": arbeidsfaner(request.user, i_dag())}


def meld_inn() -> None:
    meld_inn_panel(Panel(10, "avvik/panel_arbeidsliste.html", arbeidsliste))
    meld_inn_panel(Panel(20, "avvik/panel_innboks.html", innboks))
    meld_inn_panel(Panel(30, "avvik/panel_svar.html", svar))
    meld_inn_panel(Panel(60, "avvik/panel_meld.html", meld, venter=False))
