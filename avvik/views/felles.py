"""Shared by the views of the one who files."""

import uuid
from datetime import date
from typing import NoReturn

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from avvik.models import Avvik, Utkast
from avvik.valglister import LISTER
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Rollenavn, Tilgang, Virksomhetstype
from helsefellesskap.feil import IkkeLov
from helsefellesskap.idnummer import har_stopp
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.tilgangslogg import logg

get_eller_post = require_http_methods(["GET", "HEAD", "POST"])


def i_dag() -> date:
    return lokal_dato(timezone.now())


def ikke_funnet(request: HttpRequest) -> NoReturn:
    """The same answer and log row for foreign, missing and malformed numbers."""
    logg(request, Tilgang.AVVIST)
    raise Http404


def som_nummer(tekst: str) -> str:
    """What may be looked up: nothing that the database would refuse."""
    return tekst if tekst.isascii() and tekst.isprintable() else ""


def ny_nokkel() -> uuid.UUID:
    """Drawn again until the identity guard would let it through as a text."""
    return next(k for k in iter(uuid.uuid4, None) if not har_stopp(str(k)))


def les_uuid(tekst: str) -> uuid.UUID:
    """The key of an address, or one that no draft has. Digits of a key are chosen by
    whoever sends it, and are stored."""
    try:
        nokkel = uuid.UUID(tekst)
    except ValueError:
        return ny_nokkel()
    return ny_nokkel() if har_stopp(str(nokkel)) else nokkel


def egne_enheter(bruker: Bruker) -> list[Enhet]:
    """Units the person may file for, the one of the melder role first.

    Raises IkkeLov for a person without one.
    """
    t = bruker.tilganger
    enheter = Enhet.objects.gyldige(i_dag()).filter(pk__in=t.egne_enheter)
    enheter = enheter.exclude(virksomhet__type=Virksomhetstype.SEKRETARIAT)
    enheter = enheter.select_related("virksomhet__kommune").order_by("navn")
    meldes_for = t.enheter(Rollenavn.MELDER)
    funnet = sorted(enheter, key=lambda e: e.pk not in meldes_for)
    if not funnet:
        raise IkkeLov
    return funnet


def eget_utkast(request: HttpRequest, nokkel: uuid.UUID) -> Utkast | None:
    utkast = Utkast.objects.synlig_for(request.user).select_related(
        "enhet__virksomhet__kommune",
        "gruppe",
        "kategori",
        "motpart",
        "valgt_enhet__virksomhet",
        "valgt_enhet__overordnet",
        *LISTER,
    )
    return utkast.filter(nokkel=nokkel).first()


def sendt_av_utkast(request: HttpRequest, nokkel: uuid.UUID) -> Avvik | None:
    """The person's own case that the draft became."""
    saker = Avvik.objects.synlig_for(request.user)
    sender = Q(melder=request.user) | Q(registrert_av=request.user)
    return saker.filter(sender, innsendingsnokkel=nokkel).first()
        "registrert_for",
