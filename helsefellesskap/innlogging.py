"""Log-in by one-time code and TOTP: allauth fitted to our rules.

Every outcome is a row in the access log; what was typed never is.
"""

import base64
import hashlib
import time
from datetime import timedelta
from email.utils import make_msgid, parseaddr
from ipaddress import IPv6Address, ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.internal.statekit import STATES_SESSION_KEY
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend as Smtp
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from helsefellesskap.enums import Tilgang
from helsefellesskap.logg import logger
from helsefellesskap.models import Bruker, Tilgangslogg
from helsefellesskap.register import to_faktorer
from helsefellesskap.vernteller import noter_stopp_i_adresse

FEIL_KODE = _("Koden er ikke riktig. Sjekk sifrene og prøv igjen.")
FOR_MANGE = _("Du har prøvd for mange ganger. Vent litt og prøv igjen.")
# As the session remembers how somebody logged in.
SSO = "sso"


# --- where to go afterwards -----------------------------------------------------


def trygg_neste(url: str) -> bool:
    """A path of our own that holds no identity number, however it is coded."""
    if not url.startswith("/"):
        return False
    if not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return False
    return not noter_stopp_i_adresse(url)


# --- access log -----------------------------------------------------------------


def logg_innlogging(
    request: HttpRequest, handling: Tilgang, bruker_id: int | None = None
) -> None:
    """Note a row for the middleware; kept also when the request rolls back.

    Tests and commands that log somebody in have no such list.
    """
    rader = getattr(request, "tilgangslogg", None)
    if rader is not None:
        rute = request.resolver_match.view_name
        rader.append(Tilgangslogg(bruker_id=bruker_id, handling=handling, rute=rute))


OKT_FRA = "okt_fra"


def forny(request: HttpRequest) -> None:
    """The session lives its whole time from now."""
    request.session[OKT_FRA] = int(time.time())


def okten_igjen(request: HttpRequest) -> int:
    """Seconds until the session ends, so that the page can warn."""
    fra = request.session.get(OKT_FRA, time.time())
    return max(0, int(fra + settings.SESSION_COOKIE_AGE - time.time()))


def _innlogget(request: HttpRequest, user: Bruker, **kwargs: Any) -> None:
    forny(request)
    logg_innlogging(request, Tilgang.INNLOGGET, user.pk)


def _utlogget(request: HttpRequest, user: Bruker | None, **kwargs: Any) -> None:
    if user is not None:
        logg_innlogging(request, Tilgang.UTLOGGET, user.pk)


def _feil_totp(request: HttpRequest, user: Bruker, **kwargs: Any) -> None:
    logg_innlogging(request, Tilgang.INNLOGGING_FEILET, user.pk)


# --- limits ---------------------------------------------------------------------


def slipp_til(request: HttpRequest, epost: str) -> bool:
    """Count one asked-for code; False when the hour's number is used up."""
    if settings.DEMO and er_lokal(request):
        return True
    return ratelimit.consume(request, action="request_login_code", key=epost)


def tell_forsok(request: HttpRequest, kode_laget: float) -> bool:
    """Count one try on a code. The session alone is read before it is written,
    so tries at the same moment would all be the first.
    """
    return ratelimit.consume(
        request,
        action="innloggingskode",
        key=f"{request.session.session_key}:{kode_laget}",
    )


def klientadresse(request: HttpRequest) -> str:
    """Also behind a dual-stack socket, where all of IPv4 is one IPv6 network."""
    fra = request.META.get("REMOTE_ADDR", "")
    try:
        adresse = ip_address(fra)
    except ValueError:
        return fra  # a local socket: everybody counts as one
    if isinstance(adresse, IPv6Address) and adresse.ipv4_mapped:
        return str(adresse.ipv4_mapped)
    return str(adresse)


def er_lokal(request: HttpRequest) -> bool:
    try:
        return ip_address(klientadresse(request)).is_loopback
    except ValueError:
        return False


# --- the code -------------------------------------------------------------------


def finn_bruker(epost: str) -> Bruker | None:
    """By address in lower case, as the unique index has it."""
    return Bruker.objects.annotate(liten=Lower("email")).filter(liten=epost).first()


def send_kode(request: HttpRequest, epost: str) -> None:
    """Mail a code and let the session wait for it.

    An unknown or inactive address costs the same work and gives the same page.
    """
    bruker = finn_bruker(epost)
    aktiv = bruker if bruker is not None and bruker.is_active else None
    LoginCodeVerificationProcess.initiate(request=request, user=aktiv, email=epost)
    if aktiv is None:
        logg_innlogging(
            request, Tilgang.INNLOGGING_FEILET, bruker.pk if bruker else None
        )
        get_adapter().lat_som_sendt(epost)
    la_vente(request)


def la_vente(request: HttpRequest) -> None:
    """The waiting session, and the code in it, ends with the code."""
    varighet = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    request.session.set_expiry(varighet)


