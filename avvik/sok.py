"""Search for the unit that should answer: the other side only, by any of its names.

The registers hold a few hundred units, so they are read once and searched in
memory; `finn` is pure.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from avvik.ruteoppslag import gjeldende
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.models import Enhet, Kommunesammenslaaing, Virksomhet

MAKS_TREFF = 10
MIN_LEGEKONTORER = 2
SKILLE = " › "
_SMAAORD = frozenset("i pa ved og for til av kommune kommunen".split())
_LIKE = ("æ", "a"), ("ae", "a"), ("ø", "o"), ("oe", "o"), ("å", "a"), ("aa", "a")
_KORTNAVN_FRA = 3
BEGGE_SIDER = (
    Virksomhetstype.HELSEFORETAK,
    Virksomhetstype.KOMMUNE,
    Virksomhetstype.FASTLEGEKONTOR,
)


@dataclass(frozen=True, slots=True)
class Kandidat:
    """A unit that can be chosen, and the words it is found by."""

    enhet_id: int
    navn: str
    sti: str
    ord: tuple[str, ...]
    merknad: str = ""
    # A legekontor is a party of its own, which a list of a kommune's units may hide.
    legekontor: bool = False
    # Old kommuner it is found by, and the one they became.
    gamle: tuple[str, ...] = ()
    kommune: str = ""


def brett(tekst: str) -> str:
    """Lower case, and one spelling for ae/æ/a, oe/ø/o and aa/å/a."""
    tekst = tekst.casefold()
    for fra, til in _LIKE:
        tekst = tekst.replace(fra, til)
    return tekst


def ordene(*tekster: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", brett(" ".join(tekster))))


def finn(tekst: str, kandidater: Iterable[Kandidat]) -> list[Kandidat]:
    """Those where every word searched for begins or stands inside a word."""
    sokte = [o for o in ordene(tekst) if o not in _SMAAORD] or list(ordene(tekst))
    if not sokte:
        return []
    rangert = []
    for kandidat in kandidater:
        if all(any(s in o for o in kandidat.ord) for s in sokte):
            rangert.append((_avstand(sokte, kandidat), kandidat.sti, kandidat))
    unike = {k.enhet_id: k for *_rest, k in sorted(rangert, reverse=True)}
    return list(reversed(unike.values()))


def beste(treff: list[Kandidat], maks: int = MAKS_TREFF) -> list[Kandidat]:
    """The first ones, with room made for a legekontor that stands further down."""
    forste, resten = treff[:maks], treff[maks:]
    plass = max(0, MIN_LEGEKONTORER - sum(k.legekontor for k in forste))
    med = [k for k in resten if k.legekontor][:plass]
    return [*forste[: len(forste) - len(med)], *med]


def forklaring(tekst: str, kandidat: Kandidat) -> str:
    """Why a unit is among the hits, when its own words do not show it."""
    nye = set(ordene(kandidat.navn, kandidat.sti))
    sokte = [s for s in ordene(tekst) if not any(s in o for o in nye)]
    for gammel in kandidat.gamle:
        if any(o.startswith(s) for s in sokte for o in ordene(gammel)):
            sted = {"gammel": gammel, "ny": kandidat.kommune}
            ny = _("%(gammel)s er nå %(ny)s.") % sted
            return " ".join(filter(None, (ny, kandidat.merknad)))
    return kandidat.merknad


def som_brev(virksomhet: Virksomhet, dato: date) -> str:
    """What is said wherever a party that does not use the system may be chosen."""
    if virksomhet.tilknyttet(dato):
        return ""
    return _("Ikke tilknyttet: får saken som brev.")


def _avstand(sokte: list[str], kandidat: Kandidat) -> int:
    """Words missing from the unit's own name, then those inside other words."""
    egne = ordene(kandidat.navn)
    begynner = sum(any(o.startswith(s) for o in egne) for s in sokte)
    inni = sum(any(s in o for o in egne) for s in sokte)
    return 2 * len(sokte) - begynner - inni


