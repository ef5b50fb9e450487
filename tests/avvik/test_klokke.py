"""The ladders on real rows: each step once, whoever asks how often."""

from datetime import date, timedelta

import pytest
from django.db import OperationalError

from avvik import actions, tidslinje
from avvik.actions import klokke
from avvik.actions.klokke import Skann, skann
from avvik.enums import Paminnelsestilstand, Status, Utfall
from avvik.models import Avvik, Paminnelse
from helsefellesskap.enums import Rollenavn
from helsefellesskap.models import Brev, Brevlinje, Rolle
from tests.factories import dag, lag_bruker, lag_sak, lag_svar


def linjer():
    """(kind, receiver) of every reminder line."""
    rader = Brevlinje.objects.order_by("pk").select_related("brev__mottaker")
    return [(r.kind, r.brev.mottaker.email.split("@")[0]) for r in rader]


def paminnelser(sak, tilstand):
    rader = Paminnelse.objects.uten_tilgangskontroll(grunn="test")
    rader = rader.filter(avvik=sak, tilstand=tilstand).order_by("forfall", "pk")
    return list(rader.values_list("trinn", flat=True))


def igjen(sak):
    return Avvik.objects.uten_tilgangskontroll(grunn="test").get(pk=sak.pk)


def test_unconfirmed_case_climbs_from_unit_to_contact_to_sekretariat(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)  # Monday 2.11, confirm by 5.11

    skann(dag(2))
    assert linjer() == []
    skann(dag(3))
    assert linjer() == [("paminnelse_bekreft", "leder_akutt")]
    skann(dag(7))
    assert linjer()[1:] == [("paminnelse_bekreft", "kontakt_unn")]
    skann(dag(10))
    assert linjer()[2:] == [
        ("paminnelse_bekreft", "sekretariat"),
        ("paminnelse_bekreft", "sekretariat2"),
    ]
    assert paminnelser(sak, Paminnelsestilstand.SENDT) == [
        "bekreft_0",
        "bekreft_pluss_2",
        "bekreft_pluss_5",
    ]


