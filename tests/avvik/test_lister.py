"""Inbox, the line below, sent by us, worklist, and what the front page says."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils.formats import date_format

from avvik import actions, lister, paneler
from avvik.enums import Status
from avvik.models import Avvik
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.models import Tilgangslogg, Virksomhet
from tests.avvik.sakhjelp import fersk, naa
from tests.factories import lag_sak, lag_svar

pytestmark = pytest.mark.django_db


def med_frist(sak, dager):
    """Move the holder's date so many days from today."""
    frist = lokal_dato(naa()) + timedelta(days=dager)
    saker = Avvik.objects.uten_tilgangskontroll(grunn="test")
    saker.filter(pk=sak.pk).update(holder_frist=frist)
    return sak


def numre(svar):
    return [rad.avvik.saksnummer for rad in svar.context["rader"]]


def statusord(svar):
    return {rad.avvik.saksnummer: rad.statusord for rad in svar.context["rader"]}


def importert(sak):
    saker = Avvik.objects.uten_tilgangskontroll(grunn="test")
    saker.filter(pk=sak.pk).update(ekstern_id=f"gammel {sak.pk}")


# --- inbox -----------------------------------------------------------------------


def test_the_inbox_is_sorted_by_date_and_counts_what_presses(verden, inn):
    sen, snart, god = (
        med_frist(lag_sak(verden.melder, til=verden.akutt, naa=naa()), dager)
        for dager in (-2, 3, 20)
    )
    lag_sak(verden.melder, til=verden.ortopedi_narvik, naa=naa())
    svar = inn(verden.leder_akutt).get("/innboks/")
    assert numre(svar) == [sen.saksnummer, snart.saksnummer, god.saksnummer]
    assert [rute["tall"] for rute in svar.context["ruter"]] == [1, 1, 3, 0]
    assert "Fristen gikk ut for 2 dager siden" in svar.content.decode()


def test_each_state_has_its_word(verden, inn):
    ny, mottatt, paabegynt, venter, besvart = (
        lag_sak(verden.melder, til=verden.akutt, naa=naa()) for _ in range(5)
    )
    leder = verden.leder_akutt
    for sak in (mottatt, venter):
        actions.bekreft(sak, av=leder, naa=naa())
    actions.spor_melder(venter, tekst="Når?", av=leder, naa=naa())
    actions.lagre_svarutkast(
        paabegynt, innhold={"funn": "Ser på det"}, versjon=0, av=leder, naa=naa()
    )
    actions.besvar(besvart, innhold=lag_svar(), av=leder, naa=naa())
    assert statusord(inn(leder).get("/innboks/?vis=alle")) == {
        ny.saksnummer: "Ny",
        mottatt.saksnummer: "Mottatt",
        paabegynt.saksnummer: "Påbegynt svar",
        venter.saksnummer: "Venter på melder",
        besvart.saksnummer: "Besvart",
    }
    assert numre(inn(leder).get("/innboks/?vis=besvart")) == [besvart.saksnummer]
    assert besvart.saksnummer not in numre(inn(leder).get("/innboks/"))


def test_the_melder_who_asks_for_more_is_told_apart(verden, inn):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    actions.besvar(sak, innhold=lag_svar(), av=verden.leder_akutt, naa=naa())
    actions.mer(fersk(sak), tekst="Hvorfor?", av=verden.melder, naa=naa())
    svar = inn(verden.leder_akutt).get("/innboks/")
    assert statusord(svar) == {sak.saksnummer: "Melder ber om mer"}


def test_imported_history_is_shown_only_when_asked_for(verden, inn):
    gammel = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    importert(gammel)
    leder = inn(verden.leder_akutt)
    assert numre(leder.get("/innboks/?vis=alle")) == []
    assert numre(leder.get("/innboks/?vis=alle&importerte=1")) == [gammel.saksnummer]


def test_25_a_page_and_an_unknown_filter_is_the_first(verden, inn):
    for _ in range(26):
        lag_sak(verden.melder, til=verden.akutt, naa=naa())
    leder = inn(verden.leder_akutt)
    assert len(numre(leder.get("/innboks/?vis=tull"))) == 25
    assert len(numre(leder.get("/innboks/?side=2"))) == 1
    assert "26 saker" in leder.get("/innboks/?side=x").content.decode()


