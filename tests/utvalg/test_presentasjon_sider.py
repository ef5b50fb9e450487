"""The texts: written beside the original, signed by another."""

import re
from datetime import date

import pytest
from django.urls import reverse

from avvik import actions as avvik_actions
from helsefellesskap.models import Brev, Tilgangslogg
from tests.factories import dag
from tests.utvalg.hjelp import TEKSTER, lag_agendasak, lag_forslag, signer, skriv
from tests.utvalg.sidehjelp import sak_url, som, vurdering
from utvalg import actions
from utvalg.models import Presentasjon

pytestmark = pytest.mark.django_db


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
