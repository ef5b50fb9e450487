import sys
from pathlib import Path

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command

from tests.ssotjener import HEMMELIG, KLIENT

STI = "logg-inn/sso/tilbake/"
# Any port of 127.0.0.1 is the same client.
TILBAKE = [f"http://{vert}/{STI}" for vert in ("127.0.0.1", "testserver")]


def sett_opp(mappe):
    nokkel = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = nokkel.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    fil = mappe / "leverandor.sqlite3"
    settings.configure(
        SECRET_KEY="bare for leverandøren i testene",
        ALLOWED_HOSTS=["localhost", "127.0.0.1"],
        ROOT_URLCONF="tests.ssotjener.sider",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": fil}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
            }
        ],
        # The ordinary way is slow by design, and every token takes it.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        # Cookies know no ports, and Samhandling has its own at 127.0.0.1.
        SESSION_COOKIE_NAME="leverandor",
        LOGIN_URL="/inn/",
        IDP_OIDC_ADAPTER="tests.ssotjener.sider.Adapter",
        IDP_OIDC_PRIVATE_KEY=pem.decode(),
    )
    django.setup()


def lag_klient():
    from allauth.idp.oidc.models import Client

    call_command("migrate", verbosity=0)
    klient = Client(id=KLIENT, name="Samhandling", skip_consent=True)
    klient.set_secret(HEMMELIG)
    klient.set_scopes(["openid", "email"])
    klient.set_redirect_uris(TILBAKE)
    klient.save()


def start():
    """Serve until killed."""
    from django.core.servers.basehttp import ThreadedWSGIServer
    from django.core.wsgi import get_wsgi_application
    from django.test.testcases import QuietWSGIRequestHandler

    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    settings.UTSTEDER = f"http://localhost:{server.server_port}"
    server.set_app(get_wsgi_application())
    print(server.server_port, flush=True)
    server.serve_forever()


sett_opp(Path(sys.argv[1]))
lag_klient()
start()
