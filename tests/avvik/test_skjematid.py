"""How long filing takes: counted without a person, shown by month and kind."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from avvik.enums import Retning, Slag
from avvik.models import Skjematid
from avvik.skjematider import minutter
from tests.avvik.meldehjelp import adresse, alle_utkast, til_steg3
from tests.innlogging import logg_inn, logg_inn_med_to_faktorer

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


# --- time -------------------------------------------------------------------------


def test_the_time_includes_log_in_and_leaves_out_pauses(anonym, verden):
    til_steg3(anonym, verden.akutt)
    utkast = alle_utkast().get()
    assert utkast.sist_aktiv is None  # no page was opened, so nobody measures
    alle_utkast().update(
        aktive_sekunder=100, sist_aktiv=timezone.now() - timedelta(seconds=60)
    )
    anonym.post(adresse(3))
    assert alle_utkast().get().aktive_sekunder == 160
    _siden(30)
    anonym.post("/logg-inn/", {"email": verden.melder.email})
    assert alle_utkast().get().aktive_sekunder == 190
    _siden(121)  # the letter was slow
    logg_inn(anonym, verden.melder)
    assert alle_utkast().get().aktive_sekunder == 190
    _siden(20)
    anonym.post(adresse(3))
    rad = Skjematid.objects.get()

    assert rad.sekunder == 210
    assert (rad.maaned.day, rad.slag, rad.retning) == (1, "avvik", "til_sykehus")


def _siden(sekunder):
    """As if that was how long ago the last sign of life came."""
    siste = timezone.now() - timedelta(seconds=sekunder)
    alle_utkast().update(sist_aktiv=siste)


def test_the_rows_of_time_know_no_person_case_or_day():
    kolonner = {f.name for f in Skjematid._meta.get_fields()}
    assert kolonner == {"id", "maaned", "slag", "retning", "sekunder"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Skjematid.objects.create(
            maaned="2026-11-02", slag="avvik", retning="til_sykehus", sekunder=1
        )
