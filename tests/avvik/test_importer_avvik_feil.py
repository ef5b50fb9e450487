"""`importer_avvik`: every fault by row, column and rule, and nothing taken in."""

from datetime import date

import openpyxl
import pytest

from avvik.importhistorikk import KOLONNER
from avvik.models import Kategori
from tests.avvik.importhjelp import (
    ANDRE_VEIEN,
    I_DAG,
    I_MORGEN,
    RAD,
    kjor,
    saker,
    som_csv,
    tilstand,
)
from tests.idnumre import TENOR, TENOR_MED_NULL

# --- faults --------------------------------------------------------------------

TOM = "cellen må fylles ut"
SKRIVEMAATE = "datoen må skrives ÅÅÅÅ-MM-DD eller DD.MM.ÅÅÅÅ"
FRAM = "datoen er fram i tid"
IDENTITET = "cellen har et tall som ligner et fødselsnummer"
TALL = "verdien må være et helt tall fra 0 til 5"
SAMME_SIDE = "avsender og mottaker er på samme side"
SYNLIG = "verdien må være høyst 40 synlige tegn"
FEIL = [
    *(
        ({kolonne: ""}, [f"{kolonne}: {TOM}"])
        for kolonne in KOLONNER
        if kolonne not in ("alvorlighet", "besvart_dato")
    ),
    *(({kolonne: TENOR}, [f"{kolonne}: {IDENTITET}"]) for kolonne in KOLONNER),
    *(
        ({kolonne: TENOR_MED_NULL[1:]}, [f"{kolonne}: {IDENTITET}"])
        for kolonne in KOLONNER
    ),
    *(({kolonne: "=1+1"}, [f"{kolonne}: cellen er en formel"]) for kolonne in KOLONNER),
    *(
        ({kolonne: "a\0"}, [f"{kolonne}: cellen har et NUL-tegn"])
        for kolonne in KOLONNER
    ),
    *(
        ({kolonne: "a" * 5001}, [f"{kolonne}: cellen har mer enn 5 000 tegn"])
        for kolonne in KOLONNER
    ),
    ({"ekstern_id": "x" * 41}, [f"ekstern_id: {SYNLIG}"]),
    ({"ekstern_id": "x\u200by"}, [f"ekstern_id: {SYNLIG}"]),
    ({"hendelsesdato": "1/1/2022"}, [f"hendelsesdato: {SKRIVEMAATE}"]),
    ({"meldt_dato": "2022-02-30"}, [f"meldt_dato: {SKRIVEMAATE}"]),
    ({"besvart_dato": "i går"}, [f"besvart_dato: {SKRIVEMAATE}"]),
    ({"hendelsesdato": "1999-12-31"}, ["hendelsesdato: datoen er før 2000"]),
    ({"besvart_dato": f"{I_MORGEN}"}, [f"besvart_dato: {FRAM}"]),
    (
        {"meldt_dato": f"{I_MORGEN}", "besvart_dato": ""},
        [f"meldt_dato: {FRAM}"],
    ),
    (
        {"hendelsesdato": f"{I_MORGEN}"},
        [f"hendelsesdato: {FRAM}", "hendelsesdato: datoen er etter meldt_dato"],
    ),
    ({"hendelsesdato": "2022-01-04"}, ["hendelsesdato: datoen er etter meldt_dato"]),
    ({"besvart_dato": "2022-01-02"}, ["besvart_dato: datoen er før meldt_dato"]),
    (
        {"meldende_virksomhet": "Bardu kommune"},
        ["meldende_virksomhet: virksomheten er ukjent"],
    ),
    (
        {"meldende_virksomhet": "Helsefellesskapet"},
        ["meldende_virksomhet: virksomheten er ukjent"],
    ),
    (
        {"mottakende_virksomhet": "Lenvik"},
        ["mottakende_virksomhet: virksomheten er ukjent"],
    ),
    (
        {"meldende_enhet": "Sykehjemmet"},
        ["meldende_enhet: enheten er ukjent i virksomheten"],
    ),
    (
        {"meldende_virksomhet": "Lenvik kommune", "meldende_enhet": "Sykehjemmet"},
        ["meldende_enhet: enheten er ukjent i virksomheten"],
    ),
    (
        {"ansvarlig_enhet": "Hjemmetjenesten"},
        ["ansvarlig_enhet: enheten er ukjent i virksomheten"],
    ),
    (
        {"mottakende_virksomhet": "Narvik kommune", "ansvarlig_enhet": "Sykehjemmet"},
        [f"mottakende_virksomhet: {SAMME_SIDE}"],
    ),
    (
        {"mottakende_virksomhet": "Senjalegen", "ansvarlig_enhet": "Senjalegen"},
        [f"mottakende_virksomhet: {SAMME_SIDE}"],
    ),
    (
        {"meldende_virksomhet": "UNN", "meldende_enhet": "Barselposten"},
        [f"mottakende_virksomhet: {SAMME_SIDE}"],
    ),
    ({"kategori": "D9"}, ["kategori: kategorien er ukjent"]),
    ({"kategori": "D"}, ["kategori: kategorien er ukjent"]),
    ({"kategori": "A1"}, ["kategori: kategorien gjelder den andre retningen"]),
    (
        {**ANDRE_VEIEN, "kategori": "D1"},
        ["kategori: kategorien gjelder den andre retningen"],
    ),
    *(({"alvorlighet": v}, [f"alvorlighet: {TALL}"]) for v in ("6", "-1", "2.5", "to")),
]


