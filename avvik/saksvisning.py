"""What one person is shown of one case, gathered for the template.

Everything here goes through rules.innsyn: what a person may not read is not
fetched into the page at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from avvik import fristforklaring, plikter, rules, tidslinje
from avvik.enums import (
    Alvorlighet,
    Arsak,
    JaNei,
    Meldingskanal,
    Meldingsslag,
    MeldtAnnetSted,
    Paminnelsestilstand,
    Plikt,
    Slag,
    Status,
    Valgliste,
    Verb,
    Vurdering,
)
from avvik.forms.retting import gjelder as rettegjelder
from avvik.handlinger import Forhold, tilbud
from avvik.hent import deler, synlige
from avvik.models import (
    Avvik,
    Melding,
    Retteonske,
    Svar,
    Tildeling,
    Tiltak,
    Tiltaksutkast,
)
from avvik.plikter import Pliktboks, Vurderingslinje
from avvik.rules import Innsyn
from avvik.tidslinje import Linje
from helsefellesskap.models import Bruker
from helsefellesskap.tid import i_dag
from helsefellesskap.utboks import stengte_dager

# Between the units of the receiving side only.
INTERNE = (Meldingsslag.UTTALELSE_BEDT, Meldingsslag.UTTALELSE)


MELDT_PAA = {
    Meldingskanal.PAPIR: gettext_lazy("Meldt på papir, registrert av sekretariatet"),
    Meldingskanal.TELEFON: gettext_lazy(
        "Meldt på telefon, registrert av sekretariatet"
    ),
    Meldingskanal.EPOST: gettext_lazy("Meldt på e-post, registrert av sekretariatet"),
    Meldingskanal.ANNET: gettext_lazy("Registrert av sekretariatet for melder"),
}


@dataclass(frozen=True)
class Svarvisning:
    svar: Svar
    vurdering: Any
    aarsaker: list[Any]
    informert: Any
    # Of a draft only; those of a sent answer are measures of the case.
    tiltak: Sequence[Tiltaksutkast] = ()


@dataclass(frozen=True)
class Videresending:
    """Why the case left one unit for the next."""

    dato: date
    fra: str
    til: str
    begrunnelse: str


@dataclass(frozen=True)
class Rettelinje:
    onske: Retteonske
    gjelder: str


@dataclass
class Saksvisning:
    """The context `sak` of the case page."""

    avvik: Avvik
    innsyn: Innsyn
    tittel: str
    statusord: str
    frist: date | None
    dager: int
    verb: frozenset[str]
    fakta: list[tuple[Any, Any]] = field(default_factory=list)
    tekster: list[tuple[Any, str]] = field(default_factory=list)
    videresendt: list[Videresending] = field(default_factory=list)
    svar: list[Svarvisning] = field(default_factory=list)
    meldinger: list[Melding] = field(default_factory=list)
    tiltak: list[Tiltak] = field(default_factory=list)
    plikter: list[Pliktboks] = field(default_factory=list)
    # Between the sender and the sekretariat.
    rettinger: list[Rettelinje] = field(default_factory=list)
    # Of a unit that passed the case on: which duty, and what it concluded.
    egne_vurderinger: list[tuple[Any, Vurderingslinje]] = field(default_factory=list)
    hendelser: list[Linje] = field(default_factory=list)
    forklaring: list[str] = field(default_factory=list)
    paminnelser: list[Linje] = field(default_factory=list)
    # The unit's draft, for those who may write it.
    utkast: Svar | None = None
    tiltaksutkast: list[Tiltaksutkast] = field(default_factory=list)
    original: Avvik | None = None
    er_holder: bool = False
    # The sekretariat acts for a holder that is not tilknyttet.
    paa_vegne: bool = False
    # The sekretariat answers on paper.
    for_innmelder: bool = False
    spurt_om_pasient: bool = False

    @property
    def folge(self) -> Any:
        return folge(self.avvik)


def saksnavn(avvik: Avvik) -> str:
    """Number and category, never free text."""
    mal = _("Forslag %(nr)s: %(hva)s") if avvik.er_forslag else _("Sak %(nr)s: %(hva)s")
    return mal % {"nr": avvik.saksnummer, "hva": gjelder(avvik)}


def gjelder(avvik: Avvik) -> str:
    if avvik.gruppe is None:
        return str(Slag(avvik.slag).label)
    return avvik.gruppe.vist


def meldt_av(avvik: Avvik) -> str:
    """Virksomhet and unit, once when they are called the same."""
    virksomhet, enhet = avvik.meldende_virksomhet.navn, avvik.meldende_enhet.navn
    return enhet if virksomhet == enhet else f"{virksomhet}, {enhet}"


def meldt_paa(avvik: Avvik) -> Any:
    """How the sekretariat got what it filed for others."""
    return MELDT_PAA[avvik.kanal] if avvik.kanal else ""


def venter_pa(avvik: Avvik) -> str:
    """Whose turn it is, for the sender's list."""
    if avvik.status in (Status.VENTER_PA_MELDER, Status.BESVART):
        return _("Melder")
    return avvik.holder.navn if avvik.er_apen else "–"


