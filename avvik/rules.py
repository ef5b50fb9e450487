"""Who may do what with a case, and how much of it each person is shown.

querysets.synlig_for decides whether a page opens at all; `innsyn` decides what
stands on it. tests/avvik/test_innsyn.py holds the two against each other.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from avvik import enums
from avvik.enums import Plikt, Side, Status, Verb
from avvik.frister import er_for_sen
from avvik.querysets import UBEKREFTET

if TYPE_CHECKING:
    from avvik.models import Avvik, Deling, Pliktvurdering, Rabrakort, Tildeling
    from helsefellesskap.models import Bruker, Enhet


def er_melder(bruker: "Bruker", avvik: "Avvik") -> bool:
    return (
        avvik.melder_id == bruker.pk
        and avvik.meldende_enhet_id in bruker.tilganger.egne_enheter
    )


def er_avsenderleder(bruker: "Bruker", avvik: "Avvik") -> bool:
    return avvik.meldende_enhet_id in bruker.tilganger.leder_enheter


def er_holder(bruker: "Bruker", avvik: "Avvik") -> bool:
    return avvik.holder_id in bruker.tilganger.holder_enheter


def er_paa_vegne(bruker: "Bruker", avvik: "Avvik", dato: date) -> bool:
    """The sekretariat acts for a holder that is not tilknyttet."""
    return bruker.tilganger.sekretariat and not avvik.holder.virksomhet.tilknyttet(dato)


def kan_behandle(bruker: "Bruker", avvik: "Avvik", dato: date) -> bool:
    """Confirm, answer, ask, pass on."""
    return er_holder(bruker, avvik) or er_paa_vegne(bruker, avvik, dato)


def kan_fordele(bruker: "Bruker", avvik: "Avvik") -> bool:
    """Give it to the right unit, or lay it aside: ikke_samhandling and duplikat."""
    t = bruker.tilganger
    return t.sekretariat or avvik.mottakende_virksomhet_id in t.kontakt_virksomheter


def er_saksbehandler(
    bruker: "Bruker", avvik: "Avvik", delinger: Iterable["Deling"]
) -> bool:
    """The holder has given this person the case to prepare."""
    return avvik.holder_id in bruker.tilganger.saksbehandler_enheter and any(
        d.bruker_id == bruker.pk and d.fra_enhet_id == avvik.holder_id for d in delinger
    )


def er_spurt(bruker: "Bruker", avvik: "Avvik", delinger: Iterable["Deling"]) -> bool:
    """The holder has asked a unit this person leads for its view."""
    return any(
        d.slag == enums.Delingsslag.UTTALELSE
        and d.fra_enhet_id == avvik.holder_id
        and d.enhet_id in bruker.tilganger.leder_enheter
        for d in delinger
    )


def er_for_innmelder(bruker: "Bruker", avvik: "Avvik") -> bool:
    """The sekretariat speaks for a sender without an account."""
    return bool(
        bruker.tilganger.sekretariat and avvik.kanal and avvik.melder_id is None
    )


def kan_reagere(bruker: "Bruker", avvik: "Avvik") -> bool:
    """Find the answer useful, ask for more, disagree, answer questions.

    The melder; when the melder has left, the leader of the sending unit.
    """
    return (
        er_melder(bruker, avvik)
        or er_avsenderleder(bruker, avvik)
        or er_for_innmelder(bruker, avvik)
    )


def kan_trekke(bruker: "Bruker", avvik: "Avvik") -> bool:
    return er_melder(bruker, avvik) or er_for_innmelder(bruker, avvik)


def kan_foresla_fsu(bruker: "Bruker", avvik: "Avvik") -> bool:
    """Either side may put the case forward to the committee."""
    kontakter = bruker.tilganger.kontakt_virksomheter
    return (
        kan_reagere(bruker, avvik)
        or er_holder(bruker, avvik)
        or kan_fordele(bruker, avvik)
        or avvik.meldende_virksomhet_id in kontakter
    )


def tiltaksenheter(bruker: "Bruker", avvik: "Avvik", dato: date) -> set[int]:
    """The units of the case for which this person registers measures."""
    enheter = {avvik.meldende_enhet_id} & bruker.tilganger.holder_enheter
    return enheter | ({avvik.holder_id} if kan_behandle(bruker, avvik, dato) else set())


def kan_sende_brev(bruker: "Bruker", avvik: "Avvik", dato: date) -> bool:
    """The case as a letter, to a unit that has it and is not tilknyttet."""
    return (
        er_paa_vegne(bruker, avvik, dato)
        and avvik.er_apen
        and avvik.status != Status.TIL_FORDELING
    )


def plikter(avvik: "Avvik") -> tuple[Plikt, ...]:
    """The duties to report that must be considered in this case."""
    if avvik.ekstern_id is not None or not avvik.teller:
        return ()
    gjelder = {
        Plikt.MELDEPLIKT: avvik.er_alvorlig,
        Plikt.PERSONVERN: avvik.er_personvern,
    }
    return tuple(plikt for plikt, ja in gjelder.items() if ja)


def vurderer_for(
    bruker: "Bruker", avvik: "Avvik", plikt: Plikt, dato: date
) -> tuple[Side, ...]:
    """The sides for which this person records the assessment: its leaders, or the
    sekretariat where the virksomhet is not tilknyttet."""
    avsender = avvik.meldende_virksomhet
    paa_vegne = bruker.tilganger.sekretariat and not avsender.tilknyttet(dato)
    sider = {
        Side.SENDENDE: plikt == Plikt.MELDEPLIKT
        and (er_avsenderleder(bruker, avvik) or paa_vegne),
        Side.MOTTAKENDE: kan_behandle(bruker, avvik, dato),
    }
    return tuple(side for side, ja in sider.items() if ja)


def gjelder_enna(vurdering: "Pliktvurdering", avvik: "Avvik") -> bool:
    """It was made by the virksomhet that answers for its side now."""
    if vurdering.side == Side.SENDENDE:
        return True
    return vurdering.enhet.virksomhet_id == avvik.holder.virksomhet_id


def samme_side(en: "Enhet", annen: "Enhet") -> bool:
    return en.virksomhet.er_sykehus == annen.virksomhet.er_sykehus


def sen(avvik: "Avvik", i_dag: date) -> bool:
    return avvik.status in Status.venter_pa_svar() and er_for_sen(
        avvik.holder_frist, i_dag
    )


def i_sekretariatets_liste(avvik: "Avvik", i_dag: date) -> bool:
    """The same list as AvvikQuerySet.sekretariatets_q."""
    return (
        avvik.status == Status.TIL_FORDELING
        or sen(avvik, i_dag)
        or (avvik.status == Status.SENDT and avvik.bekreft_innen <= i_dag - UBEKREFTET)
        or (avvik.er_alvorlig and avvik.ekstern_id is None)
        or avvik.foreslatt_fsu
        or avvik.bedt_om_retting
        or (avvik.er_apen and not avvik.holder.virksomhet.tilknyttet(i_dag))
        or bool(avvik.kanal)
    )


@dataclass(frozen=True)
class Innsyn:
    """What one person is shown of one case (the table of design 4)."""

    tekst: bool = False
    meldernavn: bool = False
    egen_referanse: bool = False
    # Whom to answer on paper.
    innmelder: bool = False
    # Units whose own texts and measures are shown without the rest.
    egne_tekster_for: frozenset[int] = frozenset()
    # Only number, unit, dates and status: the leader above.
    bare_hode: bool = False
    # The same with severity and what came of the assessments: personvernombudet.
    ombud: bool = False

    @property
    def noe(self) -> bool:
        return any((self.tekst, self.bare_hode, self.ombud, self.egne_tekster_for))


def innsyn(
    bruker: "Bruker",
    avvik: "Avvik",
    *,
    i_dag: date,
    tildelinger: Collection["Tildeling"],
    delinger: Collection["Deling"],
    apnet: Collection[int] = (),
) -> Innsyn:
    """The union of what the person's active roles give."""
    t = bruker.tilganger
    avsender = (
        er_melder(bruker, avvik)
        or er_avsenderleder(bruker, avvik)
        or avvik.meldende_virksomhet_id in t.kontakt_virksomheter
    )
    part = (
        avsender
        or avvik.holder_id in t.leder_enheter
        or avvik.mottakende_virksomhet_id in t.kontakt_virksomheter
    )
    delt = er_saksbehandler(bruker, avvik, delinger) or er_spurt(
        bruker, avvik, delinger
    )
    i_liste = t.sekretariat and (
        i_sekretariatets_liste(avvik, i_dag) or avvik.pk in apnet
    )
    fordeles = avvik.status == Status.TIL_FORDELING
    return Innsyn(
        tekst=part or delt or i_liste,
        meldernavn=part or (t.sekretariat and (fordeles or bool(avvik.kanal))),
        egen_referanse=avsender,
        innmelder=avsender or i_liste,
        egne_tekster_for=frozenset(d.enhet_id for d in tildelinger) & t.leder_enheter,
        bare_hode=avvik.holder_id in t.enheter_under
        and (sen(avvik, i_dag) or (avvik.alvorlighet or 0) >= enums.GRUNDIG_SVAR_FRA),
        ombud=avvik.mottakende_virksomhet_id in t.ombud_virksomheter
        and avvik.ekstern_id is None
        and avvik.er_personvern,
    )


