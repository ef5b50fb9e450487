"""Write first, log in when you send: drafts of somebody who is not logged in."""

import re
import uuid
from urllib.parse import unquote

import pytest
from django.test import Client

from avvik.enums import Kategoriretning, Status
from helsefellesskap.enums import Rollenavn
from helsefellesskap.models import Bruker, Enhet
from tests.avvik.meldehjelp import (
    NOKKEL,
    TEKST,
    adresse,
    alle_saker,
    alle_utkast,
    feil_i,
    logg_inn_adresse,
    steg1,
    steg2,
    til_steg3,
)
from tests.factories import lag_bruker, lag_kategori, lag_sak
from tests.idnumre import lag_nummer
from tests.innlogging import logg_inn, sett_opp_totp, totp

pytestmark = pytest.mark.django_db


def test_all_is_written_first_and_log_in_comes_at_send(anonym, verden):
    side = anonym.get("/meld/avvik/?fra=kommune").text
    nokkel = re.search(r'name="nokkel" value="([^"]+)"', side)[1]
    svar = anonym.post("/meld/avvik/", steg1(nokkel=nokkel))
    assert svar.url == adresse(2, nokkel)
    svar = anonym.post(svar.url, steg2(verden.akutt, forslag="Send den samme dag."))
    side = anonym.get(svar.url).text
    assert (TEKST in side, "Send den samme dag." in side) == (True, True)
    assert "Logg inn og send" in side
    svar = anonym.post(adresse(3, nokkel), {"versjon": "2"})
    assert unquote(svar.url) == f"/logg-inn/?next={adresse(3, nokkel)}"
    assert "Det du har skrevet, er lagret." in anonym.get(svar.url).text

    svar = logg_inn(anonym, verden.melder, f"?next={adresse(3, nokkel)}")
    assert svar.url == adresse(3, nokkel)
    side = anonym.get(svar.url).text
    assert TEKST in side
    assert "Meldt av deg og enheten din, Hjemmetjenesten sone 1 Narvik." in side
    versjon = re.search(r'name="versjon" value="(\d+)"', side)[1]
    svar = anonym.post(svar.url, {"versjon": versjon})
    sak = alle_saker().get()

    assert svar.url == f"/meld/kvittering/{sak.saksnummer}/"
    assert (sak.melder, sak.meldende_enhet) == (verden.melder, verden.hjemme)
    assert (sak.status, sak.holder) == (Status.SENDT, verden.akutt)
    assert alle_utkast().count() == 0


def test_a_second_factor_comes_between_and_the_draft_is_there(anonym, verden):
    nokkel = _med_totp(verden.leder_hjemme)
    til_steg3(anonym, verden.akutt)
    anonym.post(adresse(3), {"versjon": "2"})
    svar = logg_inn(anonym, verden.leder_hjemme, f"?next={adresse(3)}")
    assert svar.url.startswith("/logg-inn/app/")
    assert alle_utkast().get().melder is None
    svar = anonym.post(f"/logg-inn/app/?next={adresse(3)}", {"code": totp(nokkel, 1)})

    assert svar.url == adresse(3)
    assert alle_utkast().get().melder == verden.leder_hjemme
    assert TEKST in anonym.get(adresse(3)).text


def _med_totp(bruker):
    klient = Client()
    logg_inn(klient, bruker)
    return sett_opp_totp(klient)


def test_looking_changes_nothing(anonym, verden):
    for side in ("", "?fra=sykehus", "?til=unn-akuttmottaket&kategori=D1"):
        assert anonym.get(f"/meld/avvik/{side}").status_code == 200
        assert anonym.get(f"/meld/forbedring/{side}").status_code == 200
    assert anonym.get("/meld/").status_code == 200
    assert alle_utkast().count() == 0
    assert "sessionid" not in anonym.cookies
    til_steg3(anonym, verden.akutt)
    for_ = alle_utkast().values().get()
    for side in ("/meld/", adresse(1), adresse(2), adresse(3), logg_inn_adresse(3)):
        assert anonym.get(side).status_code == 200

    assert alle_utkast().values().get() == for_


# --- where do you work? -----------------------------------------------------------


def test_the_side_is_asked_for_once_and_decides_the_categories(anonym):
    side = anonym.get("/meld/avvik/?kategori=D1")
    assert "Hvor arbeider du?" in side.text
    assert re.findall(r'href="(\?fra=[^"]+)"', side.text) == [
        f"?fra={hvor}&amp;kategori=D1" for hvor in ("sykehus", "kommune", "legekontor")
    ]
    assert 'href="/logg-inn/?next=/meld/avvik/%3Fkategori%3DD1"' in side.text
    start = anonym.get("/meld/").text
    for hvor in ("sykehus", "kommune", "legekontor"):
        assert f'href="/meld/avvik/?fra={hvor}"' in start
    fra_sykehus = anonym.get("/meld/avvik/?fra=sykehus").context["form"]
    fra_kommune = anonym.get("/meld/avvik/?fra=kommune").context["form"]

    assert ("A" in fra_sykehus.grupper, "A" in fra_kommune.grupper) == (True, False)


