

import django.db.models.deletion
import django.db.models.functions.datetime
import harmoni.cipher
import harmoni.letters.models
import registrations.residency.models.correction_request
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0002_loadedfile'),
        ('residency', '0011_clashes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='stay',
            name='moved_from',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moved_to', to='residency.stay'),
        ),
        migrations.CreateModel(
            name='CorrectionRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('token', models.CharField(default=harmoni.letters.models.new_token, max_length=24, unique=True)),
                ('status', models.CharField(choices=[('open', 'Menunggu jawaban'), ('approved', 'Sudah diperbaiki'), ('declined', 'Tidak dikabulkan')], default='open', max_length=8)),
                ('asker', models.CharField(choices=[('person', 'Orangnya sendiri'), ('host', 'Penanggung jawab tempat tinggal'), ('origin', 'Daerah asal'), ('officer', 'Petugas lain'), ('other', 'Orang lain')], max_length=7)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('due_at', models.DateTimeField(default=registrations.residency.models.correction_request.in_three_days)),
                ('field', models.CharField(blank=True, max_length=20)),
                ('reason', models.CharField(max_length=500)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('objection', models.CharField(blank=True, max_length=500)),
                ('key_version', models.PositiveSmallIntegerField(default=harmoni.cipher.current_version, editable=False)),
                ('value_sealed', models.BinaryField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='correction_requests', to='residency.stay')),
            ],
            options={
                'ordering': ['due_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('status', 'open')), fields=['due_at'], name='correction_waits')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='correction_decided_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='correction_declined_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('proposed', 'Menunggu diterima'), ('accepted', 'Diterima'), ('declined', 'Tidak datang'), ('withdrawn', 'Tidak jadi pindah')], default='proposed', max_length=9)),
                ('leaving_on', models.DateField(verbose_name='Tanggal pindah')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='Alasan pindah')),
                ('proposed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='Alasan tidak datang')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='residency.stay')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.customaryvillage')),
            ],
            options={
                'ordering': ['-proposed_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('status', 'proposed')), fields=['village', 'leaving_on'], name='transfer_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'proposed')), fields=('stay',), name='one_transfer_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('status', 'proposed')), models.Q(models.Q(('status', 'proposed'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='transfer_decided_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='transfer_declined_says_why')],
            },
        ),
    ]
