"""The identity guard: finds national identity numbers in what people write.

Knows nothing of Django, and never puts the number itself in a result, a message
or a repr. Soft warnings are in `mykvarsel`.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

VEKTER_1 = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
VEKTER_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)

# D-numbers add 40 to the day. H-numbers add 40 to the month, synthetic people 65
# or 80; they are stopped too, since nobody can tell them apart when reading.
MAANEDSTILLEGG = (0, 40, 65, 80)
DAGER_I_MAANED = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

STORSTE_SKILLE = 5
GRUPPERINGER: tuple[tuple[int, ...], ...] = (
    (6, 5),
    (2, 2, 2, 5),
    (2, 2, 2, 3, 2),
    (6, 3, 2),
    (4, 2, 5),
    (3, 3, 5),
    (1,) * 11,
)
# Day, month and four-digit year, then five digits.
GRUPPERINGER_MED_AARHUNDRE: tuple[tuple[int, ...], ...] = (
    (8, 5),
    (4, 4, 5),
    (2, 6, 5),
    (4, 9),
    *((dag, maaned, 4, 5) for dag in (1, 2) for maaned in (1, 2)),
    *((dag, maaned, 9) for dag in (1, 2) for maaned in (1, 2)),
)

_SIFFER = re.compile("[0-9]")
_TI_SIFRE = re.compile(r"[\W_]*([0-9]{10})(?:[.,]0+)?[\W_]*")
_ENTITET = re.compile(
    "&(?:#(?P<des>[0-9]+);?|#[xX](?P<hex>[0-9a-fA-F]+);?|[A-Za-z][A-Za-z0-9]{1,31};?)"
)


@dataclass(frozen=True, slots=True)
class Funn:
    """A rule and the place in the original text; never what stands there."""

    regel: str
    start: int
    slutt: int
    # How a stopped number was written; counted, but no part of what was found.
    form: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Visning:
    """A normalised text; character i stands for original[fra[i]:til[i]]."""

    tekst: str = field(repr=False)
    fra: Sequence[int] = field(repr=False)
    til: Sequence[int] = field(repr=False)

    def funn(self, regel: str, start: int, slutt: int, form: str = "") -> Funn:
        return Funn(regel, self.fra[start], self.til[slutt - 1], form)


@dataclass(frozen=True, slots=True)
class Kandidat:
    """Eleven digits that may be a number, and their place in a Visning."""

    nummer: str = field(repr=False)
    start: int
    slutt: int
    form: str = field(default="", repr=False)


# --- normalising ---------------------------------------------------------------


def visninger(tekst: str) -> tuple[Visning, ...]:
    """The ways a text can be read, all positions kept; the decoded one first."""
    foldet = _fold(tekst)
    if "&" not in foldet.tekst:
        return (foldet,)
    dekodet = _dekod(foldet, bare_klare=False)
    # «010203&#12345» is a reference to a Chinese character, but also a number.
    bokstavelig = _dekod(foldet, bare_klare=True)
    if dekodet.tekst == bokstavelig.tekst:
        return (dekodet,)
    return (dekodet, bokstavelig)


def _fold(tekst: str) -> Visning:
    if tekst.isascii():
        return Visning(tekst, range(len(tekst)), range(1, len(tekst) + 1))
    deler: list[str] = []
    fra: list[int] = []
    for sted, tegn in enumerate(tekst):
        ut = fold_tegn(tegn)
        deler.append(ut)
        fra.extend([sted] * len(ut))
    return Visning("".join(deler), fra, [sted + 1 for sted in fra])


@lru_cache(maxsize=4096)
def fold_tegn(tegn: str) -> str:
    """NFKC, without invisible and combining characters, digits as 0-9."""
    ut = ""
    for c in unicodedata.normalize("NFKC", tegn):
        if unicodedata.category(c) in ("Cf", "Mn", "Me"):
            continue
        siffer = unicodedata.digit(c, None)
        ut += c if siffer is None else str(siffer)
    return ut


def _dekod(visning: Visning, *, bare_klare: bool) -> Visning:
    deler: list[str] = []
    fra: list[int] = []
    til: list[int] = []
    forrige = 0

    def behold(slutt: int) -> None:
        deler.append(visning.tekst[forrige:slutt])
        fra.extend(visning.fra[forrige:slutt])
        til.extend(visning.til[forrige:slutt])

    for treff in _ENTITET.finditer(visning.tekst):
        ut = _tegn_for(treff)
        if ut is None or (bare_klare and not _er_klar(treff, ut)):
            continue
        behold(treff.start())
        deler.append(ut)
        fra.extend([visning.fra[treff.start()]] * len(ut))
        til.extend([visning.til[treff.end() - 1]] * len(ut))
        forrige = treff.end()
    behold(len(visning.tekst))
    return Visning("".join(deler), fra, til)


def _tegn_for(treff: re.Match[str]) -> str | None:
    """What a reference stands for; None when it is beyond any code point."""
    tall, grunntall = (treff["hex"], 16) if treff["hex"] else (treff["des"], 10)
    if tall is None:
        return "".join(map(fold_tegn, html.unescape(treff[0])))
    # int() refuses very long strings, also of zeros.
    tall = tall.lstrip("0")
    if not 0 < len(tall) <= 7:
        return None
    tegn = html.unescape(f"&#{int(tall, grunntall)};")
    return "".join(map(fold_tegn, tegn))


def _er_klar(treff: re.Match[str], ut: str) -> bool:
    """Whether nobody could have meant the digits of the reference themselves."""
    des = treff["des"]
    if des is None:
        return True
    skrevet_helt = treff[0].endswith(";") and not des.startswith("0")
    return skrevet_helt and len(des) <= 4 and not ut.isalpha()


# --- candidates ----------------------------------------------------------------

# What stands before each digit, one letter a digit: (a) nothing, (b) only invisible
# characters, which may be meant as a separator or not, (c) a separator, (d) so much
# that a new number begins.
INGENTING, USYNLIG, SKILLE, BRUDD = "abcd"


@dataclass(frozen=True, slots=True)
class Sifferrekke:
    """All digits of a text, what stands before each, and where they are."""

    sifre: str = field(repr=False)
    foran: str = field(repr=False)
    steder: Sequence[int] = field(repr=False)

    def del_opp(self, start: int, lengder: tuple[int, ...]) -> Iterator[str]:
        for lengde in lengder:
            yield self.sifre[start : start + lengde]
            start += lengde

    def kandidat(
        self, nummer: str, start: int, antall: int, form: str = ""
    ) -> Kandidat:
        siste = self.steder[start + antall - 1]
        return Kandidat(nummer, self.steder[start], siste + 1, form)


def sifferrekke(visning: Visning) -> Sifferrekke:
    steder = [treff.start() for treff in _SIFFER.finditer(visning.tekst)]
    foran = "".join(_foran(visning, en, to) for en, to in pairwise(steder))
    sifre = "".join(visning.tekst[sted] for sted in steder)
    # One more at the end, where whatever follows is no digit.
    return Sifferrekke(sifre, BRUDD + foran + BRUDD, steder)


def _foran(visning: Visning, en: int, to: int) -> str:
    if to == en + 1:
        borte = visning.fra[to] > visning.til[en]
        return USYNLIG if borte else INGENTING
    if to - en - 1 > STORSTE_SKILLE:
        return BRUDD
    bokstav = any(c.isalpha() for c in visning.tekst[en + 1 : to])
    return BRUDD if bokstav else SKILLE


def gruppemonster(lengder: tuple[int, ...]) -> re.Pattern[str]:
    """Matches before each place where digits stand in groups of these lengths."""
    grupper = "[bc]".join(f"[ab]{{{lengde - 1}}}" for lengde in lengder)
    return re.compile(f"(?=[bcd]{grupper}[bcd])")


_MONSTRE = tuple((g, gruppemonster(g)) for g in GRUPPERINGER)
_MONSTRE_MED_AARHUNDRE = tuple(
    (g, gruppemonster(g)) for g in GRUPPERINGER_MED_AARHUNDRE
)
# Inside a run no boundaries are asked for: every window is tried.
_VINDU = (((11,), re.compile("(?=.[ab]{10})")),)
_VINDU_MED_AARHUNDRE = (((13,), re.compile("(?=.[ab]{12})")),)
# The three kinds of candidates (design 5 a, b, c), and a spreadsheet's lost zero.
I_ETT, I_GRUPPER, MED_AARHUNDRE = "i_ett", "i_grupper", "med_aarhundre"
UTEN_NULL = "uten_null"


def kandidater(rekke: Sifferrekke) -> Iterator[Kandidat]:
    """Everything in a normalised text that is grouped as a number may be."""
    for lengder, monster in _VINDU + _MONSTRE:
        form = I_ETT if lengder == (11,) else I_GRUPPER
        for treff in monster.finditer(rekke.foran):
            nummer = "".join(rekke.del_opp(treff.start(), lengder))
            yield rekke.kandidat(nummer, treff.start(), 11, form)
    for lengder, monster in _VINDU_MED_AARHUNDRE + _MONSTRE_MED_AARHUNDRE:
        for treff in monster.finditer(rekke.foran):
            deler = rekke.del_opp(treff.start(), lengder)
            nummer = "".join(del_.zfill(2) for del_ in deler)
            # Century dropped: 17051995 is 170595.
            if nummer[4:6] in ("19", "20"):
                kort = nummer[:4] + nummer[6:]
                antall = sum(lengder)
                yield rekke.kandidat(kort, treff.start(), antall, MED_AARHUNDRE)


# --- rules ---------------------------------------------------------------------


def rester(nummer: str) -> tuple[int, int]:
    """The remainders of both checks; 0 is right."""
    sifre = [int(c) for c in nummer]
    return (
        sum(s * v for s, v in zip(sifre, VEKTER_1, strict=False)) % 11,
        sum(s * v for s, v in zip(sifre, VEKTER_2, strict=True)) % 11,
    )


def datotype(nummer: str) -> str | None:
    """Which kind of number the first six digits are a real date for, if any."""
    dag, maaned, aar = (int(nummer[i : i + 2]) for i in (0, 2, 4))
    er_d_nummer = dag > 40
    dag -= 40 * er_d_nummer
    tillegg = next((t for t in MAANEDSTILLEGG if 1 <= maaned - t <= 12), None)
    if tillegg is None or not 1 <= dag <= DAGER_I_MAANED[maaned - tillegg - 1]:
        return None
    # 2000 was a leap year and 1900 was not, so 2000-2099 takes in both centuries.
    if (dag, maaned - tillegg) == (29, 2) and aar % 4:
        return None
    if er_d_nummer:
        return "d_nummer"
    return "h_nummer" if tillegg == 40 else "fodselsnummer"


def stoppregel(nummer: str) -> str | None:
    """The rule that stops these eleven digits, if any."""
    forste, andre = rester(nummer)
    if andre:
        return None
    # Numbers given from 2032 may leave 1, 2 or 3 in the first check.
    if forste <= 3 and (slag := datotype(nummer)):
        return slag
    if forste == 0 and nummer[0] in "89":
        return "fh_nummer"
    return None


# --- what others call ----------------------------------------------------------


def finn_stopp(tekst: str) -> list[Funn]:
    """Where the writer must take something away before the text is taken in."""
    return slaa_sammen(_stopp(tekst))


def har_stopp(tekst: str) -> bool:
    return any(True for _ in _stopp(tekst))


def finn_stopp_celle(tekst: str) -> list[Funn]:
    """As finn_stopp; also tries ten digits with the 0 that spreadsheets drop."""
    funn = finn_stopp(tekst)
    for visning in visninger(tekst):
        treff = _TI_SIFRE.fullmatch(visning.tekst)
        regel = treff and stoppregel("0" + treff[1])
        if treff and regel:
            funn.append(visning.funn(regel, *treff.span(1), UTEN_NULL))
    return slaa_sammen(funn)


def _stopp(tekst: str) -> Iterator[Funn]:
    for visning in visninger(tekst):
        for kandidat in kandidater(sifferrekke(visning)):
            regel = stoppregel(kandidat.nummer)
            if regel:
                yield visning.funn(regel, kandidat.start, kandidat.slutt, kandidat.form)


def slaa_sammen(alle: Iterable[Funn]) -> list[Funn]:
    """In order, with overlapping places made one under the first one's rule."""
    ut: list[Funn] = []
    for funn in sorted(alle, key=lambda f: (f.start, f.slutt)):
        if ut and funn.start < ut[-1].slutt:
            siste = ut.pop()
            slutt = max(siste.slutt, funn.slutt)
            funn = Funn(siste.regel, siste.start, slutt, siste.form)
        ut.append(funn)
    return ut
