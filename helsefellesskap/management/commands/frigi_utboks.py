from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helsefellesskap import drift
from helsefellesskap.models import Brev, Bruker


class Command(BaseCommand):
    help = (
        "Et menneske sier at brev kan sendes herfra: etter stans, kopiering eller "
        "gjenoppretting av databasen. Hvem og når blir skrevet ned."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bruker", required=True, metavar="EPOST")
        parser.add_argument("--stopp", action="store_true", help="stans sendingen")
        parser.add_argument(
            "--avlys",
            action="store_true",
            help="avlys brevene som venter; de er alt sendt fra originalen",
        )
        parser.add_argument(
            "--dode",
            choices=("igjen", "avlys"),
            help="brev som ikke kunne sendes: prøv igjen eller avlys",
        )

    def handle(self, *args: Any, **valg: Any) -> None:
        bruker = _finn(valg["bruker"])
        if valg["stopp"]:
            drift.stopp_sending(av=bruker)
            self.stdout.write("Sendingen er stoppet.")
            return
        if valg["avlys"]:
            self.stdout.write(f"Avlyst: {drift.avlys_ventende(av=bruker)} brev.")
        if valg["dode"] == "igjen":
            self.stdout.write(f"Prøves igjen: {drift.prov_dode_igjen(av=bruker)} brev.")
        if valg["dode"] == "avlys":
            self.stdout.write(f"Avlyst: {drift.avlys_dode(av=bruker)} døde brev.")
        drift.frigi(av=bruker)
        venter = Brev.objects.filter(state__in=drift.APNE).count()
        self.stdout.write(f"Sendingen er frigitt. Brev som venter: {venter}.")


def _finn(epost: str) -> Bruker:
    bruker = Bruker.objects.filter(email__iexact=epost, is_active=True).first()
    if bruker is None:
        raise CommandError("Fant ingen aktiv person med denne e-postadressen.")
    return bruker
