"""Finding a meeting, a case of its agenda, or a text: found, closed or hidden."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from helsefellesskap.adresser import som_tall
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import IkkeLov
from helsefellesskap.tilgangslogg import logg
from utvalg import oppslag, rules
from utvalg.models import Mote, Sak
from utvalg.oppslag import Plass

get_eller_post = require_http_methods(["GET", "HEAD", "POST"])
INHABIL = _("Du er inhabil i denne saken.")
TRUKKET = _("#Råbra!-kortet er trukket og vises ikke lenger.")
IKKE_KONTROLLERT = _("Denne saken er ikke kontrollert for personopplysninger.")


class Stengt(PermissionDenied):
    """On the agenda, but this person gets no word of it."""

    def __init__(self, mote: Mote, nummer: int, grunn: Any) -> None:
        super().__init__()
        self.mote, self.nummer, self.grunn = mote, nummer, grunn


def krev_inne(request: HttpRequest) -> None:
    if not rules.er_inne(request.user):
        raise Http404


def krev_sekretariat(request: HttpRequest) -> None:
    """For pages about cases: to others they do not exist."""
    if not rules.kan_forberede(request.user):
        raise Http404


def om_mote(mote: Mote, nummer: int | None = None) -> str:
    """What the access log says it was about; never a case number."""
    sak = f" sak {nummer}" if nummer else ""
    return f"møte {mote.dato.isoformat()}{sak}"


def hent_mote(request: HttpRequest, pk: str) -> Mote:
    moter = Mote.objects.synlig_for(request.user).select_related("utvalg")
    mote = moter.filter(pk=som_tall(pk)).first()
    if mote is None:
        raise Http404
    return mote


def saksliste(request: HttpRequest, mote: Mote) -> list[Plass]:
    return oppslag.saksliste(request.user, mote)


def krev_apen(mote: Mote, liste: list[Plass], nummer: int) -> None:
    """Raises Http404 for a number that is not there, Stengt for a closed one."""
    plass = next((p for p in liste if p.nummer == nummer), None)
    if plass is None:
        raise Http404
    if plass.stengt:
        raise Stengt(mote, nummer, INHABIL)
    if plass.trukket:
        raise Stengt(mote, nummer, TRUKKET)
    if not plass.signert:
        raise Stengt(mote, nummer, IKKE_KONTROLLERT)


def hent_sak(request: HttpRequest, mote: Mote, nummer: int) -> Sak:
    """With its text, and nothing of the case behind it."""
    saker = Sak.objects.synlig_for(request.user).select_related("presentasjon__gruppe")
    sak = saker.filter(mote=mote, nummer=nummer).first()
    if sak is None:
        raise Http404
    sak.mote = mote
    return sak


def med_mote(side: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the meeting instead of its id; refusals become rows and 403."""

    @wraps(side)
    def innpakket(request: HttpRequest, pk: str, **kwargs: Any) -> HttpResponse:
        mote = hent_mote(request, pk)
        try:
            return side(request, mote, **kwargs)
        except Stengt as stengt:
            logg(request, Tilgang.AVVIST, om_mote(mote, stengt.nummer))
            innhold = {"mote": mote, "nummer": stengt.nummer, "grunn": stengt.grunn}
            return render(request, "utvalg/stengt.html", innhold, status=403)
        except IkkeLov:
            logg(request, Tilgang.AVVIST, om_mote(mote))
            raise

    return innpakket


def legg_til_feil(skjema: Form, feil: ValidationError) -> None:
    """The action's own refusals, at the fields they are about."""
    per_felt = feil.message_dict if hasattr(feil, "error_dict") else {"": feil.messages}
    for felt, tekster in per_felt.items():
        for tekst in tekster:
            skjema.add_error(felt if felt in skjema.fields else None, tekst)
