"""Registers, rows and files for the tests of the imports."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command
from django.utils import timezone

from avvik.importhistorikk import KOLONNER
from avvik.importregister import (
    Enhetsrad,
    Kategorirad,
    Kommunerad,
    Registerfiler,
    Sammenslaaingsrad,
)
from avvik.models import (
    Avvik,
    Fristregel,
    Hendelse,
    Kategori,
    Kategorigruppe,
    Paminnelse,
    Ruteregel,
    Saksteller,
    Svar,
    Tildeling,
)
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.models import (
    Brev,
    Endringslogg,
    Enhet,
    Kommune,
    Kommunesammenslaaing,
    Virksomhet,
)

DATA = Path(__file__).parents[2] / "rapporter" / "data"
I_DAG = lokal_dato(timezone.now())
I_MORGEN = I_DAG + timedelta(days=1)
# In the order of KOLONNER; each test changes what it is about.
RAD = {
    "ekstern_id": "X-1",
    "hendelsesdato": "2022-01-01",
    "meldt_dato": "2022-01-03",
    "meldende_virksomhet": "Senja kommune",
    "meldende_enhet": "Hjemmetjenesten",
    "mottakende_virksomhet": "UNN",
    "ansvarlig_enhet": "Sengeposten",
    "kategori": "D1",
    "alvorlighet": "2",
    "besvart_dato": "2022-02-03",
}
ANDRE_VEIEN = {
    "meldende_virksomhet": "UNN",
    "meldende_enhet": "Sengeposten",
    "mottakende_virksomhet": "Senja kommune",
    "ansvarlig_enhet": "Hjemmetjenesten",
    "kategori": "A1",
}


def enhet(virksomhet, type_, navn, enhetstype="avdeling", nummer=""):
    return Enhetsrad(
        virksomhet=virksomhet,
        virksomhetstype=type_,
        enhet=navn,
        enhetstype=enhetstype,
        kommunenummer=nummer,
    )


def kategori(kode, retning):
    return Kategorirad(
        kode=kode, gruppenavn=f"Gruppe {kode[0]}", navn=f"Navn {kode}", retning=retning
    )


REGISTRE = Registerfiler(
    kommuner=[
        Kommunerad(kommunenummer="5530", navn="Senja"),
        Kommunerad(kommunenummer="1806", navn="Narvik"),
    ],
    kommunesammenslaaing=[
        Sammenslaaingsrad(gammel="Lenvik", ny="Senja", dato=date(2020, 1, 1)),
        Sammenslaaingsrad(gammel="Tysfjord", ny="Senja", dato=date(2020, 1, 1)),
        Sammenslaaingsrad(gammel="Tysfjord", ny="Narvik", dato=date(2020, 1, 1)),
    ],
    enheter=[
        enhet("UNN", "helseforetak", "Sengeposten"),
        enhet("UNN", "helseforetak", "Barselposten"),
        enhet("Senja kommune", "kommune", "Hjemmetjenesten", nummer="5530"),
        enhet("Narvik kommune", "kommune", "Sykehjemmet", nummer="1806"),
        enhet("Senjalegen", "fastlegekontor", "Senjalegen", nummer="5530"),
    ],
    kategorier=[
        kategori("A1", "fra_sykehus"),
        kategori("B1", "begge"),
        kategori("D1", "til_sykehus"),
    ],
)


def som_csv(*rader, skille=",", kolonner=KOLONNER):
    linjer = [skille.join(kolonner)]
    linjer += [skille.join({**RAD, **rad}[k] for k in kolonner) for rad in rader]
    return "\n".join(linjer) + "\n"


def kjor(fil, kommando="importer_avvik", **valg):
    """The last word, the lines of stderr and the lines of stdout."""
    ut, feil = StringIO(), StringIO()
    stopp = ""
    try:
        call_command(kommando, fil, stdout=ut, stderr=feil, **valg)
    except CommandError as unntak:
        stopp = str(unntak)
        # What the process ends with.
        assert unntak.returncode == 1
    return stopp, feil.getvalue().splitlines(), ut.getvalue().splitlines()


def saker():
    return Avvik.objects.uten_tilgangskontroll(grunn="test").order_by("pk")


def deler(modell):
    return modell.objects.uten_tilgangskontroll(grunn="test").order_by("pk")


def tilstand():
    lukkede = (Avvik, Tildeling, Svar, Hendelse, Paminnelse)
    return [list(deler(modell).values()) for modell in lukkede] + [
        list(modell.objects.order_by("pk").values())
        for modell in (Saksteller, Endringslogg, Brev)
    ]


# --- register files -----------------------------------------------------------

REGISTERFILER = {
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
REGISTERTABELLER = (
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


def kjor_register(mappe):
    return kjor(mappe, "importer_register")


def bytt(mappe, fil, gammelt, nytt):
    sti = mappe / f"{fil}.csv"
    tekst = sti.read_text(encoding="utf-8")
    assert gammelt in tekst
    sti.write_text(tekst.replace(gammelt, nytt), encoding="utf-8")


def registertilstand():
    return {
        modell: list(modell.objects.order_by("pk").values())
        for modell in REGISTERTABELLER
    }
