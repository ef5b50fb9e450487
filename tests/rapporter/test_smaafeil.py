"""Counted small faults in a report: their own section, and their own rules."""

import io
import json
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder

from avvik.models import Trendtelling, Trendtype
from helsefellesskap.arbeidsdager import OSLO
from rapporter import actions, innhold, smaafeil, tabeller, tallfil, uttrekk
from rapporter.enums import Rapportstatus, Rapporttype
from rapporter.models import Rapport
from rapporter.tall import Periode
from rapporter.tallsett import FRA, TIL, Smaafeil, Uttrekk
from rapporter.undertrykking import VISES_IKKE
from tests.factories import lag_sak

pytestmark = pytest.mark.django_db
SKJULT = str(VISES_IKKE)
FORSTE = Periode.tertial(2026, 1)
SENT = date(2027, 1, 20)


def tell(enhet, antall, mandag, kode="epikrise_sen"):
    Trendtelling.objects.create(
        trendtype=Trendtype.objects.get(kode=kode),
        enhet=enhet,
        uke=mandag,
        antall=antall,
    )


def hent(periode, per=SENT):
    """Type -> now and a year before, of the types that were counted."""
    rader = smaafeil.hent(periode, per, [])
    return {r.kode: (r.antall, r.aaret_for) for r in rader if r.antall or r.aaret_for}


# --- which weeks ---------------------------------------------------------------------


def test_a_week_belongs_to_the_period_of_its_thursday(verden):
    # Thursdays 1 January, 30 April, 7 May 2026 and 31 December 2026.
    tell(verden.hjemme, 1, date(2025, 12, 29))
    tell(verden.hjemme, 20, date(2026, 4, 27))
    tell(verden.hjemme, 300, date(2026, 5, 4))
    tell(verden.hjemme, 4000, date(2026, 12, 28))
    assert hent(FORSTE) == {"epikrise_sen": (21, None)}
    assert hent(Periode.tertial(2026, 2)) == {"epikrise_sen": (300, None)}
    assert hent(Periode.aar(2026)) == {"epikrise_sen": (4321, None)}
    assert hent(Periode.aar(2027), date(2028, 1, 20)) == {"epikrise_sen": (0, 4321)}


def test_only_weeks_that_ended_before_the_cut_off_count_now_and_a_year_before(verden):
    for mandag, antall in (
        (date(2025, 2, 3), 7),  # Thursday 6 February
        (date(2025, 2, 10), 70),  # Thursday 13 February
        (date(2026, 2, 2), 5),
        (date(2026, 2, 9), 50),  # to Sunday 15 February
    ):
        tell(verden.hjemme, antall, mandag)
    assert hent(FORSTE, date(2026, 2, 15)) == {"epikrise_sen": (5, 7)}
    assert hent(FORSTE, date(2026, 2, 16)) == {"epikrise_sen": (55, 7)}
    assert hent(FORSTE, date(2026, 2, 17)) == {"epikrise_sen": (55, 77)}


def test_before_the_first_count_of_all_there_are_no_numbers(verden):
    tell(verden.hjemme, 9, date(2025, 5, 5))
    tell(verden.hjemme, 8, date(2026, 2, 2))
    assert hent(FORSTE) == {"epikrise_sen": (8, None)}
    assert hent(Periode.tertial(2026, 2)) == {"epikrise_sen": (0, 9)}


# --- what is printed -----------------------------------------------------------------


def linjer(*rader):
    """A report's figures with these small faults: (name, direction, numbers, shown)."""
    return [
        Smaafeil(navn.lower(), navn, retning, *tall, *vises)
        for navn, retning, tall, vises in rader
    ]


@pytest.fixture
def figurer(verden):
    lag_sak(verden.melder, til=verden.akutt)
    return uttrekk.hent(Rapporttype.TERTIAL, Periode.tertial(2026, 3), SENT)


def test_each_direction_has_a_table_of_what_may_be_shown(figurer):
    u = replace(
        figurer,
        smaafeil=linjer(
            ("Epikrise", TIL, (40, 1200), (True, True)),
            ("Liste", TIL, (9, 3), (True, False)),
            ("PLO", TIL, (4, 0), (False, False)),
            ("Rapport", FRA, (12, None), (True, True)),
        ),
    )
    til, fra = tabeller.smaafeil(u)
    assert til.tittel == ("Til sykehuset: små feil som er talt. Uttrekk 20.01.2027")
    assert til.hoder == ("Småfeil", "3. tertial 2026", "Samme tid året før")
    assert til.rader == [("Epikrise", "40", "1\xa0200"), ("Liste", "9", SKJULT)]
    assert fra.rader == [("Rapport", "12", "ingen tall")]
    assert til.fot == fra.fot == ()
    assert tabeller.om_smaafeil(u)[1] == (
        "Tall under 5 vises ikke, og der det trengs, heller ikke ett til. "
        "Til sykehuset, uten tall som kan vises: PLO."
    )


