"""The verbs of the case page: which action, which form, who, what is said after."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from avvik import actions, rules
from avvik.enums import Plikt, Status, Verb
from avvik.forhold import Forhold
from avvik.forms import behandling as skjemaer
from avvik.forms.masker import MaskerSkjema
from avvik.forms.papir import SomBrevSkjema, SvarSomBrevSkjema
from avvik.forms.plikt import MeldepliktSkjema, PersonvernpliktSkjema
from avvik.forms.retting import KategoriSkjema, RetteonskeSkjema, RettingSkjema
from avvik.forms.svar import TiltakSkjema
from avvik.models import Avvik
from helsefellesskap.models import Bruker

Tid = Callable[[Forhold], bool]


def _apen(f: Forhold) -> bool:
    return f.avvik.er_apen


def _teller(f: Forhold) -> bool:
    return f.avvik.teller


def _ikke_importert(f: Forhold) -> bool:
    return f.avvik.ekstern_id is None


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


def _plikt(plikt: Plikt, skjema: type[skjemaer.Saksskjema]) -> Handling:
    return Handling(
        plikt.value,
        actions.vurder_plikt,
        lambda f: f.vurderer(plikt),
        _("Vurderingen er lagret. Begge sider ser den."),
        skjema=skjema,
        naar=lambda f: plikt in rules.plikter(f.avvik),
    )


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
    _plikt(Plikt.MELDEPLIKT, MeldepliktSkjema),
    _plikt(Plikt.PERSONVERN, PersonvernpliktSkjema),
    Handling(
        "feil",
        actions.be_om_retting,
        lambda f: f.reagerer,
        _("Takk for at du sier fra. Sekretariatet ser på det og svarer deg."),
        skjema=RetteonskeSkjema,
        naar=_ikke_importert,
    ),
    Handling(
        "retting",
        actions.behandle_retting,
        lambda f: f.sekretariat,
        _("Svaret er lagret. Den som ba om retting, har fått beskjed."),
        skjema=RettingSkjema,
        naar=lambda f: f.avvik.bedt_om_retting,
    ),
    Handling(
        "kategori",
        actions.endre_kategori,
        lambda f: f.sekretariat,
        _("Kategorien er endret."),
        skjema=KategoriSkjema,
        naar=_ikke_importert,
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
