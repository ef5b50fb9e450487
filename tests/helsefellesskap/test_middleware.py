"""What leaves with every answer, whoever made it."""

from urllib.parse import quote

import pytest
from django.contrib.messages import constants
from django.test import RequestFactory

from helsefellesskap.meldinger import Meldinger
from tests.factories import lag_sak
from tests.idnumre import TENOR
from tests.innlogging import LOGG_INN
from tests.innlogging import logg_inn_med_to_faktorer as logg_inn


@pytest.fixture
def teknisk(verden):
    verden.admin.is_staff = verden.admin.is_superuser = True
    verden.admin.save()
    return verden.admin


def test_no_page_is_kept_by_the_browser(client, verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    logg_inn(client, verden.melder)
    for adresse, status in (
        ("/", 200),
        (f"/sak/{sak.saksnummer}/", 200),
        ("/mine/", 200),
        ("/statistikk/tall.csv", 200),
        ("/innboks/", 403),
        ("/sak/1999-0001/", 404),
        ("/mine", 301),
    ):
        svar = client.get(adresse)
        assert (svar.status_code, svar["Cache-Control"]) == (
            status,
            "no-store, private",
        ), adresse


@pytest.mark.parametrize(
    ("tekst", "med"),
    [
        ("2022-0001", True),
        (TENOR, False),
        (f"{TENOR[:6]} {TENOR[6:]}", False),
        (f"{TENOR[:6]}%2520{TENOR[6:]}", False),
    ],
)
def test_the_way_to_the_log_in_page_drops_a_number(client, db, tekst, med):
    for adresse in ("/sak/{}/", "/mine/?q={}", "/admin/?q={}"):
        vei = client.get(adresse.format(quote(tekst)))["Location"]
        assert vei.partition("?")[0] in (LOGG_INN, "/admin/login/")
        assert ("?next=" in vei) == med, vei


def test_the_missing_slash_is_not_put_after_a_number(client, db):
    assert client.get("/sak/2022-0001")["Location"] == "/sak/2022-0001/"
    svar = client.get(f"/sak/{TENOR}")
    assert (svar.status_code, svar.has_header("Location")) == (404, False)


def test_the_administration_repeats_no_number_in_a_message(client, teknisk):
    logg_inn(client, teknisk)
    for pk, antall in (("4242", 1), (TENOR, 0)):
        svar = client.get(f"/admin/helsefellesskap/bruker/{pk}/change/")
        assert svar.status_code == 302
        assert len(client.get("/admin/").context["messages"]) == antall


def test_a_message_with_a_number_is_dropped_and_others_are_kept():
    request = RequestFactory().get("/")
    request.session = {}
    lager = Meldinger(request)
    for tekst in ("Lagret.", f"«{TENOR}» finnes ikke."):
        lager.add(constants.INFO, tekst)
    assert [m.message for m in lager] == ["Lagret."]
