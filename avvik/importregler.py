"""The rules of the register files. Each adds its faults to the table it reads.

`Kjent` begins as what the registers hold and grows with each file, in the order of
`importregister.FILER`: a later file may name what an earlier one brings.
"""

import re
from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from avvik.enums import Kategoriretning, Sted
from avvik.importregister import FILER, GRUPPEORD, KATEGORIORD
from avvik.models import Kategori, Kategorigruppe
from avvik.ruting import Regel, finn_uavgjorte
from avvik.tabellfil import Rad, Tabell, les_dato
from helsefellesskap.enums import Enhetstype, Virksomhetstype
from helsefellesskap.models import Enhet, Kommune, Kommunesammenslaaing, Virksomhet

KAN_VAERE_TOM: dict[str, frozenset[str]] = {
    "kommuner": frozenset(),
    "kommunesammenslaaing": frozenset({"merknad"}),
    "enheter": frozenset({"overordnet", "sted", "kommunenummer"}),
    "kategorier": frozenset({"avtalepunkt", "nokup_kode", *GRUPPEORD, *KATEGORIORD}),
    "ruteregler": frozenset({"sted", "kategori", "avsender_kommunenummer"}),
}
MAKS_TEGN = {"avtalepunkt": 10, "nokup_kode": 20}
MAKS_TEGN_ELLERS = 200
# The sekretariat is no party and comes from a migration, never from a file.
PARTER = tuple(set(Virksomhetstype) - {Virksomhetstype.SEKRETARIAT})
ENHETSTYPER = tuple(set(Enhetstype) - {Enhetstype.SEKRETARIAT})
_NUMMER = re.compile("[0-9]{4}")
_KODE = re.compile("[A-ZÆØÅ][0-9]{1,3}")

Enhetsnokkel = tuple[str, str]


@dataclass(slots=True)
class KjentEnhet:
    type: str
    overordnet: str


@dataclass(slots=True)
class Kjent:
    """The registers by the names the files use."""

    kommuner: dict[str, str] = field(default_factory=dict)
    sammenslaainger: set[tuple[str, str]] = field(default_factory=set)
    # Name to type.
    virksomheter: dict[str, str] = field(default_factory=dict)
    enheter: dict[Enhetsnokkel, KjentEnhet] = field(default_factory=dict)
    grupper: set[str] = field(default_factory=set)
    koder: set[str] = field(default_factory=set)


def les_kjent() -> Kjent:
    enheter = Enhet.objects.values_list(
        "virksomhet__navn", "navn", "type", "overordnet__navn"
    )
    return Kjent(
        kommuner=dict(Kommune.objects.values_list("nummer", "navn")),
        sammenslaainger=set(
            Kommunesammenslaaing.objects.values_list("gammel", "ny__navn")
        ),
        virksomheter=dict(Virksomhet.objects.values_list("navn", "type")),
        enheter={
            (virksomhet, navn): KjentEnhet(type_, over or "")
            for virksomhet, navn, type_, over in enheter
        },
        grupper=set(Kategorigruppe.objects.values_list("bokstav", flat=True)),
        koder=set(Kategori.objects.values_list("kode", flat=True)),
    )


def valider(tabeller: dict[str, Tabell], kjent: Kjent) -> None:
    """Add every fault of every table to it."""
    regler: dict[str, Callable[[Tabell, Kjent], None]] = {
        "kommuner": _kommuner,
        "kommunesammenslaaing": _sammenslaainger,
        "enheter": _enheter,
        "kategorier": _kategorier,
        "ruteregler": _ruteregler,
    }
    for register, regel in regler.items():
        if register in tabeller:
            _alle_filer(tabeller[register], KAN_VAERE_TOM[register])
            if register != "ruteregler":  # there equal rows are a tie
                _en_rad_hver(tabeller[register], FILER[register][0])
            regel(tabeller[register], kjent)


# --- every file ----------------------------------------------------------------


