"""The system proposes, the committee decides, it is recorded by role."""

from datetime import datetime

from helsefellesskap.models import Bruker
from helsefellesskap.tid import i_dag
from helsefellesskap.transaksjon import handling
from utvalg import rules
from utvalg.actions._felles import begynn, krev, krev_planlagt
from utvalg.models import Inhabilitet, Medlemskap, Presentasjon, Sak


def berorte(sak: Sak) -> set[int]:
    """Ids of active memberships whose persons are touched by the case."""
    medlemskap = sak.mote.utvalg.medlemskap.aktive(i_dag())
    presentasjoner = Presentasjon.objects.uten_tilgangskontroll(grunn="inhabilitet")
    denne = presentasjoner.filter(pk=sak.presentasjon_id)
    return {
        m.pk
        for m in medlemskap.select_related("bruker")
        if denne.berort(m.bruker).exists()
    }


def foresla_inhabile(sak: Sak) -> None:
    """Note those touched; what is decided stands."""
    Inhabilitet.objects.bulk_create(
        [
            Inhabilitet(sak=sak, medlemskap_id=pk, foreslatt=True)
            for pk in sorted(berorte(sak))
        ],
        ignore_conflicts=True,
    )


@handling
def avgjor_inhabilitet(
    sak: Sak, *, medlemskap: Medlemskap, inhabil: bool, av: Bruker, naa: datetime
) -> None:
    """Record what the committee decided about one member; never about oneself."""
    begynn(av)
    krev_planlagt(sak.mote, "avgjor_inhabilitet")
    krev(rules.kan_lede(av, sak.mote.utvalg_id) and medlemskap.bruker_id != av.pk)
    if medlemskap.utvalg_id != sak.mote.utvalg_id:
        raise ValueError("a member of another committee")
    Inhabilitet.objects.update_or_create(
        sak=sak,
        medlemskap=medlemskap,
        defaults={"inhabil": inhabil},
        create_defaults={
            "inhabil": inhabil,
            "foreslatt": medlemskap.pk in berorte(sak),
        },
    )
