import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from rapporter.diagram import grupperte_soyler, liggende_soyler, linje
from rapporter.figur import Rekt, Strek, Tabell, Tekst

TALL = st.none() | st.integers(0, 5000) | st.decimals(0, 100, places=1)
NAVN = st.text(st.characters(categories=["L", "Nd", "Zs", "Pd"]), max_size=90)
ORD = {"id": "figur", "tittel": "Meldt", "beskrivelse": "Narvik meldte flest."}


def soyler(*rader, **valg):
    return liggende_soyler(**ORD, hoder=("Kommune", "Meldt"), rader=rader, **valg)


def grupper(*rader):
    hoder = ("Kategori", "Til sykehuset", "Fra sykehuset")
    return grupperte_soyler(**ORD, hoder=hoder, rader=rader)


def kurver(*rader, **valg):
    hoder = ("Tertial", "Til sykehuset", "Fra sykehuset")
    return linje(**ORD, hoder=hoder, rader=rader, **valg)


def av_klasse(merker, klasse):
    return [merke for merke in merker if merke.klasse == klasse]


def koordinater(figur):
    for merke in (*figur.streker, *figur.rekter, *figur.tekster):
        yield from (
            verdi
            for navn, verdi in vars(merke).items()
            if navn not in ("klasse", "anker", "tekst")
        )
    for kurve in figur.linjer:
        yield from re.split("[ ,]", kurve.punkter)


def test_a_bar_starts_at_zero_and_ends_at_its_value():
    figur = soyler(("Narvik", 50), ("Senja", 25))
    assert figur.rekter == (
        Rekt("70.8", "13.0", "559.2", "18.0", "serie-1"),
        Rekt("70.8", "49.0", "279.6", "18.0", "serie-1"),
    )
    assert figur.streker[0] == Strek("70.8", "4.0", "70.8", "76.0", "akse")
    assert av_klasse(figur.tekster, "verdi") == [
        Tekst("638.0", "27.0", "50", "start", "verdi"),
        Tekst("358.4", "63.0", "25", "start", "verdi"),
    ]
    assert (figur.bredde, figur.hoyde) == ("720.0", "104.0")


def test_the_table_holds_the_numbers_as_they_are_written():
    figur = kurver(("T1", Decimal("31.3"), None), ("T2", 1234, 0), enhet="%")
    assert figur.tabell == Tabell(
        ("Tertial", "Til sykehuset", "Fra sykehuset"),
        (
            ("T1", "31,3\N{NO-BREAK SPACE}%", "vises ikke"),
            ("T2", "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}%", "0\N{NO-BREAK SPACE}%"),
        ),
    )


@pytest.mark.parametrize(
    ("valg", "tekst"), [({}, "vises ikke"), ({"skjult": "færre enn 5"}, "færre enn 5")]
)
def test_a_hidden_number_is_a_text_without_a_bar(valg, tekst):
    figur = soyler(("Bardu", None), ("Narvik", 50), **valg)
    assert [rekt.y for rekt in figur.rekter] == ["49.0"]
    assert [t.tekst for t in av_klasse(figur.tekster, "skjult")] == [tekst]


def test_zero_has_its_value_but_no_bar():
    figur = soyler(("Bardu", 0))
    assert figur.rekter == ()
    assert [t.tekst for t in av_klasse(figur.tekster, "verdi")] == ["0"]


def test_series_differ_in_fill_and_outline_in_the_order_of_the_legend():
    figur = grupper(("Epikrise", 20, 10))
    forste, andre = (
        av_klasse(figur.rekter, "serie-1"),
        av_klasse(figur.rekter, "serie-2"),
    )
    assert {(r.fill, r.stroke) for r in forste} == {("#0062ba", "#0062ba")}
    assert {(r.fill, r.stroke) for r in andre} == {("#ffc53d", "#4a3a00")}
    assert [t.tekst for t in av_klasse(figur.tekster, "forklaring")] == [
        "Til sykehuset",
        "Fra sykehuset",
    ]
    assert float(forste[1].bredde) == pytest.approx(2 * float(andre[1].bredde), abs=0.2)


def test_one_series_needs_no_legend():
    assert av_klasse(soyler(("Narvik", 1)).tekster, "forklaring") == []


