import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import helsefellesskap.felter


class Migration(migrations.Migration):
    dependencies = [
        ("avvik", "0015_retting"),
        ("helsefellesskap", "0004_vernstopp"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Kortutkast",
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
                ("nokkel", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("okt", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "hvem",
                    helsefellesskap.felter.Fritekst(
                        blank=True, verbose_name="hvem gjorde noe bra"
                    ),
                ),
                (
                    "hva",
                    helsefellesskap.felter.Fritekst(
                        blank=True, verbose_name="hva var bra og hvorfor"
                    ),
                ),
                (
                    "laering",
                    helsefellesskap.felter.Fritekst(
                        blank=True, verbose_name="hva kan vi lære av dette"
                    ),
                ),
                (
                    "endringer",
                    helsefellesskap.felter.Fritekst(
                        blank=True, verbose_name="hvilke endringer"
                    ),
                ),
                (
                    "endret",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "fra_enhet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="helsefellesskap.enhet",
                    ),
                ),
                (
                    "melder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kortutkast",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "valgt_enhet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="helsefellesskap.enhet",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "kortutkast",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("okt", None)),
                        fields=("nokkel",),
                        name="kortutkast_nokkel_unik",
                    ),
                    models.UniqueConstraint(
                        fields=("okt", "nokkel"), name="kortutkast_i_okt_unik"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("melder", None), ("okt__isnull", False)),
                            models.Q(("melder__isnull", False), ("okt", None)),
                            _connector="OR",
                        ),
                        name="kortutkast_har_en_eier",
                    ),
                ],
            },
        ),
    ]
