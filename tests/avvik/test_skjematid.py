"""The sekretariat sees how long filing takes, by month and kind."""

from datetime import date

import pytest

from avvik.enums import Retning, Slag
from avvik.models import Skjematid
from avvik.skjematider import minutter
from tests.innlogging import logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db
SIDE = "/arbeidsliste/tid/"


def lag(maaned, *sekunder, slag=Slag.AVVIK):
    Skjematid.objects.bulk_create(
        Skjematid(
            maaned=maaned, slag=slag, retning=Retning.TIL_SYKEHUS, sekunder=sekund
        )
        for sekund in sekunder
    )


def rader(client, verden):
    logg_inn_med_to_faktorer(client, verden.sekretariat)
    return [
        (r.maaned, r.slag, r.antall, r.median, r.p90)
        for r in client.get(SIDE).context["rader"]
    ]


def test_half_were_under_and_nine_of_ten_at_most(client, verden):
    lag(date(2026, 10, 1), *range(100, 201, 10))
    lag(date(2026, 11, 1), 90, 121)
    lag(date(2026, 11, 1), 60, slag=Slag.FORBEDRING)

    assert rader(client, verden) == [
        ("november 2026", "Samhandlingsavvik", 2, "1 min 46 s", "2 min 1 s"),
        ("november 2026", "Forslag til forbedring", 1, "1 min 0 s", "1 min 0 s"),
        ("oktober 2026", "Samhandlingsavvik", 11, "2 min 30 s", "3 min 10 s"),
    ]


def test_a_year_of_months_and_no_more(client, verden):
    for maaned in range(1, 13):
        lag(date(2025, maaned, 1), 100)
    lag(date(2026, 1, 1), 100)
    maaneder = [rad[0] for rad in rader(client, verden)]

    assert (maaneder[0], maaneder[-1], len(maaneder)) == (
        "januar 2026",
        "februar 2025",
        12,
    )


@pytest.mark.parametrize("demo", [True, False])
def test_a_demo_says_that_its_times_are_constructed(client, verden, settings, demo):
    settings.DEMO = demo
    logg_inn_med_to_faktorer(client, verden.sekretariat)
    assert ("Tidene er konstruert" in client.get(SIDE).text) == demo


def test_it_is_the_sekretariats_and_linked_from_its_list(client, verden):
    logg_inn_med_to_faktorer(client, verden.sekretariat)
    assert f'href="{SIDE}"' in client.get("/arbeidsliste/").text
    assert "Ingen meldinger er sendt fra skjemaet ennå." in client.get(SIDE).text
    for person in (verden.melder, verden.kontakt_unn, verden.ssu):
        logg_inn_med_to_faktorer(client, person)
        assert client.get(SIDE).status_code == 403


@pytest.mark.parametrize("antall", [1, 30])
def test_the_page_costs_the_same_whatever_their_number(
    client, verden, antall, django_assert_num_queries
):
    lag(date(2026, 11, 1), *range(60, 60 + antall))
    logg_inn_med_to_faktorer(client, verden.sekretariat)
    client.get(SIDE)

    with django_assert_num_queries(10):
        client.get(SIDE)


@pytest.mark.parametrize(
    ("sekunder", "tekst"),
    [(0, "0 min 0 s"), (59.4, "0 min 59 s"), (59.5, "1 min 0 s"), (150, "2 min 30 s")],
)
def test_seconds_read_as_minutes(sekunder, tekst):
    assert minutter(sekunder) == tekst
