"""Letters about cases: who gets which, what it says, whether it is still wanted.

A letter holds number, own unit, date and link, never more (design 5).
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from avvik import frister
from avvik.enums import Status, Stige
from avvik.models import Avvik, Paminnelse, Rabrakort, Svar
from helsefellesskap import mottakere
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.register import Brevinnhold, Brevslag, meld_inn_brevslag
from helsefellesskap.utboks import legg_i_utboks, stengte_dager

# --- who gets it -----------------------------------------------------------


def hos_melder(avvik: Avvik, dato: date) -> list[Bruker]:
    """The melder; when he or she has left, the sending unit."""
    melder = avvik.melder
    if melder is not None and melder.is_active:
        melder.glem_tilgang()
        if avvik.meldende_enhet_id in melder.tilganger.egne_enheter:
            return [melder]
    return mottakere.for_enhet(avvik.meldende_enhet, dato)


def _til_holder(
    kind: str, avvik: Avvik, dato: date, nokkel: str, *, haster: bool = False
) -> None:
    for bruker in mottakere.for_enhet(avvik.holder, dato):
        legg_i_utboks(
            kind,
            bruker,
            gjelder={"avvik": avvik.pk, "enhet": avvik.holder_id},
            dedupe_key=f"{kind}:{nokkel}:{bruker.pk}",
            haster=haster,
        )


def _til_melder(kind: str, avvik: Avvik, dato: date, nokkel: str) -> None:
    for bruker in hos_melder(avvik, dato):
        legg_i_utboks(
            kind,
            bruker,
            gjelder={"avvik": avvik.pk},
            dedupe_key=f"{kind}:{nokkel}:{bruker.pk}",
        )


def _runde(avvik: Avvik) -> str:
    """A key that is new for each state the case has been in."""
    return f"{avvik.pk}.{avvik.versjon}"


def ny_sak(avvik: Avvik, dato: date) -> None:
    """To the new holder; a serious case also to both lines, at any hour."""
    _til_holder("ny_sak", avvik, dato, _runde(avvik), haster=avvik.er_alvorlig)
    if avvik.er_alvorlig:
        _alvorlig(avvik, dato)


def _alvorlig(avvik: Avvik, dato: date) -> None:
    for enhet in (avvik.holder, avvik.meldende_enhet):
        for bruker in mottakere.for_enhet(enhet, dato):
            legg_i_utboks(
                "alvorlig",
                bruker,
                gjelder={"avvik": avvik.pk, "enhet": enhet.pk},
                dedupe_key=f"alvorlig:{_runde(avvik)}:{enhet.pk}:{bruker.pk}",
                haster=True,
            )


def kvittering(avvik: Avvik, dato: date) -> None:
    _til_melder("kvittering", avvik, dato, _runde(avvik))


def videresendt(avvik: Avvik, dato: date) -> None:
    _til_melder("videresendt", avvik, dato, _runde(avvik))


def sporsmal(avvik: Avvik, dato: date) -> None:
    _til_melder("sporsmal", avvik, dato, _runde(avvik))


def hvilken_pasient(avvik: Avvik, dato: date, naa: datetime) -> None:
    # Asked again on another day it is a new question.
    _til_melder("hvilken_pasient", avvik, dato, f"{avvik.pk}.{dato}")


def svar_klart(avvik: Avvik, svar: Svar, dato: date) -> None:
    _til_melder("svar_klart", avvik, dato, f"{svar.pk}")


def lagt_bort(avvik: Avvik, dato: date) -> None:
    _til_melder("lagt_bort", avvik, dato, _runde(avvik))


def melder_har_svart(avvik: Avvik, dato: date) -> None:
    _til_holder("melder_har_svart", avvik, dato, _runde(avvik))


def melder_svarte_ikke(avvik: Avvik, dato: date) -> None:
    _til_holder("melder_svarte_ikke", avvik, dato, _runde(avvik))


def mer_trengs(avvik: Avvik, dato: date) -> None:
    _til_holder("mer_trengs", avvik, dato, _runde(avvik))


def fsu_mer(avvik: Avvik, dato: date) -> None:
    _til_holder("fsu_mer", avvik, dato, _runde(avvik))


def uenig(avvik: Avvik, dato: date) -> None:
    _til_holder("uenig", avvik, dato, _runde(avvik))


def uttalelse_gitt(avvik: Avvik, dato: date) -> None:
    _til_holder("uttalelse_gitt", avvik, dato, f"{_runde(avvik)}.{dato}")


def uttalelse_bedt(avvik: Avvik, enhet: Enhet, dato: date) -> None:
    for bruker in mottakere.for_enhet(enhet, dato):
        legg_i_utboks(
            "uttalelse_bedt",
            bruker,
            gjelder={"avvik": avvik.pk, "enhet": enhet.pk},
            dedupe_key=f"uttalelse_bedt:{_runde(avvik)}:{enhet.pk}:{bruker.pk}",
        )


def gitt_saksbehandler(avvik: Avvik, bruker: Bruker) -> None:
    legg_i_utboks(
        "gitt_saksbehandler",
        bruker,
        gjelder={"avvik": avvik.pk},
        dedupe_key=f"gitt_saksbehandler:{_runde(avvik)}:{bruker.pk}",
    )


def rabra_ny(kort: Rabrakort, dato: date) -> None:
    for bruker in mottakere.for_enhet(kort.enhet, dato):
        legg_i_utboks(
            "rabra_ny",
            bruker,
            gjelder={"rabrakort": kort.pk},
            dedupe_key=f"rabra_ny:{kort.pk}:{bruker.pk}",
        )


def rabra_takk(kort: Rabrakort, dato: date) -> None:
    legg_i_utboks(
        "rabra_takk",
        kort.melder,
        gjelder={"rabrakort": kort.pk},
        dedupe_key=f"rabra_takk:{kort.pk}",
    )


# --- what it says ----------------------------------------------------------


def lenke(rute: str, *args: Any) -> str:
    return settings.BASE_URL + reverse(rute, args=args)


def _sak(brev: Any) -> Avvik:
    saker = Avvik.objects.uten_tilgangskontroll(grunn="skriv brev")
    return saker.select_related("holder", "meldende_enhet", "melder").get(
        pk=brev.gjelder["avvik"]
    )


def _dato(dato: date) -> str:
    return date_format(dato, "j. F Y")


def _innhold(emne: Callable[[], str], tekst: Callable[[], str]) -> Callable:
    """Texts with the placeholders nr, enhet, frist, bekreft, lovet and url."""

    def skriv(brev: Any, mottaker: Bruker) -> Brevinnhold:
        avvik = _sak(brev)
        enhet = Enhet.objects.filter(pk=brev.gjelder.get("enhet")).first()
        verdier = {
            "nr": avvik.saksnummer,
            "enhet": enhet.navn if enhet else "",
            "frist": _dato(avvik.holder_frist),
            "bekreft": _dato(avvik.bekreft_innen),
            "lovet": _dato(avvik.lovet_dato),
            "url": lenke("sak", avvik.saksnummer),
        }
        return Brevinnhold(emne() % verdier, tekst() % verdier)

    return skriv


def _rabra(emne: Callable[[], str], tekst: Callable[[], str]) -> Callable:
    def skriv(brev: Any, mottaker: Bruker) -> Brevinnhold:
        alle = Rabrakort.objects.uten_tilgangskontroll(grunn="skriv brev")
        kort = alle.get(pk=brev.gjelder["rabrakort"])
        verdier = {"nr": kort.nummer, "url": lenke("rabrakort", kort.nummer)}
        return Brevinnhold(emne() % verdier, tekst() % verdier)

    return skriv


def _paminnelse(brev: Any) -> Paminnelse:
    alle = Paminnelse.objects.uten_tilgangskontroll(grunn="skriv brev")
    return alle.select_related("avvik__holder", "tildeling").get(
        pk=brev.gjelder["paminnelse"]
    )


def _paminnelseslinje(brev: Any, mottaker: Bruker) -> Brevinnhold:
    """One line of the daily digest: number, unit, date, link."""
    p = _paminnelse(brev)
    verdier = {
        "nr": p.avvik.saksnummer,
        "enhet": p.avvik.holder.navn,
        "frist": _dato(_frist_for(p)),
        "url": lenke("sak", p.avvik.saksnummer),
    }
    if p.stige == Stige.SVAR:
        tekst = _("Sak %(nr)s hos %(enhet)s: frist for svar %(frist)s. %(url)s")
    elif p.avvik.status == Status.TIL_FORDELING:
        tekst = _("Sak %(nr)s hos %(enhet)s: fordel innen %(frist)s. %(url)s")
    else:
        tekst = _("Sak %(nr)s hos %(enhet)s: bekreft mottak innen %(frist)s. %(url)s")
    return Brevinnhold("", tekst % verdier)


def _frist_for(p: Paminnelse) -> date:
    return p.avvik.holder_frist if p.stige == Stige.SVAR else p.avvik.bekreft_innen


# --- whether it is still wanted --------------------------------------------


def _for_holder(*statuser: Status) -> Callable[[Any, Bruker], bool]:
    """The unit still has the case in such a state, the person still its letters."""

    def onsket(brev: Any, mottaker: Bruker) -> bool:
        avvik = _sak(brev)
        i_dag = lokal_dato(timezone.now())
        return (
            avvik.holder_id == brev.gjelder["enhet"]
            and avvik.status in statuser
            and mottaker in mottakere.for_enhet(avvik.holder, i_dag)
        )

    return onsket


def _for_melder(*statuser: Status) -> Callable[[Any, Bruker], bool]:
    def onsket(brev: Any, mottaker: Bruker) -> bool:
        avvik = _sak(brev)
        if statuser and avvik.status not in statuser:
            return False
        return mottaker in hos_melder(avvik, lokal_dato(timezone.now()))

    return onsket


def _for_enheten(brev: Any, mottaker: Bruker) -> bool:
    avvik = _sak(brev)
    enhet = Enhet.objects.get(pk=brev.gjelder["enhet"])
    i_dag = lokal_dato(timezone.now())
    return avvik.status not in Status.telles_ikke() and mottaker in mottakere.for_enhet(
        enhet, i_dag
    )


def _for_saksbehandler(brev: Any, mottaker: Bruker) -> bool:
    avvik = _sak(brev)
    mottaker.glem_tilgang()
    return avvik.er_apen and avvik.holder_id in mottaker.tilganger.saksbehandler_enheter


def _paminnelse_onsket(brev: Any, mottaker: Bruker) -> bool:
    """The case still waits, with the same unit and the same date."""
    p = _paminnelse(brev)
    venter = Status.venter_pa_svar()
    if p.stige == Stige.BEKREFT:
        venter = (Status.SENDT, Status.TIL_FORDELING)
    if p.avvik.status not in venter or p.avvik.holder_id != p.tildeling.enhet_id:
        return False
    stige = frister.BEKREFT_STIGE
    if p.stige == Stige.SVAR:
        stige = frister.svarstige(p.avvik.alvorlighet)
    datoer = frister.trinn_datoer(stige, _frist_for(p), stengte_dager())
    return (p.trinn, p.forfall) in {(trinn.kode, dato) for trinn, dato in datoer}


def _alltid(brev: Any, mottaker: Bruker) -> bool:
    return True


def meld_inn() -> None:
    """Register every kind of letter; called once from AppConfig.ready()."""
    apne = Status.apne()
    for kind, emne, tekst, onsket in (
        (
            "ny_sak",
            lambda: _("Ny sak %(nr)s til %(enhet)s"),
            lambda: _(
                "Dere har fått en sak. Bekreft mottak innen %(bekreft)s og svar "
                "innen %(frist)s. Åpne saken: %(url)s"
            ),
            _for_holder(Status.SENDT, Status.TIL_FORDELING),
        ),
        (
            "alvorlig",
            lambda: _("Sak %(nr)s er meldt som alvorlig"),
            lambda: _(
                "Saken gjelder %(enhet)s. Vurder i dag om hendelsen må meldes andre "
                "steder. Åpne saken: %(url)s"
            ),
            _for_enheten,
        ),
        (
            "kvittering",
            lambda: _("Meldingen din er mottatt: %(nr)s"),
            lambda: _("Du får svar innen %(lovet)s. Følg saken: %(url)s"),
            _for_melder(),
        ),
        (
            "videresendt",
            lambda: _("Sak %(nr)s er sendt til en annen enhet"),
            lambda: _("Du får svar innen %(lovet)s. Følg saken: %(url)s"),
            _for_melder(*apne),
        ),
        (
            "sporsmal",
            lambda: _("Spørsmål i sak %(nr)s"),
            lambda: _("Mottaker trenger mer fra deg. Svar her: %(url)s"),
            _for_melder(Status.VENTER_PA_MELDER),
        ),
        (
            "hvilken_pasient",
            lambda: _("Sak %(nr)s: mottaker må vite hvilken pasient det gjelder"),
            lambda: _(
                "Si fra på dialogmelding eller telefon til kontakten som står i "
                "saken, og oppgi saksnummeret. Ikke skriv det her eller på e-post. "
                "Åpne saken: %(url)s"
            ),
            _for_melder(*apne),
        ),
        (
            "svar_klart",
            lambda: _("Svar på sak %(nr)s"),
            lambda: _("Det er kommet svar på en sak du meldte. Les svaret: %(url)s"),
            _for_melder(Status.BESVART),
        ),
        (
            "lagt_bort",
            lambda: _("Sak %(nr)s er lukket"),
            lambda: _("Saken er lukket uten svar. Les hvorfor: %(url)s"),
            _for_melder(),
        ),
        (
            "melder_har_svart",
            lambda: _("Melder har svart i sak %(nr)s"),
            lambda: _("Fristen for svar er nå %(frist)s. Åpne saken: %(url)s"),
            _for_holder(Status.MOTTATT),
        ),
        (
            "melder_svarte_ikke",
            lambda: _("Melder har ikke svart i sak %(nr)s"),
            lambda: _(
                "Saken er hos dere igjen. Fristen for svar er nå %(frist)s. "
                "Åpne saken: %(url)s"
            ),
            _for_holder(Status.MOTTATT),
        ),
        (
            "mer_trengs",
            lambda: _("Melder har flere spørsmål i sak %(nr)s"),
            lambda: _("Svar innen %(frist)s. Åpne saken: %(url)s"),
            _for_holder(Status.MER_ONSKET),
        ),
        (
            "fsu_mer",
            lambda: _("Utvalget ber om mer om sak %(nr)s"),
            lambda: _(
                "Utvalget har gått gjennom saken og ber om mer innen %(frist)s. "
                "Åpne saken: %(url)s"
            ),
            _for_holder(Status.MER_ONSKET),
        ),
        (
            "uenig",
            lambda: _("Sak %(nr)s er avsluttet uten enighet"),
            lambda: _("Melder er uenig i svaret. Begge syn står i saken: %(url)s"),
            _for_holder(Status.AVSLUTTET),
        ),
        (
            "uttalelse_gitt",
            lambda: _("Uttalelse i sak %(nr)s"),
            lambda: _("Enheten dere spurte, har svart. Åpne saken: %(url)s"),
            _for_holder(*apne),
        ),
        (
            "uttalelse_bedt",
            lambda: _("Kan dere uttale dere om sak %(nr)s?"),
            lambda: _("En enhet på egen side ber om synet deres. Åpne saken: %(url)s"),
            _for_enheten,
        ),
        (
            "gitt_saksbehandler",
            lambda: _("Du har fått sak %(nr)s"),
            lambda: _("Lederen din har gitt deg en sak. Åpne saken: %(url)s"),
            _for_saksbehandler,
        ),
    ):
        meld_inn_brevslag(kind, Brevslag(_innhold(emne, tekst), onsket))
    for stige in Stige:
        meld_inn_brevslag(
            f"paminnelse_{stige}", Brevslag(_paminnelseslinje, _paminnelse_onsket)
        )
    meld_inn_brevslag(
        "rabra_ny",
        Brevslag(
            _rabra(
                lambda: _("Dere har fått et #Råbra!-kort"),
                lambda: _(
                    "Noen vil takke enheten for god samhandling. Les kortet og send "
                    "takk: %(url)s"
                ),
            ),
            _alltid,
        ),
    )
    meld_inn_brevslag(
        "rabra_takk",
        Brevslag(
            _rabra(
                lambda: _("Takk for #Råbra!-kortet"),
                lambda: _("Enheten har lest kortet ditt og sier takk. %(url)s"),
            ),
            _alltid,
        ),
    )
