#!/usr/bin/env python3
"""Django's command line. With DEBUG=1 or DEMO=1 and no addresses given it brings
its own PostgreSQL and Valkey, before the settings are read."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

UTEN_SERVERE = {"help", "version", "collectstatic"}
# These may run on a database that DEMO would else refuse, or have none.
UTEN_SPERRE = UTEN_SERVERE | {"migrate", "demodata", "check", "makemigrations"}
# The only ones that see the owner's address.
SOM_EIER = {"migrate"}


def _avslutt(signalet: int, _: FrameType | None) -> NoReturn:
    """Leave by way of atexit; without a handler the servers would be orphaned."""
    for stoppsignal in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(stoppsignal, signal.SIG_IGN)
    sys.exit(128 + signalet)


def sett_signaler() -> None:
    signal.signal(signal.SIGTERM, _avslutt)
    signal.signal(signal.SIGHUP, _avslutt)
    # A child started with `&` in a script ignores SIGINT unless told otherwise.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _pa(navn: str) -> bool:
    return os.environ.get(navn, "").lower() in {"1", "true", "yes", "on"}


def start_servere(kommando: str) -> None:
    """Put the addresses of the embedded servers where none is given."""
    if not (_pa("DEMO") or _pa("DEBUG")):
        return
    if kommando in UTEN_SERVERE or kommando.startswith("-"):
        return
    egen_database = {"DATABASE_URL", "DATABASE_OWNER_URL"} & os.environ.keys()
    if egen_database and "REDIS_URL" in os.environ:
        return
    from helsefellesskap import innebygd

    servere = innebygd.start(
        "demo" if _pa("DEMO") else "debug",
        meld=lambda tekst: print(tekst, file=sys.stderr),
    )
    os.environ.setdefault("REDIS_URL", servere.redis_url)
    if not egen_database:
        os.environ["DATABASE_URL"] = servere.database_url
        if kommando in SOM_EIER:
            os.environ["DATABASE_OWNER_URL"] = servere.owner_url


def krev_egen_database(kommando: str) -> None:
    """DEMO keeps to its own database, and everything else away from it."""
    if kommando in UTEN_SPERRE or kommando.startswith("-"):
        return
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured:
        return  # Django says what is missing
    from helsefellesskap.drift import startfeil

    if feil := startfeil():
        sys.exit(feil)


def main() -> None:
    sett_signaler()
    kommando = sys.argv[1] if len(sys.argv) > 1 else "help"
    if kommando == "demo":
        from helsefellesskap import tilsyn

        sys.exit(tilsyn.hoved(sys.argv[2:]))
    start_servere(kommando)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helsefellesskap.settings")
    krev_egen_database(kommando)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
