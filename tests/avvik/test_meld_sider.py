"""Filing through the pages, from the start page to the receipt."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from avvik import actions
from avvik.enums import Kategoriretning, MeldtAnnetSted, Status
from avvik.models import Avvik, Utkast
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Rollenavn
from helsefellesskap.models import Enhet, Rettsgrunnlag, Rolle, Tilgangslogg
from tests.factories import NAA, lag_enhet, lag_kategori, lag_sak, lag_utkast
from tests.idnumre import lag_nummer
from tests.innlogging import logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db
NOKKEL = "0d1c1e6e-3f2b-4f4e-9a51-0e6a5d1f7c11"
INNAD = "Dette gjelder samarbeid innad i kommunen. Bruk kommunens eget avvikssystem."


@pytest.fixture
def melder(verden, client):
    for kode in ("C1", "D1", "B1", "K1", "E1", "F1", "H1", "G1"):
        lag_kategori(kode)
    lag_kategori("A1", Kategoriretning.FRA_SYKEHUS)
    client.force_login(verden.melder)
    return client


def i_dag():
    return lokal_dato(timezone.now())


def steg1(**felter):
    return {
        "nokkel": NOKKEL,
        "naar": "i_dag",
        "gruppe": "D",
        "kategori_D": "D1",
        "hva_skjedde": "Epikrisen kom ikke.",
        "alvorlighet": "2",
        **felter,
    }


def steg2(enhet, **felter):
    return {"enhet": "annen", "sok": "x", "sokt": "x", "treff": enhet.pk, **felter}


def adresse(steg, nokkel=NOKKEL):
    return f"/meld/utkast/{nokkel}/{steg}/"


def alle_utkast():
    return Utkast.objects.uten_tilgangskontroll(grunn="test")


def alle_saker():
    return Avvik.objects.uten_tilgangskontroll(grunn="test")


def feil_i(svar):
    return {f: e[0] for f, e in svar.context["form"].errors.items()}


def til_steg3(klient, enhet, **felter):
    klient.post("/meld/avvik/", steg1(**felter))
    return klient.post(adresse(2), steg2(enhet, versjon="1"))


# --- the straight way ----------------------------------------------------------


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


# --- twice, in two tabs, by others ---------------------------------------------


def test_a_second_press_leads_to_the_same_receipt(melder, verden):
    til_steg3(melder, verden.akutt)
    forste = melder.post(adresse(3), {"versjon": "2"})
    kvittering = forste.url

    assert melder.post(adresse(3), {"versjon": "2"}).url == kvittering
    assert melder.get(adresse(1)).url == kvittering
    assert melder.post("/meld/avvik/", steg1()).url == kvittering
    assert [melder.get(kvittering).status_code for _ in range(2)] == [200, 200]
    assert (alle_saker().count(), alle_utkast().count()) == (1, 0)


def test_a_second_press_on_the_first_step_makes_one_draft(melder):
    for _ in range(2):
        assert melder.post("/meld/avvik/", steg1()).url == adresse(2)

    assert alle_utkast().count() == 1


def test_the_older_tab_is_told_and_shown_both_texts(melder):
    melder.post("/meld/avvik/", steg1())
    melder.post(adresse(1), steg1(hva_skjedde="Fra den ene", versjon="1"))
    svar = melder.post(adresse(1), steg1(hva_skjedde="Fra den andre", versjon="1"))

    assert svar.status_code == 409
    assert "Fra den ene" in svar.text
    assert "Fra den andre" in svar.text
    assert alle_utkast().get().hva_skjedde == "Fra den ene"
    versjon = re.search(r'name="versjon" value="(\d+)"', svar.text)[1]
    melder.post(adresse(1), steg1(hva_skjedde="Fra den andre", versjon=versjon))
    assert alle_utkast().get().hva_skjedde == "Fra den andre"


def test_sending_what_another_tab_has_changed_asks_to_look_again(melder, verden):
    til_steg3(melder, verden.akutt)
    melder.post(adresse(1), steg1(hva_skjedde="Nytt", versjon="2"))
    svar = melder.post(adresse(3), {"versjon": "2"})

    assert (svar.status_code, alle_saker().count()) == (409, 0)
    assert "Nytt" in svar.text


def test_another_persons_draft_is_not_found(melder, verden):
    utkast = lag_utkast(verden.melder_akutt, til=verden.hjemme)
    for nokkel in (utkast.nokkel, uuid.uuid4()):
        assert melder.get(adresse(1, nokkel)).status_code == 404
        assert melder.post(adresse(3, nokkel)).status_code == 404
        assert melder.post(f"/meld/utkast/{nokkel}/slett/").status_code == 404
        assert Tilgangslogg.objects.latest("id").handling == "avvist"


def test_a_page_with_another_persons_key_gets_a_draft_of_its_own(melder, verden):
    """As with a key that nobody has, and with what is no key: nothing to tell by."""
    fremmed = lag_utkast(verden.melder_akutt, til=verden.hjemme)
    for nokkel in (fremmed.nokkel, uuid.uuid4(), "x"):
        svar = melder.post("/meld/avvik/", steg1(nokkel=str(nokkel)))
        assert svar.status_code == 302
        eget = alle_utkast().exclude(pk=fremmed.pk).get()
        assert (svar.url, eget.melder) == (adresse(2, eget.nokkel), verden.melder)
        eget.delete()

        lagret = melder.post(f"/meld/utkast/{nokkel}/lagre/", steg1())
        assert (lagret.status_code, lagret.json()) == (200, {"versjon": 1})
        alle_utkast().get(melder=verden.melder).delete()
    igjen = alle_utkast().get()
    assert (igjen.melder, igjen.hva_skjedde) == (fremmed.melder, fremmed.hva_skjedde)


def test_an_identity_number_is_no_key(melder):
    nummer = lag_nummer("vanlig")
    nokkel = f"00000000-0000-4000-8000-{nummer}a"
    melder.post("/meld/avvik/", steg1(nokkel=nokkel))
    melder.post(f"/meld/utkast/{nokkel}/lagre/", steg1())
    nokler = [str(n) for n in alle_utkast().values_list("nokkel", flat=True)]
    assert (len(nokler), [n for n in nokler if nummer in n]) == (2, [])


def test_a_version_beyond_all_numbers_is_none(melder):
    melder.post("/meld/avvik/", steg1())
    assert lagre(melder, hva_skjedde="Nytt", versjon="9" * 5000).status_code == 200


def test_a_step_not_reached_leads_to_the_one_that_is(melder):
    melder.post("/meld/avvik/", steg1())

    assert melder.get(adresse(3)).url == adresse(2)
    assert melder.get(adresse(4)).status_code == 404


def test_a_draft_is_deleted_by_post_alone(melder):
    melder.post("/meld/avvik/", steg1())
    slett = f"/meld/utkast/{NOKKEL}/slett/"

    assert melder.get(slett).status_code == 405
    assert melder.post(slett).url == "/meld/"
    assert alle_utkast().count() == 0


# --- autosave ------------------------------------------------------------------


def lagre(klient, **felter):
    return klient.post(f"/meld/utkast/{NOKKEL}/lagre/", {"steg": "1", **felter})


def test_autosave_makes_the_draft_and_saves_without_demanding(melder):
    svar = lagre(melder, hva_skjedde="Epi", slag="forbedring")
    assert svar.json() == {"versjon": 1}
    svar = lagre(melder, hva_skjedde="Epikrisen", versjon="1")

    assert svar.json() == {"versjon": 2}
    utkast = alle_utkast().get()
    assert (utkast.hva_skjedde, utkast.slag, utkast.steg) == (
        "Epikrisen",
        "forbedring",
        1,
    )


def test_autosave_leaves_out_the_field_with_a_number_and_says_so(melder):
    nummer = lag_nummer("vanlig")
    svar = lagre(melder, hva_skjedde=f"Gjelder {nummer}", naar="i_dag")

    assert svar.json()["melding"] == (
        "Utkastet er lagret uten «Hva skjedde?». Fjern tallet på 11 siffer der."
    )
    assert alle_utkast().get().hva_skjedde == ""


def test_autosave_of_an_older_tab_or_a_sent_draft_saves_nothing(melder, verden):
    til_steg3(melder, verden.akutt)
    assert lagre(melder, hva_skjedde="Gammel", versjon="1").status_code == 409
    assert alle_utkast().get().hva_skjedde == "Epikrisen kom ikke."
    melder.post(adresse(3))

    assert lagre(melder, hva_skjedde="For sent").status_code == 409
    assert alle_utkast().count() == 0


def test_autosave_of_step_two(melder, verden):
    melder.post("/meld/avvik/", steg1())
    svar = lagre(melder, steg="2", versjon="1", forslag="Ring", enhet="ukjent")
    utkast = alle_utkast().get()

    assert svar.json() == {"versjon": 2}
    assert (utkast.forslag, utkast.enhet_ukjent, utkast.steg) == ("Ring", True, 2)


# --- links that fill in --------------------------------------------------------


def test_a_link_fills_in_unit_and_category(melder, verden):
    side = melder.get(f"/meld/avvik/?til={verden.akutt.slug}&kategori=D1").text
    assert "Meldingen går til Akuttmottaket." in side
    assert re.search(r'name="gruppe" value="D"[^>]* checked', side)
    assert re.search(r'name="kategori_D" value="D1"[^>]* checked', side)
    melder.post("/meld/avvik/", steg1(til=verden.akutt.slug))

    assert alle_utkast().get().valgt_enhet == verden.akutt


def test_a_group_letter_among_the_rest_opens_other(melder):
    side = melder.get("/meld/avvik/?kategori=G").text

    assert re.search(r'name="gruppe" value="X"[^>]* checked', side)
    assert re.search(r'name="annen_gruppe" value="G"[^>]* checked', side)


@pytest.mark.parametrize(
    ("sporring", "melding"),
    [
        ("til=finnes-ikke", "Lenken peker til en enhet vi ikke kjenner."),
        ("til=%00", "Lenken peker til en enhet vi ikke kjenner."),
        ("til=nedlagt", "Lenken peker til en enhet som er lagt ned."),
        ("til=senjalegen-senjalegen", INNAD),
        ("kategori=Q", "Lenken peker til en kategori som ikke kan velges her."),
        ("kategori=A1", "Lenken peker til en kategori som ikke kan velges her."),
    ],
)
def test_a_link_that_does_not_fit_is_ignored_with_a_message(
    melder, verden, sporring, melding
):
    lagt_ned = lag_enhet("Nedlagt", verden.unn, gyldig_til=NAA.date())
    Enhet.objects.filter(pk=lagt_ned.pk).update(slug="nedlagt", gyldig_til="2020-01-01")
    side = melder.get(f"/meld/avvik/?{sporring}")

    assert [str(m) for m in side.context["messages"]] == [melding]
    assert side.context["til"] is None
    assert " checked" not in side.text


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


def test_my_cases_tell_where_each_one_stands(melder, verden):
    naa = timezone.now()
    sendt = lag_sak(verden.melder, til=verden.akutt, naa=naa)
    lag_sak(verden.melder, til=None, motpart=verden.unn, naa=naa)
    lag_sak(verden.melder_akutt, til=verden.hjemme, naa=naa)
    actions.bekreft(sendt, av=verden.leder_akutt, naa=naa)
    gammel = lag_sak(verden.melder, til=verden.akutt, naa=naa - timedelta(days=30))
    ukjent = alle_saker().get(status=Status.TIL_FORDELING)
    rader = melder.get("/mine/").context["rader"]

    assert [(r["sak"], r["status"]) for r in rader] == [
        (ukjent, "Riktig enhet blir funnet"),
        (sendt, "Mottatt, svar kommer"),
        (gammel, "Over fristen"),
    ]


def test_my_cases_are_empty_at_first(melder):
    assert "Du har ikke meldt noe ennå." in melder.get("/mine/").text


@pytest.mark.parametrize("antall", [1, 20])
def test_my_cases_cost_the_same_whatever_their_number(
    melder, verden, antall, django_assert_num_queries
):
    for _ in range(antall):
        lag_sak(verden.melder, til=verden.akutt, naa=timezone.now())
    melder.get("/mine/")

    with django_assert_num_queries(16):
        melder.get("/mine/")


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


# --- where the groups stand ------------------------------------------------------


@pytest.fixture
def epikrise_under_annet(monkeypatch):
    monkeypatch.setattr("avvik.forslag.rekke_for", lambda *_: "CBKEFHGAIJLMNDX")


def test_an_answer_from_yesterdays_order_is_found_where_it_stands_today(
    melder, epikrise_under_annet
):
    svar = melder.post("/meld/avvik/", steg1(hva_skjedde=""))
    assert feil_i(svar) == {"hva_skjedde": "Skriv kort hva som skjedde"}
    assert svar.context["form"]["gruppe"].value() == "X"
    assert svar.context["form"]["annen_gruppe"].value() == "D"
    melder.post("/meld/avvik/", steg1())

    assert alle_utkast().get().kategori.kode == "D1"


def test_a_draft_opens_with_its_group_where_it_stands_today(
    melder, verden, monkeypatch
):
    melder.post("/meld/avvik/", steg1(gruppe="X", annen_gruppe="G", kategori_G="G1"))
    monkeypatch.setattr("avvik.forslag.rekke_for", lambda *_: "GCDBKEFHAIJLMNX")
    skjema = melder.get(adresse(1)).context["form"]

    assert (skjema["gruppe"].value(), skjema["annen_gruppe"].value()) == ("G", None)
    assert skjema["kategori_G"].value() == "G1"
    melder.post(adresse(1), steg1(gruppe="X", annen_gruppe="G", kategori_G="G1"))
    assert alle_utkast().get().kategori.kode == "G1"
