"""`importer_register`: every fault in every file, and nothing taken in."""

import pytest

from tests.avvik.importhjelp import bytt, kjor_register, registertilstand
from tests.idnumre import TENOR

pytestmark = pytest.mark.django_db

UGYLDIG = "verdien er ikke blant dem som kan brukes"
LIKE = "like vilkår som i en annen regel (rad 2, 4)"
FEILTILFELLER = {
    "kort kommunenummer": (
        "kommuner",
        "5501,Tromsø",
        "550,Tromsø",
        ["rad 2, kolonne kommunenummer: nummeret må ha fire sifre"],
    ),
    "to kommuner med ett navn": (
        "kommuner",
        "5501,Tromsø",
        "5501,Senja",
        ["rad 3, kolonne navn: en annen kommune har dette navnet"],
    ),
    "kommune to ganger": (
        "kommuner",
        "5501,Tromsø",
        "5501,Tromsø\n5501,Tromsø",
        ["rad 3, kolonne kommunenummer: raden står også som rad 2"],
    ),
    "ukjent etterfølger": (
        "kommunesammenslaaing",
        "Lenvik,Senja",
        "Lenvik,Bardu",
        ["rad 2, kolonne ny: kommunen er ukjent"],
    ),
    "dato som ikke finnes": (
        "kommunesammenslaaing",
        "2020-01-01",
        "2020-02-30",
        ["rad 2, kolonne dato: datoen må skrives ÅÅÅÅ-MM-DD eller DD.MM.ÅÅÅÅ"],
    ),
    "etterfølger seg selv": (
        "kommunesammenslaaing",
        "Lenvik,Senja",
        "Senja,Senja",
        ["rad 2, kolonne ny: kommunen kan ikke etterfølge seg selv"],
    ),
    "ukjent virksomhetstype": (
        "enheter",
        "Senja kommune,kommune",
        "Senja kommune,fylke",
        [f"rad 5, kolonne virksomhetstype: {UGYLDIG}"],
    ),
    "sekretariatet er ingen part": (
        "enheter",
        "Senjalegen,fastlegekontor,",
        "Helsefellesskapet,fastlegekontor,",
        ["rad 6, kolonne virksomhet: sekretariatet er ikke en part"],
    ),
    "to typer for en virksomhet": (
        "enheter",
        "UNN,helseforetak,Sengeposten",
        "UNN,kommune,Sengeposten",
        [
            "rad 4, kolonne virksomhetstype: virksomheten har en annen type i "
            "registeret eller i en rad over"
        ],
    ),
    "to helseforetak": (
        "enheter",
        "Senjalegen,fastlegekontor,",
        "Annet,helseforetak,Post,,avdeling,Senja,\nSenjalegen,fastlegekontor,",
        [
            f"rad {rad}, kolonne virksomhetstype: det kan bare være ett helseforetak"
            for rad in (2, 3, 4, 6)
        ],
    ),
    "ukjent enhetstype": (
        "enheter",
        "Klinikken,avdeling",
        "Klinikken,sekretariat",
        [f"rad 4, kolonne enhetstype: {UGYLDIG}"],
    ),
    "enhet to ganger": (
        "enheter",
        "UNN,helseforetak,Sengeposten",
        "UNN,helseforetak,Sengeposten,,avdeling,,\nUNN,helseforetak,Sengeposten",
        ["rad 5, kolonne enhet: raden står også som rad 4"],
    ),
    "ukjent overordnet": (
        "enheter",
        "Sengeposten,Klinikken",
        "Sengeposten,Hjemmetjenesten",
        ["rad 4, kolonne overordnet: enheten finnes ikke i virksomheten"],
    ),
    "ring av overordnede": (
        "enheter",
        "Klinikken,,klinikk",
        "Klinikken,Sengeposten,klinikk",
        [
            "rad 3, kolonne overordnet: enheten er overordnet seg selv",
            "rad 4, kolonne overordnet: enheten er overordnet seg selv",
        ],
    ),
    "overordnet seg selv": (
        "enheter",
        "Klinikken,,klinikk",
        "Klinikken,Klinikken,klinikk",
        ["rad 3, kolonne overordnet: enheten er overordnet seg selv"],
    ),
    "to samhandlingskontakter": (
        "enheter",
        "Klinikken,,klinikk",
        "Klinikken,,samhandlingskontakt",
        [
            f"rad {rad}, kolonne enhetstype: virksomheten kan bare ha én "
            "samhandlingskontakt"
            for rad in (2, 3)
        ],
    ),
    "to enheter i et fastlegekontor": (
        "enheter",
        "Senjalegen,fastlegekontor,Senjalegen",
        "Senjalegen,fastlegekontor,Annen,,avdeling,Senja,5530\n"
        "Senjalegen,fastlegekontor,Senjalegen",
        [
            "rad 6, kolonne enhet: et fastlegekontor har bare én enhet",
            "rad 7, kolonne enhet: et fastlegekontor har bare én enhet",
        ],
    ),
    "ukjent kommunenummer": (
        "enheter",
        "Senjalegen,,fastlegekontor,Senja,5530",
        "Senjalegen,,fastlegekontor,Senja,9999",
        ["rad 6, kolonne kommunenummer: kommunenummeret er ukjent"],
    ),
    "helseforetak i en kommune": (
        "enheter",
        "Samhandling,,samhandlingskontakt,Tromsø,",
        "Samhandling,,samhandlingskontakt,Tromsø,5501",
        ["rad 2, kolonne kommunenummer: helseforetaket hører ikke til én kommune"],
    ),
    "to kommunenumre for en virksomhet": (
        "enheter",
        "Senja kommune,kommune,Hjemmetjenesten",
        "Senja kommune,kommune,Andre,,avdeling,Senja,5501\n"
        "Senja kommune,kommune,Hjemmetjenesten",
        [
            "rad 6, kolonne kommunenummer: virksomheten har et annet nummer i en "
            "rad over"
        ],
    ),
    "uten navn": (
        "enheter",
        "UNN,helseforetak,Sengeposten",
        "UNN,helseforetak,,,avdeling,,\nUNN,helseforetak,Sengeposten",
        ["rad 4, kolonne enhet: cellen må fylles ut"],
    ),
    "for langt navn": (
        "enheter",
        "Samhandling,",
        "S" * 201 + ",",
        ["rad 2, kolonne enhet: teksten er for lang"],
    ),
    "identitetsnummer": (
        "enheter",
        "Samhandling,",
        f"{TENOR},",
        ["rad 2, kolonne enhet: cellen har et tall som ligner et fødselsnummer"],
    ),
    "kode uten tall": (
        "kategorier",
        "G,Prøver",
        "G,Prøver og svar,Gx,Annet,begge,6,\nG,Prøver",
        ["rad 3, kolonne kode: koden må være en stor bokstav og inntil tre sifre"],
    ),
    "kode i en annen gruppe": (
        "kategorier",
        "G,Prøver",
        "D,Prøver",
        ["rad 3, kolonne gruppe: gruppen må være bokstaven i koden"],
    ),
    "to navn på en gruppe": (
        "kategorier",
        "G,Prøver",
        "D,Epikrise og annet,D2,Sent,begge,5,\nG,Prøver",
        ["rad 3, kolonne gruppenavn: gruppen har et annet navn i en rad over"],
    ),
    "ukjent retning": (
        "kategorier",
        "til_sykehus",
        "til_kommune",
        [f"rad 2, kolonne retning: {UGYLDIG}"],
    ),
    "uavgjorte regler": (
        "ruteregler",
        "Senja kommune,,G1,,Hjemmetjenesten",
        "Senja kommune,,G1,,Hjemmetjenesten\nUNN,Tromsø,D,,Klinikken",
        [f"rad 2, kolonne enhet: {LIKE}", f"rad 4, kolonne enhet: {LIKE}"],
    ),
    "regel for ukjent virksomhet": (
        "ruteregler",
        "Senja kommune,",
        "Bardu kommune,",
        ["rad 3, kolonne mottakende_virksomhet: virksomheten er ukjent"],
    ),
    "regel for ukjent enhet": (
        "ruteregler",
        "G1,,Hjemmetjenesten",
        "G1,,Sengeposten",
        ["rad 3, kolonne enhet: enheten finnes ikke i virksomheten"],
    ),
    "regel for ukjent sted": (
        "ruteregler",
        "UNN,Tromsø",
        "UNN,Bodø",
        [f"rad 2, kolonne sted: {UGYLDIG}"],
    ),
    "sted for en kommune": (
        "ruteregler",
        "Senja kommune,,",
        "Senja kommune,Tromsø,",
        ["rad 3, kolonne sted: sted gjelder bare for helseforetaket"],
    ),
    "regel for ukjent kategori": (
        "ruteregler",
        ",G1,",
        ",G9,",
        [f"rad 3, kolonne kategori: {UGYLDIG}"],
    ),
    "regel for ukjent kommune": (
        "ruteregler",
        "D,,Sengeposten",
        "D,1806,Sengeposten",
        [f"rad 2, kolonne avsender_kommunenummer: {UGYLDIG}"],
    ),
    "ukjent kolonne": (
        "ruteregler",
        "mottakende_virksomhet,",
        "mottaker,",
        [
            "rad 1, kolonne 1: kolonnen er ukjent",
            "rad 1, kolonne mottakende_virksomhet: kolonnen mangler",
        ],
    ),
}


