"""Forms of the pages where the sekretariat keeps categories, lists and counts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from avvik.enums import Kategoriretning, Retning
from avvik.models import Kategori, Kategorigruppe, Trendtype, Valg
from avvik.sok import BEGGE_SIDER
from avvik.spraak import spraakfelter
from helsefellesskap.felter import Datofelt, FritekstFelt

MAKS_NAVN = 200
KATEGORIKODE = RegexValidator(
    r"\A[A-ZÆØÅ][0-9]{1,3}\Z", _("Skriv en stor bokstav og inntil tre sifre, som D5")
)
VALGKODE = RegexValidator(
    r"\A[a-z0-9_]{1,20}\Z", _("Bruk små bokstaver a–z, sifre og understrek")
)
AVSENDERE = [(t.value, t.label) for t in BEGGE_SIDER]


def navnefelt(label: Any, maks: int = MAKS_NAVN, **kwargs: Any) -> FritekstFelt:
    return FritekstFelt(label=label, max_length=maks, **kwargs)


class Oppsettskjema(forms.Form):
    """`KOLONNER` go to the action together; `tekster()` are shown if not saved."""

    versjon = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)
    KOLONNER: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("lagre", _("Lagre")))

    def argumenter(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        data = dict(self.cleaned_data)
        innhold = {n: data.pop(n) for n in self.KOLONNER if n in data}
        return {"innhold": innhold, **data} if innhold else data

    def tekster(self) -> list[dict[str, Any]]:
        skrevne = [
            (felt.label, felt.value())
            for felt in self
            if isinstance(felt.field, FritekstFelt)
        ]
        return [{"tittel": navn, "tekst": verdi} for navn, verdi in skrevne if verdi]


class Navneskjema(Oppsettskjema):
    """A name in three languages, and the day it holds from."""

    kode = FritekstFelt(
        label=_("Kode"), max_length=20, error_messages={"required": _("Skriv en kode")}
    )
    navn = navnefelt(
        _("Navn på bokmål"), error_messages={"required": _("Skriv et navn")}
    )
    navn_nn = navnefelt(
        _("Navn på nynorsk"),
        required=False,
        help_text=_("Står det tomt, vises navnet på bokmål."),
    )
    navn_en = navnefelt(_("Navn på engelsk"), required=False)
    gjelder_fra = Datofelt(
        label=_("Gjelder fra"), error_messages={"required": _("Velg en dato")}
    )
    KODEREGEL: RegexValidator

    def __init__(
        self, data: Any = None, *, rad: Kategori | Valg | None, forst: date
    ) -> None:
        super().__init__(data, initial=self._start(rad, forst))
        if rad is not None:
            del self.fields["kode"]
        else:
            del self.fields["versjon"]
            self.fields["kode"].validators.append(self.KODEREGEL)
        nederst = [n for n in self.fields if n != "gjelder_fra"]
        self.order_fields([*nederst, "gjelder_fra"])

    def _start(self, rad: Kategori | Valg | None, forst: date) -> dict[str, Any]:
        if rad is None:
            return {"gjelder_fra": forst}
        felter = {navn: getattr(rad, navn) for navn in self.KOLONNER}
        return {**felter, "versjon": rad.versjon, "gjelder_fra": forst}


class Kategoriskjema(Navneskjema):
    retning = forms.ChoiceField(
        label=_("Hvem kan velge den?"),
        choices=[
            (Kategoriretning.TIL_SYKEHUS, _("Kommuner og fastleger")),
            (Kategoriretning.FRA_SYKEHUS, _("Sykehuset")),
            (Kategoriretning.BEGGE, _("Alle")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvem som kan velge den")},
    )
    avtalepunkt = forms.ChoiceField(label=_("Avtalepunkt"), required=False)
    nokup_kode = forms.ChoiceField(
        label=_("NOKUP-kode"),
        required=False,
        help_text=_("Bare koder fra det offisielle regnearket kan velges."),
    )
    KODEREGEL = KATEGORIKODE
    KOLONNER = (*spraakfelter("navn"), "retning", "avtalepunkt", "nokup_kode")

    def __init__(
        self,
        data: Any = None,
        *,
        rad: Kategori | None,
        forst: date,
        punkter: Iterable[Valg],
        nokup: Iterable[Any],
    ) -> None:
        super().__init__(data, rad=rad, forst=forst)
        ingen = ("", _("Ikke valgt"))
        valg = {
            "avtalepunkt": [(p.kode, p.vist) for p in punkter],
            "nokup_kode": [(n.kode, f"{n.kode} {n.navn}") for n in nokup],
        }
        for navn, par in valg.items():
            naa = getattr(rad, navn, "")
            # What stands there may stay, though it can no longer be chosen anew.
            beholdt = [(naa, naa)] if naa and naa not in dict(par) else []
            self.fields[navn].choices = [ingen, *par, *beholdt]
        if len(self.fields["nokup_kode"].choices) == 1:
            del self.fields["nokup_kode"]


class Valgskjema(Navneskjema):
    rekkefolge = forms.IntegerField(
        label=_("Plass i listen"),
        min_value=0,
        max_value=9999,
        help_text=_("Lave tall står øverst."),
        error_messages={"required": _("Skriv et tall")},
    )
    forst_for = forms.ChoiceField(
        label=_("Øverst for"),
        choices=[("", _("Ingen")), *AVSENDERE],
        required=False,
    )
    KODEREGEL = VALGKODE
    KOLONNER = (*spraakfelter("navn"), "rekkefolge", "forst_for")


class Sluttskjema(Oppsettskjema):
    siste_dag = Datofelt(
        label=_("Siste dag den kan velges"),
        error_messages={"required": _("Velg siste dag")},
    )

    def __init__(
        self, data: Any = None, *, rad: Kategori | Valg, forst: date, kan_apnes: bool
    ) -> None:
        dag = rad.gyldig_til or max(forst, rad.gyldig_fra)
        super().__init__(data, initial={"versjon": rad.versjon, "siste_dag": dag})
        if kan_apnes:
            felt = self.fields["siste_dag"]
            felt.required = False
            felt.help_text = _("La feltet stå tomt hvis den likevel skal gjelde.")


class Gruppenavnskjema(Oppsettskjema):
    enkelt_navn = navnefelt(
        _("Navn i skjemaet på bokmål"), error_messages={"required": _("Skriv et navn")}
    )
    enkelt_navn_nn = navnefelt(_("Navn i skjemaet på nynorsk"), required=False)
    enkelt_navn_en = navnefelt(_("Navn i skjemaet på engelsk"), required=False)
    navn_nn = navnefelt(_("Offisielt navn på nynorsk"), required=False)
    navn_en = navnefelt(_("Offisielt navn på engelsk"), required=False)
    KOLONNER = (*spraakfelter("enkelt_navn"), "navn_nn", "navn_en")

    def __init__(self, data: Any = None, *, gruppe: Kategorigruppe) -> None:
        start = {navn: getattr(gruppe, navn) for navn in self.KOLONNER}
        super().__init__(data, initial={**start, "versjon": gruppe.versjon})


class Trendtypeskjema(Oppsettskjema):
    """One thing that may be counted. The direction is chosen once."""

    navn = navnefelt(_("Navn"), 80, error_messages={"required": _("Skriv et navn")})
    navn_nn = navnefelt(_("Navn på nynorsk"), 80, required=False)
    navn_en = navnefelt(_("Navn på engelsk"), 80, required=False)
    retning = forms.ChoiceField(
        label=_("Hvem teller?"),
        choices=[
            (Retning.TIL_SYKEHUS, _("Kommuner og legekontor, om sykehuset")),
            (Retning.FRA_SYKEHUS, _("Sykehuset, om kommuner og legekontor")),
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Velg hvem som teller")
        ),
    )
    rekkefolge = forms.IntegerField(
        label=_("Plass i listen"),
        min_value=0,
        max_value=999,
        help_text=_("Et tall. Lave tall står øverst."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Skriv et tall fra 0 til 999"),
        ),
    )
    gyldig_fra = Datofelt(
        label=_("Kan telles fra"), error_messages={"required": _("Velg en dato")}
    )
    gyldig_til = Datofelt(label=_("Kan telles til og med"), required=False)
    KOLONNER = (
        *spraakfelter("navn"),
        "retning",
        "rekkefolge",
        "gyldig_fra",
        "gyldig_til",
    )

    def __init__(self, data: Any = None, *, rad: Trendtype | None, forst: date) -> None:
        start: dict[str, Any] = {"gyldig_fra": forst, "rekkefolge": 0}
        if rad is not None:
            start = {navn: getattr(rad, navn) for navn in (*self.KOLONNER, "versjon")}
        super().__init__(data, initial=start)
        if rad is not None:
            del self.fields["retning"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        fra, til = data.get("gyldig_fra"), data.get("gyldig_til")
        if fra and til and til < fra:
            self.add_error("gyldig_til", _("Datoen er før den første datoen"))
        return data
