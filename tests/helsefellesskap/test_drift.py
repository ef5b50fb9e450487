from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings as innstillinger
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from helsefellesskap import drift
from helsefellesskap.arbeidsdager import OSLO
from helsefellesskap.enums import Brevtilstand
from helsefellesskap.models import Brev, Driftsstatus, Endringslogg
from helsefellesskap.rele import Resultat, kjor
from helsefellesskap.tid import tolk_na
from helsefellesskap.utboks import legg_i_utboks
from tests.factories import lag_bruker, lag_virksomhet

pytestmark = pytest.mark.django_db

NAA = datetime(2026, 11, 2, 10, tzinfo=OSLO)
MINUTT = timedelta(minutes=1)

KOPI = (
    "Sendingen er sperret: databasen eller adressen er en annen enn den som er "
    "registrert. Frigi med frigi_utboks."
)


@pytest.fixture
def bruker():
    return lag_bruker("drift")


def status(**felter):
    """Set and read the one row."""
    if felter:
        Driftsstatus.objects.update(**felter)
    return Driftsstatus.objects.get()


def legg(mottaker, nr=1, **felter):
    legg_i_utboks("prove", mottaker, gjelder={"nr": nr}, dedupe_key=f"p:{nr}", **felter)
    return Brev.objects.get(dedupe_key=f"p:{nr}")


# --- which installation ------------------------------------------------------------


def test_migrate_has_recorded_the_installation(settings):
    ved_migrering = status()
    assert ved_migrering.base_url == settings.BASE_URL
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT system_identifier::text FROM pg_control_system()), "
            "(SELECT oid FROM pg_database WHERE datname = current_database()), "
            "(SELECT timeline_id FROM pg_control_checkpoint())"
        )
        kjennetegn = cursor.fetchone()
    assert kjennetegn == (
        ved_migrering.systemidentifikator,
        ved_migrering.database_oid,
        ved_migrering.tidslinje,
    )
    assert all(kjennetegn)
    assert isinstance(ved_migrering.installasjon, UUID)


def test_recording_again_changes_nothing():
    for_ = status(base_url="https://annen.example", tidslinje=7)
    drift.registrer_installasjon()
    etter = Driftsstatus.objects.values().get()
    assert etter == {
        felt.attname: getattr(for_, felt.attname) for felt in for_._meta.fields
    }


@pytest.mark.parametrize(
    "annet",
    [
        {"base_url": "https://annen.example"},
        {"systemidentifikator": "1"},
        {"database_oid": 1},
        {"tidslinje": 7},
    ],
)
def test_a_copy_sends_nothing_until_a_person_releases_it(bruker, annet, capsys):
    legg(bruker)
    assert drift.sendesperre() is None
    status(**annet)
    assert drift.sendesperre() == KOPI
    assert kjor(NAA) == Resultat(sperret=KOPI)
    for_ = timezone.now() - MINUTT
    call_command("frigi_utboks", bruker="DRIFT@demo.invalid")
    assert capsys.readouterr().out == "Sendingen er frigitt. Brev som venter: 1.\n"
    assert drift.sendesperre() is None
    assert status().frigitt_av == bruker
    assert for_ < status().frigitt_tid < timezone.now() + MINUTT
    siste = Endringslogg.objects.filter(tabell="helsefellesskap_driftsstatus").last()
    assert siste.aktor == f"bruker:{bruker.pk}"


def test_demo_does_not_ask_whether_it_is_a_copy(settings):
    status(base_url="https://annen.example")
    settings.DEMO = True
    assert drift.sendesperre() is None
    status(stoppet=True)
    assert drift.sendesperre() == "Sendingen er stoppet."


def test_marks_the_server_hides_decide_nothing(monkeypatch, caplog, capsys):
    monkeypatch.setitem(
        drift.KJENNETEGN,
        "systemidentifikator",
        "SELECT rolpassword FROM pg_authid LIMIT 1",
    )
    assert drift.sendesperre() is None
    assert {r.getMessage() for r in caplog.records} == {
        "cannot read systemidentifikator: ProgrammingError"
    }
    status(tidslinje=7)
    assert drift.sendesperre() == KOPI
    call_command("frigi_utboks", bruker=lag_bruker("drift").email)
    assert status().systemidentifikator == ""
    capsys.readouterr()
    call_command("sjekk_drift")
    assert capsys.readouterr().out == (
        "Merk: en kopi kjennes ikke igjen på systemidentifikator; databasen viser "
        "det ikke til oss.\nAlt er i orden.\n"
    )
    monkeypatch.undo()
    assert drift.sendesperre() is None


def test_only_an_active_person_can_release(bruker):
    bruker.is_active = False
    bruker.save(update_fields=["is_active"])
    for epost in (bruker.email, "ingen@demo.invalid"):
        with pytest.raises(CommandError, match="Fant ingen aktiv person"):
            call_command("frigi_utboks", bruker=epost)
    assert status().frigitt_av is None


