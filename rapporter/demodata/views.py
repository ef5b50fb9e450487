"""Choosing a person to try. The addresses exist with DEMO only (urls.py)."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from helsefellesskap.innlogging import trygg_neste
from helsefellesskap.models import Bruker
from rapporter.demodata.personer import DOMENE, PERSONER, Demoperson

PROV = {
    "melder-narvik": "Meld et avvik, les svaret, si om det hjalp",
    "melder-senjalegen": "Meld fra et legekontor, svar på en sak",
    "melder-akuttmottaket": "Meld fra sykehuset til kommunen",
    "leder-akuttmottaket": "Innboks med saker over fristen, svar, send videre",
    "leder-medisinsk-klinikk": "Se hva som er sent i egen linje",
    "leder-ortopedi-narvik": "Svar når melder ber om mer",
    "leder-hjemmetjenesten-narvik": "Svar på saker fra sykehuset, se egne meldinger",
    "saksbehandler-akuttmottaket": "Får bare saker lederen gir",
    "samhandlingskontakt-unn": "Finn riktig enhet for saker uten mottaker",
    "samhandlingskontakt-narvik": "Følg sakene til og fra kommunen",
    "personvernombud-unn": "Se hvor personvernsaker er, og om de er vurdert",
    "sekretariat": "Arbeidsliste, presentasjoner, møter og rapporter",
    "sekretariat-2": "Kontroller en presentasjon som den andre skrev",
    "fsu-leder": "Led møtet, skriv læringspunkter",
    "fsu-medlem": "Møtet med én sak du er inhabil i",
    "brukerrepresentant": "Møter og læringspunkter",
    "ssu-leser": "Les publiserte rapporter",
    "admin": "Brukere og registre, ingen saker",
}


@login_not_required
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    personer = [{"person": p, "prov": PROV[p.slug]} for p in PERSONER]
    innhold = {"personer": personer, "neste": _neste(request.GET)}
    return render(request, "rapporter/demo.html", innhold)


@login_not_required
@require_POST
def demo_logg_inn(request: HttpRequest) -> HttpResponse:
    """Log in as one of the persons demodata made; nobody else, ever."""
    person = _person(request.POST.get("person", ""))
    bruker = Bruker.objects.filter(
        demo=True, is_active=True, email=f"{person.slug}@{DOMENE}"
    ).first()
    if bruker is None:
        raise Http404
    login(request, bruker, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(_neste(request.POST) or "forside")


def _neste(data: QueryDict) -> str:
    """Where somebody was going, when that is a page of our own."""
    neste = data.get("next", "")
    return neste if trygg_neste(neste) else ""


def _person(slug: str) -> Demoperson:
    for person in PERSONER:
        if person.slug == slug:
            return person
    raise Http404
