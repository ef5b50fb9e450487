"""Rows of the tables where the sekretariat sees categories and lists."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from avvik.enums import Valgliste
from avvik.models import Kategori, Kategorigruppe, Nokupkode, Valg


@dataclass(frozen=True)
class Linje:
    """One version, what is said of its days, and the languages it lacks."""

    rad: Any
    status: str
    mangler: str
    # Only the newest version of a code is changed.
    nyeste: bool


@dataclass
class Gruppe:
    gruppe: Kategorigruppe
    gjelder: list[Linje] = field(default_factory=list)
    tidligere: list[Linje] = field(default_factory=list)


def gyldighet(rad: Any, dag: date) -> str:
    """«Gjelder», «Fra 1. januar 2027», «Til 31. mars 2027», «Avsluttet …»."""
    fra = date_format(rad.gyldig_fra, "DATE_FORMAT")
    til = date_format(rad.gyldig_til, "DATE_FORMAT") if rad.gyldig_til else ""
    if rad.gyldig_fra > dag:
        return _("Fra %s") % fra
    if til and rad.gyldig_til < dag:
        return _("Avsluttet %s") % til
    return _("Til %s") % til if til else _("Gjelder")


def linjer(rader: Iterable[Any], dag: date) -> list[Linje]:
    """Versions of one register or list, in the order they come."""
    rader = list(rader)
    nyeste: dict[str, date] = {}
    for rad in rader:
        nyeste[rad.kode] = max(rad.gyldig_fra, nyeste.get(rad.kode, rad.gyldig_fra))
    return [
        Linje(
            rad, gyldighet(rad, dag), mangler(rad), rad.gyldig_fra == nyeste[rad.kode]
        )
        for rad in rader
    ]


def mangler(rad: Any) -> str:
    sprak = ((rad.navn_nn, _("nynorsk")), (rad.navn_en, _("engelsk")))
    return ", ".join(navn for tekst, navn in sprak if not tekst)


def er_tidligere(linje: Linje, dag: date) -> bool:
    return linje.rad.gyldig_til is not None and linje.rad.gyldig_til < dag


def kategorier(dag: date) -> list[Gruppe]:
    """Groups in letter order with their categories; two queries."""
    ut = {g.pk: Gruppe(g) for g in Kategorigruppe.objects.all()}
    rader = Kategori.objects.order_by("kode", "gyldig_fra")
    for linje in linjer(rader, dag):
        gruppe = ut[linje.rad.gruppe_id]
        plass = gruppe.tidligere if er_tidligere(linje, dag) else gruppe.gjelder
        plass.append(linje)
    return list(ut.values())


def valg(liste: Valgliste, dag: date) -> dict[str, list[Linje]]:
    alle = linjer(Valg.objects.filter(liste=liste), dag)
    return {
        "gjelder": [linje for linje in alle if not er_tidligere(linje, dag)],
        "tidligere": [linje for linje in alle if er_tidligere(linje, dag)],
    }


def nokuputgaver() -> list[dict[str, Any]]:
    """Editions of the official codes, how many codes, and their days."""
    utgaver = Nokupkode.objects.values("utgave").annotate(
        antall=Count("pk"), fra=Min("gyldig_fra"), til=Max("gyldig_til")
    )
    return list(utgaver.order_by("fra", "utgave"))
