"""Where a new case goes: the chosen unit, else a rule, else to be distributed.

Pure: the caller hands over the rules that are valid and the units it has found.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Uavgjort(Exception):
    """Two rules fit equally well; neither may win by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regel:
    """A Ruteregel; an empty field fits everything."""

    mottakende_virksomhet_id: int
    enhet_id: int
    sted: str = ""
    kategori: str = ""
    avsender_kommunenummer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresporsel:
    """What is known of a case when it is filed; `kategori` as in a Regel."""

    mottakende_virksomhet_id: int
    til_sykehus: bool
    sted: str = ""
    kategori: str = ""
    avsender_kommunenummer: str = ""


def treffer(regel: Regel, foresporsel: Foresporsel) -> bool:
    # «Hvor var pasienten?» says nothing about which unit of a kommune should answer.
    sted = foresporsel.sted if foresporsel.til_sykehus else ""
    kategori = foresporsel.kategori
    return (
        regel.mottakende_virksomhet_id == foresporsel.mottakende_virksomhet_id
        and regel.sted in {"", sted}
        and regel.kategori in {"", kategori, kategori[:1]}
        and regel.avsender_kommunenummer in {"", foresporsel.avsender_kommunenummer}
    )


def spesifisitet(regel: Regel) -> tuple[bool, bool, bool, bool]:
    """Kode before group before sted before the sender's kommune."""
    er_gruppe = len(regel.kategori) == 1
    return (
        bool(regel.kategori) and not er_gruppe,
        er_gruppe,
        bool(regel.sted),
        bool(regel.avsender_kommunenummer),
    )


def velg_regel(regler: Iterable[Regel], foresporsel: Foresporsel) -> Regel | None:
    aktuelle = [regel for regel in regler if treffer(regel, foresporsel)]
    if not aktuelle:
        return None
    hoyest = max(map(spesifisitet, aktuelle))
    beste = [regel for regel in aktuelle if spesifisitet(regel) == hoyest]
    if len(beste) > 1:
        raise Uavgjort("two routing rules fit the case equally well")
    return beste[0]


def finn_uavgjorte(regler: Iterable[Regel]) -> list[tuple[Regel, ...]]:
    """Groups of rules of which at most one may stay: some case fits them equally well.

    Rules of equal specificity fill the same fields, and one case has one value for
    each: they meet only when every field is equal.
    """
    grupper = defaultdict(list)
    for regel in regler:
        grupper[_vilkar(regel)].append(regel)
    return [tuple(gruppe) for gruppe in grupper.values() if len(gruppe) > 1]


def _vilkar(regel: Regel) -> tuple[int, str, str, str]:
    return (
        regel.mottakende_virksomhet_id,
        regel.sted,
        regel.kategori,
        regel.avsender_kommunenummer,
    )


class Rutegrunn(StrEnum):
    VALGT = "valgt"
    REGEL = "regel"
    SAMHANDLINGSKONTAKT = "samhandlingskontakt"
    UKJENT_VIRKSOMHET = "ukjent_virksomhet"
    IKKE_TILKNYTTET = "ikke_tilknyttet"
    UTEN_SAMHANDLINGSKONTAKT = "uten_samhandlingskontakt"
    SAMHANDLINGSKONTAKT_ER_HOLDER = "samhandlingskontakt_er_holder"


@dataclass(frozen=True, slots=True)
class RutingResultat:
    enhet_id: int
    grunn: Rutegrunn


def velg_mottaker(
    *,
    valgt_enhet: int | None,
    regel: Regel | None,
    samhandlingskontakt: int | None,
    sekretariat: int,
    virksomhet_kjent: bool,
    tilknyttet: bool,
    holder: int | None,
) -> RutingResultat:
    """Somebody always gets the case. Units are given by id; `holder` has it now."""
    if valgt_enhet is not None:
        return RutingResultat(valgt_enhet, Rutegrunn.VALGT)
    if regel is not None:
        return RutingResultat(regel.enhet_id, Rutegrunn.REGEL)
    return _fordeler(
        samhandlingskontakt, sekretariat, virksomhet_kjent, tilknyttet, holder
    )


def _fordeler(
    samhandlingskontakt: int | None,
    sekretariat: int,
    virksomhet_kjent: bool,
    tilknyttet: bool,
    holder: int | None,
) -> RutingResultat:
    if not virksomhet_kjent:
        return RutingResultat(sekretariat, Rutegrunn.UKJENT_VIRKSOMHET)
    if not tilknyttet:
        return RutingResultat(sekretariat, Rutegrunn.IKKE_TILKNYTTET)
    if samhandlingskontakt is None:
        return RutingResultat(sekretariat, Rutegrunn.UTEN_SAMHANDLINGSKONTAKT)
    if samhandlingskontakt == holder:
        return RutingResultat(sekretariat, Rutegrunn.SAMHANDLINGSKONTAKT_ER_HOLDER)
    return RutingResultat(samhandlingskontakt, Rutegrunn.SAMHANDLINGSKONTAKT)
