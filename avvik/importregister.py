"""The register files: what each must hold, checked before anything is written.

A column that is missing is read as None and leaves what is there; an empty cell is
a value. Rules look at the files and the registers together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from avvik.tabellfil import Rad, Tabell, les, les_dato

# Names in other languages, which a file may leave out; of the group the same in
# every row of it.
GRUPPEORD = ("gruppenavn_nn", "gruppenavn_en", "enkelt_navn_nn", "enkelt_navn_en")
KATEGORIORD = ("navn_nn", "navn_en")
# Columns of each file, in the order they are read: those that tell rows apart
# (for routing rules all of them), and the others.
FILER: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "kommuner": (("kommunenummer",), ("navn",)),
    "kommunesammenslaaing": (("gammel", "ny"), ("dato", "merknad")),
    "enheter": (
        ("virksomhet", "enhet"),
        ("virksomhetstype", "overordnet", "enhetstype", "sted", "kommunenummer"),
    ),
    "kategorier": (
        ("kode",),
        (
            "gruppe",
            "gruppenavn",
            "navn",
            "retning",
            "avtalepunkt",
            "nokup_kode",
            *GRUPPEORD,
            *KATEGORIORD,
        ),
    ),
    "ruteregler": (
        (
            "mottakende_virksomhet",
            "sted",
            "kategori",
            "avsender_kommunenummer",
            "enhet",
        ),
        (),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kommunerad:
    kommunenummer: str
    navn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sammenslaaingsrad:
    gammel: str
    ny: str
    dato: date | None = None
    merknad: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enhetsrad:
    virksomhet: str
    enhet: str
    virksomhetstype: str | None = None
    overordnet: str | None = None
    enhetstype: str | None = None
    sted: str | None = None
    kommunenummer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kategorirad:
    kode: str
    gruppe: str | None = None
    gruppenavn: str | None = None
    navn: str | None = None
    retning: str | None = None
    avtalepunkt: str | None = None
    nokup_kode: str | None = None
    gruppenavn_nn: str | None = None
    gruppenavn_en: str | None = None
    enkelt_navn_nn: str | None = None
    enkelt_navn_en: str | None = None
    navn_nn: str | None = None
    navn_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruterad:
    mottakende_virksomhet: str
    sted: str
    kategori: str
    avsender_kommunenummer: str
    enhet: str


@dataclass(frozen=True, slots=True)
class Registerfiler:
    """What the files say, free of faults; a file that is missing has no rows."""

    kommuner: Sequence[Kommunerad] = ()
    kommunesammenslaaing: Sequence[Sammenslaaingsrad] = ()
    enheter: Sequence[Enhetsrad] = ()
    kategorier: Sequence[Kategorirad] = ()
    ruteregler: Sequence[Ruterad] = ()


@dataclass(slots=True)
class Lest:
    """The tables of a folder by register, and the file names they came from."""

    tabeller: dict[str, Tabell] = field(default_factory=dict)
    filnavn: dict[str, str] = field(default_factory=dict)


def les_mappe(mappe: Path) -> Lest:
    """Every register file in a folder, as CSV or XLSX."""
    lest = Lest()
    for register, (nokkel, andre) in FILER.items():
        stier = [mappe / f"{register}{ende}" for ende in (".csv", ".xlsx")]
        stier = [sti for sti in stier if sti.exists()]
        if not stier:
            continue
        lest.filnavn[register] = stier[0].name
        tabell = les(stier[0], pakrevd=nokkel, valgfri=andre)
        if len(stier) > 1:
            tabell.meld(1, 1, _("registeret finnes både som CSV og XLSX"))
        lest.tabeller[register] = tabell
    return lest


def som_registerfiler(tabeller: dict[str, Tabell]) -> Registerfiler:
    """Plain rows; only for tables without faults."""

    def rader(register: str) -> list[Rad]:
        return tabeller[register].rader if register in tabeller else []

    return Registerfiler(
        kommuner=[Kommunerad(**rad.celler) for rad in rader("kommuner")],
        kommunesammenslaaing=[
            _sammenslaaing(rad) for rad in rader("kommunesammenslaaing")
        ],
        enheter=[Enhetsrad(**rad.celler) for rad in rader("enheter")],
        kategorier=[Kategorirad(**rad.celler) for rad in rader("kategorier")],
        ruteregler=[Ruterad(**rad.celler) for rad in rader("ruteregler")],
    )


def _sammenslaaing(rad: Rad) -> Sammenslaaingsrad:
    dato = rad.les("dato")
    return Sammenslaaingsrad(
        gammel=rad.celler["gammel"],
        ny=rad.celler["ny"],
        dato=None if dato is None else les_dato(dato),
        merknad=rad.les("merknad"),
    )
