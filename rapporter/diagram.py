"""Three kinds of chart as coordinates: pure functions that know only numbers.

A template writes the figure as SVG, for the web and for PDF alike. Axes start at 0,
each mark has its value beside it, and a hidden number (None) is a text, no mark.
"""

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, count

from django.utils.translation import gettext as _

from rapporter.figur import MARKOR, TEGNBREDDE, Figur, Tabell, Tegning, punkt
from rapporter.tall import nb_prosent, nb_tall
from rapporter.undertrykking import VISES_IKKE

Tall = int | Decimal
Rad = tuple[str, tuple[Tall | None, ...]]

BREDDE = 720
LINJEHOYDE = 18
MAKS_MERKER = 5
# Bars: labels to the left, room for a value to the right of the longest bar.
STORSTE_ETIKETT = 230
ETIKETTLUFT = 12
TALLPLASS = 90
SOYLE = 20
LUFT = 16
SKRIFTBUNN = 14
# Lines: a column for each tertial, room below the axis for values at the bottom.
MARG = 60
MINSTE_KOLONNE = 80
STORSTE_KOLONNE = 130
KURVEHOYDE = 220
UNDER_AKSEN = 44


@dataclass(frozen=True)
class Tekster:
    """The words of a figure, and what its numbers are counted in."""

    id: str
    tittel: str
    beskrivelse: str
    hoder: tuple[str, ...]
    enhet: str = ""
    skjult: str = ""

    def verdi(self, tall: Tall | None) -> str:
        if tall is None:
            return self.skjult or str(VISES_IKKE)
        return nb_prosent(tall) if self.enhet == "%" else nb_tall(tall)

    def figur(
        self, tegning: Tegning, bredde: float, hoyde: float, rader: Sequence[Rad]
    ) -> Figur:
        celler = ((navn, *map(self.verdi, verdier)) for navn, verdier in rader)
        return Figur(
            id=self.id,
            tittel=self.tittel,
            beskrivelse=self.beskrivelse,
            bredde=punkt(bredde),
            hoyde=punkt(hoyde),
            streker=tuple(tegning.streker),
            rekter=tuple(tegning.rekter),
            linjer=tuple(tegning.linjer),
            tekster=tuple(tegning.tekster),
            tabell=Tabell(self.hoder, tuple(celler)),
        )


@dataclass(frozen=True)
class Akse:
    """Where a value lies between the pixel of 0 and that of the last mark."""

    merker: list[int]
    start: float
    slutt: float

    def sted(self, tall: Tall | float) -> float:
        return self.start + (self.slutt - self.start) * float(tall) / self.merker[-1]


def liggende_soyler(
    *,
    id: str,
    tittel: str,
    beskrivelse: str,
    hoder: tuple[str, str],
    rader: Sequence[tuple[str, Tall | None]],
    enhet: str = "",
    skjult: str = "",
) -> Figur:
    """One bar a row. `hoder` heads the table: what a row is, what is counted."""
    tekster = Tekster(id, tittel, beskrivelse, hoder, enhet, skjult)
    return _soyler(tekster, [(navn, (tall,)) for navn, tall in rader])


def grupperte_soyler(
    *,
    id: str,
    tittel: str,
    beskrivelse: str,
    hoder: tuple[str, str, str],
    rader: Sequence[tuple[str, Tall | None, Tall | None]],
    enhet: str = "",
    skjult: str = "",
) -> Figur:
    """Two bars a row; the last two of `hoder` are the names of the series."""
    tekster = Tekster(id, tittel, beskrivelse, hoder, enhet, skjult)
    return _soyler(tekster, [(navn, (en, to)) for navn, en, to in rader])


