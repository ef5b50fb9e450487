import django.db.models.deletion
import helsefellesskap.felter
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("avvik", "0011_trendtyper"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="avvik",
            name="brev_sendt",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="avvik",
            name="innmelder",
            field=helsefellesskap.felter.Fritekst(
                blank=True, verbose_name="hvem vi kan svare"
            ),
        ),
        migrations.AddField(
            model_name="avvik",
            name="kanal",
            field=models.CharField(
                blank=True,
                choices=[
                    ("papir", "Papir"),
                    ("telefon", "Telefon"),
                    ("epost", "E-post"),
                    ("annet", "Annet"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="avvik",
            name="mottatt_dato",
            field=models.DateField(blank=True, null=True, verbose_name="mottatt dato"),
        ),
        migrations.AddField(
            model_name="hendelse",
            name="paa_vegne",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="svar",
            name="sendt_som_brev",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="utkast",
            name="innmelder",
            field=helsefellesskap.felter.Fritekst(
                blank=True, verbose_name="hvem vi kan svare"
            ),
        ),
        migrations.AddField(
            model_name="utkast",
            name="kanal",
            field=models.CharField(
                blank=True,
                choices=[
                    ("papir", "Papir"),
                    ("telefon", "Telefon"),
                    ("epost", "E-post"),
                    ("annet", "Annet"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="utkast",
            name="mottatt_dato",
            field=models.DateField(blank=True, null=True, verbose_name="mottatt dato"),
        ),
        migrations.AddField(
            model_name="utkast",
            name="registrert_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="hendelse",
            name="verb",
            field=models.CharField(
                choices=[
                    ("meld", "Meldt"),
                    ("fordel", "Fordelt"),
                    ("bekreft", "Mottak bekreftet"),
                    ("send_videre", "Sendt videre"),
                    ("spor_melder", "Spørsmål til melder"),
                    ("svar_fra_melder", "Svar fra melder"),
                    ("pause_utlopt", "Ventetiden på melder gikk ut"),
                    ("besvar", "Besvart"),
                    ("avklart", "Avklart muntlig"),
                    ("nyttig", "Melder fant svaret nyttig"),
                    ("lukk", "Avsluttet uten flere spørsmål"),
                    ("mer", "Melder ba om mer"),
                    ("fsu_mer", "Utvalget ba om mer"),
                    ("uenig", "Partene er uenige"),
                    ("trekk", "Trukket av melder"),
                    ("ikke_samhandling", "Vurdert som ikke samhandlingssak"),
                    ("duplikat", "Lukket som duplikat"),
                    ("importer", "Importert fra tidligere register"),
                    ("paminnelse", "Påminnelse sendt"),
                    ("uttalelse_bedt", "Bedt om uttalelse"),
                    ("gitt_saksbehandler", "Gitt til saksbehandler"),
                    ("uttalelse", "Uttalelse gitt"),
                    ("pasient_avklart", "Pasienten er avklart"),
                    ("hvilken_pasient", "Spurt hvilken pasient det gjelder"),
                    ("maskert", "Tekst fjernet"),
                    ("foreslatt_fsu", "Foreslått for utvalget"),
                    ("tiltak", "Tiltak registrert"),
                    ("meldeplikt", "Meldeplikt vurdert"),
                    ("sendt_som_brev", "Sendt som brev på papir"),
                    ("svar_som_brev", "Svaret er sendt som brev på papir"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="avvik",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kanal", ""), ("mottatt_dato", None)),
                    models.Q(
                        models.Q(("kanal", ""), _negated=True),
                        ("mottatt_dato__isnull", False),
                        ("registrert_av__isnull", False),
                        ("mottatt_dato__gte", models.F("hendelsesdato")),
                        ("mottatt_dato__lte", models.F("meldt_dato")),
                    ),
                    _connector="OR",
                ),
                name="avvik_for_andre_er_helt",
            ),
        ),
        migrations.AddConstraint(
            model_name="utkast",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kanal", ""), ("mottatt_dato", None), ("registrert_for", None)
                    ),
                    models.Q(
                        models.Q(("kanal", ""), _negated=True),
                        ("melder__isnull", False),
                        ("mottatt_dato__isnull", False),
                        ("okt", None),
                    ),
                    _connector="OR",
                ),
                name="utkast_for_andre_er_helt",
            ),
        ),
    ]