def test_cards_stand_in_the_inbox(verden, inn):
    kort = actions.gi_rabra(
        enhet=verden.akutt,
        meldende_enhet=verden.hjemme,
        hvem="Vaktleder",
        hva="Ringte oss.",
        nokkel="5f7b6d1e-0000-4000-8000-000000000001",
        av=verden.melder,
        naa=naa(),
    )
    svar = inn(verden.leder_akutt).get("/innboks/?vis=rabra")
    assert [k.nummer for k in svar.context["side"]] == [kort.nummer]
    assert svar.context["ruter"][3]["tall"] == 1
    assert f"/rabra/{kort.nummer}/" in svar.content.decode()


def test_a_saksbehandler_sees_the_cases_given_and_no_other(verden, inn):
    gitt, annen = (lag_sak(verden.melder, til=verden.akutt, naa=naa()) for _ in "ab")
    actions.gi_til_saksbehandler(
        gitt, bruker=verden.saksbehandler_akutt, av=verden.leder_akutt, naa=naa()
    )
    svar = inn(verden.saksbehandler_akutt).get("/innboks/")
    assert numre(svar) == [gitt.saksnummer]
    assert annen.saksnummer not in svar.content.decode()


def test_a_unit_asked_for_its_view_finds_the_case(verden, inn):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    actions.be_om_uttalelse(
        sak, enhet=verden.ortopedi_narvik, tekst="", av=verden.leder_akutt, naa=naa()
    )
    svar = inn(verden.leder_ortopedi).get("/innboks/")
    assert [a.saksnummer for a in svar.context["uttalelser"]] == [sak.saksnummer]
    assert numre(svar) == []


# --- the line below ---------------------------------------------------------------


def test_the_leader_above_sees_late_and_severe_without_text(verden, inn):
    lag_sak(verden.melder, til=verden.akutt, naa=naa())
    sen = med_frist(lag_sak(verden.melder, til=verden.akutt, naa=naa()), -1)
    alvor = lag_sak(verden.melder, til=verden.akutt, naa=naa(), alvorlighet=3)
    med_frist(lag_sak(verden.melder, til=verden.ortopedi_narvik, naa=naa()), -1)
    svar = inn(verden.leder_medisinsk).get("/innboks/under/")
    assert numre(svar) == [sen.saksnummer, alvor.saksnummer]
    for skjult in ("Epikrise", "Narvik"):
        assert skjult not in svar.content.decode()


# --- sent by us -------------------------------------------------------------------


def test_sent_says_whom_we_wait_for(verden, inn):
    venter = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    besvart = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    actions.besvar(besvart, innhold=lag_svar(), av=verden.leder_akutt, naa=naa())
    klient = inn(verden.leder_hjemme)
    svar = klient.get("/sendt/?vis=alle")
    assert {r.avvik.saksnummer: r.venter_pa for r in svar.context["rader"]} == {
        venter.saksnummer: "Akuttmottaket",
        besvart.saksnummer: "Melder",
    }
    assert numre(klient.get("/sendt/")) == [venter.saksnummer]
    assert numre(inn(verden.leder_akutt).get("/sendt/?vis=alle")) == []


def test_once_more_is_asked_the_sender_waits_for_the_new_date(verden, inn):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa(-60))
    felles = {"av": verden.leder_akutt, "naa": naa()}
    actions.besvar(sak, innhold=lag_svar(), **{**felles, "naa": naa(-50)})
    actions.mer(fersk(sak), tekst="Og så?", av=verden.melder, naa=naa(-1))
    leder = inn(verden.leder_hjemme)

    def frist():
        (rad,) = leder.get("/sendt/").context["rader"]
        assert rad.frist == fersk(sak).lovet_svar
        return rad.frist, rad.dager

    assert frist() == (fersk(sak).holder_frist, 13)
    lovet = date_format(fersk(sak).holder_frist, "DATE_FORMAT")
    side = inn(verden.leder_akutt).get(f"/sak/{sak.saksnummer}/videre/").text
    assert f"er melder lovet svar innen {lovet}." in side
    videre = {"til": verden.ortopedi_narvik, "begrunnelse": "Deres."}
    actions.send_videre(fersk(sak), **videre, **felles)
    leder = inn(verden.leder_hjemme)
    assert frist() == (fersk(sak).holder_frist, 13)


