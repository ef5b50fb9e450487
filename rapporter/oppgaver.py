"""The task list of a report (ux 4)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from rapporter.actions import TEKSTFELTER, mangler
from rapporter.models import Rapport


@dataclass(frozen=True)
class Oppgave:
    tekst: str
    url: str
    status: str
    farge: str


def _status(gjort: int, av: int = 1) -> tuple[str, str]:
    if gjort == 0:
        return _("Ikke startet"), "neutral"
    return (_("Påbegynt"), "info") if gjort < av else (_("Ferdig"), "success")


def oppgaver(rapport: Rapport) -> list[Oppgave]:
    """The steps before locking; a link where there is something to do."""
    tekster = sum(bool(getattr(rapport, felt).strip()) for felt in TEKSTFELTER)
    har_tall = rapport.tall is not None
    # (text, address by name, done, of how many)
    trinn = (
        (_("Velg periode"), "", 1, 1),
        (_("Se over tallene"), "rapport_tall", int(har_tall), 1),
        (_("Skriv sammendrag"), "rapport_tekster", tekster, len(TEKSTFELTER)),
        (_("Velg læringspunkter"), "rapport_laering", len(rapport.valgte_punkter()), 1),
    )
    # A look leaves no trace.
    vis = reverse("rapport_vis", args=[rapport.pk]) if har_tall else ""
    status = _status(0) if mangler(rapport) else (_("Klar"), "info")
    return [
        Oppgave(
            tekst,
            reverse(rute, args=[rapport.pk]) if rute else "",
            *_status(gjort, av),
        )
        for tekst, rute, gjort, av in trinn
    ] + [Oppgave(_("Forhåndsvis"), vis, *status)]
