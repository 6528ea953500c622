import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("villages", "0008_parts")]

    operations = [
        migrations.AlterField("sheetrow", "good", models.BooleanField()),
        migrations.AlterField(
            "sheetrow",
            "sheet",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="villages.sheet",
            ),
        ),
    ]