def linje(
    *,
    id: str,
    tittel: str,
    beskrivelse: str,
    hoder: tuple[str, str] | tuple[str, str, str],
    rader: Sequence[tuple[str, Tall | None] | tuple[str, Tall | None, Tall | None]],
    enhet: str = "",
    skjult: str = "",
) -> Figur:
    """One or two series over tertials, oldest first; `hoder[1:]` names the series."""
    tekster = Tekster(id, tittel, beskrivelse, hoder, enhet, skjult)
    punkter = [(navn, tuple(verdier)) for navn, *verdier in rader]
    tegning = Tegning()
    topp = tegning.forklaring(hoder[1:]) + 30
    akse = Akse(_merker(punkter), topp + KURVEHOYDE, topp)
    kolonne = _kolonnebredde(len(rader))
    bredde = max(BREDDE, MARG + kolonne * len(rader))
    _loddrett_akse(tegning, akse, bredde, tekster)
    x_er = [MARG + kolonne * (nummer + 0.5) for nummer in range(len(rader))]
    under = [_etikett_under(punkt, kolonne, tekster) for punkt in punkter]
    for x, linjer in zip(x_er, under, strict=True):
        _linjer(tegning, x, akse.start + UNDER_AKSEN, linjer)
    for serie in range(len(hoder) - 1):
        _kurve(tegning, akse, x_er, punkter, serie, tekster)
    if not rader:
        tegning.tekst(MARG + 10, akse.sted(0.5), _("Ingen tall i perioden"))
    antall = max(map(len, under), default=0)
    hoyde = akse.start + UNDER_AKSEN + antall * LINJEHOYDE
    return tekster.figur(tegning, bredde, hoyde, punkter)


def _brutt(tekst: str, bredde: float) -> list[str]:
    """Wrap to the width; a word is broken only when it alone is too long."""
    return textwrap.wrap(tekst, max(1, int(bredde / TEGNBREDDE))) or [""]


def _merker(rader: Iterable[Rad]) -> list[int]:
    """Return at most six round marks from 0 that reach the largest value."""
    alle = chain.from_iterable(verdier for _navn, verdier in rader)
    maks = max((tall for tall in alle if tall is not None), default=0)
    steg = next(
        faktor * 10**potens
        for potens in count()
        for faktor in (1, 2, 5)
        if faktor * 10**potens * MAKS_MERKER >= maks
    )
    antall = max(1, math.ceil(maks / steg))
    return [steg * nummer for nummer in range(antall + 1)]


def _soyler(tekster: Tekster, rader: Sequence[Rad]) -> Figur:
    tegning = Tegning()
    topp = tegning.forklaring(tekster.hoder[1:]) + 4
    start = _etikettbredde(rader)
    akse = Akse(_merker(rader), start, BREDDE - TALLPLASS)
    etiketter = [_brutt(navn, start - ETIKETTLUFT) for navn, _verdier in rader]
    hoyder = [
        max(len(verdier) * SOYLE, len(linjer) * LINJEHOYDE) + LUFT
        for linjer, (_navn, verdier) in zip(etiketter, rader, strict=True)
    ]
    bunn = topp + (sum(hoyder) or SOYLE + LUFT)
    _vannrett_akse(tegning, akse, topp, bunn, tekster)
    y = topp
    for linjer, hoyde, (_navn, verdier) in zip(etiketter, hoyder, rader, strict=True):
        _etikett_ved_siden(tegning, akse, linjer, y + hoyde / 2)
        _gruppe(tegning, akse, y + hoyde / 2, verdier, tekster)
        y += hoyde
    if not rader:
        tegning.tekst(start + 10, topp + 23, _("Ingen tall i perioden"))
    return tekster.figur(tegning, BREDDE, bunn + 28, rader)


def _etikettbredde(rader: Sequence[Rad]) -> float:
    lengst = max((len(navn) for navn, _verdier in rader), default=0)
    return min(STORSTE_ETIKETT, lengst * TEGNBREDDE + 2 * ETIKETTLUFT)


def _vannrett_akse(
    tegning: Tegning, akse: Akse, topp: float, bunn: float, tekster: Tekster
) -> None:
    for merke in akse.merker:
        x = akse.sted(merke)
        tegning.strek(x, topp, x, bunn, "rutenett" if merke else "akse")
        tegning.tekst(x, bunn + 20, tekster.verdi(merke), "middle", "merke")


