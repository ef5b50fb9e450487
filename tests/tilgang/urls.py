"""The addresses of the system, with those that exist in DEMO only."""

from django.urls import include, path

from helsefellesskap.urls import urlpatterns as vanlige

urlpatterns = [*vanlige, path("demo/", include("rapporter.demodata.urls"))]
