"""Where a melder works: a person's units, or what somebody not logged in says."""

from datetime import date

from helsefellesskap.enums import Rollenavn, Virksomhetstype
from helsefellesskap.models import Bruker, Enhet, Virksomhet

# What the address and the form call the sides; never a name of a unit.
SIDER = {
    "sykehus": Virksomhetstype.HELSEFORETAK,
    "kommune": Virksomhetstype.KOMMUNE,
    "legekontor": Virksomhetstype.FASTLEGEKONTOR,
}
NAVN = {str(type_): navn for navn, type_ in SIDER.items()}


def meldeenheter(bruker: Bruker, dato: date) -> list[Enhet]:
    """Units the person may file for, the one of the melder role first."""
    t = bruker.tilganger
    enheter = Enhet.objects.gyldige(dato).filter(pk__in=t.egne_enheter)
    enheter = enheter.exclude(virksomhet__type=Virksomhetstype.SEKRETARIAT)
    enheter = enheter.select_related("virksomhet__kommune").order_by("navn")
    meldes_for = t.enheter(Rollenavn.MELDER)
    return sorted(enheter, key=lambda e: e.pk not in meldes_for)


def tenkt_enhet(side: str) -> Enhet:
    """Stands for the unit of somebody who has none here yet; never saved."""
    return Enhet(virksomhet=Virksomhet(type=side))


def side_motsatt(enhet: Enhet) -> str:
    """Who can report to this unit: the side a link to it speaks to."""
    if enhet.virksomhet.er_sykehus:
        return Virksomhetstype.KOMMUNE
    if enhet.virksomhet.type == Virksomhetstype.SEKRETARIAT:
        return ""
    return Virksomhetstype.HELSEFORETAK
