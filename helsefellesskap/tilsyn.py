"""`manage.py demo`: everything under one parent. Standard library only, since the
settings cannot be read before the servers are up.

The kernel ends the children if the parent is killed (PR_SET_PDEATHSIG); a child
that dies is started again, but not for ever.
"""

import argparse
import fcntl
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from helsefellesskap import innebygd, prosesser
from helsefellesskap.miljo import KODE, datamappe
from helsefellesskap.prosesser import si

VERT = "127.0.0.1"
PORTER = range(8000, 8050)
MANAGE = KODE / "manage.py"
KLARFRIST = 120.0
# More new starts than this within the window, and the demo gives up.
MAKS_STARTER, VINDU = 5, 60.0
# The owner's address is for migrations alone.
EIERS = "DATABASE_OWNER_URL"


def _avslutt(signalet: int, _: FrameType | None) -> NoReturn:
    """The first signal stops us; the next ones must not stop the stopping."""
    for stoppsignal in prosesser.STOPPSIGNALER:
        signal.signal(stoppsignal, signal.SIG_IGN)
    sys.exit(128 + signalet)


def _bind(port: int) -> socket.socket | None:
    kontakt = socket.socket()
    kontakt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        kontakt.bind((VERT, port))
        # Only a listening socket keeps others off the port.
        kontakt.listen(128)
    except OSError:
        kontakt.close()
        return None
    return kontakt


def finn_port(onsket: int | None) -> socket.socket:
    """A socket on the port asked for, or on the first free one."""
    for port in [onsket] if onsket else PORTER:
        if kontakt := _bind(port):
            return kontakt
    if onsket:
        sys.exit(f"Port {onsket} er opptatt. Velg en annen med --port.")
    sys.exit(f"Ingen ledig port fra {PORTER[0]} til {PORTER[-1]}. Velg med --port.")


