"""Minutes are signed on the screen of whoever writes them: strokes, or the chosen name as it stands."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registrations.certification.forms import FEWEST_STEPS, LONGEST_SIGNATURE, STROKES
from registrations.people.forms import choice


class SignForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    who = choice(_("Siapa yang menandatangani"), [], required=True)
    signature = forms.CharField(
        label=_("Tanda tangan"), required=False, max_length=LONGEST_SIGNATURE, widget=forms.HiddenInput
    )
    read_aloud = forms.BooleanField(
        label=_("Isinya sudah dibaca atau dibacakan, dan orang ini menyetujuinya"),
        error_messages={"required": _("Bacakan dahulu isinya, lalu centang.")},
    )

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [(name, name) for name in names]

    def clean_signature(self):
        strokes = self.cleaned_data["signature"]
        if strokes and (not STROKES.fullmatch(strokes) or strokes.count("L") < FEWEST_STEPS):
            raise ValidationError(_("Tanda tangan ini tidak terbaca. Gores sekali lagi."))
        return strokes
