"""A card on an agenda whose yes is taken back is neither shown nor presented."""

import pytest
from django.urls import reverse

from avvik import actions as avvik
from avvik.models import Rabrakort
from helsefellesskap import epost
from helsefellesskap.feil import IkkeLov, UlovligOvergang
from helsefellesskap.models import Brev, Tilgangslogg
from rapporter import actions as rapporter
from rapporter.enums import Rapporttype
from rapporter.forms import Laeringsskjema
from rapporter.tall import Periode
from tests.factories import NAA, dag
from tests.utvalg.hjelp import MOTEDAG, TEKSTER, lag_agendasak, lag_forslag, skriv
from tests.utvalg.sidehjelp import sak_url, som
from utvalg import actions
from utvalg.enums import Utvalgsvurdering
from utvalg.models import Laeringspunkt, Presentasjon, Sak

pytestmark = pytest.mark.django_db
KORTTEKST = {"tittel": "Papegøye", "hva_skjedde": "Kanarifugl"}
LAERT = "Ring alltid før helgen."
ETTER = dag(31)


@pytest.fixture
def kort(v):
    """Passed on to one colleague, who has said yes; put forward."""
    kort = avvik.gi_rabra(
        enhet=v.akutt,
        meldende_enhet=v.hjemme,
        hvem="De på vakt",
        hva="Ringte i god tid",
        nokkel="7b1cf2a8-7d0b-4a5e-9a53-0a3a2a3c1d11",
        av=v.melder,
        naa=dag(0),
    )
    rost = v.saksbehandler_akutt
    avvik.gi_kortet_videre(kort, kolleger=[rost], av=v.leder_akutt, naa=dag(1))
    si(v, kort, ja=True)
    samtykk(v, kort)
    return kort


def si(v, kort, *, ja):
    avvik.svar_om_deling(kort, ja=ja, av=v.saksbehandler_akutt, naa=dag(2))


def samtykk(v, kort):
    avvik.registrer_samtykke(kort, foresla_fsu=True, av=v.leder_akutt, naa=dag(2))


@pytest.fixture
def sak(v, kort):
    """The card is sak 1; an ordinary case is sak 2."""
    sak = lag_agendasak(v, kilde=kort, **KORTTEKST)
    lag_agendasak(v)
    return sak


def lest(kort):
    return Rabrakort.objects.uten_tilgangskontroll(grunn="test").get(pk=kort.pk)


def side(v, person, adresse):
    return som(getattr(v, person)).get(adresse)


SER_SAKSLISTEN = ("sekretariat", "sekretariat2", "fsu_leder", "medlem", "brukerrep")


@pytest.mark.parametrize("person", SER_SAKSLISTEN)
def test_the_agenda_says_that_the_card_is_withdrawn_and_no_word_of_it(
    v, kort, sak, person
):
    agenda = reverse("mote", args=[v.mote.pk])
    assert "Papegøye" in side(v, person, agenda).text
    si(v, kort, ja=False)
    etter = side(v, person, agenda)

    assert [(r.nummer, bool(getattr(r, "trukket", False))) for r in rader(etter)] == [
        (1, True),
        (2, False),
    ]
    assert "#Råbra!-kortet er trukket" in etter.text
    assert [o for o in ("Papegøye", "Kanarifugl", kort.nummer) if o in etter.text] == []
    assert sak_url(v, 1) + '"' not in etter.text
    assert etter.context["forste"] == 2


def rader(svar):
    return svar.context["rader"]


@pytest.mark.parametrize("person", SER_SAKSLISTEN)
def test_the_meeting_view_of_it_is_closed_and_tells_why(v, kort, sak, person):
    si(v, kort, ja=False)
    svar = side(v, person, sak_url(v))
    rad = Tilgangslogg.objects.latest("pk")

    assert svar.status_code == 403
    assert "#Råbra!-kortet er trukket og vises ikke lenger." in svar.text
    assert [o for o in KORTTEKST.values() if o in svar.text] == []
    assert (rad.handling, rad.gjelder) == ("avvist", f"møte {MOTEDAG} sak 1")


