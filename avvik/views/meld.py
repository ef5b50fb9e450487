"""Filing in three steps: load, form, one action, redirect."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_POST,
    require_safe,
)

from avvik import actions, oppsummering
from avvik.enums import Slag
from avvik.forms.delskjema import Delskjema
from avvik.forms.meld import Steg1, steg1_verdier
from avvik.forms.meld2 import Steg2, steg2_verdier
from avvik.forslag import Forslag, foresla
from avvik.models import Avvik, Tildeling, Utkast
from avvik.prefyll import Prefyll, les_prefyll
from avvik.views.felles import (
    eget_utkast,
    egne_enheter,
    get_eller_post,
    i_dag,
    ikke_funnet,
    les_uuid,
    ny_nokkel,
    sendt_av_utkast,
    som_nummer,
)
from helsefellesskap.enums import Flyt, Tilgang
from helsefellesskap.feil import FlytStengt, Versjonskonflikt
from helsefellesskap.flyt import flyt_er_apen
from helsefellesskap.tilgangslogg import logg

SISTE_STEG = 3


@require_safe
@never_cache
def meld_start(request: HttpRequest) -> HttpResponse:
    egne_enheter(request.user)
    utkast = Utkast.objects.synlig_for(request.user).select_related("gruppe")
    innhold = {"utkast": utkast.order_by("-endret"), "apen": flyt_er_apen(Flyt.MELDING)}
    return render(request, "avvik/meld/start.html", innhold)


@get_eller_post
def meld_avvik(request: HttpRequest) -> HttpResponse:
    return _nytt(request, Slag.AVVIK)


@get_eller_post
def meld_forbedring(request: HttpRequest) -> HttpResponse:
    return _nytt(request, Slag.FORBEDRING)


def _nytt(request: HttpRequest, slag: Slag) -> HttpResponse:
    """Step 1 before there is a draft; the page carries the draft's future key."""
    if request.method == "POST":
        nokkel = les_uuid(request.POST.get("nokkel", ""))
        if sak := sendt_av_utkast(request, nokkel):
            return redirect("meld_kvittering", sak.saksnummer)
        return _steg1(request, eget_utkast(request, nokkel), slag, nokkel)
    enheter = egne_enheter(request.user)
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
    return _vis_steg1(request, skjema, None, ny_nokkel(), prefyll)


@get_eller_post
@never_cache
def meld_steg(request: HttpRequest, nokkel: uuid.UUID, steg: int) -> HttpResponse:
    if not 1 <= steg <= SISTE_STEG:
        raise Http404
    utkast = eget_utkast(request, nokkel)
    if utkast is None:
        if sak := sendt_av_utkast(request, nokkel):
            return redirect("meld_kvittering", sak.saksnummer)
        ikke_funnet(request)
    if steg > utkast.steg:
        return redirect("meld_steg", nokkel, utkast.steg)
    if steg == 1:
        return _steg1(request, utkast, Slag(utkast.slag), nokkel)
    return _steg2(request, utkast) if steg < SISTE_STEG else _steg3(request, utkast)


def _skjema1(request: HttpRequest, utkast: Utkast | None, slag: Slag) -> Steg1:
    enheter = egne_enheter(request.user)
    return Steg1(
        request.POST if request.method == "POST" else None,
        slag=slag,
        enheter=enheter,
        enhet=utkast.enhet if utkast else enheter[0],
        i_dag=i_dag(),
        initial=steg1_verdier(utkast, i_dag()) if utkast else None,
    )


def _steg1(
    request: HttpRequest, utkast: Utkast | None, slag: Slag, nokkel: uuid.UUID
) -> HttpResponse:
    skjema = _skjema1(request, utkast, slag)
    if request.method != "POST":
        return _vis_steg1(request, skjema, utkast, nokkel)
    ferdig = skjema.is_valid()
    try:
        lagret = _lagre(request, utkast, skjema, nokkel, slag, 2 if ferdig else 1)
    except Versjonskonflikt:
        return _konflikt(request, skjema, _vis_steg1, nokkel)
    if lagret is not None:
        nokkel = lagret.nokkel
    if ferdig:
        return redirect("meld_steg", nokkel, 2)
    return _vis_steg1(request, skjema, lagret, nokkel)


