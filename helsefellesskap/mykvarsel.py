"""Soft warnings: what may point to a person, but may be left standing.

Pure, as `idnummer`. A false alarm costs trust, so names look at the registers and at
where sentences begin, and a date counts as a birth date only when it says so or is
too old to be about the case.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import lru_cache

from helsefellesskap.idnummer import (
    Funn,
    Kandidat,
    Sifferrekke,
    Visning,
    datotype,
    gruppemonster,
    kandidater,
    rester,
    sifferrekke,
    slaa_sammen,
    stoppregel,
    visninger,
)

Treff = tuple[str, int, int]

AAR_SAKER_KAN_GJELDE = 2

_I_ETT = gruppemonster((11,))
_SEKS_FEM = gruppemonster((6, 5))
_ELLEVE = re.compile("(?=[bcd][abc]{10}[bcd])")

_PERSONNR = re.compile(
    r"(?<!\d)\d{6}[\W_]{0,5}"
    r"(?:person ?(?:nummer|nr)|pers\.? ?nr|p\.? ?nr)"
    r"[\W_]{0,5}\d{5}(?!\d)",
    re.IGNORECASE,
)
_TELEFON = re.compile(
    r"(?<![\d.,-])(?:(?:\+|00)47[ -]?)?"
    r"(?:[2-9]\d{7}|[2-9]\d(?:[ -]\d\d){3}|[2-9]\d\d[ -]\d\d[ -]\d{3})(?![.,-]?\d)"
)
_EPOST = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_MAANEDSNAVN = (
    "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
)
_DATO = re.compile(
    r"(?P<fodt>\b(?:født|fødselsdato|f\.)[\W_]{1,3}(?:den )?)?(?<!\d)(?<!\d[./-])"
    r"(?:(?P<tett>\d{8})"
    r"|(?P<iso>\d{4}-\d\d-\d\d)"
    r"|(?P<dag>\d{1,2})(?:[./-] ?(?P<maaned>\d{1,2})[./-] ?"
    rf"|\.? ?(?P<navn>{_MAANEDSNAVN}) )(?P<aar>\d{{4}}|\d\d))"
    r"(?![./-]?\d)",
    re.IGNORECASE,
)
_ORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# Blanks, with or without an initial, join two words of one name.
_MELLOM_NAVN = re.compile(r"[^\S\n\r]+(?:[^\W\d_]\.[^\S\n\r]*)?")
_SETNINGSSLUTT = re.compile(r"(?:^|[.!?:;\n\r•*>|])[\s\d\"'«»“”().–-]*$")

# Words that often stand first in a sentence, and the field's own words that people
# write with a capital. No word here is also a usual given name.
_VANLIGE = """
    alle alt allerede andre at av avtalt avtalte bare barnet begge ble blir brukeren
    burde bør da datteren de deler den denne der derfor deretter dersom det dette
    disse dog du dårlig eller en enda enheten ennå epikrise epikrisen er et etter
    ettersom fastlegen fikk flere for fordi forslag forsøkte fra fulgte først få før
    gjelder gjorde god ga gir går gikk ha hadde han har hele hendelsen henviste her
    heller hjemmesykepleien hos hun hva hver hvem hvis hvor hvorfor hvordan husk i
    ifølge igjen ikke ingen innkomst innlagt informasjon informerte jeg kan kanskje
    kom kommunen kommer kontakt kontaktet kontakten kun kunne la legen man mange
    mangler manglende mannen manglet med medisinen medisiner medisinlisten melding
    meldte men mens mer moren mottok må måtte når nå ny nytt nærmeste og også om
    ombud opplyste oppfølging over pasienten pasienter pasientens pga plan planlagt
    prøvde pårørende på reiste ring ringte sjekk spurte saken sak samtidig se selv
    senere sendt sendte sendes si sist siden sitat skal skriver skulle slik snakket
    som sone sto svar svarte sykepleieren sykehuset sykehus søkte så ta takk takket
    tilbake telefon til tok tross tiltak tar trenger trolig under undertegnede
    undersøkte ut uten utskrevet utskriving var ved vedr vedtak vi videre viktig
    ville vil viser vår våre våren være
    mandag tirsdag onsdag torsdag fredag lørdag søndag januar februar mars april
    juni juli september oktober november desember jul påske
    helse nord norge nord-norge norsk norske norges troms finnmark ofoten nordland
    nordre søndre østre vestre indre ytre universitetssykehuset universitetssykehus
    klinikk klinikken avdeling avdelingen akuttmottak akuttmottaket legevakt
    legevakten legekontor legekontoret sykehjem sykehjemmet hjemmetjeneste
    hjemmetjenesten tildelingskontor kommune kommuner statsforvalteren
    statsforvalter pasientreiser helseplattformen helsenorge kjernejournal helsenett
    profil visma gerica cosdoc dips arena teams microsoft røde kors den legeforening
    covid
