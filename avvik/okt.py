"""The browser of somebody who writes before logging in.

A cookie of its own, not the session: that one is cut short while it waits for a
log-in code, and ends in the middle of a long text.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from avvik import actions
from helsefellesskap.innlogging import er_lokal
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import ANONYM

KAKE = "utkast"
SALT = "avvik.okt"
TIDSSALT = "avvik.skjematid"
# On the way from «Send» to the draft: each sign of life counts as work.
INNLOGGINGSRUTER = {
    "account_login",
    "account_confirm_login_code",
    "sso_start",
    "mfa_authenticate",
    "demo_logg_inn",
}


def okt_for(request: HttpRequest) -> UUID | None:
    """The browser's own key; None when it has none or somebody is logged in."""
    if request.user.is_authenticated:
        return None
    ny = getattr(request, "ny_okt", None)
    return ny or _les_kake(request)


def _les_kake(request: HttpRequest) -> UUID | None:
    verdi = request.get_signed_cookie(KAKE, default="", salt=SALT)
    return UUID(verdi) if verdi else None


def sorg_for_okt(request: HttpRequest) -> UUID | None:
    """Give the browser a key with this response, unless it has one.

    Already when the form is opened: two savings at once must be of one browser.
    """
    if okt_for(request) is None and not request.user.is_authenticated:
        request.ny_okt = uuid4()
    return okt_for(request)


def okt_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Hand out the key, take it back at log-in, and count the time log-in takes."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if ny := getattr(request, "ny_okt", None):
            response.set_signed_cookie(
                KAKE,
                str(ny),
                salt=SALT,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        elif KAKE in request.COOKIES and request.user.is_authenticated:
            response.delete_cookie(KAKE, samesite="Lax")
        return response

    def process_view(
        request: HttpRequest, view: object, args: list, kwargs: dict
    ) -> None:
        rute = request.resolver_match.view_name
        sendt = request.method == "POST" and rute in INNLOGGINGSRUTER
        if not sendt and rute != "sso_tilbake":
            return
        if okt := okt_for(request):
            actions.tell_innlogging(okt, av=ANONYM, naa=timezone.now())

    middleware.process_view = process_view
    return middleware


def slipp_til_utkast(request: HttpRequest) -> bool:
    """Count one new draft of this address; False when the hour's number is used."""
    if request.user.is_authenticated or (settings.DEMO and er_lokal(request)):
        return True
    return ratelimit.consume(request, action="nytt_utkast")


# --- when the first page was opened -----------------------------------------------


def merk_tid(naa: datetime) -> str:
    """For a hidden field: the time, signed."""
    return signing.Signer(salt=TIDSSALT).sign(str(int(naa.timestamp())))


def les_tid(merke: str) -> datetime | None:
    try:
        sekunder = signing.Signer(salt=TIDSSALT).unsign(merke)
    except signing.BadSignature:
        return None
    return datetime.fromtimestamp(int(sekunder), UTC)


# --- log-in -----------------------------------------------------------------------


def _ved_innlogging(request: HttpRequest, user: Bruker, **kwargs: object) -> None:
    okt = _les_kake(request)
    if okt is None:
        return
    if actions.overta_utkast(okt, av=user, naa=timezone.now()):
        tekst = _(
            "Utkastet ble endret et annet sted mens du var logget ut. Det du skrev "
            "her, ligger som et eget utkast under «Meld»."
        )
        messages.warning(request, tekst, fail_silently=True)


def koble_til() -> None:
    """Called once from AppConfig.ready()."""
    user_logged_in.connect(_ved_innlogging, dispatch_uid="overta_utkast")
