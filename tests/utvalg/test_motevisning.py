"""The meeting view: what each person is shown, writes and is not told."""

import re

import pytest
from django.urls import reverse

from helsefellesskap.enums import Tilgang
from helsefellesskap.models import Brev, Tilgangslogg
from tests.factories import dag
from tests.idnumre import lag_nummer
from tests.utvalg.hjelp import MOTEDAG, TEKSTER, lag_agendasak, lag_forslag
from tests.utvalg.sidehjelp import punkter, sak_url, som, vurdering
from utvalg import actions
from utvalg.enums import Utvalgsvurdering
from utvalg.models import Laeringspunkt

pytestmark = pytest.mark.django_db


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
