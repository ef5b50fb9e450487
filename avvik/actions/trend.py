"""Counting small faults, and the list of what may be counted."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from avvik.actions._felles import krev
from avvik.models import Trendtelling, Trendtype
from avvik.ruteoppslag import retning_for
from avvik.slug import lag_slug, ledig_slug
from avvik.trend import mandag, motparter
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.feil import Versjonskonflikt
from helsefellesskap.models import Bruker, Enhet, Virksomhet
from helsefellesskap.transaksjon import handling

LENGSTE_KODE = 40


@handling
def tell(
    trendtype: Trendtype,
    *,
    enhet: Enhet,
    motpart: Virksomhet | None = None,
    av: Bruker,
    naa: datetime,
) -> Trendtelling:
    """One more of these this week; nothing is sent and nobody has to answer.

    A kommune or legekontor always counts towards the hospital; the hospital says
    which virksomhet, or None when it does not know.
    """
    krev(enhet.pk in av.tilganger.egne_enheter)
    dato = lokal_dato(naa)
    if not Trendtype.objects.gyldige(dato).filter(pk=trendtype.pk).exists():
        raise ValidationError({"type": _("Denne småfeilen telles ikke lenger.")})
    if trendtype.retning != retning_for(enhet.virksomhet):
        raise ValidationError({"type": _("Denne småfeilen telles av den andre siden.")})
    if not enhet.virksomhet.er_sykehus:
        motpart = Virksomhet.objects.get(type=Virksomhetstype.HELSEFORETAK)
    elif motpart and not motparter(dato).filter(pk=motpart.pk).exists():
        raise ValidationError({"motpart": _("Velg en kommune eller et legekontor.")})
    telling, _ny = Trendtelling.objects.get_or_create(
        trendtype=trendtype, enhet=enhet, motpart=motpart, uke=mandag(dato)
    )
    Trendtelling.objects.filter(pk=telling.pk).update(antall=F("antall") + 1)
    return telling


@handling
def angre_telling(telling: Trendtelling, *, av: Bruker) -> None:
    """One less; raises Versjonskonflikt when there is none to take away."""
    krev(telling.enhet_id in av.tilganger.egne_enheter)
    rader = Trendtelling.objects.filter(pk=telling.pk, antall__gt=0)
    if rader.update(antall=F("antall") - 1) != 1:
        raise Versjonskonflikt


@handling
def lagre_trendtype(
    trendtype: Trendtype | None,
    *,
    innhold: dict[str, Any],
    versjon: int = 0,
    av: Bruker,
) -> Trendtype:
    """Make a type, or change one seen as `versjon`. What is counted keeps its type,
    so the direction never changes afterwards."""
    krev(av.tilganger.sekretariat)
    if trendtype is None:
        return Trendtype.objects.create(kode=_ny_kode(innhold["navn"]), **innhold)
    endret = {navn: verdi for navn, verdi in innhold.items() if navn != "retning"}
    rader = Trendtype.objects.filter(pk=trendtype.pk, versjon=versjon)
    if rader.update(versjon=F("versjon") + 1, **endret) != 1:
        raise Versjonskonflikt
    trendtype.refresh_from_db()
    return trendtype


def _ny_kode(navn: str) -> str:
    tatt = Trendtype.objects.values_list("kode", flat=True)
    opptatt = {kode.replace("_", "-") for kode in tatt}
    return ledig_slug(lag_slug(navn), opptatt, LENGSTE_KODE).replace("-", "_")
