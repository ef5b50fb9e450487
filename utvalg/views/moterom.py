"""The meeting view: only the de-identified text under its agenda number."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from helsefellesskap.adresser import som_tall
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import FlytStengt, UlovligOvergang, Versjonskonflikt
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg
from utvalg import actions, rules
from utvalg.enums import Motestatus, Utvalgsvurdering
from utvalg.forms import Punktskjema, Saksvisningsskjema
from utvalg.models import Laeringspunkt, Mote, Sak
from utvalg.oppslag import les_vurdering_paa_nytt
from utvalg.views.felles import (
    Plass,
    get_eller_post,
    hent_sak,
    krev_apen,
    legg_til_feil,
    med_mote,
    om_mote,
    saksliste,
)
from utvalg.views.mote import flyt_stengt

BE_OM_MER = Utvalgsvurdering.BE_OM_MER


@get_eller_post
@med_mote
def mote_sak(request: HttpRequest, mote: Mote, nummer: str) -> HttpResponse:
    nr, liste = som_tall(nummer), saksliste(request, mote)
    krev_apen(mote, liste, nr)
    sak = hent_sak(request, mote, nr)
    skjema = _skjema(request, sak)
    status = 200
    if request.method == "POST" and skjema is not None and skjema.is_valid():
        status = _lagre(request, sak, skjema)
        if status == 302:
            return _neste(request, mote, liste, nr)
    elif request.method == "POST" and skjema is None:
        messages.warning(request, _("Møtet er avsluttet. Det som er skrevet, står."))
    logg(request, Tilgang.APNET, om_mote(mote, nr))
    innhold = _innhold(request, sak, liste) | {"form": skjema}
    if status == 409:
        innhold["andres"] = _lagret_vurdering(sak)
        innhold["form"] = _med_ny_versjon(request, sak)
    return render(request, "utvalg/mote_sak.html", innhold, status=status)


def _skjema(request: HttpRequest, sak: Sak, data: Any = None) -> Any:
    """None when the meeting is held."""
    if sak.mote.status != Motestatus.PLANLAGT:
        return None
    lede = rules.kan_lede(request.user, sak.mote.utvalg_id)
    return Saksvisningsskjema(
        data or request.POST or None,
        initial={"versjon": sak.versjon, "vurdering": sak.vurdering},
        i_dag=i_dag(),
        kan_lede=lede and sak.vurdering != BE_OM_MER,
        kan_be_om_mer=sak.presentasjon.avvik_id is not None,
    )


def _lagre(request: HttpRequest, sak: Sak, skjema: Saksvisningsskjema) -> int:
    """Status: 302 saved, 409 somebody was faster, 200 with errors in the form.

    The assessment first: when it is refused, nothing has been written.
    """
    felter = skjema.cleaned_data
    try:
        if felter.get("vurdering") and felter["vurdering"] != sak.vurdering:
            actions.vurder(
                sak,
                vurdering=felter["vurdering"],
                tekst=felter.get("tekst", ""),
                frist=felter.get("frist"),
                versjon=felter["versjon"],
                av=request.user,
                naa=timezone.now(),
            )
        if felter["laeringspunkt"]:
            actions.skriv_laeringspunkt(
                sak, tekst=felter["laeringspunkt"], av=request.user
            )
    except Versjonskonflikt:
        return 409
    except UlovligOvergang as feil:
        skjema.add_error(None, _hvorfor(feil))
    except FlytStengt:
        skjema.add_error(None, flyt_stengt())
    except ValidationError as feil:
        legg_til_feil(skjema, feil)
    else:
        return 302
    return 200


def _hvorfor(feil: UlovligOvergang) -> str:
    if feil.verb == "fsu_mer":
        return _(
            "Enheten har ikke svart ennå, så utvalget kan ikke be om mer. Velg heller "
            "«Ta opp på nytt neste møte»."
        )
    return _("Det går ikke nå. Noen andre kan ha endret saken eller avsluttet møtet.")


def _neste(
    request: HttpRequest, mote: Mote, liste: list[Plass], nr: int
) -> HttpResponse:
    messages.success(request, _("Sak %(nr)s er lagret.") % {"nr": nr})
    neste = [p.nummer for p in liste if p.apen and p.nummer > nr]
    if neste:
        return redirect("mote_sak", pk=mote.pk, nummer=neste[0])
    return redirect("mote", pk=mote.pk)


def _innhold(request: HttpRequest, sak: Sak, liste: list[Plass]) -> dict[str, Any]:
    apne = [p.nummer for p in liste if p.apen]
    punkter = Laeringspunkt.objects.synlig_for(request.user).filter(sak=sak)
    utvalg = sak.mote.utvalg_id
    return {
        "mote": sak.mote,
        "sak": sak,
        "tekst": sak.presentasjon,
        # Who may not open a case is not told how many there are.
        "antall": None if any(p.stengt for p in liste) else len(liste),
        "forrige": max((n for n in apne if n < sak.nummer), default=None),
        "neste": min((n for n in apne if n > sak.nummer), default=None),
        "punkter": [
            (p, rules.kan_rette_laeringspunkt(request.user, utvalg, p.av_id))
            for p in punkter
        ],
        "vedtak": sak.vedtak.values("tekst", "frist"),
        "inhabile": _inhabile(sak),
        "planlagt": sak.mote.status == Motestatus.PLANLAGT,
    }


def _inhabile(sak: Sak) -> list[str]:
    """By role, never by name."""
    rader = sak.inhabiliteter.filter(inhabil=True).order_by("medlemskap")
    medlemskap = [r.medlemskap for r in rader.select_related("medlemskap__bruker")]
    return [m.bruker.stilling or m.get_verv_display() for m in medlemskap]


def _lagret_vurdering(sak: Sak) -> str:
    les_vurdering_paa_nytt(sak)
    return sak.get_vurdering_display() or _("ikke vurdert")


def _med_ny_versjon(request: HttpRequest, sak: Sak) -> Any:
    """What the person chose stands; sending it again is a choice of its own."""
    data = request.POST.copy()
    data["versjon"] = str(sak.versjon)
    return _skjema(request, sak, data)


@get_eller_post
@med_mote
def laeringspunkt_rett(
    request: HttpRequest, mote: Mote, nummer: str, punkt: str
) -> HttpResponse:
    nr = som_tall(nummer)
    krev_apen(mote, saksliste(request, mote), nr)
    punkter = Laeringspunkt.objects.synlig_for(request.user).filter(
        sak__mote=mote, sak__nummer=nr
    )
    funnet = punkter.select_related("sak").filter(pk=som_tall(punkt)).first()
    if funnet is None:
        raise Http404
    funnet.sak.mote = mote
    skjema = Punktskjema(
        request.POST or None,
        initial={"versjon": funnet.versjon, "tekst": funnet.tekst},
        i_dag=i_dag(),
    )
    innhold: dict[str, Any] = {"mote": mote, "nummer": nr, "form": skjema}
    if request.method == "POST" and skjema.is_valid():
        try:
            actions.rett_laeringspunkt(funnet, av=request.user, **_uten_kryss(skjema))
        except Versjonskonflikt:
            data = request.POST.copy()
            data["versjon"] = str(funnet.versjon)
            innhold["form"] = Punktskjema(data, i_dag=i_dag())
            innhold["andres"] = funnet.tekst
            return render(request, "utvalg/punkt.html", innhold, status=409)
        except (UlovligOvergang, FlytStengt):
            messages.warning(request, _("Møtet er avsluttet."))
        else:
            messages.success(request, _("Læringspunktet er lagret."))
        return redirect("mote_sak", pk=mote.pk, nummer=nr)
    logg(request, Tilgang.APNET, om_mote(mote, nr))
    return render(request, "utvalg/punkt.html", innhold)


def _uten_kryss(skjema: Punktskjema) -> dict[str, Any]:
    return {felt: skjema.cleaned_data[felt] for felt in ("tekst", "versjon")}
