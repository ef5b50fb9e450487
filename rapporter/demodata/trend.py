"""Constructed counts of small faults for the last weeks, one press at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from avvik import actions
from avvik.models import Trendtelling, Trendtype
from helsefellesskap.models import Bruker, Virksomhet
from rapporter.demodata.personer import AKUTT, HJEMME, NARVIK, SENJALEGEN, enhet


@dataclass(frozen=True)
class Tellerekke:
    """So many a week, oldest week first; the last number is this week."""

    kode: str
    person: str
    enhet: str
    antall: Sequence[int]
    motpart: str = ""


REKKER = (
    Tellerekke(
        "epikrise_mangler",
        "melder-narvik",
        HJEMME,
        (7, 6, 8, 7, 9, 6, 7, 8, 6, 7, 5, 6, 2),
    ),
    Tellerekke(
        "epikrise_sen",
        "melder-narvik",
        HJEMME,
        (9, 8, 9, 10, 8, 9, 7, 7, 6, 6, 7, 5, 1),
    ),
    Tellerekke(
        "legemiddelliste_ut",
        "melder-narvik",
        HJEMME,
        (2, 3, 1, 2, 2, 4, 1, 2, 3, 2, 1, 2, 0),
    ),
    Tellerekke(
        "epikrise_sen",
        "melder-senjalegen",
        SENJALEGEN,
        (5, 6, 5, 5, 7, 6, 5, 6, 5, 5, 6, 5, 2),
    ),
    Tellerekke(
        "plo_ubesvart_sykehus",
        "melder-narvik",
        HJEMME,
        (1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0),
    ),
    Tellerekke(
        "innleggelsesrapport",
        "melder-akuttmottaket",
        AKUTT,
        (6, 7, 6, 5, 6, 6, 7, 5, 5, 6, 5, 6, 1),
        NARVIK,
    ),
    Tellerekke(
        "legemiddelliste_inn",
        "melder-akuttmottaket",
        AKUTT,
        (5, 6, 5, 7, 6, 5, 8, 6, 5, 6, 7, 5, 2),
    ),
)


def finnes() -> bool:
    return Trendtelling.objects.exists()


def tell(personer: dict[str, Bruker], naa: datetime) -> None:
    """Play every row; the newest week is the present one."""
    typer = {t.kode: t for t in Trendtype.objects.all()}
    virksomheter = {v.navn: v for v in Virksomhet.objects.all()}
    for rekke in REKKER:
        siste, egen = len(rekke.antall) - 1, enhet(rekke.enhet)
        for nr, antall in enumerate(rekke.antall):
            for _gang in range(antall):
                actions.tell(
                    typer[rekke.kode],
                    enhet=egen,
                    motpart=virksomheter.get(rekke.motpart),
                    av=personer[rekke.person],
                    naa=naa - timedelta(weeks=siste - nr),
                )
