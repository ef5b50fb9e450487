"""Cases, cards, meetings and reports with everybody who may want to see them.

Made through actions; canaries are written over the texts afterwards.

- A: from hjemme, passed on by ortopedi to akutt, which has been asked for more
- B: from akutt to hjemme, reviewed by the committee twice
- C: from hjemme, nobody knows to whom
- D: from senjalegen to akutt, serious, a breach of privacy and late, reviewed by
  another committee
- E: imported history from hjemme to akutt
- N: from akutt to legene, who are not tilknyttet
- P: from legene on paper to ortopedi, answered
- K: a card from hjemme to akutt, put forward; K2: from senjalegen to ortopedi
"""

import uuid
from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from avvik import actions as avvik
from avvik.enums import (
    Meldingsslag,
    Plikt,
    Pliktutfall,
    Retteslag,
    Retteutfall,
    Side,
    Status,
    Utfall,
)
from avvik.models import (
    Avvik,
    Kategorigruppe,
    Melding,
    Nokupkode,
    Teksthistorikk,
    Tildeling,
    Tiltaksutkast,
)
from avvik.ruteoppslag import sekretariatet
from helsefellesskap.actions import lagre_tekst
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Enhetstype, Rollenavn, Tekstnokkel, Virksomhetstype
from helsefellesskap.models import (
    Brev,
    Bruker,
    Enhet,
    Kommunesammenslaaing,
    Rolle,
    StengtDag,
    Virksomhet,
)
from helsefellesskap.transaksjon import ANONYM
from rapporter import actions as rapporter
from rapporter.enums import Rapporttype
from rapporter.pdf import pango_finnes
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
from tests.tilgang.kanarier import fyll, rader
from tests.utvalg.hjelp import TEKSTER
from utvalg import actions as utvalg
from utvalg.enums import Utvalgsvurdering, Verv

R = Rollenavn
GRUNDIG = {
    "aarsaker": ["rutiner"],
    "laeringspunkt": "Ring.",
    "pasient_informert": "ja",
    "funn": "Rutinen manglet.",
    "begrunnelse": "Vi har sett på det.",
}
HALVT = {"beskrivelse": "Sjekkliste", "ansvarlig_rolle": "Leder"}


def t(dager: float):
    """So many days ago."""
    return timezone.now() - timedelta(days=dager)


def tiltak(enhet, av):
    return {
        "enhet": enhet,
        "beskrivelse": "Lage sjekkliste",
        "ansvarlig_rolle": "Leder",
        "frist": lokal_dato(t(-30)),
        "av": av,
        "naa": t(2),
    }


def bygg() -> SimpleNamespace:
    v = lag_verden()
    v.navn = {}  # (model, pk) -> what canaries call the row
    for navn, rad in list(vars(v).items()):
        if isinstance(rad, Enhet | Virksomhet):
            kall(v, rad, navn)
    _flere_personer(v)
    _sak_a(v)
    _sak_b(v)
    _andre_saker(v)
    _papir(v)
    _kort_og_utkast(v)
    _utvalg(v)
    _registre(v)
    _rapporter(v)
    for rad in rader(Tildeling).select_related("avvik"):
        kall(v, rad, f"{v.navn['avvik', rad.avvik_id]}_{rad.nr}")
    for gruppe in Kategorigruppe.objects.all():
        kall(v, gruppe, gruppe.bokstav)
    v.kanarier = fyll(v.navn)
    _publiser(v)
    v.numre = {s.saksnummer: f"avvik.{navn}.nr" for navn, s in v.saker.items()}
    v.numre |= {k.nummer: f"rabrakort.{navn}.nr" for navn, k in v.kort.items()}
    return v


def kall(v, rad, navn):
    v.navn[rad._meta.model_name, rad.pk] = navn
    return rad


