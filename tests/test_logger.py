"""A canary in everything a person can send is in no log, whatever breaks."""

import logging
import re
from functools import partial

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, models, transaction
from django.http import HttpResponse
from django.urls import path
from django.utils.log import AdminEmailHandler

from avvik.models import Avvik, Svar
from helsefellesskap.felter import Fritekst
from helsefellesskap.logg import Formatter
from helsefellesskap.urls import urlpatterns as vanlige
from tests import plugin_servere
from tests.factories import lag_sak

KANARI = "Gulspurv7731"


@login_not_required
def krasj(request, hva):
    lokal = request.POST.get("tekst", "") + KANARI
    raise ValueError(f"message with {lokal}")


@login_not_required
def krasj_i_kjede(request):
    try:
        int(KANARI)
    except ValueError as feil:
        raise RuntimeError(KANARI) from feil


@login_not_required
def advarsel(request):
    logging.getLogger("et.bibliotek").warning("saw %s", KANARI)
    logging.getLogger("django.security").error(
        f"odd {KANARI}", extra={"request": request}
    )
    return HttpResponse("ok")


urlpatterns = [
    path("krasj/<str:hva>/", krasj),
    path("kjede/", krasj_i_kjede),
    path("advarsel/", advarsel),
    *vanlige,
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("adresse", [f"/krasj/{KANARI}/", "/kjede/", "/advarsel/"])
def test_a_crash_names_type_and_frames_and_nothing_that_was_sent(
    client, verden, linjer, adresse
):
    client.raise_request_exception = False
    client.post(
        f"{adresse}?q={KANARI}",
        {"tekst": KANARI, "fil": SimpleUploadedFile(f"{KANARI}.csv", b"a")},
        headers={"X-Rart": KANARI, "User-Agent": KANARI, "Referer": f"/{KANARI}"},
    )

    alt = "\n".join(linjer)
    assert KANARI not in alt
    if adresse == "/advarsel/":
        assert "et.bibliotek" in alt
    else:
        assert re.search(r"(ValueError|RuntimeError) .*test_logger\.py:\d+\(krasj", alt)


@pytest.mark.urls(__name__)
def test_an_unknown_address_and_a_forged_form_leave_no_trace_of_their_words(
    client, verden, linjer
):
    client.get(f"/finnes-ikke/{KANARI}/?{KANARI}={KANARI}")
    streng = type(client)(enforce_csrf_checks=True)
    streng.post(
        "/logg-inn/", {"email": f"{KANARI}@eks.no", "csrfmiddlewaretoken": KANARI}
    )

    assert KANARI not in "\n".join(linjer)
    assert any("GET - 404" in linje for linje in linjer)


def test_the_access_line_holds_method_route_status_and_milliseconds(
    client, verden, linjer
):
    client.get(f"/helse/lever/?{KANARI}")

    tider = [
        linje.split("samhandling ")[1] for linje in linjer if " samhandling " in linje
    ]
    assert [re.sub(r"\d+ ms", "N ms", t) for t in tider] == ["GET helse_lever 200 N ms"]


def _serverlogg():
    servere = plugin_servere.SERVERE
    if servere is None:
        pytest.skip("needs the suite's own servers")
    logger = sorted(servere.data.rglob("*.log"))
    assert logger
    return "".join(fil.read_text(errors="replace") for fil in logger)


def _utfor(setning, verdier):
    with connection.cursor() as cursor:
        cursor.execute(setning, verdier)


def _forsok(handling):
    """Break a rule of the database; returns what the exception logs."""
    try:
        with transaction.atomic():
            handling()
    except DatabaseError:
        logging.getLogger("django.request").exception("broken %s", KANARI)
    else:
        raise AssertionError("the database accepted it")


def test_broken_unique_check_and_data_rules_leave_no_row_in_any_log(verden, linjer):
    sak = lag_sak(verden.melder, til=verden.akutt, hva_skjedde=KANARI)
    felter = {
        f.attname: getattr(sak, f.attname)
        for f in sak._meta.local_fields
        if f.attname != "id"
    }
    felter |= {
        f.attname: KANARI for f in Avvik._meta.local_fields if isinstance(f, Fritekst)
    }
    alle = Avvik.objects.uten_tilgangskontroll(grunn="test")

    _forsok(lambda: Avvik(**felter).save())  # unique
    _forsok(lambda: alle.filter(pk=sak.pk).update(alvorlighet=9))  # check
    _forsok(lambda: alle.filter(pk=sak.pk).update(saksnummer=KANARI * 4))  # too long
    _forsok(
        lambda: (
            Svar(avvik=sak, enhet_id=-1, til_melder=KANARI).save()
            or connection.check_constraints()
        )
    )  # foreign key

    _forsok(partial(_utfor, "SELECT %s::int", [KANARI]))
    _forsok(partial(_utfor, f"SELEKT '{KANARI}'", []))
    assert KANARI not in "\n".join(linjer)
    assert KANARI not in _serverlogg()


def test_every_text_column_can_be_refused_without_ending_in_the_server_log(verden):
    """A row with the canary in every text column fails on its last column."""
    from django.apps import apps

    for app in ("helsefellesskap", "avvik", "utvalg", "rapporter"):
        for modell in apps.get_app_config(app).get_models():
            tekster = [
                f.column
                for f in modell._meta.local_fields
                if isinstance(f, models.TextField)
            ]
            if not tekster:
                continue
            kolonner = ", ".join(f'"{k}"' for k in (*tekster, "id"))
            verdier = ", ".join(["%s"] * len(tekster))

            setning = (
                f'INSERT INTO "{modell._meta.db_table}" ({kolonner}) '
                f"VALUES ({verdier}, NULL)"
            )
            _forsok(partial(_utfor, setning, [KANARI] * len(tekster)))
    assert KANARI not in _serverlogg()


def test_no_error_is_mailed_and_only_our_formatter_writes(settings):
    assert (settings.ADMINS, settings.MANAGERS) == ([], [])
    navn = ["", "django", "django.request", "django.security", "django.server"]
    handtere = {
        (type(h).__name__, type(h.formatter))
        for n in (*navn, "celery", "gunicorn.error", "py.warnings")
        for h in logging.getLogger(n).handlers
        if isinstance(h, logging.StreamHandler | AdminEmailHandler)
        and not type(h).__module__.startswith(("_pytest", "tests"))
    }
    assert handtere == {("StreamHandler", Formatter)}
