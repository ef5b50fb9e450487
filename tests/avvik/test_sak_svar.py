"""The answer form: drafts, measures, two who write at once."""

import re

import pytest

from avvik import actions
from avvik.enums import MASKERT, Status
from avvik.forms.svar import MAKS_TILTAK
from avvik.models import Svar, Tiltak, Tiltaksutkast
from helsefellesskap.feil import Versjonskonflikt
from tests.avvik.sakhjelp import alle, besvart, fersk, naa, side, tekst, verb_paa
from tests.factories import lag_sak, lag_svar
from tests.idnumre import TENOR

pytestmark = pytest.mark.django_db


def test_a_light_case_needs_assessment_and_answer_only(verden, inn, sak):
    leder = inn(verden.leder_akutt)
    svar = leder.post(side(sak.saksnummer, "besvar"), {"versjon": "0"})
    assert dict(svar.context["form"].errors) == {
        "vurdering": ["Velg hvordan dere vurderer saken"],
        "til_melder": ["Skriv et svar til melder"],
    }
    assert "<title>Feil:" in tekst(svar)


def test_a_severe_case_needs_causes_measure_lesson_and_informed(verden, inn):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa(), alvorlighet=3)
    leder = inn(verden.leder_akutt)
    svar = leder.post(side(sak.saksnummer, "besvar"), {**lag_svar(), "versjon": "0"})
    assert [f.name for f in svar.context["form"].visible_fields() if f.errors] == [
        "aarsaker",
        "tiltak_0_beskrivelse",
        "laeringspunkt",
        "pasient_informert",
    ]
    rader = {
        "aarsaker": ["rutiner"],
        "laeringspunkt": "Ring alltid.",
        "pasient_informert": "ja",
        "tiltak_1_beskrivelse": "Ny rutine",
        "tiltak_1_ansvarlig_rolle": "Avdelingsleder",
        "tiltak_1_frist": "2030-01-15",
    }
    leder.post(side(sak.saksnummer, "besvar"), {**lag_svar(), "versjon": "0", **rader})
    assert fersk(sak).status == Status.BESVART
    assert alle(Tiltak, avvik=sak).get().beskrivelse == "Ny rutine"


def test_half_a_measure_is_told_field_by_field(verden, inn, sak):
    innhold = {**lag_svar(), "versjon": "0", "tiltak_0_beskrivelse": "Ny rutine"}
    svar = inn(verden.leder_akutt).post(side(sak.saksnummer, "besvar"), innhold)
    assert sorted(svar.context["form"].errors) == [
        "tiltak_0_ansvarlig_rolle",
        "tiltak_0_frist",
    ]
    assert "Vi beklager. Rutinen er endret." in tekst(svar)


def test_a_draft_is_kept_and_hidden_from_the_melder(verden, inn, sak):
    leder = inn(verden.leder_akutt)
    leder.post(
        side(sak.saksnummer, "svarutkast"), {"versjon": "0", "til_melder": "Foreløpig"}
    )
    igjen = leder.get(side(sak.saksnummer))
    assert igjen.context["form"].initial["til_melder"] == "Foreløpig"
    assert "Foreløpig" not in tekst(inn(verden.melder).get(side(sak.saksnummer)))


HALVT = {"tiltak_0_beskrivelse": "Ny sjekkliste"}
HELT = {
    "tiltak_0_beskrivelse": "Ny rutine",
    "tiltak_0_ansvarlig_rolle": "Avdelingsleder",
    "tiltak_0_frist": "2030-01-15",
}


def tiltaksrader(svar):
    """What stands in the rows of measures of the page."""
    form = svar.context["form"]
    navn = [n for n in form.fields if n.endswith("_beskrivelse")]
    return [form[n].value() for n in navn]


def test_measures_of_a_draft_are_kept_and_nobody_else_sees_them(verden, inn, sak):
    leder, nr = inn(verden.leder_akutt), sak.saksnummer
    svar = leder.post(side(nr, "svarutkast"), {"versjon": "0", **HALVT}, follow=True)
    assert tiltaksrader(svar) == ["Ny sjekkliste"]
    assert "Utkastet er lagret. Melder ser det ikke." in tekst(svar)
    rad = alle(Tiltaksutkast, avvik=sak).get()
    assert (rad.nr, rad.ansvarlig_rolle, rad.frist) == (0, "", None)
    assert alle(Tiltak).count() == 0
    for andre in (verden.melder, verden.kontakt_unn):
        assert "sjekkliste" not in tekst(inn(andre).get(side(nr)))


def test_the_measures_of_a_draft_become_measures_when_it_is_sent(verden, inn, sak):
    leder, nr = inn(verden.leder_akutt), sak.saksnummer
    leder.post(side(nr, "svarutkast"), {"versjon": "0", **HALVT})
    leder.post(side(nr, "svarutkast"), {"versjon": "1", **HELT})
    assert alle(Tiltaksutkast).get().beskrivelse == "Ny rutine"
    leder.post(side(nr, "besvar"), {**lag_svar(), "versjon": "2", **HELT})
    assert alle(Tiltaksutkast).count() == 0
    assert alle(Tiltak).get().beskrivelse == "Ny rutine"


