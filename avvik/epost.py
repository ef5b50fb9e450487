"""Letters about cases: who gets which, what it says, whether it is still wanted.

A letter holds number, own unit, date and link, never more (design 5).
"""

from datetime import date, datetime

from avvik.models import Avvik, Kortmottaker, Rabrakort, Retteonske, Svar
from helsefellesskap import mottakere
from helsefellesskap.enums import Enhetstype
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.utboks import legg_i_utboks

# --- who gets it -----------------------------------------------------------


def hos_melder(kilde: Avvik | Rabrakort, dato: date) -> list[Bruker]:
    """The melder; when he or she has left, the sending unit."""
    melder = kilde.melder
    if melder is not None and melder.is_active:
        melder.glem_tilgang()
        if kilde.meldende_enhet_id in melder.tilganger.egne_enheter:
            return [melder]
    enhet = kilde.meldende_enhet
    return mottakere.ledere(enhet, dato) or mottakere.for_enhet(enhet, dato)


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
    """To the new holder; a serious case also to both lines, at any hour.

    A holder that is not tilknyttet gets a letter on paper: the sekretariat is told.
    """
    kind = "ny_sak" if _faar_brev_her(avvik, dato) else "ny_sak_papir"
    haster = avvik.er_alvorlig or avvik.er_personvern
    _til_holder(kind, avvik, dato, _runde(avvik), haster=haster)
    if avvik.er_alvorlig:
        _alvorlig(avvik, dato)
    personvernombud(avvik, dato)


def personvernombud(avvik: Avvik, dato: date) -> None:
    """K1-K3: to the personvernombud of the virksomhet that erred, once for each
    virksomhet the case comes to."""
    if not avvik.er_personvern:
        return
    virksomhet = avvik.mottakende_virksomhet_id
    for bruker in mottakere.personvernombud(virksomhet, dato):
        legg_i_utboks(
            "personvernombud",
            bruker,
            gjelder={"avvik": avvik.pk, "virksomhet": virksomhet},
            dedupe_key=f"personvernombud:{avvik.pk}:{virksomhet}:{bruker.pk}",
            haster=True,
        )


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


def _faar_brev_her(avvik: Avvik, dato: date) -> bool:
    """The sekretariat is never tilknyttet and works here all the same."""
    holder = avvik.holder
    return holder.type == Enhetstype.SEKRETARIAT or holder.virksomhet.tilknyttet(dato)


def kvittering(avvik: Avvik, dato: date) -> None:
    """A sender without an account gets it on paper."""
    if avvik.kanal and avvik.melder_id is None:
        return
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


def retting_bedt(avvik: Avvik, onske: Retteonske, dato: date) -> None:
    for bruker in mottakere.sekretariat(dato):
        legg_i_utboks(
            "retting_bedt",
            bruker,
            gjelder={"avvik": avvik.pk},
            dedupe_key=f"retting_bedt:{onske.pk}:{bruker.pk}",
        )


def retting_svart(avvik: Avvik, onske: Retteonske, dato: date) -> None:
    """To the one who asked, and to the melder."""
    for bruker in {onske.av, *hos_melder(avvik, dato)}:
        legg_i_utboks(
            "retting_svart",
            bruker,
            gjelder={"avvik": avvik.pk},
            dedupe_key=f"retting_svart:{onske.pk}:{bruker.pk}",
        )


def _om_kort(kind: str, bruker: Bruker, kort_id: int) -> None:
    legg_i_utboks(
        kind,
        bruker,
        gjelder={"rabrakort": kort_id},
        dedupe_key=f"{kind}:{kort_id}:{bruker.pk}",
    )


def rabra_ny(kort: Rabrakort, dato: date) -> None:
    """To the leader; who stands in for one is told which unit it is about."""
    ledere = mottakere.ledere(kort.enhet, dato)
    for bruker in mottakere.for_enhet(kort.enhet, dato):
        kind = "rabra_ny" if bruker in ledere else "rabra_ny_for"
        _om_kort(kind, bruker, kort.pk)


def rabra_takk(kort: Rabrakort, dato: date) -> None:
    for bruker in hos_melder(kort, dato):
        _om_kort("rabra_takk", bruker, kort.pk)


def rabra_til_deg(mottaker: Kortmottaker) -> None:
    _om_kort("rabra_til_deg", mottaker.bruker, mottaker.kort_id)
