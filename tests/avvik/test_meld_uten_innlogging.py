"""Write first, log in when you send: drafts of somebody who is not logged in."""

import re
import uuid
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from avvik import actions
from avvik.enums import Kategoriretning, Status
from avvik.models import Avvik, Skjematid, Utkast
from avvik.okt import KAKE
from helsefellesskap.enums import Rollenavn
from helsefellesskap.feil import IkkeLov
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.transaksjon import ANONYM
from tests.factories import (
    lag_bruker,
    lag_kategori,
    lag_sak,
    lag_utkast,
)
from tests.idnumre import lag_nummer
from tests.innlogging import logg_inn, sett_opp_totp, totp

pytestmark = pytest.mark.django_db
NOKKEL = "0d1c1e6e-3f2b-4f4e-9a51-0e6a5d1f7c11"
TEKST = "Epikrisen kom ikke før kontrollen."


@pytest.fixture(autouse=True)
def _uten_telling():
    """Counts of the limit are kept outside the tables of models."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def alle(verden, client):
    """Somebody at a browser, and what can be chosen there."""
    for kode in ("C1", "D1", "B1", "K1", "E1", "G1"):
        lag_kategori(kode)
    lag_kategori("A1", Kategoriretning.FRA_SYKEHUS)
    return client


def steg1(**felter):
    return {
        "nokkel": NOKKEL,
        "steg": "1",
        "fra": "kommune",
        "naar": "i_dag",
        "gruppe": "D",
        "kategori_D": "D1",
        "hva_skjedde": TEKST,
        "alvorlighet": "2",
        **felter,
    }


def steg2(enhet, **felter):
    svar = {"enhet": "annen", "sok": "x", "sokt": "x", "treff": enhet.pk}
    return {"steg": "2", "fra": "kommune", "versjon": "1", **svar, **felter}


def adresse(steg, nokkel=NOKKEL):
    return f"/meld/utkast/{nokkel}/{steg}/"


def logg_inn_adresse(steg):
    return f"/logg-inn/?next={adresse(steg)}"


def alle_utkast():
    return Utkast.objects.uten_tilgangskontroll(grunn="test")


def alle_saker():
    return Avvik.objects.uten_tilgangskontroll(grunn="test")


def feil_i(svar):
    return {f: e[0] for f, e in svar.context["form"].errors.items()}


def til_steg3(klient, enhet, **felter):
    assert klient.post("/meld/avvik/", steg1(**felter)).url == adresse(2)
    svar = klient.post(adresse(2), steg2(enhet, **felter))
    assert svar.url == adresse(3)
    return svar


# --- the whole way ----------------------------------------------------------------


def test_all_is_written_first_and_log_in_comes_at_send(alle, verden):
    side = alle.get("/meld/avvik/?fra=kommune").text
    nokkel = re.search(r'name="nokkel" value="([^"]+)"', side)[1]
    svar = alle.post("/meld/avvik/", steg1(nokkel=nokkel))
    assert svar.url == adresse(2, nokkel)
    svar = alle.post(svar.url, steg2(verden.akutt, forslag="Send den samme dag."))
    side = alle.get(svar.url).text
    assert (TEKST in side, "Send den samme dag." in side) == (True, True)
    assert "Logg inn og send" in side
    svar = alle.post(adresse(3, nokkel), {"versjon": "2"})
    assert unquote(svar.url) == f"/logg-inn/?next={adresse(3, nokkel)}"
    assert "Det du har skrevet, er lagret." in alle.get(svar.url).text

    svar = logg_inn(alle, verden.melder, f"?next={adresse(3, nokkel)}")
    assert svar.url == adresse(3, nokkel)
    side = alle.get(svar.url).text
    assert TEKST in side
    assert "Meldt av deg og enheten din, Hjemmetjenesten sone 1 Narvik." in side
    versjon = re.search(r'name="versjon" value="(\d+)"', side)[1]
    svar = alle.post(svar.url, {"versjon": versjon})
    sak = alle_saker().get()

    assert svar.url == f"/meld/kvittering/{sak.saksnummer}/"
    assert (sak.melder, sak.meldende_enhet) == (verden.melder, verden.hjemme)
    assert (sak.status, sak.holder) == (Status.SENDT, verden.akutt)
    assert alle_utkast().count() == 0


def test_a_second_factor_comes_between_and_the_draft_is_there(alle, verden):
    nokkel = _med_totp(verden.leder_hjemme)
    til_steg3(alle, verden.akutt)
    alle.post(adresse(3), {"versjon": "2"})
    svar = logg_inn(alle, verden.leder_hjemme, f"?next={adresse(3)}")
    assert svar.url.startswith("/logg-inn/app/")
    assert alle_utkast().get().melder is None
    svar = alle.post(f"/logg-inn/app/?next={adresse(3)}", {"code": totp(nokkel, 1)})

    assert svar.url == adresse(3)
    assert alle_utkast().get().melder == verden.leder_hjemme
    assert TEKST in alle.get(adresse(3)).text


def _med_totp(bruker):
    klient = Client()
    logg_inn(klient, bruker)
    return sett_opp_totp(klient)


def test_the_session_may_end_while_the_code_is_on_its_way(alle, verden):
    """The waiting session is cut short; the draft hangs on something else."""
    til_steg3(alle, verden.akutt)
    alle.cookies.pop("sessionid", None)

    assert TEKST in alle.get(adresse(3)).text


def test_the_key_of_the_browser_is_taken_back_at_log_in(alle, verden):
    til_steg3(alle, verden.akutt)
    kake = alle.cookies[KAKE]
    assert (kake["httponly"], kake["samesite"], kake["max-age"]) == (True, "Lax", "")
    okt = kake.value
    logg_inn(alle, verden.melder)
    assert alle.cookies[KAKE].value == ""
    alle.post("/logg-ut/")
    alle.cookies[KAKE] = okt

    assert alle.get(adresse(3)).url == logg_inn_adresse(3)


def test_looking_changes_nothing(alle, verden):
    for side in ("", "?fra=sykehus", "?til=unn-akuttmottaket&kategori=D1"):
        assert alle.get(f"/meld/avvik/{side}").status_code == 200
        assert alle.get(f"/meld/forbedring/{side}").status_code == 200
    assert alle.get("/meld/").status_code == 200
    assert alle_utkast().count() == 0
    assert "sessionid" not in alle.cookies
    til_steg3(alle, verden.akutt)
    for_ = alle_utkast().values().get()
    for side in ("/meld/", adresse(1), adresse(2), adresse(3), logg_inn_adresse(3)):
        assert alle.get(side).status_code == 200

    assert alle_utkast().values().get() == for_


# --- where do you work? -----------------------------------------------------------


def test_the_side_is_asked_for_once_and_decides_the_categories(alle):
    side = alle.get("/meld/avvik/?kategori=D1")
    assert "Hvor arbeider du?" in side.text
    assert re.findall(r'href="(\?fra=[^"]+)"', side.text) == [
        f"?fra={hvor}&amp;kategori=D1" for hvor in ("sykehus", "kommune", "legekontor")
    ]
    start = alle.get("/meld/").text
    for hvor in ("sykehus", "kommune", "legekontor"):
        assert f'href="/meld/avvik/?fra={hvor}"' in start
    fra_sykehus = alle.get("/meld/avvik/?fra=sykehus").context["form"]
    fra_kommune = alle.get("/meld/avvik/?fra=kommune").context["form"]

    assert ("A" in fra_sykehus.grupper, "A" in fra_kommune.grupper) == (True, False)


@pytest.mark.parametrize(("til", "side"), [("akutt", "kommune"), ("hjemme", "sykehus")])
def test_a_link_to_a_unit_tells_the_side_by_itself(alle, verden, til, side):
    enhet = getattr(verden, til)
    svar = alle.get(f"/meld/avvik/?til={enhet.slug}&kategori=D")
    assert svar.context["til"] == enhet
    assert f'name="fra" value="{side}"' in svar.text
    assert re.search(r'name="gruppe" value="D"[^>]* checked', svar.text)
    alle.post("/meld/avvik/", steg1(fra=side, til=enhet.slug))

    assert alle_utkast().get().valgt_enhet == enhet


@pytest.mark.parametrize("til", ["finnes-ikke", "%00", "sekretariatet", "x" * 300])
def test_a_link_to_nowhere_is_told_and_not_repeated(alle, til):
    svar = alle.get(f"/meld/avvik/?til={til}&kategori=%3Cb%3E")

    assert "Lenken peker til en enhet vi ikke kjenner." in svar.text
    assert "til=" not in svar.text.split("<main")[1]
    assert "kategori=" not in svar.text


def test_the_own_side_is_refused_as_for_everybody(alle, verden):
    alle.post("/meld/avvik/", steg1())
    svar = alle.post(adresse(2), steg2(verden.senjalegen))

    assert feil_i(svar) == {
        "treff": "Dette gjelder samarbeid innad i kommunen. Bruk kommunens eget "
        "avvikssystem."
    }


# --- only one's own ---------------------------------------------------------------


def test_another_browser_and_another_person_do_not_see_it(alle, verden):
    til_steg3(alle, verden.akutt)
    annen = Client()
    annen.post("/meld/avvik/", steg1(nokkel=str(uuid.uuid4())))
    person = Client()
    person.force_login(verden.melder_akutt)
    for steg in (1, 2, 3):
        assert annen.get(adresse(steg)).url == logg_inn_adresse(steg)
        assert person.get(adresse(steg)).status_code == 404
    assert annen.get("/meld/").text.count('href="/meld/utkast/') == 1
    assert TEKST not in person.get("/meld/").text
    annen.post(f"/meld/utkast/{NOKKEL}/slett/")
    assert person.post(f"/meld/utkast/{NOKKEL}/slett/").status_code == 404

    assert alle_utkast().filter(nokkel=NOKKEL).count() == 1


def test_foreign_missing_and_malformed_keys_are_the_same(alle, verden):
    """To somebody not logged in: to log-in, whatever is asked for."""
    person = lag_utkast(verden.melder, til=verden.akutt).nokkel
    annen = Client()
    annen.post("/meld/avvik/", steg1())
    for nokkel in (person, NOKKEL, uuid.uuid4(), "x", "%00"):
        for steg in (1, 2, 3):
            vei = f"/meld/utkast/{nokkel}/{steg}/"
            assert alle.get(vei).url.startswith("/logg-inn/?next=")
        assert alle.post(f"/meld/utkast/{nokkel}/3/").status_code == 302
        slett = alle.post(f"/meld/utkast/{nokkel}/slett/")
        assert slett.url == "/logg-inn/?next=/meld/"
    assert alle_utkast().count() == 2


def test_a_key_that_somebody_else_uses_is_nobodys_business(alle, verden):
    """Two drafts of one key, each in its place, until log-in gives one a new key."""
    fremmed = lag_utkast(verden.melder_akutt, til=verden.hjemme, nokkel=NOKKEL)
    til_steg3(alle, verden.akutt)
    assert TEKST in alle.get(adresse(3)).text
    logg_inn(alle, verden.melder)
    eget = alle_utkast().get(melder=verden.melder)

    assert eget.nokkel != fremmed.nokkel
    assert TEKST in alle.get(adresse(3, eget.nokkel)).text
    assert alle.get(adresse(3)).status_code == 404
    fremmed.refresh_from_db()
    assert fremmed.melder == verden.melder_akutt


def test_a_forged_or_foreign_cookie_opens_nothing(alle, verden):
    til_steg3(alle, verden.akutt)
    okt = str(alle_utkast().get().okt)
    for verdi in (okt, f"{okt}:x", "", "x" * 5000):
        annen = Client()
        annen.cookies[KAKE] = verdi
        assert annen.get(adresse(3)).url == logg_inn_adresse(3)


def test_only_its_browser_may_write_to_it(alle, verden):
    til_steg3(alle, verden.akutt)
    utkast, naa = alle_utkast().get(), timezone.now()
    for hvem in (
        {"av": verden.melder},
        {"av": ANONYM, "okt": uuid.uuid4()},
        {"av": ANONYM},
    ):
        with pytest.raises(IkkeLov):
            actions.lagre_utkast(utkast, naa=naa, hva_skjedde="Annet", **hvem)
        with pytest.raises(IkkeLov):
            actions.tell_tid(utkast, naa=naa, **hvem)
        with pytest.raises(IkkeLov):
            actions.slett_utkast(utkast, **hvem)
    with pytest.raises(IkkeLov):
        actions.lagre_utkast(None, av=ANONYM, naa=naa, side="kommune")
    actions.slett_utkast(utkast, av=ANONYM, okt=utkast.okt)


def test_the_database_wants_one_owner_and_a_side(verden):
    okt = uuid.uuid4()
    for feil in (
        {"melder": verden.melder, "okt": okt, "side": "kommune"},
        {"side": "kommune"},
        {"okt": okt},
        {"okt": okt, "side": "kommune", "enhet": verden.hjemme},
        {"melder": verden.melder},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Utkast.objects.create(**feil)
    Utkast.objects.create(okt=okt, side="kommune")


# --- who logged in ----------------------------------------------------------------


def test_the_other_side_keeps_every_text_and_asks_anew(alle, verden):
    lag_kategori("F1", Kategoriretning.TIL_SYKEHUS)
    til_steg3(alle, verden.akutt, gruppe="F", kategori_F="F1", forslag="Ring oss.")
    svar = logg_inn(alle, verden.melder_akutt, f"?next={adresse(3)}")
    assert alle.get(svar.url).url == adresse(1)
    side = alle.get(adresse(1)).text
    assert "Vi har beholdt alt du skrev" in side
    assert "et annet sted enn i Akuttmottaket" in side
    assert TEKST in side
    utkast = alle_utkast().get()
    assert (utkast.gruppe, utkast.kategori, utkast.valgt_enhet) == (None, None, None)
    assert (utkast.forslag, utkast.hva_skjedde) == ("Ring oss.", TEKST)
    svar = alle.post(adresse(1), steg1(gruppe="A", kategori_A="A1"))
    assert svar.url == adresse(2)
    assert "Vi har beholdt alt du skrev" not in alle.get(adresse(1)).text
    alle.post(adresse(2), steg2(verden.hjemme, versjon="", forslag="Ring oss."))
    alle.post(adresse(3))

    assert alle_saker().get().forslag == "Ring oss."


def test_a_category_of_both_directions_stays(alle, verden):
    til_steg3(alle, verden.akutt)
    logg_inn(alle, verden.melder_akutt)
    utkast = alle_utkast().get()

    assert (utkast.kategori.kode, utkast.steg) == ("D1", 1)


def test_of_several_units_the_one_of_the_side_that_was_said(alle, verden):
    to_steder = lag_bruker(
        "to_steder",
        (Rollenavn.MELDER, verden.akutt),
        (Rollenavn.MELDER, verden.senjalegen),
    )
    til_steg3(alle, verden.akutt)
    logg_inn(alle, to_steder)
    assert alle_utkast().get().enhet == verden.senjalegen
    assert "Meld for en annen enhet" in alle.get(adresse(3)).text
    alle.post(adresse(1), steg1(enhet=verden.akutt.pk, versjon="3"))

    assert alle_utkast().get().enhet == verden.akutt


def test_the_contact_line_comes_from_the_unit(alle, verden):
    Enhet.objects.filter(pk=verden.hjemme.pk).update(kontaktlinje="Ring 76 00 00 00")
    til_steg3(alle, verden.akutt)
    logg_inn(alle, verden.melder)

    assert alle_utkast().get().kontaktlinje == "Ring 76 00 00 00"


def test_without_a_unit_the_draft_is_kept_and_one_is_told_whom_to_ask(alle, verden):
    ny = lag_bruker("ny")
    til_steg3(alle, verden.akutt)
    svar = logg_inn(alle, ny, f"?next={adresse(3)}")
    hvem = "Spør samhandlingskontakten i virksomheten din om tilgang."
    assert hvem in alle.get(svar.url).text
    svar = alle.post(adresse(3))
    assert (svar.status_code, hvem in svar.text, TEKST in svar.text) == (
        403,
        True,
        True,
    )
    assert alle_saker().count() == 0
    assert adresse(3) in alle.get("/meld/").text
    nytt = steg1(versjon="", hva_skjedde="Nytt")
    assert alle.post(adresse(1), nytt).url == adresse(2)
    ny.roller.create(navn=Rollenavn.MELDER, enhet=verden.hjemme, fra="2020-01-01")
    alle.post(adresse(1), nytt)
    alle.post(adresse(3))

    assert (alle_saker().get().meldende_enhet, alle_utkast().count()) == (
        verden.hjemme,
        0,
    )


def test_a_unit_given_later_is_there_at_the_next_log_in(alle, verden):
    ny = lag_bruker("ny")
    til_steg3(alle, verden.akutt)
    logg_inn(alle, ny)
    ny.roller.create(navn=Rollenavn.MELDER, enhet=verden.hjemme, fra="2020-01-01")
    alle.post("/logg-ut/")
    alle.post("/meld/avvik/", steg1(nokkel=str(uuid.uuid4())))
    logg_inn(alle, ny)

    assert {u.enhet for u in alle_utkast()} == {verden.hjemme}


def test_drafts_outlive_log_out(alle, verden):
    til_steg3(alle, verden.akutt)
    logg_inn(alle, verden.melder)
    alle.post("/logg-ut/")
    assert alle.get(adresse(3)).url == logg_inn_adresse(3)
    logg_inn(alle, verden.melder)

    assert TEKST in alle.get(adresse(3)).text


# --- what must be put right before log-in -----------------------------------------


def test_what_is_missing_is_told_before_log_in(alle, verden):
    til_steg3(alle, verden.akutt)
    alle_utkast().update(hva_skjedde="")
    svar = alle.post(adresse(3))

    assert svar.context["mangler"] == [
        {
            "tekst": "Skriv kort hva som skjedde",
            "url": f"{adresse(1)}#div_id_hva_skjedde",
        }
    ]


def test_an_identity_number_is_shown_back_and_kept_nowhere(alle):
    nummer = lag_nummer("vanlig")
    svar = alle.post("/meld/avvik/", steg1(hva_skjedde=f"Gjelder {nummer}."))

    assert list(feil_i(svar)) == ["hva_skjedde"]
    assert nummer in svar.text
    assert alle_utkast().get().hva_skjedde == ""


def test_the_older_tab_is_told_and_shown_both_texts(alle):
    alle.post("/meld/avvik/", steg1())
    alle.post(adresse(1), steg1(hva_skjedde="Fra den ene", versjon="1"))
    svar = alle.post(adresse(1), steg1(hva_skjedde="Fra den andre", versjon="1"))

    assert svar.status_code == 409
    assert ("Fra den ene" in svar.text, "Fra den andre" in svar.text) == (True, True)
    lagre = f"/meld/utkast/{NOKKEL}/lagre/"
    assert alle.post(lagre, steg1(hva_skjedde="X", versjon="1")).status_code == 409


def test_autosave_makes_the_draft_and_the_same_key_goes_on(alle):
    lagre = f"/meld/utkast/{NOKKEL}/lagre/"
    tomt = {"steg": "1", "fra": "kommune", "hva_skjedde": "Epi"}
    assert alle.post(lagre, tomt).json() == {"versjon": 1}
    assert alle.post("/meld/avvik/", steg1(versjon="1")).url == adresse(2)
    assert alle.post("/meld/avvik/", steg1(versjon="2")).url == adresse(2)

    assert alle_utkast().get().hva_skjedde == TEKST


# --- limits -----------------------------------------------------------------------


def _mange(klient, antall, **mer):
    return [
        klient.post("/meld/avvik/", steg1(nokkel=str(uuid.uuid4())), **mer).status_code
        for _ in range(antall)
    ]


def test_a_hundred_drafts_from_one_address_are_twenty(alle, verden):
    svar = _mange(alle, 100)
    assert (svar.count(302), svar.count(429)) == (20, 80)
    assert alle_utkast().count() == 20
    # What is begun can be finished, and other addresses are others.
    eldste = alle_utkast().earliest("pk")
    svar = alle.post(adresse(2, eldste.nokkel), steg2(verden.akutt))
    assert svar.url == adresse(3, eldste.nokkel)
    assert _mange(alle, 1, REMOTE_ADDR="10.0.0.7") == [302]


def test_at_the_limit_nothing_that_was_written_is_lost(alle, verden):
    _mange(alle, 20)
    side = alle.get("/meld/avvik/?fra=kommune").text
    nokkel = re.search(r'name="nokkel" value="([^"]+)"', side)[1]
    felter = steg1(nokkel=nokkel, alvorlighet="3")
    svar = alle.post("/meld/avvik/", felter)
    assert svar.status_code == 429
    assert "Det du skrev, er ikke lagret ennå" in svar.text
    assert TEKST in svar.text
    assert re.search(r'name="alvorlighet" value="3"[^>]* checked', svar.text)
    auto = alle.post(f"/meld/utkast/{nokkel}/lagre/", felter)
    assert (auto.status_code, "mange utkast herfra" in auto.json()["melding"]) == (
        429,
        True,
    )
    # Logged in meanwhile in another tab, as the message says.
    alle.force_login(verden.melder)
    assert alle.post("/meld/avvik/", felter).url == adresse(2, nokkel)


def test_who_is_logged_in_has_no_limit(alle, verden):
    alle.force_login(verden.melder)
    assert set(_mange(alle, 21)) == {302}


def test_in_a_demo_on_this_machine_there_is_no_limit(alle, settings):
    settings.DEMO = True
    assert set(_mange(alle, 21)) == {302}
    assert _mange(alle, 21, REMOTE_ADDR="10.0.0.7")[-1] == 429


def test_the_clock_takes_untouched_drafts_after_a_day(alle, verden):
    til_steg3(alle, verden.akutt)
    eget = lag_utkast(verden.melder, til=verden.akutt, naa=timezone.now())
    endret = alle_utkast().get(melder=None).endret
    naa = endret + timedelta(hours=24)
    assert actions.slett_utgatte_utkast(av="system", naa=naa) == 0
    naa += timedelta(seconds=1)
    assert actions.slett_utgatte_utkast(av="system", naa=naa) == 1
    assert alle_utkast().get() == eget
    naa = endret + timedelta(days=7, minutes=1)
    assert actions.slett_utgatte_utkast(av="system", naa=naa) == 1


# --- what is open shows the registers and nothing else ----------------------------


def test_a_search_finds_units_and_no_case_is_proposed(alle, verden):
    lag_sak(verden.melder, til=verden.ortopedi_narvik)
    alle.post("/meld/avvik/", steg1())
    svar = alle.post(
        adresse(2), {"steg": "2", "fra": "kommune", "enhet": "annen", "sok": "akutt"}
    )
    assert "UNN › Medisinsk klinikk › Akuttmottaket" in svar.text
    valg = svar.context["form"].fields["enhet"].choices

    assert [verdi for verdi, _navn in valg] == ["annen", "ukjent"]


# --- time -------------------------------------------------------------------------


def test_the_time_includes_log_in_and_leaves_out_pauses(alle, verden):
    til_steg3(alle, verden.akutt)
    utkast = alle_utkast().get()
    assert utkast.sist_aktiv is None  # no page was opened, so nobody measures
    alle_utkast().update(
        aktive_sekunder=100, sist_aktiv=timezone.now() - timedelta(seconds=60)
    )
    alle.post(adresse(3))
    assert alle_utkast().get().aktive_sekunder == 160
    _siden(30)
    alle.post("/logg-inn/", {"email": verden.melder.email})
    assert alle_utkast().get().aktive_sekunder == 190
    _siden(121)  # the letter was slow
    logg_inn(alle, verden.melder)
    assert alle_utkast().get().aktive_sekunder == 190
    _siden(20)
    alle.post(adresse(3))
    rad = Skjematid.objects.get()

    assert rad.sekunder == 210
    assert (rad.maaned.day, rad.slag, rad.retning) == (1, "avvik", "til_sykehus")


def _siden(sekunder):
    """As if that was how long ago the last sign of life came."""
    siste = timezone.now() - timedelta(seconds=sekunder)
    alle_utkast().update(sist_aktiv=siste)


def test_the_rows_of_time_know_no_person_case_or_day():
    kolonner = {f.name for f in Skjematid._meta.get_fields()}
    assert kolonner == {"id", "maaned", "slag", "retning", "sekunder"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Skjematid.objects.create(
            maaned="2026-11-02", slag="avvik", retning="til_sykehus", sekunder=1
        )


@pytest.mark.urls("tests.tilgang.urls")
@pytest.mark.parametrize(
    ("neste", "vei"), [(adresse(3), adresse(3)), ("//ond.no/", "/"), ("", "/")]
)
def test_the_demo_leads_on_to_the_draft(alle, verden, neste, vei):
    Bruker.objects.filter(pk=verden.melder.pk).update(
        demo=True, email="melder-narvik@demo.invalid"
    )
    til_steg3(alle, verden.akutt)
    side = alle.get("/demo/", {"next": neste}).text
    assert (f'name="next" value="{neste}"' in side) == (neste == vei)
    svar = alle.post("/demo/logg-inn/", {"person": "melder-narvik", "next": neste})

    assert svar.url == vei
    assert TEKST in alle.get(adresse(3)).text
