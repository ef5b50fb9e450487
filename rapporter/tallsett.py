"""The figures of one report as plain values, and their way through JSON."""

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints

from avvik.enums import Retning
from rapporter.enums import Rapporttype
from rapporter.tall import Periode, prosent

TIL, FRA = Retning.TIL_SYKEHUS.value, Retning.FRA_SYKEHUS.value


@dataclass(frozen=True)
class Retningstall:
    """One direction: cases filed in the period, answered at the cut-off."""

    meldt: int = 0
    besvart: int = 0
    median_dager: Decimal | None = None
    p90_dager: Decimal | None = None
    # Cases whose promised date had passed at the cut-off.
    forfalt: int = 0
    forfalt_besvart: int = 0
    forfalt_i_tide: int = 0
    # Not imported, and the confirm date had passed.
    # By whoever held the case at the cut-off.
    bekreftelse_forfalt: int = 0
    bekreftet_i_tide: int = 0
    videresendt: int = 0
    # Of `meldt`: the kommune is unknown or not in the register.
    andre: int = 0

    @property
    def ubesvart(self) -> int:
        return self.meldt - self.besvart

    @property
    def ubesvart_prosent(self) -> Decimal | None:
        return prosent(self.ubesvart, self.meldt)

    @property
    def forfalt_ubesvart(self) -> int:
        return self.forfalt - self.forfalt_besvart

    @property
    def forfalt_ubesvart_prosent(self) -> Decimal | None:
        return prosent(self.forfalt_ubesvart, self.forfalt)

    @property
    def i_tide_prosent(self) -> Decimal | None:
        return prosent(self.forfalt_i_tide, self.forfalt)


@dataclass(frozen=True)
class Kommunetall:
    kommune: str
    sendt: int = 0
    sendt_besvart: int = 0
    mottatt: int = 0
    mottatt_besvart: int = 0


@dataclass(frozen=True)
class Gruppetall:
    """One category group; `navn` is its official name."""

    gruppe: str
    navn: str
    til_sykehus: int = 0
    fra_sykehus: int = 0


@dataclass(frozen=True)
class Alvorlighetstall:
    # None: not about a single patient, or a proposal for improvement.
    alvorlighet: int | None
    til_sykehus: int = 0
    fra_sykehus: int = 0

    @property
    def nokkel(self) -> str:
        return "" if self.alvorlighet is None else str(self.alvorlighet)


@dataclass(frozen=True)
class Tidsrom:
    """Cases filed between two dates; None before the first one registered."""

    navn: str
    fra: date
    til: date
    til_sykehus: int | None = None
    fra_sykehus: int | None = None


@dataclass(frozen=True)
class Enhetstall:
    """A klinikk of the hospital that held cases, by its own dates."""

    enhet: str
    i_tide: int = 0
    for_sent: int = 0
    ubesvart: int = 0


@dataclass(frozen=True)
class Folger:
    """What the answers led to."""

    bekreftet: int = 0
    delvis: int = 0
    ikke_avvik: int = 0
    kan_ikke_vurderes: int = 0
    tiltak: int = 0
    tiltak_utfort: int = 0
    tiltak_over_frist: int = 0

    @property
    def vurdert(self) -> int:
        return self.bekreftet + self.delvis + self.ikke_avvik + self.kan_ikke_vurderes


@dataclass(frozen=True)
class Rabratall:
    til_sykehus: int = 0
    fra_sykehus: int = 0
    takket: int = 0


@dataclass(frozen=True)
class Smaafeil:
    """How often a small fault was counted: no case, and in no other number."""

    kode: str
    navn: str
    retning: str
    antall: int
    # At the same time a year before; None before anything was counted.
    aaret_for: int | None
    # Whether each may be printed.
    vises: bool = False
    aaret_for_vises: bool = False

    @property
    def noe_vises(self) -> bool:
        return self.vises or self.aaret_for_vises


@dataclass(frozen=True)
class Aarsdel:
    """A tertial of the year («1») or AARET: its cases, and what published reports
    have shown of them («kategori:A:til_sykehus»)."""

    navn: str
    utgitt: bool
    vist: list[str]
    # Empty for the year: it is the sum of the tertials.
    kategorier: list[Gruppetall]
    alvorlighet: list[Alvorlighetstall]


@dataclass(frozen=True)
class Uttrekk:
    """Everything a report counts, as it stood when it was taken out."""

    type: Rapporttype
    fra: date
    til: date
    uttrekk: date
    forste_registrerte: date | None
    retninger: dict[str, Retningstall]
    kommuner: list[Kommunetall]
    kategorier: list[Gruppetall]
    alvorlighet: list[Alvorlighetstall]
    # The period, the same a year before, and the twelve months up to its end.
    volum: list[Tidsrom]
    maaneder: list[Tidsrom]
    tertialer: list[Tidsrom]
    enheter: list[Enhetstall]
    folger: Folger
    rabra: Rabratall
    telles_ikke: int
    # The single rows are made up; only totals are real.
    konstruert: bool
    # Empty when nothing else is published of the year.
    aarsdeler: list[Aarsdel] = field(default_factory=list)
    smaafeil: list[Smaafeil] = field(default_factory=list)

    @property
    def periode(self) -> Periode:
        return Periode(self.fra, self.til)

    @property
    def til_sykehus(self) -> Retningstall:
        return self.retninger[TIL]

    @property
    def fra_sykehus(self) -> Retningstall:
        return self.retninger[FRA]

    @property
    def meldt(self) -> int:
        return sum(tall.meldt for tall in self.retninger.values())

    @property
    def ubesvart(self) -> int:
        return sum(tall.ubesvart for tall in self.retninger.values())

    @property
    def avkortet(self) -> bool:
        """The cut-off lies inside the period."""
        return self.uttrekk < self.til

    @classmethod
    def fra_json(cls, data: dict[str, Any]) -> Self:
        """The way back from `Rapport.tall`."""
        tall: Self = _les(cls, data)
        return tall


def _les(type_: Any, verdi: Any) -> Any:
    """Give a value from JSON the type that the field is declared with."""
    if isinstance(type_, UnionType):
        if verdi is None:
            return None
        return _les(next(t for t in get_args(type_) if t is not type(None)), verdi)
    if get_origin(type_) is list:
        return [_les(get_args(type_)[0], del_) for del_ in verdi]
    if get_origin(type_) is dict:
        return {navn: _les(get_args(type_)[1], del_) for navn, del_ in verdi.items()}
    if type_ is date:
        return date.fromisoformat(verdi)
    if hasattr(type_, "__dataclass_fields__"):
        typer = get_type_hints(type_)
        return type_(
            # What is missing was not there when the report was stored.
            **{
                f.name: _les(typer[f.name], verdi[f.name])
                for f in fields(type_)
                if f.name in verdi
            }
        )
    return type_(verdi)
