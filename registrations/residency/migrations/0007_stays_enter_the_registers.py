"""Stays that were written down before there were two registers get their rows, numbered in the order they came."""

from django.db import migrations

TAMIU = """
INSERT INTO residency_registration (stay_id, register, book, number, letter_name, valid_from, valid_until, left_on,
    cancelled_for, status, receipt_number, refusal)
SELECT id, 'tamiu', path, lpad(serial::text, 4, '0') || '/STLD/' || year, 'Surat Tanda Lapor Diri (STLD)',
    least(term_since, planned_until), planned_until, departed_on, '', '', '', ''
FROM numbered
"""
NUMBERED = """
CREATE TEMPORARY TABLE numbered ON COMMIT DROP AS
SELECT *, row_number() OVER (PARTITION BY path, year ORDER BY registered_at, id) AS serial
FROM (
    SELECT stay.*, place.path, extract(year FROM registered_at AT TIME ZONE 'Asia/Makassar')::int AS year
    FROM residency_stay stay JOIN regions_customaryvillage place ON place.id = stay.customary_village_id
) dated
"""
NONPERMANENT = """
INSERT INTO residency_registration (stay_id, register, book, number, letter_name, valid_from, valid_until, left_on,
    cancelled_for, status, receipt_number, refusal)
SELECT id, 'nonpermanent', '', '', 'Tanda Lapor Penduduk Nonpermanen', least(term_since, planned_until),
    planned_until, departed_on, '', 'unprepared', '', ''
FROM numbered
"""
SERIES = """
INSERT INTO letters_series (office, kind, year, last) SELECT path, 'tamiu', year, max(serial) FROM numbered
GROUP BY path, year
"""


class Migration(migrations.Migration):
    dependencies = [
        ("residency", "0006_registers_and_papers"),
        ("letters", "0004_title_and_wider_series"),
    ]

    operations = [
        migrations.RunSQL([NUMBERED, TAMIU, NONPERMANENT, SERIES], migrations.RunSQL.noop),
    ]
