"""Filing in three steps: load, form, one action, redirect.

Open to everybody: who is not logged in writes first, and logs in to send.
"""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from avvik import actions, oppsummering
from avvik.actions.meld import kontroller
from avvik.enums import Slag
from avvik.forms.delskjema import Delskjema
from avvik.forms.meld import Steg1
from avvik.forms.meld2 import Steg2
from avvik.meldesteder import NAVN, SIDER
from avvik.models import Avvik, Tildeling, Utkast
from avvik.okt import les_tid, merk_tid, sorg_for_okt
from avvik.prefyll import les_prefyll, side_i_lenke
from avvik.views import utkast as lagring
from avvik.views.felles import (
    eget_utkast,
    egne_enheter,
    egne_kortutkast,
    egne_utkast,
    get_eller_post,
    i_dag,
    ikke_funnet,
    les_uuid,
    mulige_enheter,
    ny_nokkel,
    sendt_av_utkast,
    skriver,
    som_nummer,
)
from helsefellesskap.enums import Flyt, Tilgang
from helsefellesskap.feil import FlytStengt, Versjonskonflikt
from helsefellesskap.flyt import flyt_er_apen
from helsefellesskap.tilgangslogg import logg

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
        return _steg1(request, eget_utkast(request, nokkel), slag, nokkel)
    side = SIDER.get(request.GET.get("fra", "")) or side_i_lenke(request.GET)
    if not (side or request.user.is_authenticated):
        return _hvor(request)
    enheter = mulige_enheter(request, None, side)
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
    return _vis_steg1(request, skjema, None, ny_nokkel(), til=prefyll.enhet)


def _hvor(request: HttpRequest) -> HttpResponse:
    """«Hvor arbeider du?»: what may be chosen depends on the side."""
    kategori = request.GET.get("kategori", "")
    husk = {"kategori": kategori} if _er_kode(kategori) else {}
    lenker = {navn: "?" + urlencode({"fra": navn, **husk}) for navn in SIDER}
    if request.GET.get("til"):
        messages.warning(request, _("Lenken peker til en enhet vi ikke kjenner."))
    return render(request, "avvik/meld/hvor.html", {"lenker": lenker})


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
    if request.method != "POST" and lagring.er_utlopt(request, utkast):
        return redirect_to_login(request.path)
    skriver_videre = request.method == "POST" and steg < SISTE_STEG
    if steg > utkast.steg and not skriver_videre:
        return redirect("meld_steg", nokkel, utkast.steg)
    if steg == 1:
        return _steg1(request, utkast, Slag(utkast.slag), nokkel)
    return _steg2(request, utkast) if steg < SISTE_STEG else _steg3(request, utkast)


def _uten_utkast(request: HttpRequest, nokkel: uuid.UUID, steg: int) -> HttpResponse:
    """Sent, or somebody else's, or the log-in has ended: nothing written is lost."""
    posta = request.method == "POST"
    if request.user.is_authenticated:
        sak = sendt_av_utkast(request, nokkel)
        return _alt_sendt(request, sak, steg) if sak else ikke_funnet(request)
    if posta and steg == 1:
        return _steg1(request, None, _slag_i_siden(request), nokkel)
    if posta and steg < SISTE_STEG:
        return _steg2(request, lagring.utkast_fra_siden(request, nokkel))
    if posta:
        messages.info(request, lagring.LOGGET_UT)
    return redirect_to_login(request.path)


def _slag_i_siden(request: HttpRequest) -> Slag:
    slag = request.POST.get("slag")
    return Slag(slag) if slag in Slag.values else Slag.AVVIK


def _alt_sendt(request: HttpRequest, sak: Avvik, steg: int) -> HttpResponse:
    """To the receipt; but a page that held something else shows it once more."""
    if request.method == "POST" and steg < SISTE_STEG:
        kladd = lagring.utkast_fra_sak(sak)
        if steg == 1:
            skjema: Steg1 | Steg2 = lagring.skjema1(request, kladd, Slag(sak.slag))
        else:
            skjema = lagring.skjema2(request, kladd)
        skjema.is_valid()
        if lagring.har_andre_tekster(skjema, sak):
            vis = _vis_steg1 if steg == 1 else _vis_steg2
            return vis(request, skjema, kladd, kladd.nokkel, sendt=sak)
    return redirect("meld_kvittering", sak.saksnummer)


# --- steps 1 and 2 ----------------------------------------------------------------


