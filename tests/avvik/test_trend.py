"""Counting small faults: one press, one more; no case, no text, no person."""

import re
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from avvik import actions
from avvik.models import Avvik, Trendtelling, Trendtype
from avvik.trend import mandag
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Enhetstype, Rollenavn, Virksomhetstype
from helsefellesskap.feil import IkkeLov, Versjonskonflikt
from helsefellesskap.models import Brev, Endringslogg, Rolle
from tests.conftest import lag_verden
from tests.factories import NAA, dag, lag_bruker, lag_enhet, lag_virksomhet

ADRESSE = "/meld/trend/"


@pytest.fixture
def typer(verden):
    return {t.kode: t for t in Trendtype.objects.all()}


def rader():
    felter = ("trendtype__kode", "enhet__navn", "motpart__navn", "uke", "antall")
    return sorted(Trendtelling.objects.values_list(*felter), key=str)


def tell(v, kode, av=None, naa=NAA, **valg):
    av = av or v.melder
    valg.setdefault("enhet", v.hjemme)
    return actions.tell(Trendtype.objects.get(kode=kode), av=av, naa=naa, **valg)


# --- the action ---------------------------------------------------------------------


def test_a_count_is_by_type_unit_other_side_and_week(verden, typer):
    for naa in (NAA, dag(6), dag(7)):
        tell(verden, "epikrise_mangler", naa=naa)
    tell(verden, "epikrise_sen")
    tell(
        verden,
        "innleggelsesrapport",
        av=verden.melder_akutt,
        enhet=verden.akutt,
        motpart=verden.narvik,
    )
    tell(verden, "innleggelsesrapport", av=verden.melder_akutt, enhet=verden.akutt)

    uke, neste = date(2026, 11, 2), date(2026, 11, 9)
    hjemme, akutt = verden.hjemme.navn, verden.akutt.navn
    assert rader() == [
        ("epikrise_mangler", hjemme, "UNN", uke, 2),
        ("epikrise_mangler", hjemme, "UNN", neste, 1),
        ("epikrise_sen", hjemme, "UNN", uke, 1),
        ("innleggelsesrapport", akutt, "Narvik kommune", uke, 1),
        ("innleggelsesrapport", akutt, None, uke, 1),
    ]


def test_a_count_makes_no_case_and_no_letter(verden, typer):
    tell(verden, "epikrise_mangler")

    assert Avvik.objects.uten_tilgangskontroll(grunn="test").count() == 0
    assert Brev.objects.count() == 0


def test_who_counted_stands_in_the_change_log_and_nowhere_else(verden, typer):
    telling = tell(verden, "epikrise_mangler")

    felter = {f.name for f in Trendtelling._meta.get_fields()}
    assert felter == {"id", "trendtype", "enhet", "motpart", "uke", "antall"}
    logg = Endringslogg.objects.filter(
        tabell="avvik_trendtelling", rad_id=telling.pk
    ).order_by("pk")
    assert [(r.aktor, r.operasjon, r.verdier["antall"]) for r in logg] == [
        (f"bruker:{verden.melder.pk}", "insert", 0),
        (f"bruker:{verden.melder.pk}", "update", 1),
    ]


def test_only_an_own_unit_counts(verden, typer):
    with pytest.raises(IkkeLov):
        tell(verden, "epikrise_mangler", av=verden.melder_akutt)
    with pytest.raises(IkkeLov):
        tell(verden, "epikrise_mangler", av=verden.sekretariat)
    telling = tell(verden, "epikrise_mangler")
    with pytest.raises(IkkeLov):
        actions.angre_telling(telling, av=verden.melder_akutt)

    assert [r[-1] for r in rader()] == [1]


def test_each_side_counts_the_faults_of_the_other(verden, typer):
    with pytest.raises(ValidationError, match="den andre siden"):
        tell(verden, "innleggelsesrapport")
    with pytest.raises(ValidationError, match="den andre siden"):
        tell(verden, "epikrise_sen", av=verden.melder_akutt, enhet=verden.akutt)
    for motpart in (verden.unn, verden.samhandling_unn.virksomhet):
        with pytest.raises(ValidationError, match="kommune eller et legekontor"):
            tell(
                verden,
                "innleggelsesrapport",
                av=verden.melder_akutt,
                enhet=verden.akutt,
                motpart=motpart,
            )

    assert rader() == []


