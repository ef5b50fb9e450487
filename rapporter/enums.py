"""Stored choices of reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rapporttype(models.TextChoices):
    TERTIAL = "tertial", _("Tertialrapport")
    AAR = "aar", _("Årsrapport")


class Rapportstatus(models.TextChoices):
    PABEGYNT = "pabegynt", _("Påbegynt")
    LAGES = "lages", _("Blir laget")  # the worker builds the PDF
    FEILET = "feilet", _("Ble ikke laget")
    PUBLISERT = "publisert", _("Publisert")  # frozen
