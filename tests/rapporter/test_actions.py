import hashlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils.translation import override
from kombu.exceptions import OperationalError

from helsefellesskap import epost as brevskriver
from helsefellesskap.feil import FlytStengt, IkkeLov, Versjonskonflikt
from helsefellesskap.models import Brev, Rettsgrunnlag
from rapporter import actions, tasks
from rapporter.enums import Rapportstatus, Rapporttype
from rapporter.forms import Tekstskjema
from rapporter.models import Rapport
from rapporter.pdf import PangoMangler
from rapporter.tall import Periode
from tests.factories import NAA, dag, lag_bruker, lag_sak
from utvalg.models import Medlemskap

pytestmark = pytest.mark.django_db
TEKSTER = {
    "sammendrag": "Flere saker er besvart.",
    "bakgrunn": "Partene melder til hverandre.",
    "vurdering": "Svarene kommer raskere.",
    "forslag_til_vedtak": "1. Rapporten tas til orientering.",
}
FIL = b"%PDF-1.7 rapport"


@pytest.fixture
def sekretariat(verden):
    return verden.sekretariat


@pytest.fixture
def rapport(sekretariat):
    return actions.paabegynn_rapport(
        Rapporttype.AAR,
        periode=Periode.aar(2026),
        uttrekk=dag(0).date(),
        av=sekretariat,
        naa=NAA,
    )


@pytest.fixture
def ferdig(rapport, sekretariat):
    actions.behold_tall(rapport, versjon=rapport.versjon, av=sekretariat)
    actions.lagre_tekster(
        rapport, innhold=TEKSTER, versjon=rapport.versjon, av=sekretariat
    )
    return rapport


@pytest.fixture
def uten_pango(monkeypatch):
    """A PDF without WeasyPrint; its own tests are test_pdf.py."""
    monkeypatch.setattr(actions, "som_pdf", lambda tall, tekster: FIL)


@pytest.fixture
def bestilt(ferdig, sekretariat):
    actions.bestill_pdf(ferdig, versjon=ferdig.versjon, av=sekretariat)
    return ferdig


def test_a_report_is_begun_with_period_and_cut_off(rapport, sekretariat):
    assert (rapport.type, rapport.aar, rapport.tertial) == ("aar", 2026, None)
    assert (rapport.status, rapport.laget_av) == (Rapportstatus.PABEGYNT, sekretariat)
    tertial = actions.paabegynn_rapport(
        Rapporttype.TERTIAL,
        periode=Periode.tertial(2026, 2),
        uttrekk=date(2026, 10, 5),
        av=sekretariat,
        naa=NAA,
    )
    assert (tertial.aar, tertial.tertial) == (2026, 2)


@pytest.mark.parametrize(
    ("uttrekk", "feil"),
    [
        (date(2026, 11, 3), "Datoen kan ikke være fram i tid"),
        (date(2025, 12, 31), "Datoen kan ikke være før perioden"),
    ],
)
def test_an_impossible_cut_off_is_refused(sekretariat, uttrekk, feil):
    with pytest.raises(ValidationError) as unntak:
        actions.paabegynn_rapport(
            Rapporttype.AAR,
            periode=Periode.aar(2026),
            uttrekk=uttrekk,
            av=sekretariat,
            naa=NAA,
        )
    assert unntak.value.message_dict == {"uttrekk": [feil]}


def test_only_the_sekretariat_makes_reports(verden, ferdig):
    for person in (verden.kontakt_unn, verden.ssu, verden.admin):
        for handling, ekstra in (
            (actions.behold_tall, {}),
            (actions.lagre_tekster, {"innhold": TEKSTER}),
            (actions.velg_laeringspunkter, {"valgte": []}),
            (actions.bestill_pdf, {}),
            (actions.forkast_rapport, {}),
        ):
            with pytest.raises(IkkeLov):
                handling(ferdig, versjon=ferdig.versjon, av=person, **ekstra)
    assert Rapport.objects.get().status == Rapportstatus.PABEGYNT


def test_without_a_legal_basis_the_flow_is_off(sekretariat, rapport):
    Rettsgrunnlag.objects.filter(flyt="rapport").delete()
    with pytest.raises(FlytStengt):
        actions.behold_tall(rapport, versjon=rapport.versjon, av=sekretariat)


def test_kept_figures_stay_though_cases_come(verden, ferdig):
    lag_sak(verden.melder, til=verden.akutt)
    ferdig.refresh_from_db()
    assert actions.tallene(ferdig).meldt == 0
    actions.behold_tall(ferdig, versjon=ferdig.versjon, av=verden.sekretariat)
    assert actions.tallene(ferdig).meldt == 1


def test_kept_figures_and_proposals_are_in_bokmal_whoever_keeps_them(
    rapport, sekretariat
):
    kjent, sett = rapport.versjon, []
    for nr, spraak in enumerate(("nb", "en")):
        with override(spraak):
            actions.behold_tall(rapport, versjon=kjent + nr, av=sekretariat)
            rapport.refresh_from_db()
            u = actions.tallene(rapport)
            sett.append((rapport.tall, Tekstskjema.startverdier(rapport, u)))
    assert sett[0][0] == sett[1][0]
    assert sett[0][1] | {"versjon": 0} == sett[1][1] | {"versjon": 0}


def test_the_second_writer_is_told_and_nothing_is_overwritten(verden, rapport):
    sett = rapport.versjon
    actions.lagre_tekster(rapport, innhold=TEKSTER, versjon=sett, av=verden.sekretariat)
    with pytest.raises(Versjonskonflikt):
        actions.lagre_tekster(
            rapport,
            innhold=TEKSTER | {"bakgrunn": "Annet"},
            versjon=sett,
            av=verden.sekretariat2,
        )
    assert Rapport.objects.get().bakgrunn == TEKSTER["bakgrunn"]