def test_one_row_of_measures_and_one_more_at_a_time(verden, inn, sak):
    leder, nr = inn(verden.leder_akutt), sak.saksnummer
    assert tiltaksrader(leder.get(side(nr))) == [None]
    innhold = {"versjon": "0", "til_melder": "Foreløpig", "flere": "x", **HALVT}
    svar = leder.post(side(nr, "svarutkast"), innhold, follow=True)
    assert tiltaksrader(svar) == ["Ny sjekkliste", None]
    assert svar.context["form"].initial["til_melder"] == "Foreløpig"
    ny = svar.context["form"].fields["tiltak_1_beskrivelse"]
    assert ny.widget.attrs["autofocus"] is True
    assert "<details open>" in tekst(svar)
    assert tiltaksrader(leder.get(side(nr))) == ["Ny sjekkliste"]


def test_the_rows_of_measures_have_an_end(verden, inn, sak):
    rader = {f"tiltak_{nr}_beskrivelse": f"Tiltak nummer {nr}" for nr in range(12)}
    svar = inn(verden.leder_akutt).post(
        side(sak.saksnummer, "svarutkast"),
        {"versjon": "0", "flere": "x", **rader},
        follow=True,
    )
    assert len(tiltaksrader(svar)) == MAKS_TILTAK
    assert "Legg til et tiltak til" not in tekst(svar)


def test_a_stopped_measure_comes_back_with_the_row_that_was_wanted(verden, inn, sak):
    fodselsnummer = TENOR
    svar = inn(verden.leder_akutt).post(
        side(sak.saksnummer, "svarutkast"),
        {"versjon": "0", "flere": "x", "tiltak_0_beskrivelse": fodselsnummer},
    )
    assert tiltaksrader(svar) == [fodselsnummer, None]
    assert list(svar.context["form"].errors) == ["tiltak_0_beskrivelse"]
    assert alle(Tiltaksutkast).count() == 0


def test_enter_in_a_field_saves_a_draft_and_sends_nothing(verden, inn, sak):
    html = tekst(inn(verden.leder_akutt).get(side(sak.saksnummer)))
    forste = re.search(r'<form[^>]* id="svar".*?(<button[^>]*>)', html)[1]
    assert f'formaction="{side(sak.saksnummer, "svarutkast")}"' in forste


def test_a_measure_of_a_draft_is_removed_for_good(verden, inn, sak):
    leder, nr = inn(verden.leder_akutt), sak.saksnummer
    leder.post(side(nr, "svarutkast"), {"versjon": "0", **HALVT})
    rad = alle(Tiltaksutkast).get()
    actions.masker_tekst(rad, felt="beskrivelse", av=verden.sekretariat, naa=naa())
    gammel = {"versjon": "1", **HALVT}
    assert leder.post(side(nr, "svarutkast"), gammel).status_code == 409
    assert alle(Tiltaksutkast).get().beskrivelse == MASKERT


def test_a_conflict_shows_the_colleagues_measures_too(verden, inn, sak):
    leder, nr = inn(verden.leder_akutt), sak.saksnummer
    leder.post(side(nr, "svarutkast"), {"versjon": "0", **HALVT})
    svar = leder.post(side(nr, "svarutkast"), {"versjon": "0", "til_melder": "Min"})
    assert svar.status_code == 409
    assert "Ny sjekkliste" in tekst(svar)


def test_settling_by_phone_sends_no_draft(verden, inn, sak):
    leder, nr = inn(verden.leder_akutt), sak.saksnummer
    utkast = {"versjon": "0", "funn": "Bare en tanke", **HALVT}
    leder.post(side(nr, "svarutkast"), utkast)
    enige = {"dato": sak.meldt_dato.isoformat(), "setning": "Vi er enige."}
    leder.post(side(nr, "avklart"), enige)
    lest = tekst(inn(verden.melder).get(side(nr)))
    assert "Vi er enige." in lest
    assert "Bare en tanke" not in lest
    actions.mer(fersk(sak), tekst="Og så?", av=verden.melder, naa=naa())
    igjen = inn(verden.leder_akutt).get(side(nr))
    assert igjen.context["form"].initial["funn"] == "Bare en tanke"
    assert tiltaksrader(igjen) == ["Ny sjekkliste"]


def test_a_colleague_who_saved_first_gives_409_with_both_texts(verden, inn, sak):
    actions.lagre_svarutkast(
        fersk(sak),
        innhold={"til_melder": "Kollegaens tekst"},
        versjon=0,
        av=verden.leder_akutt,
        naa=naa(),
    )
    leder = inn(verden.leder_akutt)
    for verb in ("svarutkast", "besvar"):
        svar = leder.post(side(sak.saksnummer, verb), {**lag_svar(), "versjon": "0"})
        assert svar.status_code == 409
        assert "Vi beklager. Rutinen er endret." in tekst(svar)
        assert "Kollegaens tekst" in tekst(svar)
    assert fersk(sak).status == Status.SENDT


