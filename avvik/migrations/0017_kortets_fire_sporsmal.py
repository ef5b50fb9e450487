"""The four questions and what drafts share are written once; no column changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import helsefellesskap.felter


class Migration(migrations.Migration):
    dependencies = [
        ("avvik", "0016_kortutkast"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="kortutkast",
            name="melder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)s",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="rabrakort",
            name="hva",
            field=helsefellesskap.felter.Fritekst(
                blank=True, verbose_name="hva var bra og hvorfor"
            ),
        ),
        migrations.AlterField(
            model_name="rabrakort",
            name="hvem",
            field=helsefellesskap.felter.Fritekst(
                blank=True, verbose_name="hvem gjorde noe bra"
            ),
        ),
        migrations.AlterField(
            model_name="utkast",
            name="melder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)s",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
