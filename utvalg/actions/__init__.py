"""Every write that means something to a committee."""

from utvalg.actions.behandle import rett_laeringspunkt, skriv_laeringspunkt, vurder
from utvalg.actions.inhabilitet import avgjor_inhabilitet, berorte
from utvalg.actions.mote import (
    avhold,
    avslutt_medlemskap,
    flytt,
    oppnevn,
    opprett_mote,
    opprett_utvalg,
    send_tilbakemelding,
    sett_paa_sakliste,
    ta_av_sakliste,
)
from utvalg.actions.presentasjon import (
    kontroller,
    masker_laeringspunkt,
    masker_presentasjon,
    masker_vedtak,
    skriv_presentasjon,
)

__all__ = [
    "avgjor_inhabilitet",
    "avhold",
    "avslutt_medlemskap",
    "berorte",
    "flytt",
    "kontroller",
    "masker_laeringspunkt",
    "masker_presentasjon",
    "masker_vedtak",
    "oppnevn",
    "opprett_mote",
    "opprett_utvalg",
    "rett_laeringspunkt",
    "send_tilbakemelding",
    "sett_paa_sakliste",
    "skriv_laeringspunkt",
    "skriv_presentasjon",
    "ta_av_sakliste",
    "vurder",
]
