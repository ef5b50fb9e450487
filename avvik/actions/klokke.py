"""One scan of the clock: transitions first, then reminders (design 3 and 6).

Safe to run twice, at once or after weeks of rest: transitions are conditional
updates, a reminder row changes state once, and letter keys are unique.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from avvik import frister
from avvik.actions._felles import noter
from avvik.actions.avslutt import lukk
from avvik.actions.behandle import pause_utlopt
from avvik.enums import Paminnelsestilstand, Status, Stige, Verb
from avvik.frister import Mottaker
from avvik.models import Avvik, Paminnelse
from helsefellesskap import mottakere
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.feil import UlovligOvergang, Versjonskonflikt
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import SYSTEM, transaksjon
from helsefellesskap.utboks import legg_i_digest, stengte_dager

PAA_EN_GANG = 200


@dataclass
class Skann:
    """What one scan did."""

    pauser: int = 0
    lukket: int = 0
    paminnelser: int = 0
    forbigaatt: int = 0


def skann(naa: datetime) -> Skann:
    """Everything that is due at `naa`; each case in a transaction of its own."""
    resultat = Skann()
    i_dag = lokal_dato(naa)
    for avvik in _med_utlopt_pause(i_dag):
        resultat.pauser += _forsok(pause_utlopt, avvik, naa)
    for avvik in _stille_saker(i_dag):
        resultat.lukket += _forsok(lukk, avvik, naa)
    for sak_id in _saker_med_forfalte(i_dag):
        sendt, forbi = _paaminn(sak_id, naa)
        resultat.paminnelser += sendt
        resultat.forbigaatt += forbi
    return resultat


def _forsok(handling, avvik: Avvik, naa: datetime) -> int:
    try:
        handling(avvik, av=SYSTEM, naa=naa)
    except (UlovligOvergang, Versjonskonflikt):
        return 0  # a person was faster; the next scan sees how it stands
    return 1


def _saker() -> "Iterable[Avvik]":
    saker = Avvik.objects.uten_tilgangskontroll(grunn="klokken")
    return saker.select_related("holder__virksomhet", "melder", "meldende_enhet")


def _med_utlopt_pause(i_dag: date) -> list[Avvik]:
    with transaksjon(SYSTEM):
        stengte = stengte_dager()
        ventende = _saker().filter(status=Status.VENTER_PA_MELDER)
        return [
            avvik
            for avvik in ventende
            if avvik.pause_fra
            and frister.pause_utloper(avvik.pause_fra, stengte) <= i_dag
        ]


def _stille_saker(i_dag: date) -> list[Avvik]:
    grense = i_dag - frister.LUKKES_ETTER
    with transaksjon(SYSTEM):
        return list(_saker().filter(status=Status.BESVART, siste_svar_dato__lte=grense))


def _forfalte(i_dag: date):
    planlagte = Paminnelse.objects.uten_tilgangskontroll(grunn="klokken")
    return planlagte.filter(tilstand=Paminnelsestilstand.PLANLAGT, forfall__lte=i_dag)


def _saker_med_forfalte(i_dag: date) -> list[int]:
    with transaksjon(SYSTEM):
        return sorted(set(_forfalte(i_dag).values_list("avvik_id", flat=True)))


def _paaminn(sak_id: int, naa: datetime) -> tuple[int, int]:
    """The highest due step of each ladder goes out, lower ones are passed over."""
    i_dag = lokal_dato(naa)
    with transaksjon(SYSTEM):
        # Locks the case: an answer that comes now cancels what is planned.
        avvik = _saker().select_for_update(of=("self",)).get(pk=sak_id)
        rader = list(
            _forfalte(i_dag)
            .select_for_update(skip_locked=True)
            .filter(avvik=avvik)
            .order_by("forfall", "pk")
        )
        stiger = defaultdict(list)
        for rad in rader:
            stiger[rad.stige].append(rad)
        sendt = sum(_ett_trinn(avvik, stige, r, naa) for stige, r in stiger.items())
    return sendt, len(rader) - sendt


def _ett_trinn(avvik: Avvik, stige: str, rader: list[Paminnelse], naa: datetime) -> int:
    *lavere, hoyeste = rader
    _avgjor(lavere, Paminnelsestilstand.FORBIGAATT, naa)
    _avgjor([hoyeste], Paminnelsestilstand.SENDT, naa)
    i_dag = lokal_dato(naa)
    kind = f"paminnelse_{stige}"
    for bruker in _mottakere(avvik, stige, hoyeste.trinn, i_dag):
        legg_i_digest(
            kind,
            bruker,
            gjelder={"avvik": avvik.pk, "paminnelse": hoyeste.pk},
            dedupe_key=f"{kind}:{hoyeste.pk}:{bruker.pk}",
            dato=i_dag,
        )
    noter(
        avvik,
        Verb.PAMINNELSE,
        av=SYSTEM,
        naa=naa,
        til_enhet=avvik.holder,
        dato=avvik.holder_frist if stige == Stige.SVAR else avvik.bekreft_innen,
    )
    return 1


def _avgjor(
    rader: list[Paminnelse], tilstand: Paminnelsestilstand, naa: datetime
) -> None:
    alle = Paminnelse.objects.uten_tilgangskontroll(grunn="klokken")
    alle.filter(pk__in=[r.pk for r in rader]).update(tilstand=tilstand, avgjort_tid=naa)


def stigetrinn(avvik: Avvik, stige: str) -> frister.Stige:
    if stige == Stige.BEKREFT:
        return frister.BEKREFT_STIGE
    return frister.svarstige(avvik.alvorlighet)


def _mottakere(avvik: Avvik, stige: str, trinn: str, i_dag: date) -> list[Bruker]:
    """People of the places the step reaches; an empty place goes one up."""
    kjede = {
        Mottaker.ENHET: tuple(mottakere.for_enhet(avvik.holder, i_dag)),
        Mottaker.LEDER_OVER: tuple(mottakere.ledere_over(avvik.holder, i_dag)),
        Mottaker.SAMHANDLINGSKONTAKT: tuple(
            mottakere.kontakter(avvik.holder.virksomhet_id, i_dag)
        ),
        Mottaker.SEKRETARIAT: tuple(mottakere.sekretariat(i_dag)),
    }
    # Nobody in the sekretariat either: then the list is empty and
    # sjekk_drift's business is to say so, not to lose the scan.
    fylt = {plass: folk or None for plass, folk in kjede.items()}
    if fylt[Mottaker.SEKRETARIAT] is None:
        return []
    steder = frister.mottakere_for(stigetrinn(avvik, stige), trinn, fylt)
    return list(dict.fromkeys(bruker for folk in steder for bruker in folk))
