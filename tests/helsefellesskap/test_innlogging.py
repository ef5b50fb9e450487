"""Log-in by one-time code, over HTTP."""

import re
import socket
import time
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from helsefellesskap import innlogging
from helsefellesskap.actions import velg_spraak
from helsefellesskap.enums import Tilgang
from helsefellesskap.feil import IkkeLov
from helsefellesskap.models import Rolle, Tilgangslogg
from tests.idnumre import TENOR
from tests.innlogging import KODE, LOGG_INN, be_om_kode, logg_inn, siste_kode
from tests.tilgang.dump import alt_lagret

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.helsefellesskap.urls_prove"),
]
STOPP = "Fjern tallet på 11 siffer."
FEIL = "Koden er ikke riktig."
UKJENT = "ingen.her@demo.invalid"
IP = "198.51.100.7"


def feil_kode():
    return str((int(siste_kode()) + 1) % 10**8).zfill(8)


def logg_rader():
    return list(
        Tilgangslogg.objects.order_by("pk").values_list(
            "handling", "bruker_id", "rute", "gjelder"
        )
    )


def er_inne(client):
    return client.get("/prove/").content == b"inne"


def uten_token(side):
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", side.content)


# --- the code -------------------------------------------------------------------


def test_a_person_logs_in_with_the_code_from_the_mail(client, verden):
    svar = be_om_kode(client, " Melder@Demo.Invalid ")
    assert (svar.status_code, svar["Location"]) == (302, KODE)
    assert not er_inne(client)
    svar = client.post(KODE, {"code": siste_kode()})
    assert (svar.status_code, svar["Location"]) == (302, "/")
    assert er_inne(client)
    assert logg_rader() == [
        (Tilgang.INNLOGGET, verden.melder.pk, "account_confirm_login_code", "")
    ]


def test_log_in_gives_a_new_session_key_and_takes_the_code_away(client, verden):
    be_om_kode(client, verden.melder.email)
    forste, kode = client.session.session_key, siste_kode()
    assert kode in alt_lagret().replace(mail.outbox[0].body, "")
    client.post(KODE, {"code": kode})
    assert client.session.session_key != forste
    assert not Session.objects.filter(session_key=forste).exists()
    assert client.session.get_expire_at_browser_close()
    mail.outbox.clear()
    assert kode not in alt_lagret()


def test_a_code_is_good_for_one_log_in_only(client, verden):
    be_om_kode(client, verden.melder.email)
    gammel = {"sessionid": client.session.session_key}
    client.post(KODE, {"code": siste_kode()})
    annen = Client()
    annen.cookies.load(gammel)
    annen.post(KODE, {"code": siste_kode()})
    assert er_inne(client)
    assert not er_inne(annen)


def test_the_code_of_another_session_is_worth_nothing(client, verden):
    be_om_kode(client, verden.melder.email)
    annen = Client()
    be_om_kode(annen, verden.leder_akutt.email)
    svar = client.post(KODE, {"code": siste_kode()})
    assert FEIL in svar.content.decode()
    assert not er_inne(client)


def test_the_third_try_may_be_right(client, verden):
    be_om_kode(client, verden.melder.email)
    for _ in range(2):
        svar = client.post(KODE, {"code": feil_kode()})
        assert (svar.status_code, FEIL in svar.content.decode()) == (200, True)
    client.post(KODE, {"code": siste_kode()})
    assert er_inne(client)
    feilet = (Tilgang.INNLOGGING_FEILET, verden.melder.pk)
    assert [rad[:2] for rad in logg_rader()] == [
        feilet,
        feilet,
        (Tilgang.INNLOGGET, verden.melder.pk),
    ]


def test_the_third_wrong_try_takes_the_code_away(client, verden):
    be_om_kode(client, verden.melder.email)
    for _ in range(3):
        svar = client.post(KODE, {"code": feil_kode()})
    assert svar["Location"] == LOGG_INN
    assert "feil tre ganger" in client.get(LOGG_INN).content.decode()
    kode = siste_kode()
    mail.outbox.clear()
    assert kode not in alt_lagret()
    assert client.post(KODE, {"code": kode})["Location"] == LOGG_INN
    assert not er_inne(client)
    assert len(logg_rader()) == 3


