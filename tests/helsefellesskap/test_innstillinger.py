"""A start that lacks something says what; DEMO has walls of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core import checks

from helsefellesskap.drift import demofeil, merk_demo
from helsefellesskap.models import Driftsstatus

ROT = Path(__file__).parents[2]
HEL = {
    "DATABASE_URL": "postgresql://app:x@db/samhandling",
    "REDIS_URL": "rediss://kø:6379/0",
    "EMAIL_URL": "smtp+tls://bruker:x@smtp.eks.no:587",
    "DEFAULT_FROM_EMAIL": "Samhandling <ikke-svar@eks.no>",
    "BASE_URL": "https://samhandling.eks.no",
    "SECRET_KEY": "t0gWq8zR3mB6xK1vN9cY4dL7hJ2sP5fA-uE_iOoQwZrTbXyCkM",
    "ALLOWED_HOSTS": "samhandling.eks.no",
}


def start(*argumenter, tmp_path, **miljo):
    """Run manage.py in an environment of its own; the settings only."""
    rent = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, *argumenter],
        cwd=ROT,
        env=rent | {"DATA_DIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"} | miljo,
        capture_output=True,
        text=True,
    )


def les(uttrykk, **valg):
    kode = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE']='helsefellesskap.settings'\n"
        f"from django.conf import settings; print({uttrykk})"
    )
    return start("-c", kode, **valg)


def test_a_bare_start_names_everything_that_is_missing(tmp_path):
    svar = les("settings.DEBUG", tmp_path=tmp_path)

    assert svar.returncode == 1
    assert svar.stderr.splitlines()[-1].endswith(
        "Sett disse miljøvariablene: " + ", ".join(HEL) + "."
    )


@pytest.mark.parametrize("navn", HEL)
def test_a_half_configured_start_names_the_one_that_is_missing(tmp_path, navn):
    svar = les(
        "settings.DEBUG",
        tmp_path=tmp_path,
        **{k: v for k, v in HEL.items() if k != navn},
    )

    assert svar.stderr.splitlines()[-1].endswith(f"Sett disse miljøvariablene: {navn}.")
    assert "t0gWq8zR3m" not in svar.stderr


def test_a_whole_configuration_starts_and_check_deploy_is_clean(tmp_path):
    assert les("settings.DEBUG", tmp_path=tmp_path, **HEL).stdout == "False\n"
    ekte = HEL | {"DATABASE_URL": os.environ["DATABASE_URL"]}
    svar = start("manage.py", "check", "--deploy", tmp_path=tmp_path, **ekte)

    assert (svar.returncode, svar.stderr) == (0, "")
    assert "no issues" in svar.stdout


SSO = {
    "SSO_ISSUER": "https://inn.eks.no/realms/nord/",
    "SSO_CLIENT_ID": "samhandling",
    "SSO_CLIENT_SECRET": "gulspurv7731",
    "SSO_NAVN": "Nordkonto",
}
SSO_SATT = "settings.SSO_ISSUER, settings.SSO_NAVN"


def test_sso_is_set_by_four_variables_or_none(tmp_path):
    uten = les(SSO_SATT, tmp_path=tmp_path, **HEL)
    med = les(SSO_SATT, tmp_path=tmp_path, **HEL, **SSO)

    assert (uten.stdout, uten.stderr) == (" \n", "")
    assert med.stdout == "https://inn.eks.no/realms/nord Nordkonto\n"


@pytest.mark.parametrize("navn", SSO)
def test_sso_half_set_up_names_what_is_missing(tmp_path, navn):
    ett = les(SSO_SATT, tmp_path=tmp_path, **HEL, **{**SSO, navn: ""})
    bare = les(SSO_SATT, tmp_path=tmp_path, **HEL, **{navn: SSO[navn]})
    resten = ", ".join(n for n in SSO if n != navn)

    assert ett.stderr.splitlines()[-1].endswith(f": SSO trenger også: {navn}.")
    assert bare.stderr.splitlines()[-1].endswith(f": SSO trenger også: {resten}.")
    assert "gulspurv7731" not in ett.stderr + bare.stderr


def test_the_address_of_sso_is_encrypted(tmp_path):
    apen = HEL | SSO | {"SSO_ISSUER": "http://inn.eks.no"}
    svar = les(SSO_SATT, tmp_path=tmp_path, **apen)

    assert svar.stderr.splitlines()[-1].endswith("SSO_ISSUER må begynne med https://.")


def test_demo_and_debug_together_are_refused(tmp_path):
    svar = les("settings.DEBUG", tmp_path=tmp_path, DEMO="1", DEBUG="1")

    assert "DEMO og DEBUG kan ikke være på samtidig" in svar.stderr


def test_demo_keeps_debug_off_and_answers_on_loopback_names_only(tmp_path):
    svar = les(
        "settings.DEBUG, settings.ALLOWED_HOSTS, settings.BASE_URL",
        tmp_path=tmp_path,
        DEMO="1",
        PORT="8123",
        ALLOWED_HOSTS="*",
    )

    assert svar.stdout == "False ['127.0.0.1', 'localhost'] http://127.0.0.1:8123\n"


@pytest.mark.parametrize(
    ("adresse", "broker"),
    [
        ("redis://kø:6379/1", "redis://kø:6379/1"),
        ("unix:///tmp/v.sock", "redis+socket:///tmp/v.sock"),
        ("unix:///tmp/v.sock?db=1", "redis+socket:///tmp/v.sock?virtual_host=1"),
    ],
)
def test_the_broker_address_is_what_celery_understands(tmp_path, adresse, broker):
    svar = les(
        "settings.CELERY_BROKER_URL", tmp_path=tmp_path, **HEL | {"REDIS_URL": adresse}
    )

    assert svar.stdout == f"{broker}\n"


def test_demo_accepts_an_empty_database_and_a_marked_one_and_no_other(verden):
    assert demofeil(demo=False) is None
    assert (
        demofeil(demo=True) == "DEMO nekter å starte på en database med virkelige data."
    )

    merk_demo()

    assert demofeil(demo=True) is None
    assert demofeil(demo=False) == "Databasen er laget av demodata. Start med DEMO=1."


def test_an_empty_database_is_fit_for_demo(db):
    assert demofeil(demo=True) is None


def test_the_check_refuses_a_marked_database_without_demo(verden):
    merk_demo()

    feil = checks.run_checks(tags=["database"], databases=["default"])
    assert [f.id for f in feil if f.id == "samhandling.E001"] == ["samhandling.E001"]
    Driftsstatus.objects.update(demo=False)
    assert "samhandling.E001" not in [
        f.id for f in checks.run_checks(tags=["database"], databases=["default"])
    ]


def test_the_embedded_server_logs_no_content(db):
    varsler = checks.run_checks(tags=["database"], databases=["default"])
    assert [v.id for v in varsler if v.id == "samhandling.W001"] == []


def test_nothing_is_mailed_to_administrators():
    assert (settings.ADMINS, settings.MANAGERS) == ([], [])
