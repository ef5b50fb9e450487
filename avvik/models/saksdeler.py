"""What belongs to a case: who held it, answers, measures, texts, timeline."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from avvik import enums, querysets
from avvik.models.sak import Avvik
from helsefellesskap.felter import Fritekst
from helsefellesskap.historikk import spor
from helsefellesskap.models import Bruker, Enhet


class Tildeling(models.Model):
    """The case in the hands of one unit; the newest is the holder's."""

    avvik = models.ForeignKey(Avvik, models.PROTECT, related_name="tildelinger")
    nr = models.PositiveSmallIntegerField()
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="tildelinger")
    grunn = models.CharField(max_length=20, choices=enums.Tildelingsgrunn)
    begrunnelse = Fritekst(_("begrunnelse"), blank=True)  # why it was passed on
    av = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="+"
    )
    tid = models.DateTimeField()
    dato = models.DateField()
    # Set while the unit only has to find the right one (TIL_FORDELING).
    fordel_innen = models.DateField(null=True, blank=True)
    bekreft_innen = models.DateField()
    egen_frist = models.DateField()
    bekreftet_tid = models.DateTimeField(null=True, blank=True)
    bekreftet_av = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = querysets.SaksdelManager()

    class Meta:
        verbose_name_plural = _("tildelinger")
        ordering = ("nr",)
        constraints = [
            models.UniqueConstraint(fields=("avvik", "nr"), name="tildeling_nr_unik"),
        ]
        triggers = spor("avvik_id", "enhet_id", "grunn", "egen_frist", "bekreftet_tid")

    def __str__(self) -> str:
        return f"tildeling {self.pk}"


class Svar(models.Model):
    """An answer; a draft while `sendt_tid` is null."""

    avvik = models.ForeignKey(Avvik, models.PROTECT, related_name="svar")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="svar")
    av = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="+"
    )
    runde = models.PositiveSmallIntegerField(default=1)
    sendt_tid = models.DateTimeField(null=True, blank=True)
    dato = models.DateField(null=True, blank=True)
    # Set when the parties settled it by phone or in a meeting.
    avklart_dato = models.DateField(null=True, blank=True)
    paa_vegne_av_enheten = models.BooleanField(default=False)
    # When it was sent on paper to a sender nobody reaches here.
    sendt_som_brev = models.DateField(null=True, blank=True)
    vurdering = models.CharField(max_length=20, choices=enums.Vurdering, blank=True)
    begrunnelse = Fritekst(_("begrunnelse"), blank=True)
    til_melder = Fritekst(_("svar til melder"), blank=True)
    funn = Fritekst(_("hva har dere funnet ut"), blank=True)
    aarsaker = ArrayField(
        models.CharField(max_length=20, choices=enums.Arsak), default=list, blank=True
    )
    laeringspunkt = Fritekst(_("læringspunkt"), blank=True)
    pasient_informert = models.CharField(max_length=12, choices=enums.JaNei, blank=True)
    versjon = models.PositiveIntegerField(default=1)

    objects = querysets.SaksdelManager()

    class Meta:
        verbose_name_plural = _("svar")
        ordering = ("runde", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("avvik", "enhet"),
                condition=Q(sendt_tid__isnull=True),
                name="ett_svarutkast_per_enhet",
            ),
            models.CheckConstraint(
                condition=Q(sendt_tid__isnull=True, dato__isnull=True)
                | Q(sendt_tid__isnull=False, dato__isnull=False),
                name="svar_sendt_naar_og_dato",
            ),
        ]
        triggers = spor("avvik_id", "enhet_id", "sendt_tid", "vurdering")

    def __str__(self) -> str:
        return f"svar {self.pk}"


class Tiltak(models.Model):
    """A measure one side takes, with owner, date and status."""

    avvik = models.ForeignKey(Avvik, models.PROTECT, related_name="tiltak")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="tiltak")
    beskrivelse = Fritekst(_("tiltak"))
    ansvarlig_rolle = Fritekst(_("ansvarlig rolle"))
    frist = models.DateField()
    status = models.CharField(
        max_length=12,
        choices=enums.Tiltakstatus,
        default=enums.Tiltakstatus.PLANLAGT,
    )
    av = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opprettet = models.DateTimeField(db_default=Now())
    versjon = models.PositiveIntegerField(default=1)

    objects = querysets.SaksdelManager()

    class Meta:
        verbose_name_plural = _("tiltak")
        ordering = ("frist", "id")
        triggers = spor("avvik_id", "enhet_id", "frist", "status")

    def __str__(self) -> str:
        return f"tiltak {self.pk}"


