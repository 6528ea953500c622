"""What an administrator may change: when and to whom, in which words; never code."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmoni.notices.models import Language, Rule, Wording
from harmoni.notices.sources import Source
from harmoni.notices.wording import unknown_in
from registrations.people.forms import printable

LONG_NUMBER = re.compile(r"\d[\d .-]{11,}\d")


class RuleForm(forms.ModelForm):
    """One rule of an event; which event it is stands fixed."""

    class Meta:
        model = Rule
        fields = ("receiver", "step", "wording", "language", "is_active")
        help_texts = {
            "step": gettext_lazy("14 berarti 14 hari sebelumnya; -7 berarti 7 hari sesudahnya; 0 pada harinya."),
            "language": gettext_lazy("Bila teks dalam bahasa ini belum ada, dipakai teks Indonesia."),
        }

    def __init__(self, *args, source: Source, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source
        self.instance.event = source.event
        receivers = [choice for choice in self.fields["receiver"].choices if choice[0] in source.receivers]
        self.fields["receiver"].choices = receivers
        texts = Wording.objects.filter(language=Language.INDONESIAN).order_by("name", "-version").distinct("name")
        named = [(text.name, text.title) for text in texts if text.name.startswith(_stems(source))]
        self.fields["wording"] = forms.ChoiceField(label=_("Teks"), choices=named, initial=self.instance.wording)
        self.fields["step"].min_value, self.fields["step"].max_value = -365, 365
        if source.sealed:
            del self.fields["wording"], self.fields["language"]

    def clean_step(self):
        step = self.cleaned_data["step"]
        if not -365 <= step <= 365:
            raise forms.ValidationError(_("Paling jauh 365 hari sebelum atau sesudah tanggalnya."))
        return step

    def clean(self):
        found = super().clean()
        receiver, wording = found.get("receiver"), found.get("wording")
        if receiver and wording and not wording.endswith(f".{receiver}"):
            self.add_error("wording", _("Teks ini ditulis bagi penerima lain."))
        same = Rule.objects.filter(event=self.source.event, receiver=receiver, step=found.get("step"))
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("step", _("Aturan untuk penerima dan hari ini sudah ada."))
        return found


def _stems(source):
    """A date that has passed has texts of its own: `stay_ends.` and `stay_over.`."""
    first = source.event.rpartition("_")[0] or source.event
    return f"{source.event}.", f"{first}_over.", f"{first}_late."


class WordingForm(forms.Form):
    """The next version of a text; `known` are the placeholders that its event has facts for."""

    language = forms.ChoiceField(choices=Language.choices, widget=forms.HiddenInput)
    subject = forms.CharField(label=gettext_lazy("Perihal"), max_length=110)
    text = forms.CharField(
        label=gettext_lazy("Isi"), max_length=1200, required=False, widget=forms.Textarea(attrs={"rows": 10})
    )

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known

    def clean_subject(self):
        return self._safe("subject")

    def clean_text(self):
        return self._safe("text").replace("\r\n", "\n")

    def _safe(self, name):
        text = self.cleaned_data[name]
        printable(text.replace("\n", " ").replace("\r", ""))
        if wrong := unknown_in(text, self.known):
            known = ", ".join(f"{{{fact}}}" for fact in self.known)
            words = {"wrong": ", ".join(wrong), "known": known}
            raise forms.ValidationError(_("Tidak dikenal: %(wrong)s. Yang dapat dipakai: %(known)s.") % words)
        if LONG_NUMBER.search(text):
            raise forms.ValidationError(_("Nomor panjang (NIK, telepon, rekening) tidak boleh ada dalam pesan."))
        return text
