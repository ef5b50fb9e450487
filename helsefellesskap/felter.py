"""Text fields that can never hold an identity number."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from helsefellesskap.vernteller import noter_stopp

USYNLIGE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
STOPPMELDING = _(
    "Fjern tallet på 11 siffer. Det ligner et fødselsnummer. "
    "Er det ikke et fødselsnummer, skriv bare de fire siste sifrene."
)


class IdentitetsnummerFunnet(ValueError):
    """A text on its way to the database held an identity number.

    Never carries the text: it may end in a log. Forms stop it earlier with a
    message to the writer; this is the last wall.
    """

    def __init__(self, felt: str) -> None:
        super().__init__(f"identity number in {felt}")


def stopp_identitetsnummer(tekst: str) -> None:
    """Raise ValidationError without the value when the text holds a number."""
    if noter_stopp(tekst):
        raise ValidationError(STOPPMELDING, code="identitetsnummer")


class Fritekst(models.TextField):
    """A text column whose values pass the identity guard on their way in."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if isinstance(value, str) and noter_stopp(value):
            raise IdentitetsnummerFunnet(self.name)
        return value

    def formfield(self, **kwargs: Any) -> forms.Field:
        kwargs.setdefault("form_class", FritekstFelt)
        return super().formfield(**kwargs)


class FritekstFelt(forms.CharField):
    """The base form field for everything a person can write.

    Removes control characters, also those that turn the direction of what comes
    after, and stops identity numbers.
    """

    def __init__(self, *, rader: int = 1, **kwargs: Any) -> None:
        if rader > 1:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rader}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if isinstance(value, str):
            value = value.replace("\r\n", "\n")
            value = USYNLIGE.sub("", value)
            value = value.strip() if self.strip else value
        return value

    def run_validators(self, value: Any) -> None:
        # Before the other validators: their messages may quote the value.
        if isinstance(value, str):
            stopp_identitetsnummer(value)
        super().run_validators(value)


class Datofelt(forms.DateField):
    """The browser's date picker; also takes a date typed the Norwegian way."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {}).setdefault(
            "invalid", _("Skriv datoen som dag, måned og år")
        )
        super().__init__(**kwargs)


class MedKnapp:
    """A form with one button. The address keeps its query, so it has no action."""

    knapp: Any

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.add_input(Submit("send", self.knapp))
        return helper
