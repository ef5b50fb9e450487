"""Categories and lists, kept by the sekretariat.

What a case points to is never renamed: another name, direction or agreement point
is a new version of the same code from a date. A row no case points to may be
changed as it stands, and so may what says nothing of meaning: the order of a list,
and a translation or an official code that was missing.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from avvik.actions._felles import krev
from avvik.enums import Kategoriretning, Valgliste
from avvik.gruppebruk import ANNET
from avvik.models import Avvik, Kategori, Kategorigruppe, Valg
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.feil import Versjonskonflikt
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import handling

Rad = Kategori | Valg
KAN_FYLLES_INN = frozenset({"navn_nn", "navn_en", "nokup_kode"})
UTEN_MENING = frozenset({"rekkefolge", "forst_for"})
EN_DAG = timedelta(days=1)


def utgaver(rad: Rad) -> QuerySet:
    """Every version of the same code, the oldest first."""
    nokkel = {"kode": rad.kode}
    if isinstance(rad, Valg):
        nokkel["liste"] = rad.liste
    return type(rad).objects.filter(**nokkel).order_by("gyldig_fra")


def er_nyeste(rad: Rad) -> bool:
    return not utgaver(rad).filter(gyldig_fra__gt=rad.gyldig_fra).exists()


def i_bruk(rad: Rad) -> bool:
    """Whether a case points to this version."""
    felt = rad.liste if isinstance(rad, Valg) else "kategori"
    saker = Avvik.objects.uten_tilgangskontroll(grunn="er valget i bruk")
    return saker.filter(**{felt: rad}).exists()


def er_avsluttet(rad: Rad, i_dag: date) -> bool:
    return rad.gyldig_til is not None and rad.gyldig_til < i_dag


def forste_dag(rad: Rad, i_dag: date) -> date:
    """The first day a new version of it may hold."""
    return max(i_dag, rad.gyldig_fra + EN_DAG)


@handling
def opprett_kategori(
    kode: str, *, innhold: dict[str, Any], gjelder_fra: date, av: Bruker
) -> Kategori:
    """A category under a code that has not been used, in a group that is there."""
    krev(av.tilganger.sekretariat)
    gruppe = Kategorigruppe.objects.filter(bokstav=kode[:1]).first()
    if gruppe is None:
        raise ValidationError({"kode": _("Gruppen finnes ikke")})
    if Kategori.objects.filter(kode=kode).exists():
        raise ValidationError({"kode": _("Koden er i bruk. Velg en annen.")})
    return Kategori.objects.create(
        kode=kode, gruppe=gruppe, gyldig_fra=gjelder_fra, **innhold
    )


@handling
def opprett_valg(
    liste: Valgliste,
    *,
    kode: str,
    innhold: dict[str, Any],
    gjelder_fra: date,
    av: Bruker,
) -> Valg:
    krev(av.tilganger.sekretariat)
    if Valg.objects.filter(liste=liste, kode=kode).exists():
        raise ValidationError({"kode": _("Koden er i bruk. Velg en annen.")})
    return Valg.objects.create(
        liste=liste, kode=kode, gyldig_fra=gjelder_fra, **innhold
    )


@handling
def endre_utgave(
    rad: Rad,
    *,
    innhold: dict[str, Any],
    gjelder_fra: date,
    versjon: int,
    av: Bruker,
    naa: datetime,
) -> Rad:
    """Change a row as it stands, or follow it by a new version from a date.

    Raises ValidationError (keys are form fields) for a date that would reach back
    over cases, Versjonskonflikt when the row is not as it was or not the newest.
    """
    krev(av.tilganger.sekretariat)
    _laas(rad, versjon)
    if not er_nyeste(rad):
        raise Versjonskonflikt
    _krev_annet(rad, retning=innhold.get("retning"))
    endret = {felt for felt, verdi in innhold.items() if getattr(rad, felt) != verdi}
    if er_avsluttet(rad, lokal_dato(naa)):
        return _ny_utgave(rad, innhold, gjelder_fra, lokal_dato(naa))
    if not i_bruk(rad):
        flyttet = _flytt_start(rad, gjelder_fra, lokal_dato(naa))
        return _skriv(rad, **innhold, **flyttet)
    if all(_uten_utgave(rad, felt) for felt in endret):
        return _skriv(rad, **innhold) if endret else rad
    return _ny_utgave(rad, innhold, gjelder_fra, lokal_dato(naa))


def _uten_utgave(rad: Rad, felt: str) -> bool:
    return felt in UTEN_MENING or (felt in KAN_FYLLES_INN and not getattr(rad, felt))


def _ny_utgave(
    rad: Rad, innhold: dict[str, Any], gjelder_fra: date, i_dag: date
) -> Rad:
    _krev_dato(gjelder_fra, forste_dag(rad, i_dag))
    ny = type(rad).objects.get(pk=rad.pk)
    ny.pk, ny.versjon, ny.gyldig_fra, ny.gyldig_til = None, 1, gjelder_fra, None
    for felt, verdi in innhold.items():
        setattr(ny, felt, verdi)
    if rad.gyldig_til is None or rad.gyldig_til >= gjelder_fra:
        _skriv(rad, gyldig_til=gjelder_fra - EN_DAG)
    ny.save(force_insert=True)
    return ny


def _flytt_start(rad: Rad, gjelder_fra: date, i_dag: date) -> dict[str, date]:
    """Another first day for a row no case points to; the one before follows."""
    if gjelder_fra == rad.gyldig_fra:
        return {}
    if rad.gyldig_til is not None and gjelder_fra > rad.gyldig_til:
        dato = date_format(rad.gyldig_til, "DATE_FORMAT")
        feil = _("Den er avsluttet %(dato)s. Velg en tidligere dato.") % {"dato": dato}
        raise ValidationError({"gjelder_fra": feil})
    forrige = utgaver(rad).filter(gyldig_fra__lt=rad.gyldig_fra).last()
    if forrige is not None:
        _krev_dato(gjelder_fra, forste_dag(forrige, i_dag))
        tett = forrige.gyldig_til == rad.gyldig_fra - EN_DAG
        if tett or (forrige.gyldig_til or gjelder_fra) >= gjelder_fra:
            _skriv(forrige, gyldig_til=gjelder_fra - EN_DAG)
    return {"gyldig_fra": gjelder_fra}


@handling
def avslutt_utgave(
    rad: Rad, *, siste_dag: date | None, versjon: int, av: Bruker, naa: datetime
) -> None:
    """The last day it can be chosen; None takes back an end that has not come."""
    krev(av.tilganger.sekretariat)
    _laas(rad, versjon)
    if not er_nyeste(rad):
        raise Versjonskonflikt
    if siste_dag is None and rad.gyldig(lokal_dato(naa)):
        _skriv(rad, gyldig_til=None)
        return
    if siste_dag is None:
        raise ValidationError({"siste_dag": _("Velg siste dag")})
    _krev_annet(rad, slutt=True)
    forst = max(lokal_dato(naa), rad.gyldig_fra)
    if siste_dag < forst:
        dato = date_format(forst, "DATE_FORMAT")
        feil = _("Siste dag kan tidligst være %(dato)s.") % {"dato": dato}
        raise ValidationError({"siste_dag": feil})
    _skriv(rad, gyldig_til=siste_dag)


@handling
def endre_gruppenavn(
    gruppe: Kategorigruppe, *, innhold: dict[str, str], versjon: int, av: Bruker
) -> None:
    """The words of the form. Letter and official name are not changed here."""
    krev(av.tilganger.sekretariat)
    _laas(gruppe, versjon)
    if any(getattr(gruppe, felt) != verdi for felt, verdi in innhold.items()):
        _skriv(gruppe, **innhold)


def _laas(rad: Rad | Kategorigruppe, versjon: int) -> None:
    """Hold the row; raises Versjonskonflikt unless it is as the person saw it."""
    laast = type(rad).objects.select_for_update().filter(pk=rad.pk, versjon=versjon)
    if not list(laast):
        raise Versjonskonflikt


def _skriv(rad: Any, **felter: Any) -> Any:
    rader = type(rad).objects.filter(pk=rad.pk, versjon=rad.versjon)
    if rader.update(versjon=F("versjon") + 1, **felter) != 1:
        raise Versjonskonflikt
    for navn, verdi in felter.items():
        setattr(rad, navn, verdi)
    rad.versjon += 1
    return rad


def _krev_dato(gjelder_fra: date, forst: date) -> None:
    if gjelder_fra < forst:
        feil = _(
            "Velg %(dato)s eller senere. Saker som er meldt før, beholder det de har."
        ) % {"dato": date_format(forst, "DATE_FORMAT")}
        raise ValidationError({"gjelder_fra": feil})


def _krev_annet(rad: Rad, *, retning: str | None = None, slutt: bool = False) -> None:
    """The form falls back on «Annet», which must be there for both directions."""
    if not isinstance(rad, Kategori) or rad.gruppe.bokstav != ANNET:
        return
    felt = "siste_dag" if slutt else "retning"
    andre = Kategori.objects.filter(
        gruppe=rad.gruppe, retning=Kategoriretning.BEGGE, gyldig_til__isnull=True
    ).exclude(kode=rad.kode)
    if (slutt or retning != Kategoriretning.BEGGE) and not andre.exists():
        raise ValidationError(
            {felt: _("«Annet» må kunne velges i begge retninger. La den stå.")}
        )
