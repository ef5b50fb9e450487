"""What the identity guard has stopped, for the sekretariat."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from avvik import vernoversikt
from avvik.views.felles import krev
from helsefellesskap.tid import i_dag


@require_safe
def vern(request: HttpRequest) -> HttpResponse:
    krev(request, request.user.tilganger.sekretariat)
    innhold = {
        "oversikt": vernoversikt.oversikt(i_dag()),
        "kolonner": [_("Stoppet"), _("Varsel vist")],
    }
    return render(request, "avvik/lister/vern.html", innhold)
