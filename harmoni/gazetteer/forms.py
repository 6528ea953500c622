"""What an administrator uploads: one list, and where it comes from."""

from django import forms
from django.utils.translation import gettext_lazy as _

from adat.villages.import_forms import UploadForm
from harmoni.gazetteer.models import Kind
from registrations.people.forms import printable


class ListForm(UploadForm):
    """A sheet as the import takes it (same size, kinds and first look), for no village."""

    kind = forms.ChoiceField(label=_("Daftar apa"), choices=Kind.choices, widget=forms.RadioSelect)
    source = forms.CharField(
        label=_("Dasar daftar ini"),
        min_length=5,
        max_length=200,
        help_text=_("Nomor keputusan atau surat, dan dari siapa. Tercatat dalam riwayat."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["key", "kind", "source", "file"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, villages=[], **kwargs)
        del self.fields["village"]
        self.fields["file"].label = _("Berkas")
        self.fields["file"].help_text = _("XLSX atau CSV, paling besar 10 MB, judul kolom di baris pertama.")

    def clean_source(self):
        printable(self.cleaned_data["source"])
        return self.cleaned_data["source"]
