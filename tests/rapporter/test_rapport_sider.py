from datetime import date

import pytest

from helsefellesskap.enums import Tilgang
from helsefellesskap.models import Rettsgrunnlag, Tilgangslogg
from rapporter import actions, forms, views
from rapporter.enums import Rapportstatus, Rapporttype
from rapporter.models import Rapport
from rapporter.pdf import PangoMangler
from rapporter.tall import Periode
from tests.factories import NAA, dag, lag_bruker, lag_sak
from tests.innlogging import logg_inn_med_to_faktorer as logg_inn
from tests.nettleser import Nettleser
from tests.utvalg.hjelp import lag_agendasak, med_utvalg
from utvalg.actions import skriv_laeringspunkt

pytestmark = pytest.mark.django_db
FIL = b"%PDF-1.7 rapport"
TEKSTER = {
    "sammendrag": "Flere saker er besvart.",
    "bakgrunn": "Partene melder til hverandre.",
    "vurdering": "Svarene kommer raskere.",
    "forslag_til_vedtak": "1. Rapporten tas til orientering.",
}


@pytest.fixture(autouse=True)
def _uten_omverden(monkeypatch):
    """No worker and no pango: what they do has tests of its own."""
    monkeypatch.setattr(actions, "vekk_arbeider", lambda pk: None)
    monkeypatch.setattr(actions, "som_pdf", lambda tall, tekster: FIL)
    monkeypatch.setattr(views, "pango_finnes", lambda: True)
    monkeypatch.setattr(views, "i_dag", lambda: date(2026, 12, 1))


@pytest.fixture
def rapport(verden):
    return actions.paabegynn_rapport(
        Rapporttype.AAR,
        periode=Periode.aar(2026),
        uttrekk=NAA.date(),
        av=verden.sekretariat,
        naa=NAA,
    )


@pytest.fixture
def klar(rapport, verden):
    av = verden.sekretariat
    actions.behold_tall(rapport, versjon=rapport.versjon, av=av)
    actions.lagre_tekster(rapport, innhold=TEKSTER, versjon=rapport.versjon, av=av)
    return rapport


@pytest.fixture
def publisert(klar, verden):
    actions.bestill_pdf(klar, versjon=klar.versjon, av=verden.sekretariat)
    actions.lag(klar.pk, naa=NAA)
    klar.refresh_from_db()
    return klar


@pytest.fixture
def laeringspunkt(verden):
    v = med_utvalg(verden)
    sak = lag_agendasak(v, hva_skjedde="Hemmelig for leserne")
    return skriv_laeringspunkt(sak, tekst="Ring før utskrivning", av=v.fsu_leder)


def statuser(nettleser):
    """What the task list says of each step."""
    return [
        " ".join(li.text_content().split())
        for li in nettleser.side.xpath("//ol[contains(@class, 'oppgaver')]/li")
    ]


def adresse(rapport, del_=""):
    return f"/rapporter/{rapport.pk}/{del_}"


