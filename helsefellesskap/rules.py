"""Who may: a person's active roles, gathered for quick questions."""

from dataclasses import dataclass

from helsefellesskap.enums import Rollenavn


@dataclass(frozen=True)
class Tilganger:
    """The union of a person's active roles on one date."""

    roller: frozenset[tuple[str, int | None]] = frozenset()
    # Virksomhet of each unit named in `roller`.
    virksomhet_for_enhet: tuple[tuple[int, int], ...] = ()
    # Units below those the person leads, at any depth, not those led.
    enheter_under: frozenset[int] = frozenset()

    def har(self, *navn: Rollenavn) -> bool:
        return any(rolle in navn for rolle, _ in self.roller)

    def enheter(self, *navn: Rollenavn) -> frozenset[int]:
        return frozenset(
            enhet for rolle, enhet in self.roller if rolle in navn and enhet
        )

    @property
    def egne_enheter(self) -> frozenset[int]:
        """Units the person works in. The personvernombud only watches over one."""
        return frozenset(
            enhet
            for rolle, enhet in self.roller
            if enhet and rolle != Rollenavn.PERSONVERNOMBUD
        )

    @property
    def leder_enheter(self) -> frozenset[int]:
        return self.enheter(Rollenavn.LEDER, Rollenavn.STEDFORTREDER)

    @property
    def holder_enheter(self) -> frozenset[int]:
        """Units the person may confirm and answer for."""
        return self.leder_enheter | self.enheter(Rollenavn.SAMHANDLINGSKONTAKT)

    @property
    def saksbehandler_enheter(self) -> frozenset[int]:
        return self.enheter(Rollenavn.SAKSBEHANDLER)

    @property
    def kontakt_virksomheter(self) -> frozenset[int]:
        """Virksomheter the person is samhandlingskontakt for."""
        return self._virksomheter(Rollenavn.SAMHANDLINGSKONTAKT)

    @property
    def ombud_virksomheter(self) -> frozenset[int]:
        """Virksomheter the person is personvernombud for."""
        return self._virksomheter(Rollenavn.PERSONVERNOMBUD)

    def _virksomheter(self, navn: Rollenavn) -> frozenset[int]:
        enheter = self.enheter(navn)
        return frozenset(v for e, v in self.virksomhet_for_enhet if e in enheter)

    @property
    def sekretariat(self) -> bool:
        return self.har(Rollenavn.SEKRETARIAT)

    @property
    def trenger_to_faktorer(self) -> bool:
        return self.har(*Rollenavn.ser_andres_saker())


INGEN_TILGANG = Tilganger()
