"""Small numbers hidden so that no edition of a year gives those of another away."""

from rapporter.tallsett import FRA, TIL, Aarsdel, Uttrekk
from rapporter.undertrykking import AARET, undertrykk, undertrykk_utgave

KATEGORI, ALVORLIGHET = "kategori", "alvorlighet"


def vist(u: Uttrekk, slag: str, retning: str) -> dict[str, int | None]:
    """The rows of one kind and direction as they may be printed.

    Each direction by itself: sums across them are printed nowhere. The direction
    totals stand on the front, so they are known.
    """
    egne = _talt(u, slag, retning)
    if not u.aarsdeler:
        tabell = {nokkel: {retning: tall} for nokkel, tall in egne.items()}
        celler = undertrykk(tabell, kjente_kolonnesummer=True).celler
        return {nokkel: rad[retning] for nokkel, rad in celler.items()}
    deler = {
        del_.navn: _talt(del_, slag, retning)
        for del_ in u.aarsdeler
        if del_.navn != AARET
    }
    if u.periode.utgave != AARET:
        deler[u.periode.utgave] = egne
    utgitt = {
        del_.navn: {n for n in egne if _merke(slag, n, retning) in del_.vist}
        for del_ in u.aarsdeler
        if del_.utgitt
    }
    tabell = {n: {navn: tall.get(n, 0) for navn, tall in deler.items()} for n in egne}
    return undertrykk_utgave(tabell, utgitt, utgave=u.periode.utgave)


def viste(u: Uttrekk) -> list[str]:
    """What a report shows, as Aarsdel keeps it."""
    return [
        _merke(slag, nokkel, retning)
        for slag in (KATEGORI, ALVORLIGHET)
        for retning in (TIL, FRA)
        for nokkel, tall in vist(u, slag, retning).items()
        if tall is not None
    ]


def _merke(slag: str, nokkel: str, retning: str) -> str:
    return f"{slag}:{nokkel}:{retning}"


def _talt(u: Uttrekk | Aarsdel, slag: str, retning: str) -> dict[str, int]:
    if slag == KATEGORI:
        return {g.gruppe: getattr(g, retning) for g in u.kategorier}
    return {a.nokkel: getattr(a, retning) for a in u.alvorlighet}
