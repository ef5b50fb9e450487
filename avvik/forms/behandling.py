"""Forms on the pages of a case: clean and hand over, never save."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Submit
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from avvik.actions.behandle import VIDERE_FOR_FORDELING
from avvik.frister import Fristsett, egen_frist, etter_videresending
from avvik.models import Avvik
from helsefellesskap.enums import Begrunnelse, Enhetstype, Rollenavn
from helsefellesskap.felter import Datofelt, FritekstFelt
from helsefellesskap.models import Bruker, Enhet, Rolle

IKKE_PERSON = _("Ikke skriv navn, fødselsnummer eller adresse.")
MANGLER_TEKST = _("Skriv en tekst")


class Enhetsfelt(forms.ModelChoiceField):
    """Units in a list, grouped by virksomhet, the nearest one first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Enhet.objects.none(), empty_label="", **kwargs)

    def vis(self, enheter: QuerySet, forst: int | None) -> None:
        self.queryset = enheter
        grupper: dict[tuple[bool, str], list[tuple[int, str]]] = {}
        for enhet in enheter.select_related("virksomhet").order_by("navn"):
            gruppe = (enhet.virksomhet_id != forst, enhet.virksomhet.navn)
            grupper.setdefault(gruppe, []).append((enhet.pk, enhet.navn))
        valg = [(navn, grupper[_fjern, navn]) for _fjern, navn in sorted(grupper)]
        self.choices = [("", _("Velg en enhet")), *valg]


