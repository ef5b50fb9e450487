"""Whether a letter is still wanted when its turn comes (Brevslag.onsket).

The case may have moved on since epost.py wrote the row, and the person may have left.
"""

from collections.abc import Callable
from typing import Any

from avvik import frister, rules, stiger
from avvik.enums import Delingsslag, Plikt, Status
from avvik.epost import hos_melder
from avvik.models import Avvik, Paminnelse, Rabrakort
from helsefellesskap import mottakere
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.tid import i_dag
from helsefellesskap.utboks import stengte_dager


def saken(brev: Any) -> Avvik:
    saker = Avvik.objects.uten_tilgangskontroll(grunn="skriv brev")
    return saker.select_related(
        "holder__virksomhet", "meldende_enhet__virksomhet", "melder"
    ).get(pk=brev.gjelder["avvik"])


def paminnelsen(brev: Any) -> Paminnelse:
    alle = Paminnelse.objects.uten_tilgangskontroll(grunn="skriv brev")
    return alle.select_related("avvik__holder__virksomhet", "tildeling").get(
        pk=brev.gjelder["paminnelse"]
    )


def kortet(brev: Any) -> Rabrakort:
    alle = Rabrakort.objects.uten_tilgangskontroll(grunn="skriv brev")
    return alle.select_related("enhet").get(pk=brev.gjelder["rabrakort"])


def for_holder(*statuser: Status) -> Callable[[Any, Bruker], bool]:
    """The unit still has the case in such a state, the person still its letters."""

    def onsket(brev: Any, mottaker: Bruker) -> bool:
        avvik = saken(brev)
        return (
            avvik.holder_id == brev.gjelder["enhet"]
            and avvik.status in statuser
            and mottaker in mottakere.for_enhet(avvik.holder, i_dag())
        )

    return onsket


def for_melder(*statuser: Status) -> Callable[[Any, Bruker], bool]:
    def onsket(brev: Any, mottaker: Bruker) -> bool:
        avvik = saken(brev)
        if statuser and avvik.status not in statuser:
            return False
        return mottaker in hos_melder(avvik, i_dag())

    return onsket


def for_enheten(brev: Any, mottaker: Bruker) -> bool:
    avvik = saken(brev)
    enhet = Enhet.objects.get(pk=brev.gjelder["enhet"])
    folk = mottakere.for_enhet(enhet, i_dag())
    return avvik.teller and mottaker in folk


def for_den_spurte(brev: Any, mottaker: Bruker) -> bool:
    """The holder that asked still has the case to answer."""
    avvik = saken(brev)
    delinger = avvik.delinger.uten_tilgangskontroll(grunn="skriv brev")
    spurt = delinger.filter(
        slag=Delingsslag.UTTALELSE,
        enhet=brev.gjelder["enhet"],
        fra_enhet=avvik.holder_id,
    )
    return avvik.er_apen and spurt.exists() and for_enheten(brev, mottaker)


def paa_papir(brev: Any, mottaker: Bruker) -> bool:
    sendt = saken(brev).brev_sendt is not None
    return not sendt and for_holder(Status.SENDT)(brev, mottaker)


def for_ombudet(brev: Any, mottaker: Bruker) -> bool:
    avvik, virksomhet = saken(brev), brev.gjelder["virksomhet"]
    return (
        Plikt.PERSONVERN in rules.plikter(avvik)
        and avvik.mottakende_virksomhet_id == virksomhet
        and mottaker in mottakere.personvernombud(virksomhet, i_dag())
    )


def for_sekretariatet(brev: Any, mottaker: Bruker) -> bool:
    return saken(brev).bedt_om_retting and mottaker in mottakere.sekretariat(i_dag())


def for_den_som_ba(brev: Any, mottaker: Bruker) -> bool:
    mottaker.glem_tilgang()
    return rules.kan_reagere(mottaker, saken(brev))


def for_saksbehandler(brev: Any, mottaker: Bruker) -> bool:
    avvik = saken(brev)
    mottaker.glem_tilgang()
    return avvik.er_apen and avvik.holder_id in mottaker.tilganger.saksbehandler_enheter


def for_paminnet(brev: Any, mottaker: Bruker) -> bool:
    """The case still waits, with the same unit and the same date, and the person
    still has a place in the unit's ladder."""
    p = paminnelsen(brev)
    lopende = stiger.lopende(p.avvik).get(p.stige)
    if lopende is None or p.avvik.holder_id != p.tildeling.enhet_id:
        return False
    datoer = frister.trinn_datoer(*lopende, stengte_dager())
    if (p.trinn, p.forfall) not in {(trinn.kode, dato) for trinn, dato in datoer}:
        return False
    return stiger.har_plass(mottaker, p.avvik.holder, i_dag())


def for_den_som_takker(brev: Any, mottaker: Bruker) -> bool:
    kort = kortet(brev)
    mottaker.glem_tilgang()
    return kort.takket_tid is None and rules.kan_takke(mottaker, kort)


def for_kortleser(brev: Any, mottaker: Bruker) -> bool:
    mottaker.glem_tilgang()
    kort = Rabrakort.objects.synlig_for(mottaker)
    return kort.filter(pk=brev.gjelder["rabrakort"]).exists()