@pytest.mark.parametrize(
    ("fra", "til", "telles"),
    [(0, 0, True), (1, 9, False), (-9, -1, False), (-9, 0, True), (-9, None, True)],
)
def test_a_type_is_counted_while_it_is_valid(verden, typer, fra, til, telles):
    i_dag = NAA.date()
    Trendtype.objects.filter(kode="epikrise_sen").update(
        gyldig_fra=i_dag + timedelta(days=fra),
        gyldig_til=None if til is None else i_dag + timedelta(days=til),
    )
    if telles:
        tell(verden, "epikrise_sen")
    else:
        with pytest.raises(ValidationError, match="telles ikke lenger"):
            tell(verden, "epikrise_sen")

    assert len(rader()) == telles


def test_taking_back_stops_at_nothing(verden, typer):
    telling = tell(verden, "epikrise_mangler")
    tell(verden, "epikrise_mangler")
    for igjen in (1, 0):
        actions.angre_telling(telling, av=verden.melder)
        assert [r[-1] for r in rader()] == [igjen]
    with pytest.raises(Versjonskonflikt):
        actions.angre_telling(telling, av=verden.melder)

    assert [r[-1] for r in rader()] == [0]


def test_presses_at_once_are_all_counted(ekte_transaksjoner):
    v = lag_verden()
    samtidig, start = 8, Barrier(8)

    def trykk():
        try:
            start.wait(timeout=30)
            tell(v, "epikrise_mangler")
        finally:
            connection.close()

    traader = [Thread(target=trykk) for _ in range(samtidig)]
    for traad in traader:
        traad.start()
    for traad in traader:
        traad.join(timeout=60)

    assert [r[-1] for r in rader()] == [samtidig]


@pytest.mark.parametrize("felt", ["uke", "dobbel"])
def test_the_database_keeps_weeks_to_mondays_and_one_row_each(verden, typer, felt):
    rad = {"trendtype": typer["epikrise_sen"], "enhet": verden.hjemme}
    mandagen = date(2026, 11, 2)
    Trendtelling.objects.create(**rad, uke=mandagen)
    uke = mandagen + timedelta(days=1) if felt == "uke" else mandagen
    with pytest.raises(IntegrityError), transaction.atomic():
        Trendtelling.objects.create(**rad, uke=uke)


# --- the page -----------------------------------------------------------------------


def knapper(side):
    return re.findall(r'name="type" value="(\w+)"', side)


def vist_antall(side):
    return [int(n) for n in re.findall(r"(\d+) denne uken", side)]


def test_a_melder_counts_in_two_presses_from_the_front_page(verden, inn):
    klient = inn(verden.melder)
    assert f'href="{ADRESSE}"' in klient.get("/").text
    assert f'href="{ADRESSE}"' in klient.get("/meld/").text
    side = klient.get(ADRESSE).text
    assert knapper(side)[:2] == ["epikrise_mangler", "epikrise_sen"]
    assert vist_antall(side) == [0] * 5
    assert 'name="motpart"' not in side and "<textarea" not in side
    assert not re.search(r'type="(text|search)"', side)

    svar = klient.post(ADRESSE, {"type": "epikrise_sen"}, follow=True)
    assert vist_antall(svar.text) == [0, 1, 0, 0, 0]
    assert "Talt: Epikrise kom for sent." in svar.text
    uke = mandag(lokal_dato(timezone.now()))
    assert rader() == [("epikrise_sen", verden.hjemme.navn, "UNN", uke, 1)]


