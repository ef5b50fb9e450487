import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from helsefellesskap import miljo, prosesser, tilsyn


@pytest.fixture
def opptatt():
    with socket.socket() as kontakt:
        kontakt.bind(("127.0.0.1", 0))
        kontakt.listen()
        yield kontakt.getsockname()[1]


def test_the_next_free_port_is_taken(opptatt, monkeypatch):
    monkeypatch.setattr(tilsyn, "PORTER", range(opptatt, opptatt + 20))
    with tilsyn.finn_port(None) as kontakt:
        vert, port = kontakt.getsockname()
        # Loopback and nothing else: the demo lets anybody in.
        assert vert == "127.0.0.1"
        assert opptatt < port < opptatt + 20


def test_a_taken_port_that_was_asked_for_is_one_line(opptatt):
    with pytest.raises(SystemExit) as feil:
        tilsyn.finn_port(opptatt)
    assert feil.value.code == f"Port {opptatt} er opptatt. Velg en annen med --port."


def test_two_that_look_at_once_do_not_get_the_same_port(opptatt, monkeypatch):
    monkeypatch.setattr(tilsyn, "PORTER", range(opptatt, opptatt + 20))
    with tilsyn.finn_port(None) as en, tilsyn.finn_port(None) as to:
        assert en.getsockname() != to.getsockname()


def test_the_second_demo_tells_where_the_first_is(tmp_path, capsys):
    with tilsyn.alene(tmp_path) as laas:
        with pytest.raises(SystemExit) as ut, tilsyn.alene(tmp_path):
            pass
        assert (ut.value.code, capsys.readouterr().out) == (
            0,
            "Demoen kjører allerede: snart klar i det andre vinduet\n",
        )
        laas.write("http://127.0.0.1:8007/")
        laas.flush()
        with pytest.raises(SystemExit) as ut, tilsyn.alene(tmp_path):
            pass
        assert (ut.value.code, capsys.readouterr().out) == (
            0,
            "Demoen kjører allerede: http://127.0.0.1:8007/\n",
        )
    with tilsyn.alene(tmp_path) as laas:
        laas.seek(0)
        assert laas.read() == ""


@pytest.fixture
def demo(tmp_path):
    with tilsyn.finn_port(None) as kontakt:
        demo = tilsyn.Demo(tmp_path, None, kontakt)
        yield demo
        demo.stopp()


def test_a_child_that_dies_is_started_again_but_not_for_ever(demo):
    demo.barn = [tilsyn.Barn("kort", ["this"], dict(os.environ))]
    forsok = 0
    with pytest.raises(SystemExit) as slutt:
        while True:
            demo.pass_pa()
            forsok += 1
            demo.barn[0].prosess.wait()
    assert forsok == tilsyn.MAKS_STARTER
    assert slutt.value.code.startswith("kort dør gang på gang. Se ")
    # Deaths far apart are forgiven.
    demo.barn[0].starter[0] -= tilsyn.VINDU
    demo.pass_pa()
    demo.barn[0].prosess.wait()


def test_children_never_get_the_owners_address(demo, monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://eier@/x")
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@/x")
    monkeypatch.setattr(tilsyn.Barn, "start", lambda self, logg: None)
    demo.start_barn()
    assert [(b.navn, "DATABASE_OWNER_URL" in b.miljo) for b in demo.barn] == [
        ("beat", False),
        ("web", False),
        ("worker", False),
    ]
    assert {b.miljo["DATABASE_URL"] for b in demo.barn} == {"postgresql://app@/x"}


STARTER = """
import signal, subprocess, sys
from helsefellesskap import prosesser
with prosesser.signaler_holdt():
    b = prosesser.start(["sleep", "60"], dor_med=signal.SIGTERM)
print(b.pid, flush=True)
sys.stdin.read()
"""


def test_children_die_with_a_killed_parent():
    forelder = subprocess.Popen(
        [sys.executable, "-c", STARTER],
        cwd=miljo.KODE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with forelder:
        barn = int(forelder.stdout.readline())
        assert "sleep" in prosesser.kommandolinje(barn)
        forelder.kill()
    assert prosesser.vent_til(lambda: not prosesser.kommandolinje(barn), 10)


KJORER = """
import signal, sys
from helsefellesskap import prosesser
for s in prosesser.STOPPSIGNALER:
    signal.signal(s, lambda nr, _: sys.exit(128 + nr))
prosesser.kjor(["sh", "-c", "sleep 60 & echo $!; wait"])
"""


@pytest.mark.parametrize("signalet", prosesser.STOPPSIGNALER)
def test_a_run_that_is_stopped_takes_its_grandchildren_along(signalet):
    with subprocess.Popen(
        [sys.executable, "-c", KJORER],
        cwd=miljo.KODE,
        stdout=subprocess.PIPE,
        text=True,
    ) as kjorer:
        barnebarn = int(kjorer.stdout.readline())
        kjorer.send_signal(signalet)
        assert kjorer.wait() == 128 + signalet
    assert prosesser.kommandolinje(barnebarn) == ""


def test_a_child_that_will_not_stop_is_killed():
    with prosesser.signaler_holdt():
        sta = prosesser.start(
            ["sh", "-c", "trap '' TERM; echo x; while :; do sleep 0.1; done"],
            stdout=subprocess.PIPE,
        )
    sta.stdout.readline()
    for_ = time.monotonic()
    prosesser.avslutt_gruppe(sta, 0.3)
    sta.stdout.close()
    assert sta.returncode == -signal.SIGKILL
    assert time.monotonic() - for_ < 3


def test_stop_signals_are_ignored_while_undisturbed():
    with prosesser.uforstyrret():
        os.kill(os.getpid(), signal.SIGTERM)
    fanget = []
    gammel = signal.signal(signal.SIGTERM, lambda nr, _: fanget.append(nr))
    with prosesser.uforstyrret():
        os.kill(os.getpid(), signal.SIGTERM)
    assert fanget == []
    os.kill(os.getpid(), signal.SIGTERM)
    signal.signal(signal.SIGTERM, gammel)
    assert fanget == [signal.SIGTERM]


def test_static_files_are_collected_again_only_when_one_has_changed(demo, monkeypatch):
    kjort = []

    def samle(self, *kommando):
        kjort.append(kommando[0])
        (self.data / "staticfiles").mkdir(exist_ok=True)

    monkeypatch.setattr(tilsyn.Demo, "manage", samle)
    for avtrykk, antall in (("a", 1), ("a", 1), ("b", 2)):
        monkeypatch.setattr(tilsyn, "statisk_avtrykk", lambda a=avtrykk: a)
        demo.samle_statisk()
        assert kjort == ["collectstatic"] * antall


def test_the_print_of_the_static_files_follows_them(tmp_path, monkeypatch):
    monkeypatch.setattr(tilsyn, "KODE", tmp_path)
    (tmp_path / "requirements.txt").touch()
    (tmp_path / "app" / "static" / "app").mkdir(parents=True)
    (tmp_path / "static" / "css").mkdir(parents=True)
    sett = {tilsyn.statisk_avtrykk()}
    for fil in ("app/static/app/ny.js", "static/css/ny.css", "requirements.txt"):
        (tmp_path / fil).write_text("x")
        assert tilsyn.statisk_avtrykk() not in sett
        sett.add(tilsyn.statisk_avtrykk())
    assert tilsyn.statisk_avtrykk() in sett
