import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pytest

from helsefellesskap import innebygd, miljo
from tests.oppsett import forsok


def pytest_collection_modifyitems(items):
    if sys.platform != "linux":
        for test in items:
            test.add_marker(pytest.mark.skip(reason="reads /proc"))


@pytest.fixture(scope="session")
def rot():
    """Outside pytest's folder, which only its owner may enter."""
    mappe = Path(tempfile.mkdtemp(prefix="oppsett-"))
    mappe.chmod(0o755)
    yield mappe
    shutil.rmtree(mappe, ignore_errors=True)


@pytest.fixture(scope="session")
def hus(rot):
    """A checkout of our own with everything installed; trials bring DATA_DIR."""
    hus = forsok.kopier(rot / "hus")
    kjoring = forsok.Kjoring(hus, "manage", "version")
    assert kjoring.ferdig(300) == 0, kjoring.ut
    return hus


@pytest.fixture
def rydd():
    """Stops what a failing trial left, and removes its socket folders."""
    mapper, kjoringer = [], []

    def husk(kjoring=None, data=None):
        if data:
            mapper.append(data)
        if kjoring:
            kjoringer.append(kjoring)
        return kjoring

    yield husk
    for kjoring in kjoringer:
        if kjoring.prosess.poll() is None:
            kjoring.signal(signal.SIGTERM)
            kjoring.ferdig()
    for data in mapper:
        stopp_rester(data)


def stopp_rester(data):
    servere = innebygd.Innebygd("demo", data)
    servere.valkey.stopp()
    servere.postgres.stopp()
    shutil.rmtree(miljo.sokkelmappe(data), ignore_errors=True)


@pytest.fixture
def data(rydd, rot):
    mappe = Path(tempfile.mkdtemp(prefix="data-", dir=rot))
    rydd(data=mappe)
    return mappe


@pytest.fixture(scope="session")
def ladet(rot, hus):
    """State of a demo that has been up and was stopped: loading it takes a while."""
    mappe = rot / "ladet"
    demo = forsok.Kjoring(hus, "demo", DATA_DIR=str(mappe))
    demo.klar()
    assert demo.stopp() == 0, demo.ut
    return mappe


@pytest.fixture
def ladede_data(data, ladet):
    forsok.ta_over(ladet, data)
    return data
