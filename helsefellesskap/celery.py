"""Celery wakes; PostgreSQL remembers."""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helsefellesskap.settings")

app = Celery("samhandling")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def en_logg(**kwargs: Any) -> None:
    """Keep Celery from installing its own formatters; ours leak nothing."""


@worker_init.connect
@beat_init.connect
def krev_egen_database(**kwargs: Any) -> None:
    from helsefellesskap.drift import startfeil

    if feil := startfeil():
        sys.exit(feil)


@beat_init.connect
def noter_beat(**kwargs: Any) -> None:
    from helsefellesskap.drift import beat_har_startet

    beat_har_startet()
