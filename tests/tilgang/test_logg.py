"""The access log in transactions of its own."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.urls import path

from helsefellesskap.databaseroller import som_eier
from helsefellesskap.enums import Tilgang
from helsefellesskap.models import StengtDag, Tilgangslogg
from helsefellesskap.tilgangslogg import logg
from helsefellesskap.urls import urlpatterns as vanlige
from tests.conftest import lag_verden
from tests.factories import lag_sak
from tests.innlogging import logg_inn_med_to_faktorer

KANARI = "Gulspurv7731"


def test_the_database_that_refuses_the_row_refuses_the_page(ekte_transaksjoner, client):
    verden = lag_verden()
    sak = lag_sak(verden.melder, til=verden.akutt, hva_skjedde=KANARI)
    logg_inn_med_to_faktorer(client, verden.leder_akutt)
    adresse = f"/sak/{sak.saksnummer}/"
    try:
        _skriverett("REVOKE INSERT ON helsefellesskap_tilgangslogg FROM")
        stengt = client.get(adresse)
    finally:
        _skriverett("GRANT INSERT ON helsefellesskap_tilgangslogg TO")
    apent = client.get(adresse)

    assert (stengt.status_code, KANARI in stengt.content.decode()) == (503, False)
    assert (apent.status_code, KANARI in apent.content.decode()) == (200, True)
    assert Tilgangslogg.objects.filter(gjelder=sak.saksnummer).count() == 1


def _skriverett(setning):
    with som_eier(), connection.cursor() as cursor:
        cursor.execute(f"{setning} samhandling_app")


def skriv_og_nekt(request, hvordan):
    StengtDag.objects.create(dato="2031-01-01")
    if hvordan == "logget":
        logg(request, Tilgang.AVVIST)
    raise PermissionDenied if hvordan == "403" else Http404


urlpatterns = [path("skriv-og-nekt/<hvordan>/", skriv_og_nekt), *vanlige]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("hvordan", ["logget", "404", "403"])
def test_a_denied_try_is_kept_though_the_request_rolls_back(client, verden, hvordan):
    """Also where the view has not said so itself."""
    client.force_login(verden.melder)
    status = client.get(f"/skriv-og-nekt/{hvordan}/").status_code
    assert status == (403 if hvordan == "403" else 404)
    assert not StengtDag.objects.exists()
    rad = Tilgangslogg.objects.get()
    assert (rad.handling, rad.bruker_id) == ("avvist", verden.melder.pk)
