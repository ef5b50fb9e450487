"""Log-in for tests: the ways a browser does it, and a short way."""

import base64
import json
import pickle
import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection

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


def alt_lagret():
    """The text of every table, session, cache value, letter and file."""
    deler = [str(brev.message()) for brev in mail.outbox]
    with connection.cursor() as cursor:
        for tabell in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{tabell}" t')
            deler += [rad[0] for rad in cursor.fetchall()]
        cursor.execute("SELECT value FROM helsefellesskap_cache")
        deler += [
            repr(pickle.loads(base64.b64decode(rad[0]))) for rad in cursor.fetchall()
        ]
    deler += [json.dumps(okt.get_decoded()) for okt in Session.objects.all()]
    filer = [fil for fil in settings.DATA_DIR.rglob("*") if fil.is_file()]
    deler += [fil.read_bytes().decode(errors="replace") for fil in filer]
    return "\n".join(deler)
