"""One person before one case: what the verbs of the page ask about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from avvik import rules
from avvik.enums import Plikt
from avvik.models import Avvik, Deling, Tildeling
from helsefellesskap.models import Bruker


@dataclass(frozen=True)
class Forhold:
    """One person before one case on one day."""

    bruker: Bruker
    avvik: Avvik
    dag: date
    delinger: Sequence[Deling] = ()
    tildelinger: Sequence[Tildeling] = ()

    @property
    def holder(self) -> bool:
        return rules.er_holder(self.bruker, self.avvik)

    @property
    def behandler(self) -> bool:
        return rules.kan_behandle(self.bruker, self.avvik, self.dag)

    @property
    def fordeler(self) -> bool:
        return rules.kan_fordele(self.bruker, self.avvik)

    @property
    def reagerer(self) -> bool:
        return rules.kan_reagere(self.bruker, self.avvik)

    @property
    def trekker(self) -> bool:
        return rules.kan_trekke(self.bruker, self.avvik)

    @property
    def paa_vegne(self) -> bool:
        """The sekretariat, for a holder that is not tilknyttet."""
        return rules.er_paa_vegne(self.bruker, self.avvik, self.dag)

    @property
    def for_innmelder(self) -> bool:
        """The sekretariat, for a sender without an account."""
        return rules.er_for_innmelder(self.bruker, self.avvik)

    @property
    def part(self) -> bool:
        """May put the case forward to the committee."""
        return rules.kan_foresla_fsu(self.bruker, self.avvik)

    @property
    def saksbehandler(self) -> bool:
        return rules.er_saksbehandler(self.bruker, self.avvik, self.delinger)

    @property
    def spurt(self) -> bool:
        return rules.er_spurt(self.bruker, self.avvik, self.delinger)

    @property
    def skriver(self) -> bool:
        return self.behandler or self.saksbehandler

    @property
    def eier_tiltak(self) -> bool:
        return bool(rules.tiltaksenheter(self.bruker, self.avvik, self.dag))

    def vurderer(self, plikt: Plikt) -> bool:
        """Records what own side concluded about a duty to report."""
        return bool(rules.vurderer_for(self.bruker, self.avvik, plikt, self.dag))

    @property
    def sekretariat(self) -> bool:
        return self.bruker.tilganger.sekretariat
