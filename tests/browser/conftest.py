"""The real application on loopback, and a real browser before it.

Playwright keeps an event loop in this thread while it runs, where Django refuses
its ORM unless told that nothing else uses it: no test here awaits anything. The
pages are served by other threads, so a test reads them and never the tables.
"""

import os
import shutil
from threading import Thread

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test.testcases import QuietWSGIRequestHandler

from tests import tilstand
from tests.browser import verden
from tests.browser.side import Nettleser

PROGRAMMER = ("chromium", "chromium-browser", "google-chrome")
EKSTRA_SAKER = 30


def finn_chromium():
    """Its path, or None."""
    return next(filter(None, map(shutil.which, PROGRAMMER)), None)


@pytest.fixture(scope="session")
def chromium():
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = finn_chromium()
    if program is None:
        pytest.skip(f"no browser on PATH: {', '.join(PROGRAMMER)}")
    return program


@pytest.fixture(scope="session")
def bygget():
    """How many more cases -> (the world, what the tables held then)."""
    return {}


@pytest.fixture
def lag_scene(chromium, ekte_transaksjoner, bygget):
    """A world built once and put back for each test."""

    def lag(ekstra):
        if ekstra in bygget:
            tilstand.sett(bygget[ekstra][1])
        else:
            bygget[ekstra] = verden.bygg(ekstra=ekstra), tilstand.ta()
        v = bygget[ekstra][0]
        v.okter = verden.Okter(v)
        return v

    return lag


@pytest.fixture
def scene(lag_scene):
    return lag_scene(0)


@pytest.fixture
def stor_scene(lag_scene):
    """With an inbox of more than one page."""
    return lag_scene(EKSTRA_SAKER)


@pytest.fixture
def tjener(ekte_transaksjoner):
    """Address of the application, with its middleware and static files."""
    server = ThreadedWSGIServer(
        ("127.0.0.1", 0), QuietWSGIRequestHandler, allow_reuse_address=False
    )
    server.set_app(get_wsgi_application())
    traad = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    traad.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    traad.join()


@pytest.fixture(scope="package")
def program(chromium):
    from playwright.sync_api import sync_playwright

    # Chromium's sandbox does not start as root.
    valg = ["--no-sandbox"] if os.geteuid() == 0 else []
    with pytest.MonkeyPatch.context() as miljo, sync_playwright() as playwright:
        miljo.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        program = playwright.chromium.launch(executable_path=chromium, args=valg)
        yield program
        program.close()


@pytest.fixture
def nettleser(program, tjener):
    return Nettleser(program, tjener)
