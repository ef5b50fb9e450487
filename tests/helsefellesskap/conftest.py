"""What the tests of the relay share."""

import pytest

from helsefellesskap import register
from tests.factories import lag_bruker
from tests.helsefellesskap import smtptjener
from tests.helsefellesskap.relehjelp import BREVSLAG


@pytest.fixture
def slag(monkeypatch):
    for navn, ett in BREVSLAG.items():
        monkeypatch.setitem(register._register.brevslag, navn, ett)
    return BREVSLAG


@pytest.fixture
def tjener(settings):
    tjener = smtptjener.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", tjener.port
    yield tjener
    if tjener.server is not None:
        tjener.stop()


@pytest.fixture
def post(tjener):
    return tjener.handler


@pytest.fixture
def mottaker():
    return lag_bruker("mottaker")
