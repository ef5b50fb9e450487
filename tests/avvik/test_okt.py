"""The key of a browser: what is written before log-in is for that browser alone."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from avvik import actions
from avvik.models import Utkast
from avvik.okt import KAKE
from helsefellesskap.feil import IkkeLov
from helsefellesskap.transaksjon import ANONYM
from tests.avvik.meldehjelp import (
    NOKKEL,
    TEKST,
    adresse,
    alle_utkast,
    logg_inn_adresse,
    steg1,
    steg2,
    til_steg3,
)
from tests.factories import lag_utkast
from tests.innlogging import logg_inn

pytestmark = pytest.mark.django_db


def test_the_session_may_end_while_the_code_is_on_its_way(anonym, verden):
    """The waiting session is cut short; the draft hangs on something else."""
    til_steg3(anonym, verden.akutt)
    anonym.cookies.pop("sessionid", None)

    assert TEKST in anonym.get(adresse(3)).text


def test_the_key_of_the_browser_is_taken_back_at_log_in(anonym, verden):
    til_steg3(anonym, verden.akutt)
    kake = anonym.cookies[KAKE]
    assert (kake["httponly"], kake["samesite"], kake["max-age"]) == (True, "Lax", "")
    okt = kake.value
    logg_inn(anonym, verden.melder)
    assert anonym.cookies[KAKE].value == ""
    anonym.post("/logg-ut/")
    anonym.cookies[KAKE] = okt

    assert anonym.get(adresse(3)).url == logg_inn_adresse(3)


# --- only one's own ---------------------------------------------------------------


def test_another_browser_and_another_person_do_not_see_it(anonym, verden):
    til_steg3(anonym, verden.akutt)
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


def test_foreign_missing_and_malformed_keys_are_the_same(anonym, verden):
    """To somebody not logged in: to log-in, whatever is asked for."""
    person = lag_utkast(verden.melder, til=verden.akutt).nokkel
    annen = Client()
    annen.post("/meld/avvik/", steg1())
    for nokkel in (person, NOKKEL, uuid.uuid4(), "x", "%00"):
        for steg in (1, 2, 3):
            vei = f"/meld/utkast/{nokkel}/{steg}/"
            assert anonym.get(vei).url.startswith("/logg-inn/?next=")
        assert anonym.post(f"/meld/utkast/{nokkel}/3/").status_code == 302
        slett = anonym.post(f"/meld/utkast/{nokkel}/slett/")
        assert slett.url == "/logg-inn/?next=/meld/"
    assert alle_utkast().count() == 2


def test_a_key_that_somebody_else_uses_is_nobodys_business(anonym, verden):
    """Two drafts of one key, each in its place, until log-in gives one a new key."""
    fremmed = lag_utkast(verden.melder_akutt, til=verden.hjemme, nokkel=NOKKEL)
    til_steg3(anonym, verden.akutt)
    assert TEKST in anonym.get(adresse(3)).text
    logg_inn(anonym, verden.melder)
    eget = alle_utkast().get(melder=verden.melder)

    assert eget.nokkel != fremmed.nokkel
    assert TEKST in anonym.get(adresse(3, eget.nokkel)).text
    assert anonym.get(adresse(3)).status_code == 404
    fremmed.refresh_from_db()
    assert fremmed.melder == verden.melder_akutt


def test_a_forged_or_foreign_cookie_opens_nothing(anonym, verden):
    til_steg3(anonym, verden.akutt)
    okt = str(alle_utkast().get().okt)
    for verdi in (okt, f"{okt}:x", "", "x" * 5000):
        annen = Client()
        annen.cookies[KAKE] = verdi
        assert annen.get(adresse(3)).url == logg_inn_adresse(3)


def test_only_its_browser_may_write_to_it(anonym, verden):
    til_steg3(anonym, verden.akutt)
    utkast = alle_utkast().get()
    krev_avvist(utkast, {"av": verden.melder}, {"av": ANONYM, "okt": uuid.uuid4()})
    with pytest.raises(IkkeLov):
        actions.lagre_utkast(None, av=ANONYM, naa=timezone.now(), side="kommune")
    actions.slett_utkast(utkast, av=ANONYM, okt=utkast.okt)


def test_after_log_in_only_its_writer_may_write_to_it(anonym, verden):
    til_steg3(anonym, verden.akutt)
    okt = alle_utkast().get().okt
    logg_inn(anonym, verden.melder)
    utkast = alle_utkast().get()
    krev_avvist(utkast, {"av": verden.leder_hjemme}, {"av": ANONYM, "okt": okt})
    actions.slett_utkast(utkast, av=verden.melder)


def krev_avvist(utkast, *andre):
    for hvem in (*andre, {"av": ANONYM}):
        with pytest.raises(IkkeLov):
            actions.lagre_utkast(
                utkast, naa=timezone.now(), hva_skjedde="Annet", **hvem
            )
        with pytest.raises(IkkeLov):
            actions.tell_tid(utkast, naa=timezone.now(), **hvem)
        with pytest.raises(IkkeLov):
            actions.slett_utkast(utkast, **hvem)


def test_log_in_takes_over_what_its_own_browser_has_written(anonym, verden):
    til_steg3(anonym, verden.akutt)
    annen = Client()
    annen.post("/meld/avvik/", steg1(nokkel=str(uuid.uuid4())))
    logg_inn(annen, verden.melder)

    assert alle_utkast().exclude(nokkel=NOKKEL).get().melder == verden.melder
    assert alle_utkast().get(nokkel=NOKKEL).melder is None
    assert TEKST in anonym.get(adresse(3)).text


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


# --- limits -----------------------------------------------------------------------


def _mange(klient, antall, **mer):
    return [
        klient.post("/meld/avvik/", steg1(nokkel=str(uuid.uuid4())), **mer).status_code
        for _ in range(antall)
    ]


def test_a_hundred_drafts_from_one_address_are_twenty(anonym, verden):
    svar = _mange(anonym, 100)
    assert (svar.count(302), svar.count(429)) == (20, 80)
    assert alle_utkast().count() == 20
    # What is begun can be finished, and other addresses are others.
    eldste = alle_utkast().earliest("pk")
    svar = anonym.post(adresse(2, eldste.nokkel), steg2(verden.akutt))
    assert svar.url == adresse(3, eldste.nokkel)
    assert _mange(anonym, 1, REMOTE_ADDR="10.0.0.7") == [302]


def test_at_the_limit_nothing_that_was_written_is_lost(anonym, verden):
    _mange(anonym, 20)
    side = anonym.get("/meld/avvik/?fra=kommune").text
    nokkel = re.search(r'name="nokkel" value="([^"]+)"', side)[1]
    felter = steg1(nokkel=nokkel, alvorlighet="3")
    svar = anonym.post("/meld/avvik/", felter)
    assert svar.status_code == 429
    assert "Det du skrev, er ikke lagret ennå" in svar.text
    assert TEKST in svar.text
    assert re.search(r'name="alvorlighet" value="3"[^>]* checked', svar.text)
    auto = anonym.post(f"/meld/utkast/{nokkel}/lagre/", felter)
    assert (auto.status_code, "mange utkast herfra" in auto.json()["melding"]) == (
        429,
        True,
    )
    # Logged in meanwhile in another tab, as the message says.
    anonym.force_login(verden.melder)
    assert anonym.post("/meld/avvik/", felter).url == adresse(2, nokkel)


def test_who_is_logged_in_has_no_limit(anonym, verden):
    anonym.force_login(verden.melder)
    assert set(_mange(anonym, 21)) == {302}


def test_in_a_demo_on_this_machine_there_is_no_limit(anonym, settings):
    settings.DEMO = True
    assert set(_mange(anonym, 21)) == {302}
    assert _mange(anonym, 21, REMOTE_ADDR="10.0.0.7")[-1] == 429


def test_the_clock_takes_untouched_drafts_after_a_day(anonym, verden):
    til_steg3(anonym, verden.akutt)
    eget = lag_utkast(verden.melder, til=verden.akutt, naa=timezone.now())
    endret = alle_utkast().get(melder=None).endret
    naa = endret + timedelta(hours=24)
    assert actions.slett_utgatte_utkast(av="system", naa=naa) == 0
    naa += timedelta(seconds=1)
    assert actions.slett_utgatte_utkast(av="system", naa=naa) == 1
    assert alle_utkast().get() == eget
    naa = endret + timedelta(days=7, minutes=1)
    assert actions.slett_utgatte_utkast(av="system", naa=naa) == 1
