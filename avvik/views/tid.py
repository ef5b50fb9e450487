"""How long it takes to file, for the sekretariat."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from avvik import skjematider
from avvik.views.felles import krev


@require_safe
def skjematid(request: HttpRequest) -> HttpResponse:
    krev(request, request.user.tilganger.sekretariat)
    innhold = {"rader": skjematider.oversikt()}
    return render(request, "avvik/lister/skjematid.html", innhold)
