"""Removing a text that should never have been written."""

from datetime import datetime
from typing import Any

from django.db.models import F, Model

from avvik.actions._felles import krev, noter
from avvik.enums import MASKERT, Verb
from avvik.models import (
    Avvik,
    Melding,
    Pliktvurdering,
    Rabrakort,
    Retteonske,
    Svar,
    Teksthistorikk,
    Tildeling,
    Tiltak,
    Tiltaksutkast,
)
from helsefellesskap.feil import Versjonskonflikt
from helsefellesskap.felter import Fritekst
from helsefellesskap.managers import SakQuerySet
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import handling

MASKERBARE = (
    Avvik,
    Svar,
    Tiltak,
    Tiltaksutkast,
    Melding,
    Tildeling,
    Pliktvurdering,
    Retteonske,
    Teksthistorikk,
    Rabrakort,
)


@handling
def masker_tekst(objekt: Any, *, felt: str, av: Bruker, naa: datetime) -> None:
    """Replace one text of a case by «[fjernet]», everywhere it stands.

    Only the sekretariat. Logs hold no free text and the history of corrections is
    emptied too, so afterwards the words are in no table. Presentations are texts of
    their own and are masked by utvalg.
    """
    krev(av.tilganger.sekretariat)
    if not isinstance(objekt, MASKERBARE) or not isinstance(
        objekt._meta.get_field(felt), Fritekst
    ):
        raise ValueError("not a text of a case")
    bytt_tekst(objekt, felt, MASKERT)
    tom_historikk(objekt, felt)
    apne = _om_teksten(Retteonske, objekt, felt).filter(behandlet_tid=None)
    apne.update(versjon=F("versjon") + 1)
    if isinstance(objekt, Tiltaksutkast):
        # The draft it belongs to has the version that pages are checked against.
        svar = Svar.objects.uten_tilgangskontroll(grunn="masker tekst")
        svar.filter(pk=objekt.svar_id).update(versjon=F("versjon") + 1)
    avvik = objekt if isinstance(objekt, Avvik) else getattr(objekt, "avvik", None)
    if avvik is not None:
        noter(avvik, Verb.MASKERT, av=av, naa=naa)


def bytt_tekst(objekt: Any, felt: str, ny: str) -> None:
    """Pages opened before this hold the old words still: they must not save them."""
    felter: dict[str, Any] = {felt: ny}
    if hasattr(objekt, "versjon"):
        felter["versjon"] = F("versjon") + 1
    rader = type(objekt).objects.uten_tilgangskontroll(grunn="bytt tekst")
    if rader.filter(pk=objekt.pk).update(**felter) != 1:
        raise Versjonskonflikt
    setattr(objekt, felt, ny)


def tom_historikk(objekt: Any, felt: str) -> None:
    """Empty what is kept of one text from before it was corrected."""
    _om_teksten(Teksthistorikk, objekt, felt).update(gammel=MASKERT)


def _om_teksten(modell: type[Model], objekt: Any, felt: str) -> SakQuerySet:
    """Rows about one text of the sender's; none for texts of others."""
    rader = modell.objects.uten_tilgangskontroll(grunn="masker tekst")
    if isinstance(objekt, Melding):
        return rader.filter(melding=objekt, felt=felt)
    egne = objekt.pk if isinstance(objekt, Avvik) else None
    return rader.filter(avvik=egne, melding=None, felt=felt)
