"""The session ends some time after log-in, and the page knows when."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from helsefellesskap.innlogging import OKT_FRA

pytestmark = pytest.mark.django_db
TIMER = 8 * 60 * 60


def igjen(klient):
    side = klient.get("/hjelp/").text
    return int(re.search(r'data-utloper="(\d+)" data-hele="28800"', side)[1])


def eldes(klient, sekunder):
    okt = klient.session
    okt[OKT_FRA] = int(time.time()) - sekunder
    okt.save()


def test_the_page_tells_how_long_is_left_not_how_long_it_lasts(client, verden):
    client.force_login(verden.melder)
    assert TIMER - 5 <= igjen(client) <= TIMER
    eldes(client, TIMER - 100)

    assert 95 <= igjen(client) <= 100


def test_staying_logged_in_gives_the_whole_time_anew(client, verden):
    client.force_login(verden.melder)
    eldes(client, TIMER - 100)
    Session.objects.update(expire_date=timezone.now() + timezone.timedelta(seconds=100))
    assert client.get("/okt/").status_code == 405
    assert igjen(client) <= 100
    assert client.post("/okt/").status_code == 204
    assert TIMER - 5 <= igjen(client) <= TIMER
    gjenstaar = Session.objects.get().expire_date - timezone.now()

    assert TIMER - 5 <= gjenstaar.total_seconds() <= TIMER


def test_nobody_is_warned_who_is_not_logged_in(client):
    side = client.get("/hjelp/").text

    assert ("data-utloper" in side, "okt.js" in side) == (False, False)


KNAPP = "/rabra/R-2026-0001/takk/"


@pytest.mark.parametrize(
    ("hoder", "neste"),
    [
        ({"referer": "http://testserver/mine/?side=2"}, "/mine/"),
        ({"referer": "https://ond.example/mine/"}, KNAPP),
        ({"referer": "//ond.example/mine/"}, KNAPP),
        ({}, KNAPP),
    ],
    ids=["own page", "another place", "without a scheme", "none"],
)
def test_a_button_pressed_after_log_in_has_ended_leads_back_to_its_page(
    client, hoder, neste
):
    svar = client.post(KNAPP, headers=hoder)

    assert svar.url == f"/logg-inn/?next={neste}"
    assert "Du er logget ut, og det ble ikke sendt." in client.get(svar.url).text


def test_what_a_script_sends_behind_the_page_leaves_no_message(client):
    svar = client.post("/okt/", headers={"sec-fetch-mode": "cors"})

    assert svar.url == "/logg-inn/?next=/okt/"
    assert "det ble ikke sendt" not in client.get(svar.url).text
