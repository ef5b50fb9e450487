"""Addresses (design 8). Apps above are included by name, never imported."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from helsefellesskap import views, views_tekster

urlpatterns = [
    path("", views.forside, name="forside"),
    path("personvern/", views.personvern, name="personvern"),
    path("hjelp/", views.hjelp, name="hjelp"),
    path("helse/lever/", views.helse_lever, name="helse_lever"),
    path("helse/", views.helse, name="helse"),
    path("oppsett/tekster/", views_tekster.alle, name="tekster"),
    path("oppsett/tekster/<str:nokkel>/<str:spraak>/", views_tekster.en, name="tekst"),
    path(
        "oppsett/tekster/<str:nokkel>/<str:spraak>/standard/",
        views_tekster.standard,
        name="tekst_standard",
    ),
    path("", include("helsefellesskap.urls_innlogging")),
    path("", include("avvik.urls")),
    path("utvalg/", include("utvalg.urls")),
    path("", include("rapporter.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("rapporter.demodata.urls")))
