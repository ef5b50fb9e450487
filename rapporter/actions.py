"""Every write to a report. Published = never changed again."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.celery import app
from helsefellesskap.enums import Flyt
from helsefellesskap.feil import IkkeLov, Versjonskonflikt
from helsefellesskap.flyt import krev_flyt
from helsefellesskap.logg import logger
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import SYSTEM, handling, transaksjon
from rapporter import epost, innhold, rules, uttrekk
from rapporter.dokument import paa_rapportspraket, som_pdf
from rapporter.enums import Rapportstatus, Rapporttype
from rapporter.models import Rapport
from rapporter.tall import Periode
from rapporter.tallsett import Uttrekk
from utvalg.models import Laeringspunkt

OPPGAVE = "rapporter.tasks.lag_rapport"
TEKSTFELTER = ("sammendrag", "bakgrunn", "vurdering", "forslag_til_vedtak")
APNE = (Rapportstatus.PABEGYNT, Rapportstatus.FEILET)
# Ordered once more when no worker took it: harmless, the row is locked.
BESTILLBARE = (*APNE, Rapportstatus.LAGES)


def tallene(rapport: Rapport) -> Uttrekk | None:
    """The figures that were looked over and kept, or None."""
    return Uttrekk.fra_json(rapport.tall) if rapport.tall else None


def _krev_sekretariat(av: Bruker) -> None:
    if not rules.lager_rapporter(av):
        raise IkkeLov
    krev_flyt(Flyt.RAPPORT)


def _oppdater(
    rapport: Rapport, versjon: int, fra: Sequence[str] = APNE, **felter: Any
) -> None:
    """Change a report that is not published, conditional on the version seen."""
    rader = Rapport.objects.filter(pk=rapport.pk, versjon=versjon, status__in=fra)
    if rader.update(versjon=F("versjon") + 1, **felter) != 1:
        raise Versjonskonflikt
    rapport.refresh_from_db()


@handling
def paabegynn_rapport(
    type: Rapporttype,
    *,
    periode: Periode,
    uttrekk: date,
    av: Bruker,
    naa: datetime,
) -> Rapport:
    """Begin a report; raises ValidationError for an impossible cut-off."""
    _krev_sekretariat(av)
    if uttrekk > lokal_dato(naa):
        raise ValidationError({"uttrekk": _("Datoen kan ikke være fram i tid")})
    if uttrekk < periode.fra:
        raise ValidationError({"uttrekk": _("Datoen kan ikke være før perioden")})
    return Rapport.objects.create(
        type=type,
        aar=periode.fra.year,
        tertial=periode.tertialnummer,
        uttrekk=uttrekk,
        laget_av=av,
    )


@handling
def forkast_rapport(rapport: Rapport, *, versjon: int, av: Bruker) -> None:
    """Delete one that was begun by mistake."""
    _krev_sekretariat(av)
    rader = Rapport.objects.filter(pk=rapport.pk, versjon=versjon, status__in=APNE)
    if not rader.exists():
        raise Versjonskonflikt
    rader.get().delete()


@handling
def behold_tall(rapport: Rapport, *, versjon: int, av: Bruker) -> None:
    """Keep today's figures in the report: what was looked over is what is printed."""
    _krev_sekretariat(av)
    slag = Rapporttype(rapport.type)
    with paa_rapportspraket():
        tall = uttrekk.hent(slag, rapport.periode, rapport.uttrekk)
    _oppdater(rapport, versjon, tall=asdict(tall))


@handling
def lagre_tekster(
    rapport: Rapport, *, innhold: dict[str, str], versjon: int, av: Bruker
) -> None:
    _krev_sekretariat(av)
    _oppdater(rapport, versjon, **{felt: innhold[felt] for felt in TEKSTFELTER})


@handling
def velg_laeringspunkter(
    rapport: Rapport, *, valgte: Sequence[Laeringspunkt], versjon: int, av: Bruker
) -> None:
    _krev_sekretariat(av)
    synlige = Laeringspunkt.objects.synlig_for(av)
    if synlige.filter(pk__in=[p.pk for p in valgte]).count() != len(valgte):
        raise IkkeLov
    _oppdater(rapport, versjon)
    rapport.laeringspunkter.set(valgte)


def mangler(rapport: Rapport) -> list[str]:
    """What must be done before the report can be locked."""
    feil = []
    if not rapport.tall:
        feil.append(_("Se over tallene først"))
    if not all(getattr(rapport, felt).strip() for felt in TEKSTFELTER):
        feil.append(_("Skriv ferdig tekstene først"))
    return feil


