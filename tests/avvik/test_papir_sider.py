"""Filing for others and printing letters, through the pages."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from avvik import actions
from avvik.models import Avvik, Svar, Utkast
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Enhetstype, Virksomhetstype
from helsefellesskap.models import Tilgangslogg
from tests.avvik.sakhjelp import naa
from tests.factories import lag_enhet, lag_kategori, lag_sak, lag_svar, lag_virksomhet
from tests.idnumre import lag_nummer

pytestmark = pytest.mark.django_db
REGISTRER = "/arbeidsliste/registrer/"


@pytest.fixture
def v(verden):
    lag_kategori("D1")
    verden.legene_v = lag_virksomhet(
        "Legene i fjæra", Virksomhetstype.FASTLEGEKONTOR, tilknyttet=False
    )
    verden.legene = lag_enhet(
        "Legene i fjæra", verden.legene_v, Enhetstype.FASTLEGEKONTOR
    )
    return verden


def i_dag():
    return lokal_dato(timezone.now())


def utkastene():
    return Utkast.objects.uten_tilgangskontroll(grunn="test")


def sakene():
    return Avvik.objects.uten_tilgangskontroll(grunn="test")


def svar(**felter):
    return {
        "slag": "avvik",
        "kanal": "telefon",
        "mottatt_dato": i_dag().isoformat(),
        "hvem": "uten_konto",
        "innmelder": "Legen, 77 00 00 00",
        **felter,
    }


def papirsak(v, *, enhet=None, til=None, **felter):
    """Filed for legene by the sekretariat two days ago."""
    kat = lag_kategori("D1")
    utkast = actions.registrer_utkast(
        enhet=enhet or v.legene,
        kanal="papir",
        mottatt_dato=lokal_dato(naa(-2)),
        innmelder="Legen",
        av=v.sekretariat,
        naa=naa(-2),
    )
    innhold = {
        "hendelsesdato": lokal_dato(naa(-3)),
        "gruppe": kat.gruppe,
        "kategori": kat,
        "gjelder_pasient": True,
        "alvorlighet": 2,
        "hva_skjedde": "Epikrisen kom ikke.",
        "valgt_enhet": til or v.akutt,
        "motpart": (til or v.akutt).virksomhet,
        **felter,
    }
    actions.lagre_utkast(utkast, av=v.sekretariat, naa=naa(-2), **innhold)
    return actions.meld(utkast, av=v.sekretariat, naa=naa(-2))


# --- filing for others --------------------------------------------------------------


def test_the_worklist_leads_there_for_the_sekretariat_only(v, inn):
    lenke = "Registrer melding fra papir eller telefon"
    assert lenke in inn(v.sekretariat).get("/arbeidsliste/").text
    assert lenke not in inn(v.kontakt_unn).get("/arbeidsliste/").text
    for bruker in (v.melder, v.leder_akutt, v.kontakt_unn, v.ssu, v.admin):
        klient = inn(bruker)
        for adresse in (REGISTRER, f"{REGISTRER}{v.legene.slug}/"):
            assert klient.get(adresse).status_code == 403
            assert klient.post(adresse, svar()).status_code == 403
    assert utkastene().count() == 0


def test_a_unit_of_either_side_is_found_tilknyttet_or_not(v, inn):
    klient = inn(v.sekretariat)
    for ord_, enhet in (
        ("legene", v.legene),
        ("akuttmottak", v.akutt),
        ("hjemmetjenesten", v.hjemme),
    ):
        side = klient.post(REGISTRER, {"sok": ord_, "sok_knapp": "1"})
        assert enhet.pk in [k.enhet_id for k in side.context["form"].treffliste]
        videre = klient.post(
            REGISTRER, {"sok": ord_, "sokt": ord_, "treff": str(enhet.pk)}
        )
        assert videre.url == f"{REGISTRER}{enhet.slug}/"
    tomt = klient.post(REGISTRER, {})
    assert list(tomt.context["form"].errors) == ["sok"]


@pytest.mark.parametrize("slug", ["finnes-ikke", "sekretariatet", "%00"])
def test_an_unknown_unit_and_the_sekretariat_itself_are_not_found(v, inn, slug):
    assert inn(v.sekretariat).get(f"{REGISTRER}{slug}/").status_code == 404


def test_what_is_missing_is_told_beside_the_fields(v, inn):
    side = inn(v.sekretariat).post(f"{REGISTRER}{v.hjemme.slug}/", {})

    assert {f: e[0] for f, e in side.context["form"].errors.items()} == {
        "slag": "Velg hva slags melding det er",
        "kanal": "Velg hvordan meldingen kom",
        "mottatt_dato": "Velg når meldingen kom",
        "hvem": "Velg hvem som melder",
    }


@pytest.mark.parametrize(
    ("felter", "feil"),
    [
        ({"innmelder": ""}, {"innmelder": ["Skriv hvem vi kan svare"]}),
        (
            {"mottatt_dato": "2100-01-01"},
            {"mottatt_dato": ["Datoen kan ikke være fram i tid"]},
        ),
        (
            {"mottatt_dato": "1999-12-31"},
            {"mottatt_dato": ["Datoen kan ikke være før 2000"]},
        ),
        ({"hvem": "999999"}, {"hvem": ["Velg hvem som melder"]}),
        ({"kanal": "due"}, {"kanal": ["Velg fra listen"]}),
    ],
)
def test_what_is_wrong_is_told_and_nothing_begun(v, inn, felter, feil):
    side = inn(v.sekretariat).post(f"{REGISTRER}{v.legene.slug}/", svar(**felter))

    assert side.context["form"].errors == feil
    assert utkastene().count() == 0


def test_an_identity_number_is_stopped_and_shown_back(v, inn):
    tekst = f"Legen {lag_nummer('vanlig')}"
    side = inn(v.sekretariat).post(
        f"{REGISTRER}{v.legene.slug}/", svar(innmelder=tekst)
    )

    assert list(side.context["form"].errors) == ["innmelder"]
    assert tekst in side.text
    assert utkastene().count() == 0


def test_three_steps_from_paper_to_a_receipt_that_can_be_sent(v, inn):
    klient = inn(v.sekretariat)
    steg1 = klient.post(f"{REGISTRER}{v.legene.slug}/", svar())
    utkast = utkastene().get()
    assert steg1.url == f"/meld/utkast/{utkast.nokkel}/1/"
    side = klient.get(steg1.url).text
    assert "Du registrerer for Legene i fjæra." in side
    assert "Vi kan svare: Legen, 77 00 00 00" in side
    side = klient.post(
        steg1.url,
        {
            "naar": "i_dag",
            "gruppe": "D",
            "hva_skjedde": "Epikrisen kom ikke.",
            "alvorlighet": "2",
            "versjon": utkast.versjon,
        },
    )
    steg2 = f"/meld/utkast/{utkast.nokkel}/2/"
    assert side.url == steg2
    side = klient.post(
        steg2,
        {
            "sted": "Tromsø",
            "enhet": "annen",
            "sok": "akutt",
            "sokt": "akutt",
            "treff": v.akutt.pk,
            "versjon": utkastene().get().versjon,
        },
    )
    steg3 = f"/meld/utkast/{utkast.nokkel}/3/"
    assert side.url == steg3
    assert "Meldt av deg og enheten din" not in klient.get(steg3).text
    kvittering = klient.post(steg3, {"versjon": utkastene().get().versjon})
    sak = sakene().get()
    assert (sak.meldende_enhet, sak.registrert_av) == (v.legene, v.sekretariat)
    side = klient.get(kvittering.url).text
    assert "Registrert for Legene i fjæra." in side
    assert reverse("sak_kvitteringsbrev", args=[sak.saksnummer]) in side
    assert klient.post(steg3, {}).url == kvittering.url


def test_somebody_of_the_unit_becomes_the_melder(v, inn):
    klient = inn(v.sekretariat)
    side = klient.get(f"{REGISTRER}{v.hjemme.slug}/").text
    assert "Navn melder" in side
    klient.post(
        f"{REGISTRER}{v.hjemme.slug}/", svar(hvem=str(v.melder.pk), innmelder="")
    )

    assert utkastene().get().registrert_for == v.melder


def test_the_draft_stands_on_its_own_page_and_not_among_other_drafts(v, inn):
    klient = inn(v.sekretariat)
    klient.post(f"{REGISTRER}{v.legene.slug}/", svar())
    utkast = utkastene().get()

    assert str(utkast.nokkel) in klient.get(REGISTRER).text
    assert str(utkast.nokkel) not in inn(v.sekretariat2).get(REGISTRER).text
    adresse = f"/meld/utkast/{utkast.nokkel}/1/"
    assert inn(v.sekretariat2).get(adresse).status_code == 404
    assert inn(v.melder).get(adresse).status_code == 404
    slettet = inn(v.sekretariat).post(f"/meld/utkast/{utkast.nokkel}/slett/")
    assert slettet.url == REGISTRER
    assert utkastene().count() == 0


def test_nobody_else_gets_past_the_guard_with_another_units_draft(v, inn):
    """A draft moved to a unit that is not the person's own is not theirs."""
    utkast = actions.registrer_utkast(
        enhet=v.akutt,
        kanal="papir",
        mottatt_dato=i_dag(),
        innmelder="x",
        av=v.sekretariat,
        naa=naa(),
    )
    utkastene().filter(pk=utkast.pk).update(melder=v.melder)
    adresse = f"/meld/utkast/{utkast.nokkel}/3/"
    assert inn(v.melder).post(adresse, {"versjon": "1"}).status_code == 404
    assert sakene().count() == 0


