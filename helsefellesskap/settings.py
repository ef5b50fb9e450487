"""Settings from the environment (design 8). A half-configured start refuses."""

import sys
from pathlib import Path
from urllib.parse import quote

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from helsefellesskap.miljo import datamappe

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
TEST = env.bool("SAMHANDLING_TEST", False)
UTEN_INFRASTRUKTUR = DEBUG or DEMO or TEST
PORT = env.int("PORT", 8000)
DATA_DIR = datamappe()

if DEMO and DEBUG:
    raise ImproperlyConfigured("DEMO og DEBUG kan ikke være på samtidig.")

_PAAKREVD = (
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "BASE_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
)
_mangler = [navn for navn in _PAAKREVD if not env.str(navn, "")]
if _mangler and not UTEN_INFRASTRUKTUR:
    raise ImproperlyConfigured(f"Sett disse miljøvariablene: {', '.join(_mangler)}.")

# Log-in by SSO (OpenID Connect): all four, or none.
SSO_ISSUER = env.str("SSO_ISSUER", "").rstrip("/")
SSO_CLIENT_ID = env.str("SSO_CLIENT_ID", "")
SSO_CLIENT_SECRET = env.str("SSO_CLIENT_SECRET", "")
SSO_NAVN = env.str("SSO_NAVN", "")
_sso = {
    "SSO_ISSUER": SSO_ISSUER,
    "SSO_CLIENT_ID": SSO_CLIENT_ID,
    "SSO_CLIENT_SECRET": SSO_CLIENT_SECRET,
    "SSO_NAVN": SSO_NAVN,
}
_mangler = [navn for navn, verdi in _sso.items() if not verdi]
if _mangler and len(_mangler) < len(_sso):
    raise ImproperlyConfigured(f"SSO trenger også: {', '.join(_mangler)}.")
if SSO_ISSUER and not (UTEN_INFRASTRUKTUR or SSO_ISSUER.startswith("https://")):
    raise ImproperlyConfigured("SSO_ISSUER må begynne med https://.")


def _hemmelig_nokkel() -> str:
    """The given key, or for DEMO and DEBUG one made once and kept in DATA_DIR."""
    if nokkel := env.str("SECRET_KEY", ""):
        return nokkel
    fil = DATA_DIR / "hemmelig_nokkel"
    if not fil.exists():
        fil.touch(mode=0o600)
        fil.write_text(get_random_secret_key())
    return fil.read_text()


SECRET_KEY = _hemmelig_nokkel()
BASE_URL = env.str("BASE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = (
    ["127.0.0.1", "localhost"]
    if DEMO
    else env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "testserver"])
)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Addresses whose X-Forwarded-For and X-Forwarded-Proto are believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "crispy_forms",
    "csp",
    "pgtrigger",
    # Last: helsefellesskap/admin.py takes away what others have registered.
    "helsefellesskap",
    "avvik",
    "utvalg",
    "rapporter",
]

MIDDLEWARE = [
    "helsefellesskap.middleware.proxy",
    "helsefellesskap.middleware.logg_foresporsel",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "helsefellesskap.middleware.vern_svaret",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "helsefellesskap.middleware.spraak",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "helsefellesskap.middleware.KrevInnlogging",
    "helsefellesskap.middleware.TransaksjonMiddleware",
    "helsefellesskap.middleware.krev_to_faktorer",
    "avvik.okt.okt_middleware",
]

ROOT_URLCONF = "helsefellesskap.urls"
WSGI_APPLICATION = "helsefellesskap.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "helsefellesskap.context_processors.ramme",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("hf",)
CRISPY_TEMPLATE_PACK = "hf"
# "{} out of {}" as Norwegian dates and numbers; never in addresses or SVG.
USE_THOUSAND_SEPARATOR = False

