"""The pages where the sekretariat words notices."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
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

from helsefellesskap import actions, tekster
from helsefellesskap.adresser import som_tall
from helsefellesskap.enums import Tekstnokkel
from helsefellesskap.feil import Versjonskonflikt
from helsefellesskap.forms_tekster import Tekstskjema
from helsefellesskap.models import Tekst


def _krev_sekretariat(request: HttpRequest) -> None:
    if not request.user.tilganger.sekretariat:
        raise PermissionDenied


def _finn(nokkel: str, spraak: str) -> Tekstnokkel:
    """Any path segment: what is no notice or no language of ours is not found."""
    if nokkel not in Tekstnokkel.values or spraak not in dict(settings.LANGUAGES):
        raise Http404
    return Tekstnokkel(nokkel)


@require_safe
def alle(request: HttpRequest) -> HttpResponse:
    _krev_sekretariat(request)
    egne = {(t.nokkel, t.spraak): t for t in Tekst.objects.gjeldende() if t.tekst}
    vist = tekster.for_side(request)
    rader = [
        {
            "nokkel": nokkel,
            "hvor": nokkel.label,
            "tittel": vist[nokkel].tittel,
            "spraak": [
                {"kode": kode, "navn": navn, "egen": egne.get((nokkel, kode))}
                for kode, navn in settings.LANGUAGES
            ],
        }
        for nokkel in Tekstnokkel
    ]
    return render(request, "helsefellesskap/tekster/liste.html", {"rader": rader})


@require_http_methods(["GET", "HEAD", "POST"])
def en(request: HttpRequest, nokkel: str, spraak: str) -> HttpResponse:
    """Read, try and save one notice in one language."""
    _krev_sekretariat(request)
    funnet = _finn(nokkel, spraak)
    historikk = list(Tekst.objects.historikk(funnet, spraak))
    if request.method != "POST":
        naa = tekster.gjeldende(spraak)[funnet]
        versjon = historikk[0].versjon if historikk else 0
        start = {"tittel": naa.tittel, "tekst": naa.tekst, "versjon": versjon}
        return _vis(request, funnet, spraak, historikk, Tekstskjema(initial=start), naa)
    skjema = Tekstskjema(request.POST)
    if not skjema.is_valid():
        return _vis(request, funnet, spraak, historikk, skjema)
    innhold = dict(skjema.cleaned_data)
    if "vis" in request.POST:
        proeve = tekster.Varseltekst(innhold["tittel"], innhold["tekst"])
        return _vis(request, funnet, spraak, historikk, skjema, proeve)
    return _lagre(request, funnet, spraak, innhold, skjema)


def _vis(
    request: HttpRequest,
    nokkel: Tekstnokkel,
    spraak: str,
    historikk: list[Tekst],
    skjema: Tekstskjema,
    proeve: tekster.Varseltekst | None = None,
) -> HttpResponse:
    innhold = {
        "nokkel": nokkel,
        "spraak": spraak,
        "spraaknavn": dict(settings.LANGUAGES)[spraak],
        "form": skjema,
        "proeve": proeve,
        "historikk": historikk,
        "egen": bool(historikk and historikk[0].tekst),
        "versjon": historikk[0].versjon if historikk else 0,
        "standard": tekster.standardtekst(nokkel, spraak),
    }
    return render(request, "helsefellesskap/tekster/tekst.html", innhold)


def _lagre(
    request: HttpRequest,
    nokkel: Tekstnokkel,
    spraak: str,
    innhold: dict[str, Any],
    skjema: Tekstskjema | None = None,
) -> HttpResponse:
    try:
        actions.lagre_tekst(
            nokkel, spraak=spraak, av=request.user, naa=timezone.now(), **innhold
        )
    except Versjonskonflikt:
        konflikt = {
            "tekster": skjema.tekster() if skjema else [],
            "url": reverse("tekst", args=[nokkel.value, spraak]),
        }
        return render(request, "409.html", konflikt, status=409)
    messages.success(request, _("Teksten er lagret og vises fra nå."))
    return redirect("tekst", nokkel.value, spraak)


@require_POST
def standard(request: HttpRequest, nokkel: str, spraak: str) -> HttpResponse:
    """«Tilbake til standardteksten»: a new row without a text of its own."""
    _krev_sekretariat(request)
    funnet = _finn(nokkel, spraak)
    versjon = som_tall(request.POST.get("versjon", ""))
    innhold = {"tittel": "", "tekst": "", "versjon": versjon}
    return _lagre(request, funnet, spraak, innhold)
