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
from avvik.meldesteder import SIDER
from avvik.models import Avvik, Utkast
from avvik.okt import les_tid, slipp_til_utkast, sorg_for_okt
from avvik.oppsummering import FRITEKSTER
from avvik.prefyll import les_prefyll
from avvik.views.felles import (
    eget_utkast,
    ikke_funnet,
    mulige_enheter,
    ny_nokkel,
    sendt_av_utkast,
    skriver,
)
from helsefellesskap.feil import Driftsfeil, Versjonskonflikt
from helsefellesskap.models import Enhet
from helsefellesskap.tid import i_dag

FOR_MANGE = gettext_lazy(
    "Det er skrevet mange utkast herfra den siste timen, så vi kan ikke lagre dette "
    "ennå. Alt du har skrevet, står her. Logg inn i en annen fane og prøv igjen, eller "
    "vent litt."
)
LOGGET_UT = gettext_lazy(
    "Du er logget ut. Det du har skrevet, er tatt vare på. Logg inn for å fortsette."
)


Stegskjema = Steg1 | Steg2


class ForMangeUtkast(Driftsfeil):
    """This address has begun too many drafts without logging in (429)."""


# --- the forms --------------------------------------------------------------------


def skjema_for(request: HttpRequest, utkast: Utkast, steg: int) -> Stegskjema:
    lag = _skjema1 if steg == Steg1.STEG else _skjema2
    return lag(request, utkast)


def _skjema1(request: HttpRequest, utkast: Utkast) -> Steg1:
    enheter = mulige_enheter(request, utkast)
    return Steg1(
        request.POST if request.method == "POST" else None,
        slag=utkast.slag,
        enheter=enheter,
        enhet=utkast.enhet if utkast.enhet_id else enheter[0],
        i_dag=i_dag(),
        initial=steg1_verdier(utkast, i_dag()),
    )


def _skjema2(request: HttpRequest, utkast: Utkast) -> Steg2:
    forslag = med_valgt(utkast, foresla(utkast, request.user, i_dag()), i_dag())
    return Steg2(
        request.POST if request.method == "POST" else None,
        utkast=utkast,
        forslag=forslag,
        i_dag=i_dag(),
        initial=steg2_verdier(utkast, forslag),
    )


def fra_siden(
    request: HttpRequest, nokkel: uuid.UUID, steg: int, slag: str = ""
) -> Utkast:
    """What a page tells of a draft that is not there, or cannot be seen; not saved."""
    slag = slag or request.POST.get("slag", "")
    utkast = Utkast(
        nokkel=nokkel,
        slag=slag if slag in Slag.values else Slag.AVVIK,
        # A kommune where nothing is said.
        side=SIDER.get(request.POST.get("fra", ""), SIDER["kommune"]),
    )
    if steg == Steg2.STEG:
        utkast.enhet = mulige_enheter(request, utkast)[0]
        utkast.gjelder_pasient = "kontaktlinje" in request.POST
    return utkast


# --- saving -----------------------------------------------------------------------


def sidens_versjon(request: HttpRequest) -> int | None:
    """The version the page was made from; None from a page before any draft."""
    tekst = request.POST.get("versjon", "")
    kort = tekst.isascii() and tekst.isdigit() and len(tekst) < 10
    return int(tekst) if kort else None


def er_utlopt(request: HttpRequest, utkast: Utkast) -> bool:
    """The page was made for somebody who is no longer logged in."""
    if request.user.is_authenticated:
        return False
    return utkast.fra_versjon is not None or "innlogget" in request.POST


def lagre(
    request: HttpRequest, utkast: Utkast, skjema: Stegskjema, steg: int
) -> Utkast:
    """Save what may be saved; an unchanged draft is left alone.

    So a second press, or the same text from another tab, is no conflict. A page
    without a single answer makes no draft. Raises Versjonskonflikt, ForMangeUtkast.
    """
    innhold = skjema.innhold()
    if utkast.pk is None:
        innhold.pop("enhet_id", None)
        if not any(innhold.values()):
            return utkast
        return _opprett(request, utkast, skjema, {**innhold, "steg": steg})
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
    utkast: Utkast,
    skjema: Stegskjema,
    innhold: dict[str, Any],
) -> Utkast:
    sorg_for_okt(request)
    if not slipp_til_utkast(request):
        raise ForMangeUtkast
    innhold |= {
        "slag": utkast.slag,
        "naa": timezone.now(),
        "apnet": les_tid(request.POST.get("tid", "")),
        **_til(request, skjema),
        **_eier(request, utkast, skjema.meldende_enhet),
        **skriver(request),
    }
    try:
        return actions.lagre_utkast(None, nokkel=utkast.nokkel, **innhold)
    except IntegrityError:
        # The second half of a double press; else the key is somebody else's. The
        # answer is then the same as to a key that nobody has.
        return eget_utkast(request, utkast.nokkel) or actions.lagre_utkast(
            None, nokkel=ny_nokkel(), **innhold
        )


def _til(request: HttpRequest, skjema: Stegskjema) -> dict[str, Any]:
    """The unit a link spoke of, unless step 2 is what was answered."""
    if skjema.STEG != Steg1.STEG:
        return {}
    til = les_prefyll(request.POST, skjema.meldende_enhet, i_dag()).enhet
    return {"valgt_enhet": til, "motpart": til.virksomhet} if til else {}


def _eier(request: HttpRequest, utkast: Utkast, enhet: Enhet) -> dict[str, Any]:
    """The unit of a person; else the side, and the version a lost page had."""
    if request.user.is_authenticated:
        return {"enhet": enhet}
    eier: dict[str, Any] = {"side": utkast.side}
    versjon = sidens_versjon(request)
    if er_utlopt(request, utkast) and versjon is not None:
        eier |= {"fra_versjon": versjon, "versjon": versjon + 1}
    return eier


# --- when it was sent already -----------------------------------------------------


def har_andre_tekster(skjema: Stegskjema, sak: Avvik) -> bool:
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
    steg = 2 if request.POST.get("steg") == "2" else 1
    utkast = eget_utkast(request, nokkel) or fra_siden(request, nokkel, steg)
    skjema = skjema_for(request, utkast, steg)
    skjema.is_valid()
    try:
        lagret = lagre(request, utkast, skjema, 1)
    except Versjonskonflikt:
        melding = _("Utkastet er endret i en annen fane. Denne fanen er ikke lagret.")
        return JsonResponse({"melding": melding}, status=409)
    except ForMangeUtkast:
        return JsonResponse({"melding": FOR_MANGE}, status=429)
    return JsonResponse(_kvittering(request, lagret, skjema.stoppede))


def _kvittering(
    request: HttpRequest, lagret: Utkast, stoppede: list[str]
) -> dict[str, Any]:
    svar: dict[str, Any] = {"versjon": lagret.versjon if lagret.pk else None}
    if stoppede:
        svar["melding"] = _(
            "Utkastet er lagret uten «%s». Fjern tallet på 11 siffer der."
        ) % "», «".join(stoppede)
    elif lagret.pk and er_utlopt(request, lagret):
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
