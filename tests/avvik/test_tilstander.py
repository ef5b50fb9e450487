"""The whole state table of design 3: every verb from every state."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from avvik import actions
from avvik.enums import OVERGANGER, Status, Utfall, Verb
from avvik.models import Avvik, Hendelse, Tildeling
from helsefellesskap.feil import FlytStengt, IkkeLov, UlovligOvergang, Versjonskonflikt
from helsefellesskap.models import Brev, Endringslogg, Rettsgrunnlag, Rolle
from helsefellesskap.transaksjon import SYSTEM
from tests.factories import (
    NAA,
    dag,
    lag_bruker,
    lag_enhet,
    lag_sak,
    lag_svar,
    lag_utkast,
)

# How to do each verb on a case, by somebody who may.
GJOR = {
    Verb.FORDEL: lambda s, v: actions.fordel(
        s, til=v.akutt, av=v.kontakt_unn, naa=dag(5)
    ),
    Verb.BEKREFT: lambda s, v: actions.bekreft(s, av=v.leder_akutt, naa=dag(5)),
    Verb.SEND_VIDERE: lambda s, v: actions.send_videre(
        s, til=v.ortopedi_narvik, begrunnelse="Feil sted", av=v.leder_akutt, naa=dag(5)
    ),
    Verb.SPOR_MELDER: lambda s, v: actions.spor_melder(
        s, tekst="Når?", av=v.leder_akutt, naa=dag(5)
    ),
    Verb.SVAR_FRA_MELDER: lambda s, v: actions.svar_fra_melder(
        s, tekst="I går", av=v.melder, naa=dag(5)
    ),
    Verb.PAUSE_UTLOPT: lambda s, v: actions.pause_utlopt(s, av=SYSTEM, naa=dag(30)),
    Verb.BESVAR: lambda s, v: actions.besvar(
        s, innhold=lag_svar(), av=v.leder_akutt, naa=dag(5)
    ),
    Verb.AVKLART: lambda s, v: actions.avklart(
        s, dato=dag(4).date(), setning="Enige", av=v.leder_akutt, naa=dag(5)
    ),
    Verb.NYTTIG: lambda s, v: actions.nyttig(s, av=v.melder, naa=dag(5)),
    Verb.LUKK: lambda s, v: actions.lukk(s, av=SYSTEM, naa=dag(30)),
    Verb.MER: lambda s, v: actions.mer(s, tekst="Mer", av=v.melder, naa=dag(5)),
    Verb.UENIG: lambda s, v: actions.uenig(s, tekst="Nei", av=v.melder, naa=dag(5)),
    Verb.FSU_MER: lambda s, v: actions.fsu_mer(
        s, tekst="Mer", frist=dag(40).date(), av=v.sekretariat, naa=dag(5)
    ),
    Verb.TREKK: lambda s, v: actions.trekk(s, av=v.melder, naa=dag(5)),
    Verb.IKKE_SAMHANDLING: lambda s, v: actions.ikke_samhandling(
        s, tekst="Internt", av=v.kontakt_unn, naa=dag(5)
    ),
    Verb.DUPLIKAT: lambda s, v: actions.duplikat(
        s, original=lag_sak(v.melder, til=v.akutt), tekst="", av=v.kontakt_unn,
        naa=dag(5),
    ),
}  # fmt: skip


# The table of design 3, row by row: from, verb, every goal.
TABELL = """
til_fordeling    fordel           sendt
sendt            bekreft          mottatt
sendt            send_videre      sendt til_fordeling
mottatt          send_videre      sendt til_fordeling
mer_onsket       send_videre      sendt til_fordeling
mottatt          spor_melder      venter_pa_melder
venter_pa_melder svar_fra_melder  mottatt
venter_pa_melder pause_utlopt     mottatt
sendt            besvar           besvart
mottatt          besvar           besvart
mer_onsket       besvar           besvart
sendt            avklart          besvart
mottatt          avklart          besvart
besvart          nyttig           avsluttet
besvart          lukk             avsluttet
besvart          mer              mer_onsket
besvart          fsu_mer          mer_onsket
avsluttet        fsu_mer          mer_onsket
besvart          uenig            avsluttet
til_fordeling    trekk            trukket
sendt            trekk            trukket
til_fordeling    ikke_samhandling ikke_samhandling
sendt            ikke_samhandling ikke_samhandling
mottatt          ikke_samhandling ikke_samhandling
venter_pa_melder ikke_samhandling ikke_samhandling
mer_onsket       ikke_samhandling ikke_samhandling
til_fordeling    duplikat         duplikat
sendt            duplikat         duplikat
mottatt          duplikat         duplikat
venter_pa_melder duplikat         duplikat
mer_onsket       duplikat         duplikat
"""
LOVLIG = {
    (fra, verb): maal
    for fra, verb, *maal in (linje.split() for linje in TABELL.split("\n") if linje)
}
# Disagreeing takes a question first, which i_tilstand has not asked.
UTEN_MER = {(fra, verb) for fra, verb in LOVLIG if verb != Verb.UENIG}


def test_the_table_is_that_of_the_design():
    assert {k: list(maal) for k, maal in OVERGANGER.items()} == LOVLIG
    assert {verb for _, verb in LOVLIG} == set(GJOR)


def i_tilstand(status, v):
    """A case that came to the state through actions."""
    if status == Status.TIL_FORDELING:
        return lag_sak(v.melder, motpart=v.unn)
    sak = lag_sak(v.melder, til=v.akutt)
    vei = {
        Status.SENDT: [],
        Status.MOTTATT: [Verb.BEKREFT],
        Status.VENTER_PA_MELDER: [Verb.BEKREFT, Verb.SPOR_MELDER],
        Status.BESVART: [Verb.BESVAR],
        Status.MER_ONSKET: [Verb.BESVAR, Verb.FSU_MER],
        Status.AVSLUTTET: [Verb.BESVAR, Verb.NYTTIG],
        Status.TRUKKET: [Verb.TREKK],
        Status.IKKE_SAMHANDLING: [Verb.IKKE_SAMHANDLING],
        Status.DUPLIKAT: [Verb.DUPLIKAT],
    }
    for verb in vei[status]:
        GJOR[verb](sak, v)
    return sak


def lest(sak):
    return Avvik.objects.uten_tilgangskontroll(grunn="test").get(pk=sak.pk)


@pytest.mark.parametrize("verb", GJOR)
@pytest.mark.parametrize("status", Status)
def test_every_verb_from_every_state_follows_the_table(verden, status, verb):
    sak = i_tilstand(status, verden)
    antall = Hendelse.objects.uten_tilgangskontroll(grunn="test").count

    for_ = antall()
    if (status, verb) in UTEN_MER:
        GJOR[verb](sak, verden)
        assert lest(sak).status == LOVLIG[status, verb][0]
    else:
        with pytest.raises((UlovligOvergang, IkkeLov)):
            GJOR[verb](sak, verden)
        assert lest(sak).status == status
        # The duplicate's original is filed on the way.
        assert antall() - for_ == (verb == Verb.DUPLIKAT)


@pytest.mark.parametrize("verb", GJOR)
def test_nobody_outside_the_case_may_do_anything_with_it(verden, verb):
    fra = next(Status(status) for status, v in LOVLIG if v == verb)
    sak = i_tilstand(fra, verden)
    if verb in (Verb.LUKK, Verb.PAUSE_UTLOPT, Verb.FSU_MER):
        return  # the clock's own; utvalg's own (tests/utvalg)
    fremmed = verden.leder_ortopedi
    ekte = {navn: getattr(verden, navn) for navn in vars(verden)}
    for rolle in ("leder_akutt", "melder", "kontakt_unn"):
        setattr(verden, rolle, fremmed)
    if verb == Verb.DUPLIKAT:
        original = lag_sak(ekte["melder"], til=verden.akutt)
        with pytest.raises(IkkeLov):
            actions.duplikat(sak, original=original, tekst="", av=fremmed, naa=dag(5))
    else:
        with pytest.raises(IkkeLov):
            GJOR[verb](sak, verden)
    assert lest(sak).status == fra


def test_a_role_that_ended_gives_no_right_inside_the_action(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    assert verden.leder_akutt.tilganger.leder_enheter == {verden.akutt.pk}
    Rolle.objects.filter(bruker=verden.leder_akutt).update(til=date(2026, 1, 1))

    with pytest.raises(IkkeLov):
        actions.bekreft(sak, av=verden.leder_akutt, naa=dag(1))
    assert lest(sak).status == Status.SENDT


def test_two_who_act_at_once_leave_one_change(verden):
    en = lag_sak(verden.melder, til=verden.akutt)
    to = lest(en)
    actions.bekreft(en, av=verden.leder_akutt, naa=dag(1))

    with pytest.raises(Versjonskonflikt):
        actions.bekreft(to, av=verden.leder_akutt, naa=dag(1))


def test_sending_the_same_draft_again_gives_the_same_case(verden):
    utkast = lag_utkast(verden.melder, til=verden.akutt)
    kopi = type(utkast).objects.uten_tilgangskontroll(grunn="test").get(pk=utkast.pk)

    forste = actions.meld(utkast, av=verden.melder, naa=NAA)
    annen = actions.meld(kopi, av=verden.melder, naa=NAA)

    assert (forste.pk, forste.saksnummer) == (annen.pk, "2026-0001")
    assert Brev.objects.filter(kind="ny_sak").count() == 1


def test_case_numbers_are_contiguous_though_a_filing_fails(verden):
    lag_sak(verden.melder, til=verden.akutt)
    with pytest.raises(ValidationError) as feil:
        lag_sak(verden.melder, til=verden.akutt, hva_skjedde="  ")
    assert list(feil.value.message_dict) == ["hva_skjedde"]

    assert lag_sak(verden.melder, til=verden.akutt).saksnummer == "2026-0002"


def test_without_a_legal_basis_nothing_can_be_filed(verden):
    utkast = lag_utkast(verden.melder, til=verden.akutt)
    Rettsgrunnlag.objects.all().delete()

    with pytest.raises(FlytStengt):
        actions.meld(utkast, av=verden.melder, naa=NAA)


def test_the_third_pass_on_goes_to_the_contact_to_distribute(verden):
    v = verden
    sak = lag_sak(v.melder, til=v.akutt)
    for til, av in ((v.ortopedi_narvik, v.leder_akutt), (v.akutt, v.leder_ortopedi)):
        actions.send_videre(sak, til=til, begrunnelse="Ikke oss", av=av, naa=dag(1))
    assert (sak.status, sak.antall_videre) == (Status.SENDT, 2)

    actions.send_videre(
        sak, til=v.ortopedi_narvik, begrunnelse="Nei", av=v.leder_akutt, naa=dag(1)
    )

    assert (sak.status, sak.holder, sak.antall_videre) == (
        Status.TIL_FORDELING,
        v.samhandling_unn,
        0,
    )
    assert brev_til(v.melder, "videresendt") == 3
    actions.fordel(sak, til=v.ortopedi_narvik, av=v.kontakt_unn, naa=dag(2))
    assert (sak.status, sak.holder) == (Status.SENDT, v.ortopedi_narvik)
    assert brev_til(v.melder, "videresendt") == 4

    # The count starts again: two more, and the third is distributed.
    for til, av, status in (
        (v.akutt, v.leder_ortopedi, Status.SENDT),
        (v.ortopedi_narvik, v.leder_akutt, Status.SENDT),
        (v.akutt, v.leder_ortopedi, Status.TIL_FORDELING),
    ):
        actions.send_videre(sak, til=til, begrunnelse="Nei", av=av, naa=dag(2))
        assert sak.status == status


def brev_til(bruker, kind):
    return Brev.objects.filter(kind=kind, mottaker=bruker).count()


def test_the_third_pass_on_by_the_contact_itself_goes_to_the_sekretariat(verden):
    v = verden
    sak = lag_sak(v.melder, motpart=v.unn)
    actions.fordel(sak, til=v.samhandling_unn, av=v.kontakt_unn, naa=dag(0))
    for til, av in ((v.akutt, v.kontakt_unn), (v.samhandling_unn, v.leder_akutt)):
        actions.send_videre(sak, til=til, begrunnelse="Nei", av=av, naa=dag(1))

    actions.send_videre(
        sak, til=v.akutt, begrunnelse="Nei", av=v.kontakt_unn, naa=dag(1)
    )

    assert (sak.status, sak.holder.navn) == (Status.TIL_FORDELING, "Sekretariatet")


def test_passing_on_needs_a_reason(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)

    with pytest.raises(ValidationError) as feil:
        actions.send_videre(
            sak,
            til=verden.ortopedi_narvik,
            begrunnelse=" ",
            av=verden.leder_akutt,
            naa=dag(1),
        )
    assert list(feil.value.message_dict) == ["begrunnelse"]


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

    sak = lest(sak)
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


def test_answering_confirms_too(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)

    GJOR[Verb.BESVAR](sak, verden)

    tildeling = Tildeling.objects.uten_tilgangskontroll(grunn="test").get(avvik=sak)
    assert (tildeling.bekreftet_tid, tildeling.bekreftet_av) == (
        dag(5),
        verden.leder_akutt,
    )


@pytest.mark.parametrize("verb", [Verb.IKKE_SAMHANDLING, Verb.DUPLIKAT])
def test_a_case_laid_aside_tells_the_melder_and_links_the_one_that_goes_on(
    verden, verb
):
    sak = lag_sak(verden.melder, til=verden.akutt)

    GJOR[verb](sak, verden)

    assert brev_til(verden.melder, "lagt_bort") == 1
    annen = Avvik.objects.uten_tilgangskontroll(grunn="test").exclude(pk=sak.pk)
    assert lest(sak).duplikat_av == annen.first()


@pytest.mark.parametrize("verb", [Verb.IKKE_SAMHANDLING, Verb.DUPLIKAT])
def test_only_the_receiving_contact_and_the_sekretariat_lay_a_case_aside(verden, verb):
    v = verden
    for av in (v.leder_akutt, v.kontakt_narvik, v.melder):
        v.kontakt_unn = av
        sak = lag_sak(v.melder, til=v.akutt)
        with pytest.raises(IkkeLov):
            GJOR[verb](sak, v)
    v.kontakt_unn = v.sekretariat
    GJOR[verb](sak, v)
    assert lest(sak).status == verb


def test_the_committee_sets_the_date_of_an_answer_it_asks_for(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    for verb in (Verb.BESVAR, Verb.NYTTIG, Verb.FSU_MER):
        GJOR[verb](sak, verden)

    sak = lest(sak)
    assert (sak.holder_frist, sak.lovet_dato, sak.besvart_dato) == (
        dag(40).date(),
        date(2026, 11, 23),
        dag(5).date(),
    )
    assert (sak.utfall, sak.avsluttet_dato) == ("", None)


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


def test_passing_on_stays_on_the_same_side(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)

    with pytest.raises(ValidationError):
        actions.send_videre(
            sak, til=verden.hjemme, begrunnelse="x", av=verden.leder_akutt, naa=dag(1)
        )
    assert lest(sak).holder == verden.akutt


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


def test_the_melder_asks_once_and_may_then_only_disagree(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    GJOR[Verb.BESVAR](sak, verden)
    with pytest.raises(UlovligOvergang):
        actions.uenig(sak, tekst="Nei", av=verden.melder, naa=dag(6))
    actions.mer(sak, tekst="Mer", av=verden.melder, naa=dag(6))
    GJOR[Verb.BESVAR](sak, verden)
    with pytest.raises(UlovligOvergang):
        actions.mer(sak, tekst="Enda mer", av=verden.melder, naa=dag(7))

    actions.uenig(sak, tekst="Fortsatt nei", av=verden.melder, naa=dag(7))

    assert (lest(sak).status, lest(sak).utfall) == (Status.AVSLUTTET, Utfall.UENIGE)


def test_withdrawing_ends_with_the_first_confirmation_also_after_a_pass_on(verden):
    v = verden
    sak = lag_sak(v.melder, til=v.akutt)
    GJOR[Verb.BEKREFT](sak, v)
    GJOR[Verb.SEND_VIDERE](sak, v)
    assert sak.status == Status.SENDT

    with pytest.raises(UlovligOvergang):
        actions.trekk(sak, av=v.melder, naa=dag(6))


def test_a_draft_answer_does_not_keep_the_melder_from_withdrawing(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    actions.lagre_svarutkast(
        sak, innhold=lag_svar(), versjon=0, av=verden.leder_akutt, naa=dag(1)
    )

    actions.trekk(sak, av=verden.melder, naa=dag(2))

    assert lest(sak).status == Status.TRUKKET


def test_settled_by_phone_counts_on_its_date_once_the_melder_agrees(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    GJOR[Verb.AVKLART](sak, verden)
    assert (sak.status, sak.besvart_dato) == (Status.BESVART, None)

    actions.nyttig(sak, av=verden.melder, naa=dag(9))

    assert lest(sak).besvart_dato == dag(4).date()


def test_settled_by_phone_counts_on_its_date_when_the_fourteen_days_pass(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    GJOR[Verb.AVKLART](sak, verden)

    actions.lukk(sak, av=SYSTEM, naa=dag(20))

    assert (lest(sak).status, lest(sak).besvart_dato) == (
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

    assert lest(sak).besvart_dato == dag(8).date()


@pytest.mark.parametrize("dato", [dag(-1).date(), dag(6).date()])
def test_settled_by_phone_lies_between_filing_and_today(verden, dato):
    sak = lag_sak(verden.melder, til=verden.akutt)

    with pytest.raises(ValidationError) as feil:
        actions.avklart(
            sak, dato=dato, setning="Enige", av=verden.leder_akutt, naa=dag(5)
        )
    assert list(feil.value.message_dict) == ["dato"]


def test_a_serious_answer_must_hold_more(verden):
    sak = lag_sak(verden.melder, til=verden.akutt, alvorlighet=3)

    with pytest.raises(ValidationError) as feil:
        actions.besvar(sak, innhold=lag_svar(), av=verden.leder_akutt, naa=dag(1))
    assert sorted(feil.value.message_dict) == [
        "aarsaker",
        "laeringspunkt",
        "pasient_informert",
        "tiltak",
    ]

    grundig = lag_svar(
        aarsaker=["rutiner"],
        laeringspunkt="Ring før helg",
        pasient_informert="ja",
        tiltak=[
            {
                "beskrivelse": "Ny sjekkliste",
                "ansvarlig_rolle": "Avdelingssykepleier",
                "frist": date(2026, 12, 1),
            }
        ],
    )
    actions.besvar(sak, innhold=grundig, av=verden.leder_akutt, naa=dag(1))
    assert lest(sak).status == Status.BESVART


def test_not_avvik_needs_a_reason(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)

    with pytest.raises(ValidationError) as feil:
        actions.besvar(
            sak,
            innhold=lag_svar(vurdering="ikke_avvik"),
            av=verden.leder_akutt,
            naa=dag(1),
        )
    assert list(feil.value.message_dict) == ["begrunnelse"]


@pytest.mark.parametrize("fra_sykehus", [False, True])
def test_two_parties_of_one_side_are_refused_at_the_recipient(verden, fra_sykehus):
    melder = verden.melder_akutt if fra_sykehus else verden.melder
    til = verden.ortopedi_narvik if fra_sykehus else verden.senjalegen

    with pytest.raises(ValidationError) as feil:
        lag_sak(melder, til=til)
    assert list(feil.value.message_dict) == ["valgt_enhet"]


def test_unknown_party_lands_at_the_sekretariat_and_is_never_ownerless(verden):
    sak = lag_sak(verden.melder)

    assert (sak.status, sak.holder.navn, sak.mottakende_virksomhet) == (
        Status.TIL_FORDELING,
        "Sekretariatet",
        None,
    )
    actions.fordel(sak, til=verden.akutt, av=verden.sekretariat, naa=dag(1))
    assert (sak.status, sak.mottakende_virksomhet) == (Status.SENDT, verden.unn)


def test_a_closed_unit_leads_to_its_successor(verden):
    ny = lag_enhet("Nytt akuttmottak", verden.unn)
    verden.akutt.gyldig_til = date(2026, 11, 1)
    verden.akutt.etterfolger = ny
    verden.akutt.save()

    with pytest.raises(ValidationError) as feil:
        lag_sak(verden.melder, til=verden.akutt)
    assert feil.value.message_dict == {
        "valgt_enhet": [
            "Akuttmottaket er nå Nytt akuttmottak. Velg den, eller en annen enhet."
        ]
    }
    assert lag_sak(verden.melder, til=ny).holder == ny


def test_the_sekretariat_answers_on_behalf_of_a_unit_that_is_not_tilknyttet(verden):
    sak = lag_sak(verden.melder_akutt, til=verden.hjemme)
    with pytest.raises(IkkeLov):
        actions.bekreft(sak, av=verden.sekretariat, naa=dag(1))
    verden.narvik.tilknyttet_til = date(2026, 1, 1)
    verden.narvik.save()
    sak = lag_sak(verden.melder_akutt, til=verden.hjemme)

    svar = actions.besvar(sak, innhold=lag_svar(), av=verden.sekretariat, naa=dag(1))

    assert (svar.paa_vegne_av_enheten, svar.enhet) == (True, verden.hjemme)


def test_answers_of_a_leaver_go_to_the_leader_of_the_sending_unit(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    Rolle.objects.filter(bruker=verden.melder).update(til=date(2026, 1, 1))

    GJOR[Verb.BESVAR](sak, verden)

    brev = Brev.objects.get(kind="svar_klart")
    assert brev.mottaker == verden.leder_hjemme


def test_history_names_the_acting_person_and_holds_no_text(verden):
    sak = lag_sak(verden.melder, til=verden.akutt, hva_skjedde="Kanarifugl")
    GJOR[Verb.BEKREFT](sak, verden)

    rader = Endringslogg.objects.filter(tabell="avvik_avvik", rad_id=sak.pk)
    assert list(rader.order_by("pk").values_list("operasjon", "aktor")) == [
        ("insert", f"bruker:{verden.melder.pk}"),
        ("update", f"bruker:{verden.leder_akutt.pk}"),
    ]
    assert not any("Kanarifugl" in str(r.verdier) for r in rader)


def test_a_saksbehandler_is_given_the_case_and_may_draft_but_not_send(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    av = verden.saksbehandler_akutt
    with pytest.raises(IkkeLov):
        actions.lagre_svarutkast(sak, innhold=lag_svar(), versjon=0, av=av, naa=dag(1))
    actions.gi_til_saksbehandler(sak, bruker=av, av=verden.leder_akutt, naa=dag(1))

    svar = actions.lagre_svarutkast(
        sak, innhold=lag_svar(), versjon=0, av=av, naa=dag(1)
    )
    with pytest.raises(IkkeLov):
        actions.besvar(sak, innhold=lag_svar(), av=av, naa=dag(1))
    with pytest.raises(Versjonskonflikt):
        actions.lagre_svarutkast(
            sak, innhold=lag_svar(til_melder="Annet"), versjon=0, av=av, naa=dag(1)
        )
    assert svar.til_melder == "Vi beklager. Rutinen er endret."


def test_each_tildeling_keeps_its_own_dates(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    GJOR[Verb.SEND_VIDERE](sak, verden)

    rader = Tildeling.objects.uten_tilgangskontroll(grunn="test").filter(avvik=sak)
    assert [(t.nr, t.enhet, t.bekreft_innen, t.begrunnelse) for t in rader] == [
        (1, verden.akutt, date(2026, 11, 5), ""),
        (2, verden.ortopedi_narvik, date(2026, 11, 11), "Feil sted"),
    ]


def test_a_stranger_cannot_file_on_another_units_behalf(verden):
    fremmed = lag_bruker("fremmed")
    utkast = lag_utkast(verden.melder, til=verden.akutt)

    with pytest.raises(IkkeLov):
        actions.meld(utkast, av=fremmed, naa=NAA)