def _flere_personer(v):
    v.rontgen = kall(v, lag_enhet("Røntgen", v.unn), "rontgen")
    roller = {
        "melder2": [(R.MELDER, v.hjemme)],
        "melder_senja": [(R.MELDER, v.senjalegen)],
        "leder_over_avsender": [(R.LEDER, v.helse_narvik)],
        "stedfortreder_akutt": [(R.STEDFORTREDER, v.akutt)],
        "saksbehandler2": [(R.SAKSBEHANDLER, v.akutt)],
        "leder_rontgen": [(R.LEDER, v.rontgen)],
        "ombud_unn": [(R.PERSONVERNOMBUD, v.samhandling_unn)],
        "ombud_narvik": [(R.PERSONVERNOMBUD, v.helse_narvik)],
        "fsu_leder": [],
        "fsu_medlem": [],
        "fsu_inhabil": [],
        "fsu_beroert": [(R.MELDER, v.akutt)],
        "brukerrep": [],
        "fsu_tidligere": [],
        "fsu_annet": [],
        "superbruker": [],
        "sluttet": [(R.LEDER, v.akutt)],
        "uten_rolle": [],
    }
    for navn, egne in roller.items():
        setattr(v, navn, lag_bruker(navn, *egne))
    Rolle.objects.filter(bruker=v.sluttet).update(til=lokal_dato(t(1)))
    for bruker, felter in (
        (v.admin, {"is_staff": True}),
        (v.superbruker, {"is_staff": True, "is_superuser": True}),
    ):
        type(bruker).objects.filter(pk=bruker.pk).update(**felter)
        bruker.refresh_from_db()
    v.personer = {n: b for n, b in vars(v).items() if isinstance(b, Bruker)}
    for navn, bruker in v.personer.items():
        kall(v, bruker, navn)


def _sak_a(v):
    a = kall(v, lag_sak(v.melder, til=v.ortopedi_narvik, naa=t(3), alvorlighet=3), "A")
    v.saker = {"A": a}
    leder = v.leder_ortopedi
    avvik.bekreft(a, av=leder, naa=t(3))
    forste = avvik.registrer_tiltak(a, **tiltak(v.ortopedi_narvik, leder))
    kall(v, forste, "A_ortopedi")
    avvik.spor_melder(a, tekst="Hvilken dag?", av=leder, naa=t(3))
    avvik.svar_fra_melder(a, tekst="Mandag.", av=v.melder, naa=t(3))
    utkast = avvik.lagre_svarutkast(
        a, innhold=lag_svar(**GRUNDIG, tiltak=[HALVT]), versjon=0, av=leder, naa=t(3)
    )
    _kall_utkast(v, utkast, "A_ortopedi_utkast")
    avvik.send_videre(a, til=v.akutt, begrunnelse="Ikke vår.", av=leder, naa=t(2.5))
    _sak_a_hos_akutt(v, a)
    for rad in rader(Melding).filter(avvik=a):
        kall(v, rad, f"A_{rad.slag}")


def _kall_utkast(v, utkast, navn):
    kall(v, utkast, navn)
    kall(v, rader(Tiltaksutkast).get(svar=utkast), navn)


def _sak_a_hos_akutt(v, a):
    leder = v.leder_akutt
    avvik.bekreft(a, av=leder, naa=t(2))
    avvik.spor_hvilken_pasient(a, av=leder, naa=t(2))
    avvik.gi_til_saksbehandler(a, bruker=v.saksbehandler_akutt, av=leder, naa=t(2))
    avvik.be_om_uttalelse(a, enhet=v.rontgen, tekst="Syn?", av=leder, naa=t(2))
    avvik.gi_uttalelse(a, tekst="Bildene kom.", av=v.leder_rontgen, naa=t(2))
    ett = tiltak(v.akutt, leder)
    ett = {k: ett[k] for k in ("beskrivelse", "ansvarlig_rolle", "frist")}
    svar = avvik.besvar(
        a, innhold=lag_svar(**GRUNDIG, tiltak=[ett]), av=leder, naa=t(2)
    )
    kall(v, svar, "A_svar")
    alle = a.tiltak.uten_tilgangskontroll(grunn="test")
    kall(v, alle.get(enhet=v.akutt), "A_akutt")
    fra_hjemme = avvik.registrer_tiltak(a, **tiltak(v.hjemme, v.leder_hjemme))
    kall(v, fra_hjemme, "A_hjemme")
    avvik.mer(a, tekst="Og så?", av=v.melder, naa=t(1))
    utkast = avvik.lagre_svarutkast(
        a, innhold=lag_svar(**GRUNDIG, tiltak=[HALVT]), versjon=0, av=leder, naa=t(1)
    )
    _kall_utkast(v, utkast, "A_utkast")
    # The kinds of message that this course of events did not bring.
    for slag, fra in (
        (Meldingsslag.UENIG, v.hjemme),
        (Meldingsslag.FSU_MER, None),
        (Meldingsslag.LUKKEGRUNN, v.samhandling_unn),
    ):
        Melding.objects.create(
            avvik=a, slag=slag, fra_enhet=fra, tekst="x", av=leder, tid=t(1)
        )


