"""Who may read reports and statistics, and who makes them (design 4)."""

from typing import TYPE_CHECKING

from helsefellesskap.enums import Rollenavn
from helsefellesskap.tid import i_dag
from utvalg.querysets import aktivt_medlemskap

if TYPE_CHECKING:
    from helsefellesskap.models import Bruker

UTEN_RAPPORTER = {Rollenavn.ADMIN, Rollenavn.PERSONVERNOMBUD}
LESER_RAPPORTER = frozenset(Rollenavn) - UTEN_RAPPORTER
# The SSU reads what is published, not today's figures.
SER_STATISTIKK = LESER_RAPPORTER - {Rollenavn.SSU_LESER}


def er_medlem(bruker: "Bruker") -> bool:
    """Sits in a committee today."""
    return bruker.medlemskap.filter(aktivt_medlemskap(i_dag())).exists()


def leser_rapporter(bruker: "Bruker") -> bool:
    return bruker.tilganger.har(*LESER_RAPPORTER) or er_medlem(bruker)


def ser_statistikk(bruker: "Bruker") -> bool:
    return bruker.tilganger.har(*SER_STATISTIKK) or er_medlem(bruker)


def er_part(bruker: "Bruker") -> bool:
    """Works for one of the parties, or for them all: sees each kommune in full."""
    return bool(bruker.tilganger.egne_enheter) or bruker.tilganger.sekretariat


def lager_rapporter(bruker: "Bruker") -> bool:
    return bruker.tilganger.sekretariat