def test_a_member_touched_by_the_card_is_still_told_nothing(v, kort, sak):
    si(v, kort, ja=False)
    agenda = side(v, "medlem_akutt", reverse("mote", args=[v.mote.pk]))

    assert [r.nummer for r in rader(agenda)] == [2]
    assert "trukket" not in agenda.text
    assert "Du er inhabil i denne saken." in side(v, "medlem_akutt", sak_url(v)).text


def test_nothing_more_is_written_about_it(v, kort, sak):
    si(v, kort, ja=False)
    svar = som(v.fsu_leder).post(
        sak_url(v), {"versjon": 1, "laeringspunkt": LAERT, "vurdering": ""}
    )

    assert svar.status_code == 403
    with pytest.raises(IkkeLov):
        actions.skriv_laeringspunkt(sak, tekst=LAERT, av=v.fsu_leder)
    assert Laeringspunkt.objects.uten_tilgangskontroll(grunn="test").count() == 0


def test_the_secretary_may_take_it_off_the_agenda(v, kort, sak):
    si(v, kort, ja=False)
    som(v.sekretariat).post(reverse("sakliste_fjern", args=[v.mote.pk, 1]))
    saker = Sak.objects.uten_tilgangskontroll(grunn="test").filter(mote=v.mote)

    assert [(s.nummer, s.presentasjon_id == sak.presentasjon_id) for s in saker] == [
        (1, False)
    ]


def test_the_text_is_closed_to_its_writers_who_are_told_and_sent_back(v, kort, sak):
    si(v, kort, ja=False)
    klient = som(v.sekretariat)
    for rute in ("presentasjon", "presentasjon_skriv"):
        svar = klient.get(reverse(rute, args=[kort.nummer]), follow=True)
        assert svar.redirect_chain == [(reverse("utvalg"), 302)]
        assert f"#Råbra!-kortet {kort.nummer} er trukket" in svar.text
        assert [o for o in KORTTEKST.values() if o in svar.text] == []
    svar = klient.post(
        reverse("presentasjon_skriv", args=[kort.nummer]), {**TEKSTER, "versjon": 2}
    )
    assert svar.status_code == 302
    assert klient.get(reverse("mote", args=[v.mote.pk])).context["leggtil"]
    alle = Presentasjon.objects.uten_tilgangskontroll(grunn="test")
    assert alle.get(rabrakort=kort).tittel == "Papegøye"
    assert not Presentasjon.objects.synlig_for(v.sekretariat).filter(rabrakort=kort)


def test_a_withdrawn_text_goes_on_no_agenda_and_is_not_signed(v, kort):
    p = skriv(kort, v)
    si(v, kort, ja=False)
    with pytest.raises(UlovligOvergang):
        actions.sett_paa_sakliste(p, mote=v.mote, av=v.sekretariat)
    with pytest.raises(UlovligOvergang):
        actions.kontroller(p, versjon=1, av=v.sekretariat2, naa=NAA)
    with pytest.raises(UlovligOvergang):
        skriv(lest(kort), v, versjon=1)
    utvalgssiden = side(v, "sekretariat", reverse("utvalg")).text
    assert TEKSTER["tittel"] not in utvalgssiden and kort.nummer not in utvalgssiden


def test_a_new_yes_brings_it_back_as_it_stood(v, kort, sak):
    si(v, kort, ja=False)
    si(v, kort, ja=True)
    assert side(v, "medlem", sak_url(v)).status_code == 403
    samtykk(v, lest(kort))

    assert "Kanarifugl" in side(v, "medlem", sak_url(v)).text


def test_an_unsigned_withdrawn_card_does_not_keep_the_meeting_open(v, kort):
    lag_agendasak(v, kilde=kort, signert=False)
    si(v, kort, ja=False)
    actions.avhold(v.mote, av=v.fsu_leder, naa=ETTER)

    assert v.mote.status == "avholdt"


# --- after the meeting ------------------------------------------------------------


@pytest.fixture
def behandlet(v, kort, sak):
    """Shown, learnt from, and the meeting held."""
    actions.skriv_laeringspunkt(sak, tekst=LAERT, av=v.medlem)
    vurdering = Utvalgsvurdering.GODT_FULGT_OPP
    actions.vurder(sak, vurdering=vurdering, versjon=1, av=v.fsu_leder, naa=NAA)
    actions.avhold(v.mote, av=v.fsu_leder, naa=ETTER)
    return sak


