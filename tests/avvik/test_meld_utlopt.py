"""The log-in ends while somebody writes: what was posted is there after log-in."""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from avvik import actions
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
)
from tests.factories import lag_utkast
from tests.idnumre import lag_nummer
from tests.innlogging import logg_inn

pytestmark = pytest.mark.django_db


def siden(klient, vei):
    """Every hidden value of the step, as its page has it now."""
    svar = klient.get(vei)
    skjema = svar.text.split("data-autolagre")[1]
    felter = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', skjema)
    return {
        navn: verdi
        for navn, verdi in felter
        if navn not in ("csrfmiddlewaretoken", "sokt")
    }


def utlop():
    """As if eight hours had gone."""
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def utkast(nokkel=NOKKEL):
    return alle_utkast().get(nokkel=nokkel)


def test_the_first_page_before_there_is_a_draft(melder, verden):
    side = siden(melder, "/meld/avvik/")
    utlop()
    svar = melder.post("/meld/avvik/", {**steg1(), **side})
    assert svar.url == logg_inn_adresse(2).replace(NOKKEL, side["nokkel"])
    assert "Det du har skrevet, er tatt vare på." in melder.get(svar.url).text
    neste = adresse(2, side["nokkel"])
    assert logg_inn(melder, verden.melder, f"?next={neste}").url == neste
    assert melder.get(neste).status_code == 200

    assert (utkast(side["nokkel"]).melder, utkast(side["nokkel"]).hva_skjedde) == (
        verden.melder,
        TEKST,
    )


def test_step_one_of_a_draft(melder, verden):
    melder.post("/meld/avvik/", steg1())
    side = siden(melder, adresse(1))
    utlop()
    svar = melder.post(adresse(1), {**steg1(hva_skjedde="Skrevet etterpå"), **side})
    assert svar.url == logg_inn_adresse(2)
    logg_inn(melder, verden.melder, f"?next={adresse(2)}")

    assert utkast().hva_skjedde == "Skrevet etterpå"
    assert melder.get(adresse(2)).status_code == 200


@pytest.mark.parametrize(("mer", "steg"), [({}, 3), ({"tilbake": "1", "enhet": ""}, 1)])
def test_step_two(melder, verden, mer, steg):
    melder.post("/meld/avvik/", steg1())
    side = siden(melder, adresse(2))
    utlop()
    svar = {**steg2(verden.akutt, forslag="Ring oss.", kontaktlinje=""), **side, **mer}
    assert melder.post(adresse(2), svar).url == logg_inn_adresse(steg)
    logg_inn(melder, verden.melder, f"?next={adresse(steg)}")
    ett = utkast()
    assert (ett.hva_skjedde, ett.forslag, ett.melder) == (
        TEKST,
        "Ring oss.",
        verden.melder,
    )
    assert melder.get(adresse(steg)).status_code == 200
    assert alle_utkast().count() == 1


def test_step_three_has_nothing_to_lose(melder, verden):
    melder.post("/meld/avvik/", steg1())
    melder.post(adresse(2), steg2(verden.akutt))
    utlop()
    svar = melder.post(adresse(3), {"versjon": "2"})
    assert svar.url == logg_inn_adresse(3)
    logg_inn(melder, verden.melder, f"?next={adresse(3)}")
    melder.post(adresse(3), {"versjon": "2"})

    assert alle_saker().get().hva_skjedde == TEKST


def test_looking_again_leads_to_log_in(melder):
    melder.post("/meld/avvik/", steg1())
    side = siden(melder, adresse(1))
    utlop()
    for steg in (1, 2):
        assert melder.get(adresse(steg)).url == logg_inn_adresse(steg)
    melder.post(adresse(1), {**steg1(hva_skjedde="Ny"), **side})
    for steg in (1, 2):
        assert melder.get(adresse(steg)).url == logg_inn_adresse(steg)


def test_a_fault_is_shown_at_once_with_all_that_was_written(melder, verden):
    melder.post("/meld/avvik/", steg1())
    side1, side2 = siden(melder, adresse(1)), siden(melder, adresse(2))
    nummer = lag_nummer("vanlig")
    utlop()
    svar = melder.post(adresse(1), {**steg1(hva_skjedde=f"Om {nummer}"), **side1})
    assert (list(feil_i(svar)), nummer in svar.text) == (["hva_skjedde"], True)
    svar = melder.post(adresse(2), {**steg2(verden.akutt, forslag=nummer), **side2})
    assert (list(feil_i(svar)), nummer in svar.text) == (["forslag"], True)
    # The page knows still that it is one of somebody who was logged in.
    assert 'name="innlogget" value="1"' in svar.text
    versjon = re.search(r'name="versjon" value="(\d+)"', svar.text)[1]
    rettet = {**steg2(verden.akutt, forslag="Ring."), **side2, "versjon": versjon}
    assert melder.post(adresse(2), rettet).url == logg_inn_adresse(3)
    logg_inn(melder, verden.melder)
    assert (utkast().hva_skjedde, utkast().forslag) == (TEKST, "Ring.")


