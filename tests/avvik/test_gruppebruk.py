"""The order of category groups: by use, and still for a day."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from avvik.enums import Retning
from avvik.forslag import gruppevalg
from avvik.gruppebruk import FAST_REKKE, FOR_LITE, bruk, rangert, rekke_for, tell_bruk
from avvik.models import Avvik
from tests.factories import NAA, dag, lag_kategori, lag_sak

DAG = NAA.date()
TIL, FRA = Retning.TIL_SYKEHUS, Retning.FRA_SYKEHUS


def test_the_most_used_stand_first_and_ties_as_fixed():
    assert rangert({"M": 20, "H": 9, "D": 9, "X": 99}, TIL) == "MDHCBKEFAGIJLNX"


def test_too_little_to_go_by_leaves_the_fixed_order():
    assert rangert({"M": FOR_LITE - 1}, TIL) == FAST_REKKE[TIL]
    assert rangert({"M": FOR_LITE}, TIL)[0] == "M"
    assert rangert({}, FRA) == "CABIFMGDEHJKLNX"


def test_a_group_of_the_sekretariats_own_is_placed_before_other():
    assert rangert({"Q": 1}, TIL) == "CDBKEFHAGIJLMNQX"
    assert rangert({"Q": FOR_LITE}, TIL)[:3] == "QCD"


@pytest.fixture
def fylt(verden):
    """Enough cases to hospital in D, and more in M outside the twelve months."""
    for nr in range(FOR_LITE):
        lag_sak(verden.melder, til=verden.akutt, naa=dag(-1 - nr), kategori="D1")
    for nr in range(2):
        lag_sak(verden.melder, til=verden.akutt, naa=dag(-1), kategori="M1")
        lag_sak(verden.melder, til=verden.akutt, naa=dag(-366 - nr), kategori="N1")
        lag_sak(verden.melder, til=verden.akutt, naa=dag(0), kategori="L1")
    lag_sak(verden.melder_akutt, til=verden.hjemme, naa=dag(-1), kategori="M1")
    lag_sak(verden.melder, til=verden.akutt, naa=dag(-365), kategori="H1")
    return verden


def test_twelve_months_up_to_yesterday_in_one_direction_are_counted(fylt):
    assert tell_bruk(TIL, DAG) == {"D": FOR_LITE, "M": 2, "H": 1}
    assert tell_bruk(FRA, DAG) == {"M": 1}
    assert rekke_for(TIL, DAG)[:4] == "DMHC"


def test_the_order_stands_still_for_the_day(fylt):
    forste = rekke_for(TIL, DAG)
    saker = Avvik.objects.uten_tilgangskontroll(grunn="test")
    saker.filter(gruppe__bokstav="D").update(gruppe=lag_kategori("N1").gruppe)

    assert rekke_for(TIL, DAG) == forste
    assert rekke_for(TIL, DAG + timedelta(days=1))[0] == "N"


def test_what_is_kept_for_the_day_is_letters_alone(fylt):
    rekke_for(TIL, DAG)

    assert cache.get(f"grupperekke:{TIL}:20261102") == "DMHCBKEFAGIJLNX"


def test_the_form_shows_the_seven_commonest_of_those_that_can_be_chosen(fylt):
    for bokstav in "ABCDEFGHIJKLMN":
        lag_kategori(f"{bokstav}1")
    lag_kategori("X1")
    vanlige, resten = gruppevalg(fylt.narvik, DAG)

    assert "".join(v.gruppe.bokstav for v in vanlige) == "DMHCBKE"
    assert "".join(v.gruppe.bokstav for v in resten) == "AFGIJLNX"


def test_the_order_costs_one_query_once_it_is_kept(fylt, django_assert_num_queries):
    with django_assert_num_queries(1):
        tell_bruk(TIL, DAG)
    rekke_for(TIL, DAG)
    with django_assert_num_queries(1):
        rekke_for(TIL, DAG)


def test_the_count_reads_its_index_alone(fylt):
    """With other ways closed: at this size a scan of the table would be cheaper."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")

    assert "Index Only Scan using avvik_bruk_av_grupper" in bruk(TIL, DAG).explain()
