"""Numbers and PDF of a period, for the operator. Publishes nothing."""

import json
import os
import stat
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from helsefellesskap.tid import i_dag
from helsefellesskap.transaksjon import SYSTEM, transaksjon
from rapporter import actions, innhold, tallfil, uttrekk
from rapporter.dokument import paa_rapportspraket, som_pdf
from rapporter.enums import Rapporttype
from rapporter.pdf import PangoMangler
from rapporter.tall import TERTIALER, Periode, standard_uttrekk
from rapporter.tallsett import Uttrekk


def tolk_dato(tekst: str) -> date:
    try:
        return date.fromisoformat(tekst)
    except ValueError:
        raise ArgumentTypeError("Skriv datoen slik: 2022-12-08.") from None


class Command(BaseCommand):
    help = "Lag tallene (JSON) og rapporten (PDF) for et tertial eller et år."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("type", choices=Rapporttype.values)
        parser.add_argument("aar", type=int, metavar="ÅR")
        parser.add_argument("nummer", type=int, nargs="?", metavar="N")
        parser.add_argument(
            "--per", type=tolk_dato, metavar="ÅÅÅÅ-MM-DD", help="uttrekksdato"
        )
        parser.add_argument("--ut", metavar="FIL.pdf", help="krever pango")
        parser.add_argument("--json", metavar="FIL.json")

    def handle(self, *args: Any, **valg: Any) -> None:
        if not valg["ut"] and not valg["json"]:
            raise CommandError("Oppgi --ut FIL.pdf, --json FIL.json eller begge.")
        periode = _periode(valg["type"], valg["aar"], valg["nummer"])
        with transaksjon(SYSTEM), paa_rapportspraket():
            tall = _tall(Rapporttype(valg["type"]), periode, valg["per"])
            laering = actions.laering_i_perioden(periode)
        if valg["json"]:
            tekst = json.dumps(tallfil.som_json(tall), ensure_ascii=False, indent=2)
            self._skriv(valg["json"], f"{tekst}\n".encode())
        if valg["ut"]:
            self._skriv(valg["ut"], _pdf(tall, laering))

    def _skriv(self, fil: str, data: bytes) -> None:
        try:
            _skriv_privat(fil, data)
        except OSError as feil:
            raise CommandError(f"Kan ikke skrive {fil}: {feil.strerror}.") from feil
        self.stdout.write(f"Skrev {fil}.")


def _periode(type_: str, aar: int, nummer: int | None) -> Periode:
    if not 2000 <= aar <= 2100:
        raise CommandError("Året må være mellom 2000 og 2100.")
    if type_ == Rapporttype.AAR:
        if nummer is not None:
            raise CommandError("Årsrapporten har ikke noe nummer: lag_rapport aar ÅR.")
        return Periode.aar(aar)
    if nummer is None or not 1 <= nummer <= TERTIALER:
        raise CommandError("Oppgi tertial 1, 2 eller 3: lag_rapport tertial ÅR N.")
    return Periode.tertial(aar, nummer)


def _tall(type_: Rapporttype, periode: Periode, per: date | None) -> Uttrekk:
    dag = i_dag()
    per = per or standard_uttrekk(periode, dag)
    if per > dag:
        raise CommandError("Uttrekksdatoen kan ikke være fram i tid.")
    if per < periode.fra:
        raise CommandError("Uttrekksdatoen kan ikke være før perioden.")
    return uttrekk.hent(type_, periode, per)


def _pdf(tall: Uttrekk, laering: tuple[innhold.Laering, ...]) -> bytes:
    try:
        return som_pdf(tall, innhold.Tekster(laeringspunkter=laering))
    except PangoMangler as feil:
        raise CommandError(str(feil)) from feil


def _skriv_privat(fil: str, data: bytes) -> None:
    """Readable by its owner alone, also where the file was there before.

    A device such as /dev/stdout keeps its own rights.
    """
    nummer = os.open(fil, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(nummer, "wb") as ut:
        if stat.S_ISREG(os.fstat(nummer).st_mode):
            os.fchmod(nummer, 0o600)
        ut.write(data)
