"""Log-in by one-time code, over HTTP."""

import re

import pytest
from django.core import mail

pytestmark = pytest.mark.django_db
LOGG_INN = "/logg-inn/"
KODE = "/logg-inn/kode/"


def be_om_kode(client, epost, neste=""):
    return client.post(LOGG_INN + neste, {"email": epost})


def kode_i(brev):
    return re.search(r"\b\d{8}\b", brev.body).group()


def test_logger_inn_med_kode(client, verden):
    svar = be_om_kode(client, "Melder@demo.invalid")
    assert svar.status_code == 302, svar.content.decode()
    assert svar["Location"] == KODE
    svar = client.post(KODE, {"code": kode_i(mail.outbox[0])})
    assert (svar.status_code, svar["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(verden.melder.pk)
