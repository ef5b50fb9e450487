"""Step 1 of filing: what happened."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from avvik.actions._felles import datofeil
from avvik.enums import (
    ALVORLIG_FRA,
    Alvorlighet,
    MeldtAnnetSted,
    Slag,
)
from avvik.forms.delskjema import Delskjema, enhetsvalg, gi_fokus, tekstfelt, valgfelt
from avvik.forslag import Gruppevalg, gruppevalg
from avvik.gruppebruk import ANNET
from avvik.models import Utkast
from helsefellesskap.models import Enhet

IKKE_PASIENT = "ikke_pasient"
VET_IKKE = "vet_ikke"
FOLGER = [
    (IKKE_PASIENT, _("Gjelder ikke en enkelt pasient")),
    *((str(a.value), a.label) for a in Alvorlighet if a),
    (str(Alvorlighet.VET_IKKE.value), Alvorlighet.VET_IKKE.label),
]
FOLGEHJELP = {
    IKKE_PASIENT: _("Svikt i rutiner eller samarbeid, uten at en pasient ble berørt"),
    "1": _("Ingen merkbar følge for pasienten, også når det nesten gikk galt"),
    "2": _("Forbigående plage, enkel behandling eller ekstra oppfølging"),
    "3": _("Lengre opphold, ny innleggelse eller utsatt nødvendig behandling"),
    "4": _("Langvarig eller varig skade, eller livreddende behandling var nødvendig"),
    "5": _("Hendelsen kan ha bidratt til at pasienten døde"),
}
ALVORLIGE = {str(a.value) for a in Alvorlighet if a >= ALVORLIG_FRA}
I_DAG, I_GAR, ANNEN_DAG = "i_dag", "i_gar", "annen_dag"
VELG_GRUPPE = _("Velg hva det gjelder")


class Steg1(Delskjema):
    """Step 1: when, what it is about, what happened, what came of it."""

    STEG = 1
    naar = valgfelt(
        _("Når skjedde det?"),
        [(I_DAG, _("I dag")), (I_GAR, _("I går")), (ANNEN_DAG, _("En annen dag"))],
        feil=_("Velg når det skjedde"),
    )
    dato = forms.DateField(
        label=_("Dato"),
        required=False,
        error_messages={"invalid": _("Skriv datoen slik: 28.10.2026")},
    )
    gruppe = valgfelt(
        _("Hva gjelder det?"),
        [],
        feil=VELG_GRUPPE,
        help_text=_("Velg det som passer best. Sekretariatet kan endre dette senere."),
    )
    annen_gruppe = valgfelt(_("Hva slags annet?"), [], feil=VELG_GRUPPE)
    hva_skjedde = tekstfelt(
        _("Hva skjedde?"),
        2000,
        rader=6,
        help_text=_(
            "Skriv kort. Ikke skriv navn, fødselsnummer eller adresse på pasient "
            "eller ansatte."
        ),
    )
    alvorlighet = valgfelt(
        _("Hva ble følgen for pasienten?"), FOLGER, feil=_("Velg hva følgen ble")
    )
    meldt_andre_steder = forms.MultipleChoiceField(
        label=_("Er hendelsen meldt andre steder?"),
        choices=MeldtAnnetSted.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Velg fra listen")},
    )
    krav = {
        "naar": _("Velg når det skjedde"),
        "gruppe": VELG_GRUPPE,
        "hva_skjedde": _("Skriv kort hva som skjedde"),
        "alvorlighet": _("Velg hva følgen ble"),
    }

    def __init__(
        self,
        data: Any = None,
        *,
        slag: str,
        enheter: list[Enhet],
        enhet: Enhet,
        i_dag: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.i_dag, self.enheter = i_dag, enheter
        self.meldende_enhet = self._valgt_enhet(enhet)
        self.slag = slag
        if len(enheter) > 1:
            hvilken = _("Hvilken enhet melder du for?")
            felt = enhetsvalg(hvilken, enheter, self.meldende_enhet)
            self.fields = {"enhet": felt, **self.fields}
        self._legg_til_grupper()
        if slag == Slag.FORBEDRING:
            self._bli_forbedring()
        self.fields["dato"].widget = forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "max": i_dag.isoformat()}
        )
        self.fields["dato"].betinget = True
        self.fields["naar"].viser = {ANNEN_DAG}
        self.merk_krav()
        if not self.is_bound:
            gi_fokus(self.fields["naar"])

    def _valgt_enhet(self, enhet: Enhet) -> Enhet:
        valgt = self.data.get("enhet", "") if self.is_bound else ""
        return next((e for e in self.enheter if str(e.pk) == valgt), enhet)

    def _bli_forbedring(self) -> None:
        for navn in ("alvorlighet", "meldt_andre_steder"):
            del self.fields[navn]
            self.krav.pop(navn, None)
        self.fields["naar"].label = _("Når så dere behovet?")
        self.fields["hva_skjedde"].label = _("Hva kan bli bedre?")
        self.krav["hva_skjedde"] = _("Skriv kort hva som kan bli bedre")

    def _legg_til_grupper(self) -> None:
        vanlige, resten = gruppevalg(self.meldende_enhet.virksomhet, self.i_dag)
        self.grupper = {v.gruppe.bokstav: v for v in [*vanlige, *resten]}
        self.vanlige = [v.gruppe.bokstav for v in vanlige]
        self.resten = [v.gruppe.bokstav for v in resten if v.gruppe.bokstav != ANNET]
        self._folg_rekken()
        gruppe, annen = self.fields["gruppe"], self.fields["annen_gruppe"]
        gruppe.choices = [*_gruppepar(vanlige), (ANNET, _("Annet"))]
        gruppe.viser = {*self.vanlige, ANNET}
        annen.choices = [*_gruppepar(v for v in resten if v.gruppe.bokstav != ANNET)]
        annen.choices = [*annen.choices, (ANNET, _("Noe annet"))]
        annen.viser = set(self.resten)
        annen.betinget = True
        nye: dict[str, forms.Field] = {}
        for navn, felt in self.fields.items():
            nye[navn] = felt
            if navn == "annen_gruppe":
                nye |= {
                    f"kategori_{b}": _kategorifelt(v) for b, v in self.grupper.items()
                }
        self.fields = nye
        if "alvorlighet" in self.fields:
            self.fields["alvorlighet"].valghjelp = FOLGEHJELP
            self.fields["alvorlighet"].viser = ALVORLIGE
            self.fields["meldt_andre_steder"].betinget = True

    def _folg_rekken(self) -> None:
        """Answers from a draft, a link or yesterday's page, where groups stand now."""
        if self.is_bound:
            self.data = self.data.copy()
        svar = self.data if self.is_bound else self.initial
        if svar.get("gruppe") in self.resten:
            svar["annen_gruppe"], svar["gruppe"] = svar["gruppe"], ANNET
        elif svar.get("gruppe") == ANNET and svar.get("annen_gruppe") in self.vanlige:
            svar["gruppe"], svar["annen_gruppe"] = svar["annen_gruppe"], ""

    @property
    def nivaa2(self) -> list[tuple[str, forms.BoundField]]:
        return self._nivaa2(self.vanlige)

    @property
    def nivaa2_resten(self) -> list[tuple[str, forms.BoundField]]:
        return self._nivaa2(self.resten)

    def _nivaa2(self, bokstaver: Iterable[str]) -> list[tuple[str, forms.BoundField]]:
        return [(b, self[f"kategori_{b}"]) for b in bokstaver]

    def clean_dato(self) -> date | None:
        dato = self.cleaned_data["dato"]
        if self.cleaned_data.get("naar") != ANNEN_DAG:
            return None
        if dato is None:
            raise ValidationError(_("Velg hvilken dato det skjedde"))
        if feil := datofeil(dato, self.i_dag):
            raise ValidationError(feil)
        return dato

    def clean_meldt_andre_steder(self) -> list[str]:
        valgt = self.cleaned_data["meldt_andre_steder"]
        if MeldtAnnetSted.NEI in valgt and len(valgt) > 1:
            raise ValidationError(
                _("Velg enten «Nei, ikke ennå» eller hvor hendelsen er meldt")
            )
        return valgt

    def finn_krav(self) -> dict[str, Any]:
        krav = dict(self.krav)
        if self.godt.get("alvorlighet") in ALVORLIGE:
            krav["meldt_andre_steder"] = _("Svar på om hendelsen er meldt andre steder")
        return krav

    def innhold(self) -> dict[str, Any]:
        """Columns of the draft for every field that may be saved."""
        godt = self.godt
        ut: dict[str, Any] = {"enhet_id": self.meldende_enhet.pk}
        ut |= {k: godt[k] for k in ("hva_skjedde", "meldt_andre_steder") if k in godt}
        if "dato" in godt and godt.get("naar"):
            ut["hendelsesdato"] = self._hendelsesdato()
        if godt.get("gruppe"):
            ut |= self._kategori()
        if folge := godt.get("alvorlighet"):
            pasient = folge != IKKE_PASIENT
            ut |= {
                "gjelder_pasient": pasient,
                "alvorlighet": int(folge) if pasient else None,
            }
            if folge not in ALVORLIGE:
                ut["meldt_andre_steder"] = []
        return ut

    def _hendelsesdato(self) -> date:
        naar = self.godt["naar"]
        if naar == ANNEN_DAG:
            return self.godt["dato"]
        return self.i_dag - timedelta(days=naar == I_GAR)

    def _kategori(self) -> dict[str, Any]:
        bokstav = self.godt["gruppe"]
        if bokstav == ANNET:
            bokstav = self.godt.get("annen_gruppe") or ANNET
        valg = self.grupper.get(bokstav)
        if valg is None:
            return {}
        kode = self.godt.get(f"kategori_{bokstav}")
        kategori = next((k for k in valg.kategorier if k.kode == kode), None)
        return {
            "gruppe_id": valg.gruppe.pk,
            "kategori_id": kategori.pk if kategori else None,
        }


