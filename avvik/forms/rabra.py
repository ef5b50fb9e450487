"""A card for something done well, and what its receiver does with it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from avvik.forms.delskjema import gi_fokus, tekstfelt
from avvik.forms.mottaker import Mottakervalg, enhet_med
from avvik.models import Kortinnhold, Kortutkast, Rabrakort
from avvik.sok import Kandidat, andre_siden, sti
from helsefellesskap.models import Bruker, Enhet, Rolle


class RabraSkjema(Mottakervalg):
    """The four questions of seed 002, verbatim; the first asks for the unit too."""

    hvem = tekstfelt(
        _("Hvem gjorde noe bra?"),
        300,
        rader=2,
        help_text=_(
            "Rolle eller navn på kollegaer. Ikke navn eller annet som kan peke ut en "
            "pasient."
        ),
    )
    hva = tekstfelt(_("Hva var bra og hvorfor?"), 2000, rader=5)
    laering = tekstfelt(_("Hva kan vi lære av dette?"), 1000)
    endringer = tekstfelt(
        _("Hvilke endringer kan vi gjøre for at dette skal skje oftere?"), 1000
    )
    krav = {
        "hvem": _("Skriv hvem som gjorde noe bra"),
        "hva": _("Skriv hva som var bra"),
    }
    SOK_FORST = _("Søk etter enheten som gjorde noe bra, og velg den i listen")
    INGEN_TREFF = _("Vi fant ingen enhet som heter «%s». Prøv et annet ord.")

    TEKSTER = Kortinnhold.TEKSTER

    def __init__(
        self,
        data: Any = None,
        *,
        enheter: list[Enhet],
        i_dag: date,
        utkast: Kortutkast | None = None,
    ) -> None:
        """No `enheter`: nobody has logged in, and any unit may be praised."""
        super().__init__(data, initial=utkast.tekster if utkast else None)
        self.enheter = enheter
        self.meldende_enhet = self._finn_avsender(utkast)
        if len(enheter) > 1:
            self.fields["fra"] = forms.ChoiceField(
                label=_("Hvilken enhet sender du kortet fra?"),
                choices=[(str(e.pk), e.navn) for e in enheter],
                initial=str(self.meldende_enhet.pk),
                error_messages={"invalid_choice": _("Velg en av enhetene dine")},
            )
        self.order_fields(["fra", "hvem", "sok", "treff"])
        self.fields["sok"].label = _("Hvilken enhet?")
        self.fields["treff"].kort = True
        avsender = self.meldende_enhet.virksomhet if self.meldende_enhet else None
        self.sett_opp_mottaker(avsender, i_dag, ())
        del self.fields["enhet"]
        self.merk_krav()
        if not self.is_bound and utkast is None:
            gi_fokus(self.fields["hvem"])
        elif not self.is_bound and utkast.valgt_enhet:
            self._vis_valgt(utkast.valgt_enhet)

    def _finn_avsender(self, utkast: Kortutkast | None) -> Enhet | None:
        """The unit that was chosen; else the first that may praise the receiver."""
        if not self.enheter:
            return None
        fra = self.data.get("fra") or str(utkast.fra_enhet_id if utkast else "")
        til = utkast.valgt_enhet.virksomhet if utkast and utkast.valgt_enhet else None
        passer = [e for e in self.enheter if str(e.pk) == fra]
        passer += [
            e for e in self.enheter if til and til.type in andre_siden(e.virksomhet)
        ]
        return (passer or self.enheter)[0]

    def _vis_valgt(self, enhet: Enhet) -> None:
        """The unit of a draft stands as the one hit, chosen."""
        kandidat = Kandidat(enhet.pk, enhet.navn, sti(enhet), ())
        self.treffliste = [kandidat]
        self.fields["treff"].choices = [(str(enhet.pk), kandidat.sti)]
        self.initial["treff"] = str(enhet.pk)
        self.initial["sok"] = enhet.navn[: self.fields["sok"].max_length]

    def _uten_treff(self, ord_: str) -> str:
        # The reason stands at the field already.
        return "" if "treff" in self.errors else super()._uten_treff(ord_)

    def innhold(self) -> dict[str, str]:
        return {n: self.godt[n] for n in self.TEKSTER}

    @property
    def fra_enhet(self) -> Enhet | None:
        """The unit of a page whose log-in has ended."""
        return None if self.enheter else enhet_med(self.data.get("fra", ""))

    def utkastinnhold(self) -> dict[str, Any]:
        """What may be saved of a form that is not complete."""
        tekster = {n: self.godt[n] for n in self.TEKSTER if n in self.godt}
        fra = self.meldende_enhet or self.fra_enhet
        return {**tekster, "valgt_enhet": self.valgt_enhet, "fra_enhet": fra}


class TakkSkjema(forms.Form):
    """The leader's thanks, with a word of their own if they like."""

    hilsen = tekstfelt(
        _("Hilsen til den som sendte kortet"),
        500,
        rader=3,
        help_text=_("De som får ros, kan også lese den."),
    )


class GiVidereSkjema(forms.Form):
    """Colleagues of the unit to pass the card on to."""

    kolleger = forms.ModelMultipleChoiceField(
        label=_("Hvem får ros?"),
        queryset=Bruker.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "De får en e-post med lenke til kortet, og kan si ja eller nei til at det "
            "deles."
        ),
        error_messages={
            "required": _("Velg minst én kollega"),
            "invalid_choice": _("Velg kolleger i enheten"),
            "invalid_pk_value": _("Velg kolleger i enheten"),
        },
    )

    def __init__(
        self,
        data: Any = None,
        *,
        kort: Rabrakort,
        har_kortet: Iterable[int],
        i_dag: date,
    ) -> None:
        super().__init__(data)
        roller = Rolle.objects.arbeider(i_dag).filter(enhet=kort.enhet_id)
        folk = Bruker.objects.filter(pk__in=roller.values("bruker"))
        felt = self.fields["kolleger"]
        felt.queryset = folk.exclude(pk__in=har_kortet).order_by("navn")
        felt.label_from_instance = lambda bruker: bruker.navn

    @property
    def har_flere(self) -> bool:
        """Somebody in the unit has not got the card."""
        return self.fields["kolleger"].queryset.exists()


class DelingSkjema(forms.Form):
    """The yes or no of one of those praised."""

    svar = forms.ChoiceField(
        choices=[("ja", _("Ja")), ("nei", _("Nei"))],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Velg ja eller nei")
        ),
    )


class SamtykkeSkjema(forms.Form):
    """Those praised have said yes; only then may the card be shown to others."""

    samtykke = forms.BooleanField(
        label=_("De som får ros, har sagt ja til at kortet deles"),
        error_messages={
            "required": _("Spør dem som får ros, og kryss av når de har sagt ja")
        },
    )
    foresla_fsu = forms.BooleanField(
        label=_("Foreslå som eksempel for FSU"),
        required=False,
        help_text=_(
            "FSU er faglig samarbeidsutvalg. Kortet blir avidentifisert før det vises."
        ),
    )
