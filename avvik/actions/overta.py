"""Log-in: what was written in this browser becomes the person's own drafts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F

from avvik.actions.kortutkast import overta_kortutkast
from avvik.actions.utkast import medgatt
from avvik.meldesteder import meldeenheter
from avvik.models import Avvik, Kategori, Meldingsinnhold, Utkast
from avvik.ruteoppslag import retning_for
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.transaksjon import handling

# Columns that are one answer together; the first tells whether there is one.
SVAR = (
    ("gruppe_id", "kategori_id"),
    ("gjelder_pasient", "alvorlighet", "meldt_andre_steder"),
    ("valgt_enhet_id", "motpart_id", "enhet_ukjent"),
    ("enhet_ukjent", "motpart_id", "valgt_enhet_id"),
)
SAMMEN = {navn for kolonner in SVAR for navn in kolonner}
ALENE = [
    felt.attname
    for felt in Meldingsinnhold._meta.get_fields()
    if felt.attname not in SAMMEN and felt.name != "slag"
]


@handling
def overta_utkast(okt: UUID, *, av: Bruker, naa: datetime) -> bool:
    """Give the drafts of a browser to the person who logged in there.

    - unit: the person's first on the side that was said; none when the person has
      none, and then nothing can be sent yet
    - on the other side than was said every text stays; category and receiver go
    - what was written on a page whose log-in had ended goes into the draft it
      came from, unless that was changed meanwhile: then both stay

    Cards are handed over too. True when two versions of a draft now stand beside
    each other.
    """
    overta_kortutkast(okt, av=av)
    alle = Utkast.objects.uten_tilgangskontroll(grunn="overta utkast")
    fra_okten = alle.filter(okt=okt).select_for_update(of=("self",)).order_by("pk")
    enheter = meldeenheter(av, lokal_dato(naa))
    to_utgaver = False
    for utkast in fra_okten.select_related("kategori"):
        to_utgaver |= _overta(utkast, av, naa, enheter)
    for utkast in alle.filter(melder=av, enhet=None) if enheter else ():
        _skriv(utkast, _sted(utkast, enheter, lokal_dato(naa)))
    return to_utgaver


def _overta(utkast: Utkast, av: Bruker, naa: datetime, enheter: list[Enhet]) -> bool:
    alle = Utkast.objects.uten_tilgangskontroll(grunn="overta utkast")
    eget = alle.filter(nokkel=utkast.nokkel, melder=av).first()
    if eget is not None and eget.versjon == utkast.fra_versjon:
        _flett(eget, utkast, naa)
        return False
    if eget is not None:
        _skriv(utkast, {**_svar_i(eget), **_svar_i(utkast)})
    kolonner = medgatt(utkast, naa)
    if utkast.gruppe_id is None:
        kolonner["steg"] = 1
    kolonner |= _sted(utkast, enheter, lokal_dato(naa))
    if eget is not None and eget.enhet_id:
        kolonner |= {"enhet_id": eget.enhet_id, "side": eget.side}
    if _er_brukt(utkast.nokkel):
        kolonner["nokkel"] = uuid4()
    kolonner |= {"melder_id": av.pk, "okt": None, "fra_versjon": None}
    _skriv(utkast, kolonner)
    return eget is not None


def _flett(eget: Utkast, skrevet: Utkast, naa: datetime) -> None:
    """What was written after log-in had ended, on top of the draft itself."""
    kolonner = _svar_i(skrevet)
    if eget.sist_aktiv is not None:
        sekunder = eget.aktive_sekunder + skrevet.aktive_sekunder
        kolonner |= {"sist_aktiv": naa, "aktive_sekunder": sekunder}
    _skriv(eget, {**kolonner, "steg": max(eget.steg, skrevet.steg), "endret": naa})
    skrevet.delete()


def _er_brukt(nokkel: UUID) -> bool:
    """By another draft or case, whoever it belongs to."""
    utkast = Utkast.objects.uten_tilgangskontroll(grunn="overta utkast")
    saker = Avvik.objects.uten_tilgangskontroll(grunn="overta utkast")
    return (
        utkast.filter(nokkel=nokkel, okt=None).exists()
        or saker.filter(innsendingsnokkel=nokkel).exists()
    )


def _svar_i(utkast: Utkast) -> dict[str, Any]:
    """Every answer there is, by column; nothing of what was left open."""
    ut = {navn: v for navn in ALENE if (v := getattr(utkast, navn))}
    for kolonner in SVAR:
        svar = getattr(utkast, kolonner[0])
        if svar is not None and (svar or kolonner[0] == "gjelder_pasient"):
            ut |= {navn: getattr(utkast, navn) for navn in kolonner}
    return ut


def _skriv(utkast: Utkast, kolonner: dict[str, Any]) -> None:
    rader = Utkast.objects.uten_tilgangskontroll(grunn="overta utkast")
    rader.filter(pk=utkast.pk).update(versjon=F("versjon") + 1, **kolonner)
    for navn, verdi in kolonner.items():
        setattr(utkast, navn, verdi)


def _sted(utkast: Utkast, enheter: list[Enhet], dato: date) -> dict[str, Any]:
    """The unit it is written for, and what must be answered anew because of it."""
    if not enheter:
        return {}
    sykehus = utkast.side == Virksomhetstype.HELSEFORETAK
    passer = (e for e in enheter if e.virksomhet.er_sykehus == sykehus)
    enhet = next(passer, enheter[0])
    if enhet.virksomhet.er_sykehus == sykehus:
        kolonner = {"enhet_id": enhet.pk, "side": ""}
        if utkast.gjelder_pasient and not utkast.kontaktlinje:
            kolonner["kontaktlinje"] = enhet.kontaktlinje
        return kolonner
    return {
        "enhet_id": enhet.pk,
        "steg": 1,
        "sted": "",
        "valgt_enhet_id": None,
        "motpart_id": None,
        "enhet_ukjent": False,
        **_kategori(utkast, enhet, dato),
    }


def _kategori(utkast: Utkast, enhet: Enhet, dato: date) -> dict[str, Any]:
    """The group and category, where they may be chosen from the other side too."""
    kan_velges = Kategori.objects.gyldige(dato).for_retning(
        retning_for(enhet.virksomhet)
    )
    grupper = set(kan_velges.values_list("gruppe_id", flat=True))
    koder = set(kan_velges.values_list("pk", flat=True))
    gruppe = utkast.gruppe_id if utkast.gruppe_id in grupper else None
    kategori = utkast.kategori_id if utkast.kategori_id in koder else None
    return {"gruppe_id": gruppe, "kategori_id": kategori if gruppe else None}
