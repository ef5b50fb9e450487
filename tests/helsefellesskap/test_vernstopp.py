"""What the identity guard stops is counted by rule and place, and by nothing else."""

from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.http import Http404
from django.test import RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st

from helsefellesskap import vernlogg
from helsefellesskap.enums import Vernform, Vernregel
from helsefellesskap.felter import Fritekst, IdentitetsnummerFunnet
from helsefellesskap.felter import stopp_identitetsnummer as stopp
from helsefellesskap.idnummer import finn_stopp
from helsefellesskap.models import Vernstopp
from helsefellesskap.mykvarsel import finn_varsler
from helsefellesskap.vernlogg import telling
from helsefellesskap.vernteller import noter, noter_stopp, samling
from tests.avvik.importhjelp import RAD
from tests.idnumre import SLAG, TENOR, TENOR_2, gyldige_numre, lag_nummer
from tests.innlogging import logg_inn_med_to_faktorer

I_DAG = date(2026, 11, 2)


def rader():
    felter = ("sted", "regel", "form", "antall")
    return sorted(Vernstopp.objects.values_list(*felter))


# --- by rule ------------------------------------------------------------------------

SKRIVEMATER = (
    lambda n: n,
    lambda n: f"{n[:6]} {n[6:]}",
    lambda n: f"{n[:2]}.{n[2:4]}.{n[4:6]}-{n[6:]}",
    lambda n: f"{n[:4]}19{n[4:]}",
    lambda n: f"{n[:2]}.{n[2:4]}.20{n[4:6]} {n[6:]}",
)


@st.composite
def tekster(draw):
    """Numbers of any kind, written in any way, among other words and digits."""
    deler = []
    for _ in range(draw(st.integers(0, 3))):
        skriv = draw(st.sampled_from(SKRIVEMATER))
        deler += [draw(st.text(max_size=12)), skriv(draw(gyldige_numre()))]
    return " ".join([*deler, draw(st.text("0123456789 .-&a", max_size=30))])


@given(tekster())
@example(f"{TENOR} og {TENOR}")
def test_the_count_by_rule_is_what_the_guard_reports(tekst):
    funn = finn_stopp(tekst)
    with samling() as antall:
        for _ganger in range(2):
            if funn:
                with pytest.raises(ValidationError):
                    stopp(tekst)
            else:
                stopp(tekst)

    assert antall == Counter((f.regel, f.form) for f in funn)


@pytest.mark.parametrize("slag", SLAG)
def test_each_kind_of_number_has_a_rule_of_its_own(slag):
    regler = {"d": "d_nummer", "d_tenor": "d_nummer", "h": "h_nummer"}
    regler["fh"] = "fh_nummer"
    with samling() as antall:
        noter_stopp(f"Gjelder {lag_nummer(slag)}.")

    assert antall == {(regler.get(slag, "fodselsnummer"), "i_ett"): 1}


@pytest.mark.parametrize(
    ("skrevet", "form"),
    [
        (TENOR, "i_ett"),
        (f"{TENOR[:6]} {TENOR[6:]}", "i_grupper"),
        (" ".join(TENOR), "i_grupper"),
        (f"{TENOR[:2]}.{TENOR[2:4]}.19{TENOR[4:6]} {TENOR[6:]}", "med_aarhundre"),
    ],
)
def test_how_the_number_was_written_is_told(skrevet, form):
    with samling() as antall:
        noter_stopp(skrevet)

    assert antall == {("fodselsnummer", form): 1}


def test_the_same_text_counts_once_another_text_again():
    with samling() as antall:
        for tekst in (TENOR, f"  {TENOR}", TENOR_2):
            noter_stopp(tekst)
    noter_stopp(TENOR)

    assert antall == {("fodselsnummer", "i_ett"): 2}


def test_every_rule_that_can_be_found_has_a_name_on_the_page():
    tekst = "Kari Hansen, 77 12 34 56, kari@kommune.no, født 12.03.1941"
    regler = {f.regel for f in finn_varsler(tekst, i_dag=I_DAG)}
    assert regler == {"navn", "telefon", "epost", "fodselsdato"}
    assert regler <= set(Vernregel.values) - Vernregel.stopper()
    for slag in SLAG:
        [funn] = finn_stopp(lag_nummer(slag))
        assert funn.regel in Vernregel.stopper()
        assert funn.form in Vernform.values