def test_the_section_says_that_nobody_has_to_answer_and_stands_by_itself(figurer):
    u = replace(figurer, smaafeil=linjer(("Epikrise", TIL, (40, 7), (True, True))))
    uten, med = (innhold.rapportdeler(x, []) for x in (figurer, u))

    [ny] = [d for d in med if d.id not in {del_.id for del_ in uten}]
    assert ny.tittel == "Små feil som er talt"
    assert [d.id for d in med].index("smaafeil") == len(med) - 2
    assert "ingen skal svare på dem" in ny.avsnitt[0]
    assert "de er ikke med i andre tall i rapporten" in ny.avsnitt[0]
    assert [d for d in med if d.id not in ("smaafeil", "tall")] == [
        d for d in uten if d.id != "tall"
    ]
    assert innhold.definisjoner(u)[-1][0] == "Små feil som er talt"


def test_constructed_counts_are_called_so(figurer):
    u = replace(figurer, smaafeil=linjer(("Epikrise", TIL, (40, 7), (True, True))))
    for konstruert in (True, False):
        [forst, _skjult] = tabeller.om_smaafeil(replace(u, konstruert=konstruert))
        assert forst.startswith("Tellingene er konstruert. Enhetene") is konstruert


def test_what_is_not_marked_as_shown_is_hidden(figurer):
    u = replace(figurer, smaafeil=[Smaafeil("e", "Epikrise", TIL, 40, 30)])
    assert tabeller.smaafeil(u) == []
    assert tabeller.om_smaafeil(u)[1].endswith(
        " Til sykehuset, uten tall som kan vises: Epikrise."
    )


def test_small_numbers_are_hidden_and_hide_no_other(verden):
    tell(verden.hjemme, 40, date(2026, 2, 2))
    tell(verden.senjalegen, 3, date(2026, 2, 9), kode="epikrise_mangler")
    tell(verden.akutt, 5, date(2025, 2, 3), kode="innleggelsesrapport")
    rader = {r.kode: r for r in smaafeil.hent(FORSTE, SENT, [])}

    assert {kode for kode, r in rader.items() if r.vises} == {"epikrise_sen"}
    assert {kode for kode, r in rader.items() if r.aaret_for_vises} == {
        "innleggelsesrapport"
    }
    # Those never counted are named with the small ones.
    assert len(rader) == Trendtype.objects.count() == 9


# --- left out wholly -----------------------------------------------------------------


def test_where_nothing_was_counted_there_is_no_word_of_it(figurer):
    assert figurer.smaafeil == []
    assert "smaafeil" not in tallfil.som_json(figurer)
    assert "Små feil" not in repr(innhold.dokument(figurer, innhold.Tekster()))


def test_a_report_from_before_there_were_counts_can_be_read(figurer):
    data = asdict(figurer)
    del data["smaafeil"]
    assert Uttrekk.fra_json(json.loads(json.dumps(data, cls=DjangoJSONEncoder))) == (
        figurer
    )


def test_the_file_has_them_apart_and_unsuppressed(verden, tmp_path):
    lag_sak(verden.melder, til=verden.akutt, naa=datetime(2026, 2, 2, 9, tzinfo=OSLO))

    def fil(navn):
        sti = tmp_path / navn
        call_command(
            *("lag_rapport", "tertial", "2026", "1", "--per", "2026-06-01"),
            json=str(sti),
            stdout=io.StringIO(),
        )
        return json.loads(sti.read_text())

    for_ = fil("for.json")
    tell(verden.hjemme, 3, date(2026, 2, 2))
    tell(verden.akutt, 6, date(2025, 2, 3), kode="innleggelsesrapport")
    etter = fil("etter.json")

    talte = [r for r in etter.pop("smaafeil") if r["antall"] or r["aaret_for"]]
    assert talte == [
        {
            "kode": "epikrise_sen",
            "navn": "Epikrise kom for sent",
            "retning": "til_sykehus",
            "antall": 3,
            "aaret_for": 0,
        },
        {
            "kode": "innleggelsesrapport",
            "navn": "Innleggelsesrapport mangler",
            "retning": "fra_sykehus",
            "antall": 0,
            "aaret_for": 6,
        },
    ]
    assert etter == for_
    assert for_["retninger"]["til_sykehus"]["meldt"] == 1


