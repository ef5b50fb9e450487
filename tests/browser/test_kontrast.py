"""The measuring itself, and the form in high contrast; test_alle_sider measures all."""

import pytest

from tests.browser.kontrast import MINST, utydelige

pytestmark = pytest.mark.treg


def test_a_pale_edge_and_a_missing_focus_line_are_seen(scene, nettleser):
    with nettleser.side(scene.okter["melder"]) as side:
        side.apne("/meld/avvik/")
        # Through the object model, which the policy leaves alone.
        side.tab.evaluate(
            """() => {
              const felt = document.querySelector("textarea");
              felt.style.borderColor = "#ddd";
              felt.style.outline = "none";
            }"""
        )
        funn = utydelige(side)
    assert [navn for navn, *_ in funn] == ["textarea id_hva_skjedde"]
    assert max(funn[0][1:]) < MINST


def test_choice_focus_and_faults_show_in_high_contrast(scene, nettleser):
    with nettleser.side(scene.okter["melder"], forced_colors="active") as side:
        tab = side.tab
        side.apne("/meld/avvik/")
        assert tab.evaluate("() => matchMedia('(forced-colors: active)').matches")
        valgt = tab.get_by_role("radio", name="I dag")
        annen = tab.get_by_role("radio", name="I går")
        valgt.check()
        tab.locator("textarea").focus()
        assert valgt.screenshot() != annen.screenshot()
        ledig = annen.screenshot()
        annen.focus()
        assert side.fokus()["omriss"]
        annen.check()
        tab.locator("textarea").focus()
        assert valgt.screenshot() == ledig

        tab.get_by_role("button", name="Neste").click()
        sammendrag = tab.locator(".ds-error-summary")
        kant = sammendrag.evaluate("(e) => getComputedStyle(e).borderTopStyle")
        assert (kant, sammendrag.is_visible()) == ("solid", True)
        assert tab.locator("[aria-invalid=true]").count() > 0
        side.er_i_orden("høy kontrast")
