"""Cards for what went well."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from avvik import epost, rules
from avvik.actions._felles import krev, neste_saksnummer
from avvik.models import Kortmottaker, Kortutkast, Rabrakort
from avvik.querysets import RabrakortQuerySet
from avvik.sok import andre_siden
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Flyt
from helsefellesskap.feil import Versjonskonflikt
from helsefellesskap.flyt import krev_flyt
from helsefellesskap.managers import SakQuerySet
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.transaksjon import handling


@handling
def gi_rabra(
    *,
    enhet: Enhet,
    meldende_enhet: Enhet,
    nokkel: uuid.UUID,
    av: Bruker,
    naa: datetime,
    **innhold: str,
) -> Rabrakort:
    """Give a card to a unit of the other side; `innhold` holds columns of
    Kortinnhold. The same `nokkel` twice gives one card.

    Deletes the draft it was.
    """
    krev_flyt(Flyt.MELDING)
    krev(meldende_enhet.pk in av.tilganger.egne_enheter)
    kort = Rabrakort.objects.uten_tilgangskontroll(grunn="gi kort")
    if sendt := kort.filter(innsendingsnokkel=nokkel, melder=av).first():
        return sendt
    dato = lokal_dato(naa)
    krev(enhet.virksomhet.type in andre_siden(meldende_enhet.virksomhet))
    krev(enhet.gyldig(dato))
    nytt = Rabrakort.objects.create(
        nummer=neste_saksnummer("R", dato.year)[0],
        innsendingsnokkel=nokkel,
        melder=av,
        meldende_enhet=meldende_enhet,
        meldende_virksomhet=meldende_enhet.virksomhet,
        enhet=enhet,
        **innhold,
        meldt_tid=naa,
        meldt_dato=dato,
    )
    utkast = Kortutkast.objects.uten_tilgangskontroll(grunn="gi kort")
    utkast.filter(nokkel=nokkel, melder=av).delete()
    epost.rabra_ny(nytt, dato)
    return nytt


@handling
def send_takk(kort: Rabrakort, *, hilsen: str = "", av: Bruker, naa: datetime) -> None:
    """The leader thanks, once, with a word of their own if they like.

    The sender is told; the word is read by the sender and by those praised.
    """
    krev(rules.kan_takke(av, kort))
    rader = Rabrakort.objects.uten_tilgangskontroll(grunn="takk")
    rader = rader.filter(pk=kort.pk, takket_tid__isnull=True)
    if rader.update(takket_tid=naa, takket_av=av, takk_hilsen=hilsen) != 1:
        raise Versjonskonflikt
    kort.takket_tid, kort.takket_av, kort.takk_hilsen = naa, av, hilsen
    epost.rabra_takk(kort, lokal_dato(naa))


def _mottakere() -> SakQuerySet:
    return Kortmottaker.objects.uten_tilgangskontroll(grunn="kortets mottakere")


@handling
def gi_kortet_videre(
    kort: Rabrakort, *, kolleger: Iterable[Bruker], av: Bruker, naa: datetime
) -> None:
    """Pass the card on to those praised; each gets a letter, once.

    Raises ValidationError for nobody, or somebody without a role in the unit.
    """
    krev(rules.kan_takke(av, kort))
    kolleger = list(kolleger)
    if not kolleger:
        raise ValidationError({"kolleger": _("Velg minst én kollega")})
    for kollega in kolleger:
        kollega.glem_tilgang()
        if kort.enhet_id not in kollega.tilganger.egne_enheter:
            raise ValidationError({"kolleger": _("Velg kolleger i enheten")})
        mottaker, ny = _mottakere().get_or_create(
            kort=kort, bruker=kollega, defaults={"gitt_av": av, "tid": naa}
        )
        if ny:
            epost.rabra_til_deg(mottaker)


@handling
def ta_kortet_tilbake(kort: Rabrakort, *, fra: Kortmottaker, av: Bruker) -> None:
    """It was given to the wrong person. Raises Versjonskonflikt when there is nothing
    to take back: the person has answered, or another tab was first.
    """
    krev(rules.kan_takke(av, kort))
    rader = _mottakere().filter(pk=fra.pk, kort=kort, ja__isnull=True)
    if rader.delete()[0] != 1:
        raise Versjonskonflikt


@handling
def svar_om_deling(kort: Rabrakort, *, ja: bool, av: Bruker, naa: datetime) -> None:
    """One of those praised says whether the card may be shared; the last word holds.

    A no takes the consent back, and the proposal to the committee with it.
    """
    mottaker = _mottakere().filter(kort=kort, bruker=av).first()
    krev(rules.er_kortmottaker(av, kort, mottaker))
    _laas(kort)
    _mottakere().filter(pk=mottaker.pk).update(ja=ja, svart_tid=naa)
    if not ja:
        _sett_samtykke(kort, dato=None, foreslatt_fsu=False)


@handling
def registrer_samtykke(
    kort: Rabrakort, *, foresla_fsu: bool, av: Bruker, naa: datetime
) -> None:
    """Those praised have said yes; only then may it be shared or shown to FSU.

    The leader answers for those without an account. A proposal that stands is taken
    back by trekk_samtykke only. Raises ValidationError
    while somebody who got the card has said no.
    """
    krev(rules.kan_takke(av, kort))
    laast = _laas(kort)
    if _mottakere().filter(kort=kort, ja=False).exists():
        raise ValidationError(
            {"samtykke": _("En av dem som får ros, har sagt nei. Kortet deles ikke.")}
        )
    _sett_samtykke(
        kort, dato=lokal_dato(naa), foreslatt_fsu=foresla_fsu or laast.foreslatt_fsu
    )


@handling
def trekk_samtykke(kort: Rabrakort, *, av: Bruker) -> None:
    """Somebody praised has changed their mind and told the leader."""
    krev(rules.kan_takke(av, kort))
    _laas(kort)
    _sett_samtykke(kort, dato=None, foreslatt_fsu=False)


def _kortet(kort: Rabrakort) -> RabrakortQuerySet:
    return Rabrakort.objects.uten_tilgangskontroll(grunn="samtykke").filter(pk=kort.pk)


def _laas(kort: Rabrakort) -> Rabrakort:
    """Against a yes and a no in the same moment."""
    return _kortet(kort).select_for_update().get()


def _sett_samtykke(kort: Rabrakort, *, dato: date | None, foreslatt_fsu: bool) -> None:
    _kortet(kort).update(samtykke_dato=dato, foreslatt_fsu=foreslatt_fsu)
    kort.samtykke_dato, kort.foreslatt_fsu = dato, foreslatt_fsu
