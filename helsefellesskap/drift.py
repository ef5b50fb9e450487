"""What this installation is and how it fares (Driftsstatus)."""

from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from helsefellesskap.models import Driftsstatus
from helsefellesskap.transaksjon import SYSTEM, transaksjon


def demofeil(*, demo: bool) -> str | None:
    """Why this database must not be used with or without DEMO, or None.

    DEMO accepts a database that demodata marked, or an empty one; a marked
    database refuses a start without DEMO.
    """
    if "helsefellesskap_driftsstatus" not in connection.introspection.table_names():
        return None  # not migrated yet
    status = Driftsstatus.objects.filter(pk=1).first()
    if status is None:
        return None
    if demo and not status.demo:
        return _("DEMO nekter å starte på en database med virkelige data.")
    if status.demo and not demo:
        return _("Databasen er laget av demodata. Start med DEMO=1.")
    return None


def beat_har_startet() -> None:
    """Called once when beat starts; scans are expected from then on."""
    with transaksjon(SYSTEM):
        Driftsstatus.objects.filter(pk=1).update(beat_startet=Now())
