"""What was written on a page that the server could not take: shown, never kept."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def skrevne(request: HttpRequest) -> list[dict[str, str]]:
    """Every text that was posted; a single word is a choice or a number."""
    verdier = [v.strip() for _navn, alle in request.POST.lists() for v in alle]
    return [{"tittel": "", "tekst": v} for v in verdier if len(v.split()) > 1]


def siden_bak(request: HttpRequest) -> str:
    """The page the form stood on; else where it was sent."""
    bak = request.headers.get("Referer", "")
    egen = url_has_allowed_host_and_scheme(bak, {request.get_host()})
    return urlsplit(bak).path if egen else request.path
