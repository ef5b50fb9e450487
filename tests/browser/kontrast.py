"""What axe cannot judge: that edges and focus stand out (WCAG 1.4.11)."""

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
  // A colour that lets some of what is behind it through, as in high contrast.
  const over = (f, b) => f.map((v, i) => (v * f[3] + b[i] * (255 - f[3])) / 255);
  const tydelig = (farge, rundt) => forhold(over(farge, rundt), rundt);
  const kant = (e, rundt) => {
    const s = getComputedStyle(e);
    const rand = parseFloat(s.borderTopWidth) && s.borderTopStyle !== "none"
      ? tydelig(rgba(s.borderTopColor), rundt) : 1;
    const skygge = /inset/.test(s.boxShadow)
      ? tydelig(rgba(s.boxShadow.match(/^[^)]+\\)/)?.[0] || "#0000"), rundt) : 1;
    return Math.max(rand, skygge, tydelig(rgba(s.backgroundColor), rundt));
  };
  const omriss = (e, rundt) => Math.max(...[e, e.closest(".ds-field")]
    .filter(Boolean).map((x) => getComputedStyle(x))
    .filter((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2)
    .map((s) => tydelig(rgba(s.outlineColor), rundt)), 1);
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


def utydelige(side):
    """Controls with an edge, alone or in focus, of less than 3:1 to what is around."""
    return [rad for rad in side.tab.evaluate(MAAL) if min(rad[1:]) < MINST]
