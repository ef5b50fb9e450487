"""The committee: members, meetings, de-identified cases and what was learnt."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from avvik.models import Avvik, Kategorigruppe, Rabrakort
from helsefellesskap.felter import Fritekst
from helsefellesskap.historikk import spor
from helsefellesskap.models import Bruker, Enhet
from utvalg import enums, querysets


class Utvalg(models.Model):
    navn = Fritekst(_("navn"))

    objects = querysets.UtvalgQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("utvalg")

    def __str__(self) -> str:
        return f"utvalg {self.pk}"


class Medlemskap(models.Model):
    utvalg = models.ForeignKey(Utvalg, models.PROTECT, related_name="medlemskap")
    bruker = models.ForeignKey(Bruker, models.PROTECT, related_name="medlemskap")
    verv = models.CharField(max_length=20, choices=enums.Verv)
    fra = models.DateField()
    til = models.DateField(null=True, blank=True)

    objects = querysets.MedlemskapQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("medlemskap")
        constraints = [
            models.UniqueConstraint(
                fields=("utvalg", "bruker", "fra"), name="medlemskap_unikt"
            ),
        ]
        triggers = spor("utvalg_id", "bruker_id", "verv", "fra", "til")

    def __str__(self) -> str:
        return f"medlemskap {self.pk}"


class Mote(models.Model):
    utvalg = models.ForeignKey(Utvalg, models.PROTECT, related_name="moter")
    dato = models.DateField(_("dato"))
    sted = Fritekst(_("sted"), blank=True)
    status = models.CharField(
        max_length=10, choices=enums.Motestatus, default=enums.Motestatus.PLANLAGT
    )
    versjon = models.PositiveIntegerField(default=1)

    objects = querysets.MoteQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("møter")
        ordering = ("-dato",)
        constraints = [
            models.UniqueConstraint(fields=("utvalg", "dato"), name="ett_mote_per_dag"),
        ]
        triggers = spor("utvalg_id", "dato", "status")

    def __str__(self) -> str:
        return f"møte {self.pk}"


class Presentasjon(models.Model):
    """A de-identified text about one case or card, signed by a second person.

    Any change of text takes the signature away (actions.skriv_presentasjon).
    """

    avvik = models.OneToOneField(
        Avvik, models.PROTECT, null=True, blank=True, related_name="presentasjon"
    )
    rabrakort = models.OneToOneField(
        Rabrakort, models.PROTECT, null=True, blank=True, related_name="presentasjon"
    )
    tittel = Fritekst(_("tittel"))
    gruppe = models.ForeignKey(
        Kategorigruppe, models.PROTECT, null=True, blank=True, related_name="+"
    )
    avsender = models.CharField(max_length=10, choices=enums.Parttype)
    mottaker = models.CharField(max_length=10, choices=enums.Parttype)
    # First of the month; the committee sees the month, never the date.
    maaned = models.DateField()
    hva_skjedde = Fritekst(_("hva skjedde"))
    gikk_bra = Fritekst(_("hva gikk bra"), blank=True)
    svar_fra_enhet = Fritekst(_("svar fra ansvarlig enhet"), blank=True)
    forslag = Fritekst(_("forslag fra melder"), blank=True)
    skrevet_av = models.ForeignKey(Bruker, models.PROTECT, related_name="+")
    endret = models.DateTimeField(db_default=Now())
    kontrollert_av = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kontrollert_tid = models.DateTimeField(null=True, blank=True)
    versjon = models.PositiveIntegerField(default=1)

    objects = querysets.PresentasjonManager()

    class Meta:
        verbose_name_plural = _("presentasjoner")
        constraints = [
            models.CheckConstraint(
                condition=Q(avvik__isnull=True, rabrakort__isnull=False)
                | Q(avvik__isnull=False, rabrakort__isnull=True),
                name="presentasjon_av_en_sak",
            ),
            models.CheckConstraint(
                condition=Q(kontrollert_av__isnull=True)
                | ~Q(kontrollert_av=F("skrevet_av")),
                name="presentasjon_signert_av_en_annen",
            ),
            models.CheckConstraint(
                condition=Q(kontrollert_av__isnull=True, kontrollert_tid__isnull=True)
                | Q(kontrollert_av__isnull=False, kontrollert_tid__isnull=False),
                name="presentasjon_signert_naar_og_hvem",
            ),
        ]
        triggers = spor(
            "avvik_id", "rabrakort_id", "skrevet_av_id", "kontrollert_av_id"
        )

    def __str__(self) -> str:
        return f"presentasjon {self.pk}"


class Sak(models.Model):
    """A presentation on an agenda. For the committee it is only its number."""

    mote = models.ForeignKey(Mote, models.PROTECT, related_name="saker")
    nummer = models.PositiveSmallIntegerField()
    presentasjon = models.ForeignKey(Presentasjon, models.PROTECT, related_name="saker")
    vurdering = models.CharField(
        max_length=20, choices=enums.Utvalgsvurdering, blank=True
    )
    versjon = models.PositiveIntegerField(default=1)

    objects = querysets.SakManager()

    class Meta:
        verbose_name_plural = _("saker")
        ordering = ("nummer",)
        constraints = [
            models.UniqueConstraint(
                fields=("mote", "nummer"),
                name="sak_nummer_unikt",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=("mote", "presentasjon"), name="sak_en_gang"
            ),
        ]
        triggers = spor("mote_id", "nummer", "presentasjon_id", "vurdering")

    def __str__(self) -> str:
        return f"sak {self.nummer}"


class Inhabilitet(models.Model):
    """The system proposes, the committee decides, it is recorded by role."""

    sak = models.ForeignKey(Sak, models.PROTECT, related_name="inhabiliteter")
    medlemskap = models.ForeignKey(
        Medlemskap, models.PROTECT, related_name="inhabiliteter"
    )
    foreslatt = models.BooleanField(default=False)
    # Null until the committee has decided.
    inhabil = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name_plural = _("inhabiliteter")
        constraints = [
            models.UniqueConstraint(
                fields=("sak", "medlemskap"), name="inhabilitet_unik"
            ),
        ]
        triggers = spor("sak_id", "medlemskap_id", "inhabil")

    def __str__(self) -> str:
        return f"inhabilitet {self.pk}"


class Laeringspunkt(models.Model):
    """What others can learn; goes into the notes as it stands."""

    sak = models.ForeignKey(Sak, models.PROTECT, related_name="laeringspunkter")
    tekst = Fritekst(_("læringspunkt"))
    av = models.ForeignKey(Bruker, models.PROTECT, related_name="+")
    opprettet = models.DateTimeField(db_default=Now())
    versjon = models.PositiveIntegerField(default=1)

    objects = querysets.LaeringspunktManager()

    class Meta:
        verbose_name_plural = _("læringspunkter")
        ordering = ("id",)
        triggers = spor("sak_id")

    def __str__(self) -> str:
        return f"læringspunkt {self.pk}"


class Vedtak(models.Model):
    """What the committee asks of a unit, with a date."""

    sak = models.ForeignKey(Sak, models.PROTECT, related_name="vedtak")
    til_enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, blank=True, related_name="+"
    )
    tekst = Fritekst(_("vedtak"))
    frist = models.DateField(null=True, blank=True)
    av = models.ForeignKey(Bruker, models.PROTECT, related_name="+")
    opprettet = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = _("vedtak")
        triggers = spor("sak_id", "til_enhet_id", "frist")

    def __str__(self) -> str:
        return f"vedtak {self.pk}"
