from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helsefellesskap.arbeidsdager import (
    OSLO,
    Forklaring,
    HoppetOver,
    arbeidsdager_mellom,
    er_arbeidsdag,
    forklar,
    helligdager,
    i_sendevindu,
    lokal_dato,
    neste_sendetid,
    pluss_arbeidsdager,
)

# The calendar of a year is built on first use, so the first example is slow.
egenskap = settings(deadline=None)

datoer = st.dates(date(2000, 1, 1), date(2098, 12, 31))
antall = st.integers(1, 40)
oyeblikk = st.datetimes(
    datetime(2000, 1, 1), datetime(2098, 12, 31), timezones=st.just(UTC)
)
kommende_dager = st.frozensets(st.integers(0, 30), max_size=10)


def stengt_etter(dato, avstander):
    return frozenset(dato + timedelta(days=n) for n in avstander)


def utc(*deler):
    return datetime(*deler, tzinfo=UTC)


# --- local date


@pytest.mark.parametrize(
    ("tid", "ventet"),
    [
        (utc(2026, 12, 31, 22, 30), date(2026, 12, 31)),
        (utc(2026, 12, 31, 23, 30), date(2027, 1, 1)),
        (utc(2026, 7, 1, 21, 59), date(2026, 7, 1)),
        (utc(2026, 7, 1, 22, 0), date(2026, 7, 2)),
        (utc(2028, 2, 28, 23, 30), date(2028, 2, 29)),
        (utc(2028, 2, 29, 23, 30), date(2028, 3, 1)),
    ],
)
def test_local_date_is_the_date_in_oslo(tid, ventet):
    assert lokal_dato(tid) == ventet


def test_half_past_eleven_on_new_years_eve_in_oslo_is_still_that_year():
    tid = datetime(2026, 12, 31, 23, 30, tzinfo=OSLO)

    assert lokal_dato(tid) == date(2026, 12, 31)
    assert lokal_dato(tid.astimezone(UTC)) == date(2026, 12, 31)
    assert lokal_dato(tid + timedelta(minutes=30)) == date(2027, 1, 1)


def test_both_passes_through_the_doubled_hour_have_one_date():
    foerste = datetime(2026, 10, 25, 2, 30, tzinfo=OSLO, fold=0)
    andre = datetime(2026, 10, 25, 2, 30, tzinfo=OSLO, fold=1)

    assert andre.astimezone(UTC) - foerste.astimezone(UTC) == timedelta(hours=1)
    assert lokal_dato(foerste) == date(2026, 10, 25)
    assert lokal_dato(andre) == date(2026, 10, 25)


@pytest.mark.parametrize(
    ("start", "timer"),
    [(utc(2026, 3, 28, 23), 23), (utc(2026, 10, 24, 22), 25)],
)
def test_the_days_of_clock_change_have_23_and_25_hours(start, timer):
    dag = lokal_dato(start)

    assert dag.weekday() == 6
    assert lokal_dato(start - timedelta(seconds=1)) == dag - timedelta(days=1)
    assert lokal_dato(start + timedelta(hours=timer, seconds=-1)) == dag
    assert lokal_dato(start + timedelta(hours=timer)) == dag + timedelta(days=1)


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="without time zone"):
        lokal_dato(datetime(2026, 5, 4, 12))
    assert lokal_dato(datetime(2026, 5, 4, 12, tzinfo=UTC)) == date(2026, 5, 4)


# --- working days


@pytest.mark.parametrize(
    ("dato", "navn"),
    [
        (date(2026, 1, 1), "Første nyttårsdag"),
        (date(2026, 4, 2), "Skjærtorsdag"),
        (date(2026, 4, 3), "Langfredag"),
        (date(2026, 4, 6), "Andre påskedag"),
        (date(2026, 5, 1), "Arbeidernes dag"),
        (date(2028, 5, 17), "Grunnlovsdag"),
        (date(2027, 5, 17), "Andre pinsedag; Grunnlovsdag"),
        (date(2026, 5, 14), "Kristi himmelfartsdag"),
        (date(2026, 5, 25), "Andre pinsedag"),
        (date(2026, 12, 25), "Første juledag"),
        (date(2028, 12, 26), "Andre juledag"),
    ],
)
def test_public_holidays_on_weekdays_are_no_working_days(dato, navn):
    assert dato.weekday() < 5
    assert helligdager(dato.year)[dato] == navn
    assert not er_arbeidsdag(dato)


@pytest.mark.parametrize(
    "dato",
    [
        date(2026, 12, 24),
        date(2026, 12, 31),
        date(2026, 4, 1),
        date(2026, 4, 7),
        date(2028, 2, 29),
        date(2026, 5, 18),
    ],
)
def test_ordinary_weekdays_are_working_days_until_closed_locally(dato):
    assert er_arbeidsdag(dato)
    assert not er_arbeidsdag(dato, frozenset({dato}))


