"""Counts of frequent small faults: no case, no text, no person, no answer expected."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from avvik import enums, querysets
from avvik.models.register import Utgave, riktig_rekke
from helsefellesskap.historikk import spor
from helsefellesskap.models import Enhet, Virksomhet


class Trendtype(Utgave):
    """What may be counted, in one direction."""

    kode = models.CharField(max_length=40, unique=True)
    retning = models.CharField(max_length=12, choices=enums.Retning)
    rekkefolge = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)

    objects = querysets.GyldigQuerySet.as_manager()

    class Meta:
        ordering = ("-retning", "rekkefolge", "kode")
        constraints = [riktig_rekke("trendtype_fra_for_til")]
        triggers = spor(
            "kode", "retning", "rekkefolge", "gyldig_fra", "gyldig_til", "versjon"
        )

    def __str__(self) -> str:
        return self.kode


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
