"""Filing through the pages, from the start page to the receipt."""

import re
from datetime import timedelta

import pytest

from avvik.enums import MeldtAnnetSted, Status
from helsefellesskap.enums import Rollenavn
from helsefellesskap.models import Enhet, Rettsgrunnlag, Rolle, Tilgangslogg
from tests.avvik.meldehjelp import (
    INNAD,
    NOKKEL,
    adresse,
    alle_saker,
    alle_utkast,
    feil_i,
    i_dag,
    steg1,
    steg2,
    til_steg3,
)
from tests.factories import NAA, lag_enhet, lag_sak, lag_utkast
from tests.idnumre import lag_nummer
from tests.innlogging import logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db


def test_three_steps_and_a_receipt(melder, verden):
    side = melder.get("/meld/avvik/").text
    nokkel = re.search(r'name="nokkel" value="([^"]+)"', side)[1]
    svar = melder.post("/meld/avvik/", steg1(nokkel=nokkel))
    assert svar.url == adresse(2, nokkel)
    svar = melder.post(
        svar.url, steg2(verden.akutt, sted="Tromsø", forslag="Send den samme dag.")
    )
    assert svar.url == adresse(3, nokkel)
    side = melder.get(svar.url).text
    assert "UNN › Medisinsk klinikk › Akuttmottaket" in side
    assert "Du har ikke skrevet noe forslag" not in side
    svar = melder.post(svar.url, {"versjon": "2"})
    sak = alle_saker().get()

    assert svar.url == f"/meld/kvittering/{sak.saksnummer}/"
    assert (sak.status, sak.holder, sak.sted) == (
        Status.SENDT,
        verden.akutt,
        "Tromsø",
    )
    assert (sak.hendelsesdato, sak.alvorlighet) == (i_dag(), 2)
    assert (sak.gruppe.bokstav, sak.kategori.kode) == ("D", "D1")
    assert alle_utkast().count() == 0


def test_getting_the_form_makes_no_draft(melder):
    for side in ("/meld/", "/meld/avvik/", "/meld/forbedring/", "/meld/rabra/"):
        assert melder.get(side).status_code == 200

    assert alle_utkast().count() == 0


def test_the_start_page_tells_what_it_is_for_and_shows_own_drafts(melder, verden):
    lag_utkast(verden.melder, til=None)
    lag_utkast(verden.melder_akutt, til=None)
    side = melder.get("/meld/").text

    assert "Meldinger her leses på hverdager." in side
    assert side.count('href="/meld/utkast/') == 1


@pytest.mark.parametrize(
    ("svar", "dager"),
    [
        ({"naar": "i_dag"}, 0),
        ({"naar": "i_gar"}, 1),
        ({"naar": "annen_dag", "dato": 9}, 9),
    ],
)
def test_the_day_is_reckoned_from_today(melder, svar, dager):
    dato = i_dag() - timedelta(days=dager)
    melder.post("/meld/avvik/", steg1(**{**svar, "dato": dato.isoformat()}))

    assert alle_utkast().get().hendelsesdato == dato


def test_a_forbedring_skips_the_consequence(melder, verden):
    side = melder.get("/meld/forbedring/").text
    assert "Hva ble følgen for pasienten?" not in side
    svar = melder.post("/meld/forbedring/", steg1(alvorlighet=""))
    assert svar.url == adresse(2)
    melder.post(adresse(2), steg2(verden.akutt))
    melder.post(adresse(3))
    sak = alle_saker().get()

    assert (sak.slag, sak.alvorlighet) == ("forbedring", None)


def test_other_opens_the_rest_and_needs_no_more(melder):
    melder.post("/meld/avvik/", steg1(gruppe="X", annen_gruppe="G", kategori_G="G1"))
    assert alle_utkast().get().kategori.kode == "G1"


def test_not_about_one_patient(melder, verden):
    melder.post("/meld/avvik/", steg1(alvorlighet="ikke_pasient"))
    utkast = alle_utkast().get()
    side = melder.get(adresse(2)).text

    assert (utkast.gjelder_pasient, utkast.alvorlighet) == (False, None)
    assert "Hvem kan mottaker kontakte om pasienten?" not in side


