"""HTML to PDF/UA, with bundled fonts and nothing else from outside the text."""

import io
from contextlib import redirect_stdout
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document

    from rapporter.henter import BareMedfolgende

STATISK = Path(__file__).resolve().parent.parent / "static"
STILARK = "css/pdf.css"
SKRIFTER = "vendor/source-sans/3.52.0"
RESSURSER = {
    "asset:vanlig": f"{SKRIFTER}/SourceSans3-Regular.ttf.woff2",
    "asset:kursiv": f"{SKRIFTER}/SourceSans3-It.ttf.woff2",
    "asset:halvfet": f"{SKRIFTER}/SourceSans3-Semibold.ttf.woff2",
    "asset:fet": f"{SKRIFTER}/SourceSans3-Bold.ttf.woff2",
}
# Relative addresses stay relative to this, and so are refused, not left out.
BASIS = "asset:"
PAKKER = {
    "Debian": "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "macOS": "brew install pango",
}


class PangoMangler(Exception):
    """WeasyPrint's system libraries are not installed."""

    def __str__(self) -> str:
        maater = " · ".join(f"{navn}: {paa}" for navn, paa in PAKKER.items())
        return _("PDF kan ikke lages uten pango. Installer: %(maater)s") % {
            "maater": maater
        }


class ForbudtRessurs(Exception):
    """The HTML refers to something that is not bundled; no PDF was made."""

    def __str__(self) -> str:
        return _("Dokumentet viser til noe som ikke følger med (%(slag)s).") % {
            "slag": ", ".join(self.args)
        }


def pango_finnes() -> bool:
    try:
        _weasyprint()
    except PangoMangler:
        return False
    return True


def lag_pdf(html: str, *, tittel: str, dato: date | None = None) -> bytes:
    """Return the same bytes for the same text, title, date, fonts and packages."""
    weasyprint = _weasyprint()
    from weasyprint.urls import FatalURLFetchingError

    from rapporter.henter import BareMedfolgende

    henter = BareMedfolgende(_ressurser())
    try:
        dokument = _tegn(weasyprint, henter, html)
        dokument.metadata.title = tittel
        dokument.metadata.lang = dokument.metadata.lang or "nb"
        dokument.metadata.created = dato and dato.isoformat()
        pdf: bytes = dokument.write_pdf(
            pdf_variant="pdf/ua-1", finisher=_merk_overskrifter
        )
    except FatalURLFetchingError:
        if not henter.avvist:
            raise
    if henter.avvist:
        raise ForbudtRessurs(*sorted(set(henter.avvist)))
    return pdf


def _weasyprint() -> ModuleType:
    try:
        # It prints a block of its own before raising.
        with redirect_stdout(io.StringIO()):
            import weasyprint
            from weasyprint.text.ffi import harfbuzz_subset
    except OSError as feil:
        raise PangoMangler from feil
    if harfbuzz_subset is None:
        # fontTools would step in, with the clock in every font.
        raise PangoMangler
    modul: ModuleType = weasyprint
    return modul


@cache
def _ressurser() -> dict[str, bytes]:
    """Read the fonts and unpack them once; WeasyPrint would for every document."""
    from fontTools.ttLib import woff2

    skrifter = {}
    for navn, fil in RESSURSER.items():
        utpakket = io.BytesIO()
        woff2.decompress(io.BytesIO((STATISK / fil).read_bytes()), utpakket)
        skrifter[navn] = utpakket.getvalue()
    return skrifter


def _tegn(weasyprint: ModuleType, henter: "BareMedfolgende", html: str) -> "Document":
    from weasyprint.text.fonts import FontConfiguration

    skrifter = FontConfiguration()
    kilde = weasyprint.HTML(string=html, base_url=BASIS, url_fetcher=henter)
    henter.avvis_svg_utenfra(kilde.etree_element)
    stil = weasyprint.CSS(
        string=(STATISK / STILARK).read_text(encoding="utf-8"),
        base_url=BASIS,
        url_fetcher=henter,
        font_config=skrifter,
    )
    return kilde.render(
        font_config=skrifter, stylesheets=[stil], pdf_variant="pdf/ua-1"
    )


def _merk_overskrifter(_dokument: "Document", pdf: "pydyf.PDF") -> None:
    """Say whether a header cell heads its column or its row; WeasyPrint does not."""
    nummer = {objekt.reference: objekt for objekt in pdf.objects}
    for objekt in pdf.objects:
        if _slag(objekt) == "/TH":
            del_av_tabell = nummer[nummer[objekt["P"]]["P"]]
            kolonne = _slag(del_av_tabell) == "/THead"
            objekt["A"]["Scope"] = "/Column" if kolonne else "/Row"


def _slag(objekt: "pydyf.Object") -> str | None:
    return objekt.get("S") if isinstance(objekt, dict) else None
