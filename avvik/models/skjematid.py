"""How long filing takes, without a word of who or what."""

import uuid

from django.db import models

from avvik import enums


class Skjematid(models.Model):
    """Seconds from the first page to sent, log-in included, pauses left out.

    No person, unit, case or day; a random key, so that the rows tell no order.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    maaned = models.DateField()  # its first day
    slag = models.CharField(max_length=12, choices=enums.Slag)
    retning = models.CharField(max_length=12, choices=enums.Retning)
    sekunder = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "skjematider"
        indexes = [models.Index(fields=("maaned", "slag"), name="skjematid_maaned")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(maaned__day=1), name="skjematid_bare_maaned"
            )
        ]

    def __str__(self) -> str:
        return f"skjematid {self.pk}"
