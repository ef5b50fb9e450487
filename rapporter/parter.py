"""Which kommune a virksomhet counts under, which klinikk a unit lies in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.models import Enhet, Kommune, Kommunesammenslaaing, Virksomhet
from rapporter.tallsett import TIL, Enhetstall, Kommunetall


@dataclass(frozen=True)
class Register:
    """The registers, as the figures need them."""

    kommuner: list[str]
    kommune_for: dict[int, str]
    virksomhet_for: dict[int | None, int]
    klinikk_for: dict[int | None, str]

    @classmethod
    def les(cls) -> "Register":
        kommuner = dict(Kommune.objects.values_list("pk", "navn"))
        etterfolger = _etterfolgere(kommuner)
        kommune_for = {}
        virksomheter = Virksomhet.objects.values_list("pk", "navn", "kommune")
        for pk, navn, kommune in virksomheter:
            eget_navn = kommuner.get(kommune, navn.removesuffix(" kommune"))
            funnet = etterfolger.get(eget_navn, eget_navn)
            if kommune or funnet != eget_navn:
                kommune_for[pk] = funnet
        enheter = list(Enhet.objects.select_related("virksomhet"))
        return cls(
            kommuner=[navn for navn in kommuner.values() if navn not in etterfolger],
            kommune_for=kommune_for,
            virksomhet_for={enhet.pk: enhet.virksomhet_id for enhet in enheter},
            klinikk_for=dict(_klinikker(enheter)),
        )

    def motpart(self, rad: dict[str, Any]) -> str | None:
        """The kommune of a row: its sender, or who held the case."""
        if rad["retning"] == TIL:
            return self.kommune_for.get(rad["meldende_virksomhet"])
        return self.kommune_for.get(self.virksomhet_for.get(rad["enhet"], 0))

    def andre(self, rader: Iterable[dict[str, Any]]) -> Counter[str]:
        antall: Counter[str] = Counter()
        for rad in rader:
            if self.motpart(rad) is None:
                antall[rad["retning"]] += rad["meldt"]
        return antall

    def kommunetall(self, rader: Iterable[dict[str, Any]]) -> list[Kommunetall]:
        tall = {navn: Kommunetall(navn) for navn in self.kommuner}
        for rad in rader:
            navn = self.motpart(rad)
            if navn is None:
                continue
            felt = "sendt" if rad["retning"] == TIL else "mottatt"
            gammel = tall[navn]
            tall[navn] = replace(
                gammel,
                **{
                    felt: getattr(gammel, felt) + rad["meldt"],
                    f"{felt}_besvart": getattr(gammel, f"{felt}_besvart")
                    + rad["besvart"],
                },
            )
        return list(tall.values())

    def klinikktall(self, rader: Iterable[dict[str, Any]]) -> list[Enhetstall]:
        """In the order of the name: never by size."""
        antall: dict[str, Counter[str]] = {}
        for rad in rader:
            if rad["retning"] == TIL:
                navn = self.klinikk_for.get(rad["enhet"], _("Til fordeling"))
                antall.setdefault(navn, Counter()).update(
                    i_tide=rad["i_tide"],
                    for_sent=rad["besvart"] - rad["i_tide"],
                    ubesvart=rad["meldt"] - rad["besvart"],
                )
        return [Enhetstall(navn, **antall[navn]) for navn in sorted(antall)]


def _etterfolgere(kommuner: dict[int, str]) -> dict[str, str]:
    """Old kommune to its successor, where it has only one."""
    nye: dict[str, list[int]] = {}
    for gammel, ny in Kommunesammenslaaing.objects.values_list("gammel", "ny"):
        nye.setdefault(gammel, []).append(ny)
    return {
        gammel: kommuner[en[0]]
        for gammel, en in nye.items()
        if len(en) == 1 and kommuner[en[0]] != gammel
    }


def _klinikker(enheter: list[Enhet]) -> Iterator[tuple[int, str]]:
    """The top unit above each unit of the hospital."""
    alle = {enhet.pk: enhet for enhet in enheter}
    for enhet in enheter:
        if enhet.virksomhet.type != Virksomhetstype.HELSEFORETAK:
            continue
        topp = enhet
        while topp.overordnet_id is not None:
            topp = alle[topp.overordnet_id]
        yield enhet.pk, topp.navn
