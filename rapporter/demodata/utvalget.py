"""The committee of the demo: one meeting held, one coming."""

from datetime import datetime, timedelta

from avvik.models import Avvik, Rabrakort
from helsefellesskap.arbeidsdager import lokal_dato, pluss_arbeidsdager
from helsefellesskap.models import Bruker
from rapporter.demodata.levende import nokkel
from rapporter.demodata.personer import FRA
from utvalg import actions
from utvalg.enums import Utvalgsvurdering, Verv
from utvalg.models import Mote, Presentasjon, Sak

NAVN = "Faglig samarbeidsutvalg for samhandlingsavvik"
VERV = {
    "fsu-leder": Verv.LEDER,
    "fsu-medlem": Verv.MEDLEM,
    "brukerrepresentant": Verv.BRUKERREPRESENTANT,
}
TEKSTER = {
    "uenige": {
        "tittel": "Uenighet om når pasienten er utskrivningsklar",
        "hva_skjedde": "Et sykehus og en kommune vurderte ulikt om pasienten var "
        "utskrivningsklar. Kommunen mente den ikke ble spurt i tide.",
        "gikk_bra": "Begge sider kjente rutinen for uenighet.",
        "svar_fra_enhet": "Kommunen ble varslet dagen før. Varselet gikk til en "
        "postkasse som ikke leses på kveldstid.",
        "forslag": "Ring i tillegg når utskrivning skjer neste dag.",
    },
    "avsluttet-nyttig": {
        "tittel": "Utskrivning en fredag uten at kommunen var med i planleggingen",
        "hva_skjedde": "En pasient ble skrevet ut fredag ettermiddag. Kommunens "
        "hjemmetjeneste fikk vite det etterpå, og hjelpen var på plass først mandag.",
        "gikk_bra": "Kveldsvakten rykket ut samme kveld.",
        "svar_fra_enhet": "Planleggingen startet for sent. Avdelingen har nå tavlemøte "
        "hver dag der kommunen blir varslet.",
        "forslag": "Avklar hjelp hjemme senest torsdag når utskrivning er fredag.",
    },
    "fra-sykehus-besvart": {
        "tittel": "Innleggelse i livets siste fase",
        "hva_skjedde": "En pasient som hadde ønsket å være hjemme, ble lagt inn.",
        "gikk_bra": "Pårørende fikk god støtte på veien.",
        "svar_fra_enhet": "Avklaringen sto ikke i innleggelsesrapporten.",
        "forslag": "La forhåndssamtalen stå øverst i rapporten.",
    },
    "rabra-akutt": {
        "tittel": "En telefon før hjemreise på kveldstid",
        "hva_skjedde": "En sykehusavdeling ringte hjemmetjenesten før pasienten reiste "
        "hjem, og ventet til døren var låst opp og varmen skrudd på.",
        "gikk_bra": "To minutter på telefonen sparte pasienten for en ny innleggelse.",
        "forslag": "Legg en telefon inn som fast punkt ved hjemreise på kveldstid.",
    },
}


def lag_moter(folk: dict[str, Bruker], naa: datetime) -> None:
    """A meeting held 20 days ago with two items, one to come with two."""
    av, annen = folk["sekretariat"], folk["sekretariat-2"]
    utvalg = actions.opprett_utvalg(navn=NAVN, av=av)
    for slug, verv in VERV.items():
        actions.oppnevn(utvalg, bruker=folk[slug], verv=verv, fra=FRA, av=av)
    i_dag = lokal_dato(naa)
    holdt = actions.opprett_mote(
        utvalg, dato=i_dag - timedelta(days=20), sted="Videomøte", av=av
    )
    neste = actions.opprett_mote(
        utvalg, dato=pluss_arbeidsdager(i_dag, 10), sted="UNN Tromsø, møterom A7", av=av
    )
    for plan, mote in (
        ("uenige", holdt),
        ("rabra-akutt", holdt),
        ("avsluttet-nyttig", neste),
        ("fra-sykehus-besvart", neste),
    ):
        presentasjon = _skriv(plan, av, naa)
        if plan != "fra-sykehus-besvart":  # left for the other person to check
            actions.kontroller(
                presentasjon, versjon=presentasjon.versjon, av=annen, naa=naa
            )
        actions.sett_paa_sakliste(presentasjon, mote=mote, av=av)
    _hold(holdt, folk["fsu-leder"], av, naa)


def _skriv(plan: str, av: Bruker, naa: datetime) -> Presentasjon:
    modell = Rabrakort if plan.startswith("rabra") else Avvik
    alle = modell.objects.uten_tilgangskontroll(grunn="demodata")
    kilde = alle.get(innsendingsnokkel=nokkel(plan))
    return actions.skriv_presentasjon(
        kilde, tekster=TEKSTER[plan], versjon=0, av=av, naa=naa
    )


def _hold(mote: Mote, leder: Bruker, sekretaer: Bruker, naa: datetime) -> None:
    laert = (
        "Ring kommunen i tillegg til å sende melding når utskrivning er neste dag.",
        "Ring hjemmetjenesten før hjemreise på kveldstid.",
    )
    saker = Sak.objects.uten_tilgangskontroll(grunn="demodata")
    for sak, tekst in zip(saker.filter(mote=mote), laert, strict=True):
        actions.skriv_laeringspunkt(sak, tekst=tekst, av=leder)
        actions.vurder(
            sak,
            vurdering=Utvalgsvurdering.GODT_FULGT_OPP,
            versjon=sak.versjon,
            av=leder,
            naa=naa,
        )
    mote.refresh_from_db()
    actions.avhold(mote, av=sekretaer, naa=naa)
