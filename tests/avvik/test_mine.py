"""«Mine saker»: what I sent, who has it until when, where it has been, what came."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avvik import actions, frister
from avvik.enums import Status
from avvik.models import Avvik
from helsefellesskap.arbeidsdager import OSLO, lokal_dato
from tests.avvik.meldehjelp import alle_saker
from tests.factories import lag_sak, lag_svar
from tests.innlogging import logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db
SPORRINGER = 16


def naa(**siden):
    return timezone.now().astimezone(OSLO) - timedelta(**siden)


@pytest.fixture
def melder(client, verden):
    logg_inn_med_to_faktorer(client, verden.melder)
    return client


def fersk(sak):
    alle = Avvik.objects.uten_tilgangskontroll(grunn="test")
    return alle.select_related("holder__virksomhet").get(pk=sak.pk)


def rad(klient):
    (eneste,) = klient.get("/mine/").context["rader"]
    return eneste


def test_a_case_passed_on_says_where_it_is_since_when_and_where_it_has_been(
    verden, melder
):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    assert (rad(melder)["innom"], rad(melder)["siden"]) == ([], None)
    for til, av in (
        (verden.ortopedi_narvik, verden.leder_akutt),
        (verden.medisinsk, verden.leder_ortopedi),
    ):
        actions.send_videre(
            fersk(sak), til=til, begrunnelse="Hemmelig grunn", av=av, naa=naa()
        )
    assert rad(melder)["innom"] == ["Akuttmottaket", "Ortopedi Narvik"]
    side = melder.get("/mine/").text
    dato = lokal_dato(naa()).strftime("%d.%m.%Y")
    assert "Medisinsk klinikk" in side
    assert f"siden {dato}, gått innom Akuttmottaket, Ortopedi Narvik" in side
    assert "Hemmelig grunn" not in side


def test_the_next_date_is_the_melders_own_when_asked(verden, melder):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    assert rad(melder)["frist"] == sak.lovet_dato
    actions.bekreft(fersk(sak), av=verden.leder_akutt, naa=naa())
    actions.spor_melder(fersk(sak), tekst="Når?", av=verden.leder_akutt, naa=naa())
    min_frist = frister.pause_utloper(lokal_dato(naa()), frozenset())
    assert (rad(melder)["frist"], rad(melder)["status"]) == (
        min_frist,
        "Venter på svar fra deg",
    )
    actions.svar_fra_melder(fersk(sak), tekst="Nå.", av=verden.melder, naa=naa())
    actions.besvar(fersk(sak), innhold=lag_svar(), av=verden.leder_akutt, naa=naa())
    assert "Les svaret fra" in melder.get("/mine/").text


def test_a_case_is_taken_back_in_two_presses_and_leads_back_to_it(verden, melder):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    side = melder.get(f"/sak/{sak.saksnummer}/").text
    assert side.count("Ja, trekk saken") == 1
    etter = melder.post(f"/sak/{sak.saksnummer}/trekk/", follow=True)
    assert (etter.status_code, "Saken er trukket." in etter.text) == (200, True)
    assert rad(melder)["status"] == "Trukket"
    assert "trekk" not in etter.context["sak"].verb


def antall(klient):
    with CaptureQueriesContext(connection) as spor:
        svar = klient.get("/mine/")
    return len(svar.context["rader"]), len(spor)


def test_30_cases_cost_as_many_questions_as_one(verden, melder):
    def ny():
        sak = lag_sak(verden.melder, til=verden.akutt, naa=naa())
        videre = {"til": verden.ortopedi_narvik, "begrunnelse": "x"}
        actions.send_videre(fersk(sak), **videre, av=verden.leder_akutt, naa=naa())

    ny()
    antall(melder)
    assert antall(melder) == (1, SPORRINGER)
    for _ in range(29):
        ny()
    assert antall(melder) == (25, SPORRINGER)


def test_my_cases_tell_where_each_one_stands(melder, verden):
    sendt = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    lag_sak(verden.melder, til=None, motpart=verden.unn, naa=naa())
    lag_sak(verden.melder_akutt, til=verden.hjemme, naa=naa())
    actions.bekreft(sendt, av=verden.leder_akutt, naa=naa())
    gammel = lag_sak(verden.melder, til=verden.akutt, naa=naa(days=30))
    ukjent = alle_saker().get(status=Status.TIL_FORDELING)
    rader = melder.get("/mine/").context["rader"]

    assert [(r["sak"], r["status"]) for r in rader] == [
        (ukjent, "Riktig enhet blir funnet"),
        (sendt, "Mottatt, svar kommer"),
        (gammel, "Over fristen"),
    ]


def test_my_cases_are_empty_at_first(melder):
    assert "Du har ikke meldt noe ennå." in melder.get("/mine/").text
