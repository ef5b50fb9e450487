"""Links such as /meld/avvik/?til=akuttmottaket&kategori=D1 fill in the form."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from avvik.forms.meld import gruppeverdier
from avvik.forms.mottaker import feil_ved_mottaker
from avvik.forslag import gruppevalg
from avvik.meldesteder import side_motsatt
from helsefellesskap.models import Enhet


@dataclass
class Prefyll:
    verdier: dict[str, Any] = field(default_factory=dict)
    enhet: Enhet | None = None
    # Why a value of the address was left out; never the value itself.
    meldinger: list[str] = field(default_factory=list)


def les_prefyll(data: QueryDict, avsender: Enhet, dato: date) -> Prefyll:
    """Unknown, closed and own-side values are left out, with a message."""
    ut = Prefyll()
    if til := data.get("til"):
        _les_enhet(ut, til, avsender, dato)
    if kategori := data.get("kategori"):
        _les_kategori(ut, kategori, avsender, dato)
    return ut


def side_i_lenke(data: QueryDict) -> str:
    """Who a link to a unit speaks to: only the other side can report to it."""
    enhet = _enhet_med(data.get("til", ""))
    return side_motsatt(enhet) if enhet else ""


def _enhet_med(slug: str) -> Enhet | None:
    if not (slug and slug.isascii() and slug.isprintable()):
        return None
    enheter = Enhet.objects.select_related("virksomhet", "etterfolger")
    return enheter.filter(slug=slug).first()


def _les_enhet(ut: Prefyll, slug: str, avsender: Enhet, dato: date) -> None:
    enhet = _enhet_med(slug)
    if enhet is None:
        ut.meldinger.append(_("Lenken peker til en enhet vi ikke kjenner."))
    elif not enhet.gyldig(dato):
        ut.meldinger.append(_("Lenken peker til en enhet som er lagt ned."))
    elif feil := feil_ved_mottaker(enhet, avsender.virksomhet, dato):
        ut.meldinger.append(str(feil))
    else:
        ut.enhet = enhet


def _les_kategori(ut: Prefyll, kode: str, avsender: Enhet, dato: date) -> None:
    """A kode or a group letter, valid in the sender's direction."""
    vanlige, resten = gruppevalg(avsender.virksomhet, dato)
    for valg in [*vanlige, *resten]:
        bokstav = valg.gruppe.bokstav
        koder = {k.kode for k in valg.kategorier}
        if kode == bokstav or kode in koder:
            nivaa2 = kode if kode in koder else ""
            ut.verdier |= gruppeverdier(bokstav, nivaa2)
            return
    ut.meldinger.append(_("Lenken peker til en kategori som ikke kan velges her."))