def _sak_b(v):
    b = kall(v, lag_sak(v.melder_akutt, til=v.hjemme, naa=t(20)), "B")
    v.saker["B"] = b
    innhold = lag_svar(**GRUNDIG)
    kall(v, avvik.besvar(b, innhold=innhold, av=v.leder_hjemme, naa=t(15)), "B_svar")
    avvik.foresla_fsu(b, av=v.sekretariat, naa=t(15))


def _andre_saker(v):
    v.saker["C"] = kall(v, lag_sak(v.melder, motpart=v.unn, naa=t(2)), "C")
    _sak_d(v)
    avvik.foresla_fsu(v.saker["D"], av=v.melder_senja, naa=t(50))
    _rett_i_d(v)
    v.saker["E"] = e = kall(v, lag_sak(v.melder, til=v.akutt, naa=t(400)), "E")
    rader(Avvik).filter(pk=e.pk).update(
        ekstern_id="gammel 1",
        melder=None,
        status=Status.AVSLUTTET,
        utfall=Utfall.IMPORTERT_UBESVART,
    )
    Brev.objects.filter(gjelder__avvik=e.pk).delete()  # history brings no letter


def _papir(v):
    virksomhet = lag_virksomhet(
        "Legene", Virksomhetstype.FASTLEGEKONTOR, tilknyttet=False
    )
    kall(v, virksomhet, "legene_v")
    v.legene = kall(
        v, lag_enhet("Legene", virksomhet, Enhetstype.FASTLEGEKONTOR), "legene"
    )
    kall(v, sekretariatet(), "sekretariatet")
    v.saker["N"] = kall(v, lag_sak(v.melder_akutt, til=v.legene, naa=t(1)), "N")
    utkast = _for_andre(v, v.legene)
    kat = lag_kategori("D1")
    avvik.lagre_utkast(
        utkast,
        av=v.sekretariat,
        naa=t(2),
        hendelsesdato=lokal_dato(t(2)),
        gruppe=kat.gruppe,
        kategori=kat,
        gjelder_pasient=False,
        hva_skjedde="Epikrisen kom ikke.",
        valgt_enhet=v.ortopedi_narvik,
        motpart=v.unn,
    )
    v.saker["P"] = p = kall(v, avvik.meld(utkast, av=v.sekretariat, naa=t(2)), "P")
    innhold = lag_svar(**GRUNDIG)
    kall(v, avvik.besvar(p, innhold=innhold, av=v.leder_ortopedi, naa=t(1)), "P_svar")
    v.utkast_for_andre = kall(v, _for_andre(v, v.hjemme), "UA")
    avvik.lagre_utkast(v.utkast_for_andre, av=v.sekretariat, naa=t(1), steg=3)


def _for_andre(v, enhet):
    return avvik.registrer_utkast(
        enhet=enhet,
        kanal="papir",
        mottatt_dato=lokal_dato(t(2)),
        innmelder="Legen",
        av=v.sekretariat,
        naa=t(2),
    )


def _i_okt(v):
    """Written by somebody who has not logged in."""
    kategori = lag_kategori("D1")
    return avvik.lagre_utkast(
        None,
        av=ANONYM,
        okt=uuid.uuid4(),
        naa=t(0),
        side="kommune",
        steg=3,
        hendelsesdato=lokal_dato(t(1)),
        gruppe=kategori.gruppe,
        kategori=kategori,
        gjelder_pasient=True,
        alvorlighet=2,
        hva_skjedde="Epikrisen kom ikke.",
        valgt_enhet=v.akutt,
        motpart=v.unn,
    )


def _sak_d(v):
    alvorlig = {"alvorlighet": 4, "meldt_andre_steder": ["nei"], "kategori": "K1"}
    d = lag_sak(v.melder_senja, til=v.akutt, naa=t(60), **alvorlig)
    v.saker["D"] = kall(v, d, "D")
    for navn, av, side, plikt, utfall, til in (
        ("D_sendende", v.lege_senja, Side.SENDENDE, "meldeplikt", "vurderes", []),
        ("D_mottakende", v.leder_akutt, Side.MOTTAKENDE, "meldeplikt", "vurderes", []),
        (
            "D_personvern",
            v.leder_akutt,
            Side.MOTTAKENDE,
            "personvern",
            "meldt",
            ["datatilsynet"],
        ),
    ):
        vurdering = avvik.vurder_plikt(
            d,
            plikt=Plikt(plikt),
            side=side,
            utfall=Pliktutfall(utfall),
            meldt_til=til,
            dato=lokal_dato(t(59)),
            begrunnelse="x",
            av=av,
            naa=t(59),
        )
        kall(v, vurdering, navn)