def test_long_labels_are_wrapped_and_the_rows_below_move_down():
    lang = "Planlegging av utskrivning og melding om utskrivningsklar pasient"
    figur = grupper((lang, 1, 1), ("Epikrise", 1, 1))
    navn = av_klasse(figur.tekster, "navn")
    assert [t.tekst for t in navn] == [
        "Planlegging av utskrivning",
        "og melding om",
        "utskrivningsklar pasient",
        "Epikrise",
    ]
    hoyder = [float(t.y) for t in navn]
    assert hoyder == sorted(hoyder)
    assert min(b - a for a, b in pairwise(hoyder)) >= 18


@pytest.mark.parametrize(
    ("maks", "merker"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (7, ["0", "2", "4", "6", "8"]),
        (64, ["0", "20", "40", "60", "80"]),
        (Decimal("67.0"), ["0", "20", "40", "60", "80"]),
        (100, ["0", "20", "40", "60", "80", "100"]),
    ],
)
def test_the_axis_has_few_round_marks_from_zero(maks, merker):
    figur = soyler(("Narvik", maks))
    assert [t.tekst for t in av_klasse(figur.tekster, "merke")] == merker


def test_a_line_has_a_gap_where_a_number_is_hidden():
    figur = kurver(("T1", 1, 5), ("T2", 2, 5), ("T3", None, 5), ("T4", 4, 5))
    assert [kurve.klasse for kurve in figur.linjer] == ["linje-1", "linje-2"]
    assert [len(kurve.punkter.split()) for kurve in figur.linjer] == [2, 4]
    assert len(av_klasse(figur.rekter, "serie-1")) == 1 + 3
    assert "vises ikke" in [t.tekst for t in figur.tekster]
    assert {kurve.stroke_dasharray for kurve in figur.linjer} == {"none", "6 4"}


def test_values_of_two_lines_are_written_away_from_each_other():
    figur = kurver(("T1", 3, 5), ("T2", 4, 4))
    over = {t.tekst: float(t.y) for t in av_klasse(figur.tekster, "verdi")}
    assert over["5"] < over["3"]
    like = [float(t.y) for t in av_klasse(figur.tekster, "verdi") if t.tekst == "4"]
    assert abs(like[0] - like[1]) > 18


@pytest.mark.parametrize("lag", [soyler, grupper, kurver])
def test_no_rows_give_a_figure_that_says_so(lag):
    figur = lag()
    assert "Ingen tall i perioden" in [t.tekst for t in figur.tekster]
    assert figur.tabell.rader == ()


@given(st.lists(st.tuples(NAVN, TALL, TALL), max_size=20))
@settings(deadline=None)
def test_every_mark_lies_inside_the_figure(rader):
    for figur in (grupper(*rader), kurver(*rader)):
        bredde, hoyde = float(figur.bredde), float(figur.hoyde)
        for rekt in figur.rekter:
            assert 0 <= float(rekt.x) <= float(rekt.x) + float(rekt.bredde) <= bredde
            assert 0 <= float(rekt.y) <= float(rekt.y) + float(rekt.hoyde) <= hoyde
        for tekst in figur.tekster:
            lengde = len(tekst.tekst) * 7.8
            start = (
                float(tekst.x)
                - lengde * {"start": 0, "middle": 0.5, "end": 1}[tekst.anker]
            )
            assert start >= -1
            assert start + lengde <= bredde + 1
            assert 12 <= float(tekst.y) <= hoyde


@given(st.lists(st.tuples(NAVN, TALL, TALL), max_size=6))
@settings(deadline=None)
def test_coordinates_are_text_with_a_dot(rader):
    for figur in (grupper(*rader), kurver(*rader)):
        alle = [*koordinater(figur), figur.bredde, figur.hoyde]
        assert [tall for tall in alle if not re.fullmatch(r"-?\d+\.\d", tall)] == []


def test_svg_needs_no_css_and_escapes_its_texts():
    figur = soyler(("<b>Bardu & Salangen</b>", Decimal("12.5")))
    svg = ElementTree.fromstring(
        render_to_string("rapporter/pdf/_svg.html", {"figur": figur})
    )
    attributter = {navn for element in svg.iter() for navn in element.attrib}
    assert attributter & {"class", "style"} == set()
    assert svg[0].text == "Meldt. Narvik meldte flest."
    tekster = [e.text for e in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert tekster == [t.tekst for t in figur.tekster]
    assert "12,5" in tekster
