"""What PostgreSQL can and Django has no name for."""

from django.db import models
from django.db.models import Aggregate


class Percentil(Aggregate):
    """percentile_cont or percentile_disc."""

    template = "%(function)s(%(andel)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = models.FloatField()