def test_the_sekretariat_makes_a_report_step_by_step(verden, laeringspunkt, client):
    n = Nettleser(client, verden.sekretariat)
    n.apne("/rapporter/").folg("Lag ny rapport")
    svar = client.post("/rapporter/ny/", {"periode": "2026", "uttrekk": "2026-11-20"})
    r = Rapport.objects.get()
    assert svar["Location"] == adresse(r)
    assert (r.uttrekk, r.laget_av) == (date(2026, 11, 20), verden.sekretariat)
    assert statuser(n.apne(adresse(r))) == [
        "1. Velg periode Ferdig",
        "2. Se over tallene Ikke startet",
        "3. Skriv sammendrag Ikke startet",
        "4. Velg læringspunkter Ikke startet",
        "5. Forhåndsvis Ikke startet",
    ]
    client.post(adresse(r, "tall/"), {"versjon": r.versjon})
    r.refresh_from_db()
    form = client.get(adresse(r, "tekster/")).context["form"]
    forslag = {felt: form.initial[felt] for felt in TEKSTER}
    assert forslag["forslag_til_vedtak"].startswith(
        "1. Utvalget tar rapporten for 2026"
    )
    client.post(adresse(r, "tekster/"), forslag | {"versjon": r.versjon})
    r.refresh_from_db()
    client.post(
        adresse(r, "laering/"), {"versjon": r.versjon, "punkter": [laeringspunkt.pk]}
    )
    assert [s.rpartition(" ")[2] for s in statuser(n.apne(adresse(r)))] == [
        *["Ferdig"] * 4,
        "Klar",  # nothing is known of who has looked
    ]
    vist = n.apne(adresse(r, "forhandsvis/")).tekst
    assert "Ring før utskrivning" in vist
    assert "Hemmelig for leserne" not in vist
    r.refresh_from_db()
    client.post(adresse(r, "las/"), {"versjon": r.versjon})
    r.refresh_from_db()
    assert r.status == Rapportstatus.LAGES
    assert "vi sender deg e-post når den er klar" in n.apne(adresse(r)).tekst


@pytest.mark.parametrize(
    ("dag", "fra_aar", "foreslatt"),
    [
        (date(2026, 12, 31), 2020, "2026-2"),
        (date(2027, 1, 1), 2020, "2026-3"),
        (date(2026, 9, 1), 2020, "2026-2"),
        (date(2026, 8, 31), 2020, "2026-1"),
        (date(2026, 4, 30), 2020, "2025-3"),
        # The first tertial of all is not over: the list begins with what there is.
        (date(2026, 4, 30), 2026, ""),
    ],
)
def test_the_last_finished_tertial_is_proposed(dag, fra_aar, foreslatt):
    skjema = forms.Periodeskjema(i_dag=dag, fra_aar=fra_aar)
    assert skjema["periode"].value() == foreslatt


def test_the_proposed_period_is_chosen_on_the_page(verden, client):
    n = Nettleser(client, verden.sekretariat).apne("/rapporter/ny/")
    [valgt] = n.side.xpath("//select[@name='periode']/option[@selected]")
    assert valgt.text_content() == "2. tertial 2026"


def test_a_period_without_cases_has_one_sentence_and_no_empty_tables(
    verden, klar, client
):
    n = Nettleser(client, verden.sekretariat)
    ingen = "Ingen saker er meldt i 2026"
    for del_ in ("tall/", "forhandsvis/"):
        n.apne(adresse(klar, del_))
        assert (ingen in n.tekst, n.side.xpath("//main//table")) == (True, [])
    lag_sak(verden.melder, til=verden.akutt, naa=dag(-1))
    n.apne(adresse(klar, "tall/"))
    assert ingen not in n.tekst
    assert n.side.xpath("//main//table/caption")[0].text.startswith("Hovedtall")


def test_a_published_report_is_handed_out_as_stored_and_logged(
    verden, publisert, client
):
    client.force_login(verden.melder)
    svar = client.get(adresse(publisert, "pdf/"))
    assert svar.content == FIL
    assert svar["Content-Type"] == "application/pdf"
    assert svar["Content-Disposition"] == 'attachment; filename="aarsrapport-2026.pdf"'
    logget = Tilgangslogg.objects.latest("pk")
    assert (logget.handling, logget.gjelder, logget.bruker_id) == (
        Tilgang.SKREVET_UT,
        f"rapport {publisert.pk}",
        verden.melder.pk,
    )
    side = client.get(adresse(publisert)).content.decode()
    assert publisert.sha256 in side


def test_published_reports_are_read_by_roles_and_members(
    verden, publisert, medlem, client
):
    def status(person):
        logg_inn(client, person)
        return [
            client.get(a).status_code
            for a in ("/rapporter/", adresse(publisert), adresse(publisert, "pdf/"))
        ]

    for person in (verden.melder, verden.ssu, medlem, verden.sekretariat2):
        assert status(person) == [200, 200, 200]
    for person in (verden.admin, lag_bruker("uten-rolle")):
        assert status(person) == [403, 404, 404]


