"""Nothing the provider says is kept, and the second factor is asked for as ever."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from helsefellesskap import sso as modul
from helsefellesskap.enums import Tilgang
from tests.idnumre import TENOR
from tests.innlogging import APP, LOGG_INN, OPPSETT, sett_opp_totp, totp
from tests.innlogging import logg_inn as logg_inn_med_kode
from tests.sso import (
    NESTE,
    er_inne,
    hos_leverandoren,
    logg_inn,
    logg_rader,
    start,
    videre,
)
from tests.ssotjener import HEMMELIG
from tests.tilgang.dump import alt_lagret

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.helsefellesskap.urls_prove"),
]
INNE, FEILET = Tilgang.INNLOGGET, Tilgang.INNLOGGING_FEILET


# --- nothing is kept ----------------------------------------------------------


PERSON = {
    "pid": TENOR,
    "name": "Gulspurv7731",
    "helseid://claims/identity/pid": TENOR,
}


@pytest.fixture
def hemmelig(monkeypatch):
    """What the provider sent, and what is sent to it."""
    sendt, ekte = [HEMMELIG], modul.Klient.get_access_token_data

    def kikk(self, *args, **kwargs):
        svar = ekte(self, *args, **kwargs)
        sendt.extend([svar["access_token"], svar["id_token"]])
        sendt.append(kwargs["pkce_code_verifier"])
        return svar

    monkeypatch.setattr(modul.Klient, "get_access_token_data", kikk)
    return sendt


@pytest.mark.parametrize("hvem", ["melder", "leder_akutt", "ukjent"])
@pytest.mark.parametrize("tukling", ["", "bare_userinfo", "annen_nonce"])
def test_no_claim_subject_token_or_code_is_kept_anywhere(
    client, verden, sso, linjer, hemmelig, hvem, tukling
):
    """Logged in, before the second factor, and refused."""
    if hvem == "leder_akutt":
        foer = Client()
        logg_inn_med_kode(foer, verden.leder_akutt)
        sett_opp_totp(foer)
    krav = {**PERSON, "email": f"{hvem}@demo.invalid", "email_verified": True}
    vei = hos_leverandoren(
        videre(start(client, NESTE)), sub=TENOR, krav=krav, tukling=tukling
    )
    assert len(client.session["socialaccount_states"]) == 1
    svar = client.get(vei)
    (kode,) = parse_qs(urlsplit(vei).query)["code"]

    assert len(hemmelig) == 4
    okt = json.dumps(dict(client.session))
    alt = [alt_lagret(), okt, *linjer, str(client.cookies), str(svar.headers)]
    lagret = "\n".join(alt) + svar.content.decode()
    for ord_ in (*hemmelig, kode, TENOR, "Gulspurv7731"):
        assert ord_ not in lagret
    assert verden.melder.email in lagret  # the dump does see what is kept


def test_a_session_knows_only_how_and_when(client, verden, sso):
    krav = {**PERSON, "email": verden.melder.email, "email_verified": True}
    logg_inn(client, sub=TENOR, krav=krav)
    (maate,) = client.session["account_authentication_methods"]
    assert set(maate) == {"method", "at"}
    assert sorted(client.session.keys()) == [
        "_auth_user_backend",
        "_auth_user_hash",
        "_auth_user_id",
        "account_authentication_methods",
        "account_authentication_methods_user",
        "okt_fra",
    ]


# --- the second factor --------------------------------------------------------


def test_the_second_factor_is_asked_for_after_sso_too(client, verden, sso):
    forste = Client()
    logg_inn_med_kode(forste, verden.leder_akutt)
    nokkel = sett_opp_totp(forste)
    antall = len(logg_rader())
    svar = logg_inn(client, verden.leder_akutt.email, NESTE)
    assert svar["Location"] == APP
    assert not er_inne(client)
    frist = Session.objects.get(pk=client.session.session_key).expire_date
    assert frist <= timezone.now() + timedelta(minutes=10)
    # SSO once more does not go round it.
    assert logg_inn(client, verden.leder_akutt.email, NESTE)["Location"] == APP
    svar = client.post(APP, {"code": totp(nokkel, 1)})
    assert svar["Location"] == NESTE
    assert er_inne(client)
    assert [rad[:3] for rad in logg_rader()[antall:]] == [
        (INNE, verden.leder_akutt.pk, "mfa_authenticate")
    ]


def test_who_needs_a_second_factor_sets_it_up_first(client, verden, sso):
    logg_inn(client, verden.leder_akutt.email)
    assert client.get("/prove/")["Location"] == OPPSETT
    nokkel = sett_opp_totp(client)
    assert (er_inne(client), len(nokkel) > 10) == (True, True)


def test_a_person_made_inactive_between_the_steps_does_not_get_in(client, verden, sso):
    forste = Client()
    logg_inn_med_kode(forste, verden.leder_akutt)
    nokkel = sett_opp_totp(forste)
    logg_inn(client, verden.leder_akutt.email)
    verden.leder_akutt.is_active = False
    verden.leder_akutt.save()
    assert client.post(APP, {"code": totp(nokkel, 1)})["Location"] == LOGG_INN
    assert not er_inne(client)
