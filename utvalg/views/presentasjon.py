"""The sekretariat's pages: the original beside the text, and the second look."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from avvik.models import Avvik, Rabrakort
from helsefellesskap.adresser import som_tall
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import FlytStengt, UlovligOvergang, Versjonskonflikt
from helsefellesskap.tid import i_dag
from helsefellesskap.tilgangslogg import logg
from utvalg import actions, rules
from utvalg.avidentifisering import merk, registernavn
from utvalg.enums import Motestatus
from utvalg.forms import Presentasjonsskjema
from utvalg.models import Presentasjon, Sak
from utvalg.oppslag import er_trukket
from utvalg.views.felles import (
    get_eller_post,
    krev_sekretariat,
    legg_til_feil,
)
from utvalg.views.mote import flyt_stengt

NUMMER = re.compile(r"(R-)?[0-9]{4}-[0-9]{4,7}")
BOKSER = {
    "hva_skjedde": gettext_lazy("Hva skjedde?"),
    "gikk_bra": gettext_lazy("Hva gikk bra?"),
    "svar_fra_enhet": gettext_lazy("Svar fra ansvarlig enhet"),
    "forslag": gettext_lazy("Forslag fra melder"),
}
FRA_SAK = {
    "hva_skjedde": gettext_lazy("Hva skjedde?"),
    "gikk_bra": gettext_lazy("Hva gikk bra likevel?"),
    "strakstiltak": gettext_lazy("Strakstiltak"),
    "forslag": gettext_lazy("Hva kunne vært gjort annerledes?"),
}
FRA_SVAR = {
    "begrunnelse": gettext_lazy("Begrunnelse fra enheten"),
    "til_melder": gettext_lazy("Svar til melder"),
    "funn": gettext_lazy("Hva enheten fant ut"),
    "laeringspunkt": gettext_lazy("Læringspunkt fra enheten"),
}
FRA_KORT = {
    "hvem": gettext_lazy("Hvem gjorde noe bra?"),
    "hva": gettext_lazy("Hva var bra og hvorfor?"),
    "laering": gettext_lazy("Hva kan vi lære av dette?"),
    "endringer": gettext_lazy("Hvilke endringer kan vi gjøre?"),
}
Kilde = Avvik | Rabrakort


def med_kilde(side: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view what was put forward instead of its number. Who has the address
    of a card that is withdrawn is told so, and sent back."""

    @wraps(side)
    def innpakket(request: HttpRequest, nr: str) -> HttpResponse:
        kilde = hent_kilde(request, nr)
        if kilde is not None:
            return side(request, kilde)
        logg(request, Tilgang.AVVIST, nr)
        trukket = _("#Råbra!-kortet %(nr)s er trukket og vises ikke lenger.")
        messages.warning(request, trukket % {"nr": nr})
        return redirect("utvalg")

    return innpakket


def hent_kilde(request: HttpRequest, nr: str) -> Kilde | None:
    """A case or card put forward, by its number; None for a card since withdrawn."""
    krev_sekretariat(request)
    treff = NUMMER.fullmatch(nr)
    if treff and treff[1]:
        kort = Rabrakort.objects.synlig_for(request.user).select_related(
            "meldende_virksomhet", "enhet__virksomhet"
        )
        kilde = kort.filter(nummer=nr, foreslatt_fsu=True).first()
    else:
        saker = Avvik.objects.synlig_for(request.user).select_related(
            "meldende_virksomhet", "holder__virksomhet", "gruppe"
        )
        saker = saker.filter(foreslatt_fsu=True)
        kilde = saker.filter(saksnummer=nr if treff else "0000-0000").first()
    if kilde is None and not er_trukket(nr if treff else ""):
        raise Http404
    return kilde


def nummer(kilde: Kilde) -> str:
    return kilde.saksnummer if isinstance(kilde, Avvik) else kilde.nummer


def finn_tekst(request: HttpRequest, kilde: Kilde) -> Presentasjon | None:
    felt = "avvik" if isinstance(kilde, Avvik) else "rabrakort"
    tekster = Presentasjon.objects.synlig_for(request.user)
    tekster = tekster.select_related("skrevet_av", "kontrollert_av")
    return tekster.filter(**{felt: kilde}).first()


def _utdrag(objekt: Any, felter: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"tittel": navn, "tekst": getattr(objekt, felt)}
        for felt, navn in felter.items()
        if getattr(objekt, felt)
    ]


def original(request: HttpRequest, kilde: Kilde) -> list[dict[str, Any]]:
    """What melder and unit wrote; never names and own references."""
    if isinstance(kilde, Rabrakort):
        return _utdrag(kilde, FRA_KORT)
    svar = kilde.svar.synlig_for(request.user).filter(sendt_tid__isnull=False)
    return _utdrag(kilde, FRA_SAK) + [
        del_ for ett in svar for del_ in _utdrag(ett, FRA_SVAR)
    ]


