"""System checks for what a careful operator would otherwise find too late."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connection

POSTGRES_LOGG = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length_on_error": "0",
}


@register(Tags.database)
def postgres_logger_ikke_innhold(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """A failed constraint writes the whole row to a talkative server log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)",
            [list(POSTGRES_LOGG)],
        )
        feil = sorted(n for n, s in cursor.fetchall() if POSTGRES_LOGG[n] != s)
    return [
        Warning(
            f"PostgreSQL can write case text to its log: set {navn} to "
            f"{POSTGRES_LOGG[navn]}.",
            id="samhandling.W001",
        )
        for navn in feil
    ]


@register(Tags.database)
def demo_har_egen_database(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A marked database refuses a start without DEMO, and the other way."""
    from helsefellesskap.drift import demofeil

    feil = demofeil(demo=settings.DEMO)
    return [Error(feil, id="samhandling.E001")] if feil else []
