"""What is written in the meeting."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from avvik import actions as avvik_actions
from avvik.models import Avvik
from helsefellesskap.feil import UlovligOvergang, Versjonskonflikt
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import handling
from utvalg import rules
from utvalg.actions._felles import begynn, bytt, krev, krev_apen
from utvalg.enums import Utvalgsvurdering
from utvalg.models import Laeringspunkt, Presentasjon, Sak, Vedtak


@handling
def skriv_laeringspunkt(sak: Sak, *, tekst: str, av: Bruker) -> Laeringspunkt:
    """What others can learn; straight into the læringsnotat."""
    begynn(av)
    krev_apen(sak, av, "skriv_laeringspunkt")
    krev(rules.kan_skrive_laeringspunkt(av, sak.mote.utvalg_id))
    if not tekst.strip():
        raise ValidationError({"tekst": _("Skriv et læringspunkt")})
    return Laeringspunkt.objects.create(sak=sak, tekst=tekst.strip(), av=av)


@handling
def rett_laeringspunkt(
    punkt: Laeringspunkt, *, tekst: str, versjon: int, av: Bruker
) -> None:
    """Change the words, or with no words take the point away."""
    begynn(av)
    krev_apen(punkt.sak, av, "rett_laeringspunkt")
    krev(rules.kan_rette_laeringspunkt(av, punkt.sak.mote.utvalg_id, punkt.av_id))
    if punkt.versjon != versjon:
        raise Versjonskonflikt
    if tekst.strip():
        bytt(punkt, tekst=tekst.strip())
        return
    alle = Laeringspunkt.objects.uten_tilgangskontroll(grunn="slett læringspunkt")
    alle.filter(pk=punkt.pk).delete()


@handling
def vurder(
    sak: Sak,
    *,
    vurdering: Utvalgsvurdering,
    tekst: str = "",
    frist: date | None = None,
    versjon: int,
    av: Bruker,
    naa: datetime,
) -> None:
    """The committee's assessment.

    «Be enheten om mer» opens the case again with the committee's own text and
    date, once per meeting; after that it cannot be taken back here.
    """
    begynn(av)
    krev_apen(sak, av, "vurder")
    krev(rules.kan_lede(av, sak.mote.utvalg_id))
    if sak.versjon != versjon:
        raise Versjonskonflikt
    if sak.vurdering == vurdering:
        return
    if sak.vurdering == Utvalgsvurdering.BE_OM_MER:
        raise UlovligOvergang(sak.vurdering, "vurder")
    if vurdering == Utvalgsvurdering.BE_OM_MER:
        _be_om_mer(sak, tekst=tekst, frist=frist, av=av, naa=naa)
    bytt(sak, vurdering=Utvalgsvurdering(vurdering))


def _be_om_mer(
    sak: Sak, *, tekst: str, frist: date | None, av: Bruker, naa: datetime
) -> None:
    if frist is None:
        raise ValidationError({"frist": _("Velg en frist for enheten")})
    presentasjoner = Presentasjon.objects.uten_tilgangskontroll(grunn="be om mer")
    presentasjon = presentasjoner.get(pk=sak.presentasjon_id)
    if presentasjon.avvik_id is None:
        raise UlovligOvergang("rabrakort", "be_om_mer")
    saker = Avvik.objects.uten_tilgangskontroll(grunn="be om mer")
    avvik = saker.select_related("holder__virksomhet").get(pk=presentasjon.avvik_id)
    avvik_actions.fsu_mer(avvik, tekst=tekst, frist=frist, av=av, naa=naa)
    Vedtak.objects.create(
        sak=sak, til_enhet=avvik.holder, tekst=tekst, frist=frist, av=av
    )
