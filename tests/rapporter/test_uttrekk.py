import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import override

from avvik import actions
from avvik.models import Kategorigruppe
from helsefellesskap.arbeidsdager import OSLO
from helsefellesskap.enums import Enhetstype, Rollenavn
from helsefellesskap.models import Kommunesammenslaaing
from rapporter import uttrekk
from rapporter.enums import Rapporttype
from rapporter.tall import Periode
from rapporter.tallsett import FRA, TIL, Kommunetall, Uttrekk
from tests.factories import (
    NAA,
    dag,
    lag_bruker,
    lag_enhet,
    lag_kategori,
    lag_kommune,
    lag_sak,
    lag_svar,
    lag_virksomhet,
)

pytestmark = pytest.mark.django_db
AAR = Periode.aar(2026)
SLUTT = date(2026, 12, 31)


def hent(per=SLUTT, periode=AAR, type_=Rapporttype.AAR):
    return uttrekk.hent(type_, periode, per)


def besvar(sak, leder, naa):
    actions.besvar(sak, innhold=lag_svar(), av=leder, naa=naa)


def kommune(u, navn):
    return next(k for k in u.kommuner if k.kommune == navn)


def test_a_case_counts_from_its_local_filing_date_to_the_cut_off(verden):
    nyttaar = datetime(2026, 1, 1, 0, 30, tzinfo=OSLO)
    lag_sak(verden.melder, til=verden.akutt, naa=nyttaar)
    lag_sak(verden.melder, til=verden.akutt, naa=nyttaar - timedelta(hours=1))
    lag_sak(verden.melder, til=verden.akutt)
    assert hent().til_sykehus.meldt == 2
    assert hent(per=date(2026, 11, 2)).til_sykehus.meldt == 2
    assert hent(per=date(2026, 11, 1)).til_sykehus.meldt == 1
    assert hent().fra_sykehus.meldt == 0


