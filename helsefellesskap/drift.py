"""What this installation is and how it fares (Driftsstatus)."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Greatest, Now
from django.utils import timezone
from django.utils.translation import gettext as _

from helsefellesskap.arbeidsdager import VINDU_FRA, i_sendevindu, lokal_tid
from helsefellesskap.enums import Brevtilstand, Virksomhetstype
from helsefellesskap.models import Brev, Bruker, Driftsstatus, Virksomhet
from helsefellesskap.transaksjon import SYSTEM, handling, transaksjon
from helsefellesskap.utboks import stengte_dager

logger = logging.getLogger("samhandling.drift")

LENGSTE_VENTETID = timedelta(minutes=10)
LENGSTE_STILLHET = timedelta(minutes=5)
# Long enough for somebody who looks once in a while.
TAKVARSEL = timedelta(hours=1)
# A scan at another time than now says nothing about beat.
SIMULERT = timedelta(minutes=5)

APNE = (Brevtilstand.VENTER, Brevtilstand.LEID)

# What tells one database from its copy; each may be closed to our role.
KJENNETEGN = {
    "systemidentifikator": "SELECT system_identifier::text FROM pg_control_system()",
    "database_oid": "SELECT oid FROM pg_database WHERE datname = current_database()",
    "tidslinje": "SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))"
    "::bit(32)::int",
}
UKJENT = {"systemidentifikator": "", "database_oid": 0, "tidslinje": 0}


# --- which installation ---------------------------------------------------------


def demofeil(*, demo: bool) -> str | None:
    """Why this database must not be used with or without DEMO, or None.

    DEMO accepts a database that demodata marked, or an empty one; a marked
    database refuses a start without DEMO.
    """
    if not _er_migrert():
        return None
    merket = _er_merket()
    if demo and not merket and not _er_tom():
        return _("DEMO nekter å starte på en database med virkelige data.")
    if merket and not demo:
        return _("Databasen er laget av demodata. Start med DEMO=1.")
    return None


def startfeil() -> str | None:
    """Why nothing but migrate and demodata may run here, or None.

    Asked at the start of web, worker, beat and every other command.
    """
    if feil := demofeil(demo=settings.DEMO):
        return feil
    if settings.DEMO and not _er_merket():
        return _("Databasen er tom. Kjør migrate og demodata først.")
    return None


def _er_merket() -> bool:
    return _er_migrert() and Driftsstatus.objects.filter(pk=1, demo=True).exists()


def _er_tom() -> bool:
    """Nothing but what the migrations put there: no people and no parties."""
    parter = Virksomhet.objects.exclude(type=Virksomhetstype.SEKRETARIAT)
    return not (Bruker.objects.exists() or parter.exists())


def merk_demo() -> None:
    """Called by demodata before anything else it writes."""
    registrer_installasjon()
    Driftsstatus.objects.filter(pk=1).update(demo=True)


def registrer_installasjon(**kwargs: Any) -> None:
    """Record which database this is, once (post_migrate); never overwritten."""
    if _er_migrert():
        ny = Driftsstatus(pk=1, **_avtrykk())
        Driftsstatus.objects.bulk_create([ny], ignore_conflicts=True)


def _er_migrert() -> bool:
    return Driftsstatus._meta.db_table in connection.introspection.table_names()


def _avtrykk() -> dict[str, Any]:
    return {"base_url": settings.BASE_URL, **kjennetegn()}


def kjennetegn() -> dict[str, Any]:
    """The marks of this database; UKJENT where the server does not tell us."""
    try:
        return _les_kjennetegn(*KJENNETEGN)
    except DatabaseError:
        return {navn: _kjennetegn(navn) for navn in KJENNETEGN}


def _kjennetegn(navn: str) -> Any:
    try:
        return _les_kjennetegn(navn)[navn]
    except DatabaseError as feil:
        logger.warning("cannot read %s: %s", navn, type(feil).__name__)
        return UKJENT[navn]


def _les_kjennetegn(*navn: str) -> dict[str, Any]:
    sporringer = ", ".join(f"({KJENNETEGN[n]})" for n in navn)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {sporringer}")
        return dict(zip(navn, cursor.fetchone(), strict=True))


def ukjente_kjennetegn() -> list[str]:
    """Marks the server does not show us; a copy is not known by them."""
    return [navn for navn, verdi in kjennetegn().items() if verdi == UKJENT[navn]]


def er_kopi(status: Driftsstatus) -> bool:
    """Another address, cluster, database or timeline than the recorded one.

    DEMO ignores this. A mark that cannot be read decides nothing.
    """
    if settings.DEMO:
        return False
    for navn, verdi in _avtrykk().items():
        kjent = getattr(status, navn)
        ukjent = UKJENT.get(navn)
        if verdi != kjent and ukjent not in (verdi, kjent):
            return True
    return False


def _status() -> Driftsstatus:
    status = Driftsstatus.objects.filter(pk=1).first()
    if status is None:
        registrer_installasjon()
        status = Driftsstatus.objects.get(pk=1)
    return status


# --- sending --------------------------------------------------------------------


def sendesperre() -> str | None:
    """Why no letter may leave, or None."""
    status = _status()
    if status.stoppet:
        return _("Sendingen er stoppet.")
    if er_kopi(status):
        return _(
            "Sendingen er sperret: databasen eller adressen er en annen enn den som "
            "er registrert. Frigi med frigi_utboks."
        )
    return None


def er_stoppet() -> bool:
    return Driftsstatus.objects.filter(pk=1, stoppet=True).exists()


@handling
def stopp_sending(*, av: Bruker) -> None:
    _status()
    Driftsstatus.objects.filter(pk=1).update(stoppet=True)


@handling
def frigi(*, av: Bruker) -> None:
    """A person says that letters may leave from this installation."""
    _status()
    Driftsstatus.objects.filter(pk=1).update(
        **_avtrykk(),
        stoppet=False,
        tak_naadd=None,
        frigitt_av=av,
        frigitt_tid=Now(),
    )


@handling
def avlys_ventende(*, av: Bruker) -> int:
    """Cancel what waits, e.g. in a restored database: it was sent long ago."""
    return Brev.objects.filter(state__in=APNE).update(
        state=Brevtilstand.AVLYST, lease_token=None, lease_until=None
    )


@handling
def prov_dode_igjen(*, av: Bruker) -> int:
    return Brev.objects.filter(state=Brevtilstand.DOD).update(
        state=Brevtilstand.VENTER, attempts=0, next_try_at=Now()
    )


@handling
def avlys_dode(*, av: Bruker) -> int:
    return Brev.objects.filter(state=Brevtilstand.DOD).update(state=Brevtilstand.AVLYST)


# --- signs of life --------------------------------------------------------------


def beat_har_startet() -> None:
    """Called once when beat starts; scans are expected from then on."""
    with transaksjon(SYSTEM):
        _status()
        Driftsstatus.objects.filter(pk=1).update(beat_startet=Now())


def scan_er_ferdig(naa: datetime) -> None:
    """Called by kjor_frister when a scan is done."""
    if abs(timezone.now() - naa) < SIMULERT:
        Driftsstatus.objects.filter(pk=1).update(siste_scan=Now())


def rele_er_ferdig(*, tak_naadd: bool) -> None:
    tak = {"tak_naadd": Now()} if tak_naadd else {}
    Driftsstatus.objects.filter(pk=1).update(siste_rele=Now(), **tak)


# --- what is wrong: each says it in one sentence, or None --------------------------


def brev_venter(naa: datetime | None = None) -> str | None:
    naa = naa or timezone.now()
    sendbare = Q(haster=True)
    if _vindu_har_vaert_apent(naa):
        sendbare |= Q(haster=False)
    antall = (
        Brev.objects.filter(sendbare, state__in=APNE)
        .alias(siden=Greatest("opprettet", "not_before", "next_try_at"))
        .filter(siden__lt=naa - LENGSTE_VENTETID)
        .count()
    )
    if not antall:
        return None
    return _("Brev som kan sendes, har ventet i over 10 minutter: %(n)s.") % {
        "n": antall
    }


def _vindu_har_vaert_apent(naa: datetime) -> bool:
    """Open now, and for so long that a letter should have left."""
    lokal = lokal_tid(naa)
    apnet = datetime.combine(lokal.date(), VINDU_FRA, tzinfo=lokal.tzinfo)
    return lokal - apnet > LENGSTE_VENTETID and i_sendevindu(naa, stengte_dager())


def frister_star_stille() -> str | None:
    grense = Now() - LENGSTE_STILLHET
    stille = Driftsstatus.objects.filter(beat_startet__lt=grense).exclude(
        siste_scan__gte=grense
    )
    if not stille.exists():
        return None
    return _("Ingen gjennomgang av fristene er blitt ferdig på 5 minutter.")


def dode_brev() -> str | None:
    feil = list(
        Brev.objects.filter(state=Brevtilstand.DOD).values_list("feil", flat=True)
    )
    if not feil:
        return None
    return _("Brev som ikke kan sendes: %(n)s (%(feil)s).") % {
        "n": len(feil),
        "feil": ", ".join(sorted(set(feil))),
    }


def tak_naadd() -> str | None:
    if not Driftsstatus.objects.filter(tak_naadd__gt=Now() - TAKVARSEL).exists():
        return None
    return _("En sending stanset ved taket på %(tak)s brev.") % {
        "tak": settings.UTBOKS_TAK
    }


HELSESJEKKER = (brev_venter, frister_star_stille, dode_brev, tak_naadd, sendesperre)
