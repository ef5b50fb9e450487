"""The two commands for different people on different machines."""

import os
import shutil
import socket
import subprocess
import urllib.request

import pytest

from tests.oppsett.forsok import (
    NOBODY,
    ROOT,
    Kjoring,
    avtrykk_av_maskinen,
    gi_bort,
    kopier,
    rester,
    system_python,
    ta_over,
)


def hent(adresse):
    with urllib.request.urlopen(f"{adresse}helse/lever/", timeout=10) as svar:
        return svar.status


@pytest.fixture(params=["root", "vanlig bruker"])
def person(request):
    """uid to change to, and a Python that this user can run."""
    if request.param == "root":
        if not ROOT:
            pytest.skip("not root")
        return None, None
    python = system_python()
    if not python:
        pytest.skip("no system Python 3.11-3.13 with pip")
    return (NOBODY if ROOT else None), python


def test_everything_for_this_person_in_a_long_path(rot, person, rydd, request):
    """Path of 150 characters with spaces; a folder closed to others; a taken port;
    a second start; and the machine as it was."""
    uid, python = person
    navn = "root" if uid is None and python is None else "vanlig"
    hjem = rot / f"hjem {navn}"
    hjem.mkdir(mode=0o700)
    lang = hjem / ("en lang sti med mellomrom " * 6).strip()
    hus = kopier(lang, uid)
    gi_bort(hjem, uid)
    assert len(str(hus)) >= 150
    if python is None:
        # As root the fixture has been all the way already.
        ta_over(request.getfixturevalue("ladet"), hus / ".data")
    for_ = avtrykk_av_maskinen(hus)
    valg = {"python": python, "uid": uid, "HOME": str(hjem)}
    with socket.socket() as opptatt:
        opptatt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opptatt.bind(("127.0.0.1", 8000))
        opptatt.listen()
        demo = rydd(Kjoring(hus, "demo", **valg))
        adresse = demo.klar()
        assert adresse != "http://127.0.0.1:8000/"
        assert hent(adresse) == 200

        andre = rydd(Kjoring(hus, "demo", **valg))
        assert (andre.ferdig(), andre.ut) == (0, f"Demoen kjører allerede: {adresse}")

        feil = Kjoring(hus, "demo", "--port", "8000", DATA_DIR=".data/annen", **valg)
        assert (feil.ferdig(), feil.ut) == (
            1,
            "Port 8000 er opptatt. Velg en annen med --port.",
        )
    sjekk = Kjoring(hus, "manage", "check", DEMO="1", **valg)
    assert (sjekk.ferdig(), hent(adresse)) == (0, 200)
    assert demo.stopp() == 0
    assert rester(demo.merke, hus) == {}
    assert avtrykk_av_maskinen(hus) == for_
    eiere = {fil.lstat().st_uid for fil in hus.rglob("*")}
    assert eiere == {os.getuid() if uid is None else uid}
    shutil.rmtree(hjem)


def test_a_read_only_checkout_is_left_alone(rot, ladet, rydd):
    """Environment, compiled and collected files and state go to the user's folder."""
    python = system_python()
    if not python:
        pytest.skip("no system Python 3.11-3.13 with pip")
    hus = kopier(rot / "lesbart")
    hjem = rot / "hjem lesbart"
    hjem.mkdir(mode=0o700)
    uid = NOBODY if ROOT else None
    gi_bort(hjem, uid)
    subprocess.run(["chmod", "-R", "a-w,a+rX", hus], check=True)
    for_ = sorted((str(fil), fil.stat().st_mtime_ns) for fil in hus.rglob("*"))
    valg = {"python": python, "uid": uid, "HOME": str(hjem)}
    forst = Kjoring(hus, "manage", "version", **valg)
    assert forst.ferdig(300) == 0, forst.ut
    [data] = (hjem / ".local" / "state").iterdir()
    ta_over(ladet, data, uid)
    demo = rydd(Kjoring(hus, "demo", **valg))
    adresse = demo.klar()
    assert hent(adresse) == 200
    assert demo.vent_pa("Data ligger i ") == f"Data ligger i {data}"
    assert {"venv", "postgres", "valkey", "staticfiles", "pycache"} <= {
        fil.name for fil in data.iterdir()
    }
    assert demo.stopp() == 0
    assert rester(demo.merke, data) == {}
    assert for_ == sorted((str(fil), fil.stat().st_mtime_ns) for fil in hus.rglob("*"))
    subprocess.run(["chmod", "-R", "u+w", hus], check=True)
    shutil.rmtree(hus)


def test_two_checkouts_at_once(hus, rot, ladet, rydd):
    annet = kopier(rot / "annet hus")
    for sted in (hus, annet):
        ta_over(ladet, sted / ".data")
    en, to = rydd(Kjoring(hus, "demo")), rydd(Kjoring(annet, "demo"))
    adresser = [en.klar(), to.klar()]
    assert len(set(adresser)) == 2
    assert [hent(adresse) for adresse in adresser] == [200, 200]
    assert en.stopp() == 0
    assert hent(adresser[1]) == 200
    assert to.stopp() == 0
    assert (rester(en.merke, hus), rester(to.merke, annet)) == ({}, {})


def test_root_without_user_namespaces_gets_one_line(hus, data):
    """Inside a namespace where more of them are refused."""
    nekt = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"'
    som_root = ("unshare", "--user", "--map-root-user", "sh", "-c", nekt, "sh")
    if subprocess.run([*som_root, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no user namespaces here")
    kjoring = Kjoring(
        hus, "manage", "check", foran=som_root, DEMO="1", DATA_DIR=str(data)
    )
    assert (kjoring.ferdig(), kjoring.linjer) == (
        1,
        [
            "Lager databasen …",
            "PostgreSQL kan ikke kjøre som root, og et eget brukernavnerom ble nektet. "
            "Kjør som vanlig bruker, eller sett DATABASE_URL.",
        ],
    )
