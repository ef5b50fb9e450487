"""The relay against real SMTP and a real database with real commits."""

import threading
from datetime import date, datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language

from helsefellesskap import register, rele
from helsefellesskap.arbeidsdager import OSLO
from helsefellesskap.enums import Brevtilstand
from helsefellesskap.models import Brev, Brevlinje, Driftsstatus, StengtDag
from helsefellesskap.postforbindelse import Forbindelse
from helsefellesskap.register import Brevinnhold, Brevslag
from helsefellesskap.rele import MAKS_FORSOK, Resultat, kjor
from helsefellesskap.utboks import STRAKS, legg_i_digest, legg_i_utboks
from tests.factories import lag_bruker
from tests.helsefellesskap import smtptjener
from tests.idnumre import TENOR

NAA = datetime(2026, 11, 2, 10, tzinfo=OSLO)
FOT = "Ikke svar på denne e-posten. Ikke send pasientopplysninger på e-post."

pytestmark = pytest.mark.usefixtures("ekte_transaksjoner")


class Drept(BaseException):
    """The process ends here."""


def innhold(rad, mottaker):
    nr = rad.gjelder["nr"]
    return Brevinnhold(emne=f"Sak {nr}", tekst=f"Åpne sak {nr}.")


def feiler(rad, mottaker):
    return {}["ukjent"]


def databasefeil(rad, mottaker):
    return Brev.objects.get(pk=-1)


def med_nummer(rad, mottaker):
    return Brevinnhold(emne="Sak", tekst=f"Pasient {TENOR}")


def onsket(rad, mottaker):
    return not rad.gjelder.get("uonsket")


@pytest.fixture(autouse=True)
def slag(monkeypatch):
    alle = {
        "prove": Brevslag(innhold, onsket),
        "feiler": Brevslag(feiler, onsket),
        "databasefeil": Brevslag(databasefeil, onsket),
        "med_nummer": Brevslag(med_nummer, onsket),
        "to_linjer": Brevslag(lambda r, m: Brevinnhold("En\nto", "Tekst"), onsket),
        "spraak": Brevslag(lambda r, m: Brevinnhold(get_language(), "Tekst"), onsket),
    }
    for navn, slag in alle.items():
        monkeypatch.setitem(register._register.brevslag, navn, slag)
    return alle


@pytest.fixture
def tjener(settings):
    tjener = smtptjener.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", tjener.port
    yield tjener
    if tjener.server is not None:
        tjener.stop()


@pytest.fixture
def post(tjener):
    return tjener.handler


@pytest.fixture
def mottaker():
    return lag_bruker("mottaker")


def legg(mottaker, nr=1, kind="prove", haster=False, **gjelder):
    legg_i_utboks(
        kind,
        mottaker,
        gjelder={"nr": nr, **gjelder},
        dedupe_key=f"{kind}:{nr}",
        haster=haster,
    )
    return Brev.objects.get(dedupe_key=f"{kind}:{nr}")


def legg_linje(mottaker, nr, kind="prove", dato=date(2026, 11, 2), **gjelder):
    gjelder["nr"] = nr
    with transaction.atomic():
        legg_i_digest(kind, mottaker, gjelder=gjelder, dedupe_key=f"l:{nr}", dato=dato)


def tilstander():
    return list(Brev.objects.order_by("pk").values_list("state", flat=True))


def leien_gaar_ut():
    Brev.objects.filter(state=Brevtilstand.LEID).update(
        lease_until=Now() - timedelta(seconds=1)
    )


# --- the ordinary way --------------------------------------------------------------


def test_a_letter_is_sent_and_marked(post, mottaker):
    brev = legg(mottaker)
    assert kjor(NAA) == Resultat(sendt=1)
    brev.refresh_from_db()
    assert (brev.state, brev.attempts, brev.feil) == (Brevtilstand.SENDT, 1, "")
    assert (brev.sendt_tid, brev.lease_token, brev.lease_until) == (NAA, None, None)
    assert kjor(NAA) == Resultat()
    assert len(post.brev) == 1


def test_what_a_letter_looks_like(post, mottaker, settings):
    settings.DEFAULT_FROM_EMAIL = "Samhandling <ikke-svar@helse.example>"
    brev = legg(mottaker)
    kjor(NAA)
    (melding,) = post.brev
    assert dict(melding.items()) == {
        "Content-Type": 'text/plain; charset="utf-8"',
        "MIME-Version": "1.0",
        "Content-Transfer-Encoding": "8bit",
        "Subject": "Sak 1",
        "From": "Samhandling <ikke-svar@helse.example>",
        "To": "mottaker@demo.invalid",
        "Date": melding["Date"],
        "Message-ID": brev.message_id,
        "Auto-Submitted": "auto-generated",
    }
    assert smtptjener.tekst(melding) == f"Åpne sak 1.\n\n-- \n{FOT}\n"


