"""What may be uploaded: one sheet of at most 10 MB, for a desa adat of one's own."""

import hashlib
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from adat.villages.file_kind import MOST_BYTES, Refused, kind_of
from adat.villages.refusals import SENTENCES
from harmoni.regions.models import CustomaryVillage

ENDINGS = (".xlsx", ".xls", ".csv", ".xlsm", ".ods", ".txt")  # the last three get a sentence of their own


class UploadForm(forms.Form):
    """`villages` are the desa adat for which this officer imports; asked only when there are several."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    village = forms.ModelChoiceField(
        CustomaryVillage.objects.none(), label=_("Desa adat"), empty_label=_("Pilih desa adat")
    )
    file = forms.FileField(
        label=_("Lembar yang sudah diisi"),
        help_text=_(
            "XLSX, XLS, atau CSV, paling besar 10 MB: contoh dari halaman ini, OpenSID, SIAK, atau BIP."
            " Unggah dan simpan tidak dipungut biaya."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def __init__(self, *args, villages, **kwargs):
        super().__init__(*args, **kwargs)
        self.only = villages[0] if len(villages) == 1 else None
        own = [village.pk for village in villages]
        self.fields["village"].queryset = CustomaryVillage.objects.filter(pk__in=own)
        if self.only:
            del self.fields["village"]

    def clean_file(self):
        """The cheap part of the look: size, name and first bytes. The rest is the reader's."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(SENTENCES["large"])
        if not file.name.lower().endswith(ENDINGS):
            raise ValidationError(SENTENCES["name"])
        self.content = file.read()
        try:
            kind_of(self.content, file.name)
        except Refused as refused:
            raise ValidationError(SENTENCES[refused.code]) from refused
        return file

    @property
    def chosen_village(self):
        return self.only or self.cleaned_data["village"]

    @property
    def file_name(self):
        """Without long numbers: a name of a file is shown in lists, and some write a NIK into it."""
        return re.sub(r"\d{9,}", "…", self.cleaned_data["file"].name)[-120:]

    @property
    def file_digest(self):
        return hashlib.sha256(self.content).hexdigest()
