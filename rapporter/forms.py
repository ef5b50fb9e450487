"""Forms of reports and the filter of the statistics."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from avvik.models import Trendtype
from helsefellesskap.felter import Datofelt, FritekstFelt, MedKnapp
from helsefellesskap.models import Bruker
from rapporter import funn
from rapporter.dokument import paa_rapportspraket
from rapporter.enums import Rapporttype
from rapporter.models import Rapport
from rapporter.tall import TERTIALER, Periode, standard_uttrekk
from rapporter.tallsett import FRA, TIL, Uttrekk
from utvalg.models import Laeringspunkt

# How far back a report may be begun.
AAR_TILBAKE = 5
# Django's own messages quote what was typed.
VELG = {
    "required": _("Velg fra listen"),
    "invalid_choice": _("Velg fra listen"),
    "invalid_pk_value": _("Velg fra listen"),
    "invalid_list": _("Velg fra listen"),
}


def tolk_periode(verdi: str) -> tuple[Rapporttype, Periode]:
    """«2022» or «2022-1»; the values of the period fields."""
    aar, _skille, nummer = verdi.partition("-")
    if nummer:
        return Rapporttype.TERTIAL, Periode.tertial(int(aar), int(nummer))
    return Rapporttype.AAR, Periode.aar(int(aar))


def periodevalg(fra_aar: int, i_dag: date) -> list[tuple[str, str]]:
    """Years and tertials that have begun, newest first."""
    valg = []
    for aar in range(i_dag.year, fra_aar - 1, -1):
        valg.append((str(aar), Periode.aar(aar).navn))
        for nummer in range(TERTIALER, 0, -1):
            periode = Periode.tertial(aar, nummer)
            if periode.fra <= i_dag:
                valg.append((f"{aar}-{nummer}", periode.navn))
    return valg


def siste_tertial(valg: list[tuple[str, str]], i_dag: date) -> str:
    """The newest tertial of the choices that is over, if any."""
    tertialer = (verdi for verdi, _navn in valg if "-" in verdi)
    return next((v for v in tertialer if tolk_periode(v)[1].til < i_dag), "")


def _filterhjelper(*felter: str) -> FormHelper:
    hjelper = FormHelper()
    hjelper.form_method = "get"
    hjelper.form_class = "filter"
    hjelper.disable_csrf = True
    hjelper.layout = Layout(*felter, Submit("", _("Vis tallene")))
    return hjelper


class Periodeskjema(MedKnapp, forms.Form):
    knapp = _("Lag rapport")
    periode = forms.ChoiceField(
        label=_("Hvilken periode gjelder rapporten?"), error_messages=VELG
    )
    uttrekk = Datofelt(
        label=_("Uttrekksdato"),
        required=False,
        error_messages={"invalid": _("Skriv datoen slik: 08.12.2022")},
        help_text=_(
            "Svar etter denne datoen telles ikke. Uten dato bruker vi fem uker etter "
            "periodens slutt, eller i dag hvis det er før."
        ),
    )

    def __init__(self, *args: Any, i_dag: date, fra_aar: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.i_dag = i_dag
        valg = periodevalg(fra_aar, i_dag)
        self.fields["periode"].choices = valg
        self.fields["periode"].initial = siste_tertial(valg, i_dag)

    def verdier(self) -> tuple[Rapporttype, Periode, date]:
        type_, periode = tolk_periode(self.cleaned_data["periode"])
        uttrekk = self.cleaned_data["uttrekk"]
        return type_, periode, uttrekk or standard_uttrekk(periode, self.i_dag)


class Versjonert(MedKnapp, forms.Form):
    """Carries the version that the person has seen."""

    versjon = forms.IntegerField(widget=forms.HiddenInput)


class Tekstskjema(Versjonert):
    knapp = _("Lagre tekstene")
    sammendrag = FritekstFelt(
        label=_("Sammendrag"),
        help_text=_("Står først i rapporten. Det viktigste i tre til fem setninger."),
        error_messages={"required": _("Skriv et sammendrag")},
        rader=8,
    )
    forslag_til_vedtak = FritekstFelt(
        label=_("Forslag til vedtak"),
        help_text=_("Hva utvalget blir bedt om å vedta, punkt for punkt."),
        error_messages={"required": _("Skriv et forslag til vedtak")},
        rader=6,
    )
    bakgrunn = FritekstFelt(
        label=_("Bakgrunn"),
        error_messages={"required": _("Skriv bakgrunnen")},
        rader=6,
    )
    vurdering = FritekstFelt(
        label=_("Vurdering og anbefaling"),
        error_messages={"required": _("Skriv en vurdering")},
        rader=10,
    )

    @classmethod
    def startverdier(cls, rapport: Rapport, u: Uttrekk | None) -> dict[str, Any]:
        """What is stored, else a proposal made from the figures."""
        forslag = cls._forslag(u) if u else {}
        lagret = {felt: getattr(rapport, felt) for felt in forslag}
        verdier = {felt: lagret[felt] or forslag[felt] for felt in forslag}
        return verdier | {"versjon": rapport.versjon}

    @staticmethod
    def _forslag(u: Uttrekk) -> dict[str, str]:
        with paa_rapportspraket():
            return {
                "sammendrag": funn.forslag_sammendrag(u),
                "bakgrunn": funn.forslag_bakgrunn(u),
                "vurdering": funn.forslag_vurdering(u),
                "forslag_til_vedtak": funn.forslag_vedtak(u),
            }


class Laeringsvalg(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Laeringspunkt) -> str:
        return obj.tekst


class Laeringsskjema(Versjonert):
    knapp = _("Lagre valget")
    punkter = Laeringsvalg(
        queryset=Laeringspunkt.objects.none(),
        label=_("Læringspunkter i rapporten"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages=VELG,
        help_text=_("Læringspunktene blir trykt slik de står her."),
    )

    def __init__(self, *args: Any, bruker: Bruker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        synlige = Laeringspunkt.objects.synlig_for(bruker).order_by("-pk")
        self.fields["punkter"].queryset = synlige


class Trendfilter(forms.Form):
    """Which small fault the lines are drawn for; the tables have them all."""

    type = forms.ChoiceField(label=_("Vis kurven for"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grupper: dict[str, list[tuple[str, str]]] = {TIL: [], FRA: []}
        for type_ in Trendtype.objects.all():
            grupper[type_.retning].append((type_.kode, type_.vist))
        self.fields["type"].choices = [
            ("", _("Alle småfeil")),
            (_("Til sykehuset"), grupper[TIL]),
            (_("Fra sykehuset"), grupper[FRA]),
        ]
        self.helper = _filterhjelper("type")


class Statistikkfilter(forms.Form):
    periode = forms.ChoiceField(label=_("Periode"))
    retning = forms.ChoiceField(
        label=_("Retning"),
        required=False,
        choices=[
            ("", _("Begge retninger")),
            (TIL, _("Til sykehuset")),
            (FRA, _("Fra sykehuset")),
        ],
    )

    def __init__(self, *args: Any, i_dag: date, fra_aar: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["periode"].choices = periodevalg(fra_aar, i_dag)
        self.helper = _filterhjelper("periode", "retning")
