"""What is done from the page of a case. Thin: a table says which action."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from avvik import actions, rules, saksvisning, varsler
from avvik.enums import Status, Tiltakstatus
from avvik.forms.behandling import Saksskjema, feltnavn
from avvik.forms.svar import SvarSkjema, TiltakSkjema, TiltakstatusSkjema
from avvik.handlinger import HANDLINGER, Forhold, Handling, tilbud
from avvik.hent import deler, med_sak, synlige
from avvik.models import Avvik, Svar
from avvik.rules import Innsyn
from avvik.views.felles import bare_post, get_eller_post, vis_feil
from avvik.views.sak import vis_sak
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import IkkeLov, UlovligOvergang, Versjonskonflikt
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg


def forhold(request: HttpRequest, avvik: Avvik) -> Forhold:
    return Forhold(
        request.user,
        avvik,
        i_dag(),
        list(deler(avvik.delinger)),
        list(deler(avvik.tildelinger)),
    )


@bare_post()
@med_sak
def utfor(
    request: HttpRequest, avvik: Avvik, innsyn: Innsyn, navn: str
) -> HttpResponse:
    """A verb that is one press of a button."""
    handling = HANDLINGER[navn]
    return _utfor(request, avvik, handling.melding, _gjor(handling, request, avvik))


@get_eller_post
@med_sak
def med_skjema(
    request: HttpRequest, avvik: Avvik, innsyn: Innsyn, navn: str
) -> HttpResponse:
    """A verb with a small page of its own."""
    handling, f = HANDLINGER[navn], forhold(request, avvik)
    skjema = handling.skjema(
        request.POST or None,
        avvik=avvik,
        bruker=request.user,
        i_dag=f.dag,
        rute=handling.rute,
    )
    if not handling.rett(f):
        return _nekt(request, avvik, skjema)
    if request.method != "POST":
        if navn not in tilbud(f):
            return _ikke_naa(request, avvik)
        return _vis_skjema(request, avvik, skjema)
    if not skjema.is_valid():
        return _vis_skjema(request, avvik, skjema)
    gjor = _gjor(handling, request, avvik, **skjema.argumenter())
    return _utfor(request, avvik, handling.melding, gjor, skjema)


def _gjor(
    handling: Handling, request: HttpRequest, avvik: Avvik, **argumenter: Any
) -> Callable[[], Any]:
    def gjor() -> None:
        handling.gjor(avvik, av=request.user, naa=timezone.now(), **argumenter)

    return gjor


def _utfor(
    request: HttpRequest,
    avvik: Avvik,
    melding: Any,
    gjor: Callable[[], Any],
    skjema: Saksskjema | None = None,
) -> HttpResponse:
    """Do it and go back to the case; whatever stops it, no text is lost."""
    try:
        gjor()
    except IkkeLov:
        return _nekt(request, avvik, skjema)
    except (UlovligOvergang, Versjonskonflikt):
        if skjema is not None and skjema.tekster():
            return _konflikt(request, avvik, skjema)
        return _ikke_naa(request, avvik)
    except ValidationError as feil:
        if skjema is None:
            raise
        vis_feil(skjema, feil)
        return _vis_skjema(request, avvik, skjema)
    messages.success(request, melding)
    return _videre(request, avvik)


def _videre(request: HttpRequest, avvik: Avvik) -> HttpResponse:
    """To the case, or to the list when the case has left this person."""
    if synlige(request).filter(pk=avvik.pk).exists():
        return redirect("sak", nr=avvik.saksnummer)
    t = request.user.tilganger
    return redirect("arbeidsliste" if t.sekretariat else "forside")


def _nekt(
    request: HttpRequest, avvik: Avvik, skjema: Saksskjema | None = None
) -> HttpResponse:
    """403; what the person wrote is shown back to be copied."""
    logg(request, Tilgang.AVVIST, gjelder=avvik.saksnummer)
    tekster = skjema.tekster() if skjema is not None and skjema.is_bound else []
    innhold = {"saksnummer": avvik.saksnummer, "tekster": tekster}
    return render(request, "avvik/sak/nektet.html", innhold, status=403)


def _ikke_naa(request: HttpRequest, avvik: Avvik) -> HttpResponse:
    messages.warning(
        request,
        _("Det går ikke nå. Noen andre kan ha vært her før deg. Slik står saken."),
    )
    return _videre(request, avvik)


def _vis_skjema(request: HttpRequest, avvik: Avvik, skjema: Saksskjema) -> HttpResponse:
    logg(request, Tilgang.APNET, gjelder=avvik.saksnummer)
    innhold: dict[str, Any] = {
        "saksnavn": saksvisning.saksnavn(avvik),
        "saksnummer": avvik.saksnummer,
        "form": skjema,
    }
    if isinstance(skjema, TiltakSkjema):
        innhold |= {
            "tiltak": _egne_tiltak(request, avvik),
            "statusvalg": Tiltakstatus.choices,
            "statusledetekst": _("Status"),
        }
    return render(request, "avvik/sak/skjema.html", innhold)


def _konflikt(request: HttpRequest, avvik: Avvik, skjema: Saksskjema) -> HttpResponse:
    """409 with both texts; but an answer that stands already was posted twice."""
    siste = _siste_svar(avvik) if isinstance(skjema, SvarSkjema) else None
    if siste is not None and _er_lagret(skjema, siste):
        return redirect("sak", nr=avvik.saksnummer)
    innhold = {
        "tekster": skjema.tekster(),
        "andres": _svartekster(siste),
        "url": reverse("sak", args=[avvik.saksnummer]),
    }
    return render(request, "avvik/sak/konflikt.html", innhold, status=409)


# --- the answer --------------------------------------------------------------


@bare_post()
@med_sak
def besvar(request: HttpRequest, avvik: Avvik, innsyn: Innsyn) -> HttpResponse:
    skjema = _svarskjema(request, avvik, utkast=False)
    if not rules.kan_behandle(request.user, avvik, i_dag()):
        return _nekt(request, avvik, skjema)
    if _er_endret(avvik, skjema):
        return _konflikt(request, avvik, skjema)
    if not skjema.is_valid():
        return vis_sak(request, avvik, innsyn, skjema)
    if ordvarsel := varsler.i_skjema(skjema, i_dag()):
        skjema.vis_ordvarsel(ordvarsel)
        return vis_sak(request, avvik, innsyn, skjema)

    def gjor() -> None:
        actions.besvar(
            avvik,
            innhold=skjema.innhold(),
            versjon=skjema.cleaned_data["versjon"],
            av=request.user,
            naa=timezone.now(),
        )

    return _utfor(request, avvik, _("Svaret er sendt til melder."), gjor, skjema)


@bare_post()
@med_sak
def svarutkast(request: HttpRequest, avvik: Avvik, innsyn: Innsyn) -> HttpResponse:
    skjema = _svarskjema(request, avvik, utkast=True)
    if not forhold(request, avvik).skriver:
        return _nekt(request, avvik, skjema)
    if _er_endret(avvik, skjema):
        return _konflikt(request, avvik, skjema)
    if not skjema.is_valid():
        return vis_sak(request, avvik, innsyn, skjema)
    try:
        actions.lagre_svarutkast(
            avvik,
            innhold=skjema.innhold(),
            versjon=skjema.cleaned_data["versjon"],
            av=request.user,
            naa=timezone.now(),
        )
    except Versjonskonflikt:
        return _konflikt(request, avvik, skjema)
    messages.success(request, _("Utkastet er lagret. Melder ser det ikke."))
    adresse = reverse("sak", args=[avvik.saksnummer])
    return redirect(f"{adresse}?flere=1" if "flere" in request.POST else adresse)


def _svarskjema(request: HttpRequest, avvik: Avvik, *, utkast: bool) -> SvarSkjema:
    return SvarSkjema(
        request.POST,
        avvik=avvik,
        bruker=request.user,
        i_dag=i_dag(),
        utkast=utkast,
        kan_sende=rules.kan_behandle(request.user, avvik, i_dag()),
    )


def _siste_svar(avvik: Avvik) -> Svar | None:
    """The unit's draft or newest answer."""
    svar = deler(avvik.svar).filter(enhet=avvik.holder_id)
    return svar.order_by("sendt_tid").last()


