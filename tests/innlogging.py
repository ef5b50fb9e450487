"""Log-in for tests: the ways a browser does it, and a short way."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail

LOGG_INN = "/logg-inn/"
KODE = "/logg-inn/kode/"
APP = "/logg-inn/app/"
OPPSETT = "/innlogging/app/"
RESERVEKODER = "/innlogging/reservekoder/"


def be_om_kode(client, epost, neste="", **valg):
    return client.post(LOGG_INN + neste, {"email": epost}, **valg)


def siste_kode():
    return re.search(r"\b\d{8}\b", mail.outbox[-1].body).group()


def logg_inn(client, bruker, neste=""):
    """With a code by mail; a person with TOTP stands before the second step."""
    be_om_kode(client, bruker.email, neste)
    return client.post(KODE + neste, {"code": siste_kode()})


def logg_inn_med_to_faktorer(client, bruker):
    """The short way: a session that has shown the second factor."""
    client.force_login(bruker)
    okt = client.session
    okt["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    okt["account_authentication_methods_user"] = str(bruker.pk)
    okt.save()


def totp(nokkel, steg=0):
    """What the app shows now, or so many periods away."""
    return format_hotp_value(hotp_value(nokkel, int(time.time()) // 30 + steg))


def sett_opp_totp(client):
    """Through the page; gives back the key."""
    nokkel = client.get(OPPSETT).context["form"].secret
    assert client.post(OPPSETT, {"code": totp(nokkel)})["Location"] == RESERVEKODER
    return nokkel