def test_a_draft_saved_in_the_same_moment_is_not_written_over(verden, sak):
    felles = {"av": verden.leder_akutt, "naa": naa()}
    kollegaens = {"innhold": {"til_melder": "Kollegaens tekst"}, "versjon": 0}
    actions.lagre_svarutkast(fersk(sak), **kollegaens, **felles)

    with pytest.raises(Versjonskonflikt):
        actions.besvar(fersk(sak), innhold=lag_svar(), versjon=0, **felles)
    assert alle(Svar, avvik=sak).get().til_melder == "Kollegaens tekst"
    actions.besvar(fersk(sak), innhold=lag_svar(), versjon=1, **felles)
    assert fersk(sak).status == Status.BESVART


def test_a_second_press_is_no_conflict_unless_something_is_new(verden, inn, sak):
    leder, nr = inn(verden.leder_akutt), sak.saksnummer
    halvt = {"versjon": "0", "til_melder": "Foreløpig", **HALVT}
    for _ganger in range(2):
        assert leder.post(side(nr, "svarutkast"), halvt).url == side(nr)
    assert (alle(Svar).get().versjon, alle(Tiltaksutkast).count()) == (1, 1)

    helt = {**lag_svar(), **HELT}
    leder.post(side(nr, "svarutkast"), {**helt, "versjon": "1"})
    ikke_sendt = leder.post(side(nr, "besvar"), {**helt, "versjon": "1"})
    assert (ikke_sendt.status_code, fersk(sak).status) == (409, Status.SENDT)
    for _ganger in range(2):
        svar = leder.post(side(nr, "besvar"), {**helt, "versjon": "2"})
        assert (svar.status_code, svar.headers.get("Location")) == (302, side(nr))
    assert (alle(Svar).count(), alle(Tiltak).count()) == (1, 1)

    for felt in ("til_melder", "tiltak_0_beskrivelse"):
        svar = leder.post(side(nr, "besvar"), {**helt, "versjon": "2", felt: "Ny"})
        assert svar.status_code == 409


def test_an_answer_sent_after_somebody_answered_loses_nothing(verden, inn, sak):
    besvart(verden, sak, til_melder="Det første svaret")
    svar = inn(verden.leder_akutt).post(
        side(sak.saksnummer, "besvar"), {**lag_svar(), "versjon": "0"}
    )
    assert svar.status_code == 409
    assert "Vi beklager. Rutinen er endret." in tekst(svar)
    assert "Det første svaret" in tekst(svar)


def test_an_identity_number_stops_and_is_shown_to_its_writer_only(verden, inn, sak):
    innhold = {**lag_svar(til_melder="Pasient 01019012480"), "versjon": "0"}
    svar = inn(verden.leder_akutt).post(side(sak.saksnummer, "besvar"), innhold)
    assert list(svar.context["form"].errors) == ["til_melder"]
    assert "Pasient 01019012480" in tekst(svar)
    assert fersk(sak).status == Status.SENDT
    assert not alle(Svar, avvik=sak).exists()


def test_a_saksbehandler_drafts_and_cannot_send(verden, inn, sak):
    actions.gi_til_saksbehandler(
        sak, bruker=verden.saksbehandler_akutt, av=verden.leder_akutt, naa=naa()
    )
    klient = inn(verden.saksbehandler_akutt)
    lest = klient.get(side(sak.saksnummer))
    assert verb_paa(lest) == ["svarutkast"]
    assert "Navn melder" not in tekst(lest)
    assert 'name="send"' not in tekst(lest)
    klient.post(side(sak.saksnummer, "svarutkast"), {"versjon": "0", "funn": "Sett på"})
    assert alle(Svar, avvik=sak).get().funn == "Sett på"
    nei = klient.post(side(sak.saksnummer, "besvar"), {**lag_svar(), "versjon": "1"})
    assert nei.status_code == 403


# --- what an attacker tried ----------------------------------------------------------


def test_a_page_opened_before_a_text_was_removed_cannot_save_it_again(verden, inn, sak):
    utkast = actions.lagre_svarutkast(
        fersk(sak),
        innhold={"til_melder": "Kari Nordmann i tredje"},
        versjon=0,
        av=verden.leder_akutt,
        naa=naa(),
    )
    actions.masker_tekst(utkast, felt="til_melder", av=verden.sekretariat, naa=naa())
    leder = inn(verden.leder_akutt)
    gammel = {**lag_svar(til_melder="Kari Nordmann i tredje"), "versjon": "1"}
    for verb in ("svarutkast", "besvar"):
        assert leder.post(side(sak.saksnummer, verb), gammel).status_code == 409
    assert [s.til_melder for s in alle(Svar)] == [MASKERT]
