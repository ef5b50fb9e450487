"""Starts a cluster and a broker for the suite before the settings are read.

Named by `-p` in addopts: a conftest is too late, pytest-django has read the
settings by then. Workers of pytest-xdist inherit the addresses. The set-up
trials in tests/oppsett run only with `--oppsett`, and alone.
"""

import os
import sys
from pathlib import Path

import pytest

from helsefellesskap import innebygd

# The suite must pass with PostgreSQL in UTC and in Europe/Oslo.
TIDSSONE = os.environ.get("TEST_TIDSSONE", "UTC")
ADRESSER = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
OPPSETT = Path(__file__).parent / "oppsett"


def _start() -> innebygd.Innebygd | None:
    os.environ["SAMHANDLING_TEST"] = "1"
    if "--oppsett" in sys.argv or any(navn in os.environ for navn in ADRESSER):
        return None
    servere = innebygd.start("test", tidssone=TIDSSONE)
    verdier = (servere.database_url, servere.owner_url, servere.redis_url)
    os.environ.update(zip(ADRESSER, verdier, strict=True))
    # Files and letters of the suite must not end among those of the demo.
    data = servere.data / "data"
    data.mkdir(mode=0o700)
    os.environ["DATA_DIR"] = str(data)
    return servere


SERVERE = _start()


def pytest_addoption(parser):
    parser.addoption("--oppsett", action="store_true", help="only the set-up trials")


def pytest_ignore_collect(collection_path, config):
    er_oppsett = OPPSETT in (collection_path, *collection_path.parents)
    if collection_path.is_dir() and not er_oppsett:
        return None
    return True if er_oppsett != config.getoption("--oppsett") else None


@pytest.hookimpl(trylast=True)
def pytest_unconfigure():
    if SERVERE:
        SERVERE.stopp()
