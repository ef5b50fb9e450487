"""What each verb does to the date promised, the holder's date and the answer's."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from avvik import actions
from avvik.enums import Status, Verb
from avvik.models import Hendelse, Tildeling
from helsefellesskap.feil import UlovligOvergang
from helsefellesskap.transaksjon import SYSTEM
from tests.avvik.sakhjelp import fersk
from tests.avvik.verb import GJOR, brev_til
from tests.factories import dag, lag_sak, lag_svar


@pytest.mark.parametrize(
    ("dager", "lovet"), [(3, date(2026, 11, 26)), (4, date(2026, 11, 23))]
)
def test_distributing_moves_the_promise_up_to_the_confirm_date(verden, dager, lovet):
    v = verden
    sak = lag_sak(v.melder, motpart=v.unn)  # Monday 2.11, confirm by 5.11

    actions.fordel(sak, til=v.akutt, av=v.kontakt_unn, naa=dag(dager))

    assert (sak.lovet_dato, sak.holder_frist) == (lovet, lovet)
    assert brev_til(v.melder, "videresendt") == 1


def test_the_melders_answer_moves_both_dates_by_the_days_it_took(verden):
    v = verden
    sak = lag_sak(v.melder, til=v.akutt)  # promised 23.11
    GJOR[Verb.BEKREFT](sak, v)
    actions.spor_melder(sak, tekst="Når?", av=v.leder_akutt, naa=dag(5))

    actions.svar_fra_melder(sak, tekst="I går", av=v.melder, naa=dag(9))

    sak = fersk(sak)
    assert (sak.status, sak.lovet_dato, sak.holder_frist) == (
        Status.MOTTATT,
        date(2026, 11, 27),
        date(2026, 11, 27),
    )


def test_a_pause_after_a_mer_moves_the_holders_date_alone(verden):
    v = verden
    sak = lag_sak(v.melder, til=v.akutt)
    for verb in (Verb.BESVAR, Verb.MER, Verb.SEND_VIDERE):
        GJOR[verb](sak, v)
    actions.bekreft(sak, av=v.leder_ortopedi, naa=dag(6))
    actions.spor_melder(sak, tekst="Når?", av=v.leder_ortopedi, naa=dag(6))
    for_ = sak.holder_frist

    actions.svar_fra_melder(sak, tekst="I går", av=v.melder, naa=dag(8))

    assert (sak.lovet_dato, (sak.holder_frist - for_).days) == (date(2026, 11, 23), 2)


def test_pass_on_before_the_confirm_date_moves_the_promise_and_later_leaves_it(verden):
    v = verden
    tidlig, sent = lag_sak(v.melder, til=v.akutt), lag_sak(v.melder, til=v.akutt)

    actions.send_videre(
        tidlig, til=v.ortopedi_narvik, begrunnelse="x", av=v.leder_akutt, naa=dag(3)
    )
    actions.send_videre(
        sent, til=v.ortopedi_narvik, begrunnelse="x", av=v.leder_akutt, naa=dag(20)
    )

    assert (tidlig.lovet_dato, tidlig.holder_frist) == (
        date(2026, 11, 26),
        date(2026, 11, 26),
    )
    # Promised 23.11, but the new holder gets its seven days.
    assert (sent.lovet_dato, sent.holder_frist) == (
        date(2026, 11, 23),
        date(2026, 11, 29),
    )


def test_each_tildeling_keeps_its_own_dates(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    GJOR[Verb.SEND_VIDERE](sak, verden)

    rader = Tildeling.objects.uten_tilgangskontroll(grunn="test").filter(avvik=sak)
    assert [(t.nr, t.enhet, t.bekreft_innen, t.begrunnelse) for t in rader] == [
        (1, verden.akutt, date(2026, 11, 5), ""),
        (2, verden.ortopedi_narvik, date(2026, 11, 11), "Feil sted"),
    ]


def test_answering_confirms_too(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)

    GJOR[Verb.BESVAR](sak, verden)

    tildeling = Tildeling.objects.uten_tilgangskontroll(grunn="test").get(avvik=sak)
    assert (tildeling.bekreftet_tid, tildeling.bekreftet_av) == (
        dag(5),
        verden.leder_akutt,
    )


def test_asking_for_more_sets_a_new_date_and_keeps_the_first_answer(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    GJOR[Verb.BESVAR](sak, verden)
    actions.mer(sak, tekst="Hvorfor?", av=verden.melder, naa=dag(8))

    assert (sak.status, sak.lovet_dato, sak.holder_frist, sak.besvart_dato) == (
        Status.MER_ONSKET,
        date(2026, 11, 23),
        dag(22).date(),
        dag(5).date(),
    )


def test_passed_on_after_more_was_asked_the_timeline_tells_the_new_date(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    GJOR[Verb.BESVAR](sak, verden)
    actions.mer(sak, tekst="Hvorfor?", av=verden.melder, naa=dag(8))
    actions.send_videre(
        sak,
        til=verden.ortopedi_narvik,
        begrunnelse="Pasienten lå hos dem.",
        av=verden.leder_akutt,
        naa=dag(9),
    )

    hendelser = Hendelse.objects.uten_tilgangskontroll(grunn="test").filter(avvik=sak)
    sist = hendelser.order_by("-pk")[0]
    assert (sist.verb, sist.dato) == (Verb.SEND_VIDERE, sak.holder_frist)


def test_the_committee_sets_the_date_of_an_answer_it_asks_for(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    for verb in (Verb.BESVAR, Verb.NYTTIG, Verb.FSU_MER):
        GJOR[verb](sak, verden)

    sak = fersk(sak)
    assert (sak.holder_frist, sak.lovet_dato, sak.besvart_dato) == (
        dag(40).date(),
        date(2026, 11, 23),
        dag(5).date(),
    )
    assert (sak.utfall, sak.avsluttet_dato) == ("", None)


def test_settled_by_phone_counts_on_its_date_once_the_melder_agrees(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    GJOR[Verb.AVKLART](sak, verden)
    assert (sak.status, sak.besvart_dato) == (Status.BESVART, None)

    actions.nyttig(sak, av=verden.melder, naa=dag(9))

    assert fersk(sak).besvart_dato == dag(4).date()


def test_settled_by_phone_counts_on_its_date_when_the_fourteen_days_pass(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    GJOR[Verb.AVKLART](sak, verden)

    actions.lukk(sak, av=SYSTEM, naa=dag(20))

    assert (fersk(sak).status, fersk(sak).besvart_dato) == (
        Status.AVSLUTTET,
        dag(4).date(),
    )


@pytest.mark.parametrize("verb", [Verb.MER, Verb.FSU_MER])
def test_settled_by_phone_never_counts_after_somebody_asked_for_more(verden, verb):
    v = verden
    sak = lag_sak(v.melder, til=v.akutt)
    GJOR[Verb.AVKLART](sak, v)
    GJOR[verb](sak, v)
    with pytest.raises(UlovligOvergang):
        GJOR[Verb.AVKLART](sak, v)
    # Nor by way of another unit.
    GJOR[Verb.SEND_VIDERE](sak, v)
    assert sak.status == Status.SENDT
    with pytest.raises(UlovligOvergang):
        actions.avklart(
            sak, dato=dag(5).date(), setning="x", av=v.leder_ortopedi, naa=dag(6)
        )

    actions.besvar(sak, innhold=lag_svar(), av=v.leder_ortopedi, naa=dag(8))
    actions.nyttig(sak, av=v.melder, naa=dag(9))

    assert fersk(sak).besvart_dato == dag(8).date()


@pytest.mark.parametrize("dato", [dag(-1).date(), dag(6).date()])
def test_settled_by_phone_lies_between_filing_and_today(verden, dato):
    sak = lag_sak(verden.melder, til=verden.akutt)

    with pytest.raises(ValidationError) as feil:
        actions.avklart(
            sak, dato=dato, setning="Enige", av=verden.leder_akutt, naa=dag(5)
        )
    assert list(feil.value.message_dict) == ["dato"]
