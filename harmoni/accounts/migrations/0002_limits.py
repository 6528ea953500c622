from django.db import migrations

CREATE = """
CREATE TABLE accounts_limits (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX accounts_limits_expires ON accounts_limits (expires);
"""


class Migration(migrations.Migration):
    """The table of the sign-in limiter: Django's database cache, made here so that the owner owns it."""

    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE accounts_limits")]
