"""Who may open a case, see which of its parts, and press its buttons."""

import pytest
from django.urls import reverse

from avvik import actions
from avvik.enums import Status
from avvik.models import Tildeling
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.models import Rolle, Tilgangslogg
from tests.avvik.sakhjelp import alle, fersk, logg, naa, side, tekst
from tests.factories import lag_sak
from tests.idnumre import TENOR
from tests.tilgang.kall import ruter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", ["bekreft", "videre", "spor", "avklart", "besvar"])
def test_the_holders_verbs_are_refused_to_others_and_logged(verden, inn, sak, verb):
    klient = inn(verden.melder)
    svar = klient.post(side(sak.saksnummer, verb), {"tekst": "x", "versjon": "0"})
    assert svar.status_code == 403
    assert logg() == [("avvist", f"sak_{verb}", sak.saksnummer)]
    assert fersk(sak).status == Status.SENDT
    assert len(alle(Tildeling, avvik=sak)) == 1


def test_what_a_refused_person_wrote_is_shown_back(verden, inn, sak):
    innhold = {"til": "", "begrunnelse": "Min lange begrunnelse"}
    svar = inn(verden.melder).post(side(sak.saksnummer, "videre"), innhold)
    assert svar.status_code == 403
    assert "Min lange begrunnelse" in tekst(svar)


def test_confirming_twice_is_a_message_and_no_error(verden, inn, sak):
    leder = inn(verden.leder_akutt)
    leder.post(side(sak.saksnummer, "bekreft"))
    svar = leder.post(side(sak.saksnummer, "bekreft"), follow=True)
    assert (svar.status_code, "Det går ikke nå." in tekst(svar)) == (200, True)


def test_what_is_posted_to_does_nothing_when_read_and_leads_to_the_case(
    verden, inn, sak
):
    leder = inn(verden.leder_akutt)
    ingen = "0000-0000"
    for nr, ny in ((sak.saksnummer, sak.saksnummer), ("x", ingen), (TENOR, ingen)):
        for verb in ("bekreft", "nyttig", "trekk", "svarutkast", "besvar", "apne"):
            svar = leder.get(side(nr, verb))
            assert (svar.status_code, svar.url) == (302, side(ny))
    assert fersk(sak).status == Status.SENDT


@pytest.mark.parametrize("hvem", ["ssu", "admin", "leder_ortopedi", "lege_senja"])
def test_roles_without_the_case_get_404(verden, inn, sak, hvem):
    assert inn(getattr(verden, hvem)).get(side(sak.saksnummer)).status_code == 404


@pytest.mark.parametrize(("felt", "dager"), [("til", -1), ("fra", 1)])
def test_a_role_is_asked_for_at_each_request(verden, inn, sak, felt, dager):
    """The session lives on; what it opens does not."""
    klient = inn(verden.leder_akutt)
    assert klient.get(side(sak.saksnummer)).status_code == 200

    dato = lokal_dato(naa(dager))
    Rolle.objects.filter(bruker=verden.leder_akutt).update(**{felt: dato})

    assert klient.get(side(sak.saksnummer)).status_code == 404
    assert klient.post(side(sak.saksnummer, "bekreft")).status_code == 404
    assert fersk(sak).status == Status.SENDT


def test_the_leader_above_sees_the_head_of_a_severe_case_only(verden, inn):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa(), alvorlighet=3)
    klient = inn(verden.leder_medisinsk)
    svar = klient.get(side(sak.saksnummer))
    assert svar.status_code == 200
    assert sak.saksnummer in tekst(svar) and "Akuttmottaket" in tekst(svar)
    for skjult in ("Epikrise", "Hjemmetjenesten", "Navn melder", "skade"):
        assert skjult not in svar.content.decode().partition("<main")[2]
    assert klient.post(side(sak.saksnummer, "bekreft")).status_code == 403


def test_the_melders_name_and_reference_follow_the_role(verden, inn):
    sak = lag_sak(
        verden.melder,
        til=verden.akutt,
        naa=naa(),
        egen_referanse="Perm 7",
        alvorlighet=2,
    )
    sett = {
        navn: (
            "Navn melder" in tekst(svar),
            "Perm 7" in tekst(svar),
        )
        for navn in ("melder", "leder_hjemme", "leder_akutt", "kontakt_narvik")
        if (svar := inn(getattr(verden, navn)).get(side(sak.saksnummer)))
    }
    assert sett == {
        "melder": (True, True),
        "leder_hjemme": (True, True),
        "leder_akutt": (True, False),
        "kontakt_narvik": (True, True),
    }


