"""Menu entries of reports and statistics (ux 4)."""

from django.utils.translation import gettext_lazy as _

from helsefellesskap.enums import Rollenavn
from helsefellesskap.models import Bruker
from helsefellesskap.register import Menypunkt, meld_inn_meny
from rapporter import rules


def _rapporter(bruker: Bruker) -> bool:
    """Others find the published reports from the statistics page."""
    return bruker.tilganger.har(Rollenavn.SEKRETARIAT, Rollenavn.SSU_LESER)


def meld_inn() -> None:
    meld_inn_meny(
        Menypunkt(_("Rapporter"), "rapporter", 50, _rapporter),
        Menypunkt(_("Statistikk"), "statistikk", 60, rules.ser_statistikk),
    )
