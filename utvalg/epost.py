"""Letters from the committee: number, date and link, never more (design 5)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from avvik.brevtekster import lenke
from avvik.enums import Status
from avvik.epost import hos_melder
from avvik.models import Avvik, Rabrakort
from helsefellesskap import mottakere
from helsefellesskap.models import Brev, Bruker
from helsefellesskap.register import Brevinnhold, Brevslag, meld_inn_brevslag
from helsefellesskap.tid import i_dag
from helsefellesskap.utboks import legg_i_utboks
from utvalg.models import Mote, Presentasjon, Sak

TIL_MELDER = "utvalg_til_melder"
TIL_ENHET = "utvalg_til_enhet"


def _presentasjon(sak: Sak) -> Presentasjon:
    alle = Presentasjon.objects.uten_tilgangskontroll(grunn="skriv brev")
    return alle.get(pk=sak.presentasjon_id)


def _kilde(sak: Sak) -> Avvik | Rabrakort:
    presentasjon = _presentasjon(sak)
    if presentasjon.avvik_id:
        saker = Avvik.objects.uten_tilgangskontroll(grunn="skriv brev")
        saker = saker.select_related("holder", "meldende_enhet", "melder")
        return saker.get(pk=presentasjon.avvik_id)
    kort = Rabrakort.objects.uten_tilgangskontroll(grunn="skriv brev")
    kort = kort.select_related("enhet", "meldende_enhet", "melder")
    return kort.get(pk=presentasjon.rabrakort_id)


def _mottakere(kind: str, kilde: Avvik | Rabrakort, dato: date) -> list[Bruker]:
    if kind == TIL_MELDER:
        return hos_melder(kilde, dato)
    enhet = kilde.holder if isinstance(kilde, Avvik) else kilde.enhet
    return mottakere.for_enhet(enhet, dato)


def tilbakemelding(sak: Sak, dato: date) -> None:
    """To reporter and unit; each person once per case and meeting."""
    kilde = _kilde(sak)
    for kind in (TIL_MELDER, TIL_ENHET):
        for bruker in _mottakere(kind, kilde, dato):
            legg_i_utboks(
                kind,
                bruker,
                gjelder={"sak": sak.pk},
                dedupe_key=f"{kind}:{sak.pk}:{bruker.pk}",
            )


def er_sendt(mote: Mote) -> bool:
    saker = Sak.objects.uten_tilgangskontroll(grunn="er tilbakemelding sendt")
    ider = saker.filter(mote=mote).values_list("pk", flat=True)
    brev = Brev.objects.filter(kind__in=(TIL_MELDER, TIL_ENHET))
    return brev.filter(gjelder__sak__in=list(ider)).exists()


def _sak(brev: Any) -> Sak:
    saker = Sak.objects.uten_tilgangskontroll(grunn="skriv brev")
    return saker.select_related("mote").get(pk=brev.gjelder["sak"])


def _innhold(kilde: Avvik | Rabrakort, mote: Mote) -> Brevinnhold:
    dato = date_format(mote.dato, "DATE_FORMAT")
    if isinstance(kilde, Rabrakort):
        verdier = {"nr": kilde.nummer, "dato": dato}
        verdier["url"] = lenke("rabrakort", kilde.nummer)
        return Brevinnhold(
            _("#Råbra!-kort %(nr)s er vist i utvalget") % verdier,
            _("Utvalget så på kortet %(dato)s. Åpne kortet: %(url)s") % verdier,
        )
    verdier = {"nr": kilde.saksnummer, "dato": dato}
    verdier["url"] = lenke("tilbakemelding", kilde.saksnummer)
    return Brevinnhold(
        _("Utvalget har gått gjennom sak %(nr)s") % verdier,
        _("Utvalget gikk gjennom saken %(dato)s. Les tilbakemeldingen: %(url)s")
        % verdier,
    )


def _skriv(brev: Any, mottaker: Bruker) -> Brevinnhold:
    sak = _sak(brev)
    return _innhold(_kilde(sak), sak.mote)


def _onsket(kind: str) -> Callable[[Any, Bruker], bool]:
    """The person is still the one to tell, and the case still counts."""

    def onsket(brev: Any, mottaker: Bruker) -> bool:
        kilde = _kilde(_sak(brev))
        if isinstance(kilde, Rabrakort) and not kilde.foreslatt_fsu:
            return False  # withdrawn since
        if isinstance(kilde, Avvik) and kilde.status in Status.telles_ikke():
            return False
        return mottaker in _mottakere(kind, kilde, i_dag())

    return onsket


def meld_inn() -> None:
    """Register every kind of letter; called once from AppConfig.ready()."""
    for kind in (TIL_MELDER, TIL_ENHET):
        meld_inn_brevslag(kind, Brevslag(_skriv, _onsket(kind)))
