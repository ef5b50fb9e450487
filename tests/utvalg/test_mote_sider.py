"""The meeting: its agenda, who is inhabil, closing and feedback."""

import pytest
from django.urls import reverse

from helsefellesskap.enums import Flyt, Tilgang
from helsefellesskap.models import Brev, Rettsgrunnlag, Tilgangslogg
from tests.factories import dag
from tests.utvalg.hjelp import (
    MOTEDAG,
    TEKSTER,
    lag_agendasak,
    lag_forslag,
    signer,
    skriv,
)
from tests.utvalg.sidehjelp import sak_url, som
from utvalg import actions
from utvalg.models import Mote, Sak

pytestmark = pytest.mark.django_db


def test_the_sekretariat_makes_a_meeting_and_orders_its_agenda(v):
    klient = som(v.sekretariat)
    svar = klient.post(
        reverse("mote_nytt"),
        {"utvalg": v.utvalg.pk, "dato": "2027-03-01", "sted": "Teams"},
    )
    mote = Mote.objects.get(dato="2027-03-01")
    assert svar["Location"] == reverse("mote", args=[mote.pk])
    for _ in range(2):
        p = skriv(lag_forslag(v), v)
        klient.post(
            reverse("sakliste_legg_til", args=[mote.pk]), {"presentasjon": p.pk}
        )

    def rekkefolge():
        saker = Sak.objects.uten_tilgangskontroll(grunn="test").filter(mote=mote)
        return list(saker.order_by("nummer").values_list("presentasjon", flat=True))

    forst = rekkefolge()
    klient.post(reverse("sakliste_ned", args=[mote.pk, 1]))
    assert rekkefolge() == forst[::-1]
    klient.post(reverse("sakliste_opp", args=[mote.pk, 2]))
    assert rekkefolge() == forst
    klient.post(reverse("sakliste_fjern", args=[mote.pk, 1]))
    assert rekkefolge() == forst[1:]


def test_a_refused_meeting_says_why(v):
    klient = som(v.sekretariat)
    felter = {"utvalg": v.utvalg.pk, "dato": MOTEDAG.isoformat()}
    to = klient.post(reverse("mote_nytt"), felter).content.decode()
    assert "Utvalget har alt et møte denne dagen" in to
    Rettsgrunnlag.objects.filter(flyt=Flyt.UTVALG).delete()
    stengt = klient.post(reverse("mote_nytt"), {**felter, "dato": "2027-03-01"})

    assert "godkjent rettslig grunnlag" in stengt.content.decode()
    assert Mote.objects.count() == 1


def test_members_see_no_title_that_nobody_has_signed(v):
    sak = lag_agendasak(v, signert=False, tittel="Kanarifugl")
    url = reverse("mote", args=[v.mote.pk])

    def ser():
        personer = ("medlem", "fsu_leder", "sekretariat")
        return {
            p: "Kanarifugl" in som(getattr(v, p)).get(url).content.decode()
            for p in personer
        }

    assert ser() == {"medlem": False, "fsu_leder": False, "sekretariat": True}
    signer(sak.presentasjon, v)
    assert ser() == {"medlem": True, "fsu_leder": True, "sekretariat": True}


@pytest.mark.parametrize("person", ["medlem", "fsu_leder"])
def test_members_see_the_agenda_and_may_not_change_it(v, person):
    lag_agendasak(v)
    klient = som(getattr(v, person))
    assert klient.get(reverse("mote", args=[v.mote.pk])).status_code == 200

    svar = [
        klient.get(reverse("mote_nytt")),
        klient.post(reverse("sakliste_fjern", args=[v.mote.pk, 1])),
        klient.post(reverse("sakliste_opp", args=[v.mote.pk, 1])),
        klient.post(reverse("sakliste_legg_til", args=[v.mote.pk])),
    ]

    assert [s.status_code for s in svar] == [403, 403, 403, 403]
    assert Tilgangslogg.objects.filter(handling=Tilgang.AVVIST).count() == 4
    assert Sak.objects.uten_tilgangskontroll(grunn="test").count() == 1


def test_inhabilitet_is_decided_on_its_page_by_the_leader(v):
    sak = lag_agendasak(v, til=v.akutt)
    url = f"{sak_url(v)}inhabilitet/"
    assert som(v.medlem).get(url).status_code == 403
    klient = som(v.fsu_leder)
    side = klient.get(url).content.decode()
    assert (
        "Foreslått inhabil" in side and v.fsu_leder.navn not in side.split("<main")[1]
    )
    felt = f"m{v.medlemskap['medlem_akutt'].pk}"

    klient.post(url, {felt: "habil"})

    rad = sak.inhabiliteter.get()
    assert (rad.foreslatt, rad.inhabil) == (True, False)
    assert som(v.medlem_akutt).get(sak_url(v)).status_code == 200


def test_the_meeting_is_closed_and_feedback_sent_from_its_page(v):
    avvik = lag_forslag(v)
    sak = lag_agendasak(v, kilde=avvik)
    actions.vurder(
        sak, vurdering="godt_fulgt_opp", versjon=1, av=v.fsu_leder, naa=dag(20)
    )
    actions.skriv_laeringspunkt(sak, tekst="Ring på fredager.", av=v.medlem)
    Mote.objects.filter(pk=v.mote.pk).update(dato="2026-11-03")
    avslutt = reverse("mote_avhold", args=[v.mote.pk])
    send = reverse("mote_tilbakemelding", args=[v.mote.pk])
    assert [som(v.medlem).post(u).status_code for u in (avslutt, send)] == [403, 403]
    klient = som(v.fsu_leder)

    klient.post(send)
    assert Brev.objects.filter(kind__startswith="utvalg_").count() == 0
    klient.post(avslutt)
    klient.post(send)

    assert Brev.objects.filter(kind__startswith="utvalg_").count() == 2
    assert (
        "Tilbakemelding er sendt."
        in klient.get(reverse("mote", args=[v.mote.pk])).content.decode()
    )
    lukket = klient.get(sak_url(v)).content.decode()
    assert "Lagre og vis" not in lukket and "Godt fulgt opp" in lukket
    url = reverse("tilbakemelding", args=[avvik.saksnummer])
    for part in (v.melder, v.leder_hjemme, v.leder_ortopedi):
        side = som(part).get(url).content.decode()
        assert "Godt fulgt opp" in side and "Ring på fredager." in side
        assert TEKSTER["hva_skjedde"] not in side
    assert [som(p).get(url).status_code for p in (v.medlem, v.fsu_leder, v.ssu)] == [
        404,
        404,
        404,
    ]


# --- cost -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "antall"), [("medlem", 16), ("fsu_leder", 16), ("sekretariat", 18)]
)
def test_the_agenda_costs_the_same_with_one_and_thirty_cases(
    v, person, antall, django_assert_num_queries
):
    klient = som(getattr(v, person))
    url = reverse("mote", args=[v.mote.pk])
    laget = 0
    for saker in (1, 30):
        while laget < saker:
            sak = lag_agendasak(v)
            actions.skriv_laeringspunkt(sak, tekst="Ring.", av=v.medlem)
            laget += 1
        klient.get(url)
        with django_assert_num_queries(antall):
            side = klient.get(url).content.decode()
        assert side.count(TEKSTER["tittel"]) == saker
