"""Filing in three steps: load, form, one action, redirect.

Open to everybody: who is not logged in writes first, and logs in to send.
"""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from avvik.enums import Slag
from avvik.forms.meld import Steg1
from avvik.meldesteder import NAVN, SIDER
from avvik.models import Avvik, Utkast
from avvik.okt import les_tid, merk_tid, sorg_for_okt
from avvik.oppsummering import FRITEKSTER
from avvik.prefyll import les_prefyll, side_i_lenke
from avvik.views import utkast as lagring
from avvik.views.felles import (
    eget_utkast,
    egne_enheter,
    egne_kortutkast,
    egne_utkast,
    get_eller_post,
    ikke_funnet,
    les_uuid,
    mulige_enheter,
    ny_nokkel,
    sendt_av_utkast,
)
from avvik.views.meld_send import steg3
from avvik.views.utkast import Stegskjema
from helsefellesskap.enums import Flyt
from helsefellesskap.feil import Versjonskonflikt
from helsefellesskap.flyt import flyt_er_apen
from helsefellesskap.tid import i_dag

SISTE_STEG = 3


@login_not_required
@require_safe
@never_cache
def meld_start(request: HttpRequest) -> HttpResponse:
    utkast = egne_utkast(request).filter(kanal="").select_related("gruppe")
    utkast = utkast.order_by("-endret")
    # A person without a unit has this page only for what is written already.
    kortutkast = egne_kortutkast(request).order_by("-endret")
    if request.user.is_authenticated and not (utkast or kortutkast):
        egne_enheter(request.user)
    innhold = {
        "utkast": utkast,
        "kortutkast": kortutkast,
        "apen": flyt_er_apen(Flyt.MELDING),
        "lenker": {navn: f"?fra={navn}" for navn in SIDER},
    }
    return render(request, "avvik/meld/start.html", innhold)


@login_not_required
@get_eller_post
@never_cache
def meld_avvik(request: HttpRequest) -> HttpResponse:
    return _nytt(request, Slag.AVVIK)


@login_not_required
@get_eller_post
@never_cache
def meld_forbedring(request: HttpRequest) -> HttpResponse:
    return _nytt(request, Slag.FORBEDRING)


def _nytt(request: HttpRequest, slag: Slag) -> HttpResponse:
    """Step 1 before there is a draft; the page carries the draft's future key."""
    if request.method == "POST":
        nokkel = les_uuid(request.POST.get("nokkel", ""))
        utkast = eget_utkast(request, nokkel)
        if utkast is None:
            return _uten_utkast(request, nokkel, 1, slag)
        return _steg(request, utkast, 1)
    side = SIDER.get(request.GET.get("fra", "")) or side_i_lenke(request.GET)
    if not (side or request.user.is_authenticated):
        return _hvor(request)
    utkast = Utkast(nokkel=ny_nokkel(), slag=slag, side=side)
    enheter = mulige_enheter(request, utkast)
    prefyll = les_prefyll(request.GET, enheter[0], i_dag())
    for melding in prefyll.meldinger:
        messages.warning(request, melding)
    skjema = Steg1(
        slag=slag,
        enheter=enheter,
        enhet=enheter[0],
        i_dag=i_dag(),
        initial=prefyll.verdier,
    )
    return _vis(request, skjema, utkast, til=prefyll.enhet)


def _hvor(request: HttpRequest) -> HttpResponse:
    """«Hvor arbeider du?»: what may be chosen depends on the side."""
    kategori = request.GET.get("kategori", "")
    husk = {"kategori": kategori} if _er_kode(kategori) else {}
    lenker = {navn: "?" + urlencode({"fra": navn, **husk}) for navn in SIDER}
    if request.GET.get("til"):
        messages.warning(request, _("Lenken peker til en enhet vi ikke kjenner."))
    neste = request.path + ("?" + urlencode(husk) if husk else "")
    innhold = {"lenker": lenker, "neste": neste}
    return render(request, "avvik/meld/hvor.html", innhold)


def _er_kode(tekst: str) -> bool:
    return tekst.isascii() and tekst.isalnum() and len(tekst) <= 4


@login_not_required
@get_eller_post
@never_cache
def meld_steg(request: HttpRequest, nokkel: uuid.UUID, steg: int) -> HttpResponse:
    if not 1 <= steg <= SISTE_STEG:
        raise Http404
    utkast = eget_utkast(request, nokkel)
    if utkast is None:
        return _uten_utkast(request, nokkel, steg)
    posta = request.method == "POST"
    if not posta and lagring.er_utlopt(request, utkast):
        return redirect_to_login(request.path)
    if steg > utkast.steg and not (posta and steg < SISTE_STEG):
        return redirect("meld_steg", nokkel, utkast.steg)
    if steg == SISTE_STEG:
        return steg3(request, utkast)
    return _steg(request, utkast, steg)


