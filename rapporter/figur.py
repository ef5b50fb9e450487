"""What a chart consists of: marks with their coordinates and looks.

Coordinates are text with a dot, since templates would write 12,5 in Norwegian.
Looks are attributes of the marks, so that a template needs neither style nor CSS.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

SKRIFT = 14
# Mean width of a character of the widest font in use (Inter), on the safe side.
TEGNBREDDE = 7.8
FORKLARING = 34
MARKOR = 12

FYLL = {
    "bakgrunn": "#ffffff",
    "serie-1": "#0062ba",
    "serie-2": "#ffc53d",
    "linje-1": "none",
    "linje-2": "none",
}
KANT = {
    "bakgrunn": "none",
    "serie-1": "#0062ba",
    "serie-2": "#4a3a00",
    "linje-1": "#0062ba",
    "linje-2": "#4a3a00",
    "akse": "#5c6670",
    "rutenett": "#e1e5ea",
}
FARGE = {"skjult": "#48525c", "merke": "#48525c"}
MORK = "#1e2b3c"


def punkt(tall: float) -> str:
    return f"{tall:.1f}"


class Utseende:
    """Colours by class."""

    klasse: str

    @property
    def fill(self) -> str:
        return FYLL[self.klasse]

    @property
    def stroke(self) -> str:
        return KANT[self.klasse]


@dataclass(frozen=True)
class Strek(Utseende):
    x1: str
    y1: str
    x2: str
    y2: str
    klasse: str


@dataclass(frozen=True)
class Rekt(Utseende):
    x: str
    y: str
    bredde: str
    hoyde: str
    klasse: str


@dataclass(frozen=True)
class Linje(Utseende):
    punkter: str
    klasse: str

    @property
    def stroke_dasharray(self) -> str:
        return "6 4" if self.klasse == "linje-2" else "none"


@dataclass(frozen=True)
class Tekst:
    x: str
    y: str
    tekst: str
    anker: str
    klasse: str

    @property
    def fill(self) -> str:
        return FARGE.get(self.klasse, MORK)

    @property
    def font_weight(self) -> str:
        return "600" if self.klasse == "verdi" else "400"


@dataclass(frozen=True)
class Tabell:
    hoder: tuple[str, ...]
    rader: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figur:
    id: str
    tittel: str
    beskrivelse: str
    bredde: str
    hoyde: str
    streker: tuple[Strek, ...]
    rekter: tuple[Rekt, ...]
    linjer: tuple[Linje, ...]
    tekster: tuple[Tekst, ...]
    tabell: Tabell
    skrift: str = str(SKRIFT)


@dataclass
class Tegning:
    """Collects the marks of one figure, from numbers to text."""

    streker: list[Strek] = field(default_factory=list)
    rekter: list[Rekt] = field(default_factory=list)
    linjer: list[Linje] = field(default_factory=list)
    tekster: list[Tekst] = field(default_factory=list)

    def strek(self, x1: float, y1: float, x2: float, y2: float, klasse: str) -> None:
        self.streker.append(Strek(punkt(x1), punkt(y1), punkt(x2), punkt(y2), klasse))

    def rekt(self, x: float, y: float, b: float, h: float, klasse: str) -> None:
        self.rekter.append(Rekt(punkt(x), punkt(y), punkt(b), punkt(h), klasse))

    def linje(self, punkter: Iterable[tuple[float, float]], klasse: str) -> None:
        tekst = " ".join(f"{punkt(x)},{punkt(y)}" for x, y in punkter)
        self.linjer.append(Linje(tekst, klasse))

    def tekst(
        self, x: float, y: float, tekst: str, anker: str = "start", klasse: str = "navn"
    ) -> None:
        self.tekster.append(Tekst(punkt(x), punkt(y), tekst, anker, klasse))

    def forklaring(self, serier: Sequence[str]) -> float:
        """Draw the legend in the order of the series; return the height it took."""
        if len(serier) < 2:
            return 0
        x = 1.0
        for nummer, serie in enumerate(serier, start=1):
            self.rekt(x, 8, MARKOR, MARKOR, f"serie-{nummer}")
            self.tekst(x + MARKOR + 8, 19, serie, klasse="forklaring")
            x += MARKOR + 8 + len(serie) * TEGNBREDDE + 24
        return FORKLARING
