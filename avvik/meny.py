"""Links in the top menu."""

from django.utils.translation import gettext_lazy as _

from helsefellesskap.enums import Rollenavn
from helsefellesskap.models import Bruker
from helsefellesskap.register import Menypunkt, meld_inn_meny


def kan_melde(bruker: Bruker) -> bool:
    return bool(bruker.tilganger.egne_enheter)


def har_egne_saker(bruker: Bruker) -> bool:
    """Leaders find what they filed under «Sendt av oss»."""
    t = bruker.tilganger
    return t.har(Rollenavn.MELDER) or bool(t.egne_enheter and not t.leder_enheter)


def meld_inn() -> None:
    meld_inn_meny(
        Menypunkt(_("Meld"), "meld_start", 20, kan_melde),
        Menypunkt(_("Mine saker"), "mine", 25, har_egne_saker),
    )
