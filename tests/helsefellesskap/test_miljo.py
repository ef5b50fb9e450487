import stat
import tempfile
from pathlib import Path

import pytest

from helsefellesskap import miljo


@pytest.fixture
def stengt(tmp_path, monkeypatch):
    """A checkout where nothing can be made, even by root."""
    kode = tmp_path / "kode"
    kode.touch()
    monkeypatch.setattr(miljo, "KODE", kode)
    monkeypatch.delenv("DATA_DIR", raising=False)
    return kode


def test_state_lies_in_the_checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(miljo, "KODE", tmp_path)
    monkeypatch.delenv("DATA_DIR", raising=False)
    assert miljo.datamappe() == tmp_path / ".data"
    assert stat.S_IMODE((tmp_path / ".data").stat().st_mode) == 0o700


def test_data_dir_decides_and_is_reckoned_from_the_checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(miljo, "KODE", tmp_path)
    monkeypatch.setenv("DATA_DIR", "et/sted")
    assert miljo.datamappe() == tmp_path / "et" / "sted"
    assert (tmp_path / "et" / "sted").is_dir()


def test_a_closed_checkout_falls_back_to_the_users_state(stengt, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "tilstand"))
    mappe = miljo.datamappe()
    assert mappe.parent == tmp_path / "tilstand"
    assert mappe.name.startswith("samhandling-")
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "hjem"))
    assert miljo.datamappe() == tmp_path / "hjem" / ".local" / "state" / mappe.name


def test_without_a_home_it_falls_back_to_the_temp_folder(stengt, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(stengt / "umulig"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mappe = miljo.datamappe()
    assert mappe.parent == tmp_path
    assert stat.S_IMODE(mappe.stat().st_mode) == 0o700


def test_two_checkouts_have_two_places(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "tilstand"))
    monkeypatch.delenv("DATA_DIR", raising=False)
    funnet = set()
    for navn in ("en", "to"):
        (tmp_path / navn).touch()
        monkeypatch.setattr(miljo, "KODE", tmp_path / navn)
        funnet.add(miljo.datamappe())
    assert len(funnet) == 2


def test_the_socket_folder_is_short_whatever_the_path(tmp_path):
    data = tmp_path / ("lang " * 40)
    mappe = miljo.sokkelmappe(data)
    assert len(str(mappe)) < 60
    assert miljo.sokkelmappe(data) == mappe
    mappe.rmdir()


def test_a_long_temp_folder_is_passed_over(tmp_path, monkeypatch):
    lang = tmp_path / ("x" * 100)
    lang.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(lang))
    mappe = miljo.sokkelmappe(tmp_path)
    assert mappe.parent == Path("/tmp")
    mappe.rmdir()


@pytest.mark.parametrize("feil", ["fil", "lenke", "åpen"])
def test_a_socket_folder_prepared_by_another_is_refused(tmp_path, monkeypatch, feil):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mappe = miljo.sokkelmappe(tmp_path)
    mappe.rmdir()
    if feil == "fil":
        mappe.touch()
    elif feil == "lenke":
        annen = tmp_path / "annen"
        annen.mkdir(mode=0o700)
        mappe.symlink_to(annen)
    else:
        mappe.mkdir()
        mappe.chmod(0o755)
    with pytest.raises((SystemExit, FileExistsError)):
        miljo.sokkelmappe(tmp_path)
