"""The ladders of one case: which of them run now, and who fills each place."""

from datetime import date

from avvik import frister
from avvik.enums import Status, Stige
from avvik.frister import Mottaker
from avvik.models import Avvik
from helsefellesskap import mottakere
from helsefellesskap.models import Bruker, Enhet


def lopende(avvik: Avvik) -> dict[str, tuple[frister.Stige, date]]:
    """The steps of each ladder, and the date they are counted from."""
    if avvik.status not in Status.venter_pa_svar():
        return {}
    svar = (frister.svarstige(avvik.alvorlighet), avvik.holder_frist)
    if avvik.status not in (Status.SENDT, Status.TIL_FORDELING):
        return {Stige.SVAR: svar}
    return {
        Stige.SVAR: svar,
        Stige.BEKREFT: (frister.BEKREFT_STIGE, avvik.bekreft_innen),
    }


def plasser(enhet: Enhet, dato: date) -> dict[Mottaker, list[Bruker]]:
    """The sekretariat is the whole ladder of a unit that is not tilknyttet."""
    folk: dict[Mottaker, list[Bruker]] = dict.fromkeys(Mottaker, [])
    folk[Mottaker.ENHET] = mottakere.for_enhet(enhet, dato)
    if enhet.virksomhet.tilknyttet(dato):
        kontakter = mottakere.kontakter(enhet.virksomhet_id, dato)
        folk[Mottaker.LEDER_OVER] = mottakere.ledere_over(enhet, dato)
        folk[Mottaker.SAMHANDLINGSKONTAKT] = kontakter
    folk[Mottaker.SEKRETARIAT] = mottakere.sekretariat(dato)
    return folk


def har_plass(bruker: Bruker, enhet: Enhet, dato: date) -> bool:
    return any(bruker in folk for folk in plasser(enhet, dato).values())
