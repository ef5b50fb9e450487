"""Letters of every kind, and the state they end in."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import get_language

from helsefellesskap.arbeidsdager import OSLO
from helsefellesskap.enums import Brevtilstand
from helsefellesskap.models import Brev, Brevlinje
from helsefellesskap.register import Brevinnhold, Brevslag
from helsefellesskap.utboks import legg_i_digest, legg_i_utboks
from tests.idnumre import TENOR

NAA = datetime(2026, 11, 2, 10, tzinfo=OSLO)


def innhold(rad, mottaker):
    nr = rad.gjelder["nr"]
    return Brevinnhold(emne=f"Sak {nr}", tekst=f"Åpne sak {nr}.")


def feiler(rad, mottaker):
    return {}["ukjent"]


def databasefeil(rad, mottaker):
    return Brev.objects.get(pk=-1)


def med_nummer(rad, mottaker):
    return Brevinnhold(emne="Sak", tekst=f"Pasient {TENOR}")


def onsket(rad, mottaker):
    return not rad.gjelder.get("uonsket")


BREVSLAG = {
    "prove": Brevslag(innhold, onsket),
    "feiler": Brevslag(feiler, onsket),
    "databasefeil": Brevslag(databasefeil, onsket),
    "med_nummer": Brevslag(med_nummer, onsket),
    "to_linjer": Brevslag(lambda r, m: Brevinnhold("En\nto", "Tekst"), onsket),
    "spraak": Brevslag(lambda r, m: Brevinnhold(get_language(), "Tekst"), onsket),
}


def legg(mottaker, nr=1, kind="prove", haster=False, **gjelder):
    legg_i_utboks(
        kind,
        mottaker,
        gjelder={"nr": nr, **gjelder},
        dedupe_key=f"{kind}:{nr}",
        haster=haster,
    )
    return Brev.objects.get(dedupe_key=f"{kind}:{nr}")


def legg_linje(mottaker, nr, kind="prove", dato=date(2026, 11, 2), **gjelder):
    gjelder["nr"] = nr
    with transaction.atomic():
        linje = Brevlinje(kind=kind, gjelder=gjelder, dedupe_key=f"l:{nr}")
        legg_i_digest(mottaker, [linje], dato=dato)


def tilstander():
    return list(Brev.objects.order_by("pk").values_list("state", flat=True))


def leien_gaar_ut():
    Brev.objects.filter(state=Brevtilstand.LEID).update(
        lease_until=Now() - timedelta(seconds=1)
    )
