"""What has happened in a case and what is awaited, as lines for the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from avvik import frister
from avvik.enums import Status, Verb
from avvik.models import Avvik, Hendelse
from helsefellesskap.arbeidsdager import Stengte, lokal_dato


@dataclass(frozen=True)
class Linje:
    """One line of komponenter/tidslinje.html."""

    tid: datetime | date | None
    tittel: Any
    tekst: str = ""
    venter: bool = False


# The melder asks once; in a later round the committee has asked too.
RUNDE_ETTER_MER = 2
# Verbs that give the case a new date to be answered by.
MED_NY_FRIST = {
    Verb.MELD,
    Verb.FORDEL,
    Verb.SEND_VIDERE,
    Verb.SVAR_FRA_MELDER,
    Verb.PAUSE_UTLOPT,
    Verb.MER,
    Verb.FSU_MER,
}


def dato(verdi: date | datetime) -> str:
    lokal = lokal_dato(verdi) if isinstance(verdi, datetime) else verdi
    return date_format(lokal, "SHORT_DATE_FORMAT")


def linjer(
    avvik: Avvik, hendelser: Iterable[Hendelse], stengte: Stengte, *, oss: bool
) -> list[Linje]:
    """Newest last, ending with what is awaited. `oss`: the reader is the holder."""
    skjedd = []
    for verb, like in groupby(hendelser, key=lambda h: h.verb):
        rekke = list(like)
        if verb == Verb.PAMINNELSE and len(rekke) > 1:
            skjedd.append(_purret(rekke))
        else:
            skjedd += [_linje(h, avvik) for h in rekke]
    venter = ventes(avvik, stengte, oss=oss)
    return [*skjedd, venter] if venter else skjedd


def _purret(rekke: list[Hendelse]) -> Linje:
    """Reminders with nothing between them, told once."""
    tittel = _("%(antall)s påminnelser sendt") % {"antall": len(rekke)}
    forst = _("Den første %(dato)s") % {"dato": dato(rekke[0].tid)}
    return Linje(rekke[-1].tid, tittel, forst)


def _linje(h: Hendelse, avvik: Avvik) -> Linje:
    return Linje(h.tid, _tittel(h, avvik), ". ".join(filter(None, _deler(h))))


def _tittel(h: Hendelse, avvik: Avvik) -> str:
    if h.verb == Verb.MELD and avvik.er_forslag:
        return _("Foreslått")
    if h.verb in (Verb.SEND_VIDERE, Verb.FORDEL) and h.til_enhet:
        maler = {
            Verb.SEND_VIDERE: _("Sendt videre til %(enhet)s"),
            Verb.FORDEL: _("Fordelt til %(enhet)s"),
        }
        return maler[Verb(h.verb)] % {"enhet": h.til_enhet.navn}
    return str(Verb(h.verb).label)


def _deler(h: Hendelse) -> list[str]:
    deler = []
    if h.enhet and h.paa_vegne:
        deler.append(
            _("Registrert av sekretariatet på vegne av %(enhet)s")
            % {"enhet": h.enhet.navn}
        )
    elif h.enhet:
        deler.append(h.enhet.navn)
    som_brev = h.verb in (Verb.SENDT_SOM_BREV, Verb.SVAR_SOM_BREV)
    if som_brev and h.til_enhet:
        deler.append(_("Til %(enhet)s") % {"enhet": h.til_enhet.navn})
    if h.verb == Verb.MELD and h.til_enhet:
        deler.append(_("Sendt til %(enhet)s") % {"enhet": h.til_enhet.navn})
    if h.verb == Verb.UTTALELSE_BEDT and h.til_enhet:
        deler.append(_("Fra %(enhet)s") % {"enhet": h.til_enhet.navn})
    if h.dato and h.verb in MED_NY_FRIST:
        deler.append(_("Frist for svar %(dato)s") % {"dato": dato(h.dato)})
    if h.dato and h.verb == Verb.SPOR_MELDER:
        deler.append(_("Fristen står stille, ikke lenger enn til %s") % dato(h.dato))
    if h.dato and h.verb == Verb.AVKLART:
        deler.append(_("Snakket sammen %s") % dato(h.dato))
    if som_brev and h.dato:
        deler.append(_("Brevet er sendt %s") % dato(h.dato))
    if h.dato and h.verb == Verb.TILTAK:
        deler.append(_("Frist for tiltaket %s") % dato(h.dato))
    return deler


def ventes(avvik: Avvik, stengte: Stengte, *, oss: bool) -> Linje | None:
    """What is awaited, from whom, by when."""
    match avvik.status:
        case Status.TIL_FORDELING:
            tittel = _("Venter på at %(enhet)s finner riktig enhet")
            innen = avvik.bekreft_innen
        case Status.SENDT:
            tittel = _("Venter på at %(enhet)s bekrefter mottak")
            innen = avvik.bekreft_innen
        case Status.MOTTATT | Status.MER_ONSKET:
            tittel = _("Venter på svar fra %(enhet)s")
            innen = avvik.holder_frist
        case Status.VENTER_PA_MELDER:
            tittel = _("Venter på svar fra melder")
            innen = frister.siste_dag_i_pausen(avvik.pause_fra, stengte)
        case Status.BESVART:
            tittel = _("Venter på om melder har flere spørsmål")
            innen = frister.siste_dag_etter_svar(avvik.siste_svar_dato)
        case _:
            return None
    enhet = _("dere") if oss else avvik.holder.navn
    tekst = _("Innen %(dato)s") % {"dato": dato(innen)}
    return Linje(None, tittel % {"enhet": enhet}, tekst, venter=True)


def statusord(avvik: Avvik, *, paabegynt: bool = False) -> str:
    """The word people use for where a case stands."""
    match avvik.status:
        case Status.SENDT:
            return _("Påbegynt svar") if paabegynt else _("Ny")
        case Status.MOTTATT:
            return _("Påbegynt svar") if paabegynt else _("Mottatt")
        case Status.MER_ONSKET if not avvik.mer_brukt:
            return _("Utvalget ber om mer")
        case Status.MER_ONSKET if avvik.runde > RUNDE_ETTER_MER:
            return _("Flere spørsmål")
    return str(Status(avvik.status).label)


def dager_igjen(frist: date, i_dag: date) -> int:
    return (frist - i_dag).days
