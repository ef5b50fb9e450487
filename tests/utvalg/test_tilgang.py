"""For those outside the committee nothing of it exists."""

import pytest
from django.urls import reverse

from helsefellesskap.enums import Tilgang
from helsefellesskap.models import Tilgangslogg
from tests.utvalg.hjelp import lag_agendasak, lag_forslag
from tests.utvalg.sidehjelp import sak_url, som

pytestmark = pytest.mark.django_db
UTENFOR = ["tidligere", "melder", "leder_akutt", "kontakt_unn", "ssu", "admin"]


@pytest.mark.parametrize("person", UTENFOR)
def test_for_those_outside_the_committee_it_does_not_exist(v, person):
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

    svar = [klient.get(url) for url in urler]

    assert {(s.status_code, s.content) for s in svar} == {(404, svar[0].content)}
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
