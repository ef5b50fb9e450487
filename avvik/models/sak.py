"""The case and its draft."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from avvik import enums, querysets
from avvik.frister import er_alvorlig
from avvik.models.kladd import Kladd
from avvik.models.register import Fristregel, Kategori, Kategorigruppe, Valg
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.felter import Fritekst
from helsefellesskap.historikk import spor
from helsefellesskap.models import Bruker, Enhet, Virksomhet


def _valg(navn: Any) -> models.ForeignKey:
    return models.ForeignKey(
        Valg,
        models.PROTECT,
        verbose_name=navn,
        null=True,
        blank=True,
        related_name="+",
    )


class Meldingsinnhold(models.Model):
    """What the melder writes; the same columns in draft and case."""

    slag = models.CharField(max_length=12, choices=enums.Slag, default=enums.Slag.AVVIK)
    hendelsesdato = models.DateField(_("når skjedde det"), null=True, blank=True)
    gruppe = models.ForeignKey(
        Kategorigruppe, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kategori = models.ForeignKey(
        Kategori, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Null: forbedring, or «Gjelder ikke en enkelt pasient».
    alvorlighet = models.PositiveSmallIntegerField(
        choices=enums.Alvorlighet, null=True, blank=True
    )
    hva_skjedde = Fritekst(_("hva skjedde"), blank=True)
    meldt_andre_steder = ArrayField(
        models.CharField(max_length=20, choices=enums.MeldtAnnetSted),
        default=list,
        blank=True,
    )
    sted = models.CharField(max_length=12, choices=enums.Sted, blank=True)
    forslag = Fritekst(_("hva kunne vært gjort annerledes"), blank=True)
    gikk_bra = Fritekst(_("hva gikk bra likevel"), blank=True)
    strakstiltak = Fritekst(_("strakstiltak"), blank=True)
    pasient_informert = models.CharField(max_length=12, choices=enums.JaNei, blank=True)
    avtale = Fritekst(_("hvilken rutine eller avtale"), blank=True)
    # Each from the list of its own name (enums.Valgliste).
    pasientgruppe = _valg(_("pasientgruppe"))
    fase = _valg(_("fase i forløpet"))
    meldingstype = _valg(_("meldingstype"))
    avtalepunkt = _valg(_("avtalepunkt"))
    kontaktlinje = Fritekst(_("kontakt om pasienten"), blank=True)
    # Only the melder's own unit sees this one.
    egen_referanse = Fritekst(_("deres egen referanse"), blank=True)
    # Filed by the sekretariat for somebody: how it came in, when, and whom to answer
    # where the person has no account.
    kanal = models.CharField(max_length=10, choices=enums.Meldingskanal, blank=True)
    mottatt_dato = models.DateField(_("mottatt dato"), null=True, blank=True)
    innmelder = Fritekst(_("hvem vi kan svare"), blank=True)

    class Meta:
        abstract = True

    @property
    def er_forslag(self) -> bool:
        return self.slag == enums.Slag.FORBEDRING


class Utkast(Kladd, Meldingsinnhold):
    """A case that is not filed yet; deleted after 7 days."""

    # Filed by the sekretariat for this person, who has an account.
    registrert_for = models.ForeignKey(
        Bruker, models.CASCADE, null=True, blank=True, related_name="+"
    )
    # Null while nobody has logged in, and for a person who has no unit yet.
    enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Where somebody not logged in says to work; kept until a unit has its place.
    side = models.CharField(max_length=20, choices=Virksomhetstype, blank=True)
    # The version the page had when its writer's log-in ended.
    fra_versjon = models.PositiveIntegerField(null=True, blank=True)
    # Unset until the question is answered, so that step 1 can tell.
    gjelder_pasient = models.BooleanField(null=True, blank=True)
    motpart = models.ForeignKey(
        Virksomhet, models.PROTECT, null=True, blank=True, related_name="+"
    )
    valgt_enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, blank=True, related_name="+"
    )
    enhet_ukjent = models.BooleanField(default=False)
    steg = models.PositiveSmallIntegerField(default=1)
    startet = models.DateTimeField(db_default=Now())
    # Seconds of work, and when they were last counted; null when nobody measures.
    aktive_sekunder = models.PositiveIntegerField(default=0)
    sist_aktiv = models.DateTimeField(null=True, blank=True)
    versjon = models.PositiveIntegerField(default=1)

    objects = querysets.UtkastManager()

    class Meta(Kladd.Meta):
        verbose_name_plural = _("utkast")
        constraints = [
            *Kladd.Meta.constraints,
            models.CheckConstraint(
                condition=Q(okt=None) | Q(enhet=None), name="utkast_i_okt_uten_enhet"
            ),
            models.CheckConstraint(
                condition=Q(enhet__isnull=False) | ~Q(side=""),
                name="utkast_har_enhet_eller_side",
            ),
            models.CheckConstraint(
                condition=Q(kanal="", mottatt_dato=None, registrert_for=None)
                | ~Q(kanal="")
                & Q(mottatt_dato__isnull=False, melder__isnull=False, okt=None),
                name="utkast_for_andre_er_helt",
            ),
        ]

    def __str__(self) -> str:
        return f"utkast {self.pk}"

    @property
    def annen_side(self) -> bool:
        """The writer said one side before log-in, and belongs to the other."""
        if self.enhet_id is None or not self.side:
            return False
        sykehus = self.side == Virksomhetstype.HELSEFORETAK
        return sykehus != self.enhet.virksomhet.er_sykehus


class Saksteller(models.Model):
    """Last number used per series and year; locked last in the transaction."""

    serie = models.CharField(max_length=2, blank=True)
    aar = models.PositiveSmallIntegerField()
    siste = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("serie", "aar"), name="saksteller_unik"),
        ]

    def __str__(self) -> str:
        return f"{self.serie}{self.aar}"


class Avvik(Meldingsinnhold):
    """One case, owned by both sides."""

    saksnummer = models.CharField(max_length=12, unique=True)
    innsendingsnokkel = models.UUIDField(unique=True, default=uuid.uuid4)
    ekstern_id = models.CharField(max_length=40, unique=True, null=True, blank=True)
    status = models.CharField(max_length=20, choices=enums.Status)
    retning = models.CharField(max_length=12, choices=enums.Retning)
    # Null for imported history and for those filed on paper.
    melder = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="meldte"
    )
    registrert_av = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="+"
    )
    meldende_virksomhet = models.ForeignKey(
        Virksomhet, models.PROTECT, related_name="sendte"
    )
    meldende_enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="sendte")
    # Follows the holder; null while nobody knows the party.
    mottakende_virksomhet = models.ForeignKey(
        Virksomhet, models.PROTECT, null=True, blank=True, related_name="mottatte"
    )
    # Unit of the newest Tildeling, also after answer and closing.
    holder = models.ForeignKey(Enhet, models.PROTECT, related_name="holdte")
    meldt_tid = models.DateTimeField()
    meldt_dato = models.DateField()  # local date, counts in statistics
    fristregel = models.ForeignKey(Fristregel, models.PROTECT, related_name="+")
    lovet_dato = models.DateField()  # promised to the melder
    holder_frist = models.DateField()  # the holder's own date
    # When the holder must confirm, or distribute in TIL_FORDELING.
    bekreft_innen = models.DateField()
    pause_fra = models.DateField(null=True, blank=True)
    antall_videre = models.PositiveSmallIntegerField(default=0)
    mer_brukt = models.BooleanField(default=False)
    runde = models.PositiveSmallIntegerField(default=1)  # of answering
    besvart_dato = models.DateField(null=True, blank=True)  # first answer
    siste_svar_dato = models.DateField(null=True, blank=True)
    avsluttet_dato = models.DateField(null=True, blank=True)
    utfall = models.CharField(max_length=20, choices=enums.Utfall, blank=True)
    duplikat_av = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplikater"
    )
    pasient_avklart = models.DateField(null=True, blank=True)
    # When the holder, who is not tilknyttet, was sent what stands now.
    brev_sendt = models.DateField(null=True, blank=True)
    foreslatt_fsu = models.BooleanField(default=False)
    # The sender waits for the sekretariat to correct something (Retteonske).
    bedt_om_retting = models.BooleanField(default=False)
    versjon = models.PositiveIntegerField(default=1)

    objects = querysets.AvvikManager()

    class Meta:
        verbose_name = _("samhandlingsavvik")
        verbose_name_plural = _("samhandlingsavvik")
        constraints = [
            models.CheckConstraint(
                condition=Q(alvorlighet__isnull=True)
                | Q(slag=enums.Slag.AVVIK, alvorlighet__lte=5),
                name="avvik_forbedring_uten_alvorlighet",
            ),
            models.CheckConstraint(
                condition=Q(status=enums.Status.DUPLIKAT, duplikat_av__isnull=False)
                | ~Q(status=enums.Status.DUPLIKAT) & Q(duplikat_av__isnull=True),
                name="avvik_duplikat_peker",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=enums.Status.VENTER_PA_MELDER, pause_fra__isnull=False
                )
                | ~Q(status=enums.Status.VENTER_PA_MELDER) & Q(pause_fra__isnull=True),
                name="avvik_pause_naar_venter",
            ),
            models.CheckConstraint(
                condition=Q(status=enums.Status.AVSLUTTET) & ~Q(utfall="")
                | ~Q(status=enums.Status.AVSLUTTET) & Q(utfall=""),
                name="avvik_avsluttet_har_utfall",
            ),
            models.CheckConstraint(
                condition=Q(hendelsesdato__lte=F("meldt_dato")),
                name="avvik_hendelse_for_melding",
            ),
            models.CheckConstraint(
                condition=Q(besvart_dato__isnull=True)
                | Q(besvart_dato__gte=F("meldt_dato")),
                name="avvik_svar_etter_melding",
            ),
            models.CheckConstraint(
                condition=Q(kanal="", mottatt_dato=None)
                | ~Q(kanal="")
                & Q(registrert_av__isnull=False, mottatt_dato__isnull=False)
                & Q(mottatt_dato__gte=F("hendelsesdato"))
                & Q(mottatt_dato__lte=F("meldt_dato")),
                name="avvik_for_andre_er_helt",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=("holder", "holder_frist", "id"),
                condition=Q(status__in=enums.Status.apne()),
                name="avvik_apne_hos_holder",
            ),
            models.Index(
                fields=("holder_frist", "id"),
                condition=Q(status__in=enums.Status.apne()),
                name="avvik_apne_frist",
            ),
            models.Index(fields=("meldende_enhet", "-id"), name="avvik_sendt_av"),
            models.Index(fields=("melder", "-id"), name="avvik_melder"),
            models.Index(fields=("meldt_dato", "retning"), name="avvik_meldt"),
            # Read alone for the order of groups in the form (forslag.py).
            models.Index(
                fields=("retning", "meldt_dato"),
                include=("gruppe",),
                name="avvik_bruk_av_grupper",
            ),
            models.Index(
                fields=("siste_svar_dato",),
                condition=Q(status=enums.Status.BESVART),
                name="avvik_til_lukking",
            ),
        ]
        triggers = spor(
            "status",
            "holder_id",
            "lovet_dato",
            "holder_frist",
            "bekreft_innen",
            "utfall",
            "gruppe_id",
            "kategori_id",
            "alvorlighet",
            "foreslatt_fsu",
        )

    def __str__(self) -> str:
        return self.saksnummer

    @property
    def er_alvorlig(self) -> bool:
        return er_alvorlig(self.alvorlighet)

    @property
    def er_personvern(self) -> bool:
        """K1-K3; the same as AvvikQuerySet.personvern_q."""
        if self.kategori is not None:
            return self.kategori.kode in enums.PERSONVERN_KODER
        gruppe = self.gruppe
        return gruppe is not None and gruppe.bokstav == enums.PERSONVERN_GRUPPE

    @property
    def er_apen(self) -> bool:
        return self.status in enums.Status.apne()

    @property
    def lovet_svar(self) -> date:
        """What the sender waits for: the promised date, or the one set when more was
        asked."""
        return self.holder_frist if self.runde > 1 else self.lovet_dato

    @property
    def teller(self) -> bool:
        """Not withdrawn or laid aside; the same as AvvikQuerySet.tellende."""
        return self.status not in enums.Status.telles_ikke()
