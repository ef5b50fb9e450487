"""Paper: filing for others, and letters to those who are not tilknyttet."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from avvik import actions, rules
from avvik.actions.klokke import skann
from avvik.enums import Meldingsslag, Status, Verb
from avvik.models import Avvik, Hendelse, Melding, Svar, Utkast
from helsefellesskap.enums import Enhetstype, Rollenavn, Virksomhetstype
from helsefellesskap.feil import IkkeLov, UlovligOvergang
from helsefellesskap.models import Brev, Brevlinje
from tests.avvik.verb import i_tilstand
from tests.factories import (
    NAA,
    dag,
    lag_bruker,
    lag_enhet,
    lag_kategori,
    lag_sak,
    lag_svar,
    lag_virksomhet,
)

pytestmark = pytest.mark.django_db
I_DAG = NAA.date()


@pytest.fixture
def v(verden):
    """With a legekontor that is not tilknyttet and where nobody has an account."""
    verden.legene_v = lag_virksomhet(
        "Legene i fjæra", Virksomhetstype.FASTLEGEKONTOR, tilknyttet=False
    )
    verden.legene = lag_enhet(
        "Legene i fjæra", verden.legene_v, Enhetstype.FASTLEGEKONTOR
    )
    return verden


def registrer(v, *, enhet=None, naa=NAA, **felter):
    innhold = {"kanal": "papir", "mottatt_dato": naa.date(), "innmelder": "Legen"}
    return actions.registrer_utkast(
        **{"enhet": enhet or v.legene, "av": v.sekretariat, "naa": naa}
        | innhold
        | felter
    )


def meld(v, *, til=None, naa=NAA, **felter):
    """Filed by the sekretariat for a unit, as the form does it."""
    utkast = registrer(v, naa=naa, **felter)
    kat = lag_kategori("D1")
    actions.lagre_utkast(
        utkast,
        av=v.sekretariat,
        naa=naa,
        hendelsesdato=naa.date(),
        gruppe=kat.gruppe,
        kategori=kat,
        gjelder_pasient=True,
        alvorlighet=2,
        hva_skjedde="Epikrisen kom ikke.",
        valgt_enhet=til or v.akutt,
        motpart=(til or v.akutt).virksomhet,
    )
    return actions.meld(utkast, av=v.sekretariat, naa=naa)


def hendelser(sak):
    alle = Hendelse.objects.uten_tilgangskontroll(grunn="test").filter(avvik=sak)
    return [(h.verb, h.enhet, h.paa_vegne) for h in alle]


def mottakere(kind):
    return {b.mottaker for b in Brev.objects.filter(kind=kind)}


# --- filing for others --------------------------------------------------------------


def test_what_came_on_paper_becomes_a_case_of_the_senders(v):
    sak = meld(v, mottatt_dato=I_DAG - timedelta(days=0))

    assert (sak.melder, sak.registrert_av) == (None, v.sekretariat)
    assert (sak.meldende_enhet, sak.retning) == (v.legene, "til_sykehus")
    assert (sak.kanal, sak.mottatt_dato, sak.innmelder) == ("papir", I_DAG, "Legen")
    assert hendelser(sak) == [(Verb.MELD, v.legene, True)]
    assert Utkast.objects.uten_tilgangskontroll(grunn="test").count() == 0
    assert mottakere("kvittering") == set()
    assert mottakere("ny_sak") == {v.leder_akutt}


def test_the_direction_is_the_senders_also_from_the_hospital(v):
    sak = meld(v, enhet=v.akutt, til=v.hjemme, innmelder="Vakthavende lege")

    assert (sak.retning, sak.holder) == ("fra_sykehus", v.hjemme)


def test_somebody_with_an_account_is_the_melder_and_gets_the_receipt(v):
    sak = meld(v, enhet=v.hjemme, registrert_for=v.melder, kanal="telefon")

    assert (sak.melder, sak.registrert_av, sak.innmelder) == (
        v.melder,
        v.sekretariat,
        "",
    )
    assert mottakere("kvittering") == {v.melder}
    actions.trekk(sak, av=v.melder, naa=NAA)
    assert hendelser(sak)[-1] == (Verb.TREKK, v.hjemme, False)


def test_only_the_sekretariat_files_for_others(v):
    andre = [
        b
        for b in (
            *(v.melder, v.leder_akutt, v.kontakt_unn, v.kontakt_narvik),
            *(v.saksbehandler_akutt, v.ssu, v.admin),
        )
    ]
    for bruker in andre:
        with pytest.raises(IkkeLov):
            registrer(v, av=bruker)
    assert registrer(v).enhet == v.legene


def test_nobody_files_for_a_unit_that_is_not_theirs(v):
    """The door for the sekretariat is open to no other draft and no other person."""
    with pytest.raises(IkkeLov):
        actions.lagre_utkast(None, av=v.sekretariat, naa=NAA, enhet=v.hjemme)
    with pytest.raises(IkkeLov):
        actions.lagre_utkast(None, av=v.melder, naa=NAA, enhet=v.akutt)
    utkast = registrer(v, enhet=v.akutt)
    rader = Utkast.objects.uten_tilgangskontroll(grunn="test").filter(pk=utkast.pk)
    for bruker in (v.melder, v.leder_akutt, v.sekretariat2):
        with pytest.raises(IkkeLov):
            actions.meld(utkast, av=bruker, naa=NAA)
    rader.update(melder=v.melder)
    with pytest.raises(IkkeLov):
        actions.meld(rader.get(), av=v.melder, naa=NAA)


def test_the_draft_is_its_writers_and_gone_with_the_role(v):
    utkast = registrer(v)

    assert list(Utkast.objects.synlig_for(v.sekretariat)) == [utkast]
    assert list(Utkast.objects.synlig_for(v.sekretariat2)) == []
    v.sekretariat.roller.update(til=I_DAG - timedelta(days=1))
    v.sekretariat.glem_tilgang()
    assert list(Utkast.objects.synlig_for(v.sekretariat)) == []
    with pytest.raises(IkkeLov):
        actions.meld(utkast, av=v.sekretariat, naa=NAA)


@pytest.mark.parametrize(
    ("felter", "feil"),
    [
        ({"mottatt_dato": I_DAG + timedelta(days=1)}, "mottatt_dato"),
        ({"mottatt_dato": I_DAG.replace(year=1999)}, "mottatt_dato"),
        ({"innmelder": " "}, "innmelder"),
    ],
)
def test_what_is_wrong_is_told_and_no_draft_made(v, felter, feil):
    with pytest.raises(ValidationError) as funnet:
        registrer(v, **felter)

    assert list(funnet.value.message_dict) == [feil]
    assert Utkast.objects.uten_tilgangskontroll(grunn="test").count() == 0


def test_the_person_must_work_in_the_unit(v):
    with pytest.raises(ValidationError) as feil:
        registrer(v, registrert_for=v.melder)

    assert feil.value.message_dict == {
        "registrert_for": ["Velg en som arbeider i enheten"]
    }


def test_nothing_happened_after_it_was_received(v):
    with pytest.raises(ValidationError) as feil:
        meld(v, mottatt_dato=I_DAG - timedelta(days=2))

    assert feil.value.message_dict == {
        "hendelsesdato": ["Det kan ikke ha skjedd etter at meldingen kom"]
    }


def test_a_second_press_gives_the_same_case(v):
    utkast = registrer(v)
    sak = meld(v, innmelder="Legen 2")
    rader = Utkast.objects.uten_tilgangskontroll(grunn="test")
    rader.filter(pk=utkast.pk).update(nokkel=sak.innsendingsnokkel)

    assert actions.meld(rader.get(), av=v.sekretariat, naa=NAA) == sak


def test_the_paperwork_belongs_together_in_the_database(v):
    sak = meld(v)
    rader = Avvik.objects.uten_tilgangskontroll(grunn="test").filter(pk=sak.pk)
    for felter in (
        {"mottatt_dato": None},
        {"registrert_av": None},
        {"kanal": ""},
        {"mottatt_dato": I_DAG - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rader.update(**felter)


def test_who_to_answer_is_for_the_senders_side_and_the_sekretariat(v):
    sak = meld(v, enhet=v.hjemme)

    def ser(bruker):
        return rules.innsyn(
            bruker, sak, i_dag=I_DAG, tildelinger=[], delinger=[]
        ).innmelder

    assert [
        ser(b)
        for b in (
            *(v.sekretariat, v.sekretariat2, v.leder_hjemme, v.kontakt_narvik),
            *(v.leder_akutt, v.kontakt_unn, v.saksbehandler_akutt, v.melder),
        )
    ] == [True] * 4 + [False] * 4


def test_the_answer_goes_to_the_leader_of_the_sender_without_an_account(v):
    sak = meld(v, enhet=v.hjemme)
    actions.besvar(sak, innhold=lag_svar(), av=v.leder_akutt, naa=dag(2))

    assert mottakere("svar_klart") == {v.leder_hjemme}


def test_where_nobody_has_an_account_the_sekretariat_answers_on_paper(v):
    sak = meld(v)
    actions.besvar(sak, innhold=lag_svar(), av=v.leder_akutt, naa=dag(2))

    assert mottakere("svar_klart") == {v.sekretariat, v.sekretariat2}
    actions.svar_sendt_som_brev(sak, dato=dag(3).date(), av=v.sekretariat, naa=dag(3))
    svar = Svar.objects.uten_tilgangskontroll(grunn="test").get(avvik=sak)
    assert svar.sendt_som_brev == dag(3).date()
    assert hendelser(sak)[-1][0] == Verb.SVAR_SOM_BREV
    with pytest.raises(UlovligOvergang):
        actions.svar_sendt_som_brev(
            sak, dato=dag(3).date(), av=v.sekretariat, naa=dag(3)
        )


def test_the_sekretariat_reacts_for_the_sender_marked_so(v):
    sak = meld(v)
    actions.besvar(sak, innhold=lag_svar(), av=v.leder_akutt, naa=dag(2))
    with pytest.raises(IkkeLov):
        actions.mer(sak, tekst="Og så?", av=v.kontakt_unn, naa=dag(3))
    actions.mer(sak, tekst="Og så?", av=v.sekretariat, naa=dag(3))

    assert hendelser(sak)[-1] == (Verb.MER, v.legene, True)
    melding = Melding.objects.uten_tilgangskontroll(grunn="test").get(avvik=sak)
    assert (melding.slag, melding.fra_enhet) == (Meldingsslag.MER, v.legene)


def test_the_sekretariat_speaks_for_nobody_who_has_an_account(v):
    egen = lag_sak(v.melder, til=v.akutt)
    for_melder = meld(v, enhet=v.hjemme, registrert_for=v.melder)
    for sak in (egen, for_melder):
        with pytest.raises(IkkeLov):
            actions.trekk(sak, av=v.sekretariat, naa=NAA)
        actions.besvar(sak, innhold=lag_svar(), av=v.leder_akutt, naa=dag(2))
        with pytest.raises(IkkeLov):
            actions.nyttig(sak, av=v.sekretariat, naa=dag(3))
        with pytest.raises(IkkeLov):
            actions.svar_sendt_som_brev(
                sak, dato=dag(3).date(), av=v.sekretariat, naa=dag(3)
            )


@pytest.mark.parametrize("status", [*Status])
def test_an_answer_on_paper_from_each_state(v, status):
    """Only where there is an answer that has not gone out."""
    sak = i_tilstand(status, v)
    rader = Avvik.objects.uten_tilgangskontroll(grunn="test").filter(pk=sak.pk)
    rader.update(
        melder=None, registrert_av=v.sekretariat, kanal="papir", mottatt_dato=I_DAG
    )
    sak = rader.get()
    if status in (Status.BESVART, Status.MER_ONSKET, Status.AVSLUTTET):
        actions.svar_sendt_som_brev(
            sak, dato=dag(5).date(), av=v.sekretariat, naa=dag(5)
        )
        assert hendelser(sak)[-1][0] == Verb.SVAR_SOM_BREV
    else:
        with pytest.raises(UlovligOvergang):
            actions.svar_sendt_som_brev(
                sak, dato=dag(5).date(), av=v.sekretariat, naa=dag(5)
            )


# --- letters to units that are not tilknyttet ---------------------------------------


def til_legene(v):
    return lag_sak(v.melder_akutt, til=v.legene)


def gjor_ikke_tilknyttet(v):
    type(v.unn).objects.filter(pk=v.unn.pk).update(tilknyttet_til=I_DAG)


def test_a_case_to_a_unit_that_is_not_tilknyttet_is_the_sekretariats_to_send(v):
    sak = til_legene(v)

    assert (sak.status, sak.holder) == (Status.SENDT, v.legene)
    assert mottakere("ny_sak") == set()
    assert mottakere("ny_sak_papir") == {v.sekretariat, v.sekretariat2}
    actions.sendt_som_brev(sak, dato=dag(1).date(), av=v.sekretariat, naa=dag(1))
    assert sak.brev_sendt == dag(1).date()
    assert hendelser(sak)[-1][0] == Verb.SENDT_SOM_BREV
    assert sak.status == Status.SENDT


def test_the_sekretariat_confirms_and_answers_for_the_unit_marked_so(v):
    sak = til_legene(v)
    actions.bekreft(sak, av=v.sekretariat, naa=dag(2))
    svar = actions.besvar(sak, innhold=lag_svar(), av=v.sekretariat, naa=dag(9))

    assert svar.paa_vegne_av_enheten is True
    assert hendelser(sak)[1:] == [
        (Verb.BEKREFT, v.legene, True),
        (Verb.BESVAR, v.legene, True),
    ]
    assert mottakere("svar_klart") == {v.melder_akutt}


def test_the_sekretariat_answers_for_no_unit_that_is_tilknyttet(v):
    sak = lag_sak(v.melder, til=v.akutt)
    for gjor in (
        lambda: actions.bekreft(sak, av=v.sekretariat, naa=dag(2)),
        lambda: actions.besvar(sak, innhold=lag_svar(), av=v.sekretariat, naa=dag(2)),
        lambda: actions.sendt_som_brev(
            sak, dato=dag(2).date(), av=v.sekretariat, naa=dag(2)
        ),
        lambda: actions.registrer_tiltak(
            sak,
            enhet=v.akutt,
            beskrivelse="Ny rutine",
            ansvarlig_rolle="Leder",
            frist=dag(9).date(),
            av=v.sekretariat,
            naa=dag(2),
        ),
    ):
        with pytest.raises(IkkeLov):
            gjor()


@pytest.mark.parametrize("hvem", ["melder_akutt", "leder_akutt", "kontakt_unn"])
def test_nobody_else_records_a_letter(v, hvem):
    sak = til_legene(v)
    with pytest.raises(IkkeLov):
        actions.sendt_som_brev(sak, dato=dag(1).date(), av=getattr(v, hvem), naa=dag(1))


@pytest.mark.parametrize("status", [*Status])
def test_a_letter_from_each_state(v, status):
    """While the unit has the case; there is nobody to write to before fordel."""
    sak = i_tilstand(status, v)
    gjor_ikke_tilknyttet(v)
    naa = dag(6)
    sak = Avvik.objects.uten_tilgangskontroll(grunn="test").get(pk=sak.pk)
    tilbys = status in (
        *(Status.SENDT, Status.MOTTATT),
        *(Status.VENTER_PA_MELDER, Status.MER_ONSKET),
    )
    if tilbys:
        actions.sendt_som_brev(sak, dato=naa.date(), av=v.sekretariat, naa=naa)
        assert sak.brev_sendt == naa.date()
    else:
        with pytest.raises(UlovligOvergang):
            actions.sendt_som_brev(sak, dato=naa.date(), av=v.sekretariat, naa=naa)
    assert sak.status == status


@pytest.mark.parametrize("dager", [-1, 2])
def test_a_letter_is_sent_after_it_was_filed_and_not_tomorrow(v, dager):
    sak = til_legene(v)
    with pytest.raises(ValidationError):
        actions.sendt_som_brev(
            sak, dato=dag(dager).date(), av=v.sekretariat, naa=dag(1)
        )
    assert sak.brev_sendt is None


def test_what_is_asked_afterwards_must_be_sent_too(v):
    sak = til_legene(v)
    actions.sendt_som_brev(sak, dato=dag(1).date(), av=v.sekretariat, naa=dag(1))
    actions.besvar(sak, innhold=lag_svar(), av=v.sekretariat, naa=dag(9))
    actions.mer(sak, tekst="Og så?", av=v.melder_akutt, naa=dag(10))

    assert sak.brev_sendt is None
    assert mottakere("mer_trengs") == {v.sekretariat, v.sekretariat2}


def test_every_reminder_goes_to_the_sekretariat(v):
    lag_bruker("lege", (Rollenavn.LEDER, v.legene))
    til_legene(v)
    for dager in range(1, 50):
        skann(dag(dager))
    linjer = Brevlinje.objects.select_related("brev__mottaker")

    assert {linje.kind for linje in linjer} == {
        "paminnelse_svar",
        "paminnelse_bekreft",
    }
    assert {linje.brev.mottaker for linje in linjer} == {v.sekretariat, v.sekretariat2}
