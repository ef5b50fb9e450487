"""Pure arithmetic of the reports: shares, periods, numbers as they are written."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from django.utils.translation import gettext as _

from rapporter.undertrykking import AARET

HARDT_MELLOMROM = "\N{NO-BREAK SPACE}"
UTTREKK_ETTER = timedelta(weeks=5)
TERTIALER = 3


def en_desimal(tall: Decimal) -> Decimal:
    return tall.quantize(Decimal("0.1"), ROUND_HALF_UP)


def prosent(teller: int, nevner: int) -> Decimal | None:
    """Return the share with one decimal, half up; nothing of nothing is None."""
    if nevner == 0:
        return None
    return en_desimal(Decimal(100 * teller) / nevner)


def nb_tall(tall: int | Decimal | None) -> str:
    """Write a number as in Norwegian text: 31,3 and 1 234; None is a dash."""
    if tall is None:
        return "–"
    return f"{tall:,}".replace(",", HARDT_MELLOMROM).replace(".", ",")


def nb_prosent(tall: int | Decimal | None) -> str:
    return nb_tall(tall) if tall is None else f"{nb_tall(tall)}{HARDT_MELLOMROM}%"


@dataclass(frozen=True)
class Periode:
    fra: date
    til: date

    @classmethod
    def tertial(cls, aar: int, nummer: int) -> Self:
        if not 1 <= nummer <= TERTIALER:
            raise ValueError("tertial must be 1, 2 or 3")
        neste = date(aar + nummer // TERTIALER, nummer % TERTIALER * 4 + 1, 1)
        return cls(date(aar, nummer * 4 - 3, 1), neste - timedelta(days=1))

    @classmethod
    def aar(cls, aar: int) -> Self:
        return cls(date(aar, 1, 1), date(aar, 12, 31))

    @property
    def tertialnummer(self) -> int | None:
        """None for a year."""
        return None if self == Periode.aar(self.fra.year) else self.til.month // 4

    @property
    def utgave(self) -> str:
        """«1», «2», «3», or AARET."""
        return str(self.tertialnummer or AARET)

    @property
    def navn(self) -> str:
        if self.tertialnummer is None:
            return str(self.fra.year)
        return _("%(nummer)s. tertial %(aar)s") % {
            "nummer": self.tertialnummer,
            "aar": self.fra.year,
        }

    @property
    def rapportnavn(self) -> str:
        if self.tertialnummer is None:
            return _("Årsrapport %(periode)s") % {"periode": self.navn}
        return _("Tertialrapport for %(periode)s") % {"periode": self.navn}


def aar_for(dag: date) -> date:
    """The same date a year before; 28 February for the leap day."""
    siste = monthrange(dag.year - 1, dag.month)[1]
    return dag.replace(year=dag.year - 1, day=min(dag.day, siste))


def standard_uttrekk(periode: Periode, i_dag: date) -> date:
    """Leave five weeks for late answers, but never count into the future."""
    return min(periode.til + UTTREKK_ETTER, i_dag)


def siste_tertialer(aar: int, nummer: int, antall: int) -> Sequence[Periode]:
    """Return the tertial asked for and those before it, oldest first."""
    siste = aar * TERTIALER + nummer - 1
    return [
        Periode.tertial(lopende // TERTIALER, lopende % TERTIALER + 1)
        for lopende in range(siste - antall + 1, siste + 1)
    ]