def test_a_letter_is_in_the_language_of_its_receiver(post):
    for spraak in ("nn", "en"):
        person = lag_bruker(spraak)
        person.spraak = spraak
        person.save(update_fields=["spraak"])
        legg(person, spraak, kind="spraak")
    kjor(NAA)
    assert sorted(post.emner()) == ["en", "nn"]


def test_the_database_clock_is_used_when_none_is_given(post, mottaker):
    brev = legg(mottaker, haster=True)
    for_ = datetime.now(OSLO)
    assert kjor() == Resultat(sendt=1)
    brev.refresh_from_db()
    assert for_ <= brev.sendt_tid <= datetime.now(OSLO)
    assert Driftsstatus.objects.get().siste_rele >= brev.sendt_tid


def test_one_connection_for_all_and_no_transaction_while_sending(
    post, mottaker, monkeypatch
):
    i_transaksjon = []
    prov = Forbindelse._prov

    def spion(self, melding):
        i_transaksjon.append(connection.in_atomic_block)
        prov(self, melding)

    monkeypatch.setattr(Forbindelse, "_prov", spion)
    for nr in range(3):
        legg(mottaker, nr)
    assert kjor(NAA).sendt == 3
    assert (len(post.okter), i_transaksjon) == (1, [False] * 3)


def test_a_letter_is_marked_before_the_next_one_is_sent(post, mottaker):
    sendt = []
    post.ved_data = lambda: sendt.append(_antall_sendt())
    for nr in range(3):
        legg(mottaker, nr)
    kjor(NAA)
    assert sendt == [0, 1, 2]


def _antall_sendt():
    try:
        return Brev.objects.filter(state=Brevtilstand.SENDT).count()
    finally:
        connection.close()


@pytest.mark.parametrize(("antall", "sporringer"), [(1, 28), (30, 260)])
def test_statements_per_letter(post, mottaker, antall, sporringer):
    for nr in range(antall):
        legg(mottaker, nr)
    with CaptureQueriesContext(connection) as fanget:
        kjor(NAA)
    assert len(post.brev) == antall
    # Eight a letter, four of them BEGIN and COMMIT.
    assert len(fanget) == sporringer, [q["sql"][:90] for q in fanget]


# --- wanted or not, and when -------------------------------------------------------


def test_a_letter_no_longer_wanted_is_cancelled(post, mottaker):
    sluttet = lag_bruker("sluttet")
    sluttet.is_active = False
    sluttet.save(update_fields=["is_active"])
    legg(mottaker, 1, uonsket=True)
    legg(sluttet, 2)
    legg(mottaker, 3)
    assert kjor(NAA) == Resultat(sendt=1, avlyst=2)
    assert tilstander() == ["avlyst", "avlyst", "sendt"]
    assert post.emner() == ["Sak 3"]


@pytest.mark.parametrize(
    ("tid", "aapent"),
    [
        (datetime(2026, 11, 2, 7, 59, 59, tzinfo=OSLO), False),
        (datetime(2026, 11, 2, 8, tzinfo=OSLO), True),
        (datetime(2026, 11, 2, 15, 59, 59, tzinfo=OSLO), True),
        (datetime(2026, 11, 2, 16, tzinfo=OSLO), False),
        (datetime(2026, 11, 1, 12, tzinfo=OSLO), False),
        (datetime(2026, 12, 25, 12, tzinfo=OSLO), False),
        (datetime(2026, 11, 3, 12, tzinfo=OSLO), False),
    ],
)
def test_only_haste_leaves_outside_the_window(post, mottaker, tid, aapent):
    StengtDag.objects.create(dato=date(2026, 11, 3))
    legg(mottaker, 1)
    legg(mottaker, 2, haster=True)
    kjor(tid)
    assert post.emner() == (["Sak 2", "Sak 1"] if aapent else ["Sak 2"])
    assert Brev.objects.get(dedupe_key="prove:1").attempts == aapent


def test_the_window_may_close_during_a_run(post, mottaker, monkeypatch):
    tider = iter([NAA, NAA, NAA])
    stengt = NAA.replace(hour=16)
    monkeypatch.setattr(rele.Klokke, "naa", lambda self: next(tider, stengt))
    for nr in range(4):
        legg(mottaker, nr)
    sendt = kjor(NAA).sendt
    assert 0 < sendt < 4
    igjen = Brev.objects.filter(state=Brevtilstand.VENTER, attempts=0)
    assert igjen.count() == 4 - sendt


def test_a_letter_waits_for_its_time(post, mottaker):
    legg_i_utboks(
        "prove",
        mottaker,
        gjelder={"nr": 1},
        dedupe_key="1",
        ikke_for=NAA + timedelta(minutes=1),
    )
    assert kjor(NAA) == Resultat()
    assert kjor(NAA + timedelta(minutes=1)) == Resultat(sendt=1)


# --- one letter a day --------------------------------------------------------------


