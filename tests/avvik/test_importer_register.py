"""`importer_register`: all faults and nothing taken in, or everything and once."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from avvik.actions.importer import importer_register
from avvik.importregister import Registerfiler
from avvik.models import Fristregel, Kategori, Kategorigruppe, Ruteregel
from helsefellesskap.feil import IkkeLov
from helsefellesskap.models import (
    Endringslogg,
    Enhet,
    Kommune,
    Kommunesammenslaaing,
    Virksomhet,
)
from tests.factories import lag_bruker
from tests.idnumre import TENOR

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[2] / "rapporter" / "data"
FILER = {
    "kommuner": """\
kommunenummer,navn
5501,Tromsø
5530,Senja
""",
    "kommunesammenslaaing": """\
gammel,ny,dato,merknad
Lenvik,Senja,2020-01-01,
""",
    "enheter": """\
virksomhet,virksomhetstype,enhet,overordnet,enhetstype,sted,kommunenummer
UNN,helseforetak,Samhandling,,samhandlingskontakt,Tromsø,
UNN,helseforetak,Klinikken,,klinikk,Tromsø,
UNN,helseforetak,Sengeposten,Klinikken,avdeling,Tromsø,
Senja kommune,kommune,Hjemmetjenesten,,avdeling,Senja,5530
Senjalegen,fastlegekontor,Senjalegen,,fastlegekontor,Senja,5530
""",
    "kategorier": """\
gruppe,gruppenavn,kode,navn,retning,avtalepunkt,nokup_kode
D,Epikrise og utskrivningsdokumentasjon,D1,Epikrise mangler,til_sykehus,5,
G,Prøver og svar,G1,Feil i rekvisisjon,fra_sykehus,6,
""",
    "ruteregler": """\
