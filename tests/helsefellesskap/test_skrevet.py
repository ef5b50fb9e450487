"""What was written when log-in had ended, or had begun in another tab, is not lost."""

import pytest
from django.test import Client

from helsefellesskap.models import Tilgangslogg

pytestmark = pytest.mark.django_db
BESVAR = "/sak/2026-0001/besvar/"
SIDE = "http://testserver/sak/2026-0001/?flere=1"
SKREVET = {
    "versjon": "1",
    "vurdering": "riktig",
    "til_melder": "Vi beklager.\r\n<b>Rutinen</b> er endret.",
    "frist": "2026-11-22",
}


def egne(svar):
    """The texts of the page, as they stand in it."""
    deler = svar.content.decode().split('<div class="egen-tekst">')[1:]
    return [del_.split("</div>")[0].replace("\r\n", "\n") for del_ in deler]


VIST = ["Vi beklager.\n&lt;b&gt;Rutinen&lt;/b&gt; er endret."]


def test_past_log_in_the_text_is_shown_with_the_way_back_to_its_page(client):
    svar = client.post(BESVAR, SKREVET, headers={"referer": SIDE})

    assert (svar.status_code, egne(svar)) == (403, VIST)
    assert 'href="/logg-inn/?next=/sak/2026-0001/"' in svar.text
    assert svar["Cache-Control"] == "no-store, private"
    assert Tilgangslogg.objects.count() == 0


def test_reading_past_log_in_is_as_ever(client):
    assert client.get("/mine/?side=2").url == "/logg-inn/?next=/mine/%3Fside%3D2"


@pytest.mark.parametrize(
    ("fra", "vist"), [("same-origin", VIST), ("cross-site", []), ("", [])]
)
def test_a_page_older_than_the_log_in_shows_its_text_to_its_own_tab_only(fra, vist):
    klient = Client(enforce_csrf_checks=True)
    hoder = {"referer": SIDE, "sec-fetch-site": fra}
    svar = klient.post("/meld/avvik/", SKREVET, headers=hoder)

    assert (svar.status_code, egne(svar)) == (403, vist)
    lenke = '<a class="knapp" href="/sak/2026-0001/">Åpne siden på nytt</a>'
    assert (lenke in svar.text) == bool(vist)