def test_confirming_stops_the_confirm_ladder_but_not_the_answer_ladder(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    actions.bekreft(sak, av=verden.leder_akutt, naa=dag(1))

    skann(dag(10))
    assert linjer() == []
    skann(dag(14))
    assert linjer() == [("paminnelse_svar", "leder_akutt")]


def test_answer_ladder_reaches_leader_above_after_a_week_and_sekretariat_after_two(
    verden,
):
    sak = lag_sak(verden.melder, til=verden.akutt)
    actions.bekreft(sak, av=verden.leder_akutt, naa=dag(1))

    for antall in (14, 21, 28, 35):
        skann(dag(antall))

    assert linjer() == [
        ("paminnelse_svar", "leder_akutt"),
        ("paminnelse_svar", "leder_akutt"),
        ("paminnelse_svar", "leder_akutt"),
        ("paminnelse_svar", "leder_medisinsk"),
        ("paminnelse_svar", "sekretariat"),
        ("paminnelse_svar", "sekretariat2"),
    ]


def test_scanning_twice_sends_nothing_twice(verden):
    lag_sak(verden.melder, til=verden.akutt)

    assert skann(dag(3)) == Skann(paminnelser=1)
    assert skann(dag(3)) == Skann()
    assert len(linjer()) == 1


def test_after_three_weeks_of_rest_only_the_highest_step_goes_out(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    actions.bekreft(sak, av=verden.leder_akutt, naa=dag(1))

    resultat = skann(dag(35))

    assert resultat == Skann(paminnelser=1, forbigaatt=3)
    assert linjer() == [
        ("paminnelse_svar", "sekretariat"),
        ("paminnelse_svar", "sekretariat2"),
    ]
    assert paminnelser(sak, Paminnelsestilstand.FORBIGAATT) == [
        "svar_minus_7",
        "svar_0",
        "svar_pluss_7",
    ]


def test_answering_cancels_every_planned_step(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    actions.besvar(sak, innhold=lag_svar(), av=verden.leder_akutt, naa=dag(1))

    skann(dag(13))

    assert linjer() == []
    assert paminnelser(sak, Paminnelsestilstand.PLANLAGT) == []


def test_case_closes_on_day_15_after_the_answer_and_not_before(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    actions.besvar(sak, innhold=lag_svar(), av=verden.leder_akutt, naa=dag(1))

    assert skann(dag(15)).lukket == 0
    assert skann(dag(16)).lukket == 1
    sak = igjen(sak)
    assert (sak.status, sak.utfall) == (Status.AVSLUTTET, Utfall.UTEN_FLERE_SPORSMAL)


def test_pause_ends_on_the_working_day_after_the_tenth_and_moves_both_dates(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    actions.bekreft(sak, av=verden.leder_akutt, naa=dag(1))
    actions.spor_melder(sak, tekst="Når var det?", av=verden.leder_akutt, naa=dag(2))

    assert skann(dag(16)).pauser == 0  # Wednesday 18.11, the tenth working day
    assert skann(dag(17)).pauser == 1
    sak = igjen(sak)
    assert sak.status == Status.MOTTATT
    assert (sak.lovet_dato, sak.holder_frist) == (date(2026, 12, 8), date(2026, 12, 8))


@pytest.mark.parametrize(
    ("venter", "siste_dag"), [("svar", "17.11.2026"), ("reaksjon", "16.11.2026")]
)
def test_the_melder_is_told_the_last_day_there_is(verden, venter, siste_dag):
    leder = verden.leder_akutt
    sak = lag_sak(verden.melder, til=verden.akutt)
    if venter == "svar":
        actions.bekreft(sak, av=leder, naa=dag(1))
        actions.spor_melder(sak, tekst="Når var det?", av=leder, naa=dag(1))
    else:
        actions.besvar(sak, innhold=lag_svar(), av=leder, naa=dag(0))

    linje = tidslinje.ventes(igjen(sak), frozenset(), oss=False)
    assert linje.tekst == f"Innen {siste_dag}"
    siste = next(d for d in map(dag, range(40)) if f"{d:%d.%m.%Y}" == siste_dag)
    assert skann(siste) == Skann()
    etter = skann(siste + timedelta(days=1))
    assert (etter.pauser, etter.lukket) == ((1, 0) if venter == "svar" else (0, 1))


def test_no_reminder_while_the_case_waits_for_the_melder(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    actions.bekreft(sak, av=verden.leder_akutt, naa=dag(8))
    actions.spor_melder(sak, tekst="Når var det?", av=verden.leder_akutt, naa=dag(9))
    for_pausen = linjer()

    assert skann(dag(14)) == Skann()
    assert linjer() == for_pausen


def test_confirming_on_the_day_of_a_reminder_does_not_plan_it_again(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    skann(dag(14))  # -7 of the answer ladder and the top of the confirm ladder
    actions.bekreft(sak, av=verden.leder_akutt, naa=dag(14))

    assert skann(dag(14)) == Skann()


def test_unit_without_leader_reminds_the_leader_above(verden):
    lag_sak(verden.melder, til=verden.akutt)
    Rolle.objects.filter(bruker=verden.leder_akutt).update(til=date(2026, 1, 1))

    skann(dag(3))

    assert linjer() == [("paminnelse_bekreft", "leder_medisinsk")]


def test_a_contact_is_not_told_twice_about_what_it_has_not_distributed(verden):
    """The second step's receiver is the first's, so it goes one up."""
    v = verden
    sak = lag_sak(v.melder, motpart=v.unn)
    assert sak.holder == v.samhandling_unn  # distribute by Wednesday 4.11

    skann(dag(2))
    skann(dag(4))

    assert linjer() == [
        ("paminnelse_bekreft", "kontakt_unn"),
        ("paminnelse_bekreft", "sekretariat"),
        ("paminnelse_bekreft", "sekretariat2"),
    ]


def test_a_leader_beside_the_contact_makes_it_no_other_receiver(verden):
    v = verden
    lag_bruker("leder_samhandling", (Rollenavn.LEDER, v.samhandling_unn))
    lag_sak(v.melder, motpart=v.unn)

    skann(dag(2))
    assert {hvem for _, hvem in linjer()} == {"kontakt_unn", "leder_samhandling"}
    skann(dag(4))

    assert [hvem for _, hvem in linjer()[2:]] == ["sekretariat", "sekretariat2"]


def test_one_leader_of_unit_and_clinic_is_told_once_and_the_contact_instead(verden):
    v = verden
    Rolle.objects.filter(bruker=v.leder_medisinsk).delete()
    Rolle.objects.create(
        bruker=v.leder_akutt,
        navn=Rollenavn.LEDER,
        enhet=v.medisinsk,
        fra=date(2000, 1, 1),
    )
    sak = lag_sak(v.melder, til=v.akutt)
    actions.bekreft(sak, av=v.leder_akutt, naa=dag(1))

    skann(dag(28))

    assert linjer() == [
        ("paminnelse_svar", "leder_akutt"),
        ("paminnelse_svar", "kontakt_unn"),
    ]


def test_a_legekontor_without_leader_above_escalates_to_the_sekretariat(verden):
    v = verden
    sak = lag_sak(v.melder_akutt, til=v.senjalegen)

    skann(dag(7))  # confirm + 2 working days, and nobody is contact there
    assert linjer() == [
        ("paminnelse_bekreft", "sekretariat"),
        ("paminnelse_bekreft", "sekretariat2"),
    ]
    actions.bekreft(sak, av=v.lege_senja, naa=dag(7))
    skann(dag(28))

    assert linjer()[2:] == [
        ("paminnelse_svar", "lege_senja"),
        ("paminnelse_svar", "sekretariat"),
        ("paminnelse_svar", "sekretariat2"),
    ]


def test_each_ladder_sends_its_highest_step_after_three_weeks_of_rest(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)

    assert skann(dag(35)) == Skann(paminnelser=2, forbigaatt=5)
    assert paminnelser(sak, Paminnelsestilstand.SENDT) == [
        "bekreft_pluss_5",
        "svar_pluss_14",
    ]
    assert skann(dag(42)) == Skann()


def test_more_questions_start_the_answer_ladder_from_the_new_date(verden):
    v = verden
    sak = lag_sak(v.melder, til=v.akutt)
    actions.besvar(sak, innhold=lag_svar(), av=v.leder_akutt, naa=dag(1))
    actions.mer(sak, tekst="Hvorfor?", av=v.melder, naa=dag(2))  # answer by day 16

    skann(dag(8))
    assert linjer() == []
    skann(dag(9))
    assert linjer() == [("paminnelse_svar", "leder_akutt")]
    skann(dag(16))
    assert paminnelser(sak, Paminnelsestilstand.SENDT) == ["svar_minus_7", "svar_0"]


def test_serious_case_has_the_short_ladder(verden):
    sak = lag_sak(
        verden.melder, til=verden.akutt, alvorlighet=4, meldt_andre_steder=["nei"]
    )
    assert sak.lovet_dato == date(2026, 11, 16)
    actions.bekreft(sak, av=verden.leder_akutt, naa=dag(1))

    for antall in (9, 14, 16):
        skann(dag(antall))

    assert linjer() == [
        ("paminnelse_svar", "leder_akutt"),
        ("paminnelse_svar", "leder_akutt"),
        ("paminnelse_svar", "leder_medisinsk"),
        ("paminnelse_svar", "sekretariat"),
        ("paminnelse_svar", "sekretariat2"),
    ]


def test_reminders_of_one_day_share_one_letter_per_person(verden):
    for _ in range(3):
        lag_sak(verden.melder, til=verden.akutt)

    skann(dag(3))

    assert len(linjer()) == 3
    assert Brev.objects.filter(kind="samlebrev").count() == 1


def test_one_faulty_case_keeps_no_other_from_its_reminder(verden, monkeypatch):
    god, darlig = (lag_sak(verden.melder, til=verden.akutt) for _ in range(2))
    ekte = klokke.lopende

    def lopende(avvik):
        if avvik.pk == darlig.pk:
            raise ValueError
        return ekte(avvik)

    monkeypatch.setattr(klokke, "lopende", lopende)

    assert skann(dag(3)) == Skann(paminnelser=1)
    assert paminnelser(god, Paminnelsestilstand.SENDT) == ["bekreft_0"]
    assert paminnelser(darlig, Paminnelsestilstand.SENDT) == []


def test_one_faulty_case_keeps_no_other_from_being_closed(verden, monkeypatch):
    v = verden
    darlig, god = (lag_sak(v.melder, til=v.akutt) for _ in range(2))
    for sak in (darlig, god):
        actions.besvar(sak, innhold=lag_svar(), av=v.leder_akutt, naa=dag(1))
    ventende = lag_sak(v.melder, til=v.akutt, naa=dag(13))
    ekte = klokke.lukk

    def lukk(avvik, **felter):
        if avvik.pk == darlig.pk:
            raise ValueError
        ekte(avvik, **felter)

    monkeypatch.setattr(klokke, "lukk", lukk)

    assert skann(dag(16)) == Skann(lukket=1, paminnelser=1)
    assert [igjen(s).status for s in (darlig, god)] == ["besvart", "avsluttet"]
    assert paminnelser(ventende, Paminnelsestilstand.SENDT) == ["bekreft_0"]


@pytest.mark.parametrize("hva", ["lukk", "lopende"])
def test_a_database_that_is_gone_is_no_fault_of_a_case(verden, monkeypatch, hva):
    besvart, _ventende = (lag_sak(verden.melder, til=verden.akutt) for _ in range(2))
    actions.besvar(besvart, innhold=lag_svar(), av=verden.leder_akutt, naa=dag(1))

    def borte(*args, **felter):
        raise OperationalError

    monkeypatch.setattr(klokke, hva, borte)

    with pytest.raises(OperationalError):
        skann(dag(16))


@pytest.mark.parametrize("antall", [1, 30])
def test_the_reminders_of_a_batch_cost_the_same_however_many(
    verden, antall, django_assert_num_queries
):
    for _ in range(antall):
        lag_sak(verden.melder, til=verden.akutt)

    with django_assert_num_queries(40):
        assert skann(dag(3)) == Skann(paminnelser=antall)
