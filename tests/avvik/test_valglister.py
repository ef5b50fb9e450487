"""The lists of optional answers, from step 2 to the page of the case."""

from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.utils import timezone
from django.utils.translation import override

from avvik.enums import Valgliste
from avvik.models import Avvik, Utkast, Valg
from avvik.saksvisning import valgte
from avvik.valglister import valg_for
from helsefellesskap.arbeidsdager import lokal_dato
from tests.factories import lag_kategori, lag_sak, lag_utkast
from tests.innlogging import logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db
I_DAG = lokal_dato(timezone.now())
I_GAR = I_DAG - timedelta(days=1)
SVAR = {
    "avtalepunkt": "5",
    "fase": "utskrivning",
    "pasientgruppe": "eldre",
    "meldingstype": "epikrise",
}
VIST = {
    "avtalepunkt": "5 Utskrivningsklare pasienter",
    "fase": "Utskrivning",
    "pasientgruppe": "Skrøpelige eldre",
    "meldingstype": "Epikrise",
}


def valg(liste, kode):
    return Valg.objects.get(liste=liste, kode=kode)


def koder(avsender, liste, dato=I_DAG):
    return [v.kode for v in valg_for(avsender, dato)[liste]]


# --- what may be chosen ----------------------------------------------------------


def test_the_lists_come_with_the_first_migration():
    antall = {liste: Valg.objects.filter(liste=liste).count() for liste in SVAR}

    assert antall == {
        "avtalepunkt": 14,
        "fase": 8,
        "pasientgruppe": 6,
        "meldingstype": 17,
    }


def test_fastleger_see_samarbeidsnormen_first_and_others_last(verden):
    assert koder(verden.senjalegen_v, "avtalepunkt")[:2] == ["norm", "1"]
    for virksomhet in (verden.narvik, verden.unn):
        assert koder(virksomhet, "avtalepunkt")[-2:] == ["13", "norm"]


def test_only_what_holds_on_the_day_can_be_chosen(verden):
    Valg.objects.filter(liste="fase", kode="akutt").update(gyldig_til=I_GAR)

    assert "akutt" not in koder(verden.narvik, "fase")
    assert "akutt" in koder(verden.narvik, "fase", I_GAR)
    assert koder(verden.narvik, "avtalepunkt", date(2022, 7, 31))[-2:] == ["11", "norm"]


def test_the_lists_are_read_in_one_query(verden, django_assert_num_queries):
    with django_assert_num_queries(1):
        valg_for(verden.narvik, I_DAG)


# --- step 2 ----------------------------------------------------------------------


@pytest.fixture
def melder(verden, client):
    client.force_login(verden.melder)
    return client


def nytt_utkast(verden, kategori="D1", **felter):
    lag_kategori(kategori)
    return lag_utkast(
        verden.melder,
        til=verden.akutt,
        naa=timezone.now(),
        kategori=kategori,
        **{"steg": 2, **felter},
    )


def steg(utkast, nr):
    return f"/meld/utkast/{utkast.nokkel}/{nr}/"


def lagret():
    return Utkast.objects.uten_tilgangskontroll(grunn="test").get()


def svar2(verden, **felter):
    return {"enhet": verden.akutt.pk, "versjon": lagret().versjon, **felter}


def test_they_are_folded_away_and_no_answer_is_asked_for(melder, verden):
    utkast = nytt_utkast(verden)
    side = melder.get(steg(utkast, 2))
    assert "<details>" in side.text
    assert side.text.count("PLO: elektroniske meldinger mellom sykehus") == 1
    navn = [felt.name for felt in side.context["form"].mer]
    assert navn == [
        "strakstiltak",
        "pasient_informert",
        "avtale",
        *("avtalepunkt", "fase", "pasientgruppe", "meldingstype"),
    ]
    assert melder.post(steg(utkast, 2), svar2(verden)).url == steg(utkast, 3)

    assert [getattr(lagret(), liste) for liste in SVAR] == [None] * 4


def test_about_messages_the_kind_of_message_is_asked_first(melder, verden):
    utkast = nytt_utkast(verden, "B1")
    mer = melder.get(steg(utkast, 2)).context["form"].mer

    assert [felt.name for felt in mer][:2] == ["meldingstype", "strakstiltak"]


