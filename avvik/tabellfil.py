"""Reads a CSV or XLSX file from outside into rows, trusting nothing in it.

Every fault is kept with row, column and rule, never with the value. A cell with a
fault is left out of its row, so that nobody looks at it again.
"""

import csv
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from helsefellesskap.idnummer import finn_stopp_celle
from helsefellesskap.vernteller import noter

MAKS_BYTE = 10 * 1024 * 1024
MAKS_UTPAKKET = 100 * 1024 * 1024
MAKS_RADER = 50_000
MAKS_KOLONNER = 50
MAKS_TEGN = 5_000

_BIT = 64 * 1024
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOM = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"
_GAMMEL_EXCEL = b"\xd0\xcf\x11\xe0"
_DOCTYPE = tuple("<!DOCTYPE".encode(k) for k in ("ascii", "utf-16-le", "utf-16-be"))
# What a byte that means nothing becomes; the cell rules find it again.
_UGYLDIG_TEGN = "\ufffd"
_ISO_DATO = re.compile("(?P<aar>[0-9]{4})-(?P<maaned>[0-9]{2})-(?P<dag>[0-9]{2})")
_NORSK_DATO = re.compile(r"(?P<dag>[0-9]{2})\.(?P<maaned>[0-9]{2})\.(?P<aar>[0-9]{4})")
_FORMEL = re.compile(r"[=@]|[+-](?![0-9]+\Z)")
_FEILVERDI = re.compile(r"#(?:[A-ZÆØÅ]+[!?]|DIV/0!|N/A|I/T)")


@dataclass(frozen=True, slots=True)
class Feil:
    """A broken rule and where; `kolonne` is a number where no name is known."""

    rad: int
    kolonne: str
    regel: str

    def __str__(self) -> str:
        sted = _("rad %(rad)d, kolonne %(kolonne)s") % {
            "rad": self.rad,
            "kolonne": self.kolonne,
        }
        return f"{sted}: {self.regel}"


@dataclass(frozen=True, slots=True)
class Rad:
    """One row by column name; a missing name is a missing column or a fault."""

    nr: int
    celler: dict[str, str] = field(repr=False)

    def les(self, kolonne: str) -> str | None:
        return self.celler.get(kolonne)


@dataclass(slots=True)
class Tabell:
    """The rows of a file that hold something, and every fault in it."""

    kolonner: tuple[str, ...] = ()
    rader: list[Rad] = field(default_factory=list, repr=False)
    feil: list[Feil] = field(default_factory=list)

    def meld(self, rad: int, kolonne: str | int, regel: str) -> None:
        self.feil.append(Feil(rad, str(kolonne), regel))


def les_dato(tekst: str) -> date | None:
    """A date written ÅÅÅÅ-MM-DD or DD.MM.ÅÅÅÅ, else None."""
    treff = _ISO_DATO.fullmatch(tekst) or _NORSK_DATO.fullmatch(tekst)
    if treff is None:
        return None
    try:
        return date(int(treff["aar"]), int(treff["maaned"]), int(treff["dag"]))
    except ValueError:
        return None


class Uleselig(Exception):
    """The file as a whole cannot be read; holds the rule, never the content."""

    def __init__(self, regel: str, rad: int = 1, kolonne: int = 1) -> None:
        super().__init__(regel)
        self.regel = regel
        self.rad = rad
        self.kolonne = kolonne


def les(
    sti: Path,
    *,
    pakrevd: Sequence[str],
    valgfri: Sequence[str] = (),
    ark: str | None = None,
    bare_disse: bool = True,
) -> Tabell:
    """The table in a file whose first row names these columns, in any order.

    A file made by others may have more sheets and columns: `ark` names the sheet,
    and without `bare_disse` other columns are passed over unread.
    """
    tabell = Tabell()
    kjente = (*pakrevd, *valgfri)
    try:
        data = _les_byte(sti)
        rader = _xlsx_rader(data, ark) if data.startswith(_ZIP) else _csv_rader(data)
        if not bare_disse:
            rader = _bare(rader, kjente)
        _fyll(tabell, rader, pakrevd, kjente)
    except Uleselig as uleselig:
        tabell.meld(uleselig.rad, uleselig.kolonne, uleselig.regel)
    return tabell


def _les_byte(sti: Path) -> bytes:
    try:
        with sti.open("rb") as fil:
            data = fil.read(MAKS_BYTE + 1)
    except OSError:
        raise Uleselig(_("filen finnes ikke eller kan ikke leses")) from None
    if len(data) > MAKS_BYTE:
        raise Uleselig(_("filen er større enn 10 MB"))
    if data.startswith(_GAMMEL_EXCEL):
        raise Uleselig(
            _("filen er i et gammelt eller passordbeskyttet format; lagre som XLSX")
        )
    return data


