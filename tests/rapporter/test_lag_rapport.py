"""The operator's command, on the history that came with the project."""

import io
import json
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import get_language, override

from helsefellesskap.arbeidsdager import lokal_dato
from rapporter import pdf
from rapporter.management.commands.lag_rapport import _skriv_privat
from rapporter.pdf import PangoMangler, pango_finnes

DATA = Path(__file__).parents[2] / "rapporter" / "data"
trenger_pango = pytest.mark.skipif(
    not pango_finnes(), reason="pango mangler: apt install libpango-1.0-0 …"
)
AAR_2022 = ("aar", "2022", "--per", "2022-12-08")


def kjor(*argumenter):
    call_command("lag_rapport", *argumenter, stdout=io.StringIO())


@pytest.fixture(scope="module")
def historie(django_db_setup, django_db_blocker):
    """The registers and 2022, once for the module, inside a transaction."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        call_command("importer_register", DATA, stdout=io.StringIO())
        call_command("importer_avvik", DATA / "avvik-2022.csv", stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def tall(historie, tmp_path_factory):
    fil = tmp_path_factory.mktemp("rapport") / "r.json"
    kjor(*AAR_2022, "--json", str(fil))
    return json.loads(fil.read_text())


def test_2022_comes_out_as_published(tall):
    til, fra = tall["retninger"]["til_sykehus"], tall["retninger"]["fra_sykehus"]
    assert (til["meldt"], til["besvart"], til["ubesvart"]) == (198, 136, 62)
    assert (fra["meldt"], fra["besvart"], fra["ubesvart"]) == (95, 40, 55)
    assert (til["ubesvart_prosent"], fra["ubesvart_prosent"]) == (31.3, 57.9)


@pytest.mark.parametrize(
    ("navn", "sendt", "mottatt"),
    [
        ("Harstad", (25, 19), (16, 5)),
        ("Narvik", (52, 26), (13, 6)),
        ("Tromsø", (64, 48), (32, 9)),
    ],
)
def test_each_kommune_of_2022_comes_out_as_published(tall, navn, sendt, mottatt):
    k = next(k for k in tall["kommuner"] if k["kommune"] == navn)
    assert (k["sendt"], k["sendt_besvart"]) == sendt
    assert (k["mottatt"], k["mottatt_besvart"]) == mottatt


def test_senja_of_2022_has_only_what_it_sent(tall):
    k = next(k for k in tall["kommuner"] if k["kommune"] == "Senja")
    assert (k["sendt"], k["sendt_besvart"]) == (7, 6)


def test_the_file_has_the_promised_shape(tall):
    assert list(tall) == [
        "periode",
        "uttrekk",
        "retninger",
        "kommuner",
        "kategorier",
        "alvorlighet",
    ]
    assert tall["periode"] == {"fra": "2022-01-01", "til": "2022-12-31"}
    assert tall["uttrekk"] == "2022-12-08"
    assert [list(r) for r in tall["retninger"].values()] == [
        [
            "meldt",
            "besvart",
            "ubesvart",
            "ubesvart_prosent",
            "median_dager",
            "p90_dager",
        ]
    ] * 2
    rader = (DATA / "kommuner.csv").read_text(encoding="utf-8").split()[1:]
    assert [k["kommune"] for k in tall["kommuner"]] == [
        rad.split(",")[1] for rad in rader
    ]
    assert [g["gruppe"] for g in tall["kategorier"]] == sorted(
        g["gruppe"] for g in tall["kategorier"]
    )
    assert list(tall["alvorlighet"]) == ["0", "1", "2", "3", "4", "5"]


def test_what_is_counted_by_category_and_kommune_adds_up(tall):
    for retning in ("til_sykehus", "fra_sykehus"):
        meldt = tall["retninger"][retning]["meldt"]
        assert sum(g[retning] for g in tall["kategorier"]) == meldt
    assert sum(k["sendt"] for k in tall["kommuner"]) == 198
    assert sum(k["mottatt"] for k in tall["kommuner"]) == 95


def test_nothing_counted_is_null_not_zero(historie, tmp_path):
    fil = tmp_path / "tom.json"
    kjor("tertial", "2021", "2", "--json", str(fil))
    tall = json.loads(fil.read_text())
    assert tall["periode"] == {"fra": "2021-05-01", "til": "2021-08-31"}
    assert tall["uttrekk"] == "2021-10-05"
    assert tall["retninger"]["til_sykehus"] == {
        "meldt": 0,
        "besvart": 0,
        "ubesvart": 0,
        "ubesvart_prosent": None,
        "median_dager": None,
        "p90_dager": None,
    }


def test_the_three_tertials_make_the_year(historie, tmp_path):
    meldt = []
    for nummer in ("1", "2", "3"):
        fil = tmp_path / f"{nummer}.json"
        kjor("tertial", "2022", nummer, "--per", "2022-12-31", "--json", str(fil))
        meldt.append(json.loads(fil.read_text())["retninger"]["til_sykehus"]["meldt"])
    kjor("aar", "2022", "--per", "2022-12-31", "--json", str(tmp_path / "aar.json"))
    aar = json.loads((tmp_path / "aar.json").read_text())
    assert sum(meldt) == aar["retninger"]["til_sykehus"]["meldt"]


def test_the_file_is_for_its_owner_alone(historie, tmp_path):
    fil = tmp_path / "r.json"
    fil.write_text("fra før")
    fil.chmod(0o644)
    kjor(*AAR_2022, "--json", str(fil))
    assert fil.stat().st_mode & 0o777 == 0o600
    assert json.loads(fil.read_text())["uttrekk"] == "2022-12-08"


def test_a_device_keeps_its_own_rights(tmp_path):
    ror = tmp_path / "ror"
    os.mkfifo(ror, 0o640)
    leser = os.open(ror, os.O_RDONLY | os.O_NONBLOCK)
    try:
        _skriv_privat(str(ror), b"tall")
        assert os.read(leser, 10) == b"tall"
    finally:
        os.close(leser)
    assert ror.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("argumenter", "feil"),
    [
        (("aar", "2022"), "Oppgi --ut FIL.pdf, --json FIL.json eller begge."),
        (
            ("tertial", "2022", "--json", "x"),
            "Oppgi tertial 1, 2 eller 3: lag_rapport tertial ÅR N.",
        ),
        (
            ("tertial", "2022", "4", "--json", "x"),
            "Oppgi tertial 1, 2 eller 3: lag_rapport tertial ÅR N.",
        ),
        (
            ("aar", "2022", "1", "--json", "x"),
            "Årsrapporten har ikke noe nummer: lag_rapport aar ÅR.",
        ),
        (("aar", "22", "--json", "x"), "Året må være mellom 2000 og 2100."),
        (
            ("aar", "2022", "--per", "2021-12-31", "--json", "x"),
            "Uttrekksdatoen kan ikke være før perioden.",
        ),
        (
            ("aar", "2022", "--per", "2099-12-31", "--json", "x"),
            "Uttrekksdatoen kan ikke være fram i tid.",
        ),
        (("aar", "2022", "--json", "/finnes/ikke/r.json"), None),
    ],
)
@pytest.mark.django_db
def test_a_wrong_call_says_what_is_wrong(argumenter, feil):
    with pytest.raises(CommandError) as unntak:
        kjor(*argumenter)
    if feil is not None:
        assert str(unntak.value) == feil
    else:
        assert str(unntak.value).startswith("Kan ikke skrive /finnes/ikke/r.json")


@pytest.mark.django_db
def test_without_pango_the_numbers_come_and_the_package_is_named(monkeypatch, tmp_path):
    def mangler():
        raise PangoMangler

    monkeypatch.setattr(pdf, "_weasyprint", mangler)
    with pytest.raises(CommandError) as unntak:
        kjor(
            *("aar", "2022", "--json", str(tmp_path / "r.json")),
            *("--ut", str(tmp_path / "r.pdf")),
        )
    assert str(unntak.value) == str(PangoMangler())
    assert "libpango-1.0-0" in str(unntak.value)
    assert sorted(fil.name for fil in tmp_path.iterdir()) == ["r.json"]


@trenger_pango
def test_the_pdf_is_the_same_twice_and_tagged(historie, tmp_path):
    for navn in ("en.pdf", "to.pdf"):
        kjor(*AAR_2022, "--ut", str(tmp_path / navn))
    assert (tmp_path / "en.pdf").read_bytes() == (tmp_path / "to.pdf").read_bytes()
    with pikepdf.open(tmp_path / "en.pdf") as dokument:
        assert dokument.docinfo.Title == "Årsrapport 2022"
        assert bool(dokument.Root.MarkInfo.Marked) is True
        with dokument.open_metadata() as metadata:
            assert metadata["xmp:CreateDate"] == "2022-12-08"


@trenger_pango
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="apt install poppler-utils")
def test_2022_is_printed_as_published(historie, tmp_path):
    kjor(*AAR_2022, "--ut", str(tmp_path / "r.pdf"))
    assert (tmp_path / "r.pdf").stat().st_mode & 0o777 == 0o600
    lest = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "r.pdf", "-"],
        capture_output=True,
        check=True,
    )
    linjer = [
        " ".join(linje.replace("\u00a0", " ").split())
        for linje in lest.stdout.decode().splitlines()
    ]
    for rad in (
        "Meldt 198 95",
        "Harstad 25 19 16 5",
        "Narvik 52 26 13 6",
        "Tromsø 64 48 32 9",
    ):
        assert rad in linjer, linjer
    assert [linje for linje in linjer if linje.endswith(" 62 (31,3 %) 55 (57,9 %)")]
    assert [linje for linje in linjer if linje.startswith("Senja 7 6 ")]


@pytest.mark.django_db
def test_the_default_cut_off_is_five_weeks_after_the_end_or_today(tmp_path, settings):
    from django.utils import timezone

    i_dag = lokal_dato(timezone.now())
    kjor("aar", str(i_dag.year), "--json", str(tmp_path / "naa.json"))
    kjor("aar", "2020", "--json", str(tmp_path / "foer.json"))
    naa = json.loads((tmp_path / "naa.json").read_text())
    foer = json.loads((tmp_path / "foer.json").read_text())
    assert date.fromisoformat(naa["uttrekk"]) == i_dag
    assert foer["uttrekk"] == "2021-02-04"


@pytest.mark.skipif(not pango_finnes(), reason="pango is missing")
def test_the_report_is_in_bokmal_whoever_makes_it(historie, tmp_path):
    for spraak in ("nb", "en"):
        with override(spraak):
            kjor(*AAR_2022, "--ut", str(tmp_path / f"{spraak}.pdf"))
            assert get_language() == spraak
    assert (tmp_path / "en.pdf").read_bytes() == (tmp_path / "nb.pdf").read_bytes()