def test_two_presses_are_two_and_the_last_can_be_taken_back(verden, inn):
    klient = inn(verden.melder)
    assert "Angre siste" not in klient.get(ADRESSE).text
    for _ganger in range(2):
        klient.post(ADRESSE, {"type": "epikrise_mangler"})
    klient.post(ADRESSE, {"type": "epikrise_sen"})
    side = klient.get(ADRESSE).text
    assert vist_antall(side) == [2, 1, 0, 0, 0]
    assert "Sist talt: Epikrise kom for sent" in side

    side = klient.post(f"{ADRESSE}angre/", follow=True).text
    assert vist_antall(side) == [2, 0, 0, 0, 0]
    assert "Angret: Epikrise kom for sent." in side
    assert "Sist talt: Epikrise mangler" in side
    for _ganger in range(2):
        side = klient.post(f"{ADRESSE}angre/", follow=True).text
    assert vist_antall(side) == [0] * 5
    assert "Angre siste" not in side
    side = klient.post(f"{ADRESSE}angre/", follow=True).text
    assert "Det er ingenting å angre." in side
    assert vist_antall(side) == [0] * 5


def test_nobody_takes_back_what_another_session_counted(verden, inn):
    tell(verden, "epikrise_mangler", naa=timezone.now())
    klient = inn(verden.melder)

    assert "Angre siste" not in klient.get(ADRESSE).text
    klient.post(f"{ADRESSE}angre/")
    assert [r[-1] for r in rader()] == [1]


def test_a_role_that_has_ended_takes_nothing_back(verden, inn):
    klient = inn(verden.melder)
    klient.post(ADRESSE, {"type": "epikrise_mangler"})
    i_gaar = lokal_dato(timezone.now()) - timedelta(days=1)
    Rolle.objects.filter(bruker=verden.melder).update(til=i_gaar)

    assert klient.post(f"{ADRESSE}angre/").status_code == 403
    assert klient.post(ADRESSE, {"type": "epikrise_mangler"}).status_code == 403
    assert [r[-1] for r in rader()] == [1]


def test_the_hospital_says_which_kommune_or_that_it_does_not_know(verden, inn):
    lag_virksomhet("Nedlagt kommune")
    klient = inn(verden.melder_akutt)
    side = klient.get(ADRESSE).text
    valg = re.findall(r'<option value="(\d*)"[^>]*>([^<]+)', side)
    assert [navn for _pk, navn in valg] == ["Vet ikke", "Narvik kommune", "Senjalegen"]
    assert knapper(side)[0] == "innleggelsesrapport"

    data = {"type": "innleggelsesrapport", "motpart": str(verden.narvik.pk)}
    side = klient.post(ADRESSE, data, follow=True).text
    assert f'<option value="{verden.narvik.pk}" selected>' in side
    klient.post(ADRESSE, {**data, "motpart": ""})
    uke = mandag(lokal_dato(timezone.now()))
    navn = verden.akutt.navn
    assert rader() == [
        ("innleggelsesrapport", navn, "Narvik kommune", uke, 1),
        ("innleggelsesrapport", navn, None, uke, 1),
    ]
    assert vist_antall(klient.get(ADRESSE).text)[0] == 2


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"type": ""},
        {"type": "finnes_ikke"},
        {"type": "innleggelsesrapport"},
        {"type": "<script>"},
        {"type": "\x00"},
    ],
)
def test_what_cannot_be_counted_is_said_beside_the_buttons(verden, inn, data):
    side = inn(verden.melder).post(ADRESSE, data)

    assert side.status_code == 200
    assert "Trykk på +1 ved det du vil telle" in side.text
    assert "<script>" not in side.text
    assert rader() == []


@pytest.mark.parametrize("motpart", ["x", "999999", "\x00", "-1"])
def test_another_side_that_is_none_is_refused(verden, inn, motpart):
    data = {"type": "innleggelsesrapport", "motpart": motpart}
    side = inn(verden.melder_akutt).post(ADRESSE, data)

    assert side.status_code == 200
    assert "Velg fra listen" in side.text
    assert rader() == []
    assert inn(verden.melder_akutt).get(ADRESSE, data).status_code == 200


