"""Village dues: what anyone may read, and the village's own book of pararem, tariffs and receipts."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, TemplateView, View

from adat.villages import dues
from adat.villages.due_figures import medians
from adat.villages.due_forms import PararemForm, PaymentForm, TariffForm
from adat.villages.models import DuePayment, Pararem, Tariff
from harmoni.accounts.access import Guarded
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from harmoni.letters.qr import qr_address
from harmoni.regions.models import CustomaryVillage
from registrations.people.forms import ReasonForm

MOST = 50
public = method_decorator(login_not_required, name="dispatch")


@public
class Published(TemplateView):
    """The villages that have published a tariff, or those whose name is asked for."""

    template_name = "villages/tariffs.html"

    def get_context_data(self):
        text = self.request.GET.get("q", "")[:80].replace("\0", "").strip()
        tariffs = Tariff.objects.in_force().filter(pararem__customary_village=OuterRef("pk"))
        found = CustomaryVillage.objects.named_like(text, limit=MOST) if text else CustomaryVillage.objects.all()
        found = found.annotate(has_tariff=Exists(tariffs)).select_related("region")
        if not text:
            found = found.filter(has_tariff=True).order_by("name")[:MOST]
        return {"villages": list(found), "q": text}


@public
class VillageTariffs(TemplateView):
    """What this village may ask for today and on what it rests; that it asks for nothing is an answer too."""

    template_name = "villages/tariff.html"

    def get_context_data(self, pk):
        village = get_object_or_404(CustomaryVillage.objects.select_related("region"), pk=pk)
        mine = Tariff.objects.in_force().filter(pararem__customary_village=village)
        return {"village": village, "tariffs": mine.select_related("pararem").order_by("kind", "purpose")}


@public
class Comparison(TemplateView):
    template_name = "villages/tariff_medians.html"

    def get_context_data(self):
        return {"rows": medians()}


class Book(Guarded):
    permission = Permission.DUES_RECEIVE

    @cached_property
    def village(self):
        villages = self.request.user.customary_villages(self.permission)
        if not villages:
            raise PermissionDenied
        return villages[0]

    def get_context_data(self, **kwargs):
        key = self.request.POST.get("key") or new_key()
        may_publish = self.request.user.may_at(Permission.DUES_PUBLISH, self.village.path)
        return super().get_context_data(village=self.village, key=key, may_publish=may_publish, **kwargs)


class DuesBook(Book, TemplateView):
    """Tariffs, the pararem they rest on, and the newest receipts by number: money, and initials only."""

    template_name = "villages/dues.html"

    def get_context_data(self, **kwargs):
        tariffs = Tariff.objects.filter(pararem__customary_village=self.village).select_related("pararem")
        payments = DuePayment.objects.filter(tariff__pararem__customary_village=self.village)
        payments = list(payments.select_related("stay__person", "tariff")[:MOST])
        seen = [payment.stay.person_id for payment in payments]
        record_reading("lihat_daftar", by=self.request.user, subjects=seen, place=self.village.path)
        return super().get_context_data(
            tariffs=tariffs, payments=payments, pararem=self.village.pararem.all(), **kwargs
        )


class DuesForm(Book, FormView):
    """One form of the book; what is refused is said above it, with what was typed."""

    template_name = "villages/dues_form.html"

    def form_valid(self, form):
        labels = {name: field.label for name, field in form.fields.items()}
        try:
            with transaction.atomic():
                return answer_once(self.request, lambda: self.enter(form), labels=labels)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        except IntegrityError as clash:
            if "pararem_once" not in str(clash):
                raise
            form.add_error("number", _("Nomor pararem ini sudah tercatat."))
        return self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading_text=self.heading, button=self.button, **kwargs)


class NewPararem(DuesForm):
    permission = Permission.DUES_PUBLISH
    form_class = PararemForm

    @property
    def heading(self):
        return _("Catat pararem")

    button = heading

    def enter(self, form):
        dues.record_pararem(village=self.village, by=self.request.user, values=form.cleaned_data)
        messages.success(self.request, _("Pararem tercatat. Sekarang tarifnya dapat diterbitkan."))
        return "/pendatang/pungutan/"


class NewTariff(DuesForm):
    permission = Permission.DUES_PUBLISH
    form_class = TariffForm

    @property
    def heading(self):
        return _("Terbitkan tarif")

    button = heading

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "pararem": Pararem.objects.filter(customary_village=self.village)}

    def enter(self, form):
        values = dict(form.cleaned_data)
        dues.publish_tariff(pararem=values.pop("pararem"), by=self.request.user, values=values)
        messages.success(self.request, _("Tarif terbit dan dapat dibaca siapa saja."))
        return "/pendatang/pungutan/"


class Receive(DuesForm):
    form_class = PaymentForm

    @property
    def heading(self):
        return _("Catat penerimaan")

    @property
    def button(self):
        return _("Terima dan beri bukti")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "village": self.village}

    def enter(self, form):
        values = form.cleaned_data
        payment = dues.receive(stay=form.stay, tariff=values["tariff"], count=values["count"], by=self.request.user)
        return payment.get_absolute_url()


class EndTariff(Book, View):
    permission = Permission.DUES_PUBLISH

    def get(self, request, pk):
        get_object_or_404(Tariff.objects.visible_to(request.user, self.permission), pk=pk)
        return redirect("dues:book")

    def post(self, request, pk):
        tariff = get_object_or_404(Tariff.objects.visible_to(request.user, self.permission), pk=pk)
        dues.end_tariff(tariff=tariff, by=request.user)
        messages.success(request, _("Tarif berakhir hari ini."))
        return redirect("dues:book")


class OnePayment(Guarded, DetailView):
    """The receipt for the money, to print or to show; the head of the village may void it with a reason."""

    model = DuePayment
    permission = Permission.DUES_RECEIVE
    template_name = "villages/due_receipt.html"
    context_object_name = "payment"

    def get_queryset(self):
        return super().get_queryset().select_related("stay__person", "tariff__pararem__customary_village", "voided_by")

    def post(self, request, pk):
        self.object = payment = self.get_object()
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            dues.void(payment=payment, by=request.user, reason=form.cleaned_data["reason"])
        except MoveRefused as refused:
            messages.error(request, str(refused))
        return redirect(payment)

    def get_context_data(self, **kwargs):
        payment, user = self.object, self.request.user
        record_reading("lihat_bukti", by=user, subjects=payment.stay.subjects, place=payment.place)
        receipt = Document.objects.get(record=payment.pk)
        url = settings.BASE_URL + receipt.check_path
        may_void = user.may_at(Permission.DUES_PUBLISH, payment.place) and not payment.voided_at
        kwargs = {"form": ReasonForm(), **kwargs}
        return super().get_context_data(receipt=receipt, url=url, qr=qr_address(url), may_void=may_void, **kwargs)
