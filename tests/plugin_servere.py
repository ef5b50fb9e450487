"""Starts a cluster and a broker for the suite before the settings are read.

Named by `-p` in addopts: a conftest is too late, pytest-django has read the
settings by then. Workers of pytest-xdist inherit the addresses.
"""

import os
from pathlib import Path

import pytest

from helsefellesskap import innebygd

# The suite must pass with PostgreSQL in UTC and in Europe/Oslo.
TIDSSONE = os.environ.get("TEST_TIDSSONE", "UTC")
ADRESSER = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


def _start() -> innebygd.Innebygd | None:
    os.environ["SAMHANDLING_TEST"] = "1"
    if any(navn in os.environ for navn in ADRESSER):
        return None
    servere = innebygd.start("test", tidssone=TIDSSONE)
    verdier = (servere.database_url, servere.owner_url, servere.redis_url)
    os.environ.update(zip(ADRESSER, verdier, strict=True))
    # Files and letters of the suite must not end among those of the demo.
    data = Path(servere.data) / "data"
    data.mkdir(mode=0o700)
    os.environ["DATA_DIR"] = str(data)
    return servere


SERVERE = _start()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if SERVERE:
        SERVERE.stopp()
