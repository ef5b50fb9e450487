"""What the guard stopped, as the sekretariat sees it."""

from datetime import date

import pytest

from avvik.vernoversikt import STEDER, Vernrad, oversikt
from helsefellesskap.models import Vernstopp
from tests.idnumre import TENOR
from tests.innlogging import logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db
I_DAG = date(2026, 3, 15)


def tell(dato, regel, antall, *, form="", sted="meld_steg"):
    Vernstopp.objects.create(
        dato=dato, regel=regel, form=form, sted=sted, antall=antall
    )


def test_counts_stand_by_rule_and_month_stopped_apart_from_warned():
    tell(date(2026, 3, 1), "navn", 7)
    tell(date(2026, 2, 28), "fodselsnummer", 2, form="i_grupper")
    tell(date(2026, 2, 1), "fodselsnummer", 3, form="i_grupper", sted="sak_besvar")
    tell(date(2026, 3, 15), "fodselsnummer", 1, form="i_ett", sted="sak_besvar")
    tell(date(2025, 9, 30), "d_nummer", 9, form="i_ett")
    tell(date(2026, 3, 16), "d_nummer", 9, form="i_ett")
    o = oversikt(I_DAG)

    assert o.maaneder[0] == "oktober 2025"
    assert o.maaneder[-1] == "mars 2026"
    assert o.stoppet == [
        Vernrad("Fødselsnummer, elleve sifre i ett", [0, 0, 0, 0, 0, 1]),
        Vernrad("Fødselsnummer, delt i grupper", [0, 0, 0, 0, 5, 0]),
    ]
    assert o.varslet == [Vernrad("Navn", [0, 0, 0, 0, 0, 7])]
    assert o.steder == [
        Vernrad("Melding og utkast", [2, 7]),
        Vernrad("Sak og svar", [4, 0]),
    ]


@pytest.mark.parametrize(
    ("sted", "navn"),
    [
        ("meld_rabra", "#Råbra!-kort"),
        ("meld_lagre", "Melding og utkast"),
        ("importer_avvik", "Innlesing fra fil"),
        ("noe_nytt", "Andre steder"),
    ],
)
def test_a_route_is_told_in_words(sted, navn):
    tell(I_DAG, "navn", 1, sted=sted)

    assert [rad.navn for rad in oversikt(I_DAG).steder] == [navn]
    assert "-" in STEDER


def test_the_page_is_for_the_sekretariat_and_has_no_value(verden, client):
    logg_inn_med_to_faktorer(client, verden.melder)
    client.post("/meld/rabra/", {"hvem": TENOR, "hva": "x"})
    assert client.get("/arbeidsliste/vern/").status_code == 403

    logg_inn_med_to_faktorer(client, verden.sekretariat)
    assert "/arbeidsliste/vern/" in client.get("/arbeidsliste/").text
    side = client.get("/arbeidsliste/vern/").text
    assert "Fødselsnummer, elleve sifre i ett" in side
    assert TENOR not in side

    logg_inn_med_to_faktorer(client, verden.kontakt_unn)
    assert "/arbeidsliste/vern/" not in client.get("/arbeidsliste/").text


def test_nothing_stopped_is_said(verden, client):
    logg_inn_med_to_faktorer(client, verden.sekretariat)
    side = client.get("/arbeidsliste/vern/").text

    assert "Ingenting er stoppet de siste seks månedene." in side


def test_the_page_asks_the_same_however_much_there_is(
    verden, client, django_assert_num_queries
):
    logg_inn_med_to_faktorer(client, verden.sekretariat)
    client.get("/arbeidsliste/vern/")
    for antall in (1, 30):
        for nr in range(antall):
            tell(date(2026, 1, 1), "navn", 1, sted=f"s{antall}{nr}")
        with django_assert_num_queries(11):
            client.get("/arbeidsliste/vern/")
