"""One connection to the mail server, and what its refusals mean."""

import contextlib
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMessage, get_connection

# «Service not available, closing transmission channel»: never about the letter.
STENGER = 421


class Postfeil(Exception):
    """Carries an SMTP code or an exception type, never the server's words."""

    def __init__(self, aarsak: str) -> None:
        super().__init__(aarsak)
        self.aarsak = aarsak


class Avvist(Postfeil):
    """This letter or its receiver was refused."""

    def __init__(self, kode: int) -> None:
        super().__init__(f"SMTP {kode}")
        self.for_godt = kode >= 500


class Brutt(Postfeil):
    """The connection broke while sending; the server may have the letter."""


class Utilgjengelig(Postfeil):
    """No letter can be sent now: no connection, log-in or sender accepted."""


class Forbindelse:
    """Opened at the first letter, and again when it broke."""

    def __init__(self) -> None:
        self._backend: Any = None
        self._levert = 0

    def send(self, melding: EmailMessage) -> None:
        """Raise Postfeil unless the server took the letter."""
        gammel = self._levert > 0
        try:
            self._prov(melding)
        except Utilgjengelig:
            if not gammel:
                raise
            # Many servers close after so many letters; a new one will do.
            self._prov(melding)

    def lukk(self) -> None:
        backend, self._backend, self._levert = self._backend, None, 0
        if backend is not None:
            _lukk(backend)

    def _prov(self, melding: EmailMessage) -> None:
        self._apne()
        try:
            self._backend.send_messages([melding])
        except SMTPRecipientsRefused as feil:
            svar = next(iter(feil.recipients.values()))
            raise self._avvist(svar[0]) from None
        except SMTPDataError as feil:
            # smtplib may leave the letter half begun on the connection.
            self.lukk()
            raise self._avvist(feil.smtp_code) from None
        except SMTPResponseException as feil:
            # Greeting or sender, the same for every letter.
            self.lukk()
            raise Utilgjengelig(_aarsak(feil)) from None
        except OSError as feil:
            self.lukk()
            raise Brutt(_aarsak(feil)) from None
        self._levert += 1

    def _avvist(self, kode: int) -> Postfeil:
        if kode == STENGER:
            self.lukk()
            return Utilgjengelig(f"SMTP {kode}")
        return Avvist(kode)

    def _apne(self) -> None:
        if self._backend is not None:
            return
        backend = get_connection()
        try:
            backend.open()
        except OSError as feil:
            _lukk(backend)
            raise Utilgjengelig(_aarsak(feil)) from None
        self._backend, self._levert = backend, 0


def _lukk(backend: Any) -> None:
    with contextlib.suppress(OSError):  # SMTPException is one
        backend.close()


def _aarsak(feil: OSError) -> str:
    if isinstance(feil, SMTPResponseException):
        return f"SMTP {feil.smtp_code}"
    return type(feil).__name__
