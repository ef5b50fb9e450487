"""The form in a browser: few presses, written before log-in, kept when it ends."""

import re

import pytest

from tests.innlogging import siste_kode

pytestmark = pytest.mark.treg
TEKST = "Epikrisen kom ikke før kontrollen fire dager etter utskrivning."
BREDDER = (1280, 360)


class Teller:
    """Counts every key that is not text."""

    def __init__(self, side):
        self.side, self.trykk = side, []

    def __call__(self, *taster):
        for tast in taster:
            self.trykk.append(tast)
            fokus = self.side.trykk(tast)
        return fokus

    def neste_side(self, tast):
        self.trykk.append(tast)
        with self.side.tab.expect_event("load"):
            self.side.tab.keyboard.press(tast)
        return self.side.fokus()


def test_ten_presses_and_the_text_from_the_first_field_to_sent(scene, nettleser):
    with nettleser.side(scene.okter["melder"]) as side:
        side.apne("/meld/avvik/")
        trykk, fokus = Teller(side), side.fokus()
        assert (fokus["gruppe"], fokus["navn"]) == ("Når skjedde det?", "I dag")
        trykk("Space")
        assert trykk("Tab")["gruppe"].startswith("Hva gjelder det?")
        epikrise = trykk("ArrowDown")
        assert (epikrise["navn"][:8], epikrise["valgt"]) == ("Epikrise", True)
        assert trykk("Tab")["gruppe"].startswith("Hva var feil?")
        assert trykk("Tab")["navn"].startswith("Hva skjedde?")
        side.tab.keyboard.type(TEKST)
        assert trykk("Tab")["gruppe"].startswith("Hva ble følgen for pasienten?")
        trykk("Space")
        # The recipient is proposed and chosen; the first question has focus.
        assert trykk.neste_side("Enter")["gruppe"].startswith("Hvor gjelder det?")
        valgt = side.tab.locator('input[name="enhet"]:checked')
        assert valgt.count() == 1
        assert trykk.neste_side("Enter")["navn"] == "Send melding"
        trykk.neste_side("Enter")
        assert side.overskrift == "Meldingen er sendt"

    assert trykk.trykk == [
        *("Space", "Tab", "ArrowDown", "Tab", "Tab"),
        *("Tab", "Space", "Enter", "Enter", "Enter"),
    ]
    assert len(trykk.trykk) == 10


def fyll_steg_1(side):
    tab = side.tab
    for valg in ("I dag", "Epikrise", "Liten skade"):
        tab.get_by_role("radio", name=valg).check()
    tab.get_by_label("Hva skjedde?").fill(TEKST)


def fyll_steg_2(side):
    tab = side.tab
    tab.get_by_role("radio", name="En annen enhet").check()
    tab.get_by_label("Søk etter enhet").fill("akuttmottak")
    side.klikk("Søk")
    tab.get_by_role("group", name="Velg enheten").get_by_role("radio").check()


@pytest.mark.parametrize("skript", [True, False])
@pytest.mark.parametrize("bredde", BREDDER)
def test_write_first_and_log_in_to_send(scene, nettleser, bredde, skript):
    with nettleser.side(None, bredde, java_script_enabled=skript) as side:
        orden = side.er_i_orden if skript else lambda: None
        side.apne("/meld/")
        orden()
        side.apne("/meld/avvik/")
        orden()
        side.klikk("En kommune", "link")
        orden()
        fyll_steg_1(side)
        side.klikk("Neste")
        orden()
        fyll_steg_2(side)
        side.klikk("Neste")
        orden()
        assert TEKST in side.tekst
        side.klikk("Logg inn og send")
        orden()
        assert "Det du har skrevet, er lagret." in side.tekst
        side.tab.get_by_label("E-post").fill(scene.melder.email)
        side.tab.keyboard.press("Enter")
        side.tab.get_by_label("Kode").fill(siste_kode_etter(side))
        side.tab.keyboard.press("Enter")
        side.tab.get_by_role("button", name="Send melding").wait_for()
        orden()
        assert TEKST in side.tekst
        side.klikk("Send melding")
        assert side.overskrift == "Meldingen er sendt"
        assert side.feil == []