def test_what_waits_in_a_restored_database_can_be_cancelled(bruker, capsys):
    legg(bruker, 1)
    Brev.objects.filter(pk=legg(bruker, 2).pk).update(state=Brevtilstand.SENDT)
    status(tidslinje=7)
    call_command("frigi_utboks", bruker=bruker.email, avlys=True)
    assert capsys.readouterr().out == (
        "Avlyst: 1 brev.\nSendingen er frigitt. Brev som venter: 0.\n"
    )
    assert list(Brev.objects.order_by("pk").values_list("state", flat=True)) == [
        "avlyst",
        "sendt",
    ]


@pytest.mark.parametrize(("valg", "state"), [("igjen", "venter"), ("avlys", "avlyst")])
def test_dead_letters_are_tried_again_or_cancelled(bruker, valg, state):
    brev = legg(bruker)
    Brev.objects.update(state=Brevtilstand.DOD, attempts=12, feil="SMTP 550")
    call_command("frigi_utboks", bruker=bruker.email, dode=valg)
    brev.refresh_from_db()
    assert brev.state == state
    assert drift.dode_brev() is None


# --- DEMO has its own database -----------------------------------------------------


def test_demo_accepts_an_empty_or_marked_database():
    assert drift.demofeil(demo=True) is None
    assert drift.demofeil(demo=False) is None
    drift.merk_demo()
    lag_bruker("en")
    assert drift.demofeil(demo=True) is None
    assert drift.demofeil(demo=False) == (
        "Databasen er laget av demodata. Start med DEMO=1."
    )


@pytest.mark.parametrize(
    "innhold", [lambda: lag_bruker("en"), lambda: lag_virksomhet("Narvik kommune")]
)
def test_demo_refuses_a_database_in_use(innhold):
    innhold()
    assert drift.demofeil(demo=True) == (
        "DEMO nekter å starte på en database med virkelige data."
    )
    assert drift.demofeil(demo=False) is None


EN_PERSON = "DEMO nekter å starte på en database med virkelige data."
TOM = "Databasen er tom. Kjør migrate og demodata først."
MERKET = "Databasen er laget av demodata. Start med DEMO=1."


@pytest.mark.parametrize(
    ("demo", "merket", "i_bruk", "feil"),
    [
        (False, False, True, None),
        (False, False, False, None),
        (False, True, True, MERKET),
        (True, False, True, EN_PERSON),
        (True, False, False, TOM),
        (True, True, True, None),
    ],
)
def test_what_may_start_on_which_database(settings, demo, merket, i_bruk, feil):
    settings.DEMO = demo
    if i_bruk:
        lag_bruker("en")
    if merket:
        drift.merk_demo()
    assert drift.startfeil() == feil


# --- health ------------------------------------------------------------------------


def alle_sier():
    return [svar for sjekk in drift.HELSESJEKKER if (svar := sjekk())]


def test_all_is_well(client, capsys):
    assert alle_sier() == []
    call_command("sjekk_drift")
    assert capsys.readouterr().out == "Alt er i orden.\n"
    svar = client.get("/helse/")
    assert (svar.status_code, svar.json()) == (200, {"status": "ok"})


def test_one_fault_is_named_and_turns_health_off(client, bruker, capsys):
    legg(bruker)
    Brev.objects.update(state=Brevtilstand.DOD, feil="SMTP 550")
    with pytest.raises(SystemExit) as slutt:
        call_command("sjekk_drift")
    assert slutt.value.code == 1
    assert capsys.readouterr().out == "Brev som ikke kan sendes: 1 (SMTP 550).\n"
    svar = client.get("/helse/")
    assert (svar.status_code, svar.json()) == (503, {"status": "feil"})


LENGE_SIDEN = NAA - timedelta(days=300)


@pytest.mark.parametrize(
    ("galt", "sagt"),
    [
        (
            {"brev": {"opprettet": LENGE_SIDEN, "not_before": LENGE_SIDEN}},
            "Brev som kan sendes, har ventet i over 10 minutter: 1.",
        ),
        (
            {"status": {"beat_startet": Now() - 6 * MINUTT}},
            "Ingen gjennomgang av fristene er blitt ferdig på 5 minutter.",
        ),
        (
            {"brev": {"state": Brevtilstand.DOD, "feil": "SMTP 550"}},
            "Brev som ikke kan sendes: 1 (SMTP 550).",
        ),
        (
            {"status": {"tak_naadd": Now()}},
            "En sending stanset ved taket på 500 brev.",
        ),
        ({"status": {"stoppet": True}}, "Sendingen er stoppet."),
        ({"status": {"tidslinje": 7}}, KOPI),
    ],
)
def test_each_reason_is_said_by_the_command_and_turns_health_off(
    client, bruker, capsys, settings, galt, sagt
):
    settings.UTBOKS_TAK = 500
    legg(bruker, haster=True)
    Brev.objects.update(**galt.get("brev", {}))
    status(**galt.get("status", {}))
    with pytest.raises(SystemExit) as slutt:
        call_command("sjekk_drift")
    assert (slutt.value.code, capsys.readouterr().out) == (1, f"{sagt}\n")
    svar = client.get("/helse/")
    assert (svar.status_code, svar.json()) == (503, {"status": "feil"})


