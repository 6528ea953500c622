"""Loads the official regions and the known desa adat from the shipped files; a second load changes nothing."""

import csv
import gzip
import hashlib
import io
from pathlib import Path

from django.db import connection, transaction
from django.utils.text import slugify

from harmoni.regions.models import CustomaryVillage, LoadedFile, Region

DATA = Path(__file__).parent / "data"
LEVELS = {"provinsi": 1, "kabkota": 2, "kecamatan": 3, "desa": 4}
UPSERT = """
INSERT INTO regions_region (code, name, kind, level, parent_id, line, retired)
SELECT code, name, kind, level, parent_id, line, retired FROM incoming ORDER BY code
ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, level = excluded.level,
    parent_id = excluded.parent_id, line = excluded.line, retired = excluded.retired
WHERE regions_region IS DISTINCT FROM excluded
"""

# Or the search would not use its index before the next autovacuum: it cannot know yet that it is worth it.
SETTLE = """
ANALYZE regions_region;
SELECT gin_clean_pending_list(oid) FROM pg_class
WHERE relname = 'region_line_trigram' AND relowner = current_user::regrole
"""


FILES = ("wilayah.csv.gz", "kode_lama.csv", "desa_adat_sebagian.csv")


@transaction.atomic
def load() -> tuple[int, int]:
    """Regions and desa adat, new or changed; (0, 0) at once when these very files were loaded before."""
    digest = hashlib.sha256(b"".join((DATA / name).read_bytes() for name in FILES)).hexdigest()
    if LoadedFile.objects.filter(name="reference", digest=digest).exists():
        return 0, 0
    LoadedFile.objects.update_or_create(name="reference", defaults={"digest": digest})
    kept = set(LoadedFile.objects.values_list("name", flat=True))
    regions = 0 if by_hand("regions") in kept else load_regions()
    return regions, 0 if by_hand("villages") in kept else load_customary_villages()


def by_hand(kind: str) -> str:
    """The mark of a list that an administrator loaded: no start, and no newer release, overwrites what it holds."""
    return f"{kind}.by_hand"


@transaction.atomic
def load_regions() -> int:
    """All 91,599 regions and the 620 retired codes by COPY; returns how many rows were new or changed."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(_rows())
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE incoming (LIKE regions_region) ON COMMIT DROP")
        cursor.copy_expert("COPY incoming (code, name, kind, level, parent_id, line, retired) FROM STDIN CSV", buffer)
        cursor.execute(UPSERT)
        changed = cursor.rowcount
        cursor.execute(SETTLE)
    return changed


def _rows():
    with gzip.open(DATA / "wilayah.csv.gz", "rt", encoding="utf-8") as current:
        rows = [(row, False) for row in csv.DictReader(current)]
    known = {row["code"] for row, _ in rows}
    with (DATA / "kode_lama.csv").open(encoding="utf-8") as retired:
        rows += [(row, True) for row in csv.DictReader(retired) if row["code"] not in known]
    lines = {}
    for row, gone in sorted(rows, key=lambda pair: (len(pair[0]["code"]), pair[0]["code"])):
        line = lines[row["code"]] = f"{row['name'].lower()} {lines.get(row['parent_code'], '')}".strip()
        kind = row.get("kind") or row["level"]
        yield row["code"], row["name"], kind, LEVELS[row["level"]], row["parent_code"], line[:250], gone


@transaction.atomic
def load_customary_villages() -> int:
    """The desa adat of which a source is known, as unverified; returns how many are new."""
    with (DATA / "desa_adat_sebagian.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    regions = Region.objects.in_bulk({row["kecamatan_code"] or row["kabkota_code"] for row in rows})
    new = 0
    for row in rows:
        region = regions[row["kecamatan_code"] or row["kabkota_code"]]
        village, created = CustomaryVillage.objects.get_or_create(
            path=f"{region.code}/{slugify(row['name'])}/",
            defaults={"name": row["name"], "region": region, "source": row["source"][:250]},
        )
        if created:
            village.villages.set(Region.objects.filter(parent=region, name__iexact=row["name"]))
        new += created
    return new
