"""Counting small faults with one press."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from avvik import actions
from avvik.forms.trend import TellSkjema
from avvik.models import Trendtelling
from avvik.trend import mandag, ukens_tall
from avvik.views.felles import egne_enheter, get_eller_post
from helsefellesskap.feil import Versjonskonflikt
from helsefellesskap.tid import i_dag

# Ids of what this session has counted, the last one last; «Angre» takes from it.
OKTNOKKEL = "trendtellinger"
HUSKES = 20


@get_eller_post
@never_cache
def meld_trend(request: HttpRequest) -> HttpResponse:
    sendt = request.method == "POST"
    skjema = TellSkjema(
        request.POST if sendt else None,
        enheter=egne_enheter(request.user),
        i_dag=i_dag(),
        valgt=request.GET,
    )
    if sendt and skjema.is_valid():
        try:
            return _tell(request, skjema)
        except ValidationError as feil:
            skjema.add_error(None, feil.messages)
    return _vis(request, skjema)


def _tell(request: HttpRequest, skjema: TellSkjema) -> HttpResponse:
    type_ = skjema.valgt_type
    telling = actions.tell(
        type_,
        enhet=skjema.valgt_enhet,
        motpart=skjema.valgt_motpart,
        av=request.user,
        naa=timezone.now(),
    )
    husket = [*request.session.get(OKTNOKKEL, []), telling.pk]
    request.session[OKTNOKKEL] = husket[-HUSKES:]
    messages.success(request, _("Talt: %s.") % type_.vist)
    return _tilbake(telling)


def _tilbake(telling: Trendtelling) -> HttpResponse:
    """To the page with the same unit and other side chosen."""
    valg = {"enhet": telling.enhet_id, "motpart": telling.motpart_id or ""}
    return redirect(f"{reverse('meld_trend')}?{urlencode(valg)}")


def _vis(request: HttpRequest, skjema: TellSkjema) -> HttpResponse:
    uke = mandag(i_dag())
    tall = ukens_tall(skjema.valgt_enhet, uke)
    siste = _siste(request)
    rader = [
        {
            "type": type_,
            "antall": tall.get(type_.pk, 0),
            "sist": siste is not None and siste.trendtype_id == type_.pk,
        }
        for type_ in skjema.typer.values()
    ]
    innhold = {
        "form": skjema,
        "rader": rader,
        "siste": siste,
        "uke": uke.isocalendar().week,
    }
    return render(request, "avvik/meld/trend.html", innhold)


def _siste(request: HttpRequest) -> Trendtelling | None:
    """What «Angre» would take away: this session's last count in an own unit."""
    husket = request.session.get(OKTNOKKEL, [])
    if not husket:
        return None
    egne = Trendtelling.objects.filter(
        pk=husket[-1],
        antall__gt=0,
        enhet__in=request.user.tilganger.egne_enheter,
    )
    return egne.select_related("trendtype", "motpart").first()


@require_POST
def meld_trend_angre(request: HttpRequest) -> HttpResponse:
    telling = _siste(request)
    request.session[OKTNOKKEL] = request.session.get(OKTNOKKEL, [])[:-1]
    if telling is None:
        egne_enheter(request.user)
        messages.info(request, _("Det er ingenting å angre."))
        return redirect("meld_trend")
    try:
        actions.angre_telling(telling, av=request.user)
        messages.success(request, _("Angret: %s.") % telling.trendtype.vist)
    except Versjonskonflikt:
        messages.info(request, _("Det er ingenting å angre."))
    return _tilbake(telling)
