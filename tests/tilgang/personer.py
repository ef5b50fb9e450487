"""Who tries every address."""

from django.core import signing
from django.test import Client

from avvik.okt import KAKE, SALT
from tests.innlogging import logg_inn_med_to_faktorer

# Everybody of the world, and the two sessions of the same sekretariat.
PERSONER = (
    "anonym",
    "melder",
    "melder2",
    "leder_hjemme",
    "leder_over_avsender",
    "leder_akutt",
    "stedfortreder_akutt",
    "saksbehandler_akutt",
    "saksbehandler2",
    "melder_akutt",
    "leder_rontgen",
    "leder_ortopedi",
    "leder_medisinsk",
    "kontakt_unn",
    "kontakt_narvik",
    "sekretariat",
    "sekretariat_etter_apning",
    "sekretariat2",
    "fsu_leder",
    "fsu_medlem",
    "fsu_inhabil",
    "fsu_beroert",
    "brukerrep",
    "fsu_tidligere",
    "fsu_annet",
    "ssu",
    "admin",
    "superbruker",
    "sluttet",
    "melder_senja",
    "lege_senja",
    "uten_rolle",
    "ombud_unn",
    "ombud_narvik",
)
# And somebody who has begun to write before logging in.
MED_UTKAST = "anonym_med_utkast"
ALLE = (*PERSONER, MED_UTKAST)
# Those who are sent to every page, also where the rest would see the same.
UTENFOR = ("anonym", MED_UTKAST, "melder2", "lege_senja", "fsu_leder", "ssu", "admin")


def logg_inn_alle(v) -> dict[str, dict[str, str]]:
    """The cookies of each person's session."""
    kake = signing.get_cookie_signer(salt=KAKE + SALT).sign(str(v.utkast_i_okt.okt))
    okter = {"anonym": {}, MED_UTKAST: {KAKE: kake}}
    for person in PERSONER[1:]:
        klient = Client()
        bruker = v.sekretariat if "etter" in person else getattr(v, person)
        logg_inn_med_to_faktorer(klient, bruker)
        if "etter" in person:
            sak = v.saker["A"].saksnummer
            klient.post(f"/sak/{sak}/apne/", {"begrunnelse": "henvendelse"})
        okter[person] = {n: m.value for n, m in klient.cookies.items()}
    return okter
