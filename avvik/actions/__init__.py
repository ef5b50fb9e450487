"""Every write that means something to a case."""

from avvik.actions.avslutt import (
    duplikat,
    fsu_mer,
    ikke_samhandling,
    lukk,
    mer,
    nyttig,
    trekk,
    uenig,
)
from avvik.actions.behandle import (
    bekreft,
    fordel,
    pasient_avklart,
    pause_utlopt,
    send_videre,
    spor_hvilken_pasient,
    spor_melder,
    svar_fra_melder,
)
from avvik.actions.besvar import avklart, besvar, lagre_svarutkast
from avvik.actions.deling import (
    be_om_uttalelse,
    foresla_fsu,
    gi_til_saksbehandler,
    gi_uttalelse,
)
from avvik.actions.kortutkast import lagre_kortutkast, slett_kortutkast
from avvik.actions.masker import masker_tekst
from avvik.actions.meld import meld
from avvik.actions.overta import overta_utkast
from avvik.actions.papir import (
    registrer_utkast,
    sendt_som_brev,
    svar_sendt_som_brev,
)
from avvik.actions.plikt import vurder_plikt
from avvik.actions.rabra import (
    gi_kortet_videre,
    gi_rabra,
    registrer_samtykke,
    send_takk,
    svar_om_deling,
    ta_kortet_tilbake,
    trekk_samtykke,
)
from avvik.actions.retting import (
    be_om_retting,
    behandle_retting,
    endre_kategori,
    rett_tekst,
)
from avvik.actions.tiltak import oppdater_tiltak, registrer_tiltak
from avvik.actions.trend import angre_telling, lagre_trendtype, tell
from avvik.actions.utkast import (
    lagre_utkast,
    slett_utgatte_utkast,
    slett_utkast,
    tell_innlogging,
    tell_tid,
)

__all__ = [
    "angre_telling",
    "avklart",
    "be_om_retting",
    "be_om_uttalelse",
    "behandle_retting",
    "bekreft",
    "besvar",
    "duplikat",
    "endre_kategori",
    "fordel",
    "foresla_fsu",
    "fsu_mer",
    "gi_kortet_videre",
    "gi_rabra",
    "gi_til_saksbehandler",
    "gi_uttalelse",
    "ikke_samhandling",
    "lagre_kortutkast",
    "lagre_svarutkast",
    "lagre_trendtype",
    "lagre_utkast",
    "lukk",
    "masker_tekst",
    "meld",
    "mer",
    "nyttig",
    "oppdater_tiltak",
    "overta_utkast",
    "pasient_avklart",
    "pause_utlopt",
    "registrer_samtykke",
    "registrer_tiltak",
    "registrer_utkast",
    "rett_tekst",
    "send_takk",
    "send_videre",
    "sendt_som_brev",
    "slett_kortutkast",
    "slett_utgatte_utkast",
    "slett_utkast",
    "spor_hvilken_pasient",
    "spor_melder",
    "svar_fra_melder",
    "svar_om_deling",
    "ta_kortet_tilbake",
    "svar_sendt_som_brev",
    "tell",
    "tell_innlogging",
    "tell_tid",
    "trekk",
    "trekk_samtykke",
    "uenig",
    "vurder_plikt",
]
