"""Filing, answering and reviewing with the keyboard only, under the real policy."""

import re
from datetime import datetime

import pytest
from django.utils.formats import date_format

from helsefellesskap.arbeidsdager import OSLO

pytestmark = pytest.mark.treg
HENDELSE = "Epikrisen kom ikke før kontrollen fire dager etter utskrivning."
# Typed the same whether the browser asks for the day or the month first.
FRIST = f"1111{datetime.now(OSLO).year + 1}"


def har_fokus_paa_feilene(side):
    return "ds-error-summary" in side.fokus()["klasse"]


def feillenker(side):
    return side.tab.locator(".ds-error-summary li").all_inner_texts()


def meld(side):
    """Three steps, with an own search for the unit; gives back the case number."""
    side.apne("/meld/")
    side.er_i_orden("meld start").send("Et samhandlingsavvik")
    side.er_i_orden("steg 1")
    side.send("Neste: hvem bør lære av det?")
    assert har_fokus_paa_feilene(side)
    assert feillenker(side) == [
        "Velg når det skjedde",
        "Velg hva det gjelder",
        "Skriv kort hva som skjedde",
        "Velg hva følgen ble",
    ]
    side.er_i_orden("steg 1 med feil")
    fyll_steg_1(side)
    side.send("Neste: hvem bør lære av det?").er_i_orden("steg 2")
    velg_mottaker(side)
    side.send("Neste: se over og send").er_i_orden("steg 3")
    assert HENDELSE in side.tekst
    side.send("Send melding").er_i_orden("kvittering")
    assert side.overskrift == "Meldingen er sendt"
    assert "Akuttmottaket har fått saken" in side.tekst
    return re.search(r"\d{4}-\d{4}", side.tekst).group()


def fyll_steg_1(side):
    side.til("Velg når det skjedde")
    assert side.trykk("Enter")["gruppe"] == "Når skjedde det?"
    side.velg("Når skjedde det?", "I går")
    side.velg("Hva gjelder det?", "Epikrise")
    side.skriv("Hva skjedde?", HENDELSE)
    # And back again: the group is one stop, at the option that is chosen.
    tilbake = side.til("Epikrise", "radio", tast="Shift+Tab")
    assert (tilbake["gruppe"], tilbake["valgt"]) == ("Hva gjelder det?", True)
    side.velg("Hva ble følgen", "Moderat skade")


def velg_mottaker(side):
    side.velg("Hvor var pasienten?", "Tromsø")
    side.velg("Hvilken enhet skal svare?", "En annen enhet")
    side.skriv("Søk etter enhet", "akuttmottak")
    side.send("Søk") if side.trykk("Tab")["navn"] == "Søk" else pytest.fail("no button")
    side.velg("Velg enheten", "UNN › Medisinsk klinikk › Akuttmottaket")
    side.er_i_orden("steg 2 med treff")
    side.skriv("Hva kunne vært gjort annerledes?", "Send epikrisen samme dag.")


def svar(side, nummer):
    """From the inbox to the answer that is sent."""
    side.apne("/innboks/")
    side.er_i_orden("innboks").send(nummer).er_i_orden("sak")
    side.send("Bekreft at dere har mottatt saken")
    side.send("Send svar til melder")
    assert har_fokus_paa_feilene(side)
    assert len(feillenker(side)) == 6
    side.er_i_orden("sak med feil")
    side.velg("Hvordan vurderer dere saken?", "Avvik bekreftet")
    side.skriv("Svar til melder", "Vi beklager. Epikrisen sendes nå samme dag.")
    side.til("Prosedyrer, rutiner", "checkbox")
    assert side.trykk("Space")["valgt"]
    side.skriv("Hva gjør dere?", "Epikrise er fast punkt på tavlemøtet")
    side.skriv("Hvem har ansvaret?", "Overlege")
    side.skriv("Når skal det være gjort?", FRIST)
    side.skriv("Læringspunkt", "Send epikrisen samme dag som pasienten reiser.")
    side.velg("Er pasient eller pårørende informert?", "Ja")
    side.send("Send svar til melder").er_i_orden("sak besvart")
    assert feillenker(side) == []
    assert "Vi beklager. Epikrisen sendes nå samme dag." in side.tekst
    assert f"11.11.{FRIST[-4:]}" in side.tekst


def behandle(side):
    """The committee: from the list of meetings to a lesson and an assessment."""
    side.apne("/utvalg/")
    idag = date_format(datetime.now(OSLO), "j. F Y")
    side.er_i_orden("utvalg").send(idag).er_i_orden("mote")
    side.send("Vis sakene i møtevisning").er_i_orden("motevisning")
    assert "Sak 1 av 2" in side.tekst
    side.skriv("Læringspunkt", "Ring mottakeren før pasienten reiser.")
    side.velg("Utvalgets vurdering", "Godt fulgt opp")
    side.send("Lagre og vis neste sak").er_i_orden("motevisning 2")
    assert "Sak 1 er lagret." in side.tekst
    side.send("Forrige sak")
    assert "Ring mottakeren før pasienten reiser." in side.tekst
    assert side.tab.get_by_label("Godt fulgt opp").is_checked()


@pytest.mark.parametrize("bredde", [1280, 360])
def test_a_case_is_filed_answered_and_reviewed_by_keyboard(scene, nettleser, bredde):
    with nettleser.side(scene.okter["melder"], bredde) as side:
        nummer = meld(side)
    with nettleser.side(scene.okter["leder_akutt"], bredde) as side:
        svar(side, nummer)
    with nettleser.side(scene.okter["melder"], bredde) as side:
        side.apne("/mine/")
        side.er_i_orden("mine").send(nummer).er_i_orden("eget svar")
        side.send("Svaret er nyttig")
        assert "Avsluttet" in side.tekst
    with nettleser.side(scene.okter["fsu_leder"], bredde) as side:
        behandle(side)


# Tab, arrows, Space and Enter from the first field; what is typed is no press of
# these. One minute is short: nothing may be added to the form.
FLEST_TRYKK_FOR_ET_KORT = 8


def test_a_card_is_given_with_few_presses(scene, nettleser):
    with nettleser.side(scene.okter["melder"]) as side:
        side.apne("/meld/rabra/")
        trykk = []

        def trykker(tast):
            trykk.append(tast)
            side.tab.keyboard.press(tast)

        side.tab.keyboard.type("De på vakt")
        trykker("Tab")
        side.tab.keyboard.type("akuttmottak")
        with side.tab.expect_navigation():
            trykker("Enter")
        assert side.fokus()["gruppe"] == "Velg enheten"
        trykker("Space")
        trykker("Tab")
        assert side.fokus()["navn"].startswith("Hva var bra og hvorfor?")
        side.tab.keyboard.type("Ringte oss før pasienten reiste.")
        for _ in range(3):
            trykker("Tab")
        assert side.fokus()["navn"] == "Send #Råbra!-kort"
        with side.tab.expect_navigation():
            trykker("Enter")
        assert "Kortet er sendt. Takk for at du deler noe som virker!" in side.tekst
    assert len(trykk) <= FLEST_TRYKK_FOR_ET_KORT
