"""The relay against real SMTP and a real database with real commits."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helsefellesskap import register, rele
from helsefellesskap.arbeidsdager import OSLO
from helsefellesskap.enums import Brevtilstand
from helsefellesskap.models import Brev, Brevlinje, Driftsstatus, StengtDag
from helsefellesskap.postforbindelse import Forbindelse
from helsefellesskap.rele import Resultat, kjor
from helsefellesskap.utboks import legg_i_utboks
from tests.factories import lag_bruker
from tests.helsefellesskap import smtptjener
from tests.helsefellesskap.relehjelp import NAA, legg, legg_linje, tilstander

FOT = "Ikke svar på denne e-posten. Ikke send pasientopplysninger på e-post."

pytestmark = pytest.mark.usefixtures("ekte_transaksjoner", "slag")


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