def test_tries_at_the_same_moment_are_counted_too(client, verden):
    """Each of them reads the session before any other has written it."""
    be_om_kode(client, verden.melder.email)
    okt = client.session
    venter = dict(okt["account_login"])
    for _ in range(3):
        client.post(KODE, {"code": feil_kode()})
        okt = client.session
        okt["account_login"] = venter
        okt.save()
    assert client.post(KODE, {"code": siste_kode()})["Location"] == LOGG_INN
    assert not er_inne(client)
    assert "account_login" not in client.session


@pytest.mark.parametrize(("sekunder", "inne"), [(595, True), (605, False)])
def test_a_code_lives_for_ten_minutes(client, verden, monkeypatch, sekunder, inne):
    be_om_kode(client, verden.melder.email)
    naa = time.time()
    monkeypatch.setattr(time, "time", lambda: naa + sekunder)
    client.post(KODE, {"code": siste_kode()})
    assert er_inne(client) is inne
    igjen = client.get(LOGG_INN)
    assert ("Koden gjelder ikke lenger" in igjen.content.decode()) is not inne


def test_a_code_nobody_used_goes_with_its_session(client, verden):
    be_om_kode(client, verden.melder.email)
    client.post(KODE, {"code": feil_kode()})
    okt = Session.objects.get()
    frist = timezone.now() + timedelta(minutes=10)
    assert frist - timedelta(minutes=1) < okt.expire_date <= frist
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    be_om_kode(Client(), verden.leder_akutt.email)
    assert not Session.objects.filter(pk=okt.pk).exists()


def test_a_new_code_replaces_the_one_before(client, verden):
    be_om_kode(client, verden.melder.email)
    gammel = siste_kode()
    assert client.get(LOGG_INN).status_code == 200
    be_om_kode(client, verden.melder.email)
    assert FEIL in client.post(KODE, {"code": gammel}).content.decode()
    client.post(KODE, {"code": siste_kode()})
    assert er_inne(client)


# --- who is known ---------------------------------------------------------------


def test_unknown_and_inactive_addresses_see_the_same_page(verden):
    verden.ssu.is_active = False
    verden.ssu.save()
    sider = []
    for epost in (verden.melder.email, UKJENT, verden.ssu.email):
        client = Client()
        svar = be_om_kode(client, epost)
        side = uten_token(client.get(KODE)).replace(epost.encode(), b"X")
        feil = uten_token(client.post(KODE, {"code": "1"}))
        sider.append(
            (svar.status_code, svar["Location"], svar.headers.keys(), side)
            + (feil.replace(epost.encode(), b"X"),)
        )
    assert sider[0] == sider[1] == sider[2]
    assert [brev.to for brev in mail.outbox] == [[verden.melder.email]]
    feilet = Tilgang.INNLOGGING_FEILET
    assert [rad[:2] for rad in logg_rader()] == [
        (feilet, verden.melder.pk),
        (feilet, None),
        (feilet, None),
        (feilet, verden.ssu.pk),
        (feilet, None),
    ]


def test_unknown_addresses_run_out_of_tries_alike(client):
    be_om_kode(client, UKJENT)
    svar = [client.post(KODE, {"code": "12345678"}) for _ in range(3)]
    assert [s.status_code for s in svar] == [200, 200, 302]
    assert svar[2]["Location"] == LOGG_INN


def test_a_person_made_inactive_meanwhile_does_not_get_in(client, verden):
    be_om_kode(client, verden.melder.email)
    verden.melder.is_active = False
    verden.melder.save()
    svar = client.post(KODE, {"code": siste_kode()})
    assert svar["Location"] == LOGG_INN
    assert not er_inne(client)
    assert [rad[0] for rad in logg_rader()] == [Tilgang.INNLOGGING_FEILET]


def test_a_session_ends_when_its_person_is_made_inactive(client, verden):
    logg_inn(client, verden.melder)
    assert er_inne(client)
    verden.melder.is_active = False
    verden.melder.save()
    assert client.get("/prove/")["Location"] == f"{LOGG_INN}?next=/prove/"


def test_a_person_whose_roles_have_ended_gets_in_and_is_told_so(client, verden):
    i_gaar = timezone.localdate() - timedelta(days=1)
    Rolle.objects.filter(bruker=verden.melder).update(til=i_gaar)
    logg_inn(client, verden.melder)
    assert er_inne(client)
    assert "Du har ingen aktiv rolle" in client.get("/").content.decode()


