"""Counts of small faults, as each reader may see them; never mixed with cases.

A party sees what stands between itself and the other side. Everybody else, and each
party about the others, sees whole weeks with small numbers hidden (design 7). Units
are never shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from avvik.models import Trendtype
from avvik.trend import mandag
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.models import Bruker, Enhet, Virksomhet
from rapporter.diagram import liggende_soyler
from rapporter.figur import Figur
from rapporter.innhold import Del
from rapporter.parter import Register
from rapporter.tabeller import Tavle, om_smaa_tall, retningshoder, vist
from rapporter.tall import HARDT_MELLOMROM
from rapporter.tallsett import FRA, TIL
from rapporter.tellinger import Tellinger, hent
from rapporter.undertrykking import TERSKEL, undertrykk

UKER = 12
# Numbers as they may be shown: row -> column -> number, None where it is hidden.
Celler = Mapping[str, Mapping[str, int | None]]


# --- the page -----------------------------------------------------------------------


@dataclass(frozen=True)
class Parter:
    """Which side the reader works on."""

    sykehus: bool
    egne: dict[int, str]

    @classmethod
    def til(cls, bruker: Bruker) -> "Parter":
        enheter = Enhet.objects.filter(pk__in=bruker.tilganger.egne_enheter)
        rader = Virksomhet.objects.filter(enheter__in=enheter).distinct()
        typer = {v.pk: v for v in rader.order_by("navn")}
        andre = (Virksomhetstype.KOMMUNE, Virksomhetstype.FASTLEGEKONTOR)
        return cls(
            any(v.er_sykehus for v in typer.values()),
            {pk: v.navn for pk, v in typer.items() if v.type in andre},
        )


def lag(bruker: Bruker, i_dag: date, kode: str = "") -> list[Del]:
    """What this reader may see; `kode` is the type whose line is drawn."""
    parter, uke = Parter.til(bruker), mandag(i_dag)
    # One week more than shown: own numbers end now, the others' with the last whole.
    alle = hent(uke, UKER + 1)
    egne, hele = alle.i_uker(alle.uker[1:]), alle.i_uker(alle.uker[:-1])
    register = Register.les()
    if parter.sykehus:
        return [
            _aapen("parter", _("Mellom sykehuset og kommunene"), egne, kode, register)
        ]
    deler = []
    if parter.egne:
        tittel = _("Mellom %s og sykehuset") % ", ".join(parter.egne.values())
        deler.append(_aapen("egne", tittel, egne.bare(parter.egne), kode))
        hele = hele.uten(parter.egne)
    deler.append(_skjult(hele, kode, register, andre=bool(parter.egne)))
    return deler


def _retninger(t: Tellinger, kode: str) -> Iterator[tuple[str, Tellinger]]:
    """Each direction with its name; only that of the type asked for, if any."""
    for retning, navn in zip((TIL, FRA), retningshoder(), strict=True):
        del_ = t.mot(retning)
        if not kode or _valgt(del_, kode):
            yield navn, del_


def _aapen(
    id_: str, tittel: str, t: Tellinger, kode: str, register: Register | None = None
) -> Del:
    """Every number, for the two it stands between."""
    figurer, tavler = [], []
    avsnitt = [_("Uke %(fra)s–%(til)s. Uken nå er med.") % _uker(t)]
    for navn, del_ in _retninger(t, kode):
        if not del_.rader:
            avsnitt.append(_("%s: ingenting er talt.") % navn)
            continue
        valgt, per_uke = _valgt(del_, kode), _per_uke(del_)
        rekke = [
            rad[valgt.kode] if valgt else sum(rad.values()) for rad in per_uke.values()
        ]
        figurer += _figur(id_, navn, del_, valgt, rekke)
        tavler.append(_uketavle(navn, del_, per_uke))
        if register is not None:
            tavler.append(_kommunetavle(navn, del_, _per_part(del_, register)))
    return Del(id_, tittel, avsnitt, figurer, tavler)


def _skjult(t: Tellinger, kode: str, register: Register, *, andre: bool) -> Del:
    """Small numbers hidden, the same whatever type is drawn."""
    figurer, tavler = [], []
    om = _("Uke %(fra)s–%(til)s. Bare hele uker er med.") % _uker(t)
    avsnitt = [om, om_smaa_tall()]
    for navn, alle in _retninger(t, kode):
        del_, valgt = alle.store(), _valgt(alle, kode)
        if borte := [type_.vist for type_ in alle.typer if type_ not in del_.typer]:
            for_faa = _("%(retning)s, for få tellinger til å vises: %(typer)s.")
            avsnitt.append(for_faa % {"retning": navn, "typer": ", ".join(borte)})
        if not del_.typer:
            continue
        uker = undertrykk(_per_uke(del_), kjente_kolonnesummer=True)
        rekke = list(uker.radsummer.values())
        if valgt:
            # Nothing to draw of one that is too rare.
            rekke = [rad.get(valgt.kode) for rad in uker.celler.values()]
        figurer += _figur("alle", navn, del_, valgt, rekke)
        tavler.append(_uketavle(navn, del_, uker.celler))
        parter = undertrykk(_per_part(del_, register), kjente_kolonnesummer=True)
        tavler.append(_kommunetavle(navn, del_, parter.celler))
    tittel = _("Andre kommuner og legekontor") if andre else _("Hele helsefellesskapet")
    return Del("alle", tittel, avsnitt, figurer, tavler)


def _uker(t: Tellinger) -> dict[str, int]:
    fra, til = (t.uker[nr].isocalendar().week for nr in (0, -1))
    return {"fra": fra, "til": til}


def _valgt(t: Tellinger, kode: str) -> Trendtype | None:
    return next((type_ for type_ in t.typer if type_.kode == kode), None)


def _ukenavn(uke: date) -> str:
    navn = _("Uke %s") % uke.isocalendar().week
    return navn.replace(" ", HARDT_MELLOMROM)


def _per_uke(t: Tellinger) -> dict[str, dict[str, int]]:
    koder = {type_.pk: type_.kode for type_ in t.typer}
    tabell = {_ukenavn(uke): dict.fromkeys(koder.values(), 0) for uke in t.uker}
    for rad in t.rader:
        tabell[_ukenavn(rad.uke)][koder[rad.type]] += rad.antall
    return tabell


def _per_part(t: Tellinger, register: Register) -> dict[str, dict[str, int]]:
    """A legekontor counts under its kommune; in the order of the register."""
    koder = {type_.pk: type_.kode for type_ in t.typer}
    vet_ikke, utenfor = _("Vet ikke"), _("Andre")
    navnene = [*register.kommuner, utenfor, vet_ikke]
    tabell = {navn: dict.fromkeys(koder.values(), 0) for navn in navnene}
    for rad in t.rader:
        navn = vet_ikke
        if rad.part is not None:
            navn = register.kommune_for.get(rad.part, utenfor)
        tabell[navn][koder[rad.type]] += rad.antall
    return tabell


def _figur(
    id_: str,
    retning: str,
    t: Tellinger,
    valgt: Trendtype | None,
    rekke: Sequence[int | None],
) -> list[Figur]:
    """One bar a week; nothing where no number may be shown."""
    kjente = [tall for tall in rekke if tall is not None]
    if not any(kjente):
        return []
    beskrivelse = ngettext(
        "%(antall)s telling i ukene som vises.",
        "%(antall)s tellinger i ukene som vises.",
        sum(kjente),
    ) % {"antall": sum(kjente)}
    figur = liggende_soyler(
        id=f"trend-{id_}-{t.typer[0].retning}",
        tittel=f"{retning}: {valgt.vist if valgt else _('Alle småfeil')}",
        beskrivelse=beskrivelse,
        hoder=(_("Uke"), _("Antall")),
        rader=list(zip(map(_ukenavn, t.uker), rekke, strict=True)),
    )
    return [figur]


def _uketavle(retning: str, t: Tellinger, celler: Celler) -> Tavle:
    return _tavle(_("%s, per uke") % retning, _("Uke"), t.typer, celler)


def _kommunetavle(retning: str, t: Tellinger, celler: Celler) -> Tavle:
    tittel = _("%s, siste 12 uker per kommune") % retning
    return _tavle(tittel, _("Kommune"), t.typer, celler)


def _tavle(tittel: str, hode: str, typer: Sequence[Trendtype], celler: Celler) -> Tavle:
    return Tavle(
        tittel,
        [hode, *(type_.vist for type_ in typer)],
        [
            [navn, *(vist(rad[type_.kode]) for type_ in typer)]
            for navn, rad in celler.items()
        ],
    )


# --- where a meeting is prepared ----------------------------------------------------


def motepanel(i_dag: date) -> dict[str, Any]:
    """The sums of the last whole weeks, the same for everybody in the room."""
    t = hent(mandag(i_dag) - timedelta(weeks=1), UKER)
    tavler = []
    for retning, navn in zip((TIL, FRA), retningshoder(), strict=True):
        del_ = t.mot(retning)
        summer = del_.summer()
        rader = [
            [
                type_.vist,
                vist(summer[type_.pk] if summer[type_.pk] >= TERSKEL else None),
            ]
            for type_ in del_.typer
        ]
        hoder = [_("Småfeil"), _("Siste 12 hele uker")]
        tavler.append(Tavle(navn, hoder, rader))
    return {"tavler": tavler, "om": om_smaa_tall()}
