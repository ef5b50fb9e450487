"""What a browser posts when somebody files, and what came of it."""

from django.utils import timezone

from avvik.models import Avvik, Utkast
from helsefellesskap.arbeidsdager import lokal_dato

NOKKEL = "0d1c1e6e-3f2b-4f4e-9a51-0e6a5d1f7c11"
TEKST = "Epikrisen kom ikke før kontrollen."
INNAD = "Dette gjelder samarbeid innad i kommunen. Bruk kommunens eget avvikssystem."


def i_dag():
    return lokal_dato(timezone.now())


def steg1(**felter):
    return {
        "nokkel": NOKKEL,
        "steg": "1",
        "fra": "kommune",
        "naar": "i_dag",
        "gruppe": "D",
        "kategori_D": "D1",
        "hva_skjedde": TEKST,
        "alvorlighet": "2",
        **felter,
    }


def steg2(enhet, **felter):
    valg = {"enhet": "annen", "sok": "x", "sokt": "x", "treff": enhet.pk}
    return {"steg": "2", "fra": "kommune", **valg, **felter}


def adresse(steg, nokkel=NOKKEL):
    return f"/meld/utkast/{nokkel}/{steg}/"


def logg_inn_adresse(steg):
    return f"/logg-inn/?next={adresse(steg)}"


def alle_utkast():
    return Utkast.objects.uten_tilgangskontroll(grunn="test")


def alle_saker():
    return Avvik.objects.uten_tilgangskontroll(grunn="test")


def feil_i(svar):
    return {f: e[0] for f, e in svar.context["form"].errors.items()}


def til_steg3(klient, enhet, **felter):
    assert klient.post("/meld/avvik/", steg1(**felter)).url == adresse(2)
    svar = klient.post(adresse(2), steg2(enhet, versjon="1", **felter))
    assert svar.url == adresse(3)
