"""Write first, log in by SSO when you send; what was written survives every refusal."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from avvik.enums import Status
from avvik.models import Kortutkast, Rabrakort, Skjematid
from avvik.okt import KAKE
from tests.avvik.meldehjelp import (
    TEKST,
    adresse,
    alle_saker,
    alle_utkast,
    steg1,
    steg2,
    til_steg3,
)
from tests.avvik.test_meld_utlopt import siden, utlop
from tests.avvik.test_rabra_sider import svar as kortsvar
from tests.factories import lag_kategori
from tests.innlogging import logg_inn as logg_inn_med_kode
from tests.innlogging import sett_opp_totp, totp
from tests.sso import TILBAKE, hos_leverandoren, logg_inn, start, videre

pytestmark = pytest.mark.django_db


@pytest.fixture
def alle(verden, client, sso):
    cache.clear()
    for kode in ("C1", "D1", "E1"):
        lag_kategori(kode)
    yield client
    cache.clear()


def test_the_filled_form_is_there_after_sso_and_is_filed(alle, verden):
    til_steg3(alle, verden.akutt)
    side = alle.get(alle.post(adresse(3), {"versjon": "2"}).url).text
    assert "Det du har skrevet, er lagret." in side
    neste = re.search(
        r'action="/logg-inn/sso/".*?name="next" value="([^"]+)"', side, re.S
    )
    svar = logg_inn(alle, verden.melder.email, neste[1])
    assert svar.url == adresse(3)
    assert alle.cookies[KAKE].value == ""
    side = alle.get(svar.url).text
    assert TEKST in side
    versjon = re.search(r'name="versjon" value="(\d+)"', side)[1]
    alle.post(svar.url, {"versjon": versjon})
    sak = alle_saker().get()

    assert (sak.melder, sak.status, sak.holder) == (
        verden.melder,
        Status.SENDT,
        verden.akutt,
    )
    assert alle_utkast().count() == 0


def test_a_second_factor_comes_between(alle, verden):
    foer = Client()
    logg_inn_med_kode(foer, verden.leder_hjemme)
    nokkel = sett_opp_totp(foer)
    til_steg3(alle, verden.akutt)
    svar = logg_inn(alle, verden.leder_hjemme.email, adresse(3))
    assert (svar.url, alle_utkast().get().melder) == ("/logg-inn/app/", None)
    svar = alle.post("/logg-inn/app/", {"code": totp(nokkel, 1)})

    assert svar.url == adresse(3)
    assert alle_utkast().get().melder == verden.leder_hjemme


@pytest.mark.parametrize(
    ("maate", "status"),
    [
        ({"tukling": "fremmed_nokkel"}, 400),
        ({"krav": {"email": "melder@demo.invalid"}}, 403),
        ({"epost": "ingen@demo.invalid"}, 403),
        ({"tukling": "tull"}, 503),
    ],
)
def test_a_refusal_leaves_the_draft_and_the_way_by_code(alle, verden, maate, status):
    til_steg3(alle, verden.akutt)
    foer = alle_utkast().values("okt", "melder", "versjon", "hva_skjedde").get()
    person = {"epost": verden.melder.email, **maate}
    svar = logg_inn(alle, person.pop("epost"), adresse(3), **person)
    assert svar.status_code == status
    assert alle_utkast().values(*foer).get() == foer
    assert TEKST in alle.get(adresse(3)).text
    vei = re.search(r'href="/logg-inn/\?next=([^"]+)">Til innloggingen', svar.text)
    svar = logg_inn_med_kode(alle, verden.melder, f"?next={vei[1]}")

    assert svar.url == adresse(3)
    assert alle_utkast().get().melder == verden.melder


def test_a_session_that_ends_in_the_middle_leads_back_by_sso(alle, verden):
    alle.force_login(verden.melder)
    alle.post("/meld/avvik/", steg1())
    side = siden(alle, adresse(2))
    utlop()
    skrevet = steg2(verden.akutt, forslag="Ring oss.", kontaktlinje="")
    alle.post(adresse(2), {**skrevet, **side})
    svar = logg_inn(alle, verden.melder.email, adresse(3))

    assert svar.url == adresse(3)
    assert "Ring oss." in alle.get(svar.url).text
    assert alle_utkast().get().forslag == "Ring oss."


def test_a_card_comes_along_too(alle, verden):
    alle.post("/meld/rabra/", kortsvar(verden, hvem="De på kveldsvakt", fra="kommune"))
    nokkel = Kortutkast.objects.uten_tilgangskontroll(grunn="test").get().nokkel
    logg_inn(alle, verden.melder.email, f"/meld/rabra/{nokkel}/")
    eget = Kortutkast.objects.uten_tilgangskontroll(grunn="test").get()

    assert (eget.melder, eget.okt) == (verden.melder, None)
    assert Rabrakort.objects.uten_tilgangskontroll(grunn="test").count() == 0


def test_the_time_counts_the_way_to_the_provider_and_back(alle, verden):
    til_steg3(alle, verden.akutt)
    alle_utkast().update(aktive_sekunder=100)
    _siden(40)
    svar = start(alle, adresse(3))
    assert alle_utkast().get().aktive_sekunder == 140
    for sekunder, sum_ in ((30, 170), (121, 170)):
        _siden(sekunder)
        alle.get(TILBAKE)  # without an answer; somebody is there all the same
        assert alle_utkast().get().aktive_sekunder == sum_
    alle.get(hos_leverandoren(videre(svar), verden.melder.email))
    alle.post(adresse(3))

    assert Skjematid.objects.get().sekunder >= 170


def _siden(sekunder):
    siste = timezone.now() - timedelta(seconds=sekunder)
    alle_utkast().update(sist_aktiv=siste)
