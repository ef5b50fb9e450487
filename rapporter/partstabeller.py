"""Tables of the parties: kommuner and klinikker."""

from django.utils.translation import gettext as _

from rapporter.tabeller import Tavle, med_uttrekk, vist
from rapporter.tall import nb_tall
from rapporter.tallsett import FRA, TIL, Kommunetall, Uttrekk
from rapporter.undertrykking import undertrykk


def om_kommuner() -> str:
    return _(
        "Tabellen følger rekkefølgen i registeret. Få saker kan bety lite svikt, eller "
        "at få melder. Tallene kan ikke brukes til å rangere."
    )


def kommunehoder() -> tuple[str, ...]:
    return (
        _("Kommune"),
        _("Sendt til sykehuset"),
        _("Besvart av sykehuset"),
        _("Mottatt fra sykehuset"),
        _("Besvart av kommunen"),
    )


def kommuner(u: Uttrekk) -> Tavle:
    """In full, for the parties; «Andre» only under the totals."""
    rader = [
        (k.kommune, *map(nb_tall, _kommunetall(k)))
        for k in u.kommuner
        if any(_kommunetall(k))
    ]
    uten = [k.kommune for k in u.kommuner if not any(_kommunetall(k))]
    if uten:
        rader.append(
            (_("Øvrige kommuner (%(antall)s)") % {"antall": len(uten)}, *"0000")
        )
    return Tavle(
        med_uttrekk(_("Saker per kommune, med kommunens fastlegekontor"), u),
        kommunehoder(),
        rader,
        [_kommunesum(u)],
    )


def _kommunetall(k: Kommunetall) -> tuple[int, int, int, int]:
    return k.sendt, k.sendt_besvart, k.mottatt, k.mottatt_besvart


def _kommunesum(u: Uttrekk) -> tuple[str, ...]:
    til, fra = u.til_sykehus, u.fra_sykehus
    tall = (til.meldt, til.besvart, fra.meldt, fra.besvart)
    navn = _("Alle, med «Andre»") if til.andre or fra.andre else _("Alle")
    return navn, *map(nb_tall, tall)


def kommuner_skjult(u: Uttrekk) -> Tavle:
    """For readers who are not a party: small numbers hidden."""
    tabell = {k.kommune: _deler(*_kommunetall(k)) for k in u.kommuner}
    til, fra = u.til_sykehus, u.fra_sykehus
    alle = _deler(til.meldt, til.besvart, fra.meldt, fra.besvart)
    andre = "\0andre"
    tabell[andre] = {
        navn: alle[navn] - sum(rad[navn] for rad in tabell.values()) for navn in alle
    }
    til_, fra_ = (
        undertrykk(
            {
                rad: {k: v for k, v in tall.items() if k.startswith(retning)}
                for rad, tall in tabell.items()
            },
            kjente_kolonnesummer=True,
        )
        for retning in (TIL, FRA)
    )
    rader = [
        (
            k.kommune,
            vist(til_.radsummer[k.kommune]),
            vist(til_.celler[k.kommune][f"{TIL}_besvart"]),
            vist(fra_.radsummer[k.kommune]),
            vist(fra_.celler[k.kommune][f"{FRA}_besvart"]),
        )
        for k in u.kommuner
    ]
    return Tavle(
        med_uttrekk(_("Saker per kommune, med kommunens fastlegekontor"), u),
        kommunehoder(),
        rader,
        [_kommunesum(u)],
    )


def _deler(
    sendt: int, sendt_besvart: int, mottatt: int, besvart: int
) -> dict[str, int]:
    return {
        f"{TIL}_besvart": sendt_besvart,
        f"{TIL}_ubesvart": sendt - sendt_besvart,
        f"{FRA}_besvart": besvart,
        f"{FRA}_ubesvart": mottatt - besvart,
    }


def klinikker(u: Uttrekk) -> list[Tavle]:
    if not u.enheter:
        return []
    hoder = (_("Besvart i tide"), _("Besvart for sent"), _("Ikke besvart"))
    tabell = {
        e.enhet: dict(zip(hoder, (e.i_tide, e.for_sent, e.ubesvart), strict=True))
        for e in u.enheter
    }
    skjult = undertrykk(tabell, kjente_kolonnesummer=True)
    rader = [
        (navn, *(vist(rekke[h]) for h in hoder), vist(skjult.radsummer[navn]))
        for navn, rekke in skjult.celler.items()
    ]
    summer = [vist(skjult.kolonnesummer[h]) for h in hoder]
    return [
        Tavle(
            med_uttrekk(_("Saker til sykehuset, etter klinikk og klinikkens frist"), u),
            (_("Klinikk"), *hoder, _("I alt")),
            rader,
            [(_("Alle"), *summer, vist(skjult.total))],
        )
    ]
