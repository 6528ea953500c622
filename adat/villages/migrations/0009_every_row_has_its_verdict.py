from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("villages", "0008_parts")]

    operations = [migrations.AlterField(model_name="sheetrow", name="good", field=models.BooleanField())]
