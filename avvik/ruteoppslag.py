"""Reads the registers a routing decision needs and asks the pure rules."""

from datetime import date

from avvik import ruting
from avvik.enums import Retning
from avvik.models import Ruteregel
from helsefellesskap.enums import Enhetstype, Virksomhetstype
from helsefellesskap.models import Enhet, Virksomhet


def sekretariatet() -> Enhet:
    return Enhet.objects.get(
        type=Enhetstype.SEKRETARIAT, virksomhet__type=Virksomhetstype.SEKRETARIAT
    )


def kontaktenhet(virksomhet: Virksomhet | None, dato: date) -> Enhet | None:
    """The unit that distributes cases of a virksomhet, if it has one."""
    if virksomhet is None:
        return None
    enheter = Enhet.objects.gyldige(dato).filter(
        virksomhet=virksomhet, type=Enhetstype.SAMHANDLINGSKONTAKT
    )
    return enheter.order_by("pk").first()


def gjeldende(enhet: Enhet | None, dato: date) -> Enhet | None:
    """The unit, or the successor a closed one leads to; None when it just closed."""
    sett: set[int] = set()
    while enhet is not None and not enhet.gyldig(dato) and enhet.pk not in sett:
        sett.add(enhet.pk)
        enhet = enhet.etterfolger
    return enhet if enhet is not None and enhet.gyldig(dato) else None


def retning_for(avsender: Virksomhet) -> Retning:
    return Retning.FRA_SYKEHUS if avsender.er_sykehus else Retning.TIL_SYKEHUS


def regel_for(
    virksomhet: Virksomhet,
    *,
    avsender: Virksomhet,
    kategori: str,
    sted: str,
    dato: date,
) -> ruting.Regel | None:
    """The rule that fits best; a tie gives None, so that a person decides."""
    rader = Ruteregel.objects.filter(mottakende_virksomhet=virksomhet).select_related(
        "enhet__etterfolger"
    )
    regler = []
    for rad in rader:
        enhet = gjeldende(rad.enhet, dato)
        if enhet is not None:
            regler.append(
                ruting.Regel(
                    mottakende_virksomhet_id=virksomhet.pk,
                    enhet_id=enhet.pk,
                    sted=rad.sted,
                    kategori=rad.kategori,
                    avsender_kommunenummer=rad.avsender_kommunenummer,
                )
            )
    foresporsel = ruting.Foresporsel(
        mottakende_virksomhet_id=virksomhet.pk,
        til_sykehus=virksomhet.er_sykehus,
        sted=sted,
        kategori=kategori,
        avsender_kommunenummer=avsender.kommune.nummer if avsender.kommune else "",
    )
    try:
        return ruting.velg_regel(regler, foresporsel)
    except ruting.Uavgjort:
        return None


def finn_mottaker(
    *,
    valgt: Enhet | None,
    virksomhet: Virksomhet | None,
    avsender: Virksomhet,
    kategori: str,
    sted: str,
    dato: date,
    holder: Enhet | None = None,
) -> ruting.RutingResultat:
    """Where a case goes now. `holder` has it and passes it on for the third time."""
    valgt = gjeldende(valgt, dato)
    regel = None
    if valgt is None and virksomhet is not None and holder is None:
        regel = regel_for(
            virksomhet, avsender=avsender, kategori=kategori, sted=sted, dato=dato
        )
    kontakt = kontaktenhet(virksomhet, dato)
    return ruting.velg_mottaker(
        valgt_enhet=valgt.pk if valgt else None,
        regel=regel,
        samhandlingskontakt=kontakt.pk if kontakt else None,
        sekretariat=sekretariatet().pk,
        virksomhet_kjent=virksomhet is not None,
        tilknyttet=virksomhet is not None and virksomhet.tilknyttet(dato),
        holder=holder.pk if holder else None,
    )