def test_names_of_holidays_do_not_follow_the_locale_of_the_machine(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "en_US")
    helligdager.cache_clear()

    assert helligdager(2026)[date(2026, 5, 1)] == "Arbeidernes dag"


def test_sundays_are_no_named_holidays():
    assert len(helligdager(2026)) == 12
    assert helligdager(2026).get(date(2026, 5, 3)) is None


@pytest.mark.parametrize("aar", [1900, 2101])
def test_a_year_without_calendar_is_refused(aar):
    with pytest.raises(ValueError, match="no calendar"):
        er_arbeidsdag(date(aar, 1, 3))


def test_a_time_is_no_working_day():
    with pytest.raises(TypeError):
        er_arbeidsdag(datetime(2026, 5, 1, 12, tzinfo=OSLO))


# --- counting


@pytest.mark.parametrize(
    ("fra", "dager", "ventet"),
    [
        (date(2026, 11, 2), 3, date(2026, 11, 5)),
        (date(2026, 4, 1), 1, date(2026, 4, 7)),
        (date(2026, 4, 3), 3, date(2026, 4, 9)),
        (date(2026, 4, 29), 3, date(2026, 5, 5)),
        (date(2027, 5, 14), 1, date(2027, 5, 18)),
        (date(2026, 12, 23), 1, date(2026, 12, 24)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2026, 3, 27), 1, date(2026, 3, 30)),
        (date(2026, 10, 23), 1, date(2026, 10, 26)),
        (date(2026, 4, 7), -1, date(2026, 4, 1)),
        (date(2026, 5, 3), -1, date(2026, 4, 30)),
        (date(2026, 5, 1), 0, date(2026, 5, 1)),
    ],
)
def test_counting_steps_over_weekends_and_holidays(fra, dager, ventet):
    assert pluss_arbeidsdager(fra, dager) == ventet


def test_counting_steps_over_local_closed_days():
    romjul = frozenset({date(2026, 12, 24), date(2026, 12, 28)})

    assert pluss_arbeidsdager(date(2026, 12, 23), 1, romjul) == date(2026, 12, 29)


@egenskap
@given(datoer, antall, kommende_dager)
@example(date(2026, 3, 28), 1, frozenset())
@example(date(2026, 10, 24), 1, frozenset())
@example(date(2028, 2, 29), 3, frozenset({1}))
def test_result_is_a_working_day_and_counting_back_agrees(dato, dager, avstander):
    stengte = stengt_etter(dato, avstander)

    slutt = pluss_arbeidsdager(dato, dager, stengte)

    assert er_arbeidsdag(slutt, stengte)
    assert arbeidsdager_mellom(dato, slutt, stengte) == dager
    assert arbeidsdager_mellom(slutt, dato, stengte) == -dager + (
        not er_arbeidsdag(dato, stengte)
    )


@egenskap
@given(datoer, antall, kommende_dager)
def test_negative_counts_land_on_working_days_and_invert(dato, dager, avstander):
    stengte = stengt_etter(dato - timedelta(days=30), avstander)

    start = pluss_arbeidsdager(dato, -dager, stengte)

    assert er_arbeidsdag(start, stengte)
    assert start < dato
    assert arbeidsdager_mellom(dato, start, stengte) == -dager


@egenskap
@given(datoer, st.integers(0, 20), st.integers(0, 20), kommende_dager)
def test_counting_in_two_parts_is_counting_at_once(dato, foerst, saa, avstander):
    stengte = stengt_etter(dato, avstander)

    halvveis = pluss_arbeidsdager(dato, foerst, stengte)

    assert pluss_arbeidsdager(halvveis, saa, stengte) == pluss_arbeidsdager(
        dato, foerst + saa, stengte
    )


@egenskap
@given(datoer, st.integers(0, 20), antall, st.integers(0, 20), kommende_dager)
def test_later_start_more_days_or_closed_days_never_give_an_earlier_date(
    dato, senere, dager, flere, avstander
):
    stengte = stengt_etter(dato, avstander)
    slutt = pluss_arbeidsdager(dato, dager)

    assert pluss_arbeidsdager(dato + timedelta(days=senere), dager) >= slutt
    assert pluss_arbeidsdager(dato, dager + flere) >= slutt
    assert pluss_arbeidsdager(dato, dager, stengte) >= slutt


# --- explaining


def test_the_first_of_may_is_explained():
    assert forklar(date(2026, 4, 29), date(2026, 5, 5)) == Forklaring(
        arbeidsdager=3,
        hoppet_over=(HoppetOver(date(2026, 5, 1), "Arbeidernes dag"),),
    )


def test_local_closed_days_are_explained_and_weekends_are_not():
    stengte = frozenset({date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 27)})

    assert forklar(date(2026, 12, 23), date(2026, 12, 28), stengte) == Forklaring(
        arbeidsdager=1,
        hoppet_over=(
            HoppetOver(date(2026, 12, 24)),
            HoppetOver(date(2026, 12, 25), "Første juledag"),
        ),
    )


