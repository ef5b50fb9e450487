"""Our addresses and one page that only asks for a person who is logged in."""

from django.http import HttpResponse
from django.urls import path

from helsefellesskap.urls import urlpatterns as vare

urlpatterns = [path("prove/", lambda request: HttpResponse("inne")), *vare]
