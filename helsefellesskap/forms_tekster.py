"""Wording one notice."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from helsefellesskap.felter import FritekstFelt


class Tekstskjema(forms.Form):
    versjon = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)
    tittel = FritekstFelt(
        label=_("Overskrift"),
        max_length=120,
        error_messages={"required": _("Skriv en overskrift")},
    )
    tekst = FritekstFelt(
        label=_("Tekst"),
        max_length=1200,
        rader=8,
        help_text=_(
            "Vanlig tekst. En tom linje gir nytt avsnitt. Adresser som begynner med "
            "https:// blir lenker."
        ),
        error_messages={"required": _("Skriv en tekst")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("lagre", _("Lagre teksten")))
        self.helper.add_input(
            Submit("vis", _("Forhåndsvis"), css_class="knapp-sekundar")
        )

    def tekster(self) -> list[dict[str, Any]]:
        """What was written, to be shown when it could not be saved."""
        skrevne = [
            (self[navn].label, self[navn].value()) for navn in ("tittel", "tekst")
        ]
        return [{"tittel": navn, "tekst": verdi} for navn, verdi in skrevne if verdi]
