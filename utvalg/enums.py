"""Stored choices of the committee."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verv(models.TextChoices):
    LEDER = "leder", _("Leder")
    NESTLEDER = "nestleder", _("Nestleder")
    MEDLEM = "medlem", _("Medlem")
    BRUKERREPRESENTANT = "brukerrepresentant", _("Brukerrepresentant")


class Motestatus(models.TextChoices):
    PLANLAGT = "planlagt", _("Planlagt")  # the agenda may change
    AVHOLDT = "avholdt", _("Avholdt")  # texts stand


class Utvalgsvurdering(models.TextChoices):
    GODT_FULGT_OPP = "godt_fulgt_opp", _("Godt fulgt opp")
    BE_OM_MER = "be_om_mer", _("Be enheten om mer")
    NESTE_MOTE = "neste_mote", _("Ta opp på nytt neste møte")


class Parttype(models.TextChoices):
    """How a unit is named to the committee; never its own name."""

    SYKEHUS = "sykehus", _("En sykehusavdeling")
    KOMMUNE = "kommune", _("En kommune")
    FASTLEGE = "fastlege", _("Et legekontor")
