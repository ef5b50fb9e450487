from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avvik.frister import (
    BEKREFT_STIGE,
    SVAR_STIGE,
    SVAR_STIGE_ALVORLIG,
    Mottaker,
    Tellemaate,
    Trinn,
    mottakere_for,
    svarstige,
    trinn_datoer,
)

# The calendar of a year is built on first use, so the first example is slow.
egenskap = settings(deadline=None)

stiger = st.sampled_from([SVAR_STIGE, SVAR_STIGE_ALVORLIG, BEKREFT_STIGE])


def koder(trinn):
    return [t.kode for t in trinn]


# --- the ladders


def som_tabell(stige):
    return [(t.dager, [m.value for m in t.mottakere], t.enhet.value) for t in stige]


def test_the_answer_ladder():
    assert som_tabell(SVAR_STIGE) == [
        (-7, ["enhet"], "kalenderdager"),
        (0, ["enhet"], "kalenderdager"),
        (7, ["enhet", "leder_over"], "kalenderdager"),
        (14, ["sekretariat"], "kalenderdager"),
    ]


def test_the_answer_ladder_of_serious_cases():
    assert som_tabell(SVAR_STIGE_ALVORLIG) == [
        (-5, ["enhet"], "kalenderdager"),
        (0, ["enhet", "leder_over"], "kalenderdager"),
        (2, ["sekretariat"], "kalenderdager"),
    ]


def test_the_confirm_ladder():
    assert som_tabell(BEKREFT_STIGE) == [
        (0, ["enhet"], "arbeidsdager"),
        (2, ["samhandlingskontakt"], "arbeidsdager"),
        (5, ["sekretariat"], "arbeidsdager"),
    ]


def test_severity_chooses_the_answer_ladder():
    assert [svarstige(a) for a in (None, 0, 3)] == [SVAR_STIGE] * 3
    assert [svarstige(a) for a in (4, 5)] == [SVAR_STIGE_ALVORLIG] * 2


def test_codes_of_steps_are_unique_over_all_ladders():
    alle = koder(SVAR_STIGE + SVAR_STIGE_ALVORLIG + BEKREFT_STIGE)

    assert len(set(alle)) == len(alle) == 10


def test_the_dates_of_a_ladder():
    assert [d for _, d in trinn_datoer(SVAR_STIGE, date(2026, 5, 15))] == [
        date(2026, 5, 8),
        date(2026, 5, 15),
        date(2026, 5, 22),
        date(2026, 5, 29),
    ]
    assert [d for _, d in trinn_datoer(BEKREFT_STIGE, date(2026, 5, 13))] == [
        date(2026, 5, 13),
        date(2026, 5, 18),
        date(2026, 5, 21),
    ]


def test_local_closed_days_move_the_confirm_ladder_alone():
    stengt = frozenset({date(2026, 11, 6)})
    frist = date(2026, 11, 5)

    assert trinn_datoer(BEKREFT_STIGE, frist, stengt)[1][1] == date(2026, 11, 10)
    assert trinn_datoer(SVAR_STIGE, frist, stengt) == trinn_datoer(SVAR_STIGE, frist)


def test_a_step_may_count_working_days_backwards():
    trinn = Trinn("for", -2, (Mottaker.ENHET,), Tellemaate.ARBEIDSDAGER)

    assert trinn_datoer((trinn,), date(2026, 5, 18)) == [(trinn, date(2026, 5, 13))]


def test_steps_come_in_order_of_date_whatever_they_count():
    kalender = Trinn("kalender", 4, (Mottaker.ENHET,))
    arbeid = Trinn("arbeid", 2, (Mottaker.ENHET,), Tellemaate.ARBEIDSDAGER)

    assert koder(t for t, _ in trinn_datoer((kalender, arbeid), date(2026, 11, 2))) == [
        "arbeid",
        "kalender",
    ]


# --- who gets a step

KJEDE = {
    Mottaker.ENHET: "avdelingen",
    Mottaker.LEDER_OVER: "klinikken",
    Mottaker.SAMHANDLINGSKONTAKT: "kontakten",
    Mottaker.SEKRETARIAT: "sekretariatet",
}


