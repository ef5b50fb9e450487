"""Meetings and agendas, before and after."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Prefetch, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from avvik.models import Avvik, Rabrakort
from helsefellesskap.adresser import som_tall
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import FlytStengt, IkkeLov, UlovligOvergang
from helsefellesskap.register import motepaneler
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg
from utvalg import actions, epost, rules
from utvalg.enums import Motestatus
from utvalg.forms import Inhabilitetsskjema, Moteskjema, Saklisteskjema
from utvalg.models import Laeringspunkt, Mote, Presentasjon, Sak, Utvalg
from utvalg.oppslag import Plass, plassen
from utvalg.views.felles import (
    TRUKKET,
    get_eller_post,
    hent_sak,
    krev_inne,
    legg_til_feil,
    med_mote,
    om_mote,
    saksliste,
)


@require_safe
def utvalg(request: HttpRequest) -> HttpResponse:
    """Meetings; for the sekretariat also what waits for a text."""
    krev_inne(request)
    moter = Mote.objects.synlig_for(request.user).select_related("utvalg")
    innhold: dict[str, Any] = {
        "kommende": moter.filter(status=Motestatus.PLANLAGT).order_by("dato"),
        "avholdte": moter.filter(status=Motestatus.AVHOLDT).order_by("-dato"),
        "forbereder": rules.kan_forberede(request.user),
    }
    if innhold["forbereder"]:
        logg(request, Tilgang.APNET)
        innhold |= _forslag(request)
    return render(request, "utvalg/utvalg.html", innhold)


def _forslag(request: HttpRequest) -> dict[str, Any]:
    saker = Avvik.objects.synlig_for(request.user).filter(
        foreslatt_fsu=True, presentasjon__isnull=True
    )
    kort = Rabrakort.objects.synlig_for(request.user).filter(
        foreslatt_fsu=True, presentasjon__isnull=True
    )
    tekster = Presentasjon.objects.synlig_for(request.user).uten_sakliste()
    tekster = tekster.annotate(nr=Coalesce("avvik__saksnummer", "rabrakort__nummer"))
    return {
        "saker": saker.tellende().select_related("gruppe").order_by("meldt_dato"),
        "kort": kort.order_by("meldt_dato"),
        "tekster": tekster.order_by("endret"),
    }


@get_eller_post
def mote_nytt(request: HttpRequest) -> HttpResponse:
    krev_inne(request)
    if not rules.kan_forberede(request.user):
        raise IkkeLov
    alle = list(Utvalg.objects.synlig_for(request.user))
    skjema = Moteskjema(request.POST or None, alle=alle)
    if request.method == "POST" and skjema.is_valid():
        verdier = dict(skjema.cleaned_data)
        try:
            mote = actions.opprett_mote(
                verdier.pop("utvalg"), av=request.user, **verdier
            )
        except ValidationError as feil:
            legg_til_feil(skjema, feil)
        except FlytStengt:
            skjema.add_error(None, flyt_stengt())
        else:
            messages.success(request, _("Møtet er opprettet."))
            return redirect("mote", pk=mote.pk)
    return render(request, "utvalg/mote_nytt.html", {"form": skjema})


def flyt_stengt() -> str:
    return _(
        "Utvalgets saker er ikke slått på. Det mangler et godkjent rettslig grunnlag."
    )


@require_safe
@med_mote
def mote(request: HttpRequest, mote: Mote) -> HttpResponse:
    """The agenda."""
    logg(request, Tilgang.APNET, om_mote(mote))
    leder = rules.kan_lede(request.user, mote.utvalg_id)
    plasser = saksliste(request, mote)
    innhold: dict[str, Any] = {
        "mote": mote,
        "rader": _rader(request, mote, plasser),
        "trukket": TRUKKET,
        "planlagt": mote.status == Motestatus.PLANLAGT,
        "kan_lede": leder,
        "forbereder": rules.kan_forberede(request.user),
        "stengte": any(p.stengt for p in plasser),
        "forste": next((p.nummer for p in plasser if p.apen), None),
        "siste": plasser[-1].nummer if plasser else None,
        "kan_avholdes": leder and mote.dato <= i_dag(),
    }
    innhold["arbeid"] = innhold["forbereder"] or (leder and innhold["planlagt"])
    if innhold["forbereder"] and innhold["planlagt"]:
        innhold["leggtil"] = _saklisteskjema(request, mote)
    if innhold["planlagt"]:
        innhold["paneler"] = motepaneler(request)
    if leder and not innhold["planlagt"]:
        innhold["tilbakemeldt"] = epost.er_sendt(mote)
    return render(request, "utvalg/mote.html", innhold)


def _rader(request: HttpRequest, mote: Mote, plasser: list[Plass]) -> list[Sak | Plass]:
    """What the person may see of each place; of a withdrawn card only the place."""
    trukne = [p for p in plasser if p.trukket and not p.stengt]
    return sorted([*_saker(request, mote), *trukne], key=lambda rad: rad.nummer)


def _saker(request: HttpRequest, mote: Mote) -> Any:
    saker = Sak.objects.synlig_for(request.user).filter(mote=mote)
    saker = saker.select_related("presentasjon").order_by("nummer")
    saker = saker.annotate(
        antall_punkter=Count("laeringspunkter", distinct=True),
        uavgjort=Count(
            "inhabiliteter", Q(inhabiliteter__inhabil__isnull=True), distinct=True
        ),
    )
    if rules.kan_forberede(request.user):
        saker = saker.annotate(
            saksnummer=F("presentasjon__avvik__saksnummer"),
            kortnummer=F("presentasjon__rabrakort__nummer"),
        )
    return saker


def _saklisteskjema(request: HttpRequest, mote: Mote) -> Saklisteskjema:
    valg = Presentasjon.objects.synlig_for(request.user).uten_sakliste()
    return Saklisteskjema(
        request.POST if request.method == "POST" else None,
        valg=valg.order_by("endret"),
        handling=reverse("sakliste_legg_til", args=[mote.pk]),
    )


@require_POST
@med_mote
def sakliste_legg_til(request: HttpRequest, mote: Mote) -> HttpResponse:
    if not rules.kan_forberede(request.user):
        raise IkkeLov
    skjema = _saklisteskjema(request, mote)
    if not skjema.is_valid():
        messages.error(request, skjema.errors["presentasjon"][0])
        return redirect("mote", pk=mote.pk)
    return _gjor(
        request,
        mote,
        _("Saken står på saklisten."),
        lambda: actions.sett_paa_sakliste(
            skjema.cleaned_data["presentasjon"], mote=mote, av=request.user
        ),
    )


@require_POST
@med_mote
def sakliste_endre(
    request: HttpRequest, mote: Mote, nummer: str, hva: str
) -> HttpResponse:
    """Move up, move down, or take away."""
    if not rules.kan_forberede(request.user):
        raise IkkeLov
    sak = plassen(mote, som_tall(nummer))
    if sak is None:
        raise Http404
    if hva == "fjern":
        melding = _("Saken er tatt av saklisten.")
        return _gjor(
            request,
            mote,
            melding,
            lambda: actions.ta_av_sakliste(sak, av=request.user),
        )
    melding = _("Saken er flyttet.")
    return _gjor(
        request,
        mote,
        melding,
        lambda: actions.flytt(sak, opp=hva == "opp", av=request.user),
    )


def _gjor(request: HttpRequest, mote: Mote, melding: str, handling: Any) -> Any:
    """Do it and go back to the agenda; a refusal in words, not an error page."""
    try:
        handling()
    except UlovligOvergang:
        messages.warning(request, _("Det går ikke nå. Slik står møtet."))
    except FlytStengt:
        messages.warning(request, flyt_stengt())
    except ValidationError as feil:
        messages.warning(request, " ".join(feil.messages))
    else:
        messages.success(request, melding)
    return redirect("mote", pk=mote.pk)


@require_POST
@med_mote
def mote_avhold(request: HttpRequest, mote: Mote) -> HttpResponse:
    return _gjor(
        request,
        mote,
        _("Møtet er avsluttet. Det som er skrevet, står."),
        lambda: actions.avhold(mote, av=request.user, naa=timezone.now()),
    )


@require_POST
@med_mote
def mote_tilbakemelding(request: HttpRequest, mote: Mote) -> HttpResponse:
    try:
        antall = actions.send_tilbakemelding(mote, av=request.user, naa=timezone.now())
    except (UlovligOvergang, FlytStengt):
        messages.warning(request, _("Avslutt møtet før dere sender tilbakemelding."))
    else:
        melding = ngettext(
            "Melder og enhet får brev om én sak.",
            "Meldere og enheter får brev om %(antall)s saker.",
            antall,
        )
        messages.success(request, melding % {"antall": antall})
    return redirect("mote", pk=mote.pk)


@get_eller_post
@med_mote
def inhabilitet(request: HttpRequest, mote: Mote, nummer: str) -> HttpResponse:
    """The committee's decisions about its own members in one case."""
    if not rules.kan_lede(request.user, mote.utvalg_id):
        raise IkkeLov
    nr = som_tall(nummer)
    sak = hent_sak(request, mote, nr)
    skjema = _inhabilitetsskjema(request, sak)
    if request.method == "POST" and skjema.is_valid():
        for medlemskap, inhabil in skjema.avgjorelser():
            try:
                actions.avgjor_inhabilitet(
                    sak,
                    medlemskap=medlemskap,
                    inhabil=inhabil,
                    av=request.user,
                    naa=timezone.now(),
                )
            except UlovligOvergang:
                messages.warning(request, _("Møtet er avsluttet."))
                break
        else:
            messages.success(request, _("Avgjørelsen er lagret."))
        return redirect("mote", pk=mote.pk)
    logg(request, Tilgang.APNET, om_mote(mote, nr))
    innhold = {"mote": mote, "sak": sak, "form": skjema}
    return render(request, "utvalg/inhabilitet.html", innhold)


