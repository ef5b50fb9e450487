"""Letters about cases: one for each thing that is said, none that is no longer true."""

from datetime import date

import pytest

from avvik import actions
from avvik.actions.klokke import skann
from helsefellesskap.enums import Rollenavn, Virksomhetstype
from helsefellesskap.models import Brev, Brevlinje, Rolle
from helsefellesskap.register import brevslag
from tests.avvik.sakhjelp import fersk
from tests.factories import (
    NAA,
    dag,
    lag_bruker,
    lag_enhet,
    lag_sak,
    lag_svar,
    lag_virksomhet,
)

pytestmark = pytest.mark.django_db


def onskede(kind, modell=Brev):
    """Who still wants a letter of this kind, one entry per letter."""
    rader = modell.objects.filter(kind=kind).order_by("pk")
    if modell is Brevlinje:
        par = [(rad, rad.brev.mottaker) for rad in rader]
    else:
        par = [(rad, rad.mottaker) for rad in rader]
    return [hvem for rad, hvem in par if brevslag(kind).onsket(rad, hvem)]


def test_a_receipt_promises_nothing_once_the_case_is_taken_back(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    assert onskede("kvittering") == [verden.melder]
    actions.trekk(sak, av=verden.melder, naa=NAA)
    assert onskede("kvittering") == []


def test_a_reminder_is_for_those_who_still_have_the_role(verden):
    v = verden
    stedfortreder = lag_bruker("stedfortreder", (Rollenavn.STEDFORTREDER, v.akutt))
    lag_sak(v.melder, til=v.akutt)
    skann(dag(3))
    assert onskede("paminnelse_bekreft", Brevlinje) == [v.leder_akutt, stedfortreder]
    Rolle.objects.filter(bruker=v.leder_akutt).update(til=date(2026, 11, 5))
    assert onskede("paminnelse_bekreft", Brevlinje) == [stedfortreder]


def test_a_step_that_went_up_is_still_wanted_there(verden):
    v = verden
    Rolle.objects.filter(bruker__in=[v.leder_akutt, v.leder_medisinsk]).delete()
    lag_sak(v.melder, til=v.akutt)
    skann(dag(3))
    assert onskede("paminnelse_bekreft", Brevlinje) == [v.kontakt_unn]


# --- other units' views -----------------------------------------------------------


def be(sak, v, enhet, tekst="Hva mener dere?"):
    actions.be_om_uttalelse(
        fersk(sak), enhet=enhet, tekst=tekst, av=v.leder_akutt, naa=NAA
    )


def test_a_second_question_to_a_unit_is_told_too(verden):
    v = verden
    sak = lag_sak(v.melder, til=v.akutt)
    be(sak, v, v.ortopedi_narvik)
    be(sak, v, v.ortopedi_narvik, "Og i helgene?")
    assert onskede("uttalelse_bedt") == [v.leder_ortopedi, v.leder_ortopedi]


def test_the_holder_is_told_of_each_view_given_on_the_same_day(verden):
    v = verden
    sak = lag_sak(v.melder, til=v.akutt)
    for enhet, leder in (
        (v.ortopedi_narvik, v.leder_ortopedi),
        (v.medisinsk, v.leder_medisinsk),
    ):
        be(sak, v, enhet)
        actions.gi_uttalelse(fersk(sak), tekst="Vi er enige.", av=leder, naa=NAA)
    assert onskede("uttalelse_gitt") == [v.leder_akutt, v.leder_akutt]


@pytest.mark.parametrize("hva", ["sendt videre", "besvart"])
def test_nobody_is_asked_for_a_view_that_is_no_longer_wanted(verden, hva):
    v = verden
    sak = lag_sak(v.melder, til=v.akutt)
    be(sak, v, v.medisinsk)
    assert onskede("uttalelse_bedt") == [v.leder_medisinsk]
    if hva == "besvart":
        actions.besvar(fersk(sak), innhold=lag_svar(), av=v.leder_akutt, naa=NAA)
    else:
        actions.send_videre(
            fersk(sak),
            til=v.ortopedi_narvik,
            begrunnelse="Hører til der.",
            av=v.leder_akutt,
            naa=NAA,
        )
    assert onskede("uttalelse_bedt") == []


# --- on paper ---------------------------------------------------------------------


def test_what_is_sent_on_paper_is_not_asked_for_again(verden):
    v = verden
    legene = lag_enhet(
        "Legene",
        lag_virksomhet("Legene", Virksomhetstype.FASTLEGEKONTOR, tilknyttet=False),
    )
    sak = lag_sak(v.melder_akutt, til=legene)
    assert onskede("ny_sak_papir") == [v.sekretariat, v.sekretariat2]
    actions.sendt_som_brev(fersk(sak), dato=NAA.date(), av=v.sekretariat, naa=NAA)
    assert onskede("ny_sak_papir") == []
