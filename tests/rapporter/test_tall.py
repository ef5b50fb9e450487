from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapporter.tall import (
    Periode,
    nb_prosent,
    nb_tall,
    prosent,
    siste_tertialer,
    standard_uttrekk,
)


@pytest.mark.parametrize(
    ("teller", "nevner", "svar"),
    [
        (62, 198, "31.3"),
        (55, 95, "57.9"),
        (1, 800, "0.1"),
        (1, 2000, "0.1"),
        (1, 2001, "0.0"),
        (7, 7, "100.0"),
        (0, 7, "0.0"),
    ],
)
def test_share_has_one_decimal_half_up(teller, nevner, svar):
    assert str(prosent(teller, nevner)) == svar


def test_share_of_nothing_is_unknown():
    assert prosent(0, 0) is None


@pytest.mark.parametrize(
    ("periode", "fra", "til", "navn"),
    [
        (Periode.tertial(2024, 1), (2024, 1, 1), (2024, 4, 30), "1. tertial 2024"),
        (Periode.tertial(2024, 2), (2024, 5, 1), (2024, 8, 31), "2. tertial 2024"),
        (Periode.tertial(2024, 3), (2024, 9, 1), (2024, 12, 31), "3. tertial 2024"),
        (Periode.aar(2022), (2022, 1, 1), (2022, 12, 31), "2022"),
    ],
)
def test_periods(periode, fra, til, navn):
    assert (periode.fra, periode.til) == (date(*fra), date(*til))
    assert periode.navn == navn


@pytest.mark.parametrize("nummer", [0, 4])
def test_there_are_three_tertials(nummer):
    with pytest.raises(ValueError, match="tertial"):
        Periode.tertial(2024, nummer)


@given(st.integers(2000, 2100), st.integers(1, 3))
@settings(deadline=None)
def test_tertials_follow_each_other_without_a_gap(aar, nummer):
    forrige, denne = siste_tertialer(aar, nummer, 2)
    assert forrige.til + timedelta(days=1) == denne.fra
    assert denne == Periode.tertial(aar, nummer)


def test_last_tertials_are_oldest_first():
    assert [periode.navn for periode in siste_tertialer(2022, 2, 4)] == [
        "2. tertial 2021",
        "3. tertial 2021",
        "1. tertial 2022",
        "2. tertial 2022",
    ]


@pytest.mark.parametrize(
    ("i_dag", "uttrekk"),
    [
        (date(2022, 12, 8), date(2022, 12, 8)),
        (date(2023, 2, 4), date(2023, 2, 4)),
        (date(2023, 2, 5), date(2023, 2, 4)),
    ],
)
def test_cut_off_leaves_five_weeks_but_no_future(i_dag, uttrekk):
    assert standard_uttrekk(Periode.aar(2022), i_dag) == uttrekk


@pytest.mark.parametrize(
    ("tall", "tekst"),
    [
        (Decimal("31.3"), "31,3"),
        (0, "0"),
        (1234, "1\N{NO-BREAK SPACE}234"),
        (Decimal("1234567.5"), "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,5"),
        (None, "–"),
    ],
)
def test_numbers_are_written_the_norwegian_way(tall, tekst):
    assert nb_tall(tall) == tekst


def test_percentages_keep_the_sign_with_the_number():
    assert nb_prosent(Decimal("31.3")) == "31,3\N{NO-BREAK SPACE}%"
    assert nb_prosent(None) == "–"