def _etikett_ved_siden(
    tegning: Tegning, akse: Akse, linjer: list[str], midt: float
) -> None:
    y = midt - len(linjer) * LINJEHOYDE / 2 + SKRIFTBUNN
    for nummer, tekst in enumerate(linjer):
        x = akse.start - ETIKETTLUFT
        tegning.tekst(x, y + nummer * LINJEHOYDE, tekst, "end")


def _gruppe(
    tegning: Tegning,
    akse: Akse,
    midt: float,
    verdier: tuple[Tall | None, ...],
    tekster: Tekster,
) -> None:
    topp = midt - len(verdier) * SOYLE / 2
    for nummer, tall in enumerate(verdier):
        y = topp + nummer * SOYLE
        slutt = akse.sted(tall or 0)
        if tall:
            bredde = slutt - akse.start
            tegning.rekt(akse.start, y + 1, bredde, SOYLE - 2, f"serie-{nummer + 1}")
        klasse = "skjult" if tall is None else "verdi"
        tegning.tekst(slutt + 8, y + 15, tekster.verdi(tall), klasse=klasse)


def _kolonnebredde(antall: int) -> float:
    plass = (BREDDE - MARG) / max(1, antall)
    return min(STORSTE_KOLONNE, max(MINSTE_KOLONNE, plass))


def _loddrett_akse(
    tegning: Tegning, akse: Akse, bredde: float, tekster: Tekster
) -> None:
    for merke in akse.merker:
        y = akse.sted(merke)
        tegning.strek(MARG, y, bredde, y, "rutenett" if merke else "akse")
        tegning.tekst(MARG - 8, y + 5, tekster.verdi(merke), "end", "merke")


def _etikett_under(punkt: Rad, kolonne: float, tekster: Tekster) -> list[str]:
    """The tertial, and that a number of it is hidden: a mark would look like one."""
    navn, verdier = punkt
    skjult = [tekster.verdi(None)] if None in verdier else []
    return [linje for tekst in (navn, *skjult) for linje in _brutt(tekst, kolonne)]


def _linjer(tegning: Tegning, x: float, y: float, linjer: list[str]) -> None:
    for nummer, tekst in enumerate(linjer):
        tegning.tekst(x, y + nummer * LINJEHOYDE, tekst, "middle")


def _kurve(
    tegning: Tegning,
    akse: Akse,
    x_er: list[float],
    punkter: list[Rad],
    serie: int,
    tekster: Tekster,
) -> None:
    """Draw one series; a hidden number is a gap in the line."""
    strekninger: list[list[tuple[float, float]]] = [[]]
    for x, (_navn, verdier) in zip(x_er, punkter, strict=True):
        tall = verdier[serie]
        if tall is None:
            strekninger.append([])
            continue
        y = akse.sted(tall)
        strekninger[-1].append((x, y))
        hjorne = (x - MARKOR / 2, y - MARKOR / 2)
        tegning.rekt(*hjorne, MARKOR, MARKOR, f"serie-{serie + 1}")
        under = _ligger_under(verdier, serie)
        _punktverdi(tegning, x, y + (22 if under else -12), tekster.verdi(tall))
    for strekning in strekninger:
        if len(strekning) > 1:
            tegning.linje(strekning, f"linje-{serie + 1}")


def _punktverdi(tegning: Tegning, x: float, y: float, verdi: str) -> None:
    """Write the value on a patch of white, so that no line crosses it."""
    bredde = len(verdi) * TEGNBREDDE
    tegning.rekt(x - bredde / 2, y - 12, bredde, 15, "bakgrunn")
    tegning.tekst(x, y, verdi, "middle", "verdi")


def _ligger_under(verdier: tuple[Tall | None, ...], serie: int) -> bool:
    """Tell whether the value is written below its point, clear of the other one."""
    if len(verdier) < 2:
        return False
    egen, annen = verdier[serie], verdier[1 - serie]
    if egen is None or annen is None:
        return False
    return egen < annen or (egen == annen and serie == 1)
