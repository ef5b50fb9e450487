"""The pages where the sekretariat keeps categories and lists."""

import re
from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import override

from avvik.actions import oppsett as actions
from avvik.enums import Kategoriretning
from avvik.models import Avvik, Kategori, Kategorigruppe, Nokupkode, Valg
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.feil import IkkeLov, Versjonskonflikt
from helsefellesskap.models import Endringslogg, Tilgangslogg
from tests.factories import lag_kategori, lag_sak
from tests.innlogging import logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db
I_DAG = lokal_dato(timezone.now())
I_MORGEN = I_DAG + timedelta(days=1)
LISTER = ("pasientgruppe", "fase", "meldingstype", "avtalepunkt")


@pytest.fixture
def sekr(verden, client):
    lag_kategori("D1")
    lag_kategori("X1")
    logg_inn_med_to_faktorer(client, verden.sekretariat)
    return client


def kategori(kode="D1", **felter):
    return Kategori.objects.get(kode=kode, **felter)


def sak_med(verden, **felter):
    return lag_sak(verden.melder, til=verden.akutt, naa=timezone.now(), **felter)


def skjema(rad, **felter):
    """The form as the page shows it, with these answers changed."""
    ut = {n: getattr(rad, n) for n in ("navn", "navn_nn", "navn_en", "versjon")}
    if isinstance(rad, Kategori):
        ut |= {"retning": rad.retning, "avtalepunkt": rad.avtalepunkt}
    else:
        ut |= {"rekkefolge": rad.rekkefolge, "forst_for": rad.forst_for}
    return {**ut, "gjelder_fra": rad.gyldig_fra, **felter}


def feil_i(svar):
    return {f: e[0] for f, e in svar.context["form"].errors.items()}


def adresse(rad, slutt=""):
    if isinstance(rad, Kategori):
        return f"/oppsett/kategorier/{rad.pk}/{slutt}"
    return f"/oppsett/lister/{rad.liste}/{rad.pk}/{slutt}"


# --- who, and from where ---------------------------------------------------------


def test_the_sekretariat_finds_every_page_from_the_menu(sekr):
    assert '<a href="/oppsett/"' in sekr.get("/").text
    side = sekr.get("/oppsett/").text
    veier = [f"/oppsett/{navn}/" for navn in ("kategorier", "tekster", "trendtyper")]
    veier += [f"/oppsett/lister/{liste}/" for liste in LISTER]
    assert sorted(re.findall(r'href="(/oppsett/\w[^"]*)"', side)) == sorted(veier)
    assert [sekr.get(vei).status_code for vei in veier] == [200] * len(veier)


def test_others_are_refused_and_both_outcomes_are_logged(sekr, verden, client):
    sekr.get("/oppsett/kategorier/")
    logg_inn_med_to_faktorer(client, verden.leder_akutt)
    assert client.get("/oppsett/kategorier/").status_code == 403
    assert '<a href="/oppsett/"' not in client.get("/").text
    rader = Tilgangslogg.objects.filter(rute="kategorier").order_by("pk")

    assert list(rader.values_list("bruker_id", "handling")) == [
        (verden.sekretariat.pk, "apnet"),
        (verden.leder_akutt.pk, "avvist"),
    ]


def test_the_actions_refuse_others_too(verden):
    rad = lag_kategori("D1")
    endring = {"innhold": {"navn": "Ny"}, "gjelder_fra": I_DAG, "versjon": 1}
    for person in (verden.leder_akutt, verden.kontakt_unn, verden.admin):
        with pytest.raises(IkkeLov):
            actions.endre_utgave(rad, **endring, av=person, naa=timezone.now())
        with pytest.raises(IkkeLov):
            actions.avslutt_utgave(
                rad, siste_dag=I_DAG, versjon=1, av=person, naa=timezone.now()
            )
    assert kategori().navn == "Kategori D1"


