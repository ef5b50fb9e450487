from django.urls import path

from bench.gulv import liste, skjema
from helsefellesskap.urls import urlpatterns as vare

urlpatterns = [
    path("gulv/", liste, name="gulv"),
    path("gulv/skjema/", skjema, name="gulv_skjema"),
    *vare,
]
