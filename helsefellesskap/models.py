"""People, organisations, roles, logs and the outbox."""

import uuid
from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from helsefellesskap import enums, querysets
from helsefellesskap.felter import Fritekst
from helsefellesskap.historikk import spor
from helsefellesskap.rules import Tilganger
from helsefellesskap.tid import i_dag


class Bruker(AbstractBaseUser, PermissionsMixin):
    """A person who can log in. Rights come from Rolle, never from here."""

    # Fritekst guards the values; the address is unique in lower case.
    email = Fritekst(_("e-postadresse"))
    navn = Fritekst(_("navn"))
    # Shown instead of the name where only the function matters.
    stilling = Fritekst(_("stilling"), blank=True)
    spraak = models.CharField(_("språk"), max_length=5, default="nb")
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_staff = models.BooleanField(_("kan åpne administrasjonen"), default=False)
    demo = models.BooleanField(_("laget av demodata"), default=False)
    opprettet = models.DateTimeField(db_default=Now(), editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["navn"]

    objects = querysets.BrukerManager()

    class Meta:
        verbose_name = _("bruker")
        verbose_name_plural = _("brukere")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="bruker_email_unik"),
        ]
        triggers = spor("is_active", "is_staff", "is_superuser", "spraak")

    def __str__(self) -> str:
        return f"bruker {self.pk}"

    @cached_property
    def tilganger(self) -> Tilganger:
        """Active roles today in Oslo, read once per request or action."""
        return Rolle.objects.tilganger(self.pk, i_dag())

    @cached_property
    def mottar_for(self) -> frozenset[int]:
        """Units whose letters come to this person today, read when asked for."""
        return Rolle.objects.mottar_for(self.tilganger, i_dag())

    def glem_tilgang(self) -> None:
        """Make the next question about rights read the database again."""
        self.__dict__.pop("tilganger", None)
        self.__dict__.pop("mottar_for", None)


class Kommune(models.Model):
    nummer = models.CharField(_("kommunenummer"), max_length=4, unique=True)
    navn = Fritekst(_("navn"))
    # The order of the register file; reports follow it.
    rekkefolge = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("rekkefolge",)

    def __str__(self) -> str:
        return self.navn


class Kommunesammenslaaing(models.Model):
    """An old kommune whose figures are summed into its successor."""

    gammel = Fritekst(_("gammel kommune"))
    ny = models.ForeignKey(Kommune, models.PROTECT, related_name="forgjengere")
    dato = models.DateField(_("dato"))
    merknad = Fritekst(_("merknad"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("gammel", "ny"), name="sammenslaaing_unik"),
        ]

    def __str__(self) -> str:
        return f"kommunesammenslåing {self.pk}"


class Virksomhet(models.Model):
    """A party: the helseforetak, a kommune or a fastlegekontor."""

    navn = Fritekst(_("navn"))
    slug = models.CharField(max_length=80, unique=True)
    type = models.CharField(max_length=20, choices=enums.Virksomhetstype)
    # Null for the helseforetak and for kommuner outside the helsefellesskap.
    kommune = models.ForeignKey(
        Kommune, models.PROTECT, null=True, blank=True, related_name="virksomheter"
    )
    tilknyttet_fra = models.DateField(_("tilknyttet fra"), null=True, blank=True)
    tilknyttet_til = models.DateField(_("tilknyttet til"), null=True, blank=True)

    objects = querysets.VirksomhetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("navn",), name="virksomhet_navn_unik"),
            # Two hospitals would make "the other side" ambiguous.
            models.UniqueConstraint(
                fields=("type",),
                condition=Q(type=enums.Virksomhetstype.HELSEFORETAK),
                name="ett_helseforetak",
            ),
        ]
        triggers = spor("type", "kommune_id", "tilknyttet_fra", "tilknyttet_til")

    def __str__(self) -> str:
        return self.navn

    @property
    def er_sykehus(self) -> bool:
        return self.type == enums.Virksomhetstype.HELSEFORETAK

    def tilknyttet(self, dato: date) -> bool:
        if self.tilknyttet_fra is None or dato < self.tilknyttet_fra:
            return False
        return self.tilknyttet_til is None or dato <= self.tilknyttet_til