def test_i_do_not_know_goes_to_be_distributed(melder, verden):
    melder.post("/meld/avvik/", steg1())
    melder.post(adresse(2), {"enhet": "ukjent"})
    melder.post(adresse(3))
    sak = alle_saker().get()

    assert (sak.status, sak.holder) == (Status.TIL_FORDELING, verden.samhandling_unn)
    kvittering = melder.get(f"/meld/kvittering/{sak.saksnummer}/").text
    assert "Samhandling har fått saken og finner riktig enhet." in kvittering


def test_from_the_hospital_the_party_is_asked_for(melder, verden):
    melder.force_login(verden.melder_akutt)
    melder.post("/meld/avvik/", steg1(gruppe="A", kategori_A="A1"))
    side = melder.get(adresse(2))
    assert "Hvilken kommune eller hvilket legekontor?" in side.text
    svar = melder.post(adresse(2), {"enhet": "ukjent"})
    assert feil_i(svar) == {
        "motpart": "Velg kommune eller legekontor, eller «Vet ikke»"
    }
    svar = melder.post(adresse(2), steg2(verden.hjemme, motpart=verden.senjalegen_v.pk))
    assert feil_i(svar) == {
        "treff": "Enheten hører til Narvik kommune. Velg en enhet der du valgte over."
    }
    melder.post(adresse(2), {"enhet": "ukjent", "motpart": verden.narvik.pk})
    melder.post(adresse(3))

    assert alle_saker().get().holder == verden.helse_narvik


def test_the_contact_line_is_filled_in_beforehand_once(melder, verden):
    Enhet.objects.filter(pk=verden.hjemme.pk).update(kontaktlinje="Ring 76 00 00 00")
    melder.post("/meld/avvik/", steg1())
    assert "Ring 76 00 00 00" in melder.get(adresse(2)).text
    melder.post(adresse(2), steg2(verden.akutt, kontaktlinje=""))

    assert alle_utkast().get().kontaktlinje == ""
    assert "Ring 76 00 00 00" not in melder.get(adresse(2)).text


# --- what must be put right ----------------------------------------------------


def test_every_missing_answer_is_told_and_an_empty_page_makes_no_draft(melder):
    svar = melder.post("/meld/avvik/", {"nokkel": NOKKEL})

    assert feil_i(svar) == {
        "naar": "Velg når det skjedde",
        "gruppe": "Velg hva det gjelder",
        "hva_skjedde": "Skriv kort hva som skjedde",
        "alvorlighet": "Velg hva følgen ble",
    }
    assert "<title>Feil:" in svar.text
    assert alle_utkast().count() == 0


@pytest.mark.parametrize(
    ("felter", "feil"),
    [
        ({"gruppe": "A"}, {"gruppe": "Velg hva det gjelder"}),
        ({"kategori_D": "A1"}, {"kategori_D": "Velg en kategori fra listen"}),
        (
            {"naar": "annen_dag", "dato": ""},
            {"dato": "Velg hvilken dato det skjedde"},
        ),
        (
            {"naar": "annen_dag", "dato": "2999-01-01"},
            {"dato": "Datoen kan ikke være fram i tid"},
        ),
        (
            {"naar": "annen_dag", "dato": "1999-12-31"},
            {"dato": "Datoen kan ikke være før 2000"},
        ),
        (
            {"alvorlighet": "4"},
            {"meldt_andre_steder": "Svar på om hendelsen er meldt andre steder"},
        ),
        (
            {
                "alvorlighet": "5",
                "meldt_andre_steder": [MeldtAnnetSted.NEI, MeldtAnnetSted.INTERNT],
            },
            {
                "meldt_andre_steder": "Velg enten «Nei, ikke ennå» eller hvor "
                "hendelsen er meldt"
            },
        ),
        (
            {"hva_skjedde": "x" * 2001},
            {"hva_skjedde": "Teksten er for lang. Den kan ha høyst 2000 tegn."},
        ),
    ],
)
def test_a_wrong_answer_is_told_and_the_rest_kept(melder, felter, feil):
    svar = melder.post("/meld/avvik/", steg1(**felter))

    assert feil_i(svar) == feil
    assert alle_utkast().get().steg == 1