@pytest.mark.parametrize(
    "vei",
    [
        "/oppsett/kategorier/99999/",
        "/oppsett/kategorier/99999999999999999999/",
        "/oppsett/grupper/Å/",
        "/oppsett/grupper/%00/",
        "/oppsett/lister/kategori/",
        "/oppsett/lister/fase/99999/",
        "/oppsett/lister/%00/ny/",
    ],
)
def test_what_is_not_there_is_not_found(sekr, vei):
    assert sekr.get(vei).status_code == 404


def test_an_entry_is_found_under_its_own_list_only(sekr):
    rad = Valg.objects.get(liste="fase", kode="akutt")

    assert sekr.get(f"/oppsett/lister/fase/{rad.pk}/").status_code == 200
    assert sekr.get(f"/oppsett/lister/meldingstype/{rad.pk}/").status_code == 404


def test_the_administration_has_no_way_around_versions():
    i_admin = {modell._meta.label for modell in admin.site._registry}

    assert not i_admin & {
        "avvik.Kategori",
        "avvik.Kategorigruppe",
        "avvik.Nokupkode",
        "avvik.Valg",
    }


# --- a new one -------------------------------------------------------------------


def ny(**felter):
    felles = {"versjon": 0, "kode": "D9", "navn": "Epikrisen er uleselig"}
    return {**felles, "retning": "begge", "gjelder_fra": I_MORGEN, **felter}


def test_a_new_category_holds_from_its_date(sekr):
    svar = sekr.post("/oppsett/kategorier/ny/", ny(navn_nn="Uleseleg"))
    rad = kategori("D9")

    assert svar.url == "/oppsett/kategorier/"
    assert (rad.navn_nn, rad.gruppe.bokstav, rad.gyldig_fra) == (
        "Uleseleg",
        "D",
        I_MORGEN,
    )
    assert rad not in Kategori.objects.gyldige(I_DAG)
    assert rad in Kategori.objects.gyldige(I_MORGEN)


@pytest.mark.parametrize(
    ("felter", "feil"),
    [
        ({"kode": "D1"}, {"kode": "Koden er i bruk. Velg en annen."}),
        ({"kode": "Q1"}, {"kode": "Gruppen finnes ikke"}),
        (
            {"kode": "d1"},
            {"kode": "Skriv en stor bokstav og inntil tre sifre, som D5"},
        ),
        ({"kode": ""}, {"kode": "Skriv en kode"}),
        ({"navn": " "}, {"navn": "Skriv et navn"}),
        ({"retning": ""}, {"retning": "Velg hvem som kan velge den"}),
        ({"gjelder_fra": ""}, {"gjelder_fra": "Velg en dato"}),
        (
            {"gjelder_fra": "i dag"},
            {"gjelder_fra": "Skriv datoen som dag, måned og år"},
        ),
    ],
)
def test_a_faulty_new_category_is_told_at_the_field(sekr, felter, feil):
    svar = sekr.post("/oppsett/kategorier/ny/", ny(**felter))

    assert feil_i(svar) == feil
    assert Kategori.objects.count() == 2


def test_a_new_entry_of_a_list(sekr):
    data = {"versjon": 0, "kode": "hjemme", "navn": "Hjemme", "rekkefolge": 5}
    data["gjelder_fra"] = I_DAG
    assert sekr.post("/oppsett/lister/fase/ny/", data).url == "/oppsett/lister/fase/"
    svar = sekr.post("/oppsett/lister/fase/ny/", data)
    assert feil_i(svar) == {"kode": "Koden er i bruk. Velg en annen."}
    assert sekr.post("/oppsett/lister/avtalepunkt/ny/", data).status_code == 302
    forste = Valg.objects.filter(liste="fase").first()

    assert (forste.navn, forste.rekkefolge) == ("Hjemme", 5)


# --- another name ----------------------------------------------------------------


