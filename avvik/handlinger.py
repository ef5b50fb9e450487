"""The verbs of the case page: which action, which form, who, what is said after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from avvik import actions, rules
from avvik.enums import Delingsslag, Plikt, Status, Verb
from avvik.forms import behandling as skjemaer
from avvik.forms.masker import MaskerSkjema
from avvik.forms.papir import SomBrevSkjema, SvarSomBrevSkjema
from avvik.forms.plikt import MeldepliktSkjema, PersonvernpliktSkjema
from avvik.forms.svar import TiltakSkjema
from avvik.models import Avvik, Deling, Tildeling
from helsefellesskap.models import Bruker


@dataclass(frozen=True)
class Forhold:
    """One person before one case on one day."""

    bruker: Bruker
    avvik: Avvik
    dag: date
    delinger: Sequence[Deling] = ()
    tildelinger: Sequence[Tildeling] = ()

    @property
    def holder(self) -> bool:
        return rules.er_holder(self.bruker, self.avvik)

    @property
    def behandler(self) -> bool:
        return rules.kan_behandle(self.bruker, self.avvik, self.dag)

    @property
    def fordeler(self) -> bool:
        return rules.kan_fordele(self.bruker, self.avvik)

    @property
    def reagerer(self) -> bool:
        return rules.kan_reagere(self.bruker, self.avvik)

    @property
    def trekker(self) -> bool:
        return rules.kan_trekke(self.bruker, self.avvik)

    @property
    def paa_vegne(self) -> bool:
        """The sekretariat, for a holder that is not tilknyttet."""
        return rules.er_paa_vegne(self.bruker, self.avvik, self.dag)

    @property
    def for_innmelder(self) -> bool:
        """The sekretariat, for a sender without an account."""
        return rules.er_for_innmelder(self.bruker, self.avvik)

    @property
    def part(self) -> bool:
        """May put the case forward to the committee."""
        t = self.bruker.tilganger
        kontakt = self.avvik.meldende_virksomhet_id in t.kontakt_virksomheter
        return self.reagerer or self.holder or self.fordeler or kontakt

    @property
    def saksbehandler(self) -> bool:
        """The holder has given this person the case to prepare."""
        enheter = self.bruker.tilganger.saksbehandler_enheter
        return self.avvik.holder_id in enheter and any(
            d.bruker_id == self.bruker.pk and d.fra_enhet_id == self.avvik.holder_id
            for d in self.delinger
        )

    @property
    def spurt(self) -> bool:
        """The holder has asked a unit this person leads for its view."""
        return any(
            d.slag == Delingsslag.UTTALELSE
            and d.fra_enhet_id == self.avvik.holder_id
            and d.enhet_id in self.bruker.tilganger.leder_enheter
            for d in self.delinger
        )

    @property
    def skriver(self) -> bool:
        return self.behandler or self.saksbehandler

    @property
    def eier_tiltak(self) -> bool:
        ledet = self.bruker.tilganger.holder_enheter
        return self.behandler or self.avvik.meldende_enhet_id in ledet

    def vurderer(self, plikt: Plikt) -> bool:
        """Records what own side concluded about a duty to report."""
        return bool(rules.vurderer_for(self.bruker, self.avvik, plikt, self.dag))

    @property
    def sekretariat(self) -> bool:
        return self.bruker.tilganger.sekretariat


Tid = Callable[[Forhold], bool]


def _apen(f: Forhold) -> bool:
    return f.avvik.er_apen


def _teller(f: Forhold) -> bool:
    return f.avvik.status not in Status.telles_ikke()


def _urort(f: Forhold) -> bool:
    """Nobody has confirmed; the melder may still take it back."""
    return all(t.bekreftet_tid is None for t in f.tildelinger)


def _ukjent_pasient(f: Forhold) -> bool:
    return f.avvik.er_apen and f.avvik.pasient_avklart is None


def _ikke_foreslatt(f: Forhold) -> bool:
    return _teller(f) and not f.avvik.foreslatt_fsu


def _venter_svar(f: Forhold) -> bool:
    return f.avvik.status in Status.venter_pa_svar()


def _kan_sendes_som_brev(f: Forhold) -> bool:
    return rules.kan_sende_brev(f.bruker, f.avvik, f.dag)


def _besvart(f: Forhold) -> bool:
    return f.avvik.siste_svar_dato is not None and _teller(f)


def _alltid(_f: Forhold) -> bool:
    return True


@dataclass(frozen=True)
class Handling:
    """A verb of the page. `navn` is its address and, with sak_, its route."""

    navn: str
    gjor: Callable[..., Any]
    # Whose verb it is, whatever the status (else 403).
    rett: Callable[[Forhold], bool]
    melding: Any
    # In the state table; None for what leaves the status alone.
    verb: Verb | None = None
    skjema: type[skjemaer.Saksskjema] | None = None
    naar: Tid = _alltid

    def tilbys(self, f: Forhold, mulige: frozenset[Verb]) -> bool:
        if self.verb is not None and self.verb not in mulige:
            return False
        return self.rett(f) and self.naar(f)

    @property
    def rute(self) -> str:
        return f"sak_{self.navn}"


def _masker(avvik: Avvik, *, tekst: Any, av: Bruker, naa: datetime) -> None:
    objekt, felt = tekst
    actions.masker_tekst(objekt, felt=felt, av=av, naa=naa)


_RADER = (
    Handling(
        "bekreft",
        actions.bekreft,
        lambda f: f.behandler,
        _("Takk. Melder ser at dere har mottatt saken."),
        Verb.BEKREFT,
    ),
    Handling(
        "videre",
        actions.send_videre,
        lambda f: f.behandler,
        _("Saken er sendt videre. Melder har fått beskjed."),
        Verb.SEND_VIDERE,
        skjemaer.VidereSkjema,
    ),
    Handling(
        "fordel",
        actions.fordel,
        lambda f: f.fordeler,
        _("Saken er fordelt. Enheten og melder har fått beskjed."),
        Verb.FORDEL,
        skjemaer.FordelSkjema,
    ),
    Handling(
        "spor",
        actions.spor_melder,
        lambda f: f.behandler,
        _("Spørsmålet er sendt til melder. Fristen står stille imens."),
        Verb.SPOR_MELDER,
        skjemaer.SporMelderSkjema,
    ),
    Handling(
        "svar_melder",
        actions.svar_fra_melder,
        lambda f: f.reagerer,
        _("Svaret er sendt."),
        Verb.SVAR_FRA_MELDER,
        skjemaer.SvarFraMelderSkjema,
    ),
    Handling(
        "avklart",
        actions.avklart,
        lambda f: f.behandler,
        _("Saken er lagret som avklart. Melder har fått beskjed."),
        Verb.AVKLART,
        skjemaer.AvklartSkjema,
    ),
    Handling(
        "nyttig",
        actions.nyttig,
        lambda f: f.reagerer,
        _("Takk for tilbakemeldingen. Saken er avsluttet."),
        Verb.NYTTIG,
    ),
    Handling(
        "mer",
        actions.mer,
        lambda f: f.reagerer,
        _("Spørsmålet er sendt. Enheten har 14 dager på å svare."),
        Verb.MER,
        skjemaer.MerSkjema,
    ),
    Handling(
        "uenig",
        actions.uenig,
        lambda f: f.reagerer,
        _("Saken er avsluttet. Begge tekstene blir stående."),
        Verb.UENIG,
        skjemaer.UenigSkjema,
    ),
    Handling(
        "trekk",
        actions.trekk,
        lambda f: f.trekker,
        _("Saken er trukket."),
        Verb.TREKK,
        naar=_urort,
    ),
    Handling(
        "ikke_samhandling",
        actions.ikke_samhandling,
        lambda f: f.fordeler,
        _("Saken er avsluttet. Melder har fått beskjed."),
        Verb.IKKE_SAMHANDLING,
        skjemaer.IkkeSamhandlingSkjema,
    ),
    Handling(
        "duplikat",
        actions.duplikat,
        lambda f: f.fordeler,
        _("Saken er avsluttet som duplikat. Melder har fått beskjed."),
        Verb.DUPLIKAT,
        skjemaer.DuplikatSkjema,
    ),
    Handling(
        "saksbehandler",
        actions.gi_til_saksbehandler,
        lambda f: f.holder,
        _("Saksbehandleren har fått saken."),
        skjema=skjemaer.SaksbehandlerSkjema,
        naar=_venter_svar,
    ),
    Handling(
        "uttalelse_be",
        actions.be_om_uttalelse,
        lambda f: f.holder,
        _("Enheten har fått beskjed."),
        skjema=skjemaer.BeUttalelseSkjema,
        naar=_apen,
    ),
    Handling(
        "uttalelse_gi",
        actions.gi_uttalelse,
        lambda f: f.spurt,
        _("Uttalelsen er sendt til enheten som har saken."),
        skjema=skjemaer.GiUttalelseSkjema,
        naar=_apen,
    ),
    Handling(
        "tiltak",
        actions.registrer_tiltak,
        lambda f: f.eier_tiltak,
        _("Tiltaket er lagret."),
        skjema=TiltakSkjema,
        naar=_teller,
    ),
    Handling(
        "hvilken_pasient",
        actions.spor_hvilken_pasient,
        lambda f: f.behandler,
        _("Melder har fått beskjed om å kontakte dere utenom dette systemet."),
        naar=_ukjent_pasient,
    ),
    Handling(
        "pasient_avklart",
        actions.pasient_avklart,
        lambda f: f.behandler,
        _("Det er notert at dere vet hvilken pasient det gjelder."),
        naar=_ukjent_pasient,
    ),
    Handling(
        "foresla_fsu",
        actions.foresla_fsu,
        lambda f: f.part,
        _("Saken er foreslått for utvalget."),
        naar=_ikke_foreslatt,
    ),
    Handling(
        "som_brev",
        actions.sendt_som_brev,
        lambda f: f.paa_vegne,
        _("Det er notert at saken er sendt som brev."),
        skjema=SomBrevSkjema,
        naar=_kan_sendes_som_brev,
    ),
    Handling(
        "svar_som_brev",
        actions.svar_sendt_som_brev,
        lambda f: f.for_innmelder,
        _("Det er notert at svaret er sendt som brev."),
        skjema=SvarSomBrevSkjema,
        naar=_besvart,
    ),
    Handling(
        "meldeplikt",
        actions.vurder_plikt,
        lambda f: f.vurderer(Plikt.MELDEPLIKT),
        _("Vurderingen er lagret. Begge sider ser den."),
        skjema=MeldepliktSkjema,
        naar=lambda f: Plikt.MELDEPLIKT in rules.plikter(f.avvik),
    ),
    Handling(
        "personvern",
        actions.vurder_plikt,
        lambda f: f.vurderer(Plikt.PERSONVERN),
        _("Vurderingen er lagret. Begge sider ser den."),
        skjema=PersonvernpliktSkjema,
        naar=lambda f: Plikt.PERSONVERN in rules.plikter(f.avvik),
    ),
    Handling(
        "masker",
        _masker,
        lambda f: f.sekretariat,
        _("Teksten er fjernet overalt."),
        skjema=MaskerSkjema,
    ),
)
HANDLINGER = {rad.navn: rad for rad in _RADER}


def tilbud(f: Forhold) -> frozenset[str]:
    """Names of the verbs the page offers this person now."""
    mulige = rules.mulige_verb(f.bruker, f.avvik, f.dag)
    navn = {rad.navn for rad in _RADER if rad.tilbys(f, mulige)}
    if Verb.BESVAR in mulige:
        navn.add("besvar")
    if f.skriver and _venter_svar(f) and f.avvik.status != Status.TIL_FORDELING:
        navn.add("svarutkast")
    return frozenset(navn)
