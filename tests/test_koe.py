"""The real queue: a committed filing wakes a worker over the broker, which sends."""

import time
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connections

from avvik.models import Paminnelse
from helsefellesskap.arbeidsdager import OSLO
from helsefellesskap.celery import app
from helsefellesskap.models import Brev, Driftsstatus
from tests.conftest import lag_verden
from tests.factories import lag_sak
from tests.helsefellesskap import smtptjener

pytestmark = [pytest.mark.treg, pytest.mark.usefixtures("ekte_transaksjoner")]


@pytest.fixture
def post(settings):
    tjener = smtptjener.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", tjener.port
    yield tjener.handler
    tjener.stop()


@contextmanager
def arbeider():
    """A worker on the suite's own Valkey; its connections end with it."""
    with start_worker(app, pool="solo", perform_ping_check=False, loglevel="ERROR"):
        yield
    connections.close_all()


def vent_paa(vilkar):
    """Wait for a condition, never for a time."""
    frist = time.monotonic() + 60
    while not vilkar() and time.monotonic() < frist:
        time.sleep(0.1)
    return vilkar()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_serious_case_reaches_its_leader_at_any_hour_through_the_queue(post):
    v = lag_verden()
    naa = datetime.now(OSLO)

    with arbeider():
        lag_sak(
            v.melder, til=v.akutt, naa=naa, alvorlighet=4, meldt_andre_steder=["nei"]
        )
        assert vent_paa(lambda: len(post.brev) >= 3)

    til_leder = {b["Subject"] for b in post.brev if "leder_akutt" in b["To"]}
    assert til_leder == {
        f"Ny sak {naa.year}-0001 til Akuttmottaket",
        f"Sak {naa.year}-0001 er meldt som alvorlig",
    }


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_beat_sends_every_minute_is_run_by_the_worker(post):
    v = lag_verden()
    naa = datetime.now(OSLO)
    lag_sak(v.melder, til=v.akutt, naa=naa - timedelta(days=60))
    plan = app.conf.beat_schedule

    with arbeider():
        for oppgave in plan.values():
            app.send_task(oppgave["task"])
        planlagte = Paminnelse.objects.uten_tilgangskontroll(grunn="test")
        assert vent_paa(lambda: not planlagte.filter(tilstand="planlagt").exists())
        assert vent_paa(lambda: Driftsstatus.objects.get().siste_scan is not None)

    assert Brev.objects.filter(kind="samlebrev").exists()


def test_every_scheduled_task_exists():
    assert {o["task"] for o in app.conf.beat_schedule.values()} <= set(app.tasks)
