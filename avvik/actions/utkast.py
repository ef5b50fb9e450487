"""Drafts: saved often, seen by their writer only, deleted after seven days."""

from datetime import datetime
from typing import Any

from django.db.models import F

from avvik.models import Utkast
from helsefellesskap.feil import IkkeLov, Versjonskonflikt
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.transaksjon import handling


@handling
def lagre_utkast(
    utkast: Utkast | None,
    *,
    av: Bruker,
    naa: datetime,
    enhet: Enhet | None = None,
    versjon: int | None = None,
    **innhold: Any,
) -> Utkast:
    """Create or change a draft; `innhold` holds columns of Utkast.

    Raises IkkeLov for somebody else's draft or a unit the person does not work
    in, Versjonskonflikt when another tab has saved since `versjon`.
    """
    if utkast is None:
        if enhet is None or enhet.pk not in av.tilganger.egne_enheter:
            raise IkkeLov
        return Utkast.objects.create(melder=av, enhet=enhet, endret=naa, **innhold)
    if utkast.melder_id != av.pk:
        raise IkkeLov
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


@handling
def slett_utkast(utkast: Utkast, *, av: Bruker) -> None:
    if utkast.melder_id != av.pk:
        raise IkkeLov
    utkast.delete()


@handling
def slett_utgatte_utkast(*, av: str, naa: datetime) -> int:
    """The clock's own: drafts nobody has touched for seven days."""
    utgatte = Utkast.objects.uten_tilgangskontroll(grunn="slett utgåtte utkast")
    return utgatte.utgatte(naa).delete()[0]
