"""A #Råbra!-kort is written first, and sent after log-in."""

import uuid
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from avvik import actions
from avvik.models import Kortutkast, Rabrakort
from helsefellesskap.enums import Enhetstype, Rollenavn
from helsefellesskap.feil import IkkeLov
from helsefellesskap.models import Enhet
from helsefellesskap.transaksjon import ANONYM
from tests.avvik.test_rabra_sider import NOKKEL
from tests.avvik.test_rabra_sider import svar as svar_
from tests.factories import lag_bruker
from tests.idnumre import lag_nummer
from tests.innlogging import logg_inn
from tests.tilgang.skjemaer import les_skjemaer

pytestmark = pytest.mark.django_db
SIDE = "/meld/rabra/"
UTKAST = f"{SIDE}{NOKKEL}/"
LOGG_INN = f"/logg-inn/?next={UTKAST}"
INNAD = "Dette gjelder samarbeid innad i kommunen. Bruk kommunens eget avvikssystem."


def svar(verden, **felter):
    return svar_(verden, **{"hvem": "De på kveldsvakt", **felter})


def alle_utkast():
    return Kortutkast.objects.uten_tilgangskontroll(grunn="test")


def kortene():
    return Rabrakort.objects.uten_tilgangskontroll(grunn="test")


def feil_i(svar):
    return {f: e[0] for f, e in svar.context["form"].errors.items()}


def skjema(side):
    """What the browser would send of the card's form."""
    funnet = les_skjemaer(side.text, SIDE)
    (ett,) = [s for s in funnet if "hvem" in s.felter]
    return {n: v for n, v in ett.verdier().items() if n != "csrfmiddlewaretoken"}


def utlop():
    """As if eight hours had gone."""
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


# --- the whole way ----------------------------------------------------------------


def test_the_card_is_written_first_and_one_press_sends_it(client, verden):
    side = client.get(SIDE)
    assert "Logg inn og send" in side.text
    nokkel = skjema(side)["nokkel"]
    sendt = client.post(SIDE, svar(verden, nokkel=nokkel))
    neste = f"{SIDE}{nokkel}/"
    assert unquote(sendt.url) == f"/logg-inn/?next={neste}"
    assert "Det du har skrevet, er lagret." in client.get(sendt.url).text
    utkast = alle_utkast().get()
    assert (utkast.melder, utkast.okt is None, kortene().count()) == (None, False, 0)

    assert logg_inn(client, verden.melder, f"?next={neste}").url == neste
    utkast = alle_utkast().get()
    assert (utkast.melder, utkast.okt) == (verden.melder, None)
    data = skjema(client.get(neste))
    assert data["hva"] == "Ringte oss før utskrivning."
    sendt = client.post(SIDE, data)
    kort = kortene().get()

    assert sendt.url == f"/rabra/{kort.nummer}/"
    assert (kort.melder, kort.meldende_enhet, kort.enhet) == (
        verden.melder,
        verden.hjemme,
        verden.akutt,
    )
    assert (kort.hvem, kort.laering) == ("De på kveldsvakt", "En telefon sparer tid.")
    assert alle_utkast().count() == 0
    assert client.post(SIDE, data).url == client.get(neste).url == sendt.url
    assert kortene().count() == 1


def test_words_that_may_point_to_a_person_are_shown_with_the_one_press(client, verden):
    client.post(SIDE, svar(verden, hva="Ringte Kari Hansen før utskrivning."))
    logg_inn(client, verden.melder)
    side = client.get(UTKAST)
    assert "Se over: dette kan peke ut en person" in side.text
    client.post(SIDE, skjema(side))

    assert kortene().get().hva == "Ringte Kari Hansen før utskrivning."


def test_both_sides_may_be_searched_before_log_in(client, verden):
    for sok, enhet in (("akutt", verden.akutt), ("sone 1", verden.hjemme)):
        side = client.post(SIDE, svar(verden, sok=sok, sokt="", treff=""))
        valg = [int(pk) for pk, _sti in side.context["form"].fields["treff"].choices]
        assert valg == [enhet.pk]
        assert feil_i(side) == {}
    egen = Enhet.objects.get(type=Enhetstype.SEKRETARIAT)
    assert list(feil_i(client.post(SIDE, svar(verden, treff=egen.pk)))) == ["treff"]


