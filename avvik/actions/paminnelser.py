"""Planned reminders: rows written together with what caused them."""

from datetime import datetime

from django.db.models import Max

from avvik import frister
from avvik.enums import Paminnelsestilstand
from avvik.models import Avvik, Paminnelse, Tildeling
from avvik.stiger import lopende
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.utboks import stengte_dager


def planlegg(avvik: Avvik, *, naa: datetime) -> None:
    """Cancel what is planned for the case and plan anew from its dates.

    Called in the transaction of every change of owner, date or status. Steps
    whose day has passed are not planned again. Imported history has none.
    """
    alle = Paminnelse.objects.uten_tilgangskontroll(grunn="planlegg påminnelser")
    alle = alle.filter(avvik=avvik)
    alle.filter(tilstand=Paminnelsestilstand.PLANLAGT).update(
        tilstand=Paminnelsestilstand.AVLYST, avgjort_tid=naa
    )
    stiger = lopende(avvik)
    if not stiger:
        return
    tildelinger = Tildeling.objects.uten_tilgangskontroll(grunn="planlegg påminnelser")
    tildeling = tildelinger.filter(avvik=avvik).latest("nr")
    egne = alle.filter(tildeling=tildeling)
    forrige = egne.aggregate(Max("runde"))["runde__max"]
    avgjort = (Paminnelsestilstand.SENDT, Paminnelsestilstand.FORBIGAATT)
    ferdige = set(
        egne.filter(tilstand__in=avgjort).values_list("stige", "trinn", "forfall")
    )
    i_dag, stengte = lokal_dato(naa), stengte_dager()
    Paminnelse.objects.bulk_create(
        Paminnelse(
            avvik=avvik,
            tildeling=tildeling,
            stige=navn,
            trinn=trinn.kode,
            runde=(forrige or 0) + 1,
            forfall=dato,
        )
        for navn, (stige, frist) in stiger.items()
        for trinn, dato in frister.trinn_datoer(stige, frist, stengte)
        if dato >= i_dag and (navn, trinn.kode, dato) not in ferdige
    )
