"""The lists of optional answers, as the sender meets them today."""

from collections.abc import Iterable
from datetime import date

from avvik.enums import Valgliste
from avvik.models import Utkast, Valg
from helsefellesskap.models import Virksomhet

# Columns of Meldingsinnhold; each bears the name of its list.
LISTER = tuple(Valgliste.values)
MELDINGSGRUPPE = "B"


def ordne(valg: Iterable[Valg], avsender: str) -> dict[str, list[Valg]]:
    """By list: first what is meant for this kind of sender, then in order."""
    ut: dict[str, list[Valg]] = {liste: [] for liste in LISTER}
    for ett in valg:
        ut[ett.liste].append(ett)
    for rekke in ut.values():
        rekke.sort(key=lambda v: (v.forst_for != avsender, v.rekkefolge, v.kode))
    return ut


def valg_for(avsender: Virksomhet, dato: date) -> dict[str, list[Valg]]:
    """What a unit of this virksomhet may answer from on a date, in one query."""
    return ordne(Valg.objects.gyldige(dato), avsender.type)


def utgatte(utkast: Utkast, dato: date) -> list[str]:
    """Columns of a draft whose answer can no longer be chosen, or is of another list.

    So old that the list has changed since it was written.
    """
    ut = []
    for liste in LISTER:
        valg = getattr(utkast, liste)
        if valg is not None and not (valg.liste == liste and valg.gyldig(dato)):
            ut.append(liste)
    return ut