# --- from every way in --------------------------------------------------------------


@pytest.fixture
def melder(client, verden):
    logg_inn_med_to_faktorer(client, verden.melder)
    return client


def test_a_field_that_is_refused_is_counted_where_it_stood(melder, verden):
    svar = melder.post("/meld/rabra/", {"hvem": "De på vakt", "hva": f"Om {TENOR}."})

    assert svar.status_code == 200
    assert rader() == [("meld_rabra", "fodselsnummer", "i_ett", 1)]


def test_two_fields_and_a_second_try_add_up(melder, verden):
    for _ganger in range(2):
        melder.post("/meld/rabra/", {"hvem": TENOR, "hva": TENOR_2})

    assert rader() == [("meld_rabra", "fodselsnummer", "i_ett", 4)]


def test_what_comes_in_the_query_is_counted_the_path_costs_nothing(melder, verden):
    melder.get("/meld/avvik/", {"til": TENOR})
    melder.get("/meld/rabra/", {"til": f"{TENOR[:6]} {TENOR[6:]}"})
    melder.get(f"/finnes/ikke/{TENOR}/")
    melder.get("/meld/rabra/", {"til": "12345678901"})

    assert rader() == [
        ("meld_avvik", "fodselsnummer", "i_ett", 1),
        ("meld_rabra", "fodselsnummer", "i_grupper", 1),
    ]


def test_where_to_go_after_logging_in_is_counted(client, db):
    client.post("/logg-inn/", {"email": "a@demo.invalid", "next": f"/{TENOR}/"})

    assert rader() == [("account_login", "fodselsnummer", "i_ett", 1)]


@pytest.mark.django_db
def test_an_import_is_counted_although_nothing_is_taken_in(tmp_path):
    fil = tmp_path / "fil.csv"
    rad = {**RAD, "ekstern_id": TENOR}
    fil.write_text(",".join(RAD) + "\n" + ",".join(rad.values()))
    ti = tmp_path / "ti.csv"
    uten_null = lag_nummer("tenor", date(1988, 11, 2), 404).removeprefix("0")
    ti.write_text(
        ",".join(RAD) + "\n" + ",".join({**RAD, "ekstern_id": uten_null}.values())
    )
    for en in (fil, ti):
        with pytest.raises(CommandError):
            call_command("importer_avvik", str(en))

    assert rader() == [
        ("importer_avvik", "fodselsnummer", "i_ett", 1),
        ("importer_avvik", "fodselsnummer", "uten_null", 1),
    ]


def test_the_last_wall_counts_too():
    with samling() as antall, pytest.raises(IdentitetsnummerFunnet):
        Fritekst().get_prep_value(TENOR)

    assert antall == {("fodselsnummer", "i_ett"): 1}


# --- whatever happens else ----------------------------------------------------------


class Side:
    """The middleware around a view that stops a number and then fails."""

    def __init__(self, feil):
        self.feil = feil

    def __call__(self, request):
        noter_stopp(TENOR)
        raise self.feil


@pytest.mark.django_db
@pytest.mark.parametrize("feil", [Http404, RuntimeError, DatabaseError])
def test_a_request_that_is_rolled_back_counts(feil):
    with pytest.raises(feil):
        with telling(lambda: "prove"):
            Side(feil)(RequestFactory().get("/"))

    assert rader() == [("prove", "fodselsnummer", "i_ett", 1)]


def test_a_count_that_cannot_be_written_stops_nobody(melder, verden, monkeypatch):
    def ingen_base(*a):
        raise DatabaseError

    monkeypatch.setattr(vernlogg, "_legg_til", ingen_base)
    svar = melder.post("/meld/rabra/", {"hvem": TENOR, "hva": "x"})

    assert svar.status_code == 200
    assert rader() == []


@pytest.mark.django_db
def test_a_row_has_no_person_and_no_value():
    with telling(lambda: "prove"):
        noter_stopp(TENOR)

    assert {f.name for f in Vernstopp._meta.get_fields()} == {
        "id",
        "dato",
        "regel",
        "form",
        "sted",
        "antall",
    }
    assert TENOR not in str(vars(Vernstopp.objects.get()))


@pytest.mark.django_db
def test_a_sound_text_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(0), telling(lambda: "prove"):
        stopp("Epikrisen kom 12.03.2026.")
        noter("Epikrisen", [])
