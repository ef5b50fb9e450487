"""A draft: saved by itself, sent twice, in two tabs, looked for by others."""

import re
import uuid

import pytest

from helsefellesskap.models import Rolle, Tilgangslogg
from tests.avvik.meldehjelp import (
    NOKKEL,
    TEKST,
    adresse,
    alle_saker,
    alle_utkast,
    steg1,
    steg2,
    til_steg3,
)
from tests.factories import lag_utkast
from tests.idnumre import lag_nummer
from tests.innlogging import logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db


def test_a_second_press_leads_to_the_same_receipt(melder, verden):
    til_steg3(melder, verden.akutt)
    forste = melder.post(adresse(3), {"versjon": "2"})
    kvittering = forste.url

    assert melder.post(adresse(3), {"versjon": "2"}).url == kvittering
    assert melder.get(adresse(1)).url == kvittering
    assert melder.post("/meld/avvik/", steg1()).url == kvittering
    assert [melder.get(kvittering).status_code for _ in range(2)] == [200, 200]
    assert (alle_saker().count(), alle_utkast().count()) == (1, 0)


def test_a_second_press_on_the_first_step_makes_one_draft(melder):
    for _ in range(2):
        assert melder.post("/meld/avvik/", steg1()).url == adresse(2)

    assert alle_utkast().count() == 1


def test_the_older_tab_is_told_and_shown_both_texts(melder):
    melder.post("/meld/avvik/", steg1())
    melder.post(adresse(1), steg1(hva_skjedde="Fra den ene", versjon="1"))
    svar = melder.post(adresse(1), steg1(hva_skjedde="Fra den andre", versjon="1"))

    assert svar.status_code == 409
    assert "Fra den ene" in svar.text
    assert "Fra den andre" in svar.text
    assert alle_utkast().get().hva_skjedde == "Fra den ene"
    versjon = re.search(r'name="versjon" value="(\d+)"', svar.text)[1]
    melder.post(adresse(1), steg1(hva_skjedde="Fra den andre", versjon=versjon))
    assert alle_utkast().get().hva_skjedde == "Fra den andre"


def test_a_unit_found_by_search_is_still_chosen_on_the_page_of_a_conflict(
    melder, verden
):
    melder.post("/meld/avvik/", steg1())
    lagre(melder, steg="2", versjon="1", forslag="Fra en annen fane")
    skrevet = {"sok": "akutt", "sokt": "akutt", "forslag": "Min", "versjon": "1"}
    svar = melder.post(adresse(2), steg2(verden.akutt, **skrevet))
    assert (svar.status_code, "Fra en annen fane" in svar.text) == (409, True)

    valgt = re.findall(r'name="treff" value="(\d+)"[^>]* checked', svar.text)
    assert valgt == [str(verden.akutt.pk)]


def test_what_stood_in_a_tab_is_kept_though_another_deleted_the_draft(melder, verden):
    def slett():
        alle_utkast().delete()
        til_steg3(melder, verden.akutt)
        melder.post(f"/meld/utkast/{NOKKEL}/slett/")
        assert alle_utkast().count() == 0

    slett()
    assert melder.post(adresse(1), steg1(hva_skjedde="Nytt")).url == adresse(2)
    assert alle_utkast().get().hva_skjedde == "Nytt"
    for mer in ({}, {"tilbake": "1", "treff": ""}):
        slett()
        skrevet = steg2(verden.akutt, forslag="Ring.", versjon="2", **mer)
        assert melder.post(adresse(2), skrevet).url == adresse(1)
        assert "Fyll ut første steg på nytt." in melder.get(adresse(1)).text
        ett = alle_utkast().get()
        assert (ett.forslag, ett.enhet, ett.steg) == ("Ring.", verden.hjemme, 1)
    slett()
    assert lagre(melder, steg="2", forslag="Selv").json() == {"versjon": 1}
    assert alle_utkast().get().forslag == "Selv"


def test_sending_what_another_tab_has_changed_asks_to_look_again(melder, verden):
    til_steg3(melder, verden.akutt)
    melder.post(adresse(1), steg1(hva_skjedde="Nytt", versjon="2"))
    svar = melder.post(adresse(3), {"versjon": "2"})

    assert (svar.status_code, alle_saker().count()) == (409, 0)
    assert "Nytt" in svar.text


def test_another_persons_draft_is_not_found(melder, verden):
    utkast = lag_utkast(verden.melder_akutt, til=verden.hjemme)
    for nokkel in (utkast.nokkel, uuid.uuid4()):
        assert melder.get(adresse(1, nokkel)).status_code == 404
        assert melder.post(adresse(3, nokkel)).status_code == 404
        assert melder.post(f"/meld/utkast/{nokkel}/slett/").status_code == 404
        assert Tilgangslogg.objects.latest("id").handling == "avvist"


