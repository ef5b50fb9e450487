"""Bad input: each fault is told at its field and in the summary, and nothing is lost.

Tried by a person and by somebody who has not logged in.
"""

import html
import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.avvik.meldehjelp import (
    NOKKEL,
    TEKST,
    adresse,
    alle_saker,
    alle_utkast,
    feil_i,
    steg1,
    steg2,
)
from tests.factories import lag_enhet, lag_kategori
from tests.idnumre import lag_nummer
from tests.tilgang.skjemaer import les_skjemaer

pytestmark = pytest.mark.django_db
FELTER_2 = {
    "kontaktlinje": 300,
    "forslag": 1000,
    "gikk_bra": 500,
    "strakstiltak": 1000,
    "avtale": 300,
    "egen_referanse": 80,
}
NUMMER = lag_nummer("vanlig")
HTML = '<script>alert(1)</script> & "sitat" <b>fet</b>'


@pytest.fixture(params=["melder", "anonym"])
def klient(request):
    return request.getfixturevalue(request.param)


def sagt(svar):
    """(field, message) as they stand in the page: in the summary and at the field."""
    side = html.unescape(svar.text)
    assert "<title>Feil:" in side
    oppsummert = side.split('class="ds-error-summary"')[1].split("</ul>")[0]
    lenke = r'<li><a href="#id_(\w+?)(?:_0)?">(.+?)</a>'
    i_toppen = re.findall(lenke, oppsummert)
    ved_feltet = re.findall(
        r'class="feltfeil" id="id_(\w+?)_error"><p class="[\w-]+">(.+?)</p>',
        side,
    )
    assert sorted(i_toppen) == sorted(ved_feltet)
    assert dict(ved_feltet) == feil_i(svar)
    return dict(ved_feltet)


def vist(svar, felt):
    """What stands in the field of the page that came back."""
    skjemaer = les_skjemaer(svar.text, "/")
    skjema = next(s for s in skjemaer if felt in s.felter)
    return html.unescape(skjema.verdier()[felt])


def test_every_field_empty(klient):
    svar = klient.post("/meld/avvik/", {"nokkel": NOKKEL, "fra": "kommune"})
    assert sagt(svar) == {
        "naar": "Velg når det skjedde",
        "gruppe": "Velg hva det gjelder",
        "hva_skjedde": "Skriv kort hva som skjedde",
        "alvorlighet": "Velg hva følgen ble",
    }
    assert alle_utkast().count() == 0
    klient.post("/meld/avvik/", steg1())
    assert sagt(klient.post(adresse(2), {"steg": "2", "fra": "kommune"})) == {
        "enhet": "Velg hvem som skal svare, eller «Jeg vet ikke»"
    }


@pytest.mark.parametrize(
    ("felter", "feil"),
    [
        ({"hva_skjedde": "å" * 2001}, "hva_skjedde"),
        ({"hva_skjedde": f"Gjelder {NUMMER}, ring."}, "hva_skjedde"),
        ({"hva_skjedde": "\x00\x01 \x1b"}, "hva_skjedde"),
        ({"naar": "annen_dag", "dato": "2999-01-01"}, "dato"),
        ({"naar": "annen_dag", "dato": "1999-12-31"}, "dato"),
        ({"naar": "annen_dag", "dato": "31.02.2026"}, "dato"),
        ({"naar": "annen_dag", "dato": "<b>"}, "dato"),
        ({"naar": "annen_dag"}, "dato"),
        ({"naar": "i morgen"}, "naar"),
        ({"gruppe": "A", "kategori_A": "A1"}, "gruppe"),
        ({"kategori_D": "A1"}, "kategori_D"),
        ({"kategori_D": "C1"}, "kategori_D"),
        ({"gruppe": "😀"}, "gruppe"),
        ({"alvorlighet": "9"}, "alvorlighet"),
        ({"alvorlighet": "5"}, "meldt_andre_steder"),
        (
            {"alvorlighet": "5", "meldt_andre_steder": ["nei", "interntt"]},
            "meldt_andre_steder",
        ),
    ],
)
def test_one_fault_in_step_one(klient, felter, feil):
    svar = klient.post("/meld/avvik/", steg1(**felter))

    assert list(sagt(svar)) == [feil]
    if felter.get("hva_skjedde", "å").isprintable():
        assert vist(svar, "hva_skjedde") == felter.get("hva_skjedde", TEKST)
    utkast = alle_utkast().get()
    assert (utkast.steg, NUMMER in str(vars(utkast))) == (1, False)
    # What was right is kept, also by a reload.
    gammelt = utkast.hva_skjedde if "hva_skjedde" in felter else TEKST
    assert vist(klient.get(adresse(1)), "hva_skjedde") == gammelt


