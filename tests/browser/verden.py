"""A world with something on every page, and sessions for those in it."""

import uuid
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from avvik import actions as avvik
from avvik.enums import Plikt, Pliktutfall, Retteslag, Side, Slag
from avvik.models import Kategori, Trendtype, Valg
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Enhetstype, Rollenavn, Virksomhetstype
from helsefellesskap.models import Bruker, Vernstopp
from helsefellesskap.transaksjon import ANONYM
from rapporter import actions as rapporter
from rapporter.enums import Rapporttype
from rapporter.tall import Periode
from tests.conftest import lag_verden
from tests.factories import (
    lag_bruker,
    lag_enhet,
    lag_kategori,
    lag_sak,
    lag_svar,
    lag_utkast,
    lag_virksomhet,
)
from tests.innlogging import logg_inn_med_to_faktorer
from tests.utvalg.hjelp import TEKSTER
from utvalg import actions as utvalg
from utvalg.enums import Utvalgsvurdering, Verv

LANG_TEKST = "Epikrisen kom ikke før kontrollen fire dager etter utskrivning. " * 8
GRUNDIG = {
    "aarsaker": ["rutiner"],
    "laeringspunkt": "Send epikrisen samme dag som pasienten reiser.",
    "pasient_informert": "ja",
    "funn": "Rutinen manglet på kveldstid.",
}
ETT_TILTAK = {
    "beskrivelse": "Epikrise er fast punkt på tavlemøtet",
    "ansvarlig_rolle": "Overlege",
}


def t(dager):
    """So many days ago."""
    return timezone.now() - timedelta(days=dager)


def bygg(*, ekstra=0):
    """`ekstra`: so many more cases in the inbox of akuttmottaket."""
    v = lag_verden()
    for kode in ("A1", "B1", "C1", "D1", "E1", "F1", "H1", "K1"):
        lag_kategori(kode)
    v.kategori = Kategori.objects.get(kode="D1")
    v.fase = Valg.objects.get(liste="fase", kode="akutt")
    v.melder_senja = lag_bruker("melder_senja", (Rollenavn.MELDER, v.senjalegen))
    v.uten_rolle = lag_bruker("uten_rolle")
    v.ombud = lag_bruker("ombud", (Rollenavn.PERSONVERNOMBUD, v.samhandling_unn))
    v.ny_leder = lag_bruker("ny_leder", (Rollenavn.LEDER, v.akutt))
    Bruker.objects.filter(pk=v.admin.pk).update(is_staff=True, is_superuser=True)
    _saker(v, ekstra)
    _utvalg(v)
    _rapporter(v)
    _smaafeil(v)
    return v


class Okter(dict):
    """Of each person a session that begins when it is asked for."""

    def __init__(self, v):
        super().__init__()
        self.v = v

    def __missing__(self, navn):
        klient = Client()
        logg_inn_med_to_faktorer(klient, getattr(self.v, navn))
        self[navn] = klient.cookies["sessionid"].value
        return self[navn]


def _saker(v, ekstra):
    for nr in range(ekstra):
        lag_sak(v.melder_senja, til=v.akutt, naa=t(3 + nr))
    v.forsinket = lag_sak(v.melder_senja, til=v.akutt, naa=t(60))
    v.apen = lag_sak(
        v.melder, til=v.akutt, naa=t(9), alvorlighet=3, hva_skjedde=LANG_TEKST
    )
    _folg_opp(v)
    v.ukjent = lag_sak(v.melder, motpart=v.unn, naa=t(2))
    v.til_hjemme = lag_sak(v.melder_akutt, til=v.hjemme, naa=t(1))
    v.besvart = lag_sak(v.melder, til=v.ortopedi_narvik, naa=t(20))
    avvik.besvar(v.besvart, innhold=lag_svar(), av=v.leder_ortopedi, naa=t(5))
    v.uenig = lag_sak(v.melder, til=v.ortopedi_narvik, naa=t(20))
    avvik.besvar(v.uenig, innhold=lag_svar(), av=v.leder_ortopedi, naa=t(15))
    avvik.mer(v.uenig, tekst="Og så?", av=v.melder, naa=t(12))
    avvik.besvar(v.uenig, innhold=lag_svar(), av=v.leder_ortopedi, naa=t(5))
    _papir(v)
    _alvorlig(v)
    v.utkast = lag_utkast(v.melder, til=v.akutt, naa=t(1), steg=3)
    v.kort = avvik.gi_rabra(
        enhet=v.akutt,
        meldende_enhet=v.hjemme,
        hvem="De på vakt",
        hva="Ringte oss før pasienten reiste.",
        nokkel=uuid.uuid4(),
        av=v.melder,
        naa=t(2),
    )
    v.kortutkast = _kortutkast(v)
    rost = [v.saksbehandler_akutt]
    avvik.gi_kortet_videre(v.kort, kolleger=rost, av=v.leder_akutt, naa=t(1))


