"""A page in a real browser, and what every page must keep."""

import gzip
import os
import re
from pathlib import Path

HOYDE = 900
AXE = Path(__file__).parents[1].joinpath("vendor/axe.min.js").read_text()
MERKER = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KJOR_AXE = """async (merker) => {
  const svar = await axe.run(document, {
    runOnly: {type: "tag", values: merker}, resultTypes: ["violations"],
  });
  return svar.violations.map(
    (v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`);
}"""
FOKUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const ord = (x) => (x?.innerText || "").trim().replace(/\\s+/g, " ");
  const merke = e.id && document.querySelector(`label[for="${CSS.escape(e.id)}"]`);
  const boks = e.getBoundingClientRect();
  // A radio button shows it by a line around the whole choice.
  // The calendar button inside a date field has the browser's own line.
  const kalender = e.type === "date" && !e.matches(":focus");
  const omriss = kalender || [e, e.closest(".ds-field")].filter(Boolean).map(
    (x) => getComputedStyle(x)).some(
    (s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2);
  return {
    navn: ord(merke) || ord(e) || e.value || e.getAttribute("aria-label") || "",
    gruppe: ord(e.closest("fieldset")?.querySelector("legend")),
    slag: e.matches("input, textarea, select") ? e.type : e.localName,
    valgt: Boolean(e.checked),
    klasse: e.className,
    omriss,
    sted: [boks.left, boks.right, boks.top, boks.bottom].map(Math.round),
    synlig: omriss && boks.width > 0 && boks.height > 0 && boks.left < innerWidth
      && boks.right > 0 && boks.top < innerHeight && boks.bottom > 0,
  };
}"""
FLEST_TAB = 90
# Set to a folder to look at the pages met.
SKUDD = os.environ.get("SKJERMBILDER")


class Nettleser:
    def __init__(self, program, tjener):
        self.program, self.tjener = program, tjener

    def side(self, okt=None, bredde=1280, **valg):
        """A fresh visitor; `okt` is a session key."""
        kontekst = self.program.new_context(
            viewport={"width": bredde, "height": HOYDE},
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            reduced_motion="reduce",
            **valg,
        )
        if okt:
            kake = {"name": "sessionid", "value": okt, "url": self.tjener}
            kontekst.add_cookies([kake])
        return Side(kontekst, self.tjener)


class Side:
    """One visitor's tab. Keeps what went wrong in `feil`, files met in `statisk`."""

    storrelser = {}  # of files by address, which tells the server too

    def __init__(self, kontekst, tjener):
        self.kontekst, self.tjener = kontekst, tjener
        self.tab = kontekst.new_page()
        self.feil, self.statisk = [], set()
        self.tab.on("console", self._konsoll)
        self.tab.on("pageerror", lambda feil: self.feil.append(str(feil)))
        self.tab.on("request", self._foresporsel)

    def _konsoll(self, melding):
        if melding.type in ("error", "warning"):
            self.feil.append(f"{melding.text} {melding.location['url']}")

    def _foresporsel(self, foresporsel):
        if foresporsel.url.startswith(f"{self.tjener}/static/"):
            self.statisk.add(foresporsel.url)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kontekst.close()

    def apne(self, sti):
        return self.tab.goto(self.tjener + sti)

    @property
    def sti(self):
        return self.tab.url.removeprefix(self.tjener)

    @property
    def overskrift(self):
        return self.tab.locator("h1").inner_text()

    @property
    def tekst(self):
        return self.tab.locator("main").inner_text()

    def klikk(self, navn, rolle="button"):
        """Click the last of these, and wait for the page it leads to."""
        with self.tab.expect_event("load"):
            self.tab.get_by_role(rolle, name=navn).last.click()

    # --- what every page must keep ---------------------------------------------

    def brudd(self):
        """Axe, the console and sideways scroll, at the width it has now."""
        if not self.tab.evaluate("() => 'axe' in window"):
            self.tab.evaluate(AXE + "; undefined")
        funn = [*self.tab.evaluate(KJOR_AXE, MERKER), *self.feil, *self.sidelengs()]
        self.feil.clear()
        return funn

    def sidelengs(self):
        bred, vindu = self.tab.evaluate(
            "() => [document.documentElement.scrollWidth, innerWidth]"
        )
        return [f"{bred} px of content in {vindu} px"] if bred > vindu else []

    def bredde(self, piksler):
        self.tab.set_viewport_size({"width": piksler, "height": HOYDE})

    def er_i_orden(self, navn=None):
        self.skudd(navn or self.sti)
        assert self.brudd() == [], self.sti
        return self

    def skudd(self, navn):
        if SKUDD:
            bredde = self.tab.viewport_size["width"]
            fil = re.sub(r"\W+", "-", navn).strip("-") or "forside"
            sted = Path(SKUDD) / f"{fil}-{bredde}.png"
            self.tab.screenshot(path=sted, full_page=True)

    def vekt(self, html):
        """(HTML, first visit) in gzipped bytes, with all this visitor has loaded."""
        html = len(gzip.compress(html))
        return html, html + sum(map(self._storrelse, self.statisk))

    def _storrelse(self, url):
        if url not in self.storrelser:
            innhold = self.kontekst.request.get(url).body()
            # A font file is as small as it gets.
            pakket = innhold if url.endswith(".woff2") else gzip.compress(innhold)
            self.storrelser[url] = len(pakket)
        return self.storrelser[url]

    # --- keyboard only ----------------------------------------------------------

    def fokus(self):
        return self.tab.evaluate(FOKUS)

    def trykk(self, tast):
        """Press a key; whatever has focus afterwards must be seen to have it."""
        self.tab.keyboard.press(tast)
        fokus = self.fokus()
        assert fokus is None or fokus["synlig"], f"no visible focus: {fokus}"
        return fokus

    def til(self, navn, slag=None, tast="Tab"):
        """Tab to the control with this name; stays when it is there already."""
        fokus, sett = self.fokus(), []
        for _ in range(FLEST_TAB):
            if fokus and fokus["navn"].startswith(navn):
                if slag in (None, fokus["slag"]):
                    return fokus
            sett.append(fokus and fokus["navn"])
            fokus = self.trykk(tast)
        raise AssertionError(f"«{navn}» was not met on {self.sti}: {sett}")

    def velg(self, gruppe, valg):
        """One of a group of radio buttons: Tab in, arrows to it, Space if first."""
        fokus = self.fokus()
        for _ in range(FLEST_TAB):
            if fokus and fokus["gruppe"].startswith(gruppe):
                break
            fokus = self.trykk("Tab")
        for _ in range(FLEST_TAB):
            if fokus["navn"].startswith(valg):
                if not fokus["valgt"]:
                    fokus = self.trykk("Space")
                assert fokus["valgt"], fokus
                return
            assert fokus["gruppe"].startswith(gruppe), fokus
            fokus = self.trykk("ArrowDown")
        raise AssertionError(f"no «{valg}» in «{gruppe}»")

    def skriv(self, felt, tekst):
        self.til(felt)
        self.tab.keyboard.type(tekst)

    def send(self, knapp, tast="Enter"):
        """Go to a button or link, press it and wait for the next page."""
        self.til(knapp)
        with self.tab.expect_event("load"):
            self.tab.keyboard.press(tast)
        fokus = self.fokus()
        assert fokus is None or fokus["synlig"], f"no visible focus: {fokus}"
        return self
