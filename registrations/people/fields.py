"""Columns that are sealed in the database and read as text in the code."""

from django.db import models

from harmoni import cipher


class Sealed:
    """A text attribute kept sealed in `<name>_sealed`, bound to its table and row, with `key_version` beside it."""

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


def sealed_column():
    return models.BinaryField(null=True, editable=False)
