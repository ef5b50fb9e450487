"""Who sees what of the committee's work (design 4)."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.managers import LukketManager, SakQuerySet
from helsefellesskap.querysets import gyldig_paa

if TYPE_CHECKING:
    from helsefellesskap.models import Bruker


def aktivt_medlemskap(i_dag: date, prefiks: str = "") -> Q:
    return gyldig_paa(i_dag, f"{prefiks}fra", f"{prefiks}til")


class MedlemskapQuerySet(models.QuerySet):
    def aktive(self, dato: date) -> Self:
        return self.filter(aktivt_medlemskap(dato), bruker__is_active=True)


def _egne_utvalg(bruker: "Bruker", sti: str) -> Q:
    """`sti` leads to Utvalg; the person is an active member of it today."""
    i_dag = lokal_dato(timezone.now())
    return Q(**{f"{sti}medlemskap__bruker": bruker}) & aktivt_medlemskap(
        i_dag, f"{sti}medlemskap__"
    )


class UtvalgQuerySet(models.QuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        if bruker.tilganger.sekretariat:
            return self.all()
        return self.filter(_egne_utvalg(bruker, "")).distinct()


class MoteQuerySet(models.QuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        if bruker.tilganger.sekretariat:
            return self.all()
        return self.filter(_egne_utvalg(bruker, "utvalg__")).distinct()


class PresentasjonQuerySet(SakQuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        """The writers' door. The committee reads through Sak."""
        return self.all() if bruker.tilganger.sekretariat else self.none()


class SakQuerySetUtvalg(SakQuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        """Agenda items of own committees, signed ones only for members."""
        if bruker.tilganger.sekretariat:
            return self.all()
        return self.filter(
            _egne_utvalg(bruker, "mote__utvalg__"),
            presentasjon__kontrollert_tid__isnull=False,
        ).distinct()


class LaeringspunktQuerySet(SakQuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        if bruker.tilganger.sekretariat:
            return self.all()
        return self.filter(_egne_utvalg(bruker, "sak__mote__utvalg__")).distinct()

    def i_perioden(self, fra: date, til: date) -> Self:
        return self.filter(sak__mote__dato__range=(fra, til))


PresentasjonManager = LukketManager.for_queryset(PresentasjonQuerySet)
SakManager = LukketManager.for_queryset(SakQuerySetUtvalg)
LaeringspunktManager = LukketManager.for_queryset(LaeringspunktQuerySet)