def kortnavn(virksomhet: Virksomhet) -> str:
    """«UNN» for the helseforetak, which nobody calls by its whole name."""
    bokstaver = "".join(o[0] for o in re.findall(r"\w+", virksomhet.navn))
    if virksomhet.er_sykehus and len(bokstaver) >= _KORTNAVN_FRA:
        return bokstaver.upper()
    return virksomhet.navn


def sti(enhet: Enhet, alle: Mapping[int, Enhet] | None = None) -> str:
    """«UNN › Medisinsk klinikk › Akuttmottaket»; a legekontor stands once."""
    ledd: list[str] = []
    neste: Enhet | None = enhet
    while neste is not None and neste.navn not in ledd:
        ledd.insert(0, neste.navn)
        over = neste.overordnet_id
        neste = neste.overordnet if alle is None else alle.get(over) if over else None
    topp = kortnavn(enhet.virksomhet)
    return SKILLE.join(ledd if ledd[0] == topp else [topp, *ledd])


def andre_siden(avsender: Virksomhet | None) -> tuple[str, ...]:
    """The kinds of virksomhet a case from this one may go to.

    Both sides while nobody knows where the sender belongs.
    """
    egne = egen_side(avsender)
    return tuple(type_ for type_ in BEGGE_SIDER if type_ not in egne)


def egen_side(avsender: Virksomhet | None) -> tuple[str, ...]:
    if avsender is None:
        return ()
    return BEGGE_SIDER[:1] if avsender.er_sykehus else BEGGE_SIDER[1:]


def kandidater(typer: Iterable[str], dato: date) -> list[Kandidat]:
    """Every unit of these kinds; a closed one leads to its successor."""
    enheter = Enhet.objects.filter(virksomhet__type__in=list(typer))
    alle = {
        e.pk: e for e in enheter.select_related("virksomhet__kommune").order_by("pk")
    }
    for enhet in alle.values():
        if enhet.etterfolger_id in alle:
            enhet.etterfolger = alle[enhet.etterfolger_id]
    gamle: dict[int, list[str]] = {}
    for ny, gammel in Kommunesammenslaaing.objects.values_list("ny_id", "gammel"):
        gamle.setdefault(ny, []).append(gammel)
    funnet = (_kandidat(e, alle, gamle, dato) for e in alle.values())
    return [k for k in funnet if k is not None]


def _kandidat(
    enhet: Enhet, alle: Mapping[int, Enhet], gamle: Mapping[int, list[str]], dato: date
) -> Kandidat | None:
    maal = gjeldende(enhet, dato)
    if maal is None or maal.pk not in alle:
        return None
    virksomhet = enhet.virksomhet
    vei = sti(maal, alle)
    kommune = virksomhet.kommune
    navn = [enhet.navn, enhet.sted, virksomhet.navn, vei, enhet.get_type_display()]
    if kommune is not None:
        navn += [kommune.navn, *gamle.get(kommune.pk, [])]
    return Kandidat(
        maal.pk,
        enhet.navn,
        vei,
        ordene(*navn),
        _merknad(enhet, maal, dato),
        legekontor=maal.virksomhet.type == Virksomhetstype.FASTLEGEKONTOR,
        gamle=tuple(gamle.get(kommune.pk, ())) if kommune else (),
        kommune=kommune.navn if kommune else "",
    )


def er_naa(gammel: Enhet, ny: Enhet) -> str:
    return _("%(gammel)s er nå %(ny)s.") % {"gammel": gammel.navn, "ny": ny.navn}


def _merknad(enhet: Enhet, maal: Enhet, dato: date) -> str:
    virksomhet = maal.virksomhet
    merknader = [er_naa(enhet, maal)] if maal.pk != enhet.pk else []
    if virksomhet.type == Virksomhetstype.FASTLEGEKONTOR and virksomhet.kommune:
        sted = virksomhet.kommune.navn
        merknader.append(_("Legekontor i %s, egen part.") % sted)
    return " ".join([*merknader, som_brev(virksomhet, dato)]).strip()
