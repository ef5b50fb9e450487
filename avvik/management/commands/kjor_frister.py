from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from avvik.actions.klokke import skann
from helsefellesskap.drift import scan_er_ferdig
from helsefellesskap.tid import tolk_na


class Command(BaseCommand):
    help = "Én gjennomgang av frister: overganger først, så påminnelser."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--na", type=tolk_na, metavar="ISO-TID")

    def handle(self, *args: Any, **options: Any) -> None:
        naa = options["na"] or timezone.now()
        resultat = skann(naa)
        scan_er_ferdig(naa)
        self.stdout.write(
            f"Pauser avsluttet: {resultat.pauser}. Saker lukket: {resultat.lukket}. "
            f"Påminnelser: {resultat.paminnelser}, forbigått: {resultat.forbigaatt}."
        )
