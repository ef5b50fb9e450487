"""The whole story once, through real pages, real PostgreSQL and real SMTP.

A melder files, the leader confirms and answers, the melder reads, the committee
learns, the secretariat prints. Every step is what a person does and sees.
"""

import re
from datetime import date, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.formats import date_format

from avvik.models import Avvik
from helsefellesskap.arbeidsdager import OSLO, neste_sendetid
from rapporter.pdf import pango_finnes
from rapporter.tasks import lag_rapport
from tests.factories import lag_bruker, lag_kategori
from tests.helsefellesskap import smtptjener
from tests.helsefellesskap.smtptjener import tekst
from tests.nettleser import Nettleser
from utvalg.actions import oppnevn, opprett_utvalg
from utvalg.enums import Verv

AVIDENTIFISERT = "Et sykehus sendte epikrisen etter at pasienten var til kontroll."
LAERT = "Send epikrisen før pasienten reiser."
FRA = date(2020, 1, 1)
HENDELSE = "Epikrisen kom ikke før kontrollen fire dager etter utskrivning."


@pytest.fixture
def scene(verden, settings):
    """The small world with its categories, a committee and a mail server."""
    for kode in ("A1", "B1", "C1", "D1", "E1", "F1", "H1"):
        lag_kategori(kode)
    tjener = smtptjener.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", tjener.port
    verden.post = tjener.handler
    yield verden
    tjener.stop()


def i_vindu(dager=0):
    """A moment when letters leave, so many days from now."""
    return neste_sendetid(datetime.now(OSLO) + timedelta(days=dager))


def send_brev(post, dager=0):
    """Run the relay; returns (receiver, subject) of what arrived."""
    for_ = len(post.brev)
    call_command("send_utboks", "--na", i_vindu(dager).isoformat(), verbosity=0)
    return sorted((b["To"].split("@")[0], b["Subject"]) for b in post.brev[for_:])


def som(bruker):
    return Nettleser(Client(), bruker)


