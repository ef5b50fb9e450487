"""Loading one case for a page: found, refused or hidden, always logged.

A number that is somebody else's, missing or malformed costs the same queries
and gives the same answer (design 4).
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from avvik import rules
from avvik.forms.behandling import ApneSkjema
from avvik.models import Avvik
from avvik.rules import Innsyn
from avvik.valglister import LISTER
from helsefellesskap.enums import Tilgang
from helsefellesskap.managers import LukketManager, SakQuerySet
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg

SAKSNUMMER = re.compile(r"[0-9]{4}-[0-9]{4,7}")
FINNES_IKKE = "0000-0000"
OKTNOKKEL = "apnede_saker"

FELLES = (
    "melder",
    "gruppe",
    "kategori",
    "meldende_virksomhet",
    "meldende_enhet__virksomhet",
    "mottakende_virksomhet",
    "holder__virksomhet",
    "fristregel",
    *LISTER,
)


class KreverBegrunnelse(PermissionDenied):
    """The sekretariat may open this one, but must say why."""

    def __init__(self, saksnummer: str) -> None:
        super().__init__()
        self.saksnummer = saksnummer


def apnede(request: HttpRequest) -> list[int]:
    """Ids of cases the sekretariat has opened with a reason in this session."""
    return request.session.get(OKTNOKKEL, [])


def husk_apnet(request: HttpRequest, avvik: Avvik) -> None:
    request.session[OKTNOKKEL] = sorted({*apnede(request), avvik.pk})


def lesbart(nr: str) -> str:
    """The number itself, or one that no case has."""
    return nr if SAKSNUMMER.fullmatch(nr) else FINNES_IKKE


def synlige(request: HttpRequest) -> SakQuerySet:
    return Avvik.objects.synlig_for(request.user, apnet=apnede(request))


def deler(manager: LukketManager) -> SakQuerySet:
    """Rows of a case that hent_sak has opened; rules.innsyn narrows them."""
    return manager.uten_tilgangskontroll(grunn="delene av en åpnet sak")


def finn_uansett(nr: str) -> Avvik | None:
    """To name the case in the log and to offer the sekretariat to open it."""
    saker = Avvik.objects.uten_tilgangskontroll(grunn="avvist åpning")
    return saker.filter(saksnummer=lesbart(nr)).only("id", "saksnummer").first()


def hent_sak(request: HttpRequest, nr: str) -> tuple[Avvik, Innsyn]:
    """The case and what of it this person is shown.

    Raises Http404 when it is not visible, KreverBegrunnelse when the person is
    the sekretariat and the case stands outside its list.
    """
    saker = synlige(request).select_related(*FELLES)
    avvik = saker.filter(saksnummer=lesbart(nr)).first()
    if avvik is None:
        _avvis(request, nr)
    innsyn = rules.innsyn(
        request.user,
        avvik,
        i_dag=i_dag(),
        tildelinger=deler(avvik.tildelinger),
        delinger=deler(avvik.delinger),
        apnet=apnede(request),
    )
    return avvik, innsyn


def _avvis(request: HttpRequest, nr: str) -> NoReturn:
    funnet = finn_uansett(nr)
    logg(request, Tilgang.AVVIST, gjelder=funnet.saksnummer if funnet else "")
    if funnet and request.user.tilganger.sekretariat:
        raise KreverBegrunnelse(funnet.saksnummer)
    raise Http404


def med_sak(side: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the case and the insight instead of a number."""

    @wraps(side)
    def innpakket(request: HttpRequest, nr: str, **kwargs: Any) -> HttpResponse:
        try:
            avvik, innsyn = hent_sak(request, nr)
        except KreverBegrunnelse as krav:
            return be_om_begrunnelse(request, krav.saksnummer)
        return side(request, avvik, innsyn, **kwargs)

    return innpakket


def be_om_begrunnelse(
    request: HttpRequest, saksnummer: str, skjema: ApneSkjema | None = None
) -> HttpResponse:
    """403 with the form «Åpne med begrunnelse»."""
    innhold = {
        "saksnummer": saksnummer,
        "form": skjema or ApneSkjema(saksnummer=saksnummer),
    }
    return render(request, "avvik/sak/apne.html", innhold, status=403)
