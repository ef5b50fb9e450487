"""`importer_avvik`: what becomes of the rows of a file."""

from collections import Counter
from datetime import UTC, date, datetime

import openpyxl
import pytest

from avvik.actions.importer import importer_historikk
from avvik.enums import Status
from avvik.importhistorikk import KOLONNER, Historikkrad
from avvik.models import Fristregel, Hendelse, Kategori, Paminnelse, Svar, Tildeling
from helsefellesskap.models import Brev
from helsefellesskap.transaksjon import SYSTEM
from tests.avvik.importhjelp import (
    ANDRE_VEIEN,
    DATA,
    I_DAG,
    RAD,
    deler,
    kjor,
    saker,
    som_csv,
    tilstand,
)
from tests.factories import NAA, lag_sak

# --- the history of 2022 -------------------------------------------------------


def test_2022_tas_inn_med_de_tallene_som_er_publisert(ekte_registre):
    assert kjor(DATA / "avvik-2022.csv") == (
        "",
        [],
        [
            "293 saker er tatt inn",
            "  2022: 293",
            "0 saker finnes fra før med samme innhold",
        ],
    )
    alle = saker().values_list("retning", "utfall")
    assert Counter(alle) == {
        ("til_sykehus", "importert_besvart"): 198 - 62,
        ("til_sykehus", "importert_ubesvart"): 62,
        ("fra_sykehus", "importert_besvart"): 95 - 55,
        ("fra_sykehus", "importert_ubesvart"): 55,
    }
    numre = list(saker().values_list("saksnummer", flat=True))
    assert numre == [f"2022-{nr:04d}" for nr in range(1, 294)]
    assert list(saker().values_list("ekstern_id", flat=True)) == [
        f"DM-2022-{nr:04d}" for nr in range(1, 294)
    ]


def test_2022_andre_gang_endrer_ingenting(ekte_registre):
    kjor(DATA / "avvik-2022.csv")
    forste = tilstand()
    assert kjor(DATA / "avvik-2022.csv") == (
        "",
        [],
        ["0 saker er tatt inn", "293 saker finnes fra før med samme innhold"],
    )
    assert tilstand() == forste


def test_2022_tas_inn_med_faa_sporringer(ekte_registre, django_assert_num_queries):
    with django_assert_num_queries(29):
        kjor(DATA / "avvik-2022.csv")


# --- what becomes of a row -----------------------------------------------------


def test_en_besvart_rad_blir_en_avsluttet_sak(importer):
    importer({})
    sak = saker().get()
    tolv = {"hour": 11, "tzinfo": UTC}  # 12:00 in Oslo in winter
    forventet = {
        "saksnummer": "2022-0001",
        "ekstern_id": "X-1",
        "slag": "avvik",
        "status": "avsluttet",
        "utfall": "importert_besvart",
        "retning": "til_sykehus",
        "melder_id": None,
        "registrert_av_id": None,
        "hendelsesdato": date(2022, 1, 1),
        "meldt_dato": date(2022, 1, 3),
        "meldt_tid": datetime(2022, 1, 3, **tolv),
        "alvorlighet": 2,
        "lovet_dato": date(2022, 1, 24),
        "holder_frist": date(2022, 1, 24),
        "bekreft_innen": date(2022, 1, 6),
        "besvart_dato": date(2022, 2, 3),
        "siste_svar_dato": date(2022, 2, 3),
        "avsluttet_dato": date(2022, 2, 3),
        "hva_skjedde": "",
    }
    assert {navn: getattr(sak, navn) for navn in forventet} == forventet
    navn = ("meldende_virksomhet", "meldende_enhet", "mottakende_virksomhet", "holder")
    assert [str(getattr(sak, felt)) for felt in navn] == [
        "Senja kommune",
        "Hjemmetjenesten",
        "UNN",
        "Sengeposten",
    ]
    assert (sak.kategori.kode, sak.gruppe.bokstav) == ("D1", "D")
    assert sak.fristregel.virksomhet is None
    svar = deler(Svar).get()
    assert (svar.avvik_id, svar.enhet, svar.dato, svar.sendt_tid, svar.til_melder) == (
        sak.pk,
        sak.holder,
        date(2022, 2, 3),
        datetime(2022, 2, 3, **tolv),
        "",
    )


