"""One scan of the clock: transitions first, then reminders (design 3 and 6).

Safe to run twice, at once or after weeks of rest: transitions are conditional
updates, a reminder row changes state once, and letter keys are unique.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from avvik import frister
from avvik.actions.avslutt import lukk
from avvik.actions.behandle import pause_utlopt
from avvik.enums import Paminnelsestilstand, Status, Verb
from avvik.frister import Mottaker
from avvik.models import Avvik, Hendelse, Paminnelse
from avvik.stiger import lopende, plasser
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.epost import AVBRUDD
from helsefellesskap.feil import UlovligOvergang, Versjonskonflikt
from helsefellesskap.models import Brevlinje, Bruker, Enhet
from helsefellesskap.transaksjon import SYSTEM, transaksjon
from helsefellesskap.utboks import legg_i_digest, stengte_dager

logger = logging.getLogger("samhandling.klokke")

PAA_EN_GANG = 200


@dataclass
class Skann:
    """What one scan did."""

    pauser: int = 0
    lukket: int = 0
    paminnelser: int = 0
    forbigaatt: int = 0


def skann(naa: datetime) -> Skann:
    """Everything that is due at `naa`; transitions one case at a time."""
    resultat = Skann()
    i_dag = lokal_dato(naa)
    for avvik in _med_utlopt_pause(i_dag):
        resultat.pauser += _forsok(pause_utlopt, avvik, naa)
    for avvik in _stille_saker(i_dag):
        resultat.lukket += _forsok(lukk, avvik, naa)
    ider = _saker_med_forfalte(i_dag)
    for start in range(0, len(ider), PAA_EN_GANG):
        _paaminn_bolk(ider[start : start + PAA_EN_GANG], naa, resultat)
    return resultat


def _forsok(handling, avvik: Avvik, naa: datetime) -> int:
    try:
        handling(avvik, av=SYSTEM, naa=naa)
    except (UlovligOvergang, Versjonskonflikt):
        return 0  # a person was faster; the next scan sees how it stands
    except AVBRUDD:
        raise
    except Exception:  # whatever it is, the other cases must have their turn
        logger.exception("%s of case %d failed", handling.__name__, avvik.pk)
        return 0
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


def _paaminn_bolk(ider: list[int], naa: datetime, resultat: Skann) -> None:
    """A batch in one transaction; when it breaks, each case by itself, so that
    one faulty case never keeps the others from their reminders.
    """
    try:
        _paaminn(ider, naa, resultat)
    except AVBRUDD:
        raise
    except Exception:  # whatever it is, the others must be reminded
        if len(ider) == 1:
            logger.exception("reminder of case %d failed", ider[0])
            return
        for sak_id in ider:
            _paaminn_bolk([sak_id], naa, resultat)


def _paaminn(ider: list[int], naa: datetime, resultat: Skann) -> None:
    """The highest due step of each ladder goes out, lower ones are passed over."""
    i_dag = lokal_dato(naa)
    with transaksjon(SYSTEM):
        # Locks the cases: an answer that comes now cancels what is planned.
        laaste = _saker().select_for_update(of=("self",)).order_by("pk")
        saker = {avvik.pk: avvik for avvik in laaste.filter(pk__in=ider)}
        planlagte = _forfalte(i_dag).select_for_update(skip_locked=True)
        stiger = defaultdict(list)
        for rad in planlagte.filter(avvik__in=ider).order_by("forfall", "pk"):
            stiger[rad.avvik_id, rad.stige].append(rad)
        ut = [rader[-1] for rader in stiger.values()]
        forbi = [rad for rader in stiger.values() for rad in rader[:-1]]
        _avgjor(forbi, Paminnelsestilstand.FORBIGAATT, naa)
        _avgjor(ut, Paminnelsestilstand.SENDT, naa)
        _skriv_linjer([(saker[rad.avvik_id], rad) for rad in ut], i_dag)
        _noter_alle([(saker[rad.avvik_id], rad) for rad in ut], naa)
    resultat.paminnelser += len(ut)
    resultat.forbigaatt += len(forbi)


def _avgjor(
    rader: list[Paminnelse], tilstand: Paminnelsestilstand, naa: datetime
) -> None:
    alle = Paminnelse.objects.uten_tilgangskontroll(grunn="klokken")
    alle.filter(pk__in=[r.pk for r in rader]).update(tilstand=tilstand, avgjort_tid=naa)


def _skriv_linjer(ut: list[tuple[Avvik, Paminnelse]], i_dag: date) -> None:
    kart = Mottakerkart(i_dag)
    linjer: dict[Bruker, list[Brevlinje]] = defaultdict(list)
    for avvik, rad in ut:
        kind = f"paminnelse_{rad.stige}"
        for bruker in kart.mottakere(avvik, rad.stige, rad.trinn):
            nokkel = f"{kind}:{rad.pk}:{bruker.pk}"
            gjelder = {"avvik": avvik.pk, "paminnelse": rad.pk}
            linje = Brevlinje(kind=kind, gjelder=gjelder, dedupe_key=nokkel)
            linjer[bruker].append(linje)
    # In one order everywhere: two scans at once must not wait for each other.
    for bruker in sorted(linjer, key=lambda b: b.pk):
        legg_i_digest(bruker, linjer[bruker], dato=i_dag)


def _noter_alle(ut: list[tuple[Avvik, Paminnelse]], naa: datetime) -> None:
    Hendelse.objects.bulk_create(
        Hendelse(
            avvik=avvik,
            verb=Verb.PAMINNELSE,
            tid=naa,
            til_enhet=avvik.holder,
            til_status=avvik.status,
            dato=lopende(avvik)[rad.stige][1],
        )
        for avvik, rad in ut
    )


class Mottakerkart:
    """Who fills each place of a ladder; asked once per unit in a batch."""

    def __init__(self, dato: date) -> None:
        self.dato = dato
        self._kjeder: dict[int, dict[Mottaker, tuple[Bruker, ...] | None]] = {}

    def mottakere(self, avvik: Avvik, stige: str, trinn: str) -> list[Bruker]:
        """People of the places the step reaches; an empty place goes one up.

        Nobody when not even the sekretariat has members; `sjekk_drift` is not
        the place to find that out, but the scan must not be lost by it.
        """
        kjede = self._kjede(avvik.holder)
        if kjede[Mottaker.SEKRETARIAT] is None:
            logger.error("nobody in the sekretariat to remind")
            return []
        steder = frister.mottakere_for(lopende(avvik)[stige][0], trinn, kjede)
        return list(dict.fromkeys(bruker for folk in steder for bruker in folk))

    def _kjede(self, enhet: Enhet) -> dict[Mottaker, tuple[Bruker, ...] | None]:
        if enhet.pk not in self._kjeder:
            self._kjeder[enhet.pk] = _samme_folk_samme_sted(plasser(enhet, self.dato))
        return self._kjeder[enhet.pk]


def _samme_folk_samme_sted(
    folk: dict[Mottaker, list[Bruker]],
) -> dict[Mottaker, tuple[Bruker, ...] | None]:
    """A place that holds nobody new is the place below: its step goes one up."""
    kjede: dict[Mottaker, tuple[Bruker, ...] | None] = {}
    for sted, personer in folk.items():
        lavere = () if sted == Mottaker.SEKRETARIAT else kjede.values()
        lik = (andre for andre in lavere if andre and set(personer) <= set(andre))
        kjede[sted] = next(lik, tuple(personer)) if personer else None
    return kjede
