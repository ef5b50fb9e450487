"""«Mine saker»: what I sent, who has it until when, where it has been, what came."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from avvik import actions, frister
from avvik.enums import Status
from helsefellesskap.arbeidsdager import lokal_dato
from tests.avvik.meldehjelp import alle_saker
from tests.avvik.sakhjelp import fersk, naa
from tests.factories import lag_sak, lag_svar
from tests.innlogging import logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db
SPORRINGER = 16


@pytest.fixture
def melder(client, verden):
    logg_inn_med_to_faktorer(client, verden.melder)
    return client


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
    min_frist = frister.siste_dag_i_pausen(lokal_dato(naa()), frozenset())
    assert (rad(melder)["frist"], rad(melder)["status"]) == (
        min_frist,
        "Venter på svar fra deg",
    )
    actions.svar_fra_melder(fersk(sak), tekst="Nå.", av=verden.melder, naa=naa())
    actions.besvar(fersk(sak), innhold=lag_svar(), av=verden.leder_akutt, naa=naa())
    assert "Les svaret fra" in melder.get("/mine/").text
    assert rad(melder)["frist"] == lokal_dato(naa()) + timedelta(days=14)


def test_who_asked_for_more_is_told_and_the_new_date_counts(verden, melder):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa(-60))
    felles = {"av": verden.leder_akutt, "naa": naa()}
    actions.besvar(sak, innhold=lag_svar(), **felles)
    frist = lokal_dato(naa()) + timedelta(days=20)
    actions.fsu_mer(fersk(sak), tekst="Hvorfor?", frist=frist, **felles)
    sagt = {"frist": frist, "status": "Utvalget ber om mer"}
    assert rad(melder) | sagt == rad(melder)
    videre = {"til": verden.ortopedi_narvik, "begrunnelse": "Deres."}
    actions.send_videre(fersk(sak), **videre, **felles)
    sagt["status"] = "Sendt, ikke bekreftet ennå"
    assert rad(melder) | sagt == rad(melder)


def test_the_melder_who_asked_for_more_reads_so(verden, melder):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    felles = {"av": verden.leder_akutt, "naa": naa()}
    actions.besvar(sak, innhold=lag_svar(), **felles)
    actions.mer(fersk(sak), tekst="Og så?", av=verden.melder, naa=naa())

    assert rad(melder)["status"] == "Du har bedt om mer"


def test_a_case_is_taken_back_in_two_presses_and_leads_back_to_it(verden, melder):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    side = melder.get(f"/sak/{sak.saksnummer}/").text
    assert side.count("Ja, trekk saken") == 1
    etter = melder.post(f"/sak/{sak.saksnummer}/trekk/", follow=True)
    assert (etter.status_code, "Saken er trukket." in etter.text) == (200, True)
    assert rad(melder)["status"] == "Trukket"
    assert "trekk" not in etter.context["sak"].verb


def antall(klient, rader=lambda svar: svar.context["rader"], url="/mine/"):
    with CaptureQueriesContext(connection) as spor:
        svar = klient.get(url)
    return len(rader(svar)), len(spor)


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
    gammel = lag_sak(verden.melder, til=verden.akutt, naa=naa(-30))
    ukjent = alle_saker().get(status=Status.TIL_FORDELING)
    rader = melder.get("/mine/").context["rader"]

    assert [(r["sak"], r["status"]) for r in rader] == [
        (ukjent, "Riktig enhet blir funnet"),
        (sendt, "Mottatt, svar kommer"),
        (gammel, "Over fristen"),
    ]


def test_my_cases_are_empty_at_first(melder):
    assert "Du har ikke meldt noe ennå." in melder.get("/mine/").text


# --- cards given and got ------------------------------------------------------------

KORTSPORRINGER = 12
UTEN_SAKER = 14


def gi_kort(verden, *, til_meg=False):
    """From the melder to akutt; or to the melder's own unit, and on to the melder."""
    fra, av, til = verden.hjemme, verden.melder, verden.akutt
    if til_meg:
        fra, av, til = verden.akutt, verden.melder_akutt, verden.hjemme
    innhold = {"hvem": "Vaktlaget", "hva": "Ringte oss.", "nokkel": uuid4()}
    kort = actions.gi_rabra(enhet=til, meldende_enhet=fra, **innhold, av=av, naa=naa())
    if til_meg:
        leder = verden.leder_hjemme
        actions.gi_kortet_videre(kort, kolleger=[verden.melder], av=leder, naa=naa())
    return kort.nummer


@pytest.mark.parametrize("vis", ["gitt", "fatt"])
def test_the_ten_newest_cards_stand_here_and_all_of_them_on_a_page_of_their_own(
    verden, melder, vis
):
    alle = f'href="?vis={vis}"'
    numre = [gi_kort(verden, til_meg=vis == "fatt") for _ in range(10)]
    assert alle not in melder.get("/mine/").text
    numre += [gi_kort(verden, til_meg=vis == "fatt") for _ in range(20)]
    numre.reverse()
    side = melder.get("/mine/")
    assert [n for n in numre if f"/rabra/{n}/" in side.text] == numre[:10]
    assert alle in side.text
    sider = [melder.get(f"/mine/?vis={vis}&side={nr}") for nr in (1, 2)]

    assert [[k.nummer for k in s.context["side"]] for s in sider] == [
        numre[:25],
        numre[25:],
    ]
    assert "/rabra/" + numre[29] in sider[1].text
    assert f"?vis={vis}&amp;side=2" in sider[0].text


def test_each_of_the_two_lists_holds_its_own_cards_only(verden, melder):
    gitt, fatt = gi_kort(verden), gi_kort(verden, til_meg=True)
    gi_kort_til_andre = actions.gi_rabra(
        enhet=verden.ortopedi_narvik,
        meldende_enhet=verden.senjalegen,
        hvem="Alle",
        hva="Alt",
        nokkel=uuid4(),
        av=verden.lege_senja,
        naa=naa(),
    )
    for vis, ventet in (("gitt", [gitt]), ("fatt", [fatt]), ("tull", None)):
        svar = melder.get(f"/mine/?vis={vis}")
        assert gi_kort_til_andre.nummer not in svar.text
        if ventet is not None:
            assert [k.nummer for k in svar.context["side"]] == ventet


@pytest.mark.parametrize("vis", ["gitt", "fatt"])
def test_30_cards_cost_as_many_questions_as_one(verden, melder, vis):
    til_meg, url = vis == "fatt", f"/mine/?vis={vis}"
    gi_kort(verden, til_meg=til_meg)
    melder.get(url)

    def rader(svar):
        return svar.context["side"]

    assert antall(melder, rader, url) == (1, KORTSPORRINGER)
    assert antall(melder) == (0, UTEN_SAKER)
    for _ in range(29):
        gi_kort(verden, til_meg=til_meg)
    assert antall(melder, rader, url) == (25, KORTSPORRINGER)
    assert antall(melder) == (0, UTEN_SAKER)
