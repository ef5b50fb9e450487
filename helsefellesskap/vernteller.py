"""Gathers what the identity guard finds while a request or a command runs.

Within one of them the same text counts once, however often it is read; of the text
only a hash is kept, and only so long. vernlogg.py writes the counts.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

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


def noter_stopp(tekst: str) -> None:
    """Count a text that is refused or left unread because of what it holds."""
    noter(tekst, finn_stopp(tekst))
