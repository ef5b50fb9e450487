from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapporter.undertrykking import AARET, Undertrykt, undertrykk, undertrykk_utgave

RADER = ("A", "B", "C")
KOLONNER = ("x", "y", "z")
TALL = st.one_of(st.integers(0, 6), st.integers(0, 60))


@st.composite
def tabeller(draw):
    rader = RADER[: draw(st.integers(1, 3))]
    kolonner = KOLONNER[: draw(st.integers(1, 3))]
    return {rad: {kolonne: draw(TALL) for kolonne in kolonner} for rad in rader}


def felter(tabell):
    """Every number of the table and its sums by position, worked out afresh."""
    kolonner = list(next(iter(tabell.values())))
    alle = {(r, k): tabell[r][k] for r in tabell for k in kolonner}
    alle |= {(r, "sum"): sum(tabell[r].values()) for r in tabell}
    alle |= {("sum", k): sum(tabell[r][k] for r in tabell) for k in kolonner}
    alle["sum", "sum"] = sum(sum(rekke.values()) for rekke in tabell.values())
    return alle


def vist(svar):
    alle = {
        (rad, kolonne): tall
        for rad, rekke in svar.celler.items()
        for kolonne, tall in rekke.items()
    }
    alle |= {(r, "sum"): tall for r, tall in svar.radsummer.items()}
    alle |= {("sum", k): tall for k, tall in svar.kolonnesummer.items()}
    alle["sum", "sum"] = svar.total
    return alle


def kan_regnes_ut(tabell, synlig):
    """The hidden numbers that are the same in every table that looks like this one.

    Tries all neighbouring tables; that is enough, since the tables that look alike
    form a whole-number polytope whose edges change each number by one at most.
    """
    igjen = {sted for sted, tall in synlig.items() if tall is None}
    skjulte = [s for s in igjen if "sum" not in s]
    sanne = felter(tabell)
    for endringer in product((0, 1, -1), repeat=len(skjulte)):
        nabo = {rad: dict(rekke) for rad, rekke in tabell.items()}
        for (rad, kolonne), endring in zip(skjulte, endringer, strict=True):
            nabo[rad][kolonne] += endring
        andre = felter(nabo)
        if min(andre.values()) >= 0 and all(
            synlig[sted] in (None, tall) for sted, tall in andre.items()
        ):
            igjen -= {sted for sted in igjen if andre[sted] != sanne[sted]}
        if not igjen:
            break
    return igjen


@given(tabeller())
@settings(max_examples=150, deadline=None)
def test_no_hidden_number_follows_from_the_shown_ones(tabell):
    assert kan_regnes_ut(tabell, vist(undertrykk(tabell))) == set()


@given(tabeller())
@settings(deadline=None)
def test_no_shown_number_is_small_and_all_shown_numbers_are_true(tabell):
    for sted, tall in vist(undertrykk(tabell)).items():
        assert tall is None or (tall >= 5 and tall == felter(tabell)[sted])


@given(tabeller())
@settings(deadline=None)
def test_hidden_cells_of_a_shown_sum_reach_the_threshold(tabell):
    svar = undertrykk(tabell)
    for rad, rekke in svar.celler.items():
        skjult = [tabell[rad][k] for k, tall in rekke.items() if tall is None]
        assert not skjult or svar.radsummer[rad] is None or sum(skjult) >= 5


@given(tabeller().filter(lambda tabell: len(tabell) > 1))
@settings(max_examples=150, deadline=None)
def test_known_column_sums_stay_and_give_away_only_zeros(tabell):
    svar = undertrykk(tabell, kjente_kolonnesummer=True)
    sanne = felter(tabell)
    assert {**svar.kolonnesummer, "sum": svar.total} == {
        k: sanne["sum", k] for k in (*svar.kolonnesummer, "sum")
    }
    assert kan_regnes_ut(tabell, vist(svar)) == set()
    for (rad, kolonne), tall in vist(svar).items():
        if rad != "sum" and tall is not None and tall < 5:
            assert (tall, sanne["sum", kolonne] if kolonne != "sum" else 0) == (0, 0)


def test_large_numbers_are_left_alone():
    tabell = {"A": {"x": 5, "y": 12}, "B": {"x": 7, "y": 30}}
    assert undertrykk(tabell) == Undertrykt(
        tabell, {"A": 17, "B": 37}, {"x": 12, "y": 42}, 54
    )


