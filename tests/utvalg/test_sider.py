"""The pages: what each person is shown, refused and not told."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from avvik import actions as avvik_actions
from helsefellesskap.enums import Flyt, Tilgang
from helsefellesskap.models import Brev, Rettsgrunnlag, Tilgangslogg
from tests.factories import dag, lag_sak
from tests.idnumre import lag_nummer
from tests.utvalg.hjelp import (
    MOTEDAG,
    TEKSTER,
    lag_agendasak,
    lag_forslag,
    signer,
    skriv,
)
from utvalg import actions
from utvalg.enums import Utvalgsvurdering
from utvalg.models import Laeringspunkt, Mote, Presentasjon, Sak

pytestmark = pytest.mark.django_db
UTENFOR = ["tidligere", "melder", "leder_akutt", "kontakt_unn", "ssu", "admin"]


def som(bruker, settings=None):
    klient = Client()
    klient.force_login(bruker)
    return klient


@pytest.fixture(autouse=True)
def uten_to_faktorer(monkeypatch):
    monkeypatch.setattr(
        "helsefellesskap.middleware.mangler_to_faktorer", lambda request: None
    )


def sak_url(v, nummer=1):
    return reverse("mote_sak", args=[v.mote.pk, nummer])


def punkter():
    alle = Laeringspunkt.objects.uten_tilgangskontroll(grunn="test")
    return list(alle.values_list("tekst", flat=True))


def vurdering(sak):
    alle = Sak.objects.uten_tilgangskontroll(grunn="test")
    return alle.values_list("vurdering", flat=True).get(pk=sak.pk)


# --- the meeting view -------------------------------------------------------


@pytest.mark.parametrize("person", ["medlem", "brukerrep", "fsu_leder", "sekretariat"])
def test_the_meeting_view_shows_the_text_and_nothing_of_the_case(v, person):
    avvik = lag_forslag(v, hva_skjedde="Kanarifugl", forslag="Papegøye")
    lag_agendasak(v, kilde=avvik)
    lag_agendasak(v)

    svar = som(getattr(v, person)).get(sak_url(v))

    side = svar.content.decode()
    assert svar.status_code == 200
    for tekst in TEKSTER.values():
        assert tekst in side
    assert "Sak 1 av 2" in side and "avidentifisert visning" in side
    original = [
        avvik.saksnummer,
        "Kanarifugl",
        "Papegøye",
        "Vi beklager",
        v.melder.navn,
        *(e.navn for e in (v.hjemme, v.ortopedi_narvik)),
        *(p.navn for p in (v.unn, v.narvik)),
        str(v.sekretariat2.navn),
    ]
    hoder = " ".join(f"{k}: {verdi}" for k, verdi in svar.headers.items())
    assert [ord_ for ord_ in original if ord_ in side + hoder] == []
    assert 'aria-label="Hovedmeny"' not in side
    rad = Tilgangslogg.objects.latest("pk")
    assert (rad.handling, rad.gjelder) == (Tilgang.APNET, f"møte {MOTEDAG} sak 1")


def test_no_address_a_member_sees_holds_an_id_of_case_or_text(v):
    for _ in range(3):
        lag_forslag(v)  # so that ids and agenda numbers differ
    saker = [lag_agendasak(v) for _ in range(2)]
    actions.skriv_laeringspunkt(saker[0], tekst="Ring.", av=v.medlem)
    klient = som(v.medlem)

    sider = [reverse("utvalg"), reverse("mote", args=[v.mote.pk])]
    sider += [sak_url(v, 1), sak_url(v, 2), reverse("laeringspunkter"), "/"]
    lenker = {
        lenke
        for side in sider
        for lenke in re.findall(
            r'(?:href|action)="(/utvalg/[^"]*)"', klient.get(side).content.decode()
        )
    }

    punkt = Laeringspunkt.objects.synlig_for(v.medlem).get().pk
    assert lenker == {
        reverse("utvalg"),
        reverse("laeringspunkter"),
        reverse("mote", args=[v.mote.pk]),
        sak_url(v, 1),
        sak_url(v, 2),
        f"{sak_url(v, 1)}laeringspunkt/{punkt}/",
    }


@pytest.mark.parametrize("person", ["sekretariat", "fsu_leder", "medlem"])
def test_an_unsigned_text_is_not_opened_by_anybody(v, person):
    lag_agendasak(v, signert=False, hva_skjedde="Kanarifugl")

    svar = som(getattr(v, person)).get(sak_url(v))

    side = svar.content.decode()
    assert svar.status_code == 403
    assert "Denne saken er ikke kontrollert for personopplysninger." in side
    assert [t for t in ("Kanarifugl", TEKSTER["tittel"]) if t in side] == []


def test_an_inhabil_member_gets_neither_text_nor_count(v):
    sak = lag_agendasak(v, til=v.akutt, tittel="Kanarifugl")
    annen = lag_agendasak(v)
    actions.skriv_laeringspunkt(sak, tekst="Papegøye", av=v.medlem)
    actions.skriv_laeringspunkt(annen, tekst="Ring.", av=v.medlem)
    klient = som(v.medlem_akutt)

    svar = klient.get(sak_url(v))

    assert svar.status_code == 403
    assert "Du er inhabil i denne saken." in svar.content.decode()
    rad = Tilgangslogg.objects.latest("pk")
    assert (rad.handling, rad.gjelder) == (Tilgang.AVVIST, f"møte {MOTEDAG} sak 1")
    sider = [reverse("mote", args=[v.mote.pk]), reverse("laeringspunkter"), "/"]
    sider += [sak_url(v, 1), sak_url(v, 2)]
    alt = "".join(klient.get(side).content.decode() for side in sider)
    assert [t for t in ("Kanarifugl", "Papegøye", "av 2", "2 sak") if t in alt] == []
    assert "1 sak på saklisten" in klient.get("/").content.decode()
    assert klient.post(sak_url(v), {"laeringspunkt": "Nei"}).status_code == 403
    assert punkter() == ["Papegøye", "Ring."]

    actions.avgjor_inhabilitet(
        sak,
        medlemskap=v.medlemskap["medlem_akutt"],
        inhabil=False,
        av=v.fsu_leder,
        naa=dag(1),
    )
    assert "Kanarifugl" in klient.get(sak_url(v)).content.decode()


def test_who_is_inhabil_stands_by_role_and_not_by_name(v):
    sak = lag_agendasak(v)
    v.medlem.stilling = "Kommuneoverlege"
    v.medlem.save()
    for navn in ("medlem", "fsu_nestleder"):
        actions.avgjor_inhabilitet(
            sak, medlemskap=v.medlemskap[navn], inhabil=True, av=v.fsu_leder,
            naa=dag(1),
        )  # fmt: skip

    side = som(v.brukerrep).get(sak_url(v)).content.decode()

    assert "Inhabil i saken: Nestleder, Kommuneoverlege" in side
    assert v.medlem.navn not in side


# --- writing in the meeting -------------------------------------------------


def test_save_and_show_the_next_case(v):
    en, to = lag_agendasak(v), lag_agendasak(v)
    klient = som(v.fsu_leder)

    svar = klient.post(
        sak_url(v),
        {"versjon": 1, "laeringspunkt": "Ring.", "vurdering": "godt_fulgt_opp"},
    )
    siste = klient.post(sak_url(v, 2), {"versjon": 1, "vurdering": "neste_mote"})

    assert (svar.status_code, svar["Location"]) == (302, sak_url(v, 2))
    assert siste["Location"] == reverse("mote", args=[v.mote.pk])
    assert punkter() == ["Ring."]
    assert [vurdering(s) for s in (en, to)] == ["godt_fulgt_opp", "neste_mote"]


def test_a_member_writes_points_and_cannot_smuggle_in_an_assessment(v):
    sak = lag_agendasak(v)
    klient = som(v.brukerrep)

    assert "Utvalgets vurdering" not in klient.get(sak_url(v)).content.decode()
    klient.post(
        sak_url(v),
        {"laeringspunkt": "Ring.", "vurdering": "godt_fulgt_opp", "versjon": 1},
    )

    assert (punkter(), vurdering(sak)) == (["Ring."], "")


def test_asking_for_more_from_the_meeting_writes_to_the_unit(v):
    sak = lag_agendasak(v)
    klient = som(v.fsu_nestleder)
    felter = {"versjon": 1, "vurdering": "be_om_mer"}

    uten = klient.post(sak_url(v), felter)
    for tekst in ("Skriv hva utvalget vil vite", "Velg en frist for enheten"):
        assert tekst in uten.content.decode()
    assert vurdering(sak) == ""
    klient.post(
        sak_url(v), {**felter, "tekst": "Hva er endret?", "frist": "2099-01-10"}
    )

    assert vurdering(sak) == Utvalgsvurdering.BE_OM_MER
    assert Brev.objects.get(kind="fsu_mer").mottaker == v.leder_ortopedi
    side = som(v.medlem).get(sak_url(v)).content.decode()
    assert "Hva er endret?" in side and "10. januar 2099" in side
    assert v.ortopedi_narvik.navn not in side


def test_an_unanswered_case_says_why_and_writes_nothing(v):
    sak = lag_agendasak(v, kilde=lag_forslag(v, besvart=False))

    svar = som(v.fsu_leder).post(
        sak_url(v),
        {
            "versjon": 1,
            "vurdering": "be_om_mer",
            "tekst": "Mer",
            "frist": "2099-01-10",
            "laeringspunkt": "Ring.",
        },
    )

    assert svar.status_code == 200
    assert "Enheten har ikke svart ennå" in svar.content.decode()
    assert (vurdering(sak), punkter()) == ("", [])


def test_words_that_may_point_to_somebody_stop_a_point_once(v):
    lag_agendasak(v)
    klient = som(v.medlem)
    tekst = "Ola Nordhus ringte Narvik."

    stoppet = klient.post(sak_url(v), {"laeringspunkt": tekst})
    side = stoppet.content.decode()
    assert (stoppet.status_code, punkter()) == (200, [])
    assert "«Ola Nordhus», «Narvik»" in side and 'name="bekreft"' in side
    klient.post(sak_url(v), {"laeringspunkt": tekst, "bekreft": "on"})

    assert punkter() == [tekst]


def test_an_identity_number_is_stopped_and_shown_back_only_to_its_writer(v):
    lag_agendasak(v)
    nummer = lag_nummer("vanlig")

    svar = som(v.medlem).post(
        sak_url(v), {"laeringspunkt": f"Se {nummer}", "bekreft": "on"}
    )

    assert "ligner et fødselsnummer" in svar.content.decode()
    assert punkter() == []


def test_two_assessments_at_once_show_both(v):
    sak = lag_agendasak(v)
    actions.vurder(
        sak, vurdering="neste_mote", versjon=1, av=v.sekretariat, naa=dag(20)
    )
    klient = som(v.fsu_leder)
    felter = {"versjon": 1, "vurdering": "godt_fulgt_opp", "laeringspunkt": "Ring."}

    svar = klient.post(sak_url(v), felter)

    side = svar.content.decode()
    assert (svar.status_code, vurdering(sak), punkter()) == (409, "neste_mote", [])
    assert "Nå står det: Ta opp på nytt neste møte" in side
    assert "Ring." in side and 'name="versjon" value="2"' in side
    klient.post(sak_url(v), {**felter, "versjon": 2})
    assert (vurdering(sak), punkter()) == ("godt_fulgt_opp", ["Ring."])


def test_a_point_is_changed_on_its_own_page_and_both_texts_show(v):
    sak = lag_agendasak(v)
    punkt = actions.skriv_laeringspunkt(sak, tekst="Ring.", av=v.medlem)
    url = f"{sak_url(v)}laeringspunkt/{punkt.pk}/"
    klient = som(v.medlem)
    assert "Ring." in klient.get(url).content.decode()
    assert som(v.brukerrep).post(url, {"tekst": "X", "versjon": 1}).status_code == 403
    klient.post(url, {"tekst": "Skriv.", "versjon": 1})

    svar = klient.post(url, {"tekst": "Vent.", "versjon": 1})

    assert (svar.status_code, punkter()) == (409, ["Skriv."])
    assert "«Skriv.»" in svar.content.decode() and "Vent." in svar.content.decode()
    assert klient.get(f"{sak_url(v)}laeringspunkt/0/").status_code == 404


# --- agenda -----------------------------------------------------------------


def test_the_sekretariat_makes_a_meeting_and_orders_its_agenda(v):
    klient = som(v.sekretariat)
    svar = klient.post(
        reverse("mote_nytt"),
        {"utvalg": v.utvalg.pk, "dato": "2027-03-01", "sted": "Teams"},
    )
    mote = Mote.objects.get(dato="2027-03-01")
    assert svar["Location"] == reverse("mote", args=[mote.pk])
    for _ in range(2):
        p = skriv(lag_forslag(v), v)
        klient.post(
            reverse("sakliste_legg_til", args=[mote.pk]), {"presentasjon": p.pk}
        )

    def rekkefolge():
        saker = Sak.objects.uten_tilgangskontroll(grunn="test").filter(mote=mote)
        return list(saker.order_by("nummer").values_list("presentasjon", flat=True))

    forst = rekkefolge()
    klient.post(reverse("sakliste_ned", args=[mote.pk, 1]))
    assert rekkefolge() == forst[::-1]
    klient.post(reverse("sakliste_opp", args=[mote.pk, 2]))
    assert rekkefolge() == forst
    klient.post(reverse("sakliste_fjern", args=[mote.pk, 1]))
    assert rekkefolge() == forst[1:]


def test_a_refused_meeting_says_why(v):
    klient = som(v.sekretariat)
    felter = {"utvalg": v.utvalg.pk, "dato": MOTEDAG.isoformat()}
    to = klient.post(reverse("mote_nytt"), felter).content.decode()
    assert "Utvalget har alt et møte denne dagen" in to
    Rettsgrunnlag.objects.filter(flyt=Flyt.UTVALG).delete()
    stengt = klient.post(reverse("mote_nytt"), {**felter, "dato": "2027-03-01"})

    assert "godkjent rettslig grunnlag" in stengt.content.decode()
    assert Mote.objects.count() == 1


@pytest.mark.parametrize("person", ["medlem", "fsu_leder"])
def test_members_see_the_agenda_and_may_not_change_it(v, person):
    lag_agendasak(v)
    klient = som(getattr(v, person))
    assert klient.get(reverse("mote", args=[v.mote.pk])).status_code == 200

    svar = [
        klient.get(reverse("mote_nytt")),
        klient.post(reverse("sakliste_fjern", args=[v.mote.pk, 1])),
        klient.post(reverse("sakliste_opp", args=[v.mote.pk, 1])),
        klient.post(reverse("sakliste_legg_til", args=[v.mote.pk])),
    ]

    assert [s.status_code for s in svar] == [403, 403, 403, 403]
    assert Tilgangslogg.objects.filter(handling=Tilgang.AVVIST).count() == 4
    assert Sak.objects.uten_tilgangskontroll(grunn="test").count() == 1


def test_inhabilitet_is_decided_on_its_page_by_the_leader(v):
    sak = lag_agendasak(v, til=v.akutt)
    url = f"{sak_url(v)}inhabilitet/"
    assert som(v.medlem).get(url).status_code == 403
    klient = som(v.fsu_leder)
    side = klient.get(url).content.decode()
    assert (
        "Foreslått inhabil" in side and v.fsu_leder.navn not in side.split("<main")[1]
    )
    felt = f"m{v.medlemskap['medlem_akutt'].pk}"

    klient.post(url, {felt: "habil"})

    rad = sak.inhabiliteter.get()
    assert (rad.foreslatt, rad.inhabil) == (True, False)
    assert som(v.medlem_akutt).get(sak_url(v)).status_code == 200


def test_the_meeting_is_closed_and_feedback_sent_from_its_page(v):
    avvik = lag_forslag(v)
    sak = lag_agendasak(v, kilde=avvik)
    actions.vurder(
        sak, vurdering="godt_fulgt_opp", versjon=1, av=v.fsu_leder, naa=dag(20)
    )
    actions.skriv_laeringspunkt(sak, tekst="Ring på fredager.", av=v.medlem)
    Mote.objects.filter(pk=v.mote.pk).update(dato="2026-11-03")
    avslutt = reverse("mote_avhold", args=[v.mote.pk])
    send = reverse("mote_tilbakemelding", args=[v.mote.pk])
    assert [som(v.medlem).post(u).status_code for u in (avslutt, send)] == [403, 403]
    klient = som(v.fsu_leder)

    klient.post(send)
    assert Brev.objects.filter(kind__startswith="utvalg_").count() == 0
    klient.post(avslutt)
    klient.post(send)

    assert Brev.objects.filter(kind__startswith="utvalg_").count() == 2
    assert (
        "Tilbakemelding er sendt."
        in klient.get(reverse("mote", args=[v.mote.pk])).content.decode()
    )
    lukket = klient.get(sak_url(v)).content.decode()
    assert "Lagre og vis" not in lukket and "Godt fulgt opp" in lukket
    url = reverse("tilbakemelding", args=[avvik.saksnummer])
    for part in (v.melder, v.leder_hjemme, v.leder_ortopedi):
        side = som(part).get(url).content.decode()
        assert "Godt fulgt opp" in side and "Ring på fredager." in side
        assert TEKSTER["hva_skjedde"] not in side
    assert [som(p).get(url).status_code for p in (v.medlem, v.fsu_leder, v.ssu)] == [
        404,
        404,
        404,
    ]


# --- the texts --------------------------------------------------------------


def test_the_sekretariat_writes_beside_the_original_and_another_signs(v):
    avvik = lag_forslag(v, hva_skjedde="Kanarifugl", egen_referanse="Papegøye")
    klient = som(v.sekretariat)
    assert avvik.saksnummer in klient.get(reverse("utvalg")).content.decode()
    skriv_url = reverse("presentasjon_skriv", args=[avvik.saksnummer])
    url = reverse("presentasjon", args=[avvik.saksnummer])
    kontroll = reverse("presentasjon_kontroller", args=[avvik.saksnummer])

    side = klient.get(skriv_url).content.decode()
    assert "Kanarifugl" in side and "Vi beklager" in side
    assert "Papegøye" not in side and v.melder.navn not in side
    assert klient.get(url).status_code == 404
    svar = klient.post(
        skriv_url,
        {**TEKSTER, "versjon": 0, "gikk_bra": "Kari Nordhus i Narvik kom."},
    )
    assert svar["Location"] == url
    merket = re.findall(r"<mark>([^<]*)<", klient.get(url).content.decode())
    assert merket == ["Kari Nordhus", "Narvik"]
    assert klient.post(kontroll, {"versjon": 1}).status_code == 403
    to = som(v.sekretariat2)
    to.post(kontroll, {"versjon": 7})
    assert not Presentasjon.objects.synlig_for(v.sekretariat).get().kontrollert_tid
    to.post(kontroll, {"versjon": 1})

    tekst = Presentasjon.objects.synlig_for(v.sekretariat).get()
    assert tekst.kontrollert_av == v.sekretariat2
    assert avvik.saksnummer not in Tilgangslogg.objects.latest("pk").rute


def test_texts_on_no_coming_agenda_wait_in_a_list(v):
    ledig = skriv(lag_forslag(v), v, tittel="Kanarifugl")
    igjen = lag_agendasak(v, tittel="Papegøye")
    ferdig = lag_agendasak(v, tittel="Undulat")
    for sak, vurdert in ((igjen, "neste_mote"), (ferdig, "godt_fulgt_opp")):
        actions.vurder(sak, vurdering=vurdert, versjon=1, av=v.fsu_leder, naa=dag(20))
    klient = som(v.sekretariat)

    def ventende():
        side = klient.get(reverse("utvalg")).content.decode()
        return [t for t in ("Kanarifugl", "Papegøye", "Undulat") if t in side]

    assert ventende() == ["Kanarifugl"]
    actions.avhold(v.mote, av=v.fsu_leder, naa=dag(31))
    assert ventende() == ["Kanarifugl", "Papegøye"]
    neste = actions.opprett_mote(
        v.utvalg, dato=date(2027, 3, 1), sted="", av=v.sekretariat
    )
    actions.sett_paa_sakliste(ledig, mote=neste, av=v.sekretariat)
    assert ventende() == ["Papegøye"]


def test_a_unit_in_lower_case_and_the_hospitals_short_name_are_marked(v):
    avvik = lag_forslag(v)
    skriv(avvik, v, hva_skjedde="Hos akuttmottaket på UNN. Narviks lege kom.")

    side = som(v.sekretariat2).get(reverse("presentasjon", args=[avvik.saksnummer]))

    merket = re.findall(r"<mark>([^<]*)<", side.content.decode())
    assert merket == ["akuttmottaket", "UNN", "Narviks"]


def test_two_writers_at_once_see_both_texts(v):
    avvik = lag_forslag(v)
    p = skriv(avvik, v, forslag="Den førstes")
    url = reverse("presentasjon_skriv", args=[avvik.saksnummer])
    min_tekst = {**TEKSTER, "forslag": "Den andres"}

    svar = som(v.sekretariat2).post(url, {**min_tekst, "versjon": 0})

    side = svar.content.decode()
    assert svar.status_code == 409
    assert "Den førstes" in side and "Den andres" in side
    assert 'name="versjon" value="1"' in side
    som(v.sekretariat2).post(url, {**min_tekst, "versjon": 1})
    assert (
        Presentasjon.objects.synlig_for(v.sekretariat).get(pk=p.pk).forslag
        == "Den andres"
    )


def test_a_card_goes_the_same_way_without_asking_for_more(v):
    kort = avvik_actions.gi_rabra(
        enhet=v.ortopedi_narvik,
        meldende_enhet=v.hjemme,
        hvem="Kanarifugl",
        hva="Ringte i god tid",
        nokkel="7b1cf2a8-7d0b-4a5e-9a53-0a3a2a3c1d11",
        av=v.melder,
        naa=dag(0),
    )
    avvik_actions.registrer_samtykke(
        kort, foresla_fsu=True, av=v.leder_ortopedi, naa=dag(1)
    )
    klient = som(v.sekretariat)
    assert kort.nummer in klient.get(reverse("utvalg")).content.decode()
    url = reverse("presentasjon_skriv", args=[kort.nummer])
    assert "Ringte i god tid" in klient.get(url).content.decode()
    klient.post(url, {**TEKSTER, "versjon": 0})
    p = Presentasjon.objects.synlig_for(v.sekretariat).get()
    signer(p, v)
    sak = actions.sett_paa_sakliste(p, mote=v.mote, av=v.sekretariat)

    side = som(v.fsu_leder).get(sak_url(v)).content.decode()
    assert "#Råbra!" in side and "Be enheten om mer" not in side
    assert kort.nummer not in side and "Kanarifugl" not in side
    som(v.fsu_leder).post(sak_url(v), {"versjon": 1, "vurdering": "be_om_mer"})
    assert vurdering(sak) == ""
    som(v.fsu_leder).post(sak_url(v), {"versjon": 1, "vurdering": "godt_fulgt_opp"})
    actions.avhold(v.mote, av=v.fsu_leder, naa=dag(31))
    assert actions.send_tilbakemelding(v.mote, av=v.sekretariat, naa=dag(31)) == 1
    assert {b.mottaker for b in Brev.objects.filter(kind__startswith="utvalg_")} == {
        v.melder,
        v.leder_ortopedi,
    }


# --- denied -----------------------------------------------------------------


def avvist(klient, url, django_assert_num_queries=None):
    svar = klient.get(url)
    return svar.status_code, svar.content


@pytest.mark.parametrize("person", UTENFOR)
def test_for_those_outside_the_committee_does_not_exist(v, person):
    avvik = lag_forslag(v)
    lag_agendasak(v, kilde=avvik)
    klient = som(getattr(v, person))
    urler = [
        reverse("utvalg"),
        reverse("laeringspunkter"),
        reverse("mote_nytt"),
        reverse("mote", args=[v.mote.pk]),
        sak_url(v),
        f"{sak_url(v)}inhabilitet/",
        reverse("presentasjon", args=[avvik.saksnummer]),
        reverse("presentasjon_skriv", args=[avvik.saksnummer]),
    ]

    sider = {avvist(klient, url) for url in urler}

    assert {status for status, _ in sider} == {404}
    assert len(sider) == 1
    assert Tilgangslogg.objects.filter(handling=Tilgang.AVVIST).count() == len(urler)
    meny = klient.get("/").content.decode()
    assert [ord_ for ord_ in ("Møter", "Neste møte") if f">{ord_}<" in meny] == []


@pytest.mark.parametrize("person", ["medlem", "fsu_leder"])
def test_for_members_the_texts_of_the_sekretariat_do_not_exist(v, person):
    avvik = lag_forslag(v)
    lag_agendasak(v, kilde=avvik)
    klient = som(getattr(v, person))
    nr = avvik.saksnummer

    svar = [
        klient.get(reverse("presentasjon", args=[nr])),
        klient.get(reverse("presentasjon_skriv", args=[nr])),
        klient.post(reverse("presentasjon_kontroller", args=[nr]), {"versjon": 2}),
        klient.get(reverse("sak", args=[nr])),
    ]

    assert [s.status_code for s in svar] == [404, 404, 404, 404]


def test_foreign_missing_and_malformed_cost_and_look_the_same(
    v, django_assert_num_queries
):
    fremmed = actions.opprett_utvalg(navn="Et annet utvalg", av=v.sekretariat)
    mote = actions.opprett_mote(fremmed, dato=MOTEDAG, sted="", av=v.sekretariat)
    klient = som(v.medlem)
    klient.get("/utvalg/mote/0/")
    svar = []
    for pk in (mote.pk, 99999999, "0", "x", "9" * 30, "%00", "١"):
        for sti in ("", "sak/1/"):
            with django_assert_num_queries(17):
                svar.append(klient.get(f"/utvalg/mote/{pk}/{sti}"))

    assert {s.status_code for s in svar} == {404}
    assert len({s.content for s in svar}) == 1


def test_cases_not_put_forward_missing_and_malformed_look_the_same(
    v, django_assert_num_queries
):
    sak = lag_sak(v.melder, til=v.akutt)
    klient = som(v.sekretariat)
    svar = []
    for nr in (sak.saksnummer, "2026-9999", "x", "%00", "R-2026-9999"):
        url = f"/utvalg/presentasjon/{nr}/skriv/"
        svar.append(klient.get(url))

    assert {s.status_code for s in svar} == {404}
    assert len({s.content for s in svar}) == 1


# --- cost -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "antall"), [("medlem", 16), ("fsu_leder", 16), ("sekretariat", 18)]
)
def test_the_agenda_costs_the_same_with_one_and_thirty_cases(
    v, person, antall, django_assert_num_queries
):
    klient = som(getattr(v, person))
    url = reverse("mote", args=[v.mote.pk])
    laget = 0
    for saker in (1, 30):
        while laget < saker:
            sak = lag_agendasak(v)
            actions.skriv_laeringspunkt(sak, tekst="Ring.", av=v.medlem)
            laget += 1
        klient.get(url)
        with django_assert_num_queries(antall):
            side = klient.get(url).content.decode()
        assert side.count(TEKSTER["tittel"]) == saker


@pytest.mark.parametrize(("person", "antall"), [("medlem", 17), ("fsu_leder", 17)])
def test_the_meeting_view_costs_the_same_with_one_and_thirty_cases(
    v, person, antall, django_assert_num_queries
):
    klient = som(getattr(v, person))
    laget = 0
    for saker in (1, 30):
        while laget < saker:
            lag_agendasak(v)
            laget += 1
        klient.get(sak_url(v))
        with django_assert_num_queries(antall):
            side = klient.get(sak_url(v)).content.decode()
        assert f"Sak 1 av {saker}" in side
