"""Filing through the pages."""

import re
import uuid

import pytest
from django.urls import reverse

from avvik.enums import Status
from avvik.models import Avvik, Utkast
from tests.factories import lag_kategori

pytestmark = pytest.mark.django_db


@pytest.fixture
def melder(verden, client):
    for kode in ("C1", "D1", "B1", "K1", "E1", "G1"):
        lag_kategori(kode)
    client.force_login(verden.melder)
    return client


def steg1(**felter):
    return {
        "naar": "i_dag",
        "gruppe": "D",
        "kategori_D": "D1",
        "hva_skjedde": "Epikrisen kom ikke.",
        "alvorlighet": "2",
        **felter,
    }


def alle_utkast():
    return Utkast.objects.uten_tilgangskontroll(grunn="test")


def alle_saker():
    return Avvik.objects.uten_tilgangskontroll(grunn="test")


def test_three_steps_and_a_receipt(melder, verden):
    side = melder.get("/meld/avvik/")
    nokkel = re.search(r'name="nokkel" value="([^"]+)"', side.text)[1]

    svar = melder.post("/meld/avvik/", steg1(nokkel=nokkel))
    assert svar.url == f"/meld/utkast/{nokkel}/2/"
    svar = melder.get(svar.url)
    svar = melder.post(
        f"/meld/utkast/{nokkel}/2/",
        {
            "enhet": "annen",
            "sok": "akuttmottaket",
            "sokt": "akuttmottaket",
            "treff": verden.akutt.pk,
            "sted": "Tromsø",
            "versjon": "1",
        },
    )
    assert svar.url == f"/meld/utkast/{nokkel}/3/"
    side = melder.get(svar.url)
    assert "UNN › Medisinsk klinikk › Akuttmottaket" in side.text
    svar = melder.post(svar.url, {"versjon": "2"})
    sak = alle_saker().get()

    assert svar.url == f"/meld/kvittering/{sak.saksnummer}/"
    assert (sak.status, sak.holder) == (Status.SENDT, verden.akutt)
    kvittering = melder.get(svar.url)
    assert sak.saksnummer in kvittering.text
    assert melder.get("/mine/").status_code == 200
    assert melder.get("/meld/").status_code == 200
