"""A real SMTP server on loopback that can be told how to misbehave."""

import asyncio
import socket
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller


class Postkasse:
    """What was accepted, and what to answer instead: one answer per try."""

    def __init__(self):
        self.brev = []
        self.okter = set()
        self.svar_rcpt = {}
        self.svar_mail = []
        self.svar_data = []
        self.ved_data = lambda: None

    async def handle_MAIL(self, server, session, envelope, address, options):
        if svar := self.svar_mail and self.svar_mail.pop(0):
            return svar
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if svar := self.svar_rcpt.get(address):
            return svar
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.get_running_loop().run_in_executor(None, self.ved_data)
        svar = self.svar_data.pop(0) if self.svar_data else "250 OK"
        if svar == "BRYT":
            server.transport.abort()
            return "250 OK"
        if svar == "TATT IMOT, SÅ BRUDD":
            self._ta(session, envelope)
            server.transport.abort()
            return "250 OK"
        if svar.startswith("250"):
            self._ta(session, envelope)
        return svar

    def _ta(self, session, envelope):
        self.okter.add(session.peer)
        self.brev.append(message_from_bytes(envelope.content, policy=default))

    def emner(self):
        return [brev["Subject"] for brev in self.brev]

    def id_er(self):
        return [brev["Message-ID"] for brev in self.brev]


def tekst(melding):
    return melding.get_content().replace("\r\n", "\n")


def ledig_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start():
    tjener = Controller(Postkasse(), hostname="127.0.0.1", port=ledig_port())
    tjener.start()
    return tjener
