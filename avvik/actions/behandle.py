"""What the holder does: confirm, pass on, ask. And fordel."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from avvik import epost, frister, rules
from avvik.actions._felles import (
    bytt_status,
    fristsett,
    krev,
    krev_naa,
    krev_tekst,
    noter,
    oppdater,
    person,
)
from avvik.actions.paminnelser import planlegg
from avvik.enums import Meldingsslag, Status, Tildelingsgrunn, Verb
from avvik.models import Avvik, Melding, Tildeling
from avvik.ruteoppslag import finn_mottaker, gjeldende
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Enhetstype
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.transaksjon import handling
from helsefellesskap.utboks import stengte_dager

VIDERE_FOR_FORDELING = 3


def siste_tildeling(avvik: Avvik) -> Tildeling:
    tildelinger = Tildeling.objects.uten_tilgangskontroll(grunn="holderens tildeling")
    return tildelinger.filter(avvik=avvik).latest("nr")


@handling
def bekreft(avvik: Avvik, *, av: Bruker, naa: datetime) -> None:
    """The holder has seen the case; stops the confirm ladder."""
    krev(rules.kan_behandle(av, avvik, lokal_dato(naa)))
    bytt_status(avvik, Verb.BEKREFT, Status.MOTTATT)
    merk_bekreftet(avvik, av=av, naa=naa)
    planlegg(avvik, naa=naa)
    noter(avvik, Verb.BEKREFT, av=av, naa=naa, enhet=avvik.holder)


def merk_bekreftet(avvik: Avvik, *, av: Bruker, naa: datetime) -> None:
    """Answering confirms too; the first time counts."""
    tildelinger = Tildeling.objects.uten_tilgangskontroll(grunn="merk bekreftet")
    siste = siste_tildeling(avvik)
    tildelinger.filter(pk=siste.pk, bekreftet_tid__isnull=True).update(
        bekreftet_tid=naa, bekreftet_av=av
    )


@handling
def send_videre(
    avvik: Avvik, *, til: Enhet, begrunnelse: str, av: Bruker, naa: datetime
) -> None:
    """Pass the case to another unit of the same side, with a reason.

    - the third time the samhandlingskontakt gets it to distribute
    - letters: the new holder, and the melder with the date as it is now
    Raises ValidationError when the unit is closed, the same or on the other side.
    """
    dato = lokal_dato(naa)
    krev(rules.kan_behandle(av, avvik, dato))
    mangler = _("Skriv hvorfor saken sendes videre")
    krev_tekst(begrunnelse, "begrunnelse", mangler)
    maal = _gyldig_maal(avvik, til, dato)
    _flytt(avvik, _neste_ledd(avvik, maal, dato, begrunnelse), av=av, naa=naa)


@handling
def fordel(avvik: Avvik, *, til: Enhet, av: Bruker, naa: datetime) -> None:
    """Give an undistributed case to the unit that must answer it."""
    dato = lokal_dato(naa)
    krev(rules.kan_fordele(av, avvik))
    maal = gjeldende(til, dato)
    feil = _feil_ved_fordeling(avvik, maal)
    if feil or maal is None:
        raise ValidationError({"til": feil})
    ledd = Ledd(Verb.FORDEL, Status.SENDT, maal, Tildelingsgrunn.FORDELT)
    _flytt(avvik, ledd, av=av, naa=naa)


def _gyldig_maal(avvik: Avvik, til: Enhet, dato: date) -> Enhet:
    maal = gjeldende(til, dato)
    if maal is None:
        raise ValidationError({"til": _("Enheten er lagt ned. Velg en annen.")})
    if maal.pk == avvik.holder_id:
        raise ValidationError({"til": _("Saken er allerede hos denne enheten.")})
    if not rules.samme_side(maal, avvik.holder):
        raise ValidationError(
            {"til": _("Saken kan bare sendes til en enhet på egen side.")}
        )
    return maal


def _feil_ved_fordeling(avvik: Avvik, til: Enhet | None):
    if til is None:
        return _("Enheten er lagt ned. Velg en annen.")
    if til.virksomhet.er_sykehus == avvik.meldende_virksomhet.er_sykehus:
        return _("Saken må gå til den andre siden.")
    if til.pk == avvik.holder_id and til.type == Enhetstype.SEKRETARIAT:
        return _("Velg enheten som skal svare.")
    return None


def _fordeler(avvik: Avvik, dato: date) -> Enhet:
    rute = finn_mottaker(
        valgt=None,
        virksomhet=avvik.mottakende_virksomhet,
        avsender=avvik.meldende_virksomhet,
        kategori="",
        sted=avvik.sted,
        dato=dato,
        holder=avvik.holder,
    )
    return Enhet.objects.select_related("virksomhet").get(pk=rute.enhet_id)


@dataclass(frozen=True)
class Ledd:
    """The next unit of a case, and how it came to have it."""

    verb: Verb
    status: Status
    til: Enhet
    grunn: Tildelingsgrunn
    antall_videre: int = 0
    begrunnelse: str = ""


def _neste_ledd(avvik: Avvik, til: Enhet, dato: date, begrunnelse: str) -> Ledd:
    """The chosen unit; the third time whoever distributes, and the count anew."""
    antall = avvik.antall_videre + 1
    if antall < VIDERE_FOR_FORDELING:
        status, grunn = Status.SENDT, Tildelingsgrunn.VIDERESENDT
    else:
        status, grunn = Status.TIL_FORDELING, Tildelingsgrunn.TREDJE_RETUR
        til, antall = _fordeler(avvik, dato), 0
    return Ledd(Verb.SEND_VIDERE, status, til, grunn, antall, begrunnelse)


def _flytt(avvik: Avvik, ledd: Ledd, *, av: Bruker, naa: datetime) -> None:
    """A new Tildeling with its own dates; the promised date may move."""
    dato, fra = lokal_dato(naa), avvik.holder
    forrige = siste_tildeling(avvik)
    lovet, egen = _svardatoer(avvik, forrige, dato)
    bekreft_dato, fordel_dato = _mottaksdatoer(avvik, ledd.status, dato)
    felter = {
        "holder": ledd.til,
        "lovet_dato": lovet,
        "holder_frist": egen,
        "bekreft_innen": fordel_dato or bekreft_dato,
        "antall_videre": ledd.antall_videre,
        "brev_sendt": None,
    }
    if ledd.til.type != Enhetstype.SEKRETARIAT:
        felter["mottakende_virksomhet"] = ledd.til.virksomhet
    bytt_status(avvik, ledd.verb, ledd.status, **felter)
    Tildeling.objects.create(
        avvik=avvik,
        nr=forrige.nr + 1,
        enhet=ledd.til,
        grunn=ledd.grunn,
        begrunnelse=ledd.begrunnelse,
        av=person(av),
        tid=naa,
        dato=dato,
        fordel_innen=fordel_dato,
        bekreft_innen=bekreft_dato,
        egen_frist=egen,
    )
    _fortell_om_flytting(avvik, ledd.verb, fra, av=av, naa=naa)


def _svardatoer(avvik: Avvik, forrige: Tildeling, dato: date) -> tuple[date, date]:
    """What the melder is promised, and the new holder's own date."""
    if avvik.runde > 1:  # asked for more: the first promise and figures stay
        return avvik.lovet_dato, frister.egen_frist(avvik.holder_frist, dato)
    lovet = frister.etter_videresending(
        avvik.lovet_dato, forrige.bekreft_innen, dato, fristsett(avvik.fristregel)
    )
    return lovet, frister.egen_frist(lovet, dato)


