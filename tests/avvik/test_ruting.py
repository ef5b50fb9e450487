from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from avvik.ruting import (
    Foresporsel,
    Regel,
    Rutegrunn,
    RutingResultat,
    Uavgjort,
    finn_uavgjorte,
    spesifisitet,
    treffer,
    velg_mottaker,
    velg_regel,
)

UNN, NARVIK = 1, 2

STEDER = ("", "Narvik", "Harstad")
KATEGORIER = ("", "A", "A1", "A2", "B", "B1")
KOMMUNER = ("", "1806", "5503")

regler = st.builds(
    Regel,
    mottakende_virksomhet_id=st.sampled_from([UNN, NARVIK]),
    enhet_id=st.integers(10, 12),
    sted=st.sampled_from(STEDER),
    kategori=st.sampled_from(KATEGORIER),
    avsender_kommunenummer=st.sampled_from(KOMMUNER),
)
foresporsler = st.builds(
    Foresporsel,
    mottakende_virksomhet_id=st.sampled_from([UNN, NARVIK]),
    til_sykehus=st.booleans(),
    sted=st.sampled_from(STEDER),
    kategori=st.sampled_from(KATEGORIER),
    avsender_kommunenummer=st.sampled_from(KOMMUNER),
)
ALLE_TIL_SYKEHUS = [
    Foresporsel(
        mottakende_virksomhet_id=virksomhet,
        til_sykehus=True,
        sted=sted,
        kategori=kategori,
        avsender_kommunenummer=kommune,
    )
    for virksomhet, sted, kategori, kommune in product(
        (UNN, NARVIK), STEDER, KATEGORIER, KOMMUNER
    )
]


def regel(enhet_id, **felt):
    return Regel(mottakende_virksomhet_id=UNN, enhet_id=enhet_id, **felt)


ALLE = regel(10)
KOMMUNE = regel(11, avsender_kommunenummer="1806")
STED = regel(12, sted="Narvik")
STED_KOMMUNE = regel(13, sted="Narvik", avsender_kommunenummer="1806")
GRUPPE = regel(14, kategori="A")
GRUPPE_STED = regel(15, kategori="A", sted="Narvik")
KODE = regel(16, kategori="A1")
KODE_KOMMUNE = regel(17, kategori="A1", avsender_kommunenummer="1806")
RANGERT = [
    ALLE,
    KOMMUNE,
    STED,
    STED_KOMMUNE,
    GRUPPE,
    GRUPPE_STED,
    KODE,
    KODE_KOMMUNE,
]

A1_FRA_NARVIK = Foresporsel(
    mottakende_virksomhet_id=UNN,
    til_sykehus=True,
    sted="Narvik",
    kategori="A1",
    avsender_kommunenummer="1806",
)


# --- choosing a rule


@pytest.mark.parametrize("antall", range(1, len(RANGERT) + 1))
def test_kode_beats_group_beats_sted_beats_kommune(antall):
    assert velg_regel(RANGERT[:antall], A1_FRA_NARVIK) == RANGERT[antall - 1]


@pytest.mark.parametrize(
    ("endring", "ventet"),
    [
        ({}, KODE_KOMMUNE),
        ({"avsender_kommunenummer": "5503"}, KODE),
        ({"avsender_kommunenummer": ""}, KODE),
        ({"kategori": "A2"}, GRUPPE_STED),
        ({"kategori": "A"}, GRUPPE_STED),
        ({"kategori": "A2", "sted": "Harstad"}, GRUPPE),
        ({"kategori": "B1"}, STED_KOMMUNE),
        ({"kategori": "", "sted": ""}, KOMMUNE),
        ({"kategori": "B", "avsender_kommunenummer": "5503"}, STED),
        ({"kategori": "", "sted": "", "avsender_kommunenummer": ""}, ALLE),
        ({"mottakende_virksomhet_id": NARVIK}, None),
    ],
)
def test_the_most_specific_rule_that_fits_is_chosen(endring, ventet):
    assert velg_regel(RANGERT, replace(A1_FRA_NARVIK, **endring)) == ventet


def test_no_rules_choose_nothing():
    assert velg_regel([], A1_FRA_NARVIK) is None


def test_sted_serves_towards_the_hospital_only():
    fra_sykehus = replace(A1_FRA_NARVIK, til_sykehus=False)

    assert velg_regel([ALLE, STED], A1_FRA_NARVIK) == STED
    assert velg_regel([ALLE, STED], fra_sykehus) == ALLE
    assert velg_regel([STED], fra_sykehus) is None


def test_a_tie_is_refused_and_a_more_specific_rule_settles_it():
    tvilling = replace(GRUPPE, enhet_id=99)

    with pytest.raises(Uavgjort):
        velg_regel([GRUPPE, tvilling], A1_FRA_NARVIK)
    assert velg_regel([GRUPPE, tvilling, KODE], A1_FRA_NARVIK) == KODE


def test_a_tie_below_or_beside_the_case_does_not_matter():
    tvilling = replace(GRUPPE, enhet_id=99)
    b1 = replace(A1_FRA_NARVIK, kategori="B1")

    assert velg_regel([GRUPPE, tvilling, STED], b1) == STED


def utfall(utvalg, foresporsel):
    try:
        return velg_regel(utvalg, foresporsel)
    except Uavgjort:
        return Uavgjort


