"""Log-in by SSO (OpenID Connect): allauth's client, kept to what we need.

What the provider says is checked, used and forgotten: a verified address is looked
up as if it were typed. No SocialLogin is made, for it would carry tokens and claims,
and a claim or a subject may be an identity number, into session and tables.
"""

from typing import Any

import jwt
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.socialaccount.internal import jwtkit, statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string
from requests import RequestException

from helsefellesskap import innlogging
from helsefellesskap.forms_innlogging import Epostskjema
from helsefellesskap.logg import logger

ID = "sso"
# Signed with a key only the provider has; never with the shared secret.
ALGORITMER = [f"{slag}{bit}" for slag in ("RS", "PS", "ES") for bit in (256, 384, 512)]
SKEV_KLOKKE = 60
STATUS = {
    "avbrutt": 403,
    "for_mange": 429,
    "gikk_ikke": 400,
    "nede": 503,
    "uten_epost": 403,
    "uten_tilgang": 403,
}
# What a provider may say instead of a code; anything else is `gikk_ikke`.
FEILSVAR = {
    "access_denied": "avbrutt",
    "server_error": "nede",
    "temporarily_unavailable": "nede",
}


class Ssofeil(Exception):
    """Nobody was logged in; `grunn` chooses the words of the page."""

    def __init__(self, grunn: str, bruker_id: int | None = None) -> None:
        super().__init__(grunn)
        self.grunn, self.bruker_id = grunn, bruker_id
        self.status = STATUS[grunn]


# --- the provider ---------------------------------------------------------------


class Klient(OpenIDConnectOAuth2Adapter):
    def __init__(self, request: HttpRequest, leverandor: "Leverandor") -> None:
        super().__init__(request, ID)
        self.leverandor = leverandor

    def get_provider(self) -> "Leverandor":
        return self.leverandor

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("sso_tilbake"))

    @property
    def openid_config(self) -> dict[str, Any]:
        oppsett = super().openid_config
        if oppsett["issuer"].rstrip("/") != settings.SSO_ISSUER:
            raise OAuth2Error("another issuer than the one that was set")
        return oppsett

    def krav(self, tilstand: dict[str, Any]) -> dict[str, Any]:
        """What the provider says of the person; by userinfo if not in the token."""
        app = self.leverandor.app
        svar = self.get_access_token_data(
            self.request,
            app,
            self.get_client(self.request, app),
            pkce_code_verifier=tilstand["pkce_code_verifier"],
        )
        krav = self.les_id_token(svar["id_token"], tilstand["data"]["nonce"])
        if "email" in krav:
            return krav
        mer = self._fetch_user_info(svar["access_token"])
        if mer["sub"] != krav["sub"]:
            raise OAuth2Error("userinfo of somebody else")
        return mer

    def les_id_token(self, token: str, nonce: str) -> dict[str, Any]:
        """allauth trusts a token fetched over TLS; we check its signature too."""
        oppsett, klient_id = self.openid_config, settings.SSO_CLIENT_ID
        _alg, nokkel = jwtkit.fetch_key(
            token, oppsett["jwks_uri"], jwtkit.lookup_kid_jwk
        )
        krav = jwt.decode(
            token,
            nokkel,
            algorithms=ALGORITMER,
            audience=klient_id,
            issuer=oppsett["issuer"],
            leeway=SKEV_KLOKKE,
            options={"require": ["iss", "aud", "exp", "iat", "sub", "nonce"]},
        )
        if krav["nonce"] != nonce or krav.get("azp", klient_id) != klient_id:
            raise OAuth2Error("an answer to somebody else")
        return krav


class Leverandor(OpenIDConnectProvider):
    """The one provider of the settings; rows of allauth's tables are never read."""

    def __init__(self, request: HttpRequest) -> None:
        app = SocialApp(
            provider=self.id,
            provider_id=ID,
            name=settings.SSO_NAVN,
            client_id=settings.SSO_CLIENT_ID,
            secret=settings.SSO_CLIENT_SECRET,
            settings={
                "server_url": settings.SSO_ISSUER,
                "oauth_pkce_enabled": True,
                "scope": ["openid", "email"],
            },
        )
        super().__init__(request, app=app)
        self.klient = Klient(request, self)

    def get_oauth2_adapter(self, request: HttpRequest) -> Klient:
        return self.klient


# --- there ----------------------------------------------------------------------


def start(request: HttpRequest, neste: str) -> str:
    """Address of the provider's page; what we must know on return is in the session.

    The provider is asked before the try is counted: counting locks a row, and a
    slow provider would make all of a hospital wait for each other.
    """
    leverandor = Leverandor(request)
    try:
        _ = leverandor.klient.authorize_url, leverandor.klient.access_token_url
    except Exception as feil:
        logger.exception("sso not started")
        raise Ssofeil("nede") from feil
    if not _slipp_til(request):
        raise Ssofeil("for_mange")
    nonce = get_random_string(32)
    svar = leverandor.redirect(
        request,
        process=AuthProcess.LOGIN,
        next_url=neste,
        data={"nonce": nonce},
        auth_params={"nonce": nonce},
    )
    innlogging.la_vente(request)
    return svar["Location"]


def _slipp_til(request: HttpRequest) -> bool:
    if settings.DEMO and innlogging.er_lokal(request):
        return True
    return ratelimit.consume(request, action="sso")


# --- and back -------------------------------------------------------------------


def hent_tilstand(request: HttpRequest) -> dict[str, Any]:
    """What the session kept for this answer; once, and for ten minutes."""
    tilstand = statekit.unstash_state(
        request, provider_id=ID, state_id=request.GET.get("state", "")
    )
    if tilstand is None:
        raise Ssofeil("gikk_ikke")
    return tilstand


def bekreftet_epost(request: HttpRequest, tilstand: dict[str, Any]) -> str:
    """The verified address of whoever logged in there, as somebody would type it."""
    if feil := request.GET.get("error"):
        raise Ssofeil(FEILSVAR.get(feil, "gikk_ikke"))
    try:
        krav = Leverandor(request).klient.krav(tilstand)
    except RequestException as feil:
        logger.exception("sso provider did not answer")
        raise Ssofeil("nede") from feil
    except Exception as feil:
        logger.warning("sso answer refused", exc_info=True)
        raise Ssofeil("gikk_ikke") from feil
    # Entra ID says xms_edov, never email_verified. A no is a no.
    sikker = str(krav.get("email_verified", krav.get("xms_edov"))).lower()
    skjema = Epostskjema({"email": krav.get("email")})
    if sikker not in ("true", "1") or not skjema.is_valid():
        raise Ssofeil("uten_epost")
    return skjema.cleaned_data["email"]


def logg_inn(request: HttpRequest, epost: str, neste: str) -> HttpResponse:
    """As after the right code: the second factor comes next where there is one."""
    bruker = innlogging.finn_bruker(epost)
    if bruker is None or not bruker.is_active:
        raise Ssofeil("uten_tilgang", bruker.pk if bruker else None)
    record_authentication(request, bruker, method=innlogging.SSO)
    return perform_login(request, Login(user=bruker, redirect_url=neste or None))
