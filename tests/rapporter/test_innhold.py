"""What the document says, from figures alone."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rapporter import funn, innhold, partstabeller, tabeller, tallfil
from rapporter.dokument import som_pdf
from rapporter.enums import Rapporttype
from rapporter.innhold import Blokk, Laering, Tekster
from rapporter.pdf import pango_finnes
from rapporter.tallsett import (
    FRA,
    TIL,
    Alvorlighetstall,
    Enhetstall,
    Folger,
    Gruppetall,
    Kommunetall,
    Rabratall,
    Retningstall,
    Tidsrom,
    Uttrekk,
)
from rapporter.undertrykking import VISES_IKKE

SKJULT = str(VISES_IKKE)
MELLOM = "\N{NO-BREAK SPACE}"


def uttrekk(**felter):
    grunnlag = {
        "type": Rapporttype.AAR,
        "fra": date(2022, 1, 1),
        "til": date(2022, 12, 31),
        "uttrekk": date(2022, 12, 8),
        "forste_registrerte": date(2020, 1, 2),
        "retninger": {
            TIL: Retningstall(
                meldt=198,
                besvart=136,
                median_dager=Decimal("20.0"),
                p90_dager=Decimal("44.0"),
                forfalt=180,
                forfalt_besvart=130,
                forfalt_i_tide=90,
            ),
            FRA: Retningstall(meldt=95, besvart=40, forfalt=90, forfalt_besvart=38),
        },
        "kommuner": [Kommunetall("Narvik", 52, 26, 13, 6), Kommunetall("Senja")],
        "kategorier": [
            Gruppetall("A", "Innleggelse", 60, 50),
            Gruppetall("C", "Utskrivning", 130, 40),
            Gruppetall("D", "Epikrise", 6, 5),
            Gruppetall("E", "Legemidler", 2, 0),
        ],
        "alvorlighet": [
            Alvorlighetstall(nivaa, antall, 0)
            for nivaa, antall in (
                *enumerate((20, 98, 40, 20, 10, 10)),
                (None, 0),
            )
        ],
        "volum": [
            Tidsrom("2022", date(2022, 1, 1), date(2022, 12, 8), 198, 95),
            Tidsrom("Året før", date(2021, 1, 1), date(2021, 12, 8), 231, 101),
        ],
        "maaneder": [],
        "tertialer": [],
        "enheter": [],
        "folger": Folger(),
        "rabra": Rabratall(),
        "telles_ikke": 4,
        "konstruert": False,
    }
    return Uttrekk(**grunnlag | felter)


def med_retning(**felter):
    u = uttrekk()
    return uttrekk(retninger=u.retninger | felter)


def _gruppe(bokstav, navn, til, fra):
    return {"gruppe": bokstav, "navn": navn, "til_sykehus": til, "fra_sykehus": fra}


def test_the_json_has_the_promised_types_and_order():
    ut = tallfil.som_json(uttrekk())
    assert json.loads(json.dumps(ut)) == {
        "periode": {"fra": "2022-01-01", "til": "2022-12-31"},
        "uttrekk": "2022-12-08",
        "retninger": {
            "til_sykehus": {
                "meldt": 198,
                "besvart": 136,
                "ubesvart": 62,
                "ubesvart_prosent": 31.3,
                "median_dager": 20.0,
                "p90_dager": 44.0,
            },
            "fra_sykehus": {
                "meldt": 95,
                "besvart": 40,
                "ubesvart": 55,
                "ubesvart_prosent": 57.9,
                "median_dager": None,
                "p90_dager": None,
            },
        },
        "kommuner": [
            {
                "kommune": "Narvik",
                "sendt": 52,
                "sendt_besvart": 26,
                "mottatt": 13,
                "mottatt_besvart": 6,
            },
            {
                "kommune": "Senja",
                "sendt": 0,
                "sendt_besvart": 0,
                "mottatt": 0,
                "mottatt_besvart": 0,
            },
        ],
        "kategorier": [
            _gruppe("A", "Innleggelse", 60, 50),
            _gruppe("C", "Utskrivning", 130, 40),
            _gruppe("D", "Epikrise", 6, 5),
            _gruppe("E", "Legemidler", 2, 0),
        ],
        "alvorlighet": {"0": 20, "1": 98, "2": 40, "3": 20, "4": 10, "5": 10},
    }


def test_the_headline_is_against_all_cases_and_against_those_due():
    assert tabeller.hovedtall(uttrekk()).rader == [
        ("Meldt", "198", "95"),
        ("Besvart", f"136 (68,7{MELLOM}%)", f"40 (42,1{MELLOM}%)"),
        (
            "Ikke besvart, av alle saker",
            f"62 (31,3{MELLOM}%)",
            f"55 (57,9{MELLOM}%)",
        ),
        (
            "Ikke besvart, av saker der fristen var ute",
            f"50 (27,8{MELLOM}%)",
            f"52 (57,8{MELLOM}%)",
        ),
        (
            "Besvart i tide, av saker der fristen var ute",
            f"90 (50,0{MELLOM}%)",
            f"0 (0,0{MELLOM}%)",
        ),
    ]


def test_andre_stand_under_the_totals_only():
    u = med_retning(**{TIL: replace(uttrekk().til_sykehus, andre=3)})
    tavle = partstabeller.kommuner(u)
    assert tabeller.hovedtall(u).rader[-1] == ("Av de meldte: «Andre»", "3", "0")
    assert [r[0] for r in tavle.rader] == ["Narvik", "Øvrige kommuner (1)"]
    assert list(tavle.fot[0]) == ["Alle, med «Andre»", "198", "136", "95", "40"]


def test_the_parties_see_each_kommune_in_full():
    assert partstabeller.kommuner(uttrekk()).rader == [
        ("Narvik", "52", "26", "13", "6"),
        ("Øvrige kommuner (1)", "0", "0", "0", "0"),
    ]


def test_small_numbers_of_categories_and_severities_are_hidden():
    u = uttrekk()
    # 198 - 60 - 130 - 6 would give the 2 away, so the 6 goes with it.
    assert tabeller.kategorirader(u) == [
        ("Innleggelse", 60, 50),
        ("Utskrivning", 130, 40),
        ("Epikrise", None, None),
        ("Legemidler", None, None),
    ]
    assert [rad[1] for rad in tabeller.alvorlighetsrader(u)] == [
        20, 98, 40, 20, None, 10, None,
    ]  # fmt: skip


def test_the_chart_leaves_out_what_it_cannot_draw_and_the_text_says_so():
    u = uttrekk()
    rader = tabeller.kategorirader(u)
    (figur,) = tabeller.kategorifigur(u, rader)
    assert [r[0] for r in figur.tabell.rader] == ["Innleggelse", "Utskrivning"]
    assert tabeller.om_skjulte(rader) == (
        "Tall under 5 vises ikke, og der det trengs, heller ikke ett til. "
        "Uten tall store nok til å vises: «Epikrise» og «Legemidler»."
    )
    assert tabeller.kategorifigur(u, [("Epikrise", None, None)]) == []


def test_a_klinikk_has_its_small_numbers_hidden():
    u = uttrekk(
        enheter=[
            Enhetstall("Barneklinikken", 2, 3, 1),
            Enhetstall("Kirurgi", 40, 10, 20),
            Enhetstall("Medisin", 50, 12, 30),
        ]
    )
    (tavle,) = partstabeller.klinikker(u)
    assert tavle.rader[0] == ("Barneklinikken", SKJULT, SKJULT, SKJULT, "6")
    assert partstabeller.klinikker(uttrekk()) == []


@pytest.mark.parametrize(
    ("naa", "foer", "setning"),
    [
        (198, 231, "33 færre enn samme tid året før (231)"),
        (231, 198, "33 flere enn samme tid året før (198)"),
        (198, 200, "om lag som samme tid året før (200)"),
        (0, 0, "om lag som samme tid året før (0)"),
    ],
)
def test_the_volume_is_compared_in_words(naa, foer, setning):
    volum = [
        replace(t, til_sykehus=antall)
        for t, antall in zip(uttrekk().volum, (naa, foer), strict=True)
    ]
    assert f"Til sykehuset er det {setning}" in funn.volum(uttrekk(volum=volum))


def test_without_last_years_numbers_nothing_is_compared():
    volum = [uttrekk().volum[0], replace(uttrekk().volum[1], til_sykehus=None)]
    assert funn.volum(uttrekk(volum=volum)) == (
        "I 2022 (til og med 8. desember 2022) ble det meldt 198 saker til sykehuset "
        "og 95 fra sykehuset."
    )


def test_a_direction_without_cases_is_left_out_of_the_sentence():
    u = med_retning(**{FRA: Retningstall()})
    assert funn.ubesvart(u) == (
        f"Den 8. desember 2022 var 62 av 198 saker (31,3{MELLOM}%) til sykehuset ikke "
        f"besvart. Av saker der fristen var gått ut, var 50 av 180 saker "
        f"(27,8{MELLOM}%) til sykehuset ikke besvart."
    )
    tomt = uttrekk(retninger={TIL: Retningstall(), FRA: Retningstall()})
    assert funn.ubesvart(tomt) == "Ingen saker er meldt i perioden."
    assert funn.i_tide(tomt) == "Ingen frister var gått ut på uttrekksdatoen."
    assert funn.behandlingstid(tomt) == "Ingen saker i perioden er besvart."


def test_the_proposed_assessment_praises_answers_only_where_there_are_cases():
    alt = {TIL: Retningstall(meldt=9, besvart=9), FRA: Retningstall(meldt=0, besvart=0)}
    ingen = dict.fromkeys((TIL, FRA), Retningstall(meldt=0, besvart=0))
    siste = [
        funn.forslag_vurdering(uttrekk(retninger=r)).split("\n\n")[-1].split(".")[0]
        for r in (alt, ingen)
    ]
    assert siste == [
        "Alle saker er besvart",
        "Få meldinger kan bety lite svikt, eller at få melder",
    ]


def test_a_report_without_cases_says_so_kindly_and_shows_no_figures():
    u = uttrekk(retninger={TIL: Retningstall(), FRA: Retningstall()})
    d = innhold.dokument(u, Tekster())
    setning = (
        "Ingen saker er meldt i 2022 (til og med 8. desember 2022). Det kan bety at "
        "samhandlingen har gått godt, eller at få har hatt tid til å melde."
    )
    assert d.hovedtall is None
    assert d.sammendrag == [Blokk(setning)]
    assert [
        (del_.id, list(del_.avsnitt)) for del_ in d.deler if del_.id == "volum"
    ] == [("volum", [setning])]
    assert [del_.id for del_ in d.deler] == ["laering", "volum", "rabra", "tall"]
    assert [del_.id for del_ in d.deler if del_.figurer or del_.tavler] == []
    assert "Hvem har meldt" not in dict(d.fakta)
    assert "Hvem har meldt" in dict(innhold.dokument(uttrekk(), Tekster()).fakta)


def test_the_largest_is_named_with_ties_and_never_when_hidden():
    rader = [("A", 9, None), ("C", 9, None), ("D", 7, None)]
    assert funn.storst(rader) == "Flest saker til sykehuset gjelder «A» og «C» (9)."
    assert funn.storst([("A", None, None)]) == "Alle tallene er for små til å vises."
    assert funn.alvorlige([("Alvorlig", 9, 5), ("Død", None, 5)]) == (
        "Tall for alvorlig skade og dødsfall er for små til å vises."
    )
    assert funn.alvorlige([("Alvorlig", 9, 5), ("Død", 6, 5)]) == (
        "25 saker er meldt med alvorlig skade eller dødsfall."
    )


def test_the_proposal_for_vedtak_asks_only_for_what_is_missing():
    alle_svart = uttrekk(
        retninger={r: Retningstall(meldt=5, besvart=5) for r in (TIL, FRA)}
    )
    assert funn.forslag_vedtak(alle_svart).splitlines() == [
        "1. Utvalget tar rapporten for 2022 til orientering.",
        "2. Utvalget ber partene gjøre læringspunktene kjent i egne enheter.",
    ]
    assert "de 117 sakene" in funn.forslag_vedtak(uttrekk())


@pytest.mark.parametrize(
    ("felter", "antall"),
    [
        ({"uttrekk": date(2023, 2, 4)}, 0),
        ({}, 1),
        ({"konstruert": True}, 2),
        ({"konstruert": True, "forste_registrerte": date(2022, 1, 3)}, 3),
    ],
)
def test_each_reservation_is_said_when_it_holds(felter, antall):
    merknader = innhold.merknader(uttrekk(**felter))
    assert len(merknader) == antall
    assert any("konstruert" in m for m in merknader) == bool(felter.get("konstruert"))


def test_written_texts_stand_and_empty_ones_get_a_proposal():
    tekster = Tekster(sammendrag="Kort.\n\nOg godt.", dato=date(2023, 2, 1))
    d = innhold.dokument(uttrekk(), tekster)
    assert d.sammendrag == [Blokk("Kort."), Blokk("Og godt.")]
    assert [navn for navn, _tekst in d.saksfakta] == [
        "Utvalg",
        "Dato",
        "Saksansvarlig",
        "Saksbehandler",
    ]
    assert d.saksfakta[1][1] == "1. februar 2023"
    assert [navn for navn, _blokker in d.saksdeler] == [
        "Forslag til vedtak",
        "Bakgrunn",
        "Vurdering og anbefaling",
    ]
    assert len(d.saksdeler[0][1][0].punkter) == 3
    assert list(d.vedlegg) == [del_.tittel for del_ in d.deler]


def test_numbered_lines_become_a_list_and_others_stay():
    assert innhold.blokker("Vi foreslår:\n\n1. Les\n2. Svar\n\nTakk 1.") == [
        Blokk("Vi foreslår:"),
        Blokk(punkter=("Les", "Svar")),
        Blokk("Takk 1."),
    ]


def test_tertial_and_year_have_their_own_titles():
    aar, tertial = uttrekk(), uttrekk(type=Rapporttype.TERTIAL)
    tertial = replace(tertial, fra=date(2022, 5, 1), til=date(2022, 8, 31))
    assert aar.periode.rapportnavn == "Årsrapport 2022"
    assert tertial.periode.rapportnavn == ("Tertialrapport for 2. tertial 2022")


@pytest.mark.skipif(
    not (pango_finnes() and shutil.which("pdftotext")),
    reason="pango eller pdftotext mangler: apt install libpango-1.0-0 poppler-utils",
)
def test_the_printed_report_holds_numbers_learning_and_headings(tmp_path):
    laering = (Laering("Utskrivning", "Ring før helg"),)
    fil = tmp_path / "r.pdf"
    fil.write_bytes(som_pdf(uttrekk(konstruert=True), Tekster(laeringspunkter=laering)))
    svar = subprocess.run(
        ["pdftotext", "-layout", fil, "-"], capture_output=True, check=True
    )
    tekst = " ".join(svar.stdout.decode().replace(MELLOM, " ").split())
    for forventet in (
        "Enkeltsakene bak tallene er konstruert.",
        "62 (31,3 %) 55 (57,9 %)",
        "Narvik 52 26 13 6",
        "Ring før helg",
        *("Saksframlegg", "Utvalg", "Dato", "Saksansvarlig", "Saksbehandler"),
        *("Forslag til vedtak", "Vedlegg", "Bakgrunn", "Vurdering og anbefaling"),
    ):
        assert forventet in tekst
    assert "Legemidler 2" not in tekst
