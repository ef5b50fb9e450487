"""What the tests of the cases share; below it what those of the imports do."""

from io import StringIO

import pytest
from django.core.management import call_command

from avvik.actions.importer import importer_register
from avvik.enums import Kategoriretning
from helsefellesskap.transaksjon import SYSTEM
from tests.avvik.importhjelp import DATA, REGISTERFILER, REGISTRE, kjor, som_csv
from tests.avvik.sakhjelp import naa
from tests.factories import lag_kategori, lag_sak
from tests.innlogging import logg_inn_med_to_faktorer


@pytest.fixture
def inn(client):
    def logg_inn(bruker):
        logg_inn_med_to_faktorer(client, bruker)
        return client

    return logg_inn


@pytest.fixture
def sak(verden):
    return lag_sak(verden.melder, til=verden.akutt, naa=naa())


@pytest.fixture
def melder(verden, client):
    """A melder at a browser, and what can be chosen there."""
    lag_kategorier(*"BCDEFGHK")
    client.force_login(verden.melder)
    return client


@pytest.fixture
def anonym(verden, client):
    """Somebody at a browser who has not logged in, and what can be chosen there."""
    lag_kategorier(*"BCDEGK")
    return client


def lag_kategorier(*grupper):
    for bokstav in grupper:
        lag_kategori(f"{bokstav}1")
    lag_kategori("A1", Kategoriretning.FRA_SYKEHUS)


@pytest.fixture
def ekte_registre(db):
    call_command("importer_register", DATA, stdout=StringIO())


@pytest.fixture
def registre(db):
    importer_register(REGISTRE, av=SYSTEM)


@pytest.fixture
def importer(registre, tmp_path):
    """Write the rows to a file and take them in."""

    def gjor(*rader, **valg):
        fil = tmp_path / "fil.csv"
        fil.write_text(som_csv(*rader), encoding="utf-8")
        return kjor(fil, **valg)

    return gjor


@pytest.fixture
def mappe(tmp_path):
    """A folder with one small file of each register."""
    for navn, tekst in REGISTERFILER.items():
        (tmp_path / f"{navn}.csv").write_text(tekst, encoding="utf-8")
    return tmp_path
