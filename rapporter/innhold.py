"""Figures and texts as a report shows them: one structure for PDF and page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from rapporter import funn, partstabeller, tabeller
from rapporter.figur import Figur
from rapporter.tabeller import Tavle
from rapporter.tallsett import Uttrekk

PUNKT = re.compile(r"\d{1,2}\. +(.+)")


@dataclass(frozen=True)
class Laering:
    """A læringspunkt as it is printed; `tema` is its category group, if any."""

    tema: str
    tekst: str


@dataclass(frozen=True)
class Tekster:
    """What the sekretariat writes; empty texts give way to a proposal."""

    sammendrag: str = ""
    bakgrunn: str = ""
    vurdering: str = ""
    forslag_til_vedtak: str = ""
    laeringspunkter: tuple[Laering, ...] = ()
    saksbehandler: str = ""
    dato: date | None = None

    def utfylt(self, u: Uttrekk) -> "Tekster":
        return Tekster(
            sammendrag=self.sammendrag or funn.forslag_sammendrag(u),
            bakgrunn=self.bakgrunn or funn.forslag_bakgrunn(u),
            vurdering=self.vurdering or funn.forslag_vurdering(u),
            forslag_til_vedtak=self.forslag_til_vedtak or funn.forslag_vedtak(u),
            laeringspunkter=self.laeringspunkter,
            saksbehandler=self.saksbehandler,
            dato=self.dato,
        )


@dataclass(frozen=True)
class Blokk:
    """A paragraph, or the points of a numbered list."""

    avsnitt: str = ""
    punkter: tuple[str, ...] = ()


def blokker(tekst: str) -> list[Blokk]:
    """Lines that begin with «1.», «2.» … become a list."""
    funnet: list[Blokk] = []
    for bit in re.split(r"\n\s*\n", tekst.strip()):
        linjer = [linje.strip() for linje in bit.splitlines()]
        punkter = [PUNKT.match(linje) for linje in linjer]
        if all(punkter):
            funnet.append(Blokk(punkter=tuple(p[1] for p in punkter if p)))
        else:
            funnet.append(Blokk(avsnitt=bit.strip()))
    return funnet


@dataclass(frozen=True)
class Del:
    """One section: findings, then charts and tables."""

    id: str
    tittel: str
    avsnitt: Sequence[str] = ()
    figurer: Sequence[Figur] = ()
    tavler: Sequence[Tavle] = ()
    kort: Sequence[Laering] = ()
    punkter: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Dokument:
    tittel: str
    undertittel: str
    avsender: str
    # Stands at the foot of every page.
    merke: str
    fakta: Sequence[tuple[str, str]]
    merknader: Sequence[str]
    sammendrag: Sequence[Blokk]
    # None without cases.
    hovedtall: Tavle | None
    saksfakta: Sequence[tuple[str, str]]
    saksdeler: Sequence[tuple[str, Sequence[Blokk]]]
    deler: Sequence[Del]
    vedlegg: Sequence[str] = field(default_factory=tuple)


def avsender() -> str:
    return _("Helsefellesskapet Troms og Ofoten")


def dokument(u: Uttrekk, tekster: Tekster) -> Dokument:
    """The parties' edition: kommuner in full, category and severity suppressed."""
    tekster = tekster.utfylt(u)
    deler = rapportdeler(u, tekster.laeringspunkter)
    return Dokument(
        tittel=u.periode.rapportnavn,
        undertittel=_("Samhandlingsavvik, svar og læring mellom kommuner og sykehus"),
        avsender=avsender(),
        merke=_merke(u),
        fakta=_fakta(u),
        merknader=merknader(u),
        sammendrag=blokker(tekster.sammendrag),
        hovedtall=tabeller.hovedtall(u) if u.meldt else None,
        saksfakta=_saksfakta(tekster),
        saksdeler=[
            (_("Forslag til vedtak"), blokker(tekster.forslag_til_vedtak)),
            (_("Bakgrunn"), blokker(tekster.bakgrunn)),
            (_("Vurdering og anbefaling"), blokker(tekster.vurdering)),
        ],
        vedlegg=[del_.tittel for del_ in deler],
        deler=deler,
    )


