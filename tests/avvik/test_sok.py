"""Searching for the unit that should answer."""

from datetime import date

import pytest

from avvik.sok import (
    Kandidat,
    andre_siden,
    beste,
    brett,
    finn,
    forklaring,
    kandidater,
    ordene,
    sti,
)
from helsefellesskap.enums import Enhetstype, Virksomhetstype
from helsefellesskap.models import Kommunesammenslaaing, Virksomhet
from tests.avvik.importhjelp import DATA, kjor_register
from tests.factories import lag_enhet, lag_kommune, lag_virksomhet

DAG = date(2026, 11, 2)


def kandidat(pk, navn, *mer):
    return Kandidat(pk, navn, navn, ordene(navn, *mer))


ENHETER = [
    kandidat(1, "Sykehjem Målselv", "Målselv kommune"),
    kandidat(2, "Hjemmetjenesten Tromsø", "Tromsø kommune"),
    kandidat(3, "Sykehjem Kvæfjord", "Kvæfjord kommune"),
    kandidat(4, "Tildelingskontoret", "Tromsø kommune"),
    kandidat(5, "Hjemmetjenesten Senja", "Senja kommune", "Lenvik"),
]


@pytest.mark.parametrize(
    ("sokt", "ider"),
    [
        ("målselv", [1]),
        ("MALSELV", [1]),
        ("maalselv", [1]),
        ("kvaefjord", [3]),
        ("kvafjord", [3]),
        ("tromsoe", [2, 4]),
        ("tromso kommune", [2, 4]),
        ("hjem", [5, 2, 3, 1]),
        ("hjemmetjenesten i Tromsø", [2]),
        ("lenvik", [5]),
        ("bodø", []),
        ("", []),
        ("  – ", []),
    ],
)
def test_every_word_must_be_found_and_own_names_come_first(sokt, ider):
    assert [k.enhet_id for k in finn(sokt, ENHETER)] == ider


def test_the_letters_have_one_spelling():
    assert brett("Ærø Ås") == brett("AEROE AAS") == "aro as"


@pytest.fixture
def registre(db):
    senja = lag_kommune("5530", "Senja")
    unn = lag_virksomhet(
        "Universitetssykehuset Nord-Norge", Virksomhetstype.HELSEFORETAK
    )
    kommune = lag_virksomhet("Senja kommune", kommune=senja)
    lege = lag_virksomhet(
        "Senjalegen", Virksomhetstype.FASTLEGEKONTOR, senja, tilknyttet=False
    )
    Kommunesammenslaaing.objects.create(
        gammel="Lenvik", ny=senja, dato=date(2020, 1, 1)
    )
    klinikk = lag_enhet("Medisinsk klinikk", unn, Enhetstype.KLINIKK)
    lag_enhet("Akuttmottaket", unn, overordnet=klinikk)
    lag_enhet("Senjalegen", lege, Enhetstype.FASTLEGEKONTOR)
    return unn, lag_enhet("Hjemmetjenesten", kommune)


def stier(tekst, avsender):
    return [k.sti for k in finn(tekst, kandidater(andre_siden(avsender), DAG))]


def test_only_the_other_side_is_searched(registre):
    unn, hjemme = registre

    assert stier("senja", unn) == ["Senjalegen", "Senja kommune › Hjemmetjenesten"]
    assert stier("senja", hjemme.virksomhet) == []
    assert stier("akutt", hjemme.virksomhet) == [
        "UNN › Medisinsk klinikk › Akuttmottaket"
    ]
    assert stier("akutt", unn) == []


def test_an_old_kommune_finds_its_successor(registre):
    unn, _hjemme = registre

    assert stier("lenvik hjemme", unn) == ["Senja kommune › Hjemmetjenesten"]


def test_a_closed_unit_leads_to_its_successor_and_says_so(registre):
    unn, hjemme = registre
    lag_enhet(
        "Gamle hjemmetjenesten",
        hjemme.virksomhet,
        gyldig_til=date(2025, 12, 31),
        etterfolger=hjemme,
    )
    lag_enhet("Nedlagt sone", hjemme.virksomhet, gyldig_til=date(2025, 12, 31))
    (funnet,) = finn("gamle", kandidater(andre_siden(unn), DAG))

    assert (funnet.enhet_id, funnet.sti) == (
        hjemme.pk,
        "Senja kommune › Hjemmetjenesten",
    )
    assert funnet.merknad == "Gamle hjemmetjenesten er nå Hjemmetjenesten."
    assert stier("nedlagt", unn) == []


def test_one_that_is_not_tilknyttet_gets_a_letter(registre):
    unn, _hjemme = registre
    merknader = {
        k.sti: k.merknad for k in finn("senja", kandidater(andre_siden(unn), DAG))
    }

    assert merknader == {
        "Senja kommune › Hjemmetjenesten": "",
        "Senjalegen": (
            "Legekontor i Senja, egen part. Ikke tilknyttet: får saken som brev."
        ),
    }