def test_a_report_without_figures_or_texts_cannot_be_locked(rapport, sekretariat):
    with pytest.raises(ValidationError) as unntak:
        actions.bestill_pdf(rapport, versjon=rapport.versjon, av=sekretariat)
    assert unntak.value.messages == [
        "Se over tallene først",
        "Skriv ferdig tekstene først",
    ]


def test_ordering_locks_and_wakes_a_worker_after_commit(
    ferdig, sekretariat, monkeypatch, django_capture_on_commit_callbacks
):
    sendt = []
    monkeypatch.setattr(
        actions.app,
        "send_task",
        lambda navn, **valg: sendt.append((navn, valg["args"])),
    )
    with django_capture_on_commit_callbacks(execute=True):
        actions.bestill_pdf(ferdig, versjon=ferdig.versjon, av=sekretariat)
        assert sendt == []
    assert sendt == [("rapporter.tasks.lag_rapport", [ferdig.pk])]
    assert ferdig.status == Rapportstatus.LAGES
    with pytest.raises(Versjonskonflikt):
        actions.lagre_tekster(
            ferdig, innhold=TEKSTER, versjon=ferdig.versjon, av=sekretariat
        )


def test_a_missing_broker_does_not_stop_the_page(ferdig, monkeypatch):
    def nede(*args, **valg):
        raise OperationalError

    monkeypatch.setattr(actions.app, "send_task", nede)
    assert actions.vekk_arbeider(ferdig.pk) is None


def test_the_worker_freezes_numbers_texts_file_and_checksum(bestilt, uten_pango):
    actions.lag(bestilt.pk, naa=NAA)
    bestilt.refresh_from_db()
    assert bestilt.status == Rapportstatus.PUBLISERT
    assert bytes(bestilt.pdf) == FIL
    assert bestilt.sha256 == hashlib.sha256(FIL).hexdigest()
    assert bestilt.publisert_tid == NAA
    assert actions.tallene(bestilt).uttrekk == bestilt.uttrekk


def test_a_doubled_call_makes_nothing_more(bestilt, uten_pango, monkeypatch):
    tasks.lag_rapport(bestilt.pk)
    bestilt.refresh_from_db()
    foerste = bestilt.publisert_tid
    monkeypatch.setattr(actions, "som_pdf", lambda tall, tekster: b"annet")
    tasks.lag_rapport(bestilt.pk)
    bestilt.refresh_from_db()
    assert (bytes(bestilt.pdf), bestilt.publisert_tid) == (FIL, foerste)
    assert Brev.objects.filter(kind="rapport_klar").count() == 1


def test_a_published_report_is_never_changed_again(bestilt, uten_pango, sekretariat):
    actions.lag(bestilt.pk, naa=NAA)
    bestilt.refresh_from_db()
    for handling, ekstra in (
        (actions.behold_tall, {}),
        (actions.lagre_tekster, {"innhold": TEKSTER}),
        (actions.velg_laeringspunkter, {"valgte": []}),
        (actions.bestill_pdf, {}),
        (actions.forkast_rapport, {}),
    ):
        with pytest.raises(Versjonskonflikt):
            handling(bestilt, versjon=bestilt.versjon, av=sekretariat, **ekstra)


def test_what_fails_is_marked_and_can_be_ordered_again(
    bestilt, sekretariat, monkeypatch, caplog
):
    def feil(tall, tekster):
        raise PangoMangler

    monkeypatch.setattr(actions, "som_pdf", feil)
    actions.lag(bestilt.pk, naa=NAA)
    bestilt.refresh_from_db()
    assert (bestilt.status, bestilt.pdf) == (Rapportstatus.FEILET, None)
    monkeypatch.setattr(actions, "som_pdf", lambda tall, tekster: FIL)
    actions.bestill_pdf(bestilt, versjon=bestilt.versjon, av=sekretariat)
    actions.lag(bestilt.pk, naa=NAA)
    bestilt.refresh_from_db()
    assert bestilt.status == Rapportstatus.PUBLISERT


def test_the_letter_goes_to_the_one_who_ordered_and_names_the_period(
    bestilt, uten_pango, sekretariat
):
    actions.lag(bestilt.pk, naa=NAA)
    brev = Brev.objects.get(kind="rapport_klar")
    melding, _feil = brevskriver.skriv(brev)
    assert brev.mottaker == sekretariat
    assert melding.subject == "Rapporten for 2026 er klar"
    assert f"/rapporter/{bestilt.pk}/" in melding.body
    sekretariat.roller.all().delete()
    assert brevskriver.skriv(Brev.objects.get(pk=brev.pk)) == (None, [])


def test_a_report_begun_by_mistake_can_be_thrown_away(rapport, sekretariat):
    actions.forkast_rapport(rapport, versjon=rapport.versjon, av=sekretariat)
    assert list(Rapport.objects.all()) == []


def test_drafts_are_the_sekretariats_published_ones_everybodys(
    verden, medlem, bestilt, uten_pango
):
    fremmed = lag_bruker("uten-rolle")
    lesere = (verden.melder, verden.ssu, medlem, verden.sekretariat2)
    andre = (verden.admin, fremmed)

    def ser():
        return [list(Rapport.objects.synlig_for(p)) for p in (*lesere, *andre)]

    assert ser() == [[], [], [], [bestilt], [], []]
    actions.lag(bestilt.pk, naa=NAA)
    assert ser() == [[bestilt]] * 4 + [[], []]
    Medlemskap.objects.update(til=date(2020, 12, 31))
    assert list(Rapport.objects.synlig_for(medlem)) == []


def test_a_published_row_without_its_file_is_refused_by_the_database(bestilt):
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE rapporter_rapport SET status = 'publisert'")