def _alle_filer(tabell: Tabell, kan_vaere_tom: Container[str]) -> None:
    for rad in tabell.rader:
        for kolonne, verdi in rad.celler.items():
            if len(verdi) > MAKS_TEGN.get(kolonne, MAKS_TEGN_ELLERS):
                tabell.meld(rad.nr, kolonne, _("teksten er for lang"))
            if not verdi and kolonne not in kan_vaere_tom:
                tabell.meld(rad.nr, kolonne, _("cellen må fylles ut"))


def _en_rad_hver(tabell: Tabell, nokkel: tuple[str, ...]) -> None:
    sett: dict[tuple[str, ...], int] = {}
    for rad in tabell.rader:
        if not all(rad.les(kolonne) for kolonne in nokkel):
            continue  # told already
        egen = tuple(rad.celler[kolonne] for kolonne in nokkel)
        forste = sett.setdefault(egen, rad.nr)
        if forste != rad.nr:
            regel = _("raden står også som rad %(rad)d") % {"rad": forste}
            tabell.meld(rad.nr, nokkel[-1], regel)


def _krev_for_ny(tabell: Tabell, rad: Rad, *kolonner: str) -> None:
    """A row that is new must have these columns; broken cells are told already."""
    for kolonne in kolonner:
        if kolonne not in tabell.kolonner:
            tabell.meld(rad.nr, kolonne, _("kolonnen må være med når raden er ny"))


def _krev_i(tabell: Tabell, rad: Rad, kolonne: str, lovlige: Container[str]) -> None:
    verdi = rad.les(kolonne)
    if verdi and verdi not in lovlige:
        tabell.meld(rad.nr, kolonne, _("verdien er ikke blant dem som kan brukes"))


# --- kommuner ------------------------------------------------------------------


def _kommuner(tabell: Tabell, kjent: Kjent) -> None:
    for rad in tabell.rader:
        nummer, navn = rad.les("kommunenummer"), rad.les("navn")
        if nummer and not _NUMMER.fullmatch(nummer):
            tabell.meld(rad.nr, "kommunenummer", _("nummeret må ha fire sifre"))
        if nummer and nummer not in kjent.kommuner:
            _krev_for_ny(tabell, rad, "navn")
        # A unit's kommune and mergers are found by name.
        andre = [n for n, annet in kjent.kommuner.items() if annet == navn]
        if navn and any(n != nummer for n in andre):
            tabell.meld(rad.nr, "navn", _("en annen kommune har dette navnet"))
        if nummer:
            kjent.kommuner[nummer] = navn or kjent.kommuner.get(nummer, "")


def _sammenslaainger(tabell: Tabell, kjent: Kjent) -> None:
    navn = set(kjent.kommuner.values())
    for rad in tabell.rader:
        gammel, ny, dato = rad.les("gammel"), rad.les("ny"), rad.les("dato")
        if ny and ny not in navn:
            tabell.meld(rad.nr, "ny", _("kommunen er ukjent"))
        if gammel and gammel == ny:
            tabell.meld(rad.nr, "ny", _("kommunen kan ikke etterfølge seg selv"))
        if dato and les_dato(dato) is None:
            tabell.meld(
                rad.nr, "dato", _("datoen må skrives ÅÅÅÅ-MM-DD eller DD.MM.ÅÅÅÅ")
            )
        if (gammel, ny) not in kjent.sammenslaainger:
            _krev_for_ny(tabell, rad, "dato")


# --- enheter -------------------------------------------------------------------


def _enheter(tabell: Tabell, kjent: Kjent) -> None:
    nummer_for: dict[str, str] = {}
    for rad in tabell.rader:
        _krev_i(tabell, rad, "virksomhetstype", PARTER)
        _krev_i(tabell, rad, "enhetstype", ENHETSTYPER)
        if rad.les("virksomhet"):
            _virksomhet(tabell, rad, kjent)
            _kommunenummer(tabell, rad, kjent, nummer_for)
        if rad.les("virksomhet") and rad.les("enhet"):
            _enhet(tabell, rad, kjent)
    # Only when all rows are taken in can these be seen.
    for rad in tabell.rader:
        _overordnet(tabell, rad, kjent)
    _ikke_flere(tabell, kjent)


