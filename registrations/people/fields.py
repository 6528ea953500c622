"""Columns that are sealed in the database and read as text in the code, and columns by which they are found."""

from django.db import models

from harmoni import cipher
from registrations.people.names import LONGEST, name_key


class Sealed:
    """A text attribute kept sealed in `<name>_sealed`, bound to its table and row, with `key_version` beside it.

    `digest`: the column of the keyed digest that follows it, so that an equal text is found while it lies sealed.
    """

    def __init__(self, *, digest: str = "") -> None:
        self.digest = digest

    def __set_name__(self, owner, name):
        self.name, self.column = name, f"{name}_sealed"

    def _about(self, row):
        return f"{row._meta.db_table}.{self.name}/{row.pk}"

    def __get__(self, row, owner=None):
        if row is None:
            return self
        return cipher.unseal(getattr(row, self.column), about=self._about(row), version=row.key_version)

    def __set__(self, row, text):
        setattr(row, self.column, cipher.seal(text, about=self._about(row), version=row.key_version))
        if self.digest:
            setattr(row, self.digest, cipher.digest(text, use=self.name))


def sealed_column():
    return models.BinaryField(null=True, editable=False)


class NameKey(models.CharField):
    """Follows `full_name`, whoever saves the row: one by one or in bulk. The database refuses a row without it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": LONGEST, "editable": False, **kwargs})

    def pre_save(self, row, add):
        setattr(row, self.attname, name_key(row.full_name))
        return getattr(row, self.attname)


class PhoneDigest(models.BinaryField):
    """32 bytes that are set with `phone`; NULL without one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 32, "null": True, "editable": False, **kwargs})
