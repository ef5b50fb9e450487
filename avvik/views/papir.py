"""The sekretariat files for others, and prints letters."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from avvik import actions, papirbrev, rules
from avvik.forms.papir import AvsenderSkjema, RegistrerSkjema
from avvik.hent import med_sak
from avvik.models import Avvik, Utkast
from avvik.rules import Innsyn
from avvik.sok import sti
from avvik.views.felles import get_eller_post, ikke_funnet, krev, som_nummer
from helsefellesskap.enums import Tilgang, Virksomhetstype
from helsefellesskap.models import Enhet
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg


@get_eller_post
@never_cache
def registrer(request: HttpRequest) -> HttpResponse:
    """Whose message it is."""
    krev(request, request.user.tilganger.sekretariat)
    data = request.POST if request.method == "POST" else None
    skjema = AvsenderSkjema(data, i_dag=i_dag())
    if data is not None and skjema.is_valid() and not skjema.soker:
        return redirect("registrer_for", skjema.valgt_enhet.slug)
    if data is not None:
        skjema.utfor_sok()
    utkast = Utkast.objects.synlig_for(request.user).exclude(kanal="")
    utkast = utkast.select_related("gruppe", "enhet").order_by("-endret")
    innhold = {"form": skjema, "utkast": utkast}
    return render(request, "avvik/papir/avsender.html", innhold)


@get_eller_post
@never_cache
def registrer_for(request: HttpRequest, slug: str) -> HttpResponse:
    """How it came and from whom; then the ordinary three steps."""
    krev(request, request.user.tilganger.sekretariat)
    enhet = _enhet(request, slug)
    data = request.POST if request.method == "POST" else None
    skjema = RegistrerSkjema(data, enhet=enhet, i_dag=i_dag())
    if data is not None and skjema.is_valid():
        try:
            utkast = actions.registrer_utkast(
                enhet=enhet,
                av=request.user,
                naa=timezone.now(),
                **skjema.argumenter(),
            )
        except ValidationError as feil:
            for felt, tekster in feil.message_dict.items():
                skjema.add_error("hvem" if felt == "registrert_for" else felt, tekster)
        else:
            return redirect("meld_steg", utkast.nokkel, 1)
    innhold = {"form": skjema, "enhet": enhet, "sti": sti(enhet)}
    return render(request, "avvik/papir/registrer.html", innhold)


def _enhet(request: HttpRequest, slug: str) -> Enhet:
    enheter = Enhet.objects.gyldige(i_dag()).select_related("virksomhet", "overordnet")
    enheter = enheter.exclude(virksomhet__type=Virksomhetstype.SEKRETARIAT)
    enhet = enheter.filter(slug=som_nummer(slug)).first()
    return enhet if enhet is not None else ikke_funnet(request)


# --- letters ------------------------------------------------------------------------


@require_safe
@med_sak
def sak_brev(request: HttpRequest, avvik: Avvik, innsyn: Innsyn) -> HttpResponse:
    """The case, to a unit that is not tilknyttet."""
    kan = rules.kan_sende_brev(request.user, avvik, i_dag())
    return _skriv_ut(request, avvik, kan, papirbrev.saksbrev, "sak")


@require_safe
@med_sak
def sak_kvitteringsbrev(
    request: HttpRequest, avvik: Avvik, innsyn: Innsyn
) -> HttpResponse:
    kan = rules.er_for_innmelder(request.user, avvik)
    return _skriv_ut(request, avvik, kan, papirbrev.kvitteringsbrev, "kvittering")


@require_safe
@med_sak
def sak_svarbrev(request: HttpRequest, avvik: Avvik, innsyn: Innsyn) -> HttpResponse:
    besvart = avvik.siste_svar_dato is not None
    kan = besvart and rules.er_for_innmelder(request.user, avvik)
    return _skriv_ut(request, avvik, kan, papirbrev.svarbrev, "svar")


def _skriv_ut(
    request: HttpRequest,
    avvik: Avvik,
    kan: bool,
    brev: Callable[[Avvik], dict[str, Any]],
    navn: str,
) -> HttpResponse:
    if not kan:
        logg(request, Tilgang.AVVIST, gjelder=avvik.saksnummer)
        raise PermissionDenied
    logg(request, Tilgang.SKREVET_UT, gjelder=avvik.saksnummer)
    return render(request, f"avvik/papir/brev_{navn}.html", brev(avvik))