def test_a_person_with_two_units_chooses(verden, inn):
    annen = lag_enhet("Hjemmetjenesten sone 2 Narvik", verden.narvik)
    begge = lag_bruker(
        "begge", (Rollenavn.MELDER, verden.hjemme), (Rollenavn.MELDER, annen)
    )
    klient = inn(begge)
    side = klient.get(ADRESSE).text
    assert re.findall(r'<option value="(\d+)"', side) == [
        str(verden.hjemme.pk),
        str(annen.pk),
    ]
    klient.post(ADRESSE, {"type": "epikrise_sen", "enhet": str(annen.pk)})
    fremmed = {"type": "epikrise_sen", "enhet": str(verden.akutt.pk)}
    assert "Velg en av enhetene dine" in klient.post(ADRESSE, fremmed).text

    assert [r[1] for r in rader()] == [annen.navn]


def test_a_legekontor_counts_too(verden, inn):
    assert verden.senjalegen.type == Enhetstype.FASTLEGEKONTOR
    assert verden.unn.type == Virksomhetstype.HELSEFORETAK
    inn(verden.lege_senja).post(ADRESSE, {"type": "epikrise_sen"})

    assert [r[1:3] for r in rader()] == [("Senjalegen", "UNN")]


def test_who_has_no_unit_cannot_count(verden, inn):
    for bruker in (verden.sekretariat, verden.ssu, verden.admin):
        klient = inn(bruker)
        assert klient.get(ADRESSE).status_code == 403
        assert klient.post(ADRESSE, {"type": "epikrise_sen"}).status_code == 403
        assert f'href="{ADRESSE}"' not in klient.get("/").text
    assert rader() == []


def test_nothing_to_count_is_said(verden, inn):
    Trendtype.objects.update(gyldig_til=date(2001, 1, 1))
    side = inn(verden.melder).get(ADRESSE).text

    assert "Ingen småfeil telles nå." in side


def test_an_offer_on_the_front_page_waits_for_nobody(verden, inn):
    side = inn(verden.melder).get("/").text

    assert "Ingenting venter på deg nå." in side


def test_the_page_asks_the_same_however_much_is_counted(
    verden, inn, django_assert_num_queries
):
    klient = inn(verden.melder_akutt)
    klient.get(ADRESSE)
    sporringer = []
    for nr in (1, 30):
        for i in range(nr):
            v = lag_virksomhet(f"Kommune {nr} {i}")
            lag_enhet(f"Enhet {nr} {i}", v)
            tell(
                verden,
                "innleggelsesrapport",
                av=verden.melder_akutt,
                enhet=verden.akutt,
                motpart=v,
                naa=timezone.now(),
            )
        with django_assert_num_queries(14) as maalt:
            klient.get(ADRESSE)
        sporringer.append(len(maalt))
    assert len(set(sporringer)) == 1


# --- the list of types --------------------------------------------------------------

NY = {
    "versjon": "0",
    "navn": "Prøvesvar ikke sendt på",
    "navn_nn": "",
    "navn_en": "",
    "retning": "til_sykehus",
    "rekkefolge": "5",
    "gyldig_fra": "2026-01-01",
    "gyldig_til": "",
}
OPPSETT = "/oppsett/trendtyper/"


def test_the_sekretariat_adds_a_type_and_it_can_be_counted(verden, inn):
    svar = inn(verden.sekretariat).post(f"{OPPSETT}ny/", NY, follow=True)
    assert "Prøvesvar ikke sendt på" in svar.text
    ny = Trendtype.objects.get(kode="provesvar_ikke_sendt_pa")
    assert (ny.retning, ny.rekkefolge, ny.versjon) == ("til_sykehus", 5, 1)

    assert knapper(inn(verden.melder).get(ADRESSE).text)[0] == ny.kode


def test_two_types_of_one_name_have_codes_of_their_own(verden, inn):
    klient = inn(verden.sekretariat)
    for _ganger in range(2):
        klient.post(f"{OPPSETT}ny/", NY)

    koder = Trendtype.objects.filter(navn=NY["navn"]).values_list("kode", flat=True)
    assert sorted(koder) == ["provesvar_ikke_sendt_pa", "provesvar_ikke_sendt_pa_2"]


