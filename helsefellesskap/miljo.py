"""Where the program keeps its state. Standard library only: `dev`, `manage.py`
and the settings all ask here, also before anything is installed."""

import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path

KODE = Path(__file__).resolve().parent.parent
# sun_path holds 108 bytes on Linux and 104 on macOS; the longest file we put in
# the socket folder is ".s.PGSQL.5432.lock".
LENGSTE_SOKKELMAPPE = 103 - len("/.s.PGSQL.5432")


def _kort(sti: Path) -> str:
    return hashlib.sha256(os.fsencode(sti)).hexdigest()[:10]


def _hjemlig_tilstand() -> Path | None:
    """$XDG_STATE_HOME or its default, if there is a home at all."""
    if angitt := os.environ.get("XDG_STATE_HOME"):
        return Path(angitt)
    hjem = Path(os.path.expanduser("~"))
    return hjem / ".local" / "state" if hjem.is_absolute() else None


def _brukbar(mappe: Path) -> bool:
    """Make the folder if needed; true if it is ours and can be written to.

    A folder owned by another user is passed over even by root: PostgreSQL
    refuses a cluster that its own user does not own.
    """
    try:
        mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
        egen = mappe.stat().st_uid == os.getuid()
    except OSError:
        return False
    return egen and os.access(mappe, os.W_OK | os.X_OK)


def datamappe() -> Path:
    """DATA_DIR, else .data in the checkout, else the user's state folder, else
    the system temp folder. The folder exists and can be written to."""
    if angitt := os.environ.get("DATA_DIR"):
        mappe = (KODE / Path(angitt).expanduser()).resolve()
        mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
        return mappe
    navn = f"samhandling-{_kort(KODE)}"
    muligheter = [KODE / ".data"]
    if hjem := _hjemlig_tilstand():
        muligheter.append(hjem / navn)
    for mappe in muligheter:
        if _brukbar(mappe):
            return mappe
    return privat_mappe(
        Path(tempfile.gettempdir()) / f"samhandling-{os.getuid()}-data-{_kort(KODE)}"
    )


def privat_mappe(mappe: Path) -> Path:
    """A folder that only this user can enter; refuse anything else."""
    mappe.mkdir(mode=0o700, exist_ok=True)
    funnet = mappe.lstat()
    if (
        not stat.S_ISDIR(funnet.st_mode)
        or funnet.st_uid != os.getuid()
        or stat.S_IMODE(funnet.st_mode) != 0o700
    ):
        sys.exit(f"{mappe} finnes, men er ikke en privat mappe for denne brukeren.")
    return mappe


def sokkelmappe(data: Path) -> Path:
    """Short private folder for Unix sockets, the same for every process that
    shares this state. It never lies below the checkout: the path may be long."""
    navn = f"samhandling-{os.getuid()}-{_kort(data.resolve())}"
    mappe = Path(tempfile.gettempdir()) / navn
    if len(os.fsencode(mappe)) > LENGSTE_SOKKELMAPPE:
        mappe = Path("/tmp") / navn  # noqa: S108 - privat_mappe checks whose it is
    return privat_mappe(mappe)
