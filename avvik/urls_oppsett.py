"""Addresses under /oppsett/; the base has those of the notices."""

from django.urls import path

from avvik.views import oppsett

urlpatterns = [
    path("", oppsett.oppsett, name="oppsett"),
    path("kategorier/", oppsett.kategorier, name="kategorier"),
    path("kategorier/ny/", oppsett.kategori_ny, name="kategori_ny"),
    path("kategorier/<int:pk>/", oppsett.kategori_endre, name="kategori_endre"),
    path(
        "kategorier/<int:pk>/avslutt/",
        oppsett.kategori_avslutt,
        name="kategori_avslutt",
    ),
    path("grupper/<str:bokstav>/", oppsett.kategorigruppe, name="kategorigruppe"),
    path("lister/<str:liste>/", oppsett.valgliste, name="valgliste"),
    path("lister/<str:liste>/ny/", oppsett.valg_ny, name="valg_ny"),
    path("lister/<str:liste>/<int:pk>/", oppsett.valg_endre, name="valg_endre"),
    path(
        "lister/<str:liste>/<int:pk>/avslutt/",
        oppsett.valg_avslutt,
        name="valg_avslutt",
    ),
    path("trendtyper/", oppsett.trendtyper, name="trendtyper"),
    path("trendtyper/ny/", oppsett.trendtype, name="trendtype_ny"),
    path("trendtyper/<str:kode>/", oppsett.trendtype, name="trendtype"),
]
