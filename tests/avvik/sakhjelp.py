"""What the tests of a case's pages share."""

import re
from datetime import timedelta

from django.utils import timezone

from avvik import actions
from avvik.models import Avvik
from helsefellesskap.arbeidsdager import OSLO
from helsefellesskap.models import Tilgangslogg
from tests.factories import lag_svar


def naa(dager=0, **mer):
    return timezone.now().astimezone(OSLO) + timedelta(days=dager, **mer)


def side(nr, verb=""):
    return f"/sak/{nr}/{verb}/" if verb else f"/sak/{nr}/"


def fersk(sak):
    return Avvik.objects.uten_tilgangskontroll(grunn="test").get(pk=sak.pk)


def alle(modell, **filter):
    return modell.objects.uten_tilgangskontroll(grunn="test").filter(**filter)


def tekst(svar):
    return re.sub(r"\s+", " ", svar.content.decode())


def verb_paa(svar):
    return sorted(svar.context["sak"].verb)


def logg():
    rader = Tilgangslogg.objects.order_by("id")
    return list(rader.values_list("handling", "rute", "gjelder"))


def besvart(verden, sak, **felter):
    actions.besvar(
        fersk(sak), innhold=lag_svar(**felter), av=verden.leder_akutt, naa=naa()
    )
    return fersk(sak)
