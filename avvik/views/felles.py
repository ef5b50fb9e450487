"""Shared by the views, most of them of the one who files."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from avvik.hent import lesbart
from avvik.meldesteder import meldeenheter, tenkt_enhet
from avvik.models import Avvik, Kortutkast, Utkast
from avvik.okt import okt_for
from avvik.querysets import AvvikQuerySet, KladdQuerySet, UtkastQuerySet
from avvik.valglister import LISTER
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import IkkeLov
from helsefellesskap.idnummer import har_stopp
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg
from helsefellesskap.transaksjon import ANONYM

get_eller_post = require_http_methods(["GET", "HEAD", "POST"])


def bare_post(
    rute: str = "sak", rens: Callable[[str], str] = lesbart
) -> Callable[..., Callable[..., HttpResponse]]:
    """An address of a case or card that is posted to; a reload leads to itself."""

    def dekorator(side: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(side)
        def innpakket(request: HttpRequest, nr: str, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return redirect(rute, nr=rens(nr))
            return side(request, nr=nr, **kwargs)

        return innpakket

    return dekorator


def krev(request: HttpRequest, tillatt: bool) -> None:
    """403, logged, for a page this person has no part in."""
    if not tillatt:
        logg(request, Tilgang.AVVIST)
        raise PermissionDenied


def vis_feil(skjema: Form, feil: ValidationError) -> None:
    """The action's own refusals, at the fields they are about."""
    for felt, tekster in feil.message_dict.items():
        skjema.add_error(felt if felt in skjema.fields else None, tekster)


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
    enheter = meldeenheter(bruker, i_dag())
    if not enheter:
        raise IkkeLov
    return enheter


def mulige_enheter(request: HttpRequest, utkast: Utkast) -> list[Enhet]:
    """What a draft may be written for: own units, or the side that was said.

    Raises IkkeLov for a person without a unit who has not begun before log-in.
    """
    if utkast.kanal:
        return [utkast.enhet]  # what the sekretariat files for a unit
    enheter = []
    if request.user.is_authenticated:
        enheter = meldeenheter(request.user, i_dag())
        if not enheter and (utkast.pk is None or utkast.enhet_id):
            raise IkkeLov
    return enheter or [tenkt_enhet(utkast.side)]


def skriver(request: HttpRequest) -> dict[str, Any]:
    """On whose behalf a draft is saved: the person's, or the browser's."""
    if request.user.is_authenticated:
        return {"av": request.user}
    return {"av": ANONYM, "okt": okt_for(request)}


def egne_utkast(request: HttpRequest) -> UtkastQuerySet:
    return Utkast.objects.synlig_for(request.user, okt=okt_for(request))


def egne_kortutkast(request: HttpRequest) -> KladdQuerySet:
    return Kortutkast.objects.synlig_for(request.user, okt=okt_for(request))


def eget_utkast(request: HttpRequest, nokkel: uuid.UUID) -> Utkast | None:
    """With a unit in thought where there is none yet."""
    funnet = egne_utkast(request).select_related(
        "enhet__virksomhet__kommune",
        "registrert_for",
        "gruppe",
        "kategori",
        "motpart",
        "valgt_enhet__virksomhet",
        "valgt_enhet__overordnet",
        "valgt_enhet__etterfolger__virksomhet",
        *LISTER,
    )
    utkast = funnet.filter(nokkel=nokkel).first()
    if utkast is not None and utkast.enhet_id is None:
        utkast.enhet = tenkt_enhet(utkast.side)
    return utkast


def sendte_saker(request: HttpRequest) -> AvvikQuerySet:
    """What the person has filed, for others too."""
    sender = Q(melder=request.user) | Q(registrert_av=request.user)
    return Avvik.objects.synlig_for(request.user).filter(sender)


def sendt_av_utkast(request: HttpRequest, nokkel: uuid.UUID) -> Avvik | None:
    """The person's own case that the draft became."""
    if not request.user.is_authenticated:
        return None
    return sendte_saker(request).filter(innsendingsnokkel=nokkel).first()
