"""Step 3 of filing: look it over, send it, and the receipt."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from avvik import actions, oppsummering
from avvik.actions.meld import kontroller
from avvik.models import Tildeling, Utkast
from avvik.views.felles import (
    eget_utkast,
    ikke_funnet,
    sendte_saker,
    skriver,
    som_nummer,
)
from avvik.views.utkast import sidens_versjon
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import FlytStengt, Versjonskonflikt
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg


def steg3(request: HttpRequest, utkast: Utkast) -> HttpResponse:
    if request.method != "POST":
        return _vis(request, utkast)
    if sidens_versjon(request) not in (None, utkast.versjon):
        return _vis(request, utkast, status=409, endret=True)
    try:
        if utkast.enhet_id is None:
            return _ikke_enna(request, utkast)
        avvik = actions.meld(utkast, av=request.user, naa=timezone.now())
    except Versjonskonflikt:
        naavaerende = eget_utkast(request, utkast.nokkel) or utkast
        return _vis(request, naavaerende, status=409, endret=True)
    except ValidationError as feil:
        return _vis(request, utkast, mangler=feil.message_dict)
    except FlytStengt:
        return _vis(request, utkast, status=503, stengt=True)
    return redirect("meld_kvittering", avvik.saksnummer)


def _ikke_enna(request: HttpRequest, utkast: Utkast) -> HttpResponse:
    """Complete, but nobody has logged in; or the person has no unit to send from.

    Raises ValidationError as `meld` does.
    """
    kontroller(utkast, i_dag())
    actions.tell_tid(utkast, naa=timezone.now(), **skriver(request))
    if not request.user.is_authenticated:
        messages.info(
            request, _("Det du har skrevet, er lagret. Logg inn for å sende.")
        )
        return redirect_to_login(request.path)
    return _vis(request, utkast, status=403)


def _vis(
    request: HttpRequest,
    utkast: Utkast,
    *,
    status: int = 200,
    mangler: dict[str, list[str]] | None = None,
    **mer: Any,
) -> HttpResponse:
    funn = oppsummering.finn_i_utkast(utkast, i_dag())
    anonym = not request.user.is_authenticated
    innhold = {
        "utkast": utkast,
        "nokkel": utkast.nokkel,
        "rader": oppsummering.rader(utkast, funn, i_dag(), mangler),
        "varsel": oppsummering.varseltekst(utkast, funn),
        "forslag_url": oppsummering.felt_url(utkast, "forslag"),
        "mangler": [
            {"tekst": tekst, "url": oppsummering.felt_url(utkast, felt)}
            for felt, tekster in (mangler or {}).items()
            for tekst in tekster
        ],
        "uten_enhet": not anonym and utkast.enhet_id is None,
        "flere_enheter": not anonym and len(request.user.tilganger.egne_enheter) > 1,
        **mer,
    }
    return render(request, "avvik/meld/steg3.html", innhold, status=status)


@require_safe
def meld_kvittering(request: HttpRequest, saksnummer: str) -> HttpResponse:
    saker = sendte_saker(request).filter(saksnummer=som_nummer(saksnummer))
    avvik = saker.select_related("meldende_enhet", "mottakende_virksomhet").first()
    if avvik is None:
        ikke_funnet(request)
    tildelinger = Tildeling.objects.synlig_for(request.user)
    forste = tildelinger.select_related("enhet__virksomhet").get(avvik=avvik, nr=1)
    logg(request, Tilgang.APNET, gjelder=avvik.saksnummer)
    innhold = {
        "avvik": avvik,
        "enhet": forste.enhet,
        "som_brev": oppsummering.mottaker_far_brev(avvik),
        "steg": oppsummering.neste_steg(avvik, forste),
    }
    return render(request, "avvik/meld/kvittering.html", innhold)