def _virksomhet(tabell: Tabell, rad: Rad, kjent: Kjent) -> None:
    navn, type_ = rad.celler["virksomhet"], rad.les("virksomhetstype")
    finnes = kjent.virksomheter.get(navn)
    if finnes is None:
        _krev_for_ny(tabell, rad, "virksomhetstype")
        kjent.virksomheter[navn] = type_ or ""
    elif finnes == Virksomhetstype.SEKRETARIAT:
        tabell.meld(rad.nr, "virksomhet", _("sekretariatet er ikke en part"))
    # Cases keep their direction, so a party never changes sides.
    elif finnes and type_ in PARTER and type_ != finnes:
        regel = _("virksomheten har en annen type i registeret eller i en rad over")
        tabell.meld(rad.nr, "virksomhetstype", regel)


def _kommunenummer(
    tabell: Tabell, rad: Rad, kjent: Kjent, nummer_for: dict[str, str]
) -> None:
    nummer, navn = rad.les("kommunenummer"), rad.celler["virksomhet"]
    if nummer is None:
        return
    if nummer and nummer not in kjent.kommuner:
        tabell.meld(rad.nr, "kommunenummer", _("kommunenummeret er ukjent"))
    elif nummer and kjent.virksomheter[navn] == Virksomhetstype.HELSEFORETAK:
        regel = _("helseforetaket hører ikke til én kommune")
        tabell.meld(rad.nr, "kommunenummer", regel)
    elif nummer_for.setdefault(navn, nummer) != nummer:
        regel = _("virksomheten har et annet nummer i en rad over")
        tabell.meld(rad.nr, "kommunenummer", regel)


def _enhet(tabell: Tabell, rad: Rad, kjent: Kjent) -> None:
    nokkel = (rad.celler["virksomhet"], rad.celler["enhet"])
    enhet = kjent.enheter.get(nokkel)
    if enhet is None:
        _krev_for_ny(tabell, rad, "enhetstype")
        enhet = kjent.enheter[nokkel] = KjentEnhet("", "")
    type_, overordnet = rad.les("enhetstype"), rad.les("overordnet")
    enhet.type = enhet.type if type_ is None else type_
    enhet.overordnet = enhet.overordnet if overordnet is None else overordnet


def _overordnet(tabell: Tabell, rad: Rad, kjent: Kjent) -> None:
    virksomhet, enhet = rad.les("virksomhet"), rad.les("enhet")
    over = rad.les("overordnet")
    if not (virksomhet and enhet and over):
        return
    if (virksomhet, over) not in kjent.enheter:
        regel = _("enheten finnes ikke i virksomheten")
        tabell.meld(rad.nr, "overordnet", regel)
        return
    passert: set[str] = set()
    while over and over != enhet and over not in passert:
        passert.add(over)
        neste = kjent.enheter.get((virksomhet, over))
        over = neste.overordnet if neste else ""
    if over == enhet:
        regel = _("enheten er overordnet seg selv")
        tabell.meld(rad.nr, "overordnet", regel)


def _ikke_flere(tabell: Tabell, kjent: Kjent) -> None:
    """One helseforetak, one samhandlingskontakt each, one unit at a legekontor."""
    typer = Counter(kjent.virksomheter.values())
    enheter = Counter(virksomhet for virksomhet, _enhet in kjent.enheter)
    kontakt = Enhetstype.SAMHANDLINGSKONTAKT
    kontakter = Counter(v for (v, _e), e in kjent.enheter.items() if e.type == kontakt)
    for rad in tabell.rader:
        navn = rad.les("virksomhet") or ""
        type_ = kjent.virksomheter.get(navn)
        if type_ == Virksomhetstype.HELSEFORETAK and typer[type_] > 1:
            regel = _("det kan bare være ett helseforetak")
            tabell.meld(rad.nr, "virksomhetstype", regel)
        if type_ == Virksomhetstype.FASTLEGEKONTOR and enheter[navn] > 1:
            tabell.meld(rad.nr, "enhet", _("et fastlegekontor har bare én enhet"))
        if rad.les("enhetstype") == kontakt and kontakter[navn] > 1:
            regel = _("virksomheten kan bare ha én samhandlingskontakt")
            tabell.meld(rad.nr, "enhetstype", regel)


