"""What every draft has: its key, and one who writes it."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from helsefellesskap.models import Bruker


class Kladd(models.Model):
    """A draft. Only its writer sees it; it deletes itself; it has no history.

    Written by a person, or by somebody in a browser (`okt`) who logs in to send it.
    """

    # Becomes `innsendingsnokkel` of what is sent: sending twice gives one.
    nokkel = models.UUIDField(default=uuid.uuid4, editable=False)
    melder = models.ForeignKey(
        Bruker, models.CASCADE, null=True, blank=True, related_name="%(class)s"
    )
    okt = models.UUIDField(null=True, blank=True, editable=False)
    endret = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=("nokkel",),
                condition=Q(okt=None),
                name="%(class)s_nokkel_unik",
            ),
            models.UniqueConstraint(
                fields=("okt", "nokkel"), name="%(class)s_i_okt_unik"
            ),
            models.CheckConstraint(
                condition=Q(melder=None, okt__isnull=False)
                | Q(melder__isnull=False, okt=None),
                name="%(class)s_har_en_eier",
            ),
        ]
