import csv
import io
import re
import uuid
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from avvik import actions
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Tilgang
from helsefellesskap.models import Rettsgrunnlag, Tilgangslogg
from rapporter import statistikk
from rapporter.enums import Rapporttype
from rapporter.tall import Periode
from rapporter.tallsett import FRA, TIL
from rapporter.undertrykking import VISES_IKKE
from tests.factories import NAA, dag, lag_bruker, lag_sak, lag_svar
from tests.innlogging import logg_inn_med_to_faktorer as logg_inn

pytestmark = pytest.mark.django_db
ADRESSE = "/statistikk/"
AAR = Periode.aar(2026)
I_DAG = date(2026, 12, 31)


def lag(retning="", er_part=True, type_=Rapporttype.AAR, periode=AAR):
    return statistikk.lag(type_, periode, retning, er_part=er_part, i_dag=I_DAG)


def figur(s, navn):
    return next(f for d in s.deler for f in d.figurer if f.id == navn)


def rad(tavle, navn):
    return next(list(r) for r in tavle.rader if r[0] == navn)


@pytest.fixture
def saker(verden):
    """To the hospital seven D, six A and one E; from it six D."""
    for nr in range(7):
        sak = lag_sak(verden.melder, til=verden.akutt, kategori="D1")
        if nr < 5:
            actions.besvar(
                sak, innhold=lag_svar(), av=verden.leder_akutt, naa=dag(nr + 1)
            )
    lag_sak(verden.melder, til=verden.akutt, kategori="E1")
    for _nr in range(6):
        lag_sak(verden.melder, til=verden.akutt, kategori="A1")
        lag_sak(verden.melder_akutt, til=verden.hjemme, kategori="D1")
    return verden


@pytest.fixture
def naa_2026(monkeypatch):
    monkeypatch.setattr("rapporter.views_statistikk.i_dag", lambda: I_DAG)


def test_four_numbers_of_the_direction_asked_for(saker):
    assert [r["tall"] for r in lag().ruter] == ["20", "5", "75,0\xa0%", "25,0\xa0%"]
    assert [r["tall"] for r in lag(TIL).ruter] == ["14", "5", "64,3\xa0%", "35,7\xa0%"]
    assert [r["tall"] for r in lag(FRA).ruter] == ["6", "0", "100,0\xa0%", "0,0\xa0%"]


def test_small_numbers_are_hidden_and_one_more_where_the_rest_would_tell(saker):
    tabell = figur(lag(), "kategorier").tabell
    skjult = str(VISES_IKKE)
    # The one E is the reason; 14 - 7 - 6 would give it away, so A goes too.
    assert tabell.rader == (("Epikrise og utskrivningsdokumentasjon", "7", skjult),)


def test_the_filter_of_direction_shows_what_both_showed(saker):
    for _nr in range(6):
        lag_sak(saker.melder, til=saker.akutt, kategori="C1")
    begge = figur(lag(), "kategorier").tabell
    til = figur(lag(TIL), "kategorier").tabell
    assert til.hoder == ("Kategori", "Til sykehuset")
    vist = {r[0]: r[1] for r in begge.rader}
    assert dict(til.rader) == {n: v for n, v in vist.items() if n in dict(til.rader)}
    assert "7" in vist.values()


def test_a_tertial_has_no_categories_that_the_year_would_give_away(saker):
    tertial = lag(type_=Rapporttype.TERTIAL, periode=Periode.tertial(2026, 3))
    aar = lag()
    assert [f.id for d in tertial.deler for f in d.figurer] == ["utvikling", "ubesvart"]
    assert [f.id for d in aar.deler for f in d.figurer] == [
        "utvikling",
        "ubesvart",
        "kategorier",
    ]


def test_no_empty_chart_is_drawn_where_every_number_is_too_small(verden):
    for kode in ("A1", "D1", "E1"):
        lag_sak(verden.melder, til=verden.akutt, kategori=kode)
    deler = {d.id: d for d in lag().deler}
    for navn in ("kategori", "alvorlighet"):
        assert list(deler[navn].figurer) == []
        assert list(deler[navn].avsnitt) == [
            "Ingen av tallene er store nok til å vises. "
            "Tall under 5 vises ikke, og der det trengs, heller ikke ett til."
        ]


def test_cards_have_a_part_of_their_own(saker):
    def rabra():
        return next(list(d.avsnitt) for d in lag().deler if d.id == "rabra")

    assert rabra() == ["Ingen #Råbra!-kort er sendt i perioden."]
    for nr in range(2):
        actions.gi_rabra(
            enhet=saker.akutt,
            meldende_enhet=saker.hjemme,
            hvem="De på vakt",
            hva="Ringte",
            nokkel=uuid.uuid4(),
            av=saker.melder,
            naa=dag(nr),
        )
    assert rabra()[0].startswith("Det er sendt 2 #Råbra!-kort til sykehuset og 0 til")


def test_a_direction_without_visible_numbers_has_no_chart(saker):
    fra = {d.id: d for d in lag(FRA).deler}
    assert list(fra["kategori"].figurer) == []
    til = {d.id: d for d in lag(TIL).deler}
    assert len(til["kategori"].figurer) == 1


def test_parties_see_each_kommune_others_only_large_numbers(saker):
    def narvik(s):
        return rad(s.deler[-1].tavler[0], "Narvik")

    sak = lag_sak(saker.melder_akutt, til=saker.senjalegen)
    actions.besvar(sak, innhold=lag_svar(), av=saker.lege_senja, naa=dag(1))
    skjult = str(VISES_IKKE)
    assert narvik(lag()) == ["Narvik", "14", "5", "6", "0"]
    for navn in ("Narvik", "Senja"):
        tavle = lag(er_part=False).deler[-1].tavler[0]
        assert rad(tavle, navn) == [navn, skjult, skjult, skjult, skjult]


