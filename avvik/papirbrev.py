"""What stands in the letters the sekretariat prints."""

from typing import Any

from avvik import frister, oppsummering, rules, saksvisning
from avvik.enums import Meldingsslag
from avvik.hent import deler
from avvik.models import Avvik
from avvik.ruteoppslag import sekretariatet

# What the sender's side has written after the case was filed.
FRA_AVSENDER = (
    Meldingsslag.SVAR_FRA_MELDER,
    Meldingsslag.MER,
    Meldingsslag.FSU_MER,
)
# The receiver reads the case, but no name and not the sender's own reference.
INNSYN = rules.Innsyn(tekst=True)


def saksbrev(avvik: Avvik) -> dict[str, Any]:
    """The case, to a unit that is not tilknyttet."""
    meldinger = deler(avvik.meldinger).filter(slag__in=FRA_AVSENDER)
    return {
        "avvik": avvik,
        "fakta": saksvisning.fakta(avvik, INNSYN),
        "tekster": saksvisning.tekster(avvik, INNSYN),
        "meldinger": list(meldinger),
        "sekretariatet": sekretariatet(),
    }


def kvitteringsbrev(avvik: Avvik) -> dict[str, Any]:
    """The receipt, to a sender without an account."""
    forste = deler(avvik.tildelinger).select_related("enhet__virksomhet").get(nr=1)
    return {
        "avvik": avvik,
        "steg": oppsummering.neste_steg(avvik, forste),
        "sekretariatet": sekretariatet(),
    }


def svarbrev(avvik: Avvik) -> dict[str, Any]:
    """Every answer, to a sender without an account."""
    svar = deler(avvik.svar).filter(sendt_tid__isnull=False).select_related("enhet")
    innen = frister.autolukk_dato(avvik.siste_svar_dato)
    return {
        "avvik": avvik,
        "svar": [saksvisning.svarvisning(avvik, s) for s in svar],
        "innen": innen,
        "sekretariatet": sekretariatet(),
    }
