"""Plays the living cases day by day: filings, answers, the clock, the letters."""

import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from avvik import actions
from avvik.actions.klokke import skann
from avvik.models import Avvik, Kategori, Rabrakort
from helsefellesskap import rele
from helsefellesskap.arbeidsdager import OSLO, lokal_dato
from helsefellesskap.models import Bruker, Virksomhet
from helsefellesskap.transaksjon import SYSTEM, transaksjon
from rapporter.demodata.personer import enhet
from rapporter.demodata.planer import Kortplan, Sakplan, Steg
from rapporter.demodata.saker import KORT, SAKER

NAVNEROM = uuid.UUID("7f0c1f0e-5a55-4c1e-9d2b-2b1d6a4f3c10")
MORGEN = time(7, 0)
ARBEIDSTID = time(10, 0)
BREVTID = time(9, 0)
# Filing takes from one and a half to four minutes, in three equal steps.
KORTEST, LENGST = 90, 240


def nokkel(navn: str) -> uuid.UUID:
    return uuid.uuid5(NAVNEROM, navn)


def steglengde(navn: str) -> timedelta:
    """A third of the time it took to file; always the same for a case."""
    sekunder = KORTEST + nokkel(navn).int % (LENGST - KORTEST + 1)
    return timedelta(seconds=sekunder) / 3


def finnes() -> bool:
    saker = Avvik.objects.uten_tilgangskontroll(grunn="demodata")
    return saker.filter(innsendingsnokkel=nokkel(SAKER[0].nokkel)).exists()


class Avspilling:
    """Everything that happens on a day, in the order it stands in the plans."""

    def __init__(self, personer: dict[str, Bruker], naa: datetime) -> None:
        self.personer = personer
        self.naa = naa
        self.i_dag = lokal_dato(naa)
        self.saker: dict[str, Avvik] = {}
        self.dager: dict[date, list[Callable[[datetime], None]]] = defaultdict(list)
        for plan in SAKER:
            self._legg_inn(plan.dager_siden, lambda t, p=plan: self._meld(p, t))
            for steg in plan.steg:
                self._legg_inn(
                    steg[0], lambda t, p=plan, s=steg: self._gjor(p.nokkel, s, t)
                )
        for kort in KORT:
            self._legg_inn(kort.dager_siden, lambda t, k=kort: self._kort(k, t))

    def _legg_inn(self, dager_siden: int, hva: Callable[[datetime], None]) -> None:
        self.dager[self.i_dag - timedelta(days=dager_siden)].append(hva)

    def spill(self) -> None:
        """All or nothing: a second try starts from the beginning."""
        with transaksjon(SYSTEM):
            dag = min(self.dager)
            while dag <= self.i_dag:
                self._en_dag(dag)
                dag += timedelta(days=1)

    def _en_dag(self, dag: date) -> None:
        skann(self._tid(dag, MORGEN))
        rele.kjor(naa=self._tid(dag, BREVTID))
        for hendelse in self.dager.get(dag, ()):
            hendelse(self._tid(dag, ARBEIDSTID))

    def _tid(self, dag: date, klokka: time) -> datetime:
        return min(datetime.combine(dag, klokka, tzinfo=OSLO), self.naa)

    def _meld(self, plan: Sakplan, naa: datetime) -> None:
        melder = self.personer[plan.melder]
        kategori = Kategori.objects.get(kode=plan.kategori)
        til = enhet(plan.til) if plan.til else None
        motpart = Virksomhet.objects.filter(navn=plan.motpart).first()
        egen = min(melder.tilganger.egne_enheter)
        steg = steglengde(plan.nokkel)
        utkast = actions.lagre_utkast(
            None,
            av=melder,
            apnet=naa - 3 * steg,
            naa=naa - 2 * steg,
            enhet=melder.roller.get(enhet=egen, navn="melder").enhet,
            nokkel=nokkel(plan.nokkel),
            slag=plan.slag,
            hendelsesdato=lokal_dato(naa) - timedelta(days=1),
            gruppe=kategori.gruppe,
            kategori=kategori,
            gjelder_pasient=plan.alvorlighet is not None,
            alvorlighet=plan.alvorlighet,
            hva_skjedde=plan.hva,
            forslag=plan.forslag,
            gikk_bra=plan.gikk_bra,
            motpart=til.virksomhet if til else motpart,
            valgt_enhet=til,
            enhet_ukjent=til is None,
            kontaktlinje="Dialogmelding til enheten, eller telefon til vaktrommet",
            **plan.andre_felter,
        )
        actions.lagre_utkast(utkast, av=melder, naa=naa - steg, steg=3)
        self.saker[plan.nokkel] = actions.meld(utkast, av=melder, naa=naa)

    def _gjor(self, sak: str, steg: Steg, naa: datetime) -> None:
        _, verb, person, argumenter = steg
        alle = Avvik.objects.uten_tilgangskontroll(grunn="demodata")
        avvik = alle.select_related("holder__virksomhet").get(pk=self.saker[sak].pk)
        ferdige = self._ferdige(argumenter, naa)
        if "felt" in ferdige:
            ferdige["tekst"] = (avvik, ferdige.pop("felt"))
        getattr(actions, verb)(avvik, av=self.personer[person], naa=naa, **ferdige)

    def _ferdige(self, argumenter: dict[str, Any], naa: datetime) -> dict[str, Any]:
        """Names become rows, days become dates."""
        ferdige = dict(argumenter)
        if "til" in ferdige:
            ferdige["til"] = enhet(ferdige["til"])
        if "original" in ferdige:
            ferdige["original"] = self.saker[ferdige["original"]]
        if "dato_dager_siden" in ferdige:
            dager = timedelta(days=ferdige.pop("dato_dager_siden"))
            ferdige["dato"] = self.i_dag - dager
        if "innhold" in ferdige:
            innhold = dict(ferdige["innhold"])
            innhold["tiltak"] = [
                {
                    "beskrivelse": t["beskrivelse"],
                    "ansvarlig_rolle": t["ansvarlig_rolle"],
                    "frist": lokal_dato(naa) + timedelta(days=t["frist_om_dager"]),
                }
                for t in innhold.get("tiltak", [])
            ]
            ferdige["innhold"] = innhold
        return ferdige

    def _kort(self, plan: Kortplan, naa: datetime) -> None:
        kort: Rabrakort = actions.gi_rabra(
            enhet=enhet(plan.til),
            meldende_enhet=enhet(plan.fra),
            hvem=plan.hvem,
            hva=plan.hva,
            laering=plan.laering,
            endringer=plan.endringer,
            nokkel=nokkel(plan.nokkel),
            av=self.personer[plan.melder],
            naa=naa,
        )
        if plan.takk:
            leder = self.personer[plan.takk]
            actions.send_takk(kort, av=leder, naa=naa)
            if plan.fsu:
                actions.registrer_samtykke(kort, foresla_fsu=True, av=leder, naa=naa)
