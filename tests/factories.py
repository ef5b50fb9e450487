"""Plain makers of registers and people. Cases are made through actions only."""

from datetime import date, datetime, timedelta

from avvik import actions
from avvik.enums import Alvorlighet, Kategoriretning
from avvik.models import Kategori, Kategorigruppe
from helsefellesskap.arbeidsdager import OSLO
from helsefellesskap.enums import Enhetstype, Rollenavn, Virksomhetstype
from helsefellesskap.models import Bruker, Enhet, Kommune, Rolle, Virksomhet

# Monday inside the sending window, no holiday near.
NAA = datetime(2026, 11, 2, 10, 0, tzinfo=OSLO)
GRUPPER = {
    "A": "Innleggelse og henvisning",
    "C": "Utskrivning",
    "D": "Epikrise og utskrivningsdokumentasjon",
    "E": "Legemidler",
    "K": "Personvern og taushetsplikt",
}


def dag(antall, naa=NAA):
    """The same time of day so many days later."""
    return naa + timedelta(days=antall)


def _slug(tekst):
    tekst = tekst.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    return "-".join(tekst.split())


def lag_kommune(nummer, navn):
    innhold = {"navn": navn, "rekkefolge": Kommune.objects.count()}
    return Kommune.objects.get_or_create(nummer=nummer, defaults=innhold)[0]


def lag_virksomhet(navn, type=Virksomhetstype.KOMMUNE, kommune=None, tilknyttet=True):
    return Virksomhet.objects.create(
        navn=navn,
        slug=_slug(navn),
        type=type,
        kommune=kommune,
        tilknyttet_fra=date(2000, 1, 1) if tilknyttet else None,
    )


def lag_enhet(navn, virksomhet, type=Enhetstype.AVDELING, overordnet=None, **felter):
    return Enhet.objects.create(
        navn=navn,
        slug=_slug(f"{virksomhet.slug} {navn}"),
        virksomhet=virksomhet,
        type=type,
        overordnet=overordnet,
        **felter,
    )


def lag_bruker(slug, *roller):
    """A person with roles `(Rollenavn, enhet or None)` valid since 2000."""
    bruker = Bruker.objects.create_user(f"{slug}@demo.invalid", navn=f"Navn {slug}")
    for navn, enhet in roller:
        Rolle.objects.create(
            bruker=bruker, navn=navn, enhet=enhet, fra=date(2000, 1, 1)
        )
    return bruker


def lag_kategori(kode="D1", retning=Kategoriretning.BEGGE):
    navn = GRUPPER.get(kode[0], f"Gruppe {kode[0]}")
    gruppe, _ = Kategorigruppe.objects.get_or_create(
        bokstav=kode[0], defaults={"navn": navn, "enkelt_navn": navn}
    )
    return Kategori.objects.get_or_create(
        kode=kode,
        defaults={"gruppe": gruppe, "navn": f"Kategori {kode}", "retning": retning},
    )[0]


def lag_utkast(melder, *, til=None, motpart=None, naa=NAA, kategori="D1", **felter):
    """A filled draft; `til` is the receiving unit, else nobody knows it."""
    kat = lag_kategori(kategori)
    innhold = {
        "hendelsesdato": naa.date(),
        "gruppe": kat.gruppe,
        "kategori": kat,
        "gjelder_pasient": True,
        "alvorlighet": Alvorlighet.LITEN,
        "hva_skjedde": "Epikrisen kom ikke.",
        "motpart": til.virksomhet if til else motpart,
        "valgt_enhet": til,
        "enhet_ukjent": til is None,
    }
    enhet = Enhet.objects.get(pk=min(melder.tilganger.enheter(Rollenavn.MELDER)))
    innhold.update(felter)
    return actions.lagre_utkast(None, av=melder, naa=naa, enhet=enhet, **innhold)


def lag_sak(melder, *, til=None, naa=NAA, **felter):
    """A case filed through the action, as a melder would."""
    utkast = lag_utkast(melder, til=til, naa=naa, **felter)
    return actions.meld(utkast, av=melder, naa=naa)


def lag_svar(**felter):
    """What an answer form hands over."""
    return {
        "vurdering": "bekreftet",
        "til_melder": "Vi beklager. Rutinen er endret.",
        **felter,
    }
