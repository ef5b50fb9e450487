"""Living cases that the hospital has filed."""

from avvik.enums import Plikt, Pliktutfall, Side
from rapporter.demodata.personer import HJEMME, SENJALEGEN
from rapporter.demodata.planer import AKUTTMELDER, LEDER_HJEMME, Sakplan, svar

FRA_SYKEHUSET = (
    Sakplan(
        "til-fordeling-ukjent",
        4,
        AKUTTMELDER,
        "",
        "A3",
        "Pasient kom uanmeldt med drosje fra et sykehjem. Ingen papirer fulgte med.",
        2,
    ),
    Sakplan(
        "alvorlig",
        5,
        AKUTTMELDER,
        HJEMME,
        "E3",
        "Pasienten hadde fått dobbel dose blodfortynnende i en uke. Endringen i "
        "multidosen var ikke formidlet. Måtte overvåkes.",
        4,
        andre_felter={"meldt_andre_steder": ["internt"]},
        steg=(
            (4, "bekreft", LEDER_HJEMME, {}),
            (
                3,
                "vurder_plikt",
                LEDER_HJEMME,
                {
                    "plikt": Plikt.MELDEPLIKT,
                    "side": Side.MOTTAKENDE,
                    "utfall": Pliktutfall.VURDERES,
                    "begrunnelse": "Vi venter på svar fra legen om varig skade.",
                    "dato_dager_siden": 3,
                },
            ),
        ),
    ),
    Sakplan(
        "fra-sykehus-ny",
        1,
        AKUTTMELDER,
        HJEMME,
        "A2",
        "Innleggelsesrapport fra kommunen manglet.",
        1,
        forslag="Send rapporten samtidig med at ambulansen bestilles.",
    ),
    Sakplan(
        "fra-sykehus-over-fristen",
        29,
        AKUTTMELDER,
        HJEMME,
        "B4",
        "Vi fikk ikke svar på melding om utskrivningsklar pasient.",
        1,
        steg=((25, "bekreft", LEDER_HJEMME, {}),),
    ),
    Sakplan(
        "fra-sykehus-besvart",
        35,
        AKUTTMELDER,
        HJEMME,
        "A4",
        "Innleggelse av pasient i livets siste fase som hadde ønsket å være hjemme.",
        2,
        gikk_bra="Pårørende fikk god støtte av ambulansepersonellet.",
        steg=(
            (33, "bekreft", LEDER_HJEMME, {}),
            (
                20,
                "besvar",
                LEDER_HJEMME,
                svar(
                    "Vi kjente ikke til avklaringen. Forhåndssamtaler skal nå stå "
                    "øverst i innleggelsesrapporten."
                ),
            ),
            (18, "nyttig", AKUTTMELDER, {}),
            (18, "foresla_fsu", LEDER_HJEMME, {}),
        ),
    ),
    Sakplan(
        "fra-sykehus-til-fastlege",
        10,
        AKUTTMELDER,
        SENJALEGEN,
        "A1",
        "Henvisningen manglet opplysninger om faste medisiner.",
        1,
    ),
)
