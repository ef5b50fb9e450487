"""#Råbra!-kort: read it, say thanks, pass it on."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from avvik import actions, epost, rules
from avvik.forms.rabra import (
    DelingSkjema,
    GiVidereSkjema,
    SamtykkeSkjema,
    TakkSkjema,
)
from avvik.models import Kortmottaker, Rabrakort
from avvik.sok import sti
from avvik.views.felles import bare_post, ikke_funnet
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import IkkeLov, Versjonskonflikt
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg

KORTNUMMER = re.compile(r"R-[0-9]{4}-[0-9]{4,7}")
IKKE_DELT = gettext_lazy("Kortet blir ikke delt med andre.")


def _lesbart(nr: str) -> str:
    """The number itself, or one that no card has."""
    return nr if KORTNUMMER.fullmatch(nr) else "R-0000-0000"


def _hent(request: HttpRequest, nr: str) -> Rabrakort:
    kort = Rabrakort.objects.synlig_for(request.user).select_related(
        "enhet__virksomhet", "enhet__overordnet", "meldende_enhet__virksomhet", "melder"
    )
    funnet = kort.filter(nummer=_lesbart(nr)).first()
    return funnet if funnet is not None else ikke_funnet(request)


def _mottakere(request: HttpRequest, kort: Rabrakort) -> list[Kortmottaker]:
    """Those the card was passed on to, as far as this person may know."""
    mottakere = Kortmottaker.objects.synlig_for(request.user).filter(kort=kort)
    return list(mottakere.med_sluttede(i_dag()).select_related("bruker"))


def _egen(request: HttpRequest, mottakere: list[Kortmottaker]) -> Kortmottaker | None:
    return next((m for m in mottakere if m.bruker_id == request.user.pk), None)


@require_safe
def rabrakort(request: HttpRequest, nr: str) -> HttpResponse:
    return _vis(request, _hent(request, nr))


def _vis(
    request: HttpRequest,
    kort: Rabrakort,
    feil: Form | None = None,
    *,
    usendt: str = "",
) -> HttpResponse:
    """The card's page; `feil` is the one of its forms that must be put right, and
    `usendt` a word that came after the thanks."""
    logg(request, Tilgang.APNET, gjelder=kort.nummer)
    mottakere = _mottakere(request, kort)
    egen, kan_takke = _egen(request, mottakere), rules.kan_takke(request.user, kort)
    innhold = {
        "kort": kort,
        "til": sti(kort.enhet),
        "fra": sti(kort.meldende_enhet),
        "kan_takke": kan_takke,
        "vis_navn": kan_takke or egen or _fra_egen_enhet(request, kort),
        "vis_hilsen": kan_takke or egen or _faar_takken(request, kort),
        "egen": egen,
        "mottakere": mottakere if kan_takke else [],
        "nei": any(m.ja is False for m in mottakere),
        "feil": feil,
        "usendt": usendt,
    }
    if kan_takke:
        innhold |= _skjemaer(kort, mottakere, feil)
    status = 409 if usendt else 200
    return render(request, "avvik/rabra/kort.html", innhold, status=status)


def _faar_takken(request: HttpRequest, kort: Rabrakort) -> bool:
    """The sender; when he or she has left, the leader of the sending unit."""
    if not kort.takk_hilsen or kort.melder_id == request.user.pk:
        return True
    return request.user in epost.hos_melder(kort, i_dag())


def _fra_egen_enhet(request: HttpRequest, kort: Rabrakort) -> bool:
    return kort.meldende_enhet_id in request.user.tilganger.egne_enheter


def _skjemaer(
    kort: Rabrakort, mottakere: list[Kortmottaker], feil: Form | None
) -> dict[str, Form]:
    """The leader's forms; the one sent in stands as it was filled."""
    skjemaer = {
        "takk": TakkSkjema(),
        "videre": _videreskjema(None, kort, mottakere),
        "samtykke": SamtykkeSkjema(initial={"samtykke": kort.samtykke_dato}),
    }
    return {n: feil if type(s) is type(feil) else s for n, s in skjemaer.items()}


def _videreskjema(
    data: QueryDict | None, kort: Rabrakort, mottakere: list[Kortmottaker]
) -> GiVidereSkjema:
    har_kortet = [m.bruker_id for m in mottakere]
    return GiVidereSkjema(data, kort=kort, har_kortet=har_kortet, i_dag=i_dag())


def _hent_for_leder(request: HttpRequest, nr: str) -> Rabrakort:
    kort = _hent(request, nr)
    if not rules.kan_takke(request.user, kort):
        raise IkkeLov
    return kort


