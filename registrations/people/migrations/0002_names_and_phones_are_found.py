"""People are found by a key of their name and by a digest of their phone; those who stand already get theirs here."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import registrations.people.fields
from harmoni import cipher
from registrations.people.names import name_key

BATCH = 2000


def give_keys(apps, schema_editor):
    person = apps.get_model('people', 'Person')
    rows = person.objects.order_by().values_list('pk', 'full_name', 'phone_sealed', 'key_version')
    with schema_editor.connection.cursor() as cursor:
        batch = []
        for row in rows.iterator(chunk_size=BATCH):
            batch.append(_keys(*row))
            if len(batch) == BATCH:
                _write(cursor, batch)
                batch = []
        _write(cursor, batch)


def _keys(pk, full_name, phone_sealed, version):
    phone = cipher.unseal(phone_sealed, about=f'people_person.phone/{pk}', version=version)
    return str(pk), name_key(full_name), cipher.digest(phone, use='phone') if phone else None


def _write(cursor, batch):
    if batch:
        keys, names, phones = map(list, zip(*batch, strict=True))
        cursor.execute(
            'UPDATE people_person SET name_key = found.name, phone_digest = found.phone'
            ' FROM unnest(%s::uuid[], %s::text[], %s::bytea[]) AS found(id, name, phone)'
            ' WHERE people_person.id = found.id',
            [keys, names, phones],
        )


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='name_key',
            field=registrations.people.fields.NameKey(default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='person',
            name='phone_digest',
            field=registrations.people.fields.PhoneDigest(),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='person',
            name='person_name_trigram',
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['name_key'], name='person_name_key'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('phone_digest__isnull', False)), fields=['phone_digest'], name='person_phone'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('name_key', 'gin_trgm_ops'), name='person_key_trigram'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('name_key__startswith', ' ')), name='person_has_a_name_key'),
        ),
    ]
