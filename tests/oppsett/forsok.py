"""Runs `./dev` in copies of the checkout, as this user or as an ordinary one."""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import threading
import time
import uuid
from pathlib import Path

from helsefellesskap import prosesser
from helsefellesskap.miljo import KODE

NOBODY = 65534
ROOT = os.geteuid() == 0
IKKE_MED = {".venv", ".uv", ".data", ".git", "__pycache__", ".pytest_cache"}
IKKE_MED |= {".mypy_cache", ".ruff_cache", ".hypothesis", "node_modules"}
# What decides how the program runs must come from the trial alone.
EGNE = (
    "DATABASE_ DATA_DIR REDIS_ EMAIL_ DEFAULT_FROM BASE_URL SECRET_KEY ALLOWED_ "
    "TRUSTED_ DEBUG DEMO PORT SAMHANDLING_ PYTHON DJANGO_ PYTEST VIRTUAL_ENV XDG_ "
    "TEST_ UV_"
).split()


def kopier(til, eier=None):
    """A checkout without anything that has been made in it."""
    shutil.copytree(
        KODE, til, ignore=lambda _, navn: IKKE_MED & set(navn), symlinks=True
    )
    gi_bort(til, eier)
    return til


def gi_bort(mappe, eier):
    """Everything in the folder to another user; nothing if there is none."""
    if eier is not None:
        for fil in (mappe, *mappe.rglob("*")):
            os.chown(fil, eier, eier, follow_symlinks=False)


def ta_over(ladet, data, eier=None):
    """Start from the state of a demo that has been up: loading takes a while."""
    shutil.copytree(ladet, data, dirs_exist_ok=True)
    gi_bort(data, eier)


def system_python():
    """A Python of the machine, which users other than its owner can run."""
    for navn in ("python3", "python3.13", "python3.12", "python3.11"):
        sti = shutil.which(navn, path="/usr/bin:/usr/local/bin")
        sjekk = (
            "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
        )
        if sti and not subprocess.call([sti, "-c", sjekk], stderr=subprocess.DEVNULL):
            return sti
    return None


def rester(merke, data=None):
    """Processes of a run: they carry its mark, or work in its folder.

    PostgreSQL's children write over their environment; their folder tells.
    """
    funnet = {}
    for mappe in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            miljo = (mappe / "environ").read_bytes().split(b"\0")
            sted = os.readlink(mappe / "cwd")
            i_mappa = data is not None and sted.startswith(str(data))
            if f"{prosesser.MERKE}={merke}".encode() in miljo or i_mappa:
                linje = (mappe / "cmdline").read_bytes().replace(b"\0", b" ")
                if linje:
                    funnet[int(mappe.name)] = linje.decode()[:160]
    return funnet


class Kjoring:
    """One `./dev` on its way."""

    def __init__(self, hus, *argumenter, python=None, uid=None, foran=(), **miljo):
        self.merke = uuid.uuid4().hex
        arvet = {n: v for n, v in os.environ.items() if not n.startswith(tuple(EGNE))}
        skift = []
        if uid is not None:
            ids = (f"--reuid={uid}", f"--regid={uid}", "--clear-groups")
            skift = ["setpriv", *ids]
        if python:
            # As for somebody who has only this Python.
            arvet["PATH"] = f"{Path(python).parent}:/usr/bin:/bin"
        program = [python, hus / "dev"] if python else [hus / "dev"]
        self.prosess = subprocess.Popen(
            [*skift, *foran, *program, *argumenter],
            cwd=miljo.pop("cwd", hus),
            env={**arvet, prosesser.MERKE: self.merke, **miljo},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.linjer = []
        self._leser = threading.Thread(target=self._les)
        self._leser.start()

    def _les(self):
        for linje in self.prosess.stdout:
            self.linjer.append(linje.rstrip("\n"))

    @property
    def ut(self):
        return "\n".join(self.linjer)

    def vent_pa(self, start, frist=300):
        """The first line that begins like this."""
        slutt = time.monotonic() + frist
        while time.monotonic() < slutt:
            ferdig = self.prosess.poll() is not None
            for linje in list(self.linjer):
                if linje.startswith(start):
                    return linje
            assert not ferdig, f"ended without «{start}»:\n{self.ut}"
            time.sleep(0.005)
        raise AssertionError(f"no «{start}» in {frist} s:\n{self.ut}")

    def klar(self):
        """The address, when it answers."""
        return self.vent_pa("Klar: ").split()[1]

    def signal(self, signalet):
        self.prosess.send_signal(signalet)

    def ferdig(self, frist=120):
        """The exit code, when it has ended by itself."""
        kode = self.prosess.wait(frist)
        self._leser.join()
        self.prosess.stdout.close()
        return kode

    def stopp(self):
        self.signal(signal.SIGTERM)
        return self.ferdig()


def avtrykk_av_maskinen(*mapper):
    """Users, groups, and modes and owners of the folders up to the root."""
    alt = {}
    for fil in ("/etc/passwd", "/etc/group", "/etc/shadow"):
        with contextlib.suppress(OSError):
            alt[fil] = hashlib.sha256(Path(fil).read_bytes()).hexdigest()
    for mappe in mapper:
        for ledd in (mappe, *mappe.parents):
            funnet = ledd.stat()
            alt[str(ledd)] = (oct(funnet.st_mode), funnet.st_uid, funnet.st_gid)
    return alt
