"""Words in a de-identified text that may point to a person, a unit or a place.

Elsewhere a unit or place is a known name and no warning; here it is one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from avvik.enums import Sted
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.models import Enhet, Kommune, Kommunesammenslaaing, Virksomhet
from helsefellesskap.mykvarsel import finn_varsler

INGENSTEDS = {Sted.ANNET.value}
KORTEST = 3


@dataclass(frozen=True)
class Bit:
    """A piece of a text; `varsel` when it should be looked at."""

    tekst: str
    varsel: bool


def registernavn() -> frozenset[str]:
    """Names of units, parties and places in the registers; four queries."""
    virksomheter = list(Virksomhet.objects.values_list("navn", "type"))
    enheter = Enhet.objects.values_list("navn", "sted")
    navn = {
        *(navn for navn, _type in virksomheter),
        *(_forkortet(n) for n, t in virksomheter if t == Virksomhetstype.HELSEFORETAK),
        *(ett for par in enheter for ett in par),
        *Kommune.objects.values_list("navn", flat=True),
        *Kommunesammenslaaing.objects.values_list("gammel", flat=True),
        *Sted.values,
    }
    return frozenset(n for n in navn - INGENSTEDS if len(n) >= KORTEST)


def _forkortet(navn: str) -> str:
    """«Universitetssykehuset Nord-Norge» is said UNN."""
    return "".join(ord_[0] for ord_ in re.split(r"[\s-]+", navn) if ord_).upper()


@lru_cache(maxsize=8)
def _monster(navn: frozenset[str]) -> re.Pattern[str] | None:
    lengst_forst = sorted(navn, key=lambda n: (-len(n), n))
    alle = "|".join(re.escape(n) for n in lengst_forst)
    return re.compile(rf"(?<!\w)(?:{alle})s?(?!\w)", re.IGNORECASE) if alle else None


def finn(tekst: str, navn: frozenset[str], i_dag: date) -> list[tuple[int, int]]:
    """Places to look at, in order, those that overlap made one."""
    steder = [(f.start, f.slutt) for f in finn_varsler(tekst, navn, i_dag=i_dag)]
    if monster := _monster(navn):
        steder += [treff.span() for treff in monster.finditer(tekst)]
    return _slaatt_sammen(sorted(steder))


def _slaatt_sammen(steder: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    samlet: list[tuple[int, int]] = []
    for start, slutt in steder:
        if samlet and start <= samlet[-1][1]:
            samlet[-1] = (samlet[-1][0], max(slutt, samlet[-1][1]))
        else:
            samlet.append((start, slutt))
    return samlet


def ord_aa_se_paa(tekst: str, navn: frozenset[str], i_dag: date) -> list[str]:
    funnet = (tekst[a:b] for a, b in finn(tekst, navn, i_dag))
    return list(dict.fromkeys(funnet))


def merk(tekst: str, navn: frozenset[str], i_dag: date) -> list[Bit]:
    """The text in pieces, for a page that marks what should be looked at."""
    biter: list[Bit] = []
    forrige = 0
    for start, slutt in finn(tekst, navn, i_dag):
        biter += [Bit(tekst[forrige:start], False), Bit(tekst[start:slutt], True)]
        forrige = slutt
    biter.append(Bit(tekst[forrige:], False))
    return [b for b in biter if b.tekst]
