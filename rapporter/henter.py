"""What WeasyPrint may read. Imported only where a PDF is made: it needs pango."""

from collections.abc import Mapping
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from weasyprint.urls import URLFetcher, URLFetcherResponse

SVG = "{http://www.w3.org/2000/svg}"
HREF = ("href", "{http://www.w3.org/1999/xlink}href")
# Read through the fetcher, or no more than a place to click.
LESES_IKKE_HER = {f"{SVG}image", f"{SVG}a"}


class BareMedfolgende(URLFetcher):
    """Hands out bundled resources by name; never opens a file or a connection.

    WeasyPrint draws on without a picture it could not get, and swallows even fatal
    errors inside SVG. So refusals are also kept, for the caller to look at.
    """

    def __init__(self, ressurser: Mapping[str, bytes]) -> None:
        super().__init__(
            allowed_protocols=(), allow_redirects=False, fail_on_errors=True
        )
        self.ressurser = ressurser
        self.avvist: list[str] = []

    def fetch(
        self, url: str, headers: Mapping[str, str] | None = None
    ) -> URLFetcherResponse:
        if url not in self.ressurser:
            self.avvis(url)
            raise LookupError("not bundled")
        return URLFetcherResponse(url, self.ressurser[url])

    def avvis(self, url: str) -> None:
        """Keep the scheme only: an address may hold what no log shall see."""
        self.avvist.append(urlsplit(url).scheme or "relativ")

    def avvis_svg_utenfra(self, rot: Element) -> None:
        """Refuse what SVG would quietly leave out, such as <use> of another file."""
        for element in rot.iter():
            tag = element.tag
            if not isinstance(tag, str) or not tag.startswith(SVG):
                continue
            if tag == f"{SVG}style":
                # WeasyPrint fails on @import in it and drops the drawing.
                self.avvist.append("svg-stil")
            for adresse in filter(None, map(element.get, HREF)):
                if tag not in LESES_IKKE_HER and not adresse.startswith("#"):
                    self.avvis(adresse)
