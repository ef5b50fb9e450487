import pytest

from tests.utvalg.hjelp import med_utvalg


@pytest.fixture
def v(verden):
    return med_utvalg(verden)


@pytest.fixture
def uten_to_faktorer(monkeypatch):
    monkeypatch.setattr(
        "helsefellesskap.middleware.mangler_to_faktorer", lambda request: None
    )
