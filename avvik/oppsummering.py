"""What the melder checks before sending, and what the receipt promises."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from avvik import varsler
from avvik.enums import Alvorlighet, MeldtAnnetSted, Slag, Valgliste
from avvik.models import Avvik, Tildeling, Utkast
from avvik.ruteoppslag import kontaktenhet
from avvik.sok import som_brev, sti
from helsefellesskap.idnummer import Funn

# Column -> step where it is answered, for errors found when sending.
STEG_FOR = {
    "hendelsesdato": 1,
    "gruppe": 1,
    "kategori": 1,
    "hva_skjedde": 1,
    "alvorlighet": 1,
    "meldt_andre_steder": 1,
}
# Columns that bear another name than the question they are the answer to.
SPORSMAAL = {"hendelsesdato": "naar", "kategori": "gruppe", "valgt_enhet": "enhet"}
FRITEKSTER = {
    "hva_skjedde": 1,
    "kontaktlinje": 2,
    "forslag": 2,
    "gikk_bra": 2,
    "strakstiltak": 2,
    "avtale": 2,
    "egen_referanse": 2,
}
# The contact line is meant to hold a telephone; the reference is for the unit itself.
UTEN_VARSEL = {"kontaktlinje", "egen_referanse"}


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
    steg = FRITEKSTER.get(felt, STEG_FOR.get(felt, 2))
    url = reverse("meld_steg", args=[utkast.nokkel, steg])
    return f"{url}#div_id_{SPORSMAAL.get(felt, felt)}"


def rader(
    utkast: Utkast,
    funn: dict[str, list[Funn]],
    i_dag: date,
    mangler: Mapping[str, list[str]] | None = None,
) -> list[dict[str, Any]]:
    """Rows of the check page; what was not answered and not asked for stays out.

    `mangler`: messages by column, for what must be put right before sending.
    """
    forbedring = utkast.slag == Slag.FORBEDRING
    feil: dict[str, list[str]] = {}
    for kolonne, tekster in (mangler or {}).items():
        feil.setdefault(SPORSMAAL.get(kolonne, kolonne), []).extend(tekster)

    def rad(tittel: str, verdi: Any, felt: str) -> dict[str, Any]:
        url, sporsmaal = felt_url(utkast, felt), SPORSMAAL.get(felt, felt)
        ut = {"tittel": tittel, "verdi": verdi, "url": url}
        return {**ut, "feil": feil.get(sporsmaal, [])}

    def tekst(tittel: str, felt: str) -> dict[str, Any]:
        verdi = varsler.merket(getattr(utkast, felt), funn.get(felt, ()))
        return rad(tittel, verdi, felt)

    faste = [
        rad(_("Når"), naar(utkast.hendelsesdato, i_dag), "hendelsesdato"),
        rad(_("Gjelder"), gjelder(utkast), "gruppe"),
        tekst(_("Kan bli bedre") if forbedring else _("Hva skjedde"), "hva_skjedde"),
    ]
    if not forbedring:
        faste.append(rad(_("Følge"), folge(utkast), "alvorlighet"))
    if utkast.meldt_andre_steder or "meldt_andre_steder" in feil:
        faste.append(rad(_("Meldt andre steder"), _meldt(utkast), "meldt_andre_steder"))
    faste.append(rad(_("Skal svare"), mottaker(utkast, i_dag), "enhet"))
    if utkast.sted:
        faste.append(rad(_("Pasienten var i"), utkast.get_sted_display(), "sted"))
    faste += [tekst(t, f) for t, f in _valgfrie(forbedring) if getattr(utkast, f)]
    if utkast.pasient_informert:
        vist = utkast.get_pasient_informert_display()
        faste.append(rad(_("Pasient informert"), vist, "pasient_informert"))
    for liste in Valgliste:
        if valg := getattr(utkast, liste.value):
            faste.append(rad(liste.label, valg.vist, liste.value))
    return faste


def _valgfrie(forbedring: bool) -> list[tuple[str, str]]:
    return [
        (_("Kontakt om pasienten"), "kontaktlinje"),
        (_("Forslag") if forbedring else _("Kunne vært annerledes"), "forslag"),
        (_("Virker bra i dag") if forbedring else _("Gikk bra"), "gikk_bra"),
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


def neste_steg(
    avvik: Avvik, tildeling: Tildeling, tilknyttet: bool
) -> list[dict[str, Any]]:
    """The dated promises of the receipt, from the first Tildeling."""
    enhet = tildeling.enhet.navn
    if tildeling.fordel_innen:
        forst = _("%s har fått saken og finner riktig enhet.") % enhet
        neste = _("Riktig enhet har fått saken.")
    elif tilknyttet:
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
        {"tid": "", "tittel": _("I dag"), "tekst": forst},
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


def _venter(tittel: str, tekst: str) -> dict[str, Any]:
    return {"tid": "", "tittel": tittel, "tekst": tekst, "venter": True}


def _dato(dato: date) -> str:
    return date_format(dato, "MONTH_DAY_FORMAT")
