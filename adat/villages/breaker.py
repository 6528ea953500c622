"""When a sheet as a whole cannot be right, none of it is saved: half of it double, or one person again and again.

There is no way past it: a list that was exported twice or filled down by mistake is mended in the sheet, or here.
"""

from django.db.models import Count
from django.utils.translation import gettext as _

from adat.villages.models import Sheet

HALF = 0.5  # of the rows
MOST_TIMES = 5  # one NIK in one sheet
FEW = 4  # rows: below this half is nothing to be alarmed about


def why_stopped(sheet: Sheet) -> str:
    """The sentence of a checked sheet that may not be saved; '' of one that may."""
    rows = sheet.rows.filter(stay=None)
    read, double = rows.count(), rows.filter(double=True).count()
    times = rows.exclude(nik_digest=None).values("nik_digest").annotate(times=Count("pk")).order_by("-times").first()
    if times and times["times"] > MOST_TIMES:
        return (
            _("Satu NIK tertulis %(times)d kali dalam lembar ini. Periksa apakah kolom NIK tersalin ke bawah.") % times
        )
    if read >= FEW and double >= read * HALF:
        said = _(
            "%(double)d dari %(read)d baris ganda: orangnya sudah tercatat di sini atau tertulis dua kali."
            " Mungkin lembar yang sama diunggah lagi. Hapus baris gandanya, lalu unggah."
        )
        return said % {"double": double, "read": read}
    return ""
