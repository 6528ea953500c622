"""More spellings are one name (Marcelinus, Marselinus): whoever stands already gets the key that is searched by now."""

from django.db import migrations

from registrations.people.names import name_key

BATCH = 2000


def give_keys(apps, schema_editor):
    rows = apps.get_model("people", "Person").objects.order_by().values_list("pk", "full_name", "name_key")
    with schema_editor.connection.cursor() as cursor:
        batch = []
        for pk, full_name, key in rows.iterator(chunk_size=BATCH):
            if (now := name_key(full_name)) != key:
                batch.append((str(pk), now))
            if len(batch) == BATCH:
                _write(cursor, batch)
                batch = []
        _write(cursor, batch)


def _write(cursor, batch):
    if batch:
        cursor.execute(
            "UPDATE people_person SET name_key = found.key FROM unnest(%s::uuid[], %s::text[]) AS found(id, key)"
            " WHERE people_person.id = found.id",
            list(map(list, zip(*batch, strict=True))),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_possible_duplicates"),
    ]

    operations = [
        migrations.RunPython(give_keys, migrations.RunPython.noop),
    ]
