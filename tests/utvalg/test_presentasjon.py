"""Two people for every text that the committee reads."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from avvik import actions as avvik
from avvik.enums import MASKERT
from helsefellesskap.enums import Flyt
from helsefellesskap.feil import FlytStengt, IkkeLov, UlovligOvergang, Versjonskonflikt
from helsefellesskap.felter import IdentitetsnummerFunnet
from helsefellesskap.models import Rettsgrunnlag
from tests.factories import NAA, dag, lag_sak
from tests.idnumre import lag_nummer
from tests.utvalg.hjelp import (
    MOTEDAG,
    TEKSTER,
    lag_agendasak,
    lag_forslag,
    signer,
    skriv,
)
from utvalg import actions
from utvalg.enums import Parttype
from utvalg.models import Presentasjon

pytestmark = pytest.mark.django_db


def lest(presentasjon):
    return Presentasjon.objects.uten_tilgangskontroll(grunn="test").get(
        pk=presentasjon.pk
    )


def test_a_text_names_the_parts_by_kind_and_the_month_only(v):
    sak = lag_forslag(v)

    p = lest(skriv(sak, v))

    assert (p.avsender, p.mottaker) == (Parttype.KOMMUNE, Parttype.SYKEHUS)
    assert p.maaned == date(2026, 11, 1)
    assert {felt: getattr(p, felt) for felt in TEKSTER} == TEKSTER
    assert (p.skrevet_av, p.kontrollert_av, p.versjon) == (v.sekretariat, None, 1)


@pytest.mark.parametrize("person", ["melder", "leder_ortopedi", "fsu_leder", "admin"])
def test_only_the_sekretariat_writes_and_signs(v, person):
    sak = lag_forslag(v)
    with pytest.raises(IkkeLov):
        skriv(sak, v, av=getattr(v, person))
    p = skriv(sak, v)
    with pytest.raises(IkkeLov):
        actions.kontroller(p, versjon=1, av=getattr(v, person), naa=NAA)

    actions.kontroller(p, versjon=1, av=v.sekretariat2, naa=NAA)

    assert lest(p).kontrollert_av == v.sekretariat2


def test_the_writer_never_signs_and_the_database_says_so_too(v):
    p = skriv(lag_forslag(v), v)
    with pytest.raises(IkkeLov):
        actions.kontroller(p, versjon=1, av=v.sekretariat, naa=NAA)
    rader = Presentasjon.objects.uten_tilgangskontroll(grunn="test").filter(pk=p.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rader.update(kontrollert_av=v.sekretariat, kontrollert_tid=NAA)

    assert lest(p).kontrollert_av is None


def test_a_change_of_text_takes_the_signature_and_the_same_text_does_not(v):
    sak = lag_forslag(v)
    p = skriv(sak, v)
    signer(p, v)

    skriv(sak, v, versjon=2, av=v.sekretariat2)
    assert (lest(p).kontrollert_av, lest(p).versjon) == (v.sekretariat2, 2)

    skriv(sak, v, versjon=2, av=v.sekretariat2, forslag="Ring alltid.")
    etter = lest(p)
    assert (etter.kontrollert_av, etter.kontrollert_tid) == (None, None)
    assert (etter.skrevet_av, etter.versjon) == (v.sekretariat2, 3)
    with pytest.raises(IkkeLov):
        actions.kontroller(etter, versjon=3, av=v.sekretariat2, naa=NAA)
    actions.kontroller(etter, versjon=3, av=v.sekretariat, naa=NAA)
    assert lest(p).kontrollert_av == v.sekretariat


def test_a_text_somebody_else_changed_is_neither_overwritten_nor_signed(v):
    sak = lag_forslag(v)
    p = skriv(sak, v)
    with pytest.raises(Versjonskonflikt):
        skriv(sak, v, versjon=0, forslag="En til")
    skriv(sak, v, versjon=1, forslag="Ny tekst")
    with pytest.raises(Versjonskonflikt):
        actions.kontroller(lest(p), versjon=1, av=v.sekretariat2, naa=NAA)
    with pytest.raises(Versjonskonflikt):
        actions.kontroller(p, versjon=1, av=v.sekretariat2, naa=NAA)

    assert (lest(p).forslag, lest(p).kontrollert_av) == ("Ny tekst", None)


def test_only_cases_put_forward_and_still_counting_get_a_text(v):
    ikke_foreslatt = lag_sak(v.melder, til=v.akutt)
    with pytest.raises(UlovligOvergang):
        skriv(ikke_foreslatt, v)
    trukket = lag_forslag(v, til=v.akutt, besvart=False)
    avvik.trekk(trukket, av=v.melder, naa=dag(7))
    with pytest.raises(UlovligOvergang):
        skriv(trukket, v)
    with pytest.raises(ValidationError) as feil:
        skriv(lag_forslag(v), v, tittel=" ", hva_skjedde="")

    assert set(feil.value.message_dict) == {"tittel", "hva_skjedde"}


def test_an_identity_number_never_reaches_the_table(v):
    with pytest.raises(IdentitetsnummerFunnet):
        skriv(lag_forslag(v), v, hva_skjedde=f"Gjelder {lag_nummer('vanlig')}")


def test_without_a_legal_basis_nothing_is_written(v):
    sak = lag_forslag(v)
    Rettsgrunnlag.objects.filter(flyt=Flyt.UTVALG).delete()

    with pytest.raises(FlytStengt):
        skriv(sak, v)


def test_masking_removes_the_words_and_the_signature_also_after_the_meeting(v):
    sak = lag_agendasak(v, hva_skjedde="Kanarifugl")
    actions.avhold(v.mote, av=v.fsu_leder, naa=dag(31))
    p = lest(sak.presentasjon)
    with pytest.raises(IkkeLov):
        actions.masker_presentasjon(p, felt="hva_skjedde", av=v.fsu_leder, naa=NAA)
    with pytest.raises(ValueError, match="not a text"):
        actions.masker_presentasjon(p, felt="maaned", av=v.sekretariat, naa=NAA)

    actions.masker_presentasjon(p, felt="hva_skjedde", av=v.sekretariat, naa=NAA)

    assert (lest(p).hva_skjedde, lest(p).kontrollert_tid) == (MASKERT, None)
    assert funnet("Kanarifugl") == []
    actions.kontroller(lest(p), versjon=lest(p).versjon, av=v.sekretariat2, naa=NAA)
    assert lest(p).kontrollert_av == v.sekretariat2


def test_masking_reaches_points_and_what_was_asked(v):
    sak = lag_agendasak(v)
    punkt = actions.skriv_laeringspunkt(sak, tekst="Kanarifugl", av=v.medlem)
    actions.vurder(
        sak,
        vurdering="be_om_mer",
        tekst="Kanarifugl",
        frist=MOTEDAG,
        versjon=1,
        av=v.fsu_leder,
        naa=NAA,
    )
    vedtak = sak.vedtak.get()
    with pytest.raises(IkkeLov):
        actions.masker_laeringspunkt(punkt, av=v.fsu_leder, naa=NAA)
    with pytest.raises(IkkeLov):
        actions.masker_vedtak(vedtak, av=v.fsu_leder, naa=NAA)

    actions.masker_laeringspunkt(punkt, av=v.sekretariat, naa=NAA)
    actions.masker_vedtak(vedtak, av=v.sekretariat, naa=NAA)

    # The question itself is a text of the case, masked by avvik.masker_tekst.
    assert funnet("Kanarifugl") == ["avvik_melding"]


def funnet(ord_):
    """Tables in which the word stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = 'public' ORDER BY table_name"
        )
        tabeller = [rad[0] for rad in cursor.fetchall()]
        treff = []
        for tabell in tabeller:
            cursor.execute(
                f'SELECT count(*) FROM "{tabell}" t WHERE t::text LIKE %s',  # noqa: S608
                [f"%{ord_}%"],
            )
            if cursor.fetchone()[0]:
                treff.append(tabell)
    return treff
