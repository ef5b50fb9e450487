"""A proposal is called a proposal all the way, from the form to the answer."""

import re

import pytest
from django.utils import timezone

from avvik import actions
from avvik.enums import Slag, Vurdering
from avvik.models import Avvik, Svar, Utkast
from helsefellesskap.models import Brev
from helsefellesskap.register import _register
from tests.factories import lag_kategori, lag_sak, lag_svar

pytestmark = pytest.mark.django_db
NOKKEL = "6b0f5b57-6a3c-4d62-9c11-0a2f3a1f2d11"
# Where the word may still stand: the menu's own heading and addresses do not count.
AVVIK = re.compile(r"\bavvik(et|ene)?\b", re.IGNORECASE)


@pytest.fixture
def inn(inn, verden):
    lag_kategori("D1")
    return inn


def innhold(side):
    """The words of the page itself, without tags."""
    hoved = side.text.split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"<[^>]+>", " ", hoved)


def forslag(verden, **felter):
    return lag_sak(
        verden.melder,
        til=verden.akutt,
        naa=timezone.now(),
        slag=Slag.FORBEDRING,
        gjelder_pasient=None,
        alvorlighet=None,
        **felter,
    )


def sakene():
    return Avvik.objects.uten_tilgangskontroll(grunn="test")


def test_the_three_steps_and_the_receipt_speak_of_a_proposal(verden, inn):
    klient = inn(verden.melder)
    sider = [klient.get("/meld/forbedring/")]
    svar = klient.post(
        "/meld/forbedring/",
        {
            "nokkel": NOKKEL,
            "slag": "forbedring",
            "naar": "i_dag",
            "gruppe": "D",
            "hva_skjedde": "Vi ringer hver gang.",
        },
    )
    sider.append(klient.get(svar.url))
    utkast = Utkast.objects.uten_tilgangskontroll(grunn="test").get()
    svar = klient.post(
        svar.url,
        {
            "sted": "Tromsø",
            "enhet": "annen",
            "sok": "akutt",
            "sokt": "akutt",
            "treff": verden.akutt.pk,
            "forslag": "En fast telefontid.",
            "versjon": utkast.versjon,
        },
    )
    sider.append(klient.get(svar.url))
    utkast.refresh_from_db(from_queryset=Utkast.objects.synlig_for(verden.melder))
    svar = klient.post(svar.url, {"versjon": utkast.versjon})
    sider.append(klient.get(svar.url))
    tekster = [innhold(side) for side in sider]

    assert [AVVIK.findall(tekst) for tekst in tekster] == [[], [], [], []]
    for tekst, ventet in zip(
        tekster,
        (
            ("Hva kan bli bedre?", "Neste: hvem bør få forslaget?"),
            ("Hvem bør få forslaget?", "Hva foreslår dere?", "Hva virker bra i dag?"),
            ("Send forslag", "Forslag fra deg og enheten din"),
            ("Forslaget er sendt", "Send et nytt forslag"),
        ),
        strict=True,
    ):
        assert [v for v in ventet if v not in tekst] == []
    sak = sakene().get()
    assert (sak.slag, sak.alvorlighet, sak.forslag) == (
        "forbedring",
        None,
        "En fast telefontid.",
    )


def test_the_form_asks_for_no_consequence(verden, inn):
    felter = inn(verden.melder).get("/meld/forbedring/").context["form"].fields

    assert not {"alvorlighet", "meldt_andre_steder"} & set(felter)


def test_the_case_page_and_the_inbox_speak_of_a_proposal(verden, inn):
    sak = forslag(verden, forslag="Fast telefontid", gikk_bra="God tone")
    klient = inn(verden.leder_akutt)
    assert "Forslag" in innhold(klient.get("/innboks/"))
    tekst = innhold(klient.get(f"/sak/{sak.saksnummer}/"))

    assert [
        v
        for v in (
            f"Forslag {sak.saksnummer}:",
            "Nytt forslag til dere",
            "Dette er foreslått",
            "Hva kan bli bedre?",
            "Hva virker bra i dag?",
            "Behovet sett",
            "Svar på forslaget",
            "Hva gjør dere med forslaget?",
            "Foreslått",
        )
        if v not in tekst
    ] == []
    assert AVVIK.findall(tekst) == []


def test_an_avvik_keeps_its_words(verden, inn):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=timezone.now())
    klient = inn(verden.leder_akutt)
    assert "Forslag" not in innhold(klient.get("/innboks/"))
    tekst = innhold(klient.get(f"/sak/{sak.saksnummer}/"))

    for ventet in (
        f"Sak {sak.saksnummer}:",
        "Ny sak til dere",
        "Dette er meldt",
        "Svar på saken",
        "Avvik bekreftet",
    ):
        assert ventet in tekst
    assert "Vi gjør dette" not in tekst


@pytest.mark.parametrize(
    ("verdi", "ord_"),
    [
        ("bekreftet", "Vi gjør dette"),
        ("delvis", "Vi gjør noe av dette"),
        ("ikke_avvik", "Vi gjør det ikke"),
        ("kan_ikke_vurderes", "Kan ikke vurderes"),
    ],
)
def test_the_assessment_reads_otherwise_and_is_stored_the_same(
    verden, inn, verdi, ord_
):
    sak = forslag(verden)
    klient = inn(verden.leder_akutt)
    side = klient.get(f"/sak/{sak.saksnummer}/")
    assert ord_ in dict(side.context["form"].fields["vurdering"].choices).values()
    klient.post(
        f"/sak/{sak.saksnummer}/besvar/",
        {
            "versjon": "0",
            "vurdering": verdi,
            "begrunnelse": "Slik ser vi det.",
            "til_melder": "Takk for forslaget.",
        },
    )

    svar = Svar.objects.uten_tilgangskontroll(grunn="test").get(avvik=sak)
    assert svar.vurdering == verdi
    assert ord_ in innhold(inn(verden.melder).get(f"/sak/{sak.saksnummer}/"))


def test_a_no_needs_a_reason_as_for_an_avvik(verden):
    assert Vurdering.IKKE_AVVIK in Vurdering.krever_grunn()
    assert [v for v, _ord in Vurdering.valg(Slag.FORBEDRING)] == Vurdering.values


def brevene(sak, bruker):
    """Subjects and texts of what would be sent."""
    ut = {}
    for brev in Brev.objects.filter(gjelder__avvik=sak.pk, mottaker=bruker):
        innhold_ = _register.brevslag[brev.kind].innhold(brev, bruker)
        ut[brev.kind] = re.sub(r"\S+://\S+", "", f"{innhold_.emne} {innhold_.tekst}")
    return ut


def test_the_letters_speak_of_a_proposal(verden):
    sak = forslag(verden)
    actions.besvar(sak, innhold=lag_svar(), av=verden.leder_akutt, naa=timezone.now())
    brev = {**brevene(sak, verden.melder), **brevene(sak, verden.leder_akutt)}

    assert set(brev) == {"kvittering", "svar_klart", "ny_sak"}
    assert [kind for kind, tekst in brev.items() if "orslag" not in tekst] == []
    assert [
        kind for kind, tekst in brev.items() if re.search(r"\b[Ss]ak\b", tekst)
    ] == []


def test_the_letters_about_an_avvik_do_not(verden):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=timezone.now())
    brev = {**brevene(sak, verden.melder), **brevene(sak, verden.leder_akutt)}

    assert [kind for kind, tekst in brev.items() if "orslag" in tekst] == []
