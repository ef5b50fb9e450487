"""The front page: what waits, and ways in where nothing does."""

import pytest
from django.utils import timezone

from avvik import actions
from helsefellesskap.enums import Rollenavn
from tests.factories import lag_bruker, lag_sak, lag_svar
from tests.innlogging import logg_inn_med_to_faktorer as logg_inn

pytestmark = pytest.mark.django_db


def deler(svar):
    return [d["mal"].partition("panel_")[2] for d in svar.context["paneler"]]


def test_a_melder_with_nothing_waiting_is_shown_the_way_to_file(client, verden):
    logg_inn(client, verden.melder)
    svar = client.get("/")
    assert deler(svar) == ["meld.html"]
    assert "Ingenting venter på deg nå." in svar.text
    assert "<h1>Forside</h1>" in svar.text


def test_an_answer_to_read_stands_before_the_way_to_file(client, verden):

    sak = lag_sak(verden.melder, til=verden.akutt, naa=timezone.now())
    actions.besvar(sak, innhold=lag_svar(), av=verden.leder_akutt, naa=timezone.now())
    logg_inn(client, verden.melder)
    svar = client.get("/")
    assert deler(svar) == ["svar.html", "meld.html"]
    assert "<h1>Dette venter på deg</h1>" in svar.text


def test_the_ssu_reader_finds_the_reports(client, verden):
    logg_inn(client, lag_bruker("leser", (Rollenavn.SSU_LESER, None)))
    svar = client.get("/")
    assert deler(svar) == ["rapporter.html"]
    assert "Ingen rapporter er publisert ennå." in svar.text


def test_the_work_list_of_each_is_what_the_front_page_counts(client, verden):
    vist = {}
    for navn in ("kontakt_unn", "sekretariat"):
        logg_inn(client, getattr(verden, navn))
        panel = next(
            d["innhold"]
            for d in client.get("/").context["paneler"]
            if d["mal"] == "avvik/panel_arbeidsliste.html"
        )
        vist[navn] = {fane.navn for fane in panel["lister"]}
    assert vist["sekretariat"] - vist["kontakt_unn"] >= {"svares_papir"}
    assert "uten_mottaker" in vist["kontakt_unn"]