def _rett_i_d(v):
    """One text corrected, one wish declined, one that waits."""
    d, melder, sekr = v.saker["D"], v.melder_senja, v.sekretariat
    avvik.rett_tekst(d, felt="gikk_bra", ny="Ny.", av=sekr, naa=t(40))
    d.refresh_from_db(from_queryset=rader(Avvik))
    kall(v, rader(Teksthistorikk).get(), "D_gikk_bra")
    for navn, felt in (("D_svart", "forslag"), ("D_apen", "hva_skjedde")):
        nytt = avvik.be_om_retting(
            d,
            tekst=(d, felt),
            onske=Retteslag.RETTES,
            forklaring="x",
            av=melder,
            naa=t(39),
        )
        kall(v, nytt, navn)
        if felt == "forslag":
            avvik.behandle_retting(
                d,
                retteonske=nytt,
                utfall=Retteutfall.AVSLAATT,
                versjon=1,
                svar="Nei.",
                av=sekr,
                naa=t(38),
            )


def _kort_og_utkast(v):
    v.kort = {}
    for navn, av, fra, til in (
        ("K", v.melder, v.hjemme, v.akutt),
        ("K2", v.melder_senja, v.senjalegen, v.ortopedi_narvik),
    ):
        v.kort[navn] = kall(
            v,
            avvik.gi_rabra(
                enhet=til,
                meldende_enhet=fra,
                hvem="De på vakt",
                hva="Ringte",
                nokkel=uuid.uuid4(),
                av=av,
                naa=t(2),
            ),
            navn,
        )
    avvik.send_takk(v.kort["K"], hilsen="Takk!", av=v.leder_akutt, naa=t(1))
    rost = [v.saksbehandler_akutt]
    avvik.gi_kortet_videre(v.kort["K"], kolleger=rost, av=v.leder_akutt, naa=t(1))
    avvik.registrer_samtykke(v.kort["K"], foresla_fsu=True, av=v.leder_akutt, naa=t(1))
    v.utkast = kall(v, lag_utkast(v.melder, til=v.akutt, naa=t(1), steg=3), "U")
    v.utkast_i_okt = kall(v, _i_okt(v), "O")
    _kortutkast(v)


def _kortutkast(v):
    """One taken over at log-in, and one of the browser that has not logged in."""
    okt, naa = uuid.uuid4(), t(0)
    v.kortutkast = kall(v, _skrevet_kort(okt, v.akutt, naa), "KU")
    avvik.overta_utkast(okt, av=v.melder, naa=naa)
    okt = v.utkast_i_okt.okt
    v.kortutkast_i_okt = kall(v, _skrevet_kort(okt, v.hjemme, naa), "KO")


def _skrevet_kort(okt, enhet, naa):
    return avvik.lagre_kortutkast(
        None,
        av=ANONYM,
        okt=okt,
        naa=naa,
        nokkel=uuid.uuid4(),
        valgt_enhet=enhet,
        hvem="De på vakt",
        hva="Ringte",
    )


def _utvalg(v):
    sekr = v.sekretariat
    v.fsu = kall(v, utvalg.opprett_utvalg(navn="FSU", av=sekr), "fsu")
    v.fsu2 = kall(v, utvalg.opprett_utvalg(navn="FSU 2", av=sekr), "fsu2")
    plasser = {
        "fsu_leder": Verv.LEDER,
        "fsu_medlem": Verv.MEDLEM,
        "fsu_inhabil": Verv.MEDLEM,
        "fsu_beroert": Verv.MEDLEM,
        "brukerrep": Verv.BRUKERREPRESENTANT,
    }
    medlemskap = {n: _oppnevn(v, v.fsu, n, verv) for n, verv in plasser.items()}
    tidligere = _oppnevn(v, v.fsu, "fsu_tidligere", Verv.MEDLEM)
    _oppnevn(v, v.fsu2, "fsu_annet", Verv.LEDER)
    pb = _tekst(v, v.saker["B"], "B")
    pd = _tekst(v, v.saker["D"], "D")
    pk = _tekst(v, v.kort["K"], "K", signert=False)
    v.moter = {
        navn: kall(v, _mote(v, u, dager), navn)
        for navn, u, dager in (
            ("holdt", v.fsu, 10),
            ("neste", v.fsu, -10),
            ("annet", v.fsu2, -12),
        )
    }
    utvalg.avslutt_medlemskap(tidligere, til=lokal_dato(t(1)), av=sekr)
    holdt = _paa(v, pb, "holdt")
    inhabil = {"medlemskap": medlemskap["fsu_inhabil"], "inhabil": True}
    utvalg.avgjor_inhabilitet(holdt, **inhabil, av=v.fsu_leder, naa=t(10))
    v.punkt = _punkt(v, holdt, "holdt", v.fsu_leder)
    utvalg.vurder(
        holdt,
        vurdering=Utvalgsvurdering.NESTE_MOTE,
        versjon=holdt.versjon,
        av=v.fsu_leder,
        naa=t(10),
    )
    utvalg.avhold(v.moter["holdt"], av=v.fsu_leder, naa=t(10))
    neste = _paa(v, pb, "neste")
    utvalg.avgjor_inhabilitet(neste, **inhabil, av=v.fsu_leder, naa=t(5))
    v.punkt_neste = _punkt(v, neste, "neste", v.fsu_medlem)
    utvalg.vurder(
        neste,
        vurdering=Utvalgsvurdering.BE_OM_MER,
        tekst="Hva gjorde dere?",
        frist=lokal_dato(t(-20)),
        versjon=neste.versjon,
        av=v.fsu_leder,
        naa=t(4),
    )
    kall(v, neste.vedtak.get(), "neste")
    kall(v, rader(Melding).get(avvik=v.saker["B"]), "B_fsu_mer")
    _paa(v, pk, "neste")
    _punkt(v, _paa(v, pd, "annet"), "annet", v.fsu_annet)


