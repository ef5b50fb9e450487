"""Reading files from outside: what is taken in, and every way they can be wrong."""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from avvik import tabellfil
from avvik.tabellfil import les, les_dato
from tests.idnumre import TENOR, TENOR_MED_NULL

KOLONNER = ("navn", "tall")
NORSK = "navn,tall\nBlåbær,1\nØre,2\n"
NORSKE_RADER = [{"navn": "Blåbær", "tall": "1"}, {"navn": "Øre", "tall": "2"}]


@pytest.fixture
def fil(tmp_path):
    def lag(innhold):
        sti = tmp_path / "fil"
        data = innhold.encode() if isinstance(innhold, str) else innhold
        sti.write_bytes(data)
        return sti

    return lag


def leste(sti):
    tabell = les(sti, pakrevd=KOLONNER, valgfri=("dato",))
    return [rad.celler for rad in tabell.rader], linjer(tabell)


def linjer(tabell):
    return [str(feil) for feil in tabell.feil]


def regneark(*rader, **ark):
    """A workbook as Excel would store it."""
    bok = openpyxl.Workbook()
    for rad in rader:
        bok.active.append(rad)
    for navn in ark:
        bok.create_sheet(navn)
    data = io.BytesIO()
    bok.save(data)
    return data.getvalue()


def pakk_om(data, bytt, **valg):
    """The same workbook with some parts exchanged."""
    ut = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as inn,
        zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED, **valg) as ny,
    ):
        for navn in inn.namelist():
            ny.writestr(navn, bytt.get(navn, inn.read(navn)))
    return ut.getvalue()


# --- taken in ------------------------------------------------------------------


