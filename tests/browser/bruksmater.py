"""Ways a page is used that axe cannot judge: keyboard only, and scripts off."""

# What the keyboard must reach; a group of radio buttons is one stop.
STOPP = """() => {
  const alle = "input:not([type=hidden]), textarea, select, button, a[href], summary";
  const ledd = [...document.querySelectorAll(alle)].filter(
    (e) => e.checkVisibility() && !e.disabled && e.tabIndex >= 0);
  const stopp = (e) => e.type === "radio" && e.name
    ? ledd.findIndex((x) => x.name === e.name && x.form === e.form) : ledd.indexOf(e);
  window.gjenstaar = new Map(ledd.map((e) => [stopp(e), e]));
  window.tilFokus = () => {
    const e = document.activeElement, r = e.getBoundingClientRect();
    const s = (x) => getComputedStyle(x);
    const synlig = [e, e.closest(".ds-field")].filter(Boolean).some((x) =>
      s(x).outlineStyle !== "none" && parseFloat(s(x).outlineWidth) >= 2)
      && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
    const midt = document.elementFromPoint(
      Math.min(Math.max(r.left + r.width / 2, 0), innerWidth - 1),
      Math.min(Math.max(r.top + r.height / 2, 0), innerHeight - 1));
    const over = midt && !e.contains(midt) && !midt.contains(e)
      && !midt.closest("label")?.contains(e) && midt.closest("label")?.htmlFor !== e.id;
    const kjent = gjenstaar.delete(stopp(e));
    return kjent && (!synlig || over)
      ? `${e.localName} ${e.id || e.innerText || e.name}: not seen in focus` : "";
  };
  return gjenstaar.size;
}"""
NESTE = "() => window.tilFokus()"
IGJEN = """() => [...gjenstaar.values()].map(
  (e) => `${e.localName} ${e.id || e.innerText || e.name}: not reached by Tab`)"""
# Date fields take a stop for each part, and the browser has some of its own.
EKSTRA_STOPP = 12

STUMME = """() => [...document.querySelectorAll("button, input:not([type=hidden])")]
  .filter((e) => e.checkVisibility() && !(e.form && (e.type === "submit"
    || [...e.form.elements].some((k) => k.type === "submit" && k.checkVisibility()))))
  .map((e) => `${e.localName} ${e.id || e.innerText || e.name}: does nothing`)"""


def uten_mus(side):
    """What Tab does not reach, or reaches unseen."""
    stopp = side.tab.evaluate(STOPP)
    funn = [side.tab.evaluate(NESTE)]
    for _ in range(stopp + EKSTRA_STOPP):
        side.tab.keyboard.press("Tab")
        funn.append(side.tab.evaluate(NESTE))
    return [f for f in funn if f] + side.tab.evaluate(IGJEN)


# Printing takes a script; the page says how to do it without.
UTSKRIFT = """() => document.querySelectorAll("[data-skriv-ut], noscript").forEach(
  (e) => e.remove())"""


def uten_skript(side, uten, sti):
    """What is lost where scripts are off: text, or what a button would do."""
    uten.apne(sti)
    funn = uten.tab.evaluate(STUMME) + uten.sidelengs()
    for en in (side, uten):
        en.tab.evaluate(UTSKRIFT)
    ulikt = set(side.tekst.splitlines()) ^ set(uten.tekst.splitlines())
    return funn + [f"only with or without scripts: {linje}" for linje in ulikt]
