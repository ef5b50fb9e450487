import socket
from datetime import date, datetime
from time import monotonic

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection, transaction

from helsefellesskap import utboks
from helsefellesskap.arbeidsdager import OSLO
from helsefellesskap.celery import app
from helsefellesskap.enums import Brevtilstand
from helsefellesskap.models import Brev, Brevlinje, StengtDag
from helsefellesskap.utboks import legg_i_digest, legg_i_utboks
from tests.factories import lag_bruker

TORSDAG = date(2026, 11, 5)
FREDAG = date(2026, 11, 6)
MANDAG = date(2026, 11, 9)


@pytest.fixture
def mottaker(db):
    return lag_bruker("mottaker")


@pytest.fixture
def vekkinger(monkeypatch):
    sendt = []
    monkeypatch.setattr(app, "send_task", lambda navn, **valg: sendt.append(navn))
    return sendt


def legg(mottaker, nr=1, **felter):
    legg_i_utboks("prove", mottaker, gjelder={}, dedupe_key=f"prove:{nr}", **felter)


def legg_linje(mottaker, nr, dato):
    linje = Brevlinje(kind="prove", dedupe_key=f"linje:{nr}")
    legg_i_digest(mottaker, [linje], dato=dato)


def noekler():
    return list(Brev.objects.order_by("pk").values_list("dedupe_key", flat=True))


def test_the_same_letter_is_written_once(mottaker):
    legg(mottaker)
    forste = Brev.objects.get()
    legg(mottaker)
    assert Brev.objects.get().message_id == forste.message_id


def test_a_letter_has_its_message_id_and_may_leave_at_once(mottaker, settings):
    settings.DEFAULT_FROM_EMAIL = "Samhandling <post@helse.example>"
    legg(mottaker)
    brev = Brev.objects.get()
    assert brev.message_id.endswith("@helse.example>")
    assert (brev.state, brev.haster, brev.attempts) == (Brevtilstand.VENTER, False, 0)
    assert brev.not_before == brev.next_try_at == utboks.STRAKS


def test_a_letter_may_wait(mottaker):
    tid = datetime(2026, 11, 5, 12, tzinfo=OSLO)
    legg(mottaker, ikke_for=tid, haster=True)
    brev = Brev.objects.get()
    assert (brev.not_before, brev.next_try_at, brev.haster) == (tid, tid, True)


def test_a_letter_is_undone_with_what_caused_it(mottaker):
    with pytest.raises(RuntimeError), transaction.atomic():
        legg(mottaker)
        raise RuntimeError
    assert noekler() == []


# --- one letter a day --------------------------------------------------------------


def test_lines_of_a_day_share_a_letter(mottaker):
    annen = lag_bruker("annen")
    legg_linje(mottaker, 1, TORSDAG)
    legg_linje(mottaker, 2, TORSDAG)
    legg_linje(annen, 3, TORSDAG)
    assert noekler() == [
        f"samlebrev:{mottaker.pk}:2026-11-05",
        f"samlebrev:{annen.pk}:2026-11-05",
    ]
    assert [b.linjer.count() for b in Brev.objects.order_by("pk")] == [2, 1]
    apner = datetime(2026, 11, 5, 8, tzinfo=OSLO)
    assert Brev.objects.first().not_before == apner


def test_a_line_is_written_once_also_after_it_was_sent(mottaker):
    legg_linje(mottaker, 1, TORSDAG)
    Brev.objects.update(state=Brevtilstand.SENDT, attempts=1)
    legg_linje(mottaker, 1, TORSDAG)
    assert (Brevlinje.objects.count(), Brev.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("state", "attempts"),
    [
        (Brevtilstand.SENDT, 1),
        (Brevtilstand.LEID, 1),
        (Brevtilstand.DOD, 12),
        (Brevtilstand.AVLYST, 1),
        # Tried and perhaps received.
        (Brevtilstand.VENTER, 1),
    ],
)
def test_a_line_waits_when_the_days_letter_has_left(mottaker, state, attempts):
    legg_linje(mottaker, 1, FREDAG)
    Brev.objects.update(state=state, attempts=attempts)
    legg_linje(mottaker, 2, FREDAG)
    assert noekler()[1:] == [f"samlebrev:{mottaker.pk}:2026-11-09"]


def test_a_letter_sent_the_day_after_counts_for_that_day(mottaker):
    """Made on Thursday after 16, it leaves on Friday: no second one then."""
    legg_linje(mottaker, 1, TORSDAG)
    sendt = datetime(2026, 11, 6, 8, tzinfo=OSLO)
    Brev.objects.update(state=Brevtilstand.SENDT, attempts=1, sendt_tid=sendt)
    legg_linje(mottaker, 2, FREDAG)
    assert noekler()[1:] == [f"samlebrev:{mottaker.pk}:2026-11-09"]


