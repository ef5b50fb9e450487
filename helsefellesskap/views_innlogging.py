"""Log-in, log-out, second factor and language."""

import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.decorators import login_not_required
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import (
    ConfirmLoginCodeView,
    LogoutView,
    RequestLoginCodeView,
)
from allauth.core.ratelimit import respond_429
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.generic.edit import FormView

from helsefellesskap import forms_innlogging as skjemaer
from helsefellesskap import innlogging
from helsefellesskap.actions import velg_spraak
from helsefellesskap.enums import Tilgang
from helsefellesskap.logg import logger

GET_OG_POST = ("get", "head", "post", "options")


class BeOmKode(RequestLoginCodeView):
    """The e-mail address in, a code out."""

    http_method_names = GET_OG_POST
    form_class = skjemaer.Epostskjema

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Whoever waits for a code may come back and write another address."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mer = {"sso_navn": settings.SSO_NAVN, "neste": self.get_next_url()}
        return super().get_context_data(**kwargs) | mer

    def form_valid(self, form: Form) -> HttpResponse:
        """The count is taken first and stands whatever happens after it."""
        epost = form.cleaned_data["email"]
        if not innlogging.slipp_til(self.request, epost):
            innlogging.logg_innlogging(self.request, Tilgang.INNLOGGING_FEILET)
            return respond_429(self.request)
        innlogging.fjern_utlopte_okter()
        try:
            with transaction.atomic():
                innlogging.send_kode(self.request, epost)
        except Exception:  # noqa: BLE001  the count and the log row must stand
            logger.exception("log-in code not sent")
            form.add_error(None, _("Vi får ikke sendt koden nå. Prøv igjen om litt."))
            return self.render_to_response(self.get_context_data(form=form), status=503)
        return redirect(self.get_success_url())


@method_decorator(login_not_required, name="dispatch")
class SkrivKode(ConfirmLoginCodeView):
    """Three tries on the code, within ten minutes."""

    http_method_names = GET_OG_POST
    form_class = skjemaer.Kodeskjema

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not _venter_paa_kode(request):
            messages.warning(request, _("Koden gjelder ikke lenger. Be om en ny."))
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if innlogging.tell_forsok(request, self._process.state["at"]):
            return super().post(request, *args, **kwargs)
        self._process.abort()
        return self._tre_feil()

    def form_invalid(self, form: Form) -> HttpResponse:
        if not self._process.record_invalid_attempt():
            return self._tre_feil()
        self._logg_feil()
        return FormView.form_invalid(self, form)

    def _tre_feil(self) -> HttpResponse:
        self._logg_feil()
        messages.error(
            self.request, _("Koden ble skrevet feil tre ganger. Be om en ny.")
        )
        return redirect("account_login")

    def _logg_feil(self) -> None:
        bruker = self._process.user
        innlogging.logg_innlogging(
            self.request, Tilgang.INNLOGGING_FEILET, bruker.pk if bruker else None
        )

    def _verify_form_valid(self, form: Form) -> HttpResponse:
        response = super()._verify_form_valid(form)
        if not self.request.user.is_authenticated:
            innlogging.la_vente(self.request)  # for the second factor
        return response


def _venter_paa_kode(request: HttpRequest) -> bool:
    venter = request.session.get(LOGIN_SESSION_KEY)
    if venter is None:
        return request.user.is_authenticated
    frist = venter["initiated_at"] + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
    return time.time() <= frist


class LoggUt(LogoutView):
    http_method_names = GET_OG_POST


class SkrivTotp(AuthenticateView):
    """The second step of log-in for those who have the second factor."""

    http_method_names = GET_OG_POST
    form_class = skjemaer.Totpskjema

    def _build_forms(self) -> Form:
        data = self.request.POST if self.request.method == "POST" else None
        self.webauthn_form = None
        self.auth_form = self.form_class(user=self.stage.login.user, data=data)
        return self.auth_form


class BekreftMedTotp(ReauthenticateView):
    """Shows the second factor anew, before what only its owner may do."""

    http_method_names = GET_OG_POST
    form_class = skjemaer.Bekreftskjema


class SettOppTotp(ActivateTOTPView):
    http_method_names = GET_OG_POST
    form_class = skjemaer.TotpOppsettskjema

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return redirect("mfa_view_recovery_codes")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        innlogging.noter_to_faktorer(self.request)
        return response

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes")


def _bekreft_forst(request: HttpRequest) -> HttpResponse | None:
    """To the second factor and back. allauth would keep what was posted in the
    session meanwhile; only our own path goes along here.
    """
    if not is_reauthentication_required(request, app="allauth.mfa"):
        return None
    neste = urlencode({"next": request.path})
    return redirect(f"{reverse('mfa_reauthenticate')}?{neste}")


@never_cache
@require_safe
def reservekoder(request: HttpRequest) -> HttpResponse:
    """The recovery codes that are left; reading them changes nothing."""
    reserve = get_object_or_404(
        Authenticator, user=request.user, type=Authenticator.Type.RECOVERY_CODES
    )
    if svar := _bekreft_forst(request):
        return svar
    koder = reserve.wrap().get_unused_codes()
    return render(request, "mfa/recovery_codes/index.html", {"koder": koder})


class LagReservekoder(GenerateRecoveryCodesView):
    http_method_names = GET_OG_POST
    form_class = skjemaer.NyeReservekoderskjema

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            raise PermissionDenied
        svar = _bekreft_forst(request)
        return svar or super().dispatch(request, *args, **kwargs)


@login_not_required
@require_GET
def admin_logg_inn(request: HttpRequest) -> HttpResponse:
    """Django admin has no log-in of its own here; passwords are not in use."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(f"{reverse('account_login')}?{urlencode({'next': '/admin/'})}")


@login_not_required
@require_safe
def velg_sprak(request: HttpRequest) -> HttpResponse:
    """The choice leads back to the page that the person came from."""
    innhold = {"sprak": settings.LANGUAGES, "tilbake": _kom_fra(request)}
    return render(request, "helsefellesskap/sprak.html", innhold)


def _kom_fra(request: HttpRequest) -> str:
    """Path of the page of ours before this one, or empty."""
    fra = urlsplit(request.headers.get("Referer", ""))
    sti = f"{fra.path}?{fra.query}" if fra.query else fra.path
    egen = fra.netloc == request.get_host() and fra.path != request.path
    return sti if egen and innlogging.trygg_neste(sti) else ""


@login_not_required
@require_POST
def lagre_sprak(request: HttpRequest) -> HttpResponse:
    """Kept in a cookie, and on the person when somebody is logged in."""
    kode = request.POST.get("sprak", "")
    if kode not in dict(settings.LANGUAGES):
        raise BadRequest
    if request.user.is_authenticated:
        velg_spraak(request.user, spraak=kode, av=request.user)
    response = redirect(get_next_redirect_url(request) or "forside")
    innlogging.sett_sprakkake(response, kode)
    return response


@login_not_required
def sprak(request: HttpRequest) -> HttpResponse:
    return (lagre_sprak if request.method == "POST" else velg_sprak)(request)


@require_POST
def forny_okt(request: HttpRequest) -> HttpResponse:
    """Somebody is still here: the session lives on."""
    innlogging.forny(request)
    return HttpResponse(status=204)