def _inhabilitetsskjema(request: HttpRequest, sak: Sak) -> Inhabilitetsskjema:
    medlemmer = sak.mote.utvalg.medlemskap.aktive(i_dag())
    andre = medlemmer.exclude(bruker=request.user).select_related("bruker")
    avgjort = dict(sak.inhabiliteter.values_list("medlemskap", "inhabil"))
    return Inhabilitetsskjema(
        request.POST or None,
        medlemmer=list(andre.order_by("bruker__navn")),
        berorte=actions.berorte(sak),
        avgjort=avgjort,
    )


@require_safe
def laeringspunkter(request: HttpRequest) -> HttpResponse:
    """Every point this person may read, newest meeting first."""
    krev_inne(request)
    punkter = Laeringspunkt.objects.synlig_for(request.user).order_by("id")
    moter = Mote.objects.synlig_for(request.user).select_related("utvalg")
    saker = Sak.objects.synlig_for(request.user).order_by("nummer")
    saker = saker.filter(laeringspunkter__in=punkter).distinct()
    saker = saker.prefetch_related(
        Prefetch("laeringspunkter", punkter, to_attr="punkter")
    )
    moter = moter.filter(saker__in=saker).distinct().order_by("-dato")
    innhold = {"moter": moter.prefetch_related(Prefetch("saker", saker, to_attr="med"))}
    logg(request, Tilgang.APNET)
    return render(request, "utvalg/laeringspunkter.html", innhold)
