"""Cards for what went well."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from avvik import querysets
from avvik.models.kladd import Kladd
from helsefellesskap.felter import Fritekst
from helsefellesskap.historikk import spor
from helsefellesskap.models import Bruker, Enhet, Virksomhet


class Kortinnhold(models.Model):
    """The four questions; the same columns in draft and card."""

    TEKSTER = ("hvem", "hva", "laering", "endringer")

    # Exempt from the warning about names: naming colleagues is the point.
    hvem = Fritekst(_("hvem gjorde noe bra"), blank=True)
    hva = Fritekst(_("hva var bra og hvorfor"), blank=True)
    laering = Fritekst(_("hva kan vi lære av dette"), blank=True)
    endringer = Fritekst(_("hvilke endringer"), blank=True)

    class Meta:
        abstract = True

    @property
    def tekster(self) -> dict[str, str]:
        return {navn: getattr(self, navn) for navn in self.TEKSTER}


class Rabrakort(Kortinnhold):
    """A card for something done well; own series R-ÅÅÅÅ-NNNN."""

    nummer = models.CharField(max_length=14, unique=True)
    innsendingsnokkel = models.UUIDField(unique=True, default=uuid.uuid4)
    melder = models.ForeignKey(Bruker, models.PROTECT, related_name="rabrakort")
    meldende_enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="+")
    meldende_virksomhet = models.ForeignKey(
        Virksomhet, models.PROTECT, related_name="+"
    )
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="rabrakort")
    meldt_tid = models.DateTimeField()
    meldt_dato = models.DateField()
    takket_tid = models.DateTimeField(null=True, blank=True)
    takket_av = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # A word of the leader's own with the thanks.
    takk_hilsen = Fritekst(_("hilsen med takken"), blank=True)
    # The yes of those praised, before sharing or FSU.
    samtykke_dato = models.DateField(null=True, blank=True)
    foreslatt_fsu = models.BooleanField(default=False)
    versjon = models.PositiveIntegerField(default=1)

    objects = querysets.RabrakortManager()

    class Meta:
        verbose_name = _("#Råbra!-kort")
        verbose_name_plural = _("#Råbra!-kort")
        constraints = [
            models.CheckConstraint(
                condition=Q(takket_tid__isnull=True, takket_av__isnull=True)
                | Q(takket_tid__isnull=False, takket_av__isnull=False),
                name="rabra_takk_naar_og_hvem",
            ),
            models.CheckConstraint(
                condition=Q(foreslatt_fsu=False) | Q(samtykke_dato__isnull=False),
                name="rabra_fsu_bare_med_samtykke",
            ),
        ]
        triggers = spor("enhet_id", "takket_tid", "samtykke_dato", "foreslatt_fsu")

    def __str__(self) -> str:
        return self.nummer


class Kortmottaker(models.Model):
    """A colleague the card was passed on to, and the person's own yes or no."""

    kort = models.ForeignKey(Rabrakort, models.CASCADE, related_name="mottakere")
    bruker = models.ForeignKey(Bruker, models.PROTECT, related_name="fatt_rabra")
    gitt_av = models.ForeignKey(Bruker, models.PROTECT, related_name="+")
    tid = models.DateTimeField()
    # May the card be shared? Null until the person has said.
    ja = models.BooleanField(null=True)
    svart_tid = models.DateTimeField(null=True, blank=True)

    objects = querysets.KortmottakerManager()

    class Meta:
        verbose_name_plural = _("kortmottakere")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("kort", "bruker"), name="kortmottaker_en_gang"
            ),
            models.CheckConstraint(
                condition=Q(ja__isnull=True, svart_tid__isnull=True)
                | Q(ja__isnull=False, svart_tid__isnull=False),
                name="kortmottaker_svar_og_naar",
            ),
        ]
        triggers = spor("kort_id", "bruker_id", "ja")

    def __str__(self) -> str:
        return f"kortmottaker {self.pk}"


class Kortutkast(Kladd, Kortinnhold):
    """A card begun before log-in; the person's own after it."""

    # What was chosen on a page whose log-in had ended; used if it is the person's.
    fra_enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # May be on the writer's own side until it is sent.
    valgt_enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = querysets.KortutkastManager()

    class Meta(Kladd.Meta):
        verbose_name_plural = _("kortutkast")

    def __str__(self) -> str:
        return f"kortutkast {self.pk}"