def frist_for(avvik: Avvik, bruker: Bruker) -> date | None:
    """The holder's own date, or what the sender was promised."""
    if avvik.status not in (*Status.venter_pa_svar(), Status.VENTER_PA_MELDER):
        return None
    holder = rules.er_holder(bruker, avvik) or bruker.tilganger.sekretariat
    return avvik.holder_frist if holder else avvik.lovet_svar


def _statusord(avvik: Avvik, bruker: Bruker) -> str:
    if avvik.status == Status.VENTER_PA_MELDER and avvik.melder_id == bruker.pk:
        return _("Venter på svar fra deg")
    return tidslinje.statusord(avvik)


def vis(request: HttpRequest, avvik: Avvik, innsyn: Innsyn) -> Saksvisning:
    """Everything this person is shown of the case."""
    bruker, dag = request.user, i_dag()
    tildelinger = list(deler(avvik.tildelinger).select_related("enhet"))
    delinger = list(deler(avvik.delinger))
    frist = frist_for(avvik, bruker)
    forhold = Forhold(bruker, avvik, dag, delinger, tildelinger)
    sak = Saksvisning(
        avvik=avvik,
        innsyn=innsyn,
        tittel=saksnavn(avvik) if innsyn.tekst else _("Sak %s") % avvik.saksnummer,
        statusord=_statusord(avvik, bruker),
        frist=frist,
        dager=tidslinje.dager_igjen(frist, dag) if frist else 0,
        verb=tilbud(forhold),
        er_holder=forhold.holder,
        paa_vegne=forhold.paa_vegne and not forhold.holder,
        for_innmelder=forhold.for_innmelder,
    )
    if innsyn.tekst:
        _fyll(sak, request, forhold)
    elif innsyn.egne_tekster_for:
        _fyll_egne(sak, tildelinger)
    if innsyn.tekst or innsyn.ombud:
        sak.plikter = pliktbokser(avvik, bruker, med_grunn=innsyn.tekst)
    return sak


def pliktbokser(avvik: Avvik, bruker: Bruker, *, med_grunn: bool) -> list[Pliktboks]:
    """What each side has concluded; both sides read both."""
    if not rules.plikter(avvik):
        return []
    vurderinger = deler(avvik.pliktvurderinger).select_related("enhet")
    return plikter.bokser(
        avvik, vurderinger, bruker, timezone.now(), med_grunn=med_grunn
    )


def _fyll(sak: Saksvisning, request: HttpRequest, forhold: Forhold) -> None:
    avvik, stengte = sak.avvik, stengte_dager()
    hendelser = list(deler(avvik.hendelser).select_related("enhet", "til_enhet"))
    svar = list(deler(avvik.svar).select_related("enhet"))
    planlagte = deler(avvik.paminnelser).filter(tilstand=Paminnelsestilstand.PLANLAGT)
    sak.fakta = fakta(avvik, sak.innsyn)
    sak.tekster = tekster(avvik, sak.innsyn)
    sak.videresendt = _videresendt(forhold.tildelinger)
    sak.svar = [svarvisning(avvik, s) for s in svar if s.sendt_tid]
    sak.meldinger = [
        m
        for m in deler(avvik.meldinger).select_related("fra_enhet")
        if m.slag not in INTERNE or _ser_interne(forhold)
    ]
    sak.tiltak = list(deler(avvik.tiltak).select_related("enhet"))
    sak.hendelser = tidslinje.linjer(avvik, hendelser, stengte, oss=sak.er_holder)
    sak.forklaring = fristforklaring.forklaring(
        avvik, forhold.tildelinger, hendelser, stengte
    )
    sak.paminnelser = fristforklaring.paminnelser(
        avvik, planlagte.order_by("forfall", "id")
    )
    if forhold.reagerer or forhold.sekretariat:
        onsker = deler(avvik.retteonsker).select_related("melding")
        sak.rettinger = [Rettelinje(o, rettegjelder(o)) for o in onsker]
    sak.spurt_om_pasient = any(h.verb == Verb.HVILKEN_PASIENT for h in hendelser)
    if "svarutkast" in sak.verb:
        sak.utkast = holders_utkast(avvik, svar)
        sak.tiltaksutkast = list(deler(avvik.tiltaksutkast).filter(svar=sak.utkast))
    if avvik.duplikat_av_id:
        sak.original = synlige(request).filter(pk=avvik.duplikat_av_id).first()


def _videresendt(tildelinger: Sequence[Tildeling]) -> list[Videresending]:
    """For everybody who reads the case: the new holder and the melder too."""
    return [
        Videresending(til.dato, fra.enhet.navn, til.enhet.navn, til.begrunnelse)
        for fra, til in pairwise(tildelinger)
        if til.begrunnelse
    ]


