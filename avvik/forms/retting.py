"""«Jeg har skrevet noe feil», the sekretariat's answer, and another category."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from avvik.actions.retting import BARE_FJERNES, RETTBARE
from avvik.enums import Meldingsslag, Retteslag, Retteutfall
from avvik.forms.behandling import (
    IKKE_PERSON,
    Saksskjema,
    feltnavn,
    med_betinget,
    tekstfelt,
)
from avvik.hent import deler
from avvik.models import Avvik, Kategori, Melding, Retteonske

# What the sending side writes after the case is filed.
AVSENDERS = (Meldingsslag.SVAR_FRA_MELDER, Meldingsslag.MER, Meldingsslag.UENIG)


class RetteonskeSkjema(Saksskjema):
    tittel = _("Jeg har skrevet noe feil")
    knapp = _("Send til sekretariatet")
    hjelp = _(
        "Sekretariatet retter eller fjerner teksten. Du får brev når det er gjort. "
        "Mottakeren ser at teksten er rettet, ikke hva som sto der."
    )
    tekst = forms.ChoiceField(
        label=_("Hvilken tekst gjelder det?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvilken tekst det gjelder")},
    )
    onske = forms.ChoiceField(
        label=_("Hva skal skje med den?"),
        choices=Retteslag.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg om teksten skal rettes eller fjernes")},
    )
    forklaring = tekstfelt(
        _("Hva er feil, og hva skulle det stått?"),
        rader=4,
        max_length=1000,
        help_text=_(
            "Gjelder det noe som peker ut en person, ikke skriv det en gang til. Si "
            "hvor i teksten det står."
        ),
        mangler=_("Skriv hva som er feil"),
    )

    def forbered(self) -> None:
        self.maal: dict[str, tuple[Avvik | Melding, str]] = {}
        for felt in (*RETTBARE[Avvik], *BARE_FJERNES):
            if getattr(self.avvik, felt):
                self.maal[felt] = (self.avvik, felt)
        for melding in deler(self.avvik.meldinger).filter(slag__in=AVSENDERS):
            self.maal[f"melding-{melding.pk}"] = (melding, "tekst")
        self.fields["tekst"].choices = [
            (nokkel, _ledetekst(*maal)) for nokkel, maal in self.maal.items()
        ]

    def clean_tekst(self) -> tuple[Avvik | Melding, str]:
        return self.maal[self.cleaned_data["tekst"]]


def _ledetekst(objekt: Avvik | Melding, felt: str) -> str:
    navn = feltnavn(type(objekt), felt)
    if isinstance(objekt, Melding):
        navn = str(Meldingsslag(objekt.slag).label)
    return f"{navn}: «{Truncator(getattr(objekt, felt)).chars(60)}»"


def gjelder(onske: Retteonske) -> str:
    """What text a wish is about, in words."""
    if onske.melding is not None:
        return str(Meldingsslag(onske.melding.slag).label)
    return feltnavn(Avvik, onske.felt)


class RettingSkjema(Saksskjema):
    """The oldest wish that waits."""

    tittel = _("Bedt om retting")
    knapp = _("Lagre og gi beskjed")
    retteonske = forms.IntegerField(widget=forms.HiddenInput)
    versjon = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    utfall = forms.ChoiceField(
        label=_("Hva gjør dere?"),
        choices=Retteutfall.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva dere gjør")},
    )
    ny_tekst = tekstfelt(
        _("Teksten slik den skal stå"), max_length=4000, rader=8, required=False
    )
    uten_spor = forms.BooleanField(
        label=_("Ikke ta vare på den gamle teksten"),
        help_text=_("Bruk dette når den gamle teksten peker ut en person."),
        required=False,
    )
    svar = tekstfelt(
        _("Svar til den som ba om retting"),
        rader=3,
        max_length=1000,
        required=False,
        help_text=IKKE_PERSON,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        utfall = med_betinget("utfall", "ny_tekst", "uten_spor")
        self.helper.layout = Layout("retteonske", "versjon", utfall, "svar")

    def forbered(self) -> None:
        apne = deler(self.avvik.retteonsker).filter(behandlet_tid=None)
        self.onske = apne.select_related("melding", "av").first()
        self.fields["utfall"].viser = {Retteutfall.RETTET}
        for navn in ("ny_tekst", "svar"):
            self.fields[navn].betinget = True
        if self.onske is None:
            return
        self.fields["retteonske"].initial = self.onske.pk
        self.fields["versjon"].initial = self.onske.versjon
        self.fields["uten_spor"].initial = self.onske.onske == Retteslag.FJERNES
        if self.onske.felt in BARE_FJERNES:
            valg = [v for v in Retteutfall.choices if v[0] != Retteutfall.RETTET]
            self.fields["utfall"].choices = valg
        else:
            objekt = self.onske.melding or self.avvik
            self.fields["ny_tekst"].initial = getattr(objekt, self.onske.felt)

    def opplysninger(self) -> list[str]:
        if self.onske is None:
            return []
        linjer = [
            _("Gjelder: %s.") % gjelder(self.onske),
            _("Ønske: %s.") % Retteslag(self.onske.onske).label,
            _("Forklaring: %s") % self.onske.forklaring,
        ]
        if naa := self.fields["ny_tekst"].initial:
            linjer.append(_("Slik står det nå: «%s»") % naa)
        return linjer

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        # Another wish than the one that was shown: a colleague was faster.
        if self.onske is None or data.get("retteonske") != self.onske.pk:
            data["versjon"] = 0
        return data

    def argumenter(self) -> dict[str, Any]:
        data = {**self.cleaned_data, "retteonske": self.onske}
        data["behold"] = not data.pop("uten_spor")
        return data


class KategoriSkjema(Saksskjema):
    tittel = _("Endre kategori")
    knapp = _("Lagre kategorien")
    hjelp = _(
        "Begge sider ser at kategorien er endret. Tallene i rapportene følger den."
    )
    kategori = forms.ChoiceField(
        label=_("Hva gjelder saken?"),
        error_messages={"required": _("Velg hva saken gjelder")},
    )

    def forbered(self) -> None:
        gyldige = Kategori.objects.gyldige(self.i_dag).for_retning(self.avvik.retning)
        grupper: dict[str, list[tuple[str, str]]] = {}
        self.maal: dict[str, tuple[Any, Kategori | None]] = {}
        rekke = gyldige.select_related("gruppe").order_by("gruppe__bokstav", "kode")
        for kategori in rekke:
            gruppe = kategori.gruppe
            if gruppe.bokstav not in self.maal:
                self.maal[gruppe.bokstav] = (gruppe, None)
                bare = (gruppe.bokstav, _("%s, ikke nærmere valgt") % gruppe.vist)
                grupper[gruppe.vist] = [bare]
            self.maal[kategori.kode] = (gruppe, kategori)
            grupper[gruppe.vist].append((kategori.kode, kategori.vist))
        self.fields["kategori"].choices = list(grupper.items())
        avvik = self.avvik
        naa = avvik.kategori.kode if avvik.kategori else ""
        self.fields["kategori"].initial = naa or (avvik.gruppe and avvik.gruppe.bokstav)

    def argumenter(self) -> dict[str, Any]:
        gruppe, kategori = self.maal[self.cleaned_data["kategori"]]
        return {"gruppe": gruppe, "kategori": kategori}
