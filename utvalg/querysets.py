"""Who sees what of the committee's work (design 4)."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from helsefellesskap.managers import LukketManager, SakQuerySet
from helsefellesskap.querysets import gyldig_paa
from helsefellesskap.tid import i_dag
from utvalg.enums import Motestatus, Utvalgsvurdering

if TYPE_CHECKING:
    from helsefellesskap.models import Bruker


def aktivt_medlemskap(i_dag: date, prefiks: str = "") -> Q:
    return gyldig_paa(i_dag, f"{prefiks}fra", f"{prefiks}til")


def trukket_q(prefiks: str = "") -> Q:
    """About a #Råbra!-kort whose yes to sharing has been taken back."""
    return Q(**{f"{prefiks}rabrakort__foreslatt_fsu": False})


class MedlemskapQuerySet(models.QuerySet):
    def aktive(self, dato: date) -> Self:
        return self.filter(aktivt_medlemskap(dato), bruker__is_active=True)


def _egne_utvalg(bruker: "Bruker") -> models.QuerySet:
    """Ids of committees the person is an active member of today."""
    medlemskap = apps.get_model("utvalg", "Medlemskap").objects
    aktive = medlemskap.aktive(i_dag())
    return aktive.filter(bruker=bruker).values("utvalg")


class UtvalgQuerySet(models.QuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        if bruker.tilganger.sekretariat:
            return self.all()
        return self.filter(pk__in=_egne_utvalg(bruker))


class MoteQuerySet(models.QuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        if bruker.tilganger.sekretariat:
            return self.all()
        return self.filter(utvalg__in=_egne_utvalg(bruker))


class PresentasjonQuerySet(SakQuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        """The writers' door. The committee reads through Sak."""
        if not bruker.tilganger.sekretariat:
            return self.none()
        return self.exclude(trukket_q())

    def uten_sakliste(self) -> Self:
        """On no coming agenda, and not reviewed, or to be taken up again."""
        saker = apps.get_model("utvalg", "Sak").objects
        saker = saker.uten_tilgangskontroll(grunn="uten sakliste")
        saker = saker.filter(presentasjon=OuterRef("pk"))
        siste = saker.order_by("-mote__dato").values("vurdering")[:1]
        return self.annotate(siste_vurdering=Subquery(siste)).filter(
            ~Exists(saker.filter(mote__status=Motestatus.PLANLAGT)),
            Q(siste_vurdering__isnull=True)
            | Q(siste_vurdering__in=("", Utvalgsvurdering.NESTE_MOTE)),
        )

    def berort(self, bruker: "Bruker") -> Self:
        """Texts about what the person has filed, or that a unit where the
        person has a role, or a unit below one he or she leads, filed, held or
        holds."""
        t = bruker.tilganger
        enheter = t.egne_enheter | t.enheter_under
        tildelinger = apps.get_model("avvik", "Tildeling").objects
        tildelinger = tildelinger.uten_tilgangskontroll(grunn="inhabilitet")
        holdt = tildelinger.filter(avvik=OuterRef("avvik"), enhet__in=enheter)
        return self.filter(
            Q(avvik__melder=bruker)
            | Q(avvik__meldende_enhet__in=enheter)
            | Q(avvik__holder__in=enheter)
            | Q(Exists(holdt))
            | Q(rabrakort__melder=bruker)
            | Q(rabrakort__meldende_enhet__in=enheter)
            | Q(rabrakort__enhet__in=enheter)
        )


class SakQuerySetUtvalg(SakQuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        """Agenda items of own committees, never those withdrawn; for members only
        the signed ones they are not inhabil in."""
        saker = self.exclude(trukket_q("presentasjon__"))
        if bruker.tilganger.sekretariat:
            return saker
        return saker.filter(
            mote__utvalg__in=_egne_utvalg(bruker),
            presentasjon__kontrollert_tid__isnull=False,
        ).exclude(self.stengt_q(bruker))

    @staticmethod
    def stengt_q(bruker: "Bruker") -> Q:
        """Decided inhabil, or touched by the case while nobody has decided."""
        avgjort = apps.get_model("utvalg", "Inhabilitet").objects.filter(
            sak=OuterRef("pk"), medlemskap__bruker=bruker
        )
        presentasjoner = apps.get_model("utvalg", "Presentasjon").objects
        berort = presentasjoner.uten_tilgangskontroll(grunn="inhabilitet")
        return Q(Exists(avgjort.filter(inhabil=True))) | (
            Q(presentasjon__in=berort.berort(bruker).values("pk"))
            & ~Q(Exists(avgjort.filter(inhabil=False)))
        )


class LaeringspunktQuerySet(SakQuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        if bruker.tilganger.sekretariat:
            return self.delbare()
        saker = apps.get_model("utvalg", "Sak").objects.synlig_for(bruker)
        return self.filter(sak__in=saker.values("pk"))

    def delbare(self) -> Self:
        """Without what was learnt from a card that has been withdrawn."""
        return self.exclude(trukket_q("sak__presentasjon__"))

    def i_perioden(self, fra: date, til: date) -> Self:
        return self.filter(sak__mote__dato__range=(fra, til))


PresentasjonManager = LukketManager.for_queryset(PresentasjonQuerySet)
SakManager = LukketManager.for_queryset(SakQuerySetUtvalg)
LaeringspunktManager = LukketManager.for_queryset(LaeringspunktQuerySet)
