"""The statistics page: live figures, small numbers hidden."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from rapporter import funn, partstabeller, tabeller, uttrekk
from rapporter.enums import Rapporttype
from rapporter.figur import Figur
from rapporter.innhold import Del
from rapporter.tabeller import Tavle
from rapporter.tall import Periode, nb_prosent, nb_tall, prosent, standard_uttrekk
from rapporter.tallsett import FRA, TIL, Uttrekk

# What a spreadsheet would take for a formula.
FORMELTEGN = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Statistikk:
    uttrekk: Uttrekk
    retning: str
    ruter: list[dict[str, str]]
    deler: list[Del]

    @property
    def tom(self) -> bool:
        return not self.uttrekk.meldt


def lag(
    type_: Rapporttype,
    periode: Periode,
    retning: str,
    *,
    er_part: bool,
    i_dag: date,
) -> Statistikk:
    u = uttrekk.hent(type_, periode, standard_uttrekk(periode, i_dag))
    rabra = Del("rabra", _("#Råbra!"), [funn.rabra(u)])
    deler = [*_deler(u, retning), rabra, _kommuner(u, retning, er_part=er_part)]
    return Statistikk(u, retning, _ruter(u, retning), deler)


def retningsnavn(retning: str) -> str:
    til, fra = tabeller.retningshoder()
    return {TIL: til, FRA: fra}.get(retning, _("Begge retninger"))


def _ruter(u: Uttrekk, retning: str) -> list[dict[str, str]]:
    """Four numbers of the direction asked for."""
    valgte = [tall for navn, tall in u.retninger.items() if retning in ("", navn)]
    meldt = sum(tall.meldt for tall in valgte)
    ubesvart = sum(tall.ubesvart for tall in valgte)
    forfalt = sum(tall.forfalt for tall in valgte)
    i_tide = sum(tall.forfalt_i_tide for tall in valgte)
    return [
        {"tall": nb_tall(meldt), "tekst": _("meldt")},
        {"tall": nb_tall(meldt - ubesvart), "tekst": _("besvart")},
        {
            "tall": nb_prosent(prosent(ubesvart, meldt)),
            "tekst": _("ikke besvart, av alle saker"),
        },
        {
            "tall": nb_prosent(prosent(i_tide, forfalt)),
            "tekst": _("besvart i tide, av saker der fristen var ute"),
        },
    ]


def _deler(u: Uttrekk, retning: str) -> Iterator[Del]:
    yield Del(
        "utvikling",
        _("Hvor mye er meldt?"),
        figurer=tabeller.utviklingsfigur(u, retning),
    )
    yield Del(
        "svar", _("Hvor mye er besvart?"), figurer=[tabeller.svarfigur(u, retning)]
    )
    if u.type != Rapporttype.AAR:
        # Tertials and the year beside each other would give small numbers away.
        yield Del(
            "kategori",
            _("Hva gjelder sakene?"),
            [
                _(
                    "Kategori og følge for pasienten vises bare for hele år, så små "
                    "tall ikke kan regnes ut."
                )
            ],
        )
        return
    # Hidden the same whatever the filter says, so that it reveals nothing.
    kategori, alvorlighet = tabeller.kategorirader(u), tabeller.alvorlighetsrader(u)
    yield Del(
        "kategori",
        _("Hva gjelder sakene?"),
        [tabeller.om_skjulte(kategori, retning)],
        tabeller.kategorifigur(u, kategori, retning),
    )
    yield Del(
        "alvorlighet",
        _("Hvor alvorlige er sakene?"),
        tabeller.om_alvorlighet(alvorlighet, retning),
        tabeller.alvorlighetsfigur(u, alvorlighet, retning),
    )


def _kommuner(u: Uttrekk, retning: str, *, er_part: bool) -> Del:
    tavle = partstabeller.kommuner(u) if er_part else partstabeller.kommuner_skjult(u)
    avsnitt = [partstabeller.om_kommuner()]
    if not er_part:
        avsnitt.append(tabeller.om_smaa_tall())
    return Del(
        "kommuner",
        _("Hvem har meldt og svart?"),
        avsnitt,
        tavler=[_bare_retning(tavle, retning)],
    )


def _bare_retning(tavle: Tavle, retning: str) -> Tavle:
    """The first column and those of the direction asked for, half of the others."""
    midten = len(tavle.hoder) // 2 + 1
    alle = range(len(tavle.hoder))
    behold = {TIL: alle[:midten], FRA: [0, *alle[midten:]]}.get(retning, alle)
    return Tavle(
        tavle.tittel,
        [tavle.hoder[nr] for nr in behold],
        [[rad[nr] for nr in behold] for rad in tavle.rader],
        [[rad[nr] for nr in behold] for rad in tavle.fot],
    )


# --- CSV ------------------------------------------------------------------------------


def som_csv(s: Statistikk) -> str:
    """One number a row, with its table, direction, period and cut-off."""
    ut = io.StringIO()
    skriver = csv.writer(ut, delimiter=";", lineterminator="\r\n")
    skriver.writerow(
        map(
            trygg,
            (
                _("tabell"),
                _("rad"),
                _("kolonne"),
                _("verdi"),
                _("periode"),
                _("retning"),
                _("uttrekk"),
            ),
        )
    )
    felles = (
        s.uttrekk.periode.navn,
        retningsnavn(s.retning),
        s.uttrekk.uttrekk.isoformat(),
    )
    for celle in _celler(s):
        skriver.writerow(map(trygg, (*celle, *felles)))
    return ut.getvalue()


def _celler(s: Statistikk) -> Iterator[tuple[str, str, str, str]]:
    tall = tabeller.hovedtall(s.uttrekk)
    yield from _fra_tavle(_bare_retning(tall, s.retning))
    for del_ in s.deler:
        for figur in del_.figurer:
            yield from _fra_figur(figur)
        for tavle in del_.tavler:
            yield from _fra_tavle(tavle)


def _fra_tavle(tavle: Tavle) -> Iterator[tuple[str, str, str, str]]:
    for navn, *verdier in (*tavle.rader, *tavle.fot):
        for hode, verdi in zip(tavle.hoder[1:], verdier, strict=True):
            yield tavle.tittel, navn, hode, verdi


def _fra_figur(figur: Figur) -> Iterator[tuple[str, str, str, str]]:
    tavle = Tavle(figur.tittel, figur.tabell.hoder, figur.tabell.rader)
    return _fra_tavle(tavle)


def trygg(celle: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{celle}" if celle.startswith(FORMELTEGN) else celle
