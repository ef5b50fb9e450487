"""Who a letter to a unit goes to when some of them are not there."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from helsefellesskap import mottakere
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Enhetstype, Rollenavn
from helsefellesskap.models import Bruker, Enhet, Rolle, Virksomhet
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


def begge_veier():
    """Per unit: who gets its letters, and who says that its letters come to them."""
    i_dag = lokal_dato(timezone.now())
    folk, enheter = list(Bruker.objects.all()), list(Enhet.objects.all())
    for bruker in folk:
        bruker.glem_tilgang()
    faar = {e.slug: set(mottakere.for_enhet(e, i_dag)) for e in enheter}
    sier = {e.slug: {b for b in folk if e.pk in b.mottar_for} for e in enheter}
    return faar, sier


def test_each_person_knows_the_units_whose_letters_come_to_him_or_her(verden):
    """The other way round of for_enhet, while one after another leaves."""
    v = verden
    lag_enhet("Post 3", v.unn, overordnet=v.akutt)
    lag_enhet("Dagpost", v.unn, overordnet=v.samhandling_unn)
    lag_bruker("vikar", (Rollenavn.STEDFORTREDER, v.ortopedi_narvik))
    lag_bruker("kontakt_her", (Rollenavn.SAMHANDLINGSKONTAKT, v.ortopedi_narvik))
    lag_bruker("leder_kontakt", (Rollenavn.LEDER, v.samhandling_unn))
    i_gaar = lokal_dato(timezone.now()) - timedelta(days=1)
    rekke = ("leder_hjemme", "leder_akutt", "leder_ortopedi", "leder_medisinsk")
    rekke += ("kontakt_narvik", "kontakt_unn", "lege_senja")
    for gaar in rekke:
        faar, sier = begge_veier()
        assert sier == faar
        Rolle.objects.filter(bruker=getattr(v, gaar)).update(til=i_gaar)
    faar, sier = begge_veier()
    assert sier == faar
    assert faar["senjalegen-senjalegen"] == {v.sekretariat, v.sekretariat2}


def test_the_sekretariat_stands_in_for_who_is_not_tilknyttet(verden):
    Virksomhet.objects.filter(pk=verden.narvik.pk).update(tilknyttet_fra=None)
    faar, sier = begge_veier()
    ledere = {verden.hjemme.slug: verden.leder_hjemme}

    assert faar[verden.hjemme.slug] == {verden.sekretariat, verden.sekretariat2}
    # A leader keeps what is own.
    assert sier == {
        slug: folk | ({ledere[slug]} if slug in ledere else set())
        for slug, folk in faar.items()
    }
    egen = Enhet.objects.get(type=Enhetstype.SEKRETARIAT)
    assert sier[egen.slug] == {verden.sekretariat, verden.sekretariat2}


def test_asking_costs_two_questions_and_most_people_none(
    verden, django_assert_num_queries
):
    for person, antall in (
        ("leder_akutt", 0),
        ("melder", 0),
        ("leder_medisinsk", 2),
        ("kontakt_unn", 2),
        ("sekretariat", 2),
    ):
        bruker = getattr(verden, person)
        assert bruker.tilganger
        with django_assert_num_queries(antall):
            assert isinstance(bruker.mottar_for, frozenset)
            assert isinstance(bruker.mottar_for, frozenset)
