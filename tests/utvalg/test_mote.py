"""Agenda, what is written in the meeting, and what happens after it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from avvik.enums import Status
from avvik.models import Avvik, Melding
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.feil import IkkeLov, UlovligOvergang, Versjonskonflikt
from helsefellesskap.models import Brev
from helsefellesskap.register import brevslag
from helsefellesskap.transaksjon import SYSTEM, transaksjon
from tests.factories import NAA, dag
from tests.utvalg.hjelp import (
    MOTEDAG,
    lag_agendasak,
    lag_forslag,
    signer,
    skriv,
    verv_i,
)
from utvalg import actions
from utvalg.enums import Utvalgsvurdering, Verv
from utvalg.models import Laeringspunkt, Mote, Sak, Vedtak

pytestmark = pytest.mark.django_db
ETTER = dag(31)


def saksliste(v):
    saker = Sak.objects.uten_tilgangskontroll(grunn="test").filter(mote=v.mote)
    return [(s.nummer, s.pk) for s in saker.order_by("nummer")]


def lest(sak):
    return (
        Sak.objects.uten_tilgangskontroll(grunn="test")
        .select_related("mote", "presentasjon")
        .get(pk=sak.pk)
    )


def vurder(sak, v, vurdering, av=None, **felter):
    felter.setdefault("versjon", lest(sak).versjon)
    actions.vurder(sak, vurdering=vurdering, av=av or v.fsu_leder, naa=NAA, **felter)


def test_a_meeting_is_made_by_the_sekretariat_once_a_day(v):
    with pytest.raises(IkkeLov):
        actions.opprett_mote(v.utvalg, dato=date(2027, 3, 1), sted="", av=v.fsu_leder)
    with pytest.raises(ValidationError):
        actions.opprett_mote(v.utvalg, dato=MOTEDAG, sted="", av=v.sekretariat)

    nytt = actions.opprett_mote(
        v.utvalg, dato=date(2027, 3, 1), sted="", av=v.sekretariat
    )

    assert list(Mote.objects.filter(utvalg=v.utvalg)) == [nytt, v.mote]


def test_the_agenda_is_ordered_moved_and_closed_up(v):
    en, to, tre = [lag_agendasak(v) for _ in range(3)]
    assert saksliste(v) == [(1, en.pk), (2, to.pk), (3, tre.pk)]

    actions.flytt(tre, opp=True, av=v.sekretariat)
    assert saksliste(v) == [(1, en.pk), (2, tre.pk), (3, to.pk)]
    actions.flytt(en, opp=True, av=v.sekretariat)
    actions.flytt(lest(to), opp=False, av=v.sekretariat)
    assert saksliste(v) == [(1, en.pk), (2, tre.pk), (3, to.pk)]

    actions.ta_av_sakliste(en, av=v.sekretariat)
    assert saksliste(v) == [(1, tre.pk), (2, to.pk)]
    for handling in (
        lambda: actions.flytt(to, opp=True, av=v.fsu_leder),
        lambda: actions.ta_av_sakliste(to, av=v.fsu_leder),
        lambda: actions.sett_paa_sakliste(en.presentasjon, mote=v.mote, av=v.medlem),
    ):
        with pytest.raises(IkkeLov):
            handling()
    assert saksliste(v) == [(1, tre.pk), (2, to.pk)]


def test_a_case_stands_on_one_coming_agenda_and_stays_when_written_about(v):
    sak = lag_agendasak(v)
    neste = actions.opprett_mote(
        v.utvalg, dato=date(2027, 3, 1), sted="", av=v.sekretariat
    )
    with pytest.raises(ValidationError):
        actions.sett_paa_sakliste(sak.presentasjon, mote=neste, av=v.sekretariat)
    actions.skriv_laeringspunkt(sak, tekst="Ring.", av=v.medlem)

    with pytest.raises(UlovligOvergang):
        actions.ta_av_sakliste(sak, av=v.sekretariat)


@pytest.mark.parametrize(
    "person", ["fsu_leder", "fsu_nestleder", "medlem", "brukerrep", "sekretariat"]
)
def test_members_and_sekretariat_write_points(v, person):
    sak = lag_agendasak(v)

    punkt = actions.skriv_laeringspunkt(sak, tekst=" Ring. ", av=getattr(v, person))

    assert (punkt.tekst, punkt.av) == ("Ring.", getattr(v, person))


@pytest.mark.parametrize(
    "person", ["tidligere", "medlem_akutt", "melder", "leder_akutt", "ssu", "admin"]
)
def test_others_former_and_inhabil_members_do_not(v, person):
    sak = lag_agendasak(v, til=v.akutt)

    with pytest.raises(IkkeLov):
        actions.skriv_laeringspunkt(sak, tekst="Ring.", av=getattr(v, person))


def test_a_point_is_changed_by_its_writer_or_the_leader(v):
    sak = lag_agendasak(v)
    punkt = actions.skriv_laeringspunkt(sak, tekst="Ring.", av=v.medlem)
    with pytest.raises(IkkeLov):
        actions.rett_laeringspunkt(punkt, tekst="Skriv.", versjon=1, av=v.brukerrep)
    actions.rett_laeringspunkt(punkt, tekst="Skriv.", versjon=1, av=v.medlem)
    with pytest.raises(Versjonskonflikt):
        actions.rett_laeringspunkt(punkt, tekst="Vent.", versjon=1, av=v.fsu_leder)
    alle = Laeringspunkt.objects.uten_tilgangskontroll(grunn="test")
    assert list(alle.values_list("tekst", flat=True)) == ["Skriv."]

    actions.rett_laeringspunkt(punkt, tekst="", versjon=2, av=v.fsu_leder)
    assert alle.count() == 0


def test_nothing_is_written_about_an_unsigned_text(v):
    sak = lag_agendasak(v, signert=False)
    for handling in (
        lambda: actions.skriv_laeringspunkt(sak, tekst="Ring.", av=v.sekretariat),
        lambda: vurder(sak, v, Utvalgsvurdering.GODT_FULGT_OPP),
    ):
        with pytest.raises(UlovligOvergang):
            handling()
    signer(sak.presentasjon, v)

    vurder(sak, v, Utvalgsvurdering.GODT_FULGT_OPP)

    assert lest(sak).vurdering == Utvalgsvurdering.GODT_FULGT_OPP


@pytest.mark.parametrize("person", ["fsu_leder", "fsu_nestleder", "sekretariat"])
def test_the_assessment_is_recorded_by_leader_deputy_or_sekretariat(v, person):
    sak = lag_agendasak(v)

    vurder(sak, v, Utvalgsvurdering.NESTE_MOTE, av=getattr(v, person))

    assert lest(sak).vurdering == Utvalgsvurdering.NESTE_MOTE


@pytest.mark.parametrize("person", ["medlem", "brukerrep", "tidligere", "melder"])
def test_the_assessment_is_not_recorded_by_others(v, person):
    sak = lag_agendasak(v)

    with pytest.raises(IkkeLov):
        vurder(sak, v, Utvalgsvurdering.GODT_FULGT_OPP, av=getattr(v, person))

    assert lest(sak).vurdering == ""


def test_an_assessment_on_an_old_version_is_refused(v):
    sak = lag_agendasak(v)
    vurder(sak, v, Utvalgsvurdering.NESTE_MOTE, versjon=1)

    with pytest.raises(Versjonskonflikt):
        vurder(sak, v, Utvalgsvurdering.GODT_FULGT_OPP, versjon=1, av=v.sekretariat)

    assert lest(sak).vurdering == Utvalgsvurdering.NESTE_MOTE


def test_asking_for_more_opens_the_case_once_with_the_committees_date(v):
    avvik = lag_forslag(v)
    sak = lag_agendasak(v, kilde=avvik)
    frist = date(2026, 12, 20)
    mer = {"tekst": "Hva er endret?", "frist": frist}

    vurder(sak, v, Utvalgsvurdering.BE_OM_MER, **mer)
    vurder(lest(sak), v, Utvalgsvurdering.BE_OM_MER, **mer)

    avvik = Avvik.objects.uten_tilgangskontroll(grunn="test").get(pk=avvik.pk)
    assert (avvik.status, avvik.holder_frist) == (Status.MER_ONSKET, frist)
    meldinger = Melding.objects.uten_tilgangskontroll(grunn="test")
    assert [m.tekst for m in meldinger.filter(avvik=avvik)] == ["Hva er endret?"]
    vedtak = Vedtak.objects.get(sak=sak)
    assert (vedtak.til_enhet, vedtak.frist) == (v.ortopedi_narvik, frist)
    assert Brev.objects.filter(kind="fsu_mer").count() == 1
    with pytest.raises(UlovligOvergang):
        vurder(lest(sak), v, Utvalgsvurdering.GODT_FULGT_OPP)


def test_asking_for_more_needs_an_answered_case_a_text_and_a_date(v):
    sak = lag_agendasak(v)
    for felter in (
        {"tekst": "", "frist": date(2026, 12, 20)},
        {"tekst": "Mer", "frist": None},
        {"tekst": "Mer", "frist": NAA.date()},
    ):
        with pytest.raises(ValidationError):
            vurder(sak, v, Utvalgsvurdering.BE_OM_MER, **felter)
    ubesvart = lag_agendasak(v, kilde=lag_forslag(v, besvart=False))
    with pytest.raises(UlovligOvergang):
        vurder(
            ubesvart,
            v,
            Utvalgsvurdering.BE_OM_MER,
            tekst="Mer",
            frist=date(2026, 12, 20),
        )

    assert [lest(s).vurdering for s in (sak, ubesvart)] == ["", ""]
    assert Vedtak.objects.count() == 0


# --- inhabilitet ------------------------------------------------------------


def forslag(sak):
    rader = sak.inhabiliteter.order_by("medlemskap__bruker__email")
    return [(r.medlemskap.bruker, r.foreslatt, r.inhabil) for r in rader]


def synlig(sak, bruker):
    bruker.glem_tilgang()
    return Sak.objects.synlig_for(bruker).filter(pk=sak.pk).exists()


def test_the_system_proposes_members_whose_unit_has_had_the_case(v):
    sak = lag_agendasak(v, til=v.akutt)
    annen = lag_agendasak(v)

    assert forslag(sak) == [(v.medlem_akutt, True, None)]
    assert forslag(annen) == []
    assert synlig(annen, v.medlem_akutt)
    assert not synlig(sak, v.medlem_akutt)
    assert synlig(sak, v.medlem)


@pytest.mark.parametrize("person", ["leder_medisinsk", "melder", "leder_hjemme"])
def test_leaders_above_and_the_sending_unit_are_proposed_too(v, person):
    sak = lag_agendasak(v, til=v.akutt)
    bruker = getattr(v, person)
    annen = lag_agendasak(v, til=v.akutt)

    verv_i(v, bruker, Verv.MEDLEM)

    assert (bruker, True, None) in forslag(sak) and (bruker, True, None) in forslag(
        annen
    )
    assert not synlig(sak, bruker)


def test_the_committee_decides_and_never_oneself(v):
    sak = lag_agendasak(v, til=v.akutt)

    def avgjor(navn, inhabil, av):
        actions.avgjor_inhabilitet(
            sak, medlemskap=v.medlemskap[navn], inhabil=inhabil, av=av, naa=NAA
        )

    for av in (v.medlem, v.brukerrep, v.medlem_akutt, v.melder):
        with pytest.raises(IkkeLov):
            avgjor("medlem_akutt", False, av)
    with pytest.raises(IkkeLov):
        avgjor("fsu_leder", False, v.fsu_leder)

    avgjor("medlem_akutt", False, v.fsu_leder)
    avgjor("medlem", True, v.fsu_nestleder)

    assert forslag(sak) == [(v.medlem_akutt, True, False), (v.medlem, False, True)]
    assert synlig(sak, v.medlem_akutt)
    assert not synlig(sak, v.medlem)


def test_an_inhabil_leader_records_nothing_in_that_case(v):
    sak = lag_agendasak(v)
    actions.avgjor_inhabilitet(
        sak, medlemskap=v.medlemskap["fsu_leder"], inhabil=True, av=v.sekretariat,
        naa=NAA,
    )  # fmt: skip

    with pytest.raises(IkkeLov):
        vurder(sak, v, Utvalgsvurdering.GODT_FULGT_OPP)
    vurder(sak, v, Utvalgsvurdering.GODT_FULGT_OPP, av=v.fsu_nestleder)


def test_points_of_a_closed_case_are_closed_too(v):
    sak = lag_agendasak(v, til=v.akutt)
    actions.skriv_laeringspunkt(sak, tekst="Ring.", av=v.medlem)

    def antall(bruker):
        return Laeringspunkt.objects.synlig_for(bruker).count()

    personer = (v.medlem, v.brukerrep, v.medlem_akutt, v.tidligere, v.melder, v.ssu)
    assert [antall(p) for p in personer] == [1, 1, 0, 0, 0, 0]


# --- after ------------------------------------------------------------------


def test_after_the_meeting_everything_stands(v):
    avvik = lag_forslag(v)
    sak = lag_agendasak(v, kilde=avvik)
    punkt = actions.skriv_laeringspunkt(sak, tekst="Ring.", av=v.medlem)
    for av in (v.medlem, v.brukerrep, v.melder):
        with pytest.raises(IkkeLov):
            actions.avhold(v.mote, av=av, naa=ETTER)
    with pytest.raises(UlovligOvergang):
        actions.avhold(v.mote, av=v.fsu_leder, naa=dag(30))

    actions.avhold(v.mote, av=v.fsu_leder, naa=ETTER)

    ny = skriv(lag_forslag(v), v)
    for handling in (
        lambda: actions.avhold(v.mote, av=v.fsu_leder, naa=ETTER),
        lambda: actions.sett_paa_sakliste(ny, mote=v.mote, av=v.sekretariat),
        lambda: actions.skriv_laeringspunkt(sak, tekst="Ring.", av=v.medlem),
        lambda: actions.rett_laeringspunkt(punkt, tekst="", versjon=1, av=v.medlem),
        lambda: vurder(sak, v, Utvalgsvurdering.GODT_FULGT_OPP),
        lambda: actions.flytt(sak, opp=True, av=v.sekretariat),
        lambda: actions.ta_av_sakliste(sak, av=v.sekretariat),
        lambda: skriv(avvik, v, versjon=2, forslag="Nytt"),
        lambda: actions.avgjor_inhabilitet(
            sak, medlemskap=v.medlemskap["medlem"], inhabil=True, av=v.fsu_leder,
            naa=ETTER,
        ),
    ):  # fmt: skip
        with pytest.raises(UlovligOvergang):
            handling()


def test_a_meeting_with_an_unsigned_text_is_not_closed(v):
    lag_agendasak(v, signert=False)

    with pytest.raises(ValidationError):
        actions.avhold(v.mote, av=v.fsu_leder, naa=ETTER)


def test_feedback_goes_to_reporter_and_unit_once_with_number_date_and_link(v):
    avvik = lag_forslag(v)
    sak = lag_agendasak(v, kilde=avvik, tittel="Kanarifugl")
    utsatt = lag_agendasak(v)
    vurder(sak, v, Utvalgsvurdering.GODT_FULGT_OPP)
    vurder(utsatt, v, Utvalgsvurdering.NESTE_MOTE)
    with pytest.raises(UlovligOvergang):
        actions.send_tilbakemelding(v.mote, av=v.sekretariat, naa=ETTER)
    actions.avhold(v.mote, av=v.fsu_leder, naa=ETTER)
    with pytest.raises(IkkeLov):
        actions.send_tilbakemelding(v.mote, av=v.medlem, naa=ETTER)

    for _ in range(2):
        assert actions.send_tilbakemelding(v.mote, av=v.sekretariat, naa=ETTER) == 1

    brev = Brev.objects.filter(kind__startswith="utvalg_").order_by("kind")
    assert [(b.kind, b.mottaker) for b in brev] == [
        ("utvalg_til_enhet", v.leder_ortopedi),
        ("utvalg_til_melder", v.melder),
    ]
    for b in brev:
        innhold = brevslag(b.kind).innhold(b, b.mottaker)
        nr = avvik.saksnummer
        assert innhold.emne == f"Utvalget har gått gjennom sak {nr}"
        assert innhold.tekst == (
            "Utvalget gikk gjennom saken 3. desember 2026. Les tilbakemeldingen: "
            f"http://127.0.0.1:8000/utvalg/tilbakemelding/{nr}/"
        )
        assert brevslag(b.kind).onsket(b, b.mottaker)
        assert not brevslag(b.kind).onsket(b, v.medlem)


def test_a_membership_ends_with_its_last_day(v):
    sak = lag_agendasak(v)
    i_dag = lokal_dato(timezone.now())
    assert synlig(sak, v.medlem)

    actions.avslutt_medlemskap(
        v.medlemskap["medlem"], til=date(2001, 1, 1), av=v.sekretariat
    )
    assert not synlig(sak, v.medlem)
    actions.avslutt_medlemskap(v.medlemskap["medlem"], til=i_dag, av=v.sekretariat)
    assert synlig(sak, v.medlem)
    with pytest.raises(IkkeLov):
        actions.avslutt_medlemskap(v.medlemskap["medlem"], til=i_dag, av=v.fsu_leder)
    with transaksjon(SYSTEM), pytest.raises(IkkeLov):
        verv_i_som_leder(v)


def verv_i_som_leder(v):
    actions.oppnevn(
        v.utvalg, bruker=v.melder, verv=Verv.LEDER, fra=MOTEDAG, av=v.fsu_leder
    )
