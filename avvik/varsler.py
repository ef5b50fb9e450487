"""Words that may point to a person, shown to the writer before sending.

Nobody is stopped here: the writer looks once more, and decides.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helsefellesskap.felter import FritekstFelt
from helsefellesskap.idnummer import Funn
from helsefellesskap.models import Enhet, Kommune, Kommunesammenslaaing, Virksomhet
from helsefellesskap.mykvarsel import finn_varsler
from helsefellesskap.vernteller import noter

# Sent along when the writer has been shown the words.
SETT_OVER = "sett_over"


@dataclass(frozen=True)
class Ordvarsel:
    """The words of one field."""

    etikett: str
    felt_id: str
    ord: list[str]


def registernavn() -> frozenset[str]:
    """Names that are no person's: units, places and parties, in one query."""
    navn = Enhet.objects.values_list("navn").union(
        Enhet.objects.values_list("sted"),
        Virksomhet.objects.values_list("navn"),
        Kommune.objects.values_list("navn"),
        Kommunesammenslaaing.objects.values_list("gammel"),
    )
    return frozenset(n for (n,) in navn if n)


def finn(
    tekster: Mapping[str, str],
    dato: date,
    *,
    unntatt: Mapping[str, Collection[str]] | None = None,
) -> dict[str, list[Funn]]:
    """Places in each text that may tell who somebody is; counted as shown.

    `unntatt`: rules that do not apply to a field.
    """
    kjente = registernavn() if any(tekster.values()) else frozenset()
    funnet = {}
    for felt, tekst in tekster.items():
        unna = (unntatt or {}).get(felt, ())
        funn = finn_varsler(tekst, kjente, i_dag=dato)
        funnet[felt] = [f for f in funn if f.regel not in unna]
        noter(tekst, funnet[felt])
    return {felt: funn for felt, funn in funnet.items() if funn}


def i_skjema(
    skjema: forms.Form,
    dato: date,
    *,
    unntatt: Mapping[str, Collection[str]] | None = None,
) -> list[Ordvarsel]:
    """What to look at in a valid form; nothing once the writer has been shown it."""
    if skjema.data.get(SETT_OVER) == "1":
        return []
    felter = [f.name for f in skjema if isinstance(f.field, FritekstFelt)]
    tekster = {navn: skjema.cleaned_data.get(navn) or "" for navn in felter}
    return ved_felt(skjema, tekster, dato, unntatt=unntatt)


def ved_felt(
    skjema: forms.Form,
    tekster: Mapping[str, str],
    dato: date,
    *,
    unntatt: Mapping[str, Collection[str]] | None = None,
) -> list[Ordvarsel]:
    """What to look at in the texts of these fields."""
    funnet = finn(tekster, dato, unntatt=unntatt)
    return [
        Ordvarsel(
            str(skjema[navn].label),
            skjema[navn].id_for_label,
            ordene(tekster[navn], funn),
        )
        for navn, funn in funnet.items()
    ]


def ordene(tekst: str, funn: Iterable[Funn]) -> list[str]:
    """Each word once, in the order they stand."""
    return list(dict.fromkeys(tekst[start:slutt] for start, slutt in _steder(funn)))


def merket(tekst: str, funn: Iterable[Funn]) -> SafeString:
    """The text with the places marked, also to those who do not see the mark."""
    biter, sist = [], 0
    om = _("kan peke ut en person")
    for start, slutt in _steder(funn):
        biter.append((tekst[sist:start], tekst[start:slutt], om))
        sist = slutt
    for_ = format_html_join(
        "", '{}<mark>{}<span class="skjult"> ({})</span></mark>', biter
    )
    return format_html("{}{}", for_, tekst[sist:])


def _steder(funn: Iterable[Funn]) -> list[tuple[int, int]]:
    """In order; those that overlap or touch are one."""
    steder: list[tuple[int, int]] = []
    for ett in sorted(funn, key=lambda f: (f.start, f.slutt)):
        if steder and ett.start <= steder[-1][1]:
            start, slutt = steder.pop()
            steder.append((start, max(slutt, ett.slutt)))
        else:
            steder.append((ett.start, ett.slutt))
    return steder