@pytest.mark.parametrize(
    ("fil", "gammelt", "nytt", "linjer"),
    FEILTILFELLER.values(),
    ids=FEILTILFELLER.keys(),
)
def test_en_feil_sies_og_ingenting_tas_inn(mappe, fil, gammelt, nytt, linjer):
    for_ = registertilstand()
    bytt(mappe, fil, gammelt, nytt)
    stopp, feil, ut = kjor_register(mappe)
    assert feil == [f"{fil}.csv:", *linjer]
    assert (stopp, ut) == (f"{len(linjer)} feil. Ingenting er tatt inn.", [])
    assert registertilstand() == for_


def test_en_ny_rad_maa_ha_kolonnene_den_trenger(tmp_path):
    (tmp_path / "enheter.csv").write_text("virksomhet,enhet\nNy,Post\n")
    (tmp_path / "kategorier.csv").write_text("kode\nD1\n")
    regel = "kolonnen må være med når raden er ny"
    assert kjor_register(tmp_path)[1] == [
        "enheter.csv:",
        f"rad 2, kolonne virksomhetstype: {regel}",
        f"rad 2, kolonne enhetstype: {regel}",
        "kategorier.csv:",
        f"rad 2, kolonne gruppenavn: {regel}",
        f"rad 2, kolonne navn: {regel}",
        f"rad 2, kolonne retning: {regel}",
    ]


