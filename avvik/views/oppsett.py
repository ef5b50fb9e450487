"""The pages of the sekretariat: categories, lists of answers, what is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from avvik import oppsettliste
from avvik.actions import lagre_trendtype
from avvik.actions import oppsett as actions
from avvik.enums import Valgliste
from avvik.forms.oppsett import (
    Gruppenavnskjema,
    Kategoriskjema,
    Oppsettskjema,
    Sluttskjema,
    Trendtypeskjema,
    Valgskjema,
)
from avvik.models import Kategori, Kategorigruppe, Nokupkode, Trendtype, Valg
from avvik.views.felles import get_eller_post, krev, vis_feil
from helsefellesskap import register
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import Versjonskonflikt
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg

Visning = Callable[..., HttpResponse]


def for_sekretariat(visning: Visning) -> Visning:
    """403 for others; both outcomes are in the access log."""

    @wraps(visning)
    def innpakket(request: HttpRequest, **deler: Any) -> HttpResponse:
        krev(request, request.user.tilganger.sekretariat)
        logg(request, Tilgang.APNET)
        return visning(request, **deler)

    return innpakket


@dataclass(frozen=True)
class Side:
    """What a page with one form says around it, and where it leads back to."""

    tittel: str
    tilbake: str
    tilbake_tekst: str
    om: str = ""
    historikk: Any = ()
    slutt_url: str = ""


@require_safe
@for_sekretariat
def oppsett(request: HttpRequest) -> HttpResponse:
    punkter = [
        {"tekst": p.tekst, "hjelp": p.hjelp, "url": reverse(p.rute, args=p.argumenter)}
        for p in register.oppsett()
    ]
    return render(request, "avvik/oppsett/oppsett.html", {"punkter": punkter})


# --- categories -------------------------------------------------------------------


@require_safe
@for_sekretariat
def kategorier(request: HttpRequest) -> HttpResponse:
    innhold = {
        "grupper": oppsettliste.kategorier(i_dag()),
        "utgaver": oppsettliste.nokuputgaver(),
    }
    return render(request, "avvik/oppsett/kategorier.html", innhold)


@get_eller_post
@for_sekretariat
def kategorigruppe(request: HttpRequest, bokstav: str) -> HttpResponse:
    gruppe = get_object_or_404(Kategorigruppe, bokstav=_lesbar(bokstav))
    skjema = Gruppenavnskjema(request.POST or None, gruppe=gruppe)
    om = _(
        "Ordene gjelder fra nå, også der gamle saker vises. Skal gruppen bety noe "
        "annet, lag nye kategorier."
    )
    side = Side(gruppe.navn, reverse("kategorier"), _("Kategorier"), om)
    return _med_skjema(request, skjema, side, partial(actions.endre_gruppenavn, gruppe))


@get_eller_post
@for_sekretariat
def kategori_ny(request: HttpRequest) -> HttpResponse:
    skjema = _kategoriskjema(request, None)
    om = _("Den første bokstaven i koden sier hvilken gruppe kategorien hører til.")
    side = Side(_("Ny kategori"), reverse("kategorier"), _("Kategorier"), om)
    return _med_skjema(request, skjema, side, actions.opprett_kategori)


@get_eller_post
@for_sekretariat
def kategori_endre(request: HttpRequest, pk: int) -> HttpResponse:
    rad = get_object_or_404(Kategori.objects.select_related("gruppe"), pk=pk)
    tittel = f"{rad.kode} {rad.vist}"
    slutt = reverse("kategori_avslutt", args=[pk])
    side = _side(rad, tittel, reverse("kategorier"), _("Kategorier"), slutt)
    return _endre(request, rad, _kategoriskjema(request, rad), side)


@get_eller_post
@for_sekretariat
def kategori_avslutt(request: HttpRequest, pk: int) -> HttpResponse:
    rad = get_object_or_404(Kategori.objects.select_related("gruppe"), pk=pk)
    return _avslutt(request, rad, reverse("kategorier"), _("Kategorier"))


def _kategoriskjema(request: HttpRequest, rad: Kategori | None) -> Kategoriskjema:
    dag = i_dag()
    punkter = Valg.objects.gyldige(dag).filter(liste=Valgliste.AVTALEPUNKT)
    return Kategoriskjema(
        request.POST or None,
        rad=rad,
        forst=_forste_dag(rad, dag),
        punkter=[p for p in punkter if p.kode.isdigit()],
        nokup=Nokupkode.objects.gyldige(dag),
    )


# --- the lists of optional answers ------------------------------------------------


@require_safe
@for_sekretariat
def valgliste(request: HttpRequest, liste: str) -> HttpResponse:
    valgt = _liste(liste)
    rader = oppsettliste.valg(valgt, i_dag())
    innhold = {"liste": valgt, "rader": rader}
    return render(request, "avvik/oppsett/valgliste.html", innhold)


@get_eller_post
@for_sekretariat
def valg_ny(request: HttpRequest, liste: str) -> HttpResponse:
    valgt = _liste(liste)
    skjema = Valgskjema(request.POST or None, rad=None, forst=i_dag())
    om = _("Koden vises ikke for dem som melder, og endres aldri.")
    side = Side(_("Nytt valg"), reverse("valgliste", args=[liste]), valgt.label, om)
    return _med_skjema(request, skjema, side, partial(actions.opprett_valg, valgt))


@get_eller_post
@for_sekretariat
def valg_endre(request: HttpRequest, liste: str, pk: int) -> HttpResponse:
    rad = get_object_or_404(Valg, liste=_liste(liste), pk=pk)
    tilbake = reverse("valgliste", args=[liste])
    slutt = reverse("valg_avslutt", args=[liste, pk])
    side = _side(rad, rad.vist, tilbake, rad.get_liste_display(), slutt)
    forst = _forste_dag(rad, i_dag())
    return _endre(
        request, rad, Valgskjema(request.POST or None, rad=rad, forst=forst), side
    )


@get_eller_post
@for_sekretariat
def valg_avslutt(request: HttpRequest, liste: str, pk: int) -> HttpResponse:
    rad = get_object_or_404(Valg, liste=_liste(liste), pk=pk)
    tilbake = reverse("valgliste", args=[liste])
    return _avslutt(request, rad, tilbake, rad.get_liste_display())


def _liste(liste: str) -> Valgliste:
    """Any path segment: what is none of our lists is not found."""
    if liste not in Valgliste.values:
        raise Http404
    return Valgliste(liste)


# --- small faults that may be counted -----------------------------------------------


@require_safe
@for_sekretariat
def trendtyper(request: HttpRequest) -> HttpResponse:
    innhold = {"linjer": oppsettliste.linjer(Trendtype.objects.all(), i_dag())}
    return render(request, "avvik/oppsett/trendtyper.html", innhold)


@get_eller_post
@for_sekretariat
def trendtype(request: HttpRequest, kode: str = "") -> HttpResponse:
    """One type; a new one without `kode`."""
    rad = get_object_or_404(Trendtype, kode=_lesbar(kode)) if kode else None
    skjema = Trendtypeskjema(request.POST or None, rad=rad, forst=i_dag())
    tittel, om = _("Ny småfeil"), ""
    if rad is not None:
        tittel, om = rad.vist, _("Et nytt navn gjelder også det som er talt før.")
    side = Side(tittel, reverse("trendtyper"), _("Småfeil som telles"), om)
    return _med_skjema(request, skjema, side, partial(lagre_trendtype, rad))


# --- shared -----------------------------------------------------------------------


def _lesbar(tekst: str) -> str:
    return tekst if tekst.isprintable() else ""


def _forste_dag(rad: Kategori | Valg | None, dag: date) -> date:
    """What «Gjelder fra» starts as: unmoved for a row no case points to."""
    if rad is None:
        return dag
    if actions.er_avsluttet(rad, dag) or actions.i_bruk(rad):
        return actions.forste_dag(rad, dag)
    return rad.gyldig_fra


def _side(
    rad: Kategori | Valg, tittel: str, tilbake: str, tekst: str, slutt_url: str
) -> Side:
    *tidligere, nyeste = actions.utgaver(rad)
    if rad != nyeste:
        raise Http404
    om = ""
    if actions.i_bruk(rad):
        om = _(
            "Den er brukt i saker. Endrer du navn eller betydning, blir det en ny "
            "utgave fra datoen du velger. Saker som er meldt før, beholder det de "
            "har. En oversettelse som mangler, kan fylles inn uten ny utgave."
        )
    return Side(tittel, tilbake, tekst, om, tidligere, slutt_url)


def _endre(
    request: HttpRequest,
    rad: Kategori | Valg,
    skjema: Kategoriskjema | Valgskjema,
    side: Side,
) -> HttpResponse:
    lagre = partial(actions.endre_utgave, rad, naa=timezone.now())
    return _med_skjema(request, skjema, side, lagre)


def _avslutt(
    request: HttpRequest, rad: Kategori | Valg, tilbake: str, tekst: str
) -> HttpResponse:
    dag = i_dag()
    if not actions.er_nyeste(rad):
        raise Http404
    kan_apnes = rad.gyldig_til is not None and rad.gyldig(dag)
    skjema = Sluttskjema(request.POST or None, rad=rad, forst=dag, kan_apnes=kan_apnes)
    om = _("Saker som alt er meldt, beholder den. Den slettes aldri.")
    side = Side(_("Avslutt «%s»") % rad.vist, tilbake, tekst, om)
    lagre = partial(actions.avslutt_utgave, rad, naa=timezone.now())
    return _med_skjema(request, skjema, side, lagre)


def _med_skjema(
    request: HttpRequest,
    skjema: Oppsettskjema,
    side: Side,
    lagre: Callable[..., Any],
) -> HttpResponse:
    """Show the form, or hand it to the action and go back to the table."""
    if skjema.is_valid():
        try:
            lagre(**skjema.argumenter(), av=request.user)
        except Versjonskonflikt:
            konflikt = {"tekster": skjema.tekster(), "url": request.path}
            return render(request, "409.html", konflikt, status=409)
        except ValidationError as feil:
            vis_feil(skjema, feil)
        else:
            messages.success(request, _("Lagret."))
            return redirect(side.tilbake)
    innhold = {"form": skjema, "side": side}
    return render(request, "avvik/oppsett/skjema.html", innhold)