def _steg1(
    request: HttpRequest, utkast: Utkast | None, slag: Slag, nokkel: uuid.UUID
) -> HttpResponse:
    if utkast is None and (sak := sendt_av_utkast(request, nokkel)):
        return _alt_sendt(request, sak, 1)
    skjema = lagring.skjema1(request, utkast, slag)
    if request.method != "POST":
        return _vis_steg1(request, skjema, utkast, nokkel)
    ferdig = skjema.is_valid()
    try:
        lagret = lagring.lagre(request, utkast, skjema, nokkel, 2 if ferdig else 1)
    except Versjonskonflikt:
        return _konflikt(request, skjema, _vis_steg1, nokkel)
    except lagring.ForMangeUtkast:
        return _vis_steg1(request, skjema, utkast, nokkel, for_mange=lagring.FOR_MANGE)
    if lagret is not None:
        nokkel = lagret.nokkel
    if ferdig:
        return _videre(request, lagret, nokkel, 2)
    return _vis_steg1(request, skjema, lagret, nokkel)


def _videre(
    request: HttpRequest, utkast: Utkast | None, nokkel: uuid.UUID, steg: int
) -> HttpResponse:
    neste = reverse("meld_steg", args=[nokkel, steg])
    if not lagring.er_utlopt(request, utkast):
        return redirect(neste)
    messages.info(request, lagring.LOGGET_UT)
    return redirect_to_login(neste)


def _vis_steg1(
    request: HttpRequest,
    skjema: Steg1,
    utkast: Utkast | None,
    nokkel: uuid.UUID,
    **mer: Any,
) -> HttpResponse:
    virksomhet = skjema.meldende_enhet.virksomhet
    innhold = {"slag": skjema.slag, "side": NAVN[virksomhet.type], **mer}
    return _vis(request, "avvik/meld/steg1.html", skjema, utkast, nokkel, innhold)


def _vis(
    request: HttpRequest,
    mal: str,
    skjema: Delskjema,
    utkast: Utkast | None,
    nokkel: uuid.UUID,
    innhold: dict[str, Any],
) -> HttpResponse:
    """A step, with what its page must carry if log-in ends while it is open."""
    sorg_for_okt(request)
    merke = request.POST.get("tid", "")
    lagret = utkast if utkast is not None and utkast.pk else None
    innhold = {
        "form": skjema,
        "utkast": utkast,
        "nokkel": nokkel,
        "lagret": lagret,
        "versjon": lagret.versjon if lagret else lagring.sidens_versjon(request),
        "innlogget": request.user.is_authenticated or "innlogget" in request.POST,
        "tid": merke if les_tid(merke) else merk_tid(timezone.now()),
        **innhold,
    }
    for_mange = innhold.get("for_mange")
    status = 409 if innhold.keys() & {"konflikt", "sendt"} else 200
    return render(request, mal, innhold, status=429 if for_mange else status)


def _steg2(request: HttpRequest, utkast: Utkast) -> HttpResponse:
    skjema = lagring.skjema2(request, utkast)
    if request.method != "POST":
        return _vis_steg2(request, skjema, utkast, utkast.nokkel)
    ferdig = skjema.is_valid() and not skjema.soker
    # Without its step 1 a draft is not there yet, but what was written is kept.
    hjemlos = utkast.steg < 2 and not lagring.er_utlopt(request, utkast)
    steg = 1 if hjemlos else 3 if ferdig else 2
    try:
        lagret = lagring.lagre(request, utkast, skjema, utkast.nokkel, steg)
    except Versjonskonflikt:
        return _konflikt(request, skjema, _vis_steg2, utkast.nokkel)
    except lagring.ForMangeUtkast:
        mer = {"for_mange": lagring.FOR_MANGE}
        return _vis_steg2(request, skjema, utkast, utkast.nokkel, **mer)
    if (vei := _fra_steg2(request, skjema, ferdig)) and not hjemlos:
        return _videre(request, lagret, utkast.nokkel, vei)
    if hjemlos and ferdig:
        if utkast.pk is None:
            borte = _("Utkastet var borte. Fyll ut første steg på nytt.")
            messages.warning(request, borte)
        return redirect("meld_steg", utkast.nokkel, 1)
    skjema.utfor_sok()
    return _vis_steg2(request, skjema, lagret or utkast, utkast.nokkel)


def _fra_steg2(request: HttpRequest, skjema: Steg2, ferdig: bool) -> int | None:
    """The step to go to, or None to stay."""
    if "tilbake" in request.POST:
        return None if skjema.stoppede else 1
    return SISTE_STEG if ferdig else None