def fjern_utlopte_okter() -> None:
    """Take away sessions that have ended, and with them codes nobody used."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


class Kontoadapter(DefaultAccountAdapter):
    error_messages = {  # noqa: RUF012  as allauth declares it
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": FEIL_KODE,
        "too_many_login_attempts": FOR_MANGE,
        "rate_limited": FOR_MANGE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and trygg_neste(url)

    def get_client_ip(self, request: HttpRequest) -> str:
        return klientadresse(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what allauth would say in messages of its own."""

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """At once, outside the outbox: a code is worth nothing in a queue."""
        _lever(self._brev(template_prefix, email, context), send=True)

    def lat_som_sendt(self, epost: str) -> None:
        """All the work of a code mail but the letting go."""
        kode = {"code": self.generate_login_code()}
        _lever(self._brev("account/email/login_code", epost, kode), send=False)

    def _brev(self, mal: str, epost: str, innhold: dict) -> EmailMessage:
        domene = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        hode = {
            "Auto-Submitted": "auto-generated",
            # Django's own would name this machine.
            "Message-ID": make_msgid(domain=domene),
        }
        return self.render_mail(mal, epost, innhold, headers=hode)

    def login(self, request: HttpRequest, user: Bruker) -> None:
        """A new session key; the short life of the waiting session is over."""
        if not user.is_active:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)
        request.session.set_expiry(None)
        request.session.pop(STATES_SESSION_KEY, None)  # of SSO begun and not used

    def post_login(
        self, request: HttpRequest, user: Bruker, **kwargs: Any
    ) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            sett_sprakkake(response, user.spraak)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: Bruker) -> HttpResponse:
        """Made inactive while the code was on its way: as a wrong code."""
        logg_innlogging(request, Tilgang.INNLOGGING_FEILET, user.pk)
        messages.error(request, FEIL_KODE)
        return redirect("account_login")

    def logout(self, request: HttpRequest) -> None:
        vist = get_authentication_records(request, request.user)
        super().logout(request)
        messages.success(
            request, _("Du er logget ut. Logg inn, så finner du utkastet igjen.")
        )
        if settings.SSO_NAVN and any(metode["method"] == SSO for metode in vist):
            tekst = _("Du kan fortsatt være logget inn hos %(navn)s. Logg ut der også.")
            messages.warning(request, tekst % {"navn": settings.SSO_NAVN})

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        if not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            return []
        url = reverse("mfa_reauthenticate")
        return [{"id": "mfa_reauthenticate", "description": "", "url": url}]


def _lever(brev: EmailMessage, *, send: bool) -> None:
    """Raises when the mail server is away, whoever the letter is for. A server
    that refuses one receiver is logged only: the page must not tell.
    """
    linje = get_connection()
    if isinstance(linje, Smtp):
        linje.open()
        linje.connection.ehlo_or_helo_if_needed()
    try:
        if send:
            linje.send_messages([brev])
    except Exception:  # noqa: BLE001  whatever it is, the page stays the same
        logger.exception("log-in code refused by the mail server")
    finally:
        linje.close()


def sett_sprakkake(response: HttpResponse, spraak: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        spraak,
        max_age=timedelta(days=365),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


# --- the second factor ----------------------------------------------------------


class TotpAdapter(DefaultMFAAdapter):
    error_messages = {  # noqa: RUF012  as allauth declares it
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": FEIL_KODE,
    }

    def encrypt(self, text: str) -> str:
        return _krypto().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _krypto().decrypt(encrypted_text.encode()).decode()


def _krypto() -> MultiFernet:
    """Keys from SECRET_KEY; older ones still read what they wrote."""
    hemmeligheter = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_nokkel(h)) for h in hemmeligheter])


def _nokkel(hemmelighet: str) -> bytes:
    sammendrag = salted_hmac(
        "helsefellesskap.totp", "", secret=hemmelighet, algorithm="sha256"
    )
    return base64.urlsafe_b64encode(sammendrag.digest())


def bruk_opp_totp(bruker: Bruker, kode: str) -> bool:
    """False for a code this person has used; a code lives for three periods."""
    # «123 456» is the same code.
    sammendrag = hashlib.sha256(normalize_user_code(kode).encode()).hexdigest()
    return cache.add(f"totp-brukt:{bruker.pk}:{sammendrag}", True, timeout=120)


def noter_to_faktorer(request: HttpRequest) -> None:
    """The session of the person who just set it up has shown the factor."""
    record_authentication(request, request.user, method="mfa", reauthenticated=True)


def mangler_to_faktorer(request: HttpRequest) -> str | None:
    """Where a person must go who has not shown the second factor they need.

    A session from before it was set up has not shown it either.
    """
    bruker = request.user
    vist = get_authentication_records(request, bruker)
    if any(metode["method"] == "mfa" for metode in vist):
        return None
    if not _trenger_to_faktorer(bruker):
        return None
    if is_mfa_enabled(bruker, [Authenticator.Type.TOTP]):
        return "mfa_reauthenticate"
    return "mfa_activate_totp"


def _trenger_to_faktorer(bruker: Bruker) -> bool:
    if bruker.is_staff or bruker.tilganger.trenger_to_faktorer:
        return True
    return any(trenger(bruker) for trenger in to_faktorer())


# --- what is connected at start -------------------------------------------------


def koble_til() -> None:
    """Called once from AppConfig.ready()."""
    user_logged_in.connect(_innlogget, dispatch_uid="logg_innlogget")
    user_logged_out.connect(_utlogget, dispatch_uid="logg_utlogget")
    authentication_failed.connect(_feil_totp, dispatch_uid="logg_feil_totp")