def test_both_sides_see_how_it_came(v, inn):
    sak = papirsak(v, enhet=v.hjemme)
    tekst = "Meldt på papir, registrert av sekretariatet"
    for bruker, liste in ((v.leder_akutt, "/innboks/"), (v.leder_hjemme, "/sendt/")):
        klient = inn(bruker)
        assert tekst in klient.get(liste).text
        side = klient.get(f"/sak/{sak.saksnummer}/").text
        assert tekst in side
        assert "Registrert av sekretariatet på vegne av Hjemmetjenesten" in side


def test_who_to_answer_is_hidden_from_the_receiver(v, inn):
    sak = papirsak(v, enhet=v.hjemme)
    vist = {
        navn: "Kan svares" in inn(getattr(v, navn)).get(f"/sak/{sak.saksnummer}/").text
        for navn in (
            *("leder_akutt", "kontakt_unn", "leder_hjemme", "kontakt_narvik"),
            "sekretariat",
        )
    }

    assert vist == {
        "leder_akutt": False,
        "kontakt_unn": False,
        "leder_hjemme": True,
        "kontakt_narvik": True,
        "sekretariat": True,
    }


# --- answers on paper ---------------------------------------------------------------


def test_an_answer_nobody_can_read_here_is_on_the_list_until_it_is_sent(v, inn):
    sak = papirsak(v)
    klient = inn(v.sekretariat)
    liste = "/arbeidsliste/?vis=svares_papir"
    assert [r.avvik for r in klient.get(liste).context["rader"]] == []
    actions.besvar(sak, innhold=lag_svar(), av=v.leder_akutt, naa=naa(-1))
    assert [r.avvik for r in klient.get(liste).context["rader"]] == [sak]
    side = klient.get(f"/sak/{sak.saksnummer}/brev/svar/")
    for tekst in ("Legen", "Legene i fjæra", sak.saksnummer, "Vi beklager."):
        assert tekst in side.text
    rad = Tilgangslogg.objects.latest("id")
    assert (rad.handling, rad.gjelder) == ("skrevet_ut", sak.saksnummer)
    sendt = klient.post(
        f"/sak/{sak.saksnummer}/svar_som_brev/", {"dato": i_dag().isoformat()}
    )
    assert sendt.url == f"/sak/{sak.saksnummer}/"
    assert [r.avvik for r in klient.get(liste).context["rader"]] == []
    alle = Svar.objects.uten_tilgangskontroll(grunn="test")
    assert alle.get(avvik=sak).sendt_som_brev == i_dag()
    assert "Svaret er sendt som brev på papir" in klient.get(sendt.url).text


