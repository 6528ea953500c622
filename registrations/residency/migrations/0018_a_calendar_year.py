"""At most a year of the calendar, no longer 366 days: a term that is longer by a day ends on the year's day."""

import registrations.residency.models.stay
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certification", "0001_initial"),
        ("people", "0003_possible_duplicates"),
        ("regions", "0002_loadedfile"),
        ("residency", "0017_fewer_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="registration",
            name="registration_a_year_at_most",
        ),
        migrations.RemoveConstraint(
            model_name="stay",
            name="stay_term_a_year_at_most",
        ),
        migrations.RunSQL(
            """
            UPDATE residency_registration SET valid_until = (valid_from + interval '1 year')::date
            WHERE valid_until > (valid_from + interval '1 year')::date;
            UPDATE residency_stay SET planned_until = (term_since + interval '1 year')::date
            WHERE planned_until > (term_since + interval '1 year')::date
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__gte", models.F("valid_from")),
                    ("valid_until__lte", registrations.residency.models.stay.AYearAfter("valid_from")),
                ),
                name="registration_a_year_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned_until__lte", registrations.residency.models.stay.AYearAfter("term_since"))
                ),
                name="stay_term_a_year_at_most",
            ),
        ),
    ]
