"""`./dev bench [antall]`: pages against the floor at some sizes, then reminders.

Each round measures floor, page, page, floor (ABBA); the ratio is the geometric mean
of the rounds. Milliseconds are shown for orientation only: the machine is noisy.
"""

import logging
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager

from helsefellesskap import innebygd

RUNDER = 6
STORRELSER = (1_000, 10_000)


def sett_opp():
    os.environ["SAMHANDLING_TEST"] = "1"
    servere = innebygd.start("test")
    os.environ.update(
        DATABASE_URL=servere.database_url,
        DATABASE_OWNER_URL=servere.owner_url,
        REDIS_URL=servere.redis_url,
        DATA_DIR=tempfile.mkdtemp(prefix="samhandling-bench-"),
        DJANGO_SETTINGS_MODULE="helsefellesskap.settings",
    )
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ROOT_URLCONF = "bench.urls"
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    settings.UTBOKS_TAK = 100_000
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    return servere


def klient(bruker):
    from django.test import Client

    from tests.innlogging import logg_inn_med_to_faktorer

    k = Client()
    logg_inn_med_to_faktorer(k, bruker)
    return k


def tid(handling):
    start = time.perf_counter()
    handling()
    return time.perf_counter() - start


def forhold(gulv, side):
    """Geometric mean of page / floor, and the page's median in ms."""
    gulv(), side()
    tall, sider = [], []
    for _ in range(RUNDER):
        a, b, c, d = tid(gulv), tid(side), tid(side), tid(gulv)
        tall.append((b + c) / (a + d))
        sider += [b, c]
    return statistics.geometric_mean(tall), statistics.median(sider) * 1000


@contextmanager
def sporringer():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as fanget:
        yield fanget


def hent(k, adresse):
    def gjor():
        svar = k.get(adresse)
        assert svar.status_code == 200, (adresse, svar.status_code)

    return gjor


def send_skjema(k):
    data = {
        "en": "a", "to": "b", "tre": "3", "fire": "2026-01-01", "fem": "a", "seks": "x",
    }  # fmt: skip

    def gjor():
        k.get("/gulv/skjema/")
        assert k.post("/gulv/skjema/", data).status_code == 302

    return gjor


def meld(k, v):
    """The last page of filing: form shown, sent, case made, letters queued."""
    from tests.factories import lag_utkast

    def gjor():
        utkast = lag_utkast(v.melder, til=v.akutt)
        adresse = f"/meld/utkast/{utkast.nokkel}/3/"
        k.get(adresse)
        assert k.post(adresse, {"versjon": utkast.versjon}).status_code == 302

    return gjor


def sider(v, sak):
    leder, melder = klient(v.leder_akutt), klient(v.melder)
    sekretariat = klient(v.sekretariat)
    return {
        "innboks": hent(leder, "/innboks/"),
        "innboks, alle": hent(leder, "/innboks/?vis=alle"),
        "sak": hent(leder, f"/sak/{sak.saksnummer}/"),
        "forside": hent(leder, "/"),
        "arbeidsliste": hent(sekretariat, "/arbeidsliste/"),
        "mine saker": hent(melder, "/mine/"),
        "steg 1": hent(melder, "/meld/avvik/"),
        "statistikk": hent(melder, "/statistikk/"),
    }


def maal(v, sak, storrelse):
    gulv = hent(klient(v.melder), "/gulv/")
    print(f"\n{storrelse} saker\n{'side':<16}{'× gulv':>8}{'ms':>8}{'SQL':>6}")
    for navn, side in sider(v, sak).items():
        x, ms = forhold(gulv, side)
        with sporringer() as fanget:
            side()
        print(f"{navn:<16}{x:>8.1f}{ms:>8.0f}{len(fanget):>6}", flush=True)
    x, ms = forhold(send_skjema(klient(v.melder)), meld(klient(v.melder), v))
    print(f"{'meld og send':<16}{x:>8.1f}{ms:>8.0f}   (mot gulvets skjema)")


def maal_paminnelser(v, antall=300):
    from avvik.actions.klokke import skann
    from helsefellesskap import rele
    from helsefellesskap.arbeidsdager import neste_sendetid
    from tests.factories import dag, lag_sak

    for _ in range(antall):
        lag_sak(v.melder, til=v.akutt)
    rele.kjor(naa=neste_sendetid(dag(0)))
    t = tid(lambda: skann(dag(14)))
    sendt = tid(lambda: rele.kjor(naa=neste_sendetid(dag(14))))
    print(f"\n{antall} forfalte: skann {antall / t:.0f} per s, brev {sendt:.2f} s")


def main():
    servere = sett_opp()
    from bench.data import analyser, mange_saker
    from tests.conftest import lag_verden
    from tests.factories import lag_enhet, lag_sak

    try:
        v = lag_verden()
        enheter = [v.akutt, *(lag_enhet(f"Enhet {n}", v.unn) for n in range(40))]
        sak = lag_sak(v.melder, til=v.akutt)
        finnes = 0
        for storrelse in [int(a) for a in sys.argv[1:]] or STORRELSER:
            mal = lag_sak(v.melder, til=v.akutt)
            mange_saker(mal, storrelse - finnes, [e.pk for e in enheter], finnes)
            finnes = storrelse
            analyser()
            maal(v, sak, storrelse)
        maal_paminnelser(v)
    finally:
        servere.stopp()


main()
