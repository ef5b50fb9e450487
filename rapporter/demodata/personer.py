"""The persons of the demo (design 8): names are roles, not invented people."""

from dataclasses import dataclass
from datetime import date

from helsefellesskap import actions
from helsefellesskap.enums import Rollenavn as R
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.transaksjon import SYSTEM

FRA = date(2020, 1, 1)
DOMENE = "demo.invalid"

UNN = "Universitetssykehuset Nord-Norge"
NARVIK = "Narvik kommune"
AKUTT = "Akuttmottaket og observasjonsposten"
MEDISINSK = "Medisinsk klinikk"
ORTOPEDI_NARVIK = "Ortopedisk kirurgisk sengepost Narvik"
GERIATRISK = "Geriatrisk sengepost Tromsø"
HJEMME = "Hjemmetjenesten sone 1 Narvik"
SENJALEGEN = "Senjalegen"
SAMHANDLING_UNN = "Samhandling og helsetjenesteutvikling"
HELSE_NARVIK = "Helse og omsorg Narvik"


@dataclass(frozen=True)
class Demoperson:
    slug: str
    navn: str
    # (role, name of unit or "")
    roller: tuple[tuple[R, str], ...] = ()
    teknisk: bool = False


PERSONER = (
    Demoperson("melder-narvik", "Melder i hjemmetjenesten", ((R.MELDER, HJEMME),)),
    Demoperson(
        "melder-senjalegen",
        "Fastlege på Senjalegen",
        ((R.MELDER, SENJALEGEN), (R.LEDER, SENJALEGEN)),
    ),
    Demoperson("melder-akuttmottaket", "Melder i akuttmottaket", ((R.MELDER, AKUTT),)),
    Demoperson("leder-akuttmottaket", "Leder for akuttmottaket", ((R.LEDER, AKUTT),)),
    Demoperson(
        "leder-medisinsk-klinikk",
        "Leder for medisinsk klinikk",
        ((R.LEDER, MEDISINSK),),
    ),
    Demoperson(
        "leder-ortopedi-narvik",
        "Leder for ortopedisk sengepost",
        ((R.LEDER, ORTOPEDI_NARVIK),),
    ),
    Demoperson(
        "leder-hjemmetjenesten-narvik",
        "Leder for hjemmetjenesten",
        ((R.LEDER, HJEMME),),
    ),
    Demoperson(
        "saksbehandler-akuttmottaket",
        "Saksbehandler i akuttmottaket",
        ((R.SAKSBEHANDLER, AKUTT),),
    ),
    Demoperson(
        "samhandlingskontakt-unn",
        "Samhandlingskontakt i UNN",
        ((R.SAMHANDLINGSKONTAKT, SAMHANDLING_UNN),),
    ),
    Demoperson(
        "samhandlingskontakt-narvik",
        "Samhandlingskontakt i Narvik kommune",
        ((R.SAMHANDLINGSKONTAKT, HELSE_NARVIK),),
    ),
    Demoperson("sekretariat", "Sekretariatet", ((R.SEKRETARIAT, ""),)),
    Demoperson("sekretariat-2", "Sekretariatet, person to", ((R.SEKRETARIAT, ""),)),
    Demoperson("fsu-leder", "Leder av utvalget"),
    Demoperson("fsu-medlem", "Medlem av utvalget", ((R.LEDER, GERIATRISK),)),
    Demoperson("brukerrepresentant", "Brukerrepresentant i utvalget"),
    Demoperson(
        "ssu-leser", "Leser i strategisk samarbeidsutvalg", ((R.SSU_LESER, ""),)
    ),
    Demoperson("admin", "Teknisk administrator", ((R.ADMIN, ""),), teknisk=True),
    Demoperson(
        "personvernombud-unn",
        "Personvernombud i UNN",
        ((R.PERSONVERNOMBUD, SAMHANDLING_UNN),),
    ),
)


def enhet(navn: str) -> Enhet:
    return Enhet.objects.select_related("virksomhet").get(navn=navn)


def lag_personer() -> dict[str, Bruker]:
    """Every demo person by slug; those that exist are left as they are."""
    finnes = {b.email: b for b in Bruker.objects.filter(demo=True)}
    return {p.slug: finnes.get(_adresse(p)) or _lag(p) for p in PERSONER}


def _adresse(person: Demoperson) -> str:
    return f"{person.slug}@{DOMENE}"


def _lag(person: Demoperson) -> Bruker:
    bruker = actions.opprett_bruker(
        _adresse(person),
        navn=person.navn,
        demo=True,
        teknisk=person.teknisk,
        av=SYSTEM,
    )
    for rolle, enhetsnavn in person.roller:
        actions.gi_rolle(
            bruker,
            navn=rolle,
            enhet=enhet(enhetsnavn) if enhetsnavn else None,
            fra=FRA,
            av=SYSTEM,
        )
    return bruker
