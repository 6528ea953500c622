

import django.db.models.deletion
import django.db.models.functions.datetime
import harmoni.letters.models
import registrations.residency.models.question
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certification', '0001_initial'),
        ('people', '0002_names_and_phones_are_found'),
        ('regions', '0002_loadedfile'),
        ('residency', '0004_lodging_ledger'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked', models.CharField(choices=[('person', 'orangnya'), ('host', 'penanggung jawab')], max_length=6)),
                ('until', models.DateField(help_text='the planned end that it asks about')),
                ('token', models.CharField(default=harmoni.letters.models.new_token, max_length=24, unique=True)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_on', models.DateField(default=registrations.residency.models.question.last_day)),
                ('answer', models.CharField(blank=True, choices=[('staying', 'Masih di sini'), ('left', 'Sudah pulang'), ('unknown', 'Bukan orang ini, atau tidak tahu')], max_length=8)),
                ('day', models.DateField(help_text='until when still here, or since when gone', null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('handled_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['answered_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='stay',
            name='ended_as',
            field=models.CharField(blank=True, choices=[('', 'Sudah pulang'), ('moved', 'Pindah ke desa adat lain'), ('settled', 'Menetap')], default='', max_length=7),
        ),
        migrations.AddField(
            model_name='stay',
            name='settling_due',
            field=models.DateField(editable=False, help_text='when the desk asks what came of it', null=True),
        ),
        migrations.AddField(
            model_name='stay',
            name='settling_since',
            field=models.DateField(editable=False, help_text='SKPWNI is being arranged since', null=True),
        ),
        migrations.AddField(
            model_name='stay',
            name='year_since',
            field=models.DateField(editable=False, help_text='the year counts from here; null: from arrival', null=True),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'departed'), ('ended_as', ''), _connector='OR'), name='stay_ends_in_one_way'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settling_due', None), ('settling_since', None)), models.Q(('settling_due__gte', models.F('settling_since')), ('settling_since__isnull', False)), _connector='OR'), name='stay_settling_is_whole'),
        ),
        migrations.AddField(
            model_name='question',
            name='handled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='question',
            name='stay',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='residency.stay'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('handled_at', None), models.Q(('answer', ''), _negated=True)), fields=['answered_at'], name='question_waits'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('stay', 'until', 'asked'), name='question_once_a_term'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('day', None), ('handled_at', None)), models.Q(('answer', 'unknown'), ('answered_at__isnull', False), ('day', None)), models.Q(('answer__in', ['staying', 'left']), ('answered_at__isnull', False), ('day__isnull', False)), _connector='OR'), name='question_answered_is_whole'),
        ),
    ]
