"""Wake the relay. Lost, late and doubled calls are harmless."""

from celery import shared_task

from helsefellesskap import rele
from helsefellesskap.utboks import OPPGAVE


@shared_task(name=OPPGAVE)
def send_utboks() -> None:
    rele.kjor()
