from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from helsefellesskap.actions import sett_kontaktlinje
from helsefellesskap.drift import demofeil, merk_demo
from helsefellesskap.models import Enhet
from helsefellesskap.transaksjon import SYSTEM, transaksjon
from rapporter.demodata import levende, personer, trend, utvalget

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Registre, historikk, personer og levende saker for demoen."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("demodata krever DEMO=1.")
        if feil := demofeil(demo=True):
            raise CommandError(feil)
        with transaksjon(SYSTEM):
            merk_demo()
        self._si("Leser registrene")
        call_command("importer_register", DATA, stdout=self.stdout)
        self._si("Leser historikken for 2022")
        call_command("importer_avvik", DATA / "avvik-2022.csv", stdout=self.stdout)
        with transaksjon(SYSTEM):
            folk = personer.lag_personer()
            self._kontaktlinjer()
        if not levende.finnes():
            self._si("Spiller av levende saker")
            naa = timezone.now()
            with transaksjon(SYSTEM):
                levende.Avspilling(folk, naa).spill()
                utvalget.lag_moter(folk, naa)
        if not trend.finnes():
            with transaksjon(SYSTEM):
                trend.tell(folk, timezone.now())
        self._si("Demodata er klare")

    def _si(self, tekst: str) -> None:
        self.stdout.write(tekst)
        self.stdout.flush()

    def _kontaktlinjer(self) -> None:
        for enhet in Enhet.objects.filter(kontaktlinje="", type="avdeling"):
            sett_kontaktlinje(
                enhet,
                tekst="Dialogmelding til enheten, eller telefon til vaktrommet",
                av=SYSTEM,
            )
