"""«Slik ble fristen til» and the dates the system will remind on."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from avvik import frister
from avvik.enums import Stige, Tildelingsgrunn, Verb
from avvik.frister import Mottaker
from avvik.models import Avvik, Hendelse, Paminnelse, Tildeling
from avvik.tidslinje import Linje, dato
from helsefellesskap.arbeidsdager import Stengte, forklar

MOTTAKERNAVN: dict[Mottaker, Any] = {
    Mottaker.LEDER_OVER: lambda: _("lederen over"),
    Mottaker.SAMHANDLINGSKONTAKT: lambda: _("samhandlingskontakten"),
    Mottaker.SEKRETARIAT: lambda: _("sekretariatet"),
}


def forklaring(
    avvik: Avvik,
    tildelinger: Iterable[Tildeling],
    hendelser: Iterable[Hendelse],
    stengte: Stengte,
) -> list[str]:
    """One sentence for each step from the filing date to the date as it is now."""
    linjer = [_fra_melding(avvik)]
    linjer += [linje for h in hendelser if (linje := _fra_hendelse(h))]
    siste = max(tildelinger, key=lambda t: t.nr)
    if siste.nr > 1 and avvik.holder_frist > avvik.lovet_dato:
        linjer.append(
            _("%(enhet)s fikk saken %(dato)s og har frist %(frist)s.")
            % {
                "enhet": siste.enhet.navn,
                "dato": dato(siste.dato),
                "frist": dato(avvik.holder_frist),
            }
        )
    if siste.bekreftet_tid is None and siste.grunn != Tildelingsgrunn.IMPORTERT:
        linjer.append(_bekreft(siste, stengte))
    return linjer


def _fra_melding(avvik: Avvik) -> str:
    dager = avvik.fristregel.svar_dager
    tekst = ngettext(
        "Meldt %(meldt)s. Svarfristen er %(dager)s dag: %(frist)s.",
        "Meldt %(meldt)s. Svarfristen er %(dager)s dager: %(frist)s.",
        dager,
    )
    frist = frister.lovet_dato(avvik.meldt_dato, frister.Fristsett(svar_dager=dager))
    return tekst % {
        "meldt": dato(avvik.meldt_dato),
        "dager": dager,
        "frist": dato(frist),
    }


def _fra_hendelse(h: Hendelse) -> str:
    maler = {
        Verb.SEND_VIDERE: _("Sendt videre %(da)s. Svar er lovet %(frist)s."),
        Verb.FORDEL: _("Fordelt %(da)s. Svar er lovet %(frist)s."),
        Verb.SVAR_FRA_MELDER: _(
            "Fristen sto stille mens saken ventet på melder, til %(da)s. "
            "Ny frist er %(frist)s."
        ),
        Verb.PAUSE_UTLOPT: _(
            "Fristen sto stille mens saken ventet på melder, til %(da)s. "
            "Ny frist er %(frist)s."
        ),
        Verb.MER: _("Melder ba om mer %(da)s. Ny frist er %(frist)s."),
        Verb.FSU_MER: _("Utvalget ba om mer %(da)s. Ny frist er %(frist)s."),
    }
    mal = maler.get(h.verb)
    if mal is None or h.dato is None:
        return ""
    return mal % {"da": dato(h.tid), "frist": dato(h.dato)}


def _bekreft(tildeling: Tildeling, stengte: Stengte) -> str:
    innen = tildeling.fordel_innen or tildeling.bekreft_innen
    hva = forklar(tildeling.dato, innen, stengte)
    mal = (
        ngettext(
            "Riktig enhet skal finnes innen %(dager)s virkedag: %(innen)s.",
            "Riktig enhet skal finnes innen %(dager)s virkedager: %(innen)s.",
            hva.arbeidsdager,
        )
        if tildeling.fordel_innen
        else ngettext(
            "Mottak skal bekreftes innen %(dager)s virkedag: %(innen)s.",
            "Mottak skal bekreftes innen %(dager)s virkedager: %(innen)s.",
            hva.arbeidsdager,
        )
    )
    tekst = mal % {"dager": hva.arbeidsdager, "innen": dato(innen)}
    hoppet = [
        f"{dato(h.dato)} ({h.navn})" if h.navn else dato(h.dato)
        for h in hva.hoppet_over
    ]
    if hoppet:
        tekst += " " + _("Teller ikke med: %s.") % ", ".join(hoppet)
    return tekst


_TRINN = {
    trinn.kode: trinn
    for stige in (
        frister.SVAR_STIGE,
        frister.SVAR_STIGE_ALVORLIG,
        frister.BEKREFT_STIGE,
    )
    for trinn in stige
}


def paminnelser(avvik: Avvik, planlagte: Iterable[Paminnelse]) -> list[Linje]:
    """Date, and who is reminded of what, as planned now."""
    return [
        Linje(p.forfall, _mottakere(avvik, p), str(Stige(p.stige).label), venter=True)
        for p in planlagte
        if p.trinn in _TRINN
    ]


def _mottakere(avvik: Avvik, p: Paminnelse) -> str:
    if not avvik.holder.virksomhet.tilknyttet(p.forfall):
        return _("Sekretariatet")
    navn = [
        avvik.holder.navn if m is Mottaker.ENHET else MOTTAKERNAVN[m]()
        for m in _TRINN[p.trinn].mottakere
    ]
    tekst = _(" og ").join(navn)
    return tekst[:1].upper() + tekst[1:]
