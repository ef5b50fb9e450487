"""The figures of a period out of the database (design 7).

Each function is one statement that groups and counts in SQL; what Python adds is
the register (parter.py).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import (
    Aggregate,
    Count,
    Exists,
    F,
    Func,
    Min,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import TruncDate

from avvik.enums import (
    Alvorlighet,
    Status,
    Tildelingsgrunn,
    Tiltakstatus,
    Vurdering,
)
from avvik.frister import MINSTE_TID_HOS_HOLDER
from avvik.models import Avvik, Kategorigruppe, Rabrakort, Svar, Tildeling, Tiltak
from avvik.querysets import AvvikQuerySet
from helsefellesskap.arbeidsdager import OSLO
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.models import Driftsstatus
from helsefellesskap.sql import Percentil
from rapporter import smaafeil, tidsrom, utgaver
from rapporter.enums import Rapporttype
from rapporter.models import Rapport
from rapporter.parter import Register
from rapporter.tall import TERTIALER, Periode, en_desimal
from rapporter.tallsett import (
    FRA,
    TIL,
    Aarsdel,
    Alvorlighetstall,
    Folger,
    Gruppetall,
    Rabratall,
    Retningstall,
    Uttrekk,
)
from rapporter.undertrykking import AARET

GRUNN = "statistikk"
# How many tertials the line of the tertial report goes back.
TERTIALER_I_KURVE = 6


class Dager(Func):
    """Calendar days from the second date to the first."""

    arg_joiner = " - "
    template = "(%(expressions)s)"
    output_field = models.IntegerField()


@dataclass(frozen=True)
class Utvalgskrav:
    """Which cases count, and what counts as answered."""

    periode: Periode
    uttrekk: date

    @property
    def til(self) -> date:
        """The last day whose cases count."""
        return min(self.periode.til, self.uttrekk)

    @property
    def besvart(self) -> Q:
        return Q(besvart_dato__lte=self.uttrekk)

    @property
    def forfalt(self) -> Q:
        """Late from the day after the promised date."""
        return Q(lovet_dato__lt=self.uttrekk)

    def saker(self) -> AvvikQuerySet:
        return _tellende().filter(meldt_dato__range=(self.periode.fra, self.til))

    def tildelingen(self, felt: str) -> Subquery:
        """A column of the Tildeling that was the newest at the cut-off."""
        tildelinger = Tildeling.objects.uten_tilgangskontroll(grunn=GRUNN)
        nyeste = tildelinger.filter(
            avvik=OuterRef("pk"), dato__lte=self.uttrekk
        ).annotate(bekreftet_dato=TruncDate("bekreftet_tid", tzinfo=OSLO))
        return Subquery(nyeste.order_by("-nr").values(felt)[:1])

    def sendt_videre(self) -> Exists:
        """At least once by the cut-off; the case's own count starts anew."""
        tildelinger = Tildeling.objects.uten_tilgangskontroll(grunn=GRUNN)
        return Exists(
            tildelinger.filter(
                avvik=OuterRef("pk"),
                dato__lte=self.uttrekk,
                grunn__in=(Tildelingsgrunn.VIDERESENDT, Tildelingsgrunn.TREDJE_RETUR),
            )
        )


def hent(type_: Rapporttype, periode: Periode, uttrekk: date) -> Uttrekk:
    """Everything a report of the period counts, as of the cut-off."""
    krav = Utvalgskrav(periode, uttrekk)
    register = Register.les()
    rader = list(_per_part(krav))
    forste, over_tid = tidsrom.tell(_tellende(), periode, krav.til)
    u = Uttrekk(
        type=type_,
        fra=periode.fra,
        til=periode.til,
        uttrekk=uttrekk,
        forste_registrerte=forste,
        retninger=_retninger(krav, register.andre(rader)),
        kommuner=register.kommunetall(rader),
        kategorier=_kategorier(krav),
        alvorlighet=_alvorlighet(krav),
        volum=over_tid["volum"],
        maaneder=over_tid["maaneder"],
        tertialer=over_tid["tertialer"],
        enheter=register.klinikktall(rader),
        folger=_folger(krav),
        rabra=_rabra(krav),
        telles_ikke=_telles_ikke(krav),
        konstruert=er_konstruert(),
    )
    return med_utgaver(u)


def er_konstruert() -> bool:
    return settings.DEMO or Driftsstatus.objects.filter(demo=True).exists()