@contextmanager
def alene(data: Path) -> Iterator[IO[str]]:
    """Hold demo.lock, or tell where the running demo is and leave."""
    with (data / "demo.lock").open("a+") as laas:
        try:
            fcntl.flock(laas, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            laas.seek(0)
            adresse = laas.read().strip() or "snart klar i det andre vinduet"
            si(f"Demoen kjører allerede: {adresse}")
            sys.exit(0)
        try:
            laas.truncate(0)
            yield laas
        finally:
            laas.truncate(0)


@dataclass
class Barn:
    """A child that is kept alive."""

    navn: str
    kommando: list[str]
    miljo: dict[str, str]
    dor_med: signal.Signals = signal.SIGTERM
    frist: float = 5
    fd: tuple[int, ...] = ()
    prosess: subprocess.Popen[str] | None = None
    starter: deque[float] = field(default_factory=lambda: deque(maxlen=MAKS_STARTER))

    def start(self, logg: Path) -> None:
        self.starter.append(time.monotonic())
        with (logg / f"{self.navn}.log").open("a") as fil, prosesser.signaler_holdt():
            self.prosess = prosesser.start(
                [sys.executable, "-m", *self.kommando],
                dor_med=self.dor_med,
                pass_fds=self.fd,
                stdout=fil,
                stderr=subprocess.STDOUT,
                env=self.miljo,
                cwd=KODE,
            )

    def dod(self) -> bool:
        return self.prosess is None or self.prosess.poll() is not None

    def oppgitt(self) -> bool:
        full = len(self.starter) == MAKS_STARTER
        return full and time.monotonic() - self.starter[0] < VINDU

    def be_om_stopp(self) -> None:
        if self.prosess:
            self.prosess.terminate()

    def stopp(self) -> None:
        if self.prosess:
            prosesser.vent_eller_drep(self.prosess, self.frist)


def web(kontakt: socket.socket, miljo: dict[str, str]) -> Barn:
    kommando = (
        "gunicorn helsefellesskap.wsgi --worker-class gthread --workers 2 --threads 4 "
        f"--bind fd://{kontakt.fileno()} --no-control-socket --graceful-timeout 3"
    )
    # A reused connection is worth more than the choice of server.
    miljo = {**miljo, "DATABASE_POOL": "1"}
    fd = (kontakt.fileno(),)
    return Barn("web", kommando.split(), miljo, dor_med=signal.SIGQUIT, fd=fd)


def worker(miljo: dict[str, str]) -> Barn:
    valg = "worker -c 2 --without-mingle --without-gossip --loglevel WARNING"
    # It finishes what it is doing; what it cannot finish is sent again.
    return Barn(
        "worker", ["celery", "-A", "helsefellesskap", *valg.split()], miljo, frist=15
    )


def beat(miljo: dict[str, str]) -> Barn:
    valg = "beat --pidfile= --loglevel WARNING"
    return Barn("beat", ["celery", "-A", "helsefellesskap", *valg.split()], miljo)


def svarer(port: int) -> bool:
    """The page of life answers: process and database are there."""
    forbindelse = http.client.HTTPConnection(VERT, port, timeout=2)
    try:
        forbindelse.request("GET", "/helse/lever/")
        return forbindelse.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        forbindelse.close()


def statisk_avtrykk() -> str:
    """Changes when a static file of ours or of a package may have changed."""
    filer = [KODE / "requirements.txt", *KODE.glob("*/static/**/*")]
    filer += (KODE / "static").rglob("*")
    alt = sorted((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in filer)
    return hashlib.sha256(repr(alt).encode()).hexdigest()


class Demo:
    def __init__(self, data: Path, laas: IO[str], kontakt: socket.socket) -> None:
        self.data = data
        self.laas = laas
        self.kontakt = kontakt
        self.port = kontakt.getsockname()[1]
        self.logg = data / "logg"
        self.logg.mkdir(mode=0o700, exist_ok=True)
        self.servere: innebygd.Innebygd | None = None
        self.barn: list[Barn] = []
        self.klar = False

    def miljo(self) -> dict[str, str]:
        felles = {**os.environ, "DEMO": "1", "PORT": str(self.port)}
        felles.pop("DEBUG", None)
        return felles

    def start_servere(self) -> None:
        """Put the addresses of the embedded servers where none is given."""
        egen_database = "DATABASE_URL" in os.environ
        if egen_database and "REDIS_URL" in os.environ:
            return
        self.servere = innebygd.start("demo", meld=si)
        os.environ.setdefault("REDIS_URL", self.servere.redis_url)
        if not egen_database:
            os.environ["DATABASE_URL"] = self.servere.database_url
            os.environ[EIERS] = self.servere.owner_url

    def manage(self, *kommando: str) -> None:
        miljo = self.miljo()
        if kommando[0] != "migrate":
            miljo.pop(EIERS, None)
        svar = prosesser.kjor([sys.executable, MANAGE, *kommando], env=miljo)
        if svar.returncode:
            sys.exit(f"{kommando[0]} mislyktes.")

    def forbered(self) -> None:
        self.start_servere()
        si("Migrerer …")
        self.manage("migrate", "--verbosity", "0")
        si("Laster demodata …")
        self.manage("demodata")
        self.samle_statisk()

    def samle_statisk(self) -> None:
        """Compressing every file takes seconds: only when one has changed."""
        # Inside STATIC_ROOT, so that it goes when the files do.
        merke = self.data / "staticfiles" / "avtrykk.txt"
        avtrykk = statisk_avtrykk()
        if not merke.exists() or merke.read_text() != avtrykk:
            self.manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")
            merke.write_text(avtrykk)

    def start_barn(self) -> None:
        si("Starter …")
        miljo = self.miljo()
        miljo.pop(EIERS, None)
        # Stopped in this order too.
        self.barn = [beat(miljo), web(self.kontakt, miljo), worker(miljo)]
        for barn in self.barn:
            barn.start(self.logg)

    def pass_pa(self) -> None:
        """One look at everything: start again what is dead, or give up."""
        if self.servere and not self.servere.lever():
            self.servere.start_igjen()
        for barn in self.barn:
            if not barn.dod():
                continue
            if barn.oppgitt():
                sys.exit(
                    f"{barn.navn} dør gang på gang. Se {self.logg}/{barn.navn}.log"
                )
            barn.start(self.logg)

    def meld_klar(self) -> None:
        self.klar = True
        adresse = f"http://{VERT}:{self.port}/"
        self.laas.write(adresse)
        self.laas.flush()
        if self.data != KODE / ".data":
            si(f"Data ligger i {self.data}")
        si(f"Klar: {adresse}  (stopp med Ctrl-C; logger i {self.logg})")

    def kjor(self) -> NoReturn:
        self.forbered()
        self.start_barn()
        frist = time.monotonic() + KLARFRIST
        while True:
            self.pass_pa()
            if not self.klar and svarer(self.port):
                self.meld_klar()
            elif not self.klar and time.monotonic() > frist:
                sys.exit(f"Siden svarer ikke. Se {self.logg}/web.log")
            time.sleep(1 if self.klar else 0.1)

    def stopp(self) -> None:
        """Beat, web, worker, Valkey, PostgreSQL."""
        if self.klar:
            si("Stopper …")
        # All are told in turn before the first is waited for.
        for barn in self.barn:
            barn.be_om_stopp()
        for barn in self.barn:
            barn.stopp()
        if self.servere:
            self.servere.stopp()
        self.kontakt.close()


def kjor(port: int | None) -> int:
    """Run the demo until it is stopped; 0 if it was up by then."""
    for stoppsignal in prosesser.STOPPSIGNALER:
        signal.signal(stoppsignal, _avslutt)
    os.environ.setdefault(prosesser.MERKE, uuid.uuid4().hex)
    data = datamappe()
    with alene(data) as laas:
        demo = Demo(data, laas, finn_port(port))
        try:
            demo.kjor()
        except SystemExit as slutt:
            if demo.klar and isinstance(slutt.code, int):
                return 0
            raise
        finally:
            with prosesser.uforstyrret():
                demo.stopp()


def legg_til_valg(leser: argparse.ArgumentParser) -> None:
    onsket = os.environ.get("PORT")
    leser.add_argument(
        "--port",
        type=int,
        default=int(onsket) if onsket else None,
        help=f"ellers den første ledige fra {PORTER[0]} til {PORTER[-1]}",
    )


def hoved(argumenter: list[str]) -> int:
    leser = argparse.ArgumentParser(prog="demo", description="Hele demoen på én gang.")
    legg_til_valg(leser)
    return kjor(leser.parse_args(argumenter).port)
