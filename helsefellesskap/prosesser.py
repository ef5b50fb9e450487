"""Starting and stopping child processes without leaving any behind.

Standard library only: `dev` loads this file before anything is installed.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

# Every process of one run carries this in its environment.
MERKE = "SAMHANDLING_KJORING"
STOPPSIGNALER = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
NOBODY = 65534
_libc = ctypes.CDLL(None, use_errno=True)


def si(tekst: str) -> None:
    """One line to the person at the terminal, at once."""
    sys.stdout.write(f"{tekst}\n")
    sys.stdout.flush()


@contextlib.contextmanager
def uforstyrret() -> Iterator[None]:
    """Ignore the stop signals while something is being taken down."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    gamle = {s: signal.signal(s, signal.SIG_IGN) for s in STOPPSIGNALER}
    try:
        yield
    finally:
        for signalet, behandler in gamle.items():
            signal.signal(signalet, behandler or signal.SIG_DFL)


@contextlib.contextmanager
def signaler_holdt() -> Iterator[None]:
    """Hold the stop signals back, so that a new child is noted before they act."""
    gammel = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPSIGNALER)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, gammel)


def _eget_brukernavnerom() -> None:
    """Become nobody in a user namespace of our own; files stay root's outside.

    PostgreSQL refuses to run as root. This needs no system user and no chown.
    """
    uid, gid = os.geteuid(), os.getegid()
    if _libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")


def _forbered(
    navnerom: bool, dor_med: signal.Signals | None
) -> Callable[[], None] | None:
    forelder = os.getpid()

    def i_barnet() -> None:
        for signalet in STOPPSIGNALER:
            signal.signal(signalet, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if navnerom:
            _eget_brukernavnerom()
        if dor_med and LINUX:
            _libc.prctl(PR_SET_PDEATHSIG, int(dor_med), 0, 0, 0)
            if os.getppid() != forelder:
                os._exit(1)

    return i_barnet


def start(
    kommando: Sequence[str | Path],
    *,
    navnerom: bool = False,
    dor_med: signal.Signals | None = None,
    **valg: Any,
) -> subprocess.Popen[str]:
    """Start a child in a session of its own, so that Ctrl-C does not reach it.

    `dor_med` is the signal the kernel sends it when this process dies. Call
    inside `signaler_holdt()` and note the child before leaving the block, and
    before any thread is started.
    """
    return subprocess.Popen(  # noqa: S603 - our own commands
        [str(del_) for del_ in kommando],
        stdin=valg.pop("stdin", subprocess.DEVNULL),
        start_new_session=True,
        preexec_fn=_forbered(navnerom, dor_med),
        text=True,
        **valg,
    )


def kjor(
    kommando: Sequence[str | Path], *, inn: str | None = None, **valg: Any
) -> subprocess.CompletedProcess[str]:
    """Run to the end; if we are stopped, take the child and its children along."""
    if inn is not None:
        valg["stdin"] = subprocess.PIPE
    barn: subprocess.Popen[str] | None = None
    try:
        with signaler_holdt():
            barn = start(kommando, **valg)
        ut, feil = barn.communicate(inn)
    except BaseException:
        if barn:
            with uforstyrret():
                avslutt_gruppe(barn)
        raise
    return subprocess.CompletedProcess(kommando, barn.returncode, ut, feil)


def _gruppe_lever(barn: subprocess.Popen[str]) -> bool:
    # Reaped first: a zombie looks alive.
    barn.poll()
    try:
        os.killpg(barn.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def avslutt_gruppe(barn: subprocess.Popen[str], frist: float = 5) -> None:
    """End a child and everything in its session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(barn.pid, signal.SIGTERM)
    vent_eller_drep(barn, frist)


def vent_eller_drep(barn: subprocess.Popen[str], frist: float) -> None:
    """Give a child that is stopping some time; nothing of it is left afterwards."""
    if not vent_til(lambda: not _gruppe_lever(barn), frist):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(barn.pid, signal.SIGKILL)
        vent_til(lambda: not _gruppe_lever(barn), 5)


def kommandolinje(pid: int) -> str:
    """The command line of a process; empty if it is gone or a zombie."""
    if LINUX:
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            return ""
    svar = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if "<defunct>" in svar.stdout else svar.stdout


def vent_til(ferdig: Callable[[], bool], frist: float, pause: float = 0.02) -> bool:
    """Ask until the answer is yes or the time is up."""
    slutt = time.monotonic() + frist
    while not ferdig():
        if time.monotonic() > slutt:
            return False
        time.sleep(pause)
    return True


def stopp_pid(
    pid: int, lever: Callable[[], bool], trinn: Sequence[tuple[signal.Signals, float]]
) -> None:
    """Send each signal in turn until the process is gone."""
    for signalet, frist in trinn:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signalet)
        if vent_til(lambda: not lever(), frist):
            return