# PostgreSQL. The run-time role owns no table; `migrate` uses the owner's URL.
DATABASES = {
    "default": env.db_url(
        "DATABASE_URL", default="postgresql://samhandling_app@/mangler"
    )
}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if env.bool("DATABASE_POOL", False):
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 4}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0 if TEST else 60
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", "")
KJORE_URL = env.str("DATABASE_URL", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Counts log-in tries; never holds case data.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "helsefellesskap_cache",
        # Culling throws counts away: far above what an hour of tries makes.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
MESSAGE_STORAGE = "helsefellesskap.meldinger.Meldinger"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

AUTH_USER_MODEL = "helsefellesskap.Bruker"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "forside"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "helsefellesskap.innlogging.Kontoadapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
ACCOUNT_RATE_LIMITS = {
    # Codes asked for: per IP address, then per e-mail address.
    "request_login_code": "20/h/ip,5/h/key",
    # Tries on one code, also when they come at the same moment.
    "innloggingskode": "3/10m/key",
    # Wrong codes from the authenticator app.
    "login_failed": "30/10m/ip,5/10m/key",
    # Log-ins by SSO begun. A hospital may have one address.
    "sso": "60/h/ip",
    # Drafts begun before log-in, from the same one address.
    "nytt_utkast": "20/h/ip",
}
# Seconds for each of the provider's answers.
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
MFA_ADAPTER = "helsefellesskap.innlogging.TotpAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Samhandling"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True

# E-mail: files in DEMO and DEBUG, never the console.
if env.str("EMAIL_URL", ""):
    _epost = env.email_url("EMAIL_URL")
else:
    (DATA_DIR / "epost").mkdir(mode=0o700, exist_ok=True)
    _epost = env.email_url(
        "EMAIL_URL", default=f"filemail://{quote(str(DATA_DIR / 'epost'))}"
    )
    _epost["EMAIL_FILE_PATH"] = str(DATA_DIR / "epost")
vars().update(_epost)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", "Samhandling <ikke-svar@demo.invalid>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ADMINS: list[tuple[str, str]] = []
MANAGERS: list[tuple[str, str]] = []

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["helsefellesskap.formater"]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TEST
WHITENOISE_AUTOREFRESH = DEBUG or TEST
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# Security headers. Nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
_https = BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = _https and not UTEN_INFRASTRUKTUR
SECURE_REDIRECT_EXEMPT = [r"^helse/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "helsefellesskap.views.csrf_feil"
X_FRAME_OPTIONS = "DENY"
# The address is unique in lower case, by a constraint on lower(email).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

# Celery carries task names and ids; truth lies in PostgreSQL.
REDIS_URL = env.str("REDIS_URL", "")
CELERY_BROKER_URL = (
    # kombu calls the database number of a socket virtual_host.
    "redis+socket://"
    + REDIS_URL.removeprefix("unix://").replace("?db=", "?virtual_host=")
    if REDIS_URL.startswith("unix://")
    else REDIS_URL
)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 25,
    "max_retries": 1,
}
CELERY_VISIBILITY_TIMEOUT = 3600
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-plan")
CELERY_BEAT_SCHEDULE = {
    "kjor_frister": {
        "task": "avvik.tasks.kjor_frister",
        "schedule": 60.0,
        "options": {"expires": 70},
    },
    "send_utboks": {
        "task": "helsefellesskap.tasks.send_utboks",
        "schedule": 60.0,
        "options": {"expires": 70},
    },
    "rydd": {
        "task": "avvik.tasks.rydd_utkast",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}

# The declaration is filled in by the owner at uustatus.no, one per site.
TILGJENGELIGHET_URL = env.str("TILGJENGELIGHET_URL", "")

# One letter run sends at most this many; more is an alarm, not a flood.
UTBOKS_TAK = env.int("UTBOKS_TAK", 500)

LOGGING_CONFIG = "helsefellesskap.logg.sett_opp"
# Django calls LOGGING_CONFIG only when LOGGING is not empty.
LOGGING: dict[str, object] = {"oppsett": "helsefellesskap.logg"}

if len(sys.argv) > 1 and sys.argv[1] == "test":
    raise ImproperlyConfigured("Bruk ./dev test.")
