"""Living cases that the kommune and the legekontor have filed."""

from avvik.enums import MeldtTil, Plikt, Pliktutfall, Retteslag, Side
from rapporter.demodata.personer import AKUTT, GERIATRISK, ORTOPEDI_NARVIK
from rapporter.demodata.planer import (
    LEDER_AKUTT,
    LEDER_GERIATRISK,
    LEDER_ORTOPEDI,
    NARVIK,
    SENJA,
    Sakplan,
    grundig,
    svar,
)

TIL_SYKEHUSET = (
    Sakplan(
        "ny-i-dag",
        0,
        NARVIK,
        AKUTT,
        "B2",
        "Melding om utskrivningsklar pasient kom klokka 15.40, og pasienten var "
        "hjemme klokka 17. Hjemmetjenesten fikk ikke satt inn kveldsbesøk.",
        2,
        forslag="Send meldingen før klokka 12, og ring ved utskrivning samme dag.",
    ),
    Sakplan(
        "sendt-frist-i-morgen",
        2,
        SENJA,
        AKUTT,
        "D1",
        "Epikrise manglet da pasienten kom til kontroll fire dager etter "
        "utskrivning. Vi måtte ringe avdelingen for å få vite hva som var gjort.",
        1,
        gikk_bra="Sykepleieren på vakt ringte tilbake innen ti minutter.",
    ),
    Sakplan(
        "ikke-bekreftet",
        9,
        NARVIK,
        ORTOPEDI_NARVIK,
        "C7",
        "Pasienten ble skrevet ut uten rullator. Hjelpemiddelet var ikke bestilt.",
        2,
        forslag="Legg hjelpemidler inn i sjekklisten før utskrivning.",
    ),
    Sakplan(
        "mottatt",
        8,
        NARVIK,
        AKUTT,
        "E3",
        "Legemiddellisten hadde to medisiner som var seponert under oppholdet.",
        2,
        steg=((7, "bekreft", LEDER_AKUTT, {}),),
    ),
    Sakplan(
        "mottatt-snart-frist",
        19,
        NARVIK,
        ORTOPEDI_NARVIK,
        "C1",
        "Kommunen fikk ikke melding om utskrivning. Pasienten sto utenfor egen dør.",
        3,
        forslag="Ring vaktsentralen når pasienten forlater avdelingen.",
        steg=((17, "bekreft", LEDER_ORTOPEDI, {}),),
    ),
    Sakplan(
        "over-fristen",
        31,
        NARVIK,
        AKUTT,
        "B1",
        "Melding om innlagt pasient ble ikke sendt. Hjemmetjenesten oppdaget det "
        "da ingen åpnet ved morgenbesøket.",
        1,
        steg=((29, "bekreft", LEDER_AKUTT, {}),),
    ),
    Sakplan(
        "langt-over-fristen",
        47,
        SENJA,
        AKUTT,
        "G2",
        "Svar på blodprøver ble sendt til et annet legekontor.",
        1,
    ),
    Sakplan(
        "venter-pa-melder",
        6,
        NARVIK,
        AKUTT,
        "C3",
        "Pasienten ble skrevet ut før tilbudet i kommunen var avklart.",
        2,
        steg=(
            (5, "bekreft", LEDER_AKUTT, {}),
            (3, "spor_melder", LEDER_AKUTT, {"tekst": "Hvilken ukedag var det?"}),
        ),
    ),
    Sakplan(
        "besvart",
        20,
        NARVIK,
        AKUTT,
        "E1",
        "Legemiddelliste fulgte ikke med ved hjemreise.",
        2,
        forslag="Skriv ut listen sammen med utskrivningsrapporten.",
        steg=(
            (19, "bekreft", LEDER_AKUTT, {}),
            (
                4,
                "besvar",
                LEDER_AKUTT,
                svar(
                    "Vi beklager. Legen skal skrive ut listen før hjemreise. Vi har "
                    "tatt det opp på morgenmøtet og lagt det inn i sjekklisten."
                ),
            ),
        ),
    ),
    Sakplan(
        "melder-ber-om-mer",
        28,
        NARVIK,
        ORTOPEDI_NARVIK,
        "C5",
        "Pasienten kom hjem med taxi klokka 22.30 en fredag.",
        2,
        steg=(
            (27, "bekreft", LEDER_ORTOPEDI, {}),
            (
                12,
                "besvar",
                LEDER_ORTOPEDI,
                svar("Transporten var forsinket. Det er uheldig."),
            ),
            (9, "mer", NARVIK, {"tekst": "Hva gjør dere for at det ikke skjer igjen?"}),
        ),
    ),
    Sakplan(
        "avsluttet-nyttig",
        60,
        NARVIK,
        GERIATRISK,
        "C2",
        "Utskrivning en fredag ettermiddag uten at hjemmetjenesten var med i "
        "planleggingen. Hjelpen kom ikke på plass før mandag.",
        3,
        forslag="Avklar hjelp hjemme senest torsdag når utskrivning er fredag.",
        gikk_bra="Kveldsvakten i hjemmetjenesten rykket ut samme kveld.",
        steg=(
            (58, "bekreft", LEDER_GERIATRISK, {}),
            (
                45,
                "besvar",
                LEDER_GERIATRISK,
                grundig(
                    "Vi beklager. Planleggingen startet for sent. Vi har nå fast "
                    "tavlemøte hver dag klokka 10 der kommunen blir varslet.",
                    "Meld fra til kommunen så snart utskrivningsdato er satt, senest "
                    "dagen før.",
                    "Tavlemøte hver dag med fast punkt om varsling av kommunen",
                ),
            ),
            (43, "nyttig", NARVIK, {}),
            (42, "foresla_fsu", NARVIK, {}),
        ),
    ),
    Sakplan(
        "avsluttet-stille",
        75,
        SENJA,
        ORTOPEDI_NARVIK,
        "J1",
        "Kontroll etter tre måneder var ikke bestilt.",
        1,
        steg=(
            (73, "bekreft", LEDER_ORTOPEDI, {}),
            (
                60,
                "besvar",
                LEDER_ORTOPEDI,
                svar("Timen er nå satt opp. Takk for tipset."),
            ),
        ),
    ),
    Sakplan(
        "uenige",
        80,
        NARVIK,
        AKUTT,
        "C4",
        "Vi var uenige i at pasienten var utskrivningsklar.",
        2,
        steg=(
            (78, "bekreft", LEDER_AKUTT, {}),
            (
                65,
                "besvar",
                LEDER_AKUTT,
                {
                    "innhold": {
                        "vurdering": "ikke_avvik",
                        "begrunnelse": "Vurderingen var medisinsk forsvarlig.",
                        "til_melder": "Vi vurderte pasienten som utskrivningsklar.",
                    }
                },
            ),
            (62, "mer", NARVIK, {"tekst": "Hvem i kommunen ble spurt?"}),
            (
                52,
                "besvar",
                LEDER_AKUTT,
                svar("Tildelingskontoret ble varslet dagen før.", vurdering="delvis"),
            ),
            (50, "uenig", NARVIK, {"tekst": "Vi fikk ikke mulighet til å svare."}),
            (49, "foresla_fsu", NARVIK, {}),
        ),
    ),
    Sakplan(
        "avklart-pa-telefon",
        16,
        SENJA,
        AKUTT,
        "M1",
        "Fikk ikke kontakt med vakthavende på telefon i over en time.",
        1,
        steg=(
            (15, "bekreft", LEDER_AKUTT, {}),
            (
                6,
                "avklart",
                LEDER_AKUTT,
                {
                    "setning": "Vi snakket sammen på telefon. Fastlegen har fått "
                    "direktenummeret til vakthavende.",
                    "dato_dager_siden": 6,
                },
            ),
            (5, "foresla_fsu", SENJA, {}),
        ),
    ),
    Sakplan(
        "sendt-videre",
        11,
        NARVIK,
        AKUTT,
        "C7",
        "Forflytningsutstyr manglet ved hjemkomst etter operasjon.",
        2,
        steg=(
            (
                9,
                "send_videre",
                LEDER_AKUTT,
                {
                    "til": ORTOPEDI_NARVIK,
                    "begrunnelse": "Pasienten lå på ortopedisk sengepost.",
                },
            ),
        ),
    ),
    Sakplan(
        "trukket",
        14,
        NARVIK,
        AKUTT,
        "B3",
        "Feil kontaktperson i meldingen.",
        1,
        steg=((13, "trekk", NARVIK, {}),),
    ),
    Sakplan(
        "ikke-samhandling",
        22,
        NARVIK,
        AKUTT,
        "X1",
        "Lang kø i resepsjonen da jeg var på besøk.",
        None,
        steg=(
            (
                21,
                "ikke_samhandling",
                "samhandlingskontakt-unn",
                {"tekst": "Send klagen til pasientombudet eller servicesenteret."},
            ),
        ),
    ),
    Sakplan(
        "duplikat",
        30,
        NARVIK,
        AKUTT,
        "B1",
        "Melding om innlagt pasient ble ikke sendt.",
        1,
        steg=(
            (
                28,
                "duplikat",
                "samhandlingskontakt-unn",
                {"original": "over-fristen", "tekst": "Samme hendelse er meldt før."},
            ),
        ),
    ),
    Sakplan(
        "til-fordeling",
        1,
        NARVIK,
        "",
        "D3",
        "Epikrisen hadde feil dato for operasjon. Vet ikke hvilken avdeling som "
        "skrev den.",
        1,
        motpart="Universitetssykehuset Nord-Norge",
    ),
    Sakplan(
        "personvern",
        12,
        SENJA,
        AKUTT,
        "K1",
        "Vi fikk en epikrise som skulle til et annet legekontor.",
        None,
        steg=(
            (11, "bekreft", LEDER_AKUTT, {}),
            (
                10,
                "vurder_plikt",
                LEDER_AKUTT,
                {
                    "plikt": Plikt.PERSONVERN,
                    "side": Side.MOTTAKENDE,
                    "utfall": Pliktutfall.MELDT,
                    "meldt_til": [MeldtTil.DATATILSYNET],
                    "begrunnelse": "Epikrisen var åpnet av en som ikke skulle ha den.",
                    "dato_dager_siden": 10,
                },
            ),
            (
                2,
                "be_om_retting",
                "melder-senjalegen",
                {
                    "felt": "hva_skjedde",
                    "onske": Retteslag.RETTES,
                    "forklaring": "Det var to epikriser, ikke én.",
                },
            ),
        ),
    ),
    Sakplan(
        "forbedring",
        13,
        NARVIK,
        AKUTT,
        "C2",
        "Kan vi få et felles videomøte på ti minutter før utskrivning av pasienter "
        "med mange hjelpere?",
        None,
        slag="forbedring",
        steg=((12, "bekreft", LEDER_AKUTT, {}),),
    ),
)