def test_an_answer_the_units_leader_reads_is_not_on_the_list(v, inn):
    sak = papirsak(v, enhet=v.hjemme)
    actions.besvar(sak, innhold=lag_svar(), av=v.leder_akutt, naa=naa(-1))
    side = inn(v.sekretariat).get("/arbeidsliste/?vis=svares_papir")

    assert side.context["rader"] == []
    assert "Vi beklager." in inn(v.leder_hjemme).get(f"/sak/{sak.saksnummer}/").text


def test_the_samhandlingskontakt_has_no_list_of_answers_on_paper(v, inn):
    sak = papirsak(v)
    actions.besvar(sak, innhold=lag_svar(), av=v.leder_akutt, naa=naa(-1))
    side = inn(v.kontakt_unn).get("/arbeidsliste/?vis=svares_papir")

    assert "svares_papir" not in [f.navn for f in side.context["faner"]]


def test_the_receipt_letter_says_what_happens_by_when(v, inn):
    sak = papirsak(v)
    side = inn(v.sekretariat).get(f"/sak/{sak.saksnummer}/brev/kvittering/").text

    for tekst in (
        "Meldingen er mottatt",
        sak.saksnummer,
        "Legene i fjæra",
        "Hva skjer nå?",
        "Dere får svar.",
    ):
        assert tekst in side
    assert "Vi sender deg e-post" not in side


