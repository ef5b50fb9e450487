"""Serious cases and K1-K3: who assessed the duty to report, and who is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from avvik import actions, lister, rules
from avvik.enums import MeldtTil, Plikt, Pliktutfall, Side, Verb
from avvik.models import Hendelse, Pliktvurdering
from avvik.plikter import datatilsynsfrist
from helsefellesskap.arbeidsdager import OSLO, lokal_dato
from helsefellesskap.enums import Rollenavn
from helsefellesskap.feil import IkkeLov, UlovligOvergang
from helsefellesskap.models import Brev, Rolle, Virksomhet
from helsefellesskap.register import brevslag
from tests.avvik.sakhjelp import fersk, naa
from tests.factories import lag_bruker, lag_sak, lag_utkast

pytestmark = pytest.mark.django_db
ALVORLIG = {"alvorlighet": 4, "meldt_andre_steder": ["nei"]}


@pytest.fixture
def alvorlig(verden):
    return lag_sak(verden.melder, til=verden.akutt, naa=naa(), **ALVORLIG)


@pytest.fixture
def personvern(verden):
    return lag_sak(verden.melder, til=verden.akutt, naa=naa(), kategori="K1")


@pytest.fixture
def ombud(verden):
    verden.ombud_unn = lag_bruker(
        "ombud_unn", (Rollenavn.PERSONVERNOMBUD, verden.samhandling_unn)
    )
    return verden.ombud_unn


def vurder(sak, av, side=Side.MOTTAKENDE, utfall=Pliktutfall.MELDT, **felter):
    innhold = {
        "plikt": Plikt.MELDEPLIKT,
        "side": side,
        "utfall": utfall,
        "dato": lokal_dato(naa()),
        "meldt_til": [MeldtTil.MELDE_NO] if utfall == Pliktutfall.MELDT else [],
        "begrunnelse": "Vi har sett på det.",
        **felter,
    }
    return actions.vurder_plikt(fersk(sak), av=av, naa=naa(), **innhold)


def rader(sak):
    alle = Pliktvurdering.objects.uten_tilgangskontroll(grunn="test")
    return list(alle.filter(avvik=sak).values_list("side", "utfall"))


def i_listen(bruker, navn):
    dag = lokal_dato(naa())
    saker = lister.arbeidslisten(bruker, dag)
    return set(saker.filter(lister.ARBEIDSLISTER[navn].hvilke(dag)))


# --- recording ---------------------------------------------------------------------


def test_each_leader_records_for_own_side_and_a_later_one_is_a_new_row(
    verden, alvorlig
):
    vurder(alvorlig, verden.leder_akutt, utfall=Pliktutfall.VURDERES)
    vurder(alvorlig, verden.leder_akutt)
    vurder(
        alvorlig, verden.leder_hjemme, Side.SENDENDE, utfall=Pliktutfall.MELDT_AV_ANDRE
    )
    assert rader(alvorlig) == [
        ("mottakende", "vurderes"),
        ("mottakende", "meldt"),
        ("sendende", "meldt_av_andre"),
    ]
    hendelser = Hendelse.objects.uten_tilgangskontroll(grunn="test")
    notert = hendelser.filter(avvik=alvorlig, verb=Verb.MELDEPLIKT)
    assert [h.enhet for h in notert] == [verden.akutt, verden.akutt, verden.hjemme]


@pytest.mark.parametrize(
    ("person", "side"),
    [
        ("leder_akutt", Side.SENDENDE),
        ("leder_hjemme", Side.MOTTAKENDE),
        ("melder", Side.SENDENDE),
        ("leder_medisinsk", Side.MOTTAKENDE),
        ("kontakt_unn", Side.MOTTAKENDE),
        ("sekretariat", Side.MOTTAKENDE),
    ],
)
def test_nobody_records_for_another(verden, alvorlig, person, side):
    with pytest.raises(IkkeLov):
        vurder(alvorlig, getattr(verden, person), side)
    assert rader(alvorlig) == []


def test_the_sekretariat_records_where_the_virksomhet_is_not_tilknyttet(verden):
    sak = lag_sak(verden.melder_akutt, til=verden.senjalegen, naa=naa(), **ALVORLIG)
    Virksomhet.objects.filter(pk=verden.senjalegen_v.pk).update(tilknyttet_fra=None)
    assert vurder(sak, verden.sekretariat).paa_vegne_av_enheten
    hendelser = Hendelse.objects.uten_tilgangskontroll(grunn="test").filter(avvik=sak)
    siste = hendelser.latest("id")
    ventet = (Verb.MELDEPLIKT, verden.senjalegen, True)
    assert (siste.verb, siste.enhet, siste.paa_vegne) == ventet


@pytest.mark.parametrize(
    ("felter", "felt"),
    [
        ({"meldt_til": []}, "meldt_til"),
        ({"utfall": Pliktutfall.IKKE_PLIKT, "begrunnelse": " "}, "begrunnelse"),
        ({"utfall": Pliktutfall.VURDERES, "meldt_til": ["melde_no"]}, "utfall"),
        ({"dato": date(2100, 1, 1)}, "dato"),
    ],
)
def test_what_belongs_with_the_outcome_is_demanded(verden, alvorlig, felter, felt):
    with pytest.raises(ValidationError) as feil:
        vurder(alvorlig, verden.leder_akutt, **felter)
    assert set(feil.value.message_dict) == {felt}
    assert rader(alvorlig) == []


def test_who_has_concluded_does_not_go_back_to_still_considering(verden, alvorlig):
    vurder(alvorlig, verden.leder_akutt)
    with pytest.raises(ValidationError):
        vurder(alvorlig, verden.leder_akutt, utfall=Pliktutfall.VURDERES)
    vurder(alvorlig, verden.leder_akutt, utfall=Pliktutfall.IKKE_PLIKT)
    assert [utfall for _, utfall in rader(alvorlig)] == ["meldt", "ikke_plikt"]


def test_the_database_keeps_half_and_changed_assessments_out(verden, alvorlig):
    rad = vurder(alvorlig, verden.leder_akutt)
    alle = Pliktvurdering.objects.uten_tilgangskontroll(grunn="test")
    for felter in ({"utfall": "vurderes"}, {"dato": date(2020, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            alle.filter(pk=rad.pk).update(**felter)
    felles = {
        "avvik": alvorlig,
        "enhet": verden.akutt,
        "dato": lokal_dato(naa()),
        "av": verden.leder_akutt,
        "tid": naa(),
    }
    for felter in (
        {"plikt": "meldeplikt", "side": "sendende", "utfall": "meldt"},
        {"plikt": "meldeplikt", "side": "sendende", "utfall": "ikke_plikt"},
        {"plikt": "personvern", "side": "sendende", "utfall": "vurderes"},
        {"plikt": "personvern", "side": "mottakende", "utfall": "meldt_av_andre"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Pliktvurdering.objects.create(**felles, **felter)


def test_an_ordinary_case_has_no_such_duty(verden):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa(), alvorlighet=3)
    with pytest.raises(UlovligOvergang):
        vurder(sak, verden.leder_akutt)


# --- the page ----------------------------------------------------------------------


def side(sak):
    return f"/sak/{sak.saksnummer}/"


def test_the_leader_is_asked_answers_and_the_other_side_sees_it(verden, inn, alvorlig):
    leder = inn(verden.leder_akutt)
    forst = leder.get(side(alvorlig)).text
    assert "Vurder om hendelsen må meldes" in forst
    assert "Skriv hva dere kom fram til" in forst
    adresse = f"{side(alvorlig)}meldeplikt/"
    tomt = leder.post(adresse, {"utfall": "meldt", "dato": str(lokal_dato(naa()))})
    assert "Velg hvor det er meldt" in tomt.text
    sendt = leder.post(
        adresse,
        {
            "utfall": "meldt",
            "meldt_til": ["melde_no", "statsforvalter"],
            "dato": str(lokal_dato(naa())),
            "begrunnelse": "Varig skade.",
        },
        follow=True,
    )
    assert "Vurderingen er lagret. Begge sider ser den." in sendt.text
    assert "Ny vurdering" in sendt.text
    for bruker in (verden.leder_hjemme, verden.melder, verden.kontakt_narvik):
        vist = inn(bruker).get(side(alvorlig)).text
        assert "Meldt til melde.no, Statsforvalteren" in vist
        assert "Varig skade." in vist
        assert "Ikke vurdert ennå" in vist  # own side
    assert (
        "Skriv hva dere kom fram til"
        in inn(verden.leder_hjemme).get(side(alvorlig)).text
    )


def test_only_who_may_record_gets_the_form(verden, inn, alvorlig):
    adresse = f"{side(alvorlig)}meldeplikt/"
    for bruker, status in (
        (verden.leder_akutt, 200),
        (verden.leder_hjemme, 200),
        (verden.melder, 403),
        (verden.kontakt_unn, 403),
        (verden.leder_ortopedi, 404),
    ):
        assert inn(bruker).get(adresse).status_code == status, bruker.navn


def test_the_virksomhet_that_erred_sees_the_72_hours_in_oslo(verden, inn):
    meldt = naa(hours=-10)
    sak = lag_sak(verden.melder, til=verden.akutt, naa=meldt, kategori="K2")
    vist = inn(verden.leder_akutt).get(side(sak)).text
    assert "Virksomheten som gjorde feilen" in vist
    assert "UNN" in vist
    frist = (meldt.astimezone(UTC) + timedelta(hours=72)).astimezone(OSLO)
    assert frist.strftime("kl. %H.%M") in vist
    assert "(61 timer igjen)" in vist
    skjema = inn(verden.leder_akutt).get(f"{side(sak)}personvern/").text
    assert "Virksomheten som gjorde feilen: UNN." in skjema
    assert "Meldt av den andre siden" not in skjema
    vist = inn(verden.leder_hjemme).get(side(sak)).text
    assert "Har Datatilsynet fått melding?" in vist
    assert inn(verden.leder_hjemme).get(f"{side(sak)}personvern/").status_code == 403


def test_the_hours_are_real_hours_when_the_clock_is_turned_back(verden):
    # 25 October 2026: the night has an hour more.
    fredag = datetime(2026, 10, 23, 10, 0, tzinfo=OSLO)
    sak = lag_sak(verden.melder, til=verden.akutt, naa=fredag, kategori="K1")
    assert datatilsynsfrist(sak) == datetime(2026, 10, 26, 9, 0, tzinfo=OSLO)


def test_after_passing_on_to_another_virksomhet_it_must_assess_anew(verden):
    sak = lag_sak(verden.melder_akutt, til=verden.hjemme, naa=naa(), kategori="K1")
    til_datatilsynet = {"plikt": Plikt.PERSONVERN, "meldt_til": ["datatilsynet"]}
    vurder(sak, verden.leder_hjemme, **til_datatilsynet)
    assert i_listen(verden.kontakt_narvik, "personvern") == set()
    actions.send_videre(
        fersk(sak),
        til=verden.senjalegen,
        begrunnelse="Legekontoret sendte den.",
        av=verden.leder_hjemme,
        naa=naa(),
    )
    assert rules.vurderer_for(
        verden.lege_senja, fersk(sak), Plikt.PERSONVERN, lokal_dato(naa())
    ) == (Side.MOTTAKENDE,)
    actions.foresla_fsu(fersk(sak), av=verden.melder_akutt, naa=naa())
    assert i_listen(verden.sekretariat, "personvern") == {sak}
    vurder(sak, verden.lege_senja, **til_datatilsynet)
    assert i_listen(verden.sekretariat, "personvern") == set()


def test_the_unit_that_passed_on_reads_which_duty_it_concluded_on(verden, inn):
    sak = lag_sak(verden.melder_akutt, til=verden.hjemme, naa=naa(), kategori="K1")
    sted = {"plikt": Plikt.PERSONVERN, "meldt_til": ["datatilsynet"]}
    vurder(sak, verden.leder_hjemme, **sted)
    videre = {"til": verden.senjalegen, "begrunnelse": "Legekontoret sendte den."}
    actions.send_videre(fersk(sak), **videre, av=verden.leder_hjemme, naa=naa())
    svar = inn(verden.leder_hjemme).get(side(sak))
    fakta = svar.text.split("<h2>Deres vurdering</h2>")[1].split("</dl>")[0]

    assert "<dt>Har Datatilsynet fått melding?</dt>" in fakta
    assert "Meldt til Datatilsynet, " in fakta


# --- the list ----------------------------------------------------------------------


def test_the_sekretariat_sees_serious_cases_a_side_has_not_assessed(verden, alvorlig):
    liste = "ikke_vurdert"
    assert i_listen(verden.sekretariat, liste) == {alvorlig}
    vurder(alvorlig, verden.leder_akutt)
    assert i_listen(verden.sekretariat, liste) == {alvorlig}
    vurder(alvorlig, verden.leder_hjemme, Side.SENDENDE, utfall=Pliktutfall.VURDERES)
    assert i_listen(verden.sekretariat, liste) == {alvorlig}
    vurder(alvorlig, verden.leder_hjemme, Side.SENDENDE, utfall=Pliktutfall.IKKE_PLIKT)
    assert i_listen(verden.sekretariat, liste) == set()


def test_the_lists_ask_as_many_questions_for_1_and_30(verden, inn, ombud):
    felter = {**ALVORLIG, "kategori": "K1"}
    lag_sak(verden.melder, til=verden.akutt, naa=naa(), **felter)
    ett = {a: antall(inn(bruker), a) for a, bruker in _sider(verden, ombud)}
    assert [rader for rader, _ in ett.values()] == [1, 1]
    for _ in range(29):
        lag_sak(verden.melder, til=verden.akutt, naa=naa(), **felter)
    for adresse, bruker in _sider(verden, ombud):
        assert antall(inn(bruker), adresse) == (25, ett[adresse][1])


def _sider(verden, ombud):
    return [
        ("/arbeidsliste/?vis=ikke_vurdert", verden.sekretariat),
        ("/innboks/personvern/", ombud),
    ]


def antall(klient, adresse):
    with CaptureQueriesContext(connection) as spor:
        svar = klient.get(adresse)
    return len(svar.context["rader"]), len(spor)


# --- same-day letters and the personvernombud --------------------------------------


def brev(sak, kind):
    rader = Brev.objects.filter(kind=kind, gjelder__avvik=sak.pk)
    return {(b.mottaker, b.haster) for b in rader}


def test_serious_and_privacy_letters_leave_at_any_hour(verden, alvorlig, personvern):
    vanlig = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    leder = verden.leder_akutt
    assert brev(alvorlig, "ny_sak") == {(leder, True)}
    assert brev(alvorlig, "alvorlig") == {(leder, True), (verden.leder_hjemme, True)}
    assert brev(personvern, "ny_sak") == {(leder, True)}
    assert brev(personvern, "alvorlig") == set()
    assert brev(vanlig, "ny_sak") == {(leder, False)}
    assert brev(vanlig, "personvernombud") == set()


def test_the_ombud_is_told_else_the_kontakt_else_the_sekretariat(verden, ombud):
    def ny():
        return lag_sak(verden.melder, til=verden.akutt, naa=naa(), kategori="K3")

    assert brev(ny(), "personvernombud") == {(ombud, True)}
    Rolle.objects.filter(bruker=ombud).update(til=lokal_dato(naa(-1)))
    assert brev(ny(), "personvernombud") == {(verden.kontakt_unn, True)}
    Rolle.objects.filter(bruker=verden.kontakt_unn).update(til=lokal_dato(naa(-1)))
    assert brev(ny(), "personvernombud") == {
        (verden.sekretariat, True),
        (verden.sekretariat2, True),
    }


def test_the_group_alone_counts_as_a_breach_another_code_in_it_does_not(verden, ombud):
    utkast = lag_utkast(verden.melder, til=verden.akutt, naa=naa(), kategori="K1")
    utkast.kategori = None
    sak = actions.meld(utkast, av=verden.melder, naa=naa())
    assert (sak.er_personvern, brev(sak, "personvernombud")) == (True, {(ombud, True)})
    annen = lag_sak(verden.melder, til=verden.akutt, naa=naa(), kategori="K9")
    assert (annen.er_personvern, brev(annen, "personvernombud")) == (False, set())
    assert set(lister.personvernsaker(ombud)) == {sak}


def test_the_next_virksomhet_has_its_own_ombud_and_each_is_told_once(verden, ombud):
    i_narvik = lag_bruker(
        "ombud_narvik", (Rollenavn.PERSONVERNOMBUD, verden.helse_narvik)
    )
    sak = lag_sak(verden.melder_akutt, til=verden.hjemme, naa=naa(), kategori="K1")
    assert brev(sak, "personvernombud") == {(i_narvik, True)}
    for til, av in (
        (verden.senjalegen, verden.leder_hjemme),
        (verden.hjemme, verden.lege_senja),
    ):
        actions.send_videre(fersk(sak), til=til, begrunnelse="Deres.", av=av, naa=naa())
    alle = Brev.objects.filter(kind="personvernombud", gjelder__avvik=sak.pk)
    assert sorted(b.mottaker.navn for b in alle) == sorted(
        [i_narvik.navn, verden.sekretariat.navn, verden.sekretariat2.navn]
    )


def test_the_letter_holds_number_own_virksomhet_date_and_link(verden, ombud, settings):
    sak = lag_sak(
        verden.melder,
        til=verden.akutt,
        naa=datetime(2026, 11, 2, 10, 0, tzinfo=OSLO),
        kategori="K1",
    )
    rad = Brev.objects.get(kind="personvernombud")
    innhold = brevslag("personvernombud").innhold(rad, ombud)
    assert innhold.emne == f"Sak {sak.saksnummer} skal vurderes innen 72 timer"
    assert innhold.tekst == (
        "Saken er hos UNN og gjelder personvernombudet eller den som har oppgaven. "
        "Fristen er 5. november 2026 kl. 10.00. Åpne saken: "
        f"{settings.BASE_URL}/sak/{sak.saksnummer}/"
    )
    assert brevslag("personvernombud").onsket(rad, ombud)
    actions.trekk(fersk(sak), av=verden.melder, naa=naa())
    assert not brevslag("personvernombud").onsket(rad, ombud)


def test_the_ombud_sees_the_head_and_the_outcome_and_nothing_else(
    verden, inn, ombud, personvern, alvorlig
):
    vurder(
        personvern,
        verden.leder_akutt,
        plikt=Plikt.PERSONVERN,
        meldt_til=["datatilsynet"],
        begrunnelse="Epikrisen gikk til feil lege.",
    )
    klient = inn(ombud)
    liste = klient.get("/innboks/personvern/")
    assert [rad["avvik"] for rad in liste.context["rader"]] == [personvern]
    vist = klient.get(side(personvern)).text
    assert "Meldt til Datatilsynet" in vist
    assert "Liten skade" in vist
    for hemmelig in ("Epikrisen", verden.melder.navn, "Personvern og taushetsplikt"):
        assert hemmelig not in vist.split("<main", 1)[1]
    assert klient.get(side(alvorlig)).status_code == 404
    assert klient.get(f"{side(personvern)}personvern/").status_code == 403
    for adresse in ("/meld/", "/innboks/", "/statistikk/", "/rapporter/"):
        assert klient.get(adresse).status_code == 403, adresse


def test_the_ombud_of_the_sending_side_sees_nothing(verden, inn, personvern):
    i_narvik = lag_bruker(
        "ombud_narvik", (Rollenavn.PERSONVERNOMBUD, verden.helse_narvik)
    )
    assert inn(i_narvik).get(side(personvern)).status_code == 404


def test_the_ombud_needs_two_factors(client, verden, ombud):
    client.force_login(ombud)
    assert client.get("/innboks/personvern/").status_code == 302
    assert ombud.tilganger.trenger_to_faktorer


def test_the_worklist_says_which_virksomheter_have_no_ombud(verden, inn, ombud):
    def uten(bruker):
        svar = inn(bruker).get("/arbeidsliste/")
        return [v.navn for v in svar.context["uten_ombud"]]

    assert uten(verden.sekretariat) == ["Narvik kommune"]
    assert uten(verden.kontakt_unn) == []
    assert uten(verden.kontakt_narvik) == ["Narvik kommune"]