def test_a_statement_is_for_the_receiving_side(verden, inn, sak):
    actions.be_om_uttalelse(
        sak, enhet=verden.medisinsk, tekst="Internt", av=verden.leder_akutt, naa=naa()
    )
    lest = {
        navn: "Internt" in tekst(inn(getattr(verden, navn)).get(side(sak.saksnummer)))
        for navn in ("leder_akutt", "leder_medisinsk", "kontakt_unn", "melder")
    }
    assert lest == {
        "leder_akutt": True,
        "leder_medisinsk": True,
        "kontakt_unn": True,
        "melder": False,
    }


# --- the sekretariat --------------------------------------------------------------


def test_the_sekretariat_opens_with_a_reason_for_the_session(verden, inn, sak):
    klient = inn(verden.sekretariat)
    nei = klient.get(side(sak.saksnummer))
    assert nei.status_code == 403
    assert "Epikrisen kom ikke." not in tekst(nei)
    uten = klient.post(side(sak.saksnummer, "apne"))
    assert (uten.status_code, "Velg hvorfor du må åpne" in tekst(uten)) == (403, True)
    klient.post(side(sak.saksnummer, "apne"), {"begrunnelse": "henvendelse"})
    ja = klient.get(side(sak.saksnummer))
    assert (ja.status_code, "Epikrisen kom ikke." in tekst(ja)) == (200, True)
    assert "Navn melder" not in tekst(ja)
    begrunnelser = Tilgangslogg.objects.order_by("id")
    assert list(begrunnelser.values_list("handling", "begrunnelse")) == [
        ("avvist", ""),
        ("avvist", ""),
        ("apnet", "henvendelse"),
        ("apnet", ""),
    ]


def test_only_the_sekretariat_can_open_with_a_reason(verden, inn, sak):
    klient = inn(verden.leder_ortopedi)
    svar = klient.post(side(sak.saksnummer, "apne"), {"begrunnelse": "henvendelse"})
    assert svar.status_code == 404
    assert klient.get(side(sak.saksnummer)).status_code == 404


def test_a_number_that_is_not_there_cannot_be_opened(verden, inn):
    klient = inn(verden.sekretariat)
    for nr in ("1999-0001", "%00"):
        assert klient.get(side(nr)).status_code == 404
        svar = klient.post(side(nr, "apne"), {"begrunnelse": "retting"})
        assert svar.status_code == 404


def test_every_opening_is_logged_before_it_is_shown(verden, inn, sak):
    inn(verden.leder_akutt).get(side(sak.saksnummer))
    assert logg() == [("apnet", "sak", sak.saksnummer)]


@pytest.mark.parametrize(
    ("person", "antall"), [("leder_akutt", 25), ("melder", 23), ("kontakt_unn", 24)]
)
def test_the_page_costs_the_same_however_long_the_case_is(
    verden, inn, sak, person, antall, django_assert_num_queries
):
    klient = inn(getattr(verden, person))
    klient.get(side(sak.saksnummer))
    with django_assert_num_queries(antall):
        klient.get(side(sak.saksnummer))
    for nr in range(10):
        actions.registrer_tiltak(
            fersk(sak),
            enhet=verden.akutt,
            beskrivelse=f"Tiltak {nr}",
            ansvarlig_rolle="Leder",
            frist=lokal_dato(naa()),
            av=verden.leder_akutt,
            naa=naa(),
        )
    with django_assert_num_queries(antall):
        klient.get(side(sak.saksnummer))


def test_every_route_of_a_case_is_under_its_number():
    navn = [n for n in ruter() if n.split("_")[0] == "sak"]
    adresser = {reverse(n, args=["2026-0001"]) for n in navn}
    assert [a for a in adresser if not a.startswith("/sak/2026-0001/")] == []
    assert len(adresser) == len(navn) > 30


def test_a_unit_that_passed_the_case_on_is_told_no_more_of_what_became_of_it(
    verden, inn, sak
):
    videre = {"begrunnelse": "Feil sted", "av": verden.leder_akutt, "naa": naa()}
    actions.send_videre(fersk(sak), til=verden.ortopedi_narvik, **videre)
    videre = {"begrunnelse": "Ikke vi", "av": verden.leder_ortopedi, "naa": naa()}
    actions.send_videre(fersk(sak), til=verden.medisinsk, **videre)
    vist = tekst(inn(verden.leder_akutt).get(side(sak.saksnummer)))
    hoved = vist[vist.index("<main") : vist.index("</main")]
    assert "Sendt videre til Ortopedi Narvik" in hoved
    for ord_ in ("Medisinsk klinikk", "Frist", "Saken er hos", "ds-tag", "Ikke vi"):
        assert ord_ not in hoved, ord_
