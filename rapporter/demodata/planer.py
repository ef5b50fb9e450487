"""What a plan of a living case or card says, and the persons who act in them."""

from dataclasses import dataclass, field
from typing import Any

# (days ago, verb, person, arguments of the action)
Steg = tuple[int, str, str, dict[str, Any]]

LEDER_AKUTT = "leder-akuttmottaket"
LEDER_ORTOPEDI = "leder-ortopedi-narvik"
LEDER_HJEMME = "leder-hjemmetjenesten-narvik"
LEDER_GERIATRISK = "fsu-medlem"
NARVIK = "melder-narvik"
SENJA = "melder-senjalegen"
AKUTTMELDER = "melder-akuttmottaket"


@dataclass(frozen=True)
class Sakplan:
    nokkel: str
    dager_siden: int
    melder: str
    til: str  # name of the receiving unit; "" when the melder does not know
    kategori: str
    hva: str
    alvorlighet: int | None = 1  # None: not about a single patient
    slag: str = "avvik"
    motpart: str = ""  # virksomhet, when the unit is not known
    forslag: str = ""
    gikk_bra: str = ""
    andre_felter: dict[str, Any] = field(default_factory=dict)
    steg: tuple[Steg, ...] = ()


def svar(tekst: str, **annet: Any) -> dict[str, Any]:
    return {"innhold": {"vurdering": "bekreftet", "til_melder": tekst, **annet}}


def grundig(tekst: str, laeringspunkt: str, tiltak: str) -> dict[str, Any]:
    return svar(
        tekst,
        funn="Vi har gått gjennom vaktrapporten og snakket med dem som var på jobb.",
        aarsaker=["kommunikasjon", "rutiner"],
        laeringspunkt=laeringspunkt,
        pasient_informert="ja",
        tiltak=[
            {
                "beskrivelse": tiltak,
                "ansvarlig_rolle": "Avdelingssykepleier",
                "frist_om_dager": 30,
            }
        ],
    )


@dataclass(frozen=True)
class Kortplan:
    nokkel: str
    dager_siden: int
    melder: str
    fra: str
    til: str
    hvem: str
    hva: str
    laering: str = ""
    endringer: str = ""
    takk: str = ""  # person who thanks
    fsu: bool = False
