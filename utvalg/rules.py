"""Who may do what in a committee. The doors are in querysets."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.tid import i_dag
from utvalg.enums import Parttype, Verv

if TYPE_CHECKING:
    from avvik.models import Avvik, Rabrakort
    from helsefellesskap.models import Bruker, Virksomhet

LEDELSE = frozenset({Verv.LEDER, Verv.NESTLEDER})
PARTER = {
    Virksomhetstype.HELSEFORETAK: Parttype.SYKEHUS,
    Virksomhetstype.KOMMUNE: Parttype.KOMMUNE,
    Virksomhetstype.FASTLEGEKONTOR: Parttype.FASTLEGE,
}
_HUSKET = "_utvalgsplasser"


def plasser(bruker: "Bruker") -> Mapping[int, frozenset[str]]:
    """Committee -> what the person is in it today; read once per request."""
    if _HUSKET not in bruker.__dict__:
        funnet: dict[int, frozenset[str]] = {}
        rader = bruker.medlemskap.aktive(i_dag()).values_list("utvalg_id", "verv")
        for utvalg, verv in rader:
            funnet[utvalg] = funnet.get(utvalg, frozenset()) | {verv}
        bruker.__dict__[_HUSKET] = funnet
    return bruker.__dict__[_HUSKET]


def glem_plasser(bruker: "Bruker") -> None:
    """Make the next question read the database again."""
    bruker.__dict__.pop(_HUSKET, None)


def er_inne(bruker: "Bruker") -> bool:
    """Has anything at all to do with a committee today."""
    return bruker.tilganger.sekretariat or bool(plasser(bruker))


def er_medlem(bruker: "Bruker", utvalg_id: int) -> bool:
    return utvalg_id in plasser(bruker)


def kan_forberede(bruker: "Bruker") -> bool:
    """Write presentations, make meetings and agendas."""
    return bruker.tilganger.sekretariat


def kan_lede(bruker: "Bruker", utvalg_id: int) -> bool:
    """Record what the committee decides: leader, deputy, sekretariat."""
    verv = plasser(bruker).get(utvalg_id, frozenset())
    return bruker.tilganger.sekretariat or bool(verv & LEDELSE)


def kan_skrive_laeringspunkt(bruker: "Bruker", utvalg_id: int) -> bool:
    """Every member, brukerrepresentanter too."""
    return bruker.tilganger.sekretariat or er_medlem(bruker, utvalg_id)


def kan_rette_laeringspunkt(
    bruker: "Bruker", utvalg_id: int, skrevet_av_id: int
) -> bool:
    if kan_lede(bruker, utvalg_id):
        return True
    return skrevet_av_id == bruker.pk and er_medlem(bruker, utvalg_id)


def parttype(virksomhet: "Virksomhet | None", *, ellers_sykehus: bool) -> Parttype:
    """How a party is called before the committee."""
    if virksomhet is not None and virksomhet.type in PARTER:
        return PARTER[Virksomhetstype(virksomhet.type)]
    return Parttype.SYKEHUS if ellers_sykehus else Parttype.KOMMUNE


def parter(kilde: "Avvik | Rabrakort") -> tuple[Parttype, Parttype]:
    """Sender and receiver of a case or card."""
    avsender = kilde.meldende_virksomhet
    mottaker = kilde.holder if hasattr(kilde, "holder") else kilde.enhet
    fra = parttype(avsender, ellers_sykehus=False)
    return fra, parttype(mottaker.virksomhet, ellers_sykehus=not avsender.er_sykehus)


def maaned(kilde: "Avvik | Rabrakort") -> date:
    """First of the month it happened, else was filed."""
    dato = getattr(kilde, "hendelsesdato", None) or kilde.meldt_dato
    return dato.replace(day=1)
