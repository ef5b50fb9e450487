"""Stored choices of the base app. Stored values never change; texts may."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Virksomhetstype(models.TextChoices):
    HELSEFORETAK = "helseforetak", _("Helseforetak")
    KOMMUNE = "kommune", _("Kommune")
    FASTLEGEKONTOR = "fastlegekontor", _("Fastlegekontor")
    # Not a party: the owner of cases nobody knows the receiver of.
    SEKRETARIAT = "sekretariat", _("Sekretariat")


class Enhetstype(models.TextChoices):
    SAMHANDLINGSKONTAKT = "samhandlingskontakt", _("Samhandlingskontakt")
    KLINIKK = "klinikk", _("Klinikk")
    AVDELING = "avdeling", _("Avdeling")
    LEGEVAKT = "legevakt", _("Legevakt")
    FASTLEGEKONTOR = "fastlegekontor", _("Fastlegekontor")
    SEKRETARIAT = "sekretariat", _("Sekretariat")


class Rollenavn(models.TextChoices):
    """What a person may do, for one unit or for the whole helsefellesskap."""

    MELDER = "melder", _("Melder")
    LEDER = "leder", _("Enhetsleder")
    STEDFORTREDER = "stedfortreder", _("Stedfortreder for enhetsleder")
    SAKSBEHANDLER = "saksbehandler", _("Saksbehandler")
    SAMHANDLINGSKONTAKT = "samhandlingskontakt", _("Samhandlingskontakt")
    PERSONVERNOMBUD = "personvernombud", _("Personvernombud")
    SEKRETARIAT = "sekretariat", _("Sekretariat")
    SSU_LESER = "ssu_leser", _("Leser i strategisk samarbeidsutvalg")
    ADMIN = "admin", _("Teknisk administrator")

    @classmethod
    def med_enhet(cls) -> frozenset["Rollenavn"]:
        """Roles that only mean something for one unit."""
        return frozenset(
            {
                cls.MELDER,
                cls.LEDER,
                cls.STEDFORTREDER,
                cls.SAKSBEHANDLER,
                cls.SAMHANDLINGSKONTAKT,
                cls.PERSONVERNOMBUD,
            }
        )

    @classmethod
    def ser_andres_saker(cls) -> frozenset["Rollenavn"]:
        """Roles that need two factors: they see what others have filed."""
        return frozenset(cls) - {cls.MELDER, cls.SSU_LESER}


class Vernregel(models.TextChoices):
    """What the identity guard found: `idnummer` stops, `mykvarsel` warns."""

    FODSELSNUMMER = "fodselsnummer", _("Fødselsnummer")
    D_NUMMER = "d_nummer", _("D-nummer")
    H_NUMMER = "h_nummer", _("H-nummer")
    FH_NUMMER = "fh_nummer", _("FH-nummer")
    ELLEVE_SIFRE = "elleve_sifre", _("Elleve sifre delt på en uvanlig måte")
    FEIL_KONTROLLSIFFER = "feil_kontrollsiffer", _("Elleve sifre som kan være feil")
    PERSONNR = "personnr", _("Seks sifre, «personnr» og fem sifre")
    NAVN = "navn", _("Navn")
    TELEFON = "telefon", _("Telefonnummer")
    EPOST = "epost", _("E-postadresse")
    FODSELSDATO = "fodselsdato", _("Fødselsdato")

    @classmethod
    def stopper(cls) -> frozenset["Vernregel"]:
        """Those nobody gets past; the rest are shown and may be left."""
        return frozenset({cls.FODSELSNUMMER, cls.D_NUMMER, cls.H_NUMMER, cls.FH_NUMMER})


class Vernform(models.TextChoices):
    """How a stopped number was written (design 5 a, b, c)."""

    I_ETT = "i_ett", _("elleve sifre i ett")
    I_GRUPPER = "i_grupper", _("delt i grupper")
    MED_AARHUNDRE = "med_aarhundre", _("med firesifret år")
    UTEN_NULL = "uten_null", _("uten første null, i regneark")


class Tilgang(models.TextChoices):
    """Why a row stands in the access log."""

    APNET = "apnet", _("Åpnet")
    SOKT = "sokt", _("Søkt")
    EKSPORTERT = "eksportert", _("Eksportert")
    SKREVET_UT = "skrevet_ut", _("Skrevet ut")
    AVVIST = "avvist", _("Avvist")
    INNLOGGET = "innlogget", _("Logget inn")
    INNLOGGING_FEILET = "innlogging_feilet", _("Innlogging feilet")
    UTLOGGET = "utlogget", _("Logget ut")


class Begrunnelse(models.TextChoices):
    """Why the sekretariat opened a case outside its list.

    A fixed list, because the access log cannot be masked afterwards.
    """

    HENVENDELSE = "henvendelse", _("En av partene har bedt om hjelp med saken")
    RETTING = "retting", _("Noe i saken må rettes eller fjernes")
    UTVALG = "utvalg", _("Saken vurderes til utvalget")
    RAPPORT = "rapport", _("Tallene i en rapport må kontrolleres")
    INNSYN = "innsyn", _("Krav om innsyn eller tilsyn")


class Brevtilstand(models.TextChoices):
    VENTER = "venter", _("Venter")
    LEID = "leid", _("Sendes nå")  # lease_until says for how long
    SENDT = "sendt", _("Sendt")
    AVLYST = "avlyst", _("Avlyst")  # no longer wanted when its turn came
    DOD = "dod", _("Kan ikke sendes")  # needs a person; alarms


class Flyt(models.TextChoices):
    """Flows of personal data that need an approved legal basis."""

    MELDING = "melding", _("Melding og svar mellom virksomhetene")
    UTVALG = "utvalg", _("Avidentifiserte saker i utvalget")
    RAPPORT = "rapport", _("Rapporter og statistikk")


class Tekstnokkel(models.TextChoices):
    """Notices the sekretariat words; the law they tell of changes."""

    HASTER = "haster", _("Når det haster, på siden der man velger hva man vil melde")
    IKKE_PERSON = "ikke_person", _("Over skjemaet, om ikke å peke ut en person")
    MELDEPLIKT = "meldeplikt", _("Alvorlig hendelse, til den som melder")
    MELDEPLIKT_VURDER = (
        "meldeplikt_vurder",
        _("Alvorlig hendelse, til lederne som vurderer meldeplikten"),
    )
    PERSONVERN = "personvern", _("Personvern, til den som melder")
    PERSONVERN_VURDER = (
        "personvern_vurder",
        _("Personvern, til virksomheten som gjorde feilen"),
    )