@pytest.mark.parametrize("skille", [",", ";"])
@pytest.mark.parametrize("linjeskift", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("koding", ["utf-8", "utf-8-sig", "cp1252"])
def test_leser_csv_som_den_lagres(fil, koding, skille, linjeskift):
    tekst = NORSK.replace(",", skille).replace("\n", linjeskift)
    assert leste(fil(tekst.encode(koding))) == (NORSKE_RADER, [])


def test_leser_tegn_som_bare_windows_har(fil):
    data = "navn;tall\n«Øre» – 5 €;1\n".encode("cp1252")
    assert leste(fil(data)) == ([{"navn": "«Øre» – 5 €", "tall": "1"}], [])


def test_leser_xlsx_med_tall_og_datoer(fil):
    data = regneark(
        ("navn", "tall", "dato"),
        ("Blåbær", 1, date(2022, 1, 3)),
        ("Øre", 2.0, datetime(2022, 1, 4)),
        ("Ål", 2.5, "2022-01-05"),
        ("Lys", -1, datetime(2022, 1, 6, 13, 30)),
        ("Tid", True, time(13, 30)),
        ("Kort",),
    )
    assert leste(fil(data)) == (
        [
            {"navn": "Blåbær", "tall": "1", "dato": "2022-01-03"},
            {"navn": "Øre", "tall": "2", "dato": "2022-01-04"},
            {"navn": "Ål", "tall": "2.5", "dato": "2022-01-05"},
            {"navn": "Lys", "tall": "-1", "dato": "2022-01-06 13:30:00"},
            {"navn": "Tid", "tall": "True", "dato": "13:30:00"},
            {"navn": "Kort", "tall": "", "dato": ""},
        ],
        [],
    )


def test_sitattegn_kan_omslutte_skille_og_linjeskift(fil):
    tekst = 'navn,tall\n"Nevro-, ortopedi",1\n"to\nlinjer",2\nsiste,3\n'
    tabell = les(fil(tekst), pakrevd=KOLONNER)
    assert [(rad.nr, rad.les("navn")) for rad in tabell.rader] == [
        (2, "Nevro-, ortopedi"),
        (3, "to\nlinjer"),
        (4, "siste"),
    ]


def test_tomme_rader_hoppes_over_og_teller_med(fil):
    tabell = les(fil("navn,tall\n\n , \na,1\n,\nb,2\n"), pakrevd=KOLONNER)
    assert [(rad.nr, rad.les("navn")) for rad in tabell.rader] == [(4, "a"), (6, "b")]
    assert tabell.feil == []


def test_kolonnene_kan_staa_i_annen_rekkefolge_og_valgfrie_mangle(fil):
    assert leste(fil("tall,navn\n1,a\n")) == ([{"tall": "1", "navn": "a"}], [])


def test_mellomrom_rundt_og_delte_tegn_rettes(fil):
    tekst = "navn,tall\n \u00a0Bla\u030aba\u0308r ,1\n"
    assert leste(fil(tekst))[0] == [{"navn": "Blåbär", "tall": "1"}]


def test_tomme_celler_etter_siste_kolonne_er_ingen_feil(fil):
    assert leste(fil("navn;tall;;\na;1;;\n")) == ([{"navn": "a", "tall": "1"}], [])


@pytest.mark.parametrize(
    ("tekst", "dato"),
    [
        ("2022-01-03", date(2022, 1, 3)),
        ("03.01.2022", date(2022, 1, 3)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2023-02-29", None),
        ("3.1.2022", None),
        ("03/01/2022", None),
        ("2022-13-01", None),
        ("2022-01-03 12:00:00", None),
        ("20220103", None),
        ("\u0662022-01-03", None),
        ("", None),
    ],
)
def test_datoer_skrives_paa_to_maater(tekst, dato):
    assert les_dato(tekst) == dato


# --- the file as a whole -------------------------------------------------------

TOM = "rad 1, kolonne 1: filen er tom"
ULESELIG = "rad 1, kolonne 1: filen er ikke et regneark som kan leses"
UTF16 = "rad 1, kolonne 1: filen er lagret som UTF-16; lagre den som UTF-8"


@pytest.mark.parametrize(
    ("data", "linje"),
    [
        (b"", TOM),
        (b"\xef\xbb\xbf", TOM),
        (b"\n , \n,,\n", TOM),
        (regneark(), TOM),
        (b"navn,tall\n", "rad 2, kolonne 1: det er ingen rader under overskriften"),
        (
            regneark(("navn", "tall"), ("", None)),
            "rad 2, kolonne 1: det er ingen rader under overskriften",
        ),
        (NORSK.encode("utf-16"), UTF16),
        (NORSK.encode("utf-16-le"), UTF16),
        (NORSK.encode("utf-16-be"), UTF16),
        (b"\xff\xfe" + NORSK.encode("utf-16-le"), UTF16),
        (
            b"\xd0\xcf\x11\xe0" + bytes(100),
            "rad 1, kolonne 1: filen er i et gammelt eller passordbeskyttet format; "
            "lagre som XLSX",
        ),
        (b"PK\x03\x04 something else", ULESELIG),
        (
            regneark(("navn", "tall"), ("a", 1), ark2=True),
            "rad 1, kolonne 1: regnearket må ha nøyaktig ett ark",
        ),
    ],
)
def test_en_fil_som_ikke_kan_brukes(fil, data, linje):
    assert leste(fil(data)) == ([], [linje])


def test_en_fil_som_mangler_eller_er_en_mappe(tmp_path):
    linje = "rad 1, kolonne 1: filen finnes ikke eller kan ikke leses"
    assert leste(tmp_path) == ([], [linje])
    assert leste(tmp_path / "mangler.csv") == ([], [linje])


def test_aapne_anforselstegn(fil):
    linje = "rad 3, kolonne 1: anførselstegn er brukt feil"
    assert leste(fil('navn,tall\na,1\n"b,2\n'))[1] == [linje]
    assert leste(fil('navn,tall\na,1\n"b"c,2\n'))[1] == [linje]


ENTITET = "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"


@pytest.mark.parametrize(
    "skadet",
    [
        b"",
        b"<oops",
        ENTITET.encode(),
        ENTITET.encode("utf-16"),
        f"<?xml version='1.0'?><!--{'x' * 65_504}-->{ENTITET}".encode(),
    ],
)
@pytest.mark.parametrize("del_", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_en_skadet_del_av_et_regneark(fil, del_, skadet):
    data = pakk_om(regneark(("navn", "tall"), ("a", 1)), {del_: skadet})
    assert leste(fil(data)) == ([], [ULESELIG])


def test_en_entitet_i_arket_utvides_ikke(fil):
    ark = (
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
        b"</sheetData></worksheet>"
    )
    data = pakk_om(regneark(("navn",)), {"xl/worksheets/sheet1.xml": ark})
    assert leste(fil(data)) == ([], [ULESELIG])


# --- limits --------------------------------------------------------------------


def test_10_mb_er_det_meste(fil):
    linje = "rad 1, kolonne 1: filen er større enn 10 MB"
    hode = b"navn,tall\na,1\n"
    fyll = b"\n" * (tabellfil.MAKS_BYTE - len(hode))
    assert tabellfil.MAKS_BYTE == 10 * 1024 * 1024
    assert leste(fil(hode + b"x" + fyll)) == ([], [linje])


def test_en_zip_bombe_telles_mens_den_pakkes_ut(fil):
    bombe = b"<worksheet>" + b" " * (tabellfil.MAKS_UTPAKKET + 1)
    data = pakk_om(regneark(("navn",)), {"xl/worksheets/sheet1.xml": bombe})
    assert len(data) < tabellfil.MAKS_BYTE
    linje = "rad 1, kolonne 1: filen er større enn 100 MB utpakket"
    assert leste(fil(data)) == ([], [linje])


def test_mange_deler_telles_sammen(fil, monkeypatch):
    monkeypatch.setattr(tabellfil, "MAKS_UTPAKKET", 100_000)
    deler = {"docProps/app.xml": b"x" * 60_000, "docProps/core.xml": b"x" * 60_000}
    data = pakk_om(regneark(("navn", "tall"), ("a", 1)), deler)
    linje = "rad 1, kolonne 1: filen er større enn 100 MB utpakket"
    assert leste(fil(data)) == ([], [linje])


def test_en_bombe_som_lyver_om_storrelsen(fil):
    """The directory says 100 bytes; the part unpacks to two million."""
    ekte = b" " * 2_000_000
    data = pakk_om(regneark(("navn",)), {"xl/worksheets/sheet1.xml": ekte})
    storrelse, loegn = (n.to_bytes(4, "little") for n in (len(ekte), 100))
    assert data.count(storrelse) == 2
    data = data.replace(storrelse, loegn)
    assert leste(fil(data)) == ([], [ULESELIG])


@pytest.mark.parametrize("metode", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_pakking_som_ikke_kan_telles_avvises(fil, metode):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", metode) as arkiv:
        arkiv.writestr("xl/workbook.xml", b" " * 1000)
    linje = "rad 1, kolonne 1: filen er pakket på en måte som ikke er tillatt"
    assert leste(fil(data.getvalue())) == ([], [linje])


def test_50_000_rader_er_det_meste(fil):
    full = "navn,tall\n" + "a,1\n" * 50_000
    assert leste(fil(full)) == ([{"navn": "a", "tall": "1"}] * 50_000, [])
    rader, feil = leste(fil(full + "a,1\n"))
    assert feil == ["rad 50002, kolonne 1: filen har mer enn 50 000 rader"]


def test_et_ark_som_sier_det_har_en_million_rader(fil):
    """The sheet names one far row; the reader would make all those between."""
    data = regneark(("navn", "tall"), ("a", 1))
    with zipfile.ZipFile(io.BytesIO(data)) as arkiv:
        ark = arkiv.read("xl/worksheets/sheet1.xml")
    ark = ark.replace(b'r="2"', b'r="1048576"').replace(b"A1:B2", b"A1:XFD1048576")
    ark = ark.replace(b'r="A2"', b'r="A1048576"').replace(b'r="B2"', b'r="B1048576"')
    assert ark.count(b"1048576") == 4
    data = pakk_om(data, {"xl/worksheets/sheet1.xml": ark})
    assert leste(fil(data))[1] == [
        "rad 50002, kolonne 1: filen har mer enn 50 000 rader"
    ]


def test_et_ark_som_sier_det_er_mindre_enn_det_er(fil):
    data = regneark(("navn", "tall"), ("a", 1), ("b", 2))
    with zipfile.ZipFile(io.BytesIO(data)) as arkiv:
        ark = arkiv.read("xl/worksheets/sheet1.xml")
    assert ark.count(b"A1:B3") == 1
    ark = ark.replace(b"A1:B3", b"A1:A2")
    data = pakk_om(data, {"xl/worksheets/sheet1.xml": ark})
    rader = [{"navn": "a", "tall": "1"}, {"navn": "b", "tall": "2"}]
    assert leste(fil(data)) == (rader, [])


def test_50_kolonner_er_det_meste(fil):
    navn = ",".join(["navn", "tall", *(str(n) for n in range(48))])
    ukjente = [f"rad 1, kolonne {n}: kolonnen er ukjent" for n in range(3, 51)]
    assert leste(fil(f"{navn}\n{navn}\n"))[1] == ukjente
    for_mange = "kolonne 51: raden har mer enn 50 kolonner"
    assert leste(fil(f"{navn},x\n{navn},x\n"))[1] == [
        f"rad 1, {for_mange}",
        *ukjente,
        f"rad 2, {for_mange}",
    ]


def test_en_celle_langt_til_hoyre_i_et_regneark(fil):
    bok = openpyxl.Workbook()
    bok.active.append(("navn", "tall"))
    bok.active.append(("a", 1))
    bok.active["XFD2"] = "x"
    data = io.BytesIO()
    bok.save(data)
    assert leste(fil(data.getvalue()))[1] == [
        "rad 2, kolonne 51: raden har mer enn 50 kolonner",
    ]


def test_5000_tegn_er_det_meste(fil):
    rader, feil = leste(fil(f"navn,tall\n{'a' * 5000},1\n{'a' * 5001},2\nb,3\n"))
    assert [rad.get("navn", "")[:1] for rad in rader] == ["a", "", "b"]
    assert feil == ["rad 3, kolonne navn: cellen har mer enn 5 000 tegn"]
    assert leste(fil(f"navn,tall\n{'a' * 200_000},1\n"))[1] == [
        "rad 2, kolonne navn: cellen har mer enn 5 000 tegn"
    ]


# --- header --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("overskrift", "feil"),
    [
        ("navn,antall", ["1, kolonne 2: kolonnen er ukjent", "1, kolonne tall: "]),
        ("Navn,tall", ["1, kolonne 1: kolonnen er ukjent", "1, kolonne navn: "]),
        ("navn,navn", ["1, kolonne 2: kolonnen står to ganger", "1, kolonne tall: "]),
        ("navn", ["1, kolonne tall: "]),
        (
            "navn,,tall",
            ["1, kolonne 2: kolonnen er ukjent"],
        ),
        (
            "navn\ttall",
            [
                "1, kolonne 1: kolonnen er ukjent",
                "1, kolonne navn: ",
                "1, kolonne tall: ",
            ],
        ),
        (
            f"navn,tall,{TENOR}",
            ["1, kolonne 3: cellen har et tall som ligner et fødselsnummer"],
        ),
    ],
)
def test_feil_overskrift(fil, overskrift, feil):
    rad = ",".join("1" * (overskrift.count(",") + 1))
    forventet = [
        f"rad {linje}kolonnen mangler" if linje.endswith(": ") else f"rad {linje}"
        for linje in feil
    ]
    assert leste(fil(f"{overskrift}\n{rad}\n"))[1] == forventet


def test_for_faa_og_for_mange_celler(fil):
    assert leste(fil("navn,tall\na\na,1,x\nb,2\n"))[1] == [
        "rad 2, kolonne tall: raden har for få celler",
        "rad 3, kolonne 3: raden har flere celler enn overskriften",
    ]


# --- cells ---------------------------------------------------------------------

IDENTITET = "cellen har et tall som ligner et fødselsnummer"
FORMEL = "cellen er en formel"


@pytest.mark.parametrize(
    ("celle", "regel"),
    [
        ("a\0b", "cellen har et NUL-tegn"),
        ("a\ufffdb", "cellen har tegn som verken er UTF-8 eller Windows-1252"),
        (TENOR, IDENTITET),
        (f"{TENOR[:6]} {TENOR[6:]}", IDENTITET),
        (f"gjelder {TENOR} Senja", IDENTITET),
        (TENOR_MED_NULL[1:], IDENTITET),
        (f"={TENOR}", IDENTITET),
        ("=1+1", FORMEL),
        ("@SUM(A1)", FORMEL),
        ("+1+1", FORMEL),
        ("-1+1", FORMEL),
        ("#REF!", "cellen er en feilmelding fra regnearket"),
        ("#NAVN?", "cellen er en feilmelding fra regnearket"),
        ("#I/T", "cellen er en feilmelding fra regnearket"),
    ],
)
def test_en_celle_som_ikke_tas_inn(fil, celle, regel):
    rader, feil = leste(fil(f"navn,tall\na,1\n{celle},2\nb,3\n"))
    assert feil == [f"rad 3, kolonne navn: {regel}"]
    assert rader[1] == {"tall": "2"}


@pytest.mark.parametrize(
    "celle", ["-1", "+47", "5-3", "a=b", "#1", "A-2", "1234567890"]
)
def test_en_celle_som_ligner_men_tas_inn(fil, celle):
    assert leste(fil(f"navn,tall\n{celle},2\n")) == ([{"navn": celle, "tall": "2"}], [])


def test_bytes_som_ikke_finnes_i_windows_1252(fil):
    data = "navn;tall\nøre;1\n".encode("cp1252") + b"\x81;2\nb;\x9d\n"
    regel = "cellen har tegn som verken er UTF-8 eller Windows-1252"
    assert leste(fil(data))[1] == [
        f"rad 3, kolonne navn: {regel}",
        f"rad 4, kolonne tall: {regel}",
    ]


def test_en_fil_med_bom_er_utf8_ogsaa_naar_den_er_skadet(fil):
    data = b"\xef\xbb\xbf" + NORSK.encode("utf-8") + b"\xf8re,3\n"
    regel = "cellen har tegn som verken er UTF-8 eller Windows-1252"
    assert leste(fil(data))[1] == [f"rad 4, kolonne navn: {regel}"]


def test_celler_i_et_regneark_som_ikke_tas_inn(fil):
    matrise = ArrayFormula("B3", "=SUM(1,2)")
    data = regneark(
        ("navn", "tall"),
        ("=1+1", 1),
        ("a", matrise),
        (int(TENOR), 1),
        (int(TENOR_MED_NULL), 1),
        ("#N/A", 1),
        ("b", 2),
    )
    assert leste(fil(data))[1] == [
        f"rad 2, kolonne navn: {FORMEL}",
        f"rad 3, kolonne tall: {FORMEL}",
        f"rad 4, kolonne navn: {IDENTITET}",
        f"rad 5, kolonne navn: {IDENTITET}",
        "rad 6, kolonne navn: cellen er en feilmelding fra regnearket",
    ]


def test_et_tall_som_ikke_kan_vaere_en_dato(fil):
    bok = openpyxl.Workbook()
    bok.active.append(("navn", "tall"))
    bok.active.append(("a", int(TENOR)))
    bok.active["B2"].number_format = "yyyy-mm-dd"
    data = io.BytesIO()
    bok.save(data)
    assert leste(fil(data.getvalue()))[1] == [
        "rad 2, kolonne tall: cellen er en feilmelding fra regnearket"
    ]


def test_alle_feil_sies(fil):
    tekst = f"navn,tall,rar\n=1,{TENOR},x\na,1,#REF!\nb,+1+1,{TENOR}\n"
    assert leste(fil(tekst))[1] == [
        "rad 1, kolonne 3: kolonnen er ukjent",
        f"rad 2, kolonne navn: {FORMEL}",
        f"rad 2, kolonne tall: {IDENTITET}",
        "rad 3, kolonne 3: cellen er en feilmelding fra regnearket",
        f"rad 4, kolonne tall: {FORMEL}",
        f"rad 4, kolonne 3: {IDENTITET}",
    ]


def test_ingen_repr_viser_det_som_stod_i_filen(fil):
    tabell = les(fil("navn,tall\nKANARI,1\n"), pakrevd=KOLONNER)
    assert "KANARI" not in f"{tabell!r} {tabell.rader!r}"
    assert tabell.rader[0].les("navn") == "KANARI"
