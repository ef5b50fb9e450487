"""Giving a #Råbra!-kort.

Open to everybody: who is not logged in writes first, and logs in to send.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from avvik import actions, varsler
from avvik.forms.rabra import RabraSkjema
from avvik.meldesteder import meldeenheter
from avvik.models import Kortutkast, Rabrakort
from avvik.okt import slipp_til_utkast, sorg_for_okt
from avvik.views.felles import (
    egne_kortutkast,
    get_eller_post,
    ikke_funnet,
    les_uuid,
    ny_nokkel,
    skriver,
)
from avvik.views.utkast import FOR_MANGE, LOGGET_UT, ForMangeUtkast
from helsefellesskap.feil import FlytStengt, IkkeLov
from helsefellesskap.models import Enhet
from helsefellesskap.tid import i_dag

# Those praised may be named.
UNNTATT = {"hvem": {"navn"}}


@login_not_required
@get_eller_post
@never_cache
def meld_rabra(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _ta_imot(request, les_uuid(request.POST.get("nokkel", "")))
    skjema = RabraSkjema(enheter=_enheter(request, None), i_dag=i_dag())
    return _vis(request, skjema, ny_nokkel())


@login_not_required
@require_safe
@never_cache
def meld_rabra_utkast(request: HttpRequest, nokkel: uuid.UUID) -> HttpResponse:
    """The card as it was left, ready to be sent."""
    utkast = _eget(request, nokkel)
    if utkast is None:
        return _uten_utkast(request, nokkel)
    enheter = _enheter(request, utkast)
    skjema = RabraSkjema(enheter=enheter, i_dag=i_dag(), utkast=utkast)
    ordvarsel = []
    if enheter and utkast.hvem and utkast.hva and utkast.valgt_enhet:
        # Shown at once, so that one press sends it.
        ordvarsel = varsler.ved_felt(skjema, utkast.tekster, i_dag(), unntatt=UNNTATT)
    return _vis(request, skjema, nokkel, ordvarsel=ordvarsel)


@login_not_required
@require_POST
def meld_rabra_slett(request: HttpRequest, nokkel: uuid.UUID) -> HttpResponse:
    utkast = _eget(request, nokkel)
    if utkast is None and not request.user.is_authenticated:
        return redirect_to_login(reverse("meld_start"))
    if utkast is None:
        ikke_funnet(request)
    actions.slett_kortutkast(utkast, **skriver(request))
    messages.success(request, _("Utkastet er slettet."))
    return redirect("meld_start")


def _eget(request: HttpRequest, nokkel: uuid.UUID) -> Kortutkast | None:
    utkast = egne_kortutkast(request).select_related(
        "valgt_enhet__virksomhet", "valgt_enhet__overordnet"
    )
    return utkast.filter(nokkel=nokkel).first()


def _sendt(request: HttpRequest, nokkel: uuid.UUID) -> Rabrakort | None:
    kort = Rabrakort.objects.synlig_for(request.user).filter(melder=request.user)
    return kort.filter(innsendingsnokkel=nokkel).first()


def _uten_utkast(request: HttpRequest, nokkel: uuid.UUID) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    sendt = _sendt(request, nokkel)
    return redirect("rabrakort", sendt.nummer) if sendt else ikke_funnet(request)


def _enheter(request: HttpRequest, utkast: Kortutkast | None) -> list[Enhet]:
    """None while nobody has logged in.

    Raises IkkeLov for a person without a unit who has not begun before log-in.
    """
    if not request.user.is_authenticated:
        return []
    enheter = meldeenheter(request.user, i_dag())
    if not enheter and utkast is None:
        raise IkkeLov
    return enheter


# --- what was sent in -------------------------------------------------------------


def _ta_imot(request: HttpRequest, nokkel: uuid.UUID) -> HttpResponse:
    utkast = _eget(request, nokkel)
    enheter = _enheter(request, utkast)
    skjema = RabraSkjema(request.POST, enheter=enheter, i_dag=i_dag())
    ferdig = skjema.is_valid() and not skjema.soker
    try:
        utkast = _lagre(request, utkast, skjema, nokkel)
    except ForMangeUtkast:
        return _vis(request, skjema, nokkel, status=429, for_mange=FOR_MANGE)
    if utkast is not None:
        nokkel = utkast.nokkel
    if not ferdig:
        return _vis(request, skjema, nokkel)
    if not request.user.is_authenticated:
        return _til_innlogging(request, nokkel)
    if not enheter:
        return _vis(request, skjema, nokkel, status=403)
    return _send(request, skjema, nokkel)


def _lagre(
    request: HttpRequest,
    utkast: Kortutkast | None,
    skjema: RabraSkjema,
    nokkel: uuid.UUID,
) -> Kortutkast | None:
    """What was begun before log-in is kept as it stands; other cards are sent."""
    innhold = skjema.utkastinnhold()
    begynner = not request.user.is_authenticated and any(innhold.values())
    if utkast is None and not begynner:
        return None
    sorg_for_okt(request)
    if utkast is None and not slipp_til_utkast(request):
        raise ForMangeUtkast
    innhold |= {"naa": timezone.now(), **skriver(request)}
    if utkast is not None:
        return actions.lagre_kortutkast(utkast, **innhold)
    try:
        return actions.lagre_kortutkast(None, nokkel=nokkel, **innhold)
    except IntegrityError:
        return _eget(request, nokkel)  # the second half of a double press


def _til_innlogging(request: HttpRequest, nokkel: uuid.UUID) -> HttpResponse:
    lagret = _("Det du har skrevet, er lagret. Logg inn for å sende.")
    utlopt = "innlogget" in request.POST
    messages.info(request, LOGGET_UT if utlopt else lagret)
    return redirect_to_login(reverse("meld_rabra_utkast", args=[nokkel]))


def _send(request: HttpRequest, skjema: RabraSkjema, nokkel: uuid.UUID) -> HttpResponse:
    ordvarsel = varsler.i_skjema(skjema, i_dag(), unntatt=UNNTATT)
    if ordvarsel:
        return _vis(request, skjema, nokkel, ordvarsel=ordvarsel)
    try:
        kort = _gi(request, skjema, nokkel)
    except FlytStengt:
        return _vis(request, skjema, nokkel, status=503, stengt=True)
    except IntegrityError:
        # The second half of a double press; else the key is somebody else's.
        sendt = _sendt(request, nokkel)
        kort = sendt or _gi(request, skjema, ny_nokkel())
    if _er_dette(kort, skjema):
        takk = _("Kortet er sendt. Takk for at du deler noe som virker!")
        messages.success(request, takk)
    else:
        sto = _("Kortet var alt sendt, slik det står her. Vil du si mer, gi et nytt.")
        messages.warning(request, sto)
    return redirect("rabrakort", kort.nummer)


def _er_dette(kort: Rabrakort, skjema: RabraSkjema) -> bool:
    """Not so for who went back from a card that was sent, and changed it."""
    return kort.tekster == skjema.innhold() and kort.enhet_id == skjema.valgt_enhet.pk


def _gi(request: HttpRequest, skjema: RabraSkjema, nokkel: uuid.UUID) -> Rabrakort:
    return actions.gi_rabra(
        enhet=skjema.valgt_enhet,
        meldende_enhet=skjema.meldende_enhet,
        nokkel=nokkel,
        av=request.user,
        naa=timezone.now(),
        **skjema.innhold(),
    )


def _vis(
    request: HttpRequest,
    skjema: RabraSkjema,
    nokkel: uuid.UUID,
    *,
    status: int = 200,
    ordvarsel: Any = (),
    **mer: Any,
) -> HttpResponse:
    sorg_for_okt(request)
    if skjema.is_bound:
        skjema.utfor_sok()
    innlogget = request.user.is_authenticated
    innhold = {
        "form": skjema,
        "nokkel": nokkel,
        "ordvarsel": ordvarsel,
        "sett_over": ordvarsel or skjema.data.get(varsler.SETT_OVER),
        "innlogget": innlogget or "innlogget" in request.POST,
        "uten_enhet": innlogget and not skjema.enheter,
        **mer,
    }
    return render(request, "avvik/rabra/skjema.html", innhold, status=status)
