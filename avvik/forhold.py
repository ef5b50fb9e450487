"""One person before one case: what the verbs of the page ask about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from avvik import rules
from avvik.enums import Delingsslag, Plikt
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
        t = self.bruker.tilganger
        kontakt = self.avvik.meldende_virksomhet_id in t.kontakt_virksomheter
        return self.reagerer or self.holder or self.fordeler or kontakt

    @property
    def saksbehandler(self) -> bool:
        """The holder has given this person the case to prepare."""
        enheter = self.bruker.tilganger.saksbehandler_enheter
        return self.avvik.holder_id in enheter and any(
            d.bruker_id == self.bruker.pk and d.fra_enhet_id == self.avvik.holder_id
            for d in self.delinger
        )

    @property
    def spurt(self) -> bool:
        """The holder has asked a unit this person leads for its view."""
        return any(
            d.slag == Delingsslag.UTTALELSE
            and d.fra_enhet_id == self.avvik.holder_id
            and d.enhet_id in self.bruker.tilganger.leder_enheter
            for d in self.delinger
        )

    @property
    def skriver(self) -> bool:
        return self.behandler or self.saksbehandler

    @property
    def eier_tiltak(self) -> bool:
        ledet = self.bruker.tilganger.holder_enheter
        return self.behandler or self.avvik.meldende_enhet_id in ledet

    def vurderer(self, plikt: Plikt) -> bool:
        """Records what own side concluded about a duty to report."""
        return bool(rules.vurderer_for(self.bruker, self.avvik, plikt, self.dag))

    @property
    def sekretariat(self) -> bool:
        return self.bruker.tilganger.sekretariat
