"""A #Råbra!-kort written before log-in, until it is sent."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from avvik.actions.utkast import krev_eier
from avvik.models import Kortinnhold, Kortutkast, Rabrakort
from avvik.querysets import KladdQuerySet
from helsefellesskap.feil import IkkeLov
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import handling


def _alle() -> KladdQuerySet:
    return Kortutkast.objects.uten_tilgangskontroll(grunn="utkast til kort")


@handling
def lagre_kortutkast(
    kort: Kortutkast | None,
    *,
    av: Bruker | str,
    naa: datetime,
    okt: UUID | None = None,
    **innhold: Any,
) -> Kortutkast:
    """Create or change; `innhold` holds columns of Kortutkast.

    Only a browser begins one: who is logged in sends the card at once.
    Raises IkkeLov for somebody else's draft.
    """
    if kort is None:
        if okt is None or not isinstance(av, str):
            raise IkkeLov
        return Kortutkast.objects.create(okt=okt, endret=naa, **innhold)
    krev_eier(kort, av, okt)
    _alle().filter(pk=kort.pk).update(endret=naa, **innhold)
    for navn, verdi in innhold.items():
        setattr(kort, navn, verdi)
    return kort


@handling
def slett_kortutkast(
    kort: Kortutkast, *, av: Bruker | str, okt: UUID | None = None
) -> None:
    krev_eier(kort, av, okt)
    kort.delete()


@handling
def overta_kortutkast(okt: UUID, *, av: Bruker) -> None:
    """Log-in: what was written in this browser becomes the person's own.

    It keeps its address. An older draft that stood there moves away, and what was
    sent already with the same words is not kept.
    """
    for kort in _alle().filter(okt=okt).select_for_update().order_by("pk"):
        sendt = _sendte().filter(innsendingsnokkel=kort.nokkel).first()
        if sendt and sendt.melder_id == av.pk and _likt(kort, sendt, sendt.enhet_id):
            kort.delete()
            continue
        _gi_plass(kort, av)
        opptatt = sendt or _alle().filter(nokkel=kort.nokkel, okt=None).exists()
        nokkel = uuid4() if opptatt else kort.nokkel
        _alle().filter(pk=kort.pk).update(melder=av, okt=None, nokkel=nokkel)


def _sendte() -> Any:
    return Rabrakort.objects.uten_tilgangskontroll(grunn="utkast til kort")


def _gi_plass(kort: Kortutkast, av: Bruker) -> None:
    eget = _alle().filter(nokkel=kort.nokkel, melder=av).first()
    if eget is None:
        return
    if _likt(kort, eget, eget.valgt_enhet_id):
        eget.delete()
    else:
        _alle().filter(pk=eget.pk).update(nokkel=uuid4())


def _likt(kort: Kortutkast, annet: Kortinnhold, enhet_id: int | None) -> bool:
    return kort.tekster == annet.tekster and kort.valgt_enhet_id == enhet_id
