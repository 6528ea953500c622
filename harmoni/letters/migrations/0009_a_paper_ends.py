from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0008_fewer_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="state",
            field=models.CharField(
                choices=[
                    ("valid", "Berlaku"),
                    ("superseded", "Sudah diganti"),
                    ("ended", "Sudah berakhir"),
                    ("revoked", "Dicabut"),
                ],
                default="valid",
                max_length=10,
            ),
        ),
    ]
