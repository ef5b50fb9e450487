"""The one log formatter. A log is read by people who may not read cases.

Our own messages hold ids, numbers and routes only and are printed. Messages of
libraries may quote SQL, addresses or values, so of those only the place and
the exception type are printed; never message, locals, body or repr.
"""

import logging
import logging.config
import traceback
from types import TracebackType
from typing import Any

logger = logging.getLogger("samhandling")


class Formatter(logging.Formatter):
    """One line per record; frames as file:line function."""

    def format(self, record: logging.LogRecord) -> str:
        tid = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        egen = record.name.split(".")[0] == "samhandling"
        hva = record.getMessage() if egen else f"{record.module}:{record.lineno}"
        linje = f"{tid} {record.levelname} {record.name} {hva}"
        return linje + self._unntak(record.exc_info)

    def _unntak(self, exc_info: Any) -> str:
        if not exc_info or exc_info[1] is None:
            return ""
        deler: list[str] = []
        feil: BaseException | None = exc_info[1]
        while feil is not None and len(deler) < 5:
            deler.append(f"{type(feil).__name__} {_rammer(feil.__traceback__)}")
            feil = feil.__cause__ or feil.__context__
        return " | " + " <- ".join(deler)


def _rammer(tb: TracebackType | None) -> str:
    rammer = traceback.extract_tb(tb)[-12:]
    return " ".join(
        f"{'/'.join(r.filename.split('/')[-2:])}:{r.lineno}({r.name})" for r in rammer
    )


def sett_opp(oppsett: dict[str, Any]) -> None:
    """Called by Django as LOGGING_CONFIG: everything to stderr, one format."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"en": {"()": Formatter}},
            "handlers": {
                "stderr": {"class": "logging.StreamHandler", "formatter": "en"}
            },
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {
                "samhandling": {"level": "INFO"},
                # Django adds handlers of its own otherwise (mail to admins).
                "django": {"handlers": [], "level": "WARNING", "propagate": True},
                "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
                # Quotes the address of a request that breaks a worker.
                "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
            },
        }
    )
    logging.captureWarnings(False)