def test_an_empty_list_is_not_asked_for(melder, verden):
    Valg.objects.filter(liste="fase").update(gyldig_til=I_GAR)
    mer = melder.get(steg(nytt_utkast(verden), 2)).context["form"].mer

    assert "fase" not in [felt.name for felt in mer]


def test_answers_follow_to_the_summary_and_to_the_case(melder, verden, client):
    utkast = nytt_utkast(verden)
    melder.post(steg(utkast, 2), svar2(verden, **SVAR))
    assert {n: getattr(lagret(), n).kode for n in SVAR} == SVAR
    igjen = melder.get(steg(utkast, 2))
    assert "<details open>" in igjen.text
    assert {n: igjen.context["form"][n].value() for n in SVAR} == SVAR
    rader = {
        r["tittel"]: r["verdi"] for r in melder.get(steg(utkast, 3)).context["rader"]
    }
    assert {Valgliste(n).label: v for n, v in VIST.items()}.items() <= rader.items()
    melder.post(steg(utkast, 3), {"versjon": lagret().versjon})
    sak = Avvik.objects.uten_tilgangskontroll(grunn="test").get()
    assert {n: getattr(sak, n).kode for n in SVAR} == SVAR
    logg_inn_med_to_faktorer(client, verden.leder_akutt)
    fakta = dict(client.get(f"/sak/{sak.saksnummer}/").context["sak"].fakta)

    assert {Valgliste(n).label: v for n, v in VIST.items()}.items() <= fakta.items()


@pytest.mark.parametrize("verdi", ["finnes_ikke", "epikrise", "1\x00"])
def test_an_answer_from_outside_the_list_is_told(melder, verden, verdi):
    utkast = nytt_utkast(verden)
    svar = melder.post(steg(utkast, 2), svar2(verden, fase=verdi, forslag="Ring"))

    assert dict(svar.context["form"].errors) == {"fase": ["Velg fra listen"]}
    assert (lagret().fase, lagret().forslag) == (None, "Ring")


def test_an_answer_ended_before_sending_is_told_at_its_question(melder, verden):
    utkast = nytt_utkast(verden, steg=3, fase=valg("fase", "akutt"))
    Valg.objects.filter(liste="fase", kode="akutt").update(gyldig_til=I_GAR)
    svar = melder.post(steg(utkast, 3), {"versjon": utkast.versjon})
    (feil,) = svar.context["mangler"]

    assert feil["url"] == f"{steg(utkast, 2)}#div_id_fase"
    assert feil["tekst"].startswith("Dette kan ikke velges lenger.")
    assert lagret().hva_skjedde == "Epikrisen kom ikke."
    melder.post(steg(utkast, 2), svar2(verden))
    assert (
        melder.post(steg(utkast, 3), {"versjon": lagret().versjon}).status_code == 302
    )


# --- names -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spraak", "navn"),
    [
        ("nb", "Skrøpelige eldre"),
        ("nn", "Skrøpelege eldre"),
        ("en", "Frail elderly people"),
        ("se", "Skrøpelige eldre"),
    ],
)
def test_a_name_is_in_the_readers_language_or_else_bokmal(verden, spraak, navn):
    sak = lag_sak(
        verden.melder, til=verden.akutt, pasientgruppe=valg("pasientgruppe", "eldre")
    )
    with override(spraak):
        assert [v for _tittel, v in valgte(sak)] == [navn]


# --- the old column --------------------------------------------------------------


def test_old_patient_groups_are_moved_to_the_list():
    """Each code to its entry, for cases and drafts; the old column is gone since."""
    flytt = import_module("avvik.migrations.0006_valgverdier").flytt_pasientgrupper
    flyttet = []

    class Rader:
        def filter(self, pasientgruppe_gammel):
            kode = pasientgruppe_gammel
            return SimpleNamespace(
                update=lambda pasientgruppe: flyttet.append((kode, pasientgruppe))
            )

    gamle = SimpleNamespace(_base_manager=Rader())
    flytt(
        SimpleNamespace(get_model=lambda app, navn: Valg if navn == "Valg" else gamle),
        None,
    )
    fra_liste = set(
        Valg.objects.filter(liste="pasientgruppe").values_list("kode", "pk")
    )

    assert set(flyttet) == fra_liste
    assert len(flyttet) == 2 * 6
