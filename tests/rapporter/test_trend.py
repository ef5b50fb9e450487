"""Sums of counted small faults: exact for the two parties, hidden where small."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from avvik.models import Trendtelling, Trendtype
from helsefellesskap.enums import Rollenavn, Tilgang, Virksomhetstype
from helsefellesskap.models import Tilgangslogg
from rapporter import trend, uttrekk
from rapporter.enums import Rapporttype
from rapporter.parter import Register
from rapporter.tall import Periode
from rapporter.tallsett import FRA, TIL
from rapporter.tellinger import Telling, Tellinger
from rapporter.undertrykking import TERSKEL, VISES_IKKE
from tests.factories import lag_bruker, lag_enhet, lag_kommune, lag_sak, lag_virksomhet
from tests.innlogging import logg_inn_med_to_faktorer
from utvalg import actions as utvalg_actions
from utvalg.models import Mote, Utvalg

pytestmark = pytest.mark.django_db
I_DAG = date(2026, 11, 4)
DENNE = date(2026, 11, 2)
SKJULT = str(VISES_IKKE)


def uke(siden):
    return DENNE - timedelta(weeks=siden)


def tell(kode, enhet, motpart, antall, siden=1):
    Trendtelling.objects.create(
        trendtype=Trendtype.objects.get(kode=kode),
        enhet=enhet,
        motpart=motpart,
        uke=uke(siden),
        antall=antall,
    )


@pytest.fixture
def v(verden):
    """Narvik 3 and 40, its legekontor 2, Senjalegen 6; the hospital on Narvik 4."""
    legekontor = lag_virksomhet(
        "Narvik legesenter",
        Virksomhetstype.FASTLEGEKONTOR,
        kommune=verden.narvik.kommune,
    )
    verden.legesenter = lag_enhet("Narvik legesenter", legekontor)
    verden.lege_narvik = lag_bruker("lege_narvik", (Rollenavn.LEDER, verden.legesenter))
    tell("epikrise_sen", verden.hjemme, verden.unn, 3)
    tell("epikrise_mangler", verden.hjemme, verden.unn, 40, siden=2)
    tell("epikrise_sen", verden.legesenter, verden.unn, 2)
    tell("epikrise_sen", verden.senjalegen, verden.unn, 6)
    tell("innleggelsesrapport", verden.akutt, verden.narvik, 4)
    tell("innleggelsesrapport", verden.akutt, None, 1)
    return verden


def deler(bruker, kode=""):
    bruker.glem_tilgang()
    return {d.id: d for d in trend.lag(bruker, I_DAG, kode)}


def tabell(del_, tittel):
    """Row -> {column: cell} of one table."""
    [tavle] = [t for t in del_.tavler if t.tittel == tittel]
    return {
        rad[0]: dict(zip(tavle.hoder[1:], rad[1:], strict=True)) for rad in tavle.rader
    }


def ikke_null(tabell_):
    return {
        navn: {k: c for k, c in rad.items() if c != "0"}
        for navn, rad in tabell_.items()
        if set(rad.values()) != {"0"}
    }


# --- who sees what ------------------------------------------------------------------


def test_a_kommune_sees_all_numbers_between_itself_and_the_hospital(v):
    del_ = deler(v.melder)["egne"]

    assert del_.tittel == "Mellom Narvik kommune og sykehuset"
    assert ikke_null(tabell(del_, "Til sykehuset, per uke")) == {
        "Uke\xa043": {"Epikrise mangler": "40"},
        "Uke\xa044": {"Epikrise kom for sent": "3"},
    }
    assert ikke_null(tabell(del_, "Fra sykehuset, per uke")) == {
        "Uke\xa044": {"Innleggelsesrapport mangler": "4"}
    }


def test_a_legekontor_is_a_party_of_its_own(v):
    del_ = deler(v.lege_narvik)["egne"]

    assert del_.tittel == "Mellom Narvik legesenter og sykehuset"
    assert ikke_null(tabell(del_, "Til sykehuset, per uke")) == {
        "Uke\xa044": {"Epikrise kom for sent": "2"}
    }
    assert "Fra sykehuset: ingenting er talt." in del_.avsnitt


def test_the_hospital_sees_every_kommune_with_its_legekontor_inside(v):
    alle = deler(v.melder_akutt)
    assert list(alle) == ["parter"]
    per_kommune = tabell(alle["parter"], "Til sykehuset, siste 12 uker per kommune")

    assert ikke_null(per_kommune) == {
        "Narvik": {"Epikrise mangler": "40", "Epikrise kom for sent": "5"},
        "Senja": {"Epikrise kom for sent": "6"},
    }
    # In the order of the register, never by size; every row is there.
    assert list(per_kommune) == ["Narvik", "Senja", "Andre", "Vet ikke"]
    fra = tabell(alle["parter"], "Fra sykehuset, siste 12 uker per kommune")
    assert ikke_null(fra) == {
        "Narvik": {"Innleggelsesrapport mangler": "4"},
        "Vet ikke": {"Innleggelsesrapport mangler": "1"},
    }


def fyll(v, enhet):
    """Enough of two types in every whole week but the last, where there is little."""
    for siden in range(2, 13):
        tell("epikrise_sen", enhet, v.unn, 20 + siden, siden=siden)
        tell("epikrise_mangler", enhet, v.unn, 30 + siden, siden=siden + 1)


def test_others_see_small_numbers_hidden_and_rare_types_not_at_all(v, medlem):
    fyll(v, v.senjalegen)
    tell("plo_ubesvart_sykehus", v.hjemme, v.unn, 4)
    for bruker in (medlem, v.sekretariat):
        [del_] = deler(bruker).values()
        assert del_.tittel == "Hele helsefellesskapet"
        uker = tabell(del_, "Til sykehuset, per uke")
        assert uker["Uke\xa040"] == {
            "Epikrise mangler": "34",
            "Epikrise kom for sent": "25",
        }
        # 0 and 11: nothing is hidden alone.
        assert set(uker["Uke\xa044"].values()) == {SKJULT}
        assert any("PLO-melding ikke besvart av sykehuset" in a for a in del_.avsnitt)
        tall = [c for rad in uker.values() for c in rad.values() if c != SKJULT]
        assert all(int(c) >= TERSKEL for c in tall)


def test_a_party_sees_the_others_without_its_own(v):
    fyll(v, v.senjalegen)
    fyll(v, v.hjemme)
    tell("legemiddelliste_ut", v.hjemme, v.unn, 50)
    del_ = deler(v.melder)["alle"]

    assert del_.tittel == "Andre kommuner og legekontor"
    uker = tabell(del_, "Til sykehuset, per uke")
    assert uker["Uke\xa040"] == {
        "Epikrise mangler": "34",
        "Epikrise kom for sent": "25",
    }
    hele = tabell(deler(v.sekretariat)["alle"], "Til sykehuset, per uke")
    assert hele["Uke\xa040"]["Epikrise mangler"] == "68"
    assert "Legemiddelliste mangler ved utskrivning" in hele["Uke\xa040"]


def test_the_week_that_runs_is_for_the_parties_only(v, medlem):
    tell("epikrise_sen", v.hjemme, v.unn, 50, siden=0)
    egne = tabell(deler(v.melder)["egne"], "Til sykehuset, per uke")
    assert egne["Uke\xa045"]["Epikrise kom for sent"] == "50"
    assert list(egne)[0] == "Uke\xa034"

    andre = tabell(deler(medlem)["alle"], "Til sykehuset, per uke")
    assert (list(andre)[0], list(andre)[-1]) == ("Uke\xa033", "Uke\xa044")


def test_a_number_older_than_twelve_weeks_is_not_there(v):
    tell("epikrise_mangler", v.hjemme, v.unn, 99, siden=12)

    uker = tabell(deler(v.melder)["egne"], "Til sykehuset, per uke")
    assert sum(int(rad["Epikrise mangler"]) for rad in uker.values()) == 40


def test_no_name_of_a_unit_stands_anywhere(v, medlem):
    for bruker in (v.melder, v.melder_akutt, v.sekretariat, medlem):
        tekst = repr(list(deler(bruker).values()))
        for enhet in (v.hjemme, v.akutt, v.helse_narvik):
            assert enhet.navn not in tekst


def test_the_type_asked_for_is_drawn_and_the_tables_stay(v):
    alle = deler(v.melder)["egne"]
    valgt = deler(v.melder, "epikrise_sen")["egne"]

    assert [f.tittel for f in alle.figurer] == [
        "Til sykehuset: Alle småfeil",
        "Fra sykehuset: Alle småfeil",
    ]
    [figur] = valgt.figurer
    assert figur.tittel == "Til sykehuset: Epikrise kom for sent"
    assert figur.tabell.rader[-2:] == (("Uke\xa044", "3"), ("Uke\xa045", "0"))
    assert alle.figurer[0].tabell.rader[-3:-1] == (
        ("Uke\xa043", "40"),
        ("Uke\xa044", "3"),
    )
    tavler = [t.tittel for t in valgt.tavler]
    assert tavler == ["Til sykehuset, per uke"]


# --- small numbers ------------------------------------------------------------------


@pytest.fixture(scope="module")
def register():
    navn = {1: "A", 2: "B", 3: "C"}
    return Register(list(navn.values()), navn, {}, {})


TYPER = [Trendtype(pk=n, kode=f"t{n}", navn=f"T{n}", retning=TIL) for n in (1, 2, 3)]
UKER = [uke(n) for n in (4, 3, 2, 1)]
TELLINGER = st.lists(
    st.builds(
        Telling,
        st.sampled_from([1, 2, 3]),
        st.just(TIL),
        st.sampled_from(UKER),
        st.sampled_from([1, 2, 3, 9, None]),
        st.integers(1, 9),
    ),
    max_size=30,
)


@given(TELLINGER)
def test_others_never_read_a_small_number(register, rader):
    t = Tellinger(UKER, TYPER, rader)
    del_ = trend._skjult(t, "", register, andre=False)
    summer = t.summer()
    vist = {type_.navn for type_ in TYPER if summer[type_.pk] >= TERSKEL}
    for tavle in del_.tavler:
        assert set(tavle.hoder[1:]) == vist
        assert [c for rad in tavle.rader for c in rad[1:] if _liten(c)] == []
        for nr in range(1, len(tavle.hoder)):
            _ingen_kan_regnes_ut([rad[nr] for rad in tavle.rader])
    for figur in del_.figurer:
        assert [c for rad in figur.tabell.rader for c in rad[1:] if _liten(c)] == []


def _liten(celle):
    return celle != SKJULT and int(celle) < TERSKEL


def _ingen_kan_regnes_ut(kolonne):
    """The sum of a type may be known elsewhere: never one hidden number alone."""
    assert kolonne.count(SKJULT) != 1


# --- the pages ----------------------------------------------------------------------


def test_the_page_is_for_those_who_see_statistics(v, medlem, client):
    for bruker in (v.melder, v.leder_akutt, v.sekretariat, medlem):
        logg_inn_med_to_faktorer(client, bruker)
        side = client.get("/trend/")
        assert side.status_code == 200
        assert "Småfeil som er talt" in side.text
        assert "/trend/" in client.get("/statistikk/").text
        siste = Tilgangslogg.objects.filter(rute="trend").latest("pk")
        assert (siste.handling, siste.bruker_id) == (Tilgang.APNET, bruker.pk)
    for bruker in (v.ssu, v.admin):
        logg_inn_med_to_faktorer(client, bruker)
        assert client.get("/trend/").status_code == 403
    client.logout()
    assert client.get("/trend/").status_code == 302


@pytest.mark.parametrize("kode", ["finnes_ikke", "", "<b>", "\x00"])
def test_an_unknown_type_is_all_of_them(v, client, kode):
    logg_inn_med_to_faktorer(client, v.melder)
    side = client.get("/trend/", {"type": kode})

    assert side.status_code == 200
    assert "Mellom Narvik kommune og sykehuset" in side.text
    assert "<b>" not in side.text


def test_the_page_asks_the_same_however_much_is_counted(
    v, client, django_assert_num_queries
):
    logg_inn_med_to_faktorer(client, v.melder)
    client.get("/trend/")
    for antall in (1, 30):
        for nr in range(antall):
            kommune = lag_kommune(f"{antall}{nr:02d}", f"Kommune {antall} {nr}")
            virksomhet = lag_virksomhet(f"Kommune {antall} {nr} k", kommune=kommune)
            tell("epikrise_sen", lag_enhet(f"E {antall} {nr}", virksomhet), v.unn, 7)
        with django_assert_num_queries(20):
            client.get("/trend/")


def test_where_a_meeting_is_prepared_the_sums_stand_apart(v, medlem, client):
    tell("epikrise_sen", v.hjemme, v.unn, 20, siden=0)
    mote = utvalg_actions.opprett_mote(
        Utvalg.objects.get(), dato=date(2027, 1, 10), sted="", av=v.sekretariat
    )
    panel = trend.motepanel(I_DAG)
    assert {rad[0]: rad[1] for t in panel["tavler"] for rad in t.rader} == {
        "Epikrise mangler": "40",
        "Epikrise kom for sent": "11",
        "Legemiddelliste mangler ved utskrivning": SKJULT,
        "Utskrevet uten melding om utskrivningsklar pasient": SKJULT,
        "PLO-melding ikke besvart av sykehuset": SKJULT,
        "Innleggelsesrapport mangler": "5",
        "Legemiddelliste mangler ved innleggelse": SKJULT,
        "Henvisning mangler viktige opplysninger": SKJULT,
        "PLO-melding ikke besvart av kommunen": SKJULT,
    }
    for bruker in (v.sekretariat, medlem):
        logg_inn_med_to_faktorer(client, bruker)
        side = client.get(f"/utvalg/mote/{mote.pk}/").text
        assert "Trendtellinger (ikke saker, krever ikke svar)" in side
        assert "Hjemmetjenesten" not in side and "Narvik" not in side
    Mote.objects.filter(pk=mote.pk).update(status="avholdt")
    side = client.get(f"/utvalg/mote/{mote.pk}/").text
    assert "Trendtellinger" not in side


# --- kept apart from cases ----------------------------------------------------------


def test_counts_change_no_statistic(verden, tmp_path):
    lag_sak(verden.melder, til=verden.akutt)
    periode = (Rapporttype.AAR, Periode.aar(2026), date(2026, 12, 31))

    def tallene(navn):
        fil = tmp_path / f"{navn}.json"
        call_command("lag_rapport", "aar", "2026", "--per", "2026-11-20", json=str(fil))
        u = replace(uttrekk.hent(*periode), smaafeil=[])
        return u, json.loads(fil.read_text()) | {"smaafeil": []}

    for_ = tallene("for")
    for retning in (TIL, FRA):
        for type_ in Trendtype.objects.filter(retning=retning):
            enhet = verden.hjemme if retning == TIL else verden.akutt
            tell(type_.kode, enhet, None, 25)

    assert Trendtelling.objects.count() == 9
    assert tallene("etter") == for_
    assert for_[1]["retninger"]["til_sykehus"]["meldt"] == 1