def mulige_verb(bruker: "Bruker", avvik: "Avvik", i_dag: date) -> frozenset[Verb]:
    """The verbs this person may use now; the page offers no others."""
    fra_status = {verb for status, verb in enums.OVERGANGER if status == avvik.status}
    mulige = {v for v in fra_status if _har_lov(bruker, avvik, v, i_dag)}
    mulige -= {Verb.MER} if avvik.mer_brukt else {Verb.UENIG}
    if not kan_avklares(avvik):
        mulige -= {Verb.AVKLART}
    return frozenset(mulige)


def kan_avklares(avvik: "Avvik") -> bool:
    """Settled by phone: never once the melder or the committee asked for more."""
    return avvik.runde == 1


def _har_lov(bruker: "Bruker", avvik: "Avvik", verb: Verb, i_dag: date) -> bool:
    match verb:
        case (
            Verb.BEKREFT
            | Verb.BESVAR
            | Verb.AVKLART
            | Verb.SEND_VIDERE
            | Verb.SPOR_MELDER
        ):
            return kan_behandle(bruker, avvik, i_dag)
        case Verb.FORDEL | Verb.IKKE_SAMHANDLING | Verb.DUPLIKAT:
            return kan_fordele(bruker, avvik)
        case Verb.NYTTIG | Verb.MER | Verb.UENIG | Verb.SVAR_FRA_MELDER:
            return kan_reagere(bruker, avvik)
        case Verb.TREKK:
            return kan_trekke(bruker, avvik)
    return False  # the clock's and the committee's own verbs


