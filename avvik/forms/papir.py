"""Filing for others, and letters on paper."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from avvik.enums import Meldingskanal, Slag
from avvik.forms.behandling import Saksskjema
from avvik.forms.delskjema import gi_fokus, tekstfelt, valgfelt
from avvik.forms.mottaker import FrittValg, Mottakervalg
from helsefellesskap.felter import Datofelt
from helsefellesskap.models import Bruker, Enhet, Rolle

UTEN_KONTO = "uten_konto"


class AvsenderSkjema(Mottakervalg):
    """Whose message it is: a unit of any party, tilknyttet or not."""

    HVEM = SOK_FORST = _("Søk etter enheten som melder, og velg den i listen")
    INGEN_TREFF = _("Vi fant ingen enhet som heter «%s». Prøv et annet ord.")

    def __init__(self, data: Any = None, *, i_dag: date) -> None:
        super().__init__(data)
        self.fields["sok"].label = _("Hvilken enhet melder?")
        self.fields["treff"].kort = True
        # Both sides may send; there is no sender to look from.
        self.sett_opp_mottaker(None, i_dag, ())
        del self.fields["enhet"]
        if not self.is_bound:
            gi_fokus(self.fields["sok"])


class RegistrerSkjema(forms.Form):
    """How and when it came, and whom the answer goes to."""

    slag = valgfelt(_("Hva slags melding er det?"), Slag.choices)
    kanal = valgfelt(_("Hvordan kom meldingen?"), Meldingskanal.choices)
    mottatt_dato = Datofelt(label=_("Når kom den?"), required=False)
    hvem = FrittValg(label=_("Hvem melder?"), widget=forms.RadioSelect, required=False)
    innmelder = tekstfelt(
        _("Hvem kan vi svare?"),
        200,
        rader=2,
        help_text=_(
            "Rolle, telefon eller postadresse. Mottaker ser det ikke. Ikke skriv hvem "
            "pasienten er."
        ),
    )

    def __init__(self, data: Any = None, *, enhet: Enhet, i_dag: date) -> None:
        super().__init__(data, initial={"slag": Slag.AVVIK, "mottatt_dato": i_dag})
        roller = Rolle.objects.aktive(i_dag).filter(enhet=enhet)
        folk = Bruker.objects.filter(pk__in=roller.values("bruker")).order_by("navn")
        self.folk = {str(bruker.pk): bruker for bruker in folk}
        hvem = self.fields["hvem"]
        hvem.choices = [(pk, b.navn) for pk, b in self.folk.items()]
        hvem.choices = [*hvem.choices, (UTEN_KONTO, _("En uten konto her"))]
        hvem.viser = {UTEN_KONTO}
        if not self.folk:
            hvem.initial = UTEN_KONTO
        self.fields["mottatt_dato"].widget.attrs["max"] = i_dag.isoformat()
        for felt in self.fields.values():
            felt.betinget = True
        if not self.is_bound:
            gi_fokus(self.fields["kanal"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        krav = {
            "slag": _("Velg hva slags melding det er"),
            "kanal": _("Velg hvordan meldingen kom"),
            "mottatt_dato": _("Velg når meldingen kom"),
        }
        for navn, tekst in krav.items():
            if navn not in self.errors and not data.get(navn):
                self.add_error(navn, tekst)
        if data.get("hvem") not in (*self.folk, UTEN_KONTO):
            self.add_error("hvem", _("Velg hvem som melder"))
        return data

    def argumenter(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        data = self.cleaned_data
        felter = ("slag", "kanal", "mottatt_dato", "innmelder")
        person = self.folk.get(data["hvem"])
        return {"registrert_for": person, **{n: data[n] for n in felter}}


class BrevSendtSkjema(Saksskjema):
    """The day a letter was sent."""

    knapp = _("Lagre")
    dato = Datofelt(
        label=_("Når ble brevet sendt?"),
        error_messages={"required": _("Velg datoen brevet ble sendt")},
    )

    def forbered(self) -> None:
        self.fields["dato"].initial = self.i_dag
        self.fields["dato"].widget.attrs["max"] = self.i_dag.isoformat()


class SomBrevSkjema(BrevSendtSkjema):
    tittel = _("Saken er sendt som brev")
    hjelp = _("Skriv ut brevet fra saken, send det, og noter datoen her.")


class SvarSomBrevSkjema(BrevSendtSkjema):
    tittel = _("Svaret er sendt som brev")
    hjelp = _("Skriv ut svaret fra saken, send det, og noter datoen her.")
