from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helsefellesskap.idnummer import finn_stopp
from helsefellesskap.mykvarsel import finn_varsler
from tests.idnumre import TENOR, gyldige_numre, lag_nummer

I_DAG = date(2026, 4, 1)
REGISTER = frozenset(
    [
        "Universitetssykehuset Nord-Norge",
        "Hjemmetjenesten sone 1 Narvik",
        "Ortopedisk kirurgisk sengepost Narvik",
        "Åsgård",
        "Harstad kommune",
        "Målselv",
        "Berg",
        "Indre Troms DPS",
        "UNN",
    ]
)


def varsler(tekst):
    """Rule and marked text of every warning."""
    return [
        (f.regel, tekst[f.start : f.slutt])
        for f in finn_varsler(tekst, REGISTER, i_dag=I_DAG)
    ]


# --- eleven digits -------------------------------------------------------------


def feil_siffer(nummer):
    return nummer[:-1] + str((int(nummer[-1]) + 1) % 10)


@pytest.mark.parametrize("lengder", [(5, 6), (7, 4), (4, 4, 3), (1, 10), (3, 2, 3, 3)])
def test_eleven_right_digits_in_another_grouping_are_warned_of(lengder):
    deler, rest = [], TENOR
    for lengde in lengder:
        deler.append(rest[:lengde])
        rest = rest[lengde:]
    skrevet = " ".join(deler)
    assert varsler(f"Se {skrevet}.") == [("elleve_sifre", skrevet)]
    assert varsler(f"Se {feil_siffer(skrevet)}.") == []


def test_other_grouping_needs_both_check_digits():
    tall = lag_nummer("fra_2032")
    assert varsler(f"Se {tall[:5]} {tall[5:]}.") == []


@pytest.mark.parametrize("skille", ["", " ", "-", "\xa0"])
def test_a_real_date_with_wrong_check_digits_is_warned_of(skille):
    skrevet = TENOR[:6] + skille + feil_siffer(TENOR)[6:]
    assert finn_stopp(skrevet) == []
    assert varsler(f"Se {skrevet}.") == [("feil_kontrollsiffer", skrevet)]
    assert varsler(f"Se 99{skrevet[2:]}.") == []


@given(gyldige_numre(), st.sampled_from(["", " ", "-"]))
def test_a_stopped_number_gets_no_soft_warning_for_its_digits(nummer, skille):
    assert varsler(nummer[:6] + skille + nummer[6:]) == []


@pytest.mark.parametrize(
    "mellom", [" personnr ", " personnummer: ", ", pers.nr. ", " pnr. ", " Person nr "]
)
def test_digits_around_the_word_personnummer_are_warned_of(mellom):
    skrevet = f"{TENOR[:6]}{mellom}{TENOR[6:]}"
    assert varsler(f"Født {skrevet}.") == [("personnr", skrevet)]
    assert varsler(f"Født {TENOR[:6]} romnr {TENOR[6:]}.") == []


# --- telephone, e-mail, dates --------------------------------------------------


@pytest.mark.parametrize(
    "nummer",
    ["77626000", "77 62 60 00", "412 34 567", "+47 77626000", "0047 41 23 45 67"],
)
def test_telephone_numbers_are_warned_of(nummer):
    assert varsler(f"Ring {nummer} i dag.") == [("telefon", nummer)]


def test_each_of_a_pair_of_telephone_numbers_is_warned_of():
    assert varsler("Ring 77626000/776 26 001.") == [
        ("telefon", "77626000"),
        ("telefon", "776 26 001"),
    ]


@pytest.mark.parametrize(
    "tekst",
    [
        "Ring 113 eller 116117",
        "Sak 2026-0412 og R-2026-0001",
        "Org.nr. 983 974 899 og 983974899",
        "Kl. 22.30–23.15 og 07:30-15:00",
        "Fra 24.03.2026 til 25.03.2026, 24.03-26.03",
        "Innlagt 12.03.2026, plan 14.03.27, se 2026-03-12",
        "Fikk 2,5 mg kl. 08 og 5 mg kl. 20",
    ],
)
def test_usual_figures_give_no_warning(tekst):
    assert varsler(tekst) == []


def test_email_addresses_are_warned_of():
    assert varsler("Send til kari.n@sykehus.example.no.") == [
        ("epost", "kari.n@sykehus.example.no"),
    ]
    assert varsler("Vi møtes @ sykehuset") == []


@pytest.mark.parametrize(
    "dato",
    [
        "12.03.1941",
        "12.3.1941",
        "12/3-41",
        "12.03.41",
        "1941-03-12",
        "12031941",
        "12. mars 1941",
        "12 Mars 1941",
    ],
)
def test_dates_too_old_to_be_about_the_case_are_warned_of(dato):
    assert varsler(f"Pasient f {dato}.") == [("fodselsdato", dato)]


