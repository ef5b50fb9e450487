import re

import pytest

from helsefellesskap import epost
from helsefellesskap.actions import velg_spraak
from helsefellesskap.models import Brev
from tests.factories import NAA, lag_sak

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("spraak", "emne", "forste"),
    [
        ("nb", "Meldingen din er mottatt: %s", "Du får svar innen 23. november 2026."),
        ("nn", "Meldinga di er motteken: %s", "Du får svar innan 23. november 2026."),
        (
            "en",
            "Your report has arrived: %s",
            "You will get an answer by 23 November 2026.",
        ),
    ],
)
def test_a_letter_is_in_the_language_of_its_receiver(verden, spraak, emne, forste):
    velg_spraak(verden.melder, spraak=spraak, av=verden.melder)
    sak = lag_sak(verden.melder, til=verden.akutt, naa=NAA)
    brev = Brev.objects.get(kind="kvittering", mottaker=verden.melder)
    melding, feilet = epost.skriv(brev)
    assert (melding.subject, feilet) == (emne % sak.saksnummer, [])
    assert melding.body.startswith(forste)
    # The others' letters about the same case are in theirs.
    annet = Brev.objects.get(kind="ny_sak", mottaker=verden.leder_akutt)
    assert re.match("Ny sak .* til Akuttmottaket", epost.skriv(annet)[0].subject)
