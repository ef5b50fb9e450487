"""What the form proposes: the order of categories, and who should answer and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from avvik.enums import Status, Sted
from avvik.gruppebruk import ANNET, rekke_for
from avvik.models import Avvik, Kategori, Kategorigruppe, Utkast
from avvik.ruteoppslag import gjeldende, regel_for, retning_for
from avvik.sok import andre_siden, er_naa
from helsefellesskap.models import Bruker, Enhet, Virksomhet

# So many groups stand in the open; «Annet» opens the rest.
VANLIGE = 7


@dataclass(frozen=True, slots=True)
class Gruppevalg:
    """A group as the form shows it, with its level 2 for the direction."""

    gruppe: Kategorigruppe
    kategorier: tuple[Kategori, ...]


@dataclass(frozen=True, slots=True)
class Forslag:
    enhet: Enhet
    grunn: str
    # What the draft holds, or what has followed it.
    valgt: bool = False


def del_grupper(
    rekke: str, kategorier: Iterable[Kategori]
) -> tuple[list[Gruppevalg], list[Gruppevalg]]:
    """The commonest groups in this order, then the rest with «Annet» last."""
    samlet: dict[str, list[Kategori]] = {}
    for kategori in kategorier:
        samlet.setdefault(kategori.gruppe.bokstav, []).append(kategori)
    vanlige = [b for b in rekke if b in samlet and b != ANNET][:VANLIGE]
    resten = sorted(set(samlet) - set(vanlige), key=lambda b: (b == ANNET, b))

    def valg(bokstaver: Iterable[str]) -> list[Gruppevalg]:
        return [Gruppevalg(samlet[b][0].gruppe, tuple(samlet[b])) for b in bokstaver]

    return valg(vanlige), valg(resten)


def gruppevalg(
    avsender: Virksomhet, dato: date
) -> tuple[list[Gruppevalg], list[Gruppevalg]]:
    """The categories a unit of this virksomhet may choose from today."""
    retning = retning_for(avsender)
    kategorier = Kategori.objects.gyldige(dato).for_retning(retning)
    rekke = rekke_for(retning, dato)
    return del_grupper(rekke, kategorier.select_related("gruppe"))


def foresla(utkast: Utkast, bruker: Bruker, dato: date) -> list[Forslag]:
    """Units that should answer, each with the reason; a rule before a habit.

    Somebody not logged in has no unit, and so no habits.
    """
    if utkast.gruppe is None:
        return []
    forslag = _etter_regel(utkast, dato)
    if forslag or utkast.enhet_id is None:
        return forslag
    return _sist_brukt(utkast, bruker, dato)


def med_valgt(utkast: Utkast, forslag: list[Forslag], dato: date) -> list[Forslag]:
    """First what the draft holds; of a unit closed meanwhile, the one that followed."""
    valgt = utkast.valgt_enhet
    naa = gjeldende(valgt, dato)
    if valgt is None or naa is None:
        return forslag
    grunn = _("Valgt av deg.") if naa.pk == valgt.pk else er_naa(valgt, naa)
    foreslatt = {f.enhet.pk: f.grunn for f in forslag}
    if naa.pk == valgt.pk:
        grunn = foreslatt.get(naa.pk, grunn)
    resten = [f for f in forslag if f.enhet.pk != naa.pk]
    return [Forslag(naa, grunn, valgt=True), *resten]


def _etter_regel(utkast: Utkast, dato: date) -> list[Forslag]:
    mottaker = _mottaker(utkast)
    if mottaker is None:
        return []
    enheter = {}
    for sted in _steder(utkast, mottaker):
        regel = regel_for(
            mottaker,
            avsender=utkast.enhet.virksomhet,
            kategori=utkast.kategori.kode if utkast.kategori else utkast.gruppe.bokstav,
            sted=sted,
            dato=dato,
        )
        if regel is not None:
            enheter.setdefault(regel.enhet_id, []).append(sted)
    funnet = Enhet.objects.select_related("virksomhet").in_bulk(enheter)
    tema = utkast.gruppe.vist
    return [
        Forslag(funnet[pk], _regelgrunn(tema, steder)) for pk, steder in enheter.items()
    ]


def _regelgrunn(tema: str, steder: list[str]) -> str:
    if len(steder) == 1 and steder[0]:
        grunn = _("Foreslått når pasienten var i %(sted)s: tar imot «%(tema)s».")
        return grunn % {"tema": tema, "sted": steder[0]}
    return _("Foreslått: tar imot saker om «%s».") % tema


def _mottaker(utkast: Utkast) -> Virksomhet | None:
    """The virksomhet is known when it was chosen, or is the only one there."""
    if utkast.motpart is not None:
        return utkast.motpart
    if utkast.enhet.virksomhet.er_sykehus:
        return None
    typer = andre_siden(utkast.enhet.virksomhet)
    return Virksomhet.objects.filter(type__in=typer).first()


def _steder(utkast: Utkast, mottaker: Virksomhet) -> list[str]:
    if not mottaker.er_sykehus:
        return [""]
    return [utkast.sted] if utkast.sted else [s.value for s in Sted]


def _sist_brukt(utkast: Utkast, bruker: Bruker, dato: date) -> list[Forslag]:
    """Who ended up with the unit's latest case of the kind that the person sees."""
    saker = Avvik.objects.synlig_for(bruker).filter(
        meldende_enhet=utkast.enhet,
        gruppe=utkast.gruppe,
        holder__virksomhet__type__in=andre_siden(utkast.enhet.virksomhet),
    )
    saker = saker.exclude(status__in=(Status.TIL_FORDELING, *Status.telles_ikke()))
    saker = saker.select_related("holder__virksomhet", "holder__etterfolger")
    sak = saker.order_by("-meldt_tid", "-pk").first()
    enhet = gjeldende(sak.holder, dato) if sak else None
    if enhet is None:
        return []
    grunn = _("Foreslått: dere meldte om «%s» hit sist.")
    return [Forslag(enhet, grunn % utkast.gruppe.vist)]
