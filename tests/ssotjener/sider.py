"""Its pages. Whoever logs in says what the provider is to say of them: `sub` and
`krav` (claims as JSON); `tukling` names what goes wrong with the answer.
"""

import json
import time

import jwt
from allauth.idp.oidc import views
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from tests.ssotjener import HEMMELIG, KLIENT

PERSONER = {}
SKJEMA = """<!doctype html><html lang="nb"><title>Leverandøren</title>
<link rel="icon" href="data:,">
<h1>Leverandøren</h1><form method="post">
<label>Adresse <input name="epost"></label><button>Gå inn</button></form>"""
ENDRET = {
    "annen_mottaker": {"aud": "en-annen"},
    "annen_klient": {"aud": [KLIENT, "en-annen"], "azp": "en-annen"},
    "annen_utsteder": {"iss": "http://localhost:1"},
    "annen_nonce": {"nonce": "en-annen"},
}
UTEN_RETT_NOKKEL = ("fremmed_nokkel", "ukjent_nokkel", "usignert", "hemmelighet")


class Adapter(DefaultOIDCAdapter):
    def get_issuer(self):
        return settings.UTSTEDER

    def populate_server_metadata(self, data):
        naermest = settings.UTSTEDER.replace("localhost", "127.0.0.1")
        data["authorization_endpoint"] = f"{naermest}/megler/"

    def get_user_sub(self, client, user):
        return user.username

    def get_user_by_sub(self, client, sub):
        return User.objects.get(username=sub)

    def get_claims(self, purpose, user, client, scopes, email=None, **kwargs):
        krav, tukling = PERSONER[user.username]
        sub = user.username
        if purpose == "id_token" and tukling.endswith("userinfo"):
            return {"sub": sub}
        if tukling == "annens_userinfo":
            sub = "en-annen"
        return {**krav, "sub": sub}

    def populate_id_token(self, id_token, client, scopes, **kwargs):
        _krav, tukling = PERSONER[id_token["sub"]]
        id_token.update(ENDRET.get(tukling, {}))
        if tukling == "utlopt":
            id_token["exp"] = id_token["iat"] - 120
        if tukling == "klokken_gaar_foran":
            id_token["iat"] += 30


def inn(request):
    """No password: the tests trust each other."""
    if request.method != "POST":
        return HttpResponse(SKJEMA)
    person = request.POST
    sub = person.get("sub", "en-konto")
    krav = {"email": person["epost"], "email_verified": True}
    if "krav" in person:
        krav = json.loads(person["krav"])
    PERSONER[sub] = (krav, person.get("tukling", ""))
    bruker, _ny = User.objects.get_or_create(username=sub)
    login(request, bruker, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(request.GET["next"])


def megler(request):
    vei = f"/identity/o/authorize?{request.GET.urlencode()}"
    return HttpResponseRedirect(settings.UTSTEDER + vei)


@csrf_exempt
def token(request):
    svar = views.token(request)
    if svar.status_code != 200:
        return svar
    innhold = json.loads(svar.content)
    hode = jwt.get_unverified_header(innhold["id_token"])
    krav = jwt.decode(innhold["id_token"], options={"verify_signature": False})
    _krav, tukling = PERSONER[krav["sub"]]
    if tukling == "henger":
        time.sleep(3)
    if tukling == "tull":
        return HttpResponse('{"')
    if tukling == "uten_token":
        del innhold["id_token"]
    if tukling in UTEN_RETT_NOKKEL:
        innhold["id_token"] = signer_om(krav, hode["kid"], tukling)
    return JsonResponse(innhold)


def signer_om(krav, kid, tukling):
    """The same claims, signed by somebody who may not."""
    if tukling == "usignert":
        return jwt.encode(krav, None, algorithm="none", headers={"kid": kid})
    if tukling == "hemmelighet":
        nokkel = HEMMELIG.ljust(32)
        return jwt.encode(krav, nokkel, algorithm="HS256", headers={"kid": kid})
    kid = "ukjent" if tukling == "ukjent_nokkel" else kid
    nokkel = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(krav, nokkel, algorithm="RS256", headers={"kid": kid})


urlpatterns = [
    path("inn/", inn),
    path("megler/", megler),
    path("identity/o/api/token", token),
    path("", include("allauth.idp.urls")),
]
