"""Filing: a draft becomes a case with an owner, dates and letters."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from avvik import epost, frister
from avvik.actions._felles import datofeil, fristsett, neste_saksnummer, noter
from avvik.actions.paminnelser import planlegg
from avvik.actions.utkast import medgatt
from avvik.enums import Kategoriretning, Slag, Status, Tildelingsgrunn, Verb
from avvik.models import (
    Avvik,
    Fristregel,
    Meldingsinnhold,
    Skjematid,
    Tildeling,
    Utkast,
)
from avvik.ruteoppslag import finn_mottaker, gjeldende, retning_for
from avvik.ruting import Rutegrunn, RutingResultat
from avvik.valglister import utgatte
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Flyt
from helsefellesskap.feil import IkkeLov, Versjonskonflikt
from helsefellesskap.flyt import krev_flyt
from helsefellesskap.models import Bruker, Enhet, Virksomhet
from helsefellesskap.transaksjon import handling
from helsefellesskap.utboks import stengte_dager

INNHOLD = [f.name for f in Meldingsinnhold._meta.get_fields()]
GRUNN = {
    Rutegrunn.VALGT: Tildelingsgrunn.VALGT,
    Rutegrunn.REGEL: Tildelingsgrunn.REGEL,
}


@handling
def meld(utkast: Utkast, *, av: Bruker, naa: datetime) -> Avvik:
    """File the draft. Sending the same draft again gives the same case.

    - creates Avvik, Tildeling, Hendelse, planned reminders
    - letters: receipt to the melder, new case to the holder, same-day letters
      for a serious one
    - counts how long it took; deletes the draft
    Raises ValidationError for missing or wrong fields (keys are columns),
    Versjonskonflikt when another tab has changed or deleted the draft.
    """
    krev_flyt(Flyt.MELDING)
    if utkast.melder_id != av.pk or not _kan_melde(utkast, av):
        raise IkkeLov
    sendt = _allerede_sendt(utkast)
    if sendt is not None:
        return sendt
    dato = lokal_dato(naa)
    kontroller(utkast, dato)
    avvik = _opprett(utkast, av=av, naa=naa)
    planlegg(avvik, naa=naa)
    noter(
        avvik,
        Verb.MELD,
        av=av,
        naa=naa,
        enhet=avvik.meldende_enhet,
        til_enhet=avvik.holder,
        dato=avvik.lovet_dato,
    )
    epost.ny_sak(avvik, dato)
    epost.kvittering(avvik, dato)
    _noter_tid(utkast, naa)
    utkast.delete()
    return avvik


def _kan_melde(utkast: Utkast, av: Bruker) -> bool:
    """For own units; the sekretariat also what came to it by other ways."""
    if utkast.kanal:
        return av.tilganger.sekretariat
    return utkast.enhet_id in av.tilganger.egne_enheter


def _allerede_sendt(utkast: Utkast) -> Avvik | None:
    """Lock the draft against a second press and other tabs, then look for its case."""
    alle = Utkast.objects.uten_tilgangskontroll(grunn="send utkast")
    laast = alle.select_for_update().filter(pk=utkast.pk)
    versjon = laast.values_list("versjon", flat=True).first()
    saker = Avvik.objects.uten_tilgangskontroll(grunn="send utkast")
    sak = saker.filter(innsendingsnokkel=utkast.nokkel).first()
    if sak and utkast.melder_id in (sak.melder_id, sak.registrert_av_id):
        return sak
    if versjon != utkast.versjon:
        raise Versjonskonflikt
    if sak:  # a colleague has sent from the page that this one went on with
        utkast.nokkel = uuid4()
    return None


def kontroller(utkast: Utkast, dato: date) -> None:
    """Everything the server demands of a case, whatever the form did."""
    feil = {}
    if naar := _feil_i_hendelsesdato(utkast, dato):
        feil["hendelsesdato"] = naar
    if utkast.gruppe_id is None:
        feil["gruppe"] = _("Velg hva det gjelder")
    if not utkast.hva_skjedde.strip():
        feil["hva_skjedde"] = _("Skriv kort hva som skjedde")
    feil |= _feil_i_kategori(utkast, dato)
    feil |= _feil_i_folge(utkast)
    feil |= _feil_i_motpart(utkast, dato)
    feil |= _feil_i_lister(utkast, dato)
    if feil:
        raise ValidationError(feil)


def _feil_i_hendelsesdato(utkast: Utkast, dato: date) -> Any:
    skjedde, mottatt = utkast.hendelsesdato, utkast.mottatt_dato
    if skjedde is None:
        return _("Velg når det skjedde")
    if mottatt and mottatt < skjedde <= dato:
        return _("Det kan ikke ha skjedd etter at meldingen kom")
    return datofeil(skjedde, dato)


def _feil_i_kategori(utkast: Utkast, dato: date) -> dict:
    kategori = utkast.kategori
    if kategori is None:
        return {}
    retning = retning_for(utkast.enhet.virksomhet)
    passer = (
        kategori.gruppe_id == utkast.gruppe_id
        and kategori.retning in (retning, Kategoriretning.BEGGE)
        and kategori.gyldig(dato)
    )
    return {} if passer else {"kategori": _("Velg en kategori fra listen")}


def _feil_i_folge(utkast: Utkast) -> dict:
    if utkast.slag == Slag.FORBEDRING:
        return {}
    if utkast.gjelder_pasient is None:
        return {"alvorlighet": _("Velg hva følgen ble")}
    if utkast.gjelder_pasient and utkast.alvorlighet is None:
        return {"alvorlighet": _("Velg hva følgen ble")}
    if frister.er_alvorlig(utkast.alvorlighet) and not utkast.meldt_andre_steder:
        return {"meldt_andre_steder": _("Svar på om hendelsen er meldt andre steder")}
    return {}


def _om_nedlagt(enhet: Enhet, dato: date) -> str:
    """The unit closed after it was chosen; the melder sees who has followed."""
    etterfolger = gjeldende(enhet, dato)
    if etterfolger is None:
        return gettext("Enheten er lagt ned. Velg en annen.")
    return gettext("%(gammel)s er nå %(ny)s. Velg den, eller en annen enhet.") % {
        "gammel": enhet.navn,
        "ny": etterfolger.navn,
    }


def _feil_i_lister(utkast: Utkast, dato: date) -> dict:
    feil = _("Dette kan ikke velges lenger. Velg på nytt, eller la det stå tomt.")
    return dict.fromkeys(utgatte(utkast, dato), feil)


def _feil_i_motpart(utkast: Utkast, dato: date) -> dict:
    motpart = utkast.valgt_enhet.virksomhet if utkast.valgt_enhet else utkast.motpart
    if utkast.valgt_enhet is None and not utkast.enhet_ukjent:
        return {"valgt_enhet": _("Velg hvem som skal svare, eller «Jeg vet ikke»")}
    if utkast.valgt_enhet and not utkast.valgt_enhet.gyldig(dato):
        return {"valgt_enhet": _om_nedlagt(utkast.valgt_enhet, dato)}
    egen = utkast.enhet.virksomhet
    if motpart is not None and motpart.er_sykehus == egen.er_sykehus:
        return {
            "valgt_enhet": _(
                "Dette gjelder samarbeid innad i virksomheten. Bruk virksomhetens "
                "eget avvikssystem."
            )
            if egen.er_sykehus
            else _(
                "Dette gjelder samarbeid innad i kommunen. Bruk kommunens eget "
                "avvikssystem."
            )
        }
    return {}


@dataclass(frozen=True)
class Datoer:
    """The dates of a new case, by the rule that holds on its day."""

    meldt: date
    regel: Fristregel
    lovet: date
    egen: date
    bekreft: date
    # While no unit is known.
    fordel: date | None


def _opprett(utkast: Utkast, *, av: Bruker, naa: datetime) -> Avvik:
    dato = lokal_dato(naa)
    rute = _rute(utkast, dato)
    holder = Enhet.objects.select_related("virksomhet").get(pk=rute.enhet_id)
    mottaker = holder.virksomhet if rute.grunn in GRUNN else utkast.motpart
    datoer = _datoer(utkast, mottaker, dato, til_fordeling=rute.grunn not in GRUNN)
    avvik = _som_sak(utkast, datoer, av=av, naa=naa)
    avvik.holder = holder
    if rute.grunn != Rutegrunn.UKJENT_VIRKSOMHET:
        avvik.mottakende_virksomhet = mottaker
    avvik.saksnummer = neste_saksnummer("", dato.year)[0]
    avvik.save(force_insert=True)
    Tildeling.objects.create(
        avvik=avvik,
        nr=1,
        enhet=holder,
        grunn=GRUNN.get(rute.grunn, Tildelingsgrunn.TIL_FORDELING),
        av=av,
        tid=naa,
        dato=dato,
        fordel_innen=datoer.fordel,
        bekreft_innen=datoer.bekreft,
        egen_frist=datoer.egen,
    )
    return avvik


def _datoer(
    utkast: Utkast, mottaker: Virksomhet | None, dato: date, *, til_fordeling: bool
) -> Datoer:
    regel = Fristregel.objects.for_sak(
        mottaker.pk if mottaker else None, utkast.slag, _alvorlighet(utkast), dato
    )
    frist, stengte = fristsett(regel), stengte_dager()
    lovet = frister.lovet_dato(dato, frist)
    return Datoer(
        meldt=dato,
        regel=regel,
        lovet=lovet,
        egen=frister.egen_frist(lovet, dato),
        bekreft=frister.bekreft_innen(dato, frist, stengte),
        fordel=frister.fordel_innen(dato, frist, stengte) if til_fordeling else None,
    )


def _som_sak(utkast: Utkast, datoer: Datoer, *, av: Bruker, naa: datetime) -> Avvik:
    """What the melder wrote, with its dates; number and holder come after."""
    avvik = Avvik(
        **{navn: getattr(utkast, navn) for navn in INNHOLD},
        innsendingsnokkel=utkast.nokkel,
        status=Status.TIL_FORDELING if datoer.fordel else Status.SENDT,
        retning=retning_for(utkast.enhet.virksomhet),
        melder=utkast.registrert_for if utkast.kanal else av,
        registrert_av=av if utkast.kanal else None,
        meldende_virksomhet=utkast.enhet.virksomhet,
        meldende_enhet=utkast.enhet,
        meldt_tid=naa,
        meldt_dato=datoer.meldt,
        fristregel=datoer.regel,
        lovet_dato=datoer.lovet,
        holder_frist=datoer.egen,
        bekreft_innen=datoer.fordel or datoer.bekreft,
    )
    avvik.alvorlighet = _alvorlighet(utkast)
    return avvik


def _noter_tid(utkast: Utkast, naa: datetime) -> None:
    """How long it took, in a table that does not know whose it was."""
    tid = medgatt(utkast, naa)
    if tid:
        Skjematid.objects.create(
            maaned=lokal_dato(naa).replace(day=1),
            slag=utkast.slag,
            retning=retning_for(utkast.enhet.virksomhet),
            sekunder=tid["aktive_sekunder"],
        )


def _alvorlighet(utkast: Utkast) -> int | None:
    if utkast.slag == Slag.FORBEDRING or not utkast.gjelder_pasient:
        return None
    return utkast.alvorlighet


def _rute(utkast: Utkast, dato: date) -> RutingResultat:
    kategori = utkast.kategori.kode if utkast.kategori else utkast.gruppe.bokstav
    return finn_mottaker(
        valgt=utkast.valgt_enhet,
        virksomhet=utkast.motpart,
        avsender=utkast.enhet.virksomhet,
        kategori=kategori,
        sted=utkast.sted,
        dato=dato,
    )
