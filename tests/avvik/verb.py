"""Every verb on a case, and a case in each state."""

from avvik import actions
from avvik.enums import Status, Verb
from helsefellesskap.models import Brev
from helsefellesskap.transaksjon import SYSTEM
from tests.factories import dag, lag_sak, lag_svar

# How to do each verb on a case, by somebody who may.
GJOR = {
    Verb.FORDEL: lambda s, v: actions.fordel(
        s, til=v.akutt, av=v.kontakt_unn, naa=dag(5)
    ),
    Verb.BEKREFT: lambda s, v: actions.bekreft(s, av=v.leder_akutt, naa=dag(5)),
    Verb.SEND_VIDERE: lambda s, v: actions.send_videre(
        s, til=v.ortopedi_narvik, begrunnelse="Feil sted", av=v.leder_akutt, naa=dag(5)
    ),
    Verb.SPOR_MELDER: lambda s, v: actions.spor_melder(
        s, tekst="Når?", av=v.leder_akutt, naa=dag(5)
    ),
    Verb.SVAR_FRA_MELDER: lambda s, v: actions.svar_fra_melder(
        s, tekst="I går", av=v.melder, naa=dag(5)
    ),
    Verb.PAUSE_UTLOPT: lambda s, v: actions.pause_utlopt(s, av=SYSTEM, naa=dag(30)),
    Verb.BESVAR: lambda s, v: actions.besvar(
        s, innhold=lag_svar(), av=v.leder_akutt, naa=dag(5)
    ),
    Verb.AVKLART: lambda s, v: actions.avklart(
        s, dato=dag(4).date(), setning="Enige", av=v.leder_akutt, naa=dag(5)
    ),
    Verb.NYTTIG: lambda s, v: actions.nyttig(s, av=v.melder, naa=dag(5)),
    Verb.LUKK: lambda s, v: actions.lukk(s, av=SYSTEM, naa=dag(30)),
    Verb.MER: lambda s, v: actions.mer(s, tekst="Mer", av=v.melder, naa=dag(5)),
    Verb.UENIG: lambda s, v: actions.uenig(s, tekst="Nei", av=v.melder, naa=dag(5)),
    Verb.FSU_MER: lambda s, v: actions.fsu_mer(
        s, tekst="Mer", frist=dag(40).date(), av=v.sekretariat, naa=dag(5)
    ),
    Verb.TREKK: lambda s, v: actions.trekk(s, av=v.melder, naa=dag(5)),
    Verb.IKKE_SAMHANDLING: lambda s, v: actions.ikke_samhandling(
        s, tekst="Internt", av=v.kontakt_unn, naa=dag(5)
    ),
    Verb.DUPLIKAT: lambda s, v: actions.duplikat(
        s, original=lag_sak(v.melder, til=v.akutt), tekst="", av=v.kontakt_unn,
        naa=dag(5),
    ),
}  # fmt: skip


def i_tilstand(status, v):
    """A case that came to the state through actions."""
    if status == Status.TIL_FORDELING:
        return lag_sak(v.melder, motpart=v.unn)
    sak = lag_sak(v.melder, til=v.akutt)
    vei = {
        Status.SENDT: [],
        Status.MOTTATT: [Verb.BEKREFT],
        Status.VENTER_PA_MELDER: [Verb.BEKREFT, Verb.SPOR_MELDER],
        Status.BESVART: [Verb.BESVAR],
        Status.MER_ONSKET: [Verb.BESVAR, Verb.FSU_MER],
        Status.AVSLUTTET: [Verb.BESVAR, Verb.NYTTIG],
        Status.TRUKKET: [Verb.TREKK],
        Status.IKKE_SAMHANDLING: [Verb.IKKE_SAMHANDLING],
        Status.DUPLIKAT: [Verb.DUPLIKAT],
    }
    for verb in vei[status]:
        GJOR[verb](sak, v)
    return sak


def brev_til(bruker, kind):
    return Brev.objects.filter(kind=kind, mottaker=bruker).count()
