"""Answers: draft, sent, or settled by phone."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from avvik import epost, rules
from avvik.actions._felles import bytt_status, krev, krev_naa, krev_tekst, noter
from avvik.actions.behandle import merk_bekreftet
from avvik.actions.paminnelser import planlegg
from avvik.actions.tiltak import behold_utkast, registrer_tiltak
from avvik.enums import Status, Verb
from avvik.models import Avvik, Svar
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.feil import Versjonskonflikt
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import handling

SVARFELTER = (
    "vurdering",
    "begrunnelse",
    "til_melder",
    "funn",
    "aarsaker",
    "laeringspunkt",
    "pasient_informert",
)


def _utkast(avvik: Avvik) -> Svar | None:
    """The holder's own, held against a colleague who saves it now."""
    svar = Svar.objects.uten_tilgangskontroll(grunn="svarutkast").select_for_update()
    return svar.filter(avvik=avvik, enhet=avvik.holder, sendt_tid__isnull=True).first()


def _kan_skrive(av: Bruker, avvik: Avvik, dato: date) -> bool:
    delinger = avvik.delinger.uten_tilgangskontroll(grunn="svarutkast")
    return rules.kan_behandle(av, avvik, dato) or rules.er_saksbehandler(
        av, avvik, delinger
    )


@handling
def lagre_svarutkast(
    avvik: Avvik, *, innhold: dict[str, Any], versjon: int, av: Bruker, naa: datetime
) -> Svar:
    """Keep a half-written answer; `versjon` is 0 when none was there.

    `innhold` as for `besvar`; rows of `tiltak` may be half filled.
    Raises Versjonskonflikt when a colleague has saved in between.
    """
    krev(_kan_skrive(av, avvik, lokal_dato(naa)))
    if avvik.status not in Status.venter_pa_svar():
        raise Versjonskonflikt
    felter = {k: v for k, v in innhold.items() if k in SVARFELTER}
    svar = _skriv_utkast(avvik, felter, versjon, av)
    behold_utkast(svar, innhold.get("tiltak") or [])
    return svar


def _skriv_utkast(
    avvik: Avvik, felter: dict[str, Any], versjon: int, av: Bruker
) -> Svar:
    svar = _utkast(avvik)
    if svar is None:
        if versjon:
            raise Versjonskonflikt
        return Svar.objects.create(
            avvik=avvik, enhet=avvik.holder, av=av, runde=avvik.runde, **felter
        )
    rader = Svar.objects.uten_tilgangskontroll(grunn="svarutkast")
    rader = rader.filter(pk=svar.pk, versjon=versjon, sendt_tid__isnull=True)
    if rader.update(versjon=F("versjon") + 1, av=av, **felter) != 1:
        raise Versjonskonflikt
    svar.refresh_from_db()
    return svar


@handling
def besvar(
    avvik: Avvik,
    *,
    innhold: dict[str, Any],
    versjon: int | None = None,
    av: Bruker,
    naa: datetime,
) -> Svar:
    """Send the answer to the melder; confirms too if nobody has.

    `innhold`: columns of Svar, and `tiltak` as a list of dicts with
    beskrivelse, ansvarlig_rolle, frist. `versjon`: of the draft the writer saw, 0
    for none. Raises ValidationError by field, Versjonskonflikt when a colleague has
    saved in between.
    """
    dato = lokal_dato(naa)
    krev(rules.kan_behandle(av, avvik, dato))
    feil = rules.mangler_i_svar(avvik, innhold)
    if feil:
        raise ValidationError(feil)
    utkast = _utkast(avvik)
    if versjon not in (None, utkast.versjon if utkast else 0):
        raise Versjonskonflikt
    _svart(avvik, Verb.BESVAR, dato, dato, av=av, naa=naa)
    svar = utkast or Svar(avvik=avvik, enhet=avvik.holder)
    for felt in SVARFELTER:
        setattr(svar, felt, innhold.get(felt) or ([] if felt == "aarsaker" else ""))
    _send(svar, avvik, av=av, naa=naa)
    behold_utkast(svar, [])
    for tiltak in innhold.get("tiltak") or []:
        registrer_tiltak(avvik, enhet=avvik.holder, av=av, naa=naa, **tiltak)
    return svar


@handling
def avklart(
    avvik: Avvik, *, dato: date, setning: str, av: Bruker, naa: datetime
) -> Svar:
    """Settled by phone or meeting on `dato`, told in one sentence.

    A draft is left as it was: nobody has decided to send it.
    """
    i_dag = lokal_dato(naa)
    krev(rules.kan_behandle(av, avvik, i_dag))
    krev_naa(rules.kan_avklares(avvik), avvik, Verb.AVKLART)
    krev_tekst(setning, "setning", _("Skriv hva dere ble enige om"))
    if not avvik.meldt_dato <= dato <= i_dag:
        raise ValidationError({"dato": _("Datoen må være mellom meldedatoen og i dag")})
    _svart(avvik, Verb.AVKLART, None, i_dag, av=av, naa=naa)
    svar = Svar(avvik=avvik, enhet=avvik.holder)
    svar.til_melder, svar.avklart_dato = setning, dato
    _send(svar, avvik, av=av, naa=naa)
    return svar


def _svart(
    avvik: Avvik,
    verb: Verb,
    besvart: date | None,
    i_dag: date,
    *,
    av: Bruker,
    naa: datetime,
) -> None:
    """`besvart` None: counts only once the melder agrees (avklart)."""
    felter: dict[str, Any] = {"siste_svar_dato": i_dag}
    if besvart is not None and avvik.besvart_dato is None:
        felter["besvart_dato"] = besvart
    bytt_status(avvik, verb, Status.BESVART, **felter)
    merk_bekreftet(avvik, av=av, naa=naa)
    planlegg(avvik, naa=naa)


def _send(svar: Svar, avvik: Avvik, *, av: Bruker, naa: datetime) -> None:
    dato = lokal_dato(naa)
    svar.av, svar.runde = av, avvik.runde
    svar.sendt_tid, svar.dato = naa, dato
    svar.paa_vegne_av_enheten = not rules.er_holder(av, avvik)
    svar.versjon += 1
    svar.save()
    verb = Verb.AVKLART if svar.avklart_dato else Verb.BESVAR
    noter(avvik, verb, av=av, naa=naa, enhet=avvik.holder, dato=svar.avklart_dato)
    epost.svar_klart(avvik, svar, dato)
