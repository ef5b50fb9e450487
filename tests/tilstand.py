"""What the tables hold, kept and put back by the owner role."""

from django.db import connection, transaction
from psycopg import sql

from helsefellesskap.databaseroller import som_eier


def ta():
    """The rows of every table that has some, as PostgreSQL copies them."""
    with som_eier(), connection.cursor() as cursor:
        return {tabell: _ut(cursor, tabell) for tabell in _med_rader(cursor)}


def sett(tilstand):
    """Quicker than TRUNCATE, which makes files anew for all tables and indexes."""
    connection.close()
    with som_eier(), transaction.atomic(), connection.cursor() as cursor:
        fulle = _med_rader(cursor)
        beroert = {*fulle, *tilstand}
        for tabell in beroert:
            _kjor(cursor, "ALTER TABLE {} DISABLE TRIGGER USER", tabell)
        for tabell in fulle:
            _kjor(cursor, "DELETE FROM {}", tabell)
        for tabell, rader in tilstand.items():
            _inn(cursor, tabell, rader)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for tabell in beroert:
            _kjor(cursor, "ALTER TABLE {} ENABLE TRIGGER USER", tabell)


def _med_rader(cursor):
    alle = connection.introspection.table_names(cursor)
    ett = "SELECT {} WHERE EXISTS (SELECT FROM {})"
    sporring = sql.SQL(" UNION ALL ").join(
        sql.SQL(ett).format(sql.Literal(t), sql.Identifier(t)) for t in alle
    )
    cursor.execute(sporring)
    return [tabell for (tabell,) in cursor.fetchall()]


def _kjor(cursor, setning, tabell):
    cursor.execute(sql.SQL(setning).format(sql.Identifier(tabell)))


def _ut(cursor, tabell):
    navn = sql.Identifier(tabell)
    with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(navn)) as strom:
        return b"".join(strom)


def _inn(cursor, tabell, rader):
    navn = sql.Identifier(tabell)
    with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(navn)) as strom:
        strom.write(rader)
