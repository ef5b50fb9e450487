"""Below /utvalg/. What a member sees carries meeting and agenda number only."""

from django.urls import path

from utvalg.views import mote, moterom, presentasjon, tilbakemelding

SAK = "mote/<str:pk>/sak/<str:nummer>/"
TEKST = "presentasjon/<str:nr>/"

urlpatterns = [
    path("", mote.utvalg, name="utvalg"),
    path("laeringspunkter/", mote.laeringspunkter, name="laeringspunkter"),
    path("mote/nytt/", mote.mote_nytt, name="mote_nytt"),
    path("mote/<str:pk>/", mote.mote, name="mote"),
    path("mote/<str:pk>/legg-til/", mote.sakliste_legg_til, name="sakliste_legg_til"),
    path("mote/<str:pk>/avslutt/", mote.mote_avhold, name="mote_avhold"),
    path(
        "mote/<str:pk>/tilbakemelding/",
        mote.mote_tilbakemelding,
        name="mote_tilbakemelding",
    ),
    path(SAK, moterom.mote_sak, name="mote_sak"),
    path(f"{SAK}inhabilitet/", mote.inhabilitet, name="inhabilitet"),
    path(
        f"{SAK}laeringspunkt/<str:punkt>/",
        moterom.laeringspunkt_rett,
        name="laeringspunkt_rett",
    ),
    *(
        path(f"{SAK}{hva}/", mote.sakliste_endre, {"hva": hva}, name=f"sakliste_{hva}")
        for hva in ("opp", "ned", "fjern")
    ),
    path(TEKST, presentasjon.presentasjon, name="presentasjon"),
    path(f"{TEKST}skriv/", presentasjon.presentasjon_skriv, name="presentasjon_skriv"),
    path(
        f"{TEKST}kontroller/",
        presentasjon.presentasjon_kontroller,
        name="presentasjon_kontroller",
    ),
    path(
        "tilbakemelding/<str:nr>/",
        tilbakemelding.tilbakemelding,
        name="tilbakemelding",
    ),
]
