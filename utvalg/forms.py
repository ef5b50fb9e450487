"""Forms of the committee: clean and hand over, never save."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from helsefellesskap.felter import Datofelt, FritekstFelt, MedKnapp
from utvalg.avidentifisering import ord_aa_se_paa, registernavn
from utvalg.enums import Utvalgsvurdering
from utvalg.models import Medlemskap, Presentasjon, Utvalg

BE_OM_MER = Utvalgsvurdering.BE_OM_MER
IKKE_PERSON = _("Ikke skriv navn på personer, enheter eller steder.")


class Presentasjonsskjema(MedKnapp, forms.Form):
    """The four boxes and the title; the parts and the month come of themselves."""

    knapp = _("Lagre og se over")
    versjon = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    tittel = FritekstFelt(
        label=_("Tittel"),
        help_text=_("For eksempel: Utskrivning en fredag uten melding."),
        max_length=120,
        error_messages={"required": _("Skriv en tittel")},
    )
    hva_skjedde = FritekstFelt(
        label=_("Hva skjedde?"),
        help_text=IKKE_PERSON,
        max_length=2000,
        rader=6,
        error_messages={"required": _("Skriv hva som skjedde")},
    )
    gikk_bra = FritekstFelt(
        label=_("Hva gikk bra?"), max_length=2000, rader=3, required=False
    )
    svar_fra_enhet = FritekstFelt(
        label=_("Svar fra ansvarlig enhet"), max_length=2000, rader=4, required=False
    )
    forslag = FritekstFelt(
        label=_("Forslag fra melder"), max_length=2000, rader=3, required=False
    )


class Moteskjema(MedKnapp, forms.Form):
    knapp = _("Opprett møtet")
    utvalg = forms.ModelChoiceField(
        label=_("Utvalg"),
        queryset=Utvalg.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Velg et utvalg")},
    )
    dato = Datofelt(
        label=_("Dato"), error_messages={"required": _("Velg en dato for møtet")}
    )
    sted = FritekstFelt(label=_("Sted"), max_length=120, required=False)

    def __init__(self, *args: Any, alle: list[Utvalg], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        felt = self.fields["utvalg"]
        felt.queryset = Utvalg.objects.filter(pk__in=[u.pk for u in alle])
        felt.label_from_instance = lambda utvalg: utvalg.navn
        if len(alle) == 1:
            felt.initial = alle[0].pk


class Saklisteskjema(forms.Form):
    presentasjon = forms.ModelChoiceField(
        label=_("Sak"),
        queryset=Presentasjon.objects.none(),
        empty_label=_("Velg en sak"),
        error_messages={
            "required": _("Velg en sak"),
            "invalid_choice": _("Velg en sak fra listen"),
        },
    )

    def __init__(self, *args: Any, valg: Any, handling: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        felt = self.fields["presentasjon"]
        felt.label_from_instance = _med_status
        felt.queryset = valg
        self.helper = FormHelper()
        self.helper.form_action = handling
        knapp = Submit("legg_til", _("Sett på saklisten"), css_class="knapp-sekundar")
        self.helper.add_input(knapp)


def _med_status(presentasjon: Presentasjon) -> str:
    if presentasjon.kontrollert_tid:
        return presentasjon.tittel
    return str(_("%s (ikke kontrollert)") % presentasjon.tittel)


class Varselskjema(forms.Form):
    """Stops once at words that may point to somebody; the writer may let them
    stand."""

    fritekster: tuple[str, ...] = ()
    bekreft = forms.BooleanField(
        label=_("Ordene kan stå. De peker ikke ut noen."), required=False
    )

    def __init__(self, *args: Any, i_dag: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.funnet = self._finn(i_dag) if self.is_bound else {}
        if not self.funnet:
            del self.fields["bekreft"]

    def _finn(self, i_dag: date) -> dict[str, list[str]]:
        felter = {f: self.data.get(f, "") for f in self.fritekster if f in self.fields}
        if not any(tekst.strip() for tekst in felter.values()):
            return {}
        navn = registernavn()
        treff = {f: ord_aa_se_paa(t, navn, i_dag) for f, t in felter.items()}
        return {felt: ord_ for felt, ord_ in treff.items() if ord_}

    def clean(self) -> dict[str, Any]:
        renset = super().clean() or self.cleaned_data
        if not renset.get("bekreft"):
            for felt, ord_ in self.funnet.items():
                liste = ", ".join(f"«{o}»" for o in ord_)
                self.add_error(
                    felt,
                    _("%s kan peke ut noen. Endre, eller kryss av for at det kan stå.")
                    % liste,
                )
        return renset

    def bekreftelse(self) -> list[str]:
        return ["bekreft"] if self.funnet else []


class Saksvisningsskjema(Varselskjema):
    """What is written in the meeting about one case."""

    fritekster = ("laeringspunkt", "tekst")
    versjon = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    laeringspunkt = FritekstFelt(
        label=_("Læringspunkt"),
        help_text=_("Skrives rett inn i læringsnotatet."),
        max_length=500,
        rader=4,
        required=False,
    )
    vurdering = forms.ChoiceField(
        label=_("Utvalgets vurdering"),
        choices=Utvalgsvurdering.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    tekst = FritekstFelt(
        label=_("Hva vil utvalget vite?"), max_length=1000, rader=3, required=False
    )
    frist = Datofelt(label=_("Frist for enheten"), required=False)

    def __init__(
        self, *args: Any, kan_lede: bool, kan_be_om_mer: bool, **kwargs: Any
    ) -> None:
        self.kan_lede = kan_lede
        super().__init__(*args, **kwargs)
        for felt in ("laeringspunkt", "vurdering", "tekst", "frist"):
            self.fields[felt].betinget = True
        if not kan_lede:
            for felt in ("versjon", "vurdering", "tekst", "frist"):
                del self.fields[felt]
        elif not kan_be_om_mer:
            self._uten_be_om_mer()
        else:
            self.fields["vurdering"].viser = {BE_OM_MER.value}
        self.helper = FormHelper()
        self.helper.form_id = "moteskjema"
        self.helper.layout = self._oppsett()

    def _uten_be_om_mer(self) -> None:
        del self.fields["tekst"], self.fields["frist"]
        valg = [v for v in Utvalgsvurdering.choices if v[0] != BE_OM_MER]
        self.fields["vurdering"].choices = valg

    def _oppsett(self) -> Layout:
        if not self.kan_lede:
            return Layout("laeringspunkt", *self.bekreftelse())
        mer = [f for f in ("tekst", "frist") if f in self.fields]
        return Layout(
            "versjon",
            "laeringspunkt",
            Div(
                "vurdering",
                *([Div(*mer, css_class="betinget")] if mer else []),
                css_class="betinget-gruppe",
            ),
            *self.bekreftelse(),
        )

    def clean(self) -> dict[str, Any]:
        renset = super().clean()
        if renset.get("vurdering") == BE_OM_MER and "tekst" in self.fields:
            mangler = {
                "tekst": _("Skriv hva utvalget vil vite"),
                "frist": _("Velg en frist for enheten"),
            }
            for felt, melding in mangler.items():
                if not renset.get(felt) and felt not in self.errors:
                    self.add_error(felt, melding)
        return renset


class Punktskjema(Varselskjema):
    """Change one læringspunkt; empty takes it away."""

    fritekster = ("tekst",)
    versjon = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    tekst = FritekstFelt(
        label=_("Læringspunkt"),
        help_text=_("Tøm feltet for å slette læringspunktet."),
        max_length=500,
        rader=4,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tekst"].betinget = True
        self.helper = FormHelper()
        self.helper.layout = Layout("versjon", "tekst", *self.bekreftelse())
        self.helper.add_input(Submit("lagre", _("Lagre")))


class Inhabilitetsskjema(MedKnapp, forms.Form):
    """What the committee decided about each member, one question each."""

    knapp = _("Lagre avgjørelsen")
    VALG = (("habil", _("Habil")), ("inhabil", _("Inhabil")))

    def __init__(
        self,
        *args: Any,
        medlemmer: list[Medlemskap],
        berorte: set[int],
        avgjort: dict[int, bool | None],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for m in medlemmer:
            status = avgjort.get(m.pk)
            felt = forms.ChoiceField(
                label=f"{m.bruker.navn}, {m.get_verv_display().lower()}",
                choices=self.VALG,
                widget=forms.RadioSelect,
                required=False,
                initial={True: "inhabil", False: "habil"}.get(status),
            )
            felt.betinget = True
            if m.pk in berorte:
                felt.help_text = _(
                    "Foreslått inhabil: har en rolle ved en av enhetene i saken."
                )
            self.fields[f"m{m.pk}"] = felt
        self.medlemmer = medlemmer

    def avgjorelser(self) -> list[tuple[Medlemskap, bool]]:
        """Members about whom something new was chosen."""
        return [
            (m, self.cleaned_data[f"m{m.pk}"] == "inhabil")
            for m in self.medlemmer
            if f"m{m.pk}" in self.changed_data and self.cleaned_data[f"m{m.pk}"]
        ]