# --- the editions held against each other --------------------------------------------


@pytest.fixture
def uten_pdf(monkeypatch):
    monkeypatch.setattr(actions, "vekk_arbeider", lambda pk: None)
    monkeypatch.setattr(actions, "som_pdf", lambda tall, tekster: b"%PDF-1.7")


@pytest.fixture
def to_aar(verden, uten_pdf):
    """Late epikriser: 3, 8 and 10 in 2025, 6, 7 and 9 in 2026."""
    for aar, tall in ((2025, (3, 8, 10)), (2026, (6, 7, 9))):
        for maaned, antall in zip((2, 6, 10), tall, strict=True):
            dag = date(aar, maaned, 10)
            tell(verden.hjemme, antall, dag - timedelta(days=dag.weekday()))
    return verden


def begynn(av, periode, naa=datetime(2027, 1, 20, 9, tzinfo=OSLO)):
    slag = Rapporttype.TERTIAL if periode.tertialnummer else Rapporttype.AAR
    rapport = actions.paabegynn_rapport(
        slag, periode=periode, uttrekk=naa.date(), av=av, naa=naa
    )
    actions.behold_tall(rapport, versjon=rapport.versjon, av=av)
    tekster = dict.fromkeys(actions.TEKSTFELTER, "Tekst.")
    actions.lagre_tekster(rapport, innhold=tekster, versjon=rapport.versjon, av=av)
    return rapport


def publiser(rapport, av):
    actions.bestill_pdf(rapport, versjon=rapport.versjon, av=av)
    actions.lag(rapport.pk, naa=datetime(2027, 1, 20, 9, tzinfo=OSLO))
    rapport = Rapport.objects.get(pk=rapport.pk)
    assert rapport.status == Rapportstatus.PUBLISERT
    return trykt(Uttrekk.fra_json(rapport.tall))


def trykt(u):
    return [list(rad[1:]) for tavle in tabeller.smaafeil(u) for rad in tavle.rader]


def test_the_year_hides_what_its_tertials_would_give_away(to_aar):
    av = to_aar.sekretariat
    alene = begynn(av, Periode.aar(2025))
    assert trykt(actions.tallene(alene)) == [["21", "ingen tall"]]
    assert publiser(begynn(av, Periode.tertial(2025, 1)), av) == []
    assert publiser(begynn(av, Periode.tertial(2025, 2)), av) == [["8", "ingen tall"]]
    assert publiser(begynn(av, Periode.tertial(2025, 3)), av) == [["10", "ingen tall"]]
    # 21 less 8 and 10 is the 3 that the first has hidden. Kept before, made after:
    assert publiser(alene, av) == []


def test_last_years_column_is_an_edition_of_that_year(to_aar):
    av = to_aar.sekretariat
    assert publiser(begynn(av, Periode.tertial(2026, 1)), av) == [["6", SKJULT]]
    assert publiser(begynn(av, Periode.tertial(2026, 2)), av) == [["7", "8"]]
    assert publiser(begynn(av, Periode.tertial(2026, 3)), av) == [["9", "10"]]
    # The year 2025 has no report of its own, but 21 would give the 3 away.
    assert publiser(begynn(av, Periode.aar(2026)), av) == [["22", SKJULT]]
    assert publiser(begynn(av, Periode.aar(2025)), av) == []


def test_the_published_year_keeps_its_tertials_from_showing_more(to_aar):
    av = to_aar.sekretariat
    assert publiser(begynn(av, Periode.aar(2025)), av) == [["21", "ingen tall"]]
    assert publiser(begynn(av, Periode.tertial(2025, 2)), av) == [["8", "ingen tall"]]
    # 21 less 8 and 10 would be the 3.
    assert publiser(begynn(av, Periode.tertial(2025, 3)), av) == []
    assert publiser(begynn(av, Periode.tertial(2026, 3)), av) == [["9", SKJULT]]


def test_a_report_without_the_section_says_that_nothing_was_counted(verden, uten_pdf):
    av = verden.sekretariat
    tell(verden.hjemme, 3, date(2026, 6, 8))
    tell(verden.hjemme, 10, date(2026, 10, 5))
    assert publiser(begynn(av, Periode.tertial(2026, 1)), av) == []
    assert publiser(begynn(av, Periode.tertial(2026, 3)), av) == [["10", "ingen tall"]]
    assert publiser(begynn(av, Periode.aar(2026)), av) == []
