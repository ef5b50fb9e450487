import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from avvik.actions.importer import importer_nokup
from avvik.importnokup import Nokuprad, er_avlost, kjente, valider
from avvik.tabellfil import Tabell, les
from helsefellesskap.idnummer import har_stopp
from helsefellesskap.transaksjon import SYSTEM, transaksjon
from helsefellesskap.vernlogg import telling

_UTGAVE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}")


class Command(BaseCommand):
    help = "Tar inn NOKUP-koder fra det offisielle regnearket. Alt eller ingenting."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fil", type=Path, metavar="FIL.xlsx")
        parser.add_argument("--ark", metavar="NAVN", help="arket kodene står i")
        parser.add_argument("--kode-kolonne", metavar="X", default="kode")
        parser.add_argument("--navn-kolonne", metavar="Y", default="navn")
        parser.add_argument("--utgave", required=True, help="for eksempel 1.1")

    def handle(self, *args: str, fil: Path, utgave: str, **valg: Any) -> None:
        with telling(lambda: "importer_nokup"), transaksjon(SYSTEM):
            self._krev_ord(utgave, valg)
            rader = self._les(fil, utgave, valg)
            nye = importer_nokup(rader, utgave=utgave, av=SYSTEM, naa=timezone.now())
        tekst = _("%(nye)d nye koder i utgave %(utgave)s, %(like)d fra før")
        like = len(rader) - nye
        self.stdout.write(tekst % {"nye": nye, "utgave": utgave, "like": like})

    def _krev_ord(self, utgave: str, valg: dict[str, Any]) -> None:
        """Words of the command line are repeated in messages, so they are guarded."""
        ordene = (utgave, valg["ark"] or "", valg["kode_kolonne"], valg["navn_kolonne"])
        if not _UTGAVE.fullmatch(utgave) or any(har_stopp(ord_) for ord_ in ordene):
            raise CommandError(
                _("Utgaven eller navnet på et ark eller en kolonne er ugyldig.")
            )
        if valg["kode_kolonne"] == valg["navn_kolonne"]:
            raise CommandError(_("Kode og navn må stå i hver sin kolonne."))
        if er_avlost(utgave):
            raise CommandError(
                _("Utgaven er avløst av en nyere. Ingenting er tatt inn.")
            )

    def _les(self, fil: Path, utgave: str, valg: dict[str, Any]) -> list[Nokuprad]:
        kode, navn = valg["kode_kolonne"], valg["navn_kolonne"]
        tabell = les(fil, pakrevd=(kode, navn), ark=valg["ark"], bare_disse=False)
        rader = valider(tabell, kode=kode, navn=navn, kjente=kjente(utgave))
        if tabell.feil:
            self._stopp(tabell)
        return rader

    def _stopp(self, tabell: Tabell) -> NoReturn:
        for feil in sorted(tabell.feil, key=lambda feil: feil.rad):
            self.stderr.write(str(feil))
        tekst = _("%(antall)d feil. Ingenting er tatt inn.")
        raise CommandError(tekst % {"antall": len(tabell.feil)})