class Enhet(models.Model):
    """A unit that files, answers or distributes cases."""

    virksomhet = models.ForeignKey(Virksomhet, models.PROTECT, related_name="enheter")
    navn = Fritekst(_("navn"))
    slug = models.CharField(max_length=120, unique=True)
    overordnet = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="underenheter"
    )
    type = models.CharField(max_length=20, choices=enums.Enhetstype)
    sted = Fritekst(_("sted"), blank=True)
    # How the other side reaches the unit about which patient it is.
    kontaktlinje = Fritekst(_("kontakt om pasienten"), blank=True)
    gyldig_fra = models.DateField(default=date(2000, 1, 1))
    gyldig_til = models.DateField(null=True, blank=True)
    etterfolger = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="forgjengere"
    )

    objects = querysets.EnhetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("virksomhet", "navn"), name="enhet_navn_unik"
            ),
            models.CheckConstraint(
                condition=~Q(overordnet=F("pk")), name="enhet_ikke_under_seg_selv"
            ),
        ]
        triggers = spor("virksomhet_id", "overordnet_id", "gyldig_fra", "gyldig_til")

    def __str__(self) -> str:
        return self.navn

    def gyldig(self, dato: date) -> bool:
        if dato < self.gyldig_fra:
            return False
        return self.gyldig_til is None or dato <= self.gyldig_til


class Rolle(models.Model):
    """A right a person has in a period, for one unit or for all."""

    bruker = models.ForeignKey(Bruker, models.PROTECT, related_name="roller")
    navn = models.CharField(max_length=20, choices=enums.Rollenavn)
    enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, blank=True, related_name="roller"
    )
    fra = models.DateField()
    til = models.DateField(null=True, blank=True)

    objects = querysets.RolleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(navn__in=enums.Rollenavn.med_enhet(), enhet__isnull=False)
                | Q(enhet__isnull=True) & ~Q(navn__in=enums.Rollenavn.med_enhet()),
                name="rolle_har_enhet_naar_den_skal",
            ),
            models.UniqueConstraint(
                fields=("bruker", "navn", "enhet", "fra"),
                name="rolle_unik",
                nulls_distinct=False,
            ),
        ]
        triggers = spor("bruker_id", "navn", "enhet_id", "fra", "til")

    def __str__(self) -> str:
        return f"rolle {self.pk}"


class StengtDag(models.Model):
    """A local closed day that is not a public holiday, e.g. 24 December."""

    dato = models.DateField(unique=True)
    grunn = Fritekst(_("grunn"), blank=True)

    def __str__(self) -> str:
        return self.dato.isoformat()


class Rettsgrunnlag(models.Model):
    """The approved legal basis of a flow; without it the flow is off."""

    flyt = models.CharField(max_length=10, choices=enums.Flyt, unique=True)
    tekst = Fritekst(_("rettslig grunnlag"))
    godkjent_av = models.ForeignKey(Bruker, models.PROTECT, related_name="+")
    godkjent_dato = models.DateField()

    class Meta:
        triggers = spor("flyt", "godkjent_av_id", "godkjent_dato")

    def __str__(self) -> str:
        return f"rettsgrunnlag {self.flyt}"


class Tekst(models.Model):
    """One wording of a notice in one language. A change is a new row: the newest
    is in force, and empty texts mean the standard text (tekster.STANDARD)."""

    nokkel = models.CharField(max_length=20, choices=enums.Tekstnokkel)
    spraak = models.CharField(max_length=5)
    versjon = models.PositiveIntegerField()
    tittel = Fritekst(_("overskrift"), blank=True)
    tekst = Fritekst(_("tekst"), blank=True)
    endret_av = models.ForeignKey(Bruker, models.PROTECT, related_name="+")
    endret_tid = models.DateTimeField()

    objects = querysets.TekstQuerySet.as_manager()

    class Meta:
        verbose_name = _("tekst")
        verbose_name_plural = _("tekster")
        constraints = [
            models.UniqueConstraint(
                fields=("nokkel", "spraak", "versjon"), name="tekst_versjon_unik"
            ),
            models.CheckConstraint(
                condition=Q(tittel="", tekst="") | ~Q(tittel="") & ~Q(tekst=""),
                name="tekst_hel_eller_standard",
            ),
        ]
        triggers = spor("nokkel", "spraak", "versjon", "endret_av_id")

    def __str__(self) -> str:
        return f"tekst {self.pk}"

    @property
    def er_standard(self) -> bool:
        return not self.tekst


