"""Names as they stand in addresses and codes."""

from itertools import count

from django.utils.text import slugify

# Letters that lose more than an accent; Sámi ones as well.
_BOKSTAVER = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"}
)


def lag_slug(navn: str) -> str:
    """A name in a-z, digits and hyphens."""
    return slugify(navn.lower().translate(_BOKSTAVER)) or "uten-navn"


def ledig_slug(slug: str, opptatt: set[str], maks: int) -> str:
    """The slug, or with a number where it is taken; taken from now on."""
    forslag = slug[:maks]
    for nr in count(2):
        if forslag not in opptatt:
            break
        forslag = f"{slug[: maks - 5]}-{nr}"
    opptatt.add(forslag)
    return forslag
