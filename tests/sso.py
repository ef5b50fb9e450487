"""Log-in by SSO for tests: a real provider, and the way to it and back."""

import json
from urllib.parse import urljoin

import requests

from helsefellesskap.enums import Tilgang
from helsefellesskap.models import Tilgangslogg
from tests.ssotjener import HEMMELIG, KLIENT

START, TILBAKE = "/logg-inn/sso/", "/logg-inn/sso/tilbake/"
NAVN = "Nordkonto"


def sett_opp(settings, utsteder):
    """As by the four variables."""
    settings.SSO_ISSUER = utsteder
    settings.SSO_CLIENT_ID, settings.SSO_CLIENT_SECRET = KLIENT, HEMMELIG
    settings.SSO_NAVN = NAVN


def start(client, neste=""):
    """The page that sends people on; where to is in `Refresh`."""
    return client.post(START, {"next": neste} if neste else {})


def videre(svar):
    nr, _skille, adresse = svar["Refresh"].partition("; url=")
    assert (svar.status_code, nr) == (200, "0")
    return adresse


def hos_leverandoren(adresse, epost="", **person):
    """Log in there by real HTTP; the way back to us, with the code."""
    if "krav" in person:
        person["krav"] = json.dumps(person["krav"])
    with requests.Session() as leser:
        side = leser.get(adresse)
        svar = leser.post(side.url, {"epost": epost, **person}, allow_redirects=False)
        while TILBAKE not in svar.headers["Location"]:
            neste = urljoin(svar.url, svar.headers["Location"])
            svar = leser.get(neste, allow_redirects=False)
    return svar.headers["Location"].removeprefix("http://testserver")


def logg_inn(client, epost="", neste="", **person):
    return client.get(hos_leverandoren(videre(start(client, neste)), epost, **person))


# --- what every refusal must keep ----------------------------------------------

NESTE = "/prove/?a=1"
TIL_INNLOGGING = 'href="/logg-inn/?next=/prove/%3Fa%3D1"'
# The words of each refusal.
STEMTE_IKKE = "kom for sent, var brukt før eller stemte ikke"
NEDE = f"Vi får ikke kontakt med {NAVN} nå."
UTEN_EPOST = f"Vi fikk ingen bekreftet e-postadresse fra {NAVN}"
UTEN_TILGANG = f"E-postadressen du har hos {NAVN}, gir ikke tilgang her."


def er_inne(client):
    return client.get("/prove/").content == b"inne"


def logg_rader():
    rader = Tilgangslogg.objects.order_by("pk")
    return list(rader.values_list("handling", "bruker_id", "rute", "gjelder"))


def avvist(client, svar, status, ord_, neste=True):
    """Nobody is in; one is told why, and led to the code and back."""
    side = svar.content.decode()
    vist = (svar.status_code, ord_ in side, "logge inn med en kode" in side)
    assert vist == (status, True, True), side
    assert (TIL_INNLOGGING in side) is neste
    assert not er_inne(client)
    assert logg_rader()[-1][0] == Tilgang.INNLOGGING_FEILET
    return True
