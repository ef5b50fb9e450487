import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from helsefellesskap import drift
from helsefellesskap.register import helsesjekker


class Command(BaseCommand):
    help = "Sier hva som er galt. Avslutter med 1 når noe er det."

    def handle(self, *args: Any, **valg: Any) -> None:
        try:
            feil = [svar for sjekk in helsesjekker() if (svar := sjekk())]
            ukjente = drift.ukjente_kjennetegn()
        except DatabaseError as unntak:
            feil, ukjente = [f"Databasen svarer ikke ({type(unntak).__name__})."], []
        for linje in feil:
            self.stdout.write(linje)
        if ukjente:
            self.stdout.write(
                f"Merk: en kopi kjennes ikke igjen på {', '.join(ukjente)}; "
                "databasen viser det ikke til oss."
            )
        if feil:
            sys.exit(1)
        self.stdout.write("Alt er i orden.")
