"""The spreadsheet of the national kodeverk: what must hold before anything is read in.

Names of sheet and columns are the operator's to say; nothing of the codes is known
here beforehand.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from avvik.models import Nokupkode
from avvik.tabellfil import Tabell

MAKS_KODE = 20
MAKS_NAVN = 500


@dataclass(frozen=True, slots=True)
class Nokuprad:
    nr: int
    kode: str
    navn: str


def valider(
    tabell: Tabell, *, kode: str, navn: str, kjente: dict[str, str]
) -> list[Nokuprad]:
    """Rows free of faults; `kode` and `navn` are the columns, `kjente` what the
    edition holds already. A row with neither is a heading of the sheet."""
    ut: list[Nokuprad] = []
    sett: dict[str, int] = {}
    for rad in tabell.rader:
        verdi, tekst = rad.les(kode), rad.les(navn)
        if verdi is None or tekst is None:
            continue  # told already
        for kolonne, celle, maks in (
            (kode, verdi, MAKS_KODE),
            (navn, tekst, MAKS_NAVN),
        ):
            if not celle:
                tabell.meld(rad.nr, kolonne, _("cellen må fylles ut"))
            elif len(celle) > maks:
                tabell.meld(rad.nr, kolonne, _("teksten er for lang"))
        forste = sett.setdefault(verdi, rad.nr) if verdi else rad.nr
        if forste != rad.nr:
            regel = _("koden står også i rad %(rad)d") % {"rad": forste}
            tabell.meld(rad.nr, kode, regel)
        if kjente.get(verdi, tekst) != tekst:
            tabell.meld(rad.nr, navn, _("koden har et annet navn i utgaven fra før"))
        ut.append(Nokuprad(rad.nr, verdi, tekst))
    return ut


def kjente(utgave: str) -> dict[str, str]:
    """Code to name of an edition that is loaded."""
    return dict(Nokupkode.objects.filter(utgave=utgave).values_list("kode", "navn"))


def er_avlost(utgave: str) -> bool:
    """Whether a later edition has taken over from this one."""
    koder = Nokupkode.objects.filter(utgave=utgave)
    return koder.exists() and not koder.filter(gyldig_til__isnull=True).exists()
