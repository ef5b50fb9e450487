"""The ways of a #Råbra!-kort that seldom go straight: two at once, late, in between."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from avvik import actions
from avvik.models import Kortmottaker, Rabrakort
from helsefellesskap import epost
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Rollenavn
from helsefellesskap.feil import IkkeLov
from helsefellesskap.models import Brev, Bruker, Enhet, Rolle
from tests.avvik.test_rabra_sider import NOKKEL, svar
from tests.factories import NAA, lag_bruker
from tests.idnumre import TENOR, lag_nummer
from tests.innlogging import logg_inn, logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db
SIDE = "/meld/rabra/"
I_GAAR = lokal_dato(timezone.now()) - timedelta(days=1)
NEDLAGT = "Enheten er lagt ned. Velg en annen."


@pytest.fixture
def inn(client):
    def logg_inn(bruker):
        logg_inn_med_to_faktorer(client, bruker)
        return client

    return logg_inn


def kortene():
    return Rabrakort.objects.uten_tilgangskontroll(grunn="test")


def mottakere():
    return Kortmottaker.objects.uten_tilgangskontroll(grunn="test")


@pytest.fixture
def kort(verden):
    return gi(verden)


def gi(verden, **felter):
    innhold = {"hvem": "Vaktlaget", "hva": "Ringte oss.", "nokkel": NOKKEL}
    veien = {"enhet": verden.akutt, "meldende_enhet": verden.hjemme}
    return actions.gi_rabra(
        **{**innhold, **veien, "av": verden.melder, "naa": NAA, **felter}
    )


@pytest.fixture
def kari(verden):
    return lag_bruker("kari", (Rollenavn.SAKSBEHANDLER, verden.akutt))


def gi_videre(verden, kort, *kolleger):
    actions.gi_kortet_videre(kort, kolleger=kolleger, av=verden.leder_akutt, naa=NAA)


# --- giving it --------------------------------------------------------------------


def test_a_unit_closed_while_one_wrote_is_told_and_nothing_is_lost(verden, inn):
    klient = inn(verden.melder)
    klient.get(SIDE)
    Enhet.objects.filter(pk=verden.akutt.pk).update(gyldig_til=I_GAAR)
    side = klient.post(SIDE, svar(verden))

    assert side.context["form"].errors["treff"] == [NEDLAGT]
    assert "Ringte oss før utskrivning." in side.text
    assert kortene().count() == 0
    # Its successor gets the card.
    Enhet.objects.filter(pk=verden.akutt.pk).update(etterfolger=verden.medisinsk)
    klient.post(SIDE, svar(verden))
    assert kortene().get().enhet == verden.medisinsk


def test_a_unit_closed_while_one_logged_in_is_told_on_the_way(verden, client):
    client.post(SIDE, svar(verden))
    Enhet.objects.filter(pk=verden.akutt.pk).update(gyldig_til=I_GAAR)
    logg_inn(client, verden.melder)
    assert client.get(f"{SIDE}{NOKKEL}/").status_code == 200
    side = client.post(SIDE, svar(verden))

    assert side.context["form"].errors["treff"] == [NEDLAGT]
    assert kortene().count() == 0


def test_the_action_takes_no_unit_of_the_own_side_and_no_closed_one(verden):
    with pytest.raises(IkkeLov):
        gi(verden, enhet=verden.senjalegen)
    with pytest.raises(IkkeLov):
        gi(verden, av=verden.melder_akutt)
    verden.akutt.gyldig_til = NAA.date() - timedelta(days=1)
    with pytest.raises(IkkeLov):
        gi(verden)

    assert kortene().count() == 0


def test_going_back_and_changing_a_card_that_is_sent_says_that_it_stands(verden, inn):
    klient = inn(verden.melder)
    klient.post(SIDE, svar(verden), follow=True)
    side = klient.post(SIDE, svar(verden, hva="Noe helt annet."), follow=True).text

    assert "Kortet var alt sendt, slik det står her." in side
    assert "Takk for at du deler noe som virker!" not in side
    assert kortene().get().hva == "Ringte oss før utskrivning."
    likt = klient.post(SIDE, svar(verden), follow=True).text
    assert "Takk for at du deler noe som virker!" in likt


TEGN = "<script>alert(1)</script> & 💚 æøå\x00\x1b\u202e"
FELTER = {"hvem": 300, "hva": 2000, "laering": 1000, "endringer": 1000}


def test_markup_emoji_and_control_characters_are_shown_as_text(verden, inn):
    felter = dict.fromkeys(FELTER, TEGN)
    inn(verden.melder).post(SIDE, svar(verden, **felter, sett_over="1"))
    kort = kortene().get()
    klient = inn(verden.leder_akutt)
    klient.post(f"/rabra/{kort.nummer}/takk/", {"hilsen": TEGN})
    assert {getattr(kort, felt) for felt in FELTER} == {
        "<script>alert(1)</script> & 💚 æøå"
    }
    vist = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; 💚 æøå"
    for adresse in ("", "utskrift/"):
        side = klient.get(f"/rabra/{kort.nummer}/{adresse}").text
        assert side.count(vist) == 5
        assert "<script>alert" not in side


@pytest.mark.parametrize("felt", FELTER)
def test_a_text_that_is_too_long_is_told_beside_the_field_and_kept(verden, inn, felt):
    lang = "å" * (FELTER[felt] + 1)
    side = inn(verden.melder).post(SIDE, svar(verden, **{felt: lang}))

    assert side.context["form"].errors == {
        felt: [f"Teksten er for lang. Den kan ha høyst {FELTER[felt]} tegn."]
    }
    assert lang in side.text
    inn(verden.melder).post(SIDE, svar(verden, **{felt: lang[1:]}))
    assert getattr(kortene().get(), felt) == lang[1:]


# --- thanking ---------------------------------------------------------------------


def test_a_word_that_came_too_late_is_shown_back_to_its_writer(verden, inn, kort):
    vikar = lag_bruker("vikar", (Rollenavn.STEDFORTREDER, verden.akutt))
    actions.send_takk(kort, hilsen="Fint!", av=vikar, naa=NAA)
    adresse = f"/rabra/{kort.nummer}/takk/"
    side = inn(verden.leder_akutt).post(adresse, {"hilsen": "Så bra gjort!"})

    assert side.status_code == 409
    assert "Enheten har alt sendt takk for kortet. Det du skrev, ble ikke" in side.text
    assert "Så bra gjort!" in side.text
    assert kortene().get().takk_hilsen == "Fint!"
    # A second press of the same is no conflict.
    likt = inn(vikar).post(adresse, {"hilsen": "Fint!"}, follow=True)
    assert (likt.status_code, "Det du skrev" in likt.text) == (200, False)
    assert Brev.objects.filter(kind="rabra_takk").count() == 1


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("takk", {"hilsen": "Fint!"}),
        ("videre", {}),
        ("samtykke", {"samtykke": "on"}),
        ("trekk", {}),
        ("deling", {"svar": "ja"}),
    ],
)
def test_after_log_in_has_ended_one_comes_back_to_the_card(
    verden, client, kort, verb, data
):
    adresse = f"/rabra/{kort.nummer}/"
    inn_igjen = f"/logg-inn/?next={adresse}"
    logg_inn(client, verden.leder_akutt)
    Session.objects.all().delete()
    svar = client.post(
        f"{adresse}{verb}/", data, headers={"referer": f"http://testserver{adresse}"}
    )

    assert svar.url == inn_igjen
    assert (
        "Du er logget ut, og det ble ikke sendt. Logg inn, og gjør det på nytt."
        in client.get(svar.url).text
    )
    assert (kortene().get().takket_tid, kortene().get().samtykke_dato) == (None, None)


# --- those praised ----------------------------------------------------------------


def test_the_personvernombud_of_a_unit_is_not_among_its_colleagues(verden, inn, kort):
    ombud = lag_bruker("ombud", (Rollenavn.PERSONVERNOMBUD, verden.akutt))
    klient = inn(verden.leder_akutt)
    side = klient.get(f"/rabra/{kort.nummer}/")
    assert ombud not in side.context["videre"].fields["kolleger"].queryset
    side = klient.post(f"/rabra/{kort.nummer}/videre/", {"kolleger": [ombud.pk]})

    assert side.context["feil"].errors == {"kolleger": ["Velg kolleger i enheten"]}


def test_who_has_left_stands_as_such_and_their_no_still_holds(verden, inn, kort, kari):
    ola = lag_bruker("ola", (Rollenavn.MELDER, verden.akutt))
    gi_videre(verden, kort, kari, ola)
    actions.svar_om_deling(kort, ja=False, av=kari, naa=NAA)
    Rolle.objects.filter(bruker=kari).update(til=I_GAAR)
    Bruker.objects.filter(pk=ola.pk).update(is_active=False)
    klient = inn(verden.leder_akutt)
    side = klient.get(f"/rabra/{kort.nummer}/").text

    assert "Navn kari: sier nei til deling, har sluttet i enheten" in side
    assert "Navn ola: har fått kortet, har ikke svart, har sluttet i enheten" in side
    assert inn(kari).get(f"/rabra/{kort.nummer}/").status_code == 404
    svar = inn(verden.leder_akutt).post(
        f"/rabra/{kort.nummer}/samtykke/", {"samtykke": "on"}
    )
    assert list(svar.context["feil"].errors) == ["samtykke"]


def test_a_colleague_who_left_while_the_leader_chose_is_told(verden, inn, kort, kari):
    Rolle.objects.filter(bruker=kari).update(til=I_GAAR)
    side = inn(verden.leder_akutt).post(
        f"/rabra/{kort.nummer}/videre/",
        {"kolleger": [kari.pk, verden.saksbehandler_akutt.pk]},
    )

    assert side.context["feil"].errors == {"kolleger": ["Velg kolleger i enheten"]}
    assert mottakere().count() == 0


def test_an_answer_about_sharing_says_what_comes_of_it(verden, inn, kort, kari):
    gi_videre(verden, kort, kari)
    adresse = f"/rabra/{kort.nummer}/deling/"
    ja = inn(kari).post(adresse, {"svar": "ja"}, follow=True).text
    nei = inn(kari).post(adresse, {"svar": "nei"}, follow=True).text
    rart = inn(kari).post(adresse, {"svar": "kanskje"})

    assert "Takk! Lederen din ser at du har sagt ja." in ja
    assert "Kortet blir ikke delt med andre." in nei
    assert rart.context["feil"].errors == {"svar": ["Velg ja eller nei"]}
    assert mottakere().get().ja is False


def test_a_number_is_stopped_in_the_leaders_word(verden, inn, kort):
    tekst = f"Gjelder {lag_nummer('vanlig')}"
    side = inn(verden.leder_akutt).post(
        f"/rabra/{kort.nummer}/takk/", {"hilsen": tekst}
    )

    (feil,) = side.context["feil"].errors["hilsen"]
    assert feil.startswith("Fjern tallet på 11 siffer")
    assert kortene().get().takket_tid is None


# --- what nobody else is told -----------------------------------------------------


def test_names_of_those_who_got_the_card_are_for_the_leader_alone(
    verden, inn, kort, kari
):
    """Each of them sees the card, and none of the others."""
    gi_videre(verden, kort, kari, verden.saksbehandler_akutt)
    ser = {}
    for navn in ("melder", "leder_hjemme", "leder_akutt", "saksbehandler_akutt"):
        side = inn(getattr(verden, navn)).get(f"/rabra/{kort.nummer}/").text
        ser[navn] = kari.navn in side

    assert ser == {
        "melder": False,
        "leder_hjemme": False,
        "leder_akutt": True,
        "saksbehandler_akutt": False,
    }


def test_a_stranger_who_is_not_logged_in_is_told_nothing(client, kort):
    for nr in (kort.nummer, "R-2026-9999", "tull"):
        svar = client.get(f"/rabra/{nr}/")
        assert (svar.status_code, svar.url) == (302, f"/logg-inn/?next=/rabra/{nr}/")


# --- given to the wrong person ------------------------------------------------------


def test_the_leader_takes_the_card_back_until_the_person_has_answered(
    verden, inn, kort, kari
):
    gi_videre(verden, kort, kari, verden.saksbehandler_akutt)
    actions.svar_om_deling(kort, ja=True, av=verden.saksbehandler_akutt, naa=NAA)
    hos = {m.bruker: m.pk for m in mottakere()}
    adresse = f"/rabra/{kort.nummer}/"
    klient = inn(verden.leder_akutt)
    side = klient.get(adresse).text
    assert f'name="mottaker" value="{hos[kari]}"' in side
    assert f'value="{hos[verden.saksbehandler_akutt]}"' not in side
    svart = "Navn saksbehandler_akutt har svart, og beholder kortet."
    for pk, melding in (
        (hos[kari], "Navn kari har ikke kortet lenger."),
        (hos[kari], "Kortet er alt tatt tilbake."),
        (hos[verden.saksbehandler_akutt], svart),
        ("x", "Kortet er alt tatt tilbake."),
    ):
        svar = klient.post(f"{adresse}tilbake/", {"mottaker": pk}, follow=True)
        assert svar.redirect_chain == [(adresse, 302)]
        assert melding in svar.text

    assert [m.bruker for m in mottakere()] == [verden.saksbehandler_akutt]
    assert inn(kari).get(adresse).status_code == 404
    brev = Brev.objects.get(kind="rabra_til_deg", mottaker=kari)
    assert epost.skriv(brev)[0] is None


def test_nobody_but_the_leader_takes_a_card_back(verden, inn, kort, kari):
    annet = gi(verden, enhet=verden.ortopedi_narvik, nokkel=uuid4())
    gi_videre(verden, kort, kari)
    (pk,) = mottakere().values_list("pk", flat=True)
    for bruker in (kari, verden.melder, verden.leder_hjemme):
        svar = inn(bruker).post(f"/rabra/{kort.nummer}/tilbake/", {"mottaker": pk})
        assert svar.status_code == 403
    # Nor through another card.
    inn(verden.leder_ortopedi).post(f"/rabra/{annet.nummer}/tilbake/", {"mottaker": pk})

    assert mottakere().get().bruker == kari


def test_what_is_posted_to_does_nothing_when_read_and_leads_to_the_card(
    verden, inn, kort
):
    leder = inn(verden.leder_akutt)
    ingen = "R-0000-0000"
    for nr, til in ((kort.nummer, kort.nummer), ("x", ingen), (TENOR, ingen)):
        for verb in ("takk", "videre", "tilbake", "deling", "samtykke", "trekk"):
            svar = leder.get(f"/rabra/{nr}/{verb}/")
            assert (svar.status_code, svar.url) == (302, f"/rabra/{til}/")
    assert kortene().get().takket_tid is None
