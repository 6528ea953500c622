"""What is typed without a line about somebody who is in the book already."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.written import written_at
from registrations.people.forms import DateField


class RenewByCodeForm(forms.Form):
    """The receipt's number or the address in its QR, and the new day; `written_at`: when, by the server's clock."""

    code = forms.CharField(
        label=_("Nomor pada bukti lapor"),
        max_length=300,
        help_text=_("Contoh: T-7F3K-9QXA. Alamat dari kode QR juga boleh."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "code"}),
    )
    planned_until = DateField(label=_("Rencana tinggal sampai"), help_text=_("Paling lama satu tahun dari hari ini."))
    insist = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self):
        return super().clean() | {"written_at": written_at(self.data, timezone.now())}
