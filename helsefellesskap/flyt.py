"""A flow of personal data is off until its legal basis is approved."""

from django.conf import settings

from helsefellesskap.enums import Flyt
from helsefellesskap.feil import FlytStengt
from helsefellesskap.models import Rettsgrunnlag


def flyt_er_apen(flyt: Flyt) -> bool:
    return settings.DEMO or Rettsgrunnlag.objects.filter(flyt=flyt).exists()


def krev_flyt(flyt: Flyt) -> None:
    """Raise FlytStengt outside DEMO when nobody has approved a legal basis."""
    if not flyt_er_apen(flyt):
        raise FlytStengt(flyt)
