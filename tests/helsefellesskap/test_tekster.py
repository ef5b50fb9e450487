"""Notices the sekretariat words: standard text, own text, history, one query."""

import pytest
from django.db import IntegrityError, transaction
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils.translation import override

from helsefellesskap.actions import lagre_tekst
from helsefellesskap.enums import Tekstnokkel
from helsefellesskap.feil import IkkeLov, Versjonskonflikt
from helsefellesskap.models import Endringslogg, Tekst
from helsefellesskap.tekster import STANDARD, gjeldende
from tests.factories import NAA
from tests.innlogging import logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db
HASTER = Tekstnokkel.HASTER


def skriv(av, tittel="Haster det?", tekst="Ring.", versjon=0, spraak="nb"):
    return lagre_tekst(
        HASTER,
        spraak=spraak,
        tittel=tittel,
        tekst=tekst,
        versjon=versjon,
        av=av,
        naa=NAA,
    )


def haster(spraak="nb"):
    return gjeldende(spraak)[HASTER]


def test_every_notice_has_a_standard_text():
    assert set(STANDARD) == set(Tekstnokkel)
    assert set(gjeldende("nb")) == set(Tekstnokkel.values)
    assert all(t.tittel and t.avsnitt for t in gjeldende("nb").values())


def test_an_own_text_counts_in_its_language_until_the_standard_one_is_back(verden):
    assert haster().tittel == "Haster det for en pasient nå?"
    skriv(verden.sekretariat, tekst="Ring 113.\n\nEller legevakten.")
    assert (haster().tittel, haster().avsnitt) == (
        "Haster det?",
        ["Ring 113.", "Eller legevakten."],
    )
    with override("nb"):
        assert haster("nn").tittel != "Haster det?"
    skriv(verden.sekretariat, tittel="", tekst="", versjon=1)
    assert haster().tittel == "Haster det for en pasient nå?"
    assert [t.versjon for t in Tekst.objects.historikk(HASTER, "nb")] == [2, 1]


def test_only_the_sekretariat_and_only_who_saw_the_newest(verden):
    with pytest.raises(IkkeLov):
        skriv(verden.leder_akutt)
    skriv(verden.sekretariat)
    with pytest.raises(Versjonskonflikt):
        skriv(verden.sekretariat2, tekst="Noe annet.")
    assert haster().tekst == "Ring."
    assert skriv(verden.sekretariat2, tekst="Noe annet.", versjon=1).versjon == 2


def test_half_a_text_is_refused_by_the_database_and_changes_are_tracked(verden):
    with pytest.raises(IntegrityError), transaction.atomic():
        skriv(verden.sekretariat, tittel="")
    ny = skriv(verden.sekretariat)
    rad = Endringslogg.objects.get(tabell="helsefellesskap_tekst", rad_id=ny.pk)
    assert rad.aktor == f"bruker:{verden.sekretariat.pk}"
    assert "Ring." not in str(rad.verdier)


def test_a_page_asks_once_however_many_notices_it_shows(django_assert_num_queries):
    mal = Template(
        '{% load tekster %}{% varseltekst "haster" %}{% varseltekst "personvern" %}'
        '{% finn_tekst "meldeplikt" as t %}{{ t.tittel }}'
    )
    with django_assert_num_queries(1):
        vist = mal.render(RequestContext(RequestFactory().get("/")))
    assert "Denne hendelsen kan være meldepliktig" in vist


def test_html_in_a_text_is_shown_as_it_was_typed_and_addresses_are_links(verden):
    skriv(verden.sekretariat, tekst="<b>Nå</b>\nhttps://melde.no")
    mal = Template('{% load tekster %}{% varseltekst "haster" %}')
    vist = mal.render(RequestContext(RequestFactory().get("/")))
    assert "&lt;b&gt;Nå&lt;/b&gt;<br>" in vist
    assert 'href="https://melde.no"' in vist


# --- the pages -----------------------------------------------------------------

SIDE = "/oppsett/tekster/haster/nb/"
NY = {"versjon": "0", "tittel": "Haster det?", "tekst": "Ring 113."}


@pytest.fixture
def sekretariat(client, verden):
    logg_inn_med_to_faktorer(client, verden.sekretariat)
    return client


def test_try_save_and_back_to_the_standard_text(sekretariat, verden):
    assert "Ring avdelingen" in sekretariat.get(SIDE).text
    provd = sekretariat.post(SIDE, {**NY, "vis": "1"}).text
    assert "Teksten er ikke lagret ennå" in provd
    assert Tekst.objects.count() == 0
    assert sekretariat.post(SIDE, NY).status_code == 302
    assert haster().tekst == "Ring 113."
    assert "egen tekst fra" in sekretariat.get("/oppsett/tekster/").text
    side = sekretariat.get(SIDE).text
    assert ("Tilbake til standardteksten" in side, "Tidligere endringer" in side) == (
        True,
        True,
    )
    sekretariat.post(f"{SIDE}standard/", {"versjon": "1"})
    assert haster().tittel == "Haster det for en pasient nå?"
    assert "Tilbake til standardteksten." in sekretariat.get(SIDE).text


def test_a_text_changed_in_the_meantime_is_shown_back(sekretariat, verden):
    skriv(verden.sekretariat2)
    svar = sekretariat.post(SIDE, {**NY, "tekst": "Dette skrev jeg."})
    assert (svar.status_code, "Dette skrev jeg." in svar.text) == (409, True)
    for versjon in ("0", "", "x", "9" * 30):
        svar = sekretariat.post(f"{SIDE}standard/", {"versjon": versjon})
        assert svar.status_code == 409
    assert haster().tekst == "Ring."


def test_empty_long_and_identity_numbers_stop_beside_the_field(sekretariat):
    for felter, melding in (
        ({"tittel": ""}, "Skriv en overskrift"),
        ({"tekst": " "}, "Skriv en tekst"),
        ({"tekst": "a" * 1201}, "1200"),
        ({"tekst": "Ring 17054026641"}, "Fjern tallet på 11 siffer"),
    ):
        svar = sekretariat.post(SIDE, {**NY, **felter})
        assert (svar.status_code, melding in svar.text) == (200, True), felter
    assert Tekst.objects.count() == 0


def test_unknown_notices_are_not_found_and_others_are_refused(sekretariat, verden):
    for sti in ("finnes-ikke/nb/", "haster/xx/"):
        assert sekretariat.get(f"/oppsett/tekster/{sti}").status_code == 404
    logg_inn_med_to_faktorer(sekretariat, verden.leder_akutt)
    for sti in ("/oppsett/tekster/", SIDE):
        assert sekretariat.get(sti).status_code == 403
    assert sekretariat.post(f"{SIDE}standard/", {"versjon": "0"}).status_code == 403


def test_the_notice_stands_on_the_page_it_is_for(sekretariat, verden):
    skriv(verden.sekretariat, tekst="Ring 112.")
    logg_inn_med_to_faktorer(sekretariat, verden.melder)
    assert "Ring 112." in sekretariat.get("/meld/").text
