"""`importer_register`: what becomes of the files."""

import pytest
from django.utils.translation import override

from avvik.actions.importer import importer_register
from avvik.importregister import Registerfiler
from avvik.models import Fristregel, Kategori, Kategorigruppe, Ruteregel, Valg
from helsefellesskap.feil import IkkeLov
from helsefellesskap.models import Enhet, Kommune, Virksomhet
from tests.avvik.importhjelp import DATA, bytt, kjor_register, registertilstand
from tests.factories import lag_bruker

pytestmark = pytest.mark.django_db


def test_tar_inn_hele_registeret_og_andre_gang_endres_ingenting():
    _, feil, ut = kjor_register(DATA)
    assert feil == []
    assert ut == [
        "kommuner: 24 nye, 0 endret, 0 uendret",
        "kommunesammenslaaing: 8 nye, 0 endret, 0 uendret",
        "virksomheter: 30 nye, 0 endret, 0 uendret",
        "enheter: 123 nye, 0 endret, 0 uendret",
        "kategorigrupper: 15 nye, 0 endret, 0 uendret",
        "kategorier: 53 nye, 0 endret, 0 uendret",
        "ruteregler: 16 nye, 0 endret, 0 uendret",
    ]
    forste = registertilstand()
    _, _, ut = kjor_register(DATA)
    assert ut[3] == "enheter: 0 nye, 0 endret, 123 uendret"
    assert registertilstand() == forste


def test_en_ny_virksomhet_er_tilknyttet_fra_2000(mappe):
    kjor_register(mappe)
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
    kjor_register(mappe)
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
    kjor_register(mappe)
    assert sorted(Enhet.objects.filter(navn="Klinikken").values_list("slug")) == [
        ("klinikken",),
        ("senja-kommune-klinikken",),
    ]


def test_gruppene_faar_navn_i_skjemaet(mappe):
    kjor_register(mappe)
    assert list(Kategorigruppe.objects.values_list("bokstav", "enkelt_navn")) == [
        ("D", "Epikrise"),
        ("G", "Prøver og svar"),
    ]


def test_kategorier_faar_navn_paa_andre_spraak_naar_filen_har_dem(mappe):
    kjor_register(mappe)
    (mappe / "kategorier.csv").write_text(
        "kode,gruppenavn_nn,enkelt_navn_en,navn_nn,navn_en\n"
        "D1,Epikrise på nynorsk,Discharge summary,Epikrise manglar,Missing\n",
        encoding="utf-8",
    )
    _, feil, _ut = kjor_register(mappe)
    assert feil == []
    rad = Kategori.objects.select_related("gruppe").get(kode="D1")
    assert (rad.navn, rad.navn_nn, rad.navn_en) == (
        "Epikrise mangler",
        "Epikrise manglar",
        "Missing",
    )
    assert (rad.gruppe.navn_nn, rad.gruppe.enkelt_navn_en, rad.gruppe.navn_en) == (
        "Epikrise på nynorsk",
        "Discharge summary",
        "",
    )
    vist = {}
    for spraak in ("nb", "nn", "en"):
        with override(spraak):
            vist[spraak] = (rad.gruppe.vist, rad.vist)
    assert vist == {
        "nb": ("Epikrise", "Epikrise mangler"),
        "nn": ("Epikrise", "Epikrise manglar"),
        "en": ("Discharge summary", "Missing"),
    }


def test_en_fil_uten_spraak_lar_oversettelsene_staa(mappe):
    kjor_register(mappe)
    Kategori.objects.filter(kode="D1").update(navn_nn="Epikrise manglar")
    kjor_register(mappe)
    assert Kategori.objects.get(kode="D1").navn_nn == "Epikrise manglar"


def test_alt_som_folger_med_har_navn_paa_alle_spraak(db):
    _, feil, _ut = kjor_register(DATA)
    assert feil == []
    felter = ("navn", "navn_nn", "navn_en")
    for rad in Kategori.objects.all():
        assert "" not in [getattr(rad, felt) for felt in felter], rad.kode
    for gruppe in Kategorigruppe.objects.all():
        alle = [*felter, "enkelt_navn", "enkelt_navn_nn", "enkelt_navn_en"]
        assert "" not in [getattr(gruppe, felt) for felt in alle], gruppe.bokstav
    for valg in Valg.objects.all():
        assert "" not in [getattr(valg, felt) for felt in felter], valg.kode
    assert (Kategori.objects.count(), Kategorigruppe.objects.count()) == (53, 15)


def test_et_fastlegekontor_faar_egne_frister_ogsaa_for_alvorlige(mappe):
    kjor_register(mappe)
    senjalegen = Virksomhet.objects.get(navn="Senjalegen")
    egne = Fristregel.objects.filter(virksomhet__isnull=False)
    felter = ("virksomhet", "fra_alvorlighet", "bekreft_dager", "svar_dager")
    assert list(egne.order_by("pk").values_list(*felter)) == [
        (senjalegen.pk, None, 3, 21),
        (senjalegen.pk, 4, 1, 14),
    ]


def test_endrer_det_filen_sier_og_lar_resten_staa(mappe):
    kjor_register(mappe)
    (mappe / "kommuner.csv").write_text("kommunenummer,navn\n5530,Ny Senja\n")
    (mappe / "kommunesammenslaaing.csv").unlink()
    (mappe / "enheter.csv").write_text(
        "virksomhet;enhet;sted\nUNN;Sengeposten;Narvik\n", encoding="cp1252"
    )
    (mappe / "kategorier.csv").write_text("kode,nokup_kode\nD1,N7\n")
    bytt(mappe, "ruteregler", "UNN,Tromsø,D,,Sengeposten", "UNN,Tromsø,D,,Klinikken")
    _, feil, ut = kjor_register(mappe)
    assert (feil, ut) == (
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
    kjor_register(mappe)
    kommuner = mappe / "kommuner.csv"
    kommuner.write_text("kommunenummer,navn\n1806,Narvik\n", encoding="utf-8")
    kjor_register(mappe)
    rekke = Kommune.objects.values_list("nummer", flat=True)
    assert list(rekke.all()) == ["5501", "5530", "1806"]
    kommuner.write_text(
        "kommunenummer,navn\n1806,Narvik\n5530,Senja\n5501,Tromsø\n", encoding="utf-8"
    )
    kjor_register(mappe)
    assert list(rekke.all()) == ["1806", "5530", "5501"]


def test_bare_systemet_tar_inn_registre():
    person = lag_bruker("noen")
    with pytest.raises(IkkeLov):
        importer_register(Registerfiler(), av=person)
