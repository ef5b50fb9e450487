"""What the counting page must know: weeks, types, the other side, own counts."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Sum

from avvik.models import Trendtelling, Trendtype
from avvik.ruteoppslag import retning_for
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.models import Enhet, Virksomhet

IKKE_MOTPART = (Virksomhetstype.HELSEFORETAK, Virksomhetstype.SEKRETARIAT)


def mandag(dato: date) -> date:
    return dato - timedelta(days=dato.weekday())


def typer_for(enhet: Enhet, dato: date) -> QuerySet[Trendtype]:
    """A unit counts the faults of the other side, so they go as its cases do."""
    retning = retning_for(enhet.virksomhet)
    return Trendtype.objects.gyldige(dato).filter(retning=retning)


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
