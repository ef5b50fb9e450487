"""The fields of the log-in pages; none of them takes an identity number."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import get_totp_secret
from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from helsefellesskap.felter import FritekstFelt, MedKnapp
from helsefellesskap.innlogging import bruk_opp_totp
from helsefellesskap.models import Bruker


class EpostFelt(FritekstFelt):
    """An address in lower case, as people are found by."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    default_validators = [  # noqa: RUF012  as Django declares it
        EmailValidator(_("Skriv en e-postadresse med @, som navn@eksempel.no"))
    ]

    def to_python(self, value: Any) -> str:
        return super().to_python(value).lower()


class KodeFelt(FritekstFelt):
    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}
    )

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("error_messages", {"required": _("Skriv koden")})
        super().__init__(**kwargs)


class Epostskjema(MedKnapp, forms.Form):
    knapp = _("Send meg en kode")
    email = EpostFelt(
        label=_("E-postadresse"),
        help_text=_("Adressen du bruker på jobb."),
        max_length=254,
        error_messages={"required": _("Skriv e-postadressen din")},
    )


class Kodeskjema(MedKnapp, ConfirmLoginCodeForm):
    knapp = _("Logg inn")
    code = KodeFelt(
        label=_("Kode"), help_text=_("Åtte sifre fra e-posten. Gjelder i 10 minutter.")
    )


class _Engangskode:
    """A code from the app opens one door only once, within its lifetime too."""

    user: Bruker

    def clean_code(self) -> str:
        kode = super().clean_code()
        if not bruk_opp_totp(self.user, kode):
            raise get_adapter().validation_error("incorrect_code")
        return kode


class Totpskjema(MedKnapp, _Engangskode, AuthenticateForm):
    knapp = _("Logg inn")
    code = KodeFelt(
        label=_("Kode fra appen"),
        help_text=_("Seks sifre. Uten telefonen: skriv en av reservekodene."),
    )


class Bekreftskjema(MedKnapp, _Engangskode, ReauthenticateForm):
    knapp = _("Gå videre")
    code = KodeFelt(
        label=_("Kode fra appen"),
        help_text=_("Seks sifre. Uten telefonen: skriv en av reservekodene."),
    )


class TotpOppsettskjema(MedKnapp, ActivateTOTPForm):
    knapp = _("Slå på")
    code = KodeFelt(
        label=_("Kode fra appen"), help_text=_("Seks sifre som appen viser nå.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        super(ActivateTOTPForm, self).__init__(*args, **kwargs)
        # Kept between loads: a new one would make the scanned picture worthless.
        self.secret = get_totp_secret()


class NyeReservekoderskjema(MedKnapp, GenerateRecoveryCodesForm):
    knapp = _("Lag nye reservekoder")
