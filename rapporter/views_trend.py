"""The sums of counted small faults, beside the statistics and apart from them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helsefellesskap.enums import Tilgang
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg
from rapporter import forms, trend, uttrekk
from rapporter.views_statistikk import krev_innsyn


@require_safe
def side(request: HttpRequest) -> HttpResponse:
    krev_innsyn(request)
    logg(request, Tilgang.APNET)
    valg = forms.Trendfilter(request.GET)
    kode = valg.cleaned_data["type"] if valg.is_valid() else ""
    innhold = {
        "filter": valg if valg.is_valid() else forms.Trendfilter({}),
        "deler": trend.lag(request.user, i_dag(), kode),
        "konstruert": uttrekk.er_konstruert(),
    }
    return render(request, "rapporter/trend.html", innhold)