def test_tildeling_og_hendelse_folger_med(importer):
    importer({})
    sak = saker().get()
    tildeling = deler(Tildeling).get()
    assert (tildeling.nr, tildeling.enhet, tildeling.grunn, tildeling.av) == (
        1,
        sak.holder,
        "importert",
        None,
    )
    assert (tildeling.tid, tildeling.dato) == (sak.meldt_tid, sak.meldt_dato)
    assert (tildeling.egen_frist, tildeling.bekreft_innen) == (
        sak.holder_frist,
        sak.bekreft_innen,
    )
    hendelse = deler(Hendelse).get()
    assert (hendelse.verb, hendelse.av, hendelse.til_status) == (
        "importer",
        None,
        "avsluttet",
    )
    assert (hendelse.enhet, hendelse.til_enhet) == (sak.meldende_enhet, sak.holder)


def test_en_ubesvart_rad_har_ikke_noe_svar(importer):
    importer({"besvart_dato": ""})
    sak = saker().get()
    assert (sak.status, sak.utfall, sak.besvart_dato, sak.siste_svar_dato) == (
        Status.AVSLUTTET,
        "importert_ubesvart",
        None,
        None,
    )
    assert sak.avsluttet_dato == I_DAG
    assert deler(Svar).count() == 0


def test_sommertid_og_vintertid_er_klokken_tolv_i_oslo(importer):
    importer({"meldt_dato": "2022-07-01", "besvart_dato": "2022-11-01"})
    assert saker().get().meldt_tid == datetime(2022, 7, 1, 10, tzinfo=UTC)
    assert deler(Svar).get().sendt_tid == datetime(2022, 11, 1, 11, tzinfo=UTC)


def test_en_alvorlig_sak_lovte_svar_for(importer):
    importer({"alvorlighet": "4"}, {"ekstern_id": "X-2", "alvorlighet": ""})
    alvorlig, uten_pasient = saker()
    assert (alvorlig.lovet_dato, alvorlig.bekreft_innen) == (
        date(2022, 1, 17),
        date(2022, 1, 4),
    )
    assert (uten_pasient.lovet_dato, uten_pasient.alvorlighet) == (
        date(2022, 1, 24),
        None,
    )


def test_fristen_er_den_som_gjaldt_den_gangen(importer):
    generell = Fristregel.objects.get(virksomhet=None, fra_alvorlighet=None)
    generell.gyldig_til = date(2021, 12, 31)
    generell.save()
    Fristregel.objects.create(gyldig_fra=date(2022, 1, 1), svar_dager=30)
    gammel = {"meldt_dato": "2021-12-31", "hendelsesdato": "2021-12-30"}
    importer({**gammel, "ekstern_id": "X-0"}, {})
    assert list(saker().values_list("lovet_dato", flat=True)) == [
        date(2022, 1, 21),
        date(2022, 2, 2),
    ]


def test_det_gaar_aldri_brev_eller_paminnelser(importer, mailoutbox):
    importer({"alvorlighet": "5", "besvart_dato": ""}, {"ekstern_id": "X-2"})
    assert saker().count() == 2
    assert (Brev.objects.count(), deler(Paminnelse).count(), mailoutbox) == (0, 0, [])


def test_nummeret_folger_aaret_og_rekkefolgen_i_filen(importer):
    dato = ("meldt_dato", "hendelsesdato", "besvart_dato")
    rader = [
        {"ekstern_id": f"X-{nr}", **dict.fromkeys(dato, verdi)}
        for nr, verdi in enumerate(
            ["2022-12-31", "2021-05-05", "2022-01-01", "2023-01-01", "2021-01-01"]
        )
    ]
    _, _, ut = importer(*rader)
    assert ut[:4] == ["5 saker er tatt inn", "  2021: 2", "  2022: 2", "  2023: 1"]
    assert list(saker().values_list("ekstern_id", "saksnummer")) == [
        ("X-0", "2022-0001"),
        ("X-1", "2021-0001"),
        ("X-2", "2022-0002"),
        ("X-3", "2023-0001"),
        ("X-4", "2021-0002"),
    ]


def test_nummeret_fortsetter_der_aaret_var(importer):
    importer({}, {"ekstern_id": "X-2"})
    importer({}, {"ekstern_id": "X-2"}, {"ekstern_id": "X-3"})
    numre = saker().values_list("saksnummer", flat=True)
    assert list(numre) == ["2022-0001", "2022-0002", "2022-0003"]