def test_a_category_in_use_gets_a_new_version_and_old_cases_keep_theirs(sekr, verden):
    sak, gammel = sak_med(verden), kategori()
    svar = sekr.post(
        adresse(gammel), skjema(gammel, navn="Epikrise savnes", gjelder_fra=I_MORGEN)
    )
    assert svar.status_code == 302
    eldste, nyeste = actions.utgaver(gammel)

    assert (eldste.pk, eldste.navn, eldste.gyldig_til) == (
        gammel.pk,
        "Kategori D1",
        I_DAG,
    )
    assert (nyeste.navn, nyeste.gyldig_fra, nyeste.gyldig_til, nyeste.versjon) == (
        "Epikrise savnes",
        I_MORGEN,
        None,
        1,
    )
    sak = Avvik.objects.uten_tilgangskontroll(grunn="test").get(pk=sak.pk)
    assert sak.kategori == gammel
    gjelder = Kategori.objects.gyldige(I_MORGEN).filter(kode="D1")
    assert [k.navn for k in gjelder] == ["Epikrise savnes"]


@pytest.mark.parametrize("dager", [-1, -400])
def test_a_new_version_never_reaches_back(sekr, verden, dager):
    sak_med(verden)
    data = skjema(kategori(), navn="Ny", gjelder_fra=I_DAG + timedelta(days=dager))
    svar = sekr.post(adresse(kategori()), data)

    (tekst,) = feil_i(svar).values()
    assert tekst.endswith("Saker som er meldt før, beholder det de har.")
    assert [k.navn for k in actions.utgaver(kategori())] == ["Kategori D1"]


@pytest.mark.parametrize(
    "felter", [{"retning": "til_sykehus"}, {"avtalepunkt": "5"}, {"navn_en": "New"}]
)
def test_direction_point_and_a_translation_that_stands_make_a_version(
    sekr, verden, felter
):
    Kategori.objects.filter(kode="D1").update(navn_en="Old")
    sak_med(verden)
    sekr.post(adresse(kategori()), skjema(kategori(), **felter, gjelder_fra=I_DAG))

    assert actions.utgaver(kategori(gyldig_til=None)).count() == 2


def test_a_missing_translation_and_the_order_need_no_version(sekr, verden):
    fase = Valg.objects.get(liste="fase", kode="akutt")
    Valg.objects.filter(pk=fase.pk).update(navn_en="")
    fase.refresh_from_db()
    sak_med(verden, fase=fase)
    data = skjema(fase, navn_en="Emergency", rekkefolge=1, forst_for="kommune")
    assert sekr.post(adresse(fase), data).status_code == 302
    (eneste,) = actions.utgaver(fase)

    assert (eneste.navn_en, eneste.rekkefolge, eneste.forst_for) == (
        "Emergency",
        1,
        "kommune",
    )


def test_what_no_case_points_to_is_changed_as_it_stands(sekr):
    data = skjema(kategori(), navn="Uten epikrise", gjelder_fra=date(2020, 1, 1))
    sekr.post(adresse(kategori()), data)

    assert (kategori().navn, kategori().gyldig_fra) == (
        "Uten epikrise",
        date(2020, 1, 1),
    )


def test_a_version_to_come_can_be_moved_and_the_one_before_follows(sekr, verden):
    sak_med(verden)
    sekr.post(adresse(kategori()), skjema(kategori(), navn="Ny", gjelder_fra=I_MORGEN))
    kommer = kategori(gyldig_til=None)
    senere = I_MORGEN + timedelta(days=30)
    sekr.post(adresse(kommer), skjema(kommer, gjelder_fra=senere))
    eldste, nyeste = actions.utgaver(kommer)

    assert (eldste.gyldig_til, nyeste.gyldig_fra) == (
        senere - timedelta(days=1),
        senere,
    )
    for dag in (I_DAG, I_MORGEN, senere):
        assert Kategori.objects.gyldige(dag).filter(kode="D1").count() == 1


