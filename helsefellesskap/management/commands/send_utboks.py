from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helsefellesskap import rele
from helsefellesskap.tid import tolk_na


def antall(tekst: str) -> int:
    if not tekst.isdecimal():
        raise ArgumentTypeError("Skriv et helt tall.")
    return int(tekst)


class Command(BaseCommand):
    help = "Sender brevene som venter. Trenger ikke Celery."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--maks", type=antall, help="høyst så mange brev")
        parser.add_argument("--na", type=tolk_na, help="klokken i stedet for nå")

    def handle(self, *args: Any, **valg: Any) -> None:
        resultat = rele.kjor(naa=valg["na"], maks=valg["maks"])
        if resultat.sperret:
            raise CommandError(resultat.sperret)
        self.stdout.write(
            f"Sendt: {resultat.sendt}. Avlyst: {resultat.avlyst}. "
            f"Utsatt: {resultat.utsatt}. Kan ikke sendes: {resultat.dode}."
        )
        if resultat.tak_naadd:
            self.stderr.write("Taket er nådd. Resten går i neste kjøring.")
        if resultat.postfeil:
            raise CommandError(f"E-posttjeneren svarte ikke ({resultat.postfeil}).")