def _uten_utkast(
    request: HttpRequest, nokkel: uuid.UUID, steg: int, slag: str = ""
) -> HttpResponse:
    """Sent, deleted or somebody else's, or log-in has ended: no writing is lost."""
    if sak := sendt_av_utkast(request, nokkel):
        return _alt_sendt(request, sak, steg)
    posta = request.method == "POST"
    if posta and steg < SISTE_STEG:
        return _steg(request, lagring.fra_siden(request, nokkel, steg, slag), steg)
    if request.user.is_authenticated:
        ikke_funnet(request)
    if posta:
        messages.info(request, lagring.LOGGET_UT)
    return redirect_to_login(request.path)


def _alt_sendt(request: HttpRequest, sak: Avvik, steg: int) -> HttpResponse:
    """To the receipt; but a page that held something else shows it once more."""
    if request.method == "POST" and steg < SISTE_STEG:
        utkast = lagring.utkast_fra_sak(sak)
        skjema = lagring.skjema_for(request, utkast, steg)
        skjema.is_valid()
        if lagring.har_andre_tekster(skjema, sak):
            return _vis(request, skjema, utkast, status=409, sendt=sak)
    return redirect("meld_kvittering", sak.saksnummer)


# --- steps 1 and 2 ----------------------------------------------------------------


def _steg(request: HttpRequest, utkast: Utkast, steg: int) -> HttpResponse:
    skjema = lagring.skjema_for(request, utkast, steg)
    if request.method != "POST":
        return _vis(request, skjema, utkast)
    try:
        return _ta_imot(request, skjema, utkast)
    except Versjonskonflikt:
        return _konflikt(request, skjema, utkast.nokkel)
    except lagring.ForMangeUtkast:
        mer = {"for_mange": lagring.FOR_MANGE}
        return _vis(request, skjema, utkast, status=429, **mer)


def _ta_imot(request: HttpRequest, skjema: Stegskjema, utkast: Utkast) -> HttpResponse:
    """Save, then go on, back, or stay with what must be put right."""
    ferdig = skjema.is_valid() and not skjema.soker
    # Without its step 1 a draft is not there yet, but what was written is kept.
    hjemlos = utkast.steg < skjema.STEG and not lagring.er_utlopt(request, utkast)
    steg = 1 if hjemlos else skjema.STEG + ferdig
    lagret = lagring.lagre(request, utkast, skjema, steg)
    neste = _neste(request, skjema, ferdig)
    if neste is None or (hjemlos and lagret.pk is None):
        return _vis(request, skjema, lagret)
    if hjemlos and utkast.pk is None:
        borte = _("Utkastet var borte. Fyll ut første steg på nytt.")
        messages.warning(request, borte)
    vei = reverse("meld_steg", args=[lagret.nokkel, 1 if hjemlos else neste])
    if not lagring.er_utlopt(request, lagret):
        return redirect(vei)
    messages.info(request, lagring.LOGGET_UT)
    return redirect_to_login(vei)


def _neste(request: HttpRequest, skjema: Stegskjema, ferdig: bool) -> int | None:
    """The step to go to, or None to stay."""
    if skjema.STEG > 1 and "tilbake" in request.POST:
        return None if skjema.stoppede else skjema.STEG - 1
    return skjema.STEG + 1 if ferdig else None


def _konflikt(
    request: HttpRequest, skjema: Stegskjema, nokkel: uuid.UUID
) -> HttpResponse:
    """Another tab has saved meanwhile: show both, and let this one go on top."""
    lagret = eget_utkast(request, nokkel)
    if lagret is None:
        return _uten_utkast(request, nokkel, skjema.STEG)
    tekster = [
        {"tittel": skjema.fields[navn].label, "tekst": getattr(lagret, navn)}
        for navn in FRITEKSTER
        if navn in skjema.fields
        and getattr(lagret, navn)
        and getattr(lagret, navn) != skjema.godt.get(navn)
    ]
    mer = {"konflikt": True, "tekster": tekster}
    return _vis(request, skjema, lagret, status=409, **mer)


def _vis(
    request: HttpRequest,
    skjema: Stegskjema,
    utkast: Utkast,
    *,
    status: int = 200,
    **mer: Any,
) -> HttpResponse:
    """A step, with what its page must carry if log-in ends while it is open."""
    sorg_for_okt(request)
    if skjema.is_bound:
        skjema.utfor_sok()
    merke = request.POST.get("tid", "")
    lagret = utkast if utkast.pk else None
    innhold = {
        "form": skjema,
        "slag": skjema.slag,
        "side": NAVN[skjema.meldende_enhet.virksomhet.type],
        "utkast": utkast,
        "nokkel": utkast.nokkel,
        "lagret": lagret,
        "versjon": lagret.versjon if lagret else lagring.sidens_versjon(request),
        "innlogget": request.user.is_authenticated or "innlogget" in request.POST,
        "tid": merke if les_tid(merke) else merk_tid(timezone.now()),
        **mer,
    }
    mal = f"avvik/meld/steg{skjema.STEG}.html"
    return render(request, mal, innhold, status=status)
