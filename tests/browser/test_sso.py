"""Log-in by SSO in a browser: the provider is on another site, behind a broker."""

import pytest

from tests.browser.bruksmater import uten_mus
from tests.browser.kontrast import utydelige
from tests.browser.test_meld import TEKST, fyll_steg_1, fyll_steg_2
from tests.sso import NAVN

pytestmark = [pytest.mark.treg, pytest.mark.usefixtures("sso")]
BREDDER = (1280, 360)


def logg_inn_der(side, epost):
    """At the provider, whose pages are not ours to measure."""
    side.tab.get_by_role("heading", name="Leverandøren").wait_for()
    assert side.tab.url.startswith("http://localhost:")
    assert side.tjener.startswith("http://127.0.0.1:")
    side.tab.get_by_label("Adresse").fill(epost)
    side.tab.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("bredde", "skript"), [(1280, True), (360, True), (360, False)]
)
def test_write_first_and_log_in_by_sso_to_send(scene, nettleser, bredde, skript):
    with nettleser.side(None, bredde, java_script_enabled=skript) as side:
        orden = side.er_i_orden if skript else lambda navn=None: None
        side.apne("/meld/avvik/?fra=kommune")
        fyll_steg_1(side)
        side.klikk("Neste")
        fyll_steg_2(side)
        side.klikk("Neste")
        side.klikk("Logg inn og send")
        orden("logg inn med sso")
        assert "Det du har skrevet, er lagret." in side.tekst
        side.tab.get_by_role("button", name=f"Logg inn med {NAVN}").click()
        logg_inn_der(side, scene.melder.email)
        side.tab.get_by_role("button", name="Send melding").wait_for()
        assert side.tab.url.startswith(side.tjener)
        orden("etter sso")
        assert TEKST in side.tekst
        side.klikk("Send melding")
        assert side.overskrift == "Meldingen er sendt"
        assert side.feil == []


@pytest.mark.parametrize("bredde", BREDDER)
def test_who_has_no_access_is_told_and_may_use_the_code(scene, nettleser, bredde):
    with nettleser.side(None, bredde) as side:
        side.apne("/logg-inn/?next=/hjelp/")
        side.er_i_orden("logg inn sso")
        assert utydelige(side) + uten_mus(side) == []
        side.apne("/logg-inn/?next=/hjelp/")
        side.til(f"Logg inn med {NAVN}")
        side.tab.keyboard.press("Enter")
        logg_inn_der(side, "ingen@demo.invalid")
        side.tab.get_by_role("heading", name="Du er ikke logget inn").wait_for()
        # The browser writes every refused page on its console.
        side.feil.clear()
        side.er_i_orden("sso uten tilgang")
        assert utydelige(side) + uten_mus(side) == []
        side.send("Til innloggingen")
        assert side.sti == "/logg-inn/?next=/hjelp/"


def test_the_page_on_the_way_has_a_button_when_nothing_happens(scene, nettleser):
    """As where the browser is told not to go on by itself."""
    with nettleser.side(None, 360) as side:
        side.tab.route("**/logg-inn/sso/", _uten_refresh)
        side.apne("/logg-inn/")
        side.send(f"Logg inn med {NAVN}")
        assert side.overskrift == f"Vi sender deg til {NAVN}"
        side.er_i_orden("sso videre")
        side.send(f"Gå videre til {NAVN}")
        logg_inn_der(side, scene.melder.email)
        side.tab.get_by_role("button", name="Logg ut").click()
        side.tab.get_by_text(f"Du kan fortsatt være logget inn hos {NAVN}.").wait_for()
        side.er_i_orden("logget ut etter sso")


def _uten_refresh(rute):
    svar = rute.fetch()
    hoder = {n: v for n, v in svar.headers.items() if n != "refresh"}
    rute.fulfill(response=svar, headers=hoder)
