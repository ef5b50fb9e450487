"""Frozen reports: numbers, texts, PDF and checksum."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from helsefellesskap.felter import Fritekst
from helsefellesskap.historikk import spor
from helsefellesskap.models import Bruker
from rapporter import enums, querysets
from rapporter.tall import Periode
from utvalg.models import Laeringspunkt


class Rapport(models.Model):
    """A tertial or annual report. Published = never changed again."""

    type = models.CharField(max_length=10, choices=enums.Rapporttype)
    aar = models.PositiveSmallIntegerField(_("år"))
    # Null for the annual report.
    tertial = models.PositiveSmallIntegerField(null=True, blank=True)
    uttrekk = models.DateField(_("uttrekksdato"))
    status = models.CharField(
        max_length=10, choices=enums.Rapportstatus, default=enums.Rapportstatus.PABEGYNT
    )
    sammendrag = Fritekst(_("sammendrag"), blank=True)
    bakgrunn = Fritekst(_("bakgrunn"), blank=True)
    vurdering = Fritekst(_("vurdering og anbefaling"), blank=True)
    forslag_til_vedtak = Fritekst(_("forslag til vedtak"), blank=True)
    laeringspunkter = models.ManyToManyField(
        Laeringspunkt, blank=True, related_name="rapporter"
    )
    tall = models.JSONField(encoder=DjangoJSONEncoder, null=True, blank=True)
    pdf = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    laget_av = models.ForeignKey(Bruker, models.PROTECT, related_name="+")
    opprettet = models.DateTimeField(db_default=Now())
    publisert_av = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="+"
    )
    publisert_tid = models.DateTimeField(null=True, blank=True)
    versjon = models.PositiveIntegerField(default=1)

    objects = querysets.RapportQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("rapporter")
        ordering = ("-aar", "-tertial", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(type=enums.Rapporttype.AAR, tertial__isnull=True)
                | Q(type=enums.Rapporttype.TERTIAL, tertial__range=(1, 3)),
                name="rapport_tertial_naar_tertial",
            ),
            models.CheckConstraint(
                condition=~Q(status=enums.Rapportstatus.PUBLISERT)
                | Q(
                    tall__isnull=False,
                    pdf__isnull=False,
                    publisert_av__isnull=False,
                    publisert_tid__isnull=False,
                )
                & ~Q(sha256=""),
                name="rapport_publisert_er_hel",
            ),
        ]
        triggers = spor("type", "aar", "tertial", "uttrekk", "status", "sha256")

    def __str__(self) -> str:
        return f"rapport {self.pk}"

    def valgte_punkter(self) -> list[int]:
        """Ids; the points themselves are read by their own door."""
        rader = self.laeringspunkter.through.objects.filter(rapport=self)
        return list(rader.values_list("laeringspunkt", flat=True))

    @property
    def periode(self) -> Periode:
        if self.tertial is None:
            return Periode.aar(self.aar)
        return Periode.tertial(self.aar, self.tertial)
