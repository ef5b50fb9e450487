"""Committees, members, meetings and their agendas."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.feil import UlovligOvergang
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import handling
from utvalg import epost, rules
from utvalg.actions._felles import begynn, krev, krev_ikke_trukket, krev_planlagt
from utvalg.actions.inhabilitet import foresla_inhabile
from utvalg.enums import Motestatus, Utvalgsvurdering, Verv
from utvalg.models import Medlemskap, Mote, Presentasjon, Sak, Utvalg
from utvalg.querysets import trukket_q

BEHANDLET = (Utvalgsvurdering.GODT_FULGT_OPP, Utvalgsvurdering.BE_OM_MER)


@handling
def opprett_utvalg(*, navn: str, av: Bruker) -> Utvalg:
    begynn(av)
    krev(rules.kan_forberede(av))
    return Utvalg.objects.create(navn=navn)


@handling
def oppnevn(
    utvalg: Utvalg,
    *,
    bruker: Bruker,
    verv: Verv,
    fra: date,
    til: date | None = None,
    av: Bruker,
) -> Medlemskap:
    """Make somebody a member; cases on coming agendas are looked through."""
    begynn(av)
    krev(rules.kan_forberede(av))
    medlemskap = Medlemskap.objects.create(
        utvalg=utvalg, bruker=bruker, verv=verv, fra=fra, til=til
    )
    saker = Sak.objects.uten_tilgangskontroll(grunn="foreslå inhabile")
    for sak in saker.filter(
        mote__utvalg=utvalg, mote__status=Motestatus.PLANLAGT
    ).select_related("mote__utvalg"):
        foresla_inhabile(sak)
    return medlemskap


@handling
def avslutt_medlemskap(medlemskap: Medlemskap, *, til: date, av: Bruker) -> None:
    """`til` is the last day; the day after, nothing is seen any more."""
    krev(rules.kan_forberede(av))
    Medlemskap.objects.filter(pk=medlemskap.pk).update(til=til)
    medlemskap.til = til


@handling
def opprett_mote(utvalg: Utvalg, *, dato: date, sted: str, av: Bruker) -> Mote:
    begynn(av)
    krev(rules.kan_forberede(av))
    Utvalg.objects.select_for_update().get(pk=utvalg.pk)
    if Mote.objects.filter(utvalg=utvalg, dato=dato).exists():
        raise ValidationError({"dato": _("Utvalget har alt et møte denne dagen")})
    return Mote.objects.create(utvalg=utvalg, dato=dato, sted=sted)


@handling
def sett_paa_sakliste(presentasjon: Presentasjon, *, mote: Mote, av: Bruker) -> Sak:
    """Last on the agenda. The second signature may come later."""
    begynn(av)
    krev_planlagt(mote, "sett_paa_sakliste")
    krev(rules.kan_forberede(av))
    krev_ikke_trukket(presentasjon, "sett_paa_sakliste")
    saker = Sak.objects.uten_tilgangskontroll(grunn="sett på saklisten")
    planlagte = saker.filter(
        presentasjon=presentasjon, mote__status=Motestatus.PLANLAGT
    )
    if planlagte.exists():
        raise ValidationError(_("Saken står alt på en sakliste"))
    siste = saker.filter(mote=mote).aggregate(siste=Max("nummer"))["siste"] or 0
    sak = Sak.objects.create(mote=mote, presentasjon=presentasjon, nummer=siste + 1)
    foresla_inhabile(sak)
    return sak


@handling
def flytt(sak: Sak, *, opp: bool, av: Bruker) -> None:
    """Change places with the neighbour; first and last stay where they are."""
    begynn(av)
    krev_planlagt(sak.mote, "flytt")
    krev(rules.kan_forberede(av))
    saker = Sak.objects.uten_tilgangskontroll(grunn="flytt sak")
    sak.refresh_from_db(fields=["nummer"], from_queryset=saker)
    ny = sak.nummer + (-1 if opp else 1)
    nabo = saker.filter(mote=sak.mote, nummer=ny)
    # The unique number is checked at commit.
    if nabo.update(nummer=sak.nummer):
        saker.filter(pk=sak.pk).update(nummer=ny)
        sak.nummer = ny


@handling
def ta_av_sakliste(sak: Sak, *, av: Bruker) -> None:
    """Remove a case nothing has been written about; the rest move up."""
    begynn(av)
    krev_planlagt(sak.mote, "ta_av_sakliste")
    krev(rules.kan_forberede(av))
    saker = Sak.objects.uten_tilgangskontroll(grunn="ta av saklisten")
    sak.refresh_from_db(fields=["nummer", "vurdering"], from_queryset=saker)
    punkter = sak.laeringspunkter.uten_tilgangskontroll(grunn="ta av saklisten")
    if sak.vurdering or punkter.exists() or sak.vedtak.exists():
        raise UlovligOvergang("behandlet", "ta_av_sakliste")
    sak.inhabiliteter.all().delete()
    saker.filter(pk=sak.pk).delete()
    saker.filter(mote=sak.mote, nummer__gt=sak.nummer).update(nummer=F("nummer") - 1)


@handling
def avhold(mote: Mote, *, av: Bruker, naa: datetime) -> None:
    """The meeting is over: numbers, texts and assessments stand."""
    begynn(av)
    krev_planlagt(mote, "avhold")
    krev(rules.kan_lede(av, mote.utvalg_id))
    if lokal_dato(naa) < mote.dato:
        raise UlovligOvergang("ikke_begynt", "avhold")
    saker = Sak.objects.uten_tilgangskontroll(grunn="avhold møte")
    usignerte = saker.filter(mote=mote, presentasjon__kontrollert_tid__isnull=True)
    if usignerte.exclude(trukket_q("presentasjon__")).exists():
        raise ValidationError(
            _("Ta saker som ikke er kontrollert, av saklisten før møtet avsluttes")
        )
    Mote.objects.filter(pk=mote.pk).update(
        status=Motestatus.AVHOLDT, versjon=F("versjon") + 1
    )
    mote.status = Motestatus.AVHOLDT
    mote.versjon += 1


@handling
def send_tilbakemelding(mote: Mote, *, av: Bruker, naa: datetime) -> int:
    """Tell reporter and unit of each reviewed case; safe to repeat.

    Cases the committee takes up again wait, a withdrawn card is left out. Returns
    how many cases it told of.
    """
    begynn(av)
    krev(rules.kan_lede(av, mote.utvalg_id))
    if mote.status != Motestatus.AVHOLDT:
        raise UlovligOvergang(mote.status, "send_tilbakemelding")
    saker = Sak.objects.uten_tilgangskontroll(grunn="send tilbakemelding")
    behandlede = saker.filter(mote=mote, vurdering__in=BEHANDLET)
    behandlede = behandlede.exclude(trukket_q("presentasjon__"))
    for sak in behandlede:
        epost.tilbakemelding(sak, lokal_dato(naa))
    return len(behandlede)
