"""Drafts: saved often, seen by their writer only, deleted after seven days.

Somebody not logged in writes in a browser (`okt`) that has its own; those are
deleted after 24 hours, and become the person's at log-in (overta.py).
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

from avvik.models import Kladd, Kortutkast, Utkast
from helsefellesskap.feil import IkkeLov, Versjonskonflikt
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.transaksjon import handling

# Longer than this is no work on the form.
PAUSE = timedelta(minutes=2)


def arbeid(fra: datetime, til: datetime) -> int:
    """Seconds of work between two signs of life; none across a pause."""
    gikk = til - fra
    return round(gikk.total_seconds()) if timedelta() < gikk <= PAUSE else 0


@handling
def lagre_utkast(
    utkast: Utkast | None,
    *,
    av: Bruker | str,
    naa: datetime,
    enhet: Enhet | None = None,
    okt: UUID | None = None,
    versjon: int | None = None,
    apnet: datetime | None = None,
    **innhold: Any,
) -> Utkast:
    """Create or change a draft; `innhold` holds columns of Utkast.

    `apnet`: when the first page was opened, where the time is to be measured. A new
    draft may begin at a later `versjon`.
    Raises IkkeLov for somebody else's draft or a unit the person does not work
    in, Versjonskonflikt when another tab has saved since `versjon`.
    """
    if utkast is None:
        if apnet is not None:
            innhold |= {"sist_aktiv": naa, "aktive_sekunder": arbeid(apnet, naa)}
        return _opprett(av, enhet, okt, endret=naa, versjon=versjon or 1, **innhold)
    krev_eier(utkast, av, okt)
    innhold |= medgatt(utkast, naa)
    rader = Utkast.objects.uten_tilgangskontroll(grunn="lagre utkast").filter(
        pk=utkast.pk
    )
    if versjon is not None:
        rader = rader.filter(versjon=versjon)
    if rader.update(versjon=F("versjon") + 1, endret=naa, **innhold) != 1:
        raise Versjonskonflikt
    for navn, verdi in innhold.items():
        setattr(utkast, navn, verdi)
    utkast.versjon += 1
    return utkast


def _opprett(
    av: Bruker | str, enhet: Enhet | None, okt: UUID | None, **innhold: Any
) -> Utkast:
    if isinstance(av, str):
        if okt is None:
            raise IkkeLov
        return Utkast.objects.create(okt=okt, **innhold)
    if enhet is None or enhet.pk not in av.tilganger.egne_enheter:
        raise IkkeLov
    return Utkast.objects.create(melder=av, enhet=enhet, **innhold)


def krev_eier(utkast: Kladd, av: Bruker | str, okt: UUID | None) -> None:
    if isinstance(av, str):
        eget = okt is not None and utkast.okt == okt
    else:
        eget = utkast.melder_id == av.pk
    if not eget:
        raise IkkeLov


def medgatt(utkast: Utkast, naa: datetime) -> dict[str, Any]:
    """The columns of the clock, moved to now; empty where nobody measures."""
    if utkast.sist_aktiv is None:
        return {}
    sekunder = utkast.aktive_sekunder + arbeid(utkast.sist_aktiv, naa)
    return {"sist_aktiv": naa, "aktive_sekunder": sekunder}


@handling
def tell_tid(
    utkast: Utkast, *, av: Bruker | str, naa: datetime, okt: UUID | None = None
) -> None:
    """A sign of life that changes nothing in the draft itself."""
    krev_eier(utkast, av, okt)
    if tid := medgatt(utkast, naa):
        rader = Utkast.objects.uten_tilgangskontroll(grunn="tid på utkast")
        rader.filter(pk=utkast.pk).update(**tid)


@handling
def tell_innlogging(okt: UUID, *, av: str, naa: datetime) -> None:
    """Log-in counts for the draft that is waiting to be sent: the latest one."""
    utkast = Utkast.objects.uten_tilgangskontroll(grunn="tid på utkast")
    siste = utkast.filter(okt=okt, sist_aktiv__isnull=False).order_by("-sist_aktiv")
    if funnet := siste.first():
        tell_tid(funnet, av=av, naa=naa, okt=okt)


@handling
def slett_utkast(utkast: Utkast, *, av: Bruker | str, okt: UUID | None = None) -> None:
    krev_eier(utkast, av, okt)
    utkast.delete()


@handling
def slett_utgatte_utkast(*, av: str, naa: datetime) -> int:
    """The clock's own: drafts nobody has touched for seven days, or 24 hours."""
    utkast = Utkast.objects.uten_tilgangskontroll(grunn="slett utgåtte utkast")
    kort = Kortutkast.objects.uten_tilgangskontroll(grunn="slett utgåtte utkast")
    return sum(rader.utgatte(naa).delete()[0] for rader in (utkast, kort))