@pytest.mark.parametrize(("til", "side"), [("akutt", "kommune"), ("hjemme", "sykehus")])
def test_a_link_to_a_unit_tells_the_side_by_itself(anonym, verden, til, side):
    enhet = getattr(verden, til)
    svar = anonym.get(f"/meld/avvik/?til={enhet.slug}&kategori=D")
    assert svar.context["til"] == enhet
    assert f'name="fra" value="{side}"' in svar.text
    assert re.search(r'name="gruppe" value="D"[^>]* checked', svar.text)
    anonym.post("/meld/avvik/", steg1(fra=side, til=enhet.slug))

    assert alle_utkast().get().valgt_enhet == enhet


@pytest.mark.parametrize("til", ["finnes-ikke", "%00", "sekretariatet", "x" * 300])
def test_a_link_to_nowhere_is_told_and_not_repeated(anonym, til):
    svar = anonym.get(f"/meld/avvik/?til={til}&kategori=%3Cb%3E")

    assert "Lenken peker til en enhet vi ikke kjenner." in svar.text
    assert "til=" not in svar.text.split("<main")[1]
    assert "kategori=" not in svar.text


def test_the_own_side_is_refused_as_for_everybody(anonym, verden):
    anonym.post("/meld/avvik/", steg1())
    svar = anonym.post(adresse(2), steg2(verden.senjalegen))

    assert feil_i(svar) == {
        "treff": "Dette gjelder samarbeid innad i kommunen. Bruk kommunens eget "
        "avvikssystem."
    }


# --- who logged in ----------------------------------------------------------------


def test_the_other_side_keeps_every_text_and_asks_anew(anonym, verden):
    lag_kategori("F1", Kategoriretning.TIL_SYKEHUS)
    til_steg3(anonym, verden.akutt, gruppe="F", kategori_F="F1", forslag="Ring oss.")
    svar = logg_inn(anonym, verden.melder_akutt, f"?next={adresse(3)}")
    assert anonym.get(svar.url).url == adresse(1)
    side = anonym.get(adresse(1)).text
    assert "Vi har beholdt alt du skrev" in side
    assert "et annet sted enn i Akuttmottaket" in side
    assert TEKST in side
    utkast = alle_utkast().get()
    assert (utkast.gruppe, utkast.kategori, utkast.valgt_enhet) == (None, None, None)
    assert (utkast.forslag, utkast.hva_skjedde) == ("Ring oss.", TEKST)
    svar = anonym.post(adresse(1), steg1(gruppe="A", kategori_A="A1"))
    assert svar.url == adresse(2)
    assert "Vi har beholdt alt du skrev" not in anonym.get(adresse(1)).text
    anonym.post(adresse(2), steg2(verden.hjemme, versjon="", forslag="Ring oss."))
    anonym.post(adresse(3))

    assert alle_saker().get().forslag == "Ring oss."


def test_a_category_of_both_directions_stays(anonym, verden):
    til_steg3(anonym, verden.akutt)
    logg_inn(anonym, verden.melder_akutt)
    utkast = alle_utkast().get()

    assert (utkast.kategori.kode, utkast.steg) == ("D1", 1)


def test_of_several_units_the_one_of_the_side_that_was_said(anonym, verden):
    to_steder = lag_bruker(
        "to_steder",
        (Rollenavn.MELDER, verden.akutt),
        (Rollenavn.MELDER, verden.senjalegen),
    )
    til_steg3(anonym, verden.akutt)
    logg_inn(anonym, to_steder)
    assert alle_utkast().get().enhet == verden.senjalegen
    assert "Meld for en annen enhet" in anonym.get(adresse(3)).text
    anonym.post(adresse(1), steg1(enhet=verden.akutt.pk, versjon="3"))

    assert alle_utkast().get().enhet == verden.akutt


def test_the_contact_line_comes_from_the_unit(anonym, verden):
    Enhet.objects.filter(pk=verden.hjemme.pk).update(kontaktlinje="Ring 76 00 00 00")
    til_steg3(anonym, verden.akutt)
    logg_inn(anonym, verden.melder)

    assert alle_utkast().get().kontaktlinje == "Ring 76 00 00 00"


def test_without_a_unit_the_draft_is_kept_and_one_is_told_whom_to_ask(anonym, verden):
    ny = lag_bruker("ny")
    til_steg3(anonym, verden.akutt)
    svar = logg_inn(anonym, ny, f"?next={adresse(3)}")
    hvem = "Spør samhandlingskontakten i virksomheten din om tilgang."
    assert hvem in anonym.get(svar.url).text
    svar = anonym.post(adresse(3))
    assert (svar.status_code, hvem in svar.text, TEKST in svar.text) == (
        403,
        True,
        True,
    )
    assert alle_saker().count() == 0
    assert adresse(3) in anonym.get("/meld/").text
    nytt = steg1(versjon="", hva_skjedde="Nytt")
    assert anonym.post(adresse(1), nytt).url == adresse(2)
    ny.roller.create(navn=Rollenavn.MELDER, enhet=verden.hjemme, fra="2020-01-01")
    anonym.post(adresse(1), nytt)
    anonym.post(adresse(3))

    assert (alle_saker().get().meldende_enhet, alle_utkast().count()) == (
        verden.hjemme,
        0,
    )


