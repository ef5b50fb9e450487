"""Counting a small fault: choices only, never words."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from avvik.forms.delskjema import enhetsvalg
from avvik.models import Trendtype
from avvik.trend import motparter, typer_for
from helsefellesskap.enums import Virksomhetstype
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
            hvilken = _("Hvilken enhet teller du for?")
            felt = enhetsvalg(hvilken, enheter, self.valgt_enhet)
            self.fields["enhet"] = felt
        if self.valgt_enhet.virksomhet.er_sykehus:
            self._velg_motpart(i_dag, kilde.get("motpart", ""))
        self.typer = {t.kode: t for t in typer_for(self.valgt_enhet, i_dag)}
        self.fields["type"].choices = [(kode, kode) for kode in self.typer]

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