def test_a_draft_answer_is_not_told_to_the_sender(verden, inn):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    actions.lagre_svarutkast(
        sak, innhold={"funn": "x"}, versjon=0, av=verden.leder_akutt, naa=naa()
    )
    svar = inn(verden.leder_hjemme).get("/sendt/")
    assert statusord(svar) == {sak.saksnummer: "Ny"}


# --- worklist ---------------------------------------------------------------------


@pytest.fixture
def arbeid(verden):
    """One case for each part of the worklist, and one for none."""
    unn, dag = verden.unn, naa()
    saker = {
        "uten_mottaker": lag_sak(verden.melder, motpart=unn, naa=dag),
        "over_fristen": lag_sak(verden.melder, til=verden.akutt, naa=dag),
        "alvorlig": lag_sak(
            verden.melder,
            til=verden.akutt,
            naa=dag,
            alvorlighet=4,
            meldt_andre_steder=["internt"],
        ),
        "foreslatt": lag_sak(verden.melder, til=verden.akutt, naa=dag),
        "papir": lag_sak(verden.melder_akutt, til=verden.senjalegen, naa=dag),
        "ingen": lag_sak(verden.melder, til=verden.akutt, naa=dag),
        "ikke_bekreftet": lag_sak(verden.melder, til=verden.akutt, naa=dag),
    }
    med_frist(saker["over_fristen"], -1)
    actions.foresla_fsu(saker["foreslatt"], av=verden.melder, naa=dag)
    Virksomhet.objects.filter(pk=verden.senjalegen_v.pk).update(tilknyttet_fra=None)
    alle = Avvik.objects.uten_tilgangskontroll(grunn="test")
    alle.filter(pk=saker["ikke_bekreftet"].pk).update(bekreft_innen=date(2026, 1, 5))
    return saker


@pytest.mark.parametrize("navn", ["uten_mottaker", "over_fristen", "alvorlig"])
def test_each_part_of_the_worklist_holds_its_case(verden, inn, arbeid, navn):
    for bruker in (verden.sekretariat, verden.kontakt_unn):
        svar = inn(bruker).get(f"/arbeidsliste/?vis={navn}")
        assert numre(svar) == [arbeid[navn].saksnummer]


@pytest.mark.parametrize("navn", ["foreslatt", "papir"])
def test_the_sekretariats_own_parts(verden, inn, arbeid, navn):
    svar = inn(verden.sekretariat).get(f"/arbeidsliste/?vis={navn}")
    assert numre(svar) == [arbeid[navn].saksnummer]


def test_a_case_nobody_knows_the_receiver_of_goes_by_no_letter(verden, inn):
    sak = lag_sak(verden.melder_akutt, naa=naa())
    klient = inn(verden.sekretariat)
    deler = {
        vis: numre(klient.get(f"/arbeidsliste/?vis={vis}"))
        for vis in ("uten_mottaker", "papir")
    }
    assert deler == {"uten_mottaker": [sak.saksnummer], "papir": []}


def test_the_contact_follows_up_who_has_not_confirmed(verden, inn, arbeid):
    svar = inn(verden.kontakt_unn).get("/arbeidsliste/?vis=ikke_bekreftet")
    assert numre(svar) == [arbeid["ikke_bekreftet"].saksnummer]


def test_the_worklist_of_a_contact_is_of_own_virksomhet(verden, inn, arbeid):
    svar = inn(verden.kontakt_narvik).get("/arbeidsliste/")
    egne = [
        n for n, liste in lister.ARBEIDSLISTER.items() if not liste.bare_sekretariat
    ]
    faner = {fane.navn: fane.antall for fane in svar.context["faner"]}
    assert faner == dict.fromkeys(egne, 0)


def test_the_worklist_opens_where_there_is_something(verden, inn):
    sak = med_frist(lag_sak(verden.melder, til=verden.akutt, naa=naa()), -1)
    svar = inn(verden.sekretariat).get("/arbeidsliste/")
    assert (svar.context["vis"], numre(svar)) == ("over_fristen", [sak.saksnummer])


# --- who, how many queries, the frame -----------------------------------------------