@pytest.mark.treg
def test_one_case_from_filing_to_the_printed_report(scene):
    v = scene

    # The melder files in three steps.
    melder = som(v.melder).apne("/meld/").folg("Et samhandlingsavvik")
    assert melder.overskrift == "Hva skjedde?"
    melder.trykk("Neste")
    assert melder.feil() == [
        "Velg når det skjedde",
        "Velg hva det gjelder",
        "Skriv kort hva som skjedde",
        "Velg hva følgen ble",
    ]
    melder.fyll("Når skjedde det?", "I dag").fyll("Hva gjelder det?", "Epikrise")
    melder.fyll("Hva skjedde?", HENDELSE).fyll("Hva ble følgen", "Moderat skade")
    melder.trykk("Neste")
    assert melder.overskrift == "Hvem bør lære av det?"
    melder.fyll("Hvor var pasienten?", "Tromsø")
    melder.fyll("Hvilken enhet skal svare?", "En annen enhet")
    melder.fyll("Søk etter enhet", "akuttmottak").trykk("Søk")
    melder.fyll("Velg enheten", "UNN › Medisinsk klinikk › Akuttmottaket")
    melder.fyll("Hva kunne vært gjort annerledes?", "Send epikrisen samme dag.")
    melder.trykk("Neste")
    assert melder.overskrift == "Se over og send"
    melder.trykk("Send melding")

    # A receipt with number, unit and dated next steps; reload is safe.
    assert melder.overskrift == "Meldingen er sendt"
    nummer = re.search(r"\d{4}-\d{4}", melder.tekst).group()
    assert "Akuttmottaket har fått saken" in melder.tekst
    assert melder.apne(melder.adresse).overskrift == "Meldingen er sendt"
    assert Avvik.objects.uten_tilgangskontroll(grunn="test").count() == 1

    # Two letters leave, with number, unit, date and link and nothing more.
    assert send_brev(v.post) == [
        ("leder_akutt", f"Ny sak {nummer} til Akuttmottaket"),
        ("melder", f"Meldingen din er mottatt: {nummer}"),
    ]
    assert not any("Epikrise" in tekst(b) + b["Subject"] for b in v.post.brev)

    # Nobody confirms: after three working days the unit is reminded, once.
    for _ in range(2):
        call_command("kjor_frister", "--na", i_vindu(6).isoformat(), verbosity=0)
    paminnet = send_brev(v.post, 6)
    assert {mottaker for mottaker, _ in paminnet} == {"kontakt_unn"}
    assert nummer in tekst(v.post.brev[-1])

    # The leader confirms from the inbox and answers.
    leder = som(v.leder_akutt).apne("/innboks/").folg(nummer)
    assert HENDELSE in leder.tekst
    leder.trykk("Bekreft at dere har mottatt saken")
    leder.fyll("Svar til melder", "Vi beklager. Epikrisen sendes nå samme dag.")
    leder.trykk("Send svar til melder")
    assert leder.feil() == [
        "Velg hvordan dere vurderer saken",
        "Velg minst én årsak",
        "Skriv minst ett tiltak med ansvarlig og frist",
        "Skriv ett læringspunkt",
        "Svar på om pasient eller pårørende er informert",
    ]
    assert "Epikrisen sendes nå samme dag." in leder.svar.text
    leder.fyll("Hvordan vurderer dere saken?", "Avvik bekreftet")
    leder.fyll("Hva var årsaken?", ["Prosedyrer, rutiner"])
    leder.fyll("Hva gjør dere?", "Epikrise er fast punkt på tavlemøtet")
    leder.fyll("Hvem har ansvaret?", "Overlege")
    leder.fyll("Når skal det være gjort?", "2027-01-15")
    leder.fyll("Læringspunkt", "Send epikrisen samme dag som pasienten reiser.")
    leder.fyll("Er pasient eller pårørende informert?", "Ja")
    leder.trykk("Send svar til melder")
    assert leder.feil() == []
    assert ("melder", f"Svar på sak {nummer}") in send_brev(v.post, 7)

    # The melder reads it, finds it useful, and puts it forward to the committee.
    melder.apne("/mine/").folg(nummer)
    assert "Vi beklager. Epikrisen sendes nå samme dag." in melder.tekst
    melder.trykk("Svaret er nyttig")
    assert "Avsluttet" in melder.tekst
    melder.trykk("Foreslå")

    # The sekretariat writes a de-identified text; another person signs it.
    sekretariat = som(v.sekretariat).apne("/utvalg/").folg("Skriv tekst")
    assert HENDELSE in sekretariat.tekst
    sekretariat.fyll("Tittel", "Epikrise kom etter kontrollen")
    sekretariat.fyll("Hva skjedde?", AVIDENTIFISERT)
    sekretariat.fyll("Svar fra ansvarlig enhet", "Epikrisen sendes nå samme dag.")
    sekretariat.trykk("Lagre og se over")
    assert "Jeg har kontrollert teksten" not in sekretariat.knapper()
    annen = som(v.sekretariat2).apne(sekretariat.adresse)
    annen.trykk("Jeg har kontrollert teksten")
    assert "Jeg har kontrollert teksten" not in annen.knapper()

    # It goes on the agenda of a meeting.
    utvalg = opprett_utvalg(navn="FSU", av=v.sekretariat)
    v.fsu_leder = lag_bruker("fsu_leder")
    oppnevn(utvalg, bruker=v.fsu_leder, verv=Verv.LEDER, fra=FRA, av=v.sekretariat)
    idag = date_format(datetime.now(OSLO), "j. F Y")
    sekretariat.apne("/utvalg/").folg("Nytt møte")
    sekretariat.fyll("Dato", datetime.now(OSLO).date().isoformat())
    sekretariat.trykk("Opprett møtet")
    sekretariat.fyll("Sak", "Epikrise kom etter kontrollen").trykk("Sett på saklisten")

    # The meeting shows only that text, under its agenda number.
    fsu = som(v.fsu_leder).apne("/utvalg/").folg(idag)
    fsu.folg("Vis sakene i møtevisning")
    assert "Sak 1 av 1" in fsu.tekst
    assert AVIDENTIFISERT in fsu.tekst
    for skjult in (nummer, HENDELSE, "Akuttmottaket", "Hjemmetjenesten", "Narvik"):
        assert skjult not in fsu.svar.text
        assert skjult not in str(fsu.svar.headers)
    fsu.fyll("Læringspunkt", LAERT).fyll("Utvalgets vurdering", "Godt fulgt opp")
    fsu.trykk("Lagre")
    sekretariat.apne("/utvalg/").folg(idag).trykk("Avslutt møtet")
    sekretariat.trykk("Send tilbakemelding")
    assert {"melder", "leder_akutt"} <= {m for m, _ in send_brev(v.post, 9)}

    # The secretariat prints the year.
    sekretariat.apne("/rapporter/").folg("Lag ny rapport")
    sekretariat.fyll("Hvilken periode", f"{datetime.now(OSLO).year}")
    sekretariat.trykk("Lag rapport")
    sekretariat.folg("Se over tallene").trykk("Bruk disse tallene")
    sekretariat.folg("Skriv sammendrag").trykk("Lagre tekstene")
    sekretariat.folg("Velg læringspunkter")
    sekretariat.fyll("Læringspunkter i rapporten", [LAERT]).trykk("Lagre valget")
    sekretariat.folg("Forhåndsvis")
    assert LAERT in sekretariat.tekst
    if not pango_finnes():
        pytest.skip("the PDF needs pango")
    sekretariat.apne("/rapporter/").folg("Årsrapport").trykk("Lås og lag PDF")
    assert "Rapporten blir laget" in sekretariat.tekst
    lag_rapport(int(re.search(r"/rapporter/(\d+)/", sekretariat.adresse).group(1)))
    leser = som(v.ssu).apne("/rapporter/").folg("Årsrapport")
    leser.folg("Last ned")
    assert leser.svar.headers["Content-Type"] == "application/pdf"
    with pikepdf.open(BytesIO(leser.svar.content)) as pdf:
        assert str(pdf.Root.Lang) == "nb"
        assert pdf.Root.MarkInfo.Marked
