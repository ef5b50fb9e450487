"""What happens around every request."""

import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

from helsefellesskap.enums import Tilgang
from helsefellesskap.innlogging import mangler_to_faktorer
from helsefellesskap.logg import logger
from helsefellesskap.skrevet import siden_bak, skrevne
from helsefellesskap.tilgangslogg import logg, skriv_logg
from helsefellesskap.transaksjon import transaksjon
from helsefellesskap.vernlogg import noter_sporring, rute, telling
from helsefellesskap.vernteller import noter_stopp_i_adresse

Svarer = Callable[[HttpRequest], HttpResponse]
IKKE_SENDT = _("Du er logget ut, og det ble ikke sendt. Logg inn, og gjør det på nytt.")

# Pages a person without the second factor may open: setting it up, leaving.
UTEN_TO_FAKTORER = frozenset(
    {
        "account_logout",
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "sprak",
        "forny_okt",
        "personvern",
        "hjelp",
        "helse",
        "helse_lever",
    }
)


def proxy(get_response: Svarer) -> Svarer:
    """Believe X-Forwarded-* only from the proxies we were told of."""
    nett = [ip_network(p) for p in settings.TRUSTED_PROXIES]

    def middleware(request: HttpRequest) -> HttpResponse:
        fra = request.META.get("REMOTE_ADDR", "")
        betrodd = fra and any(ip_address(fra) in n for n in nett)
        videresendt = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        skjema = request.META.pop("HTTP_X_FORWARDED_PROTO", "")
        if betrodd and videresendt:
            # The last address is the one our own proxy saw.
            request.META["REMOTE_ADDR"] = videresendt.split(",")[-1].strip()
        if betrodd and skjema == "https":
            request.META["wsgi.url_scheme"] = "https"
            request.environ["wsgi.url_scheme"] = "https"
        return get_response(request)

    return middleware


def spraak(get_response: Svarer) -> Svarer:
    """The language somebody chose here; else the browser's, if it is nynorsk.

    That a browser at work was installed in English says nothing of its user.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        kode = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if kode not in dict(settings.LANGUAGES):
            onsker = parse_accept_lang_header(
                request.headers.get("Accept-Language", "").lower()
            )
            nynorsk = bool(onsker) and onsker[0][0].split("-")[0] == "nn"
            kode = "nn" if nynorsk else settings.LANGUAGE_CODE
        with translation.override(kode):
            request.LANGUAGE_CODE = kode
            response = get_response(request)
        response.headers.setdefault("Content-Language", kode)
        return response

    return middleware


def logg_foresporsel(get_response: Svarer) -> Svarer:
    """Method, route, status and milliseconds; never the address itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = time.monotonic()
        response = get_response(request)
        treff = request.resolver_match
        logger.info(
            "%s %s %d %d ms",
            request.method,
            treff.view_name if treff else "-",
            response.status_code,
            (time.monotonic() - start) * 1000,
        )
        return response

    return middleware


def vern_svaret(get_response: Svarer) -> Svarer:
    """No page is kept by the machine it is read on, which colleagues share, and no
    redirect carries an identity number of the address on."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        vei, _skille, sporring = response.get("Location", "").partition("?")
        if noter_stopp_i_adresse(sporring):
            response["Location"] = vei
        if vei.rstrip("/") == request.path.rstrip("/") and noter_stopp_i_adresse(vei):
            return render(request, "404.html", status=404)
        return response

    return middleware


class KrevInnlogging(LoginRequiredMiddleware):
    """Who pressed a button after log-in had ended is told that nothing was sent, and
    comes back to the page it stood on: the button's own address shows nothing. What
    was written is shown first."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.method != "POST" or not _er_et_trykk(request):
            return super().handle_no_permission(request, view_func)
        vei, tekster = siden_bak(request), skrevne(request)
        if tekster:
            innhold = {"tekster": tekster, "url": vei}
            return render(request, "utlogget.html", innhold, status=403)
        messages.info(request, IKKE_SENDT)
        return redirect_to_login(vei)


def _er_et_trykk(request: HttpRequest) -> bool:
    """Not something a script sends behind the page."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


class TransaksjonMiddleware:
    """One transaction per request, and its access-log rows before any byte.

    An exception in the view rolls everything back; the rows about denied tries
    are written afterwards in a transaction of their own, also where the view has
    noted none. When the log cannot be written nothing is shown: 503. What the
    identity guard stopped is counted last.
    """

    def __init__(self, get_response: Svarer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with telling(lambda: rute(request)):
            response = self._svar(request)
            noter_sporring(request)
        return response

    def _svar(self, request: HttpRequest) -> HttpResponse:
        request.tilgangslogg = []
        request.rull_tilbake = False
        aktor = request.user if request.user.is_authenticated else None
        try:
            with transaksjon(aktor):
                response = self.get_response(request)
                if request.rull_tilbake:
                    transaction.set_rollback(True)
                else:
                    skriv_logg(request)
            if request.rull_tilbake:
                with transaksjon(aktor):
                    skriv_logg(request)
        except DatabaseError:
            logger.exception("access log or commit failed")
            return render(request, "503.html", status=503)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        request.rull_tilbake = True
        nektet = isinstance(exception, PermissionDenied | Http404)
        if nektet and not _er_notert_avvist(request):
            logg(request, Tilgang.AVVIST)


def _er_notert_avvist(request: HttpRequest) -> bool:
    return any(rad.handling == Tilgang.AVVIST for rad in request.tilgangslogg)


def krev_to_faktorer(get_response: Svarer) -> Svarer:
    """Roles that see others' cases must have shown the second factor."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: Svarer, args: list, kwargs: dict
    ) -> HttpResponse | None:
        if settings.DEMO or not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in UTEN_TO_FAKTORER:
            return None
        vei = mangler_to_faktorer(request)
        return redirect(vei) if vei else None

    middleware.process_view = process_view
    return middleware
