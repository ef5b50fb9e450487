"""Recording what a side concluded about its duty to report."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from avvik import rules
from avvik.enums import MeldtTil, Plikt, Pliktutfall, Side
from avvik.forms.behandling import Saksskjema, med_betinget, tekstfelt
from helsefellesskap.felter import Datofelt


class PliktSkjema(Saksskjema):
    """The common part; `plikt` says which duty, `steder` to whom it is reported."""

    plikt: Plikt
    steder: tuple[MeldtTil, ...] = ()
    knapp = _("Lagre vurderingen")

    side = forms.ChoiceField(
        label=_("Hvem vurderer du for?"),
        choices=Side.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvem du vurderer for")},
    )
    utfall = forms.ChoiceField(
        label=_("Hva kom dere fram til?"),
        choices=Pliktutfall.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva dere kom fram til")},
    )
    meldt_til = forms.MultipleChoiceField(
        label=_("Hvor er det meldt?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    dato = Datofelt(
        label=_("Når ble det meldt eller vurdert?"),
        error_messages={"required": _("Velg datoen det ble meldt eller vurdert")},
    )
    begrunnelse = tekstfelt(
        _("Hva har dere lagt vekt på?"), rader=4, max_length=1000, required=False
    )

    def forbered(self) -> None:
        dag = self.i_dag
        self.sider = rules.vurderer_for(self.bruker, self.avvik, self.plikt, dag)
        if len(self.sider) == 1:
            del self.fields["side"]
        self.fields["utfall"].viser = {Pliktutfall.MELDT}
        self.fields["meldt_til"].choices = [(s.value, s.label) for s in self.steder]
        self.fields["dato"].initial = dag
        for navn in ("meldt_til", "begrunnelse"):
            self.fields[navn].betinget = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forst = ["side"] if "side" in self.fields else []
        utfall = med_betinget("utfall", "meldt_til")
        self.helper.layout = Layout(*forst, utfall, "dato", "begrunnelse")

    def argumenter(self) -> dict[str, Any]:
        data = {"plikt": self.plikt, **self.cleaned_data}
        if self.sider:
            data.setdefault("side", self.sider[0])
        if data["utfall"] != Pliktutfall.MELDT:
            data["meldt_til"] = []  # hidden when another outcome is chosen
        return data


class MeldepliktSkjema(PliktSkjema):
    tittel = _("Vurder om hendelsen må meldes")
    plikt = Plikt.MELDEPLIKT
    steder = (MeldtTil.MELDE_NO, MeldtTil.STATSFORVALTER, MeldtTil.ANDRE)
    hjelp = _(
        "Begge sider vurderer hver for seg og ser hva den andre kom fram til. "
        "Vurderingen her sender ingen melding."
    )


class PersonvernpliktSkjema(PliktSkjema):
    tittel = _("Vurder om Datatilsynet skal ha melding")
    plikt = Plikt.PERSONVERN
    steder = (MeldtTil.DATATILSYNET, MeldtTil.ANDRE)
    hjelp = _(
        "Virksomheten som gjorde feilen, vurderer dette innen 72 timer sammen med "
        "personvernombudet sitt. Vurderingen her sender ingen melding."
    )

    def forbered(self) -> None:
        super().forbered()
        egne = [
            valg
            for valg in Pliktutfall.choices
            if valg[0] != Pliktutfall.MELDT_AV_ANDRE
        ]
        self.fields["utfall"].choices = egne

    def opplysninger(self) -> list[str]:
        navn = self.avvik.holder.virksomhet.navn
        return [_("Virksomheten som gjorde feilen: %s.") % navn]