def forste_aar() -> int | None:
    """The year of the oldest case that counts."""
    forste = _tellende().aggregate(forste=Min("meldt_dato"))["forste"]
    return forste.year if forste else None


def _tellende() -> AvvikQuerySet:
    return Avvik.objects.uten_tilgangskontroll(grunn=GRUNN).tellende()


# --- per direction ---------------------------------------------------------------


def _retninger(krav: Utvalgskrav, andre: Counter[str]) -> dict[str, Retningstall]:
    rader = (
        krav.saker()
        .alias(
            bekreftes_innen=krav.tildelingen("bekreft_innen"),
            bekreftet=krav.tildelingen("bekreftet_dato"),
            var_sendt_videre=krav.sendt_videre(),
        )
        .values("retning")
        .annotate(
            meldt=Count("pk"),
            besvart=Count("pk", filter=krav.besvart),
            videresendt=Count("pk", filter=Q(var_sendt_videre=True)),
            **_svartider(krav),
            **_i_tide(krav),
        )
        .order_by("retning")
    )
    tall = {retning: Retningstall() for retning in (TIL, FRA)}
    for rad in rader:
        retning = rad.pop("retning")
        tall[retning] = Retningstall(
            **rad
            | {navn: _dager(rad[navn]) for navn in ("median_dager", "p90_dager")}
            | {"andre": andre[retning]}
        )
    return tall


def _svartider(krav: Utvalgskrav) -> dict[str, Aggregate]:
    dager = Dager(F("besvart_dato"), F("meldt_dato"))
    return {
        "median_dager": Percentil(
            dager, function="percentile_cont", andel="0.5", filter=krav.besvart
        ),
        "p90_dager": Percentil(
            dager, function="percentile_disc", andel="0.9", filter=krav.besvart
        ),
    }


def _i_tide(krav: Utvalgskrav) -> dict[str, Aggregate]:
    """Against cases whose date had passed; imported ones were never confirmed."""
    i_tide = krav.besvart & Q(besvart_dato__lte=F("lovet_dato"))
    skulle_bekreftes = Q(ekstern_id__isnull=True, bekreftes_innen__lt=krav.uttrekk)
    bekreftet = skulle_bekreftes & Q(bekreftet__lte=F("bekreftes_innen"))
    return {
        "forfalt": Count("pk", filter=krav.forfalt),
        "forfalt_besvart": Count("pk", filter=krav.forfalt & krav.besvart),
        "forfalt_i_tide": Count("pk", filter=krav.forfalt & i_tide),
        "bekreftelse_forfalt": Count("pk", filter=skulle_bekreftes),
        "bekreftet_i_tide": Count("pk", filter=bekreftet),
    }


def _dager(tall: float | None) -> Decimal | None:
    return None if tall is None else en_desimal(Decimal(str(tall)))


# --- per party -------------------------------------------------------------------


def _per_part(krav: Utvalgskrav) -> models.QuerySet:
    """Cases by sender and by who held them at the cut-off."""
    frist = F("tildelt") + MINSTE_TID_HOS_HOLDER
    i_tide = krav.besvart & (
        Q(besvart_dato__lte=F("lovet_dato")) | Q(besvart_dato__lte=frist)
    )
    return (
        krav.saker()
        .alias(tildelt=krav.tildelingen("dato"))
        .annotate(enhet=krav.tildelingen("enhet"))
        .values("retning", "meldende_virksomhet", "enhet")
        .annotate(
            meldt=Count("pk"),
            besvart=Count("pk", filter=krav.besvart),
            i_tide=Count("pk", filter=i_tide),
        )
        .order_by("retning", "meldende_virksomhet", "enhet")
    )


# --- per category and severity ----------------------------------------------------


def _per_retning(krav: Utvalgskrav, felt: str) -> dict[Any, dict[str, int]]:
    """Cases by a column: value → {direction: count}."""
    tall: dict[Any, dict[str, int]] = {}
    rader = krav.saker().values_list(felt, "retning").annotate(Count("pk"))
    for verdi, retning, antall in rader.order_by(felt, "retning"):
        tall.setdefault(verdi, {})[retning] = antall
    return tall


def _kategorier(krav: Utvalgskrav) -> list[Gruppetall]:
    tall = _per_retning(krav, "gruppe")
    return [
        Gruppetall(gruppe.bokstav, gruppe.vist_navn, **tall.get(gruppe.pk, {}))
        for gruppe in Kategorigruppe.objects.all()
    ]


