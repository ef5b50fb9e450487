"""Choosing the unit that should answer; shared by avvik and #Råbra!-kort."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from avvik.forms.delskjema import Delskjema, gi_fokus, tekstfelt
from avvik.forslag import Forslag
from avvik.ruteoppslag import gjeldende
from avvik.sok import (
    Kandidat,
    andre_siden,
    beste,
    egen_side,
    finn,
    forklaring,
    kandidater,
    som_brev,
    sti,
)
from helsefellesskap.models import Enhet, Virksomhet

ANNEN_ENHET, UKJENT_ENHET = "annen", "ukjent"


class FrittValg(forms.ChoiceField):
    """Radios whose value may be any unit; the form's clean judges it."""

    def valid_value(self, value: Any) -> bool:
        return True


class Mottakervalg(Delskjema):
    """Choosing a unit of the other side: proposed, searched for, or unknown."""

    enhet = FrittValg(
        label=_("Hvilken enhet skal svare?"),
        widget=forms.RadioSelect,
        required=False,
    )
    sok = tekstfelt(
        _("Søk etter enhet"),
        80,
        rader=1,
        help_text=_("Skriv kommune, legekontor, avdeling eller sted."),
    )
    treff = FrittValg(label=_("Velg enheten"), widget=forms.RadioSelect, required=False)
    SOK_FORST = _("Søk etter enheten, og velg den i listen")
    ANNEN_HJELP = _("Søk på kommune, legekontor, avdeling eller sted.")
    INGEN_TREFF = _(
        "Vi fant ingen enhet som heter «%s». Prøv et annet ord, eller velg «Jeg vet "
        "ikke»."
    )
    HVEM = _("Velg hvem som skal svare, eller «Jeg vet ikke»")

    def sett_opp_mottaker(
        self,
        avsender: Virksomhet | None,
        i_dag: date,
        forslag: Iterable[Forslag],
        *,
        ukjent: Any = None,
    ) -> None:
        self.avsender, self.i_dag = avsender, i_dag
        self.valgt_enhet: Enhet | None = None
        self.treffliste: list[Kandidat] = []
        self.flere_treff = False
        self.sokemelding = ""
        valg = [(str(f.enhet.pk), sti(f.enhet), self._hjelp(f)) for f in forslag]
        valg.append((ANNEN_ENHET, _("En annen enhet"), self.ANNEN_HJELP))
        if ukjent:
            valg.append((UKJENT_ENHET, _("Jeg vet ikke"), ukjent))
        felt = self.fields["enhet"]
        felt.kort = True
        felt.viser = {ANNEN_ENHET}
        felt.choices = [(verdi, navn) for verdi, navn, _hjelp in valg]
        felt.valghjelp = {verdi: hjelp for verdi, _navn, hjelp in valg}
        self.fields["sok"].betinget = self.fields["treff"].betinget = True
        self.fields["sok"].widget.input_type = "search"

    def _hjelp(self, forslag: Forslag) -> str:
        brev = som_brev(forslag.enhet.virksomhet, self.i_dag)
        return f"{forslag.grunn} {brev}".strip()

    @property
    def velger_annen(self) -> bool:
        return "enhet" not in self.fields or self.data.get("enhet") == ANNEN_ENHET

    @property
    def soker(self) -> bool:
        """«Søk» was pressed, or Enter after a new word in the search box."""
        ord_ = self.data.get("sok", "").strip()
        nytt = bool(ord_) and ord_ != self.data.get("sokt", "")
        return "sok_knapp" in self.data or (self.velger_annen and nytt)

    def utfor_sok(self) -> None:
        """Fill the result list from a search word that passed the guard.

        A search is no attempt to go on, so only stops and too long texts are told.
        """
        if self.soker:
            self._glem_krav()
        ord_ = self.godt.get("sok") or ""
        if not ord_:
            return
        treff = finn(ord_, kandidater(andre_siden(self.avsender), self.i_dag))
        self.treffliste = beste(treff)
        self.flere_treff = len(treff) > len(self.treffliste)
        felt = self.fields["treff"]
        felt.choices = [(str(k.enhet_id), k.sti) for k in self.treffliste]
        hjelp = {str(k.enhet_id): forklaring(ord_, k) for k in self.treffliste}
        felt.valghjelp = {pk: tekst for pk, tekst in hjelp.items() if tekst}
        if self.soker and not self.errors:
            gi_fokus(felt if treff else self.fields["sok"])
        if not treff:
            self.sokemelding = self._uten_treff(ord_)

    def _glem_krav(self) -> None:
        varige = {"identitetsnummer", "max_length"}
        for navn, feil in list(self.errors.as_data().items()):
            if not any(f.code in varige for f in feil):
                del self.errors[navn]

    def _uten_treff(self, ord_: str) -> str:
        if self.avsender is None:
            return self.INGEN_TREFF % ord_
        if finn(ord_, kandidater(egen_side(self.avsender), self.i_dag)):
            return innad(self.avsender)
        return self.INGEN_TREFF % ord_

    def clean(self) -> dict[str, Any]:
        super().clean()
        valgt = self.godt.get("enhet")
        if self.velger_annen:
            self._finn_enhet("treff", self.godt.get("treff") or "")
        elif valgt and valgt != UKJENT_ENHET:
            self._finn_enhet("enhet", valgt)
        return self.cleaned_data

    def _finn_enhet(self, felt: str, verdi: str) -> None:
        if not verdi:
            felt = "treff" if self.godt.get("sok") else "sok"
            if "sok" not in self.errors:
                self.add_error(felt, self.SOK_FORST)
            return
        enhet = enhet_med(verdi)
        feil = feil_ved_mottaker(enhet, self.avsender, self.i_dag, self.HVEM)
        if feil:
            self.add_error(felt, feil)
        else:
            self.valgt_enhet = gjeldende(enhet, self.i_dag)


def enhet_med(verdi: str) -> Enhet | None:
    if not (verdi.isascii() and verdi.isdigit() and len(verdi) < 10):
        return None
    enheter = Enhet.objects.select_related("virksomhet", "etterfolger__virksomhet")
    return enheter.filter(pk=int(verdi)).first()


def innad(avsender: Virksomhet) -> str:
    if avsender.er_sykehus:
        return _(
            "Dette gjelder samarbeid innad i sykehuset. Bruk sykehusets eget "
            "avvikssystem."
        )
    return _(
        "Dette gjelder samarbeid innad i kommunen. Bruk kommunens eget avvikssystem."
    )


def feil_ved_mottaker(
    enhet: Enhet | None,
    avsender: Virksomhet | None,
    dato: date,
    hvem: Any = Mottakervalg.HVEM,
) -> Any | None:
    """Why a unit cannot be chosen, or None. `hvem` asks for one that is there."""
    if enhet is None:
        return hvem
    if enhet.virksomhet.type in egen_side(avsender):
        return innad(avsender)
    if enhet.virksomhet.type not in andre_siden(avsender):
        return hvem
    if gjeldende(enhet, dato) is None:
        return _("Enheten er lagt ned. Velg en annen.")
    return None
