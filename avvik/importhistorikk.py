"""The history file: each row checked against the registers, into plain rows."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from avvik.enums import Kategoriretning, Retning
from avvik.models import Kategori
from avvik.tabellfil import Rad, Tabell, les_dato
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.models import Enhet, Kommunesammenslaaing, Virksomhet

KOLONNER = (
    "ekstern_id",
    "hendelsesdato",
    "meldt_dato",
    "meldende_virksomhet",
    "meldende_enhet",
    "mottakende_virksomhet",
    "ansvarlig_enhet",
    "kategori",
    "alvorlighet",
    "besvart_dato",
)
KAN_VAERE_TOM = frozenset({"alvorlighet", "besvart_dato"})
# The general rules for dates are valid from here.
FORSTE_DATO = date(2000, 1, 1)
MAKS_EKSTERN_ID = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Historikkrad:
    """One case as the file tells it, with the registers' ids."""

    nr: int
    ekstern_id: str
    hendelsesdato: date
    meldt_dato: date
    meldende_virksomhet_id: int
    meldende_enhet_id: int
    mottakende_virksomhet_id: int
    ansvarlig_enhet_id: int
    retning: Retning
    gruppe_id: int
    kategori_id: int
    alvorlighet: int | None
    besvart_dato: date | None


@dataclass(frozen=True, slots=True)
class Part:
    id: int
    er_sykehus: bool


@dataclass(frozen=True, slots=True)
class Kategoridata:
    id: int
    gruppe_id: int
    retning: str
    gyldig_fra: date
    gyldig_til: date | None

    def gyldig(self, dato: date) -> bool:
        if dato < self.gyldig_fra:
            return False
        return self.gyldig_til is None or dato <= self.gyldig_til


@dataclass(slots=True)
class Oppslag:
    """The registers by the names the file uses."""

    parter: dict[str, list[Part]] = field(default_factory=dict)
    enheter: dict[tuple[int, str], int] = field(default_factory=dict)
    kategorier: dict[str, list[Kategoridata]] = field(default_factory=dict)


def les_oppslag() -> Oppslag:
    oppslag = Oppslag()
    parter = Virksomhet.objects.exclude(type=Virksomhetstype.SEKRETARIAT)
    for virksomhet in parter:
        part = Part(virksomhet.pk, virksomhet.er_sykehus)
        oppslag.parter[virksomhet.navn] = [part]
    for navn, etterfolgere in _gamle_kommuner().items():
        # A virksomhet that still goes by the old name is itself.
        oppslag.parter.setdefault(navn, etterfolgere)
    enheter = Enhet.objects.values_list("virksomhet_id", "navn", "pk")
    oppslag.enheter = {(virksomhet, navn): pk for virksomhet, navn, pk in enheter}
    felter = ("pk", "gruppe_id", "retning", "gyldig_fra", "gyldig_til")
    for kode, *data in Kategori.objects.order_by("-gyldig_fra").values_list(
        "kode", *felter
    ):
        oppslag.kategorier.setdefault(kode, []).append(Kategoridata(*data))
    return oppslag


def _gamle_kommuner() -> dict[str, list[Part]]:
    """«Lenvik kommune» and those that took it over."""
    gamle: dict[str, list[Part]] = {}
    rader = Kommunesammenslaaing.objects.filter(
        ny__virksomheter__type=Virksomhetstype.KOMMUNE
    )
    for navn, pk in rader.order_by("pk").values_list("gammel", "ny__virksomheter"):
        gamle.setdefault(f"{navn} kommune", []).append(Part(pk, er_sykehus=False))
    return gamle


def valider(tabell: Tabell, oppslag: Oppslag, *, i_dag: date) -> list[Historikkrad]:
    """Add every fault to the table; the rows are of use only when it has none."""
    forste_rad: dict[str, int] = {}
    rader = []
    for rad in tabell.rader:
        kontroll = Radkontroll(tabell, rad, oppslag, i_dag)
        historikkrad = kontroll.kjor(forste_rad)
        if historikkrad is not None:
            rader.append(historikkrad)
    steder = {kolonne: sted for sted, kolonne in enumerate(KOLONNER)}
    tabell.feil.sort(key=lambda feil: (feil.rad, steder.get(feil.kolonne, -1)))
    return rader


