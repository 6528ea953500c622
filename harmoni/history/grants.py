"""What the application's own database login may do: everything with the books, nothing with the past."""

from django.conf import settings
from django.db import connections

APPEND_ONLY = ("history_event", "history_seal")


def give(using="default", **_signal):
    """After every migration by the owner: read and write on all tables, on the history only insert and select."""
    connection = connections[using]
    login, owner = settings.DATABASE_APP["USER"], connection.settings_dict["USER"]
    if login == owner:
        return
    with connection.cursor() as cursor:
        quote = connection.ops.quote_name
        database = quote(connection.settings_dict["NAME"])
        cursor.execute(f"GRANT TEMPORARY ON DATABASE {database} TO {quote(login)}")  # staging tables of COPY
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quote(login)}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quote(login)}")
        for table in set(APPEND_ONLY) & set(connection.introspection.table_names(cursor)):
            cursor.execute(f"REVOKE ALL ON {quote(table)} FROM {quote(login)}")
            cursor.execute(f"GRANT SELECT, INSERT ON {quote(table)} TO {quote(login)}")


def forbidden(connection) -> list[str]:
    """What the login of this connection could do to the past and should not, as `privilege table`."""
    found = []
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            for privilege in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege(%s, %s)", [table, privilege])
                if cursor.fetchone()[0]:
                    found.append(f"{privilege} {table}")
    return found
