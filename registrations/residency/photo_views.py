"""Photographs beside a stay: added with the person's word, opened one at a time, removed with a reason."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from harmoni.accounts.answers import wrong
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from registrations.people.forms import ReasonForm, choice
from registrations.people.pictures import MOST_BYTES
from registrations.residency.models import PhotoKind
from registrations.residency.photographing import give_up, keep_photo, remove, take_piece
from registrations.residency.views import OneStay


class AgreedForm(forms.Form):
    """Of what, and that the person agrees: without that word nothing is taken."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = choice(gettext_lazy("Foto apa"), PhotoKind.choices, required=True, widget=forms.RadioSelect)
    agreed = forms.BooleanField(
        label=gettext_lazy("Orangnya setuju difoto, dan tahu bahwa foto ini tidak wajib"),
        error_messages={"required": gettext_lazy("Tanyakan dahulu. Tanpa persetujuannya tidak ada foto.")},
    )


class PhotoForm(AgreedForm):
    photo = forms.FileField(
        label=gettext_lazy("Foto"),
        help_text=gettext_lazy("JPG, PNG, atau WEBP, paling besar 8 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def clean_photo(self):
        upload = self.cleaned_data["photo"]
        if upload.size > MOST_BYTES:
            raise ValidationError(_("Berkas terlalu besar: paling besar 8 MB."))
        return upload.read()


class PieceForm(AgreedForm):
    size = forms.IntegerField(min_value=1, max_value=10**8)
    start = forms.IntegerField(min_value=0, max_value=10**8)
    piece = forms.FileField(required=False, allow_empty_file=True)


class AddPhoto(OneStay, FormView):
    """The whole file at once; a script shrinks it first and sends it in pieces."""

    permission = Permission.STAY_CHANGE
    form_class = PhotoForm
    template_name = "residency/photo_new.html"

    def get_initial(self):
        return {"key": new_key(), "kind": PhotoKind.PAPER}

    def get(self, request, pk):
        return self.render_to_response(self._context(self.get_form()))

    def form_valid(self, form):
        try:
            return answer_once(self.request, lambda: self._keep(form.cleaned_data))
        except LookupError as foreign:
            raise Http404 from foreign
        except ValidationError as unfit:
            form.add_error("photo", unfit)
            return self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self._context(form), status=422)

    def _context(self, form):
        return {"form": form, "stay": self.stay, "person": self.stay.person}

    def _keep(self, values):
        values = {name: values[name] for name in ("kind", "photo")} | {"pk": values["key"]}
        keep_photo(content=values.pop("photo"), stay=self.stay, by=self.request.user, **values)
        messages.success(self.request, _("Foto tersimpan."))
        return f"{self.stay.get_absolute_url()}#foto"


class Piece(OneStay):
    """For a script: takes one piece and says how many bytes are here."""

    http_method_names = ["post"]
    permission = Permission.STAY_CHANGE

    def post(self, request, pk):
        stay, form = self.stay, PieceForm(request.POST, request.FILES)
        if not form.is_valid():
            return JsonResponse(wrong(form), status=422)
        try:
            here = self._take(**form.cleaned_data)
        except LookupError as foreign:
            raise Http404 from foreign
        except ValidationError as unfit:
            give_up(form.cleaned_data["key"], by=request.user)
            return JsonResponse({"state": "wrong", "errors": [["", "", said] for said in unfit.messages]}, status=422)
        answer = f"{stay.get_absolute_url()}#foto"
        if here < form.cleaned_data["size"]:
            return JsonResponse({"state": "more", "start": here})
        return JsonResponse({"state": "received", "answer": answer, "number": stay.registration_number})

    def _take(self, *, key, kind, size, start, piece, agreed):
        piece = piece.read() if piece else b""
        user = self.request.user
        return take_piece(pk=key, stay=self.stay, kind=kind, size=size, start=start, piece=piece, by=user)


class OnePhoto(OneStay):
    """Shows one, to who may see the person; the person can see who looked."""

    template_name = "residency/photo.html"

    def get(self, request, pk, photo):
        return self.shown(ReasonForm(), photo)

    def shown(self, form, photo, status=200):
        found = get_object_or_404(self.stay.photos.kept().select_related("taken_by"), pk=photo)
        record_reading("lihat_foto", by=self.request.user, subjects=self.stay.subjects, place=self.stay.place)
        may_remove = self.request.user.may_at(Permission.STAY_CHANGE, self.stay.place)
        context = {"photo": found, "stay": self.stay, "person": self.stay.person, "form": form}
        return self.render_to_response(context | {"may_remove": may_remove, "key": new_key()}, status=status)


class RemovePhoto(OnePhoto):
    permission = Permission.STAY_CHANGE
    http_method_names = ["post"]

    def post(self, request, pk, photo):
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.shown(form, photo, status=422)
        found = get_object_or_404(self.stay.photos.exclude(kept_at=None), pk=photo)
        return answer_once(request, lambda: self._remove(found, form.cleaned_data["reason"]))

    def _remove(self, photo, reason):
        remove(photo=photo, by=self.request.user, reason=reason)
        messages.success(self.request, _("Foto dihapus."))
        return f"{self.stay.get_absolute_url()}#foto"
