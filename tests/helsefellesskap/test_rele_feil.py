"""Letters, mail servers and relays that fail: each letter goes once, or is told of."""

import threading
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction

from helsefellesskap import rele
from helsefellesskap.enums import Brevtilstand
from helsefellesskap.models import Brev
from helsefellesskap.rele import MAKS_FORSOK, Resultat, kjor
from helsefellesskap.utboks import STRAKS
from tests.factories import lag_bruker
from tests.helsefellesskap.relehjelp import (
    NAA,
    legg,
    legg_linje,
    leien_gaar_ut,
    tilstander,
)

pytestmark = pytest.mark.usefixtures("ekte_transaksjoner", "slag")


class Drept(BaseException):
    """The process ends here."""


# --- letters that cannot be sent ---------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "feil"),
    [
        ("feiler", "KeyError"),
        ("databasefeil", "DoesNotExist"),
        ("med_nummer", "IdentitetsnummerFunnet"),
        ("to_linjer", "BadHeaderError"),
        ("borte", "KeyError"),
    ],
)
def test_a_kind_that_fails_is_dead_and_holds_up_nobody(
    post, mottaker, caplog, kind, feil
):
    legg(mottaker, 1, kind=kind)
    legg(mottaker, 2)
    assert kjor(NAA) == Resultat(sendt=1, dode=1)
    dodt = Brev.objects.get(state=Brevtilstand.DOD)
    assert (dodt.kind, dodt.feil) == (kind, feil)
    assert post.emner() == ["Sak 2"]
    assert [r.getMessage() for r in caplog.records] == [
        f"letter {dodt.pk} cannot be sent: {feil}"
    ]


def test_a_refused_address_stops_nobody_else(post, mottaker):
    borte, full = lag_bruker("borte"), lag_bruker("full")
    post.svar_rcpt = {borte.email: "550 No such user", full.email: "452 Full"}
    legg(borte, 1)
    legg(full, 2)
    legg(mottaker, 3)
    assert kjor(NAA) == Resultat(sendt=1, dode=1, utsatt=1)
    assert list(Brev.objects.order_by("pk").values_list("state", "feil")) == [
        ("dod", "SMTP 550"),
        ("venter", "SMTP 452"),
        ("sendt", ""),
    ]
    assert len(post.okter) == 1


@pytest.mark.parametrize(
    ("svar", "state"), [("554 Spam", "dod"), ("451 Later", "venter")]
)
def test_a_refused_text_stops_nobody_else(post, mottaker, svar, state):
    post.svar_data = [svar]
    legg(mottaker, 1)
    legg(mottaker, 2)
    kjor(NAA)
    assert tilstander() == [state, "sendt"]


def test_a_temporary_refusal_is_tried_at_growing_intervals_until_dead(post, mottaker):
    post.svar_rcpt = {mottaker.email: "450 Greylisted"}
    brev, naa, ventet = legg(mottaker, haster=True), NAA, []
    for _ in range(MAKS_FORSOK - 1):
        assert kjor(naa) == Resultat(utsatt=1)
        brev.refresh_from_db()
        ventet.append((brev.next_try_at - naa) // timedelta(minutes=1))
        assert kjor(brev.next_try_at - timedelta(seconds=1)) == Resultat()
        naa = brev.next_try_at
    assert ventet == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240]
    assert kjor(naa) == Resultat(dode=1)
    brev.refresh_from_db()
    assert (brev.state, brev.feil) == (Brevtilstand.DOD, "SMTP 450")


# --- the mail server fails ---------------------------------------------------------


def test_a_server_that_is_down_costs_no_tries(tjener, mottaker):
    for nr in range(3):
        legg(mottaker, nr)
    tjener.stop()
    for _ in range(MAKS_FORSOK + 1):
        assert kjor(NAA) == Resultat(postfeil="ConnectionRefusedError")
    assert set(Brev.objects.values_list("state", "attempts", "next_try_at")) == {
        (Brevtilstand.VENTER, 0, STRAKS)
    }


def test_a_refused_sender_kills_no_letter(post, mottaker):
    post.svar_mail = ["550 Not you"]
    legg(mottaker, 1)
    legg(mottaker, 2)
    assert kjor(NAA) == Resultat(postfeil="SMTP 550")
    assert tilstander() == ["venter", "venter"]
    assert kjor(NAA) == Resultat(sendt=2)


def test_a_server_that_closes_after_some_letters_gets_a_new_connection(post, mottaker):
    post.svar_mail = [None, "421 Too many, goodbye"]
    for nr in range(3):
        legg(mottaker, nr)
    assert kjor(NAA) == Resultat(sendt=3)
    assert len(post.okter) == 2


def test_a_server_that_closes_at_a_text_gets_a_new_connection(post, mottaker):
    post.svar_data = ["250 OK", "421 Too many, goodbye"]
    for nr in range(3):
        legg(mottaker, nr)
    assert kjor(NAA) == Resultat(sendt=3)
    assert len(post.okter) == 2


def test_a_server_that_closes_at_once_is_no_fault_of_the_letter(post, mottaker):
    post.svar_rcpt = {mottaker.email: "421 Not now"}
    legg(mottaker)
    assert kjor(NAA) == Resultat(postfeil="SMTP 421")
    assert list(Brev.objects.values_list("state", "attempts")) == [("venter", 0)]


def test_a_broken_connection_puts_off_one_letter(post, mottaker):
    post.svar_data = ["250 OK", "BRYT", "250 OK"]
    for nr in range(3):
        legg(mottaker, nr)
    assert kjor(NAA) == Resultat(sendt=2, utsatt=1)
    assert tilstander() == ["sendt", "venter", "sendt"]
    assert Brev.objects.get(state="venter").feil == "SMTPServerDisconnected"