def opprettet(tid, **felter):
    Brev.objects.update(opprettet=tid, **felter)


VENTER = "Brev som kan sendes, har ventet i over 10 minutter: 1."


@pytest.mark.parametrize("state", [Brevtilstand.VENTER, Brevtilstand.LEID])
def test_a_letter_may_wait_for_ten_minutes(bruker, state):
    legg(bruker)
    opprettet(NAA, state=state)
    assert drift.brev_venter(NAA + 10 * MINUTT) is None
    assert drift.brev_venter(NAA + 11 * MINUTT) == VENTER


@pytest.mark.parametrize(
    "state", [Brevtilstand.SENDT, Brevtilstand.AVLYST, Brevtilstand.DOD]
)
def test_a_letter_that_is_done_with_does_not_wait(bruker, state):
    legg(bruker)
    opprettet(NAA, state=state)
    assert drift.brev_venter(NAA + 11 * MINUTT) is None


@pytest.mark.parametrize("felt", ["not_before", "next_try_at"])
def test_a_letter_that_may_not_leave_yet_does_not_wait(bruker, felt):
    legg(bruker)
    opprettet(NAA - timedelta(days=1), **{felt: NAA})
    assert drift.brev_venter(NAA + 10 * MINUTT) is None
    assert drift.brev_venter(NAA + 11 * MINUTT) == VENTER


def test_outside_the_window_only_haste_waits(bruker):
    kveld, apner = NAA.replace(hour=20), NAA.replace(hour=8) + timedelta(days=1)
    legg(bruker, 1)
    opprettet(kveld)
    assert drift.brev_venter(kveld + 11 * MINUTT) is None
    assert drift.brev_venter(apner + 10 * MINUTT) is None
    assert drift.brev_venter(apner + 11 * MINUTT) == VENTER
    legg(bruker, 2, haster=True)
    opprettet(kveld)
    assert drift.brev_venter(kveld + 11 * MINUTT) == VENTER


STILLE = "Ingen gjennomgang av fristene er blitt ferdig på 5 minutter."


@pytest.mark.parametrize(
    ("beat", "scan", "svar"),
    [
        (None, None, None),
        (4, None, None),
        (6, None, STILLE),
        (60, 4, None),
        (60, 6, STILLE),
        # A new start gives the scan five minutes.
        (4, 60, None),
    ],
)
def test_a_scan_every_five_minutes_from_the_start_of_beat(beat, scan, svar):
    status(
        beat_startet=beat and Now() - beat * MINUTT,
        siste_scan=scan and Now() - scan * MINUTT,
    )
    assert drift.frister_star_stille() == svar


def test_beat_and_scans_are_recorded():
    Driftsstatus.objects.all().delete()
    drift.beat_har_startet()
    drift.scan_er_ferdig(timezone.now() + timedelta(days=3))
    drift.scan_er_ferdig(timezone.now() - timedelta(days=3))
    assert (status().beat_startet is not None, status().siste_scan) == (True, None)
    drift.scan_er_ferdig(timezone.now())
    assert status().siste_scan is not None


def test_the_cap_is_an_alarm_for_an_hour(settings):
    settings.UTBOKS_TAK = 500
    status(tak_naadd=Now() - 59 * MINUTT)
    assert drift.tak_naadd() == "En sending stanset ved taket på 500 brev."
    status(tak_naadd=Now() - 61 * MINUTT)
    assert drift.tak_naadd() is None


def test_stopped_sending_is_a_fault():
    status(stoppet=True)
    assert alle_sier() == ["Sendingen er stoppet."]


# --- the clock of commands ---------------------------------------------------------


def test_a_time_without_offset_is_in_oslo():
    assert tolk_na("2026-07-01T10:00") == datetime(2026, 7, 1, 10, tzinfo=OSLO)
    assert tolk_na("2026-01-01T10:00+00:00").utcoffset() == timedelta(0)


def test_later_than_now_only_where_nobody_real_gets_letters(settings):
    assert tolk_na("2999-01-01T10:00").year == 2999
    settings.UTEN_INFRASTRUKTUR = False
    assert tolk_na("2026-01-01T10:00").year == 2026
    for kommando in ("send_utboks", "kjor_frister"):
        with pytest.raises(CommandError, match="Tid frem i tid krever DEMO=1"):
            call_command(kommando, "--na", "2999-01-01T10:00")


def test_a_time_nobody_understands():
    with pytest.raises(CommandError, match="Skriv tiden slik"):
        call_command("send_utboks", "--na", "i morgen")


def test_the_suite_runs_where_migrate_ran_as_owner():
    """The run-time role reads the marks itself; nothing here needs the owner."""
    assert innstillinger.TEST
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("samhandling_app",)
    assert drift.ukjente_kjennetegn() == []
