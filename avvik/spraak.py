"""Names of registers in the reader's language; bokmål where no other is written."""

from django.db import models
from django.utils.translation import get_language


def paa_spraaket(rad: models.Model, felt: str) -> str:
    """The column `felt`, or `felt_nn`, `felt_en` where that holds something."""
    spraak = (get_language() or "")[:2]
    return getattr(rad, f"{felt}_{spraak}", "") or getattr(rad, felt)


def spraakfelter(felt: str) -> tuple[str, str, str]:
    """The three columns of a name, for `.only()` and forms."""
    return (felt, f"{felt}_nn", f"{felt}_en")