def test_drafts_are_hidden_from_all_but_the_sekretariat(
    verden, klar, django_assert_num_queries, client
):
    client.force_login(verden.melder)
    client.get(adresse(klar))
    svar = []
    for nr in (str(klar.pk), "999999", "abc", "1e3", "²", "9" * 30):
        with django_assert_num_queries(17):
            svar.append(client.get(f"/rapporter/{nr}/"))
    assert {s.status_code for s in svar} == {404}
    assert len({s.content for s in svar}) == 1
    rader = Tilgangslogg.objects.filter(bruker_id=verden.melder.pk)
    assert {r.handling for r in rader} == {Tilgang.AVVIST}
    assert client.get("/rapporter/ny/").status_code == 403
    assert "Under arbeid" not in client.get("/rapporter/").content.decode()


@pytest.mark.parametrize("del_", ["tall/", "tekster/", "laering/", "forhandsvis/"])
def test_the_steps_are_closed_to_readers_and_after_publishing(
    verden, publisert, client, del_
):
    logg_inn(client, verden.leder_akutt)
    assert client.get(adresse(publisert, del_)).status_code == 403
    logg_inn(client, verden.sekretariat)
    svar = client.get(adresse(publisert, del_))
    if del_ == "forhandsvis/":
        assert svar.status_code == 200
    else:
        assert svar["Location"] == adresse(publisert)


def test_nothing_changes_by_get(verden, klar, client):
    logg_inn(client, verden.sekretariat)
    for del_ in ("las/", "forkast/"):
        assert client.get(adresse(klar, del_)).status_code == 405
    for del_ in ("", "tall/", "tekster/", "laering/", "forhandsvis/"):
        assert client.get(adresse(klar, del_)).status_code == 200
    versjon = klar.versjon
    klar.refresh_from_db()
    assert (klar.versjon, klar.status) == (versjon, Rapportstatus.PABEGYNT)


def test_a_conflict_shows_what_was_written(verden, klar, client):
    logg_inn(client, verden.sekretariat)
    skrevet = TEKSTER | {"sammendrag": "Min egen tekst", "versjon": klar.versjon - 1}
    svar = client.post(adresse(klar, "tekster/"), skrevet)
    assert svar.status_code == 409
    assert "Min egen tekst" in svar.content.decode()
    assert Rapport.objects.get().sammendrag == TEKSTER["sammendrag"]
    for del_ in ("tall/", "laering/", "las/", "forkast/"):
        svar = client.post(adresse(klar, del_), {"versjon": klar.versjon - 1})
        assert svar.status_code == 409
    assert client.post(adresse(klar, "las/")).status_code == 409


def test_a_version_beyond_all_numbers_is_a_conflict(client, verden, klar):
    logg_inn(client, verden.sekretariat)
    for side in ("tall/", "las/", "forkast/"):
        svar = client.post(adresse(klar, side), {"versjon": "9" * 5000})
        assert svar.status_code == 409


def test_changed_figures_are_told_before_they_are_taken_in(verden, klar, client):
    logg_inn(client, verden.sekretariat)
    endret = "Tallene er endret siden du lagret dem i rapporten."
    assert endret not in client.get(adresse(klar, "tall/")).content.decode()
    lag_sak(verden.melder, til=verden.akutt, naa=dag(-1))
    assert endret in client.get(adresse(klar, "tall/")).content.decode()


@pytest.mark.parametrize(
    ("data", "felt", "feil"),
    [
        ({"periode": "kanarifugl"}, "periode", "Velg fra listen"),
        ({}, "periode", "Velg fra listen"),
        (
            {"periode": "2026", "uttrekk": "2099-01-01"},
            "uttrekk",
            "Datoen kan ikke være fram i tid",
        ),
        (
            {"periode": "2026", "uttrekk": "i går"},
            "uttrekk",
            "Skriv datoen slik: 08.12.2022",
        ),
    ],
)
def test_a_wrong_period_is_refused_in_words(verden, client, data, felt, feil):
    logg_inn(client, verden.sekretariat)
    svar = client.post("/rapporter/ny/", data | {"lagre": "1"})
    assert svar.context["form"].errors[felt] == [feil]
    assert "kanarifugl" not in str(svar.context["form"].errors)
    assert list(Rapport.objects.all()) == []


