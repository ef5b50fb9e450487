"""The lists: inbox, the line below, sent by us, and the worklist."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from avvik import lister, meny, saksvisning, tidslinje
from avvik.enums import Status
from avvik.models import Avvik
from avvik.plikter import datatilsynsfrist
from avvik.querysets import AvvikQuerySet
from avvik.views.felles import krev
from helsefellesskap.models import Bruker
from helsefellesskap.tid import i_dag

PER_SIDE = 25


@dataclass(frozen=True)
class Rad:
    """One line of a list; a table asks for no more than it shows."""

    avvik: Avvik
    dag: date
    # The column whose date the list is about.
    felt: str = "holder_frist"

    @property
    def frist(self) -> date | None:
        apen = self.avvik.status in Status.apne()
        return getattr(self.avvik, self.felt) if apen else None

    @property
    def dager(self) -> int:
        return tidslinje.dager_igjen(self.frist, self.dag) if self.frist else 0

    @property
    def gjelder(self) -> str:
        return saksvisning.gjelder(self.avvik)

    @property
    def statusord(self) -> str:
        paabegynt = getattr(self.avvik, "paabegynt", False)
        return tidslinje.statusord(self.avvik, paabegynt=paabegynt)

    @property
    def meldt_av(self) -> str:
        return saksvisning.meldt_av(self.avvik)

    @property
    def venter_pa(self) -> str:
        return saksvisning.venter_pa(self.avvik)

    @property
    def meldt_paa(self) -> Any:
        return saksvisning.meldt_paa(self.avvik)


@dataclass(frozen=True)
class Fane:
    """A filter link above a list."""

    navn: str
    tekst: Any
    antall: int | None = None


def side(request: HttpRequest, rader: Any) -> Page:
    return Paginator(rader, PER_SIDE).get_page(request.GET.get("side"))


def valgt(request: HttpRequest, faner: list[Fane]) -> str:
    """The chosen filter; an unknown one is the first."""
    vis = request.GET.get("vis")
    return vis if vis in {fane.navn for fane in faner} else faner[0].navn


def saksrader(saker: Any, dag: date, felt: str = "holder_frist") -> list[Rad]:
    return [Rad(avvik, dag, felt) for avvik in saker]


def med_importerte(request: HttpRequest, saker: AvvikQuerySet) -> AvvikQuerySet:
    """Imported history stays out unless asked for."""
    return saker if request.GET.get("importerte") else saker.levende()


@require_safe
def innboks(request: HttpRequest) -> HttpResponse:
    bruker, dag = request.user, i_dag()
    krev(request, meny.har_innboks(bruker))
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
    krev(request, meny.har_enheter_under(request.user))
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
        "rader": saksrader(denne, dag),
    }
    return render(request, "avvik/lister/under.html", innhold)


@require_safe
def personvernsaker(request: HttpRequest) -> HttpResponse:
    """For personvernombudet: number, unit, dates and what came of it."""
    krev(request, meny.har_personvernsaker(request.user))
    saker = lister.personvernsaker(request.user).select_related("holder")
    denne = side(request, saker.order_by("-uvurdert", "-meldt_tid", "-pk"))
    rader = [{"avvik": s, "frist": datatilsynsfrist(s)} for s in denne]
    innhold = {"side": denne, "rader": rader}
    return render(request, "avvik/lister/personvern.html", innhold)


@require_safe
def sendt(request: HttpRequest) -> HttpResponse:
    krev(request, meny.har_sendt(request.user))
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
        saker = saker.apne().order_by("svar_innen", "pk")
    elif vis == "besvart":
        saker = saker.filter(status__in=lister.BESVART)
        saker = saker.order_by("-siste_svar_dato", "-pk")
    else:
        saker = saker.order_by("-pk")
    denne = side(request, lister.med_kolonner(saker))
    rader = saksrader(denne, i_dag(), "svar_innen")
    innhold = {"faner": faner, "vis": vis, "side": denne, "rader": rader}
    return render(request, "avvik/lister/sendt.html", innhold)


def _sendte_kort(request: HttpRequest, faner: list[Fane]) -> HttpResponse:
    kort = lister.sendte_kort(request.user).select_related("enhet__virksomhet")
    denne = side(request, kort.order_by("-meldt_tid", "-pk"))
    innhold = {"faner": faner, "vis": "rabra", "side": denne}
    return render(request, "avvik/lister/sendt.html", innhold)


def arbeidsfaner(bruker: Bruker, dag: date) -> list[Fane]:
    """The parts of the worklist, with how many cases wait in each."""
    tall = lister.arbeidsliste_tall(bruker, dag)
    deler = lister.arbeidslister(bruker).values()
    return [Fane(liste.navn, liste.tittel, tall[liste.navn]) for liste in deler]


@require_safe
def arbeidsliste(request: HttpRequest) -> HttpResponse:
    bruker, dag = request.user, i_dag()
    krev(request, meny.har_arbeidsliste(bruker))
    faner = arbeidsfaner(bruker, dag)
    vis = valgt(request, sorted(faner, key=lambda fane: not fane.antall))
    liste = lister.ARBEIDSLISTER[vis]
    saker = lister.arbeidslisten(bruker, dag).filter(liste.hvilke(dag))
    denne = side(request, lister.med_kolonner(saker).order_by(liste.frist, "pk"))
    innhold = {
        "faner": faner,
        "vis": vis,
        "liste": liste,
        "side": denne,
        "rader": saksrader(denne, dag, liste.frist),
        "uten_ombud": lister.uten_personvernombud(bruker, dag),
    }
    if bruker.tilganger.sekretariat:
        kort = lister.nye_kort(bruker).select_related("enhet__virksomhet")
        innhold["kort"] = kort.order_by("meldt_tid", "pk")
    return render(request, "avvik/lister/arbeidsliste.html", innhold)
