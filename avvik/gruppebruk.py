"""The order of category groups in the form: the most used in a direction first.

Counted over twelve months up to and including yesterday, and kept for the day, so
that the list stands still while somebody works. Only letters are kept.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import Count, QuerySet

from avvik.enums import Retning
from avvik.models import Avvik

ANNET = "X"
# Where nothing tells groups apart. «Annet» is always last.
FAST_REKKE = {
    Retning.TIL_SYKEHUS: "CDBKEFHAGIJLMN" + ANNET,
    Retning.FRA_SYKEHUS: "CABIFMGDEHJKLN" + ANNET,
}
# With fewer cases than this, chance would decide.
FOR_LITE = 30
ETT_AAR = timedelta(days=365)
_ET_DOGN = 24 * 60 * 60


def rangert(antall: Mapping[str, int], retning: str) -> str:
    """Letters by use; ties, and everything when there is too little, as fixed."""
    fast = FAST_REKKE[retning]
    nye = "".join(sorted(set(antall) - set(fast)))
    alle = fast.replace(ANNET, nye) + ANNET
    if sum(antall.values()) < FOR_LITE:
        return alle
    plass = {bokstav: nr for nr, bokstav in enumerate(alle)}
    return "".join(
        sorted(alle, key=lambda b: (b == ANNET, -antall.get(b, 0), plass[b]))
    )


def bruk(retning: str, dato: date) -> QuerySet:
    """(letter, cases) in the twelve months before a date, whatever became of them."""
    saker = Avvik.objects.uten_tilgangskontroll(grunn="rekkefølge på kategorier")
    brukt = saker.filter(
        retning=retning, meldt_dato__gte=dato - ETT_AAR, meldt_dato__lt=dato
    )
    return brukt.values_list("gruppe__bokstav").annotate(antall=Count("*")).order_by()


def tell_bruk(retning: str, dato: date) -> dict[str, int]:
    return {bokstav: antall for bokstav, antall in bruk(retning, dato) if bokstav}


def rekke_for(retning: str, dato: date) -> str:
    """The order of the day, the same whoever asks and however often."""
    nokkel = f"grupperekke:{retning}:{dato:%Y%m%d}"
    rekke = cache.get(nokkel)
    if rekke is None:
        rekke = rangert(tell_bruk(retning, dato), retning)
        cache.set(nokkel, rekke, _ET_DOGN)
    return rekke