def siste_kode_etter(side):
    """The code, when the page that asks for it is there."""
    side.tab.get_by_label("Kode").wait_for()
    return siste_kode()


def test_what_is_typed_is_saved_by_itself_before_log_in(scene, nettleser):
    with nettleser.side() as side:
        side.apne("/meld/avvik/?fra=legekontor")
        with side.tab.expect_response(re.compile("/lagre/$")) as svar:
            side.tab.get_by_label("Hva skjedde?").press_sequentially("Epikrisen")
        assert svar.value.json() == {"versjon": 1}
        assert "Det slettes etter et døgn" in side.tekst
        # Left without a press: the rest goes along.
        side.tab.get_by_label("Hva skjedde?").press_sequentially(" kom ikke")
        side.apne("/meld/")
        side.klikk("Fortsett", "link")
        assert skrevet(side) == "Epikrisen kom ikke"
        assert side.feil == []


def skrevet(side):
    """What the draft holds when the last save, sent as the page went, has come."""
    for _ in range(20):
        tekst = side.tab.get_by_label("Hva skjedde?").input_value()
        if tekst.endswith("ikke"):
            break
        side.tab.reload()
    return tekst


def test_an_ended_log_in_is_told_while_one_writes(scene, nettleser):
    with nettleser.side(scene.okter["melder"]) as side:
        side.apne("/meld/avvik/")
        fyll_steg_1(side)
        side.kontekst.clear_cookies(name="sessionid")
        with side.tab.expect_response(re.compile("/lagre/$")):
            side.tab.get_by_label("Hva skjedde?").press_sequentially(" Og mer.")
        status = side.tab.locator("[data-lagrestatus]")
        status.filter(has_text="Du er logget ut.").wait_for()
        side.klikk("Neste")
        assert side.overskrift == "Logg inn"
        assert "Det du har skrevet, er tatt vare på." in side.tekst


def test_a_warning_before_log_in_ends_and_a_press_to_stay(scene, nettleser, settings):
    with nettleser.side(scene.okter["melder"]) as side:
        settings.SESSION_COOKIE_AGE = 600
        side.tab.clock.install()
        side.apne("/mine/")
        dialog = side.tab.get_by_role("alertdialog")
        side.tab.clock.run_for(400_000)
        assert not dialog.is_visible()
        side.tab.clock.run_for(100_000)
        dialog.get_by_text("Om to minutter logger vi deg ut.").wait_for()
        assert side.fokus()["navn"] == "Fortsett å være innlogget"
        side.er_i_orden("dialog")
        with side.tab.expect_response(re.compile("/okt/$")) as svar:
            side.tab.keyboard.press("Enter")
        assert svar.value.status == 204
        dialog.wait_for(state="hidden")
        side.tab.clock.run_for(470_000)
        assert not dialog.is_visible()
        side.tab.clock.run_for(20_000)
        dialog.get_by_text("Du blir snart logget ut").wait_for()
        side.tab.clock.run_for(120_000)
        dialog.get_by_text("Du er logget ut").wait_for()
        side.er_i_orden("dialog etter")
        dialog.get_by_role("button", name="Lukk").click()
        dialog.wait_for(state="hidden")
        assert side.feil == []


def test_the_counter_shows_when_few_characters_are_left(scene, nettleser):
    with nettleser.side(scene.okter["melder"]) as side:
        side.apne("/meld/avvik/")
        felt = side.tab.get_by_label("Hva skjedde?")
        teller = felt.locator("xpath=following-sibling::p")
        vist = []
        for lengde in (1799, 1800, 2001):
            felt.fill("a" * lengde)
            vist.append(teller.inner_text())
        assert vist == ["", "200 tegn igjen", "1 tegn for mye"]
