import django.db.models.deletion
import helsefellesskap.felter
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("avvik", "0007_uten_gammel_pasientgruppe"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Kortmottaker",
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
                ("tid", models.DateTimeField()),
                ("ja", models.BooleanField(null=True)),
                ("svart_tid", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "kortmottakere",
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="rabrakort",
            name="takk_hilsen",
            field=helsefellesskap.felter.Fritekst(
                blank=True, verbose_name="hilsen med takken"
            ),
        ),
        migrations.AddField(
            model_name="kortmottaker",
            name="bruker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="fatt_rabra",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="kortmottaker",
            name="gitt_av",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="kortmottaker",
            name="kort",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mottakere",
                to="avvik.rabrakort",
            ),
        ),
        migrations.AddConstraint(
            model_name="kortmottaker",
            constraint=models.UniqueConstraint(
                fields=("kort", "bruker"), name="kortmottaker_en_gang"
            ),
        ),
        migrations.AddConstraint(
            model_name="kortmottaker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ja__isnull", True), ("svart_tid__isnull", True)),
                    models.Q(("ja__isnull", False), ("svart_tid__isnull", False)),
                    _connector="OR",
                ),
                name="kortmottaker_svar_og_naar",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="kortmottaker",
            trigger=pgtrigger.compiler.Trigger(
                name="spor_inn",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    INSERT INTO helsefellesskap_endringslogg\n        (aktor, tabell, rad_id, operasjon, verdier)\n    VALUES (\n        coalesce(current_setting('samhandling.aktor', true), ''),\n        TG_TABLE_NAME,\n        NEW.id,\n        lower(TG_OP),\n        jsonb_strip_nulls(jsonb_build_object('kort_id', NEW.kort_id, 'bruker_id', NEW.bruker_id, 'ja', NEW.ja))\n    );\n    RETURN NULL;\n",
                    hash="24ec909333d42515638ba08de2bfcc4b3839a357",
                    operation="INSERT",
                    pgid="pgtrigger_spor_inn_d166e",
                    table="avvik_kortmottaker",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="kortmottaker",
            trigger=pgtrigger.compiler.Trigger(
                name="spor_endring",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."bruker_id" IS DISTINCT FROM (NEW."bruker_id") OR OLD."ja" IS DISTINCT FROM (NEW."ja") OR OLD."kort_id" IS DISTINCT FROM (NEW."kort_id"))',
                    func="\n    INSERT INTO helsefellesskap_endringslogg\n        (aktor, tabell, rad_id, operasjon, verdier)\n    VALUES (\n        coalesce(current_setting('samhandling.aktor', true), ''),\n        TG_TABLE_NAME,\n        NEW.id,\n        lower(TG_OP),\n        jsonb_strip_nulls(jsonb_build_object('kort_id', NEW.kort_id, 'bruker_id', NEW.bruker_id, 'ja', NEW.ja))\n    );\n    RETURN NULL;\n",
                    hash="2889329f6226da74daae2356d25d3c7e1b47f08e",
                    operation="UPDATE",
                    pgid="pgtrigger_spor_endring_4132c",
                    table="avvik_kortmottaker",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="kortmottaker",
            trigger=pgtrigger.compiler.Trigger(
                name="spor_sletting",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    INSERT INTO helsefellesskap_endringslogg\n        (aktor, tabell, rad_id, operasjon, verdier)\n    VALUES (\n        coalesce(current_setting('samhandling.aktor', true), ''),\n        TG_TABLE_NAME,\n        OLD.id,\n        lower(TG_OP),\n        jsonb_strip_nulls(jsonb_build_object('kort_id', OLD.kort_id, 'bruker_id', OLD.bruker_id, 'ja', OLD.ja))\n    );\n    RETURN NULL;\n",
                    hash="3a37b0935a41c6031bf85a51e802e0c0e6f8cbb9",
                    operation="DELETE",
                    pgid="pgtrigger_spor_sletting_f2441",
                    table="avvik_kortmottaker",
                    when="AFTER",
                ),
            ),
        ),
    ]