@pytest.mark.parametrize(("endring", "regler"), FEIL)
def test_en_feil_sies_og_ingenting_tas_inn(importer, endring, regler):
    for_ = tilstand()
    gode = [{"ekstern_id": f"X-0{nr}"} for nr in range(3)]
    stopp, feil, ut = importer(*gode, endring, {"ekstern_id": "X-9"})
    assert feil == [f"rad 5, kolonne {regel}" for regel in regler]
    assert (stopp, ut) == (f"{len(regler)} feil. Ingenting er tatt inn.", [])
    assert tilstand() == for_


@pytest.mark.parametrize(
    "endring",
    [
        ANDRE_VEIEN,
        {**ANDRE_VEIEN, "kategori": "B1"},
        {"kategori": "B1"},
        {"meldende_virksomhet": "Senjalegen", "meldende_enhet": "Senjalegen"},
        {"alvorlighet": "0"},
        {"alvorlighet": "5"},
        dict.fromkeys(("hendelsesdato", "meldt_dato", "besvart_dato"), f"{I_DAG}"),
        dict.fromkeys(("hendelsesdato", "meldt_dato"), "2000-01-01"),
        {"ekstern_id": "x" * 40},
    ],
)
def test_paa_rett_side_av_grensene(importer, endring):
    assert importer(endring)[:2] == ("", [])
    assert saker().count() == 1


def test_en_kategori_som_ikke_gjaldt_den_gangen(importer):
    Kategori.objects.filter(kode="D1").update(gyldig_fra=date(2022, 1, 4))
    assert importer({}, {"ekstern_id": "X-2", "meldt_dato": "2022-01-04"})[1] == [
        "rad 2, kolonne kategori: kategorien gjaldt ikke på meldt_dato"
    ]


def test_samme_ekstern_id_to_ganger_i_filen(importer):
    gal = {"meldt_dato": "galt"}
    assert importer(gal, {"ekstern_id": "X-2"}, {}, {})[1] == [
        f"rad 2, kolonne meldt_dato: {SKRIVEMAATE}",
        "rad 4, kolonne ekstern_id: verdien står også i rad 2",
        "rad 5, kolonne ekstern_id: verdien står også i rad 2",
    ]


def test_alle_feil_i_alle_rader_sies_i_rekkefolge(importer):
    mange = {
        "ekstern_id": "",
        "hendelsesdato": "2022-01-04",
        "meldende_enhet": "Ukjent",
        "mottakende_virksomhet": "Senja kommune",
        "ansvarlig_enhet": "",
        "kategori": "Q7",
        "alvorlighet": "9",
        "besvart_dato": TENOR,
    }
    stopp, feil, _ = importer({"alvorlighet": "7"}, {"ekstern_id": "X-2"}, mange)
    assert feil == [
        f"rad 2, kolonne alvorlighet: {TALL}",
        f"rad 4, kolonne ekstern_id: {TOM}",
        "rad 4, kolonne hendelsesdato: datoen er etter meldt_dato",
        "rad 4, kolonne meldende_enhet: enheten er ukjent i virksomheten",
        f"rad 4, kolonne mottakende_virksomhet: {SAMME_SIDE}",
        f"rad 4, kolonne ansvarlig_enhet: {TOM}",
        "rad 4, kolonne kategori: kategorien er ukjent",
        f"rad 4, kolonne alvorlighet: {TALL}",
        f"rad 4, kolonne besvart_dato: {IDENTITET}",
    ]
    assert stopp == "9 feil. Ingenting er tatt inn."


@pytest.mark.parametrize(
    ("data", "linje"),
    [
        (b"", "rad 1, kolonne 1: filen er tom"),
        (
            som_csv().encode(),
            "rad 2, kolonne 1: det er ingen rader under overskriften",
        ),
        (
            som_csv({}).encode("utf-16"),
            "rad 1, kolonne 1: filen er lagret som UTF-16; lagre den som UTF-8",
        ),
        (
            som_csv({}, kolonner=KOLONNER[:-1]).encode(),
            "rad 1, kolonne besvart_dato: kolonnen mangler",
        ),
        (
            som_csv({"meldende_enhet": "\x81"}).encode("latin-1"),
            "rad 2, kolonne meldende_enhet: cellen har tegn som verken er UTF-8 "
            "eller Windows-1252",
        ),
        (
            som_csv({}).encode().ljust(10 * 1024 * 1024 + 1, b"\n"),
            "rad 1, kolonne 1: filen er større enn 10 MB",
        ),
    ],
    ids=["tom", "bare overskrift", "utf-16", "kolonne mangler", "0x81", "stor"],
)
def test_en_fil_som_ikke_kan_brukes(registre, tmp_path, data, linje):
    fil = tmp_path / "fil.csv"
    fil.write_bytes(data)
    assert kjor(fil) == ("1 feil. Ingenting er tatt inn.", [linje], [])
    assert saker().count() == 0


def test_formel_i_et_regneark(registre, tmp_path):
    bok = openpyxl.Workbook()
    bok.active.append(KOLONNER)
    bok.active.append([*list(RAD.values())[:8], "=1+1", ""])
    bok.save(tmp_path / "fil.xlsx")
    assert kjor(tmp_path / "fil.xlsx")[1] == [
        "rad 2, kolonne alvorlighet: cellen er en formel"
    ]
