"""Front page, health and error pages."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from helsefellesskap.enums import Rollenavn
from helsefellesskap.register import helsesjekker, paneler
from helsefellesskap.skrevet import siden_bak, skrevne


@require_safe
def forside(request: HttpRequest) -> HttpResponse:
    """The front page by role, made of the panels the other apps hand in."""
    deler = paneler(request)
    tilganger = request.user.tilganger
    innhold = {
        "paneler": deler,
        "venter": any(d["venter"] for d in deler),
        "uten_rolle": not deler and not tilganger.roller and not request.user.is_staff,
        "er_admin": request.user.is_staff or tilganger.har(Rollenavn.ADMIN),
    }
    return render(request, "helsefellesskap/forside.html", innhold)


@login_not_required
@never_cache
@require_GET
def helse_lever(request: HttpRequest) -> JsonResponse:
    """Process and database answer; for containers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "feil"}, status=503)
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_GET
def helse(request: HttpRequest) -> JsonResponse:
    """The same questions as `sjekk_drift`; the body says no more than this."""
    try:
        feil = any(sjekk() for sjekk in helsesjekker())
    except DatabaseError:
        feil = True
    if feil:
        return JsonResponse({"status": "feil"}, status=503)
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def personvern(request: HttpRequest) -> HttpResponse:
    return render(request, "helsefellesskap/personvern.html")


@login_not_required
@require_safe
def hjelp(request: HttpRequest) -> HttpResponse:
    return render(request, "helsefellesskap/hjelp.html")


@login_not_required
def csrf_feil(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Somebody logged in or out in another tab, or the page is a stranger's."""
    innhold = {}
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        innhold = {"tekster": skrevne(request), "url": siden_bak(request)}
    return render(request, "403_csrf.html", innhold, status=403)
