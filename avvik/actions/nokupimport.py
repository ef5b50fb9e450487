"""Taking in the codes of the national kodeverk."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Greatest

from avvik.actions._felles import krev
from avvik.importnokup import Nokuprad, kjente
from avvik.models import Nokupkode
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import SYSTEM, handling


@handling
def importer_nokup(
    rader: Sequence[Nokuprad], *, utgave: str, av: Bruker | str, naa: datetime
) -> int:
    """Add the codes the edition lacks; how many.

    Earlier editions end the day before: their codes stand where they are used, and
    can no longer be chosen.
    """
    krev(av == SYSTEM)
    dag, finnes = lokal_dato(naa), kjente(utgave)
    nye = [
        Nokupkode(kode=rad.kode, navn=rad.navn, utgave=utgave, gyldig_fra=dag)
        for rad in rader
        if rad.kode not in finnes
    ]
    if nye:
        eldre = Nokupkode.objects.exclude(utgave=utgave)
        i_gar = dag - timedelta(days=1)
        # One loaded the same day ends with it: an end is never before the start.
        eldre.filter(gyldig_til__isnull=True).update(
            gyldig_til=Greatest(F("gyldig_fra"), i_gar)
        )
        Nokupkode.objects.bulk_create(nye)
    return len(nye)