@pytest.mark.parametrize("felt", FELTER_2)
def test_a_fault_in_each_text_of_step_two(klient, verden, felt):
    klient.post("/meld/avvik/", steg1())
    for tekst in ("å" * (FELTER_2[felt] + 1), f"Om {NUMMER}."):
        felter = {n: f"Tekst i {n}" for n in FELTER_2} | {felt: tekst}
        svar = klient.post(adresse(2), steg2(verden.akutt, versjon="", **felter))
        assert list(sagt(svar)) == [felt]
        assert {n: vist(svar, n) for n in FELTER_2} == felter
        utkast = alle_utkast().get()
        lagret = {n: getattr(utkast, n) for n in FELTER_2 if n != felt}
        assert lagret == {n: t for n, t in felter.items() if n != felt}
        assert utkast.valgt_enhet == verden.akutt
        assert (getattr(utkast, felt), utkast.steg) == ("", 2)


@pytest.mark.parametrize(
    ("skrevet", "lagret"),
    [
        (HTML, HTML),
        ("Glemt 😀👩‍⚕️ 🇳🇴", "Glemt 😀👩‍⚕️ 🇳🇴"),
        ("En\x00 to\x1b[31m tre\x07", "En to[31m tre"),
        ("Linje 1\r\nLinje 2\tx", "Linje 1\nLinje 2\tx"),
        ("a" * 2000, "a" * 2000),
    ],
)
def test_odd_text_is_text(klient, verden, skrevet, lagret):
    assert klient.post("/meld/avvik/", steg1(hva_skjedde=skrevet)).url == adresse(2)
    assert alle_utkast().get().hva_skjedde == lagret
    kort = skrevet[:80]
    felter = dict.fromkeys(FELTER_2, kort)
    svar = klient.post(adresse(2), steg2(verden.akutt, **felter))
    assert svar.url == adresse(3)
    side = klient.get(adresse(3)).text
    assert ("<script>alert" in side, "<b>fet" in side) == (False, False)
    assert klient.get(adresse(2)).status_code == 200


@pytest.mark.parametrize("valg", ["0", "-1", "9" * 30, "x", "%00", "\x00", "1e3", "😀"])
def test_a_unit_that_is_none(klient, valg):
    klient.post("/meld/avvik/", steg1())
    hvem = {"steg": "2", "fra": "kommune", "forslag": "Ring."}
    svar = klient.post(adresse(2), {**hvem, "enhet": valg})
    assert list(sagt(svar)) == ["enhet"]
    svar = klient.post(adresse(2), {**hvem, "enhet": "annen", "sok": "x", "sokt": "x"})
    assert list(sagt(svar)) == ["treff"]

    assert vist(svar, "forslag") == "Ring."


