"""The relay: takes letters from the outbox and hands them to the mail server.

At least once. A letter is leased and committed before it is sent, and marked
at once when the server has taken it; only a sender that dies in between leaves a
second copy, with the same Message-ID, when the lease has run out. Any number of
relays may run together.
"""

import logging
import uuid
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from helsefellesskap import drift, epost
from helsefellesskap.arbeidsdager import Stengte, i_sendevindu
from helsefellesskap.enums import Brevtilstand
from helsefellesskap.models import Brev
from helsefellesskap.postforbindelse import (
    Avvist,
    Brutt,
    Forbindelse,
    Utilgjengelig,
)
from helsefellesskap.transaksjon import SYSTEM, transaksjon
from helsefellesskap.utboks import skill_ut, stengte_dager

logger = logging.getLogger("samhandling.rele")

BOLK = 50
# A run ends itself well before its leases run out and the worker is stopped:
# the last letter may take some timeouts of 20 seconds more.
MAKS_TID = 150.0
LEIE = timedelta(minutes=5)
MAKS_FORSOK = 12
# Marking a sent letter is worth some patience with the database.
MERKEPAUSER = (0.5, 2.0)
FORSTE_VENTETID = timedelta(minutes=1)
LENGSTE_VENTETID = timedelta(hours=4)


@dataclass
class Resultat:
    """What one run did."""

    sendt: int = 0
    avlyst: int = 0
    dode: int = 0
    utsatt: int = 0
    tak_naadd: bool = False
    # Why nothing may be sent, or the type of the fault that ended the run.
    sperret: str = ""
    postfeil: str = ""

    @property
    def forsokt(self) -> int:
        return self.sendt + self.dode + self.utsatt


