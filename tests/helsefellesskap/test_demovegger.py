"""DEMO's walls, on committed rows and real processes."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from helsefellesskap.drift import merk_demo
from tests.factories import lag_bruker
from tests.helsefellesskap.test_innstillinger import HEL

ROT = Path(__file__).parents[2]
CELERY = ("-m", "celery", "-A", "helsefellesskap")
STARTER = {
    "web": ("-c", "import helsefellesskap.wsgi"),
    "worker": (*CELERY, "worker", "--pool", "solo"),
    "beat": (*CELERY, "beat", "--pidfile=", "--schedule", "timeplan"),
    "kommando": ("manage.py", "kjor_frister"),
}
MERKET = "Databasen er laget av demodata. Start med DEMO=1."
I_BRUK = "DEMO nekter å starte på en database med virkelige data."
TOM = "Databasen er tom. Kjør migrate og demodata først."

pytestmark = [pytest.mark.treg, pytest.mark.usefixtures("ekte_transaksjoner")]


def adresse(navn):
    """The address in the environment, but of the database of this run."""
    return (
        urlsplit(os.environ[navn])._replace(path=connection.settings_dict["NAME"])
    ).geturl()


def kjor(*argumenter, tmp_path, **miljo):
    # Beat removes a schedule it cannot read, whatever the file is.
    argumenter = [str(tmp_path / a) if a == "timeplan" else a for a in argumenter]
    rent = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    rent |= HEL | {
        "DATABASE_URL": adresse("DATABASE_URL"),
        "DATABASE_OWNER_URL": adresse("DATABASE_OWNER_URL"),
        "REDIS_URL": os.environ["REDIS_URL"],
        "DATA_DIR": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, *argumenter],
        cwd=ROT,
        env=rent | miljo,
        capture_output=True,
        text=True,
        timeout=60,
    )


def siste(svar):
    assert svar.returncode == 1, svar.stdout + svar.stderr
    return svar.stderr.strip().splitlines()[-1].rpartition("ImproperlyConfigured: ")[2]


@pytest.mark.parametrize("start", STARTER.values(), ids=STARTER)
def test_nothing_starts_on_a_database_of_demodata_without_demo(tmp_path, start):
    merk_demo()
    assert siste(kjor(*start, tmp_path=tmp_path)) == MERKET


@pytest.mark.parametrize("start", STARTER.values(), ids=STARTER)
def test_demo_starts_nothing_on_a_database_in_use(tmp_path, start):
    lag_bruker("en")
    assert siste(kjor(*start, tmp_path=tmp_path, DEMO="1")) == I_BRUK


def test_on_an_empty_database_demo_runs_migrate_and_demodata_only(tmp_path):
    for start in STARTER.values():
        assert siste(kjor(*start, tmp_path=tmp_path, DEMO="1")) == TOM
    svar = kjor("manage.py", "migrate", tmp_path=tmp_path, DEMO="1")
    assert svar.returncode == 0, svar.stderr


def test_demo_neither_migrates_nor_fills_a_database_in_use(tmp_path):
    lag_bruker("en")
    for kommando in ("migrate", "demodata"):
        svar = kjor("manage.py", kommando, tmp_path=tmp_path, DEMO="1")
        assert (svar.returncode, I_BRUK in svar.stderr) == (1, True)
    svar = kjor("manage.py", "demodata", tmp_path=tmp_path)
    assert siste(svar) == "CommandError: demodata krever DEMO=1."


def test_commands_run_where_they_may(tmp_path):
    svar = kjor("manage.py", "kjor_frister", tmp_path=tmp_path)
    assert svar.returncode == 0, svar.stderr
    merk_demo()
    svar = kjor("manage.py", "kjor_frister", tmp_path=tmp_path, DEMO="1")
    assert svar.returncode == 0, svar.stderr
