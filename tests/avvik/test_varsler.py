"""Words that may point to a person: marked, shown once, and left to the writer."""

from datetime import date
from html import unescape

import pytest
from django.utils import timezone
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from avvik import varsler
from avvik.models import Rabrakort, Svar
from avvik.varsler import merket, ordene
from helsefellesskap.idnummer import Funn
from helsefellesskap.models import Vernstopp
from tests.factories import lag_sak, lag_svar, lag_utkast

OM = '<span class="skjult"> (kan peke ut en person)</span>'
NOKKEL = "6b0f5b57-6a3c-4d62-9c11-0a2f3a1f2d10"
TITTEL = "Se over: dette kan peke ut en person"


# --- the marks ----------------------------------------------------------------------


def funn(*steder):
    return [Funn("navn", start, slutt) for start, slutt in steder]


@pytest.mark.parametrize(
    ("steder", "ventet"),
    [
        ([], "Kari Hansen ringte"),
        ([(0, 11)], f"<mark>Kari Hansen{OM}</mark> ringte"),
        ([(0, 4), (5, 11)], f"<mark>Kari{OM}</mark> <mark>Hansen{OM}</mark> ringte"),
        # Overlapping, inside, touching: one.
        ([(0, 8), (5, 11)], f"<mark>Kari Hansen{OM}</mark> ringte"),
        ([(0, 11), (5, 8)], f"<mark>Kari Hansen{OM}</mark> ringte"),
        ([(5, 11), (0, 5)], f"<mark>Kari Hansen{OM}</mark> ringte"),
        ([(12, 18)], f"Kari Hansen <mark>ringte{OM}</mark>"),
    ],
)
def test_each_place_is_marked_once_and_said_to_those_who_do_not_see_it(steder, ventet):
    assert merket("Kari Hansen ringte", funn(*steder)) == ventet


def test_what_was_written_is_never_markup():
    tekst = "<b>Kari</b> & <script>"
    vist = merket(tekst, funn((0, 11), (14, 22)))

    assert vist == (
        f"<mark>&lt;b&gt;Kari&lt;/b&gt;{OM}</mark> &amp; "
        f"<mark>&lt;script&gt;{OM}</mark>"
    )


@given(
    st.text("ab<>&\"' \n", max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(1, 8)), max_size=5),
)
def test_the_text_comes_out_as_it_went_in(tekst, steder):
    alle = funn(*((a, min(a + n, len(tekst))) for a, n in steder if a < len(tekst)))
    vist = str(merket(tekst, alle))

    assert unescape(strip_tags(vist.replace(OM, ""))) == tekst
    assert vist.count("<mark>") == vist.count("</mark>") == vist.count(OM)
    merkede = {i for f in alle for i in range(f.start, f.slutt)}
    ute = "".join(c for i, c in enumerate(tekst) if i not in merkede)
    assert sum(map(len, ordene_alle(tekst, alle))) == len(tekst) - len(ute)


def ordene_alle(tekst, alle):
    return [tekst[a:b] for a, b in varsler._steder(alle)]


def test_a_word_that_stands_twice_is_named_once():
    tekst = "Kari Hansen og Kari Hansen"

    assert ordene(tekst, funn((0, 11), (15, 26))) == ["Kari Hansen"]


# --- the last step of filing --------------------------------------------------------


def test_the_last_step_marks_the_words_and_sends_all_the_same(verden, inn):
    klient = inn(verden.melder)
    utkast = lag_utkast(
        verden.melder,
        til=verden.akutt,
        naa=timezone.now(),
        steg=3,
        hva_skjedde="<b> Kari Hansen på 77 12 34 56.",
    )
    adresse = f"/meld/utkast/{utkast.nokkel}/3/"
    side = klient.get(adresse).text

    assert (
        f"&lt;b&gt; <mark>Kari Hansen{OM}</mark> på <mark>77 12 34 56{OM}</mark>."
        in side
    )
    assert "Sjekk 2 steder i teksten før du sender" in side
    assert klient.post(adresse, {"versjon": utkast.versjon}).status_code == 302
    rader = Vernstopp.objects.values_list("sted", "regel", "form", "antall")
    assert sorted(rader) == [
        ("meld_steg", "navn", "", 1),
        ("meld_steg", "telefon", "", 1),
    ]


# --- #Råbra!-kort -------------------------------------------------------------------


def kort(verden, **felter):
    return {
        "nokkel": NOKKEL,
        "hvem": "Sykepleier Kari Hansen på kveldsvakt",
        "sok": "akutt",
        "sokt": "akutt",
        "treff": verden.akutt.pk,
        "hva": "Ringte oss før utskrivning.",
        "laering": "",
        "endringer": "",
        **felter,
    }


def antall_kort():
    return Rabrakort.objects.uten_tilgangskontroll(grunn="test").count()


def test_names_of_those_praised_are_no_warning(verden, inn):
    svar = inn(verden.melder).post("/meld/rabra/", kort(verden))

    assert svar.status_code == 302
    assert antall_kort() == 1


