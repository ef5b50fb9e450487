"""Stored choices of a case, and the table of its states."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Slag(models.TextChoices):
    AVVIK = "avvik", _("Samhandlingsavvik")
    FORBEDRING = "forbedring", _("Forslag til forbedring")


class Meldingskanal(models.TextChoices):
    """How what the sekretariat files for others came in; empty = filed here."""

    PAPIR = "papir", _("Papir")
    TELEFON = "telefon", _("Telefon")
    EPOST = "epost", _("E-post")
    ANNET = "annet", _("Annet")


class Retning(models.TextChoices):
    TIL_SYKEHUS = "til_sykehus", _("Fra kommune eller fastlege til sykehus")
    FRA_SYKEHUS = "fra_sykehus", _("Fra sykehus til kommune eller fastlege")


class Kategoriretning(models.TextChoices):
    TIL_SYKEHUS = "til_sykehus", _("Til sykehus")
    FRA_SYKEHUS = "fra_sykehus", _("Fra sykehus")
    BEGGE = "begge", _("Begge retninger")


class Status(models.TextChoices):
    TIL_FORDELING = "til_fordeling", _("Til fordeling")  # no unit known yet
    SENDT = "sendt", _("Sendt")  # a unit has it, not confirmed
    MOTTATT = "mottatt", _("Mottatt")  # confirmed, answer awaited
    VENTER_PA_MELDER = "venter_pa_melder", _("Venter på melder")  # clock paused
    BESVART = "besvart", _("Besvart")  # the melder may react for 14 days
    MER_ONSKET = "mer_onsket", _("Melder ber om mer")
    AVSLUTTET = "avsluttet", _("Avsluttet")
    TRUKKET = "trukket", _("Trukket")
    IKKE_SAMHANDLING = "ikke_samhandling", _("Ikke en samhandlingssak")
    DUPLIKAT = "duplikat", _("Duplikat")

    @classmethod
    def apne(cls) -> tuple["Status", ...]:
        return (
            cls.TIL_FORDELING,
            cls.SENDT,
            cls.MOTTATT,
            cls.VENTER_PA_MELDER,
            cls.MER_ONSKET,
        )

    @classmethod
    def venter_pa_svar(cls) -> tuple["Status", ...]:
        """Open states in which the answer ladder runs."""
        return (cls.TIL_FORDELING, cls.SENDT, cls.MOTTATT, cls.MER_ONSKET)

    @classmethod
    def telles_ikke(cls) -> tuple["Status", ...]:
        """Counted apart, never unanswered (design 3 and 7)."""
        return (cls.TRUKKET, cls.IKKE_SAMHANDLING, cls.DUPLIKAT)


class Verb(models.TextChoices):
    """What happened in a case; the timeline is made of these."""

    MELD = "meld", _("Meldt")
    FORDEL = "fordel", _("Fordelt")
    BEKREFT = "bekreft", _("Mottak bekreftet")
    SEND_VIDERE = "send_videre", _("Sendt videre")
    SPOR_MELDER = "spor_melder", _("Spørsmål til melder")
    SVAR_FRA_MELDER = "svar_fra_melder", _("Svar fra melder")
    PAUSE_UTLOPT = "pause_utlopt", _("Ventetiden på melder gikk ut")
    BESVAR = "besvar", _("Besvart")
    AVKLART = "avklart", _("Avklart muntlig")
    NYTTIG = "nyttig", _("Melder fant svaret nyttig")
    LUKK = "lukk", _("Avsluttet uten flere spørsmål")
    MER = "mer", _("Melder ba om mer")
    FSU_MER = "fsu_mer", _("Utvalget ba om mer")
    UENIG = "uenig", _("Partene er uenige")
    TREKK = "trekk", _("Trukket av melder")
    IKKE_SAMHANDLING = "ikke_samhandling", _("Vurdert som ikke samhandlingssak")
    DUPLIKAT = "duplikat", _("Lukket som duplikat")
    IMPORTER = "importer", _("Importert fra tidligere register")
    # Without a change of status:
    PAMINNELSE = "paminnelse", _("Påminnelse sendt")
    UTTALELSE_BEDT = "uttalelse_bedt", _("Bedt om uttalelse")
    GITT_SAKSBEHANDLER = "gitt_saksbehandler", _("Gitt til saksbehandler")
    UTTALELSE = "uttalelse", _("Uttalelse gitt")
    PASIENT_AVKLART = "pasient_avklart", _("Pasienten er avklart")
    HVILKEN_PASIENT = "hvilken_pasient", _("Spurt hvilken pasient det gjelder")
    MASKERT = "maskert", _("Tekst fjernet")
    FORESLATT_FSU = "foreslatt_fsu", _("Foreslått for utvalget")
    TILTAK = "tiltak", _("Tiltak registrert")
    MELDEPLIKT = "meldeplikt", _("Meldeplikt vurdert")
    PERSONVERN = "personvern", _("Melding til Datatilsynet vurdert")
    RETTET = "rettet", _("Teksten er rettet")
    KATEGORI = "kategori", _("Kategorien er endret")
    SENDT_SOM_BREV = "sendt_som_brev", _("Sendt som brev på papir")
    SVAR_SOM_BREV = "svar_som_brev", _("Svaret er sendt som brev på papir")


S = Status
# (from, verb) -> to. Verbs whose goal depends on the case name every goal.
# Anything not listed raises UlovligOvergang (design 3).
OVERGANGER: dict[tuple[Status, Verb], tuple[Status, ...]] = {
    (S.TIL_FORDELING, Verb.FORDEL): (S.SENDT,),
    (S.SENDT, Verb.BEKREFT): (S.MOTTATT,),
    **{
        (fra, Verb.SEND_VIDERE): (S.SENDT, S.TIL_FORDELING)
        for fra in (S.SENDT, S.MOTTATT, S.MER_ONSKET)
    },
    (S.MOTTATT, Verb.SPOR_MELDER): (S.VENTER_PA_MELDER,),
    (S.VENTER_PA_MELDER, Verb.SVAR_FRA_MELDER): (S.MOTTATT,),
    (S.VENTER_PA_MELDER, Verb.PAUSE_UTLOPT): (S.MOTTATT,),
    **{(fra, Verb.BESVAR): (S.BESVART,) for fra in (S.SENDT, S.MOTTATT, S.MER_ONSKET)},
    (S.SENDT, Verb.AVKLART): (S.BESVART,),
    (S.MOTTATT, Verb.AVKLART): (S.BESVART,),
    (S.BESVART, Verb.NYTTIG): (S.AVSLUTTET,),
    (S.BESVART, Verb.LUKK): (S.AVSLUTTET,),
    (S.BESVART, Verb.MER): (S.MER_ONSKET,),
    (S.BESVART, Verb.FSU_MER): (S.MER_ONSKET,),
    (S.AVSLUTTET, Verb.FSU_MER): (S.MER_ONSKET,),
    (S.BESVART, Verb.UENIG): (S.AVSLUTTET,),
    (S.TIL_FORDELING, Verb.TREKK): (S.TRUKKET,),
    (S.SENDT, Verb.TREKK): (S.TRUKKET,),
    **{(fra, Verb.IKKE_SAMHANDLING): (S.IKKE_SAMHANDLING,) for fra in S.apne()},
    **{(fra, Verb.DUPLIKAT): (S.DUPLIKAT,) for fra in S.apne()},
}


class Utfall(models.TextChoices):
    """Why a case is closed."""

    NYTTIG = "nyttig", _("Melder fant svaret nyttig")
    UTEN_FLERE_SPORSMAL = "uten_flere_sporsmal", _("Ingen flere spørsmål")
    UENIGE = "uenige", _("Partene er uenige")
    IMPORTERT_BESVART = "importert_besvart", _("Importert, besvart")
    IMPORTERT_UBESVART = "importert_ubesvart", _("Importert, ikke besvart")


class Alvorlighet(models.IntegerChoices):
    """Severity; null means not about a single patient (domene 3)."""

    VET_IKKE = 0, _("Vet ikke")
    INGEN = 1, _("Ingen skade")
    LITEN = 2, _("Liten skade")
    MODERAT = 3, _("Moderat skade")
    ALVORLIG = 4, _("Alvorlig skade")
    DOD = 5, _("Pasienten døde, og dette kan ha bidratt")


ALVORLIG_FRA = Alvorlighet.ALVORLIG
# From here causes, tiltak, læringspunkt and "informert" are mandatory.
GRUNDIG_SVAR_FRA = Alvorlighet.MODERAT


class Sted(models.TextChoices):
    """«Hvor var pasienten?», towards the helseforetak only."""

    TROMSO = "Tromsø", _("Tromsø")
    HARSTAD = "Harstad", _("Harstad")
    NARVIK = "Narvik", _("Narvik")
    ANNET = "Annet sted", _("Annet sted")


class JaNei(models.TextChoices):
    JA = "ja", _("Ja")
    NEI = "nei", _("Nei")
    IKKE_AKTUELT = "ikke_aktuelt", _("Ikke aktuelt")
    VET_IKKE = "vet_ikke", _("Vet ikke")


class MeldtAnnetSted(models.TextChoices):
    INTERNT = "internt", _("Internt avvik")
    MELDE_NO = "melde_no", _("melde.no")
    STATSFORVALTER = "statsforvalter", _("Statsforvalter")
    NEI = "nei", _("Nei, ikke ennå")


class Valgliste(models.TextChoices):
    """Lists of optional answers, edited by the sekretariat (Valg)."""

    PASIENTGRUPPE = "pasientgruppe", _("Pasientgruppe")
    FASE = "fase", _("Fase i forløpet")
    MELDINGSTYPE = "meldingstype", _("Meldingstype")
    AVTALEPUNKT = "avtalepunkt", _("Avtalepunkt")


class Vurdering(models.TextChoices):
    BEKREFTET = "bekreftet", _("Avvik bekreftet")
    DELVIS = "delvis", _("Delvis")
    IKKE_AVVIK = "ikke_avvik", _("Vi vurderer det ikke som avvik")
    KAN_IKKE_VURDERES = "kan_ikke_vurderes", _("Kan ikke vurderes")

    @classmethod
    def valg(cls, slag: str) -> list[tuple[str, Any]]:
        """The choices in the words of an avvik, or of a proposal."""
        if slag == Slag.FORBEDRING:
            return [(v.value, FORSLAGSVURDERING[v]) for v in cls]
        return cls.choices

    @classmethod
    def krever_grunn(cls) -> tuple["Vurdering", ...]:
        return (cls.IKKE_AVVIK, cls.KAN_IKKE_VURDERES)


# What the same assessments are called when what came in was a proposal.
FORSLAGSVURDERING: dict[str, Any] = {
    Vurdering.BEKREFTET: _("Vi gjør dette"),
    Vurdering.DELVIS: _("Vi gjør noe av dette"),
    Vurdering.IKKE_AVVIK: _("Vi gjør det ikke"),
    Vurdering.KAN_IKKE_VURDERES: _("Kan ikke vurderes"),
}


class Arsak(models.TextChoices):
    """The five årsaksområder (domene 8)."""

    KOMMUNIKASJON = "kommunikasjon", _("Kommunikasjon og informasjon")
    KOMPETANSE = "kompetanse", _("Opplæring og kompetanse")
    OMGIVELSER = "omgivelser", _("Omgivelser og organisasjon")
    TEKNIKK = "teknikk", _("Teknikk og utstyr")
    RUTINER = "rutiner", _("Prosedyrer, rutiner og retningslinjer")


class Tiltakstatus(models.TextChoices):
    PLANLAGT = "planlagt", _("Planlagt")
    PAABEGYNT = "paabegynt", _("Påbegynt")
    UTFORT = "utfort", _("Utført")
    DROPPET = "droppet", _("Gjennomføres ikke")


class Tildelingsgrunn(models.TextChoices):
    """How a unit came to hold the case."""

    VALGT = "valgt", _("Valgt av melder")
    REGEL = "regel", _("Funnet av en fast regel")
    TIL_FORDELING = "til_fordeling", _("Enheten er ikke kjent ennå")
    FORDELT = "fordelt", _("Fordelt")
    VIDERESENDT = "videresendt", _("Sendt videre")
    TREDJE_RETUR = "tredje_retur", _("Sendt videre for tredje gang")
    ETTERFOLGER = "etterfolger", _("Enheten er lagt ned")
    IMPORTERT = "importert", _("Importert")


class Meldingsslag(models.TextChoices):
    SPORSMAL = "sporsmal", _("Spørsmål til melder")
    SVAR_FRA_MELDER = "svar_fra_melder", _("Svar fra melder")
    MER = "mer", _("Melder ber om mer")
    UENIG = "uenig", _("Melder er uenig")
    FSU_MER = "fsu_mer", _("Utvalget ber om mer")
    UTTALELSE_BEDT = "uttalelse_bedt", _("Bedt om uttalelse")
    UTTALELSE = "uttalelse", _("Uttalelse")
    LUKKEGRUNN = "lukkegrunn", _("Begrunnelse for lukking")


class Delingsslag(models.TextChoices):
    SAKSBEHANDLER = "saksbehandler", _("Saksbehandler i enheten")
    UTTALELSE = "uttalelse", _("Bedt om uttalelse")


class Stige(models.TextChoices):
    SVAR = "svar", _("Svar")
    BEKREFT = "bekreft", _("Bekreftelse")


class Paminnelsestilstand(models.TextChoices):
    PLANLAGT = "planlagt", _("Planlagt")
    SENDT = "sendt", _("Lagt i utboksen")
    FORBIGAATT = "forbigaatt", _("Forbigått")  # a higher step went out instead
    AVLYST = "avlyst", _("Avlyst")


# Codes that mean a possible breach of privacy; without level 2 the group does.
PERSONVERN_KODER = ("K1", "K2", "K3")
PERSONVERN_GRUPPE = "K"


class Plikt(models.TextChoices):
    """A duty to report that the parties must consider (domene 9)."""

    MELDEPLIKT = "meldeplikt", _("Meldeplikt ved alvorlig hendelse")
    PERSONVERN = "personvern", _("Melding til Datatilsynet")


class Side(models.TextChoices):
    SENDENDE = "sendende", _("Siden som meldte")
    MOTTAKENDE = "mottakende", _("Siden som har saken")


class Pliktutfall(models.TextChoices):
    MELDT = "meldt", _("Meldt")
    IKKE_PLIKT = "ikke_plikt", _("Ikke meldepliktig")
    MELDT_AV_ANDRE = "meldt_av_andre", _("Meldt av den andre siden")
    VURDERES = "vurderes", _("Vurderes fortsatt")


class Retteslag(models.TextChoices):
    """What the sender asks the sekretariat for."""

    RETTES = "rettes", _("Teksten skal rettes")
    FJERNES = "fjernes", _("Teksten skal fjernes")


class Retteutfall(models.TextChoices):
    RETTET = "rettet", _("Rettet")
    FJERNET = "fjernet", _("Fjernet")
    AVSLAATT = "avslaatt", _("Ikke endret")


class MeldtTil(models.TextChoices):
    """To whom the duty was met."""

    MELDE_NO = "melde_no", _("melde.no")
    STATSFORVALTER = "statsforvalter", _("Statsforvalteren")
    DATATILSYNET = "datatilsynet", _("Datatilsynet")
    ANDRE = "andre", _("Andre")


# What stands where a text was removed by masker_tekst.
MASKERT = "[fjernet]"
