"""What a person may do with the registers and with themselves."""

from django.conf import settings

from helsefellesskap.feil import IkkeLov
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import handling


@handling
def velg_spraak(bruker: Bruker, *, spraak: str, av: Bruker) -> None:
    """The language of a person's pages and letters; their own choice only."""
    if spraak not in dict(settings.LANGUAGES):
        raise ValueError("not one of our languages")
    if bruker.pk != av.pk:
        raise IkkeLov
    bruker.spraak = spraak
    bruker.save(update_fields=["spraak"])
