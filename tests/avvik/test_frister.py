from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from avvik.frister import (
    ALVORLIG,
    ORDINAERT,
    Fristsett,
    autolukk_dato,
    bekreft_innen,
    egen_frist,
    er_alvorlig,
    er_for_sen,
    etter_pause,
    etter_videresending,
    fordel_innen,
    lovet_dato,
    mer_frist,
    pause_dager,
    pause_utloper,
)
from helsefellesskap.arbeidsdager import OSLO, er_arbeidsdag, lokal_dato

# The calendar of a year is built on first use, so the first example is slow.
egenskap = settings(deadline=None)

datoer = st.dates(date(2000, 1, 1), date(2098, 6, 30))
fristsett = st.builds(
    Fristsett,
    fordel_dager=st.integers(1, 10),
    bekreft_dager=st.integers(1, 10),
    svar_dager=st.integers(1, 60),
)
dagtall = st.integers(0, 60)


def dager(antall):
    return timedelta(days=antall)


# --- the rule's content


@pytest.mark.parametrize(
    ("alvorlighet", "ventet"),
    [
        (None, (2, 3, 21)),
        (0, (2, 3, 21)),
        (3, (2, 3, 21)),
        (4, (2, 1, 14)),
        (5, (2, 1, 14)),
    ],
)
def test_serious_cases_have_shorter_deadlines(alvorlighet, ventet):
    frister = ALVORLIG if er_alvorlig(alvorlighet) else ORDINAERT

    assert (frister.fordel_dager, frister.bekreft_dager, frister.svar_dager) == ventet


@pytest.mark.parametrize("felt", ["fordel_dager", "bekreft_dager", "svar_dager"])
def test_a_deadline_on_the_same_day_is_refused(felt):
    with pytest.raises(ValueError, match="at least one day"):
        Fristsett(**{felt: 0})
    assert getattr(Fristsett(**{felt: 1}), felt) == 1


# --- the dates of a case


@pytest.mark.parametrize(
    ("meldt", "lovet"),
    [
        (date(2026, 11, 2), date(2026, 11, 23)),
        (date(2026, 4, 10), date(2026, 5, 1)),
        (date(2028, 2, 8), date(2028, 2, 29)),
        (date(2027, 2, 8), date(2027, 3, 1)),
        (date(2026, 3, 15), date(2026, 4, 5)),
        (date(2026, 12, 31), date(2027, 1, 21)),
    ],
)
def test_the_promised_date_is_calendar_days_and_is_never_moved(meldt, lovet):
    assert lovet_dato(meldt, ORDINAERT) == lovet
    assert lovet_dato(meldt, ALVORLIG) == lovet - dager(7)


@pytest.mark.parametrize(
    ("meldt", "lovet"),
    [
        (datetime(2026, 3, 29, 1, 59, tzinfo=OSLO), date(2026, 4, 19)),
        (datetime(2026, 3, 29, 3, 0, tzinfo=OSLO), date(2026, 4, 19)),
        (datetime(2026, 10, 25, 2, 30, tzinfo=OSLO, fold=0), date(2026, 11, 15)),
        (datetime(2026, 10, 25, 2, 30, tzinfo=OSLO, fold=1), date(2026, 11, 15)),
        (datetime(2026, 10, 4, 23, 30, tzinfo=OSLO), date(2026, 10, 25)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=OSLO), date(2027, 1, 21)),
    ],
)
def test_the_promise_counts_from_the_local_date_over_clock_changes(meldt, lovet):
    assert lovet_dato(lokal_dato(meldt), ORDINAERT) == lovet


@pytest.mark.parametrize(
    ("tildelt", "fordel", "bekreft", "bekreft_alvorlig"),
    [
        (date(2026, 11, 2), date(2026, 11, 4), date(2026, 11, 5), date(2026, 11, 3)),
        (date(2026, 4, 1), date(2026, 4, 8), date(2026, 4, 9), date(2026, 4, 7)),
        (date(2026, 4, 30), date(2026, 5, 5), date(2026, 5, 6), date(2026, 5, 4)),
        (date(2027, 5, 14), date(2027, 5, 19), date(2027, 5, 20), date(2027, 5, 18)),
        (
            date(2026, 12, 23),
            date(2026, 12, 28),
            date(2026, 12, 29),
            date(2026, 12, 24),
        ),
        (date(2028, 2, 28), date(2028, 3, 1), date(2028, 3, 2), date(2028, 2, 29)),
    ],
)
def test_forward_and_confirm_count_working_days(
    tildelt, fordel, bekreft, bekreft_alvorlig
):
    assert fordel_innen(tildelt, ORDINAERT) == fordel
    assert bekreft_innen(tildelt, ORDINAERT) == bekreft
    assert bekreft_innen(tildelt, ALVORLIG) == bekreft_alvorlig


def test_local_closed_days_move_forward_and_confirm():
    stengt = frozenset({date(2026, 11, 3)})

    assert fordel_innen(date(2026, 11, 2), ORDINAERT, stengt) == date(2026, 11, 5)
    assert bekreft_innen(date(2026, 11, 2), ORDINAERT, stengt) == date(2026, 11, 6)


@egenskap
@given(datoer, fristsett, dagtall)
@example(date(2028, 2, 29), ORDINAERT, 0)
@example(date(2026, 12, 31), ORDINAERT, 1)
def test_a_later_start_never_gives_an_earlier_deadline(start, regel, senere):
    for frist in (fordel_innen, bekreft_innen, lovet_dato):
        assert frist(start + dager(senere), regel) >= frist(start, regel) > start
    assert er_arbeidsdag(fordel_innen(start, regel))
    assert er_arbeidsdag(bekreft_innen(start, regel))


