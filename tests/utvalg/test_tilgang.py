"""For those outside the committee nothing of it exists."""

import pytest
from django.urls import reverse

from helsefellesskap.enums import Tilgang
from helsefellesskap.models import Tilgangslogg
from tests.factories import lag_sak
from tests.utvalg.hjelp import MOTEDAG, lag_agendasak, lag_forslag
from tests.utvalg.sidehjelp import sak_url, som
from utvalg import actions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uten_to_faktorer")]
UTENFOR = ["tidligere", "melder", "leder_akutt", "kontakt_unn", "ssu", "admin"]


def avvist(klient, url, django_assert_num_queries=None):
    svar = klient.get(url)
    return svar.status_code, svar.content


@pytest.mark.parametrize("person", UTENFOR)
def test_for_those_outside_the_committee_does_not_exist(v, person):
    avvik = lag_forslag(v)
    lag_agendasak(v, kilde=avvik)
    klient = som(getattr(v, person))
    urler = [
        reverse("utvalg"),
        reverse("laeringspunkter"),
        reverse("mote_nytt"),
        reverse("mote", args=[v.mote.pk]),
        sak_url(v),
        f"{sak_url(v)}inhabilitet/",
        reverse("presentasjon", args=[avvik.saksnummer]),
        reverse("presentasjon_skriv", args=[avvik.saksnummer]),
    ]

    sider = {avvist(klient, url) for url in urler}

    assert {status for status, _ in sider} == {404}
    assert len(sider) == 1
    assert Tilgangslogg.objects.filter(handling=Tilgang.AVVIST).count() == len(urler)
    meny = klient.get("/").content.decode()
    assert [ord_ for ord_ in ("Møter", "Neste møte") if f">{ord_}<" in meny] == []


@pytest.mark.parametrize("person", ["medlem", "fsu_leder"])
def test_for_members_the_texts_of_the_sekretariat_do_not_exist(v, person):
    avvik = lag_forslag(v)
    lag_agendasak(v, kilde=avvik)
    klient = som(getattr(v, person))
    nr = avvik.saksnummer

    svar = [
        klient.get(reverse("presentasjon", args=[nr])),
        klient.get(reverse("presentasjon_skriv", args=[nr])),
        klient.post(reverse("presentasjon_kontroller", args=[nr]), {"versjon": 2}),
        klient.get(reverse("sak", args=[nr])),
    ]

    assert [s.status_code for s in svar] == [404, 404, 404, 404]


def test_foreign_missing_and_malformed_cost_and_look_the_same(
    v, django_assert_num_queries
):
    fremmed = actions.opprett_utvalg(navn="Et annet utvalg", av=v.sekretariat)
    mote = actions.opprett_mote(fremmed, dato=MOTEDAG, sted="", av=v.sekretariat)
    klient = som(v.medlem)
    klient.get("/utvalg/mote/0/")
    svar = []
    for pk in (mote.pk, 99999999, "0", "x", "9" * 30, "%00", "١"):
        for sti in ("", "sak/1/"):
            with django_assert_num_queries(17):
                svar.append(klient.get(f"/utvalg/mote/{pk}/{sti}"))

    assert {s.status_code for s in svar} == {404}
    assert len({s.content for s in svar}) == 1


def test_cases_not_put_forward_missing_and_malformed_look_the_same(
    v, django_assert_num_queries
):
    sak = lag_sak(v.melder, til=v.akutt)
    klient = som(v.sekretariat)
    svar = []
    for nr in (sak.saksnummer, "2026-9999", "x", "%00", "R-2026-9999"):
        url = f"/utvalg/presentasjon/{nr}/skriv/"
        svar.append(klient.get(url))

    assert {s.status_code for s in svar} == {404}
    assert len({s.content for s in svar}) == 1