def _kortutkast(v):
    okt = uuid.uuid4()
    kort = avvik.lagre_kortutkast(
        None, av=ANONYM, okt=okt, naa=t(1), valgt_enhet=v.akutt, hvem="De på vakt"
    )
    avvik.overta_utkast(okt, av=v.melder, naa=t(1))
    return kort


def _papir(v):
    """From and to legene, who are not tilknyttet."""
    virksomhet = lag_virksomhet(
        "Legene i fjæra", Virksomhetstype.FASTLEGEKONTOR, tilknyttet=False
    )
    v.legene = lag_enhet("Legene i fjæra", virksomhet, Enhetstype.FASTLEGEKONTOR)
    v.til_legene = lag_sak(v.melder_akutt, til=v.legene, naa=t(2))
    v.forslag = lag_sak(
        v.melder,
        til=v.ortopedi_narvik,
        naa=t(2),
        slag=Slag.FORBEDRING,
        gjelder_pasient=None,
        alvorlighet=None,
    )
    utkast = _for_andre(v)
    kat = lag_kategori("D1")
    avvik.lagre_utkast(
        utkast,
        av=v.sekretariat,
        naa=t(2),
        hendelsesdato=lokal_dato(t(2)),
        gruppe=kat.gruppe,
        kategori=kat,
        gjelder_pasient=False,
        hva_skjedde=LANG_TEKST,
        valgt_enhet=v.ortopedi_narvik,
        motpart=v.unn,
    )
    v.fra_legene = avvik.meld(utkast, av=v.sekretariat, naa=t(2))
    avvik.besvar(v.fra_legene, innhold=lag_svar(), av=v.leder_ortopedi, naa=t(1))
    v.utkast_for_andre = _for_andre(v)


def _for_andre(v):
    return avvik.registrer_utkast(
        enhet=v.legene,
        kanal="papir",
        mottatt_dato=lokal_dato(t(2)),
        innmelder="Legen, 77 00 00 00",
        av=v.sekretariat,
        naa=t(2),
    )


def _alvorlig(v):
    """Serious and a breach of privacy, passed on; the melder wants it corrected."""
    felter = {"alvorlighet": 4, "meldt_andre_steder": ["nei"], "kategori": "K1"}
    sak = lag_sak(v.melder, til=v.ortopedi_narvik, naa=t(1), **felter)
    v.alvorlig = sak
    videre = {"til": v.akutt, "begrunnelse": "Skjedde hos dere."}
    avvik.send_videre(sak, **videre, av=v.leder_ortopedi, naa=t(0.5))
    avvik.vurder_plikt(
        sak,
        plikt=Plikt.MELDEPLIKT,
        side=Side.SENDENDE,
        utfall=Pliktutfall.MELDT,
        meldt_til=["melde_no", "statsforvalter"],
        begrunnelse=LANG_TEKST,
        dato=lokal_dato(t(0.5)),
        av=v.leder_hjemme,
        naa=t(0.5),
    )
    for felt, forklaring in (("hva_skjedde", LANG_TEKST), ("kontaktlinje", "Nei.")):
        avvik.be_om_retting(
            sak,
            tekst=(sak, felt),
            onske=Retteslag.FJERNES,
            forklaring=forklaring,
            av=v.melder,
            naa=t(0.4),
        )


def _folg_opp(v):
    """The open case: confirmed, asked about, with a measure and two in the queue."""
    leder = v.leder_akutt
    avvik.bekreft(v.apen, av=leder, naa=t(8))
    frist = lokal_dato(t(-30))
    avvik.registrer_tiltak(
        v.apen, enhet=v.akutt, frist=frist, av=leder, naa=t(7), **ETT_TILTAK
    )
    avvik.gi_til_saksbehandler(v.apen, bruker=v.saksbehandler_akutt, av=leder, naa=t(7))
    avvik.be_om_uttalelse(
        v.apen, enhet=v.ortopedi_narvik, tekst="Hva så dere?", av=leder, naa=t(6)
    )
    v.spurt = lag_sak(v.melder, til=v.akutt, naa=t(4))
    avvik.bekreft(v.spurt, av=leder, naa=t(3))
    avvik.spor_melder(v.spurt, tekst="Hvilken dag var det?", av=leder, naa=t(2))


