"""The embedded servers, each test on servers of its own in a temporary folder."""

import os
import shutil
import signal
import subprocess
import sys
import time

import psycopg
import pytest
import redis

from helsefellesskap import innebygd, miljo, prosesser
from helsefellesskap.innebygd import Innebygd

pytestmark = pytest.mark.treg


@pytest.fixture
def data(tmp_path):
    mappe = tmp_path / "æ med mellomrom"
    mappe.mkdir(mode=0o700)
    yield mappe
    rester = Innebygd("demo", mappe)
    rester.valkey.stopp()
    rester.postgres.stopp()
    shutil.rmtree(miljo.sokkelmappe(mappe))


@pytest.fixture
def servere(data):
    servere = Innebygd("demo", data)
    servere.start()
    yield servere
    servere.stopp()


def gjor(url, *kommandoer):
    with psycopg.connect(url) as forbindelse:
        for kommando in kommandoer:
            forbindelse.execute(kommando)


def spor(url, sporsmal):
    with psycopg.connect(url) as forbindelse:
        return forbindelse.execute(sporsmal).fetchall()


def test_roles_own_and_reach_exactly_what_they_should(servere):
    roller = spor(
        servere.owner_url,
        """SELECT rolname, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole,
                  rolbypassrls, rolreplication
             FROM pg_roles WHERE rolname LIKE 'samhandling%' ORDER BY 1""",
    )
    assert roller == [
        ("samhandling_app", True, False, False, False, False, False),
        ("samhandling_eier", True, False, False, False, False, False),
    ]
    databaser = spor(
        servere.owner_url,
        """SELECT datname, pg_get_userbyid(datdba),
                  has_database_privilege('public', oid, 'CONNECT'),
                  has_database_privilege('samhandling_app', oid, 'CONNECT'),
                  has_database_privilege('samhandling_app', oid, 'TEMP')
             FROM pg_database WHERE datname <> 'template0' ORDER BY 1""",
    )
    assert databaser == [
        ("postgres", "postgres", False, False, False),
        ("samhandling_debug", "samhandling_eier", False, True, False),
        ("samhandling_demo", "samhandling_eier", False, True, False),
        ("template1", "postgres", False, False, False),
    ]
    skjema = spor(
        servere.owner_url,
        """SELECT pg_get_userbyid(nspowner),
                  has_schema_privilege('public', oid, 'USAGE'),
                  has_schema_privilege('samhandling_app', oid, 'USAGE'),
                  has_schema_privilege('samhandling_app', oid, 'CREATE')
             FROM pg_namespace WHERE nspname = 'public'""",
    )
    assert skjema == [("samhandling_eier", False, True, False)]