def _vis_steg2(
    request: HttpRequest, skjema: Steg2, utkast: Utkast, nokkel: uuid.UUID, **mer: Any
) -> HttpResponse:
    innhold = {"side": NAVN[skjema.avsender.type], **mer}
    return _vis(request, "avvik/meld/steg2.html", skjema, utkast, nokkel, innhold)


def _konflikt(
    request: HttpRequest, skjema: Delskjema, vis: Any, nokkel: uuid.UUID
) -> HttpResponse:
    """Another tab has saved meanwhile: show both, and let this one go on top."""
    lagret = eget_utkast(request, nokkel)
    if lagret is None:
        ikke_funnet(request)
    tekster = [
        {"tittel": skjema.fields[navn].label, "tekst": getattr(lagret, navn)}
        for navn in oppsummering.FRITEKSTER
        if navn in skjema.fields
        and getattr(lagret, navn)
        and getattr(lagret, navn) != skjema.godt.get(navn)
    ]
    mer = {"konflikt": True, "tekster": tekster}
    return vis(request, skjema, lagret, nokkel, **mer)


# --- step 3 -----------------------------------------------------------------------


def _steg3(request: HttpRequest, utkast: Utkast) -> HttpResponse:
    if request.method != "POST":
        return _vis_steg3(request, utkast)
    if lagring.sidens_versjon(request) not in (None, utkast.versjon):
        return _vis_steg3(request, utkast, status=409, endret=True)
    naa = timezone.now()
    try:
        if utkast.enhet_id is None:
            return _ikke_enna(request, utkast)
        avvik = actions.meld(utkast, av=request.user, naa=naa)
    except Versjonskonflikt:
        naavaerende = eget_utkast(request, utkast.nokkel) or utkast
        return _vis_steg3(request, naavaerende, status=409, endret=True)
    except ValidationError as feil:
        return _vis_steg3(request, utkast, mangler=feil.message_dict)
    except FlytStengt:
        return _vis_steg3(request, utkast, status=503, stengt=True)
    return redirect("meld_kvittering", avvik.saksnummer)


def _ikke_enna(request: HttpRequest, utkast: Utkast) -> HttpResponse:
    """Complete, but nobody has logged in; or the person has no unit to send from.

    Raises ValidationError as `meld` does.
    """
    kontroller(utkast, i_dag())
    actions.tell_tid(utkast, naa=timezone.now(), **skriver(request))
    if not request.user.is_authenticated:
        messages.info(
            request, _("Det du har skrevet, er lagret. Logg inn for å sende.")
        )
        return redirect_to_login(request.path)
    return _vis_steg3(request, utkast, status=403, uten_enhet=True)


def _vis_steg3(
    request: HttpRequest,
    utkast: Utkast,
    *,
    status: int = 200,
    mangler: dict[str, list[str]] | None = None,
    **mer: Any,
) -> HttpResponse:
    funn = oppsummering.finn_i_utkast(utkast, i_dag())
    anonym = not request.user.is_authenticated
    innhold = {
        "utkast": utkast,
        "nokkel": utkast.nokkel,
        "rader": oppsummering.rader(utkast, funn, i_dag(), mangler),
        "varsel": oppsummering.varseltekst(utkast, funn),
        "forslag_url": oppsummering.felt_url(utkast, "forslag"),
        "mangler": [
            {"tekst": tekst, "url": oppsummering.felt_url(utkast, felt)}
            for felt, tekster in (mangler or {}).items()
            for tekst in tekster
        ],
        "uten_enhet": not anonym and utkast.enhet_id is None,
        "flere_enheter": not anonym and len(request.user.tilganger.egne_enheter) > 1,
        **mer,
    }
    return render(request, "avvik/meld/steg3.html", innhold, status=status)


@require_safe
def meld_kvittering(request: HttpRequest, saksnummer: str) -> HttpResponse:
    sender = Q(melder=request.user) | Q(registrert_av=request.user)
    saker = Avvik.objects.synlig_for(request.user).filter(sender)
    saker = saker.select_related("meldende_enhet", "mottakende_virksomhet")
    avvik = saker.filter(saksnummer=som_nummer(saksnummer)).first()
    if avvik is None:
        ikke_funnet(request)
    tildelinger = Tildeling.objects.synlig_for(request.user)
    forste = tildelinger.select_related("enhet__virksomhet").get(avvik=avvik, nr=1)
    logg(request, Tilgang.APNET, gjelder=avvik.saksnummer)
    innhold = {
        "avvik": avvik,
        "enhet": forste.enhet,
        "som_brev": oppsummering.mottaker_far_brev(avvik),
        "steg": oppsummering.neste_steg(avvik, forste),
    }
    return render(request, "avvik/meld/kvittering.html", innhold)
