"""Duties to report: what is shown of each, and which cases still wait for a side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from avvik import rules
from avvik.enums import (
    ALVORLIG_FRA,
    MeldtTil,
    Plikt,
    Pliktutfall,
    Side,
    Status,
)
from avvik.models import Avvik, Pliktvurdering
from avvik.querysets import AvvikQuerySet
from helsefellesskap.arbeidsdager import lokal_tid
from helsefellesskap.enums import Tekstnokkel
from helsefellesskap.models import Bruker

TIMER = 72
TITLER = {
    Plikt.MELDEPLIKT: gettext_lazy("Er hendelsen meldt?"),
    Plikt.PERSONVERN: gettext_lazy("Har Datatilsynet fått melding?"),
}
TEKSTER = {
    Plikt.MELDEPLIKT: Tekstnokkel.MELDEPLIKT_VURDER,
    Plikt.PERSONVERN: Tekstnokkel.PERSONVERN_VURDER,
}
RUTER = {Plikt.MELDEPLIKT: "sak_meldeplikt", Plikt.PERSONVERN: "sak_personvern"}


@dataclass(frozen=True)
class Vurderingslinje:
    """What one side concluded, or that it has not."""

    hvem: str
    utfall: str
    dato: date | None = None
    begrunnelse: str = ""
    paa_vegne: bool = False


@dataclass(frozen=True)
class Pliktboks:
    plikt: Plikt
    linjer: list[Vurderingslinje]
    # This person's side has not concluded yet.
    venter: bool
    kan: bool
    frist: datetime | None = None
    timer_igjen: int = 0

    @property
    def tittel(self) -> Any:
        return TITLER[self.plikt]

    @property
    def tekst(self) -> str:
        return TEKSTER[self.plikt].value

    @property
    def rute(self) -> str:
        return RUTER[self.plikt]


def datatilsynsfrist(avvik: Avvik) -> datetime:
    """72 hours from filing, in Oslo; the hours are counted on the clock."""
    return lokal_tid(avvik.meldt_tid.astimezone(UTC) + timedelta(hours=TIMER))


def klokkeslett(tid: datetime) -> str:
    return _("%(dato)s kl. %(kl)s") % {
        "dato": date_format(tid, "DATE_FORMAT"),
        "kl": date_format(tid, "TIME_FORMAT"),
    }


def bokser(
    avvik: Avvik,
    vurderinger: Iterable[Pliktvurdering],
    bruker: Bruker,
    naa: datetime,
    *,
    med_grunn: bool,
) -> list[Pliktboks]:
    """One box per duty, each with every conclusion and what is missing."""
    alle = list(vurderinger)
    return [
        _boks(
            avvik, plikt, [v for v in alle if v.plikt == plikt], bruker, naa, med_grunn
        )
        for plikt in rules.plikter(avvik)
    ]


def _boks(
    avvik: Avvik,
    plikt: Plikt,
    egne: list[Pliktvurdering],
    bruker: Bruker,
    naa: datetime,
    med_grunn: bool,
) -> Pliktboks:
    sider = rules.vurderer_for(bruker, avvik, plikt, lokal_tid(naa).date())
    mangler = _mangler(avvik, plikt, egne)
    linjer = [linje(v, med_grunn=med_grunn) for v in egne]
    linjer += [
        Vurderingslinje(_hvem(avvik, side), _("Ikke vurdert ennå"))
        for side in mangler
        if not any(v.side == side and rules.gjelder_enna(v, avvik) for v in egne)
    ]
    frist, timer = None, 0
    if plikt == Plikt.PERSONVERN and mangler:
        frist = datatilsynsfrist(avvik)
        timer = int((frist - naa).total_seconds() // 3600)
    venter = bool(set(sider) & set(mangler))
    return Pliktboks(plikt, linjer, venter, bool(sider), frist, timer)


def _mangler(avvik: Avvik, plikt: Plikt, egne: list[Pliktvurdering]) -> list[Side]:
    avgjort = {v.side for v in egne if v.avgjort and rules.gjelder_enna(v, avvik)}
    sider = [Side.MOTTAKENDE] if plikt == Plikt.PERSONVERN else list(Side)
    return [side for side in sider if side not in avgjort]


def _hvem(avvik: Avvik, side: Side) -> str:
    return (avvik.meldende_enhet if side == Side.SENDENDE else avvik.holder).navn


def linje(v: Pliktvurdering, *, med_grunn: bool) -> Vurderingslinje:
    utfall = str(Pliktutfall(v.utfall).label)
    if v.meldt_til:
        utfall = _("Meldt til %s") % ", ".join(
            str(MeldtTil(sted).label) for sted in v.meldt_til
        )
    grunn = v.begrunnelse if med_grunn else ""
    return Vurderingslinje(v.enhet.navn, utfall, v.dato, grunn, v.paa_vegne_av_enheten)


# --- lists -----------------------------------------------------------------------


def uvurdert_q(plikt: Plikt) -> Q:
    """Cases in which a side has not concluded; the same as `_mangler`."""
    rader = Pliktvurdering.objects.uten_tilgangskontroll(grunn="vurdert eller ikke")
    avgjorte = rader.filter(avvik=OuterRef("pk"), plikt=plikt).exclude(
        utfall=Pliktutfall.VURDERES
    )
    hos_holder = Q(
        side=Side.MOTTAKENDE, enhet__virksomhet=OuterRef("holder__virksomhet")
    )
    teller = Q(ekstern_id__isnull=True) & ~Q(status__in=Status.telles_ikke())
    mottaker = ~Exists(avgjorte.filter(hos_holder))
    if plikt == Plikt.PERSONVERN:
        return teller & AvvikQuerySet.personvern_q() & Q(mottaker)
    avsender = ~Exists(avgjorte.filter(side=Side.SENDENDE))
    return teller & Q(alvorlighet__gte=ALVORLIG_FRA) & (Q(mottaker) | Q(avsender))
