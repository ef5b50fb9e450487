"""The demo's data, made through actions, twice."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.test import Client

from avvik.enums import Status
from avvik.models import Avvik, Rabrakort, Skjematid, Trendtelling
from helsefellesskap.enums import Rollenavn
from helsefellesskap.models import Brev, Bruker, Driftsstatus, Enhet, Rolle
from rapporter.demodata.levende import KORTEST, LENGST
from rapporter.demodata.personer import PERSONER
from rapporter.demodata.saker import SAKER
from utvalg.models import Mote, Presentasjon

# Other programs log in as these (design 8).
SLUGS = """
melder-narvik melder-senjalegen melder-akuttmottaket leder-akuttmottaket
leder-medisinsk-klinikk leder-ortopedi-narvik leder-hjemmetjenesten-narvik
saksbehandler-akuttmottaket samhandlingskontakt-unn samhandlingskontakt-narvik
sekretariat sekretariat-2 fsu-leder fsu-medlem brukerrepresentant ssu-leser admin
""".split()
# Ours besides.
OGSAA = ["personvernombud-unn"]
ENHETER = {
    "leder-akuttmottaket": "Akuttmottaket og observasjonsposten",
    "melder-akuttmottaket": "Akuttmottaket og observasjonsposten",
    "saksbehandler-akuttmottaket": "Akuttmottaket og observasjonsposten",
    "leder-ortopedi-narvik": "Ortopedisk kirurgisk sengepost Narvik",
    "leder-hjemmetjenesten-narvik": "Hjemmetjenesten sone 1 Narvik",
    "melder-narvik": "Hjemmetjenesten sone 1 Narvik",
    "samhandlingskontakt-unn": "Samhandling og helsetjenesteutvikling",
    "samhandlingskontakt-narvik": "Helse og omsorg Narvik",
}


def ledet(slug):
    roller = Rolle.objects.filter(
        bruker__email=f"{slug}@demo.invalid", navn=Rollenavn.LEDER
    )
    return set(roller.values_list("enhet__navn", flat=True))


def ledet_over(slug):
    return Enhet.objects.get(navn__in=ledet(slug)).overordnet.navn


def har_sak_paa_saklisten():
    tekster = Presentasjon.objects.uten_tilgangskontroll(grunn="test")
    paa_listen = tekster.filter(saker__mote__isnull=False)
    return set(paa_listen.values_list("avvik__holder__navn", flat=True))


def enhet_til(slug):
    return Rolle.objects.get(bruker__email=f"{slug}@demo.invalid").enhet.navn


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
    sekunder = Skjematid.objects.values_list("sekunder", flat=True)
    assert len(sekunder) == len(SAKER)
    assert (min(sekunder) >= KORTEST, max(sekunder) <= LENGST) == (True, True)
    assert Driftsstatus.objects.get().demo
    assert [p.slug for p in PERSONER] == [*SLUGS, *OGSAA]
    assert {slug: enhet_til(slug) for slug in ENHETER} == ENHETER
    assert ledet("leder-medisinsk-klinikk") == {ledet_over("leder-akuttmottaket")}
    assert ledet("fsu-medlem") & har_sak_paa_saklisten() == ledet("fsu-medlem") != set()
    for_ = (
        saker().count(),
        Rabrakort.objects.uten_tilgangskontroll(grunn="t").count(),
        Bruker.objects.count(),
        Mote.objects.count(),
        Brev.objects.count(),
    )

    talt = Trendtelling.objects.aggregate(Sum("antall"))
    assert set(Trendtelling.objects.values_list("trendtype__retning", flat=True)) == {
        "til_sykehus",
        "fra_sykehus",
    }
    call_command("demodata", verbosity=0)

    assert Trendtelling.objects.aggregate(Sum("antall")) == talt
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
    streng = Client(enforce_csrf_checks=True)
    valg = {"person": "ssu-leser"}
    assert streng.post("/demo/logg-inn/", valg).status_code == 403
    token = re.search(
        'name="csrfmiddlewaretoken" value="([^"]+)"', streng.get("/demo/").text
    )[1]
    svar = streng.post("/demo/logg-inn/", {**valg, "csrfmiddlewaretoken": token})
    assert (svar.status_code, svar.headers["Location"]) == (302, "/")
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
