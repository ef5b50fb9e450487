"""The page of one case, and the sekretariat's way into those outside its list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from avvik import saksvisning
from avvik.forms.behandling import ApneSkjema
from avvik.forms.svar import SvarSkjema, startverdier
from avvik.hent import (
    be_om_begrunnelse,
    finn_uansett,
    hent_sak,
    husk_apnet,
    med_sak,
)
from avvik.models import Avvik
from avvik.rules import Innsyn
from avvik.saksvisning import Saksvisning
from avvik.views.felles import bare_post
from helsefellesskap.enums import Tilgang
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg


@require_safe
@med_sak
def sak(request: HttpRequest, avvik: Avvik, innsyn: Innsyn) -> HttpResponse:
    return vis_sak(request, avvik, innsyn)


def vis_sak(
    request: HttpRequest,
    avvik: Avvik,
    innsyn: Innsyn,
    svarskjema: SvarSkjema | None = None,
) -> HttpResponse:
    """The whole page, or the reduced one for those shown only a part."""
    logg(request, Tilgang.APNET, gjelder=avvik.saksnummer)
    visning = saksvisning.vis(request, avvik, innsyn)
    if not innsyn.tekst:
        return render(request, "avvik/sak/redusert.html", {"sak": visning})
    if svarskjema is None and "svarutkast" in visning.verb:
        svarskjema = _svarskjema(request, visning)
    innhold = {"sak": visning, "form": svarskjema}
    return render(request, "avvik/sak/sak.html", innhold)


def _svarskjema(request: HttpRequest, visning: Saksvisning) -> SvarSkjema:
    egne = [s.svar for s in visning.svar if s.svar.enhet_id == visning.avvik.holder_id]
    return SvarSkjema(
        avvik=visning.avvik,
        bruker=request.user,
        i_dag=i_dag(),
        kan_sende="besvar" in visning.verb,
        flere="flere" in request.GET,
        initial=startverdier(
            visning.utkast, egne[-1] if egne else None, visning.tiltaksutkast
        ),
    )


@bare_post()
def apne(request: HttpRequest, nr: str) -> HttpResponse:
    """«Åpne med begrunnelse»: for the rest of the session, logged."""
    funnet = finn_uansett(nr) if request.user.tilganger.sekretariat else None
    if funnet is None:
        hent_sak(request, nr)
        return redirect("sak", nr=nr)
    skjema = ApneSkjema(request.POST, saksnummer=funnet.saksnummer)
    if not skjema.is_valid():
        logg(request, Tilgang.AVVIST, gjelder=funnet.saksnummer)
        return be_om_begrunnelse(request, funnet.saksnummer, skjema)
    husk_apnet(request, funnet)
    begrunnelse = skjema.cleaned_data["begrunnelse"]
    logg(request, Tilgang.APNET, gjelder=funnet.saksnummer, begrunnelse=begrunnelse)
    return redirect("sak", nr=funnet.saksnummer)