@pytest.mark.parametrize("hva", ["brev", "brev/kvittering", "brev/svar"])
def test_letters_are_printed_by_the_sekretariat_only(v, inn, hva):
    sak = papirsak(v, til=v.akutt)
    actions.besvar(sak, innhold=lag_svar(), av=v.leder_akutt, naa=naa(-1))
    egen = lag_sak(v.melder, til=v.akutt)
    for bruker in (v.leder_akutt, v.kontakt_unn):
        assert inn(bruker).get(f"/sak/{sak.saksnummer}/{hva}/").status_code == 403
    assert inn(v.melder).get(f"/sak/{egen.saksnummer}/{hva}/").status_code == 403
    assert inn(v.melder).get(f"/sak/{sak.saksnummer}/{hva}/").status_code == 404
    assert Tilgangslogg.objects.filter(handling="skrevet_ut").count() == 0


# --- to units that are not tilknyttet -----------------------------------------------


@pytest.fixture
def til_legene(v):
    return lag_sak(
        v.melder_akutt,
        til=v.legene,
        naa=naa(-2),
        kontaktlinje="Ring vakttelefonen",
        egen_referanse="Ref 7",
    )


def test_the_case_goes_as_a_letter_and_the_answer_is_registered(v, inn, til_legene):
    klient, nr = inn(v.sekretariat), til_legene.saksnummer
    liste = "/arbeidsliste/?vis=papir"
    assert "Skal sendes som brev" in klient.get(liste).text
    side = klient.get(f"/sak/{nr}/").text
    assert "Legene i fjæra får saken som brev" in side
    assert "Registrer svaret fra Legene i fjæra" in side
    brev = klient.get(f"/sak/{nr}/brev/")
    rad = Tilgangslogg.objects.latest("id")
    assert (rad.handling, rad.gjelder) == ("skrevet_ut", nr)
    for tekst in (
        *("Til Legene i fjæra", nr, "Epikrisen kom ikke.", "Svar innen"),
        *("Ring vakttelefonen", "Slik svarer dere"),
    ):
        assert tekst in brev.text
    assert not re.search("Navn melder|Ref 7", brev.text)
    klient.post(f"/sak/{nr}/som_brev/", {"dato": i_dag().isoformat()})
    assert "Sendt som brev" in klient.get(liste).text
    klient.post(f"/sak/{nr}/bekreft/")
    klient.post(
        f"/sak/{nr}/besvar/",
        {"versjon": "0", "vurdering": "bekreftet", "til_melder": "Vi ringer neste."},
    )
    side = inn(v.melder_akutt).get(f"/sak/{nr}/").text
    assert "Av sekretariatet, på vegne av Legene i fjæra" in side
    assert side.count("Registrert av sekretariatet på vegne av Legene i fjæra") == 2
    assert "Vi ringer neste." in side


def test_the_letters_date_is_demanded_and_checked(v, inn, til_legene):
    klient = inn(v.sekretariat)
    adresse = f"/sak/{til_legene.saksnummer}/som_brev/"
    side = klient.post(adresse, {"dato": ""})
    assert side.context["form"].errors == {"dato": ["Velg datoen brevet ble sendt"]}
    side = klient.post(adresse, {"dato": "2100-01-01"})
    assert list(side.context["form"].errors) == ["dato"]
    assert sakene().get().brev_sendt is None


def test_nobody_else_sees_the_letters_door(v, inn, til_legene):
    for bruker in (v.melder_akutt, v.leder_akutt, v.kontakt_unn):
        klient = inn(bruker)
        nr = til_legene.saksnummer
        assert "får saken som brev" not in klient.get(f"/sak/{nr}/").text
        assert klient.get(f"/sak/{nr}/som_brev/").status_code == 403
