"""#Råbra!-kort through the pages."""

import pytest
from django.core.exceptions import ValidationError

from avvik import actions
from avvik.models import Kortmottaker, Rabrakort
from helsefellesskap.enums import Rollenavn
from helsefellesskap.feil import IkkeLov
from helsefellesskap.models import Brev, Rolle, Tilgangslogg
from tests.factories import NAA, lag_bruker
from tests.idnumre import lag_nummer

pytestmark = pytest.mark.django_db
NOKKEL = "6b0f5b57-6a3c-4d62-9c11-0a2f3a1f2d10"


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
    assert kort.takk_hilsen == ""
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


# --- the leader's word, and passing the card on -------------------------------------

HILSEN = "Dere gjorde dagen vår."


@pytest.fixture
def kari(verden):
    return lag_bruker("kari", (Rollenavn.SAKSBEHANDLER, verden.akutt))


def gi_videre(verden, kort, *kolleger):
    actions.gi_kortet_videre(kort, kolleger=kolleger, av=verden.leder_akutt, naa=NAA)


def mottakere():
    return Kortmottaker.objects.uten_tilgangskontroll(grunn="test")


def test_the_leaders_word_is_read_by_the_sender_and_those_praised(
    verden, inn, kort, kari
):
    actions.send_takk(kort, hilsen=HILSEN, av=verden.leder_akutt, naa=NAA)
    gi_videre(verden, kort, kari)
    lest = {
        navn: HILSEN in inn(bruker).get(f"/rabra/{kort.nummer}/").text
        for navn, bruker in (
            ("melder", verden.melder),
            ("leder_akutt", verden.leder_akutt),
            ("kari", kari),
            ("leder_hjemme", verden.leder_hjemme),
        )
    }

    assert lest == {
        "melder": True,
        "leder_akutt": True,
        "kari": True,
        "leder_hjemme": False,
    }


def test_the_thanks_form_stops_a_number_and_keeps_what_was_written(verden, inn, kort):
    tekst = f"Takk {lag_nummer('vanlig')}"
    side = inn(verden.leder_akutt).post(
        f"/rabra/{kort.nummer}/takk/", {"hilsen": tekst}
    )

    assert list(side.context["feil"].errors) == ["hilsen"]
    assert tekst in side.text
    assert kortene().get().takket_tid is None


def test_the_card_is_passed_on_once_with_a_letter_and_opens_for_the_colleague(
    verden, inn, kort, kari
):
    assert inn(kari).get(f"/rabra/{kort.nummer}/").status_code == 404
    klient = inn(verden.leder_akutt)
    side = klient.get(f"/rabra/{kort.nummer}/")
    assert list(side.context["videre"].fields["kolleger"].queryset) == [
        kari,
        verden.leder_akutt,
        verden.melder_akutt,
        verden.saksbehandler_akutt,
    ]
    adresse = f"/rabra/{kort.nummer}/videre/"
    klient.post(adresse, {"kolleger": [kari.pk]})
    klient.post(adresse, {"kolleger": [kari.pk]})

    assert [(m.bruker, m.gitt_av, m.ja) for m in mottakere()] == [
        (kari, verden.leder_akutt, None)
    ]
    brev = Brev.objects.filter(kind="rabra_til_deg")
    assert [b.mottaker for b in brev] == [kari]
    side = inn(kari).get(f"/rabra/{kort.nummer}/").text
    assert "Ringte oss før utskrivning." in side
    assert "Ja, kortet kan deles" in side
    assert "Send takk" not in side
    assert kort.nummer in inn(kari).get("/mine/").text


@pytest.mark.parametrize("hvem", ["leder_ortopedi", "melder"])
def test_the_card_is_passed_on_only_inside_the_unit(verden, inn, kort, hvem):
    utenfor = getattr(verden, hvem)
    side = inn(verden.leder_akutt).post(
        f"/rabra/{kort.nummer}/videre/", {"kolleger": [utenfor.pk]}
    )

    assert side.context["feil"].errors == {"kolleger": ["Velg kolleger i enheten"]}
    with pytest.raises(ValidationError) as feil:
        gi_videre(verden, kort, utenfor)
    assert feil.value.message_dict == {"kolleger": ["Velg kolleger i enheten"]}
    assert (mottakere().count(), Brev.objects.filter(kind="rabra_til_deg").count()) == (
        0,
        0,
    )