def test_nobody_can_sign_up_or_use_a_password(client, verden):
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    verden.admin.set_password("riktig hest batteri")
    verden.admin.is_staff = True
    verden.admin.save()
    passord = {"username": verden.admin.email, "password": "riktig hest batteri"}
    assert client.post("/admin/login/", passord).status_code == 405
    client.post(LOGG_INN, {**passord, "email": verden.admin.email})
    assert not er_inne(client)
    vei = client.get("/admin/login/?next=/admin/")["Location"]
    assert vei == f"{LOGG_INN}?next=%2Fadmin%2F"


def test_the_login_form_wants_a_token(verden):
    client = Client(enforce_csrf_checks=True)
    assert be_om_kode(client, verden.melder.email).status_code == 403
    assert mail.outbox == []


# --- limits ---------------------------------------------------------------------


@pytest.mark.parametrize("epost", ["melder@demo.invalid", UKJENT])
def test_five_codes_an_hour_for_an_address(client, verden, epost):
    for _ in range(5):
        assert be_om_kode(client, epost).status_code == 302
    svar = be_om_kode(Client(REMOTE_ADDR=IP), epost.upper())
    assert svar.status_code == 429
    assert "prøvd for mange ganger" in svar.content.decode()
    assert be_om_kode(client, verden.leder_akutt.email).status_code == 302


def test_twenty_codes_an_hour_from_an_ip_address(verden):
    client = Client(REMOTE_ADDR=IP)
    for nr in range(20):
        assert be_om_kode(client, f"nr{nr}@demo.invalid").status_code == 302
    for samme in (client, Client(REMOTE_ADDR=f"::ffff:{IP}")):
        assert be_om_kode(samme, verden.melder.email).status_code == 429
    assert mail.outbox == []
    assert be_om_kode(Client(), verden.melder.email).status_code == 302
    siste = logg_rader()[-2:]
    assert siste == [(Tilgang.INNLOGGING_FEILET, None, "account_login", "")] * 2


def test_an_hour_later_the_address_may_try_again(client, verden, monkeypatch):
    for _ in range(5):
        be_om_kode(client, verden.melder.email)
    naa = time.time()
    monkeypatch.setattr(time, "time", lambda: naa + 3590)
    assert be_om_kode(client, verden.melder.email).status_code == 429
    monkeypatch.setattr(time, "time", lambda: naa + 3610)
    assert be_om_kode(client, verden.melder.email).status_code == 302


