"""Log-in by SSO, on a real provider in a process of its own."""

import json
import logging
import re
import socket
import time
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from helsefellesskap import sso as modul
from helsefellesskap.enums import Tilgang
from helsefellesskap.logg import Formatter
from helsefellesskap.models import Tilgangslogg
from tests.idnumre import TENOR
from tests.innlogging import (
    APP,
    KODE,
    LOGG_INN,
    OPPSETT,
    alt_lagret,
    be_om_kode,
    sett_opp_totp,
    siste_kode,
    totp,
)
from tests.innlogging import logg_inn as logg_inn_med_kode
from tests.sso import (
    NAVN,
    START,
    TILBAKE,
    hos_leverandoren,
    logg_inn,
    sett_opp,
    start,
    videre,
)
from tests.ssotjener import HEMMELIG, KLIENT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.helsefellesskap.urls_prove"),
]
INNE, FEILET = Tilgang.INNLOGGET, Tilgang.INNLOGGING_FEILET
NESTE = "/prove/?a=1"
TIL_INNLOGGING = 'href="/logg-inn/?next=%2Fprove%2F%3Fa%3D1"'.replace("%2F", "/")
IP = "198.51.100.7"
# The words of each refusal.
STEMTE_IKKE = "kom for sent, var brukt før eller stemte ikke"
NEDE = f"Vi får ikke kontakt med {NAVN} nå."
UTEN_EPOST = f"Vi fikk ingen bekreftet e-postadresse fra {NAVN}"
UTEN_TILGANG = f"E-postadressen du har hos {NAVN}, gir ikke tilgang her."


@pytest.fixture
def sso(settings, ssotjener):
    sett_opp(settings, ssotjener)
    return ssotjener


def er_inne(client):
    return client.get("/prove/").content == b"inne"


def logg_rader():
    rader = Tilgangslogg.objects.order_by("pk")
    return list(rader.values_list("handling", "bruker_id", "rute", "gjelder"))


def avvist(client, svar, status, ord_, neste=True):
    """Nobody is in; one is told why, and led to the code and back."""
    side = svar.content.decode()
    vist = (svar.status_code, ord_ in side, "logge inn med en kode" in side)
    assert vist == (status, True, True), side
    assert (TIL_INNLOGGING in side) is neste
    assert not er_inne(client)
    assert logg_rader()[-1][0] == FEILET
    return True


# --- not set up -----------------------------------------------------------------


def test_where_nothing_is_set_there_is_nothing(client, verden):
    side = client.get(LOGG_INN).content.decode()
    assert ("Du får en kode på e-post." in side, "/sso" in side) == (True, False)
    assert "Med kode på e-post" not in side
    for svar in (client.post(START), client.get(START), client.get(TILBAKE)):
        assert svar.status_code == 404
    assert "sessionid" not in client.cookies


def test_the_button_bears_the_name_and_keeps_the_way(client, sso):
    side = client.get(LOGG_INN, {"next": NESTE}).content.decode()
    assert f'<button class="knapp">Logg inn med {NAVN}</button>' in side
    assert f'<input type="hidden" name="next" value="{NESTE}">' in side
    assert "Send meg en kode" in side
    assert "sessionid" not in client.cookies


# --- the whole way --------------------------------------------------------------


def test_a_person_logs_in_by_the_verified_address(client, verden, sso):
    svar = logg_inn(client, "Melder@Demo.Invalid", NESTE)
    assert (svar.status_code, svar["Location"]) == (302, NESTE)
    assert er_inne(client)
    assert logg_rader() == [(INNE, verden.melder.pk, "sso_tilbake", "")]
    assert mail.outbox == []