@bare_post("rabrakort", _lesbart)
def rabra_takk(request: HttpRequest, nr: str) -> HttpResponse:
    kort = _hent_for_leder(request, nr)
    skjema = TakkSkjema(request.POST)
    if not skjema.is_valid():
        return _vis(request, kort, skjema)
    hilsen = skjema.cleaned_data["hilsen"]
    try:
        actions.send_takk(kort, hilsen=hilsen, av=request.user, naa=timezone.now())
        messages.success(request, _("Takken er sendt."))
    except Versjonskonflikt:
        kort = _hent(request, nr)
        if hilsen not in ("", kort.takk_hilsen):
            return _vis(request, kort, usendt=hilsen)
        messages.info(request, _("Enheten har alt sendt takk for kortet."))
    return redirect("rabrakort", kort.nummer)


@bare_post("rabrakort", _lesbart)
def rabra_videre(request: HttpRequest, nr: str) -> HttpResponse:
    """The leader passes the card on to those praised."""
    kort = _hent_for_leder(request, nr)
    skjema = _videreskjema(request.POST, kort, _mottakere(request, kort))
    if not skjema.is_valid():
        return _vis(request, kort, skjema)
    actions.gi_kortet_videre(
        kort,
        kolleger=skjema.cleaned_data["kolleger"],
        av=request.user,
        naa=timezone.now(),
    )
    messages.success(request, _("Kortet er gitt videre. De får en e-post med lenke."))
    return redirect("rabrakort", kort.nummer)


@bare_post("rabrakort", _lesbart)
def rabra_tilbake(request: HttpRequest, nr: str) -> HttpResponse:
    """The leader gave it to the wrong person."""
    kort = _hent_for_leder(request, nr)
    valgt = request.POST.get("mottaker")
    fra = next((m for m in _mottakere(request, kort) if str(m.pk) == valgt), None)
    if fra is None:
        messages.info(request, _("Kortet er alt tatt tilbake."))
        return redirect("rabrakort", kort.nummer)
    navn = {"navn": fra.bruker.navn}
    try:
        actions.ta_kortet_tilbake(kort, fra=fra, av=request.user)
        messages.success(request, _("%(navn)s har ikke kortet lenger.") % navn)
    except Versjonskonflikt:
        messages.info(request, _("%(navn)s har svart, og beholder kortet.") % navn)
    return redirect("rabrakort", kort.nummer)


@bare_post("rabrakort", _lesbart)
def rabra_deling(request: HttpRequest, nr: str) -> HttpResponse:
    """One of those praised says yes or no to sharing."""
    kort = _hent(request, nr)
    if not _egen(request, _mottakere(request, kort)):
        raise IkkeLov
    skjema = DelingSkjema(request.POST)
    if not skjema.is_valid():
        return _vis(request, kort, skjema)
    ja = skjema.cleaned_data["svar"] == "ja"
    actions.svar_om_deling(kort, ja=ja, av=request.user, naa=timezone.now())
    messages.success(
        request,
        _("Takk! Lederen din ser at du har sagt ja.") if ja else IKKE_DELT,
    )
    return redirect("rabrakort", kort.nummer)


@bare_post("rabrakort", _lesbart)
def rabra_samtykke(request: HttpRequest, nr: str) -> HttpResponse:
    kort = _hent_for_leder(request, nr)
    skjema = SamtykkeSkjema(request.POST)
    if not skjema.is_valid():
        return _vis(request, kort, skjema)
    foresla = skjema.cleaned_data["foresla_fsu"]
    try:
        actions.registrer_samtykke(
            kort, foresla_fsu=foresla, av=request.user, naa=timezone.now()
        )
    except ValidationError as feil:
        skjema.add_error("samtykke", feil.message_dict["samtykke"][0])
        return _vis(request, kort, skjema)
    messages.success(request, _("Samtykket er registrert."))
    return redirect("rabrakort", kort.nummer)


@bare_post("rabrakort", _lesbart)
def rabra_trekk(request: HttpRequest, nr: str) -> HttpResponse:
    """The leader takes the consent back for somebody who has changed their mind."""
    kort = _hent_for_leder(request, nr)
    actions.trekk_samtykke(kort, av=request.user)
    messages.success(request, IKKE_DELT)
    return redirect("rabrakort", kort.nummer)


@require_safe
def rabra_utskrift(request: HttpRequest, nr: str) -> HttpResponse:
    """The card on one sheet, for those praised who have no account."""
    kort = _hent(request, nr)
    egen = _egen(request, _mottakere(request, kort))
    if not (egen or rules.kan_takke(request.user, kort)):
        raise IkkeLov
    logg(request, Tilgang.SKREVET_UT, gjelder=kort.nummer)
    innhold = {"kort": kort, "fra": sti(kort.meldende_enhet)}
    return render(request, "avvik/rabra/utskrift.html", innhold)
