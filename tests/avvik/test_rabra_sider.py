"""#Råbra!-kort through the pages."""

import pytest

from avvik.models import Rabrakort
from helsefellesskap.models import Brev, Tilgangslogg
from tests.idnumre import lag_nummer
from tests.innlogging import logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db
NOKKEL = "6b0f5b57-6a3c-4d62-9c11-0a2f3a1f2d10"


@pytest.fixture
def inn(client):
    def logg_inn(bruker):
        logg_inn_med_to_faktorer(client, bruker)
        return client

    return logg_inn


def svar(verden, **felter):
    return {
        "nokkel": NOKKEL,
        "hvem": "Sykepleier Kari Hansen på kveldsvakt",
        "sok": "akutt",
        "sokt": "akutt",
        "treff": verden.akutt.pk,
        "hva": "Ringte oss før utskrivning.",
        "laering": "En telefon sparer tid.",
        "endringer": "",
        **felter,
    }


def kortene():
    return Rabrakort.objects.uten_tilgangskontroll(grunn="test")


@pytest.fixture
def kort(verden, inn):
    inn(verden.melder).post("/meld/rabra/", svar(verden))
    return kortene().get()


def test_the_four_questions_stand_as_they_were_asked(verden, inn):
    side = inn(verden.melder).get("/meld/rabra/").text

    for sporsmal in (
        "Hvem gjorde noe bra?",
        "Hva var bra og hvorfor?",
        "Hva kan vi lære av dette?",
        "Hvilke endringer kan vi gjøre for at dette skal skje oftere?",
    ):
        assert sporsmal in side


def test_a_card_is_given_and_a_second_press_gives_the_same(verden, inn):
    klient = inn(verden.melder)
    forste = klient.post("/meld/rabra/", svar(verden))
    andre = klient.post("/meld/rabra/", svar(verden))
    kort = kortene().get()

    assert forste.url == andre.url == f"/rabra/{kort.nummer}/"
    assert (kort.enhet, kort.meldende_enhet) == (verden.akutt, verden.hjemme)
    side = klient.get(forste.url).text
    assert "Kortet er sendt. Takk for at du deler noe som virker!" in side
    assert "Send takk" not in side


def test_a_search_keeps_what_was_written_and_gives_no_card(verden, inn):
    side = inn(verden.melder).post(
        "/meld/rabra/", svar(verden, sok="ortopedi", treff="", hva="Noe bra")
    )

    assert "UNN › Ortopedi Narvik" in side.text
    assert "Noe bra" in side.text
    assert side.context["form"].errors == {}
    assert kortene().count() == 0


def test_what_is_missing_is_told(verden, inn):
    side = inn(verden.melder).post("/meld/rabra/", {"nokkel": NOKKEL})

    assert {f: e[0] for f, e in side.context["form"].errors.items()} == {
        "hvem": "Skriv hvem som gjorde noe bra",
        "hva": "Skriv hva som var bra",
        "sok": "Søk etter enheten som gjorde noe bra, og velg den i listen",
    }


def test_an_own_side_unit_is_refused(verden, inn):
    side = inn(verden.melder).post(
        "/meld/rabra/", svar(verden, treff=verden.senjalegen.pk)
    )

    assert side.context["form"].errors["treff"] == [
        "Dette gjelder samarbeid innad i kommunen. Bruk kommunens eget avvikssystem."
    ]
    assert kortene().count() == 0


def test_an_identity_number_is_stopped_in_every_text(verden, inn):
    nummer = lag_nummer("vanlig")
    klient = inn(verden.melder)
    for felt in ("hvem", "hva", "laering", "endringer", "sok"):
        side = klient.post("/meld/rabra/", svar(verden, **{felt: f"Gjelder {nummer}"}))

        (feil,) = side.context["form"].errors[felt]
        assert feil.startswith("Fjern tallet på 11 siffer fra «")
        assert nummer in side.text
    assert kortene().count() == 0


def test_the_leader_thanks_once_and_the_sender_gets_a_letter(verden, inn, kort):
    klient = inn(verden.leder_akutt)
    side = klient.get(f"/rabra/{kort.nummer}/").text
    assert "Send takk" in side
    assert "Navn melder" in side
    klient.post(f"/rabra/{kort.nummer}/takk/")
    klient.post(f"/rabra/{kort.nummer}/takk/")
    kort = kortene().get()

    assert kort.takket_av == verden.leder_akutt
    assert Brev.objects.filter(kind="rabra_takk", mottaker=verden.melder).count() == 1
    assert "Send takk" not in klient.get(f"/rabra/{kort.nummer}/").text


def test_sharing_needs_the_yes_of_those_praised(verden, inn, kort):
    klient = inn(verden.leder_akutt)
    adresse = f"/rabra/{kort.nummer}/samtykke/"
    side = klient.post(adresse, {"foresla_fsu": "on"})
    assert side.context["form"].errors["samtykke"] == [
        "Spør dem som får ros, og kryss av når de har sagt ja"
    ]
    assert kortene().get().samtykke_dato is None

    klient.post(adresse, {"samtykke": "on", "foresla_fsu": "on"})
    kort = kortene().get()
    assert (kort.samtykke_dato is None, kort.foreslatt_fsu) == (False, True)


@pytest.mark.parametrize("verb", ["takk", "samtykke"])
def test_the_sender_cannot_act_for_the_receiver(verden, inn, kort, verb):
    svar = inn(verden.melder).post(f"/rabra/{kort.nummer}/{verb}/", {"samtykke": "on"})

    assert svar.status_code == 403
    kort = kortene().get()
    assert (kort.takket_tid, kort.samtykke_dato) == (None, None)


def test_foreign_missing_and_malformed_numbers_are_alike(
    verden, inn, kort, django_assert_num_queries
):
    klient = inn(verden.leder_ortopedi)
    klient.get("/meld/")
    for nr in (kort.nummer, "R-2026-9999", "tull", "%00", "æøå"):
        with django_assert_num_queries(19):
            svar = klient.get(f"/rabra/{nr}/")
        assert svar.status_code == 404
        rad = Tilgangslogg.objects.latest("id")
        assert (rad.handling, rad.rute, rad.gjelder) == ("avvist", "rabrakort", "")


def test_an_opening_is_logged(verden, inn, kort):
    inn(verden.leder_akutt).get(f"/rabra/{kort.nummer}/")
    rad = Tilgangslogg.objects.latest("id")

    assert (rad.handling, rad.gjelder) == ("apnet", kort.nummer)