def test_the_table_keeps_the_columns_of_the_direction(saker):
    tavle = lag(FRA).deler[-1].tavler[0]
    assert list(tavle.hoder) == [
        "Kommune",
        "Mottatt fra sykehuset",
        "Besvart av kommunen",
    ]
    assert rad(tavle, "Narvik") == ["Narvik", "6", "0"]


def test_the_page_shows_period_direction_and_cut_off(saker, client, naa_2026):
    client.force_login(saker.melder)
    svar = client.get(ADRESSE, {"periode": "2026", "retning": TIL})
    tekst = svar.content.decode()
    assert svar.status_code == 200
    linje = re.search(r'<p role="status">(.*?)</p>', tekst)[1]
    assert re.sub(r"<.*?>", "", linje) == (
        "2026 · Til sykehuset · Uttrekk 31. desember 2026"
    )
    logget = Tilgangslogg.objects.latest("pk")
    assert (logget.handling, logget.rute) == (Tilgang.APNET, "statistikk")


def test_an_empty_period_says_so(verden, client):
    client.force_login(verden.melder)
    tekst = client.get(ADRESSE).content.decode()
    assert tekst.count("Ingen meldinger i perioden.") == 1
    assert "<svg" not in tekst


def test_an_unknown_filter_falls_back_without_repeating_it(verden, client):
    client.force_login(verden.melder)
    aar = lokal_dato(timezone.now()).year
    for sporring in ("periode=kanarifugl", "retning=kanarifugl", "periode=1999"):
        svar = client.get(f"{ADRESSE}?{sporring}")
        assert svar.status_code == 200
        assert "kanarifugl" not in svar.content.decode()
        assert svar.context["s"].uttrekk.periode == Periode.aar(aar)


def test_who_sees_statistics(verden, medlem, client):
    def status(person):
        logg_inn(client, person)
        return [client.get(a).status_code for a in (ADRESSE, f"{ADRESSE}tall.csv")]

    for person in (verden.melder, verden.leder_akutt, verden.sekretariat, medlem):
        assert status(person) == [200, 200]
    for person in (verden.ssu, verden.admin, lag_bruker("uten-rolle")):
        assert status(person) == [403, 403]
    assert Tilgangslogg.objects.latest("pk").handling == Tilgang.AVVIST
    client.logout()
    assert client.get(ADRESSE).status_code == 302


def test_without_a_legal_basis_there_are_no_numbers(saker, client):
    Rettsgrunnlag.objects.filter(flyt="rapport").delete()
    client.force_login(saker.melder)
    assert "er ikke åpnet ennå" in client.get(ADRESSE).content.decode()
    assert client.get(f"{ADRESSE}tall.csv").status_code == 403


def test_the_file_holds_the_numbers_of_the_page_and_is_logged(saker, client, naa_2026):
    client.force_login(saker.melder)
    svar = client.get(f"{ADRESSE}tall.csv", {"periode": "2026", "retning": TIL})
    assert svar["Content-Type"] == "text/csv; charset=utf-8"
    assert svar["Content-Disposition"] == 'attachment; filename="statistikk-2026.csv"'
    rader = list(
        csv.reader(io.StringIO(svar.content.decode("utf-8-sig")), delimiter=";")
    )
    assert rader[0] == [
        "tabell",
        "rad",
        "kolonne",
        "verdi",
        "periode",
        "retning",
        "uttrekk",
    ]
    assert rader[1] == [
        "Hovedtall. Uttrekk 31.12.2026",
        "Meldt",
        "Til sykehuset",
        "14",
        "2026",
        "Til sykehuset",
        "2026-12-31",
    ]
    assert {r[2] for r in rader if r[0].startswith("Hovedtall")} == {"Til sykehuset"}
    logget = Tilgangslogg.objects.latest("pk")
    assert (logget.handling, logget.bruker_id) == (
        Tilgang.EKSPORTERT,
        saker.melder.pk,
    )


@pytest.mark.parametrize(
    ("celle", "ut"),
    [
        ("=1+1", "'=1+1"),
        ("+47", "'+47"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("Narvik", "Narvik"),
        ("31,3 %", "31,3 %"),
    ],
)
def test_no_cell_of_the_file_is_a_formula(celle, ut):
    assert statistikk.trygg(celle) == ut


def test_a_name_from_the_register_cannot_be_a_formula(saker):
    saker.narvik.kommune.navn = "=HYPERLINK(1)"
    saker.narvik.kommune.save()
    rader = csv.reader(io.StringIO(statistikk.som_csv(lag())), delimiter=";")
    navn = {r[1] for r in rader if "HYPERLINK" in r[1]}
    assert navn == {"'=HYPERLINK(1)"}


def test_the_number_of_statements_is_the_same_for_many_cases(
    saker, client, django_assert_num_queries
):
    client.force_login(saker.melder)
    client.get(ADRESSE)
    with django_assert_num_queries(30):
        client.get(ADRESSE)
    for nr in range(10):
        lag_sak(saker.melder, til=saker.akutt, naa=dag(nr - 300, NAA))
    with django_assert_num_queries(30):
        client.get(ADRESSE)


def test_the_menu_leads_to_statistics_and_for_some_to_reports(verden, client):
    def meny(person):
        logg_inn(client, person)
        punkter = client.get(reverse("forside")).context["meny"]
        return [
            p["url"] for p in punkter if p["url"] in ("/rapporter/", "/statistikk/")
        ]

    assert meny(verden.melder) == ["/statistikk/"]
    assert meny(verden.sekretariat) == ["/rapporter/", "/statistikk/"]
    assert meny(verden.ssu) == ["/rapporter/"]
    assert meny(verden.admin) == []
