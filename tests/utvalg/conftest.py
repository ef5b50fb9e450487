import pytest

from tests.utvalg.hjelp import med_utvalg


@pytest.fixture
def v(verden):
    return med_utvalg(verden)
