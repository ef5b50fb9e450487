"""The notices as they stand now: the sekretariat's wording, else the standard one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from helsefellesskap.enums import Tekstnokkel
from helsefellesskap.models import Tekst

STANDARD: dict[Tekstnokkel, tuple[Any, Any]] = {
    Tekstnokkel.HASTER: (
        _("Haster det for en pasient nå?"),
        _("Ring avdelingen, legevakten eller 113. Meldinger her leses på hverdager."),
    ),
    Tekstnokkel.IKKE_PERSON: (
        _("Ikke skriv noe som kan peke ut en person"),
        _(
            "Ingen navn, fødselsnummer, adresser eller telefonnumre. Mottaker "
            "avklarer hvilken pasient det gjelder i journal- eller meldingssystemet, "
            "ikke her."
        ),
    ),
    Tekstnokkel.MELDEPLIKT: (
        _("Denne hendelsen kan være meldepliktig"),
        _(
            "Meldinger her erstatter ikke melding om alvorlige hendelser. Snakk med "
            "lederen din og meld på melde.no med én gang hvis det ikke er gjort."
        ),
    ),
    Tekstnokkel.MELDEPLIKT_VURDER: (
        _("Vurder om hendelsen må meldes"),
        _(
            "Alvorlige hendelser kan være meldepliktige. Meldingen sendes på "
            "https://melde.no med én gang. Saken her erstatter den ikke.\n\n"
            "Skriv hva dere kom fram til. Da ser den andre siden det."
        ),
    ),
    Tekstnokkel.PERSONVERN: (
        _("Dette kan være brudd på personvernet"),
        _(
            "Si fra til lederen din og personvernombudet med én gang. Virksomheten "
            "som gjorde feilen, må vurdere om Datatilsynet skal ha melding innen 72 "
            "timer."
        ),
    ),
    Tekstnokkel.PERSONVERN_VURDER: (
        _("Vurder om Datatilsynet skal ha melding"),
        _(
            "Virksomheten som gjorde feilen, skal vurdere det og melde innen 72 timer. "
            "Snakk med personvernombudet. Meldingen sendes på "
            "https://www.datatilsynet.no.\n\n"
            "Skriv hva dere kom fram til. Da ser den andre siden det."
        ),
    ),
}


@dataclass(frozen=True)
class Varseltekst:
    """Heading and paragraphs of one notice."""

    tittel: str
    tekst: str

    @property
    def avsnitt(self) -> list[str]:
        return [a.strip() for a in self.tekst.split("\n\n") if a.strip()]


def standardtekst(nokkel: Tekstnokkel, spraak: str) -> Varseltekst:
    with override(spraak):
        tittel, tekst = STANDARD[nokkel]
        return Varseltekst(str(tittel), str(tekst))


def gjeldende(spraak: str) -> dict[str, Varseltekst]:
    """Every notice in one language; one query."""
    rader = {t.nokkel: t for t in Tekst.objects.filter(spraak=spraak).gjeldende()}
    return {
        nokkel.value: _valgt(nokkel, spraak, rader.get(nokkel))
        for nokkel in Tekstnokkel
    }


def _valgt(nokkel: Tekstnokkel, spraak: str, rad: Tekst | None) -> Varseltekst:
    if rad is None or rad.er_standard:
        return standardtekst(nokkel, spraak)
    return Varseltekst(rad.tittel, rad.tekst)


def for_side(request: HttpRequest | None) -> Mapping[str, Varseltekst]:
    """The notices in the reader's language, asked for once per request."""
    spraak = get_language() or "nb"
    if request is None:
        return gjeldende(spraak)
    husket: dict[str, Any] = request.__dict__.setdefault("_tekster", {})
    if spraak not in husket:
        husket[spraak] = gjeldende(spraak)
    return husket[spraak]
