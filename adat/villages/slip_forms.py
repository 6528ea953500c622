from django import forms
from django.utils.translation import gettext_lazy as _

from adat.villages.slips import A_PAGE
from registrations.people.forms import choice

COUNTS = [
    (A_PAGE * pages, _("%(count)s slip, %(pages)s lembar A4") % {"count": A_PAGE * pages, "pages": pages})
    for pages in (1, 2, 5, 10)
]


class PrintForm(forms.Form):
    """How many, in whole sheets."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    count = choice(_("Berapa slip"), COUNTS, required=True, coerce=int)