def test_a_serious_case_is_told_where_else_to_report(melder):
    svar = melder.post("/meld/avvik/", steg1(alvorlighet="4"))
    assert "Denne hendelsen kan være meldepliktig" in svar.text
    svar = melder.post("/meld/avvik/", steg1(alvorlighet="4", meldt_andre_steder="nei"))

    assert svar.url == adresse(2)
    assert alle_utkast().get().meldt_andre_steder == ["nei"]


def test_an_identity_number_is_shown_back_and_kept_nowhere(melder):
    nummer = lag_nummer("vanlig")
    svar = melder.post(
        "/meld/avvik/", steg1(hva_skjedde=f"Gjelder {nummer[:6]} {nummer[6:]}.")
    )
    utkast = alle_utkast().get()

    assert feil_i(svar)["hva_skjedde"].startswith(
        "Fjern tallet på 11 siffer fra «Hva skjedde?». Det ligner et fødselsnummer."
    )
    assert nummer[6:] in svar.text
    assert (utkast.hva_skjedde, utkast.gruppe.bokstav) == ("", "D")
    assert nummer[6:] not in str(dict(melder.session))
    assert nummer[6:] not in melder.get(adresse(1)).text


@pytest.mark.parametrize(
    "felt",
    ["sok", "kontaktlinje", "forslag", "gikk_bra", "strakstiltak", "avtale"]
    + ["egen_referanse"],
)
def test_step_two_stops_numbers_and_saves_the_rest(melder, verden, felt):
    nummer = lag_nummer("d")
    melder.post("/meld/avvik/", steg1())
    felter = {"gikk_bra": "Fin tone", "forslag": "Ring", felt: nummer}
    svar = melder.post(adresse(2), steg2(verden.akutt, **felter))
    utkast = alle_utkast().get()

    assert list(feil_i(svar)) == [felt]
    assert nummer in svar.text
    assert utkast.valgt_enhet == verden.akutt
    assert nummer not in str(utkast.__dict__)


def test_nobody_chosen(melder, verden):
    melder.post("/meld/avvik/", steg1())

    assert feil_i(melder.post(adresse(2), {})) == {
        "enhet": "Velg hvem som skal svare, eller «Jeg vet ikke»"
    }
    assert feil_i(melder.post(adresse(2), {"enhet": "annen"})) == {
        "sok": "Søk etter enheten, og velg den i listen"
    }


@pytest.mark.parametrize("felt", ["enhet", "treff"])
def test_the_own_side_is_refused_at_the_field(melder, verden, felt):
    melder.post("/meld/avvik/", steg1())
    valg = {"enhet": "annen", "sok": "x", "sokt": "x"} | {felt: verden.senjalegen.pk}

    assert feil_i(melder.post(adresse(2), valg)) == {felt: INNAD}
    assert alle_utkast().get().valgt_enhet is None


def test_a_closed_unit_is_refused_unless_it_has_a_successor(melder, verden):
    i_gar = i_dag() - timedelta(days=1)
    lagt_ned = lag_enhet("Nedlagt", verden.unn, gyldig_til=i_gar)
    erstattet = lag_enhet(
        "Erstattet", verden.unn, gyldig_til=i_gar, etterfolger=verden.akutt
    )
    melder.post("/meld/avvik/", steg1())

    svar = melder.post(adresse(2), steg2(lagt_ned))
    assert feil_i(svar) == {"treff": "Enheten er lagt ned. Velg en annen."}
    melder.post(adresse(2), steg2(erstattet))
    assert alle_utkast().get().valgt_enhet == verden.akutt


def test_a_search_is_no_attempt_to_go_on(melder, verden):
    melder.post("/meld/avvik/", steg1())
    svar = melder.post(
        adresse(2), {"enhet": "annen", "sok": "akutt", "forslag": "Ring oss"}
    )

    assert feil_i(svar) == {}
    assert "UNN › Medisinsk klinikk › Akuttmottaket" in svar.text
    assert alle_utkast().get().forslag == "Ring oss"
    svar = melder.post(adresse(2), {"enhet": "annen", "sok": "finnesikke"})
    assert "Vi fant ingen enhet som heter «finnesikke»." in svar.text
    svar = melder.post(adresse(2), {"enhet": "annen", "sok": "senjalegen"})
    assert INNAD in svar.text


