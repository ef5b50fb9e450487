"""Make a report. A doubled call finds it published and does nothing."""

from celery import shared_task
from django.utils import timezone

from rapporter import actions


@shared_task(name=actions.OPPGAVE)
def lag_rapport(rapport_id: int) -> None:
    actions.lag(rapport_id, naa=timezone.now())
