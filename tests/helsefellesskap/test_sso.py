"""Log-in by SSO, on a real provider in a process of its own."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from helsefellesskap.enums import Tilgang
from tests.idnumre import TENOR
from tests.innlogging import KODE, LOGG_INN, be_om_kode, siste_kode
from tests.innlogging import logg_inn as logg_inn_med_kode
from tests.sso import (
    NAVN,
    NESTE,
    START,
    TILBAKE,
    UTEN_EPOST,
    UTEN_TILGANG,
    avvist,
    er_inne,
    hos_leverandoren,
    logg_inn,
    logg_rader,
    start,
    videre,
)
from tests.ssotjener import KLIENT
from tests.tilgang.dump import alt_lagret

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.helsefellesskap.urls_prove"),
]
INNE, FEILET = Tilgang.INNLOGGET, Tilgang.INNLOGGING_FEILET
IP = "198.51.100.7"


# --- not set up ---------------------------------------------------------------


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


# --- the whole way ------------------------------------------------------------


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


# --- who is known -------------------------------------------------------------


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


# --- limits -------------------------------------------------------------------


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