def test_an_older_version_is_not_changed(sekr, verden):
    sak_med(verden)
    gammel = kategori()
    sekr.post(adresse(gammel), skjema(gammel, navn="Ny", gjelder_fra=I_MORGEN))

    for slutt in ("", "avslutt/"):
        assert sekr.get(adresse(gammel, slutt)).status_code == 404
        assert sekr.post(adresse(gammel, slutt), skjema(gammel)).status_code == 404
    gammel.refresh_from_db()
    with pytest.raises(Versjonskonflikt):
        actions.endre_utgave(
            gammel,
            innhold={"navn": "Nyere"},
            gjelder_fra=I_MORGEN,
            versjon=gammel.versjon,
            av=verden.sekretariat,
            naa=timezone.now(),
        )


def test_the_slower_of_two_is_told_and_shown_the_text(sekr):
    data = skjema(kategori(), navn="Den første")
    assert sekr.post(adresse(kategori()), data).status_code == 302
    svar = sekr.post(adresse(kategori()), {**data, "navn": "Den andre"})

    assert svar.status_code == 409
    assert "Den andre" in svar.text
    assert kategori().navn == "Den første"


def test_a_change_is_in_the_history_with_the_person_and_without_the_words(sekr, verden):
    sekr.post(adresse(kategori()), skjema(kategori(), navn="Uten epikrise"))
    logg = Endringslogg.objects.filter(tabell="avvik_kategori").latest("pk")

    assert (logg.aktor, logg.operasjon, logg.verdier["versjon"]) == (
        f"bruker:{verden.sekretariat.pk}",
        "update",
        2,
    )
    assert "navn" not in logg.verdier


def test_the_words_of_a_group_in_three_languages(sekr):
    data = {"versjon": 1, "enkelt_navn": "Epikriser", "enkelt_navn_nn": "Epikrisar"}
    assert sekr.post("/oppsett/grupper/D/", data).status_code == 302
    gruppe = Kategorigruppe.objects.get(bokstav="D")
    vist = {}
    for spraak in ("nb", "nn", "en"):
        with override(spraak):
            vist[spraak] = gruppe.vist

    assert vist == {"nb": "Epikriser", "nn": "Epikrisar", "en": "Epikriser"}
    assert gruppe.navn == "Epikrise og utskrivningsdokumentasjon"
    assert sekr.post("/oppsett/grupper/D/", data).status_code == 409


# --- the end ---------------------------------------------------------------------


def test_an_end_is_the_last_day_it_can_be_chosen(sekr, verden):
    sak = sak_med(verden)
    data = {"versjon": 1, "siste_dag": I_MORGEN}
    assert sekr.post(adresse(kategori(), "avslutt/"), data).status_code == 302

    assert kategori() in Kategori.objects.gyldige(I_MORGEN)
    assert kategori() not in Kategori.objects.gyldige(I_MORGEN + timedelta(days=1))
    sak = Avvik.objects.uten_tilgangskontroll(grunn="test").get(pk=sak.pk)
    assert sak.kategori == kategori()


def test_an_end_to_come_can_be_taken_back_and_one_that_came_reopened(sekr, verden):
    vei = adresse(kategori(), "avslutt/")
    sekr.post(vei, {"versjon": 1, "siste_dag": I_DAG})
    assert sekr.post(vei, {"versjon": 2, "siste_dag": ""}).status_code == 302
    assert kategori().gyldig_til is None
    Kategori.objects.filter(kode="D1").update(gyldig_til=I_DAG - timedelta(days=9))
    svar = sekr.post(vei, {"versjon": 3, "siste_dag": ""})
    assert feil_i(svar) == {"siste_dag": "Velg siste dag"}
    sekr.post(adresse(kategori()), skjema(kategori(), gjelder_fra=I_DAG))
    eldste, nyeste = actions.utgaver(kategori(gyldig_til=None))

    assert (eldste.gyldig_til, nyeste.gyldig_fra) == (
        I_DAG - timedelta(days=9),
        I_DAG,
    )


