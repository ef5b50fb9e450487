"""The one transaction door: every request, task and command goes through it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, transaction

if TYPE_CHECKING:
    from helsefellesskap.models import Bruker

F = TypeVar("F", bound=Callable[..., Any])

SYSTEM = "system"
# Somebody who has not logged in.
ANONYM = ""


def _aktor_naa() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('samhandling.aktor', true)")
        return cursor.fetchone()[0] or ""


def _sett_aktor(aktor: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('samhandling.aktor', %s, true)", [aktor])


def navn_paa_aktor(aktor: "Bruker | str | None") -> str:
    """`bruker:<id>`, `system`, or empty for anonymous."""
    if aktor is None or isinstance(aktor, str):
        return aktor or ""
    return f"bruker:{aktor.pk}" if aktor.pk else ""


@contextmanager
def transaksjon(aktor: "Bruker | str | None") -> Iterator[None]:
    """One transaction with the acting person set by SET LOCAL.

    Unset means anonymous. `SYSTEM` is for clock transitions and the relay.
    Nested doors (a test, an action in a request) give the name back on the way
    out; an exception rolls back to where the door was opened.
    """
    nytt = navn_paa_aktor(aktor)
    ytterst = not connection.in_atomic_block
    with transaction.atomic():
        forrige = "" if ytterst else _aktor_naa()
        if nytt != forrige:
            _sett_aktor(nytt)
        yield
        if nytt != forrige and not ytterst and not connection.needs_rollback:
            _sett_aktor(forrige)


def handling(funksjon: F) -> F:
    """Mark an action: atomic, on behalf of `av`, whose rights are read anew.

    Every action is a verb with the object first and the rest keyword-only;
    `av` is the person, SYSTEM for the clock, or ANONYM.
    """

    @wraps(funksjon)
    def innpakket(*args: Any, av: "Bruker | str", **kwargs: Any) -> Any:
        if not isinstance(av, str):
            av.glem_tilgang()
        with transaksjon(av):
            return funksjon(*args, av=av, **kwargs)

    return innpakket  # type: ignore[return-value]
