"""The worker's part of an export: the file, once, with one reading that names everybody in it; and its end."""

from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.roles import Permission
from harmoni.history.models import Event
from harmoni.history.record import record_reading
from harmoni.notices.models import Outbox
from harmoni.notices.outbox import post_all
from harmoni.reports.files import Unprintable, content_of
from harmoni.reports.models import KEPT, Export
from harmoni.reports.workflow import Status

EXPIRE = "reports.expire"
CHUNK = 2000
ORIGIN = "person__origin_village__parent__parent__parent"


def prepare(export: Export) -> None:
    """Writes the file of a locked export that is being prepared, or says why there is none."""
    if not export.by.is_active or not export.by.may_at(Permission.STAY_EXPORT, export.place):
        return _fail(export, _("Hak ekspor di wilayah ini sudah berakhir sebelum berkasnya dibuat."))
    if export.people() > export.count:
        return _fail(export, _("Jumlah orangnya bertambah sejak diminta. Minta lagi dengan jumlah yang baru."))
    people = {}
    try:
        content = content_of(export, _counted(export, people))
    except Unprintable:
        return _fail(export, _("PDF ini terlalu berat. Persempit tanggalnya, atau pilih Excel."))
    record_reading("ekspor", by=export.by, subjects=[export.pk, *people], place=export.place, reason=export.reason)
    until = timezone.now() + KEPT
    export.move("siapkan", by=None, content=export.sealed(content), size=len(content), expires_at=until)
    payload = {"export": str(export.pk)}
    post_all([Outbox(kind=EXPIRE, dedupe_key=f"{EXPIRE}/{export.pk}", payload=payload, next_at=until)], wake=False)


def expire(export: Export) -> None:
    """The content is gone; who asked for it, for whom and why stays."""
    export.move("hapus-ekspor", by=None, content=None)


def forget_files(now=None) -> int:
    """The daily purge's second look: what the clock of each export has missed. Returns how many."""
    due = list(Export.objects.due_to_go(now).select_for_update(of=("self",)).defer("content"))
    for export in due:
        expire(export)
    return len(due)


def fetch(export: Export, *, by) -> bytes:
    """The content for whom it was made; one reading that names everybody in it, and one more on the count."""
    named = Event.objects.about(export.pk).get(verb="ekspor").subjects
    record_reading("unduh_ekspor", by=by, subjects=named, place=export.place, reason=export.reason)
    export.downloads += 1
    export.save(update_fields=["downloads"])
    return export.open_content()


def locked(pk, status=Status.PREPARING) -> Export | None:
    """The export, held until the end of this step; None when it has left the status meanwhile."""
    found = Export.objects.select_for_update(of=("self",)).select_related("by").defer("content")
    return found.filter(pk=pk, status=status).first()


def _counted(export, people):
    """The stays in the book's order; `people` gathers whom they name."""
    stays = export.stays().select_related("customary_village", ORIGIN).order_by("arrived_on", "registration_number")
    for stay in stays.iterator(chunk_size=CHUNK):
        people[stay.person_id] = None
        yield stay


def _fail(export, sentence):
    export.move("gagal-ekspor", by=None, reason=sentence)
