"""Hide small numbers in a table so that its sums do not give them away.

A number under the threshold is hidden (primary), and so is what would let a reader
work it out from the rest (secondary). Three choices, all to the safe side:

- Zero counts as under the threshold. Were zeros shown, a hidden cell would say
  that there *is* a case, which in a small kommune points at a patient.
- Sums are treated as cells: a sum under the threshold is hidden too, and a large
  one where nothing else protects its parts. Only the sums returned may be printed.
- In a line whose sum is shown, the hidden cells together reach the threshold, so
  that two hidden cells do not add up to a small number.

The table is read as a network: rows and columns are nodes, a cell runs from its row
to its column, and the sums close the circle. A hidden number can be worked out
exactly when no circle of hidden numbers passes through it along which one can be
added or subtracted without any number going below zero.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from django.utils.translation import gettext_lazy as _

TERSKEL = 5
# The edition that is the sum of the others.
AARET = "aaret"
# Not «færre enn 5»: a number hidden for the sake of another may be larger.
VISES_IKKE = _("vises ikke")

Node = tuple[str, str]
SUM_RADER: Node = ("sum", "rader")
SUM_KOLONNER: Node = ("sum", "kolonner")


@dataclass(frozen=True)
class Undertrykt:
    """The table and its sums as they may be printed; None is a hidden number."""

    celler: dict[str, dict[str, int | None]]
    radsummer: dict[str, int | None]
    kolonnesummer: dict[str, int | None]
    total: int | None


@dataclass(eq=False)
class Felt:
    """A number of the table as an edge from one node to another."""

    fra: Node
    til: Node
    verdi: int
    kjent: bool = False
    skjult: bool = False

    @property
    def vist(self) -> int | None:
        return None if self.skjult else self.verdi

    @property
    def pris(self) -> int:
        return 0 if self.skjult else self.verdi + 1


class Nett:
    """The cells and sums of one table."""

    def __init__(self, tabell: Mapping[str, Mapping[str, int]]) -> None:
        self.rader = list(tabell)
        self.kolonner = list(dict.fromkeys(k for rad in tabell.values() for k in rad))
        self.celler = {
            rad: {
                kolonne: Felt(("rad", rad), ("kolonne", kolonne), rekke.get(kolonne, 0))
                for kolonne in self.kolonner
            }
            for rad, rekke in tabell.items()
        }
        self.radsummer = {
            rad: Felt(SUM_RADER, ("rad", rad), _sum(rekke.values()))
            for rad, rekke in self.celler.items()
        }
        self.kolonnesummer = {
            kolonne: Felt(
                ("kolonne", kolonne),
                SUM_KOLONNER,
                _sum(rekke[kolonne] for rekke in self.celler.values()),
            )
            for kolonne in self.kolonner
        }
        total = _sum(self.radsummer.values())
        self.total = Felt(SUM_KOLONNER, SUM_RADER, total)

    def felter(self) -> Iterator[Felt]:
        for rekke in self.celler.values():
            yield from rekke.values()
        yield from self.radsummer.values()
        yield from self.kolonnesummer.values()
        yield self.total

    def linjer(self) -> Iterator[tuple[Felt, list[Felt]]]:
        """Yield each sum with its parts, the sums of sums last."""
        for rad, rekke in self.celler.items():
            yield self.radsummer[rad], list(rekke.values())
        for kolonne in self.kolonner:
            yield (
                self.kolonnesummer[kolonne],
                [rekke[kolonne] for rekke in self.celler.values()],
            )
        yield self.total, list(self.radsummer.values())
        yield self.total, list(self.kolonnesummer.values())


def undertrykk(
    tabell: Mapping[str, Mapping[str, int]],
    *,
    terskel: int = TERSKEL,
    kjente_kolonnesummer: bool = False,
) -> Undertrykt:
    """Return the table with every small number, and its traces, hidden.

    With `kjente_kolonnesummer` the sums of the columns stand elsewhere in the same
    report and are never hidden; what follows from them alone (nothing but zeros in a
    column that sums to zero) is then shown.
    """
    nett = Nett(tabell)
    if kjente_kolonnesummer:
        for felt in (*nett.kolonnesummer.values(), nett.total):
            felt.kjent = True
    for felt in nett.felter():
        felt.skjult = felt.verdi < terskel and not felt.kjent
    for summen, deler in nett.linjer():
        _fyll_linje(summen, deler, terskel)
    alle = list(nett.felter())
    for felt in [felt for felt in alle if felt.skjult]:
        _beskytt(felt, alle)
    return Undertrykt(
        {rad: _vist(rekke) for rad, rekke in nett.celler.items()},
        _vist(nett.radsummer),
        _vist(nett.kolonnesummer),
        nett.total.vist,
    )


def undertrykk_utgave(
    tabell: Mapping[str, Mapping[str, int]],
    utgitt: Mapping[str, Collection[str]],
    *,
    utgave: str,
    terskel: int = TERSKEL,
    summen_kjent: bool = True,
) -> dict[str, int | None]:
    """Return the rows of one edition so that the others do not give them away.

    `tabell` holds each row's numbers by part of the year; the year is their sum.
    `utgitt` names the rows that each published edition has shown, and those stay
    known, as the rest of it stays hidden. The sum of an edition is always known, or,
    without `summen_kjent`, printed nowhere. What nobody has printed yet is protected
    as it would be printed: it is what the year less the other parts shows.
    """
    if not tabell:
        return {}
    nett = Nett(tabell)
    for felt in (*nett.kolonnesummer.values(), nett.total):
        felt.kjent, felt.skjult = summen_kjent, not summen_kjent
    utgaver = {k: {r: rad[k] for r, rad in nett.celler.items()} for k in nett.kolonner}
    utgaver[AARET] = nett.radsummer
    beskyttes: list[Felt] = []
    for navn, felter in utgaver.items():
        alene = _skjulte_alene(felter, terskel, summen_kjent)
        if navn == utgave and navn not in utgitt:
            _merk(felter, skjulte=alene, kjente=())
        else:
            vist = utgitt.get(navn, ())
            _merk(felter, skjulte=set(felter) - set(vist), kjente=vist)
        beskyttes += (felter[r] for r in felter if navn in utgitt or r in alene)
    for summen, deler in nett.linjer():
        _fyll_linje(summen, deler, terskel)
    alle, egne = list(nett.felter()), utgaver[utgave]
    for felt in alle:
        if felt.skjult and (felt in beskyttes or felt in egne.values()):
            _beskytt(felt, alle)
    skjulte = _skjulte_alene(egne, terskel, summen_kjent)
    return {rad: None if rad in skjulte else f.vist for rad, f in egne.items()}


def _skjulte_alene(
    felter: Mapping[str, Felt], terskel: int, summen_kjent: bool
) -> set[str]:
    """The rows an edition would hide if it were the only one."""
    if not summen_kjent:
        return {rad for rad, felt in felter.items() if felt.verdi < terskel}
    tabell = {rad: {"": felt.verdi} for rad, felt in felter.items()}
    alene = undertrykk(tabell, terskel=terskel, kjente_kolonnesummer=True).celler
    return {rad for rad, rekke in alene.items() if rekke[""] is None}


def _merk(
    felter: Mapping[str, Felt], *, skjulte: Collection[str], kjente: Collection[str]
) -> None:
    for rad, felt in felter.items():
        felt.skjult, felt.kjent = rad in skjulte, rad in kjente


def _sum(felter: Iterable[Felt]) -> int:
    return sum(felt.verdi for felt in felter)


def _vist(felter: Mapping[str, Felt]) -> dict[str, int | None]:
    return {navn: felt.vist for navn, felt in felter.items()}


def _fyll_linje(summen: Felt, deler: list[Felt], terskel: int) -> None:
    """Hide one more where the hidden parts of a shown sum are few in all."""
    skjulte = [felt for felt in deler if felt.skjult]
    if not skjulte or summen.skjult or _sum(skjulte) >= terskel:
        return
    synlige = [felt for felt in (*deler, summen) if not felt.skjult and not felt.kjent]
    if synlige:
        min(synlige, key=lambda felt: felt.verdi).skjult = True


def _beskytt(felt: Felt, alle: list[Felt]) -> None:
    """Hide the cheapest circle through the number, so that it cannot be derived."""
    kretser = [_billigste_vei(felt, felt.til, felt.fra, alle)]
    if felt.verdi > 0:
        kretser.append(_billigste_vei(felt, felt.fra, felt.til, alle))
    mulige = [krets for krets in kretser if krets is not None]
    if not mulige:
        # It follows from the known sums whatever is hidden.
        felt.skjult, felt.kjent = False, True
        return
    for ledd in min(mulige, key=lambda krets: sum(ledd.pris for ledd in krets)):
        ledd.skjult = True


def _billigste_vei(
    unntatt: Felt, start: Node, maal: Node, alle: list[Felt]
) -> list[Felt] | None:
    """Dijkstra over numbers that may still change, along or against their edge."""
    piler = _piler(unntatt, alle)
    rekkefolge = count()
    koe: list[tuple[int, int, Node, list[Felt]]] = [(0, next(rekkefolge), start, [])]
    ferdige = set()
    while koe:
        pris, _nr, node, vei = heapq.heappop(koe)
        if node == maal:
            return vei
        if node in ferdige:
            continue
        ferdige.add(node)
        for felt, neste in piler.get(node, ()):
            if neste not in ferdige:
                ny = (pris + felt.pris, next(rekkefolge), neste, [*vei, felt])
                heapq.heappush(koe, ny)
    return None


def _piler(unntatt: Felt, alle: list[Felt]) -> dict[Node, list[tuple[Felt, Node]]]:
    piler: dict[Node, list[tuple[Felt, Node]]] = {}
    for felt in alle:
        if felt is unntatt or felt.kjent:
            continue
        piler.setdefault(felt.fra, []).append((felt, felt.til))
        if felt.verdi > 0:
            piler.setdefault(felt.til, []).append((felt, felt.fra))
    return piler
