"""Step 2 of filing: who should learn from it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from avvik.enums import JaNei, Sted, Valgliste
from avvik.forms.delskjema import gi_fokus, tekstfelt, valgfelt
from avvik.forms.mottaker import UKJENT_ENHET, Mottakervalg
from avvik.forslag import Forslag
from avvik.models import Utkast
from avvik.sok import andre_siden
from avvik.valglister import MELDINGSGRUPPE, valg_for
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.models import Virksomhet

UKJENT_MOTPART = "ukjent"
# The lists of the sekretariat in the order they are asked.
LISTEREKKE = ("avtalepunkt", "fase", "pasientgruppe", "meldingstype")


def motpartvalg() -> list[Any]:
    """Kommuner and legekontorer as a grouped select; «Vet ikke» last."""
    grupper: dict[str, list[tuple[str, str]]] = {}
    typer = (Virksomhetstype.KOMMUNE, Virksomhetstype.FASTLEGEKONTOR)
    for v in Virksomhet.objects.filter(type__in=typer).order_by("-type", "navn"):
        grupper.setdefault(str(v.get_type_display()), []).append((str(v.pk), v.navn))
    return [("", _("Velg")), *grupper.items(), (UKJENT_MOTPART, _("Vet ikke"))]


def listefelt(label: Any, **kwargs: Any) -> forms.ChoiceField:
    """A select from one of the sekretariat's lists, which may be left alone."""
    feil = {"invalid_choice": _("Velg fra listen")}
    return forms.ChoiceField(label=label, required=False, error_messages=feil, **kwargs)