@dataclass(slots=True)
class Radkontroll:
    """The rules of one row. A cell with a fault reads as None from then on."""

    tabell: Tabell
    rad: Rad
    oppslag: Oppslag
    i_dag: date

    def kjor(self, forste_rad: dict[str, int]) -> Historikkrad | None:
        for_ = len(self.tabell.feil)
        felter: dict[str, Any] = self._datoer()
        felter["ekstern_id"] = self._ekstern_id(forste_rad)
        felter["alvorlighet"] = self._alvorlighet()
        fra, fra_enhet = self._part("meldende_virksomhet", "meldende_enhet")
        til, til_enhet = self._part("mottakende_virksomhet", "ansvarlig_enhet")
        retning = self._retning(fra, til)
        kategori = self._kategori(felter["meldt_dato"], retning)
        # A cell that the rules of the file refused is missing here.
        hel = self.rad.celler.keys() == set(KOLONNER)
        if not hel or len(self.tabell.feil) > for_:
            return None
        if fra is None or til is None or retning is None or kategori is None:
            return None
        return Historikkrad(
            nr=self.rad.nr,
            meldende_virksomhet_id=fra.id,
            meldende_enhet_id=fra_enhet,
            mottakende_virksomhet_id=til.id,
            ansvarlig_enhet_id=til_enhet,
            retning=retning,
            gruppe_id=kategori.gruppe_id,
            kategori_id=kategori.id,
            **felter,
        )

    def _datoer(self) -> dict[str, date | None]:
        meldt = self._dato("meldt_dato")
        hendelse = self._dato("hendelsesdato")
        besvart = self._dato("besvart_dato")
        if meldt and hendelse and hendelse > meldt:
            self._meld("hendelsesdato", _("datoen er etter meldt_dato"))
        if meldt and besvart and besvart < meldt:
            self._meld("besvart_dato", _("datoen er før meldt_dato"))
        return {
            "meldt_dato": meldt,
            "hendelsesdato": hendelse,
            "besvart_dato": besvart,
        }

    def _meld(self, kolonne: str, regel: str) -> None:
        self.tabell.meld(self.rad.nr, kolonne, regel)

    def _les(self, kolonne: str) -> str | None:
        """What the cell holds, None where it is faulty or empty."""
        verdi = self.rad.les(kolonne)
        if verdi == "" and kolonne not in KAN_VAERE_TOM:
            self._meld(kolonne, _("cellen må fylles ut"))
        return verdi or None

    def _ekstern_id(self, forste_rad: dict[str, int]) -> str | None:
        verdi = self._les("ekstern_id")
        if verdi is None:
            return None
        if len(verdi) > MAKS_EKSTERN_ID or not verdi.isprintable():
            self._meld("ekstern_id", _("verdien må være høyst 40 synlige tegn"))
        forste = forste_rad.setdefault(verdi, self.rad.nr)
        if forste != self.rad.nr:
            regel = _("verdien står også i rad %(rad)d") % {"rad": forste}
            self._meld("ekstern_id", regel)
        return verdi

    def _dato(self, kolonne: str) -> date | None:
        verdi = self._les(kolonne)
        if verdi is None:
            return None
        dato = les_dato(verdi)
        if dato is None:
            self._meld(kolonne, _("datoen må skrives ÅÅÅÅ-MM-DD eller DD.MM.ÅÅÅÅ"))
        elif dato > self.i_dag:
            self._meld(kolonne, _("datoen er fram i tid"))
        elif dato < FORSTE_DATO:
            self._meld(kolonne, _("datoen er før 2000"))
        return dato

    def _part(self, virksomhet: str, enhet: str) -> tuple[Part | None, int]:
        """The party and its unit; without a unit there is a fault, and 0."""
        navn, enhetsnavn = self._les(virksomhet), self._les(enhet)
        if navn is None:
            return None, 0
        parter = self.oppslag.parter.get(navn)
        if parter is None:
            self._meld(virksomhet, _("virksomheten er ukjent"))
            return None, 0
        if enhetsnavn is None:
            return parter[0], 0
        for part in parter:
            funnet = self.oppslag.enheter.get((part.id, enhetsnavn))
            if funnet is not None:
                return part, funnet
        self._meld(enhet, _("enheten er ukjent i virksomheten"))
        return parter[0], 0

    def _retning(self, fra: Part | None, til: Part | None) -> Retning | None:
        if fra is None or til is None:
            return None
        if fra.er_sykehus == til.er_sykehus:
            regel = _("avsender og mottaker er på samme side")
            self._meld("mottakende_virksomhet", regel)
            return None
        return Retning.FRA_SYKEHUS if fra.er_sykehus else Retning.TIL_SYKEHUS

    def _kategori(
        self, meldt: date | None, retning: Retning | None
    ) -> Kategoridata | None:
        kode = self._les("kategori")
        if kode is None:
            return None
        alle = self.oppslag.kategorier.get(kode)
        if alle is None:
            self._meld("kategori", _("kategorien er ukjent"))
            return None
        gyldige = [k for k in alle if meldt is None or k.gyldig(meldt)]
        if not gyldige:
            self._meld("kategori", _("kategorien gjaldt ikke på meldt_dato"))
            return None
        kategori = gyldige[0]
        if retning and kategori.retning not in (retning, Kategoriretning.BEGGE):
            self._meld("kategori", _("kategorien gjelder den andre retningen"))
        return kategori

    def _alvorlighet(self) -> int | None:
        verdi = self._les("alvorlighet")
        if verdi is None:
            return None
        if verdi not in {"0", "1", "2", "3", "4", "5"}:
            self._meld("alvorlighet", _("verdien må være et helt tall fra 0 til 5"))
            return None
        return int(verdi)
