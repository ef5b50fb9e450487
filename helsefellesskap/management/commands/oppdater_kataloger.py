from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helsefellesskap import kataloger


class Command(BaseCommand):
    help = "Finner alle tekster, oppdaterer locale/ og skriver .mo. For utviklere."

    def handle(self, *args: Any, **valg: Any) -> None:
        try:
            import babel  # noqa: F401  said here rather than deep in a trace
        except ImportError:
            raise CommandError("Trenger Babel: kjør den gjennom ./dev.") from None
        for sprak in kataloger.SPRAK:
            katalog = kataloger.oppdater(sprak)
            kataloger.skriv(katalog)
            mangler = kataloger.mangler(katalog)
            self.stdout.write(f"{sprak}: {len(katalog)} tekster, {len(mangler)} igjen.")
            for tekst in mangler:
                self.stdout.write(f"  {tekst}")
