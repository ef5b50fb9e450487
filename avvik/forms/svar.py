"""The answer form and measures."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from avvik import rules
from avvik.actions.besvar import SVARFELTER
from avvik.enums import GRUNDIG_SVAR_FRA, Arsak, JaNei, Tiltakstatus, Vurdering
from avvik.forms.behandling import Saksskjema, med_betinget, tekstfelt
from avvik.models import Svar, Tiltak, Tiltaksutkast
from avvik.varsler import SETT_OVER, Ordvarsel
from helsefellesskap.felter import Datofelt, FritekstFelt

SEND_LIKEVEL = _("Send likevel")
MAKS_TILTAK = 10
# Error links follow the order of the page.
FOR_TILTAK = ("versjon", "vurdering", "begrunnelse", "til_melder", "funn", "aarsaker")
TILTAKSDELER = ("beskrivelse", "ansvarlig_rolle", "frist")
HALVT_TILTAK = {
    "beskrivelse": _("Skriv hva dere gjør"),
    "ansvarlig_rolle": _("Skriv hvilken rolle som har ansvaret"),
    "frist": _("Velg en frist for tiltaket"),
}
# The first button of a form is what Enter presses; it must not send the answer.
FORST = """{% load i18n %}<button class="skjult" tabindex="-1" aria-hidden="true" \
formaction="$url">{% translate "Lagre utkast" %}</button>"""
MER = """{% load i18n %}<details$apen>
<summary>{% translate "Årsak, tiltak og læringspunkt (valgfritt)" %}</summary>"""


def tiltaksfelter() -> dict[str, forms.Field]:
    return {
        "beskrivelse": FritekstFelt(label=_("Hva gjør dere?"), max_length=500),
        "ansvarlig_rolle": FritekstFelt(
            label=_("Hvem har ansvaret?"),
            help_text=_("Skriv rollen, ikke navnet. For eksempel avdelingsleder."),
            max_length=100,
        ),
        "frist": Datofelt(label=_("Når skal det være gjort?")),
    }


class SvarSkjema(Saksskjema):
    """The answer to the melder; which fields are demanded follows the severity."""

    versjon = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)
    sett_over = forms.BooleanField(widget=forms.HiddenInput, required=False)
    vurdering = forms.ChoiceField(
        label=_("Hvordan vurderer dere saken?"),
        choices=Vurdering.choices,
        widget=forms.RadioSelect,
    )
    begrunnelse = tekstfelt(
        _("Hvorfor vurderer dere det slik?"), rader=3, required=False
    )
    til_melder = tekstfelt(_("Svar til melder"), max_length=4000, rader=6)
    funn = tekstfelt(
        _("Hva har dere funnet ut?"), max_length=4000, rader=4, required=False
    )
    aarsaker = forms.MultipleChoiceField(
        label=_("Hva var årsaken?"),
        choices=Arsak.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Velg én eller flere."),
        required=False,
    )
    laeringspunkt = tekstfelt(
        _("Læringspunkt i én setning"),
        rader=2,
        max_length=300,
        help_text=_(
            "Kan bli delt med andre enheter. Ikke skriv noe som kan peke ut en person."
        ),
        required=False,
    )
    pasient_informert = forms.ChoiceField(
        label=_("Er pasient eller pårørende informert?"),
        choices=JaNei.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        utkast: bool = False,
        kan_sende: bool = True,
        flere: bool = False,
        **kwargs: Any,
    ) -> None:
        """`flere`: show one row of measures more than there is."""
        self.er_utkast, self.kan_sende, self.flere = utkast, kan_sende, flere
        self.ordvarsel: list[Ordvarsel] = []
        super().__init__(*args, **kwargs)
        self.helper.form_action = reverse(
            "sak_besvar" if kan_sende else "sak_svarutkast",
            args=[self.avvik.saksnummer],
        )
        self.helper.attrs = {"id": "svar"}
        self.helper.layout = Layout(*self._oppsett(), self._knapper())

    def vis_ordvarsel(self, ordvarsel: list[Ordvarsel]) -> None:
        """Stop once with the words; the next press sends."""
        self.ordvarsel = ordvarsel
        self.data = self.data.copy()
        self.data[self.add_prefix(SETT_OVER)] = "1"
        self.send_knapp.value = SEND_LIKEVEL

    @property
    def grundig(self) -> bool:
        """Causes, measures, lesson and «informert» are demanded."""
        return (self.avvik.alvorlighet or 0) >= GRUNDIG_SVAR_FRA

    @property
    def _svarutkast(self) -> str:
        return reverse("sak_svarutkast", args=[self.avvik.saksnummer])

    def _finn_antall(self) -> int:
        """Rows of measures: those with something in them, and one to begin with."""
        verdier = self.data if self.is_bound else self.initial
        brukte = [
            nr
            for nr in range(MAKS_TILTAK)
            if any(verdier.get(f"tiltak_{nr}_{del_}") for del_ in TILTAKSDELER)
        ]
        antall = max(brukte, default=-1) + 1
        flere = self.flere or "flere" in self.data
        return min(max(antall + flere, 1), MAKS_TILTAK)

    def forbered(self) -> None:
        self.fields["vurdering"].choices = Vurdering.valg(self.avvik.slag)
        if self.avvik.er_forslag:
            self.fields["vurdering"].label = _("Hva gjør dere med forslaget?")
        self.antall = self._finn_antall()
        for nr in range(self.antall):
            for navn, felt in tiltaksfelter().items():
                felt.required = False
                felt.betinget = True
                self.fields[f"tiltak_{nr}_{navn}"] = felt
        tiltak = [navn for navn in self.fields if navn.startswith("tiltak_")]
        self.order_fields([*FOR_TILTAK, *tiltak])
        if not self.grundig:
            del self.fields["pasient_informert"]
        self.fields["vurdering"].viser = set(Vurdering.krever_grunn())
        self.fields["begrunnelse"].betinget = True
        for navn in ("vurdering", "til_melder"):
            self.fields[navn].betinget = True
        if self.flere:
            ny = self.fields[f"tiltak_{self.antall - 1}_beskrivelse"]
            ny.widget.attrs["autofocus"] = True
        if self.grundig:
            for navn in ("aarsaker", "laeringspunkt", "pasient_informert"):
                self.fields[navn].betinget = True
        if self.is_bound:
            # rules.mangler_i_svar says what is missing, with its own words.
            for felt in self.fields.values():
                felt.required = False

    def _oppsett(self) -> list[Any]:
        tiltak = [
            Fieldset(
                _("Tiltak %(nr)s") % {"nr": nr + 1} if self.antall > 1 else _("Tiltak"),
                *(f"tiltak_{nr}_{del_}" for del_ in TILTAKSDELER),
                css_class="boks",
            )
            for nr in range(self.antall)
        ]
        mer = ["aarsaker", *tiltak, *self._legg_til(), "laeringspunkt"]
        if self.grundig:
            mer.append("pasient_informert")
        else:
            apen = self.flere or any(
                self._utfylt(navn) for navn in self.fields if _i_mer(navn)
            )
            mer = [
                HTML(MER.replace("$apen", " open" if apen else "")),
                Div(*mer),
                HTML("</details>"),
            ]
        vurdering = med_betinget("vurdering", "begrunnelse")
        forst = HTML(FORST.replace("$url", self._svarutkast))
        return [forst, "versjon", SETT_OVER, vurdering, "til_melder", "funn", *mer]

    def _legg_til(self) -> list[Any]:
        """Keeps everything as a draft and comes back with an empty row."""
        if self.antall == MAKS_TILTAK:
            return []
        knapp = Submit(
            "flere",
            _("Legg til et tiltak til"),
            css_class="knapp-sekundar",
            formaction=self._svarutkast,
        )
        return [Div(knapp, css_class="knapper")]

    def _utfylt(self, navn: str) -> bool:
        if self.is_bound:
            return bool(self.data.get(self.add_prefix(navn)))
        return bool(self.initial.get(navn))

    def _knapper(self) -> Div:
        lagre = Submit(
            "lagre",
            _("Lagre utkast"),
            css_class="knapp-sekundar",
            formaction=self._svarutkast,
        )
        self.send_knapp = Submit("send", _("Send svar til melder"))
        knapper = [self.send_knapp, lagre] if self.kan_sende else [lagre]
        return Div(*knapper, css_class="knapper")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["tiltak"] = [t for t in map(self._tiltak, range(self.antall)) if t]
        if not self.er_utkast:
            for felt, feil in rules.mangler_i_svar(self.avvik, data).items():
                navn = "tiltak_0_beskrivelse" if felt == "tiltak" else felt
                if navn not in self.errors:
                    self.add_error(navn, feil)
        return data

    def _tiltak(self, nr: int) -> dict[str, Any] | None:
        """One row; None when empty. A half one gets errors unless it is a draft."""
        rad = {
            navn: self.cleaned_data.get(f"tiltak_{nr}_{navn}") for navn in TILTAKSDELER
        }
        if not any(rad.values()):
            return None
        if not self.er_utkast:
            for navn, verdi in rad.items():
                if not verdi and f"tiltak_{nr}_{navn}" not in self.errors:
                    self.add_error(f"tiltak_{nr}_{navn}", HALVT_TILTAK[navn])
        return rad

    def innhold(self) -> dict[str, Any]:
        felter = (*SVARFELTER, "tiltak")
        return {k: v for k, v in self.cleaned_data.items() if k in felter}


GJENTAS = ("vurdering", "aarsaker", "laeringspunkt", "pasient_informert")


def _i_mer(navn: str) -> bool:
    return navn in ("aarsaker", "laeringspunkt") or navn.startswith("tiltak_")


def startverdier(
    utkast: Svar | None, forrige: Svar | None, tiltak: Sequence[Tiltaksutkast] = ()
) -> dict[str, Any]:
    """From the unit's draft, else what it would only repeat from its last answer."""
    if utkast is not None:
        felter = {navn: getattr(utkast, navn) for navn in SVARFELTER}
        rader = {
            f"tiltak_{nr}_{navn}": getattr(rad, navn)
            for nr, rad in enumerate(tiltak)
            for navn in TILTAKSDELER
        }
        return {**felter, **rader, "versjon": utkast.versjon}
    if forrige is not None:
        return {"versjon": 0, **{navn: getattr(forrige, navn) for navn in GJENTAS}}
    return {"versjon": 0}


class TiltakSkjema(Saksskjema):
    tittel = _("Registrer tiltak")
    knapp = _("Lagre tiltak")

    def forbered(self) -> None:
        self.fields.update(tiltaksfelter())
        for navn, felt in self.fields.items():
            felt.error_messages["required"] = HALVT_TILTAK[navn]

    def argumenter(self) -> dict[str, Any]:
        """The measure belongs to the side the person acts for."""
        avvik, ledet = self.avvik, self.bruker.tilganger.holder_enheter
        avsender = avvik.meldende_enhet_id in ledet and avvik.holder_id not in ledet
        enhet = avvik.meldende_enhet if avsender else avvik.holder
        return {**self.cleaned_data, "enhet": enhet}


class TiltakstatusSkjema(forms.Form):
    """One measure's new status, sent from its own small form."""

    tiltak = forms.ModelChoiceField(queryset=Tiltak.objects.none())
    versjon = forms.IntegerField()
    status = forms.ChoiceField(choices=Tiltakstatus.choices)

    def __init__(self, *args: Any, egne: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tiltak"].queryset = egne