def _oppnevn(v, hvor, navn, verv):
    return utvalg.oppnevn(
        hvor,
        bruker=getattr(v, navn),
        verv=verv,
        fra=lokal_dato(t(900)),
        av=v.sekretariat,
    )


def _tekst(v, kilde, navn, signert=True):
    kilde.refresh_from_db(from_queryset=rader(type(kilde)))
    p = utvalg.skriv_presentasjon(
        kilde, tekster=TEKSTER, versjon=0, av=v.sekretariat, naa=t(14)
    )
    if signert:
        utvalg.kontroller(p, versjon=p.versjon, av=v.sekretariat2, naa=t(14))
    return kall(v, p, navn)


def _mote(v, hvor, dager):
    dato = lokal_dato(t(dager))
    return utvalg.opprett_mote(hvor, dato=dato, sted="Møterom", av=v.sekretariat)


def _paa(v, presentasjon, mote):
    return utvalg.sett_paa_sakliste(presentasjon, mote=v.moter[mote], av=v.sekretariat)


def _punkt(v, sak, navn, av):
    return kall(v, utvalg.skriv_laeringspunkt(sak, tekst="Ring.", av=av), navn)


def _registre(v):
    tekst = lagre_tekst(
        Tekstnokkel.MELDEPLIKT_VURDER,
        spraak="nb",
        tittel="Vurder",
        tekst="Meld.",
        versjon=0,
        av=v.sekretariat,
        naa=t(9),
    )
    kall(v, tekst, "meldeplikt_vurder")
    Nokupkode.objects.create(
        kode="1", navn="x", utgave="1.1", gyldig_fra=lokal_dato(t(30))
    )
    StengtDag.objects.create(dato=lokal_dato(t(30)), grunn="x")
    kommune = v.narvik.kommune
    Kommunesammenslaaing.objects.create(
        gammel="Ballangen", ny=kommune, dato=lokal_dato(t(900)), merknad="x"
    )


def _rapporter(v):
    v.rapporter = {}
    aar = lokal_dato(t(0)).year
    for navn in ("publisert", "utkast"):
        r = rapporter.paabegynn_rapport(
            Rapporttype.AAR,
            periode=Periode.aar(aar),
            uttrekk=lokal_dato(t(0)),
            av=v.sekretariat,
            naa=t(0),
        )
        punkt = v.punkt if navn == "publisert" else v.punkt_neste
        rapporter.velg_laeringspunkter(
            r, valgte=[punkt], versjon=r.versjon, av=v.sekretariat
        )
        v.rapporter[navn] = kall(v, r, navn)


def _publiser(v):
    """After the canaries: figures and file hold what is in the tables then."""
    for r in v.rapporter.values():
        r.refresh_from_db()
        rapporter.behold_tall(r, versjon=r.versjon, av=v.sekretariat)
    r = v.rapporter["publisert"]
    rapporter.bestill_pdf(r, versjon=r.versjon, av=v.sekretariat)
    if pango_finnes():
        rapporter.lag(r.pk, naa=t(0))
    else:
        rapporter.publiser(r, pdf=b"%PDF-1.7", av="system", naa=t(0))
    r.refresh_from_db()
    assert r.status == "publisert"
