"""What a side concludes about its duty to report."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from avvik import rules
from avvik.actions._felles import krev, noter
from avvik.enums import MeldtTil, Plikt, Pliktutfall, Side, Verb
from avvik.models import Avvik, Pliktvurdering
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.feil import UlovligOvergang
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
    if plikt not in rules.plikter(avvik):
        raise UlovligOvergang(avvik.status, VERB[plikt])
    til = list(meldt_til or [])
    feil = _feil(utfall, til, begrunnelse)
    if dato > i_dag:
        feil["dato"] = _("Datoen kan ikke være fram i tid")
    if utfall == Pliktutfall.VURDERES and _er_avgjort(avvik, plikt, side):
        feil["utfall"] = _("Dere har alt vurdert saken. Velg hva dere kom fram til nå")
    if plikt == Plikt.PERSONVERN and utfall == Pliktutfall.MELDT_AV_ANDRE:
        feil["utfall"] = _("Virksomheten som gjorde feilen, melder selv")
    if feil:
        raise ValidationError(feil)
    enhet = avvik.meldende_enhet if side == Side.SENDENDE else avvik.holder
    vurdering = Pliktvurdering.objects.create(
        avvik=avvik,
        plikt=plikt,
        side=side,
        enhet=enhet,
        utfall=utfall,
        meldt_til=til,
        begrunnelse=begrunnelse,
        dato=dato,
        paa_vegne_av_enheten=enhet.pk not in av.tilganger.holder_enheter,
        av=av,
        tid=naa,
    )
    noter(avvik, VERB[plikt], av=av, naa=naa, enhet=enhet)
    return vurdering


def _feil(utfall: Pliktutfall, til: list[MeldtTil], begrunnelse: str) -> dict[str, Any]:
    feil: dict[str, Any] = {}
    if utfall == Pliktutfall.MELDT and not til:
        feil["meldt_til"] = _("Velg hvor det er meldt")
    if utfall != Pliktutfall.MELDT and til:
        feil["utfall"] = _("Velg «Meldt» når det er meldt et sted")
    if utfall == Pliktutfall.IKKE_PLIKT and not begrunnelse.strip():
        feil["begrunnelse"] = _("Skriv hvorfor hendelsen ikke er meldepliktig")
    return feil


def _er_avgjort(avvik: Avvik, plikt: Plikt, side: Side) -> bool:
    rader = Pliktvurdering.objects.uten_tilgangskontroll(grunn="vurdert eller ikke")
    egne = rader.filter(avvik=avvik, plikt=plikt, side=side).select_related("enhet")
    return any(rad.avgjort and rules.gjelder_enna(rad, avvik) for rad in egne)
