"""The world for one test module, and requests whose traces are rolled back."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.http import HttpResponse
from django.test.client import ClientHandler, RequestFactory
from django.urls import set_urlconf

from helsefellesskap.models import Tilgangslogg
from tests.tilgang.personer import logg_inn_alle
from tests.tilgang.verden import bygg


class Leser(RequestFactory):
    """A browser without the test client's notes about every template."""

    handler = ClientHandler(enforce_csrf_checks=False)

    def __init__(self, okt):
        super().__init__()
        self.cookies.load(okt)

    def request(self, **valg):
        return self.handler(self._base_environ(**valg))


class Spor(NamedTuple):
    """What one request gave and left behind, before it was rolled back."""

    svar: HttpResponse
    # (handling, gjelder, everything in the row as text)
    logg: list[tuple[str, str, str]]
    sporringer: int


@contextmanager
def lukket_verden(blocker) -> Iterator[Any]:
    """Built once; nothing of it is ever committed."""
    with blocker.unblock(), transaction.atomic():
        verden = bygg()
        verden.okter = logg_inn_alle(verden)
        logging.disable(logging.CRITICAL)
        yield verden
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


def be_om(v, person: str, adresse: str, metode: str = "get", data=None, **mer) -> Spor:
    set_urlconf(None)
    leser, antall = Leser(v.okter[person]), []

    def teller(utfor, *argumenter):
        antall.append(1)
        return utfor(*argumenter)

    with transaction.atomic():
        sett = Tilgangslogg.objects.count()
        # Django keeps the last 9 000 and warns when they are more.
        connection.queries_log.clear()
        with connection.execute_wrapper(teller):
            svar = getattr(leser, metode)(adresse, data or {}, **mer)
        nye = Tilgangslogg.objects.order_by("pk")[sett:]
        logg = [(rad.handling, rad.gjelder, str(vars(rad))) for rad in nye]
        transaction.set_rollback(True)
    return Spor(svar, logg, len(antall))


def spor(v, person: str, kall) -> Spor:
    return be_om(v, person, kall.adresse, kall.metode, kall.data)
