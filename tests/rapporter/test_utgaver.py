"""The editions of one year, held against each other."""

from datetime import datetime

import pytest

from helsefellesskap.arbeidsdager import OSLO
from rapporter import actions, tabeller, uttrekk
from rapporter.enums import Rapportstatus, Rapporttype
from rapporter.models import Rapport
from rapporter.tall import Periode
from rapporter.tallsett import Uttrekk
from tests.factories import lag_sak

pytestmark = pytest.mark.django_db
AAR = 2022
FORSTE, ANDRE = (datetime(AAR, m, 3, 9, tzinfo=OSLO) for m in (2, 6))
NYTTAAR = datetime(AAR + 1, 1, 9, 9, tzinfo=OSLO)
TEKSTER = {felt: "Tekst." for felt in actions.TEKSTFELTER}


@pytest.fixture(autouse=True)
def _uten_omverden(monkeypatch):
    monkeypatch.setattr(actions, "vekk_arbeider", lambda pk: None)
    monkeypatch.setattr(actions, "som_pdf", lambda tall, tekster: b"%PDF-1.7")


@pytest.fixture
def saker(verden):
    for kategori, naar, antall in (
        ("D1", FORSTE, 7),
        ("C1", FORSTE, 6),
        ("E1", FORSTE, 2),
        ("E1", ANDRE, 6),
        ("D1", ANDRE, 5),
        ("C1", ANDRE, 9),
    ):
        for _nr in range(antall):
            lag_sak(verden.melder, til=verden.akutt, kategori=kategori, naa=naar)
    return verden


def begynn(av, type_, periode):
    rapport = actions.paabegynn_rapport(
        type_, periode=periode, uttrekk=NYTTAAR.date(), av=av, naa=NYTTAAR
    )
    actions.behold_tall(rapport, versjon=rapport.versjon, av=av)
    actions.lagre_tekster(rapport, innhold=TEKSTER, versjon=rapport.versjon, av=av)
    return rapport


def publiser(rapport, av):
    actions.bestill_pdf(rapport, versjon=rapport.versjon, av=av)
    actions.lag(rapport.pk, naa=NYTTAAR)
    rapport = Rapport.objects.get(pk=rapport.pk)
    assert rapport.status == Rapportstatus.PUBLISERT
    return vist(Uttrekk.fra_json(rapport.tall))


def vist(u):
    rader = zip(u.kategorier, tabeller.kategorirader(u), strict=True)
    return {g.gruppe: rad[1] for g, rad in rader if g.gruppe in "CDE"}


def live(type_, periode):
    return vist(uttrekk.hent(type_, periode, NYTTAAR.date()))


def test_the_year_hides_what_a_published_tertial_would_give_away(saker):
    av = saker.sekretariat
    assert live(Rapporttype.AAR, Periode.aar(AAR)) == {"C": 15, "D": 12, "E": 8}
    forste = begynn(av, Rapporttype.TERTIAL, Periode.tertial(AAR, 1))
    assert publiser(forste, av) == {"C": None, "D": 7, "E": None}
    # 8 less the 6 of the second tertial is the 2 that the first has hidden.
    andre = begynn(av, Rapporttype.TERTIAL, Periode.tertial(AAR, 2))
    assert publiser(andre, av) == {"C": 9, "D": 5, "E": 6}
    assert live(Rapporttype.AAR, Periode.aar(AAR)) == {"C": None, "D": 12, "E": None}


def test_a_tertial_hides_what_the_published_year_would_give_away(saker):
    av = saker.sekretariat
    aaret = begynn(av, Rapporttype.AAR, Periode.aar(AAR))
    assert publiser(aaret, av) == {"C": 15, "D": 12, "E": 8}
    andre = begynn(av, Rapporttype.TERTIAL, Periode.tertial(AAR, 2))
    viste = publiser(andre, av)
    assert viste["E"] is None
    forste = live(Rapporttype.TERTIAL, Periode.tertial(AAR, 1))
    assert forste["E"] is None


def test_figures_kept_before_another_edition_was_published_take_it_in(saker):
    av = saker.sekretariat
    aaret = begynn(av, Rapporttype.AAR, Periode.aar(AAR))
    for nr in (1, 2):
        publiser(begynn(av, Rapporttype.TERTIAL, Periode.tertial(AAR, nr)), av)
    assert vist(actions.tallene(aaret)) == {"C": 15, "D": 12, "E": 8}
    assert publiser(aaret, av) == {"C": None, "D": 12, "E": None}


def test_another_year_and_an_unpublished_report_change_nothing(saker):
    av = saker.sekretariat
    begynn(av, Rapporttype.TERTIAL, Periode.tertial(AAR, 1))
    publiser(begynn(av, Rapporttype.AAR, Periode.aar(AAR - 1)), av)
    assert live(Rapporttype.AAR, Periode.aar(AAR)) == {"C": 15, "D": 12, "E": 8}