def test_a_start_on_a_holiday_was_not_skipped():
    assert forklar(date(2026, 5, 1), date(2026, 5, 4)) == Forklaring(1, ())


def test_a_date_is_explained_forwards():
    with pytest.raises(ValueError, match="forwards"):
        forklar(date(2026, 5, 4), date(2026, 5, 1))


@egenskap
@given(datoer, antall, kommende_dager)
def test_explained_days_and_weekends_are_all_the_days_between(dato, dager, avstander):
    stengte = stengt_etter(dato, avstander)
    slutt = pluss_arbeidsdager(dato, dager, stengte)
    mellom = [dato + timedelta(days=n + 1) for n in range((slutt - dato).days)]

    forklaring = forklar(dato, slutt, stengte)

    assert forklaring.arbeidsdager == dager
    assert dager + len(forklaring.hoppet_over) == sum(d.weekday() < 5 for d in mellom)


# --- the window for sending


@pytest.mark.parametrize(
    ("tid", "inne"),
    [
        (datetime(2026, 11, 2, 7, 59, 59, tzinfo=OSLO), False),
        (datetime(2026, 11, 2, 8, 0, tzinfo=OSLO), True),
        (datetime(2026, 11, 2, 15, 59, 59, tzinfo=OSLO), True),
        (datetime(2026, 11, 2, 16, 0, tzinfo=OSLO), False),
        (datetime(2026, 11, 1, 12, 0, tzinfo=OSLO), False),
        (datetime(2026, 5, 1, 12, 0, tzinfo=OSLO), False),
        (utc(2026, 7, 1, 6, 30), True),
        (utc(2026, 12, 1, 6, 30), False),
    ],
)
def test_the_window_is_eight_to_four_in_oslo_on_working_days(tid, inne):
    assert i_sendevindu(tid) is inne


def test_a_local_closed_day_closes_the_window():
    tid = datetime(2026, 12, 24, 12, tzinfo=OSLO)

    assert i_sendevindu(tid) is True
    assert i_sendevindu(tid, frozenset({date(2026, 12, 24)})) is False


def test_a_time_without_zone_is_in_no_window():
    with pytest.raises(ValueError, match="without time zone"):
        i_sendevindu(datetime(2026, 11, 2, 12))
    with pytest.raises(ValueError, match="without time zone"):
        neste_sendetid(datetime(2026, 11, 2, 12))


@pytest.mark.parametrize(
    ("tid", "ventet"),
    [
        (utc(2026, 11, 2, 10), utc(2026, 11, 2, 10)),
        (utc(2026, 11, 2, 5), utc(2026, 11, 2, 7)),
        (utc(2026, 11, 2, 15), utc(2026, 11, 3, 7)),
        (utc(2026, 3, 27, 20), utc(2026, 3, 30, 6)),
        (utc(2026, 3, 29, 0, 30), utc(2026, 3, 30, 6)),
        (utc(2026, 3, 29, 1, 30), utc(2026, 3, 30, 6)),
        (utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 7)),
        (utc(2026, 10, 25, 1, 30), utc(2026, 10, 26, 7)),
        (utc(2026, 12, 31, 22, 30), utc(2027, 1, 4, 7)),
        (utc(2028, 2, 28, 23, 30), utc(2028, 2, 29, 7)),
        (utc(2026, 4, 1, 14), utc(2026, 4, 7, 6)),
    ],
)
def test_outside_the_window_a_letter_waits_until_it_opens(tid, ventet):
    assert neste_sendetid(tid) == ventet


@egenskap
@given(oyeblikk, kommende_dager)
@example(utc(2026, 10, 25, 0, 30), frozenset())
@example(utc(2026, 10, 25, 1, 30), frozenset())
@example(utc(2026, 3, 29, 1, 0), frozenset({1}))
@example(utc(2026, 12, 31, 22, 30), frozenset({0, 4}))
def test_the_next_time_is_the_first_one_inside_the_window(tid, avstander):
    stengte = stengt_etter(lokal_dato(tid), avstander)

    neste = neste_sendetid(tid, stengte).astimezone(UTC)

    assert i_sendevindu(neste, stengte)
    assert neste_sendetid(neste, stengte) == neste
    if i_sendevindu(tid, stengte):
        assert neste == tid
    else:
        assert neste > tid
        assert not i_sendevindu(neste - timedelta(microseconds=1), stengte)
        assert arbeidsdager_mellom(lokal_dato(tid), lokal_dato(neste), stengte) <= 1


@egenskap
@given(oyeblikk, st.timedeltas(timedelta(0), timedelta(days=5)))
def test_a_later_letter_never_goes_earlier(tid, senere):
    assert neste_sendetid(tid) <= neste_sendetid(tid + senere)