def test_what_was_learnt_from_it_leaves_the_committees_pages(v, kort, behandlet):
    for person in ("sekretariat", "medlem"):
        assert LAERT in side(v, person, reverse("laeringspunkter")).text
    si(v, kort, ja=False)
    for person in ("sekretariat", "medlem"):
        assert LAERT not in side(v, person, reverse("laeringspunkter")).text
        assert side(v, person, sak_url(v)).status_code == 403
        agenda = side(v, person, reverse("mote", args=[v.mote.pk])).text
        assert "#Råbra!-kortet er trukket" in agenda and "Papegøye" not in agenda


def test_no_letter_says_it_was_shown_once_it_is_withdrawn(v, kort, behandlet):
    assert actions.send_tilbakemelding(v.mote, av=v.fsu_leder, naa=ETTER) == 1
    brev = list(Brev.objects.filter(kind__startswith="utvalg_"))
    assert [epost.skriv(b)[0] is not None for b in brev] == [True] * 3
    si(v, kort, ja=False)

    assert [epost.skriv(b)[0] is not None for b in brev] == [False] * 3
    assert actions.send_tilbakemelding(v.mote, av=v.fsu_leder, naa=ETTER) == 0


def test_reports_not_yet_made_leave_out_what_was_learnt_from_it(v, kort, behandlet):
    r = rapporter.paabegynn_rapport(
        Rapporttype.AAR,
        periode=Periode.aar(2026),
        uttrekk=NAA.date(),
        av=v.sekretariat,
        naa=NAA,
    )
    punkt = Laeringspunkt.objects.synlig_for(v.sekretariat).get()
    rapporter.velg_laeringspunkter(r, valgte=[punkt], versjon=1, av=v.sekretariat)
    aar = Periode.aar(2026)

    def laert():
        valgbare = Laeringsskjema(bruker=v.sekretariat).fields["punkter"].queryset
        return (
            [p.tekst for p in rapporter.tekster(r).laeringspunkter],
            [p.tekst for p in rapporter.laering_i_perioden(aar)],
            [p.tekst for p in valgbare],
        )

    assert laert() == ([LAERT], [LAERT], [LAERT])
    si(v, kort, ja=False)
    assert laert() == ([], [], [])


# --- the leader takes it back for those without an account -------------------------


def test_the_leader_takes_the_yes_back_for_somebody_without_an_account(v, kort, sak):
    adresse = f"/rabra/{kort.nummer}/"
    assert "Har noen ombestemt seg?" in side(v, "leder_akutt", adresse).text
    for utenfor in ("melder", "saksbehandler_akutt", "leder_hjemme", "sekretariat"):
        svar = som(getattr(v, utenfor)).post(f"{adresse}trekk/")
        assert (svar.status_code, lest(kort).foreslatt_fsu) == (403, True)
    klient = som(v.leder_akutt)
    svar = klient.post(f"{adresse}trekk/", follow=True)

    assert "Kortet blir ikke delt med andre." in svar.text
    assert (lest(kort).samtykke_dato, lest(kort).foreslatt_fsu) == (None, False)
    assert "Har noen ombestemt seg?" not in svar.text
    assert side(v, "medlem", sak_url(v)).status_code == 403


def test_a_second_tab_does_not_take_the_proposal_back_by_chance(v, kort):
    avvik.registrer_samtykke(kort, foresla_fsu=False, av=v.leder_akutt, naa=dag(3))

    assert lest(kort).foreslatt_fsu is True


def test_other_cases_on_the_agenda_are_as_before(v, kort, sak):
    si(v, kort, ja=False)
    skriv(lag_forslag(v), v)

    assert TEKSTER["hva_skjedde"] in side(v, "medlem", sak_url(v, 2)).text
    assert side(v, "medlem", "/").context is not None
    saker = Sak.objects.synlig_for(v.medlem).filter(mote=v.mote)
    assert saker.count() == 1