def test_en_gruppe_har_ett_navn_paa_hvert_spraak(mappe):
    kjor_register(mappe)
    (mappe / "kategorier.csv").write_text(
        "kode,gruppenavn_nn,enkelt_navn_en\nD1,Ord,Words\nG1,Prøver,\nD1,Ord,Terms\n",
        encoding="utf-8",
    )
    assert kjor_register(mappe)[1] == [
        "kategorier.csv:",
        "rad 4, kolonne kode: raden står også som rad 2",
        "rad 4, kolonne enkelt_navn_en: gruppen har et annet navn i en rad over",
    ]


def test_en_part_bytter_ikke_side_naar_den_finnes(mappe):
    kjor_register(mappe)
    (mappe / "enheter.csv").write_text(
        "virksomhet,enhet,virksomhetstype\nSenja kommune,Hjemmetjenesten,fastlegekontor"
    )
    assert kjor_register(mappe)[1] == [
        "enheter.csv:",
        "rad 2, kolonne virksomhetstype: virksomheten har en annen type i "
        "registeret eller i en rad over",
    ]


def test_ringen_kan_gaa_gjennom_en_enhet_som_finnes(mappe):
    kjor_register(mappe)
    (mappe / "enheter.csv").write_text(
        "virksomhet,enhet,overordnet\nUNN,Klinikken,Sengeposten\n"
    )
    assert kjor_register(mappe)[1] == [
        "enheter.csv:",
        "rad 2, kolonne overordnet: enheten er overordnet seg selv",
    ]


def test_sier_alle_feil_i_alle_filer(mappe):
    bytt(mappe, "kommuner", "5501", "55")
    bytt(mappe, "enheter", "Senja,5530", "Senja,9999")
    bytt(mappe, "enheter", "Sengeposten,Klinikken", "Sengeposten,Ukjent")
    assert kjor_register(mappe)[:2] == (
        "4 feil. Ingenting er tatt inn.",
        [
            "kommuner.csv:",
            "rad 2, kolonne kommunenummer: nummeret må ha fire sifre",
            "enheter.csv:",
            "rad 4, kolonne overordnet: enheten finnes ikke i virksomheten",
            "rad 5, kolonne kommunenummer: kommunenummeret er ukjent",
            "rad 6, kolonne kommunenummer: kommunenummeret er ukjent",
        ],
    )


def test_en_mappe_uten_registre_avvises(tmp_path):
    assert kjor_register(tmp_path)[0] == "Mappen har ingen registerfiler."
    assert kjor_register(tmp_path / "mangler")[0] == "Mappen har ingen registerfiler."


def test_et_register_i_to_utgaver_avvises(mappe):
    (mappe / "kommuner.xlsx").write_bytes(b"")
    assert kjor_register(mappe)[1] == [
        "kommuner.csv:",
        "rad 1, kolonne 1: registeret finnes både som CSV og XLSX",
    ]