def _smaafeil(v):
    """Counted by both sides, enough of one kind to be shown to others."""
    typer = {type_.kode: type_ for type_ in Trendtype.objects.all()}
    for uker in range(12):
        for _gang in range(6):
            avvik.tell(
                typer["epikrise_mangler"], enhet=v.hjemme, av=v.melder, naa=t(7 * uker)
            )
    avvik.tell(
        typer["innleggelsesrapport"],
        enhet=v.akutt,
        motpart=v.narvik,
        av=v.melder_akutt,
        naa=t(0),
    )
    sted = {"dato": lokal_dato(t(0)), "sted": "meld_steg", "antall": 3}
    Vernstopp.objects.create(regel="fodselsnummer", form="i_grupper", **sted)
    Vernstopp.objects.create(regel="navn", **sted)


def _utvalg(v):
    v.utvalg = utvalg.opprett_utvalg(navn="FSU samhandlingsavvik", av=v.sekretariat)
    for navn, verv in {
        "fsu_leder": Verv.LEDER,
        "fsu_medlem": Verv.MEDLEM,
        "brukerrep": Verv.BRUKERREPRESENTANT,
    }.items():
        setattr(v, navn, lag_bruker(navn))
        utvalg.oppnevn(
            v.utvalg,
            bruker=getattr(v, navn),
            verv=verv,
            fra=lokal_dato(t(900)),
            av=v.sekretariat,
        )
    v.holdt, v.mote = _mote(v, 30), _mote(v, 0)
    sak = _agendasak(v, v.holdt, "Epikrise kom etter kontrollen")
    v.punkt = utvalg.skriv_laeringspunkt(
        sak, tekst="Send epikrisen samme dag.", av=v.fsu_leder
    )
    _vurder(v, sak)
    utvalg.avhold(v.holdt, av=v.fsu_leder, naa=t(30))
    utvalg.send_tilbakemelding(v.holdt, av=v.fsu_leder, naa=t(30))
    v.behandlet = sak.presentasjon.avvik
    forste = _agendasak(v, v.mote, TEKSTER["tittel"])
    v.nytt_punkt = utvalg.skriv_laeringspunkt(
        forste, tekst="Ring på fredager.", av=v.fsu_medlem
    )
    _agendasak(v, v.mote, "Legemiddelliste manglet ved innleggelse")
    v.foreslatt = _forslag(v)
    v.usignert = _tekst(v, _forslag(v), "Uklart hvem som skulle følge opp")


def _mote(v, dager):
    dato = lokal_dato(t(dager))
    return utvalg.opprett_mote(v.utvalg, dato=dato, sted="Møterom 1", av=v.sekretariat)


def _forslag(v):
    sak = lag_sak(v.melder, til=v.ortopedi_narvik, naa=t(50))
    avvik.besvar(sak, innhold=lag_svar(**GRUNDIG), av=v.leder_ortopedi, naa=t(45))
    avvik.foresla_fsu(sak, av=v.sekretariat, naa=t(44))
    return sak


def _tekst(v, sak, tittel):
    tekster = {**TEKSTER, "tittel": tittel}
    return utvalg.skriv_presentasjon(
        sak, tekster=tekster, versjon=0, av=v.sekretariat, naa=t(40)
    )


def _agendasak(v, mote, tittel):
    tekst = _tekst(v, _forslag(v), tittel)
    utvalg.kontroller(tekst, versjon=tekst.versjon, av=v.sekretariat2, naa=t(40))
    return utvalg.sett_paa_sakliste(tekst, mote=mote, av=v.sekretariat)


def _vurder(v, sak):
    utvalg.vurder(
        sak,
        vurdering=Utvalgsvurdering.GODT_FULGT_OPP,
        versjon=sak.versjon,
        av=v.fsu_leder,
        naa=t(30),
    )


def _rapporter(v):
    """One that is written on, one that is published."""
    v.rapport, v.publisert = (_rapport(v) for _ in range(2))
    v.publisert.refresh_from_db()
    rapporter.bestill_pdf(v.publisert, versjon=v.publisert.versjon, av=v.sekretariat)
    rapporter.publiser(v.publisert, pdf=b"%PDF-1.7", av="system", naa=t(0))


def _rapport(v):
    r = rapporter.paabegynn_rapport(
        Rapporttype.AAR,
        periode=Periode.aar(lokal_dato(t(0)).year),
        uttrekk=lokal_dato(t(0)),
        av=v.sekretariat,
        naa=t(0),
    )
    rapporter.velg_laeringspunkter(
        r, valgte=[v.punkt], versjon=r.versjon, av=v.sekretariat
    )
    rapporter.behold_tall(r, versjon=r.versjon, av=v.sekretariat)
    tekster = dict.fromkeys(rapporter.TEKSTFELTER, "Epikriser er viktigst i år.")
    rapporter.lagre_tekster(r, innhold=tekster, versjon=r.versjon, av=v.sekretariat)
    return r
