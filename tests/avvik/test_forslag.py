"""What the form proposes."""

from datetime import date

import pytest

from avvik import actions
from avvik.enums import Kategoriretning, Retning
from avvik.forslag import del_grupper, foresla, gruppevalg
from avvik.gruppebruk import FAST_REKKE
from avvik.models import Kategori, Kategorigruppe, Ruteregel
from tests.factories import NAA, dag, lag_kategori, lag_sak, lag_utkast

DAG = NAA.date()


def kategori(kode):
    gruppe = Kategorigruppe(bokstav=kode[0], navn=kode, enkelt_navn=kode)
    return Kategori(kode=kode, gruppe=gruppe, navn=kode)


ALLE = [kategori(f"{b}1") for b in "ABCDEFGHIJKLMNX"]


@pytest.mark.parametrize(
    ("retning", "vanlige", "resten"),
    [
        (Retning.TIL_SYKEHUS, "CDBKEFH", "AGIJLMNX"),
        (Retning.FRA_SYKEHUS, "CABIFMG", "DEHJKLNX"),
    ],
)
def test_the_commonest_groups_come_first_and_other_last(retning, vanlige, resten):
    forste, andre = del_grupper(FAST_REKKE[retning], ALLE)

    assert "".join(v.gruppe.bokstav for v in forste) == vanlige
    assert "".join(v.gruppe.bokstav for v in andre) == resten


def test_a_group_without_a_category_in_this_direction_is_left_out(verden):
    lag_kategori("A1", Kategoriretning.FRA_SYKEHUS)
    lag_kategori("C1", Kategoriretning.TIL_SYKEHUS)
    Kategori.objects.create(
        gruppe=lag_kategori("E1").gruppe,
        kode="E2",
        navn="Utgått",
        retning=Kategoriretning.BEGGE,
        gyldig_til=date(2026, 1, 1),
    )
    vanlige, _resten = gruppevalg(verden.narvik, DAG)

    assert [[k.kode for k in v.kategorier] for v in vanlige] == [["C1"], ["E1"]]


@pytest.fixture
def ukjent(verden):
    """A draft before step 2."""
    return lag_utkast(verden.melder, til=None)


def forslag(utkast, bruker):
    return [(f.enhet, f.grunn) for f in foresla(utkast, bruker, DAG)]


def test_a_rule_proposes_its_unit(verden, ukjent):
    Ruteregel.objects.create(
        mottakende_virksomhet=verden.unn, kategori="D", enhet=verden.akutt
    )
    tema = ukjent.gruppe.enkelt_navn

    assert forslag(ukjent, verden.melder) == [
        (verden.akutt, f"Foreslått: tar imot saker om «{tema}».")
    ]


def test_rules_by_place_are_all_shown_until_the_place_is_known(verden, ukjent):
    for sted, enhet in (("Narvik", verden.ortopedi_narvik), ("Tromsø", verden.akutt)):
        Ruteregel.objects.create(
            mottakende_virksomhet=verden.unn, kategori="D", sted=sted, enhet=enhet
        )
    alle = forslag(ukjent, verden.melder)
    ukjent.sted = "Narvik"

    assert [enhet for enhet, _grunn in alle] == [verden.akutt, verden.ortopedi_narvik]
    assert alle[1][1].startswith("Foreslått når pasienten var i Narvik:")
    assert [e for e, _g in forslag(ukjent, verden.melder)] == [verden.ortopedi_narvik]


def test_without_a_rule_the_last_receiver_is_proposed(verden, ukjent):
    tema = ukjent.gruppe.enkelt_navn
    assert forslag(ukjent, verden.melder) == []
    lag_sak(verden.melder, til=verden.akutt)
    lag_sak(verden.melder, til=verden.ortopedi_narvik, naa=dag(1), kategori="E1")

    assert forslag(ukjent, verden.melder) == [
        (verden.akutt, f"Foreslått: dere meldte om «{tema}» hit sist.")
    ]


def test_a_case_passed_on_proposes_where_it_ended(verden, ukjent):
    sak = lag_sak(verden.melder, til=verden.akutt)
    actions.send_videre(
        sak,
        til=verden.ortopedi_narvik,
        begrunnelse="Ikke vår",
        av=verden.leder_akutt,
        naa=NAA,
    )

    assert [e for e, _g in forslag(ukjent, verden.melder)] == [verden.ortopedi_narvik]


def test_others_cases_undistributed_and_withdrawn_ones_propose_nothing(verden, ukjent):
    lag_sak(verden.melder, til=None, motpart=verden.unn)
    trukket = lag_sak(verden.melder, til=verden.akutt)
    actions.trekk(trukket, av=verden.melder, naa=NAA)
    lag_sak(verden.melder_akutt, til=verden.hjemme, gruppe=ukjent.gruppe)

    assert forslag(ukjent, verden.melder) == []


def test_from_the_hospital_nothing_is_guessed_before_the_party_is_known(verden):
    utkast = lag_utkast(verden.melder_akutt, til=None)
    Ruteregel.objects.create(mottakende_virksomhet=verden.narvik, enhet=verden.hjemme)
    assert forslag(utkast, verden.melder_akutt) == []
    utkast.motpart = verden.narvik

    assert [e for e, _g in forslag(utkast, verden.melder_akutt)] == [verden.hjemme]