class Steg2(Mottakervalg):
    """Step 2: who should answer, and what would help them."""

    STEG = 2
    sted = valgfelt(_("Hvor var pasienten?"), Sted.choices)
    motpart = forms.ChoiceField(
        label=_("Hvilken kommune eller hvilket legekontor?"),
        required=False,
        error_messages={"invalid_choice": _("Velg fra listen")},
    )
    kontaktlinje = tekstfelt(
        _("Hvem kan mottaker kontakte om pasienten?"),
        300,
        rader=2,
        help_text=_(
            "Telefon til enheten, eller hvordan dere nås på dialogmelding. Ikke skriv "
            "hvem pasienten er."
        ),
    )
    forslag = tekstfelt(
        _("Hva kunne vært gjort annerledes?"),
        1000,
        help_text=_(
            "Et forslag gjør det lettere for mottaker å forbedre seg. Gjelder det også "
            "noe dere selv kan gjøre?"
        ),
    )
    gikk_bra = tekstfelt(_("Hva gikk bra likevel?"), 500, rader=3)
    strakstiltak = tekstfelt(
        _("Strakstiltak"), 1000, rader=3, help_text=_("Hva har dere alt gjort?")
    )
    pasient_informert = valgfelt(
        _("Er pasient eller pårørende informert?"), JaNei.choices
    )
    avtale = tekstfelt(
        _("Hvilken rutine eller avtale gjelder det?"),
        300,
        rader=2,
        help_text=_("La feltet stå tomt hvis du ikke vet det."),
    )
    avtalepunkt = listefelt(
        _("Hvilket punkt i avtalen gjelder det?"),
        help_text=_("Punktene i samarbeidsavtalen. Velg bare hvis du vet det."),
    )
    fase = listefelt(_("Hvor i forløpet skjedde det?"))
    pasientgruppe = listefelt(Valgliste.PASIENTGRUPPE.label)
    meldingstype = listefelt(
        _("Hvilken melding gjelder det?"),
        help_text=_("PLO: elektroniske meldinger mellom sykehus og kommune."),
    )
    egen_referanse = tekstfelt(
        _("Deres egen referanse"),
        80,
        rader=1,
        help_text=_(
            "Bare din enhet ser denne. Bruk den til å finne igjen saken hos dere. Ikke "
            "skriv fødselsnummer."
        ),
    )
    krav = {"enhet": Mottakervalg.HVEM}
    MER = ("strakstiltak", "pasient_informert", "avtale")
    TEKSTER = ("kontaktlinje", "forslag", "gikk_bra", "egen_referanse", *MER)

    def __init__(
        self,
        data: Any = None,
        *,
        utkast: Utkast,
        forslag: Iterable[Forslag],
        i_dag: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.slag, self.meldende_enhet = utkast.slag, utkast.enhet
        avsender = utkast.enhet.virksomhet
        self.fra_sykehus = avsender.er_sykehus
        hjelp = (
            _("Samhandlingskontakten hos mottaker finner enheten innen to virkedager.")
            if self.fra_sykehus
            else _("Samhandlingskontakten finner riktig enhet innen to virkedager.")
        )
        self.sett_opp_mottaker(avsender, i_dag, forslag, ukjent=hjelp)
        if self.fra_sykehus:
            del self.fields["sted"]
            self.fields["motpart"].choices = motpartvalg()
            self.fields["motpart"].betinget = True
        else:
            del self.fields["motpart"]
        self._fyll_lister(utkast, i_dag)
        if not utkast.gjelder_pasient:
            self._uten_pasient()
        if utkast.er_forslag:
            self._bli_forslag()
        forst = "motpart" if self.fra_sykehus else "sted"
        rekke = [forst, *(n for n in self.fields if n != forst)]
        self.order_fields(rekke)
        self.merk_krav()
        if not self.is_bound:
            gi_fokus(self.fields[forst])

    def _uten_pasient(self) -> None:
        for navn in ("kontaktlinje", "pasient_informert"):
            del self.fields[navn]
        if "sted" in self.fields:
            self.fields["sted"].label = _("Hvor gjelder det?")

    def _fyll_lister(self, utkast: Utkast, i_dag: date) -> None:
        self.lister = valg_for(self.avsender, i_dag)
        for liste, valg in self.lister.items():
            tomt = ("", _("Ikke valgt"))
            self.fields[liste].choices = [tomt, *((v.kode, v.vist) for v in valg)]
        om_meldinger = utkast.gruppe and utkast.gruppe.bokstav == MELDINGSGRUPPE
        self.mer_navn = (*self.MER, *(n for n in LISTEREKKE if self.lister[n]))
        if om_meldinger and "meldingstype" in self.mer_navn:
            andre = (n for n in self.mer_navn if n != "meldingstype")
            self.mer_navn = ("meldingstype", *andre)

    def _bli_forslag(self) -> None:
        self.fields["forslag"].label = _("Hva foreslår dere?")
        hjelp = _("Skriv gjerne hva dere selv kan bidra med.")
        self.fields["forslag"].help_text = hjelp
        self.fields["gikk_bra"].label = _("Hva virker bra i dag?")

    @property
    def mer(self) -> list[forms.BoundField]:
        return [self[navn] for navn in self.mer_navn if navn in self.fields]

    @property
    def mer_apen(self) -> bool:
        """Unfolded when it holds an answer or an error."""
        return any(felt.value() or felt.errors for felt in self.mer)

    def finn_krav(self) -> dict[str, Any]:
        krav = dict(self.krav)
        if self.godt.get("enhet") == UKJENT_ENHET and self.fra_sykehus:
            krav["motpart"] = _("Velg kommune eller legekontor, eller «Vet ikke»")
        return krav

    def clean(self) -> dict[str, Any]:
        super().clean()
        motpart = self.godt.get("motpart")
        if self.valgt_enhet and motpart and motpart != UKJENT_MOTPART:
            if str(self.valgt_enhet.virksomhet_id) != motpart:
                felt = "treff" if self.velger_annen else "enhet"
                self.add_error(
                    felt,
                    _("Enheten hører til %s. Velg en enhet der du valgte over.")
                    % self.valgt_enhet.virksomhet.navn,
                )
                self.valgt_enhet = None
        return self.cleaned_data

    def innhold(self) -> dict[str, Any]:
        """Columns of the draft for every field that may be saved."""
        godt = self.godt
        ut = {k: godt[k] for k in ("sted", *self.TEKSTER) if k in godt}
        for liste in LISTEREKKE:
            if liste in godt:
                ut[f"{liste}_id"] = self._valgt_id(liste, godt[liste])
        if self.valgt_enhet is not None:
            ut |= {
                "valgt_enhet_id": self.valgt_enhet.pk,
                "motpart_id": self.valgt_enhet.virksomhet_id,
                "enhet_ukjent": False,
            }
        elif godt.get("enhet") == UKJENT_ENHET:
            ut |= {
                "valgt_enhet_id": None,
                "motpart_id": self._motpart_id(),
                "enhet_ukjent": True,
            }
        return ut

    def _valgt_id(self, liste: str, kode: str) -> int | None:
        return next((v.pk for v in self.lister[liste] if v.kode == kode), None)

    def _motpart_id(self) -> int | None:
        """Towards the hospital there is one party; else what was chosen."""
        if not self.fra_sykehus:
            parter = Virksomhet.objects.filter(type__in=andre_siden(self.avsender))
            return parter.values_list("pk", flat=True).first()
        motpart = self.godt.get("motpart")
        return int(motpart) if motpart and motpart != UKJENT_MOTPART else None


def steg2_verdier(utkast: Utkast, forslag: list[Forslag]) -> dict[str, Any]:
    """The answers of step 2; on the first visit what can be filled in beforehand."""
    ut: dict[str, Any] = {n: getattr(utkast, n) for n in ("sted", *Steg2.TEKSTER)}
    ut |= {n: v.kode for n in LISTEREKKE if (v := getattr(utkast, n))}
    if utkast.steg <= Steg2.STEG and not utkast.kontaktlinje:
        ut["kontaktlinje"] = utkast.enhet.kontaktlinje
    if valgt := next((f for f in forslag if f.valgt), None):
        ut["enhet"] = str(valgt.enhet.pk)
    elif utkast.enhet_ukjent:
        ut["enhet"] = UKJENT_ENHET
    elif len(forslag) == 1:
        ut["enhet"] = str(forslag[0].enhet.pk)
    if utkast.motpart_id:
        ut["motpart"] = str(utkast.motpart_id)
    elif utkast.enhet_ukjent:
        ut["motpart"] = UKJENT_MOTPART
    return ut