def test_the_provider_is_asked_for_a_code_and_told_no_more_than_it_needs(client, sso):
    adresse = urlsplit(videre(start(client, NESTE)))
    sendt = dict(parse_qsl(adresse.query))
    tilfeldig = {n: sendt.pop(n) for n in ("state", "nonce", "code_challenge")}
    assert sorted(sendt.pop("scope").split()) == ["email", "openid"]
    assert sendt == {
        "client_id": KLIENT,
        "redirect_uri": f"http://testserver{TILBAKE}",
        "response_type": "code",
        "code_challenge_method": "S256",
    }
    assert min(map(len, tilfeldig.values())) >= 16
    igjen = parse_qs(urlsplit(videre(start(client, NESTE))).query)
    assert not set(tilfeldig.values()) & {v for (v,) in igjen.values()}


def test_the_page_on_the_way_goes_on_by_itself_and_has_a_button(client, sso):
    svar = start(client)
    adresse = videre(svar).replace("&", "&amp;")
    assert f'<a class="knapp" href="{adresse}">' in svar.content.decode()
    # Nothing is opened in the policy: the form ends here.
    assert "form-action 'self';" in svar["Content-Security-Policy"] + ";"


def test_log_in_gives_a_new_session_and_leaves_nothing_of_the_way(client, verden, sso):
    vei = hos_leverandoren(videre(start(client)), verden.melder.email)
    forste = client.session.session_key
    start(client)  # another tab
    assert len(client.session["socialaccount_states"]) == 2
    frist = Session.objects.get(pk=forste).expire_date
    assert frist <= timezone.now() + timedelta(minutes=10)
    client.get(vei)
    assert client.session.session_key != forste
    assert not Session.objects.filter(session_key=forste).exists()
    assert client.session.get_expire_at_browser_close()
    assert "socialaccount_states" not in client.session


def test_a_session_that_waited_for_a_code_may_use_sso_instead(client, verden, sso):
    be_om_kode(client, verden.leder_akutt.email)
    kode = siste_kode()
    logg_inn(client, verden.melder.email)
    assert client.session["_auth_user_id"] == str(verden.melder.pk)
    mail.outbox.clear()
    assert kode not in alt_lagret()


def test_who_is_logged_in_already_is_led_on(client, verden, sso):
    logg_inn(client, verden.melder.email)
    assert start(client, NESTE)["Location"] == NESTE
    for sporring in ("", "?code=x&state=y", "?error=access_denied"):
        assert client.get(TILBAKE + sporring)["Location"] == "/"
    assert er_inne(client)


def test_the_chosen_language_comes_along(client, verden, sso):
    verden.melder.spraak = "nn"
    verden.melder.save()
    logg_inn(client, verden.melder.email)
    assert client.cookies["django_language"].value == "nn"


def test_log_out_tells_those_who_came_by_sso_only(client, verden, sso):
    ord_ = f"Du kan fortsatt være logget inn hos {NAVN}."
    for maate, sies in ((logg_inn, True), (_med_kode, False)):
        maate(client, verden.melder.email)
        client.post("/logg-ut/")
        side = client.get(LOGG_INN).content.decode()
        assert ("Du er logget ut." in side, ord_ in side) == (True, sies)
    assert logg_rader()[1][0] == Tilgang.UTLOGGET


def _med_kode(client, epost):
    be_om_kode(client, epost)
    client.post(KODE, {"code": siste_kode()})


@pytest.mark.parametrize(
    "neste",
    [
        "https://ond.example/",
        "//ond.example/",
        "javascript:alert(1)",
        f"/sak/{TENOR}/",
        "/sak/" + "".join(f"%253{c}" for c in TENOR),
    ],
)
def test_only_local_paths_without_a_number_are_followed(client, verden, sso, neste):
    side = client.get(LOGG_INN, {"next": neste}).content.decode()
    assert 'name="next"' not in side
    assert logg_inn(client, verden.melder.email, neste)["Location"] == "/"
    assert TENOR not in alt_lagret()


# --- who is known ---------------------------------------------------------------