class Saksskjema(forms.Form):
    """A form about one case.

    `tittel`, `knapp` and `hjelp` are the words of its page; `handling` is where
    it is sent.
    """

    tittel: Any = ""
    knapp: Any = ""
    hjelp: Any = ""
    knappeklasse = ""

    def __init__(
        self,
        *args: Any,
        avvik: Avvik,
        bruker: Bruker,
        i_dag: date,
        rute: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.avvik, self.bruker, self.i_dag = avvik, bruker, i_dag
        self.forbered()
        self.helper = FormHelper()
        if rute:
            self.helper.form_action = reverse(rute, args=[avvik.saksnummer])
        if self.knapp:
            knapp = Submit("send", self.knapp, css_class=self.knappeklasse)
            self.helper.add_input(knapp)

    def forbered(self) -> None:
        """Fill choices and starting values from the case."""

    def opplysninger(self) -> list[str]:
        """What the person should know before sending."""
        return []

    def uten_valg(self) -> str:
        """Why the form cannot be used, or nothing."""
        return ""

    def argumenter(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        return self.cleaned_data

    def tekster(self) -> list[dict[str, str]]:
        """What the person has written, to be shown when it could not be saved."""
        return [
            {"tittel": felt.label, "tekst": self.data.get(felt.html_name, "")}
            for felt in self
            if isinstance(felt.field, FritekstFelt)
            and self.data.get(felt.html_name, "").strip()
        ]


def tekstfelt(label: Any, *, mangler: Any = MANGLER_TEKST, **kwargs: Any) -> Any:
    """A text area of a case; required unless told otherwise."""
    kwargs.setdefault("max_length", 2000)
    kwargs.setdefault("rader", 5)
    kwargs.setdefault("help_text", IKKE_PERSON)
    return FritekstFelt(label=label, error_messages={"required": mangler}, **kwargs)


def feltnavn(modell: Any, felt: str) -> str:
    """What a column is called, to stand first in a line."""
    return str(modell._meta.get_field(felt).verbose_name).capitalize()


def med_betinget(felt: str, *skjulte: str) -> Div:
    """A question, with the fields that some of its answers show."""
    return Div(felt, Div(*skjulte, css_class="betinget"), css_class="betinget-gruppe")


class ApneSkjema(forms.Form):
    """Why the sekretariat opens a case outside its list; a fixed list."""

    begrunnelse = forms.ChoiceField(
        label=_("Hvorfor må du åpne saken?"),
        choices=Begrunnelse.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvorfor du må åpne saken")},
    )

    def __init__(self, *args: Any, saksnummer: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = reverse("sak_apne", args=[saksnummer])
        self.helper.add_input(Submit("send", _("Åpne saken")))


class VidereSkjema(Saksskjema):
    tittel = _("Send til en annen enhet")
    knapp = _("Send saken videre")
    til = Enhetsfelt(
        label=_("Hvilken enhet skal svare?"),
        error_messages={"required": _("Velg en enhet")},
    )
    begrunnelse = tekstfelt(
        _("Hvorfor sender dere saken videre?"),
        help_text=format_lazy(
            "{} {}", _("Den nye enheten og melder leser dette."), IKKE_PERSON
        ),
        rader=3,
        max_length=500,
        mangler=_("Skriv hvorfor saken sendes videre"),
    )

    def forbered(self) -> None:
        holder = self.avvik.holder
        enheter = paa_siden(holder.virksomhet.er_sykehus, self.i_dag)
        self.fields["til"].vis(enheter.exclude(pk=holder.pk), holder.virksomhet_id)

    def opplysninger(self) -> list[str]:
        avvik = self.avvik
        lovet = egen_frist(avvik.holder_frist, self.i_dag)
        if avvik.runde == 1:
            regel = Fristsett(svar_dager=avvik.fristregel.svar_dager)
            lovet = etter_videresending(
                avvik.lovet_dato, avvik.bekreft_innen, self.i_dag, regel
            )
        linjer = [
            _("Sender dere saken videre i dag, er melder lovet svar innen %s.")
            % date_format(lovet, "DATE_FORMAT")
        ]
        if avvik.antall_videre + 1 >= VIDERE_FOR_FORDELING:
            linjer.append(
                _(
                    "Saken er sendt videre før. Nå går den til samhandlingskontakten, "
                    "som finner riktig enhet."
                )
            )
        return linjer


class FordelSkjema(Saksskjema):
    tittel = _("Fordel saken")
    knapp = _("Fordel saken")
    til = Enhetsfelt(
        label=_("Hvilken enhet skal svare?"),
        error_messages={"required": _("Velg en enhet")},
    )

    def forbered(self) -> None:
        andre_siden = not self.avvik.meldende_virksomhet.er_sykehus
        enheter = paa_siden(andre_siden, self.i_dag)
        self.fields["til"].vis(enheter, self.avvik.mottakende_virksomhet_id)


def paa_siden(sykehus: bool, dato: date) -> QuerySet:
    """Units in force on the side of the hospital, or on the other."""
    enheter = Enhet.objects.gyldige(dato).exclude(type=Enhetstype.SEKRETARIAT)
    er_sykehus = {"virksomhet__type": "helseforetak"}
    return enheter.filter(**er_sykehus) if sykehus else enheter.exclude(**er_sykehus)


class AvklartSkjema(Saksskjema):
    tittel = _("Avklart på telefon eller i møte")
    knapp = _("Lagre som avklart")
    hjelp = _(
        "Bruk dette når dere har snakket sammen og er enige. Melder får beskjed og "
        "kan si fra hvis noe gjenstår."
    )
    dato = Datofelt(
        label=_("Når snakket dere sammen?"),
        error_messages={"required": _("Velg datoen dere snakket sammen")},
    )
    setning = tekstfelt(
        _("Hva ble dere enige om?"),
        rader=2,
        max_length=500,
        help_text=_("Én setning. Ikke skriv navn, fødselsnummer eller adresse."),
        mangler=_("Skriv hva dere ble enige om"),
    )


class SporMelderSkjema(Saksskjema):
    tittel = _("Spør melder")
    knapp = _("Send spørsmål")
    hjelp = _(
        "Fristen står stille til melder har svart, i høyst ti virkedager. Gjelder det "
        "hvilken pasient det er, bruk dialogmelding eller telefon."
    )
    tekst = tekstfelt(_("Hva trenger dere å vite?"))


class SvarFraMelderSkjema(Saksskjema):
    tittel = _("Svar på spørsmålet")
    knapp = _("Send svar")
    tekst = tekstfelt(_("Svaret ditt"))


class MerSkjema(Saksskjema):
    tittel = _("Jeg har flere spørsmål")
    knapp = _("Send spørsmål")
    hjelp = _("Enheten får 14 dager på å svare. Du kan be om mer én gang.")
    tekst = tekstfelt(_("Hva lurer du på?"))


class UenigSkjema(Saksskjema):
    tittel = _("Vi er fortsatt uenige")
    knapp = _("Avslutt som uenige")
    hjelp = _(
        "Saken avsluttes, og begge tekstene blir stående. Du kan foreslå saken for "
        "faglig samarbeidsutvalg (FSU) eller be om et dialogmøte."
    )
    tekst = tekstfelt(_("Hva er dere uenige om?"))


class IkkeSamhandlingSkjema(Saksskjema):
    tittel = _("Ikke en samhandlingssak")
    knapp = _("Avslutt saken")
    tekst = tekstfelt(_("Forklar melder hvorfor, og hvor saken hører hjemme"), rader=4)


class DuplikatSkjema(Saksskjema):
    tittel = _("Saken er meldt fra før")
    knapp = _("Avslutt som duplikat")
    original = FritekstFelt(
        label=_("Saksnummeret som skal fortsette"),
        help_text=_("For eksempel 2026-0412"),
        max_length=12,
        error_messages={"required": _("Skriv saksnummeret som skal fortsette")},
    )
    tekst = tekstfelt(_("Beskjed til melder"), rader=3, required=False)

    def clean_original(self) -> Avvik:
        saker = Avvik.objects.synlig_for(self.bruker)
        original = saker.filter(saksnummer=self.cleaned_data["original"]).first()
        if original is None:
            raise forms.ValidationError(_("Vi finner ikke saken blant dine saker"))
        return original


class SaksbehandlerSkjema(Saksskjema):
    tittel = _("Gi til saksbehandler")
    knapp = _("Gi saken")
    hjelp = _("Saksbehandleren kan skrive utkast til svar. Lederen sender det.")
    bruker = forms.ModelChoiceField(
        label=_("Hvem skal forberede svaret?"),
        queryset=Bruker.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Velg en saksbehandler i enheten")},
    )

    def forbered(self) -> None:
        roller = Rolle.objects.aktive(self.i_dag).filter(
            navn=Rollenavn.SAKSBEHANDLER, enhet=self.avvik.holder_id
        )
        felt = self.fields["bruker"]
        felt.queryset = Bruker.objects.filter(pk__in=roller.values("bruker"))
        felt.label_from_instance = lambda bruker: bruker.navn

    def uten_valg(self) -> str:
        if self.fields["bruker"].queryset.exists():
            return ""
        return _("Enheten har ingen saksbehandlere ennå.")


class BeUttalelseSkjema(Saksskjema):
    tittel = _("Be om uttalelse fra en annen enhet")
    knapp = _("Be om uttalelse")
    hjelp = _("Dere har fortsatt saken og svarer melder.")
    enhet = Enhetsfelt(
        label=_("Hvilken enhet?"), error_messages={"required": _("Velg en enhet")}
    )
    tekst = tekstfelt(_("Hva vil dere vite?"), rader=3, required=False)

    def forbered(self) -> None:
        holder = self.avvik.holder
        enheter = paa_siden(holder.virksomhet.er_sykehus, self.i_dag)
        self.fields["enhet"].vis(enheter.exclude(pk=holder.pk), holder.virksomhet_id)


class GiUttalelseSkjema(Saksskjema):
    tittel = _("Gi uttalelse")
    knapp = _("Send uttalelse")
    hjelp = _("Enheten som har saken, ser uttalelsen. Melder ser den ikke.")
    tekst = tekstfelt(_("Uttalelsen deres"))
