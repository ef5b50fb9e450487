"""Makes the virtual environment from the locked requirements; used by `dev`.

Standard library only. Ways, in order: uv on the path, uv fetched by pip into a
folder of its own (which an externally managed Python allows), venv and pip.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from helsefellesskap import prosesser
from helsefellesskap.miljo import KODE, datamappe

DRIFT = "requirements.txt"
UTVIKLING = "requirements-dev.txt"
MANGLER = (
    "Fikk ikke installert pakkene. Debian og Ubuntu: apt install python3-venv. "
    "macOS: brew install uv."
)


def _avtrykk(fil: str) -> str:
    """Changes when the requirements or the Python change."""
    innhold = (KODE / fil).read_bytes()
    return hashlib.sha256(sys.version.encode() + innhold).hexdigest()


def _egen_og_skrivbar(mappe: Path) -> bool:
    return os.access(mappe, os.W_OK) and mappe.stat().st_uid == os.getuid()


class Virtuelt:
    """The environment: in the checkout, else with the state."""

    def __init__(self, fil: str) -> None:
        self.fil = fil
        self.data = datamappe()
        self.mappe = KODE / ".venv"
        self.verktoy = KODE / ".uv"
        her = self.mappe if self.mappe.exists() else KODE
        if not self.ferdig() and not _egen_og_skrivbar(her):
            self.mappe, self.verktoy = self.data / "venv", self.data / "uv"

    @property
    def python(self) -> Path:
        return self.mappe / "bin" / "python"

    @property
    def merke(self) -> Path:
        return self.mappe / "installert"

    def ferdig(self) -> bool:
        if not self.merke.exists() or not self.python.exists():
            return False
        # The development set holds the run-time set.
        return self.merke.read_text() in {_avtrykk(self.fil), _avtrykk(UTVIKLING)}

    def sorg_for(self) -> Path:
        """Install if needed; the Python to go on with."""
        if not self.ferdig():
            with (self.data / "installasjon.lock").open("w") as laas:
                fcntl.flock(laas, fcntl.LOCK_EX)
                self._installer()
        return self.python

    def _installer(self) -> None:
        if self.ferdig():
            return
        prosesser.si(f"Installerer pakker i {self.mappe} …")
        self.merke.unlink(missing_ok=True)
        # An environment of another Python cannot be brought up to date.
        pakker = "python{}.{}".format(*sys.version_info[:2])
        if not (self.python.exists() and (self.mappe / "lib" / pakker).is_dir()):
            shutil.rmtree(self.mappe, ignore_errors=True)
        if not (self._med_uv() or self._med_pip()):
            sys.exit(MANGLER)
        self.merke.write_text(_avtrykk(self.fil))

    def _kjor(self, *kommando: str | Path, **valg: Any) -> bool:
        return prosesser.kjor(kommando, cwd=KODE, **valg).returncode == 0

    def _finn_uv(self) -> Path | None:
        if funnet := shutil.which("uv"):
            return Path(funnet)
        eget = self.verktoy / "bin" / "uv"
        if not eget.exists():
            pip = (sys.executable, "-m", "pip", "install", "-q", "--require-hashes")
            # It complains of every setting it does not like; only success counts.
            self._kjor(
                *pip,
                *("--target", self.verktoy, "-r", "requirements-uv.txt"),
                stderr=subprocess.DEVNULL,
            )
        return eget if eget.exists() else None

    def _med_uv(self) -> bool:
        uv = self._finn_uv()
        if not uv:
            return False
        # Large houses inspect TLS with a certificate of their own.
        os.environ.update(UV_PYTHON_DOWNLOADS="never", UV_SYSTEM_CERTS="1")
        if not os.access(Path.home(), os.W_OK):
            os.environ.setdefault("UV_CACHE_DIR", str(self.data / "uv-cache"))
        # Progress bars for people, silence for logs.
        valg = () if sys.stderr.isatty() else ("--quiet",)
        lag = ("--quiet", "--allow-existing", "--python", sys.executable, self.mappe)
        legg = ("--require-hashes", "--python", self.python, *valg, self.fil)
        return self._kjor(uv, "venv", *lag) and self._kjor(uv, "pip", "sync", *legg)

    def _med_pip(self) -> bool:
        if not self._kjor(sys.executable, "-m", "venv", self.mappe):
            return False
        pip = (self.python, "-m", "pip", "--disable-pip-version-check")
        return self._kjor(*pip, "install", "-q", "--require-hashes", "-r", self.fil)
