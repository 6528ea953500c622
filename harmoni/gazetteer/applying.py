"""What was seen is applied, in one transaction, and can be taken back while nothing rests on what is new."""

from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.gazetteer.comparing import holds, tables_digest
from harmoni.gazetteer.models import Kind, PlaceList
from harmoni.gazetteer.workflow import Status
from harmoni.history.workflow import MoveRefused
from harmoni.regions.models import CustomaryVillage, LoadedFile, Region
from harmoni.regions.reference import by_hand
from registrations.people.book import one_at_a_time

LINES = """
WITH RECURSIVE tree AS (
    SELECT code, lower(name)::text AS line FROM regions_region WHERE parent_id IS NULL AND code = ANY(%(provinces)s)
    UNION ALL
    SELECT child.code, lower(child.name) || ' ' || tree.line
    FROM regions_region child JOIN tree ON child.parent_id = tree.code
)
UPDATE regions_region SET line = left(tree.line, 250) FROM tree
WHERE tree.code = regions_region.code AND regions_region.line IS DISTINCT FROM left(tree.line, 250)
"""


@transaction.atomic
def act(verb: str, places: PlaceList, *, by: User) -> str:
    """Does the move and says what happened. Raises MoveRefused when the tables or what rests on them have changed."""
    one_at_a_time("gazetteer")
    if verb == "terapkan":
        _apply(places, by)
        return _("Diterapkan. Selama belum ada yang bergantung padanya, dapat diurungkan.")
    _reverse(places, by)
    return _("Diurungkan. Nama dan kode sebelumnya berlaku lagi.")


def _apply(places, by):
    if tables_digest(places.kind) != places.tables_digest:
        raise MoveRefused(_("Daftar wilayah berubah sejak pratinjau ini dibuat. Unggah berkasnya lagi."))
    if why := hindrance(places):
        raise MoveRefused(why)
    places.move("terapkan", by=by, detail=_facts(places), applied_at=timezone.now())
    _change_regions(places.changes) if places.kind == Kind.REGIONS else _change_villages(places.changes)
    LoadedFile.objects.update_or_create(name=by_hand(places.kind), defaults={"digest": places.file_digest})


def hindrance(places: PlaceList) -> str:
    """Why this preview cannot be applied; '' when it can. A path in use never loses its place."""
    if places.kind != Kind.REGIONS:
        return ""
    held = holds([row[0] for row in places.changes["retired"]])["firm"]
    if not held:
        return ""
    what = ", ".join(f"{count} {name}" for name, count in held.items())
    return (
        _(
            "Kode yang hilang masih dipakai sebagai wilayah kerja: %s. Pindahkan dulu ke kode barunya; sesudah itu"
            " unggah lagi. Orang yang berasal dari sana tidak terpengaruh."
        )
        % what
    )


def _change_regions(changes):
    for _level, rows in _by_level(changes["added"]):
        Region.objects.bulk_create(
            [Region(code=c, name=n, kind=k, level=lv, parent_id=p or None, line="") for c, n, k, lv, p in rows],
            batch_size=2000,
        )
    _rename([(code, after, kind) for code, _before, after, _was, kind in changes["renamed"]])
    _retire(changes["revived"], False)
    _retire(changes["retired"], True)
    _draw_lines(changes)


def _change_villages(changes):
    for path, name, code, _region, source in changes["added"]:
        CustomaryVillage.objects.create(path=path, name=name, region_id=code, source=source, verified=True)
    for pk, _name, _region, _before, source in changes["verified"]:
        CustomaryVillage.objects.filter(pk=pk).update(verified=True, source=source)


def _reverse(places, by):
    """The newest first: a load under another cannot be pulled out."""
    later = PlaceList.objects.filter(kind=places.kind, status=Status.APPLIED, applied_at__gt=places.applied_at)
    if later.exists():
        raise MoveRefused(_("Ada daftar yang diterapkan sesudahnya. Urungkan yang itu dulu."))
    try:
        with transaction.atomic():
            places.move("urungkan", by=by, detail=_facts(places))
            _restore_regions(places.changes) if places.kind == Kind.REGIONS else _restore_villages(places.changes)
    except ProtectedError as fault:
        raise MoveRefused(
            _("Sudah ada catatan yang memakai tempat baru dari daftar ini, jadi tidak dapat diurungkan lagi.")
        ) from fault
    before = PlaceList.objects.filter(kind=places.kind, status=Status.APPLIED).order_by("-applied_at").first()
    mark = LoadedFile.objects.filter(name=by_hand(places.kind))
    mark.update(digest=before.file_digest) if before else mark.delete()


def _restore_regions(changes):
    for _level, rows in reversed(_by_level(changes["added"])):
        Region.objects.filter(code__in=[row[0] for row in rows]).delete()
    _rename([(code, before, was) for code, before, _after, was, _kind in changes["renamed"]])
    _retire(changes["revived"], True)
    _retire(changes["retired"], False)
    _draw_lines(changes)


def _restore_villages(changes):
    CustomaryVillage.objects.filter(path__in=[row[0] for row in changes["added"]]).delete()
    for pk, _name, _region, before, _source in changes["verified"]:
        CustomaryVillage.objects.filter(pk=pk).update(verified=False, source=before)


def _by_level(rows):
    levels = sorted({row[3] for row in rows})
    return [(level, [row for row in rows if row[3] == level]) for level in levels]


def _rename(rows):
    regions = Region.objects.in_bulk([code for code, _name, _kind in rows])
    for code, name, kind in rows:
        regions[code].name, regions[code].kind = name, kind
    Region.objects.bulk_update(regions.values(), ["name", "kind"], batch_size=1000)


def _retire(rows, gone):
    Region.objects.filter(code__in=[row[0] for row in rows]).update(retired=gone)


def _draw_lines(changes):
    provinces = sorted({row[0][:2] for rows in changes.values() for row in rows})
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"provinces": provinces})


def _facts(places):
    return {"kind": places.kind, "file": places.file_digest, "source": places.source, **places.counts}
