"""Every address of the system, with what the matrix sends to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

from avvik.models import Kategori, Valg

GET, POST = "get", "post"
# A form with no answers; without any field it would count as not sent.
TOMT = {"ingenting": ""}


@dataclass(frozen=True)
class Kall:
    """One request; `navn` is what the tables of the matrix call it."""

    rute: str
    navn: str
    args: tuple[Any, ...] = ()
    metode: str = GET
    data: dict[str, Any] = field(default_factory=dict)
    sporring: str = ""
    # The same address is tried by everybody in another way: here only those who
    # get something, and some who do not.
    smalt: bool = False

    @property
    def adresse(self) -> str:
        return reverse(self.rute, args=self.args) + self.sporring


def ruter() -> set[str]:
    """Names of all addresses, but for those of Django's administration.

    They hold registers and people only: tests/test_arkitektur.py keeps tables with
    case text out, tests/helsefellesskap/test_admin.py keeps others out.
    """
    return {m.name for m in _monstre(get_resolver("tests.tilgang.urls"))}


def _monstre(resolver) -> Iterator[URLPattern]:
    for del_ in resolver.url_patterns:
        if isinstance(del_, URLPattern):
            yield del_
        elif del_.app_name != "admin":
            yield from _monstre(del_)


# Verbs of the case page that have a small page of their own.
MED_SKJEMA = (
    "videre",
    "fordel",
    "spor",
    "svar_melder",
    "avklart",
    "mer",
    "uenig",
    "ikke_samhandling",
    "duplikat",
    "saksbehandler",
    "uttalelse_be",
    "uttalelse_gi",
    "tiltak",
    "meldeplikt",
    "personvern",
    "feil",
    "retting",
    "kategori",
    "masker",
    "som_brev",
    "svar_som_brev",
)
ETT_TRYKK = (
    "bekreft",
    "nyttig",
    "trekk",
    "hvilken_pasient",
    "pasient_avklart",
    "foresla_fsu",
    "tiltakstatus",
    "besvar",
    "svarutkast",
)
# Without an object: the same for everybody who may open them.
ENKLE = (
    "personvern",
    "hjelp",
    "helse_lever",
    "helse",
    "account_login",
    "account_confirm_login_code",
    "sso_tilbake",
    "mfa_authenticate",
    "account_logout",
    "mfa_activate_totp",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "sprak",
    "admin_logg_inn",
    "demo",
)
LISTER = (
    ("forside", ""),
    ("meld_start", ""),
    ("meld_avvik", ""),
    ("meld_avvik", "?fra=sykehus"),
    ("meld_avvik", "?fra=kommune&kategori=D"),
    ("meld_forbedring", ""),
    ("meld_rabra", ""),
    ("mine", ""),
    ("mine", "?vis=gitt"),
    ("mine", "?vis=fatt"),
    ("innboks", ""),
    ("innboks", "?vis=besvart"),
    ("innboks", "?vis=alle&importerte=1"),
    ("innboks", "?vis=rabra"),
    ("innboks_under", ""),
    ("innboks_under", "?vis=alle"),
    ("personvernsaker", ""),
    ("sendt", ""),
    ("sendt", "?vis=alle&importerte=1"),
    ("sendt", "?vis=rabra"),
    ("arbeidsliste", "?vis=uten_mottaker"),
    ("arbeidsliste", "?vis=ikke_bekreftet"),
    ("arbeidsliste", "?vis=over_fristen"),
    ("arbeidsliste", "?vis=alvorlig"),
    ("arbeidsliste", "?vis=ikke_vurdert"),
    ("arbeidsliste", "?vis=personvern"),
    ("arbeidsliste", "?vis=retting"),
    ("arbeidsliste", "?vis=foreslatt"),
    ("arbeidsliste", "?vis=papir"),
    ("arbeidsliste", "?vis=svares_papir"),
    ("registrer", ""),
    ("vern", ""),
    ("skjematid", ""),
    ("meld_trend", ""),
    ("trend", ""),
    ("trendtyper", ""),
    ("trendtype_ny", ""),
    ("utvalg", ""),
    ("laeringspunkter", ""),
    ("mote_nytt", ""),
    ("tekster", ""),
    ("oppsett", ""),
    ("kategorier", ""),
    ("kategori_ny", ""),
    ("rapporter", ""),
    ("ny_rapport", ""),
    ("statistikk", ""),
    ("statistikk_csv", ""),
)
SMALE = {s for _, s in LISTER if s and "uten_mottaker" not in s}


def alle_kall(v) -> list[Kall]:
    return [
        *(Kall(rute, rute, smalt=True) for rute in ENKLE),
        Kall("forny_okt", "forny_okt", metode=POST),
        Kall("sso_start", "sso_start", metode=POST, smalt=True),
        Kall("demo_logg_inn", "demo_logg_inn", metode=POST, data={"person": "admin"}),
        *(
            Kall(rute, rute + sporring, (), GET, {}, sporring, sporring in SMALE)
            for rute, sporring in LISTER
        ),
        Kall("meld_trend_angre", "meld_trend_angre", metode=POST),
        Kall("trendtype", "trendtype", ("epikrise_sen",)),
        *_om_oppsett(),
        *_om_registre(),
        *_om_utkast(v),
        *_om_saker(v),
        *_om_kort(v),
        *_om_moter(v),
        *_om_tekster(v),
        *_om_rapporter(v),
    ]


def _om_oppsett() -> Iterator[Kall]:
    tekst = ("meldeplikt_vurder", "nb")
    yield Kall("tekst", "tekst", tekst)
    yield Kall("tekst", "tekst post", tekst, POST, TOMT, smalt=True)
    yield Kall("tekst_standard", "tekst_standard", tekst, POST)


def _om_registre() -> Iterator[Kall]:
    kategori = (Kategori.objects.get(kode="D1").pk,)
    valg = ("fase", Valg.objects.get(liste="fase", kode="akutt").pk)
    sider = {
        "kategorigruppe": ("D",),
        "kategori_endre": kategori,
        "kategori_avslutt": kategori,
        "valgliste": ("fase",),
        "valg_ny": ("fase",),
        "valg_endre": valg,
        "valg_avslutt": valg,
    }
    for rute, args in sider.items():
        yield Kall(rute, rute, args)
        if rute != "valgliste":
            yield Kall(rute, f"{rute} post", args, POST, TOMT, smalt=True)
    yield Kall("kategori_ny", "kategori_ny post", (), POST, TOMT, smalt=True)


def _om_utkast(v) -> Iterator[Kall]:
    n = v.utkast.nokkel
    for steg in (1, 2, 3):
        yield Kall("meld_steg", f"meld_steg_{steg}", (n, steg))
    yield Kall("meld_steg", "meld_send", (n, 3), POST, {"versjon": "1"})
    yield Kall("meld_lagre", "meld_lagre", (n,), POST, {"steg": "2", "versjon": "9"})
    yield Kall("meld_slett", "meld_slett", (n,), POST)
    o = v.utkast_i_okt.nokkel
    for steg in (1, 2, 3):
        yield Kall("meld_steg", f"meld_steg_{steg} i økt", (o, steg))
    sok = {"steg": "2", "enhet": "annen", "sok": "a"}
    yield Kall("meld_steg", "meld_sok i økt", (o, 2), POST, sok)
    yield Kall("meld_steg", "meld_send i økt", (o, 3), POST)
    yield Kall("meld_slett", "meld_slett i økt", (o,), POST)
    yield from _om_kortutkast(v)
    nr = v.saker["A"].saksnummer
    yield Kall("meld_kvittering", "meld_kvittering", (nr,))
    for_andre = v.utkast_for_andre.nokkel
    for steg in (1, 3):
        navn = f"meld_steg for andre {steg}"
        yield Kall("meld_steg", navn, (for_andre, steg))
    nr = v.saker["P"].saksnummer
    yield Kall("meld_kvittering", "meld_kvittering P", (nr,))
    hjemme = (v.hjemme.slug,)
    yield Kall("registrer", "registrer post", (), POST, TOMT, smalt=True)
    yield Kall("registrer_for", "registrer_for", hjemme)
    yield Kall("registrer_for", "registrer_for post", hjemme, POST, TOMT, smalt=True)


def _om_kortutkast(v) -> Iterator[Kall]:
    for hvor, kort in (("", v.kortutkast), (" i økt", v.kortutkast_i_okt)):
        nokkel = (kort.nokkel,)
        yield Kall("meld_rabra_utkast", f"meld_rabra_utkast{hvor}", nokkel)
        yield Kall("meld_rabra_slett", f"meld_rabra_slett{hvor}", nokkel, POST)
    sok = {"nokkel": str(v.kortutkast_i_okt.nokkel), "sok": "a"}
    yield Kall("meld_rabra", "meld_rabra_sok i økt", (), POST, sok)


def _om_saker(v) -> Iterator[Kall]:
    for navn, sak in v.saker.items():
        yield Kall("sak", f"sak {navn}", (sak.saksnummer,))
    a, b = ((v.saker[navn].saksnummer,) for navn in "AB")
    yield Kall("tilbakemelding", "tilbakemelding A", a)
    yield Kall("tilbakemelding", "tilbakemelding B", b)
    yield Kall("sak_apne", "sak_apne", a, POST)
    for verb in MED_SKJEMA:
        yield Kall(f"sak_{verb}", f"sak_{verb}", a)
        yield Kall(f"sak_{verb}", f"sak_{verb} post", a, POST, TOMT, smalt=True)
    for verb in ETT_TRYKK:
        yield Kall(f"sak_{verb}", f"sak_{verb}", a, POST)
    yield from _brev(v)
    c = (v.saker["C"].saksnummer,)
    yield Kall("sak_fordel", "sak_fordel C", c)
    yield Kall("sak_masker", "sak_masker C", c)
    d = (v.saker["D"].saksnummer,)
    yield Kall("sak_masker", "sak_masker D", d)
    yield Kall("sak_retting", "sak_retting D", d)


def _brev(v) -> Iterator[Kall]:
    """On paper: to a unit that is not tilknyttet (N), to a sender that is not (P)."""
    n, p = ((v.saker[navn].saksnummer,) for navn in "NP")
    yield Kall("sak_brev", "sak_brev N", n)
    yield Kall("sak_brev", "sak_brev P", p)
    yield Kall("sak_som_brev", "sak_som_brev N", n)
    yield Kall("sak_bekreft", "sak_bekreft N", n, POST)
    yield Kall("sak_kvitteringsbrev", "sak_kvitteringsbrev N", n)
    yield Kall("sak_kvitteringsbrev", "sak_kvitteringsbrev P", p)
    yield Kall("sak_svarbrev", "sak_svarbrev P", p)
    yield Kall("sak_svar_som_brev", "sak_svar_som_brev P", p)
    yield Kall("sak_mer", "sak_mer P", p)


def _om_kort(v) -> Iterator[Kall]:
    for navn, kort in v.kort.items():
        yield Kall("rabrakort", f"rabrakort {navn}", (kort.nummer,))
    k2 = (v.kort["K2"].nummer,)
    yield Kall("rabra_takk", "rabra_takk", k2, POST)
    yield Kall("rabra_samtykke", "rabra_samtykke", k2, POST)
    yield Kall("rabra_trekk", "rabra_trekk", k2, POST)
    k = (v.kort["K"].nummer,)
    yield Kall("rabra_videre", "rabra_videre", k, POST)
    yield Kall("rabra_tilbake", "rabra_tilbake", k, POST)
    yield Kall("rabra_deling", "rabra_deling", k, POST)
    yield Kall("rabra_utskrift", "rabra_utskrift", k)


def _om_moter(v) -> Iterator[Kall]:
    for navn, mote in v.moter.items():
        yield Kall("mote", f"mote {navn}", (mote.pk,))
        yield Kall("mote_sak", f"mote_sak {navn}", (mote.pk, 1))
    neste = v.moter["neste"].pk
    yield Kall("mote_sak", "mote_sak usignert", (neste, 2))
    yield Kall("mote_sak", "mote_sak post", (neste, 1), POST, {"versjon": "1"})
    yield Kall("inhabilitet", "inhabilitet", (neste, 1))
    punkt = (neste, 1, v.punkt_neste.pk)
    yield Kall("laeringspunkt_rett", "laeringspunkt_rett", punkt)
    for hva in ("opp", "ned", "fjern"):
        yield Kall(f"sakliste_{hva}", f"sakliste_{hva}", (neste, 2), POST)
    yield Kall("sakliste_legg_til", "sakliste_legg_til", (neste,), POST)
    yield Kall("mote_avhold", "mote_avhold", (neste,), POST)
    holdt = (v.moter["holdt"].pk,)
    yield Kall("mote_tilbakemelding", "mote_tilbakemelding", holdt, POST)


def _om_tekster(v) -> Iterator[Kall]:
    for navn, kilde in (("B", v.saker["B"].saksnummer), ("K", v.kort["K"].nummer)):
        yield Kall("presentasjon", f"presentasjon {navn}", (kilde,))
        yield Kall("presentasjon_skriv", f"presentasjon_skriv {navn}", (kilde,))
    yield Kall("presentasjon", "presentasjon A", (v.saker["A"].saksnummer,))
    k = (v.kort["K"].nummer,)
    yield Kall("presentasjon_kontroller", "presentasjon_kontroller", k, POST)


def _om_rapporter(v) -> Iterator[Kall]:
    for navn, r in v.rapporter.items():
        yield Kall("rapport", f"rapport {navn}", (r.pk,))
        yield Kall("rapport_pdf", f"rapport_pdf {navn}", (r.pk,))
    utkast = (v.rapporter["utkast"].pk,)
    for side in ("tall", "tekster", "laering", "vis"):
        yield Kall(f"rapport_{side}", f"rapport_{side}", utkast)
    yield Kall("rapport_las", "rapport_las", utkast, POST)
    yield Kall("rapport_forkast", "rapport_forkast", utkast, POST)
