"""Writing the register files: creates or updates, touches nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from avvik import frister
from avvik.actions._felles import krev
from avvik.enums import ALVORLIG_FRA
from avvik.importregister import (
    Enhetsrad,
    Kategorirad,
    Kommunerad,
    Registerfiler,
    Ruterad,
    Sammenslaaingsrad,
)
from avvik.models import Fristregel, Kategori, Kategorigruppe, Ruteregel
from avvik.models.register import GYLDIG_FRA
from avvik.slug import lag_slug, ledig_slug
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.models import (
    Bruker,
    Enhet,
    Kommune,
    Kommunesammenslaaing,
    Virksomhet,
)
from helsefellesskap.transaksjon import SYSTEM, handling

# What the form calls the groups; the others go by their official name.
ENKLE_NAVN = {
    "A": "Henvisning og innleggelse",
    "B": "Melding om utskrivning, PLO",
    "C": "Planlegging av utskrivning",
    "D": "Epikrise",
    "E": "Legemidler",
    "F": "Legevakt og akutt hjelp",
    "H": "Ansvar og oppgavefordeling",
}


@dataclass(slots=True)
class Telling:
    """How many rows of a register became what."""

    nye: int = 0
    endret: int = 0
    uendret: int = 0

    def tell(self, *, ny: bool, endret: bool) -> None:
        self.nye += ny
        self.endret += endret and not ny
        self.uendret += not (ny or endret)


@handling
def importer_register(filer: Registerfiler, *, av: Bruker | str) -> dict[str, Telling]:
    """Take in the registers, in the order that lets later ones name earlier ones."""
    krev(av == SYSTEM)
    return {
        "kommuner": _kommuner(filer.kommuner),
        "kommunesammenslaaing": _sammenslaainger(filer.kommunesammenslaaing),
        "virksomheter": _virksomheter(filer.enheter),
        "enheter": _enheter(filer.enheter),
        "kategorigrupper": _grupper(filer.kategorier),
        "kategorier": _kategorier(filer.kategorier),
        "ruteregler": _ruteregler(filer.ruteregler),
    }


def _sagt(**felter: Any) -> dict[str, Any]:
    """What the file says; a column that is missing was read as None."""
    return {navn: verdi for navn, verdi in felter.items() if verdi is not None}


def _sett(rad: Model, **felter: Any) -> bool:
    """Save what differs; whether anything did."""
    endret = [navn for navn, verdi in felter.items() if getattr(rad, navn) != verdi]
    for navn in endret:
        setattr(rad, navn, felter[navn])
    if rad.pk is None:
        rad.save()
    elif endret:
        # A page that was opened before must not write over what the file says.
        if hasattr(rad, "versjon"):
            rad.versjon += 1
            rad.save(update_fields=[*endret, "versjon"])
        else:
            rad.save(update_fields=endret)
    return bool(endret)


# --- kommuner ------------------------------------------------------------------


def _kommuner(rader: Sequence[Kommunerad]) -> Telling:
    telling = Telling()
    finnes = {kommune.nummer: kommune for kommune in Kommune.objects.all()}
    # A file that leaves some out says nothing of the order of the others.
    hele = finnes.keys() <= {rad.kommunenummer for rad in rader}
    siste = max((kommune.rekkefolge for kommune in finnes.values()), default=0)
    for sted, rad in enumerate(rader, start=1):
        felter = _sagt(navn=rad.navn, rekkefolge=sted if hele else None)
        kommune = finnes.get(rad.kommunenummer)
        ny = kommune is None
        if kommune is None:
            siste += 1
            kommune = Kommune(nummer=rad.kommunenummer, rekkefolge=siste)
        telling.tell(ny=ny, endret=_sett(kommune, **felter))
    return telling


def _sammenslaainger(rader: Sequence[Sammenslaaingsrad]) -> Telling:
    telling = Telling()
    kommuner = {kommune.navn: kommune for kommune in Kommune.objects.all()}
    finnes = {(s.gammel, s.ny_id): s for s in Kommunesammenslaaing.objects.all()}
    for rad in rader:
        ny = kommuner[rad.ny]
        gammel = finnes.get((rad.gammel, ny.pk))
        sammenslaaing = gammel or Kommunesammenslaaing(gammel=rad.gammel, ny=ny)
        felter = _sagt(dato=rad.dato, merknad=rad.merknad)
        telling.tell(ny=gammel is None, endret=_sett(sammenslaaing, **felter))
    return telling


# --- virksomheter and enheter --------------------------------------------------


def _virksomheter(rader: Sequence[Enhetsrad]) -> Telling:
    telling = Telling()
    kommuner = {kommune.nummer: kommune.pk for kommune in Kommune.objects.all()}
    finnes = {virksomhet.navn: virksomhet for virksomhet in Virksomhet.objects.all()}
    opptatt = {virksomhet.slug for virksomhet in finnes.values()}
    for rad in {rad.virksomhet: rad for rad in rader}.values():
        felter = _sagt(type=rad.virksomhetstype)
        if rad.kommunenummer is not None:
            felter["kommune_id"] = kommuner.get(rad.kommunenummer)
        gammel = finnes.get(rad.virksomhet)
        virksomhet = gammel or Virksomhet(
            navn=rad.virksomhet,
            slug=ledig_slug(lag_slug(rad.virksomhet), opptatt, 80),
            tilknyttet_fra=GYLDIG_FRA,
        )
        telling.tell(ny=gammel is None, endret=_sett(virksomhet, **felter))
        if virksomhet.type == Virksomhetstype.FASTLEGEKONTOR:
            _egne_frister(virksomhet)
    return telling


def _egne_frister(virksomhet: Virksomhet) -> None:
    """The default dates as rows of its own, unless it has some.

    Two rows: a rule of its own goes before the general one for serious cases.
    """
    if Fristregel.objects.filter(virksomhet=virksomhet).exists():
        return
    for fra, sett in ((None, frister.ORDINAERT), (ALVORLIG_FRA, frister.ALVORLIG)):
        Fristregel.objects.create(
            virksomhet=virksomhet,
            fra_alvorlighet=fra,
            gyldig_fra=GYLDIG_FRA,
            fordel_dager=sett.fordel_dager,
            bekreft_dager=sett.bekreft_dager,
            svar_dager=sett.svar_dager,
        )


def _enheter(rader: Sequence[Enhetsrad]) -> Telling:
    telling = Telling()
    virksomheter = {v.navn: v for v in Virksomhet.objects.all()}
    finnes = {(e.virksomhet_id, e.navn): e for e in Enhet.objects.all()}
    nye = _lag_nye_enheter(rader, virksomheter, finnes)
    # A unit may stand above its leader in the file, so all are made first.
    for rad in rader:
        virksomhet = virksomheter[rad.virksomhet].pk
        enhet = finnes[virksomhet, rad.enhet]
        felter = _sagt(type=rad.enhetstype, sted=rad.sted)
        if rad.overordnet is not None:
            over = finnes.get((virksomhet, rad.overordnet))
            felter["overordnet_id"] = over.pk if over else None
        telling.tell(ny=enhet.pk in nye, endret=_sett(enhet, **felter))
    return telling


def _lag_nye_enheter(
    rader: Sequence[Enhetsrad],
    virksomheter: dict[str, Virksomhet],
    finnes: dict[tuple[int, str], Enhet],
) -> set[int]:
    opptatt = {enhet.slug for enhet in finnes.values()}
    nye = []
    for rad in rader:
        virksomhet = virksomheter[rad.virksomhet]
        if (virksomhet.pk, rad.enhet) in finnes:
            continue
        slug = lag_slug(rad.enhet)
        if slug in opptatt:
            slug = f"{virksomhet.slug}-{slug}"
        enhet = Enhet(virksomhet=virksomhet, navn=rad.enhet, type=rad.enhetstype)
        enhet.slug = ledig_slug(slug, opptatt, 120)
        nye.append(enhet)
        finnes[virksomhet.pk, rad.enhet] = enhet
    Enhet.objects.bulk_create(nye)
    return {enhet.pk for enhet in nye}


# --- kategorier and ruteregler -------------------------------------------------


def _grupper(rader: Sequence[Kategorirad]) -> Telling:
    telling = Telling()
    finnes = {gruppe.bokstav: gruppe for gruppe in Kategorigruppe.objects.all()}
    for bokstav, rad in {rad.kode[0]: rad for rad in rader}.items():
        gammel = finnes.get(bokstav)
        gruppe = gammel or Kategorigruppe(
            bokstav=bokstav, enkelt_navn=ENKLE_NAVN.get(bokstav, rad.gruppenavn)
        )
        felter = _sagt(
            navn=rad.gruppenavn,
            navn_nn=rad.gruppenavn_nn,
            navn_en=rad.gruppenavn_en,
            enkelt_navn_nn=rad.enkelt_navn_nn,
            enkelt_navn_en=rad.enkelt_navn_en,
        )
        endret = _sett(gruppe, **felter)
        telling.tell(ny=gammel is None, endret=endret)
    return telling


def _kategorier(rader: Sequence[Kategorirad]) -> Telling:
    telling = Telling()
    grupper = {gruppe.bokstav: gruppe for gruppe in Kategorigruppe.objects.all()}
    # The newest where a code has been given anew.
    finnes = {k.kode: k for k in Kategori.objects.order_by("gyldig_fra")}
    for rad in rader:
        gammel = finnes.get(rad.kode)
        kategori = gammel or Kategori(kode=rad.kode, gruppe=grupper[rad.kode[0]])
        felter = _sagt(
            navn=rad.navn,
            navn_nn=rad.navn_nn,
            navn_en=rad.navn_en,
            retning=rad.retning,
            avtalepunkt=rad.avtalepunkt,
            nokup_kode=rad.nokup_kode,
        )
        telling.tell(ny=gammel is None, endret=_sett(kategori, **felter))
    return telling


def _ruteregler(rader: Sequence[Ruterad]) -> Telling:
    telling = Telling()
    virksomheter = {v.navn: v.pk for v in Virksomhet.objects.all()}
    enheter = {(e.virksomhet_id, e.navn): e.pk for e in Enhet.objects.all()}
    finnes = {
        (r.mottakende_virksomhet_id, r.sted, r.kategori, r.avsender_kommunenummer): r
        for r in Ruteregel.objects.all()
    }
    for rad in rader:
        mottaker = virksomheter[rad.mottakende_virksomhet]
        gammel = finnes.get(
            (mottaker, rad.sted, rad.kategori, rad.avsender_kommunenummer)
        )
        regel = gammel or Ruteregel(
            mottakende_virksomhet_id=mottaker,
            sted=rad.sted,
            kategori=rad.kategori,
            avsender_kommunenummer=rad.avsender_kommunenummer,
        )
        endret = _sett(regel, enhet_id=enheter[mottaker, rad.enhet])
        telling.tell(ny=gammel is None, endret=endret)
    return telling