@handling
def bestill_pdf(rapport: Rapport, *, versjon: int, av: Bruker) -> None:
    """Lock the report and ask a worker for its PDF; also to try once more."""
    _krev_sekretariat(av)
    if feil := mangler(rapport):
        raise ValidationError(feil)
    _oppdater(
        rapport,
        versjon,
        BESTILLBARE,
        status=Rapportstatus.LAGES,
        publisert_av=av,
    )
    transaction.on_commit(partial(vekk_arbeider, rapport.pk), robust=True)


def vekk_arbeider(rapport_id: int) -> None:
    """Never waits for long, never fails: the page offers to try again."""
    try:
        app.send_task(OPPGAVE, args=[rapport_id], retry=False, ignore_result=True)
    except (OSError, KombuError, RedisError) as feil:
        logger.warning("worker not woken: %s", type(feil).__name__)


def lag(rapport_id: int, *, naa: datetime) -> None:
    """Make the PDF of an ordered report and publish it; called by the worker.

    What fails is told on the report's page and in the log, by its type.
    """
    try:
        with transaksjon(SYSTEM):
            rapport = _bestilt(rapport_id)
            if rapport is not None:
                _se_paa_utgavene(rapport)
                publiser(rapport, pdf=_pdf(rapport, naa), av=SYSTEM, naa=naa)
    except Exception as feil:
        logger.exception("report %s was not made: %s", rapport_id, type(feil).__name__)
        with transaksjon(SYSTEM):
            Rapport.objects.filter(pk=rapport_id, status=Rapportstatus.LAGES).update(
                status=Rapportstatus.FEILET, versjon=F("versjon") + 1
            )


def _se_paa_utgavene(rapport: Rapport) -> None:
    """Take in what other reports have shown since the figures were kept.

    Two reports are never made at once, for each shows two years: the lock is held
    until commit.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rapport'))")
    if tall := tallene(rapport):
        tall = uttrekk.med_utgaver(tall)
        Rapport.objects.filter(pk=rapport.pk).update(tall=asdict(tall))
        rapport.refresh_from_db(fields=["tall"])


def _bestilt(rapport_id: int) -> Rapport | None:
    """Lock the row; another worker waits here and then finds it published."""
    rader = Rapport.objects.select_for_update(of=("self",))
    return rader.filter(pk=rapport_id, status=Rapportstatus.LAGES).first()


def _pdf(rapport: Rapport, naa: datetime) -> bytes:
    tall = tallene(rapport)
    if tall is None:
        raise ValidationError(_("Se over tallene først"))
    return som_pdf(tall, tekster(rapport, dato=lokal_dato(naa)))


@handling
def publiser(rapport: Rapport, *, pdf: bytes, av: str, naa: datetime) -> None:
    """Freeze: from here on only the stored file is handed out."""
    _oppdater(
        rapport,
        rapport.versjon,
        (Rapportstatus.LAGES,),
        status=Rapportstatus.PUBLISERT,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        publisert_tid=naa,
    )
    epost.rapport_klar(rapport)


# --- what goes into the document ----------------------------------------------------


def tekster(rapport: Rapport, *, dato: date | None = None) -> innhold.Tekster:
    valgte = Laeringspunkt.objects.uten_tilgangskontroll(grunn="lag rapport")
    return innhold.Tekster(
        **{felt: getattr(rapport, felt) for felt in TEKSTFELTER},
        laeringspunkter=_laering(valgte.filter(rapporter=rapport)),
        saksbehandler=rapport.laget_av.navn,
        dato=dato,
    )


def laering_i_perioden(periode: Periode) -> tuple[innhold.Laering, ...]:
    """For the operator's file: all that was written in the period's meetings."""
    punkter = Laeringspunkt.objects.uten_tilgangskontroll(grunn="lag rapport")
    return _laering(punkter.i_perioden(periode.fra, periode.til))


def _laering(punkter: Any) -> tuple[innhold.Laering, ...]:
    """Only the læringspunkt itself: the presentation stays with the committee."""
    rader = (
        punkter.delbare()
        .order_by("pk")
        .values_list("sak__presentasjon__gruppe__navn", "tekst")
    )
    return tuple(innhold.Laering(tema or "", tekst) for tema, tekst in rader)