def _mottaksdatoer(
    avvik: Avvik, status: Status, dato: date
) -> tuple[date, date | None]:
    """When it must be confirmed and, while it has no unit, distributed."""
    frist, stengte = fristsett(avvik.fristregel), stengte_dager()
    bekreft_dato = frister.bekreft_innen(dato, frist, stengte)
    if status != Status.TIL_FORDELING:
        return bekreft_dato, None
    return bekreft_dato, frister.fordel_innen(dato, frist, stengte)


def _fortell_om_flytting(
    avvik: Avvik, verb: Verb, fra: Enhet, *, av: Bruker, naa: datetime
) -> None:
    planlegg(avvik, naa=naa)
    epost.ny_sak(avvik, lokal_dato(naa))
    epost.videresendt(avvik, lokal_dato(naa))
    noter(
        avvik,
        verb,
        av=av,
        naa=naa,
        enhet=fra,
        til_enhet=avvik.holder,
        dato=avvik.lovet_svar,
    )


@handling
def spor_melder(avvik: Avvik, *, tekst: str, av: Bruker, naa: datetime) -> None:
    """Ask the melder; the clock rests for at most ten working days."""
    krev(rules.kan_behandle(av, avvik, lokal_dato(naa)))
    krev_tekst(tekst)
    bytt_status(
        avvik, Verb.SPOR_MELDER, Status.VENTER_PA_MELDER, pause_fra=lokal_dato(naa)
    )
    skriv_melding(avvik, Meldingsslag.SPORSMAL, tekst, avvik.holder, av=av, naa=naa)
    planlegg(avvik, naa=naa)
    utloper = frister.pause_utloper(lokal_dato(naa), stengte_dager())
    noter(avvik, Verb.SPOR_MELDER, av=av, naa=naa, enhet=avvik.holder, dato=utloper)
    epost.sporsmal(avvik, lokal_dato(naa))


