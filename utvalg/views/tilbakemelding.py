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
from utvalg.enums import Motestatus
from utvalg.models import Laeringspunkt, Sak


@require_safe
@med_sak
def tilbakemelding(request: HttpRequest, avvik: Avvik, innsyn: Innsyn) -> HttpResponse:
    """Assessment and læringspunkter; not the text the committee read."""
    if not innsyn.tekst:
        logg(request, Tilgang.AVVIST, avvik.saksnummer)
        raise IkkeLov
    logg(request, Tilgang.APNET, avvik.saksnummer)
    saker = Sak.objects.uten_tilgangskontroll(grunn="tilbakemelding til partene")
    saker = saker.filter(presentasjon__avvik=avvik, mote__status=Motestatus.AVHOLDT)
    saker = saker.select_related("mote__utvalg").order_by("mote__dato")
    punkter = Laeringspunkt.objects.uten_tilgangskontroll(
        grunn="tilbakemelding til partene"
    )
    innhold = {
        "nr": avvik.saksnummer,
        "saker": saker,
        "punkter": punkter.filter(sak__in=saker).values_list("tekst", flat=True),
    }
    return render(request, "utvalg/tilbakemelding.html", innhold)