def test_a_unit_closed_since_the_page_was_opened(klient, verden):
    """At step 2, and when it happened while the draft waited to be sent."""
    enhet = lag_enhet("Legges ned", verden.unn)
    klient.post("/meld/avvik/", steg1())
    klient.post(adresse(2), steg2(enhet, forslag="Ring."))
    side = klient.get(adresse(3)).text
    enhet.gyldig_til = timezone.localdate() - timedelta(days=1)
    enhet.save()
    svar = klient.post(adresse(3))
    assert (svar.status_code, svar.context["mangler"]) == (
        200,
        [
            {
                "tekst": "Enheten er lagt ned. Velg en annen.",
                "url": f"{adresse(2)}#div_id_enhet",
            }
        ],
    )
    assert svar.text.count("Enheten er lagt ned. Velg en annen.") == 2
    assert ("Ring." in svar.text, "Ring." in side) == (True, True)
    assert alle_saker().count() == 0
    svar = klient.post(adresse(2), steg2(enhet, versjon="", forslag="Ring."))
    assert sagt(svar) == {"treff": "Enheten er lagt ned. Velg en annen."}
    assert vist(svar, "forslag") == "Ring."


def test_a_category_that_ended_while_the_draft_waited(klient, verden):
    klient.post("/meld/avvik/", steg1())
    klient.post(adresse(2), steg2(verden.akutt))
    kategori = alle_utkast().get().kategori
    kategori.gyldig_til = timezone.localdate() - timedelta(days=1)
    kategori.save()
    svar = klient.post(adresse(3))

    assert svar.text.count("Velg en kategori fra listen") == 2
    assert svar.context["mangler"][0]["url"] == f"{adresse(1)}#div_id_gruppe"


def test_the_links_of_the_check_page_lead_to_their_questions(klient, verden):
    klient.post("/meld/avvik/", steg1())
    klient.post(adresse(2), steg2(verden.akutt, forslag="Ring."))
    rader = klient.get(adresse(3)).context["rader"]
    for rad in rader:
        vei, anker = rad["url"].split("#")
        assert f'id="{anker}"' in klient.get(vei).text, rad["tittel"]


# --- used drafts ------------------------------------------------------------------


@pytest.fixture
def sendt(verden, client):
    lag_kategori("D1")
    client.force_login(verden.melder)
    client.post("/meld/avvik/", steg1())
    client.post(adresse(2), steg2(verden.akutt, forslag="Ring."))
    client.post(adresse(3))
    return alle_saker().get()


def test_a_page_of_a_sent_draft_leads_to_the_receipt(sendt, verden, client):
    kvittering = f"/meld/kvittering/{sendt.saksnummer}/"
    assert client.post("/meld/avvik/", steg1()).url == kvittering
    assert client.post(adresse(1), steg1()).url == kvittering
    svar = steg2(verden.akutt, forslag="Ring.", versjon="1")
    assert client.post(adresse(2), svar).url == kvittering
    assert client.post(adresse(3)).url == kvittering
    assert client.get(adresse(1)).url == kvittering


@pytest.mark.parametrize(
    ("steg", "felt"), [(1, "hva_skjedde"), (2, "forslag"), (2, "gikk_bra")]
)
def test_what_a_sent_draft_did_not_hold_is_shown_once_more(
    sendt, verden, client, steg, felt
):
    felter = steg1() if steg == 1 else steg2(verden.akutt, forslag="Ring.")
    svar = client.post(adresse(steg), {**felter, felt: "Skrevet i en annen fane"})

    assert svar.status_code == 409
    assert f"Meldingen er allerede sendt som {sendt.saksnummer}" in svar.text
    assert vist(svar, felt) == "Skrevet i en annen fane"
    assert f'href="/sak/{sendt.saksnummer}/"' in svar.text
    assert (alle_saker().count(), alle_utkast().count()) == (1, 0)


def test_somebody_else_learns_nothing_of_a_sent_draft(sendt, verden, client):
    """As with a key that nobody has: what was written is a draft of its own."""
    client.force_login(verden.melder_akutt)
    for nokkel in (NOKKEL, str(uuid.uuid4())):
        assert client.post(adresse(3, nokkel)).status_code == 404
        assert client.get(adresse(1, nokkel)).status_code == 404
        svar = client.post(adresse(1, nokkel), {"hva_skjedde": "X", "fra": "kommune"})
        assert (svar.status_code, sendt.saksnummer in svar.text) == (200, False)
        assert alle_utkast().get().melder == verden.melder_akutt
        alle_utkast().delete()
    assert alle_saker().get().hva_skjedde == TEKST
