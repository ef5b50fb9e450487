"""Who sees which cases (design 4). The only door to tables with case text."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from avvik import enums
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.managers import LukketManager, SakQuerySet
from helsefellesskap.querysets import gyldig_paa

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from helsefellesskap.models import Bruker

UTKAST_LEVER_DAGER = 7
# While nobody has logged in.
UTKAST_I_OKT_LEVER = timedelta(hours=24)
# Five working days after the confirm date the sekretariat is written to.
UBEKREFTET = timedelta(days=7)


class GyldigQuerySet(models.QuerySet):
    """Rows with a first day, and perhaps a last."""

    def gyldige(self, dato: date) -> Self:
        return self.filter(gyldig_paa(dato, "gyldig_fra", "gyldig_til"))


class KategoriQuerySet(GyldigQuerySet):
    def for_retning(self, retning: str) -> Self:
        return self.filter(retning__in=(retning, enums.Kategoriretning.BEGGE))


class FristregelQuerySet(models.QuerySet):
    def for_sak(
        self, virksomhet_id: int | None, slag: str, alvorlighet: int | None, dato: date
    ) -> models.Model:
        """The most specific rule: own virksomhet, then severity, then slag.

        Raises DoesNotExist when not even the general rule is there.
        """
        passer = self.filter(
            gyldig_paa(dato, "gyldig_fra", "gyldig_til"),
            Q(virksomhet__isnull=True) | Q(virksomhet_id=virksomhet_id),
            Q(slag="") | Q(slag=slag),
            Q(fra_alvorlighet__isnull=True) | Q(fra_alvorlighet__lte=alvorlighet or 0),
        ).order_by(
            models.F("virksomhet_id").asc(nulls_last=True),
            models.F("fra_alvorlighet").desc(nulls_last=True),
            "-slag",
            "-gyldig_fra",
        )
        regel = passer.first()
        if regel is None:
            raise self.model.DoesNotExist
        return regel


class KladdQuerySet(SakQuerySet):
    def synlig_for(
        self, bruker: "Bruker | AnonymousUser", okt: UUID | None = None
    ) -> Self:
        """Own drafts; for somebody not logged in those of the browser `okt`."""
        if bruker.is_authenticated:
            return self.filter(melder=bruker)
        return self.filter(okt=okt) if okt else self.none()

    def utgatte(self, naa: datetime) -> Self:
        """To be deleted: nobody has touched them for a while."""
        return self.filter(
            Q(endret__lt=naa - timedelta(days=UTKAST_LEVER_DAGER))
            | Q(endret__lt=naa - UTKAST_I_OKT_LEVER, okt__isnull=False)
        )


class UtkastQuerySet(KladdQuerySet):
    def synlig_for(
        self, bruker: "Bruker | AnonymousUser", okt: UUID | None = None
    ) -> Self:
        """What is for a unit closes with the role there; what the sekretariat files
        for others, with that role."""
        mine = super().synlig_for(bruker, okt)
        if not bruker.is_authenticated:
            return mine
        t = bruker.tilganger
        egne = Q(enhet__in=t.egne_enheter) | Q(enhet=None)
        for_andre = ~Q(kanal="") if t.sekretariat else Q(pk__in=())
        return mine.filter(egne & Q(kanal="") | for_andre)


class AvvikQuerySet(SakQuerySet):
    def synlig_for(self, bruker: "Bruker", apnet: Collection[int] = ()) -> Self:
        """Cases whose page this person may open today, in full or in part.

        `apnet`: ids the sekretariat has opened with a reason in this session.
        rules.innsyn says how much of each is shown.
        """
        t = bruker.tilganger
        i_dag = lokal_dato(timezone.now())
        synlig = (
            Q(melder=bruker, meldende_enhet__in=t.egne_enheter)
            | Q(meldende_enhet__in=t.leder_enheter)
            | Q(holder__in=t.leder_enheter)
        )
        if t.leder_enheter:
            synlig |= Q(self._holdt_for(t.leder_enheter))
        if t.leder_enheter or t.saksbehandler_enheter:
            synlig |= Q(self._delt_med(bruker))
        if t.enheter_under:
            synlig |= Q(holder__in=t.enheter_under) & (
                self.sene_q(i_dag) | Q(alvorlighet__gte=enums.GRUNDIG_SVAR_FRA)
            )
        if t.kontakt_virksomheter:
            synlig |= Q(meldende_virksomhet__in=t.kontakt_virksomheter)
            synlig |= Q(mottakende_virksomhet__in=t.kontakt_virksomheter)
        if t.ombud_virksomheter:
            synlig |= self.ombudets_q(t.ombud_virksomheter)
        if t.sekretariat:
            synlig |= self.sekretariatets_q(i_dag) | Q(pk__in=list(apnet))
        return self.filter(synlig)

    def _holdt_for(self, enheter: Collection[int]) -> Exists:
        """Units that passed the case on, or had it before."""
        tildelinger = apps.get_model("avvik", "Tildeling").objects
        tildelinger = tildelinger.uten_tilgangskontroll(grunn="synlighet")
        return Exists(tildelinger.filter(avvik=OuterRef("pk"), enhet__in=enheter))

    def _delt_med(self, bruker: "Bruker") -> Exists:
        t = bruker.tilganger
        delinger = apps.get_model("avvik", "Deling").objects
        delinger = delinger.uten_tilgangskontroll(grunn="synlighet")
        return Exists(
            delinger.filter(
                Q(
                    slag=enums.Delingsslag.SAKSBEHANDLER,
                    bruker=bruker,
                    enhet__in=t.saksbehandler_enheter,
                )
                | Q(slag=enums.Delingsslag.UTTALELSE, enhet__in=t.leder_enheter),
                avvik=OuterRef("pk"),
                fra_enhet=OuterRef("holder"),
            )
        )

    @staticmethod
    def sene_q(i_dag: date) -> Q:
        return Q(status__in=enums.Status.venter_pa_svar(), holder_frist__lt=i_dag)

    @classmethod
    def sekretariatets_q(cls, i_dag: date) -> Q:
        """The sekretariat's own list: to distribute, late, unconfirmed since the
        top of the confirm ladder, serious, for FSU, those it handles on paper for a
        holder that is not tilknyttet, and those it filed for others."""
        tilknyttet = gyldig_paa(
            i_dag,
            "holder__virksomhet__tilknyttet_fra",
            "holder__virksomhet__tilknyttet_til",
        )
        return (
            Q(status=enums.Status.TIL_FORDELING)
            | Q(status=enums.Status.SENDT, bekreft_innen__lte=i_dag - UBEKREFTET)
            | Q(status__in=enums.Status.apne()) & ~tilknyttet
            | cls.sene_q(i_dag)
            | Q(alvorlighet__gte=enums.ALVORLIG_FRA, ekstern_id__isnull=True)
            | Q(foreslatt_fsu=True)
            | Q(bedt_om_retting=True)
            | ~Q(kanal="")
        )

    @staticmethod
    def personvern_q() -> Q:
        """K1-K3, or the group alone where no level 2 was chosen."""
        bare_gruppe = Q(kategori__isnull=True, gruppe__bokstav=enums.PERSONVERN_GRUPPE)
        return Q(kategori__kode__in=enums.PERSONVERN_KODER) | bare_gruppe

    @classmethod
    def ombudets_q(cls, virksomheter: Collection[int]) -> Q:
        """What a personvernombud sees the head of: own virksomhet erred."""
        egne = Q(mottakende_virksomhet__in=virksomheter, ekstern_id__isnull=True)
        return egne & cls.personvern_q()

    def apne(self) -> Self:
        return self.filter(status__in=enums.Status.apne())

    def levende(self) -> Self:
        """Without imported history, which stays out of inboxes."""
        return self.filter(ekstern_id__isnull=True)

    def hos(self, enheter: Collection[int]) -> Self:
        return self.filter(holder__in=enheter)

    def sene(self, i_dag: date) -> Self:
        return self.filter(self.sene_q(i_dag))

    def tellende(self) -> Self:
        """Cases that count in statistics (design 7)."""
        return self.exclude(status__in=enums.Status.telles_ikke())


class SaksdelQuerySet(SakQuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        """Parts of cases the person may open; rules.innsyn narrows further."""
        saker = apps.get_model("avvik", "Avvik").objects.synlig_for(bruker)
        return self.filter(avvik__in=saker.values("pk"))


class RabrakortQuerySet(SakQuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        t = bruker.tilganger
        synlig = (
            Q(melder=bruker, meldende_enhet__in=t.egne_enheter)
            | Q(meldende_enhet__in=t.leder_enheter)
            | Q(enhet__in=bruker.mottar_for)
            | Q(self._gitt_til(bruker), enhet__in=t.egne_enheter)
        )
        if t.sekretariat:
            synlig |= Q(foreslatt_fsu=True)
        return self.filter(synlig)

    def _gitt_til(self, bruker: "Bruker") -> Exists:
        """Cards the leader has passed on to this person."""
        mottakere = apps.get_model("avvik", "Kortmottaker").objects
        mottakere = mottakere.uten_tilgangskontroll(grunn="synlighet")
        return Exists(mottakere.filter(kort=OuterRef("pk"), bruker=bruker))

    def fatt_av(self, bruker: "Bruker") -> Self:
        return self.filter(self._gitt_til(bruker))


class KortmottakerQuerySet(SakQuerySet):
    def synlig_for(self, bruker: "Bruker") -> Self:
        """Who was praised: for the one who may thank, and each for himself or
        herself."""
        return self.filter(
            Q(kort__enhet__in=bruker.mottar_for)
            | Q(bruker=bruker, kort__enhet__in=bruker.tilganger.egne_enheter)
        )

    def med_sluttede(self, dato: date) -> Self:
        """Adds `sluttet`: works in the unit no more."""
        roller = apps.get_model("helsefellesskap", "Rolle").objects.arbeider(dato)
        her = roller.filter(bruker=OuterRef("bruker"), enhet=OuterRef("kort__enhet"))
        return self.annotate(sluttet=~Exists(her))


UtkastManager = LukketManager.for_queryset(UtkastQuerySet)
AvvikManager = LukketManager.for_queryset(AvvikQuerySet)
SaksdelManager = LukketManager.for_queryset(SaksdelQuerySet)
KortmottakerManager = LukketManager.for_queryset(KortmottakerQuerySet)
KortutkastManager = LukketManager.for_queryset(KladdQuerySet)
RabrakortManager = LukketManager.for_queryset(RabrakortQuerySet)
