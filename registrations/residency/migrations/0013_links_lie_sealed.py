"""The links of `Question` and `CorrectionRequest` are sealed; those that were sent go on working."""

from django.db import migrations, models

import harmoni.cipher
import harmoni.letters.models

BATCH = 2000
LINKS = {'question': 'question-link', 'correctionrequest': 'correction-link'}


def _turn(apps, fields, turn):
    for name, use in LINKS.items():
        model = apps.get_model('residency', name)
        batch = []
        for row in model.objects.order_by('pk').iterator(chunk_size=BATCH):
            turn(row, f'{model._meta.db_table}.token/{row.pk}', use)
            batch.append(row)
            if len(batch) == BATCH:
                model.objects.bulk_update(batch, fields)
                batch = []
        model.objects.bulk_update(batch, fields)


def seal(apps, schema_editor):
    def turn(row, about, use):
        row.token_sealed = harmoni.cipher.seal(row.token, about=about, version=row.key_version)
        row.token_digest = harmoni.cipher.digest(row.token, use=use)

    _turn(apps, ['token_sealed', 'token_digest'], turn)


def open_again(apps, schema_editor):
    def turn(row, about, use):
        row.token = harmoni.cipher.unseal(row.token_sealed, about=about, version=row.key_version)

    _turn(apps, ['token'], turn)


def _sealed(name):
    return [
        migrations.AddField(name, 'token_sealed', models.BinaryField(null=True)),
        migrations.AddField(name, 'token_digest', models.BinaryField(max_length=32, null=True, unique=True)),
        migrations.AlterField(
            name, 'token', models.CharField(default=harmoni.letters.models.new_token, max_length=24, null=True, unique=True)
        ),
    ]


def _closed(name):
    return [
        migrations.AlterField(name, 'token_digest', models.BinaryField(max_length=32, unique=True)),
        migrations.RemoveField(name, 'token'),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('residency', '0012_moves_and_corrections'),
    ]

    operations = [
        migrations.AddField(
            'question',
            'key_version',
            models.PositiveSmallIntegerField(default=harmoni.cipher.current_version, editable=False),
        ),
        *_sealed('question'),
        *_sealed('correctionrequest'),
        migrations.RunPython(seal, open_again),
        *_closed('question'),
        *_closed('correctionrequest'),
    ]
