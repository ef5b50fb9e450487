"""Categories, routing rules and rules for dates; edited by the sekretariat."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from avvik import enums, querysets
from helsefellesskap.felter import Fritekst
from helsefellesskap.historikk import spor
from helsefellesskap.models import Enhet, Virksomhet


class Kategorigruppe(models.Model):
    """Level 1: a letter, the official name, and plain words for the form."""

    bokstav = models.CharField(max_length=1, unique=True)
    navn = Fritekst(_("navn"))
    enkelt_navn = Fritekst(_("navn i skjemaet"))

    class Meta:
        ordering = ("bokstav",)

    def __str__(self) -> str:
        return self.bokstav


class Kategori(models.Model):
    """Level 2, with validity; old cases keep theirs."""

    gruppe = models.ForeignKey(
        Kategorigruppe, models.PROTECT, related_name="kategorier"
    )
    kode = models.CharField(max_length=4)
    navn = Fritekst(_("navn"))
    retning = models.CharField(max_length=12, choices=enums.Kategoriretning)
    avtalepunkt = models.CharField(max_length=10, blank=True)
    nokup_kode = models.CharField(max_length=20, blank=True)
    gyldig_fra = models.DateField(default=date(2000, 1, 1))
    gyldig_til = models.DateField(null=True, blank=True)

    objects = querysets.KategoriQuerySet.as_manager()

    class Meta:
        ordering = ("kode",)
        constraints = [
            models.UniqueConstraint(
                fields=("kode", "gyldig_fra"), name="kategori_kode_unik"
            ),
        ]

    def __str__(self) -> str:
        return self.kode


class Ruteregel(models.Model):
    """Which unit gets what, when the melder does not choose (ruting.py)."""

    mottakende_virksomhet = models.ForeignKey(
        Virksomhet, models.PROTECT, related_name="ruteregler"
    )
    sted = models.CharField(max_length=12, choices=enums.Sted, blank=True)
    kategori = models.CharField(_("kode eller gruppe"), max_length=4, blank=True)
    avsender_kommunenummer = models.CharField(max_length=4, blank=True)
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="ruteregler")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=(
                    "mottakende_virksomhet",
                    "sted",
                    "kategori",
                    "avsender_kommunenummer",
                ),
                name="ruteregel_unik",
            ),
        ]
        triggers = spor("mottakende_virksomhet_id", "sted", "kategori", "enhet_id")

    def __str__(self) -> str:
        return f"ruteregel {self.pk}"


class Fristregel(models.Model):
    """Days to forward, confirm and answer; a change never moves an open case."""

    # Null: for every virksomhet without a rule of its own.
    virksomhet = models.ForeignKey(
        Virksomhet, models.PROTECT, null=True, blank=True, related_name="fristregler"
    )
    slag = models.CharField(max_length=12, choices=enums.Slag, blank=True)
    # Null: the ordinary severities; a number: from this severity.
    fra_alvorlighet = models.PositiveSmallIntegerField(null=True, blank=True)
    fordel_dager = models.PositiveSmallIntegerField(default=2)
    bekreft_dager = models.PositiveSmallIntegerField(default=3)
    svar_dager = models.PositiveSmallIntegerField(default=21)
    gyldig_fra = models.DateField()
    gyldig_til = models.DateField(null=True, blank=True)

    objects = querysets.FristregelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("virksomhet", "slag", "fra_alvorlighet", "gyldig_fra"),
                name="fristregel_unik",
                nulls_distinct=False,
            ),
        ]
        triggers = spor("virksomhet_id", "svar_dager", "bekreft_dager", "gyldig_til")

    def __str__(self) -> str:
        return f"fristregel {self.pk}"
