"""Tables and charts of a report; small numbers are hidden here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from avvik.enums import ALVORLIG_FRA, Alvorlighet
from rapporter import funn, utgaver
from rapporter.diagram import grupperte_soyler, liggende_soyler, linje
from rapporter.enums import Rapporttype
from rapporter.figur import Figur
from rapporter.tall import nb_prosent, nb_tall, prosent
from rapporter.tallsett import FRA, TIL, Retningstall, Smaafeil, Tidsrom, Uttrekk
from rapporter.undertrykking import VISES_IKKE

# A row of a chart or table: its name and the two directions as they may be shown.
Parrad = tuple[str, int | None, int | None]


@dataclass(frozen=True)
class Tavle:
    """A table in words. The first cell of a row is its header."""

    tittel: str
    hoder: Sequence[str]
    rader: Sequence[Sequence[str]]
    fot: Sequence[Sequence[str]] = ()


def om_smaa_tall() -> str:
    return _("Tall under 5 vises ikke, og der det trengs, heller ikke ett til.")


def ingen_vises() -> str:
    return f"{_('Ingen av tallene er store nok til å vises.')} {om_smaa_tall()}"


def vist(tall: int | None) -> str:
    return str(VISES_IKKE) if tall is None else nb_tall(tall)


def med_uttrekk(tittel: str, u: Uttrekk) -> str:
    return _("%(tittel)s. Uttrekk %(dato)s") % {
        "tittel": tittel,
        "dato": funn.kort_dato(u.uttrekk),
    }


def retningshoder() -> tuple[str, str]:
    return _("Til sykehuset"), _("Fra sykehuset")


def _andel(teller: int, nevner: int) -> str:
    if not nevner:
        return "–"
    return f"{nb_tall(teller)} ({nb_prosent(prosent(teller, nevner))})"


# --- headline and handling ---------------------------------------------------------


def _rad(
    u: Uttrekk, navn: str, verdi: Callable[[Retningstall], str]
) -> tuple[str, str, str]:
    return navn, verdi(u.til_sykehus), verdi(u.fra_sykehus)


def hovedtall(u: Uttrekk) -> Tavle:
    rader = [
        _rad(u, _("Meldt"), lambda t: nb_tall(t.meldt)),
        _rad(u, _("Besvart"), lambda t: _andel(t.besvart, t.meldt)),
        _rad(
            u, _("Ikke besvart, av alle saker"), lambda t: _andel(t.ubesvart, t.meldt)
        ),
        _rad(
            u,
            _("Ikke besvart, av saker der fristen var ute"),
            lambda t: _andel(t.forfalt_ubesvart, t.forfalt),
        ),
        _rad(
            u,
            _("Besvart i tide, av saker der fristen var ute"),
            lambda t: _andel(t.forfalt_i_tide, t.forfalt),
        ),
    ]
    if u.til_sykehus.andre or u.fra_sykehus.andre:
        rader.append(_rad(u, _("Av de meldte: «Andre»"), lambda t: nb_tall(t.andre)))
    return Tavle(med_uttrekk(_("Hovedtall"), u), (_("Tall"), *retningshoder()), rader)


def behandling(u: Uttrekk) -> Tavle:
    rader = [
        _rad(u, _("Saker der fristen var ute"), lambda t: nb_tall(t.forfalt)),
        _rad(u, _("Median dager til svar"), lambda t: nb_tall(t.median_dager)),
        _rad(u, _("Ni av ti svar innen, dager"), lambda t: nb_tall(t.p90_dager)),
        _rad(u, _("Sendt videre minst én gang"), lambda t: nb_tall(t.videresendt)),
    ]
    if u.til_sykehus.bekreftelse_forfalt or u.fra_sykehus.bekreftelse_forfalt:
        # Imported history was never confirmed here.
        rader.append(
            _rad(
                u,
                _("Mottak bekreftet i tide"),
                lambda t: _andel(t.bekreftet_i_tide, t.bekreftelse_forfalt),
            )
        )
    return Tavle(
        med_uttrekk(_("Behandlingstid"), u), (_("Tall"), *retningshoder()), rader
    )


def svarfigur(u: Uttrekk, retning: str = "") -> Figur:
    til, fra = retningshoder()
    return grupperte_soyler(
        id="ubesvart",
        tittel=_("Andel saker som ikke var besvart %(dato)s")
        % {"dato": funn.kort_dato(u.uttrekk)},
        beskrivelse=funn.ubesvart(u, retning),
        hoder=(_("Retning"), _("Av alle saker"), _("Av saker der fristen var ute")),
        rader=[
            (navn, tall.ubesvart_prosent or 0, tall.forfalt_ubesvart_prosent or 0)
            for navn, nokkel, tall in (
                (til, TIL, u.til_sykehus),
                (fra, FRA, u.fra_sykehus),
            )
            if tall.meldt and retning in ("", nokkel)
        ],
        enhet="%",
    )


# --- over time ---------------------------------------------------------------------


def utviklingsfigur(u: Uttrekk, retning: str = "") -> list[Figur]:
    tertialer = [t for t in u.tertialer if t.til_sykehus is not None]
    if not tertialer:
        return []
    rader = [(t.navn, t.til_sykehus, t.fra_sykehus) for t in tertialer]
    hoder, valgte = velg(_("Tertial"), rader, retning)
    return [
        linje(
            id="utvikling",
            tittel=med_uttrekk(_("Meldte saker per tertial og retning"), u),
            beskrivelse=funn.utvikling(tertialer, retning),
            hoder=hoder,
            rader=valgte,
        )
    ]


def velg(forste: str, rader: Sequence[Parrad], retning: str) -> tuple[Any, Any]:
    """Heads and rows with both directions, or with the one asked for."""
    if not retning:
        return (forste, *retningshoder()), list(rader)
    nr = 0 if retning == TIL else 1
    return (forste, retningshoder()[nr]), [(rad[0], rad[1 + nr]) for rad in rader]


def soyler(forste: str, rader: Sequence[Parrad], retning: str, **tekster: str) -> Figur:
    hoder, valgte = velg(forste, rader, retning)
    tegn = liggende_soyler if retning else grupperte_soyler
    return tegn(hoder=hoder, rader=valgte, **tekster)


def _bare(rader: Sequence[Parrad], retning: str) -> list[Parrad]:
    """What sentences may speak of: nothing of the direction not asked for."""
    return [
        (navn, til if retning != FRA else 0, fra if retning != TIL else 0)
        for navn, til, fra in rader
    ]


def volum(u: Uttrekk) -> list[Tavle]:
    hoder = (_("Tidsrom"), *retningshoder())
    tavler = [
        Tavle(
            med_uttrekk(_("Meldte saker, sammenlignet"), u),
            hoder,
            [
                _tidsrad(
                    f"{t.navn} ({funn.kort_dato(t.fra)}–{funn.kort_dato(t.til)})", t
                )
                for t in u.volum
            ],
        )
    ]
    if u.type == Rapporttype.AAR:
        maaneder = [_tidsrad(t.navn, t) for t in u.maaneder]
        tavler.append(
            Tavle(med_uttrekk(_("Meldte saker per måned"), u), hoder, maaneder)
        )
    return tavler


def _tidsrad(navn: str, t: Tidsrom) -> tuple[str, str, str]:
    if t.til_sykehus is None:
        return navn, _("ingen tall"), _("ingen tall")
    return navn, nb_tall(t.til_sykehus), nb_tall(t.fra_sykehus)


# --- category and severity ---------------------------------------------------------


def _parrader(u: Uttrekk, slag: str, navn: dict[str, str]) -> list[Parrad]:
    til, fra = (utgaver.vist(u, slag, retning) for retning in (TIL, FRA))
    return [(navn_, til[nokkel], fra[nokkel]) for nokkel, navn_ in navn.items()]


def uten_skjulte(rader: Sequence[Parrad]) -> list[Parrad]:
    """The rows with something to draw."""
    return [rad for rad in rader if rad[1] is not None or rad[2] is not None]


def om_skjulte(rader: Sequence[Parrad], retning: str = "") -> str:
    """The small-number rule, and which rows it took away."""
    skjulte = [rad[0] for rad in rader if rad[1] is None and rad[2] is None]
    if not noe_vises(rader, retning):
        return ingen_vises()
    if not skjulte:
        return om_smaa_tall()
    tekst = _("Uten tall store nok til å vises: %(navn)s.") % {
        "navn": funn.og([f"«{navn}»" for navn in skjulte])
    }
    return f"{om_smaa_tall()} {tekst}"


def kategorirader(u: Uttrekk) -> list[Parrad]:
    return _parrader(u, utgaver.KATEGORI, {g.gruppe: g.navn for g in u.kategorier})


def noe_vises(rader: Sequence[Parrad], retning: str = "") -> bool:
    """Tell whether a figure of this direction would have a single bar."""
    return any(til or fra for _navn, til, fra in _bare(rader, retning))


def kategorifigur(
    u: Uttrekk, rader: Sequence[Parrad], retning: str = ""
) -> list[Figur]:
    """No figure where every number is hidden."""
    synlige = uten_skjulte(rader)
    if not noe_vises(rader, retning):
        return []
    return [
        soyler(
            _("Kategori"),
            synlige,
            retning,
            id="kategorier",
            tittel=med_uttrekk(_("Meldte saker per kategori og retning"), u),
            beskrivelse=funn.storst(_bare(rader, retning)),
        )
    ]


def alvorlighetsrader(u: Uttrekk) -> list[Parrad]:
    uten = _("Gjelder ikke én pasient, eller forslag")
    navn = {
        a.nokkel: uten
        if a.alvorlighet is None
        else str(Alvorlighet(a.alvorlighet).label)
        for a in u.alvorlighet
    }
    return _parrader(u, utgaver.ALVORLIGHET, navn)


def om_alvorlighet(rader: Sequence[Parrad], retning: str = "") -> list[str]:
    """Why there is no figure, where there is none."""
    return [] if noe_vises(rader, retning) else [ingen_vises()]


def alvorlighetsfigur(
    u: Uttrekk, rader: Sequence[Parrad], retning: str = ""
) -> list[Figur]:
    """No figure where every number is hidden."""
    if not noe_vises(rader, retning):
        return []
    vist_ = _bare(rader, retning)
    alvorlige = [vist_[nivaa] for nivaa in Alvorlighet if nivaa >= ALVORLIG_FRA]
    return [
        soyler(
            _("Følge for pasienten"),
            rader,
            retning,
            id="alvorlighet",
            tittel=med_uttrekk(
                _("Meldte saker etter følge for pasienten, og retning"), u
            ),
            beskrivelse=f"{funn.storst(vist_)} {funn.alvorlige(alvorlige)}",
        )
    ]


# --- small faults, which are no cases ------------------------------------------------


def om_smaafeil(u: Uttrekk) -> list[str]:
    hva = _(
        "Enhetene teller små, hyppige feil med ett trykk. Tellingene er ikke saker, "
        "ingen skal svare på dem, og de er ikke med i andre tall i rapporten. Hvor mye "
        "en enhet teller, sier ikke noe om hvor mye som går galt."
    )
    konstruert = [_("Tellingene er konstruert.")] if u.konstruert else []
    skjult = [om_smaa_tall()]
    for navn, typer in _smaafeil_per_retning(u):
        if borte := [s.navn for s in typer if not s.noe_vises]:
            tekst = _("%(retning)s, uten tall som kan vises: %(typer)s.")
            skjult.append(tekst % {"retning": navn, "typer": ", ".join(borte)})
    return [" ".join([*konstruert, hva]), " ".join(skjult)]


def smaafeil(u: Uttrekk) -> list[Tavle]:
    """One table a direction, of what may be shown; no sums."""
    hoder = (_("Småfeil"), u.periode.navn, _("Samme tid året før"))
    tavler = []
    for navn, typer in _smaafeil_per_retning(u):
        rader = [
            (s.navn, _telt(s.antall, s.vises), _telt(s.aaret_for, s.aaret_for_vises))
            for s in typer
            if s.noe_vises
        ]
        if rader:
            tittel = _("%s: små feil som er talt") % navn
            tavler.append(Tavle(med_uttrekk(tittel, u), hoder, rader))
    return tavler


def _smaafeil_per_retning(u: Uttrekk) -> Iterator[tuple[str, list[Smaafeil]]]:
    for retning, navn in zip((TIL, FRA), retningshoder(), strict=True):
        yield navn, [s for s in u.smaafeil if s.retning == retning]


def _telt(antall: int | None, vises: bool) -> str:
    if antall is None:
        return _("ingen tall")
    return vist(antall if vises else None)


# --- what came of it ---------------------------------------------------------------


def folger(u: Uttrekk) -> list[Tavle]:
    f = u.folger
    if not f.vurdert:
        return []
    return [
        Tavle(
            med_uttrekk(_("Enhetenes vurdering, begge retninger"), u),
            (_("Vurdering"), _("Saker")),
            [
                (_("Avvik bekreftet"), nb_tall(f.bekreftet)),
                (_("Delvis"), nb_tall(f.delvis)),
                (_("Ikke vurdert som avvik"), nb_tall(f.ikke_avvik)),
                (_("Kan ikke vurderes"), nb_tall(f.kan_ikke_vurderes)),
            ],
            [(_("I alt"), nb_tall(f.vurdert))],
        ),
        Tavle(
            med_uttrekk(_("Tiltak, begge retninger"), u),
            (_("Tiltak"), _("Antall")),
            [
                (_("Registrert"), nb_tall(f.tiltak)),
                (_("Utført"), nb_tall(f.tiltak_utfort)),
                (_("Over fristen"), nb_tall(f.tiltak_over_frist)),
            ],
        ),
    ]