def test_one_small_number_takes_three_others_with_it():
    tabell = {
        "A": {"x": 3, "y": 9, "z": 20},
        "B": {"x": 8, "y": 11, "z": 30},
        "C": {"x": 40, "y": 50, "z": 60},
    }
    assert undertrykk(tabell) == Undertrykt(
        {
            "A": {"x": None, "y": None, "z": 20},
            "B": {"x": None, "y": None, "z": 30},
            "C": {"x": 40, "y": 50, "z": 60},
        },
        {"A": 32, "B": 49, "C": 150},
        {"x": 51, "y": 70, "z": 110},
        231,
    )


def test_a_single_column_hides_the_smallest_neighbour():
    tabell = {"A": {"x": 3}, "B": {"x": 9}, "C": {"x": 20}}
    svar = undertrykk(tabell)
    assert svar.celler == {"A": {"x": None}, "B": {"x": None}, "C": {"x": 20}}
    assert (svar.radsummer["B"], svar.kolonnesummer["x"]) == (None, 32)


def test_a_lone_case_hides_its_sums_too():
    tabell = {"A": {"x": 1, "y": 0}, "B": {"x": 0, "y": 0}}
    assert set(vist(undertrykk(tabell)).values()) == {None}


@pytest.mark.parametrize(("terskel", "svar"), [(5, None), (3, 4)])
def test_the_threshold_decides(terskel, svar):
    assert undertrykk({"A": {"x": 4}}, terskel=terskel).celler["A"]["x"] == svar


def test_an_empty_table_stays_empty():
    assert undertrykk({}) == Undertrykt({}, {}, {}, 0)


# --- several editions of one year ----------------------------------------------------

TERTIALER = ("1", "2", "3")
UTGAVER = (*TERTIALER, AARET)
# All changes of one column of three rows that leave its sum, one at a time and two.
FLYTT = [bytt for bytt in product((0, 1, -1), repeat=3) if sum(bytt) == 0]


@st.composite
def aar(draw):
    """A year's table, and its editions in the order they are published."""
    tabell = {rad: {t: draw(TALL) for t in TERTIALER} for rad in RADER}
    rekkefolge = draw(st.permutations(UTGAVER))
    return tabell, rekkefolge[: draw(st.integers(1, 4))]


def utgi(tabell, rekkefolge, **valg):
    """What each edition shows, made one after the other."""
    utgitt, vist = {}, {}
    for utgave in rekkefolge:
        vist[utgave] = undertrykk_utgave(tabell, utgitt, utgave=utgave, **valg)
        utgitt[utgave] = {r for r, tall in vist[utgave].items() if tall is not None}
    return vist


def tallene(tabell):
    alle = {(r, t): tabell[r][t] for r in tabell for t in TERTIALER}
    return alle | {(r, AARET): sum(tabell[r].values()) for r in tabell}


def kan_regnes_ut_av_utgavene(tabell, vist):
    """Numbers that are the same in every year that gives these editions and sums."""
    sanne = tallene(tabell)
    synlig = {(r, u): n for u, rekke in vist.items() for r, n in rekke.items()}
    laast = set(sanne)
    for bytter in product(FLYTT, repeat=3):
        nabo = {
            rad: {t: tabell[rad][t] + bytter[k][i] for k, t in enumerate(TERTIALER)}
            for i, rad in enumerate(RADER)
        }
        andre = tallene(nabo)
        if min(andre.values()) >= 0 and all(
            synlig.get(sted) in (None, tall) for sted, tall in andre.items()
        ):
            laast -= {sted for sted in laast if andre[sted] != sanne[sted]}
    return laast


@given(aar())
@settings(max_examples=150, deadline=None)
def test_no_small_number_follows_from_all_the_editions_of_a_year(valg):
    tabell, rekkefolge = valg
    vist = utgi(tabell, rekkefolge)
    hemmelige = {s for s, n in tallene(tabell).items() if n < 5}
    hemmelige |= {(rad, u) for u in vist for rad, n in vist[u].items() if n is None}
    # What the sums of the tertials say by themselves is no secret.
    hemmelige -= kan_regnes_ut_av_utgavene(tabell, {})
    assert hemmelige & kan_regnes_ut_av_utgavene(tabell, vist) == set()