def _fyll_egne(sak: Saksvisning, tildelinger: list[Tildeling]) -> None:
    """A unit that passed the case on: its own texts, measures, and where it went."""
    egne = sak.innsyn.egne_tekster_for
    for fra, til in pairwise(tildelinger):
        if fra.enhet_id in egne:
            tittel = _("Sendt videre til %s") % til.enhet.navn
            sak.hendelser.append(Linje(til.tid, tittel, til.begrunnelse))
    alle = deler(sak.avvik.svar).filter(enhet__in=egne).select_related("enhet")
    rader = list(deler(sak.avvik.tiltaksutkast).filter(svar__enhet__in=egne))
    sak.svar = [
        svarvisning(sak.avvik, s, [rad for rad in rader if rad.svar_id == s.pk])
        for s in alle
    ]
    meldinger = deler(sak.avvik.meldinger).filter(fra_enhet__in=egne)
    sak.meldinger = list(meldinger.select_related("fra_enhet"))
    tiltak = deler(sak.avvik.tiltak).filter(enhet__in=egne)
    sak.tiltak = list(tiltak.select_related("enhet"))
    vurderinger = deler(sak.avvik.pliktvurderinger).filter(enhet__in=egne)
    sak.egne_vurderinger = [
        (plikter.TITLER[Plikt(v.plikt)], plikter.linje(v, med_grunn=True))
        for v in vurderinger.select_related("enhet")
    ]


def holders_utkast(avvik: Avvik, svar: list[Svar]) -> Svar | None:
    egne = (s for s in svar if s.enhet_id == avvik.holder_id and s.sendt_tid is None)
    return next(egne, None)


def _ser_interne(f: Forhold) -> bool:
    """Reads what the units of the receiving side say to each other."""
    kontakt = f.avvik.mottakende_virksomhet_id in (
        f.bruker.tilganger.kontakt_virksomheter
    )
    return f.holder or f.sekretariat or f.saksbehandler or f.spurt or kontakt


def svarvisning(
    avvik: Avvik, svar: Svar, tiltak: Sequence[Tiltaksutkast] = ()
) -> Svarvisning:
    return Svarvisning(
        svar,
        dict(Vurdering.valg(avvik.slag)).get(svar.vurdering, ""),
        [Arsak(a).label for a in svar.aarsaker],
        JaNei(svar.pasient_informert).label if svar.pasient_informert else "",
        tiltak,
    )


def fakta(avvik: Avvik, innsyn: Innsyn) -> list[tuple[Any, Any]]:
    """Short answers about what was filed; empty ones are left out."""
    navn = avvik.melder.navn if innsyn.meldernavn and avvik.melder else ""
    andre = ", ".join(str(MeldtAnnetSted(s).label) for s in avvik.meldt_andre_steder)
    linjer = [
        (
            _("Behovet sett") if avvik.er_forslag else _("Skjedde"),
            tidslinje.dato(avvik.hendelsesdato),
        ),
        (_("Meldt"), tidslinje.dato(avvik.meldt_dato)),
        (_("Meldt av"), meldt_av(avvik)),
        (_("Melder"), navn),
        (_("Registrert"), meldt_paa(avvik)),
        (_("Mottatt"), tidslinje.dato(avvik.mottatt_dato) if avvik.kanal else ""),
        (
            _("Kan svares"),
            avvik.innmelder if avvik.kanal and innsyn.innmelder else "",
        ),
        (_("Slag"), Slag.FORBEDRING.label if avvik.slag == Slag.FORBEDRING else ""),
        (_("Gjelder"), avvik.kategori.vist if avvik.kategori else ""),
        (_("Følge"), folge(avvik)),
        (_("Meldt andre steder"), andre),
        (_("Sted"), avvik.sted),
        *valgte(avvik),
        (
            _("Pasient eller pårørende informert"),
            JaNei(avvik.pasient_informert).label if avvik.pasient_informert else "",
        ),
        (_("Rutine eller avtale"), avvik.avtale),
        (_("Deres referanse"), avvik.egen_referanse if innsyn.egen_referanse else ""),
    ]
    return [(tittel, verdi) for tittel, verdi in linjer if verdi]


def valgte(sak: Avvik) -> list[tuple[Any, Any]]:
    """What was chosen from the lists of the sekretariat, as it is called there."""
    svar = ((liste.label, getattr(sak, liste.value)) for liste in Valgliste)
    return [(tittel, valg.vist) for tittel, valg in svar if valg is not None]


def folge(avvik: Avvik) -> Any:
    if avvik.slag == Slag.FORBEDRING:
        return ""
    if avvik.alvorlighet is None:
        return _("Gjelder ikke en enkelt pasient")
    return Alvorlighet(avvik.alvorlighet).label


def tekster(avvik: Avvik, innsyn: Innsyn) -> list[tuple[Any, str]]:
    forslag = avvik.er_forslag
    linjer = [
        (_("Hva kan bli bedre?") if forslag else _("Hva skjedde?"), avvik.hva_skjedde),
        (_("Forslag fra melder"), avvik.forslag),
        (
            _("Hva virker bra i dag?") if forslag else _("Hva gikk bra likevel?"),
            avvik.gikk_bra,
        ),
        (_("Strakstiltak"), avvik.strakstiltak),
    ]
    return [(tittel, tekst) for tittel, tekst in linjer if tekst.strip()]