def test_a_card_stops_once_with_the_words_and_then_goes(verden, inn):
    klient = inn(verden.melder)
    data = kort(verden, hva="Ringte Ola Nordmann <i> før helgen.", laering="Svar 5.")
    svar = klient.post("/meld/rabra/", data)

    assert svar.status_code == 200
    assert antall_kort() == 0
    side = svar.text
    assert TITTEL in side and "Send likevel" in side
    assert '«<mark>Ola Nordmann</mark>» i feltet <a href="#id_hva">' in side
    assert "Ringte Ola Nordmann &lt;i&gt; før helgen." in side
    assert "Kari Hansen på kveldsvakt" in side and "Svar 5." in side
    assert "<mark>Kari Hansen" not in side
    assert '<input type="hidden" name="sett_over" value="1">' in side

    svar = klient.post("/meld/rabra/", {**data, "sett_over": "1"})
    assert svar.status_code == 302
    sendt = Rabrakort.objects.uten_tilgangskontroll(grunn="test").get()
    assert sendt.hva == data["hva"]


def test_a_telephone_of_those_praised_is_a_warning(verden, inn):
    svar = inn(verden.melder).post(
        "/meld/rabra/", kort(verden, hvem="Ring 77 12 34 56")
    )

    assert svar.context["ordvarsel"][0].ord == ["77 12 34 56"]
    assert antall_kort() == 0


def test_names_of_units_are_no_warning(verden, inn):
    hva = f"De på {verden.hjemme.navn} og i Narvik Kommune ringte."
    svar = inn(verden.melder).post("/meld/rabra/", kort(verden, hva=hva))

    assert svar.status_code == 302


def test_a_fault_comes_before_the_words(verden, inn):
    klient = inn(verden.melder)
    data = kort(verden, hva="Ola Nordmann ringte.", hvem="")
    side = klient.post("/meld/rabra/", data).text

    assert TITTEL not in side
    assert 'name="sett_over"' not in side
    side = klient.post("/meld/rabra/", {**data, "sett_over": "1"}).text
    assert 'name="sett_over" value="1"' in side


# --- the answer ---------------------------------------------------------------------


@pytest.fixture
def sak(verden):
    return lag_sak(verden.melder, til=verden.akutt)


def sendte():
    svar = Svar.objects.uten_tilgangskontroll(grunn="test")
    return svar.filter(sendt_tid__isnull=False)


def svardata(**felter):
    return {**lag_svar(), "versjon": "0", "sett_over": "", **felter}


def test_an_answer_stops_once_with_the_words_and_loses_nothing(verden, inn, sak):
    klient = inn(verden.leder_akutt)
    adresse = f"/sak/{sak.saksnummer}/besvar/"
    data = svardata(
        til_melder="Ola Nordmann beklager <b>.",
        funn="Mailen til ola@unn.no kom bort.",
        tiltak_0_beskrivelse="Sjekkliste",
        tiltak_0_ansvarlig_rolle="Per Hansen",
        tiltak_0_frist="2027-01-10",
    )
    svar = klient.post(adresse, data)

    assert svar.status_code == 200
    assert sendte().count() == 0
    side = svar.text
    assert TITTEL in side
    for ordet, felt in (
        ("Ola Nordmann", "til_melder"),
        ("ola@unn.no", "funn"),
        ("Per Hansen", "tiltak_0_ansvarlig_rolle"),
    ):
        assert f'«<mark>{ordet}</mark>» i feltet <a href="#id_{felt}">' in side
    for skrevet in ("Ola Nordmann beklager &lt;b&gt;.", "Sjekkliste", "Per Hansen"):
        assert skrevet in side
    assert 'value="Send likevel"' in side or ">Send likevel<" in side
    assert "Send svar til melder" not in side

    svar = klient.post(adresse, {**data, "sett_over": "1"})
    assert svar.status_code == 302
    assert sendte().get().til_melder == data["til_melder"]


def test_an_answer_without_such_words_goes_at_once(verden, inn, sak):
    klient = inn(verden.leder_akutt)
    assert TITTEL not in klient.get(f"/sak/{sak.saksnummer}/").text
    svar = klient.post(f"/sak/{sak.saksnummer}/besvar/", svardata())

    assert svar.status_code == 302
    assert sendte().count() == 1


def test_a_draft_of_an_answer_is_saved_without_a_word(verden, inn, sak):
    klient = inn(verden.leder_akutt)
    data = svardata(til_melder="Ola Nordmann beklager.")
    svar = klient.post(f"/sak/{sak.saksnummer}/svarutkast/", data)

    assert svar.status_code == 302
    assert sendte().count() == 0


def test_what_was_shown_is_counted_by_rule(verden, inn, sak):
    data = svardata(til_melder="Ola Nordmann beklager.")
    inn(verden.leder_akutt).post(f"/sak/{sak.saksnummer}/besvar/", data)

    rad = Vernstopp.objects.get()
    assert (rad.sted, rad.regel, rad.form, rad.antall) == ("sak_besvar", "navn", "", 1)
    assert rad.dato <= date.today()