def mangler_i_svar(avvik: "Avvik", innhold: dict[str, Any]) -> dict[str, Any]:
    """Field name to message for what an answer must hold (design 3, Answer)."""
    feil: dict[str, Any] = {}
    if not innhold.get("vurdering"):
        feil["vurdering"] = _("Velg hvordan dere vurderer saken")
    if not (innhold.get("til_melder") or "").strip():
        feil["til_melder"] = _("Skriv et svar til melder")
    if (
        innhold.get("vurdering") in enums.Vurdering.krever_grunn()
        and not (innhold.get("begrunnelse") or "").strip()
    ):
        feil["begrunnelse"] = _("Skriv hvorfor dere vurderer det slik")
    if (avvik.alvorlighet or 0) >= enums.GRUNDIG_SVAR_FRA:
        feil |= _mangler_i_grundig_svar(innhold)
    return feil


def _mangler_i_grundig_svar(innhold: dict[str, Any]) -> dict[str, Any]:
    krav = {
        "aarsaker": _("Velg minst én årsak"),
        "tiltak": _("Skriv minst ett tiltak med ansvarlig og frist"),
        "laeringspunkt": _("Skriv ett læringspunkt"),
        "pasient_informert": _("Svar på om pasient eller pårørende er informert"),
    }
    return {felt: tekst for felt, tekst in krav.items() if not innhold.get(felt)}


def kan_takke(bruker: "Bruker", kort: "Rabrakort") -> bool:
    """Thank, pass on, ask about sharing: the one who gets the unit's letters."""
    return kort.enhet_id in bruker.mottar_for


def er_kortmottaker(bruker: "Bruker", kort: "Rabrakort", mottaker: Any) -> bool:
    """The card was passed on to this person, who still works in the unit."""
    return (
        mottaker is not None
        and mottaker.bruker_id == bruker.pk
        and kort.enhet_id in bruker.tilganger.egne_enheter
    )
