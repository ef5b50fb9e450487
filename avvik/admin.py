"""Rules. Tables with case text are never in administration.

Nor are categories and lists: the sekretariat keeps them under /oppsett/, where what
a case points to gets a new version.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from avvik import models
from helsefellesskap.admin import IkkeSlett, Vernet


@admin.register(models.Ruteregel)
class RuteregelAdmin(Vernet):
    list_display = (
        "mottakende_virksomhet",
        "sted",
        "kategori",
        "avsender_kommunenummer",
        "enhet",
    )
    list_select_related = ("mottakende_virksomhet", "enhet")
    autocomplete_fields = ("mottakende_virksomhet", "enhet")


@admin.register(models.Fristregel)
class FristregelAdmin(IkkeSlett):
    list_display = (
        "virksomhet",
        "slag",
        "fra_alvorlighet",
        "fordel_dager",
        "bekreft_dager",
        "svar_dager",
        "gyldig_fra",
        "gyldig_til",
    )
    list_select_related = ("virksomhet",)
    autocomplete_fields = ("virksomhet",)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Any = None
    ) -> tuple[str, ...]:
        """Open cases keep their rule: it is ended, and a new one takes over."""
        if obj is None:
            return ()
        return tuple(n for n in self.list_display if n != "gyldig_til")
