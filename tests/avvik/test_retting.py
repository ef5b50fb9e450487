"""«Jeg har skrevet noe feil»: asked, corrected, removed or declined, and seen."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from avvik import actions, lister
from avvik.enums import Retteslag, Retteutfall, Verb
from avvik.models import Avvik, Hendelse, Melding, Retteonske, Teksthistorikk
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Rollenavn
from helsefellesskap.feil import IkkeLov, Versjonskonflikt
from helsefellesskap.models import Brev
from helsefellesskap.register import brevslag
from tests.avvik.sakhjelp import alle, fersk, naa
from tests.factories import lag_bruker, lag_kategori, lag_sak, lag_svar
from tests.tilgang import dump

pytestmark = pytest.mark.django_db
KANARI = "Gulspurv8842"


@pytest.fixture
def sak(verden):
    tekst = f"Pasienten {KANARI} kom uten epikrise."
    return lag_sak(verden.melder, til=verden.akutt, naa=naa(), hva_skjedde=tekst)


def be(sak, av, onske=Retteslag.RETTES, felt="hva_skjedde", objekt=None, **felter):
    sak = fersk(sak)
    innhold = {"forklaring": f"Det står {KANARI}.", **felter}
    maal = (objekt or sak, felt)
    return actions.be_om_retting(
        sak, tekst=maal, onske=onske, av=av, naa=naa(), **innhold
    )


def behandle(sak, onske, utfall, av, **felter):
    innhold = {"versjon": 1, "ny_tekst": "Pasienten kom uten epikrise.", **felter}
    actions.behandle_retting(
        fersk(sak), retteonske=onske, utfall=utfall, av=av, naa=naa(), **innhold
    )


def verb(sak):
    return [h.verb for h in alle(Hendelse, avvik=sak)]


def i_basen():
    return KANARI in dump.tabeller()


# --- asking ------------------------------------------------------------------------


def test_the_sekretariat_is_told_and_the_case_is_on_its_list(verden, sak):
    dag = lokal_dato(naa())
    assert not lister.arbeidslisten(verden.sekretariat, dag).filter(pk=sak.pk).exists()
    be(sak, verden.melder)
    i_listen = lister.arbeidslisten(verden.sekretariat, dag)
    assert list(i_listen.filter(lister.ARBEIDSLISTER["retting"].hvilke(dag))) == [sak]
    brev = Brev.objects.filter(kind="retting_bedt")
    assert {b.mottaker for b in brev} == {verden.sekretariat, verden.sekretariat2}
    assert all(brevslag("retting_bedt").onsket(b, b.mottaker) for b in brev)
    assert (
        KANARI not in brevslag("retting_bedt").innhold(brev[0], brev[0].mottaker).tekst
    )


def test_the_melder_and_the_leader_of_the_sending_unit_may_ask(verden, sak):
    be(sak, verden.leder_hjemme, felt="kontaktlinje")
    be(sak, verden.melder)
    for bruker in (verden.leder_akutt, verden.kontakt_unn, verden.kontakt_narvik):
        with pytest.raises(IkkeLov):
            be(sak, bruker, felt="forslag")


@pytest.mark.parametrize(
    ("felter", "felt"),
    [
        ({"forklaring": "  "}, "forklaring"),
        ({"felt": "egen_referanse"}, "onske"),
        ({}, "tekst"),
    ],
)
def test_asking_without_reason_twice_or_for_what_cannot_be_read_is_refused(
    verden, sak, felter, felt
):
    be(sak, verden.melder)
    with pytest.raises(ValidationError) as feil:
        be(sak, verden.leder_hjemme, **felter)
    assert set(feil.value.message_dict) == {felt}
    assert alle(Retteonske).count() == 1


def test_only_own_texts_can_be_asked_about(verden, sak):
    with pytest.raises(ValueError, match="not a text"):
        be(sak, verden.melder, felt="saksnummer")


# --- correcting --------------------------------------------------------------------


def test_a_corrected_text_keeps_its_old_words_and_both_parties_see_that_it_was(
    verden, inn, sak
):
    onske = be(sak, verden.melder, forklaring="Feil avdeling.")
    behandle(
        sak, onske, Retteutfall.RETTET, verden.sekretariat, ny_tekst="Det var torsdag."
    )
    assert fersk(sak).hva_skjedde == "Det var torsdag."
    gammel = alle(Teksthistorikk).get()
    assert (gammel.felt, KANARI in gammel.gammel) == ("hva_skjedde", True)
    assert verb(sak)[-1] == Verb.RETTET
    assert not fersk(sak).bedt_om_retting
    dato = naa().strftime("%d.%m.%Y")
    for bruker in (verden.melder, verden.leder_akutt):
        side = inn(bruker).get(f"/sak/{sak.saksnummer}/").text
        assert "Teksten er rettet" in side
        assert "Det var torsdag." in side
        assert KANARI not in side
    melder = inn(verden.melder).get(f"/sak/{sak.saksnummer}/").text
    assert f"Rettet {dato}." in melder
    assert (
        "Feil avdeling."
        not in inn(verden.leder_akutt).get(f"/sak/{sak.saksnummer}/").text
    )


def test_without_keeping_it_the_old_text_is_nowhere(verden, sak):
    forste = be(sak, verden.melder)
    tekst = f"Pasienten {KANARI} kom torsdag."
    behandle(sak, forste, Retteutfall.RETTET, verden.sekretariat, ny_tekst=tekst)
    assert i_basen()
    andre = be(sak, verden.melder)
    behandle(sak, andre, Retteutfall.RETTET, verden.sekretariat2, behold=False)
    # The first explanation stands; it was about something that was kept.
    actions.masker_tekst(
        alle(Retteonske).first(), felt="forklaring", av=verden.sekretariat, naa=naa()
    )
    assert not i_basen()
    assert fersk(sak).hva_skjedde == "Pasienten kom uten epikrise."


def test_removing_the_text_reaches_its_history_and_the_explanation(verden, sak):
    forste = be(sak, verden.melder, forklaring="Feil dag.")
    tekst = f"{KANARI} kom torsdag."
    behandle(sak, forste, Retteutfall.RETTET, verden.sekretariat, ny_tekst=tekst)
    andre = be(sak, verden.leder_hjemme, onske=Retteslag.FJERNES)
    assert i_basen()
    behandle(sak, andre, Retteutfall.FJERNET, verden.sekretariat)
    assert not i_basen()
    assert fersk(sak).hva_skjedde == "[fjernet]"


def test_masking_by_itself_empties_the_history_of_that_text_only(verden, sak):
    for felt in ("hva_skjedde", "kontaktlinje"):
        actions.rett_tekst(
            fersk(sak), felt=felt, ny="Ny.", av=verden.sekretariat, naa=naa()
        )
    alle(Teksthistorikk).update(gammel=KANARI)
    actions.masker_tekst(
        fersk(sak), felt="hva_skjedde", av=verden.sekretariat, naa=naa()
    )
    assert [t.gammel for t in alle(Teksthistorikk)] == ["[fjernet]", KANARI]


@pytest.mark.parametrize("i_melding", [False, True])
def test_a_page_opened_before_the_text_was_removed_cannot_bring_it_back(
    verden, sak, i_melding
):
    objekt, felt = fersk(sak), "hva_skjedde"
    if i_melding:
        actions.besvar(fersk(sak), innhold=lag_svar(), av=verden.leder_akutt, naa=naa())
        actions.mer(fersk(sak), tekst=f"Om {KANARI}?", av=verden.melder, naa=naa())
        objekt, felt = alle(Melding).get(), "tekst"
    onske = be(sak, verden.melder, felt=felt, objekt=objekt, forklaring="Navn.")
    actions.masker_tekst(objekt, felt=felt, av=verden.sekretariat2, naa=naa())

    with pytest.raises(Versjonskonflikt):
        behandle(
            sak,
            onske,
            Retteutfall.RETTET,
            verden.sekretariat,
            ny_tekst=f"{KANARI} ble innlagt.",
        )
    objekt.refresh_from_db(from_queryset=alle(type(objekt)))
    assert (getattr(objekt, felt), alle(Retteonske).get().apent) == ("[fjernet]", True)


def test_a_message_of_the_sender_can_be_corrected_too(verden, sak):
    actions.bekreft(fersk(sak), av=verden.leder_akutt, naa=naa())
    actions.spor_melder(fersk(sak), tekst="Når?", av=verden.leder_akutt, naa=naa())
    actions.svar_fra_melder(fersk(sak), tekst="Mandag.", av=verden.melder, naa=naa())
    melding = alle(Melding, slag="svar_fra_melder").get()
    onske = be(sak, verden.melder, felt="tekst", objekt=melding)
    behandle(sak, onske, Retteutfall.RETTET, verden.sekretariat, ny_tekst="Tirsdag.")
    assert alle(Melding, pk=melding.pk).get().tekst == "Tirsdag."
    assert alle(Teksthistorikk).get().gammel == "Mandag."


def test_declining_needs_an_answer_and_the_sender_gets_it(verden, inn, sak):
    onske = be(sak, verden.leder_hjemme)
    with pytest.raises(ValidationError):
        behandle(sak, onske, Retteutfall.AVSLAATT, verden.sekretariat)
    behandle(
        sak,
        onske,
        Retteutfall.AVSLAATT,
        verden.sekretariat,
        svar="Teksten sier ikke hvem det er.",
    )
    brev = Brev.objects.filter(kind="retting_svart")
    assert {b.mottaker for b in brev} == {verden.melder, verden.leder_hjemme}
    assert all(brevslag("retting_svart").onsket(b, b.mottaker) for b in brev)
    side = inn(verden.melder).get(f"/sak/{sak.saksnummer}/").text
    assert "Teksten sier ikke hvem det er." in side
    assert KANARI in fersk(sak).hva_skjedde


def test_only_the_sekretariat_and_only_once(verden, sak):
    onske = be(sak, verden.melder)
    for bruker in (verden.melder, verden.leder_akutt, verden.kontakt_unn):
        with pytest.raises(IkkeLov):
            behandle(sak, onske, Retteutfall.FJERNET, bruker)
        with pytest.raises(IkkeLov):
            actions.rett_tekst(
                fersk(sak), felt="hva_skjedde", ny="x", av=bruker, naa=naa()
            )
    behandle(sak, onske, Retteutfall.RETTET, verden.sekretariat)
    with pytest.raises(Versjonskonflikt):
        behandle(sak, onske, Retteutfall.FJERNET, verden.sekretariat2)
    assert fersk(sak).hva_skjedde == "Pasienten kom uten epikrise."


def test_the_list_keeps_the_case_until_the_last_wish_is_answered(verden, sak):
    forste = be(sak, verden.melder)
    be(sak, verden.melder, felt="forslag")
    behandle(sak, forste, Retteutfall.RETTET, verden.sekretariat)
    assert fersk(sak).bedt_om_retting


def test_the_database_keeps_what_belongs_together(verden, sak):
    onske = be(sak, verden.melder)
    for felter in (
        {"utfall": "rettet"},
        {"behandlet_tid": naa(), "behandlet_av": verden.sekretariat},
        {"svar": "Nei."},
        {
            "utfall": "avslaatt",
            "behandlet_tid": naa(),
            "behandlet_av": verden.sekretariat,
        },
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            alle(Retteonske, pk=onske.pk).update(**felter)


# --- the pages ---------------------------------------------------------------------


def test_from_the_receipt_to_the_outcome_through_the_pages(verden, inn, sak):
    nr = sak.saksnummer
    melder = inn(verden.melder)
    assert f"/sak/{nr}/feil/" in melder.get(f"/meld/kvittering/{nr}/").text
    assert "Be om retting" in melder.get(f"/sak/{nr}/").text
    tomt = melder.post(f"/sak/{nr}/feil/", {"onske": "rettes"})
    assert "Velg hvilken tekst det gjelder" in tomt.text
    data = {
        "tekst": "hva_skjedde",
        "onske": "fjernes",
        "forklaring": "Navnet i første setning.",
    }
    sendt = melder.post(f"/sak/{nr}/feil/", data, follow=True)
    assert "Sekretariatet ser på det og svarer deg." in sendt.text
    assert "Venter på sekretariatet." in sendt.text
    sekretariat = inn(verden.sekretariat)
    side = sekretariat.get(f"/sak/{nr}/")
    assert (side.status_code, "Rett, fjern eller svar" in side.text) == (200, True)
    skjema = sekretariat.get(f"/sak/{nr}/retting/")
    assert "Navnet i første setning." in skjema.text
    form = skjema.context["form"]
    assert form["uten_spor"].initial is True
    svar = sekretariat.post(
        f"/sak/{nr}/retting/",
        {
            "retteonske": form["retteonske"].initial,
            "versjon": form["versjon"].initial,
            "utfall": "rettet",
            "ny_tekst": "Pasienten kom uten epikrise.",
            "uten_spor": "on",
            "svar": "Navnet er borte.",
        },
    )
    # It has left the list, so the page is closed again.
    assert svar["Location"] == "/arbeidsliste/"
    assert not i_basen()
    assert sekretariat.get(f"/sak/{nr}/").status_code == 403
    assert "Navnet er borte." in inn(verden.melder).get(f"/sak/{nr}/").text


def test_a_wish_a_colleague_has_answered_gives_409_with_what_was_written(
    verden, inn, sak
):
    onske = be(sak, verden.melder)
    andre = be(sak, verden.melder, felt="kontaktlinje")
    data = {
        "retteonske": onske.pk,
        "versjon": 1,
        "utfall": "rettet",
        "ny_tekst": "Dette skrev jeg.",
    }
    behandle(sak, onske, Retteutfall.RETTET, verden.sekretariat2)
    svar = inn(verden.sekretariat).post(f"/sak/{sak.saksnummer}/retting/", data)
    assert (svar.status_code, "Dette skrev jeg." in svar.text) == (409, True)
    assert alle(Retteonske, pk=andre.pk).get().apent


@pytest.mark.parametrize("navn", ["feil", "retting", "kategori"])
def test_others_get_no_form(verden, inn, sak, navn):
    be(sak, verden.melder)
    for bruker in (verden.leder_akutt, verden.kontakt_unn):
        svar = inn(bruker).get(f"/sak/{sak.saksnummer}/{navn}/")
        assert svar.status_code == 403, bruker.navn
    svar = inn(verden.leder_ortopedi).get(f"/sak/{sak.saksnummer}/{navn}/")
    assert svar.status_code == 404


def test_the_own_reference_is_removed_unread(verden, inn, sak):
    alle(Avvik, pk=sak.pk).update(egen_referanse="Vår ref 77")
    be(sak, verden.melder, onske=Retteslag.FJERNES, felt="egen_referanse")
    side = inn(verden.sekretariat).get(f"/sak/{sak.saksnummer}/retting/").text
    assert "Vår ref 77" not in side
    assert "Rettet" not in side
    onske = alle(Retteonske).get()
    with pytest.raises(ValidationError):
        behandle(sak, onske, Retteutfall.RETTET, verden.sekretariat)
    behandle(sak, onske, Retteutfall.FJERNET, verden.sekretariat)
    assert fersk(sak).egen_referanse == "[fjernet]"


# --- category ----------------------------------------------------------------------


def test_a_case_that_becomes_a_breach_tells_the_ombud_once(verden, inn, sak):
    ombud = lag_bruker("ombud", (Rollenavn.PERSONVERNOMBUD, verden.samhandling_unn))
    k1, d1 = lag_kategori("K1"), lag_kategori("D1")
    be(sak, verden.melder)  # brings the case to the sekretariat's list
    adresse = f"/sak/{sak.saksnummer}/kategori/"
    klient = inn(verden.sekretariat)
    uendret = klient.post(adresse, {"kategori": "D1"})
    assert "Saken har denne kategorien fra før" in uendret.text
    klient.post(adresse, {"kategori": "K1"})
    assert fersk(sak).kategori == k1
    assert {b.mottaker for b in Brev.objects.filter(kind="personvernombud")} == {ombud}
    for kategori in (d1, k1):
        actions.endre_kategori(
            fersk(sak),
            gruppe=kategori.gruppe,
            kategori=kategori,
            av=verden.sekretariat,
            naa=naa(),
        )
    assert Brev.objects.filter(kind="personvernombud").count() == 1
    assert verb(sak).count(Verb.KATEGORI) == 3
    with pytest.raises(IkkeLov):
        actions.endre_kategori(
            fersk(sak), gruppe=d1.gruppe, kategori=d1, av=verden.melder, naa=naa()
        )


def test_the_group_alone_can_be_chosen_and_an_unknown_code_cannot(verden, inn, sak):
    lag_kategori("E1")
    be(sak, verden.melder)
    klient = inn(verden.sekretariat)
    klient.post(f"/sak/{sak.saksnummer}/kategori/", {"kategori": "E"})
    assert (fersk(sak).gruppe.bokstav, fersk(sak).kategori) == ("E", None)
    svar = klient.post(f"/sak/{sak.saksnummer}/kategori/", {"kategori": "Z9"})
    assert svar.status_code == 200
    assert fersk(sak).gruppe.bokstav == "E"


def test_a_wish_moves_neither_the_status_nor_the_day_of_the_answer(verden, sak):
    actions.besvar(fersk(sak), innhold=lag_svar(), av=verden.leder_akutt, naa=naa())
    for_ = fersk(sak).besvart_dato, fersk(sak).status
    be(sak, verden.melder)
    assert (fersk(sak).besvart_dato, fersk(sak).status) == for_
