"""What a side concludes about its duty to report."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from avvik import rules
from avvik.actions._felles import datofeil, krev, krev_naa, noter
from avvik.enums import MeldtTil, Plikt, Pliktutfall, Side, Verb
from avvik.models import Avvik, Pliktvurdering
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import handling

VERB = {Plikt.MELDEPLIKT: Verb.MELDEPLIKT, Plikt.PERSONVERN: Verb.PERSONVERN}


@handling
def vurder_plikt(
    avvik: Avvik,
    *,
    plikt: Plikt,
    side: Side,
    utfall: Pliktutfall,
    dato: date,
    meldt_til: list[MeldtTil] | None = None,
    begrunnelse: str = "",
    av: Bruker,
    naa: datetime,
) -> Pliktvurdering:
    """Record an assessment; a later one is a new row.

    Raises ValidationError when something that belongs with the outcome is missing.
    """
    i_dag = lokal_dato(naa)
    krev(side in rules.vurderer_for(av, avvik, plikt, i_dag))
    krev_naa(plikt in rules.plikter(avvik), avvik, VERB[plikt])
    enhet = avvik.meldende_enhet if side == Side.SENDENDE else avvik.holder
    vurdering = Pliktvurdering(
        avvik=avvik,
        plikt=plikt,
        side=side,
        enhet=enhet,
        utfall=utfall,
        meldt_til=list(meldt_til or []),
        begrunnelse=begrunnelse,
        dato=dato,
        paa_vegne_av_enheten=enhet.pk not in av.tilganger.holder_enheter,
        av=av,
        tid=naa,
    )
    if feil := _feil(vurdering, i_dag):
        raise ValidationError(feil)
    vurdering.save(force_insert=True)
    noter(avvik, VERB[plikt], av=av, naa=naa, enhet=enhet)
    return vurdering


def _feil(v: Pliktvurdering, i_dag: date) -> dict[str, Any]:
    feil: dict[str, Any] = {}
    if v.utfall == Pliktutfall.MELDT and not v.meldt_til:
        feil["meldt_til"] = _("Velg hvor det er meldt")
    if v.utfall != Pliktutfall.MELDT and v.meldt_til:
        feil["utfall"] = _("Velg «Meldt» når det er meldt et sted")
    if v.utfall == Pliktutfall.IKKE_PLIKT and not v.begrunnelse.strip():
        feil["begrunnelse"] = _("Skriv hvorfor hendelsen ikke er meldepliktig")
    if datoen := datofeil(v.dato, i_dag):
        feil["dato"] = datoen
    if v.utfall == Pliktutfall.VURDERES and _er_avgjort(v.avvik, v.plikt, v.side):
        feil["utfall"] = _("Dere har alt vurdert saken. Velg hva dere kom fram til nå")
    if v.plikt == Plikt.PERSONVERN and v.utfall == Pliktutfall.MELDT_AV_ANDRE:
        feil["utfall"] = _("Virksomheten som gjorde feilen, melder selv")
    return feil


def _er_avgjort(avvik: Avvik, plikt: str, side: str) -> bool:
    rader = Pliktvurdering.objects.uten_tilgangskontroll(grunn="vurdert eller ikke")
    egne = rader.filter(avvik=avvik, plikt=plikt, side=side).select_related("enhet")
    return any(rad.avgjort and rules.gjelder_enna(rad, avvik) for rad in egne)