def test_an_identity_number_is_stopped_in_every_text(verden, klar, client):
    logg_inn(client, verden.sekretariat)
    for felt in TEKSTER:
        data = TEKSTER | {felt: "Gjelder 010170 00027", "versjon": klar.versjon}
        svar = client.post(adresse(klar, "tekster/"), data)
        assert list(svar.context["form"].errors) == [felt]
    assert Rapport.objects.get().versjon == klar.versjon


def test_waiting_and_failed_say_so_and_may_be_tried_again(
    verden, klar, client, monkeypatch
):
    n = Nettleser(client, verden.sekretariat)
    client.post(adresse(klar, "las/"), {"versjon": klar.versjon})

    def feil(tall, tekster):
        raise MemoryError

    monkeypatch.setattr(actions, "som_pdf", feil)
    actions.lag(klar.pk, naa=NAA)
    tekst = n.apne(adresse(klar)).tekst
    assert "Rapporten ble ikke laget" in tekst
    assert f"oppgi kode R{klar.pk}" in tekst
    klar.refresh_from_db()
    client.post(adresse(klar, "las/"), {"versjon": klar.versjon})
    assert "Rapporten blir laget" in n.apne(adresse(klar)).tekst
    assert "Rapporten ble ikke laget" not in n.tekst


def test_without_pango_the_page_names_the_package(verden, klar, client, monkeypatch):
    monkeypatch.setattr(views, "pango_finnes", lambda: False)
    n = Nettleser(client, verden.sekretariat)
    tekst = n.apne(adresse(klar)).tekst
    assert str(PangoMangler()) in tekst
    client.post(adresse(klar, "las/"), {"versjon": klar.versjon})
    assert Rapport.objects.get().status == Rapportstatus.PABEGYNT


def test_what_is_missing_is_said_before_locking(verden, rapport, client):
    n = Nettleser(client, verden.sekretariat)
    n.apne(adresse(rapport))
    punkter = [li.text for li in n.side.xpath("//main//ul/li")]
    assert punkter == ["Se over tallene først", "Skriv ferdig tekstene først"]
    client.post(adresse(rapport, "las/"), {"versjon": rapport.versjon})
    assert Rapport.objects.get().status == Rapportstatus.PABEGYNT


def test_a_closed_flow_is_told_in_words(verden, client):
    Rettsgrunnlag.objects.filter(flyt="rapport").delete()
    n = Nettleser(client, verden.sekretariat)
    svar = client.post("/rapporter/ny/", {"periode": "2026", "lagre": "1"})
    assert svar["Location"] == "/rapporter/"
    assert "det rettslige grunnlaget er ikke godkjent" in n.apne("/rapporter/").tekst


def test_a_report_can_be_thrown_away(verden, rapport, client):
    logg_inn(client, verden.sekretariat)
    svar = client.post(adresse(rapport, "forkast/"), {"versjon": rapport.versjon})
    assert svar["Location"] == "/rapporter/"
    assert list(Rapport.objects.all()) == []


def test_the_list_asks_as_often_for_one_report_as_for_thirty(
    verden, publisert, client, django_assert_num_queries
):
    client.force_login(verden.melder)
    client.get("/rapporter/")
    with django_assert_num_queries(11):
        client.get("/rapporter/")
    for aar in range(2000, 2029):
        Rapport.objects.filter(pk=publisert.pk).update(aar=aar)
        publisert.refresh_from_db()
        publisert.pk = None
        publisert.save(force_insert=True)
    with django_assert_num_queries(11):
        assert len(client.get("/rapporter/").context["publiserte"]) == 30