def test_the_own_side_is_told_when_it_is_sent_and_nothing_is_lost(client, verden):
    client.post(SIDE, svar(verden, treff=verden.senjalegen.pk, sok="Senjalegen"))
    logg_inn(client, verden.melder)
    side = client.post(SIDE, skjema(client.get(UTKAST)))
    assert feil_i(side) == {"treff": INNAD}
    assert side.text.count(INNAD) == 2  # on top, and at the field
    assert skjema(side)["hva"] == "Ringte oss før utskrivning."
    assert skjema(client.get(UTKAST))["laering"] == "En telefon sparer tid."
    data = {**skjema(side), "sok": "akutt", "sokt": "akutt", "treff": verden.akutt.pk}
    client.post(SIDE, data)

    assert (kortene().get().enhet, alle_utkast().count()) == (verden.akutt, 0)


def test_of_several_units_the_one_that_may_praise_is_proposed(client, verden):
    person = lag_bruker(
        "to_steder",
        (Rollenavn.MELDER, verden.akutt),
        (Rollenavn.MELDER, verden.senjalegen),
    )
    client.post(SIDE, svar(verden))
    logg_inn(client, person)

    assert client.get(UTKAST).context["form"].meldende_enhet == verden.senjalegen


def test_what_is_missing_is_told_and_the_rest_is_saved(client, verden):
    side = client.post(SIDE, svar(verden, hvem=""))
    assert feil_i(side) == {"hvem": "Skriv hvem som gjorde noe bra"}
    assert alle_utkast().get().hva == "Ringte oss før utskrivning."
    client.post(SIDE, svar(verden, hvem="Vaktlaget"))

    assert [u.hvem for u in alle_utkast()] == ["Vaktlaget"]


def test_a_number_is_stopped_and_kept_nowhere(client, verden):
    nummer = lag_nummer("vanlig")
    for felt in ("hvem", "hva", "laering", "endringer", "sok"):
        side = client.post(SIDE, svar(verden, **{felt: f"Gjelder {nummer}"}))
        assert feil_i(side)[felt].startswith("Fjern tallet på 11 siffer fra «")
        assert nummer in side.text
    assert nummer not in str(list(alle_utkast().values()))


def test_looking_and_an_empty_form_save_nothing(client):
    client.get(SIDE)
    client.post(SIDE, {"nokkel": NOKKEL})

    assert alle_utkast().count() == 0


# --- only one's own ---------------------------------------------------------------


def test_another_browser_and_another_person_do_not_see_it(client, verden):
    client.post(SIDE, svar(verden))
    annen, person = Client(), Client()
    person.force_login(verden.melder_akutt)
    assert "Ringte oss" in client.get(UTKAST).text
    assert unquote(annen.get(UTKAST).url) == LOGG_INN
    assert person.get(UTKAST).status_code == 404
    assert annen.post(f"{UTKAST}slett/").url == "/logg-inn/?next=/meld/"
    assert person.post(f"{UTKAST}slett/").status_code == 404

    assert alle_utkast().count() == 1


def test_it_stands_on_the_first_page_and_can_be_deleted(client, verden):
    client.post(SIDE, svar(verden))
    side = client.get("/meld/").text
    assert f'href="{UTKAST}"' in side
    assert "Slettes etter et døgn hvis du ikke logger inn." in side
    logg_inn(client, verden.melder)
    assert f'href="{UTKAST}"' in client.get("/meld/").text
    assert client.post(f"{UTKAST}slett/").url == "/meld/"

    assert alle_utkast().count() == 0
    assert UTKAST not in client.get("/meld/").text


def test_only_its_browser_may_write_to_it(client, verden):
    client.post(SIDE, svar(verden))
    kort = alle_utkast().get()
    krev_avvist(kort, {"av": verden.melder}, {"av": ANONYM, "okt": uuid.uuid4()})
    for av in (verden.melder, ANONYM):
        with pytest.raises(IkkeLov):
            actions.lagre_kortutkast(None, av=av, naa=timezone.now(), hva="Annet")
    actions.slett_kortutkast(kort, av=ANONYM, okt=kort.okt)


def test_after_log_in_only_its_writer_may_write_to_it(client, verden):
    client.post(SIDE, svar(verden))
    okt = alle_utkast().get().okt
    logg_inn(client, verden.melder)
    kort = alle_utkast().get()
    krev_avvist(kort, {"av": verden.leder_hjemme}, {"av": ANONYM, "okt": okt})
    actions.slett_kortutkast(kort, av=verden.melder)