def alle_mottakere(stige, **endring):
    kjede = KJEDE | {Mottaker(rolle): hvem for rolle, hvem in endring.items()}
    return [mottakere_for(stige, trinn.kode, kjede) for trinn in stige]


def test_every_step_has_its_own_receiver():
    assert alle_mottakere(SVAR_STIGE) == [
        ("avdelingen",),
        ("avdelingen",),
        ("avdelingen", "klinikken"),
        ("sekretariatet",),
    ]
    assert alle_mottakere(BEKREFT_STIGE) == [
        ("avdelingen",),
        ("kontakten",),
        ("sekretariatet",),
    ]


def test_a_samhandlingskontakt_is_not_told_about_its_own_delay():
    assert alle_mottakere(BEKREFT_STIGE, enhet="kontakten") == [
        ("kontakten",),
        ("sekretariatet",),
        ("sekretariatet",),
    ]


def test_a_leader_above_who_is_the_unit_itself_goes_one_up():
    ventet = [("klinikken",), ("klinikken", "kontakten"), ("sekretariatet",)]

    assert alle_mottakere(SVAR_STIGE, enhet="klinikken")[1:] == ventet
    assert alle_mottakere(SVAR_STIGE_ALVORLIG, enhet="klinikken") == ventet


def test_a_fastlegekontor_without_leader_above_goes_to_the_next_there_is():
    assert alle_mottakere(SVAR_STIGE, leder_over=None)[2] == (
        "avdelingen",
        "kontakten",
    )
    assert alle_mottakere(SVAR_STIGE, leder_over=None, samhandlingskontakt=None)[2] == (
        "avdelingen",
        "sekretariatet",
    )


def test_an_empty_unit_goes_one_up_and_the_letter_comes_once():
    assert alle_mottakere(SVAR_STIGE, enhet=None) == [
        ("klinikken",),
        ("klinikken",),
        ("klinikken", "kontakten"),
        ("sekretariatet",),
    ]


def test_the_sekretariat_is_the_top():
    assert alle_mottakere(SVAR_STIGE, enhet="sekretariatet", leder_over=None) == [
        ("sekretariatet",),
        ("sekretariatet",),
        ("sekretariatet",),
        ("sekretariatet",),
    ]


def test_a_role_repeated_in_the_next_step_is_no_escalation():
    over = (Mottaker.LEDER_OVER,)
    stige = (
        Trinn("en", 0, (Mottaker.ENHET,)),
        Trinn("to", 1, over),
        Trinn("tre", 2, over),
    )

    assert alle_mottakere(stige) == [("avdelingen",), ("klinikken",), ("klinikken",)]
    assert alle_mottakere(stige, leder_over="avdelingen")[1:] == [
        ("kontakten",),
        ("kontakten",),
    ]


def test_a_leader_above_who_is_the_unit_goes_one_up_within_the_first_step_too():
    stige = (Trinn("en", 0, (Mottaker.ENHET, Mottaker.LEDER_OVER)),)

    assert alle_mottakere(stige) == [("avdelingen", "klinikken")]
    assert alle_mottakere(stige, leder_over="avdelingen") == [
        ("avdelingen", "kontakten")
    ]


def test_a_ladder_without_sekretariat_or_step_is_refused():
    with pytest.raises(ValueError, match="sekretariat"):
        alle_mottakere(SVAR_STIGE, sekretariat=None)
    with pytest.raises(ValueError, match="no step"):
        mottakere_for(SVAR_STIGE, "bekreft_0", KJEDE)


personer = st.none() | st.integers(1, 3)


@egenskap
@given(stiger, personer, personer, personer, st.integers(1, 3))
def test_every_step_reaches_somebody_and_escalation_reaches_somebody_new(
    stige, enhet, leder, kontakt, sekretariat
):
    kjede = dict(zip(Mottaker, (enhet, leder, kontakt, sekretariat), strict=True))

    forrige, foer = (), None
    for trinn in stige:
        mottakere = mottakere_for(stige, trinn.kode, kjede)

        assert len(set(mottakere)) == len(mottakere) >= 1
        assert None not in mottakere
        if foer and trinn.mottakere != foer.mottakere:
            assert set(mottakere) - set(forrige) or sekretariat in mottakere
        forrige, foer = mottakere, trinn