def _gruppepar(valg: Iterable[Gruppevalg]) -> list[tuple[str, str]]:
    return [(v.gruppe.bokstav, v.gruppe.vist) for v in valg]


def _kategorifelt(valg: Gruppevalg) -> forms.ChoiceField:
    return valgfelt(
        format_html(
            '{}<span class="skjult"> {}</span>',
            _("Hva var feil?"),
            valg.gruppe.vist,
        ),
        [*((k.kode, k.vist) for k in valg.kategorier), (VET_IKKE, _("Vet ikke"))],
        feil=_("Velg en kategori fra listen"),
    )


def steg1_verdier(utkast: Utkast, i_dag: date) -> dict[str, Any]:
    """The answers of step 1 as the form shows them."""
    ut: dict[str, Any] = {
        "enhet": str(utkast.enhet_id),
        "hva_skjedde": utkast.hva_skjedde,
        "meldt_andre_steder": utkast.meldt_andre_steder,
    }
    if utkast.hendelsesdato is not None:
        dager = (i_dag - utkast.hendelsesdato).days
        ut["naar"] = {0: I_DAG, 1: I_GAR}.get(dager, ANNEN_DAG)
        ut["dato"] = utkast.hendelsesdato if dager > 1 else None
    if utkast.gjelder_pasient is not None:
        ut["alvorlighet"] = (
            str(utkast.alvorlighet) if utkast.gjelder_pasient else IKKE_PASIENT
        )
    if utkast.gruppe is not None:
        kode = utkast.kategori.kode if utkast.kategori else ""
        ut |= gruppeverdier(utkast.gruppe.bokstav, kode)
    return ut


def gruppeverdier(bokstav: str, kode: str) -> dict[str, Any]:
    """The form itself moves a group that stands under «Annet» today."""
    return {"gruppe": bokstav, f"kategori_{bokstav}": kode}
