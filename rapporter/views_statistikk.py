"""The statistics page and its file."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from helsefellesskap.enums import Flyt, Tilgang
from helsefellesskap.flyt import flyt_er_apen
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg
from rapporter import forms, innhold, rules, statistikk, uttrekk


def _filter(request: HttpRequest) -> forms.Statistikkfilter:
    """The filter of the address; what is unknown falls back to this year, unsaid."""
    dag = i_dag()
    grunnlag = {"i_dag": dag, "fra_aar": uttrekk.forste_aar() or dag.year}
    standard = {"periode": str(dag.year), "retning": ""}
    form = forms.Statistikkfilter(standard | request.GET.dict(), **grunnlag)
    if not form.is_valid():
        form = forms.Statistikkfilter(standard, **grunnlag)
        form.is_valid()
    return form


def krev_innsyn(request: HttpRequest) -> None:
    if not rules.ser_statistikk(request.user):
        raise PermissionDenied


def _lag(request: HttpRequest, form: forms.Statistikkfilter) -> statistikk.Statistikk:
    return statistikk.lag(
        *forms.tolk_periode(form.cleaned_data["periode"]),
        form.cleaned_data["retning"],
        er_part=rules.er_part(request.user),
        i_dag=i_dag(),
    )


@require_safe
def side(request: HttpRequest) -> HttpResponse:
    krev_innsyn(request)
    if not flyt_er_apen(Flyt.RAPPORT):
        return render(request, "rapporter/statistikk_stengt.html")
    form = _filter(request)
    logg(request, Tilgang.APNET)
    s = _lag(request, form)
    return render(
        request,
        "rapporter/statistikk.html",
        {
            "filter": form,
            "s": s,
            "retningsnavn": statistikk.retningsnavn(s.retning),
            "merknader": innhold.merknader(s.uttrekk),
            "sporring": urlencode(form.cleaned_data),
        },
    )


@require_safe
def fil(request: HttpRequest) -> HttpResponse:
    krev_innsyn(request)
    if not flyt_er_apen(Flyt.RAPPORT):
        raise PermissionDenied
    form = _filter(request)
    logg(request, Tilgang.EKSPORTERT)
    # The mark makes Norwegian Excel read it as UTF-8.
    tekst = "\ufeff" + statistikk.som_csv(_lag(request, form))
    svar = HttpResponse(tekst, content_type="text/csv; charset=utf-8")
    navn = f"statistikk-{form.cleaned_data['periode']}.csv"
    svar["Content-Disposition"] = f'attachment; filename="{navn}"'
    return svar
