"""The general rules for dates (design 3) and the sekretariat as owner of cases."""

from datetime import date

from django.db import migrations


def legg_inn(apps, schema_editor):
    Fristregel = apps.get_model("avvik", "Fristregel")
    gyldig_fra = date(2000, 1, 1)
    Fristregel.objects.get_or_create(
        virksomhet=None, slag="", fra_alvorlighet=None, gyldig_fra=gyldig_fra
    )
    Fristregel.objects.get_or_create(
        virksomhet=None,
        slag="",
        fra_alvorlighet=4,
        gyldig_fra=gyldig_fra,
        defaults={"bekreft_dager": 1, "svar_dager": 14},
    )


class Migration(migrations.Migration):
    dependencies = [("avvik", "0002_relasjoner")]
    operations = [migrations.RunPython(legg_inn, migrations.RunPython.noop)]
