"""What the melder checks before sending, and what the receipt promises."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from avvik import varsler
from avvik.enums import Alvorlighet, MeldtAnnetSted, Valgliste
from avvik.models import Avvik, Tildeling, Utkast
from avvik.ruteoppslag import kontaktenhet
from avvik.sok import som_brev, sti
from avvik.tidslinje import Linje
from helsefellesskap.idnummer import Funn

# Columns answered in step 1; the others are answered in step 2.
STEG1 = {
    "hendelsesdato",
    "gruppe",
    "kategori",
    "hva_skjedde",
    "alvorlighet",
    "meldt_andre_steder",
}
# Columns that bear another name than the question they are the answer to.
SPORSMAAL = {"hendelsesdato": "naar", "kategori": "gruppe", "valgt_enhet": "enhet"}
FRITEKSTER = (
    "hva_skjedde",
    "kontaktlinje",
    "forslag",
    "gikk_bra",
    "strakstiltak",
    "avtale",
    "egen_referanse",
)
# The contact line is meant to hold a telephone; the reference is for the unit itself.
UTEN_VARSEL = {"kontaktlinje", "egen_referanse"}
# Asked of everybody; the rest is shown where there is an answer, or a fault in it.
ALLTID = {"hendelsesdato", "gruppe", "hva_skjedde", "alvorlighet", "enhet"}


def finn_i_utkast(utkast: Utkast, dato: date) -> dict[str, list[Funn]]:
    """Places in each text that may tell who somebody is."""
    felter = [felt for felt in FRITEKSTER if felt not in UTEN_VARSEL]
    return varsler.finn({felt: getattr(utkast, felt) for felt in felter}, dato)


def varseltekst(utkast: Utkast, funn: dict[str, list[Funn]]) -> dict[str, Any] | None:
    """«Sjekk to ord før du sender», with the words and the way back to them."""
    ordene = [
        ordet
        for felt, alle in funn.items()
        for ordet in varsler.ordene(getattr(utkast, felt), alle)
    ]
    if not ordene:
        return None
    unike = list(dict.fromkeys(ordene))
    return {
        "tittel": ngettext(
            "Sjekk ett sted i teksten før du sender",
            "Sjekk %(antall)d steder i teksten før du sender",
            len(unike),
        )
        % {"antall": len(unike)},
        "ord": unike,
        "url": felt_url(utkast, next(iter(funn))),
    }


def felt_url(utkast: Utkast, felt: str) -> str:
    url = reverse("meld_steg", args=[utkast.nokkel, 1 if felt in STEG1 else 2])
    return f"{url}#div_id_{_sporsmaal(felt)}"


def _sporsmaal(felt: str) -> str:
    return SPORSMAAL.get(felt, felt)


def rader(
    utkast: Utkast,
    funn: dict[str, list[Funn]],
    i_dag: date,
    mangler: Mapping[str, list[str]] | None = None,
) -> list[dict[str, Any]]:
    """Rows of the check page; what was not answered and not asked for stays out.

    `mangler`: messages by column, for what must be put right before sending.
    """
    feil: dict[str, list[str]] = {}
    for kolonne, tekster in (mangler or {}).items():
        feil.setdefault(_sporsmaal(kolonne), []).extend(tekster)
    return [
        {
            "tittel": tittel,
            "verdi": verdi,
            "url": felt_url(utkast, felt),
            "feil": feil.get(_sporsmaal(felt), []),
        }
        for tittel, felt, verdi in _svar(utkast, funn, i_dag)
        if verdi or felt in ALLTID or _sporsmaal(felt) in feil
    ]


def _svar(
    utkast: Utkast, funn: dict[str, list[Funn]], i_dag: date
) -> Iterator[tuple[str, str, str]]:
    """Title, column and answer, in the order they are shown."""

    def tekst(tittel: str, felt: str) -> tuple[str, str, str]:
        merket = varsler.merket(getattr(utkast, felt), funn.get(felt, ()))
        return tittel, felt, merket

    forslag = utkast.er_forslag
    yield _("Når"), "hendelsesdato", naar(utkast.hendelsesdato, i_dag)
    yield _("Gjelder"), "gruppe", gjelder(utkast)
    yield tekst(_("Kan bli bedre") if forslag else _("Hva skjedde"), "hva_skjedde")
    if not forslag:
        yield _("Følge"), "alvorlighet", folge(utkast)
    yield _("Meldt andre steder"), "meldt_andre_steder", _meldt(utkast)
    yield _("Skal svare"), "enhet", mottaker(utkast, i_dag)
    yield _("Pasienten var i"), "sted", utkast.get_sted_display()
    for tittel, felt in _valgfrie(forslag):
        yield tekst(tittel, felt)
    informert = utkast.get_pasient_informert_display()
    yield _("Pasient informert"), "pasient_informert", informert
    for liste in Valgliste:
        valg = getattr(utkast, liste.value)
        yield liste.label, liste.value, valg.vist if valg else ""


def _valgfrie(forslag: bool) -> list[tuple[str, str]]:
    return [
        (_("Kontakt om pasienten"), "kontaktlinje"),
        (_("Forslag") if forslag else _("Kunne vært annerledes"), "forslag"),
        (_("Virker bra i dag") if forslag else _("Gikk bra"), "gikk_bra"),
        (_("Strakstiltak"), "strakstiltak"),
        (_("Rutine eller avtale"), "avtale"),
        (_("Egen referanse"), "egen_referanse"),
    ]


def naar(dato: date | None, i_dag: date) -> str:
    if dato is None:
        return ""
    vist = date_format(dato, "DATE_FORMAT")
    dager = (i_dag - dato).days
    if dager == 0:
        return _("I dag, %s") % vist
    return _("I går, %s") % vist if dager == 1 else vist


def gjelder(sak: Utkast | Avvik) -> str:
    if sak.gruppe is None:
        return ""
    return sak.kategori.vist if sak.kategori else sak.gruppe.vist


def folge(utkast: Utkast) -> str:
    if utkast.gjelder_pasient is None:
        return ""
    if not utkast.gjelder_pasient:
        return _("Gjelder ikke en enkelt pasient")
    return str(Alvorlighet(utkast.alvorlighet).label)


def _meldt(utkast: Utkast) -> str:
    return ", ".join(str(MeldtAnnetSted(v).label) for v in utkast.meldt_andre_steder)


def mottaker(utkast: Utkast, i_dag: date) -> str:
    enhet, motpart = utkast.valgt_enhet, utkast.motpart
    if enhet is not None:
        return f"{sti(enhet)}. {som_brev(enhet.virksomhet, i_dag)}".removesuffix(". ")
    if motpart is None:
        return _("Jeg vet ikke. Sekretariatet finner riktig mottaker.")
    brev = som_brev(motpart, i_dag)
    if brev or kontaktenhet(motpart, i_dag) is None:
        finner = _("Jeg vet ikke. Sekretariatet finner riktig enhet i %s.")
        return f"{finner % motpart.navn} {brev}".strip()
    finner = _("Jeg vet ikke. Samhandlingskontakten i %s finner riktig enhet.")
    return finner % motpart.navn


def mottaker_far_brev(avvik: Avvik) -> str:
    """For the receipt: that the receiving party gets the case on paper."""
    part = avvik.mottakende_virksomhet
    return som_brev(part, avvik.meldt_dato) if part else ""


def neste_steg(avvik: Avvik, tildeling: Tildeling) -> list[Linje]:
    """The dated promises of the receipt, from the first Tildeling."""
    enhet = tildeling.enhet.navn
    if tildeling.fordel_innen:
        forst = _("%s har fått saken og finner riktig enhet.") % enhet
        neste = _("Riktig enhet har fått saken.")
    elif tildeling.enhet.virksomhet.tilknyttet(avvik.meldt_dato):
        forst = (
            _(
                "%s har fått saken i innboksen. E-post om den går ut på hverdager "
                "mellom klokka 8 og 16."
            )
            % enhet
        )
        neste = _("Lederen bekrefter at saken er mottatt.")
    else:
        forst = _("Sekretariatet sender saken som brev til %s.") % enhet
        neste = _("Sekretariatet har sendt brevet.")
    innen = tildeling.fordel_innen or tildeling.bekreft_innen
    return [
        Linje(None, _("I dag"), forst),
        _venter(_("Innen %s") % _dato(innen), neste),
        _venter(
            _("Innen %s") % _dato(avvik.lovet_dato),
            _("Dere får svar.")
            if avvik.kanal and avvik.melder_id is None
            else _("Du får svar. Vi sender deg e-post når svaret er klart."),
        ),
        _venter(_("Hvis fristen går ut"), _etter_fristen(avvik)),
    ]


def _etter_fristen(avvik: Avvik) -> str:
    if avvik.er_alvorlig:
        return _(
            "Vi minner mottaker og lederen over på det samme dag, og etter to dager "
            "følger sekretariatet opp."
        )
    return _(
        "Vi minner mottaker på det. Etter en uke får også lederen over beskjed, og "
        "etter to uker følger sekretariatet opp."
    )


def _venter(tittel: str, tekst: str) -> Linje:
    return Linje(None, tittel, tekst, venter=True)


def _dato(dato: date) -> str:
    return date_format(dato, "MONTH_DAY_FORMAT")