def test_who_has_gone_to_another_unit_finds_the_draft_no_more(melder, verden):
    melder.post("/meld/avvik/", steg1())
    sider = ("/meld/", adresse(2))
    assert [adresse(2) in melder.get(side).text for side in sider] == [True, True]

    Rolle.objects.filter(bruker=verden.melder).update(enhet=verden.helse_narvik)

    assert [melder.get(side).status_code for side in sider] == [200, 404]
    assert adresse(2) not in melder.get("/meld/").text


def test_a_page_with_another_persons_key_gets_a_draft_of_its_own(melder, verden):
    """As with a key that nobody has, and with what is no key: nothing to tell by."""
    fremmed = lag_utkast(verden.melder_akutt, til=verden.hjemme)
    for nokkel in (fremmed.nokkel, uuid.uuid4(), "x"):
        svar = melder.post("/meld/avvik/", steg1(nokkel=str(nokkel)))
        assert svar.status_code == 302
        eget = alle_utkast().exclude(pk=fremmed.pk).get()
        assert (svar.url, eget.melder) == (adresse(2, eget.nokkel), verden.melder)
        eget.delete()

        lagret = melder.post(f"/meld/utkast/{nokkel}/lagre/", steg1())
        assert (lagret.status_code, lagret.json()) == (200, {"versjon": 1})
        alle_utkast().get(melder=verden.melder).delete()
    igjen = alle_utkast().get()
    assert (igjen.melder, igjen.hva_skjedde) == (fremmed.melder, fremmed.hva_skjedde)


def test_a_page_left_open_by_a_colleague_who_has_sent_can_be_sent_too(
    melder, verden, client
):
    til_steg3(melder, verden.akutt)
    melder.post(adresse(3), {"versjon": "2"})
    client.logout()
    logg_inn_med_to_faktorer(client, verden.leder_hjemme)

    til_steg3(client, verden.akutt)
    sendt = client.post(adresse(3), {"versjon": "2"})
    assert (sendt.status_code, alle_saker().count()) == (302, 2)


def test_an_identity_number_is_no_key(melder):
    nummer = lag_nummer("vanlig")
    nokkel = f"00000000-0000-4000-8000-{nummer}a"
    melder.post("/meld/avvik/", steg1(nokkel=nokkel))
    melder.post(f"/meld/utkast/{nokkel}/lagre/", steg1())
    nokler = [str(n) for n in alle_utkast().values_list("nokkel", flat=True)]
    assert (len(nokler), [n for n in nokler if nummer in n]) == (2, [])


def test_a_version_beyond_all_numbers_is_none(melder):
    melder.post("/meld/avvik/", steg1())
    assert lagre(melder, hva_skjedde="Nytt", versjon="9" * 5000).status_code == 200


def test_a_step_not_reached_leads_to_the_one_that_is(melder):
    melder.post("/meld/avvik/", steg1())

    assert melder.get(adresse(3)).url == adresse(2)
    assert melder.get(adresse(4)).status_code == 404


def test_a_draft_is_deleted_by_post_alone(melder):
    melder.post("/meld/avvik/", steg1())
    slett = f"/meld/utkast/{NOKKEL}/slett/"

    assert melder.get(slett).status_code == 405
    assert melder.post(slett).url == "/meld/"
    assert alle_utkast().count() == 0


# --- autosave ------------------------------------------------------------------


def lagre(klient, **felter):
    return klient.post(f"/meld/utkast/{NOKKEL}/lagre/", {"steg": "1", **felter})


def test_autosave_makes_the_draft_and_saves_without_demanding(melder):
    svar = lagre(melder, hva_skjedde="Epi", slag="forbedring")
    assert svar.json() == {"versjon": 1}
    svar = lagre(melder, hva_skjedde="Epikrisen", versjon="1")

    assert svar.json() == {"versjon": 2}
    utkast = alle_utkast().get()
    assert (utkast.hva_skjedde, utkast.slag, utkast.steg) == (
        "Epikrisen",
        "forbedring",
        1,
    )


def test_autosave_leaves_out_the_field_with_a_number_and_says_so(melder):
    nummer = lag_nummer("vanlig")
    svar = lagre(melder, hva_skjedde=f"Gjelder {nummer}", naar="i_dag")

    assert svar.json()["melding"] == (
        "Utkastet er lagret uten «Hva skjedde?». Fjern tallet på 11 siffer der."
    )
    assert alle_utkast().get().hva_skjedde == ""


def test_autosave_of_an_older_tab_or_a_sent_draft_saves_nothing(melder, verden):
    til_steg3(melder, verden.akutt)
    assert lagre(melder, hva_skjedde="Gammel", versjon="1").status_code == 409
    assert alle_utkast().get().hva_skjedde == TEKST
    melder.post(adresse(3))

    assert lagre(melder, hva_skjedde="For sent").status_code == 409
    assert alle_utkast().count() == 0


def test_autosave_of_step_two(melder, verden):
    melder.post("/meld/avvik/", steg1())
    svar = lagre(melder, steg="2", versjon="1", forslag="Ring", enhet="ukjent")
    utkast = alle_utkast().get()

    assert svar.json() == {"versjon": 2}
    assert (utkast.forslag, utkast.enhet_ukjent, utkast.steg) == ("Ring", True, 2)