@get_eller_post
@med_kilde
def presentasjon_skriv(request: HttpRequest, kilde: Kilde) -> HttpResponse:
    tekst = finn_tekst(request, kilde)
    skjema = Presentasjonsskjema(request.POST or None, initial=_naa(tekst))
    innhold = {"kilde": kilde, "nr": nummer(kilde), "form": skjema}
    status = 200
    if request.method == "POST" and skjema.is_valid():
        try:
            return _lagre(request, kilde, skjema)
        except Versjonskonflikt:
            status = 409
            innhold |= _konflikt(request, tekst)
        except UlovligOvergang:
            skjema.add_error(None, _("Teksten er behandlet i et møte og står fast."))
        except FlytStengt:
            skjema.add_error(None, flyt_stengt())
        except ValidationError as feil:
            legg_til_feil(skjema, feil)
    logg(request, Tilgang.APNET, nummer(kilde))
    innhold |= {"original": original(request, kilde), "signert": _signert(tekst)}
    innhold["parter"] = [p.label for p in rules.parter(kilde)]
    return render(request, "utvalg/presentasjon_skriv.html", innhold, status=status)


def _naa(tekst: Presentasjon | None) -> dict[str, Any]:
    if tekst is None:
        return {"versjon": 0}
    felter = ("versjon", "tittel", *BOKSER)
    return {felt: getattr(tekst, felt) for felt in felter}


def _signert(tekst: Presentasjon | None) -> bool:
    return tekst is not None and tekst.kontrollert_tid is not None


def _lagre(
    request: HttpRequest, kilde: Kilde, skjema: Presentasjonsskjema
) -> HttpResponse:
    tekster = dict(skjema.cleaned_data)
    actions.skriv_presentasjon(
        kilde,
        versjon=tekster.pop("versjon"),
        tekster=tekster,
        av=request.user,
        naa=timezone.now(),
    )
    messages.success(request, _("Teksten er lagret."))
    return redirect("presentasjon", nr=nummer(kilde))


def _konflikt(request: HttpRequest, tekst: Presentasjon | None) -> dict[str, Any]:
    """Both texts: the person's own in the form, the other's beside it."""
    data = request.POST.copy()
    data["versjon"] = str(tekst.versjon if tekst else 0)
    bokser = {"tittel": _("Tittel"), **BOKSER}
    return {
        "form": Presentasjonsskjema(data),
        "andres": _utdrag(tekst, bokser) if tekst else [],
    }


def hent_tekst(request: HttpRequest, kilde: Kilde) -> Presentasjon:
    tekst = finn_tekst(request, kilde)
    if tekst is None:
        raise Http404
    return tekst


@require_safe
@med_kilde
def presentasjon(request: HttpRequest, kilde: Kilde) -> HttpResponse:
    """The text as the committee will see it, with warnings marked."""
    tekst = hent_tekst(request, kilde)
    logg(request, Tilgang.APNET, nummer(kilde))
    navn, dag = registernavn(), i_dag()
    merket = {felt: merk(getattr(tekst, felt), navn, dag) for felt in BOKSER}
    tittel = merk(tekst.tittel, navn, dag)
    saker = Sak.objects.synlig_for(request.user).filter(presentasjon=tekst)
    saker = list(saker.select_related("mote").order_by("-mote__dato"))
    innhold = {
        "nr": nummer(kilde),
        "tekst": tekst,
        "tittel_biter": tittel,
        "bokser": [(BOKSER[felt], biter) for felt, biter in merket.items() if biter],
        "varsler": any(b.varsel for bit in (tittel, *merket.values()) for b in bit),
        "kan_kontrollere": not tekst.kontrollert_tid
        and tekst.skrevet_av_id != request.user.pk,
        "kan_endres": all(s.mote.status == Motestatus.PLANLAGT for s in saker),
        "saker": saker,
        "original": original(request, kilde),
    }
    return render(request, "utvalg/presentasjon.html", innhold)


@require_POST
@med_kilde
def presentasjon_kontroller(request: HttpRequest, kilde: Kilde) -> HttpResponse:
    tekst = hent_tekst(request, kilde)
    versjon = request.POST.get("versjon", "")
    try:
        actions.kontroller(
            tekst,
            versjon=som_tall(versjon),
            av=request.user,
            naa=timezone.now(),
        )
    except (Versjonskonflikt, UlovligOvergang):
        messages.warning(
            request, _("Teksten er endret eller kontrollert av andre. Les den på nytt.")
        )
    except FlytStengt:
        messages.warning(request, flyt_stengt())
    else:
        messages.success(request, _("Teksten er kontrollert."))
    return redirect("presentasjon", nr=nummer(kilde))
