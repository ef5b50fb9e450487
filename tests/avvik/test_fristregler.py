"""Which rule for dates a case is given, and that it keeps it."""

from datetime import date

import pytest
from django.urls import reverse

from avvik import actions
from avvik.enums import Slag
from avvik.models import Fristregel
from tests.factories import NAA, dag, lag_sak
from tests.innlogging import logg_inn_med_to_faktorer as logg_inn

I_DAG = NAA.date()


def regel(dager, **felter):
    felter = {"gyldig_fra": date(2020, 1, 1), **felter}
    return Fristregel.objects.create(svar_dager=dager, **felter)


def svar_dager(virksomhet, *, slag=Slag.AVVIK, alvorlighet=2, dato=I_DAG):
    return Fristregel.objects.for_sak(virksomhet.pk, slag, alvorlighet, dato).svar_dager


def test_the_general_rules_are_those_of_the_design(verden):
    rader = Fristregel.objects.filter(virksomhet=None).order_by("fra_alvorlighet")
    felter = ("fra_alvorlighet", "fordel_dager", "bekreft_dager", "svar_dager")
    assert list(rader.values_list(*felter, "gyldig_fra")) == [
        (4, 2, 1, 14, date(2000, 1, 1)),
        (None, 2, 3, 21, date(2000, 1, 1)),
    ]


@pytest.mark.parametrize(("alvorlighet", "dager"), [(None, 21), (3, 21), (4, 14)])
def test_severity_chooses_among_the_general_rules(verden, alvorlighet, dager):
    assert svar_dager(verden.unn, alvorlighet=alvorlighet) == dager


def test_own_virksomhet_goes_before_severity_before_slag(verden):
    regel(20, slag=Slag.FORBEDRING)
    assert svar_dager(verden.unn, slag=Slag.FORBEDRING) == 20
    assert svar_dager(verden.unn, slag=Slag.FORBEDRING, alvorlighet=4) == 14
    regel(10, virksomhet=verden.senjalegen_v)
    assert svar_dager(verden.senjalegen_v, alvorlighet=4) == 10
    assert svar_dager(verden.unn) == 21


def test_a_rule_holds_from_its_first_day_to_its_last(verden):
    regel(30, gyldig_fra=I_DAG, gyldig_til=I_DAG)
    dager = [svar_dager(verden.unn, dato=dag(n).date()) for n in (-1, 0, 1)]
    assert dager == [21, 30, 21]


def test_a_legekontor_answers_by_its_own_rule(verden):
    regel(10, virksomhet=verden.senjalegen_v)
    sak = lag_sak(verden.melder_akutt, til=verden.senjalegen)
    assert sak.lovet_dato == dag(10).date()


def test_a_new_rule_never_moves_an_open_case(verden):
    v = verden
    sak = lag_sak(v.melder, til=v.akutt)
    Fristregel.objects.filter(virksomhet=None).update(gyldig_til=dag(0).date())
    regel(5, gyldig_fra=dag(1).date())

    actions.send_videre(
        sak, til=v.ortopedi_narvik, begrunnelse="x", av=v.leder_akutt, naa=dag(1)
    )

    assert sak.lovet_dato == dag(22).date()
    assert lag_sak(v.melder, til=v.akutt, naa=dag(1)).lovet_dato == dag(6).date()


def test_a_rule_in_use_can_be_ended_but_not_rewritten(client, verden):
    v = verden
    v.admin.is_staff = v.admin.is_superuser = True
    v.admin.save()
    logg_inn(client, v.admin)
    rad = regel(10, virksomhet=v.senjalegen_v)

    svar = client.post(
        reverse("admin:avvik_fristregel_change", args=[rad.pk]),
        {"svar_dager": "3", "gyldig_fra": "2025-01-01", "gyldig_til": "2026-12-31"},
    )

    assert svar.status_code == 302
    rad.refresh_from_db()
    assert (rad.svar_dager, rad.gyldig_fra, rad.gyldig_til) == (
        10,
        date(2020, 1, 1),
        date(2026, 12, 31),
    )
