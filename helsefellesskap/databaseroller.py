"""What the run-time role may do, granted anew after every migrate."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import environ
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from helsefellesskap.register import loggtabeller

# Django's own book-keeping of migrations: the owner's alone to write. The others are
# where allauth would keep what SSO says; nothing of it is kept.
BARE_LESES = frozenset(
    {
        "django_migrations",
        "socialaccount_socialaccount",
        "socialaccount_socialapp",
        "socialaccount_socialtoken",
    }
)


@contextmanager
def som_eier() -> Iterator[None]:
    """The default connection as the owner role, for migrations and grants.

    Does nothing when no DATABASE_OWNER_URL is given: then the run-time URL is
    expected to be allowed to migrate (a developer's own server).
    """
    if not settings.DATABASE_OWNER_URL:
        yield
        return
    forbindelse = connections["default"]
    for_ = dict(forbindelse.settings_dict)
    eier = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    ny = {n: eier[n] for n in ("USER", "PASSWORD", "HOST", "PORT")}
    options = {k: v for k, v in for_["OPTIONS"].items() if k != "pool"}
    forbindelse.close()
    forbindelse.settings_dict.update(ny, OPTIONS={**options, **eier.get("OPTIONS", {})})
    try:
        yield
    finally:
        forbindelse.close()
        forbindelse.settings_dict.update({n: for_[n] for n in (*ny, "OPTIONS")})


def kjorerolle() -> str:
    """The name of the run-time role, from DATABASE_URL."""
    return environ.Env.db_url_config(settings.KJORE_URL)["USER"]


def gi_rettigheter(**kwargs: Any) -> None:
    """Grant the run-time role what it needs and no more; idempotent.

    Owner only (post_migrate). Log tables: read and add. No TRUNCATE,
    REFERENCES or TRIGGER anywhere, no tables of its own.
    """
    rolle = sql.Identifier(kjorerolle())
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == kjorerolle():
            return  # a single-role installation has nothing to grant
        for tabell in connection.introspection.table_names(cursor):
            navn = sql.Identifier(tabell)
            cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(navn, rolle))
            rett = sql.SQL(_rettigheter(tabell))
            cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(rett, navn, rolle))
        cursor.execute(
            sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(rolle)
        )


def _rettigheter(tabell: str) -> str:
    if tabell in BARE_LESES:
        return "SELECT"
    if tabell in loggtabeller():
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE, DELETE"
