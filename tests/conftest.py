"""One database per worker, made by the owner role, used by the run-time role."""

import os
import pickle
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from hypothesis import settings as hypothesis_settings
from psycopg import sql

from helsefellesskap.databaseroller import som_eier
from helsefellesskap.enums import Enhetstype, Flyt, Rollenavn, Virksomhetstype
from helsefellesskap.models import (
    Bruker,
    Enhet,
    Kommune,
    Rettsgrunnlag,
    Rolle,
    Virksomhet,
)
from tests import factories, tilstand
from tests.sso import sett_opp
from tests.tilgang import dump

# No test is timed: a loaded machine would fail it.
hypothesis_settings.register_profile("samhandling", deadline=None)
hypothesis_settings.load_profile("samhandling")


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    navn = sql.Identifier(f"test_samhandling{worker}")
    with django_db_blocker.unblock():
        with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as eier:
            eier.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(navn))
            eier.execute(sql.SQL("CREATE DATABASE {}").format(navn))
            connections["default"].close()
            connections["default"].settings_dict["NAME"] = f"test_samhandling{worker}"
            with som_eier():
                _lukk_for_alle()
                call_command("migrate", verbosity=0)
            yield tilstand.ta()
            connections["default"].close()
            _vent_til_ingen_er_inne(eier, f"test_samhandling{worker}")
            eier.execute(sql.SQL("DROP DATABASE {}").format(navn))


def _vent_til_ingen_er_inne(eier, navn):
    """A closed connection's server process needs a moment to leave."""
    inne = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    for _ in range(100):
        if eier.execute(inne, [navn]).fetchone() == (0,):
            return
        time.sleep(0.05)


def _lukk_for_alle():
    """As the embedded servers do: only our two roles get in."""
    with connections["default"].cursor() as cursor:
        cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        cursor.execute("GRANT USAGE ON SCHEMA public TO samhandling_app")


@pytest.fixture
def ekte_transaksjoner(django_db_setup, django_db_blocker):
    """Real commits, seen by other connections; the tables are put back after.

    pytest-django's own way needs TRUNCATE, which the run-time role lacks.
    """
    with django_db_blocker.unblock():
        yield
        tilstand.sett(django_db_setup)


@pytest.fixture(scope="session")
def ssotjener(tmp_path_factory):
    """Address of a provider of SSO, a process of its own."""
    mappe = tmp_path_factory.mktemp("sso")
    rent = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ssotjener", str(mappe)],
        cwd=Path(__file__).parents[1],
        env=rent,
        stdout=subprocess.PIPE,
        text=True,
    ) as prosess:
        try:
            yield f"http://localhost:{int(prosess.stdout.readline())}"
        finally:
            prosess.terminate()


@pytest.fixture(scope="session")
def en_verden(django_db_setup, django_db_blocker):
    """A world and its rows, made once and taken back."""
    modeller = (Kommune, Virksomhet, Enhet, Bruker, Rolle, Rettsgrunnlag)
    with django_db_blocker.unblock(), transaction.atomic():
        fra_for = {rad for modell in modeller for rad in modell.objects.all()}
        v = lag_verden()
        rader = [[r for r in m.objects.all() if r not in fra_for] for m in modeller]
        transaction.set_rollback(True)
    return pickle.dumps((v, rader))


@pytest.fixture
def sso(settings, ssotjener):
    """Set up, as by the four variables."""
    sett_opp(settings, ssotjener)
    return ssotjener


@pytest.fixture
def linjer():
    with dump.logglinjer() as samlet:
        yield samlet


@pytest.fixture
def verden(db, en_verden):
    """A copy of its own for each test, in a few writes."""
    v, rader = pickle.loads(en_verden)
    for alle in rader:
        type(alle[0]).objects.bulk_create(alle)
    return v


def lag_verden():
    """A hospital, a kommune and a legekontor with one person in each role."""
    lag = factories
    v = SimpleNamespace()
    narvik_kommune = lag.lag_kommune("1806", "Narvik")
    senja_kommune = lag.lag_kommune("5530", "Senja")
    v.unn = lag.lag_virksomhet("UNN", Virksomhetstype.HELSEFORETAK)
    v.narvik = lag.lag_virksomhet("Narvik kommune", kommune=narvik_kommune)
    v.senjalegen_v = lag.lag_virksomhet(
        "Senjalegen", Virksomhetstype.FASTLEGEKONTOR, kommune=senja_kommune
    )
    kontakt = Enhetstype.SAMHANDLINGSKONTAKT
    v.samhandling_unn = lag.lag_enhet("Samhandling", v.unn, kontakt)
    v.medisinsk = lag.lag_enhet("Medisinsk klinikk", v.unn, Enhetstype.KLINIKK)
    v.akutt = lag.lag_enhet("Akuttmottaket", v.unn, overordnet=v.medisinsk)
    v.ortopedi_narvik = lag.lag_enhet("Ortopedi Narvik", v.unn, sted="Narvik")
    v.helse_narvik = lag.lag_enhet("Helse og omsorg Narvik", v.narvik, kontakt)
    v.hjemme = lag.lag_enhet(
        "Hjemmetjenesten sone 1 Narvik", v.narvik, overordnet=v.helse_narvik
    )
    v.senjalegen = lag.lag_enhet(
        "Senjalegen", v.senjalegen_v, Enhetstype.FASTLEGEKONTOR
    )
    r = Rollenavn
    personer = {
        "melder": (r.MELDER, v.hjemme),
        "melder_akutt": (r.MELDER, v.akutt),
        "leder_akutt": (r.LEDER, v.akutt),
        "leder_medisinsk": (r.LEDER, v.medisinsk),
        "leder_ortopedi": (r.LEDER, v.ortopedi_narvik),
        "leder_hjemme": (r.LEDER, v.hjemme),
        "lege_senja": (r.LEDER, v.senjalegen),
        "saksbehandler_akutt": (r.SAKSBEHANDLER, v.akutt),
        "kontakt_unn": (r.SAMHANDLINGSKONTAKT, v.samhandling_unn),
        "kontakt_narvik": (r.SAMHANDLINGSKONTAKT, v.helse_narvik),
        "sekretariat": (r.SEKRETARIAT, None),
        "sekretariat2": (r.SEKRETARIAT, None),
        "ssu": (r.SSU_LESER, None),
        "admin": (r.ADMIN, None),
    }
    for navn, rolle in personer.items():
        setattr(v, navn, lag.lag_bruker(navn, rolle))
    for flyt in Flyt:
        Rettsgrunnlag.objects.create(
            flyt=flyt,
            tekst="Godkjent for testene",
            godkjent_av=v.sekretariat,
            godkjent_dato=date(2026, 1, 1),
        )
    return v
