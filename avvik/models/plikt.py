"""What each side has concluded about its duties to report."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from avvik import enums, querysets
from avvik.models.sak import Avvik
from helsefellesskap.felter import Fritekst
from helsefellesskap.historikk import spor
from helsefellesskap.models import Bruker, Enhet


class Pliktvurdering(models.Model):
    """One assessment by one side: who, when, what came of it.

    A later assessment is a new row; the database lets nothing but the reason
    change, and that only for masking.
    """

    avvik = models.ForeignKey(Avvik, models.PROTECT, related_name="pliktvurderinger")
    plikt = models.CharField(max_length=12, choices=enums.Plikt)
    side = models.CharField(max_length=12, choices=enums.Side)
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="+")
    utfall = models.CharField(max_length=16, choices=enums.Pliktutfall)
    meldt_til = ArrayField(
        models.CharField(max_length=16, choices=enums.MeldtTil),
        default=list,
        blank=True,
    )
    begrunnelse = Fritekst(_("vurdering av meldeplikt"), blank=True)
    # When it was reported or considered; `tid` is when that was written here.
    dato = models.DateField()
    paa_vegne_av_enheten = models.BooleanField(default=False)
    av = models.ForeignKey(Bruker, models.PROTECT, related_name="+")
    tid = models.DateTimeField()

    objects = querysets.SaksdelManager()

    class Meta:
        verbose_name_plural = _("vurderinger av meldeplikt")
        ordering = ("tid", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(utfall=enums.Pliktutfall.MELDT) & ~Q(meldt_til=[])
                | ~Q(utfall=enums.Pliktutfall.MELDT) & Q(meldt_til=[]),
                name="plikt_meldt_til_noen",
            ),
            models.CheckConstraint(
                condition=~Q(utfall=enums.Pliktutfall.IKKE_PLIKT) | ~Q(begrunnelse=""),
                name="plikt_nei_har_grunn",
            ),
            # The virksomhet that erred reports its own breach.
            models.CheckConstraint(
                condition=~Q(plikt=enums.Plikt.PERSONVERN)
                | Q(side=enums.Side.MOTTAKENDE)
                & ~Q(utfall=enums.Pliktutfall.MELDT_AV_ANDRE),
                name="plikt_personvern_hos_mottaker",
            ),
        ]
        indexes = [
            models.Index(fields=("avvik", "plikt", "side"), name="plikt_per_side")
        ]
        triggers = [
            *spor("avvik_id", "plikt", "side", "utfall", "dato"),
            pgtrigger.ReadOnly(name="uendret", exclude=["begrunnelse"]),
        ]

    def __str__(self) -> str:
        return f"pliktvurdering {self.pk}"

    @property
    def avgjort(self) -> bool:
        return self.utfall != enums.Pliktutfall.VURDERES
