"""A card to a unit that nobody leads goes up the line, and is thanked for there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from avvik import actions
from avvik.models import Kortmottaker, Rabrakort
from helsefellesskap import epost, mottakere
from helsefellesskap.arbeidsdager import OSLO, lokal_dato
from helsefellesskap.enums import Rollenavn
from helsefellesskap.feil import IkkeLov
from helsefellesskap.models import Brev, Bruker, Rolle, Virksomhet
from tests.factories import lag_bruker

pytestmark = pytest.mark.django_db
NOKKEL = "6b0f5b57-6a3c-4d62-9c11-0a2f3a1f2d10"
# Who may read the card because the unit cannot; the one after the other.
REKKEN = ("leder_akutt", "leder_medisinsk", "kontakt_unn", "sekretariat")
UTENFOR = ("leder_ortopedi", "melder_akutt", "kontakt_narvik", "ssu", "admin")


def naa():
    return timezone.now().astimezone(OSLO)


def slutt(*personer):
    i_gaar = lokal_dato(naa()) - timedelta(days=1)
    Rolle.objects.filter(bruker__in=personer).update(til=i_gaar)
    for bruker in personer:
        bruker.glem_tilgang()


def gi(verden, til=None, nokkel=NOKKEL):
    return actions.gi_rabra(
        enhet=til or verden.akutt,
        meldende_enhet=verden.hjemme,
        hvem="Vaktlaget",
        hva="Ringte oss før utskrivning.",
        nokkel=nokkel,
        av=verden.melder,
        naa=naa(),
    )


def lest(kort):
    return Rabrakort.objects.uten_tilgangskontroll(grunn="test").get(pk=kort.pk)


def brev(kind):
    return [
        (b.mottaker, melding.subject if (melding := epost.skriv(b)[0]) else None)
        for b in Brev.objects.filter(kind=kind).order_by("pk")
    ]


@pytest.mark.parametrize("nr", range(len(REKKEN)))
def test_who_gets_the_letter_reads_thanks_and_passes_on_and_nobody_else(
    verden, inn, nr
):
    slutt(*(getattr(verden, navn) for navn in REKKEN[:nr]))
    kort = gi(verden)
    kind = "rabra_ny_for" if nr else "rabra_ny"
    fikk = {b.mottaker for b in Brev.objects.filter(kind=kind)}
    assert fikk == set(mottakere.for_enhet(verden.akutt, lokal_dato(naa())))
    adresse = f"/rabra/{kort.nummer}/"
    kan_lese = {
        navn
        for navn in (*REKKEN, *UTENFOR)
        if inn(getattr(verden, navn)).get(adresse).status_code == 200
    }
    assert kan_lese == {REKKEN[nr]}

    klient = inn(getattr(verden, REKKEN[nr]))
    assert verden.melder.navn in klient.get(adresse).text
    kollega = verden.saksbehandler_akutt
    klient.post(f"{adresse}videre/", {"kolleger": [kollega.pk]})
    klient.post(f"{adresse}takk/", {"hilsen": "Takk!"})
    klient.post(f"{adresse}samtykke/", {"samtykke": "on"})
    assert klient.get(f"{adresse}utskrift/").status_code == 200

    mottaker = Kortmottaker.objects.uten_tilgangskontroll(grunn="test").get()
    assert (mottaker.bruker, mottaker.gitt_av.email.split("@")[0]) == (
        kollega,
        REKKEN[nr],
    )
    assert lest(kort).takket_av == mottaker.gitt_av
    assert lest(kort).samtykke_dato is not None


def test_the_letter_says_which_unit_to_one_who_stands_in(verden):
    slutt(verden.leder_akutt)
    gi(verden)

    assert brev("rabra_ny") == []
    assert brev("rabra_ny_for") == [
        (verden.leder_medisinsk, "#Råbra!-kort til Akuttmottaket")
    ]


def test_a_leader_who_goes_before_the_thanks_hands_the_card_up_the_line(verden, inn):
    kort = gi(verden)
    Bruker.objects.filter(pk=verden.leder_akutt.pk).update(is_active=False)
    side = inn(verden.leder_medisinsk).get("/innboks/?vis=rabra")

    assert [k.nummer for k in side.context["side"]] == [kort.nummer]
    assert "1 #Råbra!-kort venter på takk" in inn(verden.leder_medisinsk).get("/").text
    # A letter that had not left yet stays.
    assert brev("rabra_ny") == [(verden.leder_akutt, None)]
    ny = lag_bruker("ny_leder", (Rollenavn.LEDER, verden.akutt))
    assert inn(verden.leder_medisinsk).get(f"/rabra/{kort.nummer}/").status_code == 404
    assert inn(ny).get(f"/rabra/{kort.nummer}/").status_code == 200
    verden.leder_medisinsk.glem_tilgang()
    with pytest.raises(IkkeLov):
        actions.send_takk(kort, av=verden.leder_medisinsk, naa=naa())
    actions.send_takk(kort, av=ny, naa=naa())
    assert "venter på takk" not in inn(ny).get("/").text


def test_the_letter_does_not_leave_after_the_thanks(verden):
    kort = gi(verden)
    assert brev("rabra_ny") == [
        (verden.leder_akutt, "Dere har fått et #Råbra!-kort"),
    ]
    actions.send_takk(kort, av=verden.leder_akutt, naa=naa())

    assert brev("rabra_ny") == [(verden.leder_akutt, None)]


def test_a_card_nobody_of_the_party_can_read_stands_on_the_worklist(verden, inn):
    Virksomhet.objects.filter(pk=verden.unn.pk).update(tilknyttet_fra=None)
    slutt(verden.leder_akutt)
    kort = gi(verden)
    klient = inn(verden.sekretariat)
    assert kort.nummer in klient.get("/arbeidsliste/").text
    assert kort.nummer not in inn(verden.kontakt_unn).get("/arbeidsliste/").text
    inn(verden.sekretariat).post(f"/rabra/{kort.nummer}/takk/")

    assert kort.nummer not in klient.get("/arbeidsliste/").text


def test_a_contact_unit_is_thanked_for_by_its_contact(verden, inn):
    kort = gi(verden, til=verden.samhandling_unn)
    klient = inn(verden.kontakt_unn)
    klient.post(f"/rabra/{kort.nummer}/takk/")

    assert brev("rabra_ny") == [(verden.kontakt_unn, None)]
    assert lest(kort).takket_av == verden.kontakt_unn


@pytest.mark.parametrize(
    ("person", "url", "antall"),
    [
        ("leder_medisinsk", "/innboks/?vis=rabra", 18),
        ("leder_medisinsk", "/", 17),
        ("sekretariat", "/arbeidsliste/", 15),
    ],
)
def test_30_cards_that_come_up_the_line_cost_as_much_as_one(
    verden, inn, person, url, antall, django_assert_num_queries
):
    rekken = [getattr(verden, navn) for navn in REKKEN]
    slutt(*rekken[: REKKEN.index(person)])
    klient = inn(getattr(verden, person))
    for flere in (1, 29):
        for _ in range(flere):
            kort = gi(verden, nokkel=uuid4())
        klient.get(url)
        with django_assert_num_queries(antall):
            side = klient.get(url)
        assert kort.nummer in side.text or "#Råbra!-kort venter på takk" in side.text


# --- the one who gave the card has left -------------------------------------------


def test_the_thanks_go_to_the_leader_of_a_sender_who_has_left(verden, inn):
    kort = gi(verden)
    slutt(verden.melder)
    actions.send_takk(lest(kort), hilsen="Så fint!", av=verden.leder_akutt, naa=naa())

    assert brev("rabra_takk") == [(verden.leder_hjemme, "Takk for #Råbra!-kortet")]
    assert "Så fint!" in inn(verden.leder_hjemme).get(f"/rabra/{kort.nummer}/").text
    assert inn(verden.melder).get(f"/rabra/{kort.nummer}/").status_code == 404