def test_a_name_that_makes_the_code_of_another_gets_one_of_its_own(verden, inn):
    klient = inn(verden.sekretariat)
    for navn in ("Svar 2", "Svar", "Svar", "Svarfrist"):
        svar = klient.post(f"{OPPSETT}ny/", {**NY, "navn": navn})
        assert svar.status_code == 302

    koder = Trendtype.objects.filter(kode__startswith="svar").order_by("pk")
    ventet = ["svar_2", "svar", "svar_3", "svarfrist"]
    assert list(koder.values_list("kode", flat=True)) == ventet


def test_a_change_keeps_what_is_counted_and_the_direction(verden, inn, typer):
    tell(verden, "epikrise_sen")
    klient = inn(verden.sekretariat)
    side = klient.get(f"{OPPSETT}epikrise_sen/").text
    assert 'name="retning"' not in side
    data = {**NY, "versjon": "1", "retning": "fra_sykehus", "gyldig_til": "2026-11-02"}
    assert klient.post(f"{OPPSETT}epikrise_sen/", data).status_code == 302

    endret = Trendtype.objects.get(kode="epikrise_sen")
    assert (endret.navn, endret.retning) == (NY["navn"], "til_sykehus")
    assert (endret.gyldig_til, endret.versjon) == (date(2026, 11, 2), 2)
    assert [r[-1] for r in rader()] == [1]


def test_the_slower_of_two_sees_what_was_written(verden, inn, typer):
    klient = inn(verden.sekretariat)
    klient.post(f"{OPPSETT}epikrise_sen/", {**NY, "versjon": "1", "navn": "Først"})
    svar = klient.post(f"{OPPSETT}epikrise_sen/", {**NY, "versjon": "1"})

    assert svar.status_code == 409
    assert NY["navn"] in svar.text
    assert Trendtype.objects.get(kode="epikrise_sen").navn == "Først"


@pytest.mark.parametrize(
    ("felt", "verdi", "melding"),
    [
        ("navn", "", "Skriv et navn"),
        ("retning", "", "Velg hvem som teller"),
        ("retning", "begge", "Velg hvem som teller"),
        ("rekkefolge", "x", "Skriv et tall fra 0 til 999"),
        ("rekkefolge", "-1", "Skriv et tall fra 0 til 999"),
        ("gyldig_fra", "", "Velg en dato"),
        ("gyldig_til", "2025-12-31", "Datoen er før den første datoen"),
    ],
)
def test_a_faulty_type_is_told_and_kept(verden, inn, felt, verdi, melding):
    antall = Trendtype.objects.count()
    side = inn(verden.sekretariat).post(f"{OPPSETT}ny/", {**NY, felt: verdi})

    assert side.status_code == 200
    assert melding in side.text
    assert Trendtype.objects.count() == antall


def test_the_list_is_the_sekretariats(verden, inn):
    for bruker in (verden.melder, verden.kontakt_unn, verden.admin):
        klient = inn(bruker)
        for sti in ("", "ny/", "epikrise_sen/", "finnes_ikke/"):
            assert klient.get(f"{OPPSETT}{sti}").status_code == 403
    with pytest.raises(IkkeLov):
        actions.lagre_trendtype(None, innhold={"navn": "x"}, av=verden.melder)
    klient = inn(verden.sekretariat)
    assert klient.get(OPPSETT).status_code == 200
    assert klient.get(f"{OPPSETT}finnes_ikke/").status_code == 404
    assert klient.get(f"{OPPSETT}%00/").status_code == 404


def test_the_name_is_shown_in_the_readers_language(typer):
    ett = typer["epikrise_mangler"]
    sett = {}
    for spraak in ("nb", "nn", "en"):
        with translation.override(spraak):
            sett[spraak] = ett.vist

    assert sett == {
        "nb": "Epikrise mangler",
        "nn": "Epikrise manglar",
        "en": "Discharge summary missing",
    }