def _vis_steg1(
    request: HttpRequest,
    skjema: Steg1,
    utkast: Utkast | None,
    nokkel: uuid.UUID,
    prefyll: Prefyll | None = None,
    **mer: Any,
) -> HttpResponse:
    innhold = {
        "form": skjema,
        "utkast": utkast,
        "nokkel": nokkel,
        "slag": skjema.slag,
        "til": prefyll.enhet if prefyll else None,
        **mer,
    }
    status = 409 if mer.get("konflikt") else 200
    return render(request, "avvik/meld/steg1.html", innhold, status=status)


def _skjema2(request: HttpRequest, utkast: Utkast) -> Steg2:
    forslag = foresla(utkast, request.user, i_dag())
    if utkast.valgt_enhet and utkast.valgt_enhet not in [f.enhet for f in forslag]:
        forslag.insert(0, Forslag(utkast.valgt_enhet, _("Valgt av deg.")))
    return Steg2(
        request.POST if request.method == "POST" else None,
        utkast=utkast,
        forslag=forslag,
        i_dag=i_dag(),
        initial=steg2_verdier(utkast, forslag),
    )


def _steg2(request: HttpRequest, utkast: Utkast) -> HttpResponse:
    skjema = _skjema2(request, utkast)
    if request.method != "POST":
        return _vis_steg2(request, skjema, utkast, utkast.nokkel)
    ferdig = skjema.is_valid() and not skjema.soker
    try:
        _lagre(request, utkast, skjema, utkast.nokkel, None, 3 if ferdig else 2)
    except Versjonskonflikt:
        return _konflikt(request, skjema, _vis_steg2, utkast.nokkel)
    if ferdig and "tilbake" not in request.POST:
        return redirect("meld_steg", utkast.nokkel, SISTE_STEG)
    if "tilbake" in request.POST and not skjema.stoppede:
        return redirect("meld_steg", utkast.nokkel, 1)
    skjema.utfor_sok()
    return _vis_steg2(request, skjema, utkast, utkast.nokkel)


def _vis_steg2(
    request: HttpRequest, skjema: Steg2, utkast: Utkast, nokkel: uuid.UUID, **mer: Any
) -> HttpResponse:
    innhold = {"form": skjema, "utkast": utkast, "nokkel": nokkel, **mer}
    status = 409 if mer.get("konflikt") else 200
    return render(request, "avvik/meld/steg2.html", innhold, status=status)


def _steg3(request: HttpRequest, utkast: Utkast) -> HttpResponse:
    if request.method != "POST":
        return _vis_steg3(request, utkast)
    if _versjon(request) not in (None, utkast.versjon):
        return _vis_steg3(request, utkast, status=409, endret=True)
    try:
        avvik = actions.meld(utkast, av=request.user, naa=timezone.now())
    except ValidationError as feil:
        return _vis_steg3(request, utkast, mangler=feil.message_dict)
    except FlytStengt:
        return _vis_steg3(request, utkast, status=503, stengt=True)
    return redirect("meld_kvittering", avvik.saksnummer)


def _vis_steg3(
    request: HttpRequest,
    utkast: Utkast,
    *,
    status: int = 200,
    mangler: dict[str, list[str]] | None = None,
    **mer: Any,
) -> HttpResponse:
    funn = oppsummering.finn_i_utkast(utkast, i_dag())
    innhold = {
        "utkast": utkast,
        "nokkel": utkast.nokkel,
        "rader": oppsummering.rader(utkast, funn, i_dag()),
        "varsel": oppsummering.varseltekst(utkast, funn),
        "forslag_url": oppsummering.felt_url(utkast, "forslag"),
        "mangler": [
            {"tekst": tekst, "url": oppsummering.felt_url(utkast, felt)}
            for felt, tekster in (mangler or {}).items()
            for tekst in tekster
        ],
        **mer,
    }
    return render(request, "avvik/meld/steg3.html", innhold, status=status)


def _versjon(request: HttpRequest) -> int | None:
    """The version the page was made from; None from a page before any draft."""
    tekst = request.POST.get("versjon", "")
    return (
        int(tekst) if tekst.isascii() and tekst.isdigit() and len(tekst) < 10 else None
    )


