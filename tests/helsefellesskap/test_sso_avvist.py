"""Answers that cannot be trusted, and a provider that is away."""

import re
import socket
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from helsefellesskap.enums import Tilgang
from tests.idnumre import TENOR
from tests.innlogging import logg_inn as logg_inn_med_kode
from tests.sso import (
    NAVN,
    NEDE,
    NESTE,
    STEMTE_IKKE,
    TILBAKE,
    avvist,
    er_inne,
    hos_leverandoren,
    logg_inn,
    logg_rader,
    sett_opp,
    start,
    videre,
)
from tests.tilgang.dump import alt_lagret

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.helsefellesskap.urls_prove"),
]
INNE, FEILET = Tilgang.INNLOGGET, Tilgang.INNLOGGING_FEILET


# --- an answer that cannot be trusted -----------------------------------------


@pytest.mark.parametrize(
    "tukling",
    [
        "fremmed_nokkel",
        "ukjent_nokkel",
        "usignert",
        "hemmelighet",
        "uten_token",
        "utlopt",
        "annen_mottaker",
        "annen_klient",
        "annen_utsteder",
        "annen_nonce",
        "annens_userinfo",
    ],
)
def test_a_token_that_is_not_right_in_every_part_is_refused(
    client, verden, sso, tukling
):
    svar = logg_inn(client, verden.melder.email, NESTE, tukling=tukling)
    assert avvist(client, svar, 400, STEMTE_IKKE)


@pytest.mark.parametrize("tukling", ["klokken_gaar_foran", "bare_userinfo"])
def test_a_fast_clock_and_an_address_kept_apart_are_in_order(
    client, verden, sso, tukling
):
    logg_inn(client, verden.melder.email, tukling=tukling)
    assert er_inne(client)


@pytest.mark.parametrize(
    ("sporring", "status", "ord_"),
    [
        ({"error": "access_denied"}, 403, f"Innloggingen med {NAVN} ble avbrutt."),
        ({"error": "login_required"}, 400, STEMTE_IKKE),
        ({"error": "server_error"}, 503, NEDE),
        ({"error": "temporarily_unavailable"}, 503, NEDE),
        ({"error": TENOR, "error_description": TENOR}, 400, STEMTE_IKKE),
        ({"code": "en-annen"}, 400, STEMTE_IKKE),
        ({"code": ""}, 400, STEMTE_IKKE),
        ({}, 400, STEMTE_IKKE),
    ],
)
def test_a_refusal_of_the_provider_is_told_kindly(
    client, verden, sso, sporring, status, ord_
):
    adresse = videre(start(client, NESTE))
    (tilstand,) = parse_qs(urlsplit(adresse).query)["state"]
    svar = client.get(TILBAKE, {"state": tilstand, **sporring})
    assert avvist(client, svar, status, ord_)
    assert TENOR not in alt_lagret() + svar.content.decode()


def test_only_the_session_that_asked_may_use_the_answer(client, verden, sso):
    vei = hos_leverandoren(videre(start(client, NESTE)), verden.melder.email)
    for annen in (Client(), _som_har_spurt()):
        assert avvist(annen, annen.get(vei), 400, STEMTE_IKKE, neste=False)
    feil = re.sub("state=[^&]+", "state=x", vei)
    assert avvist(client, client.get(feil), 400, STEMTE_IKKE, neste=False)
    assert client.get(vei)["Location"] == NESTE


def _som_har_spurt():
    annen = Client()
    start(annen)
    return annen


def test_the_code_of_one_session_is_worth_nothing_in_another(client, verden, sso):
    """PKCE: with the state of the thief's own log-in."""
    stjalet = hos_leverandoren(videre(start(client)), verden.melder.email)
    (kode,) = parse_qs(urlsplit(stjalet).query)["code"]
    tyv = Client()
    egen = parse_qs(urlsplit(videre(start(tyv, NESTE))).query)
    svar = tyv.get(TILBAKE, {"state": egen["state"][0], "code": kode})
    assert avvist(tyv, svar, 400, STEMTE_IKKE)


def test_an_answer_is_good_once(client, verden, sso):
    vei = hos_leverandoren(videre(start(client, NESTE)), verden.melder.email)
    okt = client.cookies["sessionid"].value
    client.get(vei)
    (kode,) = parse_qs(urlsplit(vei).query)["code"]
    client.post("/logg-ut/")
    assert avvist(client, client.get(vei), 400, STEMTE_IKKE, neste=False)
    gammel = Client()
    gammel.cookies["sessionid"] = okt
    assert avvist(gammel, gammel.get(vei), 400, STEMTE_IKKE, neste=False)
    egen = parse_qs(urlsplit(videre(start(client, NESTE))).query)
    brukt = {"state": egen["state"][0], "code": kode}
    assert avvist(client, client.get(TILBAKE, brukt), 400, STEMTE_IKKE)


@pytest.mark.parametrize(("sekunder", "inne"), [(590, True), (605, False)])
def test_one_has_ten_minutes(client, verden, sso, monkeypatch, sekunder, inne):
    vei = hos_leverandoren(videre(start(client)), verden.melder.email)
    okt = client.session
    naa, skjema = time.time(), okt["socialaccount_states"]
    for tilstand in skjema.values():
        tilstand[1] = naa - sekunder
    okt.save()
    svar = client.get(vei)
    assert (svar.status_code, er_inne(client)) == (
        (302, True) if inne else (400, False)
    )


# --- a provider that is away --------------------------------------------------


@pytest.fixture
def taus_port():
    """Takes calls and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as tjener:
        yield tjener.getsockname()[1]


@pytest.fixture
def stengt_port():
    with socket.create_server(("127.0.0.1", 0)) as tjener:
        port = tjener.getsockname()[1]
    return port


def _nede_ved_start(client, verden):
    svar = start(client, NESTE)
    assert avvist(client, svar, 503, NEDE)
    assert "sessionid" not in client.cookies
    assert logg_rader() == [(FEILET, None, "sso_start", "")]
    logg_inn_med_kode(client, verden.melder)
    return er_inne(client)


def test_a_provider_that_is_away_is_told_before_one_leaves(
    client, verden, settings, stengt_port
):
    sett_opp(settings, f"http://127.0.0.1:{stengt_port}")
    assert _nede_ved_start(client, verden)


def test_a_silent_provider_is_not_waited_for(client, verden, settings, taus_port):
    assert settings.SOCIALACCOUNT_REQUESTS_TIMEOUT == 5
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.2
    sett_opp(settings, f"http://127.0.0.1:{taus_port}")
    assert _nede_ved_start(client, verden)


def test_a_provider_of_another_name_is_not_used(client, verden, settings, ssotjener):
    sett_opp(settings, ssotjener.replace("localhost", "127.0.0.1"))
    assert _nede_ved_start(client, verden)


@pytest.mark.parametrize("tukling", ["henger", "tull"])
def test_a_provider_that_fails_on_the_way_back_is_told(
    client, verden, sso, settings, tukling
):
    vei = hos_leverandoren(
        videre(start(client, NESTE)), verden.melder.email, tukling=tukling
    )
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 1
    assert avvist(client, client.get(vei), 503, NEDE)
    logg_inn_med_kode(client, verden.melder)
    assert er_inne(client)