# --- kategorier ----------------------------------------------------------------


def _kategorier(tabell: Tabell, kjent: Kjent) -> None:
    navn_for: dict[tuple[str, str], str] = {}
    for rad in tabell.rader:
        _krev_i(tabell, rad, "retning", Kategoriretning.values)
        kode = rad.les("kode")
        if not kode:
            continue
        if not _KODE.fullmatch(kode):
            regel = _("koden må være en stor bokstav og inntil tre sifre")
            tabell.meld(rad.nr, "kode", regel)
            continue
        _gruppe(tabell, rad, kjent, navn_for)
        if kode not in kjent.koder:
            _krev_for_ny(tabell, rad, "navn", "retning")
            kjent.koder.add(kode)


def _gruppe(
    tabell: Tabell, rad: Rad, kjent: Kjent, navn_for: dict[tuple[str, str], str]
) -> None:
    bokstav, gruppe = rad.celler["kode"][0], rad.les("gruppe")
    if gruppe and gruppe != bokstav:
        tabell.meld(rad.nr, "gruppe", _("gruppen må være bokstaven i koden"))
    if bokstav not in kjent.grupper:
        _krev_for_ny(tabell, rad, "gruppenavn")
        kjent.grupper.add(bokstav)
    for kolonne in ("gruppenavn", *GRUPPEORD):
        navn = rad.les(kolonne)
        if navn and navn_for.setdefault((bokstav, kolonne), navn) != navn:
            regel = _("gruppen har et annet navn i en rad over")
            tabell.meld(rad.nr, kolonne, regel)


# --- ruteregler ----------------------------------------------------------------


def _ruteregler(tabell: Tabell, kjent: Kjent) -> None:
    for rad in tabell.rader:
        _regelmottaker(tabell, rad, kjent)
        _krev_i(tabell, rad, "sted", Sted.values)
        _krev_i(tabell, rad, "kategori", kjent.koder | kjent.grupper)
        _krev_i(tabell, rad, "avsender_kommunenummer", kjent.kommuner)
    _uavgjorte(tabell)


def _regelmottaker(tabell: Tabell, rad: Rad, kjent: Kjent) -> None:
    navn, enhet = rad.les("mottakende_virksomhet"), rad.les("enhet")
    if not navn:
        return
    type_ = kjent.virksomheter.get(navn)
    if type_ is None or type_ == Virksomhetstype.SEKRETARIAT:
        tabell.meld(rad.nr, "mottakende_virksomhet", _("virksomheten er ukjent"))
        return
    if rad.les("sted") and type_ != Virksomhetstype.HELSEFORETAK:
        tabell.meld(rad.nr, "sted", _("sted gjelder bare for helseforetaket"))
    if enhet and (navn, enhet) not in kjent.enheter:
        tabell.meld(rad.nr, "enhet", _("enheten finnes ikke i virksomheten"))


def _uavgjorte(tabell: Tabell) -> None:
    # Names stand in for ids; the row number tells the rules apart.
    nummer: dict[str, int] = {}
    regler = [
        Regel(
            mottakende_virksomhet_id=nummer.setdefault(
                rad.celler["mottakende_virksomhet"], len(nummer)
            ),
            enhet_id=rad.nr,
            sted=rad.celler["sted"],
            kategori=rad.celler["kategori"],
            avsender_kommunenummer=rad.celler["avsender_kommunenummer"],
        )
        for rad in tabell.rader
        if set(FILER["ruteregler"][0]) <= rad.celler.keys()
    ]
    for like in finn_uavgjorte(regler):
        rader = ", ".join(str(regel.enhet_id) for regel in like)
        for regel in like:
            tekst = _("like vilkår som i en annen regel (rad %(rader)s)")
            tabell.meld(regel.enhet_id, "enhet", tekst % {"rader": rader})
