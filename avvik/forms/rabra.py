"""A card for something done well, and what its receiver does with it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from avvik.forms.delskjema import gi_fokus, tekstfelt
from avvik.forms.mottaker import Mottakervalg
from avvik.models import Rabrakort
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

    def __init__(self, data: Any = None, *, enheter: list[Enhet], i_dag: date) -> None:
        super().__init__(data)
        self.enheter = enheter
        self.meldende_enhet = next(
            (e for e in enheter if str(e.pk) == self.data.get("fra")), enheter[0]
        )
        if len(enheter) > 1:
            self.fields["fra"] = forms.ChoiceField(
                label=_("Hvilken enhet sender du kortet fra?"),
                choices=[(str(e.pk), e.navn) for e in enheter],
                error_messages={"invalid_choice": _("Velg en av enhetene dine")},
            )
        self.order_fields(["fra", "hvem", "sok", "treff"])
        self.fields["sok"].label = _("Hvilken enhet?")
        self.fields["treff"].kort = True
        self.sett_opp_mottaker(self.meldende_enhet.virksomhet, i_dag, ())
        del self.fields["enhet"]
        self.merk_krav()
        if not self.is_bound:
            gi_fokus(self.fields["hvem"])

    def innhold(self) -> dict[str, str]:
        return {n: self.godt[n] for n in ("hvem", "hva", "laering", "endringer")}


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
        roller = Rolle.objects.aktive(i_dag).filter(enhet=kort.enhet_id)
        folk = Bruker.objects.filter(pk__in=roller.values("bruker"))
        felt = self.fields["kolleger"]
        felt.queryset = folk.exclude(pk__in=har_kortet).order_by("navn")
        felt.label_from_instance = lambda bruker: bruker.navn


class DelingSkjema(forms.Form):
    """The yes or no of one of those praised."""

    svar = forms.ChoiceField(choices=[("ja", _("Ja")), ("nei", _("Nei"))])


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
