"""The clock: today, and as commands are given it."""

from argparse import ArgumentTypeError
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from helsefellesskap.arbeidsdager import OSLO, lokal_dato


def i_dag() -> date:
    """The local date now."""
    return lokal_dato(timezone.now())


def tolk_na(tekst: str) -> datetime:
    """The value of `--na`: ISO time, Europe/Oslo unless it names an offset.

    Later than now would send tomorrow's letters today, so only where no real
    people get them.
    """
    try:
        tid = datetime.fromisoformat(tekst)
    except ValueError:
        raise ArgumentTypeError("Skriv tiden slik: 2026-11-02T10:00.") from None
    if tid.tzinfo is None:
        tid = tid.replace(tzinfo=OSLO)
    if tid > timezone.now() and not settings.UTEN_INFRASTRUKTUR:
        raise ArgumentTypeError("Tid frem i tid krever DEMO=1 eller DEBUG=1.")
    return tid
