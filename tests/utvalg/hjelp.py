"""A committee with members, cases put forward and a planned meeting."""

from datetime import date

from avvik import actions as avvik
from helsefellesskap.enums import Rollenavn
from tests.factories import NAA, dag, lag_bruker, lag_sak, lag_svar
from utvalg import actions
from utvalg.enums import Verv

MOTEDAG = date(2026, 12, 3)
TEKSTER = {
    "tittel": "Utskrivning uten melding",
    "hva_skjedde": "En pasient kom hjem uten at tjenesten visste det.",
    "gikk_bra": "Tjenesten rykket ut samme kveld.",
    "svar_fra_enhet": "Sjekklisten er endret.",
    "forslag": "Ring på fredager.",
}


def med_utvalg(verden):
    """Adds .utvalg, .mote and the members .fsu_leder, .fsu_nestleder, .medlem,
    .medlem_akutt (leads a unit that holds cases), .brukerrep, .tidligere."""
    v = verden
    v.utvalg = actions.opprett_utvalg(navn="FSU samhandlingsavvik", av=v.sekretariat)
    v.medlem_akutt = lag_bruker("fsu-medlem", (Rollenavn.LEDER, v.akutt))
    personer = {
        "fsu_leder": Verv.LEDER,
        "fsu_nestleder": Verv.NESTLEDER,
        "medlem": Verv.MEDLEM,
        "medlem_akutt": Verv.MEDLEM,
        "brukerrep": Verv.BRUKERREPRESENTANT,
    }
    v.medlemskap = {}
    for navn, verv in personer.items():
        if not hasattr(v, navn):
            setattr(v, navn, lag_bruker(navn))
        v.medlemskap[navn] = verv_i(v, getattr(v, navn), verv)
    v.tidligere = lag_bruker("tidligere")
    verv_i(v, v.tidligere, Verv.MEDLEM, til=date(2020, 1, 1))
    v.mote = actions.opprett_mote(
        v.utvalg, dato=MOTEDAG, sted="Møterom 1", av=v.sekretariat
    )
    return v


def verv_i(v, bruker, verv, til=None):
    return actions.oppnevn(
        v.utvalg,
        bruker=bruker,
        verv=verv,
        fra=date(2000, 1, 1),
        til=til,
        av=v.sekretariat,
    )


def lag_forslag(v, *, til=None, besvart=True, **felter):
    """A case that the sekretariat has put forward, answered unless told."""
    til = til or v.ortopedi_narvik
    sak = lag_sak(v.melder, til=til, **felter)
    if besvart:
        leder = v.leder_akutt if til == v.akutt else v.leder_ortopedi
        avvik.besvar(sak, innhold=lag_svar(), av=leder, naa=dag(5))
    avvik.foresla_fsu(sak, av=v.sekretariat, naa=dag(6))
    return sak


def skriv(kilde, v, versjon=0, av=None, **tekster):
    return actions.skriv_presentasjon(
        kilde,
        tekster={**TEKSTER, **tekster},
        versjon=versjon,
        av=av or v.sekretariat,
        naa=NAA,
    )


def signer(presentasjon, v):
    actions.kontroller(
        presentasjon, versjon=presentasjon.versjon, av=v.sekretariat2, naa=NAA
    )


def lag_agendasak(v, *, signert=True, kilde=None, til=None, **tekster):
    """A case on the agenda of the planned meeting."""
    presentasjon = skriv(kilde or lag_forslag(v, til=til), v, **tekster)
    if signert:
        signer(presentasjon, v)
    return actions.sett_paa_sakliste(presentasjon, mote=v.mote, av=v.sekretariat)
