"""What is chosen for a report: of which place, of which period; and who receives those of a schedule."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.dashboard.viewpoint import Viewpoint, opened
from harmoni.periodic.asking import readers_of
from harmoni.periodic.facts import periods_for
from harmoni.periodic.models import Schedule, viewpoint_of
from harmoni.periodic.periods import RHYTHMS, Kind, Period
from harmoni.periodic.places import places_of


class PlaceForm(forms.Form):
    """Of one's own territory."""

    place = forms.ChoiceField(label=_("Tempat"))

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.places = user, places_of(user)
        self.fields["place"].choices = self.places
        if len(self.places) == 1:
            self.fields["place"].widget = forms.HiddenInput()
            self.initial["place"] = self.places[0][0]
        self.kinds = [kind for kind in Kind if kind != Kind.DAILY or user.places(Permission.STAY_REGISTER)]

    @property
    def view(self) -> Viewpoint:
        code = self.cleaned_data["place"]
        return viewpoint_of(f"{code}/" if "/" in code else code)

    @property
    def place_name(self) -> str:
        return dict(self.places)[self.cleaned_data["place"]]

    def check_daily(self, kind):
        """A desk's queues are those of a desa adat whose book this person keeps."""
        view = self.cleaned_data.get("place") and self.view
        if view and kind == Kind.DAILY and view.path not in self.user.places(Permission.STAY_REGISTER):
            self.add_error("place", _("Antrean harian hanya untuk desa adat yang mejanya Anda pegang."))


class AskForm(PlaceForm):
    """Which period: those whose figures are frozen; of the queues, today."""

    period = forms.ChoiceField(label=_("Masa"), help_text=_("Hanya masa yang angkanya sudah dibekukan."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [(kind.label, list(map(_option, periods_for(kind)))) for kind in self.kinds]

    def clean(self):
        values = super().clean()
        if "period" in values:
            kind, _slash, first = values["period"].partition("/")
            values["period"] = Period(Kind(kind), datetime.date.fromisoformat(first))
            self.check_daily(kind)
        return values


def _option(period: Period) -> tuple[str, str]:
    return f"{period.kind}/{period.first}", period.said


class ScheduleForm(PlaceForm):
    kind = forms.ChoiceField(label=_("Seberapa sering"), widget=forms.RadioSelect)

    field_order = ("kind", "place")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, RHYTHMS[kind]) for kind in self.kinds]

    def clean(self):
        values = super().clean()
        self.check_daily(values.get("kind"))
        return values


class Account(forms.ModelMultipleChoiceField):
    def label_from_instance(self, user):
        return f"{user} · {user.place_label}"


class RecipientsForm(forms.Form):
    """Ticks for the accounts whose own territory holds the place; the owner is always among those who are told."""

    recipients = Account(User.objects.none(), label=_("Penerima"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, schedule: Schedule, **kwargs):
        super().__init__(*args, **kwargs)
        readers = [user.pk for user in readers_of(schedule.view) if user.pk != schedule.owner_id]
        self.fields["recipients"].queryset = User.objects.filter(pk__in=readers).order_by("full_name")
        self.initial["recipients"] = list(schedule.recipients.values_list("pk", flat=True))


def place_asked(user: User, code: str) -> str:
    """The place of a page from which somebody comes, where it is this person's to see; '' otherwise."""
    return code if code and opened(user, code) else ""