def test_unknown_and_inactive_addresses_see_the_same_page(verden, sso):
    verden.ssu.is_active = False
    verden.ssu.save()
    sider = []
    for epost in ("ingen.her@demo.invalid", verden.ssu.email):
        client = Client()
        svar = logg_inn(client, epost, NESTE)
        assert avvist(client, svar, 403, UTEN_TILGANG)
        assert "Spør samhandlingskontakten i virksomheten din." in svar.content.decode()
        assert epost not in svar.content.decode()
        sider.append(svar.content)
    assert sider[0] == sider[1]
    assert [rad[:3] for rad in logg_rader() if rad[0] == FEILET] == [
        (FEILET, None, "sso_tilbake"),
        (FEILET, verden.ssu.pk, "sso_tilbake"),
    ]


@pytest.mark.parametrize(
    "krav",
    [
        {},
        {"email_verified": True},
        {"email": "", "email_verified": True},
        {"email": None, "email_verified": True},
        {"email": ["melder@demo.invalid"], "email_verified": True},
        {"email": "melder", "email_verified": True},
        {"email": f"{TENOR}@demo.invalid", "email_verified": True},
        {"email": "melder@demo.invalid"},
        {"email": "melder@demo.invalid", "email_verified": False},
        {"email": "melder@demo.invalid", "email_verified": "false"},
        {"email": "melder@demo.invalid", "email_verified": None},
        {"email": "melder@demo.invalid", "email_verified": False, "xms_edov": True},
        {"email": "melder@demo.invalid", "xms_edov": False},
        {"preferred_username": "melder@demo.invalid", "email_verified": True},
    ],
)
def test_without_a_verified_address_nobody_is_found(client, verden, sso, krav):
    svar = logg_inn(client, neste=NESTE, krav=krav)
    assert avvist(client, svar, 403, UTEN_EPOST)
    assert TENOR not in alt_lagret() + svar.content.decode()


@pytest.mark.parametrize(
    "sikker", [{"email_verified": "true"}, {"xms_edov": True}, {"xms_edov": "1"}]
)
def test_providers_say_verified_in_more_than_one_way(client, verden, sso, sikker):
    logg_inn(client, krav={"email": verden.melder.email, **sikker})
    assert er_inne(client)


def test_the_address_decides_each_time_and_no_link_is_kept(client, verden, sso):
    """The address may be given to somebody else, there or here."""
    logg_inn(client, verden.melder.email, sub="fast")
    annen = Client()
    logg_inn(annen, verden.leder_akutt.email, sub="fast")
    assert annen.session["_auth_user_id"] == str(verden.leder_akutt.pk)
    verden.melder.email = "ny@demo.invalid"
    verden.melder.save()
    svar = logg_inn(Client(), "melder@demo.invalid", sub="fast")
    assert UTEN_TILGANG in svar.content.decode()


# --- an answer that cannot be trusted -------------------------------------------


@pytest.mark.parametrize(
    "tukling",
    [
        "fremmed_nokkel",
        "ukjent_nokkel",
        "usignert",
        "hemmelighet",
        "uten_token",
        "utlopt",
        "annen_mottaker",
        "annen_klient",
        "annen_utsteder",
        "annen_nonce",
        "annens_userinfo",
    ],
)
def test_a_token_that_is_not_right_in_every_part_is_refused(
    client, verden, sso, tukling
):
    svar = logg_inn(client, verden.melder.email, NESTE, tukling=tukling)
    assert avvist(client, svar, 400, STEMTE_IKKE)


@pytest.mark.parametrize("tukling", ["klokken_gaar_foran", "bare_userinfo"])
def test_a_fast_clock_and_an_address_kept_apart_are_in_order(
    client, verden, sso, tukling
):
    logg_inn(client, verden.melder.email, tukling=tukling)
    assert er_inne(client)