# --- CSV -----------------------------------------------------------------------


def _csv_rader(data: bytes) -> Iterator[list[str]]:
    tekst = _dekod(data)
    forste_linje = tekst.partition("\n")[0]
    skille = ";" if forste_linje.count(";") > forste_linje.count(",") else ","
    leser = csv.reader(io.StringIO(tekst, newline=""), delimiter=skille, strict=True)
    # The module's own limit would hide in which column a cell is too long.
    grense = csv.field_size_limit(MAKS_BYTE)
    nr = 0
    try:
        for rad in leser:
            nr += 1
            yield rad
    except csv.Error:
        regel = _("anførselstegn er brukt feil")
        raise Uleselig(regel, rad=nr + 1) from None
    finally:
        csv.field_size_limit(grense)


def _dekod(data: bytes) -> str:
    """UTF-8, else Windows-1252 as Norwegian Excel saves it."""
    # Latin letters in UTF-16 have a zero in every other byte.
    if data.startswith(_UTF16_BOM) or b"\0" in data[:2]:
        raise Uleselig(_("filen er lagret som UTF-16; lagre den som UTF-8"))
    if data.startswith(_UTF8_BOM):
        return data[len(_UTF8_BOM) :].decode("utf-8", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


# --- XLSX ----------------------------------------------------------------------


def _xlsx_rader(data: bytes, ark: str | None) -> Iterator[list[str]]:
    uleselig = _("filen er ikke et regneark som kan leses")
    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("openpyxl must run with defusedxml")
    try:
        _maal_utpakket(data)
        with warnings.catch_warnings():
            # A warning would quote where in the file, and may quote what.
            warnings.simplefilter("ignore")
            yield from _arkrader(data, ark)
    except Uleselig:
        raise
    # The library raises whatever the damage leads to, often with the content.
    except Exception:  # noqa: BLE001
        raise Uleselig(uleselig) from None


def _maal_utpakket(data: bytes) -> None:
    """Unpack everything once and count; what the file claims is not asked."""
    lovlige = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    utpakket = 0
    with zipfile.ZipFile(io.BytesIO(data)) as arkiv:
        for del_ in arkiv.infolist():
            # Other methods unpack a whole block at a time, however large.
            if del_.compress_type not in lovlige:
                raise Uleselig(_("filen er pakket på en måte som ikke er tillatt"))
            for bit in _biter(arkiv, del_):
                utpakket += len(bit)
                if utpakket > MAKS_UTPAKKET:
                    raise Uleselig(_("filen er større enn 100 MB utpakket"))


def _biter(arkiv: zipfile.ZipFile, del_: zipfile.ZipInfo) -> Iterator[bytes]:
    hale = b""
    with arkiv.open(del_) as fil:
        while bit := fil.read(_BIT):
            yield bit
            # Entities are declared there; not every parser that openpyxl may use
            # refuses them.
            if any(doctype in hale + bit for doctype in _DOCTYPE):
                raise Uleselig(_("filen er ikke et regneark som kan leses"))
            hale = bit[-len(_DOCTYPE[-1]) :]


def _arkrader(data: bytes, navn: str | None) -> Iterator[list[str]]:
    bok = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        ark = _velg_ark(bok.worksheets, len(bok.sheetnames), navn)
        # The size the sheet says it has is not to be trusted.
        ark.reset_dimensions()
        for rad in ark.iter_rows():
            tekster = [_celletekst(celle) for celle in rad]
            # Empty cells at the end are not stored in the file.
            yield tekster + [""] * (MAKS_KOLONNER - len(tekster))
    finally:
        bok.close()


def _velg_ark(alle: Sequence[Any], antall: int, navn: str | None) -> Any:
    """The only sheet, or the one with this name."""
    if navn is not None:
        valgt = [ark for ark in alle if ark.title == navn]
        if not valgt:
            raise Uleselig(_("regnearket har ikke arket"))
        return valgt[0]
    if antall != 1 or len(alle) != 1:
        raise Uleselig(_("regnearket må ha nøyaktig ett ark"))
    return alle[0]


def _celletekst(celle: Any) -> str:
    if celle.data_type == "f":
        return "="  # the formula itself is of no use
    verdi = celle.value
    if verdi is None:
        return ""
    if isinstance(verdi, datetime):
        return str(verdi.date() if verdi.time() == time() else verdi)
    if isinstance(verdi, date):
        return verdi.isoformat()
    if isinstance(verdi, float) and verdi.is_integer():
        return str(int(verdi))
    return str(verdi)


def _bare(rader: Iterable[list[str]], kjente: Sequence[str]) -> Iterator[list[str]]:
    """The rows with columns of these names alone; other cells are never looked at."""
    steder: list[int] | None = None
    for rad in rader:
        if steder is None:
            steder = [s for s, celle in enumerate(rad) if celle.strip() in kjente]
            if not steder:
                raise Uleselig(_("kolonnene finnes ikke i første rad"))
        yield [rad[sted] if sted < len(rad) else "" for sted in steder]


# --- rules that hold for every file --------------------------------------------


def _fyll(
    tabell: Tabell,
    rader: Iterable[list[str]],
    pakrevd: Sequence[str],
    kjente: Sequence[str],
) -> None:
    regel_for = _lag_cellekontroll()
    navn: list[str] = []
    tom = True
    for nr, rad in enumerate(rader, start=1):
        if nr > MAKS_RADER + 1:
            raise Uleselig(_("filen har mer enn 50 000 rader"), rad=nr)
        celler = _klipp(tabell, nr, rad, len(navn))
        tom = tom and not any(celler)
        if nr == 1:
            navn = _les_overskrift(tabell, celler, pakrevd, kjente, regel_for)
        elif any(celler):
            _les_rad(tabell, nr, celler, navn, regel_for)
    if tom:
        tabell.feil[:] = [Feil(1, "1", _("filen er tom"))]
    elif not tabell.rader:
        tabell.meld(2, 1, _("det er ingen rader under overskriften"))


def _klipp(tabell: Tabell, nr: int, rad: list[str], bredde: int) -> list[str]:
    """The row without blanks around cells and empty cells after the last column."""
    celler = [celle.strip() for celle in rad]
    while len(celler) > bredde and not celler[-1]:
        celler.pop()
    if len(celler) > MAKS_KOLONNER:
        tabell.meld(nr, MAKS_KOLONNER + 1, _("raden har mer enn 50 kolonner"))
    return celler[:MAKS_KOLONNER]


def _lag_cellekontroll() -> Callable[[str], str | None]:
    """The rule a cell breaks, if any; what is known to be fine is not tried again."""
    fine = {""}

    def regel_for(celle: str) -> str | None:
        if celle in fine:
            return None
        regel = _celleregel(celle)
        if regel is None:
            fine.add(celle)
        return regel

    return regel_for


def _celleregel(celle: str) -> str | None:
    if "\0" in celle:
        return _("cellen har et NUL-tegn")
    if _UGYLDIG_TEGN in celle:
        return _("cellen har tegn som verken er UTF-8 eller Windows-1252")
    if len(celle) > MAKS_TEGN:
        return _("cellen har mer enn 5 000 tegn")
    if funn := finn_stopp_celle(celle):
        noter(celle, funn)
        return _("cellen har et tall som ligner et fødselsnummer")
    if _FORMEL.match(celle):
        return _("cellen er en formel")
    if _FEILVERDI.fullmatch(celle):
        return _("cellen er en feilmelding fra regnearket")
    return None


def _les_overskrift(
    tabell: Tabell,
    celler: list[str],
    pakrevd: Sequence[str],
    kjente: Sequence[str],
    regel_for: Callable[[str], str | None],
) -> list[str]:
    """What to call each column: its name, or its number where that is wrong."""
    navn: list[str] = []
    for kolonne, celle in enumerate(celler, start=1):
        regel = regel_for(celle)
        if regel is None and celle not in kjente:
            regel = _("kolonnen er ukjent")
        if regel is None and celle in navn:
            regel = _("kolonnen står to ganger")
        if regel is not None:
            tabell.meld(1, kolonne, regel)
        navn.append(celle if regel is None else str(kolonne))
    for mangler in (kolonne for kolonne in pakrevd if kolonne not in navn):
        tabell.meld(1, mangler, _("kolonnen mangler"))
    tabell.kolonner = tuple(kolonne for kolonne in navn if kolonne in kjente)
    return navn


def _les_rad(
    tabell: Tabell,
    nr: int,
    celler: list[str],
    navn: list[str],
    regel_for: Callable[[str], str | None],
) -> None:
    lest: dict[str, str] = {}
    for sted, celle in enumerate(celler):
        kolonne = navn[sted] if sted < len(navn) else str(sted + 1)
        regel = regel_for(celle)
        if regel is None and celle and sted >= len(navn):
            regel = _("raden har flere celler enn overskriften")
        if regel is not None:
            tabell.meld(nr, kolonne, regel)
        elif kolonne in tabell.kolonner:
            lest[kolonne] = unicodedata.normalize("NFC", celle)
    if len(celler) < len(navn):
        tabell.meld(nr, navn[len(celler)], _("raden har for få celler"))
    tabell.rader.append(Rad(nr, lest))
