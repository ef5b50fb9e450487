import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('avvik', '0008_kortmottaker'),
    ]

    operations = [
        migrations.CreateModel(
            name='Skjematid',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('maaned', models.DateField()),
                ('slag', models.CharField(choices=[('avvik', 'Samhandlingsavvik'), ('forbedring', 'Forslag til forbedring')], max_length=12)),
                ('retning', models.CharField(choices=[('til_sykehus', 'Fra kommune eller fastlege til sykehus'), ('fra_sykehus', 'Fra sykehus til kommune eller fastlege')], max_length=12)),
                ('sekunder', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name_plural': 'skjematider',
                'indexes': [models.Index(fields=['maaned', 'slag'], name='skjematid_maaned')],
                'constraints': [models.CheckConstraint(condition=models.Q(('maaned__day', 1)), name='skjematid_bare_maaned')],
            },
        ),
        migrations.AddField(
            model_name='utkast',
            name='aktive_sekunder',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='utkast',
            name='side',
            field=models.CharField(blank=True, choices=[('helseforetak', 'Helseforetak'), ('kommune', 'Kommune'), ('fastlegekontor', 'Fastlegekontor'), ('sekretariat', 'Sekretariat')], max_length=20),
        ),
        migrations.AddField(
            model_name='utkast',
            name='fra_versjon',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='utkast',
            name='okt',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='utkast',
            name='sist_aktiv',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='utkast',
            name='enhet',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='helsefellesskap.enhet'),
        ),
        migrations.AlterField(
            model_name='utkast',
            name='melder',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='utkast', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='utkast',
            name='nokkel',
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name='utkast',
            constraint=models.UniqueConstraint(condition=models.Q(('okt', None)), fields=('nokkel',), name='utkast_nokkel_unik'),
        ),
        migrations.AddConstraint(
            model_name='utkast',
            constraint=models.UniqueConstraint(fields=('okt', 'nokkel'), name='utkast_i_okt_unik'),
        ),
        migrations.AddConstraint(
            model_name='utkast',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('melder', None), ('okt__isnull', False)), models.Q(('melder__isnull', False), ('okt', None)), _connector='OR'), name='utkast_har_en_eier'),
        ),
        migrations.AddConstraint(
            model_name='utkast',
            constraint=models.CheckConstraint(condition=models.Q(('okt', None), ('enhet', None), _connector='OR'), name='utkast_i_okt_uten_enhet'),
        ),
        migrations.AddConstraint(
            model_name='utkast',
            constraint=models.CheckConstraint(condition=models.Q(('enhet__isnull', False), models.Q(('side', ''), _negated=True), _connector='OR'), name='utkast_har_enhet_eller_side'),
        ),
    ]