def test_a_line_joins_yesterdays_letter_while_it_waits(mottaker):
    legg_linje(mottaker, 1, TORSDAG)
    legg_linje(mottaker, 2, FREDAG)
    assert noekler() == [f"samlebrev:{mottaker.pk}:2026-11-05"]
    assert Brev.objects.get().linjer.count() == 2


def test_a_line_for_today_does_not_join_tomorrows_letter(mottaker):
    legg_linje(mottaker, 1, FREDAG)
    legg_linje(mottaker, 2, TORSDAG)
    assert noekler() == [
        f"samlebrev:{mottaker.pk}:2026-11-06",
        f"samlebrev:{mottaker.pk}:2026-11-05",
    ]


def test_a_letter_of_a_closed_day_is_that_of_the_next_working_day(mottaker):
    StengtDag.objects.create(dato=MANDAG)
    legg_linje(mottaker, 1, date(2026, 11, 7))
    assert noekler() == [f"samlebrev:{mottaker.pk}:2026-11-10"]


def test_statements_of_a_line(mottaker, django_assert_num_queries):
    # The line, closed days, open letter, one that left, new letter, it, the line.
    with django_assert_num_queries(7):
        legg_linje(mottaker, 1, TORSDAG)
    with django_assert_num_queries(4):
        legg_linje(mottaker, 2, TORSDAG)
    with django_assert_num_queries(1):
        legg_linje(mottaker, 2, TORSDAG)


# --- waking the relay --------------------------------------------------------------


def test_the_relay_is_woken_once_and_after_commit(
    mottaker, vekkinger, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        legg(mottaker, 1)
        legg(mottaker, 2)
        legg_linje(mottaker, 3, TORSDAG)
        assert vekkinger == []
    assert vekkinger == ["helsefellesskap.tasks.send_utboks"]


def test_the_relay_is_woken_though_a_part_was_undone(
    mottaker, vekkinger, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(RuntimeError), transaction.atomic():
            legg(mottaker, 1)
            raise RuntimeError
        legg(mottaker, 2)
    assert vekkinger == ["helsefellesskap.tasks.send_utboks"]


def test_a_failing_wake_up_stops_no_other_callback(
    mottaker, monkeypatch, django_capture_on_commit_callbacks
):
    def feiler(*args, **valg):
        raise RuntimeError

    monkeypatch.setattr(app, "send_task", feiler)
    kjort = []
    with django_capture_on_commit_callbacks(execute=True):
        legg(mottaker)
        transaction.on_commit(lambda: kjort.append(1))
    assert kjort == [1]


@pytest.fixture
def megler(monkeypatch):
    """Point Celery elsewhere for one test, all other settings kept."""
    annen = Celery("annen", set_as_current=False)
    annen.config_from_object("django.conf:settings", namespace="CELERY")
    monkeypatch.setattr(utboks, "app", annen)

    def sett(url):
        annen.conf.broker_url = annen.conf.broker_write_url = url

    yield sett
    annen.close()


def test_a_broker_that_is_down_neither_fails_nor_hangs(megler, tmp_path, caplog):
    megler(f"redis+socket://{tmp_path}/borte.sock")
    for_ = monotonic()
    utboks.vekk_rele()
    assert monotonic() - for_ < 0.5
    assert [r.getMessage() for r in caplog.records] == [
        "relay not woken: OperationalError"
    ]


def test_a_broker_that_does_not_answer_costs_seconds_only(megler, taus, caplog):
    megler(f"redis://127.0.0.1:{taus}/0")
    for_ = monotonic()
    utboks.vekk_rele()
    assert monotonic() - for_ < 2
    assert len(caplog.records) == 1


@pytest.fixture
def taus():
    """A port where somebody listens and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as lytter:
        yield lytter.getsockname()[1]


def test_a_letter_is_there_though_the_broker_is_down(
    ekte_transaksjoner, megler, tmp_path
):
    megler(f"redis+socket://{tmp_path}/borte.sock")
    mottaker = lag_bruker("mottaker")
    with transaction.atomic():
        legg(mottaker)
    connection.close()
    assert noekler() == ["prove:1"]


def test_a_worker_is_told_by_name_only():
    with app.connection_for_read() as megler:
        ko = megler.SimpleQueue("celery")
        ko.clear()
        utboks.vekk_rele()
        melding = ko.get(block=False)
        ko.close()
    assert melding.headers["task"] == utboks.OPPGAVE
    assert melding.payload[:2] == [[], {}]
    assert settings.CELERY_BEAT_SCHEDULE["send_utboks"]["task"] == utboks.OPPGAVE
