"""The whole state table of design 3: every verb from every state, and by whom."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from avvik import actions
from avvik.enums import OVERGANGER, Status, Utfall, Verb
from avvik.models import Avvik, Hendelse
from helsefellesskap.feil import IkkeLov, UlovligOvergang, Versjonskonflikt
from helsefellesskap.models import Brev, Rolle
from tests.avvik.sakhjelp import fersk
from tests.avvik.verb import GJOR, brev_til, i_tilstand
from tests.factories import dag, lag_sak, lag_svar

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


# Verbs that leave the status alone: how, and whether each can be done while the case
# is answered for, when it is closed, and when it is withdrawn.
UTENOM = {
    Verb.GITT_SAKSBEHANDLER: (
        lambda s, v, **av: actions.gi_til_saksbehandler(
            s, bruker=v.saksbehandler_akutt, **av
        ),
        (True, False, False),
    ),
    Verb.UTTALELSE_BEDT: (
        lambda s, v, **av: actions.be_om_uttalelse(
            s, enhet=v.ortopedi_narvik, tekst="Hva mener dere?", **av
        ),
        (True, False, False),
    ),
    Verb.HVILKEN_PASIENT: (
        lambda s, v, **av: actions.spor_hvilken_pasient(s, **av),
        (True, False, False),
    ),
    Verb.PASIENT_AVKLART: (
        lambda s, v, **av: actions.pasient_avklart(s, **av),
        (True, False, False),
    ),
    Verb.FORESLATT_FSU: (
        lambda s, v, **av: actions.foresla_fsu(s, **av),
        (True, True, False),
    ),
    Verb.TILTAK: (
        lambda s, v, **av: actions.registrer_tiltak(
            s,
            enhet=v.akutt,
            beskrivelse="Ny rutine",
            ansvarlig_rolle="Leder",
            frist=dag(20).date(),
            **av,
        ),
        (True, True, False),
    ),
}


@pytest.mark.parametrize("verb", UTENOM)
def test_from_a_page_opened_before_the_case_ended_nothing_is_done(verden, verb):
    gjor, ventet = UTENOM[verb]
    gikk = []
    for status in (Status.MOTTATT, Status.AVSLUTTET, Status.TRUKKET):
        sak = i_tilstand(status, verden)
        hendelser = Hendelse.objects.uten_tilgangskontroll(grunn="test")
        rader = hendelser.filter(avvik=sak, verb=verb)
        try:
            gjor(sak, verden, av=verden.leder_akutt, naa=dag(6))
        except UlovligOvergang:
            assert not rader.exists()
        gikk.append(rader.exists())
    assert tuple(gikk) == ventet


def test_no_view_is_given_on_a_case_that_has_ended(verden):
    v = verden
    sak = i_tilstand(Status.MOTTATT, v)
    gjor, _ventet = UTENOM[Verb.UTTALELSE_BEDT]
    gjor(sak, v, av=v.leder_akutt, naa=dag(6))
    GJOR[Verb.BESVAR](sak, v)

    with pytest.raises(UlovligOvergang):
        actions.gi_uttalelse(sak, tekst="Enig", av=v.leder_ortopedi, naa=dag(7))


@pytest.mark.parametrize("verb", GJOR)
@pytest.mark.parametrize("status", Status)
def test_every_verb_from_every_state_follows_the_table(verden, status, verb):
    sak = i_tilstand(status, verden)
    antall = Hendelse.objects.uten_tilgangskontroll(grunn="test").count

    for_ = antall()
    if (status, verb) in UTEN_MER:
        GJOR[verb](sak, verden)
        assert fersk(sak).status == LOVLIG[status, verb][0]
    else:
        with pytest.raises((UlovligOvergang, IkkeLov)):
            GJOR[verb](sak, verden)
        assert fersk(sak).status == status
        # The duplicate's original is filed on the way.
        assert antall() - for_ == (verb == Verb.DUPLIKAT)


# The clock's own; utvalg's own (tests/utvalg).
IKKE_EN_PARTS = {Verb.LUKK, Verb.PAUSE_UTLOPT, Verb.FSU_MER}


@pytest.mark.parametrize("verb", [verb for verb in GJOR if verb not in IKKE_EN_PARTS])
def test_nobody_outside_the_case_may_do_anything_with_it(verden, verb):
    fra = next(Status(status) for status, v in LOVLIG if v == verb)
    sak = i_tilstand(fra, verden)
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
    assert fersk(sak).status == fra


def test_a_role_that_ended_gives_no_right_inside_the_action(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)
    assert verden.leder_akutt.tilganger.leder_enheter == {verden.akutt.pk}
    Rolle.objects.filter(bruker=verden.leder_akutt).update(til=date(2026, 1, 1))

    with pytest.raises(IkkeLov):
        actions.bekreft(sak, av=verden.leder_akutt, naa=dag(1))
    assert fersk(sak).status == Status.SENDT


def test_two_who_act_at_once_leave_one_change(verden):
    en = lag_sak(verden.melder, til=verden.akutt)
    to = fersk(en)
    actions.bekreft(en, av=verden.leder_akutt, naa=dag(1))

    with pytest.raises(Versjonskonflikt):
        actions.bekreft(to, av=verden.leder_akutt, naa=dag(1))


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


@pytest.mark.parametrize("verb", [Verb.IKKE_SAMHANDLING, Verb.DUPLIKAT])
def test_a_case_laid_aside_tells_the_melder_and_links_the_one_that_goes_on(
    verden, verb
):
    sak = lag_sak(verden.melder, til=verden.akutt)

    GJOR[verb](sak, verden)

    assert brev_til(verden.melder, "lagt_bort") == 1
    annen = Avvik.objects.uten_tilgangskontroll(grunn="test").exclude(pk=sak.pk)
    assert fersk(sak).duplikat_av == annen.first()


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
    assert fersk(sak).status == verb


def test_passing_on_stays_on_the_same_side(verden):
    sak = lag_sak(verden.melder, til=verden.akutt)

    with pytest.raises(ValidationError):
        actions.send_videre(
            sak, til=verden.hjemme, begrunnelse="x", av=verden.leder_akutt, naa=dag(1)
        )
    assert fersk(sak).holder == verden.akutt


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

    assert (fersk(sak).status, fersk(sak).utfall) == (Status.AVSLUTTET, Utfall.UENIGE)


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

    assert fersk(sak).status == Status.TRUKKET


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
    assert fersk(sak).status == Status.BESVART


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