def _merke(u: Uttrekk) -> str:
    tekst = _("Uttrekk %(dato)s") % {"dato": funn.dato(u.uttrekk)}
    return f"{tekst} · {_('Enkeltsakene er konstruert')}" if u.konstruert else tekst


def _fakta(u: Uttrekk) -> list[tuple[str, str]]:
    fakta = [
        (_("Periode"), f"{funn.dato(u.fra)} – {funn.dato(u.til)}"),
        (
            _("Uttrekksdato"),
            _("%(dato)s. Svar som kom senere, er ikke med.")
            % {"dato": funn.dato(u.uttrekk)},
        ),
        (
            _("Til sykehuset"),
            _("Saker som en kommune eller et fastlegekontor har meldt til sykehuset."),
        ),
        (
            _("Fra sykehuset"),
            _("Saker som sykehuset har meldt til en kommune eller et fastlegekontor."),
        ),
    ]
    return [*fakta, (_("Hvem har meldt"), _meldere(u))] if u.meldt else fakta


def _meldere(u: Uttrekk) -> str:
    tekst = (
        _("Sykehuset og %(meldere)s av %(alle)s kommuner, med sine fastlegekontor.")
        if u.fra_sykehus.meldt
        else _("%(meldere)s av %(alle)s kommuner, med sine fastlegekontor.")
    )
    meldere = sum(1 for kommune in u.kommuner if kommune.sendt)
    return tekst % {"meldere": meldere, "alle": len(u.kommuner)}


def merknader(u: Uttrekk) -> list[str]:
    """What a reader must know before believing a number."""
    tekster = []
    if u.konstruert:
        tekster.append(
            _(
                "Enkeltsakene bak tallene er konstruert. For 2022 er bare totalene per "
                "retning og tallene for Harstad, Narvik, Senja og Tromsø ekte."
            )
        )
    if u.avkortet:
        tekster.append(
            _(
                "Uttrekket er tatt før perioden var slutt. Saker meldt etter %(dato)s "
                "er ikke med."
            )
            % {"dato": funn.dato(u.uttrekk)}
        )
    if u.forste_registrerte and u.forste_registrerte > u.fra.replace(
        year=u.fra.year - 1
    ):
        tekster.append(
            _(
                "Den første registrerte saken er meldt %(dato)s. For tiden før det "
                "finnes ingen tall."
            )
            % {"dato": funn.dato(u.forste_registrerte)}
        )
    return tekster


def _saksfakta(tekster: Tekster) -> list[tuple[str, str]]:
    return [
        (_("Utvalg"), _("Strategisk samarbeidsutvalg (SSU)")),
        (
            _("Dato"),
            funn.dato(tekster.dato)
            if tekster.dato
            else _("Fastsettes når saken settes på sakslisten"),
        ),
        (_("Saksansvarlig"), _("Sekretariatet for helsefellesskapet")),
        (_("Saksbehandler"), tekster.saksbehandler or _("Sekretariatet")),
    ]


def rapportdeler(u: Uttrekk, laering: Sequence[Laering]) -> list[Del]:
    """The sections after the front, in the order SSU reads them."""
    return [
        Del(
            "laering",
            _("Læringspunkter"),
            [] if laering else [_("Ingen læringspunkter er valgt for perioden.")],
            kort=laering,
        ),
        *_om_sakene(u),
        Del("rabra", _("#Råbra!"), [funn.rabra(u)]),
        *_om_smaafeil(u),
        Del("tall", _("Slik er tallene laget"), punkter=definisjoner(u)),
    ]


def _om_sakene(u: Uttrekk) -> list[Del]:
    """One sentence instead of figures where there are no cases."""
    if not u.meldt:
        return [Del("volum", _("Hvor mye er meldt?"), [funn.ingen_saker(u)])]
    return [
        *_om_mengde_og_svar(u),
        *_om_innhold(u),
        Del(
            "folger",
            _("Hva førte svarene til?"),
            [funn.folger(u)],
            tavler=tabeller.folger(u),
        ),
    ]


