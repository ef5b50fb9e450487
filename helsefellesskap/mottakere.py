"""Who gets a letter meant for a unit. Letters go to roles, never to nobody."""

from datetime import date

from helsefellesskap.enums import Enhetstype, Rollenavn
from helsefellesskap.models import Bruker, Enhet, Rolle

LEDERE = (Rollenavn.LEDER, Rollenavn.STEDFORTREDER)


def _med_rolle(dato: date, *navn: str, **filter: object) -> list[Bruker]:
    roller = Rolle.objects.aktive(dato).filter(navn__in=navn, **filter)
    return list(Bruker.objects.filter(pk__in=roller.values("bruker")).order_by("pk"))


def ledere(enhet: Enhet, dato: date) -> list[Bruker]:
    """Leader and deputy; for a contact unit its contacts, for the
    sekretariat its members."""
    if enhet.type == Enhetstype.SEKRETARIAT:
        return sekretariat(dato)
    navn = LEDERE
    if enhet.type == Enhetstype.SAMHANDLINGSKONTAKT:
        navn = (*LEDERE, Rollenavn.SAMHANDLINGSKONTAKT)
    return _med_rolle(dato, *navn, enhet=enhet)


def ledere_over(enhet: Enhet, dato: date) -> list[Bruker]:
    """Leaders of the nearest unit above that has any."""
    over = enhet.overordnet
    while over is not None:
        if funnet := _med_rolle(dato, *LEDERE, enhet=over):
            return funnet
        over = over.overordnet
    return []


def kontakter(virksomhet_id: int | None, dato: date) -> list[Bruker]:
    """The samhandlingskontakter of a virksomhet."""
    return _med_rolle(
        dato, Rollenavn.SAMHANDLINGSKONTAKT, enhet__virksomhet_id=virksomhet_id
    )


def personvernombud(virksomhet_id: int | None, dato: date) -> list[Bruker]:
    """The personvernombud of a virksomhet, else its samhandlingskontakt, else the
    sekretariat: nothing is ownerless."""
    ombud = _med_rolle(
        dato, Rollenavn.PERSONVERNOMBUD, enhet__virksomhet_id=virksomhet_id
    )
    return ombud or kontakter(virksomhet_id, dato) or sekretariat(dato)


def sekretariat(dato: date) -> list[Bruker]:
    return _med_rolle(dato, Rollenavn.SEKRETARIAT)


def for_enhet(enhet: Enhet, dato: date) -> list[Bruker]:
    """The unit, else the leader above, else the samhandlingskontakt, else the
    sekretariat (design 3), which also stands in for one that is not tilknyttet."""
    if not enhet.virksomhet.tilknyttet(dato):
        return sekretariat(dato)
    return (
        ledere(enhet, dato)
        or ledere_over(enhet, dato)
        or kontakter(enhet.virksomhet_id, dato)
        or sekretariat(dato)
    )
