"""What the counting page must know: weeks, types, the other side, own counts."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Sum

from avvik.enums import Retning
from avvik.models import Trendtelling, Trendtype
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.models import Enhet, Virksomhet

IKKE_MOTPART = (Virksomhetstype.HELSEFORETAK, Virksomhetstype.SEKRETARIAT)


def mandag(dato: date) -> date:
    return dato - timedelta(days=dato.weekday())


def retning_fra(enhet: Enhet) -> Retning:
    """The direction of what this unit counts: faults of the other side."""
    sykehus = enhet.virksomhet.er_sykehus
    return Retning.FRA_SYKEHUS if sykehus else Retning.TIL_SYKEHUS


def typer_for(enhet: Enhet, dato: date) -> QuerySet[Trendtype]:
    return Trendtype.objects.gyldige(dato).filter(retning=retning_fra(enhet))


def motparter(dato: date) -> QuerySet[Virksomhet]:
    """Kommuner and legekontor with a unit today, kommuner in the register's order."""
    enheter = Enhet.objects.gyldige(dato).filter(virksomhet=OuterRef("pk"))
    andre = Virksomhet.objects.exclude(type__in=IKKE_MOTPART)
    return andre.filter(Exists(enheter)).order_by(
        "-type", "kommune__rekkefolge", "navn"
    )


def ukens_tall(enhet: Enhet, uke: date) -> dict[int, int]:
    """Type -> what the unit has counted this week, whoever the other side was."""
    rader = Trendtelling.objects.filter(enhet=enhet, uke=uke)
    return dict(rader.values_list("trendtype").annotate(Sum("antall")))
