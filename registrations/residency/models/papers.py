"""What a desa adat calls its papers and its categories, and how long its letter holds."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmoni.regions.models import CustomaryVillage, Region
from registrations.residency.models.stay import Category

STLD = "Surat Tanda Lapor Diri (STLD)"
NONPERMANENT_LETTER = "Tanda Lapor Penduduk Nonpermanen"


class Months(models.IntegerChoices):
    """How long a place's letter holds before it is to be renewed; never longer than the stay is planned."""

    THREE = 3, _("3 bulan")
    SIX = 6, _("6 bulan")
    YEAR = 12, _("12 bulan")


class Papers(models.Model):
    """One row for each desa adat that wrote its own; the others use what stands here as the default."""

    customary_village = models.OneToOneField(CustomaryVillage, models.PROTECT, primary_key=True, related_name="+")
    letter_name = models.CharField(_("Nama surat untuk tamiu"), max_length=80, default=STLD)
    mark = models.CharField(_("Kode pada nomor"), max_length=12, default="STLD")
    months = models.PositiveSmallIntegerField(_("Surat berlaku"), choices=Months, default=Months.YEAR)
    nonpermanent_name = models.CharField(
        _("Nama surat penduduk nonpermanen"), max_length=80, default=NONPERMANENT_LETTER
    )
    letterhead = models.CharField(_("Baris kop surat"), max_length=120, blank=True)
    village = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    tamiu_called = models.CharField(_("Sebutan untuk tamiu"), max_length=160, blank=True)
    krama_tamiu_called = models.CharField(_("Sebutan untuk krama tamiu"), max_length=160, blank=True)
    krama_desa_adat_called = models.CharField(_("Sebutan untuk krama desa adat"), max_length=160, blank=True)

    def __str__(self):
        return f"{self.letter_name} {self.customary_village}"

    def called(self, category: str) -> list[str]:
        """The place's own words for one of the three of Perda Bali 4/2019."""
        return words_in(getattr(self, f"{Category(category)}_called"))

    def word_for(self, category: str) -> str:
        """`Tamiu (di sini: tamiu berdomisili, tamiu pengusaha)`."""
        own, label = self.called(category), str(Category(category).label)
        return _("%(label)s (di sini: %(own)s)") % {"label": label, "own": ", ".join(own)} if own else label


def words_in(text: str) -> list[str]:
    """What stands between the commas, each once."""
    return list(dict.fromkeys(bare for word in text.split(",") if (bare := " ".join(word.split()))))


def papers_of(village: CustomaryVillage) -> Papers:
    """The place's own; where none were written, an unsaved row of the defaults."""
    return Papers.objects.filter(pk=village.pk).first() or Papers(customary_village=village)


def papers_by_village(villages: Iterable[CustomaryVillage]) -> dict:
    """{id of the desa adat: its papers}, in one query."""
    wanted = {village.pk: village for village in villages}
    written = Papers.objects.in_bulk(wanted)
    return {pk: written.get(pk) or Papers(customary_village=village) for pk, village in wanted.items()}