def test_going_back_keeps_what_was_written_but_not_a_number(melder):
    melder.post("/meld/avvik/", steg1())
    svar = melder.post(adresse(2), {"tilbake": "1", "forslag": "Ring oss"})
    assert svar.url == adresse(1)
    assert alle_utkast().get().forslag == "Ring oss"
    svar = melder.post(adresse(2), {"tilbake": "1", "forslag": lag_nummer("vanlig")})

    assert "forslag" in feil_i(svar)
    assert alle_utkast().get().forslag == "Ring oss"


def test_likely_names_are_marked_but_may_stand(melder, verden):
    til_steg3(melder, verden.akutt, hva_skjedde="Kari Hansen ringte Narvik kommune.")
    side = melder.get(adresse(3)).text

    assert "<mark>Kari Hansen<span" in side
    assert "</span></mark> ringte Narvik kommune." in side
    assert "Sjekk ett sted i teksten før du sender" in side
    assert "Du har ikke skrevet noe forslag." in side
    assert melder.post(adresse(3)).url.startswith("/meld/kvittering/")


def test_what_is_missing_at_sending_leads_back_to_its_question(melder, verden):
    til_steg3(melder, verden.akutt)
    alle_utkast().update(hva_skjedde="")
    svar = melder.post(adresse(3))

    assert svar.context["mangler"] == [
        {
            "tekst": "Skriv kort hva som skjedde",
            "url": f"{adresse(1)}#div_id_hva_skjedde",
        }
    ]
    assert alle_saker().count() == 0


def test_without_a_legal_basis_nothing_is_sent_and_the_draft_stays(melder, verden):
    til_steg3(melder, verden.akutt)
    Rettsgrunnlag.objects.all().delete()
    svar = melder.post(adresse(3))

    assert (svar.status_code, alle_saker().count()) == (503, 0)
    assert alle_utkast().count() == 1
    assert "Meldingene er ikke åpnet ennå" in melder.get("/meld/").text


# --- who files, and what is shown afterwards -----------------------------------


def test_somebody_without_a_unit_cannot_file(melder, verden, client):
    melder.force_login(verden.ssu)

    assert client.get("/meld/").status_code == 403
    assert client.get("/meld/avvik/").status_code == 403


def test_with_two_units_the_melder_role_comes_first_and_one_can_choose(melder, verden):
    Rolle.objects.create(
        bruker=verden.melder,
        navn=Rollenavn.SAKSBEHANDLER,
        enhet=verden.akutt,
        fra=NAA.date(),
    )
    logg_inn_med_to_faktorer(melder, verden.melder)
    felt = melder.get("/meld/avvik/").context["form"].fields["enhet"]
    assert [navn for _pk, navn in felt.choices] == [
        "Hjemmetjenesten sone 1 Narvik",
        "Akuttmottaket",
    ]
    melder.post("/meld/avvik/", steg1(gruppe="C", enhet=verden.akutt.pk))
    assert alle_utkast().get().enhet == verden.akutt
    melder.post(adresse(1), steg1(enhet=verden.hjemme.pk, versjon="1"))
    assert alle_utkast().get().enhet == verden.hjemme


def test_the_receipt_tells_the_dated_next_steps_and_is_logged(melder, verden):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=NAA)
    side = melder.get(f"/meld/kvittering/{sak.saksnummer}/").text

    for tekst in (sak.saksnummer, "Akuttmottaket", "5. november", "23. november"):
        assert tekst in side
    rad = Tilgangslogg.objects.latest("id")
    assert (rad.handling, rad.gjelder) == ("apnet", sak.saksnummer)


def test_a_receipt_is_the_melders_own(melder, verden, client):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=NAA)
    melder.force_login(verden.melder_akutt)
    for nr in (sak.saksnummer, "2026-9999", "tull", "%00"):
        assert client.get(f"/meld/kvittering/{nr}/").status_code == 404


@pytest.mark.parametrize(
    ("side", "antall"), [("/meld/", 14), ("/meld/avvik/", 14), (adresse(2), 18)]
)
def test_the_pages_cost_so_many_queries(
    melder, verden, side, antall, django_assert_num_queries
):
    melder.post("/meld/avvik/", steg1())
    melder.get(side)

    with django_assert_num_queries(antall):
        melder.get(side)
