from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate

from helsefellesskap.databaseroller import som_eier


class Command(Migrate):
    """Migrate as the owner role; the run-time role owns no table."""

    def handle(self, *args: Any, **options: Any) -> None:
        with som_eier():
            call_command("createcachetable", verbosity=0)
            super().handle(*args, **options)