def _om_mengde_og_svar(u: Uttrekk) -> list[Del]:
    return [
        Del(
            "volum",
            _("Hvor mye er meldt?"),
            [funn.volum(u)],
            tabeller.utviklingsfigur(u),
            tabeller.volum(u),
        ),
        Del(
            "svar",
            _("Hvor mye er besvart?"),
            [funn.i_tide(u), funn.behandlingstid(u)],
            [tabeller.svarfigur(u)],
            [tabeller.behandling(u)],
        ),
        Del(
            "kommuner",
            _("Hvem har meldt og svart?"),
            [partstabeller.om_kommuner()],
            tavler=[partstabeller.kommuner(u), *partstabeller.klinikker(u)],
        ),
    ]


def _om_innhold(u: Uttrekk) -> list[Del]:
    kategori, alvorlighet = tabeller.kategorirader(u), tabeller.alvorlighetsrader(u)
    return [
        Del(
            "kategori",
            _("Hva gjelder sakene?"),
            [tabeller.om_skjulte(kategori)],
            tabeller.kategorifigur(u, kategori),
        ),
        Del(
            "alvorlighet",
            _("Hvor alvorlige er sakene?"),
            tabeller.om_alvorlighet(alvorlighet),
            tabeller.alvorlighetsfigur(u, alvorlighet),
        ),
    ]


def _om_smaafeil(u: Uttrekk) -> list[Del]:
    if not u.smaafeil:
        return []
    tittel, tavler = _("Små feil som er talt"), tabeller.smaafeil(u)
    return [Del("smaafeil", tittel, tabeller.om_smaafeil(u), tavler=tavler)]


def definisjoner(u: Uttrekk) -> list[tuple[str, str]]:
    om_uker = _(
        "En uke hører til perioden som torsdagen ligger i. Bare uker som var slutt før "
        "uttrekksdatoen, er med."
    )
    smaafeil = [(_("Små feil som er talt"), om_uker)] if u.smaafeil else []
    return [*_om_telling(u), *_om_fordeling(), *smaafeil]


def _om_telling(u: Uttrekk) -> list[tuple[str, str]]:
    return [
        (
            _("Meldt"),
            _(
                "Samhandlingsavvik og forslag til forbedring som er meldt i perioden "
                "og senest på uttrekksdatoen. #Råbra!-kort telles for seg. Saker som "
                "er trukket, lagt bort som duplikat eller ikke gjelder samhandling, "
                "telles ikke (%(antall)s i perioden)."
            )
            % {"antall": u.telles_ikke},
        ),
        (
            _("Besvart"),
            _("Det første svaret til melderen er gitt senest på uttrekksdatoen."),
        ),
        (
            _("Ikke besvart"),
            _(
                "Meldt minus besvart. Andelen står både mot alle saker og mot saker "
                "der fristen var gått ut på uttrekksdatoen."
            ),
        ),
        (
            _("Besvart i tide"),
            _(
                "Det første svaret kom innen den datoen melderen ble lovet. I tall "
                "for klinikker gjelder klinikkens egen frist, som kan være senere når "
                "saken er sendt videre."
            ),
        ),
    ]


def _om_fordeling() -> list[tuple[str, str]]:
    return [
        (
            _("Dager til svar"),
            _(
                "Kalenderdager fra melding til første svar. Medianen er den midterste "
                "verdien. «Ni av ti» er 90-prosentilen."
            ),
        ),
        (
            _("Per kommune"),
            _(
                "Saker fra sykehuset telles hos den som hadde saken på "
                "uttrekksdatoen. Et fastlegekontor telles under sin kommune, og en "
                "tidligere kommune under den nye. Saker utenfor registeret, og saker "
                "uten kjent mottaker, er «Andre» og er bare med i summene for "
                "retningen."
            ),
        ),
        (
            _("Små tall"),
            _(
                "Tall under 5 fordelt på kategori, alvorlighet eller klinikk vises "
                "ikke. Null regnes som et lite tall. Der resten av tabellen ville "
                "røpet tallet, er ett tall til skjult."
            ),
        ),
    ]
