"""Openings, searches, prints and refusals, kept before anything is shown."""

from django.http import HttpRequest

from helsefellesskap.enums import Begrunnelse, Tilgang
from helsefellesskap.models import Tilgangslogg


def logg(
    request: HttpRequest,
    handling: Tilgang,
    gjelder: str = "",
    begrunnelse: Begrunnelse | str = "",
) -> None:
    """Note a row; the middleware commits it before the first byte goes out.

    `gjelder` is the number of a case that was found, never what was typed.
    """
    request.tilgangslogg.append(
        Tilgangslogg(
            bruker_id=request.user.pk,
            handling=handling,
            rute=request.resolver_match.view_name if request.resolver_match else "",
            gjelder=gjelder,
            begrunnelse=begrunnelse,
        )
    )


def skriv_logg(request: HttpRequest) -> None:
    """Insert the noted rows in the transaction that is open."""
    if request.tilgangslogg:
        Tilgangslogg.objects.bulk_create(request.tilgangslogg)