def test_lines_are_asked_anew_and_sent_together(post, mottaker):
    legg_linje(mottaker, 1)
    legg_linje(mottaker, 2, uonsket=True)
    legg_linje(mottaker, 3)
    assert kjor(NAA) == Resultat(sendt=1)
    assert post.emner() == ["2 påminnelser om samhandling"]
    assert smtptjener.tekst(post.brev[0]) == (
        "- Åpne sak 1.\n- Åpne sak 3.\n\n"
        f"Oversikten din: http://127.0.0.1:8000/\n\n-- \n{FOT}\n"
    )


def test_a_letter_without_wanted_lines_is_cancelled(post, mottaker):
    legg_linje(mottaker, 1, uonsket=True)
    assert kjor(NAA) == Resultat(avlyst=1)
    assert post.brev == []


@pytest.mark.parametrize("kind", ["feiler", "med_nummer", "databasefeil", "borte"])
def test_a_line_that_fails_does_not_stop_the_others(post, mottaker, kind):
    legg_linje(mottaker, 1)
    legg_linje(mottaker, 2, kind=kind)
    legg_linje(mottaker, 3)
    assert kjor(NAA) == Resultat(sendt=1)
    assert post.emner() == ["2 påminnelser om samhandling"]
    dodt = Brev.objects.get(state=Brevtilstand.DOD)
    assert [linje.gjelder["nr"] for linje in dodt.linjer.all()] == [2]


def test_a_failed_line_can_be_tried_again(post, mottaker, slag, monkeypatch):
    legg_linje(mottaker, 1)
    legg_linje(mottaker, 2, kind="feiler")
    kjor(NAA)
    call_command("frigi_utboks", bruker=mottaker.email, dode="igjen")
    assert kjor(NAA + timedelta(days=365)) == Resultat(dode=1)
    monkeypatch.setitem(register._register.brevslag, "feiler", slag["prove"])
    call_command("frigi_utboks", bruker=mottaker.email, dode="igjen")
    assert kjor(NAA + timedelta(days=365)) == Resultat(sendt=1)
    assert "Åpne sak 2." in post.brev[1].get_content()
    assert Brevlinje.objects.count() == 2


def test_one_letter_a_day_also_when_lines_come_late(post, mottaker):
    mandag, tirsdag = NAA, NAA + timedelta(days=1)
    legg_linje(mottaker, 1, dato=mandag.date())
    assert kjor(mandag).sendt == 1
    legg_linje(mottaker, 2, dato=mandag.date())
    assert kjor(mandag + timedelta(hours=1)).sendt == 0
    assert kjor(tirsdag).sendt == 1
    legg_linje(mottaker, 3, dato=tirsdag.date())
    assert kjor(tirsdag + timedelta(hours=1)).sendt == 0


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


# --- limits ------------------------------------------------------------------------


def test_a_run_stops_at_the_cap_and_says_so(post, mottaker, settings):
    settings.UTBOKS_TAK = 3
    for nr in range(6):
        legg(mottaker, nr)
    assert kjor(NAA) == Resultat(sendt=3, tak_naadd=True)
    assert Driftsstatus.objects.get().tak_naadd is not None
    Driftsstatus.objects.update(tak_naadd=None)
    assert kjor(NAA) == Resultat(sendt=3)
    assert Driftsstatus.objects.get().tak_naadd is None
    assert len(post.brev) == 6


def test_a_smaller_number_may_be_asked_for(post, mottaker, capsys):
    for nr in range(3):
        legg(mottaker, nr)
    call_command("send_utboks", "--maks", "2", "--na", "2026-11-02T10:00")
    assert capsys.readouterr().out == (
        "Sendt: 2. Avlyst: 0. Utsatt: 0. Kan ikke sendes: 0.\n"
    )
    assert Driftsstatus.objects.get().tak_naadd is None
    with pytest.raises(CommandError, match="Skriv et helt tall"):
        call_command("send_utboks", "--maks", "-1")


def test_nothing_leaves_while_sending_is_stopped(post, mottaker):
    legg(mottaker)
    call_command("frigi_utboks", bruker=mottaker.email, stopp=True)
    assert kjor(NAA) == Resultat(sperret="Sendingen er stoppet.")
    with pytest.raises(CommandError, match="Sendingen er stoppet"):
        call_command("send_utboks", "--na", "2026-11-02T10:00")
    assert (tilstander(), post.brev) == (["venter"], [])
    call_command("frigi_utboks", bruker=mottaker.email)
    assert kjor(NAA) == Resultat(sendt=1)


def test_stopping_takes_effect_at_the_next_batch(post, mottaker, monkeypatch):
    monkeypatch.setattr(rele, "BOLK", 2)
    for nr in range(5):
        legg(mottaker, nr)
    post.ved_data = _stopp
    assert kjor(NAA) == Resultat(sendt=2)


def _stopp():
    Driftsstatus.objects.update(stoppet=True)
    connection.close()
