"""Pages of reports."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from helsefellesskap.adresser import som_tall
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import FlytStengt, Versjonskonflikt
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg
from rapporter import actions, dokument, forms, innhold, oppgaver, rules, tabeller
from rapporter import uttrekk as uttrekksmodul
from rapporter.enums import Rapportstatus, Rapporttype
from rapporter.models import Rapport
from rapporter.pdf import PangoMangler, pango_finnes

SIDER = ["GET", "HEAD", "POST"]


def _krev_sekretariat(request: HttpRequest) -> None:
    if not rules.lager_rapporter(request.user):
        raise PermissionDenied


def _finn(request: HttpRequest, nr: str, handling: Tilgang = Tilgang.APNET) -> Rapport:
    """The report this person may see; else 404, whatever the number is."""
    pk = som_tall(nr)
    synlige = Rapport.objects.synlig_for(request.user)
    if handling == Tilgang.APNET:
        synlige = synlige.defer("pdf")
    rapport = synlige.select_related("laget_av", "publisert_av").filter(pk=pk).first()
    if rapport is None:
        raise Http404
    logg(request, handling, gjelder=f"rapport {rapport.pk}")
    return rapport


def _utkast(request: HttpRequest, nr: str) -> Rapport:
    rapport = _finn(request, nr)
    _krev_sekretariat(request)
    return rapport


def _tilbake(rapport: Rapport) -> HttpResponse:
    return redirect("rapport", nr=rapport.pk)


def _stengt(request: HttpRequest, tilbake: HttpResponse) -> HttpResponse:
    messages.error(
        request,
        _("Rapporter er ikke åpnet ennå: det rettslige grunnlaget er ikke godkjent."),
    )
    return tilbake


def _gjor(
    request: HttpRequest,
    rapport: Rapport,
    handling: Callable[[], object],
    melding: str = "",
    *,
    neste: HttpResponse | None = None,
    skrevet: Sequence[dict[str, Any]] = (),
) -> HttpResponse:
    """Call the action and go on; `skrevet` is shown back when somebody was faster."""
    tilbake = _tilbake(rapport)
    try:
        handling()
    except Versjonskonflikt:
        innholdet = {"tekster": skrevet, "url": tilbake.url}
        return render(request, "409.html", innholdet, status=409)
    except FlytStengt:
        return _stengt(request, tilbake)
    if melding:
        messages.success(request, melding)
    return neste or tilbake


def _side(
    request: HttpRequest, mal: str, rapport: Rapport, tittel: str, **innholdet: Any
) -> HttpResponse:
    navn = rapport.periode.rapportnavn
    felles = {
        "rapport": rapport,
        "rapportnavn": navn,
        "sidetittel": tittel,
        "sted": navn,
        "rapport_url": reverse("rapport", args=[rapport.pk]),
    }
    return render(request, f"rapporter/{mal}.html", felles | innholdet)


# --- list and beginning ---------------------------------------------------------------


@require_safe
def rapporter(request: HttpRequest) -> HttpResponse:
    if not rules.leser_rapporter(request.user):
        raise PermissionDenied
    alle = list(Rapport.objects.synlig_for(request.user).uten_pdf())
    innholdet = {
        "publiserte": [r for r in alle if r.status == Rapportstatus.PUBLISERT],
        "utkast": [r for r in alle if r.status != Rapportstatus.PUBLISERT],
        "lager_rapporter": rules.lager_rapporter(request.user),
        "ser_statistikk": rules.ser_statistikk(request.user),
    }
    return render(request, "rapporter/liste.html", innholdet)


@require_http_methods(SIDER)
def ny(request: HttpRequest) -> HttpResponse:
    _krev_sekretariat(request)
    dag = i_dag()
    fra_aar = uttrekksmodul.forste_aar() or dag.year - forms.AAR_TILBAKE
    form = forms.Periodeskjema(request.POST or None, i_dag=dag, fra_aar=fra_aar)
    if request.method == "POST" and form.is_valid():
        try:
            return _tilbake(_paabegynn(request, form))
        except ValidationError as feil:
            form.add_error(None, feil)
        except FlytStengt:
            return _stengt(request, redirect("rapporter"))
    return render(request, "rapporter/ny.html", {"form": form})


def _paabegynn(request: HttpRequest, form: forms.Periodeskjema) -> Rapport:
    type_, periode, uttrekk = form.verdier()
    return actions.paabegynn_rapport(
        type_, periode=periode, uttrekk=uttrekk, av=request.user, naa=timezone.now()
    )


# --- one report --------------------------------------------------------------------


@require_safe
def rapport(request: HttpRequest, nr: str) -> HttpResponse:
    """The task list, the waiting page, or the published report."""
    r = _finn(request, nr)
    if r.status == Rapportstatus.PUBLISERT:
        return _publisert(request, r)
    innholdet = {
        "oppgaver": oppgaver.oppgaver(r),
        "mangler": actions.mangler(r),
        "pango": "" if pango_finnes() else str(PangoMangler()),
    }
    navn = r.periode.rapportnavn
    return _side(request, "oppgaver", r, navn, **innholdet)


def _publisert(request: HttpRequest, r: Rapport) -> HttpResponse:
    tall = actions.tallene(r)
    navn = r.periode.rapportnavn
    return _side(
        request,
        "publisert",
        r,
        navn,
        merknader=innhold.merknader(tall) if tall else [],
        hovedtall=tabeller.hovedtall(tall) if tall and tall.meldt else None,
    )


@require_http_methods(SIDER)
def tall(request: HttpRequest, nr: str) -> HttpResponse:
    """Today's figures; keeping them is what makes the step done."""
    r = _utkast(request, nr)
    if r.status not in actions.APNE:
        return _tilbake(r)
    if request.method == "POST":
        return _gjor(
            request,
            r,
            lambda: actions.behold_tall(r, versjon=_versjon(request), av=request.user),
            _("Tallene er lagret i rapporten."),
        )
    with dokument.paa_rapportspraket():
        u = uttrekksmodul.hent(Rapporttype(r.type), r.periode, r.uttrekk)
        endret = r.tall is not None and actions.tallene(r) != u
        return _side(
            request,
            "tall",
            r,
            _("Se over tallene"),
            d=innhold.dokument(u, innhold.Tekster()),
            beholdt=r.tall is not None,
            endret=endret,
        )