class Tilgangslogg(models.Model):
    """Who opened, searched, exported, printed or was refused. Insert only.

    Text copies and plain ids instead of foreign keys: the log neither blocks
    nor follows deletion. Never a value that somebody typed.
    """

    tid = models.DateTimeField(db_default=Now())
    bruker_id = models.BigIntegerField(null=True)
    handling = models.CharField(max_length=20, choices=enums.Tilgang)
    rute = models.CharField(max_length=80)
    # Number of the case when it was found, else empty.
    gjelder = models.CharField(max_length=40, blank=True)
    begrunnelse = models.CharField(max_length=20, choices=enums.Begrunnelse, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=("bruker_id", "tid"), name="tilgangslogg_bruker")
        ]

    def __str__(self) -> str:
        return f"tilgang {self.pk}"


class Endringslogg(models.Model):
    """What changed, written by database triggers (historikk.py). Insert only.

    Holds no free text, so masking never has to reach it.
    """

    tid = models.DateTimeField(db_default=Now())
    aktor = models.CharField(max_length=60, blank=True)
    tabell = models.CharField(max_length=63)
    rad_id = models.BigIntegerField()
    operasjon = models.CharField(max_length=6)
    verdier = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=("tabell", "rad_id"), name="endringslogg_rad")]

    def __str__(self) -> str:
        return f"endring {self.pk}"


class Vernstopp(models.Model):
    """How often the identity guard met something on a day, by rule and place.

    No person and no value: `sted` is the name of a route or a command.
    """

    dato = models.DateField()
    regel = models.CharField(max_length=20, choices=enums.Vernregel)
    # How a stopped number was written; empty for soft warnings.
    form = models.CharField(max_length=20, choices=enums.Vernform, blank=True)
    sted = models.CharField(max_length=80)
    antall = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = _("vernstopp")
        constraints = [
            models.UniqueConstraint(
                fields=("dato", "regel", "form", "sted"), name="vernstopp_unik"
            ),
        ]

    def __str__(self) -> str:
        return f"vernstopp {self.pk}"


class Brev(models.Model):
    """One letter to one person in the outbox (design 6).

    Written in the transaction that caused it. `gjelder` holds ids only; subject
    and body are made when it is sent.
    """

    dedupe_key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    mottaker = models.ForeignKey(Bruker, models.PROTECT, related_name="brev")
    gjelder = models.JSONField(default=dict)
    # Serious cases and K1-K3 leave at any hour.
    haster = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10,
        choices=enums.Brevtilstand,
        default=enums.Brevtilstand.VENTER,
    )
    opprettet = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(db_default=Now())
    next_try_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    sendt_tid = models.DateTimeField(null=True, blank=True)
    # Class of the last fault (SMTP code or exception type), never its text.
    feil = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name_plural = _("brev")
        indexes = [
            models.Index(
                fields=("next_try_at",),
                condition=Q(
                    state__in=(enums.Brevtilstand.VENTER, enums.Brevtilstand.LEID)
                ),
                name="brev_klare",
            ),
        ]

    def __str__(self) -> str:
        return f"brev {self.pk}"


class Brevlinje(models.Model):
    """One case in a digest; re-checked by itself when the digest is sent."""

    brev = models.ForeignKey(Brev, models.CASCADE, related_name="linjer")
    dedupe_key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    gjelder = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"brevlinje {self.pk}"


class Driftsstatus(models.Model):
    """The one row that says what this installation is and how it fares."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    base_url = models.CharField(max_length=200)
    # Recorded at the first start; a copy or a restore shows another value.
    systemidentifikator = models.CharField(max_length=40)
    database_oid = models.BigIntegerField()
    tidslinje = models.IntegerField()
    installasjon = models.UUIDField(default=uuid.uuid4)
    demo = models.BooleanField(default=False)
    stoppet = models.BooleanField(default=False)
    frigitt_av = models.ForeignKey(
        Bruker, models.PROTECT, null=True, blank=True, related_name="+"
    )
    frigitt_tid = models.DateTimeField(null=True, blank=True)
    beat_startet = models.DateTimeField(null=True, blank=True)
    siste_scan = models.DateTimeField(null=True, blank=True)
    siste_rele = models.DateTimeField(null=True, blank=True)
    tak_naadd = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="en_driftsstatus"),
        ]
        triggers = spor("base_url", "stoppet", "frigitt_av_id", "demo")

    def __str__(self) -> str:
        return "driftsstatus"