"""
_VANLIGE_ENDELSER = (
    *("tjenesten", "avdelingen", "mottaket", "kontoret", "sykehuset", "hjemmet"),
    *("legen", "pleieren", "ingen", "elsen", "sjonen", "heten", "erte"),
)


def finn_varsler(
    tekst: str, kjente_ord: Collection[str] = (), *, i_dag: date
) -> list[Funn]:
    """Places that may tell who somebody is; `kjente_ord` are names in the registers.

    A frozenset of names is prepared once and remembered; other kinds each time.
    """
    visning = visninger(tekst)[0]
    kjente = _kjente(frozenset(kjente_ord))
    alle: dict[str, list[Funn]] = {}
    for regel, start, slutt in _treff(visning, kjente, i_dag):
        alle.setdefault(regel, []).append(visning.funn(regel, start, slutt))
    # Only places under one rule are made one: each rule has its own explanation.
    funn = [f for like in alle.values() for f in slaa_sammen(like)]
    return sorted(funn, key=lambda f: (f.start, f.slutt, f.regel))


def _treff(visning: Visning, kjente: frozenset[str], i_dag: date) -> Iterator[Treff]:
    yield from _elleve_sifre(visning)
    yield from _monstre(visning.tekst)
    yield from _fodselsdatoer(visning.tekst, i_dag)
    yield from _navn(visning.tekst, kjente)


# --- digits --------------------------------------------------------------------


def _elleve_sifre(visning: Visning) -> Iterator[Treff]:
    rekke = sifferrekke(visning)
    harde = {(k.start, k.slutt) for k in kandidater(rekke)}
    for monster in (_I_ETT, _SEKS_FEM):
        for kandidat in _kandidater(rekke, monster):
            if datotype(kandidat.nummer) and not stoppregel(kandidat.nummer):
                yield "feil_kontrollsiffer", kandidat.start, kandidat.slutt
    for kandidat in _kandidater(rekke, _ELLEVE):
        sted = (kandidat.start, kandidat.slutt)
        if sted not in harde and rester(kandidat.nummer) == (0, 0):
            yield "elleve_sifre", *sted


def _kandidater(rekke: Sifferrekke, monster: re.Pattern[str]) -> Iterator[Kandidat]:
    for treff in monster.finditer(rekke.foran):
        start = treff.start()
        yield rekke.kandidat(rekke.sifre[start : start + 11], start, 11)


def _monstre(tekst: str) -> Iterator[Treff]:
    monstre = (("personnr", _PERSONNR), ("telefon", _TELEFON), ("epost", _EPOST))
    for regel, monster in monstre:
        for treff in monster.finditer(tekst):
            # Eight digits in one go may be a date, which has its own rule.
            if not (regel == "telefon" and _tett_dato(treff[0])):
                yield regel, *treff.span()


# --- birth dates ---------------------------------------------------------------


def _fodselsdatoer(tekst: str, i_dag: date) -> Iterator[Treff]:
    for treff in _DATO.finditer(tekst):
        dato = _dato(treff, i_dag)
        if dato is None or not 1900 <= dato.year <= i_dag.year:
            continue
        if treff["fodt"] or i_dag.year - dato.year > AAR_SAKER_KAN_GJELDE:
            start = treff.end("fodt") if treff["fodt"] else treff.start()
            yield "fodselsdato", start, treff.end()


def _dato(treff: re.Match[str], i_dag: date) -> date | None:
    if treff["tett"]:
        return _tett_dato(treff["tett"])
    if treff["iso"]:
        aar, maaned, dag = map(int, treff["iso"].split("-"))
        return _ekte_dato(aar, maaned, dag)
    if treff["navn"]:
        maaned = _MAANEDSNAVN.split("|").index(treff["navn"].lower()) + 1
    else:
        maaned = int(treff["maaned"])
    return _ekte_dato(_helt_aar(treff["aar"], i_dag), maaned, int(treff["dag"]))


def _helt_aar(aar: str, i_dag: date) -> int:
    """Two digits are this century up to next year, which plans may be about."""
    if len(aar) == 4:
        return int(aar)
    return int(aar) + (2000 if 2000 + int(aar) <= i_dag.year + 1 else 1900)


def _tett_dato(sifre: str) -> date | None:
    if len(sifre) != 8 or sifre[4:6] not in ("19", "20"):
        return None
    return _ekte_dato(int(sifre[4:]), int(sifre[2:4]), int(sifre[:2]))


def _ekte_dato(aar: int, maaned: int, dag: int) -> date | None:
    try:
        return date(aar, maaned, dag)
    except ValueError:
        return None


# --- names ---------------------------------------------------------------------


@lru_cache(maxsize=8)
def _kjente(navn: frozenset[str]) -> frozenset[str]:
    return _VANLIGE_NOKLER | frozenset(
        nokkel for ett in navn for nokkel in _nokler(_ORD.findall(_flat(ett)))
    )


def _nokler(ordene: Iterable[str]) -> Iterator[str]:
    for ett in ordene:
        yield ett
        yield from re.split("[-'’]", ett)


def _flat(tekst: str) -> str:
    """Lower case without accents, as positions are kept with accents dropped."""
    delt = unicodedata.normalize("NFKD", tekst)
    return "".join(c for c in delt if unicodedata.category(c) != "Mn").casefold()


_VANLIGE_NOKLER = frozenset(_flat(ett) for ett in _VANLIGE.split())


def _er_kjent(ordet: str, kjente: frozenset[str]) -> bool:
    flatt = _flat(ordet)
    # «Narviks», but not «Hans»; «Informasjonen», but not «Berte».
    er_langt = len(flatt) > 6
    return (
        flatt in kjente
        or (er_langt and flatt.removesuffix("s") in kjente)
        or (er_langt and flatt.endswith(_VANLIGE_ENDELSER))
        or all(del_ in kjente for del_ in re.split("[-'’]", flatt))
    )


def _navn(tekst: str, kjente: frozenset[str]) -> Iterator[Treff]:
    for rekke in _store_rekker(tekst):
        # A first word may have its capital from the sentence. When the second is a
        # known place, the first is hardly a given name.
        noen_kjent = any(_er_kjent(treff[0], kjente) for treff in rekke[:2])
        if noen_kjent and _begynner_setning(tekst, rekke[0].start()):
            rekke = rekke[1:]
        if len(rekke) < 2:
            continue
        if not all(_er_kjent(treff[0], kjente) for treff in rekke):
            yield "navn", rekke[0].start(), rekke[-1].end()


def _store_rekker(tekst: str) -> Iterator[list[re.Match[str]]]:
    """Words with a capital that stand side by side, two or more."""
    rekke: list[re.Match[str]] = []
    for treff in _ORD.finditer(tekst):
        if _er_initial(treff[0]):
            continue
        if rekke and not _hoerer_sammen(tekst, rekke[-1], treff):
            if len(rekke) > 1:
                yield rekke
            rekke = []
        if _er_stort(treff[0]):
            rekke.append(treff)
    if len(rekke) > 1:
        yield rekke


def _er_stort(ordet: str) -> bool:
    # «UNN» and «AMK» are abbreviations.
    return ordet[0].isupper() and not ordet.isupper()


def _er_initial(ordet: str) -> bool:
    return len(ordet) == 1 and ordet.isupper()


def _hoerer_sammen(tekst: str, en: re.Match[str], to: re.Match[str]) -> bool:
    mellom = tekst[en.end() : to.start()]
    return _er_stort(to[0]) and bool(_MELLOM_NAVN.fullmatch(mellom))


def _begynner_setning(tekst: str, sted: int) -> bool:
    return bool(_SETNINGSSLUTT.search(tekst[max(0, sted - 12) : sted]))
