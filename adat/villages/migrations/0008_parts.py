"""Rows wait for their check in parts; a sheet that was only half looked at is read once more from its file."""

import django.db.models.deletion
from django.db import migrations, models


def read_again(apps, schema_editor):
    sheets, outbox = apps.get_model("villages", "Sheet"), apps.get_model("notices", "Outbox")
    for sheet in sheets.objects.filter(rows__good=None).distinct():
        sheet.rows.all().delete()
        sheet.columns, sheet.state = {}, "reading"
        sheet.save(update_fields=["columns", "state"])
        outbox.objects.create(
            kind="villages.read_sheet",
            dedupe_key=f"villages.read_sheet/{sheet.pk}/again",
            payload={"sheet": str(sheet.pk)},
        )


class Migration(migrations.Migration):
    dependencies = [("villages", "0007_paper_slips"), ("notices", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SheetPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(help_text="of its first row")),
                ("size", models.PositiveSmallIntegerField()),
                ("rows_sealed", models.BinaryField()),
                (
                    "sheet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="villages.sheet",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("sheet", "number"), name="sheet_part_once")],
            },
        ),
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
