"""The demo's data, made through actions, twice."""

import pytest
from django.core.management import CommandError, call_command

from avvik.enums import Status
from avvik.models import Avvik, Rabrakort
from helsefellesskap.models import Brev, Bruker, Driftsstatus
from rapporter.demodata.personer import PERSONER
from utvalg.models import Mote


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True
    call_command("demodata", verbosity=0)


def saker():
    return Avvik.objects.uten_tilgangskontroll(grunn="test")


def test_without_demo_it_refuses(db):
    with pytest.raises(CommandError):
        call_command("demodata")
    assert Bruker.objects.count() == 0


@pytest.mark.treg
def test_every_state_is_there_and_running_it_again_adds_nothing(demo):
    levende = saker().filter(ekstern_id=None)
    assert set(levende.values_list("status", flat=True)) == set(Status)
    assert saker().exclude(ekstern_id=None).count() == 293
    assert Driftsstatus.objects.get().demo
    for_ = (
        saker().count(),
        Rabrakort.objects.uten_tilgangskontroll(grunn="t").count(),
        Bruker.objects.count(),
        Mote.objects.count(),
        Brev.objects.count(),
    )

    call_command("demodata", verbosity=0)

    assert for_ == (
        saker().count(),
        Rabrakort.objects.uten_tilgangskontroll(grunn="t").count(),
        Bruker.objects.count(),
        Mote.objects.count(),
        Brev.objects.count(),
    )


@pytest.mark.treg
def test_every_person_logs_in_with_one_press_and_nobody_else_does(
    demo, client, settings
):
    from importlib import reload

    from django.urls import clear_url_caches

    import helsefellesskap.urls

    reload(helsefellesskap.urls)
    clear_url_caches()
    Bruker.objects.create_user("ekte@eks.no", navn="En ekte")
    for person in PERSONER:
        client.logout()
        svar = client.post("/demo/logg-inn/", {"person": person.slug})
        assert (svar.status_code, svar.headers["Location"]) == (302, "/"), person.slug
        assert client.get("/").status_code == 200, person.slug
    # The address alone is not enough: demodata must have made the person.
    Bruker.objects.filter(email="ssu-leser@demo.invalid").update(demo=False)
    for fremmed in ("ssu-leser", "ekte", "ekte@eks.no", "", "../admin"):
        assert client.post("/demo/logg-inn/", {"person": fremmed}).status_code == 404
    settings.DEMO = False
    reload(helsefellesskap.urls)
    clear_url_caches()
    assert client.get("/demo/").status_code == 404