def test_the_run_time_role_makes_no_table(servere):
    gjor(servere.owner_url, "CREATE TABLE eid (x int)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        gjor(servere.database_url, "CREATE TABLE mitt (x int)")


def test_the_second_joins_and_the_last_one_out_stops(servere, data):
    andre = Innebygd("debug", data)
    andre.start()
    assert andre.postgres.pid() == servere.postgres.pid()
    assert andre.valkey.pid() == servere.valkey.pid()
    assert (andre.postgres.barn, andre.valkey.barn) == (None, None)
    servere.stopp()
    assert spor(andre.database_url, "SELECT current_database()") == [
        ("samhandling_debug",)
    ]
    andre.stopp()
    assert (andre.postgres.lever(), andre.valkey.lever()) == (False, False)
    # Its pid file goes a moment before the process itself.
    assert prosesser.vent_til(lambda: not servere.postgres.lever(), 30)
    assert prosesser.vent_til(lambda: not servere.valkey.lever(), 30)
    assert not servere.postgres.sokkel.exists()


def test_demo_and_debug_share_no_queue(servere, data):
    debug = Innebygd("debug", data)
    redis.Redis.from_url(servere.redis_url).rpush("ko", "demo")
    assert redis.Redis.from_url(debug.redis_url).llen("ko") == 0
    assert redis.Redis.from_url(servere.redis_url).llen("ko") == 1


def test_nothing_committed_is_lost_when_everything_is_killed(servere, data):
    gjor(servere.owner_url, "CREATE TABLE rader (x int)")
    koen = redis.Redis.from_url(servere.redis_url)
    with psycopg.connect(servere.owner_url, autocommit=True) as forbindelse:
        for nr in range(200):
            forbindelse.execute("INSERT INTO rader VALUES (%s)", [nr])
            koen.rpush("ko", nr)
        for tjener in (servere.postgres, servere.valkey):
            os.kill(tjener.pid(), signal.SIGKILL)
            tjener.barn.wait()
    etter = Innebygd("demo", data)
    etter.start()
    assert spor(etter.owner_url, "SELECT count(*), max(x) FROM rader") == [(200, 199)]
    assert redis.Redis.from_url(etter.redis_url).llen("ko") == 200
    # The one whose servers were killed still counts, and may be the last one out.
    etter.stopp()
    assert etter.lever()
    servere.stopp()
    assert (etter.postgres.lever(), etter.valkey.lever()) == (False, False)


def test_a_pid_used_again_by_another_is_not_taken_for_the_server(servere, data):
    servere.stopp()
    linjer = [
        str(os.getpid()),
        str(data / "postgres"),
        "0",
        "5432",
        "",
        "",
        "",
        "ready",
    ]
    (data / "postgres" / "postmaster.pid").write_text("\n".join(linjer))
    (data / "valkey" / "valkey.pid").write_text(str(os.getpid()))
    assert not servere.postgres.lever()
    assert not servere.valkey.lever()
    servere.start()
    assert spor(servere.database_url, "SELECT 1") == [(1,)]


def test_a_server_that_dies_under_us_is_brought_back(servere):
    os.kill(servere.postgres.pid(), signal.SIGKILL)
    servere.postgres.barn.wait()
    assert not servere.lever()
    servere.start_igjen()
    assert servere.lever()
    assert spor(servere.database_url, "SELECT 1") == [(1,)]


def test_a_half_made_cluster_is_made_again(data):
    (data / "postgres.ny" / "base").mkdir(parents=True)
    servere = Innebygd("demo", data)
    servere.start()
    assert spor(servere.database_url, "SELECT 1") == [(1,)]
    assert not (data / "postgres.ny").exists()
    servere.stopp()


def test_no_value_reaches_the_server_log(servere, data):
    gjor(
        servere.owner_url,
        "CREATE TABLE k (x text UNIQUE, CHECK (x <> 'KANARI1'))",
        "INSERT INTO k VALUES ('KANARI2')",
    )
    for uttrykk, feil in (
        ("INSERT INTO k VALUES ('KANARI1')", psycopg.errors.CheckViolation),
        ("INSERT INTO k VALUES ('KANARI2')", psycopg.errors.UniqueViolation),
        ("SELECT 'KANARI3'::int", psycopg.errors.InvalidTextRepresentation),
        ("DO $$BEGIN RAISE 'KANARI4'; END$$", psycopg.errors.RaiseException),
        ("SELECT KANARI5", psycopg.errors.UndefinedColumn),
    ):
        with pytest.raises(feil):
            gjor(servere.owner_url, uttrykk)
    os.kill(servere.postgres.pid(), signal.SIGKILL)
    servere.postgres.barn.wait()
    servere.start_igjen()
    logg = (data / "logg" / "postgres.log").read_text()
    assert "starting PostgreSQL 18" in logg
    assert "KANARI" not in logg.upper()


@pytest.mark.parametrize("sone", ["UTC", "Europe/Oslo"])
def test_the_time_zone_of_the_cluster_is_a_choice(data, sone):
    servere = Innebygd("debug", data, tidssone=sone)
    servere.start()
    assert spor(servere.database_url, "SHOW timezone") == [(sone,)]
    servere.stopp()


def test_many_starters_at_once_give_one_pair_of_servers(data):
    kode = (
        "import sys; from pathlib import Path; from helsefellesskap.innebygd import *\n"
        "s = Innebygd('demo', Path(sys.argv[1])); s.start()\n"
        "print(s.postgres.pid(), s.valkey.pid(), flush=True)\n"
        "sys.stdin.read(); s.stopp()"
    )
    barn = [
        subprocess.Popen(
            [sys.executable, "-c", kode, str(data)],
            cwd=miljo.KODE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    svar = [b.stdout.readline() for b in barn]
    rester = Innebygd("demo", data)
    assert set(svar) == {f"{rester.postgres.pid()} {rester.valkey.pid()}\n"}
    assert [b.communicate()[0] for b in barn] == [""] * 5
    assert [b.returncode for b in barn] == [0] * 5
    assert not rester.postgres.lever()
    assert not rester.valkey.lever()


def test_a_forked_child_does_not_give_back_our_share(servere, data):
    barn = os.fork()
    if barn == 0:
        servere.stopp()
        os._exit(0)
    os.waitpid(barn, 0)
    andre = Innebygd("demo", data)
    andre.start()
    andre.stopp()
    assert servere.lever()


def test_the_cluster_of_a_killed_test_run_goes_with_it(tmp_path):
    kode = (
        "import sys; from helsefellesskap import innebygd\n"
        "s = innebygd.start('test')\n"
        "print(s.data, s.postgres.pid(), s.valkey.pid(), flush=True)\n"
        "sys.stdin.read()"
    )
    valg = {
        "cwd": miljo.KODE,
        "env": {**os.environ, "DATA_DIR": str(tmp_path)},
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "text": True,
    }
    with subprocess.Popen([sys.executable, "-c", kode], **valg) as forste:
        mappe, *pider = forste.stdout.readline().split()
        forste.kill()
    slutt = time.monotonic() + 20
    while any(innebygd.prosesser.kommandolinje(int(pid)) for pid in pider):
        assert time.monotonic() < slutt
        time.sleep(0.05)
    assert os.path.exists(mappe)
    with subprocess.Popen([sys.executable, "-c", kode], **valg) as andre:
        ny_mappe = andre.stdout.readline().split()[0]
        assert [str(p) for p in (tmp_path / "test").glob("t-*")] == [ny_mappe]
        andre.communicate()
    assert list((tmp_path / "test").glob("t-*")) == []