def test_en_importert_sak_og_en_meldt_deler_nummerserie(verden):
    lag_sak(verden.melder, til=verden.akutt)
    rad = Historikkrad(
        nr=2,
        ekstern_id="X-1",
        hendelsesdato=NAA.date(),
        meldt_dato=NAA.date(),
        meldende_virksomhet_id=verden.narvik.pk,
        meldende_enhet_id=verden.hjemme.pk,
        mottakende_virksomhet_id=verden.unn.pk,
        ansvarlig_enhet_id=verden.akutt.pk,
        retning="til_sykehus",
        gruppe_id=Kategori.objects.get().gruppe_id,
        kategori_id=Kategori.objects.get().pk,
        alvorlighet=None,
        besvart_dato=None,
    )
    importer_historikk([rad], av=SYSTEM, naa=NAA)
    lag_sak(verden.melder, til=verden.akutt)
    numre = saker().values_list("saksnummer", flat=True)
    assert list(numre) == ["2026-0001", "2026-0002", "2026-0003"]
    assert deler(Hendelse).get(verb="importer").tid == NAA


@pytest.mark.parametrize(
    ("gammel", "enhetsnavn", "ny"),
    [
        ("Lenvik kommune", "Hjemmetjenesten", "Senja kommune"),
        ("Tysfjord kommune", "Hjemmetjenesten", "Senja kommune"),
        ("Tysfjord kommune", "Sykehjemmet", "Narvik kommune"),
    ],
)
def test_en_gammel_kommune_lagres_som_etterfolgeren(importer, gammel, enhetsnavn, ny):
    fra = {"meldende_virksomhet": gammel, "meldende_enhet": enhetsnavn}
    til = {"mottakende_virksomhet": gammel, "ansvarlig_enhet": enhetsnavn}
    assert importer(fra, {**ANDRE_VEIEN, **til, "ekstern_id": "X-2"})[1] == []
    sendt, mottatt = saker()
    assert (sendt.meldende_virksomhet.navn, sendt.meldende_enhet.navn) == (
        ny,
        enhetsnavn,
    )
    assert (mottatt.mottakende_virksomhet.navn, mottatt.holder.navn) == (ny, enhetsnavn)
    # Equal content under either name.
    assert importer({**fra, "meldende_virksomhet": ny})[2][0] == "0 saker er tatt inn"


def test_flere_tusen_rader_i_flere_omganger(importer):
    rader = [{"ekstern_id": f"X-{nr}"} for nr in range(2_345)]
    assert importer(*rader)[2][0] == "2345 saker er tatt inn"
    assert saker().last().saksnummer == "2022-2345"
    assert deler(Svar).count() == deler(Hendelse).count() == 2_345
    assert importer(*rader)[2][1] == "2345 saker finnes fra før med samme innhold"


# --- forms a file may have -----------------------------------------------------


@pytest.mark.parametrize("skille", [",", ";"])
@pytest.mark.parametrize("koding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_som_den_lagres(registre, tmp_path, koding, skille):
    fil = tmp_path / "fil.csv"
    norsk = {"ekstern_id": "ÆØÅ-1", "meldt_dato": "03.01.2022"}
    fil.write_bytes(som_csv(norsk, skille=skille).encode(koding))
    assert kjor(fil)[:2] == ("", [])
    assert saker().get().ekstern_id == "ÆØÅ-1"


def test_xlsx_med_datoceller_og_tall(registre, tmp_path):
    fil = tmp_path / "fil.xlsx"
    bok = openpyxl.Workbook()
    bok.active.append(KOLONNER)
    bok.active.append(
        [
            *("X-1", date(2022, 1, 1), datetime(2022, 1, 3)),
            *list(RAD.values())[3:8],
            2,
            "03.02.2022",
        ]
    )
    bok.active.append([*("X-2", "2022-01-01", "2022-01-03"), *list(RAD.values())[3:8]])
    bok.save(fil)
    assert kjor(fil)[:2] == ("", [])
    assert list(saker().values_list("meldt_dato", "alvorlighet", "besvart_dato")) == [
        (date(2022, 1, 3), 2, date(2022, 2, 3)),
        (date(2022, 1, 3), None, None),
    ]
