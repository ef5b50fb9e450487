"""What the person has filed, and where it stands."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from avvik import frister, saksvisning, tidslinje
from avvik.enums import Status, Utfall
from avvik.models import Avvik, Rabrakort, Tildeling
from avvik.oppsummering import gjelder
from avvik.tidslinje import RUNDE_ETTER_MER
from avvik.views.lister import side
from helsefellesskap.arbeidsdager import Stengte
from helsefellesskap.tid import i_dag
from helsefellesskap.utboks import stengte_dager

ANTALL_KORT = 10


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    vis = request.GET.get("vis")
    return _kortliste(request, vis) if vis in KORT else _oversikt(request)


def _oversikt(request: HttpRequest) -> HttpResponse:
    """The cases, and the newest cards."""
    saker = Avvik.objects.synlig_for(request.user).filter(melder=request.user)
    saker = saker.select_related("gruppe", "kategori", "holder")
    saker = saker.prefetch_related(_innom(request))
    stengte = stengte_dager()
    denne = side(request, saker.order_by("-meldt_tid", "-pk"))
    innhold = {
        "side": denne,
        "rader": [_rad(sak, i_dag(), stengte) for sak in denne],
        "kort": {vis: _nyeste(finn(request)) for vis, finn in KORT.items()},
    }
    return render(request, "avvik/mine/liste.html", innhold)


def _kortliste(request: HttpRequest, vis: str) -> HttpResponse:
    """Every card given, or got."""
    kort = KORT[vis](request).select_related(
        "enhet__virksomhet", "meldende_enhet__virksomhet"
    )
    innhold = {"side": side(request, kort), "gitt": vis == "gitt"}
    return render(request, "avvik/mine/kort.html", innhold)


def _nyeste(kort: QuerySet[Rabrakort]) -> dict[str, Any]:
    funnet = list(kort[: ANTALL_KORT + 1])
    return {"rader": funnet[:ANTALL_KORT], "flere": len(funnet) > ANTALL_KORT}


def _innom(request: HttpRequest) -> Prefetch:
    """Where each case has been, the holder last."""
    tildelinger = Tildeling.objects.synlig_for(request.user).select_related("enhet")
    return Prefetch("tildelinger", tildelinger.order_by("nr"), to_attr="vei")


def _mine_kort(request: HttpRequest) -> QuerySet[Rabrakort]:
    kort = Rabrakort.objects.synlig_for(request.user).filter(melder=request.user)
    return kort.select_related("enhet").order_by("-meldt_tid", "-pk")


def _kort_til_meg(request: HttpRequest) -> QuerySet[Rabrakort]:
    kort = Rabrakort.objects.synlig_for(request.user).fatt_av(request.user)
    return kort.select_related("meldende_enhet").order_by("-meldt_tid", "-pk")


KORT = {"gitt": _mine_kort, "fatt": _kort_til_meg}


def _rad(avvik: Avvik, dato: date, stengte: Stengte) -> dict[str, Any]:
    tekst, farge = status_i_ord(avvik, dato)
    frist = _frist(avvik, stengte)
    innom = [t.enhet for t in avvik.vei if t.enhet_id != avvik.holder_id]
    return {
        "sak": avvik,
        "gjelder": gjelder(avvik),
        "innom": list(dict.fromkeys(enhet.navn for enhet in innom)),
        "siden": avvik.vei[-1].dato if innom else None,
        "meldt_paa": saksvisning.meldt_paa(avvik),
        "status": tekst,
        "farge": farge,
        "frist": frist,
        "dager": (frist - dato).days if frist else None,
        "svar": avvik.siste_svar_dato,
    }


def _frist(avvik: Avvik, stengte: Stengte = frozenset()) -> date | None:
    """The next date that means something to the melder."""
    match avvik.status:
        case Status.TIL_FORDELING:
            return avvik.bekreft_innen
        case Status.SENDT | Status.MOTTATT | Status.MER_ONSKET:
            return avvik.lovet_svar
        case Status.VENTER_PA_MELDER if avvik.pause_fra:
            return frister.siste_dag_i_pausen(avvik.pause_fra, stengte)
        case Status.BESVART if avvik.siste_svar_dato:
            return frister.siste_dag_etter_svar(avvik.siste_svar_dato)
    return None


def status_i_ord(avvik: Avvik, dato: date) -> tuple[str, str]:
    """What the state means to the melder, and its colour."""
    frist = _frist(avvik)
    if avvik.status in Status.venter_pa_svar() and frist and frist < dato:
        return _("Over fristen"), "danger"
    match avvik.status:
        case Status.TIL_FORDELING:
            return _("Riktig enhet blir funnet"), "neutral"
        case Status.SENDT:
            return _("Sendt, ikke bekreftet ennå"), "neutral"
        case Status.MOTTATT:
            return _("Mottatt, svar kommer"), "info"
        case Status.VENTER_PA_MELDER:
            return _("Venter på svar fra deg"), "warning"
        case Status.BESVART:
            return _("Besvart. Si fra om svaret hjalp"), "success"
        case Status.MER_ONSKET if avvik.mer_brukt and avvik.runde == RUNDE_ETTER_MER:
            return _("Du har bedt om mer"), "info"
        case Status.MER_ONSKET:
            return tidslinje.statusord(avvik), "info"
        case Status.AVSLUTTET if avvik.utfall == Utfall.UENIGE:
            return _("Avsluttet, partene er uenige"), "neutral"
    return str(avvik.get_status_display()), "neutral"
