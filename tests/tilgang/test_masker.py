"""After a text is removed its canary is in no table, and all the others are."""

import pytest
from django.db import transaction
from django.utils import timezone

from avvik import actions
from avvik.actions.masker import MASKERBARE
from avvik.models import Avvik, Teksthistorikk
from tests.tilgang import dump
from tests.tilgang.kanarier import (
    BARE_DER_DET_STAAR,
    KANARI,
    kolonner,
    rader,
    radnavn,
    tekstfelter,
)
from tests.tilgang.lesing import Leser, lukket_verden
from tests.tilgang.skjemaer import les_skjemaer
from utvalg import actions as utvalg
from utvalg.models import Laeringspunkt, Presentasjon, Vedtak

I_UTVALGET = (Presentasjon, Laeringspunkt, Vedtak)


@pytest.fixture(scope="module")
def v(django_db_setup, django_db_blocker):
    with lukket_verden(django_db_blocker) as verden:
        yield verden


def i_basen():
    return set(KANARI.findall(dump.tabeller()))


def masker(v, rad, felt):
    valg = {"av": v.sekretariat, "naa": timezone.now()}
    if isinstance(rad, Presentasjon):
        utvalg.masker_presentasjon(rad, felt=felt, **valg)
    elif isinstance(rad, Laeringspunkt):
        utvalg.masker_laeringspunkt(rad, **valg)
    elif isinstance(rad, Vedtak):
        utvalg.masker_vedtak(rad, **valg)
    else:
        actions.masker_tekst(rad, felt=felt, **valg)


def fra_foer(v, rad, felt):
    """What is kept of the same text from before it was corrected."""
    if not isinstance(rad, Avvik):
        return set()
    gamle = rader(Teksthistorikk).filter(avvik=rad, melding=None, felt=felt.name)
    return {f"{radnavn(gammel, v.navn)}.gammel" for gammel in gamle}


@pytest.mark.parametrize("modell", [*MASKERBARE, *I_UTVALGET], ids=lambda m: m.__name__)
def test_after_masking_the_words_are_in_no_table(v, modell):
    for_ = i_basen()
    for rad in rader(modell):
        for felt in tekstfelter(modell):
            if felt.name in BARE_DER_DET_STAAR and not getattr(rad, felt.name):
                continue
            if felt.name == "ekstern_id":
                continue
            nokkel = f"{radnavn(rad, v.navn)}.{felt.name}"
            assert nokkel in for_
            with transaction.atomic():
                masker(v, rader(modell).get(pk=rad.pk), felt.name)
                assert for_ - i_basen() == {nokkel, *fra_foer(v, rad, felt)}
                transaction.set_rollback(True)


def test_every_text_of_a_case_can_be_masked_but_drafts_that_delete_themselves():
    """Names, registers and reports are put right where they are kept."""
    om_saker = {m for m, _felter in kolonner() if m._meta.app_label == "avvik"}
    utenom = {m.__name__ for m in om_saker - set(MASKERBARE)}
    registre = {"Kategori", "Kategorigruppe", "Nokupkode", "Trendtype", "Valg"}
    assert utenom == {"Utkast", "Kortutkast", *registre}


def test_the_page_offers_every_text_of_the_case_and_removes_the_chosen_one(v):
    adresse = f"/sak/{v.saker['A'].saksnummer}/masker/"
    leser = Leser(v.okter["sekretariat_etter_apning"])
    valg = _valg(leser.get(adresse).content.decode(), adresse)
    av_a = {
        f"{m._meta.model_name}-{rad.pk}-{felt.name}"
        for m in MASKERBARE
        for rad in rader(m)
        if getattr(rad, "avvik_id", None) == v.saker["A"].pk or rad == v.saker["A"]
        for felt in tekstfelter(m)
        if felt.name != "ekstern_id"
    }
    assert valg == av_a
    for_ = i_basen()
    with transaction.atomic():
        svar = leser.post(adresse, {"tekst": f"avvik-{v.saker['A'].pk}-egen_referanse"})
        assert svar.status_code == 302
        assert for_ - i_basen() == {"avvik.A.egen_referanse"}
        transaction.set_rollback(True)


def _valg(html, adresse):
    skjema = next(s for s in les_skjemaer(html, adresse) if "tekst" in s.felter)
    return skjema.valg["tekst"]
