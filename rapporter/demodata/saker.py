"""Living cases and cards: what was filed how many days ago, and what happened since.

Plain data. levende.py plays it through the actions in the order of time, so that
every state of a case is there, with dates relative to today.
"""

from rapporter.demodata.personer import AKUTT, HJEMME, SENJALEGEN
from rapporter.demodata.planer import AKUTTMELDER, LEDER_AKUTT, NARVIK, SENJA, Kortplan
from rapporter.demodata.saker_fra_sykehuset import FRA_SYKEHUSET
from rapporter.demodata.saker_til_sykehuset import TIL_SYKEHUSET

SAKER = (*TIL_SYKEHUSET, *FRA_SYKEHUSET)
KORT = (
    Kortplan(
        "rabra-akutt",
        35,
        NARVIK,
        HJEMME,
        AKUTT,
        "Kveldsvakten i akuttmottaket",
        "Ringte oss før pasienten reiste hjem, og ventet med hjemreisen til vi hadde "
        "fått låst opp og skrudd på varmen.",
        "En telefon på to minutter sparte pasienten for en ny innleggelse.",
        "Legg «ring hjemmetjenesten» inn som fast punkt ved hjemreise på kveldstid.",
        takk=LEDER_AKUTT,
        fsu=True,
    ),
    Kortplan(
        "rabra-hjemme",
        3,
        AKUTTMELDER,
        AKUTT,
        HJEMME,
        "Nattjenesten i sone 1",
        "Kom til akuttmottaket med medisinlisten da nettet var nede.",
    ),
    Kortplan(
        "rabra-senja",
        40,
        AKUTTMELDER,
        AKUTT,
        SENJALEGEN,
        "Legesekretæren",
        "Fant fram prøvesvar på direkten mens vi ventet.",
        takk=SENJA,
    ),
)