@pytest.mark.parametrize(
    ("sporring", "status", "ord_"),
    [
        ({"error": "access_denied"}, 403, f"Innloggingen med {NAVN} ble avbrutt."),
        ({"error": "login_required"}, 400, STEMTE_IKKE),
        ({"error": "server_error"}, 503, NEDE),
        ({"error": "temporarily_unavailable"}, 503, NEDE),
        ({"error": TENOR, "error_description": TENOR}, 400, STEMTE_IKKE),
        ({"code": "en-annen"}, 400, STEMTE_IKKE),
        ({"code": ""}, 400, STEMTE_IKKE),
        ({}, 400, STEMTE_IKKE),
    ],
)
def test_a_refusal_of_the_provider_is_told_kindly(
    client, verden, sso, sporring, status, ord_
):
    adresse = videre(start(client, NESTE))
    (tilstand,) = parse_qs(urlsplit(adresse).query)["state"]
    svar = client.get(TILBAKE, {"state": tilstand, **sporring})
    assert avvist(client, svar, status, ord_)
    assert TENOR not in alt_lagret() + svar.content.decode()


def test_only_the_session_that_asked_may_use_the_answer(client, verden, sso):
    vei = hos_leverandoren(videre(start(client, NESTE)), verden.melder.email)
    for annen in (Client(), _som_har_spurt()):
        assert avvist(annen, annen.get(vei), 400, STEMTE_IKKE, neste=False)
    feil = re.sub("state=[^&]+", "state=x", vei)
    assert avvist(client, client.get(feil), 400, STEMTE_IKKE, neste=False)
    assert client.get(vei)["Location"] == NESTE


def _som_har_spurt():
    annen = Client()
    start(annen)
    return annen


def test_the_code_of_one_session_is_worth_nothing_in_another(client, verden, sso):
    """PKCE: with the state of the thief's own log-in."""
    stjalet = hos_leverandoren(videre(start(client)), verden.melder.email)
    (kode,) = parse_qs(urlsplit(stjalet).query)["code"]
    tyv = Client()
    egen = parse_qs(urlsplit(videre(start(tyv, NESTE))).query)
    svar = tyv.get(TILBAKE, {"state": egen["state"][0], "code": kode})
    assert avvist(tyv, svar, 400, STEMTE_IKKE)


def test_an_answer_is_good_once(client, verden, sso):
    vei = hos_leverandoren(videre(start(client, NESTE)), verden.melder.email)
    okt = client.cookies["sessionid"].value
    client.get(vei)
    (kode,) = parse_qs(urlsplit(vei).query)["code"]
    client.post("/logg-ut/")
    assert avvist(client, client.get(vei), 400, STEMTE_IKKE, neste=False)
    gammel = Client()
    gammel.cookies["sessionid"] = okt
    assert avvist(gammel, gammel.get(vei), 400, STEMTE_IKKE, neste=False)
    egen = parse_qs(urlsplit(videre(start(client, NESTE))).query)
    brukt = {"state": egen["state"][0], "code": kode}
    assert avvist(client, client.get(TILBAKE, brukt), 400, STEMTE_IKKE)


@pytest.mark.parametrize(("sekunder", "inne"), [(590, True), (605, False)])
def test_one_has_ten_minutes(client, verden, sso, monkeypatch, sekunder, inne):
    vei = hos_leverandoren(videre(start(client)), verden.melder.email)
    okt = client.session
    naa, skjema = time.time(), okt["socialaccount_states"]
    for tilstand in skjema.values():
        tilstand[1] = naa - sekunder
    okt.save()
    svar = client.get(vei)
    assert (svar.status_code, er_inne(client)) == (
        (302, True) if inne else (400, False)
    )


# --- a provider that is away ----------------------------------------------------


