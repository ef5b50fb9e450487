"""What every page needs: menu, unit line, demo notice."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from helsefellesskap.register import meny_for


def ramme(request: HttpRequest) -> dict[str, Any]:
    bruker = getattr(request, "user", None)
    felles = {"demo": settings.DEMO, "oktens_lengde": settings.SESSION_COOKIE_AGE}
    if bruker is None or not bruker.is_authenticated:
        return {**felles, "meny": []}
    meny = []
    for punkt in meny_for(bruker):
        url = reverse(punkt.rute)
        meny.append(
            {
                "tekst": punkt.tekst,
                "url": url,
                "aktiv": request.path.startswith(url),
                "antall": punkt.antall(bruker) if punkt.antall else None,
            }
        )
    return {**felles, "meny": meny}