@pytest.mark.parametrize(
    ("dato", "ventet"), [("31.12.2023", 1), ("01.01.2024", 0), ("12.03.2026", 0)]
)
def test_a_date_of_the_last_years_is_an_event(dato, ventet):
    assert len(varsler(f"Innlagt {dato}.")) == ventet


@pytest.mark.parametrize("ord_", ["født", "Født den", "f.", "fødselsdato:"])
def test_a_new_date_is_a_birth_date_when_the_text_says_so(ord_):
    assert varsler(f"barn {ord_} 12.03.2026.") == [("fodselsdato", "12.03.2026")]


@pytest.mark.parametrize("dato", ["31.02.1941", "12.13.1941", "12.03.1841", "1.2.3.41"])
def test_what_is_no_date_of_a_living_person_is_not_warned_of(dato):
    assert varsler(f"Se {dato}.") == []


# --- names ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tekst", "navn"),
    [
        ("Pasienten kom. Kari Hansen ringte", "Kari Hansen"),
        ("Kari Hansen ringte.", "Kari Hansen"),
        ("Pasienten Kari Hansen ringte.", "Kari Hansen"),
        ("så ringte Kari Anne Berg-Olsen", "Kari Anne Berg-Olsen"),
        ("hos Kari M. Hansen i går", "Kari M. Hansen"),
        ("Hans Hansen kom", "Hans Hansen"),
        ("Berte Åsen kom", "Berte Åsen"),
        ("sa Per Berg da", "Per Berg"),
        ("- Ola\xa0Nordmann\n- Ingen", "Ola\xa0Nordmann"),
        ("Ringte Ola Nordmann", "Ola Nordmann"),
        ("ved Ola No\u00adrdmann.", "Ola No\u00adrdmann"),
        ("ved Andre\u0301 Bråten.", "Andre\u0301 Bråten"),
        ("ved Ola&nbsp;Nordmann.", "Ola&nbsp;Nordmann"),
        ("Fru Hansen kom", "Fru Hansen"),
    ],
)
def test_two_words_with_capitals_are_warned_of(tekst, navn):
    assert varsler(tekst) == [("navn", navn)]


@pytest.mark.parametrize(
    "tekst",
    [
        "Sendt til Universitetssykehuset Nord-Norge i går.",
        "Universitetssykehuset Nord-Norge svarte ikke.",
        "Hjemmetjenesten i Narvik fikk ikke beskjed.",
        "Meldt til Hjemmetjenesten Narvik. Harstad svarte.",
        "Ringte Narvik. Deretter Marevan. Da Fastlegen kom, gikk hun.",
        "Faksa Narvik og Målselv. Svar fra Ma\u030alselv Kommune kom.",
        "Pasienten kom. Legen gikk.\nPasienten\nMarevan\nParacet",
        "Årsak: Innkomst\n1. Pasienten\n2) Epikrise",
        "Til UNN Narvik og AMK Harstad, ved UNN HF",
        "fra Indre Troms og Narviks Hjemmetjeneste",
        "«Pasienten er klar.» Marevan ble gitt.",
        "i Helse Nord og Norsk Helsenett, på Microsoft Teams",
        "I Narvik. Å Harstad.",
    ],
)
def test_units_places_and_sentence_starts_are_not_names(tekst):
    assert varsler(tekst) == []


@pytest.mark.parametrize("slag", [list, tuple, set, frozenset])
def test_the_register_may_be_any_collection_in_any_case(slag):
    tekst = "ved Bjerka Gamle Solvang"
    assert len(finn_varsler(tekst, slag(["Bjerka gamle"]), i_dag=I_DAG)) == 1
    assert finn_varsler(tekst, slag(["bjerka gamle", "SOLVANG"]), i_dag=I_DAG) == []


def test_without_a_register_unknown_places_are_warned_of():
    assert len(finn_varsler("ved Bjerka Solvang", i_dag=I_DAG)) == 1
    assert finn_varsler("ved Universitetssykehuset Nord-Norge", i_dag=I_DAG) == []


# --- all -----------------------------------------------------------------------


def test_warnings_come_in_order_with_one_for_each_rule():
    tekst = "Ring Ola Nordmann f. 12.03.1941 på 77 62 60 00 eller ola@example.no"
    assert varsler(tekst) == [
        ("navn", "Ola Nordmann"),
        ("fodselsdato", "12.03.1941"),
        ("telefon", "77 62 60 00"),
        ("epost", "ola@example.no"),
    ]


@given(st.text() | st.text("Ab .@-/&#;0123456789", max_size=60))
def test_any_text_gets_an_answer_with_places_inside_it(tekst):
    for funn in finn_varsler(tekst, REGISTER, i_dag=I_DAG):
        assert 0 <= funn.start < funn.slutt <= len(tekst)
