"""Many new rows of one table at once: a few by INSERT, many by COPY. Constraints and defaults hold for both."""

import contextlib
import gc
import io
import json
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.base import ModelState
from django.db.models.expressions import DatabaseDefault

Row = TypeVar("Row", bound=models.Model)
FEW = 20
EMPTY = {list: "[]", dict: "{}"}
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def fresh(model: type[Row], **values: Any) -> Row:
    """An unsaved row as `model(**values)` makes it, in a fraction of its time: a sheet makes ten of them a line.

    What that calls for each field is asked once for each model; no signal is sent. A relation is given as its object.
    """
    row, state, given = model.__new__(model), ModelState(), _columns_of(model)
    cells = row.__dict__ = {"_state": state, **given.same}
    for name, make in given.made:
        cells[name] = make()
    for name, value in values.items():
        if target := given.relations.get(name):
            state.fields_cache[name] = value
            cells[target[0]] = value and getattr(value, target[1])
        elif name in cells:
            cells[name] = value
        else:
            setattr(row, name, value)
    return row


class _Columns(NamedTuple):
    """What a new row of a model holds: the same in each, made anew for each; and {relation: its column, its key}."""

    same: dict[str, Any]
    made: list[tuple[str, Callable[[], Any]]]
    relations: dict[str, tuple[str, str]]


@cache
def _columns_of(model):
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    made = [(field.attname, field.default) for field in fields if field.has_default() and callable(field.default)]
    same = {field.attname: field.get_default() for field in fields if field.attname not in dict(made)}
    relations = {field.name: (field.attname, field.target_field.attname) for field in fields if field.is_relation}
    return _Columns(same, made, relations)


@contextlib.contextmanager
def collector_at_rest():
    """Rows by the thousand are no garbage: to search them for cycles again and again takes as long as writing them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def insert(rows: Sequence[models.Model]) -> None:
    """Inserts unsaved rows of one model, all with the same columns left to the database's defaults.

    Raises what a save raises. Columns left to the database are read back for a few rows only.
    """
    if len(rows) <= FEW:
        if rows:
            type(rows[0])._default_manager.bulk_create(rows)
        return
    _copy(rows)
    alias = connection.alias  # asked once: the proxy looks its connection up each time
    for row in rows:
        row._state.adding, row._state.db = False, alias


def _copy(rows):
    fields = [field for field in rows[0]._meta.concrete_fields if _is_given(rows[0], field)]
    for field in fields:
        if _follows(field):
            for row in rows:
                field.pre_save(row, add=True)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(rows[0]._meta.db_table)
    writers = [writer_of(field) for field in fields]
    values_of = attrgetter(*(field.attname for field in fields))
    columns_of = zip(*map(values_of, rows), strict=True)
    cells = [_written(column, write) for column, write in zip(columns_of, writers, strict=True)]
    text = io.StringIO("\n".join(map("\t".join, zip(*cells, strict=True))) + "\n")
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", text)


def _is_given(row, field):
    value = getattr(row, field.attname)
    return not isinstance(value, DatabaseDefault) and not (field.primary_key and value is None)


def _follows(field):
    """Whether the column follows others of its row, or the clock."""
    if isinstance(field, models.DateField | models.TimeField):
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not models.Field.pre_save


def _written(column, write):
    return ["\\N" if value is None else write(value) for value in column]


def writer_of(field: models.Field) -> Callable[[Any], str]:
    """How a value of this column is written in COPY's text format; what stands in many rows is written once."""
    if isinstance(field, models.BinaryField):
        return lambda value: "\\\\x" + bytes(value).hex()
    if isinstance(field, models.JSONField):
        return lambda value: _json(value).translate(ESCAPED)
    if isinstance(field, ArrayField):
        return lambda value: "{" + ",".join(map(str, value)) + "}"
    if isinstance(field.target_field if field.is_relation else field, models.UUIDField):
        return attrgetter("hex")
    return _escaped if field.unique else cache(_escaped)


def _escaped(value):
    return str(value).translate(ESCAPED)


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Writes these fields of saved rows of one model, each row its own values, in one statement."""
    if not rows:
        return
    meta, quote = rows[0]._meta, connection.ops.quote_name
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in names)]
    columns = ", ".join(f"{quote(field.column)} = new.{quote(field.column)}" for field in fields[1:])
    arrays = ", ".join(f"%s::{_array_of(field)}" for field in fields)
    new = ", ".join(quote(field.column) for field in fields)
    key = quote(meta.pk.column)
    statement = (
        f"UPDATE {quote(meta.db_table)} AS old SET {columns} FROM unnest({arrays}) AS new({new})"  # noqa: S608 - names of our own columns
        f" WHERE old.{key} = new.{key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [[_parameter(field, row) for row in rows] for field in fields])


def _array_of(field):
    kind = field.rel_db_type(connection) if field.primary_key else field.db_type(connection)
    return f"text[]::{kind}[]" if isinstance(field, models.JSONField) else f"{kind}[]"


def _parameter(field, row):
    value = getattr(row, field.attname)
    return _json(value) if isinstance(field, models.JSONField) else value


def _json(value):
    """Most lists of faults are empty."""
    return EMPTY[type(value)] if not value and type(value) in EMPTY else json.dumps(value)