@dataclass(frozen=True)
class Klokke:
    """The database's clock, or the time we were told to take for now."""

    start: datetime
    star_stille: bool
    startet: float = field(default_factory=monotonic)

    @classmethod
    def les(cls, naa: datetime | None) -> "Klokke":
        if naa is not None:
            return cls(naa, star_stille=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            return cls(cursor.fetchone()[0], star_stille=False)

    def brukt(self) -> float:
        return monotonic() - self.startet

    def naa(self) -> datetime:
        if self.star_stille:
            return self.start
        return self.start + timedelta(seconds=self.brukt())


def kjor(naa: datetime | None = None, maks: int | None = None) -> Resultat:
    """One run. `naa` replaces the clock for all but leases."""
    tak = settings.UTBOKS_TAK
    grense = tak if maks is None else min(maks, tak)
    if sperre := drift.sendesperre():
        return Resultat(sperret=sperre)
    return _Kjoring(Klokke.les(naa), grense, stengte_dager()).kjor()


def ventetid(forsok: int) -> timedelta:
    """How long after so many tries the next one comes."""
    return min(FORSTE_VENTETID * 2 ** min(forsok - 1, 16), LENGSTE_VENTETID)


class _Kjoring:
    def __init__(self, klokke: Klokke, grense: int, stengte: Stengte) -> None:
        self.klokke = klokke
        self.grense = grense
        self.stengte = stengte
        self.resultat = Resultat()
        self.forbindelse = Forbindelse()
        self.leie = uuid.uuid4()
        # Tries so far of each letter we lease, this one included.
        self.forsok: dict[int, int] = {}
        self.brudd_paa_rad = 0

    def kjor(self) -> Resultat:
        try:
            while self._kan_fortsette() and (bolk := self._lei()):
                self._ta_bolk(bolk)
        finally:
            self.forbindelse.lukk()
        self._avslutt()
        return self.resultat

    def _kan_fortsette(self) -> bool:
        return (
            self.resultat.forsokt < self.grense
            and not self.resultat.postfeil
            and self.klokke.brukt() < MAKS_TID
        )

    def _avslutt(self) -> None:
        if self.grense == settings.UTBOKS_TAK and self.resultat.forsokt >= self.grense:
            self.resultat.tak_naadd = self._klare().exists()
        with transaksjon(SYSTEM):
            drift.rele_er_ferdig(tak_naadd=self.resultat.tak_naadd)

    def _i_vindu(self) -> bool:
        return i_sendevindu(self.klokke.naa(), self.stengte)

    # --- leases ---

    def _klare(self) -> QuerySet[Brev]:
        naa = self.klokke.naa()
        ledig = Q(state=Brevtilstand.VENTER) | Q(lease_until__lt=Now())
        klare = Brev.objects.filter(
            ledig, state__in=drift.APNE, next_try_at__lte=naa, not_before__lte=naa
        )
        return klare if self._i_vindu() else klare.filter(haster=True)

    def _lei(self) -> list[int]:
        """Claim a batch for ourselves and commit; others skip its rows."""
        with transaksjon(SYSTEM):
            if drift.er_stoppet():
                return []
            antall = min(BOLK, self.grense - self.resultat.forsokt)
            klare = self._klare().order_by("-haster", "next_try_at", "pk")
            laaste = klare.select_for_update(skip_locked=True)[:antall]
            tidligere = dict(laaste.values_list("pk", "attempts"))
            Brev.objects.filter(pk__in=tidligere).update(
                state=Brevtilstand.LEID,
                lease_token=self.leie,
                lease_until=Now() + LEIE,
                attempts=F("attempts") + 1,
            )
        self.forsok = {pk: forsok + 1 for pk, forsok in tidligere.items()}
        return list(tidligere)

    def _sett(self, ider: list[int], **felter: Any) -> int:
        """Compare-and-set: only what is still leased to this run."""
        with transaksjon(SYSTEM):
            return Brev.objects.filter(
                pk__in=ider, state=Brevtilstand.LEID, lease_token=self.leie
            ).update(lease_token=None, lease_until=None, **felter)

    def _gi_tilbake(self, ider: list[int], **felter: Any) -> None:
        """As if never taken: these were not tried."""
        forsok = F("attempts") - 1
        self._sett(ider, state=Brevtilstand.VENTER, attempts=forsok, **felter)

    # --- one batch, one letter ---

    def _ta_bolk(self, bolk: list[int]) -> None:
        rest = deque(bolk)
        try:
            while rest and self._kan_fortsette():
                self._ta(rest.popleft())
        finally:
            if rest:
                self._gi_tilbake(list(rest))

    def _ta(self, pk: int) -> None:
        melding = self._skriv(pk)
        if melding and self._send(pk, melding):
            # First of all and under no `except`: it is with the receiver now.
            self._merk_sendt(pk)

    def _skriv(self, pk: int) -> EmailMessage | None:
        """The message, or None when this letter is done with for now."""
        try:
            with transaksjon(SYSTEM):
                brev = self._les(pk)
                return self._klargjor(brev) if brev else None
        except SoftTimeLimitExceeded:
            raise
        except (OperationalError, InterfaceError) as feil:
            self._utsett(pk, type(feil).__name__)
        except Exception as feil:  # noqa: BLE001
            # One kind of letter that fails must not hold up the others.
            self._dod(pk, type(feil).__name__)
        return None

    def _les(self, pk: int) -> Brev | None:
        mine = Brev.objects.filter(state=Brevtilstand.LEID, lease_token=self.leie)
        return mine.select_related("mottaker").filter(pk=pk).first()

    def _klargjor(self, brev: Brev) -> EmailMessage | None:
        if brev.attempts > MAKS_FORSOK:
            self._dod(brev.pk, brev.feil or "MAKS_FORSOK")
            return None
        if not (brev.haster or self._i_vindu()):
            self._gi_tilbake([brev.pk])
            return None
        melding, feilet = epost.skriv(brev)
        if melding is None:
            self._ikke_skrevet(brev, feilet)
            return None
        for linje, feil in feilet:
            skill_ut(linje, brev, feil)
        return melding

    def _ikke_skrevet(self, brev: Brev, feilet: list[epost.Feilet]) -> None:
        if feilet:
            self._dod(brev.pk, feilet[0][1])
        else:
            self.resultat.avlyst += self._sett([brev.pk], state=Brevtilstand.AVLYST)

    def _send(self, pk: int, melding: EmailMessage) -> bool:
        """Whether the server took it. No transaction is open here."""
        try:
            self.forbindelse.send(melding)
        except Utilgjengelig as feil:
            # No fault of the letter: it waits, unchanged, and the alarm finds it.
            self._gi_tilbake([pk], feil=feil.aarsak)
            self.resultat.postfeil = feil.aarsak
        except Brutt as feil:
            self._brutt(pk, feil.aarsak)
        except Avvist as feil:
            utfall = self._dod if feil.for_godt else self._utsett
            utfall(pk, feil.aarsak)
        except ValueError as feil:
            # An address or a header that cannot be put on the wire.
            self._dod(pk, type(feil).__name__)
        else:
            return True
        return False

    def _brutt(self, pk: int, aarsak: str) -> None:
        """Perhaps the letter's fault, perhaps the server's; not twice running."""
        self._utsett(pk, aarsak)
        self.brudd_paa_rad += 1
        if self.brudd_paa_rad > 1:
            self.resultat.postfeil = aarsak

    # --- what became of it ---

    def _merk_sendt(self, pk: int) -> None:
        tid = self.klokke.start if self.klokke.star_stille else Now()
        if not self._sett_snart([pk], state=Brevtilstand.SENDT, sendt_tid=tid, feil=""):
            logger.warning("letter %s: sent after its lease ran out", pk)
        self.resultat.sendt += 1
        self.brudd_paa_rad = 0

    def _sett_snart(self, ider: list[int], **felter: Any) -> int:
        for pause in MERKEPAUSER:
            try:
                return self._sett(ider, **felter)
            except (OperationalError, InterfaceError):
                connection.close()
                sleep(pause)
        return self._sett(ider, **felter)

    def _utsett(self, pk: int, feil: str) -> None:
        forsok = self.forsok[pk]
        if forsok >= MAKS_FORSOK:
            self._dod(pk, feil)
            return
        neste = self.klokke.naa() + ventetid(forsok)
        self.resultat.utsatt += self._sett(
            [pk], state=Brevtilstand.VENTER, next_try_at=neste, feil=feil[:60]
        )

    def _dod(self, pk: int, feil: str) -> None:
        logger.error("letter %s cannot be sent: %s", pk, feil)
        self.resultat.dode += self._sett([pk], state=Brevtilstand.DOD, feil=feil[:60])