def _svartekster(svar: Svar | None) -> list[dict[str, Any]]:
    if svar is None:
        return []
    felter = ("til_melder", "funn", "begrunnelse", "laeringspunkt")
    tekster = [
        {"tittel": feltnavn(Svar, felt), "tekst": tekst}
        for felt in felter
        if (tekst := getattr(svar, felt))
    ]
    return tekster + [
        {"tittel": _("Tiltak"), "tekst": rad.beskrivelse + "\n" + rad.ansvarlig_rolle}
        for rad in deler(svar.tiltaksutkast)
    ]


def _er_endret(avvik: Avvik, skjema: SvarSkjema) -> bool:
    """A colleague saved or answered after the page was opened."""
    siste = _siste_svar(avvik)
    versjon = siste.versjon if siste and siste.sendt_tid is None else 0
    sett = str(skjema["versjon"].value() or 0)
    return sett != str(versjon) or avvik.status not in Status.venter_pa_svar()


def _er_lagret(skjema: SvarSkjema, svar: Svar) -> bool:
    """Every word and choice of the form stands there already, and is sent if asked."""
    if not skjema.is_valid() or not (skjema.er_utkast or svar.sendt_tid):
        return False
    innhold = skjema.innhold()
    nye = {rad["beskrivelse"] for rad in innhold.pop("tiltak")}
    rader = [*deler(svar.tiltaksutkast), *deler(svar.avvik.tiltak)]
    return nye <= {rad.beskrivelse for rad in rader} and all(
        getattr(svar, felt) == verdi for felt, verdi in innhold.items()
    )


# --- measures ----------------------------------------------------------------


def _egne_tiltak(request: HttpRequest, avvik: Avvik) -> Any:
    return deler(avvik.tiltak).filter(enhet__in=request.user.tilganger.holder_enheter)


@bare_post()
@med_sak
def tiltakstatus(request: HttpRequest, avvik: Avvik, innsyn: Innsyn) -> HttpResponse:
    """One own measure gets a new status."""
    skjema = TiltakstatusSkjema(request.POST, egne=_egne_tiltak(request, avvik))
    if not skjema.is_valid():
        return _nekt(request, avvik)

    def gjor() -> None:
        actions.oppdater_tiltak(
            skjema.cleaned_data["tiltak"],
            status=skjema.cleaned_data["status"],
            versjon=skjema.cleaned_data["versjon"],
            av=request.user,
            naa=timezone.now(),
        )

    return _utfor(request, avvik, _("Tiltaket er oppdatert."), gjor)
