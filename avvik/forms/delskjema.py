"""What the filing forms share: named stops, saving the good part of a bad form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from helsefellesskap.felter import FritekstFelt
from helsefellesskap.models import Enhet

FOR_LANG = _("Teksten er for lang. Den kan ha høyst %(limit_value)d tegn.")


class RadioMedFokus(forms.RadioSelect):
    """The first option takes focus when the page opens."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        valg = super().create_option(*args, **kwargs)
        if args[4] == 0:
            valg["attrs"]["autofocus"] = True
        return valg


def gi_fokus(felt: forms.Field) -> None:
    """Let this field take focus when the page opens."""
    if isinstance(felt, forms.ChoiceField) and isinstance(
        felt.widget, forms.RadioSelect
    ):
        felt.widget = RadioMedFokus(attrs=felt.widget.attrs, choices=felt.choices)
    else:
        felt.widget.attrs["autofocus"] = True


def tekstfelt(label: Any, maks: int, *, rader: int = 4, **kwargs: Any) -> FritekstFelt:
    return FritekstFelt(
        label=label,
        max_length=maks,
        rader=rader,
        required=False,
        error_messages={"max_length": FOR_LANG},
        **kwargs,
    )


def valgfelt(
    label: Any, valg: Any, *, feil: Any = None, **kwargs: Any
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=valg,
        widget=forms.RadioSelect,
        required=False,
        # Django's own message would repeat what was sent.
        error_messages={"invalid_choice": feil or _("Velg fra listen")},
        **kwargs,
    )


def enhetsvalg(label: Any, enheter: list[Enhet], valgt: Enhet) -> forms.ChoiceField:
    """Which of one's own units, for those who have several."""
    return forms.ChoiceField(
        label=label,
        choices=[(str(e.pk), e.navn) for e in enheter],
        initial=str(valgt.pk),
        error_messages={"invalid_choice": _("Velg en av enhetene dine")},
    )


class Delskjema(forms.Form):
    """A form whose good fields are saved although others must be put right.

    `krav` names fields that must have a value and the message when they do not;
    they are checked last, so that an unfinished draft can be saved as it stands.
    """

    krav: dict[str, Any]
    # A search was asked for, and no step forward.
    soker = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.krav = dict(getattr(self, "krav", {}))
        self.godt: dict[str, Any] = {}

    def merk_krav(self) -> None:
        """Required fields do not say «(valgfritt)»; nor sometimes required ones."""
        for navn in self.krav:
            self.fields[navn].betinget = True

    def add_error(self, field: str | None, error: Any) -> None:
        if field and getattr(error, "code", None) == "identitetsnummer":
            error = ValidationError(
                _(
                    "Fjern tallet på 11 siffer fra «%(felt)s». Det ligner et "
                    "fødselsnummer. Er det ikke et fødselsnummer, skriv bare de fire "
                    "siste sifrene."
                ),
                code="identitetsnummer",
                params={"felt": self.fields[field].label},
            )
        super().add_error(field, error)

    def clean(self) -> dict[str, Any]:
        self.godt = dict(self.cleaned_data)
        for navn, melding in self.finn_krav().items():
            if navn not in self.errors and not self.godt.get(navn):
                self.add_error(navn, melding)
        return self.cleaned_data

    def finn_krav(self) -> dict[str, Any]:
        """Required fields given what was answered."""
        return self.krav

    def utfor_sok(self) -> None:
        """Fill the result list, where there is one."""

    @property
    def stoppede(self) -> list[str]:
        """Labels of fields that held an identity number."""
        return [
            str(self.fields[navn].label)
            for navn, feil in self.errors.as_data().items()
            if any(f.code == "identitetsnummer" for f in feil)
        ]
