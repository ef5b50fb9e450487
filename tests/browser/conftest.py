"""The real application on loopback, and a real browser before it.

Playwright keeps an event loop in this thread while it runs, and Django refuses
its ORM there. So the world is built before the browser starts and taken away
after it has ended; a test reads the pages, never the tables.
"""

import os
import shutil
from threading import Thread

import pytest
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test.testcases import QuietWSGIRequestHandler

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


@pytest.fixture
def scene(chromium, ekte_transaksjoner):
    yield verden.bygg()
    cache.clear()  # counts of log-ins; flush knows the tables of models only


@pytest.fixture
def stor_scene(chromium, ekte_transaksjoner):
    """With an inbox of more than one page."""
    yield verden.bygg(ekstra=EKSTRA_SAKER)
    cache.clear()


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


@pytest.fixture
def nettleser(chromium, tjener):
    from playwright.sync_api import sync_playwright

    # Chromium's sandbox does not start as root.
    valg = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=chromium, args=valg)
        yield Nettleser(program, tjener)
        program.close()
