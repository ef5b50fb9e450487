"""Counting a small fault in ten seconds: two presses, with and without script."""

import pytest

pytestmark = pytest.mark.treg
BREDDER = (1280, 360)


def antall(side, navn):
    rad = side.tab.locator(".tell li", has_text=navn)
    return int(rad.locator(".liten").inner_text().split()[0])


def test_a_count_is_two_presses_from_the_front_page(scene, nettleser):
    for skript in (True, False):
        with nettleser.side(scene.okter["melder"], java_script_enabled=skript) as side:
            side.apne("/")
            side.klikk("Tell en småfeil", "link")
            for_ = antall(side, "Epikrise kom for sent")
            side.klikk("+1 Epikrise kom for sent")
            assert "Talt: Epikrise kom for sent." in side.tekst
            assert antall(side, "Epikrise kom for sent") == for_ + 1
            side.klikk("Angre siste")
            assert antall(side, "Epikrise kom for sent") == for_


def test_by_keyboard_the_button_pressed_keeps_focus(scene, nettleser):
    with nettleser.side(scene.okter["melder"]) as side:
        side.apne("/meld/trend/")
        assert side.fokus()["navn"] == "+1 Epikrise mangler"
        side.send("+1 Epikrise kom for sent", tast="Space")
        assert side.fokus()["navn"] == "+1 Epikrise kom for sent"
        for bredde in BREDDER:
            side.bredde(bredde)
            side.er_i_orden("trend etter trykk")
        with side.tab.expect_event("load"):
            side.tab.keyboard.press("Enter")
        assert antall(side, "Epikrise kom for sent") == 2


def test_a_double_click_counts_twice(scene, nettleser):
    with nettleser.side(scene.okter["melder"]) as side:
        side.apne("/meld/trend/")
        side.tab.evaluate(
            """() => {
              const knapp = document.querySelector('button[value="epikrise_sen"]');
              window.sendt = 0;
              knapp.form.addEventListener("submit", (h) => {
                window.sendt += !h.defaultPrevented; h.preventDefault();
              });
              knapp.click(); knapp.click();
            }"""
        )
        assert side.tab.evaluate("() => window.sendt") == 2


@pytest.mark.parametrize("bredde", BREDDER)
def test_the_words_to_look_at_take_focus_and_one_press_sends(scene, nettleser, bredde):
    with nettleser.side(scene.okter["melder"], bredde=bredde) as side:
        side.apne("/meld/rabra/")
        side.tab.fill("#id_hvem", "De på vakt")
        side.tab.fill("#id_sok", "akutt")
        side.klikk("Søk")
        side.tab.locator("input[name=treff]").first.check()
        side.tab.fill("#id_hva", "Ola Nordmann ringte oss.")
        side.send("Send #Råbra!-kort")
        side.er_i_orden("kort med varsel")
        assert side.tab.evaluate("() => document.activeElement.id") == "ordvarsel"
        side.send("Send likevel")
        assert "Kortet er sendt." in side.tekst
