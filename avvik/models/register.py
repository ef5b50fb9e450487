"""Categories, routing rules and rules for dates; edited by the sekretariat."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from avvik import enums, querysets
from avvik.spraak import paa_spraaket
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.felter import Fritekst
from helsefellesskap.historikk import spor
from helsefellesskap.models import Enhet, Virksomhet

GYLDIG_FRA = date(2000, 1, 1)


def riktig_rekke(navn: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(gyldig_til__isnull=True) | Q(gyldig_til__gte=F("gyldig_fra")),
        name=navn,
    )


class Utgave(models.Model):
    """One version of what the sekretariat lets people choose; old rows keep theirs."""

    navn = Fritekst(_("navn"))
    navn_nn = Fritekst(_("navn på nynorsk"), blank=True)
    navn_en = Fritekst(_("navn på engelsk"), blank=True)
    gyldig_fra = models.DateField(default=GYLDIG_FRA)
    gyldig_til = models.DateField(null=True, blank=True)
    versjon = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def vist(self) -> str:
        """The name in the reader's language."""
        return paa_spraaket(self, "navn")

    def gyldig(self, dato: date) -> bool:
        """Whether it may be chosen on a date."""
        if dato < self.gyldig_fra:
            return False
        return self.gyldig_til is None or dato <= self.gyldig_til


class Kategorigruppe(models.Model):
    """Level 1: a letter, the official name, and plain words for the form.

    The words are the form's; the letter is what cases and reports count by.
    """

    bokstav = models.CharField(max_length=1, unique=True)
    navn = Fritekst(_("navn"))
    navn_nn = Fritekst(_("navn på nynorsk"), blank=True)
    navn_en = Fritekst(_("navn på engelsk"), blank=True)
    enkelt_navn = Fritekst(_("navn i skjemaet"))
    enkelt_navn_nn = Fritekst(_("navn i skjemaet på nynorsk"), blank=True)
    enkelt_navn_en = Fritekst(_("navn i skjemaet på engelsk"), blank=True)
    versjon = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("bokstav",)
        triggers = spor("bokstav", "versjon")

    def __str__(self) -> str:
        return self.bokstav

    @property
    def vist(self) -> str:
        """The plain words in the reader's language."""
        return paa_spraaket(self, "enkelt_navn")

    @property
    def vist_navn(self) -> str:
        """The official name in the reader's language."""
        return paa_spraaket(self, "navn")


class Kategori(Utgave):
    """Level 2."""

    gruppe = models.ForeignKey(
        Kategorigruppe, models.PROTECT, related_name="kategorier"
    )
    kode = models.CharField(max_length=4)
    retning = models.CharField(max_length=12, choices=enums.Kategoriretning)
    avtalepunkt = models.CharField(max_length=10, blank=True)
    nokup_kode = models.CharField(max_length=20, blank=True)

    objects = querysets.KategoriQuerySet.as_manager()

    class Meta:
        ordering = ("kode",)
        constraints = [
            models.UniqueConstraint(
                fields=("kode", "gyldig_fra"), name="kategori_kode_unik"
            ),
            riktig_rekke("kategori_fra_for_til"),
        ]
        triggers = spor(
            "kode",
            "retning",
            "avtalepunkt",
            "nokup_kode",
            "gyldig_fra",
            "gyldig_til",
            "versjon",
        )

    def __str__(self) -> str:
        return self.kode


class Valg(Utgave):
    """One entry of a list the melder may answer from."""

    liste = models.CharField(max_length=20, choices=enums.Valgliste)
    kode = models.CharField(max_length=20)
    rekkefolge = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)
    # Senders of this kind see the entry before the others.
    forst_for = models.CharField(max_length=20, choices=Virksomhetstype, blank=True)

    objects = querysets.GyldigQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("valg")
        ordering = ("liste", "rekkefolge", "kode", "gyldig_fra")
        constraints = [
            models.UniqueConstraint(
                fields=("liste", "kode", "gyldig_fra"), name="valg_kode_unik"
            ),
            riktig_rekke("valg_fra_for_til"),
        ]
        triggers = spor(
            "liste",
            "kode",
            "rekkefolge",
            "forst_for",
            "gyldig_fra",
            "gyldig_til",
            "versjon",
        )

    def __str__(self) -> str:
        return f"{self.liste} {self.kode}"


class Nokupkode(models.Model):
    """A code of the national kodeverk, as loaded from its spreadsheet.

    Empty until somebody loads an edition; a code is never made up here.
    """

    kode = models.CharField(max_length=20)
    navn = Fritekst(_("navn"))
    utgave = models.CharField(max_length=20)
    gyldig_fra = models.DateField()
    gyldig_til = models.DateField(null=True, blank=True)

    objects = querysets.GyldigQuerySet.as_manager()

    class Meta:
        ordering = ("kode",)
        constraints = [
            models.UniqueConstraint(
                fields=("kode", "utgave"), name="nokupkode_en_per_utgave"
            ),
            riktig_rekke("nokupkode_fra_for_til"),
        ]
        triggers = spor("kode", "utgave", "gyldig_fra", "gyldig_til")

    def __str__(self) -> str:
        return f"{self.kode} ({self.utgave})"


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
