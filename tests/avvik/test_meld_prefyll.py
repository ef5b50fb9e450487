"""Links that fill in the form, and groups that have moved since."""

import re

import pytest

from helsefellesskap.models import Enhet
from tests.avvik.meldehjelp import INNAD, adresse, alle_utkast, feil_i, steg1
from tests.factories import NAA, lag_enhet

pytestmark = pytest.mark.django_db


def test_a_link_fills_in_unit_and_category(melder, verden):
    side = melder.get(f"/meld/avvik/?til={verden.akutt.slug}&kategori=D1").text
    assert "Meldingen går til Akuttmottaket." in side
    assert re.search(r'name="gruppe" value="D"[^>]* checked', side)
    assert re.search(r'name="kategori_D" value="D1"[^>]* checked', side)
    melder.post("/meld/avvik/", steg1(til=verden.akutt.slug))

    assert alle_utkast().get().valgt_enhet == verden.akutt


def test_a_group_letter_among_the_rest_opens_other(melder):
    side = melder.get("/meld/avvik/?kategori=G").text

    assert re.search(r'name="gruppe" value="X"[^>]* checked', side)
    assert re.search(r'name="annen_gruppe" value="G"[^>]* checked', side)


@pytest.mark.parametrize(
    ("sporring", "melding"),
    [
        ("til=finnes-ikke", "Lenken peker til en enhet vi ikke kjenner."),
        ("til=%00", "Lenken peker til en enhet vi ikke kjenner."),
        ("til=nedlagt", "Lenken peker til en enhet som er lagt ned."),
        ("til=senjalegen-senjalegen", INNAD),
        ("kategori=Q", "Lenken peker til en kategori som ikke kan velges her."),
        ("kategori=A1", "Lenken peker til en kategori som ikke kan velges her."),
    ],
)
def test_a_link_that_does_not_fit_is_ignored_with_a_message(
    melder, verden, sporring, melding
):
    lagt_ned = lag_enhet("Nedlagt", verden.unn, gyldig_til=NAA.date())
    Enhet.objects.filter(pk=lagt_ned.pk).update(slug="nedlagt", gyldig_til="2020-01-01")
    side = melder.get(f"/meld/avvik/?{sporring}")

    assert [str(m) for m in side.context["messages"]] == [melding]
    assert side.context["til"] is None
    assert " checked" not in side.text


# --- where the groups stand ------------------------------------------------------


@pytest.fixture
def epikrise_under_annet(monkeypatch):
    monkeypatch.setattr("avvik.forslag.rekke_for", lambda *_: "CBKEFHGAIJLMNDX")


def test_an_answer_from_yesterdays_order_is_found_where_it_stands_today(
    melder, epikrise_under_annet
):
    svar = melder.post("/meld/avvik/", steg1(hva_skjedde=""))
    assert feil_i(svar) == {"hva_skjedde": "Skriv kort hva som skjedde"}
    assert svar.context["form"]["gruppe"].value() == "X"
    assert svar.context["form"]["annen_gruppe"].value() == "D"
    melder.post("/meld/avvik/", steg1())

    assert alle_utkast().get().kategori.kode == "D1"


def test_a_draft_opens_with_its_group_where_it_stands_today(
    melder, verden, monkeypatch
):
    melder.post("/meld/avvik/", steg1(gruppe="X", annen_gruppe="G", kategori_G="G1"))
    monkeypatch.setattr("avvik.forslag.rekke_for", lambda *_: "GCDBKEFHAIJLMNX")
    skjema = melder.get(adresse(1)).context["form"]

    assert (skjema["gruppe"].value(), skjema["annen_gruppe"].value()) == ("G", None)
    assert skjema["kategori_G"].value() == "G1"
    melder.post(adresse(1), steg1(gruppe="X", annen_gruppe="G", kategori_G="G1"))
    assert alle_utkast().get().kategori.kode == "G1"
