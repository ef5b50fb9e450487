from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from avvik.actions.historikkimport import Sammenligning
from avvik.actions.importer import Importfeil, importer_historikk, sammenlign
from avvik.importhistorikk import KOLONNER, Historikkrad, les_oppslag, valider
from avvik.tabellfil import Feil, les
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.transaksjon import SYSTEM, transaksjon
from helsefellesskap.vernlogg import telling


class Command(BaseCommand):
    help = "Tar inn historikk fra CSV eller XLSX. Alt eller ingenting tas inn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fil", type=Path, metavar="FIL")
        parser.add_argument(
            "--torrkjor", action="store_true", help="si hva som ville skjedd"
        )

    def handle(self, *args: str, fil: Path, torrkjor: bool, **valg: Any) -> None:
        with telling(lambda: "importer_avvik"), transaksjon(SYSTEM):
            rader = self._les(fil)
            utfall = sammenlign(rader) if torrkjor else self._skriv(rader)
        self._fortell(utfall, torrkjor=torrkjor)

    def _les(self, fil: Path) -> list[Historikkrad]:
        """The rows of a file without faults, neither in itself nor against us."""
        tabell = les(fil, pakrevd=KOLONNER)
        i_dag = lokal_dato(timezone.now())
        rader = valider(tabell, les_oppslag(), i_dag=i_dag)
        alle = [*tabell.feil, *sammenlign(rader).feil]
        if alle:
            self._stopp(sorted(alle, key=lambda feil: feil.rad))
        return rader

    def _skriv(self, rader: list[Historikkrad]) -> Sammenligning:
        try:
            return importer_historikk(rader, av=SYSTEM)
        except Importfeil as feil:  # another run was here since we looked
            self._stopp(feil.feil)

    def _stopp(self, alle: list[Feil]) -> NoReturn:
        for feil in alle:
            self.stderr.write(str(feil))
        tekst = _("%(antall)d feil. Ingenting er tatt inn.")
        raise CommandError(tekst % {"antall": len(alle)})

    def _fortell(self, utfall: Sammenligning, *, torrkjor: bool) -> None:
        antall = len(utfall.nye)
        if torrkjor:
            nye = ngettext(
                "%(antall)d sak ville blitt tatt inn",
                "%(antall)d saker ville blitt tatt inn",
                antall,
            )
        else:
            nye = ngettext(
                "%(antall)d sak er tatt inn", "%(antall)d saker er tatt inn", antall
            )
        self.stdout.write(nye % {"antall": antall})
        for aar, per_aar in utfall.per_aar().items():
            self.stdout.write(f"  {aar}: {per_aar}")
        antall = len(utfall.like)
        like = ngettext(
            "%(antall)d sak finnes fra før med samme innhold",
            "%(antall)d saker finnes fra før med samme innhold",
            antall,
        )
        self.stdout.write(like % {"antall": antall})
        if torrkjor:
            self.stdout.write(_("Ingenting er skrevet."))
