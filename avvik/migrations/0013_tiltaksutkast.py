import django.db.models.deletion
import helsefellesskap.felter
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("avvik", "0012_for_andre"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tiltaksutkast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("nr", models.PositiveSmallIntegerField()),
                (
                    "beskrivelse",
                    helsefellesskap.felter.Fritekst(blank=True, verbose_name="tiltak"),
                ),
                (
                    "ansvarlig_rolle",
                    helsefellesskap.felter.Fritekst(
                        blank=True, verbose_name="ansvarlig rolle"
                    ),
                ),
                ("frist", models.DateField(blank=True, null=True)),
                (
                    "avvik",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tiltaksutkast",
                        to="avvik.avvik",
                    ),
                ),
                (
                    "svar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tiltaksutkast",
                        to="avvik.svar",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "tiltaksutkast",
                "ordering": ("nr",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("svar", "nr"), name="tiltaksutkast_nr_unik"
                    )
                ],
            },
        ),
    ]
