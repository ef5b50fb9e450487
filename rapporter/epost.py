"""The letter that a report is ready."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from helsefellesskap.models import Bruker
from helsefellesskap.register import Brevinnhold, Brevslag, meld_inn_brevslag
from helsefellesskap.utboks import legg_i_utboks
from rapporter.models import Rapport

KIND = "rapport_klar"


def rapport_klar(rapport: Rapport) -> None:
    """To the person who ordered it."""
    legg_i_utboks(
        KIND,
        rapport.publisert_av,
        gjelder={"rapport": rapport.pk},
        dedupe_key=f"{KIND}:{rapport.pk}",
    )


def _rapport(brev: Any, mottaker: Bruker) -> Rapport | None:
    mottaker.glem_tilgang()
    synlige = Rapport.objects.synlig_for(mottaker).publiserte().uten_pdf()
    return synlige.filter(pk=brev.gjelder["rapport"]).first()


def _innhold(brev: Any, mottaker: Bruker) -> Brevinnhold:
    rapport = Rapport.objects.uten_pdf().get(pk=brev.gjelder["rapport"])
    periode = rapport.periode.navn
    lenke = settings.BASE_URL + reverse("rapport", args=[rapport.pk])
    return Brevinnhold(
        emne=_("Rapporten for %(periode)s er klar") % {"periode": periode},
        tekst=_("Last ned: %(lenke)s") % {"lenke": lenke},
    )


def meld_inn() -> None:
    meld_inn_brevslag(
        KIND,
        Brevslag(_innhold, lambda brev, mottaker: bool(_rapport(brev, mottaker))),
    )
