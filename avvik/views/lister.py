"""The lists: inbox, the line below, sent by us, and the worklist."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from avvik import lister, saksvisning, tidslinje
from avvik.enums import Status
from avvik.hent import i_dag
from avvik.models import Avvik
from avvik.plikter import datatilsynsfrist
from avvik.querysets import AvvikQuerySet
from helsefellesskap.enums import Tilgang
from helsefellesskap.tilgangslogg import logg

PER_SIDE = 25


@dataclass(frozen=True)
class Rad:
    """One line of a list."""

    avvik: Avvik
    gjelder: str
    frist: date | None
    dager: int
    statusord: str
    meldt_av: str = ""
    venter_pa: str = ""
    meldt_paa: str = ""


@dataclass(frozen=True)
class Fane:
    """A filter link above a list."""

    navn: str
    tekst: Any
    antall: int | None = None


def krev(request: HttpRequest, tillatt: bool) -> None:
    """403, logged, for a list this person has no part in."""
    if not tillatt:
        logg(request, Tilgang.AVVIST)
        raise PermissionDenied


def side(request: HttpRequest, rader: Any) -> Page:
    return Paginator(rader, PER_SIDE).get_page(request.GET.get("side"))


def valgt(request: HttpRequest, faner: list[Fane]) -> str:
    """The chosen filter; an unknown one is the first."""
    vis = request.GET.get("vis")
    return vis if vis in {fane.navn for fane in faner} else faner[0].navn


def saksrader(saker: Any, dag: date, *, frist: str = "holder_frist") -> list[Rad]:
    """`frist`: the column whose date this list is about."""
    return [_rad(avvik, dag, frist) for avvik in saker]


def _rad(avvik: Avvik, dag: date, felt: str) -> Rad:
    apen = avvik.status in Status.apne()
    frist = getattr(avvik, felt) if apen else None
    return Rad(
        avvik,
        saksvisning.gjelder(avvik),
        frist,
        tidslinje.dager_igjen(frist, dag) if frist else 0,
        tidslinje.statusord(avvik, paabegynt=getattr(avvik, "paabegynt", False)),
        saksvisning.meldt_av(avvik),
        saksvisning.venter_pa(avvik),
        saksvisning.meldt_paa(avvik),
    )


def med_importerte(request: HttpRequest, saker: AvvikQuerySet) -> AvvikQuerySet:
    """Imported history stays out unless asked for."""
    return saker if request.GET.get("importerte") else saker.levende()


@require_safe
def innboks(request: HttpRequest) -> HttpResponse:
    bruker, dag = request.user, i_dag()
    t = bruker.tilganger
    krev(request, bool(t.holder_enheter or t.saksbehandler_enheter))
    tall, rabra = lister.innboks_tall(bruker, dag), lister.rabra_tall(bruker, dag)
    faner = [
        Fane("ma_besvares", _("Må besvares"), tall["apne"]),
        Fane("besvart", _("Besvart")),
        Fane("rabra", _("#Råbra!"), rabra["nye"]),
        Fane("alle", _("Alle")),
    ]
    vis = valgt(request, faner)
    innhold = {"faner": faner, "vis": vis, "ruter": _ruter(tall, rabra)}
    if vis == "rabra":
        kort = lister.rabrakort(bruker).select_related("meldende_enhet__virksomhet")
        innhold["side"] = side(request, kort.order_by("-meldt_tid", "-pk"))
        return render(request, "avvik/lister/innboks.html", innhold)
    utvalg = lister.med_kolonner(lister.med_utkast(_innboksutvalg(request, vis)))
    innhold["side"] = side(request, utvalg)
    innhold["rader"] = saksrader(innhold["side"], dag)
    innhold["uttalelser"] = lister.bedt_om_uttalelse(bruker).only("saksnummer")
    return render(request, "avvik/lister/innboks.html", innhold)


def _innboksutvalg(request: HttpRequest, vis: str) -> AvvikQuerySet:
    saker = med_importerte(request, lister.egne(request.user))
    if vis == "besvart":
        saker = saker.filter(status__in=lister.BESVART)
        return saker.order_by("-siste_svar_dato", "-pk")
    if vis == "alle":
        return saker.order_by("-meldt_dato", "-pk")
    return saker.apne().order_by("holder_frist", "pk")


def _ruter(tall: dict[str, int], rabra: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "tall": tall["sene"],
            "tekst": _("over fristen"),
            "farge": "rod" if tall["sene"] else "",
        },
        {
            "tall": tall["snart"],
            "tekst": _("frist innen 3 dager"),
            "farge": "gul" if tall["snart"] else "",
        },
        {"tall": tall["apne"], "tekst": _("åpne saker")},
        {
            "tall": rabra["maaned"],
            "tekst": _("#Råbra!-kort denne måneden"),
            "farge": "gronn",
        },
    ]


@require_safe
def innboks_under(request: HttpRequest) -> HttpResponse:
    """The leader above: late and severe in own line, without any case text."""
    dag = i_dag()
    krev(request, bool(request.user.tilganger.enheter_under))
    saker = lister.under_oss(request.user, dag).select_related("holder")
    faner = [Fane("apne", _("Ikke besvart")), Fane("alle", _("Alle"))]
    vis = valgt(request, faner)
    if vis == "apne":
        saker = saker.apne()
    denne = side(request, saker.order_by("holder_frist", "pk"))
    innhold = {
        "faner": faner,
        "vis": vis,
        "side": denne,
        "rader": [_bare_hode(avvik, dag) for avvik in denne],
    }
    return render(request, "avvik/lister/under.html", innhold)


def _bare_hode(avvik: Avvik, dag: date) -> Rad:
    frist = avvik.holder_frist if avvik.status in Status.apne() else None
    dager = tidslinje.dager_igjen(frist, dag) if frist else 0
    return Rad(avvik, "", frist, dager, tidslinje.statusord(avvik))


@require_safe
def personvernsaker(request: HttpRequest) -> HttpResponse:
    """For personvernombudet: number, unit, dates and what came of it."""
    krev(request, bool(request.user.tilganger.ombud_virksomheter))
    saker = lister.personvernsaker(request.user).select_related("holder")
    denne = side(request, saker.order_by("-uvurdert", "-meldt_tid", "-pk"))
    rader = [{"avvik": s, "frist": datatilsynsfrist(s)} for s in denne]
    innhold = {"side": denne, "rader": rader}
    return render(request, "avvik/lister/personvern.html", innhold)


@require_safe
def sendt(request: HttpRequest) -> HttpResponse:
    t = request.user.tilganger
    krev(request, bool(t.leder_enheter or t.kontakt_virksomheter))
    faner = [
        Fane("venter", _("Venter på svar")),
        Fane("besvart", _("Besvart")),
        Fane("rabra", _("#Råbra!")),
        Fane("alle", _("Alle")),
    ]
    vis = valgt(request, faner)
    if vis == "rabra":
        return _sendte_kort(request, faner)
    saker = med_importerte(request, lister.sendte(request.user))
    if vis == "venter":
        saker = saker.apne().order_by("lovet_dato", "pk")
    elif vis == "besvart":
        saker = saker.filter(status__in=lister.BESVART)
        saker = saker.order_by("-siste_svar_dato", "-pk")
    else:
        saker = saker.order_by("-pk")
    denne = side(request, lister.med_kolonner(saker))
    rader = saksrader(denne, i_dag(), frist="lovet_dato")
    innhold = {"faner": faner, "vis": vis, "side": denne, "rader": rader}
    return render(request, "avvik/lister/sendt.html", innhold)


def _sendte_kort(request: HttpRequest, faner: list[Fane]) -> HttpResponse:
    kort = lister.sendte_kort(request.user).select_related("enhet__virksomhet")
    denne = side(request, kort.order_by("-meldt_tid", "-pk"))
    innhold = {"faner": faner, "vis": "rabra", "side": denne}
    return render(request, "avvik/lister/sendt.html", innhold)


@require_safe
def arbeidsliste(request: HttpRequest) -> HttpResponse:
    bruker, dag = request.user, i_dag()
    t = bruker.tilganger
    krev(request, bool(t.sekretariat or t.kontakt_virksomheter))
    tall = lister.arbeidsliste_tall(bruker, dag)
    faner = [
        Fane(liste.navn, liste.tittel, tall[liste.navn])
        for liste in lister.arbeidslister(bruker).values()
    ]
    vis = valgt(request, sorted(faner, key=lambda fane: not fane.antall))
    liste = lister.ARBEIDSLISTER[vis]
    saker = lister.arbeidslisten(bruker, dag).filter(liste.hvilke(dag))
    denne = side(request, lister.med_kolonner(saker).order_by(liste.frist, "pk"))
    innhold = {
        "faner": faner,
        "vis": vis,
        "liste": liste,
        "side": denne,
        "rader": saksrader(denne, dag, frist=liste.frist),
        "uten_ombud": lister.uten_personvernombud(bruker, dag),
    }
    if t.sekretariat:
        kort = lister.nye_kort(bruker).select_related("enhet__virksomhet")
        innhold["kort"] = kort.order_by("meldt_tid", "pk")
    return render(request, "avvik/lister/arbeidsliste.html", innhold)