INNGANG = {
    "/innboks/": {
        "leder_akutt",
        "leder_medisinsk",
        "saksbehandler_akutt",
        "kontakt_unn",
    },
    "/innboks/under/": {"leder_medisinsk"},
    "/sendt/": {"leder_akutt", "leder_medisinsk", "kontakt_unn"},
    "/arbeidsliste/": {"kontakt_unn", "sekretariat"},
}
PERSONER = (
    "melder",
    "leder_akutt",
    "leder_medisinsk",
    "saksbehandler_akutt",
    "kontakt_unn",
    "sekretariat",
    "ssu",
    "admin",
)


@pytest.mark.parametrize("url", INNGANG)
def test_each_list_opens_for_its_roles_only(verden, inn, url):
    slipper = {p for p in PERSONER if _status(inn, verden, p, url) == 200}
    assert slipper == INNGANG[url]
    avviste = Tilgangslogg.objects.filter(handling="avvist").count()
    assert avviste == len(PERSONER) - len(slipper)


def _status(inn, verden, person, url):
    return inn(getattr(verden, person)).get(url).status_code


# Log-in and session, rights, menu numbers, the list itself.
SPORRINGER = {
    ("leder_akutt", "/innboks/"): 17,
    ("leder_akutt", "/innboks/?vis=alle"): 17,
    ("leder_akutt", "/innboks/?vis=rabra"): 16,
    ("leder_medisinsk", "/innboks/under/?vis=alle"): 14,
    ("leder_hjemme", "/sendt/"): 14,
    ("sekretariat", "/arbeidsliste/?vis=alvorlig"): 16,
    ("kontakt_unn", "/arbeidsliste/?vis=alvorlig"): 16,
    ("leder_akutt", "/"): 15,
    ("melder", "/"): 11,
    ("sekretariat", "/"): 11,
}


@pytest.mark.parametrize(("person", "url"), SPORRINGER)
def test_30_rows_cost_no_more_than_one(
    verden, inn, person, url, django_assert_num_queries
):
    klient = inn(getattr(verden, person))
    fyll(verden, 1)
    klient.get(url)
    with django_assert_num_queries(SPORRINGER[person, url]):
        klient.get(url)
    fyll(verden, 29)
    with django_assert_num_queries(SPORRINGER[person, url]):
        klient.get(url)


def fyll(verden, antall):
    for _ in range(antall):
        lag_sak(
            verden.melder,
            til=verden.akutt,
            naa=naa(),
            alvorlighet=4,
            meldt_andre_steder=["internt"],
        )
        actions.gi_rabra(
            enhet=verden.akutt,
            meldende_enhet=verden.hjemme,
            hvem="Vaktleder",
            hva="Ringte oss.",
            nokkel=uuid4(),
            av=verden.melder,
            naa=naa(),
        )


def test_the_menu_counts_what_waits(verden, inn):
    lag_sak(verden.melder, til=verden.akutt, naa=naa())
    lag_sak(verden.melder, motpart=verden.unn, naa=naa())
    menyer = {
        person: [
            (str(p["tekst"]), p["antall"])
            for p in inn(getattr(verden, person)).get("/hjelp/").context["meny"]
            if str(p["url"]) in INNGANG
        ]
        for person in ("leder_akutt", "leder_medisinsk", "kontakt_unn", "sekretariat")
    }
    assert menyer == {
        "leder_akutt": [("Innboks", 1), ("Sendt av oss", None)],
        "leder_medisinsk": [
            ("Innboks", 0),
            ("Enheter under deg", None),
            ("Sendt av oss", None),
        ],
        "kontakt_unn": [("Arbeidsliste", 1), ("Innboks", 1), ("Sendt av oss", None)],
        "sekretariat": [("Arbeidsliste", 1)],
    }


def test_the_front_page_says_what_needs_me(verden, inn, rf):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa())

    def panel(bruker, vis):
        foresporsel = rf.get("/")
        foresporsel.user = bruker
        return vis(foresporsel)

    assert [
        r.avvik.saksnummer for r in panel(verden.leder_akutt, paneler.innboks)["rader"]
    ] == [sak.saksnummer]
    assert panel(verden.melder, paneler.innboks) is None
    assert panel(verden.melder, paneler.svar) is None
    actions.besvar(sak, innhold=lag_svar(), av=verden.leder_akutt, naa=naa())
    assert [s.status for s in panel(verden.melder, paneler.svar)["saker"]] == [
        Status.BESVART
    ]
    assert "Saker dere har meldt" in inn(verden.melder).get("/").content.decode()
