"""What the tests of the pages share."""

from django.test import Client
from django.urls import reverse

from tests.innlogging import logg_inn_med_to_faktorer
from utvalg.models import Laeringspunkt, Sak


def som(bruker):
    klient = Client()
    logg_inn_med_to_faktorer(klient, bruker)
    return klient


def sak_url(v, nummer=1):
    return reverse("mote_sak", args=[v.mote.pk, nummer])


def punkter():
    alle = Laeringspunkt.objects.uten_tilgangskontroll(grunn="test")
    return list(alle.values_list("tekst", flat=True))


def vurdering(sak):
    alle = Sak.objects.uten_tilgangskontroll(grunn="test")
    return alle.values_list("vurdering", flat=True).get(pk=sak.pk)