@pytest.fixture
def taus_port():
    """Takes calls and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as tjener:
        yield tjener.getsockname()[1]


@pytest.fixture
def stengt_port():
    with socket.create_server(("127.0.0.1", 0)) as tjener:
        port = tjener.getsockname()[1]
    return port


def _nede_ved_start(client, verden):
    svar = start(client, NESTE)
    assert avvist(client, svar, 503, NEDE)
    assert "sessionid" not in client.cookies
    assert logg_rader() == [(FEILET, None, "sso_start", "")]
    logg_inn_med_kode(client, verden.melder)
    return er_inne(client)


def test_a_provider_that_is_away_is_told_before_one_leaves(
    client, verden, settings, stengt_port
):
    sett_opp(settings, f"http://127.0.0.1:{stengt_port}")
    assert _nede_ved_start(client, verden)


def test_a_silent_provider_is_not_waited_for(client, verden, settings, taus_port):
    assert settings.SOCIALACCOUNT_REQUESTS_TIMEOUT == 5
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.2
    sett_opp(settings, f"http://127.0.0.1:{taus_port}")
    assert _nede_ved_start(client, verden)


def test_a_provider_of_another_name_is_not_used(client, verden, settings, ssotjener):
    sett_opp(settings, ssotjener.replace("localhost", "127.0.0.1"))
    assert _nede_ved_start(client, verden)


@pytest.mark.parametrize("tukling", ["henger", "tull"])
def test_a_provider_that_fails_on_the_way_back_is_told(
    client, verden, sso, settings, tukling
):
    vei = hos_leverandoren(
        videre(start(client, NESTE)), verden.melder.email, tukling=tukling
    )
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 1
    assert avvist(client, client.get(vei), 503, NEDE)
    logg_inn_med_kode(client, verden.melder)
    assert er_inne(client)


# --- nothing is kept ------------------------------------------------------------

PERSON = {
    "pid": TENOR,
    "name": "Gulspurv7731",
    "helseid://claims/identity/pid": TENOR,
}


@pytest.fixture
def linjer():
    """What our one formatter writes of every record of every logger."""
    samlet = []

    class Samler(logging.Handler):
        def emit(self, record):
            samlet.append(Formatter().format(record))

    samler, rot = Samler(), logging.getLogger()
    gammelt = rot.level
    rot.addHandler(samler)
    rot.setLevel(logging.DEBUG)
    yield samlet
    rot.removeHandler(samler)
    rot.setLevel(gammelt)


@pytest.fixture
def hemmelig(monkeypatch):
    """What the provider sent, and what is sent to it."""
    sendt, ekte = [HEMMELIG], modul.Klient.get_access_token_data

    def kikk(self, *args, **kwargs):
        svar = ekte(self, *args, **kwargs)
        sendt.extend([svar["access_token"], svar["id_token"]])
        sendt.append(kwargs["pkce_code_verifier"])
        return svar

    monkeypatch.setattr(modul.Klient, "get_access_token_data", kikk)
    return sendt


@pytest.mark.parametrize("hvem", ["melder", "leder_akutt", "ukjent"])
@pytest.mark.parametrize("tukling", ["", "bare_userinfo", "annen_nonce"])
def test_no_claim_subject_token_or_code_is_kept_anywhere(
    client, verden, sso, linjer, hemmelig, hvem, tukling
):
    """Logged in, before the second factor, and refused."""
    if hvem == "leder_akutt":
        foer = Client()
        logg_inn_med_kode(foer, verden.leder_akutt)
        sett_opp_totp(foer)
    krav = {**PERSON, "email": f"{hvem}@demo.invalid", "email_verified": True}
    vei = hos_leverandoren(
        videre(start(client, NESTE)), sub=TENOR, krav=krav, tukling=tukling
    )
    assert len(client.session["socialaccount_states"]) == 1
    svar = client.get(vei)
    (kode,) = parse_qs(urlsplit(vei).query)["code"]

    assert len(hemmelig) == 4
    okt = json.dumps(dict(client.session))
    alt = [alt_lagret(), okt, *linjer, str(client.cookies), str(svar.headers)]
    lagret = "\n".join(alt) + svar.content.decode()
    for ord_ in (*hemmelig, kode, TENOR, "Gulspurv7731"):
        assert ord_ not in lagret
    assert verden.melder.email in lagret  # the dump does see what is kept


def test_a_session_knows_only_how_and_when(client, verden, sso):
    krav = {**PERSON, "email": verden.melder.email, "email_verified": True}
    logg_inn(client, sub=TENOR, krav=krav)
    (maate,) = client.session["account_authentication_methods"]
    assert set(maate) == {"method", "at"}
    assert sorted(client.session.keys()) == [
        "_auth_user_backend",
        "_auth_user_hash",
        "_auth_user_id",
        "account_authentication_methods",
        "account_authentication_methods_user",
        "okt_fra",
    ]


# --- the second factor ----------------------------------------------------------


def test_the_second_factor_is_asked_for_after_sso_too(client, verden, sso):
    forste = Client()
    logg_inn_med_kode(forste, verden.leder_akutt)
    nokkel = sett_opp_totp(forste)
    antall = len(logg_rader())
    svar = logg_inn(client, verden.leder_akutt.email, NESTE)
    assert svar["Location"] == APP
    assert not er_inne(client)
    frist = Session.objects.get(pk=client.session.session_key).expire_date
    assert frist <= timezone.now() + timedelta(minutes=10)
    # SSO once more does not go round it.
    assert logg_inn(client, verden.leder_akutt.email, NESTE)["Location"] == APP
    svar = client.post(APP, {"code": totp(nokkel, 1)})
    assert svar["Location"] == NESTE
    assert er_inne(client)
    assert [rad[:3] for rad in logg_rader()[antall:]] == [
        (INNE, verden.leder_akutt.pk, "mfa_authenticate")
    ]


def test_who_needs_a_second_factor_sets_it_up_first(client, verden, sso):
    logg_inn(client, verden.leder_akutt.email)
    assert client.get("/prove/")["Location"] == OPPSETT
    nokkel = sett_opp_totp(client)
    assert (er_inne(client), len(nokkel) > 10) == (True, True)


def test_a_person_made_inactive_between_the_steps_does_not_get_in(client, verden, sso):
    forste = Client()
    logg_inn_med_kode(forste, verden.leder_akutt)
    nokkel = sett_opp_totp(forste)
    logg_inn(client, verden.leder_akutt.email)
    verden.leder_akutt.is_active = False
    verden.leder_akutt.save()
    assert client.post(APP, {"code": totp(nokkel, 1)})["Location"] == LOGG_INN
    assert not er_inne(client)


# --- limits ---------------------------------------------------------------------


def test_sixty_log_ins_an_hour_from_an_ip_address(verden, sso):
    client = Client(REMOTE_ADDR=IP)
    for _ in range(60):
        assert start(client).status_code == 200
    for samme in (client, Client(REMOTE_ADDR=f"::ffff:{IP}")):
        assert avvist(samme, start(samme, NESTE), 429, "Vent litt og prøv igjen.")
    assert logg_rader()[-1] == (FEILET, None, "sso_start", "")
    assert start(Client()).status_code == 200
    # The code has a count of its own.
    logg_inn_med_kode(client, verden.melder)
    assert er_inne(client)


def test_the_demo_has_no_limit_on_its_own_machine(settings, sso):
    settings.DEMO = True
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "sso": "2/h/ip"}
    for adresse, tredje in (("127.0.0.1", 200), ("::1", 200), (IP, 429)):
        client = Client(REMOTE_ADDR=adresse)
        assert [start(client).status_code for _ in range(3)][2] == tredje


def test_the_start_is_a_post_with_a_token(sso):
    client = Client(enforce_csrf_checks=True)
    assert start(client).status_code == 403
    assert client.get(START).status_code == 405
    assert Client().post(TILBAKE).status_code == 405
    side = client.get(LOGG_INN).content.decode()
    merke = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', side)[1]
    svar = client.post(START, {"csrfmiddlewaretoken": merke})
    assert svar.status_code == 200


def test_what_is_added_to_the_address_is_not_sent_on(client, sso):
    """allauth would take scopes and parameters from it."""
    mer = urlencode(
        {"scope": "pid", "auth_params": "prompt=none", "process": "connect"}
    )
    adresse = videre(client.post(f"{START}?{mer}"))
    assert not {"pid", "prompt"} & set(re.findall(r"\w+", adresse))
    (tilstand,) = client.session["socialaccount_states"].values()
    assert tilstand[0]["process"] == "login"
