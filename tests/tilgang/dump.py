"""All that is kept anywhere: tables, sessions, cache, broker, logs, files, letters."""

import base64
import json
import logging
import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager

import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection

from helsefellesskap.logg import Formatter
from tests import plugin_servere


def tabeller() -> str:
    """The text of every row, with sessions and cache values unpacked."""
    with connection.cursor() as cursor:
        navn = connection.introspection.table_names(cursor)
        alt = " UNION ALL ".join(f'SELECT t::text FROM "{n}" t' for n in navn)
        cursor.execute(alt)
        deler = [rad[0] for rad in cursor.fetchall()]
        cursor.execute("SELECT cache_key, value FROM helsefellesskap_cache")
        for nokkel, verdi in cursor.fetchall():
            deler += [nokkel, repr(pickle.loads(base64.b64decode(verdi)))]
    deler += [json.dumps(okt.get_decoded()) for okt in Session.objects.all()]
    return "\n".join(deler)


def kringkaster() -> str:
    """Keys and values of the broker."""
    with redis.Redis.from_url(settings.REDIS_URL) as klient:
        lesere = {
            b"string": klient.get,
            b"list": lambda nokkel: klient.lrange(nokkel, 0, -1),
            b"set": klient.smembers,
            b"hash": klient.hgetall,
            b"zset": lambda nokkel: klient.zrange(nokkel, 0, -1),
        }
        nokler = list(klient.scan_iter("*"))
        return "\n".join(f"{n}: {lesere[klient.type(n)](n)}" for n in nokler)


def filer() -> str:
    """Names and contents of all below DATA_DIR, and the servers' own logs."""
    funnet = [fil for fil in settings.DATA_DIR.rglob("*") if fil.is_file()]
    if plugin_servere.SERVERE is not None:
        funnet += plugin_servere.SERVERE.data.rglob("*.log")
    deler = [f"{fil}\n{fil.read_bytes().decode(errors='replace')}" for fil in funnet]
    return "\n".join(deler)


def alt_lagret() -> str:
    """Tables, files and the letters that have gone."""
    brev = [str(brev.message()) for brev in mail.outbox]
    return "\n".join([*brev, tabeller(), filer()])


@contextmanager
def logglinjer() -> Iterator[list[str]]:
    """What our one formatter writes of every record of every logger."""
    linjer: list[str] = []

    class Samler(logging.Handler):
        def emit(self, record):
            linjer.append(Formatter().format(record))

    rot, samler = logging.getLogger(), Samler()
    gammelt, avslatt = rot.level, rot.manager.disable
    logging.disable(logging.NOTSET)
    rot.addHandler(samler)
    rot.setLevel(logging.DEBUG)
    yield linjer
    rot.removeHandler(samler)
    rot.setLevel(gammelt)
    logging.disable(avslatt)


def sifre(tekst: str) -> str:
    """All non-digits removed, other scripts' digits written as 0-9."""
    return "".join(str(int(c)) for c in re.findall(r"\d", tekst))
