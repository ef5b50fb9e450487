"""Counting a small fault: choices only, never words; and the list of types."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from avvik.enums import Retning
from avvik.models import Trendtype
from avvik.trend import motparter, typer_for
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.felter import Datofelt, FritekstFelt
from helsefellesskap.models import Enhet, Virksomhet

GRUPPER = {
    Virksomhetstype.KOMMUNE: _("Kommuner"),
    Virksomhetstype.FASTLEGEKONTOR: _("Legekontor"),
}


class TellSkjema(forms.Form):
    """Unit and other side; the type is the button that was pressed."""

    type = forms.ChoiceField(
        error_messages={
            "required": _("Trykk på +1 ved det du vil telle"),
            "invalid_choice": _("Trykk på +1 ved det du vil telle"),
        },
    )

    def __init__(
        self, data: Any = None, *, enheter: list[Enhet], i_dag: date, valgt: Any = None
    ) -> None:
        """`valgt`: where the choices stand before anything is sent."""
        super().__init__(data)
        kilde = self.data if self.is_bound else (valgt or {})
        self.valgt_enhet = next(
            (e for e in enheter if str(e.pk) == kilde.get("enhet")), enheter[0]
        )
        self.virksomheter: dict[str, Virksomhet] = {}
        if len(enheter) > 1:
            self._velg_enhet(enheter)
        if self.valgt_enhet.virksomhet.er_sykehus:
            self._velg_motpart(i_dag, kilde.get("motpart", ""))
        self.typer = {t.kode: t for t in typer_for(self.valgt_enhet, i_dag)}
        self.fields["type"].choices = [(kode, kode) for kode in self.typer]

    def _velg_enhet(self, enheter: list[Enhet]) -> None:
        self.fields["enhet"] = forms.ChoiceField(
            label=_("Hvilken enhet teller du for?"),
            choices=[(str(e.pk), e.navn) for e in enheter],
            initial=str(self.valgt_enhet.pk),
            error_messages={"invalid_choice": _("Velg en av enhetene dine")},
        )

    def _velg_motpart(self, i_dag: date, valgt: str) -> None:
        grupper: dict[str, list[tuple[str, str]]] = {}
        for virksomhet in motparter(i_dag):
            pk = str(virksomhet.pk)
            self.virksomheter[pk] = virksomhet
            navn = str(GRUPPER[Virksomhetstype(virksomhet.type)])
            grupper.setdefault(navn, []).append((pk, virksomhet.navn))
        self.fields["motpart"] = forms.ChoiceField(
            label=_("Hvem gjelder det?"),
            required=False,
            choices=[("", _("Vet ikke")), *grupper.items()],
            initial=valgt if valgt in self.virksomheter else "",
            error_messages={"invalid_choice": _("Velg fra listen")},
        )
        self.fields["motpart"].betinget = True

    @property
    def valgt_type(self) -> Trendtype:
        return self.typer[self.cleaned_data["type"]]

    @property
    def valgt_motpart(self) -> Virksomhet | None:
        """The other side as it was sent; None is «Vet ikke»."""
        return self.virksomheter.get(self.cleaned_data.get("motpart", ""))


class TrendtypeSkjema(forms.Form):
    """One thing that may be counted. The direction is chosen once."""

    versjon = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)
    navn = FritekstFelt(
        label=_("Navn"),
        max_length=80,
        error_messages={"required": _("Skriv et navn")},
    )
    navn_nn = FritekstFelt(label=_("Navn på nynorsk"), max_length=80, required=False)
    navn_en = FritekstFelt(label=_("Navn på engelsk"), max_length=80, required=False)
    retning = forms.ChoiceField(
        label=_("Hvem teller?"),
        choices=[
            (Retning.TIL_SYKEHUS, _("Kommuner og legekontor, om sykehuset")),
            (Retning.FRA_SYKEHUS, _("Sykehuset, om kommuner og legekontor")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Velg hvem som teller"),
            "invalid_choice": _("Velg hvem som teller"),
        },
    )
    rekkefolge = forms.IntegerField(
        label=_("Plass i listen"),
        min_value=0,
        max_value=999,
        initial=0,
        help_text=_("Et tall. Lave tall står øverst."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Skriv et tall fra 0 til 999"),
        ),
    )
    gyldig_fra = Datofelt(
        label=_("Kan telles fra"), error_messages={"required": _("Velg en dato")}
    )
    gyldig_til = Datofelt(label=_("Kan telles til og med"), required=False)

    def __init__(self, *args: Any, ny: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ny:
            del self.fields["retning"]
        self.helper = FormHelper()
        self.helper.add_input(Submit("lagre", _("Lagre")))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        fra, til = data.get("gyldig_fra"), data.get("gyldig_til")
        if fra and til and til < fra:
            self.add_error("gyldig_til", _("Datoen er før den første datoen"))
        return data

    def tekster(self) -> list[dict[str, Any]]:
        """What was written, to be shown when it could not be saved."""
        navn = ("navn", "navn_nn", "navn_en")
        skrevne = [(self[felt].label, self[felt].value()) for felt in navn]
        return [{"tittel": ledd, "tekst": verdi} for ledd, verdi in skrevne if verdi]


TYPEFELTER = (
    "navn",
    "navn_nn",
    "navn_en",
    "retning",
    "rekkefolge",
    "gyldig_fra",
    "gyldig_til",
)