def test_nobody_chosen_is_told(verden, inn, kort):
    side = inn(verden.leder_akutt).post(f"/rabra/{kort.nummer}/videre/", {})

    assert side.context["feil"].errors == {"kolleger": ["Velg minst én kollega"]}


def test_who_has_left_the_unit_no_longer_reads_the_card(verden, inn, kort, kari):
    gi_videre(verden, kort, kari)
    Rolle.objects.filter(bruker=kari).update(til=NAA.date())

    assert inn(kari).get(f"/rabra/{kort.nummer}/").status_code == 404
    with pytest.raises(IkkeLov):
        actions.svar_om_deling(kort, ja=True, av=kari, naa=NAA)


def test_a_yes_is_kept_and_a_no_takes_the_consent_back(verden, inn, kort, kari):
    gi_videre(verden, kort, kari)
    adresse = f"/rabra/{kort.nummer}/deling/"
    klient = inn(kari)
    klient.post(adresse, {"svar": "ja"})
    assert mottakere().get().ja is True
    actions.registrer_samtykke(kort, foresla_fsu=True, av=verden.leder_akutt, naa=NAA)
    klient.post(adresse, {"svar": "nei"})

    assert (mottakere().get().ja, kortene().get().samtykke_dato) == (False, None)
    assert kortene().get().foreslatt_fsu is False


def test_the_leader_cannot_record_a_yes_over_somebodys_no(verden, inn, kort, kari):
    gi_videre(verden, kort, kari, verden.melder_akutt)
    actions.svar_om_deling(kort, ja=True, av=verden.melder_akutt, naa=NAA)
    actions.svar_om_deling(kort, ja=False, av=kari, naa=NAA)
    klient = inn(verden.leder_akutt)
    side = klient.get(f"/rabra/{kort.nummer}/").text
    assert "Navn kari: sier nei til deling" in side
    assert "Navn melder_akutt: sier ja til deling" in side
    side = klient.post(f"/rabra/{kort.nummer}/samtykke/", {"samtykke": "on"})

    assert side.context["feil"].errors == {
        "samtykke": ["En av dem som får ros, har sagt nei. Kortet deles ikke."]
    }
    assert kortene().get().samtykke_dato is None
    actions.svar_om_deling(kort, ja=True, av=kari, naa=NAA)
    klient.post(f"/rabra/{kort.nummer}/samtykke/", {"samtykke": "on"})
    assert kortene().get().samtykke_dato is not None


def test_only_who_got_the_card_answers_for_themselves(verden, inn, kort, kari):
    gi_videre(verden, kort, kari)
    for bruker in (verden.leder_akutt, verden.melder):
        svar = inn(bruker).post(f"/rabra/{kort.nummer}/deling/", {"svar": "ja"})
        assert svar.status_code == 403
    assert inn(kari).post(f"/rabra/{kort.nummer}/deling/", {}).status_code == 200
    assert mottakere().get().ja is None


def test_the_sheet_holds_card_and_thanks_and_is_logged_as_printed(
    verden, inn, kort, kari
):
    actions.send_takk(kort, hilsen=HILSEN, av=verden.leder_akutt, naa=NAA)
    side = inn(verden.leder_akutt).get(f"/rabra/{kort.nummer}/utskrift/")
    rad = Tilgangslogg.objects.latest("id")

    assert (rad.handling, rad.gjelder) == ("skrevet_ut", kort.nummer)
    for tekst in ("#Råbra!</h1>", "Til Akuttmottaket", HILSEN, "Ringte oss før"):
        assert tekst in side.text
    assert "Navn melder" not in side.text
    assert inn(verden.melder).get(f"/rabra/{kort.nummer}/utskrift/").status_code == 403
    assert inn(kari).get(f"/rabra/{kort.nummer}/utskrift/").status_code == 404
    gi_videre(verden, kort, kari)
    assert inn(kari).get(f"/rabra/{kort.nummer}/utskrift/").status_code == 200


def test_cards_stand_among_what_the_unit_has_sent(verden, inn, kort):
    side = inn(verden.leder_hjemme).get("/sendt/?vis=rabra")

    assert [k.nummer for k in side.context["side"]] == [kort.nummer]
    assert kort.nummer in side.text
    tom = inn(verden.leder_akutt).get("/sendt/?vis=rabra").text
    assert "Dere har ikke gitt noen #Råbra!-kort ennå." in tom
