"""Letters about cases: who is written to when something happens, and once for what.

What they say: brevtekster.py. Whether each is still wanted when its turn comes:
onsket.py.
"""

from collections.abc import Iterable
from datetime import date

from avvik.models import Avvik, Hendelse, Kortmottaker, Rabrakort, Retteonske, Svar
from helsefellesskap import mottakere
from helsefellesskap.enums import Enhetstype
from helsefellesskap.models import Bruker
from helsefellesskap.utboks import legg_i_utboks


def hos_melder(kilde: Avvik | Rabrakort, dato: date) -> list[Bruker]:
    """The melder; when he or she has left, the sending unit."""
    melder = kilde.melder
    if melder is not None and melder.is_active:
        melder.glem_tilgang()
        if kilde.meldende_enhet_id in melder.tilganger.egne_enheter:
            return [melder]
    enhet = kilde.meldende_enhet
    return mottakere.ledere(enhet, dato) or mottakere.for_enhet(enhet, dato)


def _til(
    folk: Iterable[Bruker], kind: str, nokkel: str, *, haster: bool = False, **ider: int
) -> None:
    """One letter to each, however often it is asked for with the same key."""
    for bruker in folk:
        legg_i_utboks(
            kind,
            bruker,
            gjelder=ider,
            dedupe_key=f"{kind}:{nokkel}:{bruker.pk}",
            haster=haster,
        )


def _til_holder(
    kind: str, avvik: Avvik, dato: date, nokkel: str = "", *, haster: bool = False
) -> None:
    folk = mottakere.for_enhet(avvik.holder, dato)
    ider = {"avvik": avvik.pk, "enhet": avvik.holder_id}
    _til(folk, kind, nokkel or _tilstand(avvik), haster=haster, **ider)


def _til_melder(kind: str, avvik: Avvik, dato: date, nokkel: str = "") -> None:
    nokkel = nokkel or _tilstand(avvik)
    _til(hos_melder(avvik, dato), kind, nokkel, avvik=avvik.pk)


def _tilstand(avvik: Avvik) -> str:
    """A key that is new for each state the case has been in."""
    return f"{avvik.pk}.{avvik.versjon}"


def ny_sak(avvik: Avvik, dato: date) -> None:
    """To the new holder; a serious case also to both lines, at any hour.

    A holder that is not tilknyttet gets a letter on paper: the sekretariat is told.
    """
    kind = "ny_sak" if _faar_brev_her(avvik, dato) else "ny_sak_papir"
    _til_holder(kind, avvik, dato, haster=avvik.er_alvorlig or avvik.er_personvern)
    if avvik.er_alvorlig:
        _alvorlig(avvik, dato)
    personvernombud(avvik, dato)


def _faar_brev_her(avvik: Avvik, dato: date) -> bool:
    """The sekretariat is never tilknyttet and works here all the same."""
    holder = avvik.holder
    return holder.type == Enhetstype.SEKRETARIAT or holder.virksomhet.tilknyttet(dato)


def _alvorlig(avvik: Avvik, dato: date) -> None:
    for enhet in (avvik.holder, avvik.meldende_enhet):
        folk = mottakere.for_enhet(enhet, dato)
        nokkel = f"{_tilstand(avvik)}:{enhet.pk}"
        ider = {"avvik": avvik.pk, "enhet": enhet.pk}
        _til(folk, "alvorlig", nokkel, haster=True, **ider)


def personvernombud(avvik: Avvik, dato: date) -> None:
    """K1-K3: to the personvernombud of the virksomhet that erred, once for each
    virksomhet the case comes to."""
    if not avvik.er_personvern:
        return
    ider = {"avvik": avvik.pk, "virksomhet": avvik.mottakende_virksomhet_id}
    folk = mottakere.personvernombud(ider["virksomhet"], dato)
    nokkel = f"{ider['avvik']}:{ider['virksomhet']}"
    _til(folk, "personvernombud", nokkel, haster=True, **ider)


def kvittering(avvik: Avvik, dato: date) -> None:
    """A sender without an account gets it on paper."""
    if avvik.kanal and avvik.melder_id is None:
        return
    _til_melder("kvittering", avvik, dato)


def videresendt(avvik: Avvik, dato: date) -> None:
    _til_melder("videresendt", avvik, dato)


def sporsmal(avvik: Avvik, dato: date) -> None:
    _til_melder("sporsmal", avvik, dato)


def hvilken_pasient(avvik: Avvik, dato: date) -> None:
    # Asked again on another day it is a new question.
    _til_melder("hvilken_pasient", avvik, dato, f"{avvik.pk}.{dato}")


def svar_klart(avvik: Avvik, svar: Svar, dato: date) -> None:
    _til_melder("svar_klart", avvik, dato, f"{svar.pk}")


def lagt_bort(avvik: Avvik, dato: date) -> None:
    _til_melder("lagt_bort", avvik, dato)


def melder_har_svart(avvik: Avvik, dato: date) -> None:
    _til_holder("melder_har_svart", avvik, dato)


def melder_svarte_ikke(avvik: Avvik, dato: date) -> None:
    _til_holder("melder_svarte_ikke", avvik, dato)


def mer_trengs(avvik: Avvik, dato: date) -> None:
    _til_holder("mer_trengs", avvik, dato)


def fsu_mer(avvik: Avvik, dato: date) -> None:
    _til_holder("fsu_mer", avvik, dato)


def uenig(avvik: Avvik, dato: date) -> None:
    _til_holder("uenig", avvik, dato)


def uttalelse_bedt(spurt: Hendelse, dato: date) -> None:
    """A unit may be asked more than once while the case stands still."""
    folk = mottakere.for_enhet(spurt.til_enhet, dato)
    ider = {"avvik": spurt.avvik_id, "enhet": spurt.til_enhet_id}
    _til(folk, "uttalelse_bedt", f"{spurt.pk}", **ider)


def uttalelse_gitt(gitt: Hendelse, dato: date) -> None:
    _til_holder("uttalelse_gitt", gitt.avvik, dato, f"{gitt.pk}")


def gitt_saksbehandler(avvik: Avvik, bruker: Bruker) -> None:
    _til([bruker], "gitt_saksbehandler", _tilstand(avvik), avvik=avvik.pk)


def retting_bedt(avvik: Avvik, onske: Retteonske, dato: date) -> None:
    folk = mottakere.sekretariat(dato)
    _til(folk, "retting_bedt", f"{onske.pk}", avvik=avvik.pk)


def retting_svart(avvik: Avvik, onske: Retteonske, dato: date) -> None:
    """To the one who asked, and to the melder."""
    folk = {onske.av, *hos_melder(avvik, dato)}
    _til(folk, "retting_svart", f"{onske.pk}", avvik=avvik.pk)


def _om_kort(kind: str, folk: Iterable[Bruker], kort_id: int) -> None:
    _til(folk, kind, f"{kort_id}", rabrakort=kort_id)


def rabra_ny(kort: Rabrakort, dato: date) -> None:
    """To the leader; who stands in for one is told which unit it is about."""
    ledere = mottakere.ledere(kort.enhet, dato)
    for bruker in mottakere.for_enhet(kort.enhet, dato):
        _om_kort("rabra_ny" if bruker in ledere else "rabra_ny_for", [bruker], kort.pk)


def rabra_takk(kort: Rabrakort, dato: date) -> None:
    _om_kort("rabra_takk", hos_melder(kort, dato), kort.pk)


def rabra_til_deg(mottaker: Kortmottaker) -> None:
    _om_kort("rabra_til_deg", [mottaker.bruker], mottaker.kort_id)
