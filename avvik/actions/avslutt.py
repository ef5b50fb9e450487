"""How a case ends, and how it is opened again."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from avvik import epost, frister, rules
from avvik.actions._felles import bytt_status, krev, krev_naa, krev_tekst, noter, person
from avvik.actions.behandle import skriv_melding
from avvik.actions.paminnelser import planlegg
from avvik.enums import Meldingsslag, Status, Utfall, Verb
from avvik.models import Avvik, Svar
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import handling


@handling
def nyttig(avvik: Avvik, *, av: Bruker, naa: datetime) -> None:
    """The melder finds the answer useful; the case is closed."""
    krev(rules.kan_reagere(av, avvik))
    _lukk(avvik, Verb.NYTTIG, Utfall.NYTTIG, av=av, naa=naa)


@handling
def lukk(avvik: Avvik, *, av: str, naa: datetime) -> None:
    """The clock's own: on day 15 after the answer nobody has reacted."""
    _lukk(avvik, Verb.LUKK, Utfall.UTEN_FLERE_SPORSMAL, av=av, naa=naa)


@handling
def uenig(avvik: Avvik, *, tekst: str, av: Bruker, naa: datetime) -> None:
    """After a second answer: both texts stand, the parties disagree."""
    krev(rules.kan_reagere(av, avvik))
    krev_naa(avvik.mer_brukt, avvik, Verb.UENIG)
    krev_tekst(tekst)
    _lukk(avvik, Verb.UENIG, Utfall.UENIGE, av=av, naa=naa)
    skriv_melding(
        avvik, Meldingsslag.UENIG, tekst, avvik.meldende_enhet, av=av, naa=naa
    )
    epost.uenig(avvik, lokal_dato(naa))


def _lukk(
    avvik: Avvik, verb: Verb, utfall: Utfall, *, av: Bruker | str, naa: datetime
) -> None:
    dato = lokal_dato(naa)
    felter = {"utfall": utfall, "avsluttet_dato": dato}
    if avvik.besvart_dato is None:
        felter["besvart_dato"] = _avklart_dato(avvik)
    bytt_status(avvik, verb, Status.AVSLUTTET, **felter)
    noter(
        avvik, verb, av=av, naa=naa, enhet=avvik.meldende_enhet if person(av) else None
    )


def _avklart_dato(avvik: Avvik) -> date | None:
    """A case settled by phone counts as answered on its stated date from now on."""
    svar = Svar.objects.uten_tilgangskontroll(grunn="avklart dato")
    avklarte = svar.filter(avvik=avvik, avklart_dato__isnull=False)
    return avklarte.order_by("id").values_list("avklart_dato", flat=True).first()


@handling
def mer(avvik: Avvik, *, tekst: str, av: Bruker, naa: datetime) -> None:
    """The melder has more questions; once per case."""
    krev(rules.kan_reagere(av, avvik))
    krev_naa(not avvik.mer_brukt, avvik, Verb.MER)
    krev_tekst(tekst)
    frist = frister.mer_frist(lokal_dato(naa))
    _gjenapne(avvik, Verb.MER, frist, av=av, naa=naa, mer_brukt=True)
    skriv_melding(avvik, Meldingsslag.MER, tekst, avvik.meldende_enhet, av=av, naa=naa)
    epost.mer_trengs(avvik, lokal_dato(naa))


@handling
def fsu_mer(
    avvik: Avvik, *, tekst: str, frist: date, av: Bruker, naa: datetime
) -> None:
    """The committee asks the unit for more, with a date of its own.

    The right to do so is checked by utvalg, the only caller.
    """
    krev_tekst(tekst)
    if frist <= lokal_dato(naa):
        raise ValidationError({"frist": _("Fristen må være fram i tid")})
    _gjenapne(
        avvik, Verb.FSU_MER, frist, av=av, naa=naa, utfall="", avsluttet_dato=None
    )
    skriv_melding(avvik, Meldingsslag.FSU_MER, tekst, None, av=av, naa=naa)
    epost.fsu_mer(avvik, lokal_dato(naa))


def _gjenapne(
    avvik: Avvik, verb: Verb, frist: date, *, av: Bruker, naa: datetime, **felter
) -> None:
    bytt_status(
        avvik,
        verb,
        Status.MER_ONSKET,
        holder_frist=frist,
        runde=avvik.runde + 1,
        brev_sendt=None,  # what was asked must be sent too
        **felter,
    )
    planlegg(avvik, naa=naa)
    enhet = avvik.meldende_enhet if verb == Verb.MER else None
    noter(avvik, verb, av=av, naa=naa, enhet=enhet, dato=frist)


@handling
def trekk(avvik: Avvik, *, av: Bruker, naa: datetime) -> None:
    """The melder takes it back, while nobody has confirmed or answered."""
    krev(rules.kan_trekke(av, avvik))
    tildelinger = avvik.tildelinger.uten_tilgangskontroll(grunn="trekk")
    svar = avvik.svar.uten_tilgangskontroll(grunn="trekk")
    sendte = svar.filter(sendt_tid__isnull=False)  # a draft has told nobody anything
    rort = tildelinger.filter(bekreftet_tid__isnull=False).exists() or sendte.exists()
    krev_naa(not rort, avvik, Verb.TREKK)
    bytt_status(avvik, Verb.TREKK, Status.TRUKKET, avsluttet_dato=lokal_dato(naa))
    planlegg(avvik, naa=naa)
    noter(avvik, Verb.TREKK, av=av, naa=naa, enhet=avvik.meldende_enhet)


@handling
def ikke_samhandling(avvik: Avvik, *, tekst: str, av: Bruker, naa: datetime) -> None:
    """Not a case between the levels; the melder is told why and where."""
    krev(rules.kan_fordele(av, avvik))
    krev_tekst(tekst)
    _legg_bort(
        avvik, Verb.IKKE_SAMHANDLING, Status.IKKE_SAMHANDLING, tekst, av=av, naa=naa
    )


@handling
def duplikat(
    avvik: Avvik, *, original: Avvik, tekst: str, av: Bruker, naa: datetime
) -> None:
    """Filed twice; linked to the case that goes on."""
    krev(rules.kan_fordele(av, avvik))
    if original.pk == avvik.pk or not original.teller:
        raise ValidationError({"original": _("Velg den saken som skal fortsette")})
    if original.retning != avvik.retning:
        raise ValidationError({"original": _("Sakene må gå samme vei")})
    _legg_bort(
        avvik,
        Verb.DUPLIKAT,
        Status.DUPLIKAT,
        tekst,
        av=av,
        naa=naa,
        duplikat_av=original,
    )


def _legg_bort(
    avvik: Avvik, verb: Verb, status: Status, tekst: str, *, av, naa, **felter
) -> None:
    felter |= {"avsluttet_dato": lokal_dato(naa), "pause_fra": None}
    bytt_status(avvik, verb, status, **felter)
    if tekst.strip():
        skriv_melding(
            avvik, Meldingsslag.LUKKEGRUNN, tekst, avvik.holder, av=av, naa=naa
        )
    planlegg(avvik, naa=naa)
    noter(avvik, verb, av=av, naa=naa)
    epost.lagt_bort(avvik, lokal_dato(naa))
