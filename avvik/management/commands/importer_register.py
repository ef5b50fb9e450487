from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from avvik.actions.importer import importer_register
from avvik.importregister import Lest, les_mappe, som_registerfiler
from avvik.importregler import les_kjent, valider
from helsefellesskap.transaksjon import SYSTEM, transaksjon
from helsefellesskap.vernlogg import telling


class Command(BaseCommand):
    help = "Leser registrene fra en mappe. Alt eller ingenting tas inn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("mappe", type=Path, metavar="DIR")

    def handle(self, *args: str, mappe: Path, **valg: Any) -> None:
        with telling(lambda: "importer_register"), transaksjon(SYSTEM):
            lest = les_mappe(mappe)
            if not lest.tabeller:
                raise CommandError(_("Mappen har ingen registerfiler."))
            valider(lest.tabeller, les_kjent())
            self._stopp_ved_feil(lest)
            telt = importer_register(som_registerfiler(lest.tabeller), av=SYSTEM)
        for register, antall in telt.items():
            tekst = _(
                "%(register)s: %(nye)d nye, %(endret)d endret, %(uendret)d uendret"
            )
            self.stdout.write(
                tekst
                % {
                    "register": register,
                    "nye": antall.nye,
                    "endret": antall.endret,
                    "uendret": antall.uendret,
                }
            )

    def _stopp_ved_feil(self, lest: Lest) -> None:
        antall = 0
        for register, tabell in lest.tabeller.items():
            if tabell.feil:
                self.stderr.write(f"{lest.filnavn[register]}:")
            for feil in sorted(tabell.feil, key=lambda feil: feil.rad):
                self.stderr.write(str(feil))
                antall += 1
        if antall:
            tekst = _("%(antall)d feil. Ingenting er tatt inn.")
            raise CommandError(tekst % {"antall": antall})
