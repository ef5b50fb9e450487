"""#Råbra!-kort: give one, read it, say thanks."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from avvik import actions, rules
from avvik.forms.rabra import RabraSkjema, SamtykkeSkjema
from avvik.models import Rabrakort
from avvik.sok import sti
from avvik.views.felles import (
    egne_enheter,
    get_eller_post,
    i_dag,
    ikke_funnet,
    les_uuid,
    som_nummer,
)
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import FlytStengt, Versjonskonflikt
from helsefellesskap.tilgangslogg import logg


@get_eller_post
def meld_rabra(request: HttpRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    skjema = RabraSkjema(data, enheter=egne_enheter(request.user), i_dag=i_dag())
    nokkel = les_uuid(data.get("nokkel", "")) if data else uuid.uuid4()
    stengt = False
    if data is not None and skjema.is_valid() and not skjema.soker:
        try:
            return _gi(request, skjema, nokkel)
        except FlytStengt:
            stengt = True
    if data is not None:
        skjema.utfor_sok()
    innhold = {"form": skjema, "nokkel": nokkel, "stengt": stengt}
    return render(
        request, "avvik/rabra/skjema.html", innhold, status=503 if stengt else 200
    )


def _gi(request: HttpRequest, skjema: RabraSkjema, nokkel: uuid.UUID) -> HttpResponse:
    kort = actions.gi_rabra(
        enhet=skjema.valgt_enhet,
        meldende_enhet=skjema.meldende_enhet,
        nokkel=nokkel,
        av=request.user,
        naa=timezone.now(),
        **skjema.innhold(),
    )
    messages.success(
        request, _("Kortet er sendt. Takk for at du deler noe som virker!")
    )
    return redirect("rabrakort", kort.nummer)


def _hent(request: HttpRequest, nr: str) -> Rabrakort:
    kort = Rabrakort.objects.synlig_for(request.user).select_related(
        "enhet__virksomhet", "enhet__overordnet", "meldende_enhet__virksomhet", "melder"
    )
    funnet = kort.filter(nummer=som_nummer(nr)).first()
    return funnet if funnet is not None else ikke_funnet(request)


@require_safe
def rabrakort(request: HttpRequest, nr: str) -> HttpResponse:
    return _vis(request, _hent(request, nr), SamtykkeSkjema())


def _vis(request: HttpRequest, kort: Rabrakort, skjema: SamtykkeSkjema) -> HttpResponse:
    logg(request, Tilgang.APNET, gjelder=kort.nummer)
    kan_takke = rules.kan_takke(request.user, kort)
    er_part = kan_takke or (
        kort.meldende_enhet_id in request.user.tilganger.egne_enheter
    )
    innhold = {
        "kort": kort,
        "til": sti(kort.enhet),
        "fra": sti(kort.meldende_enhet),
        "kan_takke": kan_takke,
        "vis_navn": er_part,
        "form": skjema,
    }
    return render(request, "avvik/rabra/kort.html", innhold)


@require_POST
def rabra_takk(request: HttpRequest, nr: str) -> HttpResponse:
    kort = _hent(request, nr)
    try:
        actions.send_takk(kort, av=request.user, naa=timezone.now())
        messages.success(request, _("Takken er sendt."))
    except Versjonskonflikt:
        messages.info(request, _("Enheten har alt sendt takk for kortet."))
    return redirect("rabrakort", kort.nummer)


@require_POST
def rabra_samtykke(request: HttpRequest, nr: str) -> HttpResponse:
    kort = _hent(request, nr)
    skjema = SamtykkeSkjema(request.POST)
    if not skjema.is_valid() and rules.kan_takke(request.user, kort):
        return _vis(request, kort, skjema)
    actions.registrer_samtykke(
        kort,
        foresla_fsu=skjema.cleaned_data.get("foresla_fsu", False),
        av=request.user,
        naa=timezone.now(),
    )
    messages.success(request, _("Samtykket er registrert."))
    return redirect("rabrakort", kort.nummer)