def test_two_broken_connections_running_end_the_run(post, mottaker):
    post.svar_data = ["BRYT", "BRYT"]
    for nr in range(4):
        legg(mottaker, nr)
    assert kjor(NAA) == Resultat(utsatt=2, postfeil="SMTPServerDisconnected")
    assert list(Brev.objects.order_by("pk").values_list("attempts", flat=True)) == [
        1,
        1,
        0,
        0,
    ]


def test_not_knowing_gives_a_second_copy_with_the_same_message_id(post, mottaker):
    post.svar_data = ["TATT IMOT, SÅ BRUDD"]
    brev = legg(mottaker)
    assert kjor(NAA) == Resultat(utsatt=1)
    assert kjor(NAA + timedelta(minutes=1)) == Resultat(sendt=1)
    assert post.id_er() == [brev.message_id] * 2


# --- the relay fails ---------------------------------------------------------------


def test_a_relay_killed_after_sending_leaves_a_copy_when_its_lease_runs_out(
    post, mottaker, monkeypatch
):
    brev = legg(mottaker, 1)
    legg(mottaker, 2)
    with monkeypatch.context() as m, pytest.raises(Drept):
        m.setattr(rele._Kjoring, "_merk_sendt", _drep)
        kjor(NAA)
    assert tilstander() == ["leid", "venter"]
    assert kjor(NAA) == Resultat(sendt=1)
    assert post.emner() == ["Sak 1", "Sak 2"]
    leien_gaar_ut()
    assert kjor(NAA) == Resultat(sendt=1)
    assert post.emner() == ["Sak 1", "Sak 2", "Sak 1"]
    assert [post.id_er()[0], post.id_er()[2]] == [brev.message_id] * 2


def _drep(*args):
    raise Drept


def test_a_letter_that_kills_its_relay_is_dead_in_the_end(post, mottaker, monkeypatch):
    brev = legg(mottaker)
    monkeypatch.setattr(rele.epost, "skriv", _drep)
    for _ in range(MAKS_FORSOK):
        with pytest.raises(Drept):
            kjor(NAA)
        leien_gaar_ut()
    assert kjor(NAA) == Resultat(dode=1)
    brev.refresh_from_db()
    assert (brev.state, brev.feil) == (Brevtilstand.DOD, "MAKS_FORSOK")


def test_a_database_that_blinks_after_sending_costs_no_copy(
    post, mottaker, monkeypatch
):
    feil = [OperationalError]
    sett = rele._Kjoring._sett

    def blunker(self, *args, **felter):
        if felter["state"] == Brevtilstand.SENDT and feil:
            raise feil.pop()
        return sett(self, *args, **felter)

    monkeypatch.setattr(rele._Kjoring, "_sett", blunker)
    monkeypatch.setattr(rele, "MERKEPAUSER", (0, 0))
    legg(mottaker)
    assert kjor(NAA) == Resultat(sendt=1)
    assert (feil, tilstander(), len(post.brev)) == ([], ["sendt"], 1)


def test_a_slow_relay_leaves_alone_what_another_has_taken_over(post, mottaker):
    brev = legg(mottaker)
    andres = uuid4()

    def overta():
        Brev.objects.update(lease_token=andres, attempts=2)
        connection.close()

    post.ved_data, post.svar_data = overta, ["451 Later"]
    assert kjor(NAA) == Resultat()
    brev.refresh_from_db()
    assert (brev.state, brev.lease_token, brev.attempts) == ("leid", andres, 2)


def test_two_relays_send_each_letter_once(post, mottaker, monkeypatch):
    monkeypatch.setattr(rele, "BOLK", 4)
    for nr in range(40):
        legg(mottaker, nr)
    begge, nummer = threading.Barrier(2, timeout=10), count()
    # Both are in the middle of their first batch at the same time.
    post.ved_data = lambda: begge.wait() if next(nummer) < 2 else None
    resultater = []

    def rele_traad():
        resultater.append(kjor(NAA))
        connection.close()

    traader = [threading.Thread(target=rele_traad) for _ in range(2)]
    for traad in traader:
        traad.start()
    for traad in traader:
        traad.join()
    assert sorted(post.emner()) == sorted(f"Sak {nr}" for nr in range(40))
    assert sum(r.sendt for r in resultater) == 40
    assert all(r.sendt >= 4 for r in resultater)
    assert set(tilstander()) == {"sendt"}


def test_a_locked_letter_is_left_alone_and_later_ones_are_not(post, mottaker):
    legg_linje(mottaker, 1)
    legg(mottaker, 2)
    holdt, slipp = threading.Event(), threading.Event()

    def skriver():
        with transaction.atomic():
            legg_linje(mottaker, 3)
            holdt.set()
            slipp.wait(10)
        connection.close()

    traad = threading.Thread(target=skriver)
    traad.start()
    holdt.wait(10)
    assert kjor(NAA) == Resultat(sendt=1)
    slipp.set()
    traad.join()
    assert kjor(NAA) == Resultat(sendt=1)
    assert post.emner() == ["Sak 2", "2 påminnelser om samhandling"]


def test_a_run_ends_before_its_leases_do(post, mottaker, monkeypatch):
    for nr in range(3):
        legg(mottaker, nr)
    monkeypatch.setattr(rele, "MAKS_TID", 0)
    assert kjor(NAA) == Resultat()
    tider = iter([0.0] * 3)
    monkeypatch.setattr(rele, "MAKS_TID", 1)
    monkeypatch.setattr(rele.Klokke, "brukt", lambda self: next(tider, 2.0))
    assert kjor(NAA) == Resultat(sendt=2)
    assert list(Brev.objects.order_by("pk").values_list("state", "attempts")) == [
        ("sendt", 1),
        ("sendt", 1),
        ("venter", 0),
    ]
