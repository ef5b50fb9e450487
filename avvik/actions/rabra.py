"""Cards for what went well."""

import uuid
from datetime import datetime

from avvik import epost, rules
from avvik.actions._felles import krev, neste_saksnummer
from avvik.models import Rabrakort
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Flyt
from helsefellesskap.feil import IkkeLov, Versjonskonflikt
from helsefellesskap.flyt import krev_flyt
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.transaksjon import handling


@handling
def gi_rabra(
    *,
    enhet: Enhet,
    meldende_enhet: Enhet,
    hvem: str,
    hva: str,
    laering: str = "",
    endringer: str = "",
    nokkel: uuid.UUID,
    av: Bruker,
    naa: datetime,
) -> Rabrakort:
    """Give a card to a unit; the same `nokkel` twice gives one card."""
    krev_flyt(Flyt.MELDING)
    if meldende_enhet.pk not in av.tilganger.egne_enheter:
        raise IkkeLov
    kort = Rabrakort.objects.uten_tilgangskontroll(grunn="gi kort")
    if sendt := kort.filter(innsendingsnokkel=nokkel, melder=av).first():
        return sendt
    dato = lokal_dato(naa)
    nytt = Rabrakort.objects.create(
        nummer=neste_saksnummer("R", dato.year)[0],
        innsendingsnokkel=nokkel,
        melder=av,
        meldende_enhet=meldende_enhet,
        meldende_virksomhet=meldende_enhet.virksomhet,
        enhet=enhet,
        hvem=hvem,
        hva=hva,
        laering=laering,
        endringer=endringer,
        meldt_tid=naa,
        meldt_dato=dato,
    )
    epost.rabra_ny(nytt, dato)
    return nytt


@handling
def send_takk(kort: Rabrakort, *, av: Bruker, naa: datetime) -> None:
    """The leader thanks, once; the sender is told."""
    krev(rules.kan_takke(av, kort))
    rader = Rabrakort.objects.uten_tilgangskontroll(grunn="takk")
    rader = rader.filter(pk=kort.pk, takket_tid__isnull=True)
    if rader.update(takket_tid=naa, takket_av=av) != 1:
        raise Versjonskonflikt
    kort.takket_tid, kort.takket_av = naa, av
    epost.rabra_takk(kort, lokal_dato(naa))


@handling
def registrer_samtykke(
    kort: Rabrakort, *, foresla_fsu: bool, av: Bruker, naa: datetime
) -> None:
    """Those praised have said yes; only then may it be shared or shown to FSU."""
    krev(rules.kan_takke(av, kort))
    rader = Rabrakort.objects.uten_tilgangskontroll(grunn="samtykke")
    rader.filter(pk=kort.pk).update(
        samtykke_dato=lokal_dato(naa), foreslatt_fsu=foresla_fsu
    )
    kort.samtykke_dato, kort.foreslatt_fsu = lokal_dato(naa), foresla_fsu