def test_a_late_holder_gets_seven_days():
    lovet = date(2026, 11, 23)

    assert egen_frist(lovet, date(2026, 11, 2)) == lovet
    assert egen_frist(lovet, date(2026, 11, 16)) == lovet
    assert egen_frist(lovet, date(2026, 11, 17)) == date(2026, 11, 24)


@egenskap
@given(datoer, datoer)
def test_the_holders_date_is_neither_before_the_promise_nor_within_a_week(
    lovet, tildelt
):
    frist = egen_frist(lovet, tildelt)

    assert frist >= lovet
    assert frist >= tildelt + dager(7)
    assert frist == lovet or frist == tildelt + dager(7)


@pytest.mark.parametrize(
    ("tildelt", "ventet"),
    [
        (date(2026, 11, 4), date(2026, 11, 25)),
        (date(2026, 11, 5), date(2026, 11, 26)),
        (date(2026, 11, 6), date(2026, 11, 23)),
    ],
)
def test_a_pass_on_moves_the_promise_up_to_the_confirm_date(tildelt, ventet):
    lovet, bekreft = date(2026, 11, 23), date(2026, 11, 5)

    assert etter_videresending(lovet, bekreft, tildelt, ORDINAERT) == ventet


@egenskap
@given(datoer, fristsett, dagtall)
def test_a_pass_on_never_shortens_the_promise_of_the_same_rule(meldt, regel, senere):
    lovet = lovet_dato(meldt, regel)
    tildelt = meldt + dager(senere)
    bekreft = bekreft_innen(meldt, regel)

    ny = etter_videresending(lovet, bekreft, tildelt, regel)

    assert ny >= lovet
    assert ny == (lovet + dager(senere) if tildelt <= bekreft else lovet)


# --- the pause


@pytest.mark.parametrize(
    ("start", "utloper"),
    [
        (date(2026, 11, 2), date(2026, 11, 17)),
        (date(2026, 11, 6), date(2026, 11, 23)),
        (date(2026, 11, 7), date(2026, 11, 23)),
        (date(2026, 3, 27), date(2026, 4, 16)),
        (date(2026, 12, 18), date(2027, 1, 6)),
    ],
)
def test_the_clock_ends_a_pause_on_the_working_day_after_the_tenth(start, utloper):
    assert pause_utloper(start) == utloper


def test_local_closed_days_lengthen_the_longest_pause():
    stengt = frozenset({date(2026, 11, 10)})

    assert pause_utloper(date(2026, 11, 2), stengt) == date(2026, 11, 18)


@pytest.mark.parametrize(
    ("slutt", "flyttet"),
    [
        (date(2026, 11, 2), 0),
        (date(2026, 11, 3), 1),
        (date(2026, 11, 9), 7),
        (date(2026, 11, 16), 14),
        (date(2026, 11, 17), 15),
        (date(2026, 11, 18), 15),
        (date(2026, 12, 24), 15),
    ],
)
def test_a_pause_moves_the_date_by_its_calendar_days(slutt, flyttet):
    start, frist = date(2026, 11, 2), date(2026, 11, 20)

    assert pause_dager(start, slutt) == flyttet
    assert etter_pause(frist, start, slutt) == frist + dager(flyttet)


def test_local_closed_days_count_in_the_longest_pause():
    start, stengt = date(2026, 11, 2), frozenset({date(2026, 11, 10)})

    assert pause_dager(start, date(2026, 12, 24), stengt) == 16
    assert etter_pause(start, start, date(2026, 12, 24), stengt) == date(2026, 11, 18)


def test_a_pause_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        pause_dager(date(2026, 11, 3), date(2026, 11, 2))
    assert pause_dager(date(2026, 11, 3), date(2026, 11, 3)) == 0


@egenskap
@given(datoer, dagtall, dagtall, dagtall)
@example(date(2026, 3, 27), 5, 3, 0)
@example(date(2026, 10, 24), 5, 2, 0)
@example(date(2028, 2, 28), 1, 2, 0)
def test_a_pause_leaves_the_holder_the_days_that_were_left(start, igjen, lengde, mer):
    slutt = min(start + dager(lengde), pause_utloper(start))

    ny = etter_pause(start + dager(igjen), start, slutt)

    assert ny - slutt == dager(igjen)
    assert etter_pause(start + dager(igjen), start, slutt + dager(mer)) >= ny
    assert er_arbeidsdag(pause_utloper(start))


# --- after the answer


def test_more_is_answered_within_fourteen_days():
    assert mer_frist(date(2028, 2, 15)) == date(2028, 2, 29)
    assert mer_frist(date(2026, 12, 31)) == date(2027, 1, 14)


def test_a_case_closes_itself_on_the_fifteenth_day():
    assert autolukk_dato(date(2026, 11, 2)) == date(2026, 11, 17)
    assert autolukk_dato(date(2026, 10, 11)) == date(2026, 10, 26)


def test_late_begins_the_day_after():
    frist = date(2026, 12, 31)

    assert er_for_sen(frist, date(2026, 12, 31)) is False
    assert er_for_sen(frist, date(2027, 1, 1)) is True


def test_half_past_eleven_in_the_evening_is_still_in_time():
    frist = date(2026, 12, 31)
    sent = datetime(2026, 12, 31, 23, 30, tzinfo=OSLO)

    assert er_for_sen(frist, lokal_dato(sent)) is False
    assert er_for_sen(frist, lokal_dato(sent + timedelta(minutes=30))) is True
