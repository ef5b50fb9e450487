"""As in bokmål; the names of the months are Django's."""

from helsefellesskap.formater.nb.formats import *  # noqa: F403
