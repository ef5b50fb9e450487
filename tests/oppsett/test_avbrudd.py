"""Whatever stops the demo, nothing of it is left and nothing committed is lost."""

import os
import signal
import threading
import time

import psycopg
import pytest

from helsefellesskap import innebygd, prosesser
from tests.oppsett.forsok import Kjoring, kopier, rester

BEGGE = pytest.mark.parametrize("signalet", [signal.SIGTERM, signal.SIGINT])


def avbryt(kjoring, fase, signalet, data):
    """Stop it in a phase; nothing is left and nothing crashed. The exit code."""
    if fase == "Stopper":
        kjoring.klar()
        kjoring.signal(signal.SIGTERM)
    kjoring.vent_pa(fase)
    kjoring.signal(signalet)
    kode = kjoring.ferdig()
    assert rester(kjoring.merke, data) == {}, fase
    assert "Traceback" not in kjoring.ut
    return kode


@BEGGE
def test_a_stop_while_installing_leaves_nothing(rot, signalet):
    hus = kopier(rot / f"halvt {signalet.name}")
    kjoring = Kjoring(hus, "demo")
    kjoring.vent_pa("Installerer pakker i ")
    time.sleep(0.5)
    kjoring.signal(signalet)
    assert kjoring.ferdig() == 128 + signalet
    assert rester(kjoring.merke) == {}
    igjen = Kjoring(hus, "manage", "version")
    assert igjen.ferdig(300) == 0, igjen.ut


@BEGGE
def test_a_stop_while_preparing_leaves_nothing_and_is_taken_up(
    hus, data, rydd, signalet
):
    """Each run goes on where the one before was cut off."""
    for fase in ("Lager databasen", "Migrerer", "Laster demodata"):
        kjoring = rydd(Kjoring(hus, "demo", DATA_DIR=str(data)))
        assert avbryt(kjoring, fase, signalet, data) == 128 + signalet, fase
    igjen = Kjoring(hus, "manage", "demodata", DEMO="1", DATA_DIR=str(data))
    assert igjen.ferdig(300) == 0, igjen.ut


@BEGGE
def test_a_stop_while_starting_running_or_stopping_leaves_nothing(
    hus, ladede_data, rydd, signalet
):
    # Asked to stop once it was up is no fault.
    for fase, kode in (("Starter", 128 + signalet), ("Klar", 0), ("Stopper", 0)):
        kjoring = rydd(Kjoring(hus, "demo", DATA_DIR=str(ladede_data)))
        assert avbryt(kjoring, fase, signalet, ladede_data) == kode, fase


def test_manage_that_is_stopped_takes_its_servers_along(hus, data):
    kjoring = Kjoring(
        hus, "manage", "shell", "-c", "import time; print('ja'); time.sleep(60)",
        DEBUG="1", DATA_DIR=str(data),
    )  # fmt: skip
    kjoring.vent_pa("ja")
    assert len(rester(kjoring.merke, data)) > 2
    kjoring.signal(signal.SIGTERM)
    assert kjoring.ferdig() == 143
    assert rester(kjoring.merke, data) == {}


class Skriver(threading.Thread):
    """Commits row after row and counts what the database has confirmed."""

    def __init__(self, url):
        super().__init__()
        self.url = url
        self.bekreftet = 0

    def run(self):
        try:
            with psycopg.connect(self.url, autocommit=True) as forbindelse:
                while True:
                    forbindelse.execute("INSERT INTO prove DEFAULT VALUES")
                    self.bekreftet += 1
        except psycopg.OperationalError:
            return


def test_nothing_committed_is_lost_by_kill_9(hus, ladede_data, rydd):
    data = ladede_data
    demo = rydd(Kjoring(hus, "demo", DATA_DIR=str(data)))
    demo.klar()
    servere = innebygd.Innebygd("demo", data)
    with psycopg.connect(servere.owner_url, autocommit=True) as forbindelse:
        forbindelse.execute("CREATE TABLE prove (nr bigserial)")
    skriver = Skriver(servere.owner_url)
    skriver.start()
    time.sleep(1)
    postgres = servere.postgres.pid()
    demo.signal(signal.SIGKILL)
    demo.ferdig()
    time.sleep(0.3)
    # The machine is not kind either.
    os.kill(postgres, signal.SIGKILL)
    skriver.join()
    # Web, worker and beat go with their parent; only the broker waits for the next.
    assert prosesser.vent_til(lambda: len(rester(demo.merke, data)) <= 1, 20)
    assert "valkey-server" in "".join(rester(demo.merke, data).values())
    igjen = rydd(Kjoring(hus, "demo", DATA_DIR=str(data)))
    igjen.klar()
    with psycopg.connect(servere.owner_url) as forbindelse:
        [[antall]] = forbindelse.execute("SELECT count(*) FROM prove").fetchall()
    # The last one may be in, but not confirmed.
    assert skriver.bekreftet <= antall <= skriver.bekreftet + 1
    assert skriver.bekreftet > 50
    assert igjen.stopp() == 0
    assert rester(igjen.merke, data) == rester(demo.merke, data) == {}
