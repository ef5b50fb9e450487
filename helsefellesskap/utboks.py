"""The outbox: letters are rows, written in the transaction that caused them.

Nothing is sent here. The relay (rele.py) reads the rows; Celery only wakes it.
Repeating a call with the same `dedupe_key` changes nothing.
"""

import logging
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from helsefellesskap.arbeidsdager import (
    OSLO,
    VINDU_FRA,
    Stengte,
    er_arbeidsdag,
    pluss_arbeidsdager,
)
from helsefellesskap.celery import app
from helsefellesskap.enums import Brevtilstand
from helsefellesskap.models import Brev, Brevlinje, Bruker, StengtDag

logger = logging.getLogger("samhandling.utboks")

SAMLEBREV = "samlebrev"
OPPGAVE = "helsefellesskap.tasks.send_utboks"
# A person is waiting for the page while we wait for the broker.
UTALMODIG = {"max_retries": 0, "socket_timeout": 1, "socket_connect_timeout": 1}
# No lower bound: the letter may leave whenever the relay's clock says so.
STRAKS = datetime(2000, 1, 1, tzinfo=UTC)


def legg_i_utboks(
    kind: str,
    mottaker: Bruker,
    *,
    gjelder: dict[str, Any],
    dedupe_key: str,
    haster: bool = False,
    ikke_for: datetime | None = None,
) -> None:
    """One letter to one person; `gjelder` holds ids only.

    `haster` is for serious cases and K1-K3: they leave at any hour.
    """
    _sett_inn(
        Brev(
            kind=kind,
            mottaker=mottaker,
            gjelder=gjelder,
            dedupe_key=dedupe_key,
            haster=haster,
            not_before=ikke_for or STRAKS,
        )
    )
    _vekk_etter_commit()


def legg_i_digest(mottaker: Bruker, linjer: Sequence[Brevlinje], *, dato: date) -> None:
    """Lines in the person's letter of that day, or of the next working day when
    that one has left; a handful of statements, however many there are.
    """
    nokler = [linje.dedupe_key for linje in linjer]
    finnes = Brevlinje.objects.filter(dedupe_key__in=nokler)
    gamle = set(finnes.values_list("dedupe_key", flat=True))
    nye = [linje for linje in linjer if linje.dedupe_key not in gamle]
    if not nye:
        return
    brev = _samlebrev(mottaker, dato)
    for linje in nye:
        linje.brev = brev
    Brevlinje.objects.bulk_create(nye, ignore_conflicts=True)
    _vekk_etter_commit()


def skill_ut(linje: Brevlinje, brev: Brev, feil: str) -> None:
    """Move a line that cannot be written to a dead letter of its own."""
    noekkel = f"{SAMLEBREV}:linje:{linje.pk}"
    _sett_inn(
        Brev(
            kind=SAMLEBREV,
            mottaker=brev.mottaker,
            dedupe_key=noekkel,
            not_before=STRAKS,
            state=Brevtilstand.DOD,
            feil=feil[:60],
        )
    )
    linje.brev = Brev.objects.get(dedupe_key=noekkel)
    linje.save(update_fields=["brev"])


def stengte_dager() -> Stengte:
    return frozenset(StengtDag.objects.values_list("dato", flat=True))


def _sett_inn(brev: Brev) -> None:
    # Fixed for good: a second copy of a letter is known by its Message-ID.
    domene = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    brev.message_id = f"<{uuid.uuid4()}@{domene}>"
    brev.next_try_at = brev.not_before
    Brev.objects.bulk_create([brev], ignore_conflicts=True)


def _samlebrev(mottaker: Bruker, dato: date) -> Brev:
    """The letter to add to, locked: the relay skips it until we are done."""
    for dag in _arbeidsdager_fra(dato):
        apent = _apent_samlebrev(mottaker, dag)
        if apent is None and not _har_gaatt(mottaker, dag):
            _sett_inn(
                Brev(
                    kind=SAMLEBREV,
                    mottaker=mottaker,
                    dedupe_key=_noekkel(mottaker, dag),
                    not_before=_apner(dag),
                )
            )
            apent = _apent_samlebrev(mottaker, dag)
        if apent is not None:
            return apent
    raise AssertionError("unreachable: the days never end")


def _apent_samlebrev(mottaker: Bruker, dag: date) -> Brev | None:
    """The oldest one waiting: lines made after 16 wait together with the next
    day's. One that was tried may have arrived, so nothing is added to it.
    """
    return (
        Brev.objects.select_for_update()
        .filter(kind=SAMLEBREV, mottaker=mottaker, state=Brevtilstand.VENTER)
        .filter(attempts=0, not_before__lte=_apner(dag))
        .order_by("not_before")
        .first()
    )


def _har_gaatt(mottaker: Bruker, dag: date) -> bool:
    midnatt = datetime.combine(dag, time(), tzinfo=OSLO)
    neste = datetime.combine(dag + timedelta(days=1), time(), tzinfo=OSLO)
    sendt_den_dagen = Q(sendt_tid__gte=midnatt, sendt_tid__lt=neste)
    return (
        Brev.objects.filter(kind=SAMLEBREV, mottaker=mottaker)
        .filter(Q(dedupe_key=_noekkel(mottaker, dag)) | sendt_den_dagen)
        .exists()
    )


def _noekkel(mottaker: Bruker, dag: date) -> str:
    return f"{SAMLEBREV}:{mottaker.pk}:{dag.isoformat()}"


def _apner(dag: date) -> datetime:
    return datetime.combine(dag, VINDU_FRA, tzinfo=OSLO)


def _arbeidsdager_fra(dato: date) -> Iterator[date]:
    stengte = stengte_dager()
    if not er_arbeidsdag(dato, stengte):
        dato = pluss_arbeidsdager(dato, 1, stengte)
    while True:
        yield dato
        dato = pluss_arbeidsdager(dato, 1, stengte)


def _vekk_etter_commit() -> None:
    """Once per transaction, however many letters it wrote."""
    if not any(f is vekk_rele for _, f, _ in connection.run_on_commit):
        transaction.on_commit(vekk_rele, robust=True)


def vekk_rele() -> None:
    """Ask a worker to run the relay now. Never waits for long, never fails:
    the minute's scan finds the letter anyway.
    """
    try:
        # Not from the pool: its connections try again and wait longer.
        with app.connection_for_write() as megler:
            megler.transport_options = {**megler.transport_options, **UTALMODIG}
            app.send_task(
                OPPGAVE,
                connection=megler,
                retry=False,
                ignore_result=True,
                expires=70,
            )
    except (OSError, KombuError, RedisError) as feil:
        logger.warning("relay not woken: %s", type(feil).__name__)
