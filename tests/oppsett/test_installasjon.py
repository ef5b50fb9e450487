"""How packages get there, and the steps of the image."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from helsefellesskap import innebygd, miljo, prosesser
from tests.oppsett.forsok import Kjoring, kopier


def falsk(mappe, navn, innhold):
    mappe.mkdir(exist_ok=True)
    (mappe / navn).write_text(innhold)
    (mappe / navn).chmod(0o755)
    return str(mappe)


def test_without_uv_that_works_pip_installs_with_hashes(rot, tmp_path):
    hus = kopier(rot / "pip")
    sti = falsk(tmp_path / "bin", "uv", "#!/bin/sh\nexit 1\n")
    kjoring = Kjoring(hus, "manage", "version", PATH=f"{sti}:{os.environ['PATH']}")
    assert kjoring.ferdig(300) == 0, kjoring.ut
    assert re.fullmatch(r"5\.2\.\d+", kjoring.linjer[-1])


def test_a_package_with_a_wrong_hash_is_not_installed(rot, tmp_path):
    hus = kopier(rot / "feil hash")
    krav = hus / "requirements.txt"
    krav.write_text(re.sub(r"sha256:[0-9a-f]{8}", "sha256:00000000", krav.read_text()))
    kjoring = Kjoring(hus, "manage", "version")
    assert kjoring.ferdig(300) == 1
    assert kjoring.linjer[-1].startswith("Fikk ikke installert pakkene.")
    assert not (hus / ".venv" / "installert").exists()


def test_without_pip_and_venv_one_line_names_the_package(rot, tmp_path):
    hus = kopier(rot / "ingenting")
    for navn in ("pip.py", "venv.py"):
        mappe = falsk(tmp_path / "moduler", navn, "raise SystemExit(1)\n")
    kjoring = Kjoring(
        hus, "demo", python=sys.executable, PYTHONPATH=mappe, HOME=str(tmp_path)
    )
    assert (kjoring.ferdig(), kjoring.linjer) == (
        1,
        [
            f"Installerer pakker i {hus}/.venv …",
            "Fikk ikke installert pakkene. Debian og Ubuntu: apt install python3-venv. "
            "macOS: brew install uv.",
        ],
    )


def test_changed_requirements_are_installed_once(hus):
    krav = hus / "requirements.txt"
    krav.write_text(krav.read_text() + "# endret\n")
    forste = Kjoring(hus, "manage", "version")
    andre = Kjoring(hus, "manage", "version", cwd="/")
    assert (forste.ferdig(300), andre.ferdig(300)) == (0, 0)
    tredje = Kjoring(hus, "manage", "version", cwd="/")
    assert tredje.ferdig() == 0
    installert = [k.ut.count("Installerer") for k in (forste, andre, tredje)]
    assert sorted(installert[:2]) == [0, 1]
    assert installert[2] == 0


def test_an_old_python_is_told_in_one_line(hus):
    gammel = "import sys; sys.version_info = (3, 10, 0); import runpy; "
    svar = subprocess.run(
        [sys.executable, "-c", f"{gammel} runpy.run_path('dev', run_name='__main__')"],
        cwd=hus,
        env={"PATH": "/ingen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (svar.returncode, svar.stderr) == (
        1,
        "Trenger Python 3.11, 3.12 eller 3.13; dette er 3.10.\n",
    )


def python_av(versjon):
    """A Python of this version, also beside the one that runs the trials."""
    ved_siden = Path(sys.base_prefix).parent.glob(f"{versjon}*/bin/python{versjon}")
    for sti in (shutil.which(f"python{versjon}"), *map(str, ved_siden)):
        if sti and not subprocess.call([sti, "-c", ""], stderr=subprocess.DEVNULL):
            return sti
    return None


# The one that runs the trials has run the suite.
DENNE = "{}.{}".format(*sys.version_info[:2])
ANDRE = sorted({"3.11", "3.12", "3.13"} - {DENNE})


@pytest.mark.parametrize("versjon", ANDRE)
def test_it_runs_on_the_other_pythons_too(rot, versjon):
    python = python_av(versjon)
    if python is None:
        pytest.skip(f"no Python {versjon}")
    hus = kopier(rot / f"python {versjon}")
    # The whole story over HTTP passes through every app; the rest is on one version.
    prover = ("tests/test_historien.py", "tests/helsefellesskap/test_idnummer.py")
    kjoring = Kjoring(hus, "test", "-q", *prover, python=python)
    assert kjoring.ferdig(600) == 0, kjoring.ut
    [mappe] = (hus / ".venv" / "lib").iterdir()
    assert mappe.name == f"python{versjon}"


@pytest.fixture(scope="module")
def bilde(rot):
    """What the build stage of the Dockerfile makes."""
    mappe = rot / "bilde"
    svar = subprocess.run(
        [sys.executable, miljo.KODE / "docker" / "bygg-uten-docker", mappe],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert svar.returncode == 0, svar.stdout
    return mappe


def test_the_image_holds_what_runs_and_no_more(bilde):
    app = bilde / "app"
    assert (app / "manage.py").exists()
    assert not {"tests", "docs", ".git", ".venv", "dev"} & {
        f.name for f in app.iterdir()
    }
    assert list((app / ".data" / "staticfiles").glob("staticfiles.json"))
    assert not (app / ".data" / "hemmelig_nokkel").exists()
    for po in app.glob("locale/**/*.po"):
        assert po.with_suffix(".mo").exists()
    # Made by one user, read by another.
    assert [f for f in app.rglob("*") if not f.stat().st_mode & 0o004] == []


@pytest.fixture
def produksjon(bilde, data):
    """Production settings, on servers that are given by address."""
    servere = innebygd.Innebygd("debug", data)
    servere.start()
    with socket.socket() as ledig:
        ledig.bind(("127.0.0.1", 0))
        port = ledig.getsockname()[1]
    yield (
        port,
        servere.owner_url,
        {
            "PATH": f"{bilde}/venv/bin:/usr/bin:/bin",
            "DATA_DIR": str(bilde / "app" / ".data"),
            "DATABASE_URL": servere.database_url,
            "REDIS_URL": servere.redis_url,
            "EMAIL_URL": "smtp://localhost:2525",
            "DEFAULT_FROM_EMAIL": "samhandling@eksempel.invalid",
            "BASE_URL": "https://samhandling.eksempel.invalid",
            "SECRET_KEY": "bare-for-denne-proven-" * 3,
            "ALLOWED_HOSTS": "samhandling.eksempel.invalid",
        },
    )
    servere.stopp()


def test_the_image_runs_in_production(bilde, produksjon):
    port, eier, miljovalg = produksjon
    app = bilde / "app"

    def kjor(*kommando, **mer):
        return subprocess.run(
            kommando,
            cwd=app,
            env={**miljovalg, **mer},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    svar = kjor("python", "manage.py", "migrate", DATABASE_OWNER_URL=eier)
    assert svar.returncode == 0, svar.stdout
    svar = kjor("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert svar.returncode == 0, svar.stdout
    [cmd] = re.findall(r"^CMD (.*)", (miljo.KODE / "Dockerfile").read_text(), re.M)
    kommando = [x.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for x in json.loads(cmd)]
    web = subprocess.Popen(kommando, cwd=app, env=miljovalg)
    try:
        sjekk = ("python", "docker/helse.py", str(port))
        assert prosesser.vent_til(lambda: kjor(*sjekk).returncode == 0, 30, 0.5)
    finally:
        web.terminate()
        web.wait()
    assert kjor(*sjekk).returncode == 1