@given(aar())
@settings(deadline=None)
def test_an_edition_shows_true_numbers_and_no_more_than_it_would_alone(valg):
    tabell, rekkefolge = valg
    for utgave, rekke in utgi(tabell, rekkefolge).items():
        tall = {r: n for (r, u), n in tallene(tabell).items() if u == utgave}
        alene = undertrykk(
            {r: {"x": n} for r, n in tall.items()}, kjente_kolonnesummer=True
        ).celler
        for rad, vist_ in rekke.items():
            assert vist_ in (None, tall[rad])
            assert vist_ is None or alene[rad]["x"] is not None


@given(aar())
@settings(deadline=None)
def test_what_a_shown_year_hides_in_its_parts_reaches_the_threshold(valg):
    tabell, rekkefolge = valg
    vist = utgi(tabell, rekkefolge)
    for rad, sum_ in vist.get(AARET, {}).items():
        skjult = [tabell[rad][t] for t in TERTIALER if vist.get(t, {}).get(rad) is None]
        assert not sum_ or not skjult or sum(skjult) >= 5


def test_the_first_edition_is_as_it_would_be_alone():
    tabell = {"A": {"1": 3, "2": 20}, "B": {"1": 9, "2": 2}, "C": {"1": 20, "2": 30}}
    assert undertrykk_utgave(tabell, {}, utgave=AARET) == {"A": 23, "B": 11, "C": 50}
    assert undertrykk_utgave(tabell, {}, utgave="1") == {"A": None, "B": None, "C": 20}


def test_a_year_less_its_published_tertials_shows_no_small_number():
    tabell = {"A": {"1": 3, "2": 20}, "B": {"1": 9, "2": 12}, "C": {"1": 20, "2": 30}}
    utgitt = {"1": {"C"}, "2": {"A", "B", "C"}}
    svar = undertrykk_utgave(tabell, utgitt, utgave=AARET)
    assert svar == {"A": None, "B": None, "C": 50}


def test_an_edition_without_rows_stays_empty():
    assert undertrykk_utgave({}, {"1": set()}, utgave="2") == {}


def test_an_edition_made_again_shows_what_it_showed():
    tabell = {"A": {"1": 30}, "B": {"1": 20}, "C": {"1": 40}}
    svar = undertrykk_utgave(tabell, {"1": {"C"}}, utgave="1")
    assert svar == {"A": None, "B": None, "C": 40}


# --- where the sum of an edition is printed nowhere ----------------------------------


def mulige(kjent, opptil):
    """Every (tertial 1, 2, 3, year) that gives what is known."""
    for deler in product(range(opptil + 1), repeat=3):
        alle = (*deler, sum(deler))
        if all(k in (None, tall) for k, tall in zip(kjent, alle, strict=True)):
            yield alle


@given(
    st.tuples(*[st.integers(0, 9)] * 3),
    st.permutations(UTGAVER),
    st.integers(1, 4),
)
@settings(deadline=None)
def test_without_sums_a_row_protects_itself(rad, rekkefolge, antall):
    tabell = {
        "A": dict(zip(TERTIALER, rad, strict=True)),
        "B": {"1": 2, "2": 40, "3": 1},
    }
    vist = utgi(tabell, rekkefolge[:antall], summen_kjent=False)
    kjent = [vist.get(u, {}).get("A") for u in UTGAVER]

    sanne = (*rad, sum(rad))
    assert all(k in (None, tall) for k, tall in zip(kjent, sanne, strict=True))
    igjen = list(mulige(kjent, opptil=30))
    for nr, tall in enumerate(sanne):
        if tall < 5:
            assert len({alle[nr] for alle in igjen}) > 1


def test_without_sums_a_small_number_hides_no_other():
    tabell = {"A": {"1": 3, "2": 9}, "B": {"1": 40, "2": 11}}
    alene = undertrykk_utgave(tabell, {}, utgave="1", summen_kjent=False)
    assert alene == {"A": None, "B": 40}
    assert undertrykk_utgave(tabell, {}, utgave="1") == {"A": None, "B": None}
    aaret = undertrykk_utgave(
        tabell, {"1": {"B"}, "2": {"A", "B"}}, utgave=AARET, summen_kjent=False
    )
    assert aaret == {"A": None, "B": 51}
