"""What may be counted at first (domene 1): data to be edited, not rules."""

from datetime import date

from django.db import migrations

# (kode, bokmål, nynorsk, English), in the order they are shown.
TIL_SYKEHUS = [
    (
        "epikrise_mangler",
        "Epikrise mangler",
        "Epikrise manglar",
        "Discharge summary missing",
    ),
    (
        "epikrise_sen",
        "Epikrise kom for sent",
        "Epikrise kom for seint",
        "Discharge summary late",
    ),
    (
        "legemiddelliste_ut",
        "Legemiddelliste mangler ved utskrivning",
        "Legemiddelliste manglar ved utskriving",
        "Medication list missing at discharge",
    ),
    (
        "utskrivning_varsel",
        "Utskrevet uten melding om utskrivningsklar pasient",
        "Utskriven utan melding om utskrivingsklar pasient",
        "Discharged without notice of readiness",
    ),
    (
        "plo_ubesvart_sykehus",
        "PLO-melding ikke besvart av sykehuset",
        "PLO-melding ikkje svart på av sjukehuset",
        "Care message not answered by the hospital",
    ),
]
FRA_SYKEHUS = [
    (
        "innleggelsesrapport",
        "Innleggelsesrapport mangler",
        "Innleggingsrapport manglar",
        "Admission report missing",
    ),
    (
        "legemiddelliste_inn",
        "Legemiddelliste mangler ved innleggelse",
        "Legemiddelliste manglar ved innlegging",
        "Medication list missing at admission",
    ),
    (
        "henvisning_mangelfull",
        "Henvisning mangler viktige opplysninger",
        "Tilvising manglar viktige opplysningar",
        "Referral lacks important information",
    ),
    (
        "plo_ubesvart_kommune",
        "PLO-melding ikke besvart av kommunen",
        "PLO-melding ikkje svart på av kommunen",
        "Care message not answered by the municipality",
    ),
]


def legg_inn(apps, schema_editor):
    Trendtype = apps.get_model("avvik", "Trendtype")
    for retning, typer in (("til_sykehus", TIL_SYKEHUS), ("fra_sykehus", FRA_SYKEHUS)):
        for nr, (kode, navn, navn_nn, navn_en) in enumerate(typer, start=1):
            Trendtype.objects.get_or_create(
                kode=kode,
                defaults={
                    "navn": navn,
                    "navn_nn": navn_nn,
                    "navn_en": navn_en,
                    "retning": retning,
                    "rekkefolge": 10 * nr,
                    "gyldig_fra": date(2000, 1, 1),
                },
            )


class Migration(migrations.Migration):
    dependencies = [("avvik", "0010_trend")]
    operations = [migrations.RunPython(legg_inn, migrations.RunPython.noop)]
