"""Embedded PostgreSQL and Valkey from their wheels; standard library only.

One process starts the servers, the next ones join, the last one out stops them.
Everybody holds a shared lock on `brukere.lock`; starting and stopping happens
under `start.lock`. The locks belong to the kernel, so kill -9 leaves no wrong
count; servers that were left behind are adopted by the next start.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Literal

from helsefellesskap import prosesser
from helsefellesskap.miljo import datamappe, privat_mappe, sokkelmappe
from helsefellesskap.tjenere import EIER, KJORETID, Melding, Postgres, Valkey

Formal = Literal["demo", "debug", "test"]

# pytest-django makes test_samhandling beside the one named here.
DATABASER = {
    "demo": "samhandling_demo",
    "debug": "samhandling_debug",
    "test": "samhandling",
}
# Demo and debug share the broker, never a queue.
KOER = {"demo": 0, "debug": 1, "test": 0}


@contextlib.contextmanager
def _laast(fil: Path) -> Iterator[None]:
    with fil.open("w") as laas:
        fcntl.flock(laas, fcntl.LOCK_EX)
        yield


class Innebygd:
    """Our share in the two servers; `stopp()` gives it back."""

    def __init__(
        self,
        formal: Formal,
        data: Path,
        *,
        tidssone: str = "UTC",
        meld: Melding = lambda _: None,
    ) -> None:
        self.formal = formal
        self.data = data
        varig = formal != "test"
        sokkel = sokkelmappe(data)
        self.postgres = Postgres(
            data, sokkel, varig=varig, tidssone=tidssone, meld=meld
        )
        self.valkey = Valkey(data, sokkel, varig=varig)
        self._brukere: IO[str] | None = None
        self._eier_pid = os.getpid()

    @property
    def database_url(self) -> str:
        return self.postgres.url(KJORETID, DATABASER[self.formal])

    @property
    def owner_url(self) -> str:
        return self.postgres.url(EIER, DATABASER[self.formal])

    @property
    def redis_url(self) -> str:
        return self.valkey.url(KOER[self.formal])

    def start(self) -> None:
        test = self.formal == "test"
        formal = ["test"] if test else ["demo", "debug"]
        with _laast(self.data / "start.lock"):
            # The last one out may have removed it since we asked.
            privat_mappe(self.postgres.sokkel)
            self._brukere = (self.data / "brukere.lock").open("w")
            fcntl.flock(self._brukere, fcntl.LOCK_SH)
            try:
                self.postgres.sorg_for()
                self.postgres.klargjor([DATABASER[f] for f in formal], test=test)
                self.valkey.sorg_for()
            except BaseException as feil:
                with prosesser.uforstyrret():
                    self._slipp()
                if isinstance(feil, subprocess.SubprocessError) and os.geteuid() == 0:
                    sys.exit(
                        "PostgreSQL kan ikke kjøre som root, og et eget brukernavnerom "
                        "ble nektet. Kjør som vanlig bruker, eller sett DATABASE_URL."
                    )
                raise

    def lever(self) -> bool:
        return self.postgres.lever() and self.valkey.lever()

    def start_igjen(self) -> None:
        """Bring back a server that died under us."""
        with _laast(self.data / "start.lock"):
            self.postgres.sorg_for()
            self.valkey.sorg_for()

    def _slipp(self) -> None:
        """Let go; stop the servers if nobody else holds on. Under start.lock."""
        if not self._brukere:
            return
        with self._brukere as laas:
            self._brukere = None
            try:
                fcntl.flock(laas, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self.valkey.stopp()
            self.postgres.stopp()
            with contextlib.suppress(OSError):
                self.postgres.sokkel.rmdir()

    def stopp(self) -> None:
        # A forked child shares the lock but must not give it back.
        if not self._brukere or os.getpid() != self._eier_pid:
            return
        with prosesser.uforstyrret():
            with _laast(self.data / "start.lock"):
                self._slipp()
            if self.formal == "test":
                shutil.rmtree(self.data, ignore_errors=True)
                shutil.rmtree(self.postgres.sokkel, ignore_errors=True)


def _rydd_testklynger(mappe: Path) -> None:
    """Remove what killed test runs left; a living one holds its lock."""
    for gammel in mappe.glob("t-*"):
        with contextlib.suppress(OSError), (gammel / "brukere.lock").open("w") as laas:
            fcntl.flock(laas, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(sokkelmappe(gammel), ignore_errors=True)
            shutil.rmtree(gammel, ignore_errors=True)


def _testklynge(**valg: Any) -> Innebygd:
    mappe = datamappe() / "test"
    mappe.mkdir(mode=0o700, exist_ok=True)
    with _laast(mappe / "start.lock"):
        _rydd_testklynger(mappe)
        data = Path(tempfile.mkdtemp(prefix="t-", dir=mappe))
        kjoring = Innebygd("test", privat_mappe(data), **valg)
        kjoring.start()
    return kjoring


def start(
    formal: Formal, *, tidssone: str = "UTC", meld: Melding = lambda _: None
) -> Innebygd:
    """Start or join the servers for a purpose; they are let go at exit.

    Tests get a cluster of their own, without durability, gone afterwards.
    """
    valg: dict[str, Any] = {"tidssone": tidssone, "meld": meld}
    if formal == "test":
        kjoring = _testklynge(**valg)
    else:
        kjoring = Innebygd(formal, datamappe(), **valg)
        kjoring.start()
    atexit.register(kjoring.stopp)
    return kjoring
