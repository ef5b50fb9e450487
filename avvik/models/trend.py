"""Counts of frequent small faults: no case, no text, no person, no answer expected."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from avvik import enums, querysets
from avvik.spraak import paa_spraaket
from helsefellesskap.felter import Fritekst
from helsefellesskap.historikk import spor
from helsefellesskap.models import Enhet, Virksomhet


class Trendtype(models.Model):
    """What may be counted, in one direction; old counts keep theirs."""

    kode = models.CharField(max_length=40, unique=True)
    navn = Fritekst(_("navn"))
    navn_nn = Fritekst(_("navn på nynorsk"), blank=True)
    navn_en = Fritekst(_("navn på engelsk"), blank=True)
    retning = models.CharField(max_length=12, choices=enums.Retning)
    rekkefolge = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)
    gyldig_fra = models.DateField(default=date(2000, 1, 1))
    gyldig_til = models.DateField(null=True, blank=True)
    versjon = models.PositiveIntegerField(default=1)

    objects = querysets.KategoriQuerySet.as_manager()

    class Meta:
        ordering = ("-retning", "rekkefolge", "kode")
        constraints = [
            models.CheckConstraint(
                condition=Q(gyldig_til__isnull=True)
                | Q(gyldig_til__gte=F("gyldig_fra")),
                name="trendtype_fra_for_til",
            ),
        ]
        triggers = spor(
            "kode", "retning", "rekkefolge", "gyldig_fra", "gyldig_til", "versjon"
        )

    def __str__(self) -> str:
        return self.kode

    @property
    def vist(self) -> str:
        """The name in the reader's language."""
        return paa_spraaket(self, "navn")


class Trendtelling(models.Model):
    """How often one unit met one fault in a week.

    Who counted stands in the change log only.
    """

    trendtype = models.ForeignKey(Trendtype, models.PROTECT, related_name="tellinger")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="trendtellinger")
    # The other side; null when the hospital does not know which kommune.
    motpart = models.ForeignKey(
        Virksomhet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="talt_av_andre",
    )
    # The Monday of the week.
    uke = models.DateField()
    antall = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = _("trendtellinger")
        constraints = [
            models.UniqueConstraint(
                fields=("trendtype", "enhet", "motpart", "uke"),
                name="trendtelling_unik",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(uke__iso_week_day=1), name="trendtelling_uke_er_mandag"
            ),
        ]
        indexes = [models.Index(fields=("uke",), name="trendtelling_uke")]
        triggers = spor("trendtype_id", "enhet_id", "motpart_id", "uke", "antall")

    def __str__(self) -> str:
        return f"trendtelling {self.pk}"
