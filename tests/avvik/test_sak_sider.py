"""The page of a case and what is done from it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from avvik import actions, tidslinje
from avvik.enums import MASKERT, Delingsslag, Status, Utfall, Verb
from avvik.forms.svar import MAKS_TILTAK
from avvik.models import (
    Avvik,
    Deling,
    Hendelse,
    Melding,
    Svar,
    Tildeling,
    Tiltak,
    Tiltaksutkast,
)
from helsefellesskap.arbeidsdager import OSLO, lokal_dato
from helsefellesskap.models import Rolle, Tilgangslogg
from tests.factories import lag_sak, lag_svar
from tests.idnumre import TENOR
from tests.innlogging import logg_inn_med_to_faktorer

pytestmark = pytest.mark.django_db


def naa(dager=0):
    return timezone.now().astimezone(OSLO) + timedelta(days=dager)


@pytest.fixture
def inn(client):
    def logg_inn(bruker):
        logg_inn_med_to_faktorer(client, bruker)
        return client

    return logg_inn


@pytest.fixture
def sak(verden):
    return lag_sak(verden.melder, til=verden.akutt, naa=naa())


def side(nr, verb=""):
    return f"/sak/{nr}/{verb}/" if verb else f"/sak/{nr}/"


def fersk(sak):
    return Avvik.objects.uten_tilgangskontroll(grunn="test").get(pk=sak.pk)


def alle(modell, **filter):
    return modell.objects.uten_tilgangskontroll(grunn="test").filter(**filter)


def tekst(svar):
    return re.sub(r"\s+", " ", svar.content.decode())


def verb_paa(svar):
    return sorted(svar.context["sak"].verb)


def logg():
    rader = Tilgangslogg.objects.order_by("id")
    return list(rader.values_list("handling", "rute", "gjelder"))


def besvart(verden, sak, **felter):
    actions.besvar(
        fersk(sak), innhold=lag_svar(**felter), av=verden.leder_akutt, naa=naa()
    )
    return fersk(sak)


# --- the story -----------------------------------------------------------------


def test_confirm_answer_and_useful_through_the_pages(verden, inn, sak):
    leder = inn(verden.leder_akutt)
    forst = leder.get(side(sak.saksnummer))
    assert "Bekreft at dere har mottatt saken" in tekst(forst)
    leder.post(side(sak.saksnummer, "bekreft"))
    assert fersk(sak).status == Status.MOTTATT
    svar = leder.post(
        side(sak.saksnummer, "besvar"), {**lag_svar(), "versjon": "0"}, follow=True
    )
    assert "Svaret er sendt til melder." in tekst(svar)
    melder = inn(verden.melder)
    lest = melder.get(side(sak.saksnummer))
    assert "Vi beklager. Rutinen er endret." in tekst(lest)
    assert verb_paa(lest) == ["feil", "foresla_fsu", "mer", "nyttig"]
    melder.post(side(sak.saksnummer, "nyttig"))
    assert (fersk(sak).status, fersk(sak).utfall) == (Status.AVSLUTTET, Utfall.NYTTIG)


def test_more_questions_and_then_disagreement(verden, inn, sak):
    besvart(verden, sak)
    melder = inn(verden.melder)
    melder.post(side(sak.saksnummer, "mer"), {"tekst": "Hvem ringer neste gang?"})
    assert fersk(sak).status == Status.MER_ONSKET
    besvart(verden, sak, til_melder="Vaktleder ringer.")
    lest = melder.get(side(sak.saksnummer))
    assert verb_paa(lest) == ["feil", "foresla_fsu", "nyttig", "uenig"]
    assert "Hvem ringer neste gang?" in tekst(lest)
    melder.post(side(sak.saksnummer, "uenig"), {"tekst": "Det er ikke nok."})
    assert fersk(sak).utfall == Utfall.UENIGE


def test_a_first_visit_offers_the_holder_these_verbs(verden, inn, sak):
    svar = inn(verden.leder_akutt).get(side(sak.saksnummer))
    assert verb_paa(svar) == [
        "avklart",
        "bekreft",
        "besvar",
        "foresla_fsu",
        "hvilken_pasient",
        "pasient_avklart",
        "saksbehandler",
        "svarutkast",
        "tiltak",
        "uttalelse_be",
        "videre",
    ]


def test_the_page_says_what_is_awaited_from_whom_and_when(verden, inn, sak):
    linje = inn(verden.leder_akutt).get(side(sak.saksnummer)).context["sak"].hendelser
    innen = sak.bekreft_innen.strftime("%d.%m.%Y")
    assert linje[-1].tittel == "Venter på at dere bekrefter mottak"
    assert (linje[-1].tekst, linje[-1].venter) == (f"Innen {innen}", True)


def test_the_page_explains_how_the_date_came_about(verden, inn):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa(-1))
    visning = inn(verden.leder_akutt).get(side(sak.saksnummer)).context["sak"]
    meldt, frist, bekreft = (
        dato.strftime("%d.%m.%Y")
        for dato in (sak.meldt_dato, sak.lovet_dato, sak.bekreft_innen)
    )
    assert visning.forklaring[0] == f"Meldt {meldt}. Svarfristen er 21 dager: {frist}."
    assert visning.forklaring[1].startswith(
        f"Mottak skal bekreftes innen 3 virkedager: {bekreft}."
    )
    assert [p.tid for p in visning.paminnelser] == sorted(
        p.forfall for p in alle_paminnelser(sak)
    )


def alle_paminnelser(sak):
    planlagte = sak.paminnelser.uten_tilgangskontroll(grunn="test")
    return planlagte.filter(tilstand="planlagt")


def test_every_small_verb_from_its_page(verden, inn, sak):
    leder = inn(verden.leder_akutt)
    nr = sak.saksnummer
    assert leder.get(side(nr, "videre")).status_code == 200
    leder.post(side(nr, "hvilken_pasient"))
    leder.post(side(nr, "pasient_avklart"))
    assert fersk(sak).pasient_avklart == lokal_dato(naa())
    leder.post(
        side(nr, "saksbehandler"), {"bruker": str(verden.saksbehandler_akutt.pk)}
    )
    leder.post(
        side(nr, "uttalelse_be"),
        {"enhet": str(verden.medisinsk.pk), "tekst": "Hva så dere?"},
    )
    assert sorted(alle(Deling, avvik=sak).values_list("slag", flat=True)) == [
        Delingsslag.SAKSBEHANDLER,
        Delingsslag.UTTALELSE,
    ]
    leder.post(side(nr, "bekreft"))
    leder.post(side(nr, "spor"), {"tekst": "Hvilken dag?"})
    assert fersk(sak).status == Status.VENTER_PA_MELDER
    melder = inn(verden.melder)
    melder.post(side(nr, "svar_melder"), {"tekst": "Mandag."})
    assert fersk(sak).status == Status.MOTTATT
    klinikk = inn(verden.leder_medisinsk)
    klinikk.post(side(nr, "uttalelse_gi"), {"tekst": "Vi fikk ikke melding."})
    slag = alle(Melding, avvik=sak).values_list("slag", flat=True)
    assert list(slag) == ["uttalelse_bedt", "sporsmal", "svar_fra_melder", "uttalelse"]


def test_the_melder_reads_that_it_is_his_or_her_turn(verden, inn, sak):
    actions.bekreft(sak, av=verden.leder_akutt, naa=naa())
    actions.spor_melder(sak, tekst="Når?", av=verden.leder_akutt, naa=naa())
    ord_ = {
        bruker.pk: inn(bruker).get(side(sak.saksnummer)).context["sak"].statusord
        for bruker in (verden.melder, verden.leder_akutt)
    }
    assert ord_ == {
        verden.melder.pk: "Venter på svar fra deg",
        verden.leder_akutt.pk: "Venter på melder",
    }


def test_a_unit_passes_on_and_keeps_only_its_own_texts(verden, inn, sak):
    leder = inn(verden.leder_akutt)
    skjema = leder.get(side(sak.saksnummer, "videre"))
    lovet = sak.lovet_dato
    assert f"svar innen {lovet.day}." in tekst(skjema)
    svar = leder.post(
        side(sak.saksnummer, "videre"),
        {"til": str(verden.medisinsk.pk), "begrunnelse": "Hører til klinikken."},
        follow=True,
    )
    assert svar.status_code == 200
    assert "Sendt videre til Medisinsk klinikk" in tekst(svar)
    assert "Hører til klinikken." in tekst(svar)
    assert "Epikrisen kom ikke." not in tekst(svar)
    assert fersk(sak).holder == verden.medisinsk


def test_the_new_holder_and_the_melder_read_why_it_was_passed_on(verden, inn, sak):
    actions.send_videre(
        fersk(sak),
        til=verden.medisinsk,
        begrunnelse="Pasienten lå på klinikken.",
        av=verden.leder_akutt,
        naa=naa(),
    )
    ventet = "Sendt videre fordi:</strong> Pasienten lå på klinikken."
    for leser in (verden.leder_medisinsk, verden.melder, verden.kontakt_unn):
        assert ventet in tekst(inn(leser).get(side(sak.saksnummer)))
    annen = lag_sak(verden.melder, til=verden.akutt, naa=naa())
    assert "Sendt videre" not in tekst(inn(verden.melder).get(side(annen.saksnummer)))


def test_reminders_in_a_row_are_one_line(verden, sak):
    alt = [
        Hendelse(avvik=sak, verb=verb, tid=naa(dager))
        for dager, verb in enumerate(
            (Verb.MELD, Verb.PAMINNELSE, Verb.PAMINNELSE, Verb.BEKREFT, Verb.PAMINNELSE)
        )
    ]
    linjer = tidslinje.linjer(sak, alt, frozenset(), oss=False)[:-1]
    assert [str(linje.tittel) for linje in linjer] == [
        "Meldt",
        "2 påminnelser sendt",
        "Mottak bekreftet",
        "Påminnelse sendt",
    ]
    forst = naa(1).strftime("%d.%m.%Y")
    assert (linjer[1].tid, linjer[1].tekst) == (alt[2].tid, f"Den første {forst}")


def test_settled_by_phone(verden, inn, sak):
    inn(verden.leder_akutt).post(
        side(sak.saksnummer, "avklart"),
        {"dato": sak.meldt_dato.isoformat(), "setning": "Vi er enige."},
    )
    assert fersk(sak).status == Status.BESVART
    assert alle(Svar, avvik=sak).get().avklart_dato == sak.meldt_dato


def test_the_melder_takes_it_back_until_somebody_has_confirmed(verden, inn, sak):
    melder = inn(verden.melder)
    assert "trekk" in verb_paa(melder.get(side(sak.saksnummer)))
    actions.bekreft(fersk(sak), av=verden.leder_akutt, naa=naa())
    actions.send_videre(
        fersk(sak),
        til=verden.medisinsk,
        begrunnelse="Feil enhet",
        av=verden.leder_akutt,
        naa=naa(),
    )
    assert "trekk" not in verb_paa(melder.get(side(sak.saksnummer)))
    svar = melder.post(side(sak.saksnummer, "trekk"), follow=True)
    assert "Det går ikke nå." in tekst(svar)
    assert fersk(sak).status == Status.SENDT


def test_taking_a_case_back_asks_first(verden, inn, sak):
    html = tekst(inn(verden.melder).get(side(sak.saksnummer)))
    trekk = html[html.index("Sendt ved en feil?") :]
    assert trekk.index("<details>") < trekk.index("det kan ikke angres")
    assert trekk.index("det kan ikke angres") < trekk.index("Ja, trekk saken")


def test_the_reduced_page_leads_back_to_where_the_reader_came_from(verden, inn, sak):
    Avvik.objects.uten_tilgangskontroll(grunn="test").filter(pk=sak.pk).update(
        holder_frist=lokal_dato(naa(-1))
    )
    over = tekst(inn(verden.leder_medisinsk).get(side(sak.saksnummer)))
    assert '<a href="/innboks/under/">Enheter under deg</a>' in over
    actions.send_videre(
        fersk(sak),
        til=verden.ortopedi_narvik,
        begrunnelse="Feil sted",
        av=verden.leder_akutt,
        naa=naa(),
    )
    hadde = tekst(inn(verden.leder_akutt).get(side(sak.saksnummer)))
    assert '<p><a href="/">Forside</a></p>' in hadde


def test_the_contact_distributes_and_closes(verden, inn):
    sak = lag_sak(verden.melder, motpart=verden.unn, naa=naa())
    annen = lag_sak(verden.melder, motpart=verden.unn, naa=naa())
    kontakt = inn(verden.kontakt_unn)
    kontakt.post(side(sak.saksnummer, "fordel"), {"til": str(verden.akutt.pk)})
    assert (fersk(sak).status, fersk(sak).holder) == (Status.SENDT, verden.akutt)
    feil = kontakt.post(
        side(annen.saksnummer, "duplikat"), {"original": "1999-0001", "tekst": ""}
    )
    assert "Vi finner ikke saken blant dine saker" in tekst(feil)
    kontakt.post(
        side(annen.saksnummer, "duplikat"),
        {"original": sak.saksnummer, "tekst": "Se den andre."},
    )
    assert (fersk(annen).status, fersk(annen).duplikat_av) == (Status.DUPLIKAT, sak)


def test_measures_are_registered_and_updated_by_their_owner(verden, inn, sak):
    leder = inn(verden.leder_akutt)
    rad = {"beskrivelse": "Ny mal", "ansvarlig_rolle": "Leder", "frist": "2030-01-15"}
    leder.post(side(sak.saksnummer, "tiltak"), rad)
    tiltak = alle(Tiltak, avvik=sak).get()
    assert tiltak.enhet == verden.akutt
    ny = {"tiltak": str(tiltak.pk), "versjon": "1", "status": "utfort"}
    leder.post(side(sak.saksnummer, "tiltakstatus"), ny)
    assert alle(Tiltak, avvik=sak).get().status == "utfort"
    andre = inn(verden.leder_hjemme).post(side(sak.saksnummer, "tiltakstatus"), ny)
    assert andre.status_code == 403


def test_the_sekretariat_removes_a_text(verden, inn):
    sak = lag_sak(verden.melder, motpart=verden.unn, naa=naa())
    valg = f"avvik-{sak.pk}-hva_skjedde"
    inn(verden.sekretariat).post(side(sak.saksnummer, "masker"), {"tekst": valg})
    assert fersk(sak).hva_skjedde == "[fjernet]"


# --- the answer form -------------------------------------------------------------


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


# --- who may ---------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["bekreft", "videre", "spor", "avklart", "besvar"])
def test_the_holders_verbs_are_refused_to_others_and_logged(verden, inn, sak, verb):
    klient = inn(verden.melder)
    svar = klient.post(side(sak.saksnummer, verb), {"tekst": "x", "versjon": "0"})
    assert svar.status_code == 403
    assert logg() == [("avvist", f"sak_{verb}", sak.saksnummer)]
    assert fersk(sak).status == Status.SENDT
    assert len(alle(Tildeling, avvik=sak)) == 1


def test_what_a_refused_person_wrote_is_shown_back(verden, inn, sak):
    innhold = {"til": "", "begrunnelse": "Min lange begrunnelse"}
    svar = inn(verden.melder).post(side(sak.saksnummer, "videre"), innhold)
    assert svar.status_code == 403
    assert "Min lange begrunnelse" in tekst(svar)


def test_confirming_twice_is_a_message_and_no_error(verden, inn, sak):
    leder = inn(verden.leder_akutt)
    leder.post(side(sak.saksnummer, "bekreft"))
    svar = leder.post(side(sak.saksnummer, "bekreft"), follow=True)
    assert (svar.status_code, "Det går ikke nå." in tekst(svar)) == (200, True)


def test_one_press_verbs_take_no_get(verden, inn, sak):
    leder = inn(verden.leder_akutt)
    for verb in ("bekreft", "nyttig", "trekk", "hvilken_pasient", "besvar", "apne"):
        assert leder.get(side(sak.saksnummer, verb)).status_code == 405
    assert fersk(sak).status == Status.SENDT


IKKE_SYNLIGE = ["1999-0001", "x", "%00", "2026-0001%0a", "01019012480", "９９９９-0001"]


@pytest.mark.parametrize("verb", ["", "videre", "masker"])
def test_foreign_missing_and_malformed_numbers_are_one_and_the_same(
    verden, inn, sak, verb, django_assert_num_queries
):
    klient = inn(verden.leder_ortopedi)
    klient.get(side(sak.saksnummer, verb))
    svar = []
    for nr in [sak.saksnummer, *IKKE_SYNLIGE]:
        for_rader = len(logg())
        with django_assert_num_queries(20):
            svar.append(klient.get(side(nr, verb)))
        assert len(logg()) == for_rader + 1
    assert {s.status_code for s in svar} == {404}
    assert {s.content for s in svar} == {svar[0].content}
    assert b"<form" not in svar[0].content
    assert {rad[2] for rad in logg()} == {sak.saksnummer, ""}


def test_posting_to_a_foreign_case_is_the_same_404(verden, inn, sak):
    klient = inn(verden.leder_ortopedi)
    svar = [
        klient.post(side(nr, "besvar"), lag_svar())
        for nr in [sak.saksnummer, "1999-0001", "%00"]
    ]
    assert {(s.status_code, s.content) for s in svar} == {(404, svar[0].content)}


@pytest.mark.parametrize("hvem", ["ssu", "admin", "leder_ortopedi", "kontakt_narvik2"])
def test_roles_without_the_case_get_404(verden, inn, sak, hvem):
    bruker = getattr(verden, hvem, verden.lege_senja)
    assert inn(bruker).get(side(sak.saksnummer)).status_code == 404


@pytest.mark.parametrize(("felt", "dager"), [("til", -1), ("fra", 1)])
def test_a_role_is_asked_for_at_each_request(verden, inn, sak, felt, dager):
    """The session lives on; what it opens does not."""
    klient = inn(verden.leder_akutt)
    assert klient.get(side(sak.saksnummer)).status_code == 200

    dato = lokal_dato(naa(dager))
    Rolle.objects.filter(bruker=verden.leder_akutt).update(**{felt: dato})

    assert klient.get(side(sak.saksnummer)).status_code == 404
    assert klient.post(side(sak.saksnummer, "bekreft")).status_code == 404
    assert fersk(sak).status == Status.SENDT


def test_the_leader_above_sees_the_head_of_a_severe_case_only(verden, inn):
    sak = lag_sak(verden.melder, til=verden.akutt, naa=naa(), alvorlighet=3)
    klient = inn(verden.leder_medisinsk)
    svar = klient.get(side(sak.saksnummer))
    assert svar.status_code == 200
    assert sak.saksnummer in tekst(svar) and "Akuttmottaket" in tekst(svar)
    for skjult in ("Epikrise", "Hjemmetjenesten", "Navn melder", "skade"):
        assert skjult not in svar.content.decode().partition("<main")[2]
    assert klient.post(side(sak.saksnummer, "bekreft")).status_code == 403


def test_the_melders_name_and_reference_follow_the_role(verden, inn):
    sak = lag_sak(
        verden.melder,
        til=verden.akutt,
        naa=naa(),
        egen_referanse="Perm 7",
        alvorlighet=2,
    )
    sett = {
        navn: (
            "Navn melder" in tekst(svar),
            "Perm 7" in tekst(svar),
        )
        for navn in ("melder", "leder_hjemme", "leder_akutt", "kontakt_narvik")
        if (svar := inn(getattr(verden, navn)).get(side(sak.saksnummer)))
    }
    assert sett == {
        "melder": (True, True),
        "leder_hjemme": (True, True),
        "leder_akutt": (True, False),
        "kontakt_narvik": (True, True),
    }


def test_a_statement_is_for_the_receiving_side(verden, inn, sak):
    actions.be_om_uttalelse(
        sak, enhet=verden.medisinsk, tekst="Internt", av=verden.leder_akutt, naa=naa()
    )
    lest = {
        navn: "Internt" in tekst(inn(getattr(verden, navn)).get(side(sak.saksnummer)))
        for navn in ("leder_akutt", "leder_medisinsk", "kontakt_unn", "melder")
    }
    assert lest == {
        "leder_akutt": True,
        "leder_medisinsk": True,
        "kontakt_unn": True,
        "melder": False,
    }


# --- the sekretariat --------------------------------------------------------------


def test_the_sekretariat_opens_with_a_reason_for_the_session(verden, inn, sak):
    klient = inn(verden.sekretariat)
    nei = klient.get(side(sak.saksnummer))
    assert nei.status_code == 403
    assert "Epikrisen kom ikke." not in tekst(nei)
    uten = klient.post(side(sak.saksnummer, "apne"))
    assert (uten.status_code, "Velg hvorfor du må åpne" in tekst(uten)) == (403, True)
    klient.post(side(sak.saksnummer, "apne"), {"begrunnelse": "henvendelse"})
    ja = klient.get(side(sak.saksnummer))
    assert (ja.status_code, "Epikrisen kom ikke." in tekst(ja)) == (200, True)
    assert "Navn melder" not in tekst(ja)
    begrunnelser = Tilgangslogg.objects.order_by("id")
    assert list(begrunnelser.values_list("handling", "begrunnelse")) == [
        ("avvist", ""),
        ("avvist", ""),
        ("apnet", "henvendelse"),
        ("apnet", ""),
    ]


def test_only_the_sekretariat_can_open_with_a_reason(verden, inn, sak):
    klient = inn(verden.leder_ortopedi)
    svar = klient.post(side(sak.saksnummer, "apne"), {"begrunnelse": "henvendelse"})
    assert svar.status_code == 404
    assert klient.get(side(sak.saksnummer)).status_code == 404


def test_a_number_that_is_not_there_cannot_be_opened(verden, inn):
    klient = inn(verden.sekretariat)
    for nr in ("1999-0001", "%00"):
        assert klient.get(side(nr)).status_code == 404
        svar = klient.post(side(nr, "apne"), {"begrunnelse": "retting"})
        assert svar.status_code == 404


def test_every_opening_is_logged_before_it_is_shown(verden, inn, sak):
    inn(verden.leder_akutt).get(side(sak.saksnummer))
    assert logg() == [("apnet", "sak", sak.saksnummer)]


@pytest.mark.parametrize(
    ("person", "antall"), [("leder_akutt", 25), ("melder", 23), ("kontakt_unn", 24)]
)
def test_the_page_costs_the_same_however_long_the_case_is(
    verden, inn, sak, person, antall, django_assert_num_queries
):
    klient = inn(getattr(verden, person))
    klient.get(side(sak.saksnummer))
    with django_assert_num_queries(antall):
        klient.get(side(sak.saksnummer))
    for nr in range(10):
        actions.registrer_tiltak(
            fersk(sak),
            enhet=verden.akutt,
            beskrivelse=f"Tiltak {nr}",
            ansvarlig_rolle="Leder",
            frist=lokal_dato(naa()),
            av=verden.leder_akutt,
            naa=naa(),
        )
    with django_assert_num_queries(antall):
        klient.get(side(sak.saksnummer))


def test_every_route_of_a_case_is_under_its_number():
    for navn in ("sak_bekreft", "sak_masker", "sak_foresla_fsu"):
        assert reverse(navn, args=["2026-0001"]).startswith("/sak/2026-0001/")


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


def test_a_unit_that_passed_the_case_on_is_told_no_more_of_what_became_of_it(
    verden, inn, sak
):
    videre = {"begrunnelse": "Feil sted", "av": verden.leder_akutt, "naa": naa()}
    actions.send_videre(fersk(sak), til=verden.ortopedi_narvik, **videre)
    videre = {"begrunnelse": "Ikke vi", "av": verden.leder_ortopedi, "naa": naa()}
    actions.send_videre(fersk(sak), til=verden.medisinsk, **videre)
    vist = tekst(inn(verden.leder_akutt).get(side(sak.saksnummer)))
    hoved = vist[vist.index("<main") : vist.index("</main")]
    assert "Sendt videre til Ortopedi Narvik" in hoved
    for ord_ in ("Medisinsk klinikk", "Frist", "Saken er hos", "ds-tag", "Ikke vi"):
        assert ord_ not in hoved, ord_
