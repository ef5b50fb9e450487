"""Choosing which text of a case must go."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from avvik.forms.behandling import Saksskjema, feltnavn
from avvik.hent import deler
from avvik.models import Svar, Tiltaksutkast
from helsefellesskap.felter import Fritekst

# Not the sekretariat's to read, though it may be removed.
UTEN_UTDRAG = ("egen_referanse",)


class MaskerSkjema(Saksskjema):
    tittel = _("Fjern en tekst")
    knapp = _("Fjern teksten")
    knappeklasse = "knapp-fare"
    hjelp = _(
        "Teksten blir byttet ut med «[fjernet]» overalt. Det kan ikke angres, og det "
        "står i saken at en tekst er fjernet."
    )
    tekst = forms.ChoiceField(
        label=_("Hvilken tekst skal fjernes?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg teksten som skal fjernes")},
    )

    def forbered(self) -> None:
        self.maal: dict[str, tuple[Model, str]] = {}
        valg = []
        for objekt in self._objekter():
            for felt in _utfylte(objekt):
                nokkel = f"{objekt._meta.model_name}-{objekt.pk}-{felt.name}"
                self.maal[nokkel] = (objekt, felt.name)
                valg.append((nokkel, _ledetekst(objekt, felt)))
        self.fields["tekst"].choices = valg

    def _objekter(self) -> Iterator[Model]:
        avvik = self.avvik
        yield avvik
        for deler_av in (
            avvik.svar,
            avvik.tiltak,
            avvik.tiltaksutkast,
            avvik.meldinger,
            avvik.tildelinger,
            avvik.pliktvurderinger,
            avvik.retteonsker,
            avvik.teksthistorikk,
        ):
            yield from deler(deler_av)

    def clean_tekst(self) -> tuple[Model, str]:
        return self.maal[self.cleaned_data["tekst"]]


def _utfylte(objekt: Model) -> list[Fritekst]:
    felter = (f for f in objekt._meta.get_fields() if isinstance(f, Fritekst))
    return [f for f in felter if getattr(objekt, f.name)]


def _ledetekst(objekt: Any, felt: Fritekst) -> str:
    navn = feltnavn(objekt, felt.name)
    utkast = isinstance(objekt, Svar) and objekt.sendt_tid is None
    if utkast or isinstance(objekt, Tiltaksutkast):
        # A draft is its unit's own.
        return f"{navn}: {_('Utkast til svar, ikke sendt')}"
    if felt.name in UTEN_UTDRAG:
        return navn
    return f"{navn}: «{Truncator(getattr(objekt, felt.name)).chars(80)}»"
