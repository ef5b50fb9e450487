"""English words; short dates as everybody here writes them."""

from helsefellesskap.formater.nb.formats import *  # noqa: F403

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
TIME_FORMAT = "H:i"
