"""The catalogues in locale/: find every text, keep `.po` in step, write `.mo`.

For developers: needs Babel of the dev group, and no gettext on the machine.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

SPRAK = ("nn", "en")
APPER = ("helsefellesskap", "avvik", "utvalg", "rapporter")
NOKKELORD = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HODE = "Samhandling"
# What must stand in the translation exactly as in the source.
PLASSHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|%%")


def katalogfil(sprak: str, endelse: str = "po") -> Path:
    rot = Path(settings.LOCALE_PATHS[0])
    return rot / sprak / "LC_MESSAGES" / f"django.{endelse}"


def _kilder() -> Iterator[tuple[str, bytes]]:
    """Relative path and text as Python; templates are turned into calls."""
    rot = settings.BASE_DIR
    for app in APPER:
        for sti in sorted((rot / app).rglob("*.py")):
            if "migrations" not in sti.parts:
                yield sti.relative_to(rot).as_posix(), sti.read_bytes()
    for sti in sorted((rot / "templates").rglob("*.*")):
        if sti.suffix in {".html", ".txt"}:
            kode = templatize(sti.read_text(encoding="utf-8"), origin=sti.name)
            # In brackets the indentation of a template means nothing.
            yield sti.relative_to(rot).as_posix(), f"({kode}\n)".encode()


def finn_tekster() -> "Catalog":
    """Every text of the product, with the files it stands in."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract

    katalog = Catalog(project=HODE, charset="utf-8", fuzzy=False)
    for sti, kode in _kilder():
        funn = extract("python", BytesIO(kode), keywords=NOKKELORD)
        for _linje, tekst, merknader, kontekst in funn:
            katalog.add(
                tekst,
                locations=[(sti, None)],
                auto_comments=merknader,
                context=kontekst,
            )
    return katalog


def les(sprak: str) -> "Catalog":
    from babel.messages.pofile import read_po

    with katalogfil(sprak).open("rb") as fil:
        return read_po(fil, locale=sprak, charset="utf-8")


def oppdater(sprak: str) -> "Catalog":
    """The catalogue with every text of the product and no other."""
    from babel.messages.catalog import Catalog

    if katalogfil(sprak).exists():
        katalog = les(sprak)
    else:
        katalog = Catalog(locale=sprak, project=HODE, charset="utf-8", fuzzy=False)
    # A guess from a similar text would pass for a translation.
    katalog.update(finn_tekster(), no_fuzzy_matching=True)
    katalog.obsolete.clear()
    return katalog


def som_po(katalog: "Catalog") -> bytes:
    from babel.messages.pofile import write_po

    ut = BytesIO()
    write_po(
        ut,
        katalog,
        width=88,
        omit_header=True,
        sort_output=True,
        include_lineno=False,
    )
    return _hode(katalog) + ut.getvalue()


def _hode(katalog: "Catalog") -> bytes:
    """Only what a reader of the file needs; no dates, so equal runs are equal."""
    linjer = [
        f"Project-Id-Version: {HODE}",
        f"Language: {katalog.locale}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {katalog.plural_forms}",
    ]
    tekst = "".join(f'"{linje}\\n"\n' for linje in linjer)
    return f'msgid ""\nmsgstr ""\n{tekst}\n'.encode()


def som_mo(katalog: "Catalog") -> bytes:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    rent = Catalog(locale=katalog.locale, charset="utf-8", fuzzy=False)
    for melding in katalog:
        if melding.id:
            rent.add(melding.id, melding.string, context=melding.context)
    ut = BytesIO()
    write_mo(ut, rent)
    return _uten_datoer(ut.getvalue())


def _uten_datoer(mo: bytes) -> bytes:
    """Same length, so that the offsets of the file still hold."""
    return re.sub(
        rb"(Date: )(\d{4}-\d\d-\d\d \d\d:\d\d[+-]\d{4})",
        lambda treff: treff[1] + b"2000-01-01 00:00+0000",
        mo,
    )


def skriv(katalog: "Catalog") -> None:
    sprak = str(katalog.locale)
    katalogfil(sprak).parent.mkdir(parents=True, exist_ok=True)
    katalogfil(sprak).write_bytes(som_po(katalog))
    katalogfil(sprak, "mo").write_bytes(som_mo(katalog))


def mangler(katalog: "Catalog") -> list[str]:
    """The texts without a translation, or with other placeholders than the source."""
    return [
        str(melding.id) for melding in katalog if melding.id and not _er_hel(melding)
    ]


def _er_hel(melding: "Message") -> bool:
    kilder, oversatt = _former(melding.id), _former(melding.string)
    if melding.fuzzy or not all(oversatt):
        return False
    lovlige = [sorted(PLASSHOLDER.findall(kilde)) for kilde in kilder]
    return all(sorted(PLASSHOLDER.findall(tekst)) in lovlige for tekst in oversatt)


def _former(tekst: Any) -> list[str]:
    return list(tekst) if isinstance(tekst, tuple | list) else [tekst]
