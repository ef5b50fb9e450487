from datetime import date

import pytest

from tests.factories import lag_bruker
from utvalg import actions as utvalg
from utvalg.enums import Verv


@pytest.fixture
def medlem(verden):
    """Of the committee, and nothing else."""
    bruker = lag_bruker("brukerrepresentant")
    utvalg.oppnevn(
        utvalg.opprett_utvalg(navn="FSU", av=verden.sekretariat),
        bruker=bruker,
        verv=Verv.BRUKERREPRESENTANT,
        fra=date(2020, 1, 1),
        av=verden.sekretariat,
    )
    return bruker
