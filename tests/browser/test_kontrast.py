"""What axe cannot judge: borders, focus and high contrast (WCAG 1.4.11)."""

import pytest

pytestmark = pytest.mark.treg
MINST = 3
# Each control that shows, with how well its edge stands out, alone and in focus.
MAAL = """() => {
  const flate = document.createElement("canvas").getContext("2d",
    {willReadFrequently: true});
  const rgba = (farge) => {
    flate.clearRect(0, 0, 1, 1);
    flate.fillStyle = farge;
    flate.fillRect(0, 0, 1, 1);
    return [...flate.getImageData(0, 0, 1, 1).data];
  };
  const lys = (farge) => {
    const [r, g, b] = farge.map((v) => v / 255).map(
      (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const forhold = (a, b) => {
    const [hoy, lav] = [lys(a), lys(b)].sort((x, y) => y - x);
    return (hoy + 0.05) / (lav + 0.05);
  };
  const bakgrunn = (e) => {
    for (; e; e = e.parentElement) {
      const farge = rgba(getComputedStyle(e).backgroundColor);
      if (farge[3] === 255) return farge;
    }
    return [255, 255, 255, 255];
  };
  const tydelig = (farge, rundt) => farge[3] < 255 ? 0 : forhold(farge, rundt);
  const kant = (e, rundt) => {
    const s = getComputedStyle(e);
    const rand = parseFloat(s.borderTopWidth) && s.borderTopStyle !== "none"
      ? tydelig(rgba(s.borderTopColor), rundt) : 0;
    const skygge = /inset/.test(s.boxShadow)
      ? tydelig(rgba(s.boxShadow.match(/^[^)]+\\)/)?.[0] || "#0000"), rundt) : 0;
    return Math.max(rand, skygge, tydelig(rgba(s.backgroundColor), rundt));
  };
  const omriss = (e, rundt) => Math.max(...[e, e.closest(".ds-field")]
    .filter(Boolean).map((x) => getComputedStyle(x))
    .filter((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2)
    .map((s) => tydelig(rgba(s.outlineColor), rundt)), 0);
  const felter = "input:not([type=hidden]), textarea, select, button";
  return [...document.querySelectorAll(`${felter}, a[href], summary`)]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 8
      && !e.disabled && e.tabIndex >= 0)
    .map((e) => {
      const rundt = bakgrunn(e.parentElement);
      const navn = `${e.localName} ${e.id || e.className || e.innerText}`;
      // A button without a frame is known by its text, which axe judges.
      const tekst = !e.matches("input, textarea, select")
        && (!e.matches("button") || kant(e, rundt) < 1.1);
      const alene = tekst ? 21 : kant(e, rundt);
      e.focus({focusVisible: true});
      return [navn.trim(), alene, omriss(e, rundt)];
    });
}"""


def sider(v):
    sak, ubesvart = (f"/sak/{s.saksnummer}/" for s in (v.besvart, v.apen))
    return {
        "melder": ["/meld/", "/meld/avvik/", "/meld/rabra/", f"{sak}mer/", "/mine/"],
        "leder_akutt": ["/innboks/", ubesvart, f"{ubesvart}videre/"],
        "sekretariat": ["/arbeidsliste/", "/utvalg/", "/rapporter/ny/"],
        "fsu_leder": [f"/utvalg/mote/{v.mote.pk}/sak/1/"],
    }


def utydelige(side):
    maalt = side.tab.evaluate(MAAL)
    assert maalt
    return [rad for rad in maalt if min(rad[1:]) < MINST]


def test_edges_and_focus_stand_out_from_what_is_around_them(scene, nettleser):
    feil = {}
    for person, stier in sider(scene).items():
        with nettleser.side(scene.okter[person]) as side:
            for sti in stier:
                assert side.apne(sti).status == 200
                if funn := utydelige(side):
                    feil[sti] = funn
    assert feil == {}


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
