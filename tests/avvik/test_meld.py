"""Filing: the number, the parties, and what keeps a draft from being sent."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from avvik import actions
from avvik.enums import Status, Verb
from helsefellesskap.feil import FlytStengt, IkkeLov, Versjonskonflikt
from helsefellesskap.models import Brev, Endringslogg, Rettsgrunnlag
from tests.avvik.verb import GJOR
from tests.factories import NAA, dag, lag_bruker, lag_enhet, lag_sak, lag_utkast


def test_sending_the_same_draft_again_gives_the_same_case(verden):
    utkast = lag_utkast(verden.melder, til=verden.akutt)
    kopi = type(utkast).objects.uten_tilgangskontroll(grunn="test").get(pk=utkast.pk)

    forste = actions.meld(utkast, av=verden.melder, naa=NAA)
    annen = actions.meld(kopi, av=verden.melder, naa=NAA)

    assert (forste.pk, forste.saksnummer) == (annen.pk, "2026-0001")
    assert Brev.objects.filter(kind="ny_sak").count() == 1


def test_a_draft_another_tab_has_changed_is_not_sent_as_it_was(verden):
    utkast = lag_utkast(verden.melder, til=verden.akutt)
    kopi = type(utkast).objects.uten_tilgangskontroll(grunn="test").get(pk=utkast.pk)
    actions.lagre_utkast(utkast, av=verden.melder, naa=NAA, hva_skjedde="Mer å si.")

    with pytest.raises(Versjonskonflikt):
        actions.meld(kopi, av=verden.melder, naa=NAA)
    sak = actions.meld(utkast, av=verden.melder, naa=NAA)
    assert (sak.saksnummer, sak.hva_skjedde) == ("2026-0001", "Mer å si.")


def test_case_numbers_are_contiguous_though_a_filing_fails(verden):
    lag_sak(verden.melder, til=verden.akutt)
    with pytest.raises(ValidationError) as feil:
        lag_sak(verden.melder, til=verden.akutt, hva_skjedde="  ")
    assert list(feil.value.message_dict) == ["hva_skjedde"]

    assert lag_sak(verden.melder, til=verden.akutt).saksnummer == "2026-0002"


def test_without_a_legal_basis_nothing_can_be_filed(verden):
    utkast = lag_utkast(verden.melder, til=verden.akutt)
    Rettsgrunnlag.objects.all().delete()

    with pytest.raises(FlytStengt):
        actions.meld(utkast, av=verden.melder, naa=NAA)


def test_a_stranger_cannot_file_on_another_units_behalf(verden):
    fremmed = lag_bruker("fremmed")
    utkast = lag_utkast(verden.melder, til=verden.akutt)

    with pytest.raises(IkkeLov):
        actions.meld(utkast, av=fremmed, naa=NAA)


@pytest.mark.parametrize("fra_sykehus", [False, True])
def test_two_parties_of_one_side_are_refused_at_the_recipient(verden, fra_sykehus):
    melder = verden.melder_akutt if fra_sykehus else verden.melder
    til = verden.ortopedi_narvik if fra_sykehus else verden.senjalegen

    with pytest.raises(ValidationError) as feil:
        lag_sak(melder, til=til)
    assert list(feil.value.message_dict) == ["valgt_enhet"]


def test_a_closed_unit_leads_to_its_successor(verden):
    ny = lag_enhet("Nytt akuttmottak", verden.unn)
    verden.akutt.gyldig_til = date(2026, 11, 1)
    verden.akutt.etterfolger = ny
    verden.akutt.save()

    with pytest.raises(ValidationError) as feil:
        lag_sak(verden.melder, til=verden.akutt)
    assert feil.value.message_dict == {
        "valgt_enhet": [
            "Akuttmottaket er nå Nytt akuttmottak. Velg den, eller en annen enhet."
        ]
    }
    assert lag_sak(verden.melder, til=ny).holder == ny


def test_unknown_party_lands_at_the_sekretariat_and_is_never_ownerless(verden):
    sak = lag_sak(verden.melder)

    assert (sak.status, sak.holder.navn, sak.mottakende_virksomhet) == (
        Status.TIL_FORDELING,
        "Sekretariatet",
        None,
    )
    actions.fordel(sak, til=verden.akutt, av=verden.sekretariat, naa=dag(1))
    assert (sak.status, sak.mottakende_virksomhet) == (Status.SENDT, verden.unn)


def test_history_names_the_acting_person_and_holds_no_text(verden):
    sak = lag_sak(verden.melder, til=verden.akutt, hva_skjedde="Kanarifugl")
    GJOR[Verb.BEKREFT](sak, verden)

    rader = Endringslogg.objects.filter(tabell="avvik_avvik", rad_id=sak.pk)
    assert list(rader.order_by("pk").values_list("operasjon", "aktor")) == [
        ("insert", f"bruker:{verden.melder.pk}"),
        ("update", f"bruker:{verden.leder_akutt.pk}"),
    ]
    assert not any("Kanarifugl" in str(r.verdier) for r in rader)
