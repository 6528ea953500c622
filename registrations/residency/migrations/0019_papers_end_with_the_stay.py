"""The receipt and the letter of a stay that has ended are over too; until now they went on to the planned end."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0009_a_paper_ends"),
        ("residency", "0018_a_calendar_year"),
    ]

    operations = [
        migrations.RunSQL(
            """
            UPDATE letters_document SET state = 'ended' FROM residency_stay
            WHERE record = residency_stay.id AND departed_on IS NOT NULL
                AND kind IN ('receipt', 'nonpermanent') AND state = 'valid'
            """,
            "UPDATE letters_document SET state = 'valid' WHERE state = 'ended'",
        ),
    ]
