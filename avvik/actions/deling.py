"""Letting a colleague or another unit see the case without passing it on."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from avvik import epost, rules
from avvik.actions._felles import krev, krev_naa, krev_tekst, noter, oppdater
from avvik.actions.behandle import skriv_melding
from avvik.enums import Delingsslag, Meldingsslag, Status, Verb
from avvik.models import Avvik, Deling
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.transaksjon import handling


@handling
def gi_til_saksbehandler(
    avvik: Avvik, *, bruker: Bruker, av: Bruker, naa: datetime
) -> Deling:
    """Give the case to a saksbehandler of the holding unit."""
    krev(rules.er_holder(av, avvik))
    venter = avvik.status in Status.venter_pa_svar()
    krev_naa(venter, avvik, Verb.GITT_SAKSBEHANDLER)
    bruker.glem_tilgang()
    if avvik.holder_id not in bruker.tilganger.saksbehandler_enheter:
        raise ValidationError({"bruker": _("Velg en saksbehandler i enheten")})
    deling, ny = Deling.objects.uten_tilgangskontroll(grunn="del sak").get_or_create(
        avvik=avvik,
        slag=Delingsslag.SAKSBEHANDLER,
        bruker=bruker,
        enhet=avvik.holder,
        defaults={"fra_enhet": avvik.holder, "av": av, "tid": naa},
    )
    if ny:
        noter(avvik, Verb.GITT_SAKSBEHANDLER, av=av, naa=naa, enhet=avvik.holder)
        epost.gitt_saksbehandler(avvik, bruker)
    return deling


@handling
def be_om_uttalelse(
    avvik: Avvik, *, enhet: Enhet, tekst: str, av: Bruker, naa: datetime
) -> Deling:
    """Ask another unit of the same side for its view."""
    krev(rules.er_holder(av, avvik))
    krev_naa(avvik.er_apen, avvik, Verb.UTTALELSE_BEDT)
    if enhet.pk == avvik.holder_id or not rules.samme_side(enhet, avvik.holder):
        raise ValidationError({"enhet": _("Velg en annen enhet på egen side")})
    deling, ny = Deling.objects.uten_tilgangskontroll(grunn="del sak").get_or_create(
        avvik=avvik,
        slag=Delingsslag.UTTALELSE,
        bruker=None,
        enhet=enhet,
        defaults={"fra_enhet": avvik.holder, "av": av, "tid": naa},
    )
    if not ny and deling.fra_enhet_id != avvik.holder_id:
        deling.fra_enhet, deling.av, deling.tid = avvik.holder, av, naa
        deling.save(update_fields=["fra_enhet", "av", "tid"])
    if tekst.strip():
        skriv_melding(
            avvik, Meldingsslag.UTTALELSE_BEDT, tekst, avvik.holder, av=av, naa=naa
        )
    spurt = noter(
        avvik, Verb.UTTALELSE_BEDT, av=av, naa=naa, enhet=avvik.holder, til_enhet=enhet
    )
    epost.uttalelse_bedt(spurt, lokal_dato(naa))
    return deling


@handling
def gi_uttalelse(avvik: Avvik, *, tekst: str, av: Bruker, naa: datetime) -> None:
    """The asked unit tells the holder its view."""
    delinger = Deling.objects.uten_tilgangskontroll(grunn="del sak").filter(
        avvik=avvik,
        slag=Delingsslag.UTTALELSE,
        fra_enhet=avvik.holder,
        enhet__in=av.tilganger.leder_enheter,
    )
    deling = delinger.select_related("enhet").first()
    krev(deling is not None)
    krev_naa(avvik.er_apen, avvik, Verb.UTTALELSE)
    krev_tekst(tekst)
    skriv_melding(avvik, Meldingsslag.UTTALELSE, tekst, deling.enhet, av=av, naa=naa)
    gitt = noter(avvik, Verb.UTTALELSE, av=av, naa=naa, enhet=deling.enhet)
    epost.uttalelse_gitt(gitt, lokal_dato(naa))


@handling
def foresla_fsu(avvik: Avvik, *, av: Bruker, naa: datetime) -> None:
    """Put the case forward to the committee; either side may."""
    krev(rules.kan_foresla_fsu(av, avvik))
    krev_naa(avvik.teller, avvik, Verb.FORESLATT_FSU)
    if avvik.foreslatt_fsu:
        return
    oppdater(avvik, foreslatt_fsu=True)
    noter(avvik, Verb.FORESLATT_FSU, av=av, naa=naa)
