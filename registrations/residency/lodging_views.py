"""The lodging ledger as the village keeps it: who lives where now, a house, its rooms, its owner's link."""

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, OuterRef, When
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, ListView

from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act, record_reading
from harmoni.history.workflow import MoveRefused
from harmoni.letters.qr import qr_address
from registrations.residency import lodgings, owners
from registrations.residency.lodging_forms import LODGING, LodgingForm
from registrations.residency.models import Lodging, OwnerMonth, OwnerWord, month_of, name_key

MOST_SUGGESTED = 8
QUEUES = (
    {"slug": "semua", "name": gettext_lazy("Semua")},
    {"slug": "penuh", "name": gettext_lazy("Terlalu penuh")},
    {"slug": "kosong", "name": gettext_lazy("Kosong")},
    {"slug": "tautan", "name": gettext_lazy("Tautan perlu dikirim")},
    {"slug": "belum-jawab", "name": gettext_lazy("Pemilik belum menjawab")},
)


class Ledger(Guarded):
    model = Lodging
    permission = Permission.STAY_READ

    def get_queryset(self):
        return super().get_queryset().select_related("customary_village")


class LodgingList(Ledger, ListView):
    """Overfull houses first, then empty ones: how many live in each now is one query."""

    template_name = "residency/lodgings.html"
    context_object_name = "lodgings"
    paginate_by = 50

    @cached_property
    def queue(self):
        return next((queue for queue in QUEUES if queue["slug"] == self.request.GET.get("antre")), QUEUES[0])

    @cached_property
    def text(self):
        return self.request.GET.get("q", "")[:100].replace("\0", "").strip()

    def get_queryset(self):
        this_month = OwnerMonth.objects.filter(lodging=OuterRef("pk"), month=month_of(timezone.localdate()))
        waiting = this_month.unanswered()
        found = super().get_queryset().with_occupants()
        found = found.annotate(confirmed=Exists(this_month.exclude(answered_at=None)), waiting=Exists(waiting))
        if self.text:
            found = found.filter(name_key__contains=name_key(self.text))
        asks = {
            "penuh": {"crowded": True},
            "kosong": {"occupants": 0},
            "tautan": {"waiting": True, "owner_email": ""},
            "belum-jawab": {"waiting": True},
        }
        found = found.filter(**asks.get(self.queue["slug"], {}))
        return found.order_by("-crowded", Case(When(occupants=0, then=0), default=1), "name", "pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(queues=QUEUES, queue=self.queue, q=self.text, **kwargs)
        villages = self.request.user.customary_villages(Permission.STAY_CHANGE)
        begins = self.queue["slug"] == "semua" and not self.text and villages
        context["suggested"] = lodgings.suggested(villages)[:MOST_SUGGESTED] if begins else []
        context["may_enter"] = bool(villages)
        page = context["page_obj"]
        kept = {"antre": self.queue["slug"], "q": self.text}
        if page.has_previous():
            context["newer_url"] = "?" + urlencode(kept | {"page": page.previous_page_number()})
        if page.has_next():
            context["older_url"] = "?" + urlencode(kept | {"page": page.next_page_number()})
        return context


class LodgingEntry(Ledger, FormView):
    """A house is typed: the new one of the desk's own village, or one that stands already."""

    permission = Permission.STAY_CHANGE
    form_class = LodgingForm
    template_name = "residency/lodging_form.html"

    @cached_property
    def held(self):
        return take_held(self.request)

    def form_valid(self, form):
        labels = {name: field.label for name, field in form.fields.items()}
        try:
            with transaction.atomic():
                return answer_once(self.request, lambda: self.save(form), labels=labels)
        except IntegrityError as clash:
            if "lodging_once" not in str(clash):
                raise
            form.add_error("name", _("Nama ini sudah ada di buku. Buka yang ada, atau beri nama yang membedakan."))
            return self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        key = self.request.POST.get("key") or self.held.get("key") or new_key()
        return super().get_context_data(key=key, held=self.held, village=self.village, **kwargs)


class NewLodging(LodgingEntry):
    """`?nama=` fills in the name under which people live there already."""

    @cached_property
    def village(self):
        villages = self.request.user.customary_villages(self.permission)
        if not villages:
            raise PermissionDenied
        return villages[0]

    def get_initial(self):
        return {"name": self.request.GET.get("nama", "")[:120].replace("\0", ""), **self.held}

    def save(self, form):
        new = lodgings.enter_lodging(
            village=self.village, by=self.request.user, values=form.values(), rooms=form.cleaned_data["rooms"]
        )
        messages.success(self.request, _("Penginapan tercatat."))
        return new.get_absolute_url()


class OneLodging(Ledger, DetailView):
    context_object_name = "lodging"

    @cached_property
    def lodging(self):
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_object(self, queryset=None):
        return self.lodging


class CorrectLodging(LodgingEntry):
    @cached_property
    def lodging(self):
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    @property
    def village(self):
        return self.lodging.customary_village

    def get_initial(self):
        rooms = "\n".join(
            f"{one.name}: {one.capacity}" if one.capacity else one.name for one in self.lodging.rooms.all()
        )
        return {name: getattr(self.lodging, name) for name in LODGING} | {"rooms": rooms} | self.held

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except MoveRefused as overtaken:
            del self.lodging  # read anew
            form.add_error(None, str(overtaken))
            cautions = form.beside(self.lodging)
            return self.render_to_response(self.get_context_data(form=form, cautions=cautions), status=409)

    def save(self, form):
        lodgings.correct_lodging(
            lodging=self.lodging,
            by=self.request.user,
            values=form.values(),
            rooms=form.cleaned_data["rooms"],
            seen=self.request.POST.get("version"),
        )
        messages.success(self.request, _("Perbaikan tersimpan."))
        return self.lodging.get_absolute_url()

    def get_context_data(self, **kwargs):
        version = lodgings.version_of(self.lodging)
        return super().get_context_data(lodging=self.lodging, version=version, **kwargs)


class LodgingPage(OneLodging):
    """Who lives there now, what the owner said that is still to be looked at, and the months before."""

    template_name = "residency/lodging.html"

    def get_queryset(self):
        return super().get_queryset().with_occupants()

    def get_context_data(self, **kwargs):
        lodging = self.lodging
        stays = list(lodging.stays.here().select_related("person").order_by("room", "planned_until", "pk"))
        words = OwnerWord.objects.open().filter(month__lodging=lodging).select_related("stay__person", "month")
        words = list(words)
        seen = [*(stay.person_id for stay in stays), *(word.stay.person_id for word in words if word.stay)]
        record_reading("lihat_daftar", by=self.request.user, subjects=seen, place=lodging.place)
        months = list(lodging.months.all()[:12])
        return super().get_context_data(
            stays=stays,
            words=words,
            rooms=_filled(list(lodging.rooms.all()), stays),
            months=months,
            open_month=next((one for one in months if one.is_open), None),
            asked_now=any(one.month == month_of(timezone.localdate()) and not one.revoked_at for one in months),
            may_change=self.request.user.may_at(Permission.STAY_CHANGE, lodging.place),
            key=new_key(),
            **kwargs,
        )


def _filled(rooms, stays):
    """[(room, how many live in it by the book, whether it is meant for fewer)]"""
    inside = [(room, sum(stay.room.casefold() == room.name.casefold() for stay in stays)) for room in rooms]
    return [(room, people, bool(room.capacity) and people > room.capacity) for room, people in inside]


class LodgingAct(OneLodging):
    """A POST on one house: GET leads back to it, what is refused is said there."""

    permission = Permission.STAY_CHANGE

    def get(self, request, **kwargs):
        return redirect(self.lodging)

    def post(self, request, **kwargs):
        try:
            with transaction.atomic():
                self.act(request)
        except (MoveRefused, ValidationError) as refused:
            said = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
            messages.error(request, " ".join(said))
        return redirect(self.answer)

    @property
    def answer(self):
        return self.lodging.get_absolute_url()


class ChangeRooms(LodgingAct):
    """`room_<stay>` for everybody who lives there."""

    def act(self, request):
        rooms = {pk: text.replace("\0", "") for pk, text in _by_stay(request.POST)}
        changed = lodgings.change_rooms(lodging=self.lodging, by=request.user, rooms=rooms)
        messages.success(request, _("Kamar tersimpan.") if changed else _("Tidak ada yang berubah."))


def _by_stay(posted):
    for name, text in posted.items():
        if name.startswith("room_"):
            try:
                yield uuid.UUID(name.removeprefix("room_")), text
            except ValueError:
                continue


class OwnerLink(LodgingAct):
    """POST makes this month's link; GET shows it as QR, as words for WhatsApp or SMS, and to print."""

    template_name = "residency/owner_link.html"

    def get(self, request, **kwargs):
        asked = self._asked
        if asked is None:
            return redirect(self.lodging)
        record_act("lihat_tautan", by=request.user, subjects=[self.lodging.pk], place=self.lodging.place)
        words = owners.message(asked)
        url = settings.BASE_URL + asked.path
        shown = {"asked": asked, "words": words, "url": url, "qr": qr_address(url)} | owners.by_phone(asked)
        return self.render_to_response({"lodging": self.lodging, **shown})

    def act(self, request):
        owners.ask(lodging=self.lodging, by=request.user)

    @property
    def _asked(self):
        months = self.lodging.months.select_related("lodging__customary_village")
        return next((one for one in months.filter(month=month_of(timezone.localdate())) if one.is_open), None)

    @property
    def answer(self):
        return f"{self.lodging.get_absolute_url()}tautan/"


class RevokeLink(LodgingAct):
    def act(self, request):
        asked = self.lodging.months.filter(month=month_of(timezone.localdate()), revoked_at=None).first()
        if asked is None:
            raise MoveRefused(_("Tautan ini sudah dijawab atau sudah dicabut."))
        owners.revoke(asked=asked, by=request.user)
        messages.success(request, _("Tautan dicabut. Tautan baru dapat dibuat kapan saja."))


class Settle(LodgingAct):
    """One thing that the owner said: `pulang` records the departure, anything else says it has been looked at."""

    def act(self, request):
        words = OwnerWord.objects.filter(month__lodging=self.lodging).select_related("stay__customary_village")
        word = get_object_or_404(words, pk=self.kwargs["word"])
        departs = request.POST.get("langkah") == "pulang"
        owners.settle(word=word, by=request.user, departs=departs)
        messages.success(request, _("Kepulangan tercatat.") if departs else _("Sudah ditindaklanjuti."))