mottakende_virksomhet,sted,kategori,avsender_kommunenummer,enhet
UNN,Tromsø,D,,Sengeposten
Senja kommune,,G1,,Hjemmetjenesten
""",
}
REGISTRE = (
    Kommune,
    Kommunesammenslaaing,
    Virksomhet,
    Enhet,
    Kategorigruppe,
    Kategori,
    Ruteregel,
    Fristregel,
    Endringslogg,
)


@pytest.fixture
def mappe(tmp_path):
    for navn, tekst in FILER.items():
        (tmp_path / f"{navn}.csv").write_text(tekst, encoding="utf-8")
    return tmp_path


def kjor(mappe):
    ut, feil = StringIO(), StringIO()
    try:
        call_command("importer_register", mappe, stdout=ut, stderr=feil)
    except CommandError as stopp:
        return str(stopp), feil.getvalue().splitlines(), ut.getvalue()
    return "", feil.getvalue().splitlines(), ut.getvalue()


def bytt(mappe, fil, gammelt, nytt):
    sti = mappe / f"{fil}.csv"
    tekst = sti.read_text(encoding="utf-8")
    assert gammelt in tekst
    sti.write_text(tekst.replace(gammelt, nytt), encoding="utf-8")


def tilstand():
    return {modell: list(modell.objects.order_by("pk").values()) for modell in REGISTRE}


def test_tar_inn_hele_registeret_og_andre_gang_endres_ingenting():
    _, feil, ut = kjor(DATA)
    assert feil == []
    assert ut == (
        "kommuner: 24 nye, 0 endret, 0 uendret\n"
        "kommunesammenslaaing: 8 nye, 0 endret, 0 uendret\n"
        "virksomheter: 30 nye, 0 endret, 0 uendret\n"
        "enheter: 123 nye, 0 endret, 0 uendret\n"
        "kategorigrupper: 15 nye, 0 endret, 0 uendret\n"
        "kategorier: 53 nye, 0 endret, 0 uendret\n"
        "ruteregler: 16 nye, 0 endret, 0 uendret\n"
    )
    forste = tilstand()
    _, _, ut = kjor(DATA)
    assert ut.splitlines()[3] == "enheter: 0 nye, 0 endret, 123 uendret"
    assert tilstand() == forste


def test_en_ny_virksomhet_er_tilknyttet_fra_2000(mappe):
    kjor(mappe)
    felter = ("slug", "type", "kommune__navn", "tilknyttet_fra", "tilknyttet_til")
    rader = Virksomhet.objects.exclude(type="sekretariat").values_list(*felter)
    fra = Fristregel.objects.filter(virksomhet=None).first().gyldig_fra
    assert sorted(rader) == [
        ("senja-kommune", "kommune", "Senja", fra, None),
        ("senjalegen", "fastlegekontor", "Senja", fra, None),
        ("unn", "helseforetak", None, fra, None),
    ]


def test_enhetene_faar_leder_over_og_slug(mappe):
    bytt(mappe, "enheter", "Hjemmetjenesten,", "Sæterøy å Đ (1),")
    bytt(mappe, "ruteregler", "Hjemmetjenesten", "Sæterøy å Đ (1)")
    kjor(mappe)
    enheter = Enhet.objects.exclude(type="sekretariat")
    assert sorted(enheter.values_list("slug", "overordnet__navn")) == [
        ("klinikken", None),
        ("saeteroy-a-d-1", None),
        ("samhandling", None),
        ("sengeposten", "Klinikken"),
        ("senjalegen", None),
    ]


def test_samme_navn_i_to_virksomheter_gir_virksomheten_foran(mappe):
    bytt(mappe, "enheter", "Hjemmetjenesten,", "Klinikken,")
    bytt(mappe, "ruteregler", "Hjemmetjenesten", "Klinikken")
    kjor(mappe)
    assert sorted(Enhet.objects.filter(navn="Klinikken").values_list("slug")) == [
        ("klinikken",),
        ("senja-kommune-klinikken",),
    ]


def test_gruppene_faar_navn_i_skjemaet(mappe):
    kjor(mappe)
    assert list(Kategorigruppe.objects.values_list("bokstav", "enkelt_navn")) == [
        ("D", "Epikrise"),
        ("G", "Prøver og svar"),
    ]


def test_et_fastlegekontor_faar_egne_frister_ogsaa_for_alvorlige(mappe):
    kjor(mappe)
    senjalegen = Virksomhet.objects.get(navn="Senjalegen")
    egne = Fristregel.objects.filter(virksomhet__isnull=False)
    felter = ("virksomhet", "fra_alvorlighet", "bekreft_dager", "svar_dager")
    assert list(egne.order_by("pk").values_list(*felter)) == [
        (senjalegen.pk, None, 3, 21),
        (senjalegen.pk, 4, 1, 14),
    ]


def test_endrer_det_filen_sier_og_lar_resten_staa(mappe):
    kjor(mappe)
    (mappe / "kommuner.csv").write_text("kommunenummer,navn\n5530,Ny Senja\n")
    (mappe / "kommunesammenslaaing.csv").unlink()
    (mappe / "enheter.csv").write_text(
        "virksomhet;enhet;sted\nUNN;Sengeposten;Narvik\n", encoding="cp1252"
    )
    (mappe / "kategorier.csv").write_text("kode,nokup_kode\nD1,N7\n")
    bytt(mappe, "ruteregler", "UNN,Tromsø,D,,Sengeposten", "UNN,Tromsø,D,,Klinikken")
    _, feil, ut = kjor(mappe)
    assert (feil, ut.splitlines()) == (
        [],
        [
            "kommuner: 0 nye, 1 endret, 0 uendret",
            "kommunesammenslaaing: 0 nye, 0 endret, 0 uendret",
            "virksomheter: 0 nye, 0 endret, 1 uendret",
            "enheter: 0 nye, 1 endret, 0 uendret",
            "kategorigrupper: 0 nye, 0 endret, 1 uendret",
            "kategorier: 0 nye, 1 endret, 0 uendret",
            "ruteregler: 0 nye, 1 endret, 1 uendret",
        ],
    )
    assert list(Kommune.objects.values_list("navn", "rekkefolge")) == [
        ("Tromsø", 1),
        ("Ny Senja", 2),
    ]
    enhet = Enhet.objects.get(navn="Sengeposten")
    assert (enhet.sted, enhet.type, enhet.overordnet.navn) == (
        "Narvik",
        "avdeling",
        "Klinikken",
    )
    kategori = Kategori.objects.get(kode="D1")
    assert (kategori.navn, kategori.nokup_kode) == ("Epikrise mangler", "N7")
    regel = Ruteregel.objects.get(sted="Tromsø")
    assert regel.enhet.navn == "Klinikken"


def test_en_hel_fil_bestemmer_rekkefolgen_en_del_foyer_til(mappe):
    kjor(mappe)
    kommuner = mappe / "kommuner.csv"
    kommuner.write_text("kommunenummer,navn\n1806,Narvik\n", encoding="utf-8")
    kjor(mappe)
    rekke = Kommune.objects.values_list("nummer", flat=True)
    assert list(rekke.all()) == ["5501", "5530", "1806"]
    kommuner.write_text(
        "kommunenummer,navn\n1806,Narvik\n5530,Senja\n5501,Tromsø\n", encoding="utf-8"
    )
    kjor(mappe)
    assert list(rekke.all()) == ["1806", "5530", "5501"]


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
    for_ = tilstand()
    bytt(mappe, fil, gammelt, nytt)
    stopp, feil, ut = kjor(mappe)
    assert feil == [f"{fil}.csv:", *linjer]
    assert (stopp, ut) == (f"{len(linjer)} feil. Ingenting er tatt inn.", "")
    assert tilstand() == for_


def test_en_ny_rad_maa_ha_kolonnene_den_trenger(tmp_path):
    (tmp_path / "enheter.csv").write_text("virksomhet,enhet\nNy,Post\n")
    (tmp_path / "kategorier.csv").write_text("kode\nD1\n")
    regel = "kolonnen må være med når raden er ny"
    assert kjor(tmp_path)[1] == [
        "enheter.csv:",
        f"rad 2, kolonne virksomhetstype: {regel}",
        f"rad 2, kolonne enhetstype: {regel}",
        "kategorier.csv:",
        f"rad 2, kolonne gruppenavn: {regel}",
        f"rad 2, kolonne navn: {regel}",
        f"rad 2, kolonne retning: {regel}",
    ]


def test_en_part_bytter_ikke_side_naar_den_finnes(mappe):
    kjor(mappe)
    (mappe / "enheter.csv").write_text(
        "virksomhet,enhet,virksomhetstype\nSenja kommune,Hjemmetjenesten,fastlegekontor"
    )
    assert kjor(mappe)[1] == [
        "enheter.csv:",
        "rad 2, kolonne virksomhetstype: virksomheten har en annen type i "
        "registeret eller i en rad over",
    ]


def test_ringen_kan_gaa_gjennom_en_enhet_som_finnes(mappe):
    kjor(mappe)
    (mappe / "enheter.csv").write_text(
        "virksomhet,enhet,overordnet\nUNN,Klinikken,Sengeposten\n"
    )
    assert kjor(mappe)[1] == [
        "enheter.csv:",
        "rad 2, kolonne overordnet: enheten er overordnet seg selv",
    ]


def test_sier_alle_feil_i_alle_filer(mappe):
    bytt(mappe, "kommuner", "5501", "55")
    bytt(mappe, "enheter", "Senja,5530", "Senja,9999")
    bytt(mappe, "enheter", "Sengeposten,Klinikken", "Sengeposten,Ukjent")
    assert kjor(mappe)[:2] == (
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
    assert kjor(tmp_path)[0] == "Mappen har ingen registerfiler."
    assert kjor(tmp_path / "mangler")[0] == "Mappen har ingen registerfiler."


def test_et_register_i_to_utgaver_avvises(mappe):
    (mappe / "kommuner.xlsx").write_bytes(b"")
    assert kjor(mappe)[1] == [
        "kommuner.csv:",
        "rad 1, kolonne 1: registeret finnes både som CSV og XLSX",
    ]


def test_bare_systemet_tar_inn_registre():
    person = lag_bruker("noen")
    with pytest.raises(IkkeLov):
        importer_register(Registerfiler(), av=person)
