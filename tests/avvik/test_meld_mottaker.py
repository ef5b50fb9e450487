"""The receiver: proposed, closed meanwhile, on paper, or not known."""

from datetime import timedelta

import pytest
from django.utils import timezone

from avvik.forms.meld2 import steg2_verdier
from avvik.forslag import foresla, med_valgt
from avvik.models import Avvik, Utkast
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.models import Enhet, Virksomhet
from tests.factories import lag_enhet, lag_kategori, lag_utkast

pytestmark = pytest.mark.django_db
I_DAG = lokal_dato(timezone.now())
I_GAR = I_DAG - timedelta(days=1)
TEKSTER = {"forslag": "Ring oss", "egen_referanse": "Sak 7", "kontaktlinje": "tlf 12"}


@pytest.fixture
def utkast(verden, client):
    """A draft that is ready to be sent to akutt."""
    lag_kategori("D1")
    client.force_login(verden.melder)
    return lag_utkast(
        verden.melder, til=verden.akutt, naa=timezone.now(), steg=3, **TEKSTER
    )


def steg(utkast, nr):
    return f"/meld/utkast/{utkast.nokkel}/{nr}/"


def lagret():
    return Utkast.objects.uten_tilgangskontroll(grunn="test").get()


def saker():
    return Avvik.objects.uten_tilgangskontroll(grunn="test")


def steng(enhet, etterfolger=None):
    Enhet.objects.filter(pk=enhet.pk).update(gyldig_til=I_GAR, etterfolger=etterfolger)


def send(client, utkast):
    return client.post(steg(utkast, 3), {"versjon": lagret().versjon})


def rad(svar, tittel):
    return next(r for r in svar.context["rader"] if r["tittel"] == tittel)


# --- a unit closed a minute ago --------------------------------------------------


def test_a_unit_closed_before_sending_is_told_and_its_successor_offered(
    client, verden, utkast
):
    ny = lag_enhet("Nytt akuttmottak", verden.unn)
    steng(verden.akutt, ny)
    svar = send(client, utkast)

    feil = "Akuttmottaket er nå Nytt akuttmottak. Velg den, eller en annen enhet."
    assert svar.context["mangler"] == [
        {"tekst": feil, "url": f"{steg(utkast, 2)}#div_id_enhet"}
    ]
    assert rad(svar, "Skal svare")["feil"] == [feil]
    assert saker().count() == 0

    skjema = client.get(steg(utkast, 2)).context["form"]
    assert skjema["enhet"].value() == str(ny.pk)
    assert skjema.fields["enhet"].valghjelp[str(ny.pk)] == (
        "Akuttmottaket er nå Nytt akuttmottak."
    )
    assert {n: skjema[n].value() for n in TEKSTER} == TEKSTER
    data = {n: skjema[n].value() or "" for n in skjema.fields}
    svar = client.post(steg(utkast, 2), {**data, "versjon": lagret().versjon})
    assert svar.url == steg(utkast, 3)
    send(client, utkast)
    sak = saker().get()

    assert (sak.holder, sak.forslag) == (ny, "Ring oss")


def test_a_unit_closed_without_a_successor_is_no_longer_offered(client, verden, utkast):
    steng(verden.akutt)
    svar = send(client, utkast)
    assert rad(svar, "Skal svare")["feil"] == ["Enheten er lagt ned. Velg en annen."]
    skjema = client.get(steg(utkast, 2)).context["form"]

    assert skjema["enhet"].value() is None
    assert str(verden.akutt.pk) not in dict(skjema.fields["enhet"].choices)
    assert {n: skjema[n].value() for n in TEKSTER} == TEKSTER


def test_what_the_draft_holds_stands_first_with_its_reason(verden, utkast):
    forslag = med_valgt(utkast, foresla(utkast, verden.melder, I_DAG), I_DAG)

    assert [(f.enhet, f.grunn) for f in forslag] == [(verden.akutt, "Valgt av deg.")]
    assert steg2_verdier(utkast, forslag)["enhet"] == str(verden.akutt.pk)


# --- on paper --------------------------------------------------------------------


@pytest.fixture
def uten_tilknytning(verden):
    Virksomhet.objects.filter(pk=verden.unn.pk).update(tilknyttet_fra=None)


BREV = "Ikke tilknyttet: får saken som brev."


def test_a_party_on_paper_is_marked_from_the_search_to_the_receipt(
    client, utkast, uten_tilknytning
):
    svar = client.post(steg(utkast, 2), {"enhet": "annen", "sok": "akutt"})
    (treff,) = svar.context["form"].treffliste
    assert treff.merknad == BREV
    kort = client.get(steg(utkast, 2)).context["form"].fields["enhet"].valghjelp
    assert kort[str(treff.enhet_id)] == f"Valgt av deg. {BREV}"
    svar = client.get(steg(utkast, 3))
    assert rad(svar, "Skal svare")["verdi"] == (
        f"UNN › Medisinsk klinikk › Akuttmottaket. {BREV}"
    )
    kvittering = client.get(send(client, utkast).url).text

    assert BREV in kvittering
    assert "Sekretariatet sender saken som brev til Akuttmottaket." in kvittering


def test_a_party_that_is_tilknyttet_is_not_marked(client, utkast):
    sider = [client.get(steg(utkast, nr)).text for nr in (2, 3)]
    sider.append(client.get(send(client, utkast).url).text)

    assert [BREV in side for side in sider] == [False, False, False]


# --- not known -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("endre", "tekst"),
    [
        (
            lambda v: None,
            "Jeg vet ikke. Samhandlingskontakten i UNN finner riktig enhet.",
        ),
        (
            lambda v: steng(v.samhandling_unn),
            "Jeg vet ikke. Sekretariatet finner riktig enhet i UNN.",
        ),
        (
            lambda v: Virksomhet.objects.update(tilknyttet_fra=None),
            f"Jeg vet ikke. Sekretariatet finner riktig enhet i UNN. {BREV}",
        ),
    ],
)
def test_i_do_not_know_says_who_finds_out(client, verden, utkast, endre, tekst):
    endre(verden)
    client.post(
        steg(utkast, 2), {"enhet": "ukjent", "versjon": lagret().versjon, **TEKSTER}
    )

    assert rad(client.get(steg(utkast, 3)), "Skal svare")["verdi"] == tekst
