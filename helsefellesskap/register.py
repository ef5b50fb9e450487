"""What the base must show of the other apps, filled in `AppConfig.ready()`.

The base imports none of the apps above it; they hand in functions here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from helsefellesskap.models import Bruker


@dataclass(frozen=True)
class Menypunkt:
    """One link in the top menu; shown when `vises_for(bruker)` is true."""

    tekst: Any
    rute: str
    rekkefolge: int
    vises_for: Callable[["Bruker"], bool]
    # Number beside the link, or None.
    antall: Callable[["Bruker"], int] | None = None


@dataclass(frozen=True)
class Oppsettpunkt:
    """One link on the page «Oppsett» of the sekretariat."""

    tekst: Any
    hjelp: Any
    rute: str
    rekkefolge: int
    argumenter: tuple[str, ...] = ()


@dataclass(frozen=True)
class Panel:
    """A part of a page: template and context, or None to stay away."""

    rekkefolge: int
    mal: str
    innhold: Callable[[HttpRequest], dict[str, Any] | None]
    # Says that something waits; False for mere ways in.
    venter: bool = True


@dataclass(frozen=True)
class Brevinnhold:
    emne: str
    tekst: str


@dataclass(frozen=True)
class Brevslag:
    """How a kind of letter is written, and whether it is still wanted.

    `innhold` and `onsket` take a Brev or a Brevlinje (same `kind`, `gjelder`)
    and the receiver. A digest kind gives one line of text as `tekst`.
    """

    innhold: Callable[[Any, "Bruker"], Brevinnhold]
    onsket: Callable[[Any, "Bruker"], bool]


@dataclass
class _Register:
    meny: list[Menypunkt] = field(default_factory=list)
    oppsett: list[Oppsettpunkt] = field(default_factory=list)
    paneler: list[Panel] = field(default_factory=list)
    # Parts of the page where a meeting of a committee is prepared.
    motepaneler: list[Panel] = field(default_factory=list)
    brevslag: dict[str, Brevslag] = field(default_factory=dict)
    # Each returns the name of what is wrong, or None.
    helsesjekker: list[Callable[[], str | None]] = field(default_factory=list)
    # Each says whether a person needs two factors for what that app shows.
    to_faktorer: list[Callable[["Bruker"], bool]] = field(default_factory=list)
    # Tables the run-time role may only add to and read.
    loggtabeller: set[str] = field(default_factory=set)


_register = _Register()


def meld_inn_meny(*punkter: Menypunkt) -> None:
    _register.meny.extend(punkter)
    _register.meny.sort(key=lambda p: p.rekkefolge)


def meld_inn_oppsett(*punkter: Oppsettpunkt) -> None:
    _register.oppsett.extend(punkter)
    _register.oppsett.sort(key=lambda p: p.rekkefolge)


def oppsett() -> list[Oppsettpunkt]:
    return list(_register.oppsett)


def meld_inn_panel(panel: Panel) -> None:
    _register.paneler.append(panel)
    _register.paneler.sort(key=lambda p: p.rekkefolge)


def meld_inn_motepanel(panel: Panel) -> None:
    _register.motepaneler.append(panel)
    _register.motepaneler.sort(key=lambda p: p.rekkefolge)


def meld_inn_brevslag(kind: str, slag: Brevslag) -> None:
    if kind in _register.brevslag:
        raise ValueError(f"letter kind {kind} is registered twice")
    _register.brevslag[kind] = slag


def meld_inn_helsesjekk(sjekk: Callable[[], str | None]) -> None:
    _register.helsesjekker.append(sjekk)


def meld_inn_logg(*tabeller: str) -> None:
    _register.loggtabeller.update(tabeller)


def meld_inn_to_faktorer(trenger: Callable[["Bruker"], bool]) -> None:
    _register.to_faktorer.append(trenger)


def to_faktorer() -> list[Callable[["Bruker"], bool]]:
    return list(_register.to_faktorer)


def meny_for(bruker: "Bruker") -> list[Menypunkt]:
    return [p for p in _register.meny if p.vises_for(bruker)]


def paneler(request: HttpRequest) -> list[dict[str, Any]]:
    return _med_innhold(_register.paneler, request)


def motepaneler(request: HttpRequest) -> list[dict[str, Any]]:
    return _med_innhold(_register.motepaneler, request)


def _med_innhold(paneler: list[Panel], request: HttpRequest) -> list[dict[str, Any]]:
    """Those that have something to show this person, for a template."""
    funnet = ((p, p.innhold(request)) for p in paneler)
    return [
        {"mal": p.mal, "venter": p.venter, "innhold": innhold}
        for p, innhold in funnet
        if innhold is not None
    ]


def brevslag(kind: str) -> Brevslag:
    """Raises KeyError for a kind nobody registered."""
    return _register.brevslag[kind]


def helsesjekker() -> list[Callable[[], str | None]]:
    return list(_register.helsesjekker)


def loggtabeller() -> frozenset[str]:
    return frozenset(_register.loggtabeller)
