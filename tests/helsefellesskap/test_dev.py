"""`dev` and `.ci/run` with a stand-in for what they start."""

import subprocess

import pytest

from helsefellesskap import miljo

APT = """#!/bin/sh
echo apt-get "$@"
exit {kode}
"""


@pytest.fixture
def kopi(tmp_path):
    (tmp_path / ".ci").mkdir()
    (tmp_path / "bin").mkdir()
    ci = tmp_path / ".ci" / "run"
    ci.write_bytes((miljo.KODE / ".ci" / "run").read_bytes())
    ci.chmod(0o755)
    return tmp_path


def kjor_ci(kopi, feiler):
    dev = kopi / "dev"
    dev.write_text(f'#!/bin/sh\necho "dev $*"\ntest "$*" != "{feiler}"\n')
    dev.chmod(0o755)
    for navn, innhold in (
        ("id", "#!/bin/sh\necho 1000\n"),
        ("apt-get", APT.format(kode=0)),
    ):
        (kopi / "bin" / navn).write_text(innhold)
        (kopi / "bin" / navn).chmod(0o755)
    return subprocess.run(
        [kopi / ".ci" / "run"],
        env={"PATH": f"{kopi}/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("feiler", ["lint", "test -n 2", "test --oppsett"])
def test_ci_runs_everything_and_tells_the_truth(kopi, feiler):
    svar = kjor_ci(kopi, feiler)
    kjort = [linje for linje in svar.stdout.splitlines() if linje.startswith("dev ")]
    oslo = "dev test -n 2 tests/avvik/test_klokke.py tests/avvik/test_datoer.py"
    assert kjort == [
        "dev lint",
        "dev test -n 2",
        f"{oslo} tests/avvik/test_tilstander.py tests/rapporter/test_uttrekk.py",
        "dev test --oppsett",
    ]
    assert svar.returncode == 1
    assert svar.stdout.splitlines()[-1] == f"Feil i:  [./dev {feiler}]"


def test_ci_that_went_well_says_so(kopi):
    svar = kjor_ci(kopi, "ingenting")
    assert (svar.returncode, svar.stdout.splitlines()[-1]) == (0, "Alt i orden.")
    assert "apt-get" not in svar.stdout


def test_dev_without_a_known_command_shows_how():
    svar = subprocess.run(
        [miljo.KODE / "dev", "finnes-ikke"], capture_output=True, text=True, check=False
    )
    assert svar.returncode == 1
    assert svar.stderr.startswith("Bruk: ./dev demo [--port N] ")