@given(st.lists(regler, max_size=8), foresporsler, st.randoms())
def test_the_order_of_rules_does_not_matter(utvalg, foresporsel, tilfeldig):
    stokket = tilfeldig.sample(utvalg, len(utvalg))

    assert utfall(utvalg, foresporsel) == utfall(iter(stokket), foresporsel)


@given(st.lists(regler, max_size=8), foresporsler)
def test_the_chosen_rule_fits_and_no_other_is_as_specific(utvalg, foresporsel):
    treff = [r for r in utvalg if treffer(r, foresporsel)]
    valgt = utfall(utvalg, foresporsel)
    assume(valgt is not Uavgjort)

    if valgt is None:
        assert treff == []
    else:
        andre = [r for r in treff if r is not valgt]
        assert len(andre) == len(treff) - 1
        assert all(spesifisitet(r) < spesifisitet(valgt) for r in andre)


# --- refusing ties beforehand


def er_tie(en, annen):
    return bool(finn_uavgjorte([en, annen]))


@given(regler, regler)
def test_a_tie_is_two_rules_that_fit_some_case_equally_well(en, annen):
    moetes = any(treffer(en, f) and treffer(annen, f) for f in ALLE_TIL_SYKEHUS)

    assert er_tie(en, annen) == (moetes and spesifisitet(en) == spesifisitet(annen))
    assert er_tie(annen, en) == er_tie(en, annen)


@given(regler, st.integers(10, 99))
def test_rules_that_differ_only_in_their_unit_are_a_tie(en, enhet_id):
    assert er_tie(en, replace(en, enhet_id=enhet_id))


@given(st.lists(regler, max_size=8), foresporsler)
def test_rules_without_ties_never_end_undecided(utvalg, foresporsel):
    uavgjorte = finn_uavgjorte(utvalg)
    rene = [r for r in utvalg if not any(r in gruppe for gruppe in uavgjorte)]

    assert finn_uavgjorte(rene) == []
    assert utfall(rene, foresporsel) is not Uavgjort
    if not uavgjorte:
        assert rene == utvalg


def test_every_group_of_tied_rules_is_found():
    tvilling = replace(GRUPPE, enhet_id=99)
    annen_tvilling = replace(STED, enhet_id=98)

    assert finn_uavgjorte(RANGERT) == []
    assert finn_uavgjorte([STED, GRUPPE, KODE, tvilling, annen_tvilling]) == [
        (STED, annen_tvilling),
        (GRUPPE, tvilling),
    ]


# --- choosing the receiver

UTEN_ENHET = {
    "valgt_enhet": None,
    "regel": None,
    "samhandlingskontakt": 20,
    "sekretariat": 30,
    "virksomhet_kjent": True,
    "tilknyttet": True,
    "holder": None,
}


@pytest.mark.parametrize(
    ("endring", "ventet"),
    [
        ({}, (20, "samhandlingskontakt")),
        ({"valgt_enhet": 5, "regel": KODE}, (5, "valgt")),
        ({"valgt_enhet": 5, "tilknyttet": False}, (5, "valgt")),
        ({"regel": KODE}, (16, "regel")),
        ({"holder": 7}, (20, "samhandlingskontakt")),
        (
            {"holder": 20},
            (30, "samhandlingskontakt_er_holder"),
        ),
        (
            {"samhandlingskontakt": None},
            (30, "uten_samhandlingskontakt"),
        ),
        ({"tilknyttet": False}, (30, "ikke_tilknyttet")),
        ({"virksomhet_kjent": False}, (30, "ukjent_virksomhet")),
        (
            {
                "virksomhet_kjent": False,
                "tilknyttet": False,
                "samhandlingskontakt": None,
            },
            (30, "ukjent_virksomhet"),
        ),
    ],
)
def test_the_receiver_is_unit_then_rule_then_whoever_distributes(endring, ventet):
    enhet_id, grunn = ventet

    assert velg_mottaker(**UTEN_ENHET | endring) == RutingResultat(
        enhet_id, Rutegrunn(grunn)
    )


ider = st.integers(1, 6)


@given(
    valgt_enhet=st.none() | ider,
    regel=st.none() | regler,
    samhandlingskontakt=st.none() | ider,
    sekretariat=ider,
    virksomhet_kjent=st.booleans(),
    tilknyttet=st.booleans(),
    holder=st.none() | ider,
)
def test_no_case_is_ownerless(**situasjon):
    mottaker = velg_mottaker(**situasjon)
    fordeles = situasjon["valgt_enhet"] is None and situasjon["regel"] is None

    assert isinstance(mottaker.enhet_id, int)
    funnet = mottaker.grunn in (Rutegrunn.VALGT, Rutegrunn.REGEL)
    assert funnet is not fordeles
    if fordeles and mottaker.enhet_id != situasjon["sekretariat"]:
        assert mottaker.enhet_id == situasjon["samhandlingskontakt"]
        assert mottaker.enhet_id != situasjon["holder"]
        assert situasjon["virksomhet_kjent"]
        assert situasjon["tilknyttet"]


@given(st.lists(regler, max_size=6), foresporsler, st.none() | ider)
def test_any_set_of_rules_gives_every_case_an_owner(utvalg, foresporsel, kontakt):
    valgt = utfall(utvalg, foresporsel)
    assume(valgt is not Uavgjort)

    mottaker = velg_mottaker(
        **UTEN_ENHET | {"regel": valgt, "samhandlingskontakt": kontakt}
    )

    assert mottaker.enhet_id == (valgt.enhet_id if valgt else kontakt or 30)
