"""Filing where scripts are off."""

import pytest

pytestmark = pytest.mark.treg
HENDELSE = "Epikrisen kom ikke før kontrollen."


@pytest.mark.parametrize("bredde", [1280, 360])
def test_a_case_is_filed_with_scripts_off(scene, nettleser, bredde):
    okt = scene.okter["melder"]
    with nettleser.side(okt, bredde, java_script_enabled=False) as side:
        tab = side.tab
        side.apne("/meld/avvik/")
        side.klikk("Neste")
        feil = tab.locator(".ds-error-summary li")
        assert feil.count() == 4

        for valg in ("I dag", "Epikrise", "Alvorlig skade"):
            tab.get_by_role("radio", name=valg).check()
        tab.get_by_label("Hva skjedde?").fill(HENDELSE)
        # Shown by the style sheet alone.
        tab.get_by_role("checkbox", name="Nei, ikke ennå").check()
        side.klikk("Neste")

        for valg in ("Tromsø", "En annen enhet"):
            tab.get_by_role("radio", name=valg).check()
        tab.get_by_label("Søk etter enhet").fill("akuttmottak")
        side.klikk("Søk")
        tab.get_by_role("group", name="Velg enheten").get_by_role("radio").check()
        side.klikk("Neste")

        assert HENDELSE in side.tekst
        side.klikk("Send melding")
        assert side.overskrift == "Meldingen er sendt"
        assert side.feil == []