def test_the_search_for_a_unit_goes_on(melder, verden):
    melder.post("/meld/avvik/", steg1())
    side = siden(melder, adresse(2))
    utlop()
    sok = {"enhet": "annen", "sok": "akutt", "forslag": "Ring."}
    svar = melder.post(adresse(2), {**side, **sok})

    assert "UNN › Medisinsk klinikk › Akuttmottaket" in svar.text
    assert "Ring." in svar.text


def test_autosave_keeps_it_and_says_so(melder, verden):
    melder.post("/meld/avvik/", steg1())
    side = siden(melder, adresse(1))
    utlop()
    lagre = f"/meld/utkast/{NOKKEL}/lagre/"
    svar = melder.post(lagre, {**steg1(hva_skjedde="En"), **side}).json()
    assert svar["melding"].startswith("Du er logget ut. Det du har skrevet, er tatt")
    assert svar["versjon"] == int(side["versjon"]) + 1
    side["versjon"] = svar["versjon"]
    melder.post(lagre, {**steg1(hva_skjedde="En til"), **side})
    logg_inn(melder, verden.melder)

    assert utkast().hva_skjedde == "En til"


def test_two_tabs_without_log_in_do_not_destroy_each_other(melder):
    melder.post("/meld/avvik/", steg1())
    side = siden(melder, adresse(1))
    utlop()
    melder.post(adresse(1), {**steg1(hva_skjedde="Den ene"), **side})
    svar = melder.post(adresse(1), {**steg1(hva_skjedde="Den andre"), **side})

    assert svar.status_code == 409
    assert ("Den ene" in svar.text, "Den andre" in svar.text) == (True, True)


def test_what_was_changed_elsewhere_meanwhile_stays_beside_it(melder, verden):
    melder.post("/meld/avvik/", steg1(kategori_D="", alvorlighet="3"))
    side = siden(melder, adresse(2))
    utlop()
    melder.post(adresse(2), {**steg2(verden.akutt, forslag="Her"), **side})
    hjemme = Client()
    hjemme.force_login(verden.melder)
    hjemme.post(adresse(2), steg2(verden.ortopedi_narvik, forslag="Hjemme"))
    svar = logg_inn(melder, verden.melder, f"?next={adresse(3)}")
    assert "Det du skrev her, ligger som et eget utkast" in melder.get(svar.url).text

    to = sorted(alle_utkast(), key=lambda u: u.forslag)
    assert [(u.forslag, u.valgt_enhet, u.hva_skjedde) for u in to] == [
        ("Her", verden.akutt, TEKST),
        ("Hjemme", verden.ortopedi_narvik, TEKST),
    ]
    assert [u.alvorlighet for u in to] == [3, 3]
    assert to[1].nokkel == uuid.UUID(NOKKEL)
    assert [u.enhet for u in to] == [verden.hjemme] * 2


def test_after_it_was_sent_what_was_written_is_a_draft_of_its_own(melder, verden):
    melder.post("/meld/avvik/", steg1())
    side = siden(melder, adresse(1))
    ett = utkast()
    actions.lagre_utkast(
        ett, av=verden.melder, naa=timezone.now(), valgt_enhet=verden.akutt
    )
    actions.meld(ett, av=verden.melder, naa=timezone.now())
    utlop()
    melder.post(adresse(1), {**steg1(hva_skjedde="Mer å si"), **side})
    logg_inn(melder, verden.melder)
    nytt = alle_utkast().get()

    assert (nytt.hva_skjedde, alle_saker().get().hva_skjedde) == ("Mer å si", TEKST)
    assert nytt.nokkel != uuid.UUID(NOKKEL)


def test_nothing_tells_whether_a_draft_is_there(melder, verden):
    """The key of somebody else, of nobody, and of one's own answer alike."""
    fremmed = lag_utkast(verden.melder_akutt, til=verden.hjemme).nokkel
    melder.post("/meld/avvik/", steg1())
    side = siden(melder, adresse(1))
    utlop()
    for nokkel in (fremmed, uuid.uuid4(), NOKKEL):
        felter = {**steg1(), **side, "nokkel": str(nokkel)}
        svar = Client().post(adresse(1, nokkel), felter)
        assert svar.url == logg_inn_adresse(2).replace(NOKKEL, str(nokkel))
    assert alle_utkast().get(nokkel=fremmed, okt=None).melder == verden.melder_akutt


def test_a_draft_that_is_gone_begins_anew_with_what_was_written(verden, melder):
    """Without log-in, after the 24 hours: the page was left open."""
    alle = Client()
    alle.post("/meld/avvik/", steg1())
    side = siden(alle, adresse(2))
    alle_utkast().filter(melder=None).delete()
    svar = alle.post(adresse(2), {**steg2(verden.akutt, forslag="Ring."), **side})
    assert svar.url == adresse(1)
    assert "Fyll ut første steg på nytt." in alle.get(svar.url).text
    ett = utkast()

    assert (ett.forslag, ett.valgt_enhet, ett.steg) == ("Ring.", verden.akutt, 1)
