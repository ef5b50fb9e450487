"""What the committee said, for those whose case it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from avvik.hent import med_sak
from avvik.models import Avvik
from avvik.rules import Innsyn
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import IkkeLov
from helsefellesskap.tilgangslogg import logg
from utvalg.oppslag import behandlinger, laert_av


@require_safe
@med_sak
def tilbakemelding(request: HttpRequest, avvik: Avvik, innsyn: Innsyn) -> HttpResponse:
    """Assessment and læringspunkter; not the text the committee read."""
    if not innsyn.tekst:
        logg(request, Tilgang.AVVIST, avvik.saksnummer)
        raise IkkeLov
    logg(request, Tilgang.APNET, avvik.saksnummer)
    saker = behandlinger(avvik)
    innhold = {
        "nr": avvik.saksnummer,
        "saker": saker,
        "punkter": laert_av(saker),
    }
    return render(request, "utvalg/tilbakemelding.html", innhold)
