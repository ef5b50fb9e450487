"""Saving a draft as its form stands: from a step, or by itself while one writes."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from avvik import actions
from avvik.enums import Slag
from avvik.forms.meld import Steg1, steg1_verdier
from avvik.forms.meld2 import Steg2, steg2_verdier
from avvik.forslag import foresla, med_valgt
from avvik.meldesteder import SIDER, tenkt_enhet
from avvik.models import Avvik, Utkast
from avvik.okt import les_tid, slipp_til_utkast, sorg_for_okt
from avvik.oppsummering import FRITEKSTER
from avvik.prefyll import les_prefyll
from avvik.views.felles import (
    eget_utkast,
    i_dag,
    ikke_funnet,
    mulige_enheter,
    ny_nokkel,
    sendt_av_utkast,
    skriver,
)
from helsefellesskap.feil import Driftsfeil, Versjonskonflikt

FOR_MANGE = gettext_lazy(
    "Det er skrevet mange utkast herfra den siste timen, så vi kan ikke lagre dette "
    "ennå. Alt du har skrevet, står her. Logg inn i en annen fane og prøv igjen, eller "
    "vent litt."
)
LOGGET_UT = gettext_lazy(
    "Du er logget ut. Det du har skrevet, er tatt vare på. Logg inn for å fortsette."
)


class ForMangeUtkast(Driftsfeil):
    """This address has begun too many drafts without logging in (429)."""


# --- the forms --------------------------------------------------------------------


def skjema1(
    request: HttpRequest, utkast: Utkast | None, slag: Slag, side: str = ""
) -> Steg1:
    enheter = mulige_enheter(request, utkast, side or sidens_side(request))
    egen = utkast.enhet if utkast is not None and utkast.enhet_id else enheter[0]
    return Steg1(
        request.POST if request.method == "POST" else None,
        slag=slag,
        enheter=enheter,
        enhet=egen,
        i_dag=i_dag(),
        initial=steg1_verdier(utkast, i_dag()) if utkast else None,
    )


def skjema2(request: HttpRequest, utkast: Utkast) -> Steg2:
    forslag = med_valgt(utkast, foresla(utkast, request.user, i_dag()), i_dag())
    return Steg2(
        request.POST if request.method == "POST" else None,
        utkast=utkast,
        forslag=forslag,
        i_dag=i_dag(),
        initial=steg2_verdier(utkast, forslag),
    )


def sidens_side(request: HttpRequest) -> str:
    """Where the writer of a page said to work; a kommune where nothing is said."""
    return SIDER.get(request.POST.get("fra", ""), SIDER["kommune"])


def utkast_fra_siden(request: HttpRequest, nokkel: uuid.UUID) -> Utkast:
    """What step 2 must know of a draft that cannot be seen now; not saved."""
    slag = request.POST.get("slag")
    return Utkast(
        nokkel=nokkel,
        slag=slag if slag in Slag.values else Slag.AVVIK,
        side=sidens_side(request),
        enhet=tenkt_enhet(sidens_side(request)),
        gjelder_pasient="kontaktlinje" in request.POST,
    )


# --- saving -----------------------------------------------------------------------


def sidens_versjon(request: HttpRequest) -> int | None:
    """The version the page was made from; None from a page before any draft."""
    tekst = request.POST.get("versjon", "")
    kort = tekst.isascii() and tekst.isdigit() and len(tekst) < 10
    return int(tekst) if kort else None


def er_utlopt(request: HttpRequest, utkast: Utkast | None = None) -> bool:
    """The page was made for somebody who is no longer logged in."""
    if request.user.is_authenticated:
        return False
    fortsatt = utkast is not None and utkast.fra_versjon is not None
    return fortsatt or "innlogget" in request.POST


def lagre(
    request: HttpRequest,
    utkast: Utkast | None,
    skjema: Steg1 | Steg2,
    nokkel: uuid.UUID,
    steg: int,
) -> Utkast | None:
    """Save what may be saved; an unchanged draft is left alone.

    So a second press, or the same text from another tab, is no conflict. A page
    without a single answer makes no draft. Raises Versjonskonflikt, ForMangeUtkast.
    """
    innhold = skjema.innhold()
    if utkast is None or utkast.pk is None:
        innhold.pop("enhet_id", None)
        if not any(innhold.values()):
            return None
        return _opprett(request, utkast, skjema, nokkel, {**innhold, "steg": steg})
    innhold["steg"] = max(steg, utkast.steg)
    if steg > 1 and utkast.side and innhold.get("enhet_id"):
        innhold["side"] = ""
    naa = timezone.now()
    if all(getattr(utkast, navn) == verdi for navn, verdi in innhold.items()):
        actions.tell_tid(utkast, naa=naa, **skriver(request))
        return utkast
    versjon = sidens_versjon(request)
    return actions.lagre_utkast(
        utkast, naa=naa, versjon=versjon, **skriver(request), **innhold
    )


def _opprett(
    request: HttpRequest,
    utkast: Utkast | None,
    skjema: Steg1 | Steg2,
    nokkel: uuid.UUID,
    innhold: dict[str, Any],
) -> Utkast:
    if utkast is not None:
        innhold["slag"] = utkast.slag
    else:
        innhold |= {"slag": skjema.slag, **_til(request, skjema)}
    sorg_for_okt(request)
    if not slipp_til_utkast(request):
        raise ForMangeUtkast
    innhold |= {"naa": timezone.now(), **skriver(request), **_eier(request, skjema)}
    innhold["apnet"] = les_tid(request.POST.get("tid", ""))
    try:
        return actions.lagre_utkast(None, nokkel=nokkel, **innhold)
    except IntegrityError:
        # The second half of a double press; else the key is somebody else's. The
        # answer is then the same as to a key that nobody has.
        return eget_utkast(request, nokkel) or actions.lagre_utkast(
            None, nokkel=ny_nokkel(), **innhold
        )


def _til(request: HttpRequest, skjema: Steg1) -> dict[str, Any]:
    """The unit a link spoke of, unless step 2 has been answered already."""
    til = les_prefyll(request.POST, skjema.meldende_enhet, i_dag()).enhet
    return {"valgt_enhet": til, "motpart": til.virksomhet} if til else {}


def _eier(request: HttpRequest, skjema: Steg1 | Steg2) -> dict[str, Any]:
    """The unit of a person; else the side, and the version a lost page had."""
    if request.user.is_authenticated:
        return {"enhet": skjema.meldende_enhet}
    eier: dict[str, Any] = {"side": sidens_side(request)}
    versjon = sidens_versjon(request)
    if er_utlopt(request) and versjon is not None:
        eier |= {"fra_versjon": versjon, "versjon": versjon + 1}
    return eier


# --- when it was sent already -----------------------------------------------------


def har_andre_tekster(skjema: Steg1 | Steg2, sak: Avvik) -> bool:
    """A page that was left open holds something that was not sent."""
    return any(
        skjema.godt.get(navn, skjema.data.get(navn, "")) != getattr(sak, navn)
        for navn in FRITEKSTER
        if navn in skjema.fields and skjema.data.get(navn)
    )


def utkast_fra_sak(sak: Avvik) -> Utkast:
    """The case as its form saw it; not saved."""
    alvorlighet = sak.alvorlighet
    return Utkast(
        nokkel=sak.innsendingsnokkel,
        slag=sak.slag,
        enhet=sak.meldende_enhet,
        gruppe=sak.gruppe,
        kategori=sak.kategori,
        gjelder_pasient=alvorlighet is not None or bool(sak.kontaktlinje),
        alvorlighet=alvorlighet,
    )


# --- by itself --------------------------------------------------------------------


@login_not_required
@require_POST
def meld_lagre(request: HttpRequest, nokkel: uuid.UUID) -> JsonResponse:
    """Autosave of step 1 or 2; makes the draft the first time."""
    if sendt_av_utkast(request, nokkel):
        return JsonResponse({"melding": _("Meldingen er allerede sendt.")}, status=409)
    utkast = eget_utkast(request, nokkel)
    skjema = _skjema(request, utkast, nokkel)
    if utkast is None and isinstance(skjema, Steg2):
        utkast = utkast_fra_siden(request, nokkel)
    skjema.is_valid()
    try:
        lagret = lagre(request, utkast, skjema, nokkel, 1)
    except Versjonskonflikt:
        melding = _("Utkastet er endret i en annen fane. Denne fanen er ikke lagret.")
        return JsonResponse({"melding": melding}, status=409)
    except ForMangeUtkast:
        return JsonResponse({"melding": FOR_MANGE}, status=429)
    return JsonResponse(_kvittering(request, lagret, skjema))


def _skjema(
    request: HttpRequest, utkast: Utkast | None, nokkel: uuid.UUID
) -> Steg1 | Steg2:
    steg2 = request.POST.get("steg") == "2"
    if steg2 and utkast is not None:
        return skjema2(request, utkast)
    if steg2 and not request.user.is_authenticated:
        return skjema2(request, utkast_fra_siden(request, nokkel))
    slag = utkast.slag if utkast else request.POST.get("slag")
    return skjema1(request, utkast, Slag(slag if slag in Slag.values else Slag.AVVIK))


def _kvittering(
    request: HttpRequest, lagret: Utkast | None, skjema: Steg1 | Steg2
) -> dict[str, Any]:
    svar: dict[str, Any] = {"versjon": lagret.versjon if lagret else None}
    if skjema.stoppede:
        svar["melding"] = _(
            "Utkastet er lagret uten «%s». Fjern tallet på 11 siffer der."
        ) % "», «".join(skjema.stoppede)
    elif lagret and er_utlopt(request, lagret):
        svar["melding"] = LOGGET_UT
    return svar


@login_not_required
@require_POST
def meld_slett(request: HttpRequest, nokkel: uuid.UUID) -> HttpResponse:
    utkast = eget_utkast(request, nokkel)
    if utkast is None and not request.user.is_authenticated:
        return redirect_to_login(reverse("meld_start"))
    if utkast is None:
        ikke_funnet(request)
    actions.slett_utkast(utkast, **skriver(request))
    messages.success(request, _("Utkastet er slettet."))
    return redirect("registrer" if utkast.kanal else "meld_start")
