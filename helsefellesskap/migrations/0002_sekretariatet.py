"""The unit that owns cases whose receiver nobody knows; nothing is ownerless."""

from django.db import migrations


def legg_inn(apps, schema_editor):
    Virksomhet = apps.get_model("helsefellesskap", "Virksomhet")
    Enhet = apps.get_model("helsefellesskap", "Enhet")
    virksomhet, _ = Virksomhet.objects.get_or_create(
        navn="Helsefellesskapet",
        defaults={"slug": "helsefellesskapet", "type": "sekretariat"},
    )
    Enhet.objects.get_or_create(
        virksomhet=virksomhet,
        navn="Sekretariatet",
        defaults={"slug": "sekretariatet", "type": "sekretariat"},
    )


class Migration(migrations.Migration):
    dependencies = [("helsefellesskap", "0001_forste")]
    operations = [migrations.RunPython(legg_inn, migrations.RunPython.noop)]
