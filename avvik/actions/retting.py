"""«Jeg har skrevet noe feil», and what the sekretariat does about it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from avvik import epost, rules
from avvik.actions._felles import krev, krev_tekst, noter, oppdater
from avvik.actions.masker import bytt_tekst, masker_tekst, tom_historikk
from avvik.enums import MASKERT, Retteslag, Retteutfall, Verb
from avvik.models import (
    Avvik,
    Kategori,
    Kategorigruppe,
    Melding,
    Retteonske,
    Teksthistorikk,
)
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.feil import Versjonskonflikt
from helsefellesskap.managers import SakQuerySet
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import handling

# The sender's texts. The own reference is not the sekretariat's to read: it can be
# removed, never corrected.
RETTBARE: dict[type, tuple[str, ...]] = {
    Avvik: (
        "hva_skjedde",
        "forslag",
        "gikk_bra",
        "strakstiltak",
        "avtale",
        "kontaktlinje",
    ),
    Melding: ("tekst",),
}
BARE_FJERNES = ("egen_referanse",)


@handling
def be_om_retting(
    avvik: Avvik,
    *,
    tekst: tuple[Avvik | Melding, str],
    onske: Retteslag,
    forklaring: str,
    av: Bruker,
    naa: datetime,
) -> Retteonske:
    """Ask the sekretariat to correct or remove one text of the sender's."""
    krev(rules.kan_reagere(av, avvik))
    objekt, felt = tekst
    if felt not in (*RETTBARE[type(objekt)], *BARE_FJERNES):
        raise ValueError("not a text of the sender's")
    if felt in BARE_FJERNES and onske != Retteslag.FJERNES:
        raise ValidationError({"onske": _("Denne teksten kan bare fjernes")})
    krev_tekst(forklaring, "forklaring", _("Skriv hva som er feil"))
    nytt, laget = _alle().get_or_create(
        avvik=avvik,
        felt=felt,
        melding=objekt if isinstance(objekt, Melding) else None,
        behandlet_tid=None,
        defaults={"onske": onske, "forklaring": forklaring, "av": av, "tid": naa},
    )
    if not laget:
        raise ValidationError({"tekst": _("Sekretariatet er alt bedt om dette")})
    oppdater(avvik, bedt_om_retting=True)
    epost.retting_bedt(avvik, nytt, lokal_dato(naa))
    return nytt


@handling
def behandle_retting(
    avvik: Avvik,
    *,
    retteonske: Retteonske | None,
    utfall: Retteutfall,
    versjon: int,
    ny_tekst: str = "",
    behold: bool = True,
    svar: str = "",
    av: Bruker,
    naa: datetime,
) -> None:
    """Correct, remove or decline; the sender gets a letter and sees the outcome.

    `behold`: what stood there before is kept in the history. Where it is not, or
    the text is removed, the sender's explanation goes too: it may repeat the words.
    """
    krev(av.tilganger.sekretariat)
    if retteonske is None:  # a colleague was faster
        raise Versjonskonflikt
    _krev_helt_svar(retteonske, utfall, ny_tekst, svar)
    felter: dict[str, Any] = {"utfall": utfall, "svar": svar}
    rettes = utfall == Retteutfall.RETTET
    if utfall == Retteutfall.FJERNET or (rettes and not behold):
        felter["forklaring"] = MASKERT
    felter |= {"behandlet_av": av, "behandlet_tid": naa}
    apne = _alle().filter(avvik=avvik, behandlet_tid=None)
    sett = apne.filter(pk=retteonske.pk, versjon=versjon)
    if sett.update(versjon=F("versjon") + 1, **felter) != 1:
        raise Versjonskonflikt
    oppdater(avvik, bedt_om_retting=apne.exists())
    objekt, felt = retteonske.melding or avvik, retteonske.felt
    if rettes:
        rett_tekst(objekt, felt=felt, ny=ny_tekst, behold=behold, av=av, naa=naa)
    elif utfall == Retteutfall.FJERNET:
        masker_tekst(objekt, felt=felt, av=av, naa=naa)
    epost.retting_svart(avvik, retteonske, lokal_dato(naa))


def _krev_helt_svar(
    retteonske: Retteonske, utfall: Retteutfall, ny_tekst: str, svar: str
) -> None:
    if utfall == Retteutfall.RETTET:
        if retteonske.felt in BARE_FJERNES:
            raise ValidationError({"utfall": _("Denne teksten kan bare fjernes")})
        krev_tekst(ny_tekst, "ny_tekst", _("Skriv teksten slik den skal stå"))
    elif utfall == Retteutfall.AVSLAATT:
        krev_tekst(svar, "svar", _("Skriv hvorfor teksten blir stående"))


@handling
def rett_tekst(
    objekt: Avvik | Melding,
    *,
    felt: str,
    ny: str,
    behold: bool = True,
    av: Bruker,
    naa: datetime,
) -> None:
    """Replace one text of the sender's. Both parties see that it was corrected."""
    krev(av.tilganger.sekretariat)
    if felt not in RETTBARE[type(objekt)]:
        raise ValueError("not a text of the sender's")
    rader = type(objekt).objects.uten_tilgangskontroll(grunn="rett tekst")
    laast = rader.select_for_update(of=("self",)).get(pk=objekt.pk)
    melding = objekt if isinstance(objekt, Melding) else None
    avvik = melding.avvik if melding else objekt
    Teksthistorikk.objects.create(
        avvik=avvik,
        melding=melding,
        felt=felt,
        gammel=getattr(laast, felt) if behold else MASKERT,
        av=av,
        tid=naa,
    )
    bytt_tekst(objekt, felt, ny)
    if not behold:
        tom_historikk(objekt, felt)
    noter(avvik, Verb.RETTET, av=av, naa=naa)


@handling
def endre_kategori(
    avvik: Avvik,
    *,
    gruppe: Kategorigruppe,
    kategori: Kategori | None,
    av: Bruker,
    naa: datetime,
) -> None:
    """The sekretariat puts the case in the group it belongs to; reports follow.

    Becoming K1-K3 tells the personvernombud, as filing does.
    """
    krev(av.tilganger.sekretariat)
    valgt = (gruppe.pk, kategori.pk if kategori else None)
    if valgt == (avvik.gruppe_id, avvik.kategori_id):
        raise ValidationError({"kategori": _("Saken har denne kategorien fra før")})
    oppdater(avvik, gruppe=gruppe, kategori=kategori)
    noter(avvik, Verb.KATEGORI, av=av, naa=naa)
    if rules.plikter(avvik):
        epost.personvernombud(avvik, lokal_dato(naa))


def _alle() -> SakQuerySet:
    return Retteonske.objects.uten_tilgangskontroll(grunn="retteønske")
