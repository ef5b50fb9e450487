"""Who a letter to a unit goes to when some of them are not there."""

from datetime import date, timedelta

import pytest

from helsefellesskap import mottakere
from helsefellesskap.enums import Rollenavn
from helsefellesskap.models import Rolle
from tests.factories import NAA, lag_bruker, lag_enhet

I_DAG = NAA.date()
I_GAAR = I_DAG - timedelta(days=1)


def hvem(enhet):
    return [b.email.split("@")[0] for b in mottakere.for_enhet(enhet, I_DAG)]


def test_a_unit_without_leader_is_written_to_by_the_next_there_is(verden):
    """Leader above, else the contact, else the sekretariat."""
    v = verden
    rekke = []
    for gaar in ("leder_akutt", "leder_medisinsk", "kontakt_unn", None):
        rekke.append(hvem(v.akutt))
        if gaar:
            Rolle.objects.filter(bruker=getattr(v, gaar)).update(til=I_GAAR)
    assert rekke == [
        ["leder_akutt"],
        ["leder_medisinsk"],
        ["kontakt_unn"],
        ["sekretariat", "sekretariat2"],
    ]


def test_a_deputy_is_as_good_as_a_leader(verden):
    lag_bruker("vikar", (Rollenavn.STEDFORTREDER, verden.akutt))
    assert hvem(verden.akutt) == ["leder_akutt", "vikar"]
    Rolle.objects.filter(bruker=verden.leder_akutt).update(til=I_GAAR)
    assert hvem(verden.akutt) == ["vikar"]


@pytest.mark.parametrize(
    "endring",
    [{"fra": I_DAG + timedelta(days=1)}, {"til": I_GAAR}],
    ids=["not yet", "no longer"],
)
def test_a_role_counts_from_its_first_day_to_its_last(verden, endring):
    roller = Rolle.objects.filter(bruker=verden.leder_akutt)
    roller.update(fra=I_DAG, til=I_DAG)
    assert hvem(verden.akutt) == ["leder_akutt"]
    roller.update(**{"fra": date(2000, 1, 1), "til": None, **endring})
    assert hvem(verden.akutt) == ["leder_medisinsk"]


def test_nobody_inactive_is_written_to(verden):
    verden.leder_akutt.is_active = False
    verden.leder_akutt.save()
    assert hvem(verden.akutt) == ["leder_medisinsk"]


def test_the_leader_above_is_the_nearest_there_is(verden):
    post = lag_enhet("Post 3", verden.unn, overordnet=verden.akutt)
    assert hvem(post) == ["leder_akutt"]
    Rolle.objects.filter(bruker=verden.leder_akutt).update(til=I_GAAR)
    assert hvem(post) == ["leder_medisinsk"]
