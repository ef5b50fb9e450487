"""Gathers what the identity guard finds while a request or a command runs.

Within one of them the same text counts once, however often it is read; of the text
only a hash is kept, and only so long. vernlogg.py writes the counts.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from urllib.parse import unquote

from helsefellesskap.idnummer import Funn, finn_stopp

# Rule and form.
Antall = Counter[tuple[str, str]]


@dataclass
class _Samling:
    antall: Antall = field(default_factory=Counter)
    sett: set[int] = field(default_factory=set)


_samling: ContextVar[_Samling | None] = ContextVar("vernstopp", default=None)


@contextmanager
def samling() -> Iterator[Antall]:
    """The counts of what is noted inside."""
    ny = _Samling()
    nokkel = _samling.set(ny)
    try:
        yield ny.antall
    finally:
        _samling.reset(nokkel)


def noter(tekst: str, funn: Sequence[Funn]) -> None:
    """Count what was found in a text, once; outside `samling` nothing happens."""
    naa = _samling.get()
    if naa is None or not funn:
        return
    merke = hash(tuple((f.regel, tekst[f.start : f.slutt]) for f in funn))
    if merke not in naa.sett:
        naa.sett.add(merke)
        naa.antall.update((f.regel, f.form) for f in funn)


def noter_stopp(tekst: str) -> bool:
    """Tell whether a text is to be refused for what it holds, and count it."""
    funn = finn_stopp(tekst)
    noter(tekst, funn)
    return bool(funn)


def noter_stopp_i_adresse(adresse: str) -> bool:
    """Also coded more than once; what is coded beyond reason counts as one."""
    for _runde in range(5):
        if noter_stopp(adresse):
            return True
        dekodet = unquote(adresse)
        if dekodet == adresse:
            return False
        adresse = dekodet
    return True