def test_the_count_stands_when_sending_fails(client, verden, monkeypatch):
    def bryter(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(innlogging, "send_kode", bryter)
    for _ in range(5):
        svar = be_om_kode(client, verden.melder.email)
        assert svar.status_code == 503
    assert "Vi får ikke sendt koden nå" in svar.content.decode()
    assert be_om_kode(client, verden.melder.email).status_code == 429


def test_the_demo_has_no_limit_on_its_own_machine(settings, verden):
    settings.DEMO = True
    for adresse, sjette in (("127.0.0.1", 302), ("::1", 302), (IP, 429)):
        client = Client(REMOTE_ADDR=adresse)
        svar = [be_om_kode(client, verden.melder.email) for _ in range(6)]
        assert svar[5].status_code == sjette


# --- where to afterwards --------------------------------------------------------


@pytest.mark.parametrize(
    ("neste", "dit"),
    [
        ("/prove/?a=1", "/prove/?a=1"),
        ("https://ond.example/", "/"),
        ("//ond.example/", "/"),
        ("/\\ond.example/", "/"),
        ("javascript:alert(1)", "/"),
        (f"/sak/{TENOR}/", "/"),
        (f"/sak/{TENOR[:6]} {TENOR[6:]}/", "/"),
        (f"/sak/?q={TENOR[:6]}%20{TENOR[6:]}", "/"),
        ("/sak/" + "".join(f"%3{c}" for c in TENOR), "/"),
        ("/sak/" + "".join(f"%253{c}" for c in TENOR), "/"),
    ],
)
def test_only_local_paths_without_a_number_are_followed(client, verden, neste, dit):
    client.get(LOGG_INN, {"next": neste})
    svar = client.post(LOGG_INN, {"email": verden.melder.email, "next": neste})
    assert (svar["Location"] == KODE) is (dit == "/")
    svar = client.post(svar["Location"], {"code": siste_kode(), "next": neste})
    assert svar["Location"] == dit
    assert TENOR not in alt_lagret()


def test_log_out_is_a_post(client, verden):
    logg_inn(client, verden.melder)
    nokkel = client.session.session_key
    assert client.get("/logg-ut/").status_code == 200
    assert er_inne(client)
    svar = client.post("/logg-ut/")
    assert svar["Location"] == LOGG_INN
    assert "Du er logget ut." in client.get(LOGG_INN).content.decode()
    assert not er_inne(client)
    assert not Session.objects.filter(session_key=nokkel).exists()
    assert logg_rader()[-1][:3] == (
        Tilgang.UTLOGGET,
        verden.melder.pk,
        "account_logout",
    )


def test_the_session_is_kept_alive_by_a_post(client, verden):
    assert client.post("/okt/").status_code == 302
    logg_inn(client, verden.melder)
    snart = timezone.now() + timedelta(minutes=1)
    Session.objects.update(expire_date=snart)
    assert client.get("/okt/").status_code == 405
    assert Session.objects.get().expire_date == snart
    assert client.post("/okt/").status_code == 204
    assert Session.objects.get().expire_date > snart + timedelta(hours=7)


# --- language -------------------------------------------------------------------


def test_a_person_keeps_the_chosen_language(client, verden):
    logg_inn(client, verden.melder)
    assert client.get("/sprak/?sprak=nn").status_code == 200
    verden.melder.refresh_from_db()
    assert verden.melder.spraak == "nb"
    svar = client.post("/sprak/", {"sprak": "nn", "next": "/prove/"})
    assert svar["Location"] == "/prove/"
    verden.melder.refresh_from_db()
    assert verden.melder.spraak == "nn"
    assert '<html lang="nn">' in client.get("/sprak/").content.decode()
    annen = Client()
    logg_inn(annen, verden.melder)
    assert annen.cookies["django_language"].value == "nn"


def test_anybody_may_choose_a_language_but_only_ours(client):
    assert client.post("/sprak/", {"sprak": "en"}).status_code == 302
    assert client.cookies["django_language"].value == "en"
    assert client.post("/sprak/", {"sprak": TENOR}).status_code == 400
    assert client.cookies["django_language"].value == "en"


@pytest.mark.parametrize(
    ("nettleser", "spraak"),
    [("nn-NO,nn;q=0.9,nb;q=0.8", "nn"), ("nb-NO,nn;q=0.9", "nb"), ("en-US,en", "nb")],
)
def test_only_nynorsk_is_taken_from_the_browser(client, nettleser, spraak):
    svar = client.get("/sprak/", headers={"accept-language": nettleser})
    assert svar.headers["Content-Language"] == spraak
    assert f'<html lang="{spraak}">' in svar.content.decode()


def test_each_page_leads_to_the_other_languages_and_back(client):
    client.cookies["django_language"] = "en"
    bunn = client.get("/hjelp/").content.decode().split("<footer")[1]
    lenker = re.findall(r'href="/sprak/" lang="(\w\w)"[^>]*>([^<]+)<', bunn)
    assert lenker == [("nb", "Bokmål"), ("nn", "Nynorsk")]
    fra = {"referer": "http://testserver/hjelp/?a=1"}
    assert 'name="next" value="/hjelp/?a=1"' in (
        client.get("/sprak/", headers=fra).content.decode()
    )


@pytest.mark.parametrize(
    "fra", ["https://ond.example/hjelp/", "http://testserver/sprak/", f"/{TENOR}/"]
)
def test_no_other_place_is_led_back_to(client, fra):
    if fra.startswith("/"):
        fra = f"http://testserver{fra}"
    svar = client.get("/sprak/", headers={"referer": fra}).content.decode()
    assert 'name="next"' not in svar


def test_nobody_chooses_for_another(verden):
    with pytest.raises(IkkeLov):
        velg_spraak(verden.melder, spraak="nn", av=verden.leder_akutt)
    velg_spraak(verden.melder, spraak="nn", av=verden.melder)
    verden.melder.refresh_from_db()
    assert verden.melder.spraak == "nn"


# --- identity numbers -----------------------------------------------------------

MED_NUMMER = [TENOR, f"{TENOR}@demo.invalid", f"a {TENOR[:6]} {TENOR[6:]}"]


@pytest.mark.parametrize("tekst", MED_NUMMER)
def test_a_number_typed_as_address_is_stopped_and_kept_nowhere(
    client, verden, tekst, caplog
):
    svar = be_om_kode(client, tekst)
    assert (svar.status_code, STOPP in svar.content.decode()) == (200, True)
    be_om_kode(client, "synlig.proeve@demo.invalid")
    client.post(KODE, {"code": tekst})
    lagret = alt_lagret() + caplog.text + str(client.cookies)
    assert "synlig.proeve@demo.invalid" in lagret  # the dump does see what is kept
    assert not re.search(rf"{TENOR}|{TENOR[:6]}.{{0,5}}{TENOR[6:]}", lagret)


@pytest.mark.parametrize("tekst", MED_NUMMER)
def test_a_number_typed_as_code_is_a_wrong_try(client, verden, tekst, caplog):
    be_om_kode(client, verden.melder.email)
    svar = client.post(KODE, {"code": tekst})
    assert (svar.status_code, STOPP in svar.content.decode()) == (200, True)
    lagret = alt_lagret() + caplog.text + str(client.cookies)
    assert not re.search(rf"{TENOR}|{TENOR[:6]}.{{0,5}}{TENOR[6:]}", lagret)
    assert [rad[:2] for rad in logg_rader()] == [
        (Tilgang.INNLOGGING_FEILET, verden.melder.pk)
    ]


def test_words_that_are_no_address_get_a_plain_message(client):
    assert "med @" in be_om_kode(client, "kari").content.decode()
    assert "Skriv e-postadressen din" in be_om_kode(client, "").content.decode()
    assert mail.outbox == []


# --- a real mail server ---------------------------------------------------------


class Postkasse(Message):
    def __init__(self):
        super().__init__()
        self.brev = []
        self.besok = 0

    def handle_message(self, message):
        self.brev.append(message)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.besok += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("leder_akutt"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def postkasse(settings):
    kasse = Postkasse()
    with socket.socket() as ledig:
        ledig.bind(("127.0.0.1", 0))
        port = ledig.getsockname()[1]
    tjener = Controller(kasse, hostname="127.0.0.1", port=port)
    tjener.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "Samhandling <post@helse.example>"
    kasse.stopp = tjener.stop
    yield kasse
    if tjener.loop.is_running():
        tjener.stop()


def test_the_code_leaves_at_once_by_smtp(client, verden, postkasse):
    be_om_kode(client, verden.melder.email)
    (brev,) = postkasse.brev
    assert brev["From"] == "Samhandling <post@helse.example>"
    assert brev["To"] == verden.melder.email
    assert brev["Subject"] == "Koden din til Samhandling"
    assert brev["Auto-Submitted"] == "auto-generated"
    assert brev["Message-ID"].endswith("@helse.example>")
    tekst = brev.get_payload(decode=True).decode()
    kode = re.match(r"Koden din er (\d{8})\r?\n", tekst).group(1)
    assert tekst.rstrip().endswith("Denne e-posten kan ikke besvares.")
    assert verden.melder.navn not in str(brev)
    client.post(KODE, {"code": kode})
    assert er_inne(client)


def test_an_unknown_address_also_calls_the_mail_server(client, verden, postkasse):
    svar = be_om_kode(client, UKJENT)
    assert (svar.status_code, postkasse.besok, postkasse.brev) == (302, 1, [])


def test_a_refused_receiver_is_not_told_on_the_page(client, verden, postkasse):
    svar = be_om_kode(client, verden.leder_akutt.email)
    assert (svar.status_code, svar["Location"], postkasse.brev) == (302, KODE, [])


@pytest.mark.parametrize("epost", ["melder@demo.invalid", UKJENT])
def test_everybody_is_told_when_the_mail_server_is_away(
    client, verden, postkasse, epost
):
    postkasse.stopp()
    svar = be_om_kode(client, epost)
    assert svar.status_code == 503
    assert "Vi får ikke sendt koden nå" in svar.content.decode()
    assert client.post(KODE, {"code": "12345678"})["Location"] == LOGG_INN