@handling
def svar_fra_melder(avvik: Avvik, *, tekst: str, av: Bruker, naa: datetime) -> None:
    """The melder answers the question; the dates move by the pause."""
    krev(rules.kan_reagere(av, avvik))
    krev_tekst(tekst)
    _avslutt_pause(avvik, Verb.SVAR_FRA_MELDER, naa=naa)
    enhet = avvik.meldende_enhet
    skriv_melding(avvik, Meldingsslag.SVAR_FRA_MELDER, tekst, enhet, av=av, naa=naa)
    planlegg(avvik, naa=naa)
    noter(
        avvik,
        Verb.SVAR_FRA_MELDER,
        av=av,
        naa=naa,
        enhet=enhet,
        dato=avvik.holder_frist,
    )
    epost.melder_har_svart(avvik, lokal_dato(naa))


@handling
def pause_utlopt(avvik: Avvik, *, av: str, naa: datetime) -> None:
    """The clock's own: the working day after the tenth the holder goes on."""
    _avslutt_pause(avvik, Verb.PAUSE_UTLOPT, naa=naa)
    planlegg(avvik, naa=naa)
    noter(
        avvik,
        Verb.PAUSE_UTLOPT,
        av=av,
        naa=naa,
        enhet=avvik.holder,
        dato=avvik.holder_frist,
    )
    epost.melder_svarte_ikke(avvik, lokal_dato(naa))


def _avslutt_pause(avvik: Avvik, verb: Verb, *, naa: datetime) -> None:
    dato, stengte = lokal_dato(naa), stengte_dager()
    start = avvik.pause_fra or dato
    felter = {
        "pause_fra": None,
        "holder_frist": frister.etter_pause(avvik.holder_frist, start, dato, stengte),
    }
    if avvik.runde == 1:
        felter["lovet_dato"] = frister.etter_pause(
            avvik.lovet_dato, start, dato, stengte
        )
    bytt_status(avvik, verb, Status.MOTTATT, **felter)


def skriv_melding(
    avvik: Avvik,
    slag: Meldingsslag,
    tekst: str,
    enhet: Enhet | None,
    *,
    av: Bruker | str,
    naa: datetime,
) -> Melding:
    return Melding.objects.create(
        avvik=avvik, slag=slag, tekst=tekst, fra_enhet=enhet, av=person(av), tid=naa
    )


@handling
def spor_hvilken_pasient(avvik: Avvik, *, av: Bruker, naa: datetime) -> None:
    """Mail the melder: tell us by dialogmelding or telephone, never here."""
    krev(rules.kan_behandle(av, avvik, lokal_dato(naa)))
    krev_naa(avvik.er_apen, avvik, Verb.HVILKEN_PASIENT)
    noter(avvik, Verb.HVILKEN_PASIENT, av=av, naa=naa, enhet=avvik.holder)
    epost.hvilken_pasient(avvik, lokal_dato(naa))


@handling
def pasient_avklart(avvik: Avvik, *, av: Bruker, naa: datetime) -> None:
    krev(rules.kan_behandle(av, avvik, lokal_dato(naa)))
    krev_naa(avvik.er_apen, avvik, Verb.PASIENT_AVKLART)
    oppdater(avvik, pasient_avklart=lokal_dato(naa))
    noter(avvik, Verb.PASIENT_AVKLART, av=av, naa=naa, enhet=avvik.holder)
