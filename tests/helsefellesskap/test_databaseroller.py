"""What PostgreSQL itself refuses the run-time role."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from helsefellesskap.register import loggtabeller
from helsefellesskap.transaksjon import SYSTEM, transaksjon

LOGGTABELLER = [
    "avvik_hendelse",
    "helsefellesskap_endringslogg",
    "helsefellesskap_tilgangslogg",
]


def sql(setning, *verdier):
    with connection.cursor() as cursor:
        cursor.execute(setning, verdier)
        return cursor.fetchall() if cursor.description else None


def nektes(setning):
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql(setning)
    return True


def test_the_log_tables_are_these():
    assert sorted(loggtabeller()) == LOGGTABELLER


def test_the_suite_runs_as_the_run_time_role(db):
    assert sql(
        "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls "
        "FROM pg_roles WHERE rolname = current_user"
    ) == [("samhandling_app", False, False, False, False)]


def test_the_run_time_role_owns_no_table_and_makes_none(db):
    assert (
        sql("SELECT relname FROM pg_class WHERE relowner = current_user::regrole") == []
    )
    assert nektes("CREATE TABLE ny (id int)")


@pytest.mark.parametrize("tabell", LOGGTABELLER)
@pytest.mark.parametrize(
    "setning",
    [
        "UPDATE {} SET id = id",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} ADD COLUMN ny int",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {}",
    ],
)
def test_a_log_can_only_be_added_to_and_read(db, tabell, setning):
    assert nektes(setning.format(tabell))
    assert sql(f"SELECT count(*) >= 0 FROM {tabell}") == [(True,)]
    assert sql(
        "SELECT has_table_privilege(%s, 'INSERT'), has_table_privilege(%s, 'UPDATE')",
        tabell,
        tabell,
    ) == [(True, False)]


def test_what_sso_says_can_be_kept_in_no_table_of_allauth(db):
    tabeller = [
        m._meta.db_table for m in apps.get_app_config("socialaccount").get_models()
    ]
    rettigheter = [
        (tabell, rett)
        for tabell in tabeller
        for rett in ("INSERT", "UPDATE", "DELETE")
        if sql("SELECT has_table_privilege(%s, %s)", tabell, rett) == [(True,)]
    ]
    assert (len(tabeller), rettigheter) == (3, [])
    assert nektes("INSERT INTO socialaccount_socialapp (name) VALUES ('x')")


def test_no_table_can_be_truncated_or_altered(db):
    tabeller = [m._meta.db_table for m in apps.get_models(include_auto_created=True)]
    rettigheter = [
        (tabell, rett)
        for tabell in tabeller
        for rett in ("TRUNCATE", "REFERENCES", "TRIGGER")
        if sql("SELECT has_table_privilege(%s, %s)", tabell, rett) == [(True,)]
    ]
    assert rettigheter == []
    assert nektes("ALTER TABLE avvik_avvik ADD COLUMN ny int")


def test_triggers_cannot_be_switched_off_and_their_function_not_replaced(db):
    assert nektes("ALTER TABLE avvik_avvik DISABLE TRIGGER ALL")
    funksjon = sql(
        "SELECT p.proname FROM pg_proc p JOIN pg_trigger t ON t.tgfoid = p.oid "
        "WHERE t.tgrelid = 'avvik_avvik'::regclass LIMIT 1"
    )[0][0]
    assert nektes(
        f"CREATE OR REPLACE FUNCTION {funksjon}() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NULL; END'"
    )
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql("SET session_replication_role = replica")


def aktor():
    return sql("SELECT coalesce(current_setting('samhandling.aktor', true), '')")[0][0]


def test_the_door_names_the_actor_and_gives_the_name_back(verden):
    with transaksjon(verden.melder):
        assert aktor() == f"bruker:{verden.melder.pk}"
        with transaksjon(SYSTEM):
            assert aktor() == "system"
        assert aktor() == f"bruker:{verden.melder.pk}"
    assert aktor() == ""


def test_after_the_transaction_nobody_is_set_not_even_after_a_rollback(
    ekte_transaksjoner,
):
    with pytest.raises(ZeroDivisionError), transaksjon(SYSTEM):
        assert aktor() == "system"
        1 / 0  # noqa: B018
    assert aktor() == ""
    with transaksjon(SYSTEM):
        pass
    assert aktor() == ""
