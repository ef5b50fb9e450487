"""rules.innsyn and the door say the same about every person and every case."""

from collections import defaultdict
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from avvik import actions, rules
from avvik.enums import Alvorlighet, Delingsslag, Slag, Status, Tildelingsgrunn, Utfall
from avvik.models import Avvik, Deling, Kategori, Tildeling
from helsefellesskap.arbeidsdager import OSLO, lokal_dato
from helsefellesskap.enums import Rollenavn
from helsefellesskap.models import Bruker, Virksomhet
from tests.factories import lag_bruker, lag_kategori, lag_sak

pytestmark = pytest.mark.django_db

HISTORIER = (
    "ett_ledd",
    "videresendt",
    "ukjent",
    "saksbehandler",
    "uttalelse",
    "delt_bort",
)
FRISTER = ("i_tide", "sen")
ALVORLIGHETER = (None, *Alvorlighet.values)


def naa():
    return timezone.now().astimezone(OSLO)


def personer(verden):
    """Everybody in the world, and some with more than one role."""
    r = Rollenavn
    egne = [
        lag_bruker("stedfortreder", (r.STEDFORTREDER, verden.akutt)),
        lag_bruker(
            "melder_og_leder", (r.MELDER, verden.hjemme), (r.LEDER, verden.akutt)
        ),
        lag_bruker("leder_sekretariat", (r.LEDER, verden.akutt), (r.SEKRETARIAT, None)),
        lag_bruker("uten_roller"),
        lag_bruker("ombud_unn", (r.PERSONVERNOMBUD, verden.samhandling_unn)),
        lag_bruker("ombud_narvik", (r.PERSONVERNOMBUD, verden.helse_narvik)),
    ]
    verdens = [b for b in vars(verden).values() if hasattr(b, "tilganger")]
    return [*verdens, *egne]


def lag_historie(verden, historie):
    til = None if historie == "ukjent" else verden.akutt
    sak = lag_sak(verden.melder, til=til, motpart=verden.unn, naa=naa())
    av = verden.leder_akutt
    if historie in ("videresendt", "delt_bort"):
        if historie == "delt_bort":
            del_sak(verden, sak)
        actions.send_videre(
            sak, til=verden.ortopedi_narvik, begrunnelse="Feil", av=av, naa=naa()
        )
    elif historie in ("saksbehandler", "uttalelse"):
        del_sak(verden, sak, historie)
    return sak


def del_sak(verden, sak, slag="saksbehandler"):
    bruker = verden.saksbehandler_akutt if slag == "saksbehandler" else None
    Deling.objects.create(
        avvik=sak,
        slag=Delingsslag(slag),
        bruker=bruker,
        enhet=verden.akutt if bruker else verden.senjalegen,
        fra_enhet=verden.akutt,
        av=verden.leder_akutt,
        tid=naa(),
    )


def felter(status, alvorlighet, frist, *, pk=None):
    """What a case in that state holds, constraints and all."""
    dag = lokal_dato(naa())
    return {
        "status": status,
        "slag": Slag.AVVIK,
        "alvorlighet": alvorlighet,
        "holder_frist": dag + timedelta(days=-1 if frist == "sen" else 1),
        "pause_fra": dag if status == Status.VENTER_PA_MELDER else None,
        "utfall": Utfall.NYTTIG if status == Status.AVSLUTTET else "",
        "duplikat_av_id": pk if status == Status.DUPLIKAT else None,
    }


def kopier(sak):
    """The case in every status, severity and lateness, each with its parts."""
    alle = list(product(Status.values, ALVORLIGHETER, FRISTER))
    for nr, (status, alvorlighet, frist) in enumerate(alle, start=1000):
        kopi = Avvik.objects.uten_tilgangskontroll(grunn="test").get(pk=sak.pk)
        kopi.pk, kopi.innsendingsnokkel = None, uuid4()
        kopi.saksnummer = f"2026-{nr}"
        for navn, verdi in felter(status, alvorlighet, frist, pk=sak.pk).items():
            setattr(kopi, navn, verdi)
        kopi.save(force_insert=True)
        for modell in (Tildeling, Deling):
            for del_ in modell.objects.uten_tilgangskontroll(grunn="test").filter(
                avvik=sak
            ):
                del_.pk, del_.avvik = None, kopi
                del_.save(force_insert=True)
    return len(alle)


def alle_saker():
    saker = Avvik.objects.uten_tilgangskontroll(grunn="test")
    return list(saker.select_related("holder__virksomhet"))


def deler_av(modell):
    samlet = defaultdict(list)
    for del_ in modell.objects.uten_tilgangskontroll(grunn="test"):
        samlet[del_.avvik_id].append(del_)
    return samlet