def krev_avvist(kort, *andre):
    for hvem in (*andre, {"av": ANONYM}):
        with pytest.raises(IkkeLov):
            actions.lagre_kortutkast(kort, naa=timezone.now(), hva="Annet", **hvem)
        with pytest.raises(IkkeLov):
            actions.slett_kortutkast(kort, **hvem)


def test_log_in_takes_over_the_card_of_its_own_browser_alone(client, verden):
    client.post(SIDE, svar(verden))
    annen = Client()
    annen.post(SIDE, svar(verden, nokkel=str(uuid.uuid4())))
    logg_inn(annen, verden.melder)

    assert alle_utkast().exclude(nokkel=NOKKEL).get().melder == verden.melder
    assert alle_utkast().get(nokkel=NOKKEL).melder is None
    assert client.get(UTKAST).status_code == 200


def test_the_database_wants_one_owner_and_one_of_each_key(verden):
    okt, nokkel = uuid.uuid4(), uuid.uuid4()
    Kortutkast.objects.create(okt=okt, nokkel=nokkel)
    Kortutkast.objects.create(melder=verden.melder, nokkel=nokkel)
    for feil in (
        {},
        {"okt": uuid.uuid4(), "melder": verden.melder},
        {"okt": okt, "nokkel": nokkel},
        {"melder": verden.melder_akutt, "nokkel": nokkel},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Kortutkast.objects.create(**feil)


def test_a_key_that_somebody_else_uses_is_nobodys_business(client, verden):
    fremmed = Client()
    fremmed.force_login(verden.melder_akutt)
    fremmed.post(SIDE, svar(verden, treff=verden.hjemme.pk, sok="x", sokt="x"))
    client.post(SIDE, svar(verden))
    logg_inn(client, verden.melder)
    eget = alle_utkast().get()
    assert str(eget.nokkel) != NOKKEL
    assert client.get(UTKAST).status_code == 404
    client.post(SIDE, skjema(client.get(f"{SIDE}{eget.nokkel}/")))

    assert kortene().count() == 2


def test_a_card_with_the_key_of_somebody_elses_card_gets_its_own(client, verden):
    """The same answer as to a key that nobody has."""
    for person, til in (
        (verden.melder_akutt, verden.hjemme),
        (verden.melder, verden.akutt),
    ):
        client.force_login(person)
        client.post(SIDE, svar(verden, treff=til.pk))

    assert {(k.melder, k.enhet) for k in kortene()} == {
        (verden.melder_akutt, verden.hjemme),
        (verden.melder, verden.akutt),
    }


def test_without_a_unit_the_card_is_kept_and_one_is_told_whom_to_ask(client, verden):
    ny = lag_bruker("ny")
    client.post(SIDE, svar(verden))
    logg_inn(client, ny)
    side = client.get(UTKAST)
    hvem = "Spør samhandlingskontakten i virksomheten din om tilgang."
    assert hvem in side.text
    sendt = client.post(SIDE, skjema(side))
    assert (sendt.status_code, hvem in sendt.text) == (403, True)
    assert client.get("/meld/").status_code == 200
    assert client.get(SIDE).status_code == 403
    ny.roller.create(navn=Rollenavn.MELDER, enhet=verden.hjemme, fra="2020-01-01")
    client.post(SIDE, skjema(client.get(UTKAST)))

    assert kortene().get().melder == ny


# --- log-in has ended -------------------------------------------------------------


def test_what_is_sent_after_log_in_has_ended_is_there_after_log_in(client, verden):
    client.force_login(verden.melder)
    data = {**skjema(client.get(SIDE)), **svar(verden)}
    utlop()
    sendt = client.post(SIDE, data)
    assert unquote(sendt.url) == LOGG_INN
    assert "Du er logget ut. Det du har skrevet, er tatt vare på." in (
        client.get(sendt.url).text
    )
    logg_inn(client, verden.melder, f"?next={UTKAST}")
    client.post(SIDE, skjema(client.get(UTKAST)))

    assert (kortene().get().enhet, alle_utkast().count()) == (verden.akutt, 0)


def test_the_unit_one_sends_from_is_remembered(client, verden):
    person = lag_bruker(
        "to_kommunale",
        (Rollenavn.MELDER, verden.hjemme),
        (Rollenavn.MELDER, verden.senjalegen),
    )
    for fra in (verden.hjemme, verden.senjalegen):
        nokkel = str(uuid.uuid4())
        client.force_login(person)
        utlop()
        data = svar(verden, fra=fra.pk, nokkel=nokkel, innlogget="1")
        feil = client.post(SIDE, {**data, "hvem": ""})
        assert skjema(feil)["fra"] == str(fra.pk)
        client.post(SIDE, {**skjema(feil), "treff": verden.akutt.pk, "hvem": "Alle"})
        logg_inn(client, person)
        side = client.get(f"{SIDE}{nokkel}/")
        valgt = side.context["form"]["fra"].value()
        client.post(SIDE, {**skjema(side), "fra": valgt})

        assert kortene().get(innsendingsnokkel=nokkel).meldende_enhet == fra


def test_a_search_after_log_in_has_ended_goes_on_in_the_page(client, verden):
    client.force_login(verden.melder)
    utlop()
    side = client.post(SIDE, svar(verden, sokt="", innlogget="1"))
    assert (side.status_code, skjema(side)["innlogget"]) == (200, "1")
    assert alle_utkast().get().hva == "Ringte oss før utskrivning."


def test_a_newer_version_takes_the_address_and_the_older_stands_beside(client, verden):
    client.post(SIDE, svar(verden))
    logg_inn(client, verden.melder)
    utlop()
    client.post(SIDE, svar(verden, hva="Mer enn før", innlogget="1"))
    logg_inn(client, verden.melder)

    assert skjema(client.get(UTKAST))["hva"] == "Mer enn før"
    assert {u.hva for u in alle_utkast()} == {
        "Mer enn før",
        "Ringte oss før utskrivning.",
    }
    utlop()
    client.post(SIDE, svar(verden, hva="Mer enn før", innlogget="1"))
    logg_inn(client, verden.melder)
    assert alle_utkast().count() == 2


def test_a_second_press_after_log_in_has_ended_gives_no_second_card(client, verden):
    client.force_login(verden.melder)
    client.post(SIDE, svar(verden))
    kort = kortene().get()
    utlop()
    client.post(SIDE, svar(verden, innlogget="1"))
    logg_inn(client, verden.melder)
    assert client.get(UTKAST).url == f"/rabra/{kort.nummer}/"
    assert alle_utkast().count() == 0
    client.logout()
    client.post(SIDE, svar(verden, hva="Noe annet", innlogget="1"))
    logg_inn(client, verden.melder)

    assert client.get(UTKAST).url == f"/rabra/{kort.nummer}/"
    assert alle_utkast().get().hva == "Noe annet"
    assert kortene().count() == 1


# --- limits -----------------------------------------------------------------------


def test_the_limit_is_shared_with_drafts_and_keeps_the_form(client, verden):
    svarene = [
        client.post(SIDE, svar(verden, nokkel=str(uuid.uuid4()))) for _ in range(21)
    ]
    assert [s.status_code for s in svarene] == [302] * 20 + [429]
    siste = svarene[-1]
    assert "Det du skrev, er ikke lagret ennå" in siste.text
    assert skjema(siste)["hva"] == "Ringte oss før utskrivning."
    assert alle_utkast().count() == 20
    steg1 = {"nokkel": NOKKEL, "steg": "1", "fra": "kommune", "hva_skjedde": "Noe"}
    assert client.post("/meld/avvik/", steg1).status_code == 429
    # Logged in meanwhile in another tab, as the message says.
    client.force_login(verden.melder)
    client.post(SIDE, {**skjema(siste), "treff": verden.akutt.pk})
    assert kortene().count() == 1


def test_the_clock_takes_untouched_cards(client, verden):
    client.post(SIDE, svar(verden))
    endret = alle_utkast().get().endret
    for gikk, slettet in ((timedelta(hours=24), 0), (timedelta(hours=25), 1)):
        naa = endret + gikk
        assert actions.slett_utgatte_utkast(av="system", naa=naa) == slettet
    client.post(SIDE, svar(verden))
    logg_inn(client, verden.melder)
    endret = alle_utkast().get().endret
    for gikk, slettet in ((timedelta(days=7), 0), (timedelta(days=8), 1)):
        naa = endret + gikk
        assert actions.slett_utgatte_utkast(av="system", naa=naa) == slettet
