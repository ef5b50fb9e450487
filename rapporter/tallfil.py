"""The figures of a report as JSON for other programs (design 8)."""

from dataclasses import asdict
from typing import Any

from rapporter.tallsett import Retningstall, Smaafeil, Uttrekk


def som_json(u: Uttrekk) -> dict[str, Any]:
    """Unsuppressed figures for other programs; counts of small faults only where
    there are any."""
    ut: dict[str, Any] = {
        "periode": {"fra": u.fra.isoformat(), "til": u.til.isoformat()},
        "uttrekk": u.uttrekk.isoformat(),
        "retninger": {
            retning: _json_retning(tall) for retning, tall in u.retninger.items()
        },
        "kommuner": [asdict(k) for k in u.kommuner],
        "kategorier": [asdict(g) for g in u.kategorier],
        "alvorlighet": {
            str(a.alvorlighet): a.til_sykehus + a.fra_sykehus
            for a in u.alvorlighet
            if a.alvorlighet is not None
        },
    }
    if u.smaafeil:
        ut["smaafeil"] = [_json_smaafeil(rad) for rad in u.smaafeil]
    return ut


def _json_smaafeil(rad: Smaafeil) -> dict[str, str | int | None]:
    return {
        "kode": rad.kode,
        "navn": rad.navn,
        "retning": rad.retning,
        "antall": rad.antall,
        "aaret_for": rad.aaret_for,
    }


def _json_retning(tall: Retningstall) -> dict[str, int | float | None]:
    def flyt(verdi: Any) -> float | None:
        return None if verdi is None else float(verdi)

    return {
        "meldt": tall.meldt,
        "besvart": tall.besvart,
        "ubesvart": tall.ubesvart,
        "ubesvart_prosent": flyt(tall.ubesvart_prosent),
        "median_dager": flyt(tall.median_dager),
        "p90_dager": flyt(tall.p90_dager),
    }
