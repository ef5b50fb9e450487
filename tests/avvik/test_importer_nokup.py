"""`importer_nokup`: the official codes, as they stand in their spreadsheet."""

from datetime import date
from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from avvik.actions.importer import importer_nokup
from avvik.importnokup import Nokuprad
from avvik.models import Nokupkode
from helsefellesskap.feil import IkkeLov
from helsefellesskap.transaksjon import SYSTEM
from tests.factories import NAA, dag
from tests.idnumre import TENOR

pytestmark = pytest.mark.django_db
HODE = ("Kode", "Navn", "Merknad")
RADER = [("a1", "Første", "x"), ("a2", "Andre", None)]


@pytest.fixture
def ark(tmp_path):
    """A spreadsheet with sheets by name, each a list of rows under HODE."""

    def lag(**sider):
        bok = openpyxl.Workbook()
        bok.remove(bok.active)
        for navn, rader in sider.items():
            side = bok.create_sheet(navn)
            for rad in [HODE, *rader]:
                side.append(rad)
        fil = tmp_path / "kodeverk.xlsx"
        bok.save(fil)
        return fil

    return lag


def kjor(fil, **valg):
    felles = {"utgave": "1.1", "kode_kolonne": "Kode", "navn_kolonne": "Navn"}
    ut, feil, stopp = StringIO(), StringIO(), ""
    try:
        call_command("importer_nokup", fil, stdout=ut, stderr=feil, **felles | valg)
    except CommandError as unntak:
        stopp = str(unntak)
    return stopp, feil.getvalue().splitlines(), ut.getvalue().splitlines()


def koder():
    return list(Nokupkode.objects.values_list("kode", "navn", "utgave"))


def test_there_is_no_code_before_somebody_loads_one(db):
    assert koder() == []


def test_codes_are_read_from_the_columns_and_the_sheet_that_are_named(ark):
    fil = ark(Om=[("z", "Ikke denne", "")], Hendelsestype=RADER)
    assert kjor(fil, ark="Hendelsestype") == (
        "",
        [],
        ["2 nye koder i utgave 1.1, 0 fra før"],
    )
    assert koder() == [("a1", "Første", "1.1"), ("a2", "Andre", "1.1")]


def test_the_same_file_again_changes_nothing_and_another_sheet_adds(ark):
    fil = ark(A=RADER, B=[("b1", "Tredje", "")])
    kjor(fil, ark="A")
    for_ = list(Nokupkode.objects.values())
    assert kjor(fil, ark="A")[2] == ["0 nye koder i utgave 1.1, 2 fra før"]
    assert list(Nokupkode.objects.values()) == for_
    assert kjor(fil, ark="B")[2] == ["1 nye koder i utgave 1.1, 0 fra før"]
    assert len(koder()) == 3


def test_headings_inside_the_sheet_and_faults_in_other_columns_are_passed_over(ark):
    fil = ark(A=[(None, None, "Akse 1"), ("a1", "Første", "=1+1"), (1, "Tall", TENOR)])

    assert kjor(fil)[0] == ""
    assert koder() == [("1", "Tall", "1.1"), ("a1", "Første", "1.1")]


def test_one_fault_stops_the_whole_file(ark):
    feil = [("a1", "Første"), ("", "Uten kode"), ("a3", ""), ("a1", "Igjen")]
    feil += [("k" * 21, "Lang"), (f"{TENOR}", "Nummer"), ("a9", "=cmd")]
    stopp, linjer, ut = kjor(ark(A=feil))

    assert linjer == [
        "rad 3, kolonne Kode: cellen må fylles ut",
        "rad 4, kolonne Navn: cellen må fylles ut",
        "rad 5, kolonne Kode: koden står også i rad 2",
        "rad 6, kolonne Kode: teksten er for lang",
        "rad 7, kolonne Kode: cellen har et tall som ligner et fødselsnummer",
        "rad 8, kolonne Navn: cellen er en formel",
    ]
    assert (stopp, ut) == ("6 feil. Ingenting er tatt inn.", [])
    assert koder() == []


@pytest.mark.parametrize(
    ("valg", "linje"),
    [
        ({}, "rad 1, kolonne 1: regnearket må ha nøyaktig ett ark"),
        ({"ark": "C"}, "rad 1, kolonne 1: regnearket har ikke arket"),
        (
            {"ark": "A", "kode_kolonne": "Id"},
            "rad 1, kolonne Id: kolonnen mangler",
        ),
        (
            {"ark": "A", "kode_kolonne": "Id", "navn_kolonne": "Tekst"},
            "rad 1, kolonne 1: kolonnene finnes ikke i første rad",
        ),
    ],
)
def test_what_is_not_in_the_file_is_told(ark, valg, linje):
    stopp, linjer, _ut = kjor(ark(A=RADER, B=RADER), **valg)

    assert linje in linjer
    assert stopp.endswith("Ingenting er tatt inn.")
    assert koder() == []


@pytest.mark.parametrize(
    "valg",
    [
        {"utgave": ""},
        {"utgave": "x" * 21},
        {"utgave": TENOR},
        {"utgave": "1.1; DROP"},
        {"ark": f"ark {TENOR}"},
        {"kode_kolonne": TENOR},
        {"kode_kolonne": "Navn"},
    ],
)
def test_words_of_the_command_line_are_guarded_and_not_repeated(ark, valg):
    stopp, linjer, _ut = kjor(ark(A=RADER), **valg)

    assert stopp != "" and TENOR not in stopp
    assert (linjer, koder()) == ([], [])


def test_another_name_for_a_code_of_the_edition_is_a_fault(ark):
    kjor(ark(A=RADER))
    _stopp, linjer, _ut = kjor(ark(A=[("a1", "Noe annet", ""), ("a4", "Ny", "")]))

    assert linjer == ["rad 2, kolonne Navn: koden har et annet navn i utgaven fra før"]
    assert len(koder()) == 2


def test_a_new_edition_ends_the_one_before(db):
    gammel = [Nokuprad(2, "a1", "Første"), Nokuprad(3, "a2", "Andre")]
    importer_nokup(gammel, utgave="1.0", av=SYSTEM, naa=dag(-9))
    ny = [Nokuprad(2, "a1", "Første, endret")]
    assert importer_nokup(ny, utgave="1.1", av=SYSTEM, naa=NAA) == 1
    felter = ("navn", "gyldig_fra", "gyldig_til")

    assert list(Nokupkode.objects.gyldige(NAA.date()).values_list(*felter)) == [
        ("Første, endret", NAA.date(), None)
    ]
    assert set(Nokupkode.objects.filter(utgave="1.0").values_list(*felter)) == {
        ("Første", dag(-9).date(), date(2026, 11, 1)),
        ("Andre", dag(-9).date(), date(2026, 11, 1)),
    }


def test_an_edition_that_has_been_followed_takes_no_more(ark):
    kjor(ark(A=RADER), utgave="1.0")
    kjor(ark(A=RADER), utgave="1.1")
    stopp, _linjer, _ut = kjor(ark(A=[("a5", "Ny", "")]), utgave="1.0")

    assert stopp == "Utgaven er avløst av en nyere. Ingenting er tatt inn."
    assert len(koder()) == 4


def test_only_the_command_takes_codes_in(verden):
    with pytest.raises(IkkeLov):
        importer_nokup(
            [Nokuprad(2, "a1", "Første")],
            utgave="1.1",
            av=verden.sekretariat,
            naa=NAA,
        )