def _versjon(request: HttpRequest) -> int:
    """The version the person saw; nonsense matches no row."""
    return som_tall(request.POST.get("versjon", ""))


@require_http_methods(SIDER)
def tekster(request: HttpRequest, nr: str) -> HttpResponse:
    r = _utkast(request, nr)
    if r.status not in actions.APNE:
        return _tilbake(r)
    start = forms.Tekstskjema.startverdier(r, actions.tallene(r))
    form = forms.Tekstskjema(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        return _lagre_tekster(request, r, form)
    return _side(request, "tekster", r, _("Skriv sammendrag"), form=form)


def _lagre_tekster(
    request: HttpRequest, r: Rapport, form: forms.Tekstskjema
) -> HttpResponse:
    verdier = form.cleaned_data
    return _gjor(
        request,
        r,
        lambda: actions.lagre_tekster(
            r, innhold=verdier, versjon=verdier["versjon"], av=request.user
        ),
        _("Tekstene er lagret."),
        skrevet=[
            {"tittel": form.fields[felt].label, "tekst": verdier[felt]}
            for felt in actions.TEKSTFELTER
        ],
    )


@require_http_methods(SIDER)
def laering(request: HttpRequest, nr: str) -> HttpResponse:
    r = _utkast(request, nr)
    if r.status not in actions.APNE:
        return _tilbake(r)
    form = forms.Laeringsskjema(
        request.POST or None,
        bruker=request.user,
        initial={"versjon": r.versjon, "punkter": r.valgte_punkter()},
    )
    if request.method == "POST" and form.is_valid():
        return _lagre_laering(request, r, form)
    return _side(
        request,
        "laering",
        r,
        _("Velg læringspunkter"),
        form=form,
        ingen=not form.fields["punkter"].queryset.exists(),
    )


def _lagre_laering(
    request: HttpRequest, r: Rapport, form: forms.Laeringsskjema
) -> HttpResponse:
    verdier = form.cleaned_data
    return _gjor(
        request,
        r,
        lambda: actions.velg_laeringspunkter(
            r,
            valgte=list(verdier["punkter"]),
            versjon=verdier["versjon"],
            av=request.user,
        ),
        _("Læringspunktene er valgt."),
    )


@require_safe
def forhandsvis(request: HttpRequest, nr: str) -> HttpResponse:
    """The report as it will be printed, on a page."""
    r = _utkast(request, nr)
    u = actions.tallene(r)
    if u is None:
        return redirect("rapport_tall", nr=r.pk)
    with dokument.paa_rapportspraket():
        d = innhold.dokument(u, actions.tekster(r))
        return _side(request, "forhandsvis", r, _("Forhåndsvis"), d=d)


@require_POST
def las(request: HttpRequest, nr: str) -> HttpResponse:
    r = _utkast(request, nr)
    if not pango_finnes():
        return _tilbake(r)
    try:
        return _gjor(
            request,
            r,
            lambda: actions.bestill_pdf(r, versjon=_versjon(request), av=request.user),
        )
    except ValidationError as feil:
        for melding in feil.messages:
            messages.error(request, melding)
        return _tilbake(r)


@require_POST
def forkast(request: HttpRequest, nr: str) -> HttpResponse:
    r = _utkast(request, nr)
    return _gjor(
        request,
        r,
        lambda: actions.forkast_rapport(r, versjon=_versjon(request), av=request.user),
        _("Rapporten er forkastet."),
        neste=redirect("rapporter"),
    )


@require_safe
def pdf(request: HttpRequest, nr: str) -> HttpResponse:
    """The stored file, the same bytes every time."""
    r = _finn(request, nr, Tilgang.SKREVET_UT)
    if r.pdf is None:
        raise Http404
    svar = HttpResponse(bytes(r.pdf), content_type="application/pdf")
    svar["Content-Disposition"] = f'attachment; filename="{_filnavn(r)}"'
    return svar


def _filnavn(r: Rapport) -> str:
    if r.type == Rapporttype.AAR:
        return f"aarsrapport-{r.aar}.pdf"
    return f"tertialrapport-{r.aar}-{r.tertial}.pdf"
