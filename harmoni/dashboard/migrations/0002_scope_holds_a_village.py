from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("dashboard", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="snapshot",
            name="scope",
            field=models.CharField(
                help_text="`stay:51` by place of stay, `origin:53` by origin", max_length=90
            ),
        ),
    ]
