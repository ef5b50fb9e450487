"""What a proxy in front says is believed from the networks we were told of."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from helsefellesskap.middleware import proxy

PROXY = "10.1.2.3"


@pytest.fixture
def sett(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "fd00::/8"]

    def spor(fra, **hoder):
        request = RequestFactory().get("/", REMOTE_ADDR=fra, **hoder)
        proxy(lambda r: HttpResponse())(request)
        igjen = {n for n in request.META if n.startswith("HTTP_X_FORWARDED")}
        return request.META["REMOTE_ADDR"], request.is_secure(), igjen

    return spor


def test_a_trusted_proxy_tells_who_calls_and_how(sett):
    hoder = {"HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"}
    assert sett(PROXY, **hoder) == ("203.0.113.9", True, set())
    assert sett("fd00::1", **hoder) == ("203.0.113.9", True, set())


def test_nobody_else_is_believed(sett):
    hoder = {"HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"}
    assert sett("198.51.100.7", **hoder) == ("198.51.100.7", False, set())


def test_the_last_address_is_the_one_our_own_proxy_saw(sett):
    assert sett(PROXY, HTTP_X_FORWARDED_FOR="127.0.0.1, 203.0.113.9")[0] == (
        "203.0.113.9"
    )


def test_without_a_list_nobody_is_believed(sett, settings):
    settings.TRUSTED_PROXIES = []
    assert sett("127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9")[0] == "127.0.0.1"


def test_a_local_socket_has_no_address(sett):
    assert sett("", HTTP_X_FORWARDED_FOR="203.0.113.9")[0] == ""
