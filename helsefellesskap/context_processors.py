"""What every page needs: menu, unit line, demo notice."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from helsefellesskap.innlogging import okten_igjen
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.register import meny_for


def ramme(request: HttpRequest) -> dict[str, Any]:
    bruker = getattr(request, "user", None)
    felles = {
        "demo": settings.DEMO,
        "oktens_lengde": settings.SESSION_COOKIE_AGE,
        "tilgjengelighet_url": settings.TILGJENGELIGHET_URL,
        "sprakvalg": _andre_spraak(),
    }
    if bruker is None or not bruker.is_authenticated:
        return {**felles, "meny": []}
    return {
        **felles,
        "meny": _meny(request),
        "brukerlinje": _brukerlinje(bruker),
        "okten_igjen": okten_igjen(request),
    }


def _andre_spraak() -> list[dict[str, str]]:
    naa, url = get_language(), reverse("sprak")
    return [
        {"kode": kode, "tekst": navn, "url": url}
        for kode, navn in settings.LANGUAGES
        if kode != naa
    ]


def _meny(request: HttpRequest) -> list[dict[str, Any]]:
    meny = []
    for punkt in meny_for(request.user):
        url = reverse(punkt.rute)
        meny.append(
            {
                "tekst": punkt.tekst,
                "url": url,
                "aktiv": request.path.startswith(url),
                "antall": punkt.antall(request.user) if punkt.antall else None,
            }
        )
    # /innboks/ is not the place when /innboks/under/ is.
    aktive = sorted((p for p in meny if p["aktiv"]), key=lambda p: len(p["url"]))
    for punkt in aktive[:-1]:
        punkt["aktiv"] = False
    return meny


def _brukerlinje(bruker: Bruker) -> str:
    """Name, and the units the person works in."""
    enheter = Enhet.objects.filter(pk__in=bruker.tilganger.egne_enheter)
    return ", ".join([bruker.navn, *enheter.values_list("navn", flat=True)])
