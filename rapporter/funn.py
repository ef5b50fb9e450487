"""What the numbers say, in sentences made by rules.

A sentence never says more than the table beside it: numbers that are hidden there
(None) are hidden here.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapporter.enums import Rapporttype
from rapporter.tall import nb_prosent, nb_tall
from rapporter.tallsett import FRA, TIL, Retningstall, Tidsrom, Uttrekk

# A change smaller than this share is called about as many.
OMTRENT = 0.05


def dato(dag: date) -> str:
    return date_format(dag, "DATE_FORMAT")


def kort_dato(dag: date) -> str:
    return date_format(dag, "SHORT_DATE_FORMAT")


def og(ledd: Sequence[str]) -> str:
    """«a», «a og b», «a, b og c»."""
    if len(ledd) < 2:
        return "".join(ledd)
    return _("%(foran)s og %(siste)s") % {
        "foran": ", ".join(ledd[:-1]),
        "siste": ledd[-1],
    }


def navn_paa_perioden(u: Uttrekk) -> str:
    if not u.avkortet:
        return u.periode.navn
    return _("%(periode)s (til og med %(dato)s)") % {
        "periode": u.periode.navn,
        "dato": dato(u.uttrekk),
    }


def andel(teller: int, nevner: int, prosent: object) -> str:
    """«62 av 198 saker (31,3 %)»."""
    tekst = ngettext(
        "%(teller)s av %(nevner)s sak (%(prosent)s)",
        "%(teller)s av %(nevner)s saker (%(prosent)s)",
        nevner,
    )
    return tekst % {
        "teller": nb_tall(teller),
        "nevner": nb_tall(nevner),
        "prosent": nb_prosent(prosent),  # type: ignore[arg-type]
    }


def ingen_saker(u: Uttrekk) -> str:
    return _(
        "Ingen saker er meldt i %(periode)s. Det kan bety at samhandlingen har gått "
        "godt, eller at få har hatt tid til å melde."
    ) % {"periode": navn_paa_perioden(u)}


def volum(u: Uttrekk) -> str:
    setninger = [
        _(
            "I %(periode)s ble det meldt %(til)s saker til sykehuset og %(fra)s fra "
            "sykehuset."
        )
        % {
            "periode": navn_paa_perioden(u),
            "til": nb_tall(u.til_sykehus.meldt),
            "fra": nb_tall(u.fra_sykehus.meldt),
        }
    ]
    naa, foer = u.volum[0], u.volum[1]
    if foer.til_sykehus is not None and naa.til_sykehus is not None:
        setninger.append(
            _("Til sykehuset er det %(til)s, og fra sykehuset %(fra)s.")
            % {
                "til": _endring(naa.til_sykehus, foer.til_sykehus),
                "fra": _endring(naa.fra_sykehus or 0, foer.fra_sykehus or 0),
            }
        )
    return " ".join(setninger)


def _endring(naa: int, foer: int) -> str:
    verdier = {"antall": nb_tall(abs(naa - foer)), "foer": nb_tall(foer)}
    if abs(naa - foer) <= OMTRENT * max(naa, foer):
        return _("om lag som samme tid året før (%(foer)s)") % verdier
    if naa > foer:
        return _("%(antall)s flere enn samme tid året før (%(foer)s)") % verdier
    return _("%(antall)s færre enn samme tid året før (%(foer)s)") % verdier


def ubesvart(u: Uttrekk, retning: str = "") -> str:
    """Against all cases, then against those that were due."""
    alle = _andeler(u, retning, "ubesvart", "meldt", "ubesvart_prosent")
    if not alle:
        return _("Ingen saker er meldt i perioden.")
    setninger = [
        _("Den %(dato)s var %(andeler)s ikke besvart.")
        % {"dato": dato(u.uttrekk), "andeler": alle}
    ]
    forfalt = _andeler(
        u, retning, "forfalt_ubesvart", "forfalt", "forfalt_ubesvart_prosent"
    )
    if forfalt:
        setninger.append(
            _("Av saker der fristen var gått ut, var %(andeler)s ikke besvart.")
            % {"andeler": forfalt}
        )
    return " ".join(setninger)


def _retninger(u: Uttrekk, retning: str = "") -> Iterable[tuple[Retningstall, str]]:
    """The figures and the words of the direction asked for, or of both."""
    for nokkel, ord_ in ((TIL, _("til sykehuset")), (FRA, _("fra sykehuset"))):
        if retning in ("", nokkel):
            yield u.retninger[nokkel], ord_


def _andeler(u: Uttrekk, retning: str, teller: str, nevner: str, prosent: str) -> str:
    """The share in each direction that has cases."""
    felter = (teller, nevner, prosent)
    return og(
        [
            f"{andel(*(getattr(tall, felt) for felt in felter))} {ord_}"
            for tall, ord_ in _retninger(u, retning)
            if getattr(tall, nevner)
        ]
    )


def i_tide(u: Uttrekk) -> str:
    andeler = _andeler(u, "", "forfalt_i_tide", "forfalt", "i_tide_prosent")
    if not andeler:
        return _("Ingen frister var gått ut på uttrekksdatoen.")
    return _(
        "Av saker der fristen var gått ut, var %(andeler)s besvart innen den datoen "
        "melderen ble lovet."
    ) % {"andeler": andeler}


def behandlingstid(u: Uttrekk) -> str:
    setninger = [
        _(
            "Halvparten av svarene på saker %(retning)s kom innen %(median)s dager, og "
            "ni av ti innen %(p90)s dager."
        )
        % {
            "retning": retning,
            "median": nb_tall(tall.median_dager),
            "p90": nb_tall(tall.p90_dager),
        }
        for tall, retning in _retninger(u)
        if tall.besvart
    ]
    return " ".join(setninger) or _("Ingen saker i perioden er besvart.")


def storst(rader: Sequence[tuple[str, int | None, int | None]]) -> str:
    """Name the largest shown number in each direction; ties are all named."""
    setninger = []
    for nr, retning in ((1, _("til sykehuset")), (2, _("fra sykehuset"))):
        vist = [(rad[nr], rad[0]) for rad in rader if rad[nr]]
        if not vist:
            continue
        mest = max(antall for antall, _navn in vist)
        navn = og([f"«{navn}»" for antall, navn in vist if antall == mest])
        setninger.append(
            _("Flest saker %(retning)s gjelder %(navn)s (%(antall)s).")
            % {"retning": retning, "navn": navn, "antall": nb_tall(mest)}
        )
    return " ".join(setninger) or _("Alle tallene er for små til å vises.")


def alvorlige(rader: Sequence[tuple[str, int | None, int | None]]) -> str:
    """`rader` are the levels from alvorlig up, as they are shown."""
    tall = [antall for _navn, *par in rader for antall in par]
    if any(antall is None for antall in tall):
        return _("Tall for alvorlig skade og dødsfall er for små til å vises.")
    return _("%(antall)s saker er meldt med alvorlig skade eller dødsfall.") % {
        "antall": nb_tall(sum(antall or 0 for antall in tall))
    }


def utvikling(tertialer: Sequence[Tidsrom], retning: str = "") -> str:
    """From the first tertial with cases to the last."""
    if len(tertialer) < 2:
        return _("Det finnes tall for ett tertial, så utviklingen kan ikke vises ennå.")
    forste, siste = tertialer[0], tertialer[-1]
    return " ".join(
        _("%(retning)s: fra %(en)s saker i %(forste)s til %(to)s i %(siste)s.")
        % {
            "retning": navn,
            "forste": forste.navn,
            "siste": siste.navn,
            "en": nb_tall(getattr(forste, nokkel)),
            "to": nb_tall(getattr(siste, nokkel)),
        }
        for nokkel, navn in ((TIL, _("Til sykehuset")), (FRA, _("Fra sykehuset")))
        if retning in ("", nokkel)
    )


def folger(u: Uttrekk) -> str:
    f = u.folger
    if not f.vurdert:
        return _(
            "Ingen svar i perioden har en registrert vurdering. Svar fra tidligere "
            "registre er importert med dato, men uten innhold."
        )
    return _(
        "%(vurdert)s svar har en vurdering. I %(bekreftet)s av dem er avviket "
        "bekreftet helt eller delvis. Sakene førte til %(tiltak)s tiltak. %(utfort)s "
        "er utført, og %(sent)s er over fristen."
    ) % {
        "vurdert": nb_tall(f.vurdert),
        "bekreftet": nb_tall(f.bekreftet + f.delvis),
        "tiltak": nb_tall(f.tiltak),
        "utfort": nb_tall(f.tiltak_utfort),
        "sent": nb_tall(f.tiltak_over_frist),
    }


def rabra(u: Uttrekk) -> str:
    antall = u.rabra.til_sykehus + u.rabra.fra_sykehus
    if not antall:
        return _("Ingen #Råbra!-kort er sendt i perioden.")
    return _(
        "Det er sendt %(til)s #Råbra!-kort til sykehuset og %(fra)s til kommuner og "
        "legekontor. Enhetene har takket for %(takket)s av %(antall)s."
    ) % {
        "til": nb_tall(u.rabra.til_sykehus),
        "fra": nb_tall(u.rabra.fra_sykehus),
        "takket": nb_tall(u.rabra.takket),
        "antall": nb_tall(antall),
    }


# --- proposals for the texts the sekretariat writes ---------------------------------


def forslag_sammendrag(u: Uttrekk) -> str:
    if not u.meldt:
        return ingen_saker(u)
    return "\n\n".join([volum(u), ubesvart(u), behandlingstid(u)])


def forslag_bakgrunn(u: Uttrekk) -> str:
    slag = _("Årsrapporten") if u.type == Rapporttype.AAR else _("Tertialrapporten")
    return _(
        "Kommuner, fastleger og sykehus i helsefellesskapet melder samhandlingsavvik "
        "og forslag til forbedring til hverandre. Et avvik er en svikt i pasientens "
        "vei mellom kommune eller fastlege og sykehus. %(slag)s viser hva som er "
        "meldt i %(periode)s, hva som er besvart, og hva partene kan lære."
    ) % {"slag": slag, "periode": navn_paa_perioden(u)}


def forslag_vurdering(u: Uttrekk) -> str:
    avsnitt = [ubesvart(u)]
    if u.til_sykehus.forfalt + u.fra_sykehus.forfalt:
        avsnitt.append(i_tide(u))
    if u.ubesvart:
        avsnitt.append(
            _(
                "En sak uten svar gir ingen læring, og melderne slutter å melde når "
                "ingen svarer. Sekretariatet anbefaler at partene svarer på sakene som "
                "står åpne, før neste rapport."
            )
        )
    elif u.til_sykehus.meldt + u.fra_sykehus.meldt:
        avsnitt.append(
            _(
                "Alle saker er besvart. Sekretariatet anbefaler at partene fortsetter "
                "slik."
            )
        )
    else:
        avsnitt.append(
            _(
                "Få meldinger kan bety lite svikt, eller at få melder. Sekretariatet "
                "anbefaler at partene minner egne enheter på å melde."
            )
        )
    return "\n\n".join(avsnitt)


def forslag_vedtak(u: Uttrekk) -> str:
    punkter = [
        _("Utvalget tar rapporten for %(periode)s til orientering.")
        % {"periode": u.periode.navn}
    ]
    if u.ubesvart:
        punkter.append(
            _(
                "Utvalget ber partene svare på de %(antall)s sakene som ikke var "
                "besvart %(dato)s, og melde tilbake i neste møte."
            )
            % {"antall": nb_tall(u.ubesvart), "dato": dato(u.uttrekk)}
        )
    punkter.append(
        _("Utvalget ber partene gjøre læringspunktene kjent i egne enheter.")
    )
    return "\n".join(f"{nr}. {punkt}" for nr, punkt in enumerate(punkter, start=1))