def etter_reglene(bruker, apnet=()):
    """Numbers of the cases rules.innsyn shows something of."""
    tildelinger, delinger = deler_av(Tildeling), deler_av(Deling)
    return {
        sak.saksnummer
        for sak in alle_saker()
        if rules.innsyn(
            bruker,
            sak,
            i_dag=lokal_dato(naa()),
            tildelinger=tildelinger[sak.pk],
            delinger=delinger[sak.pk],
            apnet=apnet,
        ).noe
    }


def gjennom_doren(bruker, apnet=()):
    saker = Avvik.objects.synlig_for(bruker, apnet=apnet)
    return set(saker.values_list("saksnummer", flat=True))


# Shown nothing of these cases, whatever their state.
UTENFOR = {"admin", "ssu", "uten_roller", "ombud_unn", "ombud_narvik"}


@pytest.mark.parametrize("historie", HISTORIER)
def test_shown_something_exactly_when_the_door_opens(verden, historie):
    antall = kopier(lag_historie(verden, historie))
    sett = {}
    for bruker in personer(verden):
        vist = sett[bruker.navn.removeprefix("Navn ")] = etter_reglene(bruker)
        assert vist == gjennom_doren(bruker), bruker.navn
    tomme = {navn for navn, saker in sett.items() if not saker}
    assert tomme >= UTENFOR
    assert len(sett["melder"]) == antall + 1
    assert 0 < len(sett["sekretariat"]) < antall


def test_a_breach_of_privacy_is_the_ombuds_of_the_virksomhet_that_has_it(verden):
    lag_kategori("K1")
    antall = kopier(lag_historie(verden, "ett_ledd"))
    saker = Avvik.objects.uten_tilgangskontroll(grunn="test")
    kode = Kategori.objects.get(kode="K1")
    saker.update(kategori=kode, gruppe=kode.gruppe)
    sett = {}
    for bruker in personer(verden):
        sett[bruker.navn.removeprefix("Navn ")] = vist = etter_reglene(bruker)
        assert vist == gjennom_doren(bruker), bruker.navn
    assert (len(sett["ombud_unn"]), len(sett["ombud_narvik"])) == (antall + 1, 0)
    saker.update(ekstern_id=Concat(Value("gammel "), Cast("pk", CharField())))
    unn = Bruker.objects.get(email="ombud_unn@demo.invalid")
    assert etter_reglene(unn) == gjennom_doren(unn) == set()


def test_cases_opened_with_a_reason_are_open_on_both_sides(verden):
    kopier(lag_historie(verden, "ett_ledd"))
    apnet = [sak.pk for sak in alle_saker()][::3]
    for bruker in (verden.sekretariat, verden.leder_ortopedi):
        assert etter_reglene(bruker, apnet) == gjennom_doren(bruker, apnet)
    assert etter_reglene(verden.sekretariat, apnet) > etter_reglene(verden.sekretariat)


def test_imported_history_is_never_a_serious_case_of_the_sekretariat(verden):
    sak = lag_historie(verden, "ett_ledd")
    saker = Avvik.objects.uten_tilgangskontroll(grunn="test").filter(pk=sak.pk)
    saker.update(**felter(Status.AVSLUTTET, Alvorlighet.DOD, "i_tide"))
    bruker = verden.sekretariat
    assert etter_reglene(bruker) == gjennom_doren(bruker) == {sak.saksnummer}
    saker.update(ekstern_id="gammel 1")
    assert etter_reglene(bruker) == gjennom_doren(bruker) == set()


def test_a_case_the_sender_wants_corrected_is_the_sekretariats(verden):
    sak = lag_historie(verden, "ett_ledd")
    bruker = verden.sekretariat
    assert etter_reglene(bruker) == gjennom_doren(bruker) == set()
    saker = Avvik.objects.uten_tilgangskontroll(grunn="test").filter(pk=sak.pk)
    saker.update(bedt_om_retting=True)
    assert etter_reglene(bruker) == gjennom_doren(bruker) == {sak.saksnummer}


def test_a_holder_that_is_not_tilknyttet_is_the_sekretariats(verden):
    sak = lag_sak(verden.melder_akutt, til=verden.senjalegen, naa=naa())
    bruker = verden.sekretariat
    assert etter_reglene(bruker) == gjennom_doren(bruker) == set()
    Virksomhet.objects.filter(pk=verden.senjalegen_v.pk).update(tilknyttet_fra=None)
    assert etter_reglene(bruker) == gjennom_doren(bruker) == {sak.saksnummer}


def test_every_way_to_get_a_case_is_tried_here():
    proevd = {"valgt", "videresendt", "til_fordeling"}
    resten = {"regel", "fordelt", "tredje_retur", "etterfolger", "importert"}
    assert set(Tildelingsgrunn.values) == proevd | resten