def test_answered_is_the_first_answer_on_or_before_the_cut_off(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    besvar(sak, verden.leder_akutt, dag(8))
    svart = dag(8).date()
    assert hent(per=svart).til_sykehus.ubesvart == 0
    foer = hent(per=svart - timedelta(days=1)).til_sykehus
    assert (foer.besvart, foer.ubesvart, foer.median_dager) == (0, 1, None)
    actions.mer(sak, tekst="Gjelder det også helg?", av=verden.melder, naa=dag(9))
    assert hent().til_sykehus.besvart == 1


def test_withdrawn_and_laid_aside_cases_are_counted_apart(verden):
    lag_sak(verden.melder, til=verden.akutt)
    bort = lag_sak(verden.melder, til=verden.akutt)
    actions.ikke_samhandling(bort, tekst="Internt", av=verden.kontakt_unn, naa=dag(1))
    trukket = lag_sak(verden.melder, til=verden.akutt)
    actions.trekk(trukket, av=verden.melder, naa=dag(1))
    u = hent()
    assert (u.til_sykehus.meldt, u.til_sykehus.ubesvart, u.telles_ikke) == (1, 1, 2)


def test_days_to_answer_are_those_of_postgresql_with_one_decimal(verden):
    for dager in (1, 2, 8, 30):
        sak = lag_sak(verden.melder, til=verden.akutt)
        besvar(sak, verden.leder_akutt, dag(dager))
    tall = hent().til_sykehus
    assert (tall.median_dager, tall.p90_dager) == (Decimal("5.0"), Decimal("30.0"))


def test_the_deadline_is_past_the_day_after_the_promised_date(verden):
    sent = lag_sak(verden.melder, til=verden.akutt)
    i_tide = lag_sak(verden.melder, til=verden.akutt)
    besvar(i_tide, verden.leder_akutt, dag(21))
    besvar(sent, verden.leder_akutt, dag(22))
    paa = hent(per=sent.lovet_dato).til_sykehus
    etter = hent(per=sent.lovet_dato + timedelta(days=1)).til_sykehus
    assert sent.lovet_dato == dag(21).date()
    assert (paa.forfalt, etter.forfalt) == (0, 2)
    assert (etter.forfalt_i_tide, etter.forfalt_ubesvart) == (1, 0)
    assert etter.i_tide_prosent == Decimal("50.0")


def test_a_kommune_counts_what_it_held_at_the_cut_off(verden):
    harstad = lag_virksomhet("Harstad kommune", kommune=lag_kommune("5503", "Harstad"))
    sone = lag_enhet("Sone 1 Harstad", harstad)
    leder = lag_bruker("leder-harstad", (Rollenavn.LEDER, sone))
    sak = lag_sak(verden.melder_akutt, til=verden.hjemme)
    actions.send_videre(
        sak, til=sone, begrunnelse="Flyttet", av=verden.leder_hjemme, naa=dag(4)
    )
    besvar(sak, leder, dag(6))
    foer, etter = hent(per=dag(3).date()), hent()
    assert kommune(foer, "Narvik") == Kommunetall("Narvik", mottatt=1)
    assert kommune(foer, "Harstad") == Kommunetall("Harstad")
    assert kommune(etter, "Narvik") == Kommunetall("Narvik")
    assert kommune(etter, "Harstad") == Kommunetall(
        "Harstad", mottatt=1, mottatt_besvart=1
    )


def test_a_legekontor_counts_under_its_kommune_and_strangers_are_andre(verden):
    lege = lag_bruker("melder-senja", (Rollenavn.MELDER, verden.senjalegen))
    bodo = lag_virksomhet("Bodø kommune")
    gjest = lag_bruker("melder-bodo", (Rollenavn.MELDER, lag_enhet("Sone 1", bodo)))
    lag_sak(lege, til=verden.akutt)
    lag_sak(gjest, til=verden.akutt)
    u = hent()
    assert [k.kommune for k in u.kommuner] == ["Narvik", "Senja"]
    assert kommune(u, "Senja") == Kommunetall("Senja", sendt=1)
    assert (u.til_sykehus.meldt, u.til_sykehus.andre) == (2, 1)


def test_an_old_kommune_is_summed_into_its_successor(verden):
    lenvik = lag_virksomhet("Lenvik kommune")
    melder = lag_bruker("melder-lenvik", (Rollenavn.MELDER, lag_enhet("S1", lenvik)))
    Kommunesammenslaaing.objects.create(
        gammel="Lenvik", ny=verden.senjalegen_v.kommune, dato=date(2020, 1, 1)
    )
    lag_sak(melder, til=verden.akutt)
    u = hent()
    assert kommune(u, "Senja") == Kommunetall("Senja", sendt=1)
    assert u.til_sykehus.andre == 0


def test_a_klinikk_is_judged_by_its_own_date_the_headline_by_the_promised(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    actions.send_videre(
        sak,
        til=verden.ortopedi_narvik,
        begrunnelse="Feil avdeling",
        av=verden.leder_akutt,
        naa=dag(20),
    )
    besvar(sak, verden.leder_ortopedi, dag(25))
    u = hent()
    assert sak.lovet_dato == dag(21).date()
    assert [(e.enhet, e.i_tide, e.for_sent, e.ubesvart) for e in u.enheter] == [
        ("Ortopedi Narvik", 1, 0, 0)
    ]
    assert (u.til_sykehus.forfalt_i_tide, u.til_sykehus.videresendt) == (0, 1)


def test_units_are_summed_into_the_klinikk_above_them(verden):
    lag_sak(verden.melder, til=verden.akutt)
    lag_sak(verden.melder, til=verden.medisinsk)
    assert [(e.enhet, e.ubesvart) for e in hent().enheter] == [("Medisinsk klinikk", 2)]


def test_categories_and_severities_are_all_listed(verden):
    lag_kategori("A1")
    lag_sak(verden.melder, til=verden.akutt, kategori="D1", alvorlighet=3)
    lag_sak(verden.melder_akutt, til=verden.hjemme, kategori="D1", alvorlighet=0)
    lag_sak(
        verden.melder,
        til=verden.akutt,
        kategori="E1",
        gjelder_pasient=False,
        alvorlighet=None,
    )
    u = hent()
    assert [(g.gruppe, g.til_sykehus, g.fra_sykehus) for g in u.kategorier] == [
        ("A", 0, 0),
        ("D", 1, 1),
        ("E", 1, 0),
    ]
    tall = {a.alvorlighet: (a.til_sykehus, a.fra_sykehus) for a in u.alvorlighet}
    assert tall == {
        0: (0, 1),
        1: (0, 0),
        2: (0, 0),
        3: (1, 0),
        4: (0, 0),
        5: (0, 0),
        None: (1, 0),
    }


def test_categories_are_called_what_they_are_in_the_readers_language(verden):
    lag_kategori("D1")
    gruppe = Kategorigruppe.objects.filter(bokstav="D")
    gruppe.update(navn="Epikrise", navn_en="Letter")
    vist = {}
    for spraak in ("nb", "nn", "en"):
        with override(spraak):
            vist[spraak] = [g.navn for g in hent().kategorier]

    assert vist == {"nb": ["Epikrise"], "nn": ["Epikrise"], "en": ["Letter"]}


def test_stretches_before_the_first_case_have_no_numbers(verden):
    lag_sak(verden.melder, til=verden.akutt)
    tertial = hent(periode=Periode.tertial(2026, 3), type_=Rapporttype.TERTIAL)
    assert [(t.navn, t.fra, t.til, t.til_sykehus) for t in tertial.volum] == [
        ("3. tertial 2026", date(2026, 9, 1), SLUTT, 1),
        ("Samme tid året før", date(2025, 9, 1), date(2025, 12, 31), None),
        ("Siste 12 måneder", date(2026, 1, 1), SLUTT, 1),
    ]
    assert [t.til_sykehus for t in tertial.tertialer] == [None] * 5 + [1]
    assert [t.til_sykehus for t in hent().maaneder] == [None] * 10 + [1, 0]


def test_a_cut_off_inside_the_period_shortens_what_it_is_compared_with():
    u = hent(per=date(2024, 2, 29), periode=Periode.aar(2024))
    assert [(t.fra, t.til) for t in u.volum] == [
        (date(2024, 1, 1), date(2024, 2, 29)),
        (date(2023, 1, 1), date(2023, 2, 28)),
    ]


def test_confirmed_in_time_is_asked_of_the_unit_that_has_the_case(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    actions.bekreft(sak, av=verden.leder_akutt, naa=dag(1))
    lag_sak(verden.melder, til=verden.akutt)
    paa, etter = hent(per=sak.bekreft_innen), hent(per=dag(4).date())
    assert (paa.til_sykehus.bekreftelse_forfalt, sak.bekreft_innen) == (
        0,
        dag(3).date(),
    )
    tall = etter.til_sykehus
    assert (tall.bekreftelse_forfalt, tall.bekreftet_i_tide) == (2, 1)


def test_a_case_passed_on_three_times_and_distributed_was_passed_on(verden):
    """Its own count has started anew by then."""
    v = verden
    sak = lag_sak(v.melder, til=v.akutt)
    lag_sak(v.melder, til=v.akutt)
    for til, av in (
        (v.ortopedi_narvik, v.leder_akutt),
        (v.akutt, v.leder_ortopedi),
        (v.ortopedi_narvik, v.leder_akutt),
    ):
        actions.send_videre(sak, til=til, begrunnelse="Nei", av=av, naa=dag(1))
    actions.fordel(sak, til=v.akutt, av=v.kontakt_unn, naa=dag(1))
    assert sak.antall_videre == 0
    assert hent().til_sykehus.videresendt == 1
    assert hent(per=NAA.date()).til_sykehus.videresendt == 0


def test_what_answers_led_to_is_counted_once_per_case(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    tiltak = {
        "beskrivelse": "Ny rutine",
        "ansvarlig_rolle": "Leder",
        "frist": date(2026, 12, 1),
    }
    actions.besvar(
        sak, innhold=lag_svar(tiltak=[tiltak]), av=verden.leder_akutt, naa=dag(2)
    )
    actions.mer(sak, tekst="Og i helg?", av=verden.melder, naa=dag(3))
    actions.besvar(
        sak, innhold=lag_svar(vurdering="delvis"), av=verden.leder_akutt, naa=dag(4)
    )
    f = hent().folger
    assert (f.bekreftet, f.delvis, f.vurdert) == (0, 1, 1)
    assert (f.tiltak, f.tiltak_utfort, f.tiltak_over_frist) == (1, 0, 1)


def test_cards_are_counted_by_who_gets_them(verden):
    actions.gi_rabra(
        av=verden.melder,
        naa=NAA,
        enhet=verden.akutt,
        meldende_enhet=verden.hjemme,
        hvem="Legen",
        hva="God samtale",
        nokkel=uuid4(),
    )
    rabra = hent().rabra
    assert (rabra.til_sykehus, rabra.fra_sykehus, rabra.takket) == (1, 0, 0)
    assert hent().meldt == 0


def test_figures_survive_the_way_through_json(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    besvar(sak, verden.leder_akutt, dag(8))
    u = hent()
    lagret = json.loads(json.dumps(asdict(u), cls=DjangoJSONEncoder))
    assert Uttrekk.fra_json(lagret) == u


def test_the_number_of_statements_does_not_grow(verden, django_assert_num_queries):
    lag_sak(verden.melder, til=verden.akutt)
    with django_assert_num_queries(17):
        hent()
    for dager in range(10):
        lag_sak(verden.melder, til=verden.akutt, naa=dag(dager))
        lag_sak(verden.melder_akutt, til=verden.hjemme, naa=dag(dager))
    with django_assert_num_queries(17):
        assert {r: t.meldt for r, t in hent().retninger.items()} == {TIL: 11, FRA: 10}


def test_a_case_nobody_knows_the_receiver_of_is_andre(verden):
    lag_enhet("Samhandling Senja", verden.senjalegen_v, Enhetstype.AVDELING)
    lag_sak(verden.melder_akutt, til=None, motpart=None)
    u = hent()
    assert (u.fra_sykehus.meldt, u.fra_sykehus.andre) == (1, 1)