def _lagre(
    request: HttpRequest,
    utkast: Utkast | None,
    skjema: Steg1 | Steg2,
    nokkel: uuid.UUID,
    slag: Slag | None,
    steg: int,
) -> Utkast | None:
    """Save what may be saved; an unchanged draft is left alone.

    So a second press, or the same text from another tab, is no conflict. A page
    without a single answer makes no draft.
    """
    innhold = skjema.innhold()
    if utkast is None:
        innhold.pop("enhet_id", None)
        if not any(innhold.values()):
            return None
        return _opprett(request, skjema, nokkel, slag, steg, innhold)
    innhold["steg"] = max(steg, utkast.steg)
    if all(getattr(utkast, navn) == verdi for navn, verdi in innhold.items()):
        return utkast
    return actions.lagre_utkast(
        utkast,
        av=request.user,
        naa=timezone.now(),
        versjon=_versjon(request),
        **innhold,
    )


def _opprett(
    request: HttpRequest,
    skjema: Steg1,
    nokkel: uuid.UUID,
    slag: Slag | None,
    steg: int,
    innhold: dict[str, Any],
) -> Utkast:
    til = les_prefyll(request.POST, skjema.meldende_enhet, i_dag()).enhet
    if til is not None:
        innhold |= {"valgt_enhet": til, "motpart": til.virksomhet}
    nytt = {
        **innhold,
        "enhet": skjema.meldende_enhet,
        "slag": slag or Slag.AVVIK,
        "steg": steg,
    }
    hvem = {"av": request.user, "naa": timezone.now()}
    try:
        return actions.lagre_utkast(None, nokkel=nokkel, **hvem, **nytt)
    except IntegrityError:
        # The second half of a double press; else the key is somebody else's. The
        # answer is then the same as to a key that nobody has.
        return eget_utkast(request, nokkel) or actions.lagre_utkast(
            None, nokkel=ny_nokkel(), **hvem, **nytt
        )


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


@require_POST
def meld_lagre(request: HttpRequest, nokkel: uuid.UUID) -> JsonResponse:
    """Autosave of step 1 or 2; makes the draft the first time."""
    if sendt_av_utkast(request, nokkel):
        return JsonResponse({"melding": _("Meldingen er allerede sendt.")}, status=409)
    utkast = eget_utkast(request, nokkel)
    if utkast is not None and request.POST.get("steg") == "2":
        skjema: Steg1 | Steg2 = _skjema2(request, utkast)
    else:
        slag = request.POST.get("slag")
        slag = utkast.slag if utkast else slag if slag in Slag.values else Slag.AVVIK
        skjema = _skjema1(request, utkast, Slag(slag))
    skjema.is_valid()
    try:
        lagret = _lagre(
            request, utkast, skjema, nokkel, getattr(skjema, "slag", None), 1
        )
    except Versjonskonflikt:
        melding = _("Utkastet er endret i en annen fane. Denne fanen er ikke lagret.")
        return JsonResponse({"melding": melding}, status=409)
    svar: dict[str, Any] = {"versjon": lagret.versjon if lagret else None}
    if skjema.stoppede:
        svar["melding"] = _(
            "Utkastet er lagret uten «%s». Fjern tallet på 11 siffer der."
        ) % "», «".join(skjema.stoppede)
    return JsonResponse(svar)


@require_POST
def meld_slett(request: HttpRequest, nokkel: uuid.UUID) -> HttpResponse:
    utkast = eget_utkast(request, nokkel)
    if utkast is None:
        ikke_funnet(request)
    actions.slett_utkast(utkast, av=request.user)
    messages.success(request, _("Utkastet er slettet."))
    return redirect("meld_start")


@require_safe
def meld_kvittering(request: HttpRequest, saksnummer: str) -> HttpResponse:
    saker = Avvik.objects.synlig_for(request.user).filter(melder=request.user)
    avvik = saker.filter(saksnummer=som_nummer(saksnummer)).first()
    if avvik is None:
        ikke_funnet(request)
    tildelinger = Tildeling.objects.synlig_for(request.user)
    forste = tildelinger.select_related("enhet__virksomhet").get(avvik=avvik, nr=1)
    logg(request, Tilgang.APNET, gjelder=avvik.saksnummer)
    innhold = {
        "avvik": avvik,
        "enhet": forste.enhet,
        "steg": oppsummering.neste_steg(
            avvik, forste, forste.enhet.virksomhet.tilknyttet(avvik.meldt_dato)
        ),
    }
    return render(request, "avvik/meld/kvittering.html", innhold)
