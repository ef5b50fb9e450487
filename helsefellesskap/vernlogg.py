"""How often the identity guard stopped something: by rule and place, never by whom.

Written as denied tries are: after the transaction, so that what was rolled back
counts too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError
from django.db.models import F
from django.http import HttpRequest

from helsefellesskap.logg import logger
from helsefellesskap.models import Vernstopp
from helsefellesskap.tid import i_dag
from helsefellesskap.transaksjon import SYSTEM, transaksjon
from helsefellesskap.vernteller import Antall, noter_stopp, samling

UKJENT = "-"


@contextmanager
def telling(sted: Callable[[], str]) -> Iterator[None]:
    """Gather what is noted inside, and write it when all else is settled."""
    with samling() as antall:
        try:
            yield
        finally:
            if antall:
                _skriv(antall, sted())


def noter_sporring(request: HttpRequest) -> None:
    """Count what came in the query, which no form may ever read.

    Not in the path: a malformed number costs the same queries as a missing one.
    """
    for _navn, verdier in request.GET.lists():
        for verdi in verdier:
            noter_stopp(verdi)


def rute(request: HttpRequest) -> str:
    treff = request.resolver_match
    return treff.view_name if treff else UKJENT


def _skriv(antall: Antall, sted: str) -> None:
    """A count that cannot be written stops nobody: it is no access log."""
    try:
        with transaksjon(SYSTEM):
            _legg_til(antall, sted)
    except DatabaseError:
        logger.exception("stops of the identity guard could not be counted")


def _legg_til(antall: Antall, sted: str) -> None:
    """Add to today's counts; in one order, so that two writers never lock."""
    dato = i_dag()
    for (regel, form), nye in sorted(antall.items()):
        rad, _ny = Vernstopp.objects.get_or_create(
            dato=dato, regel=regel, form=form, sted=sted
        )
        Vernstopp.objects.filter(pk=rad.pk).update(antall=F("antall") + nye)