def test_a_unit_given_later_is_there_at_the_next_log_in(anonym, verden):
    ny = lag_bruker("ny")
    til_steg3(anonym, verden.akutt)
    logg_inn(anonym, ny)
    ny.roller.create(navn=Rollenavn.MELDER, enhet=verden.hjemme, fra="2020-01-01")
    anonym.post("/logg-ut/")
    anonym.post("/meld/avvik/", steg1(nokkel=str(uuid.uuid4())))
    logg_inn(anonym, ny)

    assert {u.enhet for u in alle_utkast()} == {verden.hjemme}


def test_drafts_outlive_log_out(anonym, verden):
    til_steg3(anonym, verden.akutt)
    logg_inn(anonym, verden.melder)
    anonym.post("/logg-ut/")
    assert anonym.get(adresse(3)).url == logg_inn_adresse(3)
    logg_inn(anonym, verden.melder)

    assert TEKST in anonym.get(adresse(3)).text


# --- what must be put right before log-in -----------------------------------------


def test_what_is_missing_is_told_before_log_in(anonym, verden):
    til_steg3(anonym, verden.akutt)
    alle_utkast().update(hva_skjedde="")
    svar = anonym.post(adresse(3))

    assert svar.context["mangler"] == [
        {
            "tekst": "Skriv kort hva som skjedde",
            "url": f"{adresse(1)}#div_id_hva_skjedde",
        }
    ]


def test_an_identity_number_is_shown_back_and_kept_nowhere(anonym):
    nummer = lag_nummer("vanlig")
    svar = anonym.post("/meld/avvik/", steg1(hva_skjedde=f"Gjelder {nummer}."))

    assert list(feil_i(svar)) == ["hva_skjedde"]
    assert nummer in svar.text
    assert alle_utkast().get().hva_skjedde == ""


def test_the_older_tab_is_told_and_shown_both_texts(anonym):
    anonym.post("/meld/avvik/", steg1())
    anonym.post(adresse(1), steg1(hva_skjedde="Fra den ene", versjon="1"))
    svar = anonym.post(adresse(1), steg1(hva_skjedde="Fra den andre", versjon="1"))

    assert svar.status_code == 409
    assert ("Fra den ene" in svar.text, "Fra den andre" in svar.text) == (True, True)
    lagre = f"/meld/utkast/{NOKKEL}/lagre/"
    assert anonym.post(lagre, steg1(hva_skjedde="X", versjon="1")).status_code == 409


def test_autosave_makes_the_draft_and_the_same_key_goes_on(anonym):
    lagre = f"/meld/utkast/{NOKKEL}/lagre/"
    tomt = {"steg": "1", "fra": "kommune", "hva_skjedde": "Epi"}
    assert anonym.post(lagre, tomt).json() == {"versjon": 1}
    assert anonym.post("/meld/avvik/", steg1(versjon="1")).url == adresse(2)
    assert anonym.post("/meld/avvik/", steg1(versjon="2")).url == adresse(2)

    assert alle_utkast().get().hva_skjedde == TEKST


# --- what is open shows the registers and nothing else ----------------------------


def test_a_search_finds_units_and_no_case_is_proposed(anonym, verden):
    lag_sak(verden.melder, til=verden.ortopedi_narvik)
    anonym.post("/meld/avvik/", steg1())
    svar = anonym.post(
        adresse(2), {"steg": "2", "fra": "kommune", "enhet": "annen", "sok": "akutt"}
    )
    assert "UNN › Medisinsk klinikk › Akuttmottaket" in svar.text
    valg = svar.context["form"].fields["enhet"].choices

    assert [verdi for verdi, _navn in valg] == ["annen", "ukjent"]


@pytest.mark.urls("tests.tilgang.urls")
@pytest.mark.parametrize(
    ("neste", "vei"), [(adresse(3), adresse(3)), ("//ond.no/", "/"), ("", "/")]
)
def test_the_demo_leads_on_to_the_draft(anonym, verden, neste, vei):
    Bruker.objects.filter(pk=verden.melder.pk).update(
        demo=True, email="melder-narvik@demo.invalid"
    )
    til_steg3(anonym, verden.akutt)
    side = anonym.get("/demo/", {"next": neste}).text
    assert (f'name="next" value="{neste}"' in side) == (neste == vei)
    svar = anonym.post("/demo/logg-inn/", {"person": "melder-narvik", "next": neste})

    assert svar.url == vei
    assert TEKST in anonym.get(adresse(3)).text
