"""The second factor: who needs it, setting it up, showing it, losing it."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.test import Client

from helsefellesskap.enums import Rollenavn, Tilgang
from helsefellesskap.models import Rolle, Tilgangslogg
from tests.factories import lag_bruker
from tests.idnumre import TENOR
from tests.innlogging import (
    APP,
    KODE,
    LOGG_INN,
    OPPSETT,
    RESERVEKODER,
    be_om_kode,
    logg_inn,
    logg_inn_med_to_faktorer,
    sett_opp_totp,
    siste_kode,
    totp,
)
from tests.tilgang.dump import alt_lagret

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.helsefellesskap.urls_prove"),
]
BEKREFT = "/innlogging/bekreft/"
FEIL = "Koden er ikke riktig."
STOPP = "Fjern tallet på 11 siffer."


@pytest.fixture
def leder(verden):
    return verden.leder_akutt


@pytest.fixture
def nokkel(client, leder):
    """The key of a leader who has set it up and stands logged in."""
    logg_inn(client, leder)
    return sett_opp_totp(client)


def feilet(bruker):
    return Tilgangslogg.objects.filter(
        handling=Tilgang.INNLOGGING_FEILET, bruker_id=bruker.pk
    ).count()


def er_inne(client):
    return client.get("/prove/").content == b"inne"


def feil_totp(nokkel):
    return str((int(totp(nokkel)) + 1) % 10**6).zfill(6)


def foran_annet_steg(bruker):
    """A new browser whose mail code was right."""
    annen = Client()
    assert logg_inn(annen, bruker)["Location"] == APP
    assert not er_inne(annen)
    return annen


# --- who needs it ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("navn", "vei"),
    [
        ("melder", None),
        ("ssu", None),
        ("leder_akutt", OPPSETT),
        ("saksbehandler_akutt", OPPSETT),
        ("kontakt_unn", OPPSETT),
        ("sekretariat", OPPSETT),
        ("admin", OPPSETT),
    ],
)
def test_roles_that_see_others_cases_must_set_it_up(client, verden, navn, vei):
    logg_inn(client, getattr(verden, navn))
    svar = client.get("/prove/")
    assert svar.headers.get("Location") == vei
    assert client.post("/prove/").headers.get("Location") == vei


def test_until_then_a_person_may_set_up_choose_language_and_leave(client, leder):
    logg_inn(client, leder)
    side = client.get(OPPSETT).content.decode()
    assert 'src="data:image/svg+xml;base64,' in side
    assert "Hovedmeny" not in side
    assert client.get("/sprak/").status_code == 200
    assert client.get(RESERVEKODER)["Location"] == OPPSETT
    assert client.get("/admin/")["Location"] == OPPSETT
    assert client.post("/logg-ut/")["Location"] == LOGG_INN


def test_the_demo_is_exempt(client, leder, settings):
    settings.DEMO = True
    client.force_login(leder)
    assert er_inne(client)
    settings.DEMO = False
    assert not er_inne(client)


def test_a_melder_who_becomes_a_leader_needs_it_at_once(client, verden):
    logg_inn(client, verden.melder)
    assert er_inne(client)
    rolle = Rolle.objects.create(
        bruker=verden.melder,
        navn=Rollenavn.LEDER,
        enhet=verden.hjemme,
        fra="2026-01-01",
    )
    assert client.get("/prove/")["Location"] == OPPSETT
    rolle.delete()
    assert er_inne(client)


def test_access_to_the_administration_needs_it_whatever_the_role(client, db):
    bruker = lag_bruker("drift")
    client.force_login(bruker)
    assert er_inne(client)
    bruker.is_staff = True
    bruker.save()
    assert client.get("/prove/")["Location"] == OPPSETT


# --- setting it up --------------------------------------------------------------


def test_setting_up_opens_the_rest_and_gives_recovery_codes(client, leder):
    logg_inn(client, leder)
    nokkel = client.get(OPPSETT).context["form"].secret
    assert client.get(OPPSETT).context["form"].secret == nokkel
    svar = client.post(OPPSETT, {"code": feil_totp(nokkel)})
    assert (svar.status_code, FEIL in svar.content.decode()) == (200, True)
    assert not er_inne(client)
    svar = client.post(OPPSETT, {"code": totp(nokkel)})
    assert svar["Location"] == RESERVEKODER
    side = client.get(RESERVEKODER)
    assert len(side.context["koder"]) == 10
    assert "no-store" in side["Cache-Control"]
    assert er_inne(client)
    assert client.get(OPPSETT)["Location"] == RESERVEKODER


def test_the_key_is_stored_encrypted(client, leder):
    logg_inn(client, leder)
    nokkel = client.get(OPPSETT).context["form"].secret
    assert nokkel in alt_lagret()  # waits in the session until it is in use
    client.post(OPPSETT, {"code": totp(nokkel)})
    assert nokkel not in alt_lagret()
    lagret = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert decrypt(lagret) == nokkel
    koder = client.get(RESERVEKODER).context["koder"]
    alt = alt_lagret()
    assert (len(koder), [kode for kode in koder if kode in alt]) == (10, [])


def test_a_new_secret_key_still_reads_what_the_old_one_wrote(nokkel, settings):
    lagret = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "en helt annen hemmelighet"
    assert decrypt(lagret) == nokkel


# --- showing it -----------------------------------------------------------------


def test_the_next_log_in_asks_for_the_code_of_the_app(nokkel, leder):
    annen = foran_annet_steg(leder)
    for_ = annen.session.session_key
    svar = annen.post(APP, {"code": feil_totp(nokkel)})
    assert (svar.status_code, FEIL in svar.content.decode()) == (200, True)
    assert (er_inne(annen), feilet(leder)) == (False, 1)
    assert annen.post(APP, {"code": totp(nokkel)})["Location"] == "/"
    assert er_inne(annen)
    assert annen.session.session_key != for_
    innlogget = Tilgangslogg.objects.filter(rute="mfa_authenticate").last()
    assert (innlogget.handling, innlogget.bruker_id) == (Tilgang.INNLOGGET, leder.pk)


def test_where_to_go_survives_the_second_step(nokkel, leder):
    annen = Client()
    logg_inn(annen, leder, "?next=/prove/")
    assert annen.post(APP, {"code": totp(nokkel)})["Location"] == "/prove/"


def test_a_code_of_the_app_is_good_once(nokkel, leder):
    kode = totp(nokkel)
    en, to = foran_annet_steg(leder), foran_annet_steg(leder)
    assert en.post(APP, {"code": kode}).status_code == 302
    # allauth forgets it after 30 seconds; it may be shown for 90.
    cache.delete(f"allauth.mfa.totp.used?user={leder.pk}&code={kode}")
    assert to.post(APP, {"code": f"{kode[:3]} {kode[3:]}"}).status_code == 200
    assert to.post(APP, {"code": totp(nokkel, 1)}).status_code == 302


def test_five_wrong_codes_close_the_door_for_a_while(nokkel, leder):
    annen = foran_annet_steg(leder)
    for _ in range(5):
        annen.post(APP, {"code": feil_totp(nokkel)})
    svar = annen.post(APP, {"code": totp(nokkel)})
    assert "prøvd for mange ganger" in svar.content.decode()
    assert not er_inne(annen)


def test_the_second_step_needs_the_first(client, nokkel):
    assert Client().post(APP, {"code": totp(nokkel)})["Location"] == LOGG_INN


def test_an_empty_post_is_a_faulty_form(nokkel, leder):
    svar = foran_annet_steg(leder).post(APP)
    assert (svar.status_code, "Skriv koden" in svar.content.decode()) == (200, True)


def test_a_person_made_inactive_between_the_steps_does_not_get_in(nokkel, leder):
    annen = foran_annet_steg(leder)
    leder.is_active = False
    leder.save()
    assert annen.post(APP, {"code": totp(nokkel)})["Location"] == LOGG_INN
    assert "_auth_user_id" not in annen.session


def test_a_session_from_before_must_show_it_too(client, leder):
    gammel = Client()
    logg_inn(gammel, leder)
    logg_inn(client, leder)
    nokkel = sett_opp_totp(client)
    assert gammel.get("/prove/")["Location"] == BEKREFT
    assert gammel.get(OPPSETT)["Location"] == RESERVEKODER
    assert gammel.get(RESERVEKODER)["Location"] == BEKREFT
    assert gammel.post(BEKREFT, {"code": feil_totp(nokkel)}).status_code == 200
    assert (er_inne(gammel), feilet(leder)) == (False, 1)
    assert gammel.post(BEKREFT, {"code": totp(nokkel)})["Location"] == "/"
    assert er_inne(gammel)


# --- recovery codes -------------------------------------------------------------


def test_a_recovery_code_opens_once(client, nokkel, leder):
    kode = client.get(RESERVEKODER).context["koder"][3]
    annen = foran_annet_steg(leder)
    assert annen.post(APP, {"code": kode})["Location"] == "/"
    assert er_inne(annen)
    assert kode not in client.get(RESERVEKODER).context["koder"]
    assert foran_annet_steg(leder).post(APP, {"code": kode}).status_code == 200


def test_recovery_codes_are_shown_to_who_shows_the_factor_anew(
    client, nokkel, monkeypatch
):
    naa = time.time()
    monkeypatch.setattr(time, "time", lambda: naa + 3600)
    vei = client.get(RESERVEKODER)["Location"]
    assert vei == f"{BEKREFT}?next=%2Finnlogging%2Freservekoder%2F"
    assert client.post(vei, {"code": totp(nokkel)})["Location"] == RESERVEKODER
    assert len(client.get(RESERVEKODER).context["koder"]) == 10


def test_new_recovery_codes_end_the_old_ones(client, nokkel, leder):
    gamle = client.get(RESERVEKODER).context["koder"]
    assert client.get(f"{RESERVEKODER}nye/").status_code == 200
    assert client.get(RESERVEKODER).context["koder"] == gamle
    assert client.post(f"{RESERVEKODER}nye/")["Location"] == RESERVEKODER
    nye = client.get(RESERVEKODER).context["koder"]
    assert not set(nye) & set(gamle)
    annen = foran_annet_steg(leder)
    assert annen.post(APP, {"code": gamle[0]}).status_code == 200
    assert annen.post(APP, {"code": nye[0]}).status_code == 302


def test_without_the_factor_there_are_no_recovery_codes(client, verden):
    client.force_login(verden.melder)
    assert client.get(RESERVEKODER).status_code == 404
    assert client.get(f"{RESERVEKODER}nye/").status_code == 403
    assert client.get(BEKREFT).status_code == 403


# --- identity numbers -----------------------------------------------------------


def test_a_number_typed_in_any_code_field_is_kept_nowhere(
    client, leder, caplog, monkeypatch
):
    logg_inn(client, leder)
    sider = [client.post(OPPSETT, {"code": TENOR})]
    nokkel = sett_opp_totp(client)
    # The factor was shown long ago: posts are sent to show it anew.
    naa = time.time()
    monkeypatch.setattr(time, "time", lambda: naa + 3600)
    for vei in (OPPSETT, RESERVEKODER, f"{RESERVEKODER}nye/"):
        client.post(vei, {"code": TENOR, "send": TENOR})
        client.get(vei, {"q": TENOR})
    sider.append(client.post(BEKREFT, {"code": TENOR, "next": f"/sak/{TENOR}/"}))
    annen = Client()
    be_om_kode(annen, leder.email, f"?next=/sak/{TENOR}/")
    annen.post(KODE, {"code": siste_kode(), "next": f"/sak/{TENOR}/"})
    sider.append(annen.post(APP, {"code": TENOR}))
    assert [STOPP in side.content.decode() for side in sider] == [True] * 3
    okter = json.dumps([dict(client.session), dict(annen.session)])
    lagret = alt_lagret() + okter + caplog.text + str(annen.cookies)
    assert leder.email in lagret
    assert TENOR not in lagret
    assert annen.post(APP, {"code": totp(nokkel)})["Location"] == "/"


def test_the_short_way_of_other_tests_is_a_real_session(client, leder):
    logg_inn_med_to_faktorer(client, leder)
    assert er_inne(client)
