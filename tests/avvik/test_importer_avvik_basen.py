"""`importer_avvik` against what is here, dry runs, and what must not leak."""

import io

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avvik.actions.importer import Importfeil, importer_historikk
from avvik.importhistorikk import KOLONNER, Historikkrad
from avvik.models import Svar
from helsefellesskap.feil import IkkeLov
from helsefellesskap.transaksjon import SYSTEM
from tests.avvik.importhjelp import ANDRE_VEIEN, I_DAG, RAD, kjor, saker, tilstand
from tests.factories import NAA, lag_bruker
from tests.idnumre import gyldige_numre

# --- against the database ------------------------------------------------------


@pytest.mark.parametrize(
    "endring",
    [
        {"hendelsesdato": "2022-01-02"},
        {"meldt_dato": "2022-01-04"},
        {"meldende_virksomhet": "Narvik kommune", "meldende_enhet": "Sykehjemmet"},
        {"ansvarlig_enhet": "Barselposten"},
        {"kategori": "B1"},
        {"alvorlighet": "3"},
        {"alvorlighet": ""},
        {"besvart_dato": "2022-02-04"},
        {"besvart_dato": ""},
        ANDRE_VEIEN,
    ],
)
def test_annet_innhold_enn_i_basen_er_en_feil(importer, endring):
    importer({})
    for_ = tilstand()
    regel = "saken finnes fra før med et annet innhold"
    assert importer({"ekstern_id": "X-2"}, endring) == (
        "1 feil. Ingenting er tatt inn.",
        [f"rad 3, kolonne ekstern_id: {regel}"],
        [],
    )
    assert tilstand() == for_


def test_feil_mot_basen_sies_sammen_med_feil_i_filen(importer):
    importer({})
    feil = importer({"ekstern_id": "X-2", "kategori": "Q7"}, {"alvorlighet": "1"})[1]
    assert feil == [
        "rad 2, kolonne kategori: kategorien er ukjent",
        "rad 3, kolonne ekstern_id: saken finnes fra før med et annet innhold",
    ]


def test_det_som_har_hendt_etterpaa_er_ikke_annet_innhold(importer):
    """A case the committee took up again may have moved on and been answered."""
    importer({"besvart_dato": ""})
    sak = saker().get()
    annen = sak.holder.virksomhet.enheter.get(navn="Barselposten")
    saker().update(holder=annen, besvart_dato=I_DAG)
    Svar.objects.create(
        avvik=sak, enhet=annen, av=lag_bruker("leder"), dato=I_DAG, sendt_tid=NAA
    )
    assert importer({"besvart_dato": ""})[2][-1] == (
        "1 sak finnes fra før med samme innhold"
    )


def test_handlingen_tar_ingenting_inn_naar_en_rad_er_ulik(importer):
    importer({})
    sak = saker().get()
    rader = [
        Historikkrad(
            nr=nr,
            ekstern_id=ekstern_id,
            hendelsesdato=sak.hendelsesdato,
            meldt_dato=sak.meldt_dato,
            meldende_virksomhet_id=sak.meldende_virksomhet_id,
            meldende_enhet_id=sak.meldende_enhet_id,
            mottakende_virksomhet_id=sak.mottakende_virksomhet_id,
            ansvarlig_enhet_id=sak.holder_id,
            retning=sak.retning,
            gruppe_id=sak.gruppe_id,
            kategori_id=sak.kategori_id,
            alvorlighet=5,
            besvart_dato=None,
        )
        for nr, ekstern_id in ((2, "X-2"), (3, "X-1"))
    ]
    with pytest.raises(Importfeil) as unntak:
        importer_historikk(rader, av=SYSTEM)
    assert [feil.rad for feil in unntak.value.feil] == [3]
    assert saker().count() == 1


def test_bare_systemet_tar_inn_historikk(db):
    with pytest.raises(IkkeLov):
        importer_historikk([], av=lag_bruker("noen"))


# --- dry run -------------------------------------------------------------------


def test_torrkjoring_sier_hva_som_ville_skjedd_og_skriver_ingenting(importer):
    importer({})
    for_ = tilstand()
    rader = [{}, {"ekstern_id": "X-2"}, {"ekstern_id": "X-3"}]
    assert importer(*rader, torrkjor=True) == (
        "",
        [],
        [
            "2 saker ville blitt tatt inn",
            "  2022: 2",
            "1 sak finnes fra før med samme innhold",
            "Ingenting er skrevet.",
        ],
    )
    assert tilstand() == for_
    importer(*rader)
    assert saker().count() == 3


def test_torrkjoring_sier_feilene(importer):
    stopp, feil, ut = importer({"alvorlighet": "9"}, torrkjor=True)
    regel = "verdien må være et helt tall fra 0 til 5"
    assert (feil, ut) == ([f"rad 2, kolonne alvorlighet: {regel}"], [])
    assert stopp == "1 feil. Ingenting er tatt inn."


# --- nothing leaks -------------------------------------------------------------

KANARI = st.builds(
    "{}KANARI{}".format,
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8),
)
CELLER = st.one_of(
    KANARI,
    KANARI.map("={}".format),
    gyldige_numre(),
    gyldige_numre().map(lambda nummer: f"{nummer[:6]} {nummer[6:]}"),
    st.sampled_from(["98765432", "2022-02-30", "KANARI" * 1000, "#KANARI!"]),
)


def som_xlsx(rader):
    bok = openpyxl.Workbook()
    for rad in rader:
        bok.active.append(rad)
    data = io.BytesIO()
    bok.save(data)
    return data.getvalue()


def som_tekst(rader):
    celler = [['"' + celle.replace('"', '""') + '"' for celle in rad] for rad in rader]
    return "\n".join(",".join(rad) for rad in celler).encode()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    endringer=st.lists(
        st.dictionaries(st.sampled_from(KOLONNER), CELLER, min_size=1),
        min_size=1,
        max_size=3,
    ),
    overskrift=st.lists(CELLER, max_size=2),
    lag=st.sampled_from([som_tekst, som_xlsx]),
    torrkjor=st.booleans(),
)
def test_ingenting_av_det_som_er_skrevet_kommer_ut(
    registre, tmp_path, endringer, overskrift, lag, torrkjor
):
    rader = [list({**RAD, **endring}.values()) for endring in endringer]
    fil = tmp_path / "fil"
    fil.write_bytes(lag([[*KOLONNER, *overskrift], *rader]))
    stopp, feil, ut = kjor(fil, torrkjor=torrkjor)
    alt = "\n".join([stopp, *feil, *ut])
    skrevet = [
        *overskrift,
        *(celle for endring in endringer for celle in endring.values()),
    ]
    assert [celle for celle in ("KANARI", *skrevet) if celle in alt] == []
    # The number of a row, of a column and of faults are the only figures.
    assert all(linje.startswith("rad ") and ", kolonne " in linje for linje in feil)


def test_ingenting_kommer_ut_av_en_feil_ingen_har_tenkt_paa(
    registre, tmp_path, monkeypatch
):
    """A library that raises with the content in its message."""

    def knekk(*args, **valg):
        raise ValueError("KANARI")

    fil = tmp_path / "fil.xlsx"
    fil.write_bytes(som_xlsx([KOLONNER, [*RAD.values()]]))
    monkeypatch.setattr(openpyxl, "load_workbook", knekk)
    assert kjor(fil)[1] == ["rad 1, kolonne 1: filen er ikke et regneark som kan leses"]
