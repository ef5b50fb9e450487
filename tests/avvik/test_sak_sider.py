"""The page of a case and what is done from it."""

import pytest

from avvik import actions, tidslinje
from avvik.enums import Delingsslag, Status, Utfall, Verb
from avvik.models import Avvik, Deling, Hendelse, Melding, Svar, Tiltak
from helsefellesskap.arbeidsdager import lokal_dato
from tests.avvik.sakhjelp import alle, besvart, fersk, naa, side, tekst, verb_paa
from tests.factories import lag_sak, lag_svar

pytestmark = pytest.mark.django_db


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