def test_the_registers_are_read_in_two_queries(registre, django_assert_num_queries):
    unn, hjemme = registre
    for nr in range(30):
        lag_enhet(f"Sone {nr}", hjemme.virksomhet, overordnet=hjemme)

    with django_assert_num_queries(2):
        assert len(finn("sone", kandidater(andre_siden(unn), DAG))) == 30


def test_the_path_of_a_unit_that_is_its_own_virksomhet(registre):
    _unn, hjemme = registre

    assert sti(hjemme) == "Senja kommune › Hjemmetjenesten"


# --- with the registers as they come ---------------------------------------------


@pytest.fixture
def troms(db):
    """Searches among the real registers, from one side or the other."""
    assert kjor_register(DATA)[1] == []
    unn = Virksomhet.objects.get(type=Virksomhetstype.HELSEFORETAK)
    narvik = Virksomhet.objects.get(navn="Narvik kommune")

    def sok(tekst, fra):
        avsender = unn if fra == "sykehus" else narvik
        return [
            (k.sti, forklaring(tekst, k))
            for k in beste(finn(tekst, kandidater(andre_siden(avsender), DAG)))
        ]

    return sok


@pytest.mark.parametrize(
    ("tekst", "forst"),
    [
        ("AMK", "UNN › Akuttmedisinsk klinikk › AMK-sentralen"),
        ("unn amk", "UNN › Akuttmedisinsk klinikk › AMK-sentralen"),
        ("PSHT", "UNN › Pasientsentrert helsetjenesteteam (PSHT)"),
        (
            "narvik orto",
            "UNN › Nevro-, ortopedi- og rehabiliteringsklinikken › "
            "Ortopedisk kirurgisk sengepost Narvik",
        ),
        (
            "seng kir ortop",
            "UNN › Nevro-, ortopedi- og rehabiliteringsklinikken › "
            "Ortopedisk kirurgisk sengepost Narvik",
        ),
        (
            "fodeavd harstad",
            "UNN › Kirurgi-, kreft- og kvinnehelseklinikken › Fødeavdelingen Harstad",
        ),
        ("aasgaard", "UNN › Psykisk helse- og rusklinikken › Alderspsykiatrisk"),
    ],
)
def test_abbreviations_and_beginnings_in_any_order_find_the_unit(troms, tekst, forst):
    assert troms(tekst, "kommune")[0][0].startswith(forst)
    assert troms(tekst, "sykehus") == []


@pytest.mark.parametrize(
    ("tekst", "stier"),
    [
        (
            "legev harst",
            ["Harstad kommune › Helse og omsorg Harstad › Harstad legevakt"],
        ),
        (
            "malselv sykehj",
            ["Målselv kommune › Helse og omsorg Målselv › Sykehjem Målselv"],
        ),
        (
            "hjemmetj kvaefjord",
            ["Kvæfjord kommune › Helse og omsorg Kvæfjord › Hjemmetjenesten Kvæfjord"],
        ),
    ],
)
def test_the_units_of_kommuner_are_found_by_beginnings(troms, tekst, stier):
    assert [sti_ for sti_, _om in troms(tekst, "sykehus")] == stier
    assert troms(tekst, "kommune") == []


def test_an_old_kommune_finds_all_of_its_successor_and_says_why(troms):
    treff = dict(troms("Lenvik", "sykehus"))

    assert treff == {
        "Senja kommune › Helse og omsorg Senja": "Lenvik er nå Senja.",
        "Senja kommune › Helse og omsorg Senja › Hjemmetjenesten Senja": (
            "Lenvik er nå Senja."
        ),
        "Senja kommune › Helse og omsorg Senja › Senja legevakt": "Lenvik er nå Senja.",
        "Senja kommune › Helse og omsorg Senja › Sykehjem Senja": "Lenvik er nå Senja.",
        "Senja kommune › Helse og omsorg Senja › Tildelingskontoret Senja": (
            "Lenvik er nå Senja."
        ),
        "Senjalegen": "Lenvik er nå Senja. Legekontor i Senja, egen part.",
    }


def test_a_kommunes_name_also_finds_its_legekontor_as_a_party_of_its_own(troms):
    treff = dict(troms("nordreisa", "sykehus"))

    assert treff["Legekontor Storslett"] == "Legekontor i Nordreisa, egen part."
    assert treff["Nordreisa kommune › Helse og omsorg Nordreisa"] == ""


def test_many_units_of_a_kommune_leave_room_for_its_legekontor(registre):
    unn, hjemme = registre
    for nr in range(12):
        lag_enhet(f"Senja sone {nr}", hjemme.virksomhet)
    alle = finn("senja", kandidater(andre_siden(unn), DAG))
    vist = beste(alle)

    assert len(alle) == 14
    assert len(vist) == 10
    assert "Senjalegen" in [k.sti for k in vist]