def _alvorlighet(krav: Utvalgskrav) -> list[Alvorlighetstall]:
    tall = _per_retning(krav, "alvorlighet")
    return [
        Alvorlighetstall(nivaa, **tall.get(nivaa, {}))
        for nivaa in (*Alvorlighet.values, None)
    ]


# --- the other editions ------------------------------------------------------------


def med_utgaver(u: Uttrekk) -> Uttrekk:
    """The same figures, with what the published reports would give away of them."""
    aar = u.fra.year
    # Those of the next year show this one beside theirs.
    publiserte = Rapport.objects.publiserte().filter(aar__range=(aar - 1, aar + 1))
    tall = publiserte.order_by("pk").values_list("tall", flat=True)
    utgitte = [Uttrekk.fra_json(data) for data in tall]
    vist: dict[str, set[str]] = {}
    for utgitt in utgitte:
        if utgitt.fra.year == aar:
            sett = vist.setdefault(utgitt.periode.utgave, set())
            sett.update(utgaver.viste(utgitt))
    return replace(
        u,
        aarsdeler=list(_aarsdeler(u, vist)) if vist else [],
        smaafeil=smaafeil.hent(u.periode, u.uttrekk, utgitte),
    )


def _aarsdeler(u: Uttrekk, vist: dict[str, set[str]]) -> Iterator[Aarsdel]:
    yield Aarsdel(AARET, AARET in vist, sorted(vist.get(AARET, ())), [], [])
    frem_til = u.uttrekk if u.periode.utgave == AARET else date.max
    for nummer in range(1, TERTIALER + 1):
        navn, tertial = str(nummer), Periode.tertial(u.fra.year, nummer)
        krav = Utvalgskrav(tertial, frem_til)
        viste = sorted(vist.get(navn, ()))
        talt = _kategorier(krav), _alvorlighet(krav)
        yield Aarsdel(navn, navn in vist, viste, *talt)


# --- what came of it ---------------------------------------------------------------


def _folger(krav: Utvalgskrav) -> Folger:
    saker = krav.saker().values("pk")
    svar = Svar.objects.uten_tilgangskontroll(grunn=GRUNN)
    siste = (
        svar.filter(avvik__in=saker, dato__lte=krav.uttrekk)
        .exclude(vurdering="")
        .order_by("avvik", "-sendt_tid", "-pk")
        .distinct("avvik")
    )
    vurderinger = svar.filter(pk__in=siste.values("pk")).aggregate(
        **{v.value: Count("pk", filter=Q(vurdering=v)) for v in Vurdering}
    )
    aapne = Q(status__in=(Tiltakstatus.PLANLAGT, Tiltakstatus.PAABEGYNT))
    tiltak = (
        Tiltak.objects.uten_tilgangskontroll(grunn=GRUNN)
        .annotate(dato=TruncDate("opprettet", tzinfo=OSLO))
        .filter(avvik__in=saker, dato__lte=krav.uttrekk)
        .aggregate(
            tiltak=Count("pk"),
            tiltak_utfort=Count("pk", filter=Q(status=Tiltakstatus.UTFORT)),
            tiltak_over_frist=Count("pk", filter=aapne & Q(frist__lt=krav.uttrekk)),
        )
    )
    return Folger(**vurderinger, **tiltak)


def _rabra(krav: Utvalgskrav) -> Rabratall:
    kort = Rabrakort.objects.uten_tilgangskontroll(grunn=GRUNN)
    til_sykehus = Q(enhet__virksomhet__type=Virksomhetstype.HELSEFORETAK)
    return Rabratall(
        **kort.filter(meldt_dato__range=(krav.periode.fra, krav.til)).aggregate(
            til_sykehus=Count("pk", filter=til_sykehus),
            fra_sykehus=Count("pk", filter=~til_sykehus),
            takket=Count("pk", filter=Q(takket_tid__isnull=False)),
        )
    )


def _telles_ikke(krav: Utvalgskrav) -> int:
    alle = Avvik.objects.uten_tilgangskontroll(grunn=GRUNN)
    i_perioden = alle.filter(meldt_dato__range=(krav.periode.fra, krav.til))
    return i_perioden.filter(status__in=Status.telles_ikke()).count()
