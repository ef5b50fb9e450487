"""What addresses and hidden fields hold, read without trust."""

import re

TALL = re.compile(r"[0-9]{1,9}")


def som_tall(tekst: str) -> int:
    """The number itself, or one that no row has."""
    return int(tekst) if TALL.fullmatch(tekst) else 0
