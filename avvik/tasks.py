"""Woken by beat; the work is done by actions."""

from celery import shared_task
from django.utils import timezone

from avvik.actions import slett_utgatte_utkast
from avvik.actions.klokke import skann
from helsefellesskap.drift import scan_er_ferdig
from helsefellesskap.innlogging import fjern_utlopte_okter
from helsefellesskap.transaksjon import SYSTEM


@shared_task(name="avvik.tasks.kjor_frister")
def kjor_frister() -> None:
    naa = timezone.now()
    skann(naa)
    scan_er_ferdig(naa)


@shared_task(name="avvik.tasks.rydd_utkast")
def rydd_utkast() -> None:
    slett_utgatte_utkast(av=SYSTEM, naa=timezone.now())
    fjern_utlopte_okter()
