"""Texts that were wrong: what the sender asked for, and what stood there before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from avvik import enums, querysets
from avvik.models.sak import Avvik
from avvik.models.saksdeler import Melding
from helsefellesskap.felter import Fritekst
from helsefellesskap.historikk import spor
from helsefellesskap.models import Bruker


class Retteonske(models.Model):
    """«Jeg har skrevet noe feil»: between the sender and the sekretariat only."""

    avvik = models.ForeignKey(Avvik, models.PROTECT, related_name="retteonsker")
    # Name of the column; in `melding` where that is set, else in the case.
    felt = models.CharField(max_length=20)
    melding = models.ForeignKey(
        Melding, models.PROTECT, null=True, blank=True, related_name="+"
    )
    onske = models.CharField(max_length=10, choices=enums.Retteslag)
    forklaring = Fritekst(_("hva som er feil"))
    av = models.ForeignKey(Bruker, models.PROTECT, related_name="+")
    tid = models.DateTimeField()
    behandlet_av = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="+"
    )
    behandlet_tid = models.DateTimeField(null=True, blank=True)
    utfall = models.CharField(max_length=10, choices=enums.Retteutfall, blank=True)
    svar = Fritekst(_("svar om retting"), blank=True)
    versjon = models.PositiveIntegerField(default=1)

    objects = querysets.SaksdelManager()

    class Meta:
        verbose_name_plural = _("ønsker om retting")
        ordering = ("tid", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    behandlet_av__isnull=True,
                    behandlet_tid__isnull=True,
                    utfall="",
                    svar="",
                )
                | Q(behandlet_av__isnull=False, behandlet_tid__isnull=False)
                & ~Q(utfall=""),
                name="retting_behandlet_av_naar_og_hvordan",
            ),
            models.CheckConstraint(
                condition=~Q(utfall=enums.Retteutfall.AVSLAATT) | ~Q(svar=""),
                name="retting_nei_har_svar",
            ),
            models.UniqueConstraint(
                fields=("avvik", "felt", "melding"),
                condition=Q(behandlet_tid__isnull=True),
                name="ett_apent_onske_per_tekst",
                nulls_distinct=False,
            ),
        ]
        triggers = spor("avvik_id", "felt", "melding_id", "onske", "utfall")

    def __str__(self) -> str:
        return f"retteønske {self.pk}"

    @property
    def apent(self) -> bool:
        return self.behandlet_tid is None


class Teksthistorikk(models.Model):
    """What stood in a text before the sekretariat corrected it.

    Shown only where texts are removed, and emptied when the text is.
    """

    avvik = models.ForeignKey(Avvik, models.PROTECT, related_name="teksthistorikk")
    melding = models.ForeignKey(
        Melding, models.PROTECT, null=True, blank=True, related_name="+"
    )
    felt = models.CharField(max_length=20)
    gammel = Fritekst(_("tidligere tekst"))
    av = models.ForeignKey(Bruker, models.PROTECT, related_name="+")
    tid = models.DateTimeField()

    objects = querysets.SaksdelManager()

    class Meta:
        verbose_name_plural = _("teksthistorikk")
        ordering = ("tid", "id")

    def __str__(self) -> str:
        return f"teksthistorikk {self.pk}"
