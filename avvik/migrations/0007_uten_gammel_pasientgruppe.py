from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("avvik", "0006_valgverdier")]

    operations = [
        migrations.RemoveField("avvik", "pasientgruppe_gammel"),
        migrations.RemoveField("utkast", "pasientgruppe_gammel"),
    ]