class Tiltaksutkast(models.Model):
    """One row of measures in a draft answer; a Tiltak once the answer is sent.

    A table of its own, so that no list, figure or report can count it.
    """

    avvik = models.ForeignKey(Avvik, models.PROTECT, related_name="tiltaksutkast")
    svar = models.ForeignKey(Svar, models.PROTECT, related_name="tiltaksutkast")
    nr = models.PositiveSmallIntegerField()
    beskrivelse = Fritekst(_("tiltak"), blank=True)
    ansvarlig_rolle = Fritekst(_("ansvarlig rolle"), blank=True)
    frist = models.DateField(null=True, blank=True)

    objects = querysets.SaksdelManager()

    class Meta:
        verbose_name_plural = _("tiltaksutkast")
        ordering = ("nr",)
        constraints = [
            models.UniqueConstraint(fields=("svar", "nr"), name="tiltaksutkast_nr_unik")
        ]

    def __str__(self) -> str:
        return f"tiltaksutkast {self.pk}"


class Melding(models.Model):
    """A text from one party to the other inside the case."""

    avvik = models.ForeignKey(Avvik, models.PROTECT, related_name="meldinger")
    slag = models.CharField(max_length=20, choices=enums.Meldingsslag)
    av = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="+"
    )
    fra_enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, blank=True, related_name="+"
    )
    tekst = Fritekst(_("tekst"))
    tid = models.DateTimeField()

    objects = querysets.SaksdelManager()

    class Meta:
        verbose_name_plural = _("meldinger")
        ordering = ("tid", "id")

    def __str__(self) -> str:
        return f"melding {self.pk}"


class Deling(models.Model):
    """A person or unit given a case to handle or comment on."""

    avvik = models.ForeignKey(Avvik, models.PROTECT, related_name="delinger")
    slag = models.CharField(max_length=20, choices=enums.Delingsslag)
    # The saksbehandler it was given to, or the unit asked to comment.
    bruker = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="delinger"
    )
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="delinger")
    # The unit that shared; the share dies when it no longer holds the case.
    fra_enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="+")
    av = models.ForeignKey(Bruker, models.PROTECT, related_name="+")
    tid = models.DateTimeField()

    objects = querysets.SaksdelManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(slag=enums.Delingsslag.UTTALELSE, bruker__isnull=True)
                | Q(slag=enums.Delingsslag.SAKSBEHANDLER, bruker__isnull=False),
                name="deling_til_person_eller_enhet",
            ),
            models.UniqueConstraint(
                fields=("avvik", "slag", "bruker", "enhet"),
                name="deling_unik",
                nulls_distinct=False,
            ),
        ]
        triggers = spor("avvik_id", "slag", "bruker_id", "enhet_id")

    def __str__(self) -> str:
        return f"deling {self.pk}"


class Hendelse(models.Model):
    """The timeline of a case. Insert only; no free text."""

    avvik = models.ForeignKey(Avvik, models.PROTECT, related_name="hendelser")
    verb = models.CharField(max_length=20, choices=enums.Verb)
    tid = models.DateTimeField()
    av = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The unit that acted, and the unit it concerned.
    enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, blank=True, related_name="+"
    )
    til_enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Registered by the sekretariat on behalf of `enhet`.
    paa_vegne = models.BooleanField(default=False)
    til_status = models.CharField(max_length=20, choices=enums.Status, blank=True)
    dato = models.DateField(null=True, blank=True)  # a new date it brought

    objects = querysets.SaksdelManager()

    class Meta:
        verbose_name_plural = _("hendelser")
        ordering = ("tid", "id")
        indexes = [models.Index(fields=("avvik", "tid"), name="hendelse_avvik")]

    def __str__(self) -> str:
        return f"hendelse {self.pk}"


class Paminnelse(models.Model):
    """One step of a ladder for one Tildeling (design 3 and 6)."""

    avvik = models.ForeignKey(Avvik, models.PROTECT, related_name="paminnelser")
    tildeling = models.ForeignKey(Tildeling, models.PROTECT, related_name="paminnelser")
    stige = models.CharField(max_length=10, choices=enums.Stige)
    trinn = models.CharField(max_length=20)
    # Counts up when the same Tildeling gets a new date (pause, MER_ONSKET).
    runde = models.PositiveSmallIntegerField(default=1)
    forfall = models.DateField()
    tilstand = models.CharField(
        max_length=12,
        choices=enums.Paminnelsestilstand,
        default=enums.Paminnelsestilstand.PLANLAGT,
    )
    avgjort_tid = models.DateTimeField(null=True, blank=True)

    objects = querysets.SaksdelManager()

    class Meta:
        verbose_name_plural = _("påminnelser")
        constraints = [
            models.UniqueConstraint(
                fields=("tildeling", "stige", "runde", "trinn"),
                name="paminnelse_en_gang",
            ),
        ]
        indexes = [
            models.Index(
                fields=("forfall",),
                condition=Q(tilstand=enums.Paminnelsestilstand.PLANLAGT),
                name="paminnelse_planlagte",
            ),
        ]

    def __str__(self) -> str:
        return f"påminnelse {self.pk}"
