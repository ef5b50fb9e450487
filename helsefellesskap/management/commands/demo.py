"""The demo under one parent. `manage.py` goes straight to `tilsyn`, before the
settings are read; this lists it in the help and serves `call_command`."""

import argparse
import sys

from django.core.management.base import BaseCommand

from helsefellesskap import tilsyn


class Command(BaseCommand):
    help = "Starter database, kø, web, worker og beat med demodata under ett."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        tilsyn.legg_til_valg(parser)

    def handle(self, *args: str, **valg: object) -> None:
        sys.exit(tilsyn.kjor(valg["port"]))
