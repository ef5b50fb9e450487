"""The browser warns of an identity number while it is typed; the server decides."""

from datetime import date

import pytest

from tests.idnumre import SLAG, lag_nummer

pytestmark = pytest.mark.treg
ADRESSE = "/meld/rabra/"
VARSEL = "Et tall på 11 siffer ligner et fødselsnummer. Fjern det før du går videre."
DATO = date(1961, 8, 19)


def skrivemaater(n):
    """As people write them (design 5)."""
    return [
        n,
        f"{n[:6]} {n[6:]}",
        f"{n[:6]}-{n[6:]}",
        f"{n[:6]}\u00a0/\u00a0{n[6:]}",
        f"{n[:2]}.{n[2:4]}.{n[4:6]} {n[6:]}",
        f"{n[:2]} {n[2:4]} {n[4:6]} {n[6:9]} {n[9:]}",
        f"{n[:6]}-{n[6:9]} {n[9:]}",
        f"{n[:3]} {n[3:6]} {n[6:]}",
        " ".join(n),
        f"{n[:4]}19{n[4:]}",
        f"{n[:2]}.{n[2:4]}.19{n[4:6]} {n[6:]}",
        f"Gjelder {n}, ring.",
    ]


UTEN_NUMMER = [
    "",
    "Ring 77 62 60 00 på hverdager.",
    "Skjedde 19.08.2026 klokka 12.30.",
    "Sak 2026-0412 og 2026-0413.",
    "19086151234",
    f"{lag_nummer('vanlig', DATO)[:6]} ord {lag_nummer('vanlig', DATO)[6:]}",
]


def varsel(side):
    return side.tab.locator("[data-idvarsel='id_hva']")


def test_every_kind_of_number_is_warned_of_however_it_is_written(scene, nettleser):
    felt = "#id_hva"
    with nettleser.side(scene.okter["melder"]) as side:
        side.apne(ADRESSE)
        assert not varsel(side).is_visible()
        for slag in SLAG:
            for tekst in skrivemaater(lag_nummer(slag, DATO)):
                side.tab.fill(felt, tekst)
                assert varsel(side).is_visible(), (slag, tekst)
                side.tab.fill(felt, "")
                assert not varsel(side).is_visible()
        for tekst in UTEN_NUMMER:
            side.tab.fill(felt, tekst)
            assert not varsel(side).is_visible(), tekst
        assert side.feil == []


def test_the_warning_is_said_politely_and_leaves_the_writer_be(scene, nettleser):
    nummer = lag_nummer("tenor", DATO)
    with nettleser.side(scene.okter["melder"], bredde=360) as side:
        side.apne(ADRESSE)
        # The region is there before it has anything to say.
        omraade = side.tab.locator("[aria-live=polite]:has([data-idvarsel='id_hva'])")
        assert omraade.count() == 1
        side.skriv("Hva var bra og hvorfor?", f"Gjelder {nummer[:6]} {nummer[6:]}")
        assert omraade.inner_text() == VARSEL
        assert side.fokus()["navn"].startswith("Hva var bra")
        side.er_i_orden("varsel om nummer")
        for _ in range(3):
            side.tab.keyboard.press("Backspace")
        assert omraade.inner_text() == ""


def test_the_server_decides_also_what_the_browser_lets_through(scene, nettleser):
    nummer = lag_nummer("tenor", DATO)
    gjemt = f"{nummer[:6]}&nbsp;{nummer[6:]}"
    with nettleser.side(scene.okter["melder"]) as side:
        side.apne(ADRESSE)
        side.tab.fill("#id_hva", gjemt)
        assert not varsel(side).is_visible()
        side.send("Send #Råbra!-kort")
        assert "Fjern tallet på 11 siffer fra «Hva var bra og hvorfor?»" in side.tekst
        assert side.tab.input_value("#id_hva") == gjemt
        assert side.feil == []
