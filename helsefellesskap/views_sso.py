"""To the provider of SSO and back; only where one is set up."""

from collections.abc import Callable
from functools import wraps

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from helsefellesskap import innlogging, sso
from helsefellesskap.enums import Tilgang

Svarer = Callable[[HttpRequest], HttpResponse]


def naar_satt_opp(view: Svarer) -> Svarer:
    @login_not_required
    @wraps(view)
    def vokter(request: HttpRequest) -> HttpResponse:
        if not settings.SSO_ISSUER:
            raise Http404
        return view(request)

    return vokter


@naar_satt_opp
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """A page that goes on by itself. A redirect would make the whole way to the
    provider, and to whom it sends people on, part of our form: `form-action`.
    """
    neste = get_next_redirect_url(request) or ""
    if request.user.is_authenticated:
        return redirect(neste or "forside")
    try:
        adresse = sso.start(request, neste)
    except sso.Ssofeil as feil:
        return _feilside(request, feil, neste)
    innlogging.fjern_utlopte_okter()
    innhold = {"navn": settings.SSO_NAVN, "adresse": adresse}
    svar = render(request, "account/sso_videre.html", innhold)
    svar["Refresh"] = f"0; url={adresse}"
    return svar


@naar_satt_opp
@require_GET
def tilbake(request: HttpRequest) -> HttpResponse:
    """Where the provider sends people, with a code that only we can use."""
    if request.user.is_authenticated:
        return redirect("forside")
    neste = ""
    try:
        tilstand = sso.hent_tilstand(request)
        neste = tilstand.get("next", "")
        epost = sso.bekreftet_epost(request, tilstand)
        return sso.logg_inn(request, epost, neste)
    except sso.Ssofeil as feil:
        return _feilside(request, feil, neste)


def _feilside(request: HttpRequest, feil: sso.Ssofeil, neste: str) -> HttpResponse:
    innlogging.logg_innlogging(request, Tilgang.INNLOGGING_FEILET, feil.bruker_id)
    innhold = {"navn": settings.SSO_NAVN, "grunn": feil.grunn, "neste": neste}
    return render(request, "account/sso_feil.html", innhold, status=feil.status)