def test_an_end_does_not_reach_back(sekr):
    i_gar = I_DAG - timedelta(days=1)
    vei = adresse(kategori(), "avslutt/")
    svar = sekr.post(vei, {"versjon": 1, "siste_dag": i_gar})

    (tekst,) = feil_i(svar).values()
    assert tekst.startswith("Siste dag kan tidligst være ")
    assert kategori().gyldig_til is None


def test_other_can_always_be_chosen(sekr):
    feil = "«Annet» må kunne velges i begge retninger. La den stå."
    annet = kategori("X1")
    svar = sekr.post(adresse(annet, "avslutt/"), {"versjon": 1, "siste_dag": I_DAG})
    assert feil_i(svar) == {"siste_dag": feil}
    svar = sekr.post(adresse(annet), skjema(annet, retning="til_sykehus"))
    assert feil_i(svar) == {"retning": feil}
    assert sekr.post(adresse(annet), skjema(annet, navn="Noe annet")).status_code == 302
    lag_kategori("X2")
    svar = sekr.post(adresse(annet, "avslutt/"), {"versjon": 2, "siste_dag": I_DAG})

    assert (svar.status_code, kategori("X1").gyldig_til) == (302, I_DAG)


# --- official codes --------------------------------------------------------------


def test_only_loaded_codes_can_be_chosen(sekr):
    assert "NOKUP er ikke lastet inn" in sekr.get("/oppsett/kategorier/").text
    assert "nokup_kode" not in sekr.get(adresse(kategori())).context["form"].fields
    for kode, til in (("11", None), ("12", I_DAG - timedelta(days=1))):
        Nokupkode.objects.create(
            kode=kode,
            navn=f"Navn {kode}",
            utgave="1.1",
            gyldig_fra=date(2020, 1, 1),
            gyldig_til=til,
        )
    svar = sekr.post(adresse(kategori()), skjema(kategori(), nokup_kode="12"))
    assert list(feil_i(svar)) == ["nokup_kode"]
    sekr.post(adresse(kategori()), skjema(kategori(), nokup_kode="11"))

    assert kategori().nokup_kode == "11"
    assert "NOKUP 1.1: 2 koder." in sekr.get("/oppsett/kategorier/").text


def test_a_code_that_stands_may_stay_though_it_can_no_longer_be_chosen(sekr):
    Kategori.objects.filter(kode="D1").update(nokup_kode="77")
    data = skjema(kategori(), nokup_kode="77", navn="Nytt navn")
    sekr.post(adresse(kategori()), data)

    assert (kategori().nokup_kode, kategori().navn) == ("77", "Nytt navn")


# --- the tables ------------------------------------------------------------------


def test_the_table_says_what_holds_what_comes_and_what_is_missing(sekr, verden):
    sak_med(verden)
    sekr.post(
        adresse(kategori()),
        skjema(kategori(), navn="Ny", navn_nn="Nytt", gjelder_fra=I_MORGEN),
    )
    grupper = sekr.get("/oppsett/kategorier/").context["grupper"]
    d = next(g for g in grupper if g.gruppe.bokstav == "D")

    assert [(linje.rad.navn, linje.mangler, linje.nyeste) for linje in d.gjelder] == [
        ("Kategori D1", "nynorsk, engelsk", False),
        ("Ny", "engelsk", True),
    ]
    assert [linje.status.split()[0] for linje in d.gjelder] == ["Til", "Fra"]
    assert d.tidligere == []


@pytest.mark.parametrize(
    ("vei", "antall"), [("/oppsett/kategorier/", 13), ("/oppsett/lister/fase/", 11)]
)
def test_the_tables_cost_the_same_whatever_their_length(
    sekr, vei, antall, django_assert_num_queries
):
    sekr.get(vei)
    with django_assert_num_queries(antall):
        sekr.get(vei)
    for nr in range(2, 32):
        lag_kategori(f"D{nr}", Kategoriretning.TIL_SYKEHUS)
        Valg.objects.create(liste="fase", kode=f"k{nr}", navn=f"Fase {nr}")

    with django_assert_num_queries(antall):
        assert "31" in sekr.get(vei).text
