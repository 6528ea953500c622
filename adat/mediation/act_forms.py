"""What each act on a case asks for. Every choice is from this very case."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.mediation.hearing import may_sign
from adat.mediation.models import By, CaseKind, Consent, PartyKind, PromiseState, Receiver, SeatKind, SeatStatus, Side
from adat.mediation.referring import FIELDS
from adat.mediation.seating import candidates_for, kind_of
from adat.mediation.workflow import SessionStatus
from adat.villages.due_forms import paragraph
from registrations.certification import scans
from registrations.certification.pact_text import CLAUSES
from registrations.people import numbers
from registrations.people.forms import DateField, choice, line
from registrations.people.forms import reason as reason_line

PROMISES = 4
NOBODY_CLOSE = _("Saya tidak punya hubungan keluarga, usaha, atau kepentingan dengan para pihak")


class ActForm(forms.Form):
    """`case` is what it is about; `arrange` fills the choices."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, case, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.case, self.by = case, by
        self.arrange()

    def arrange(self):
        """Nothing to choose from."""

    def values(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


def pick(label, **kwargs):
    return forms.ModelChoiceField(queryset=None, label=label, empty_label=None, **kwargs)


def ticked(label, wrong):
    return forms.BooleanField(label=label, error_messages={"required": wrong})


def ahead(label, days):
    return DateField(label=label, initial=lambda: timezone.localdate() + datetime.timedelta(days=days))


class ReasonedForm(ActForm):
    reason = reason_line(_("Alasan"))


class OutcomeForm(ActForm):
    reason = reason_line(_("Hasil akhirnya"), help_text=_("Yang menutup perkara ini, dalam satu kalimat."))


class ReopenForm(ReasonedForm):
    recurs = forms.BooleanField(label=_("Masalah yang sama terulang"), required=False)


class ReceiveForm(ActForm):
    no_interest = ticked(NOBODY_CLOSE, _("Tanpa pernyataan ini perkara tidak dapat Anda pegang. Undur diri bila ada."))
    kind = choice(
        _("Jenis perkara menurut Anda"),
        CaseKind.choices,
        required=True,
        help_text=_("Dugaan tindak pidana tidak dimediasi: hanya dapat dirujuk."),
    )

    clause = choice(
        _("Janji pakta integritas yang disangkut"),
        [("", "—"), *((clause.name, clause.title) for clause in CLAUSES)],
        help_text=_("Bila ada. Dibicarakan di meja, tidak dicatat pada orangnya."),
    )

    def arrange(self):
        self.fields["kind"].initial = self.case.kind
        self.fields["clause"].initial = self.case.clause


class PartyForm(ActForm):
    side = choice(_("Di pihak mana?"), Side.choices, required=True, widget=forms.RadioSelect)
    kind = choice(_("Siapa"), PartyKind.choices, required=True)
    name = line(_("Nama"), 120, required=True)
    contact = line(_("Cara menghubungi"), 120)
    language = line(_("Bahasa, bila perlu juru bahasa"), 60, help_text=_("Misalnya Kambera, Dawan, Tetun."))
    stay_number = line(
        _("Nomor bukti lapor diri"), 30, help_text=_("Bila ada. Hanya terlihat di sini; catatannya tidak berubah.")
    )

    def clean_stay_number(self):
        typed = self.cleaned_data["stay_number"]
        number = numbers.normalised(typed, (numbers.STAY,)) if typed else ""
        if typed and not number:
            raise ValidationError(_("Bukan nomor bukti lapor. Contoh: T-7F3K-9QXA."))
        return number


class OfParty(ActForm):
    party = pick(_("Pihak"))

    def arrange(self):
        self.fields["party"].queryset = self.case.parties.all()


class ConsentForm(OfParty):
    consent = choice(
        _("Setelah diberi tahu bahwa mediasi sukarela dan gratis"),
        [pair for pair in Consent.choices if pair[0]],
        required=True,
        widget=forms.RadioSelect,
    )


class RepresentativeForm(OfParty):
    name = line(_("Nama wakil"), 120, required=True)
    basis = line(_("Atas dasar apa"), 160, help_text=_("Keluarga, surat kuasa, paguyuban, serikat pekerja."))


class SeatForm(ActForm):
    """Somebody with an account is invited and asked there; anybody else was asked in person."""

    office = forms.TypedChoiceField(label=_("Undang"), choices=[], required=False, coerce=int, empty_value=None)
    name = line(_("Atau orang tanpa akun"), 120, help_text=_("Juru bahasa, tetua, atau tokoh lain."))
    kind = choice(_("Kursi orang tanpa akun"), SeatKind.choices, required=True, initial=SeatKind.INTERPRETER)
    wanted_by = pick(
        _("Pihak yang menghendakinya"),
        required=False,
        help_text=_("Untuk kursi komunitas atau daerah asal: hanya bila pihak itu sendiri menghendaki."),
    )
    asked = forms.BooleanField(
        label=_("Sudah ditanya: bersedia, dan tidak punya kepentingan dengan para pihak"), required=False
    )

    def arrange(self):
        self.offices = {one.pk: one for one in candidates_for(self.case)}
        named = [(pk, f"{one.user} · {one.get_role_display()} · {one.place_name}") for pk, one in self.offices.items()]
        self.fields["office"].choices = [("", "—"), *named]
        self.fields["wanted_by"].queryset = self.case.parties.all()
        self.fields["wanted_by"].empty_label = "—"

    def clean(self):
        values = super().clean()
        if bool(values.get("office")) == bool(values.get("name")):
            self.add_error("office", _("Pilih satu: orang dengan akun, atau tulis nama orang tanpa akun."))
        elif values.get("name") and not values.get("asked"):
            self.add_error("asked", _("Tanyakan dahulu, lalu centang."))
        if self._kind(values) == SeatKind.COMMUNITY and not values.get("wanted_by"):
            self.add_error("wanted_by", _("Pilih pihak yang menghendakinya. Tanyakan dahulu kepadanya."))
        return values

    def _kind(self, values):
        if office := self.offices.get(values.get("office")):
            return kind_of(self.case, office)
        return values.get("kind") if values.get("name") else None


class ScheduleForm(ActForm):
    held_on = ahead(_("Tanggal"), 3)
    starts_at = forms.TimeField(
        label=_("Jam"),
        initial=datetime.time(10),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Jam ini tidak ada. Contoh: 09.00.")},
    )
    venue = line(_("Tempat"), 160, required=True, help_text=_("Tempat netral yang dapat dijangkau kedua pihak."))
    invited = forms.MultipleChoiceField(
        label=_("Yang diundang"), choices=[], widget=forms.CheckboxSelectMultiple, required=True
    )
    how = forms.MultipleChoiceField(
        label=_("Diundang dengan"),
        choices=By.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=By.values,
        help_text=_("Suratnya dan pesannya disiapkan. Pesannya tidak menyebut perkaranya."),
    )

    def arrange(self):
        names = [name for name in may_sign(self.case) if name != str(self.by)]
        self.fields["invited"].choices = [(name, name) for name in names]
        self.fields["invited"].initial = names

    def clean_held_on(self):
        day, today = self.cleaned_data["held_on"], timezone.localdate()
        if not today <= day <= today + datetime.timedelta(days=180):
            raise ValidationError(_("Pilih hari mulai hari ini, paling lama enam bulan lagi."))
        return day


class MinutesForm(ActForm):
    session = pick(_("Pertemuan"))
    text = paragraph(
        _("Berita acara"),
        help_text=_("Siapa hadir, apa yang dikatakan tiap pihak, apa yang dicapai. Perbaikan menjadi versi baru."),
    )

    def arrange(self):
        sessions = self.case.sessions.order_by("-held_on", "-starts_at")
        self.fields["session"].queryset = sessions
        self.fields["text"].widget.attrs["rows"] = 10
        if (latest := sessions.first()) and latest.newest:
            self.fields["text"].initial = latest.newest.text


class CallOffForm(ActForm):
    session = pick(_("Pertemuan"))
    reason = reason_line(_("Alasan"))

    def arrange(self):
        planned = self.case.sessions.filter(status=SessionStatus.PLANNED)
        self.fields["session"].queryset = planned.order_by("held_on", "starts_at")


class AgreementForm(ActForm):
    """The words of the agreement and up to four promises, each with its owner and its day."""

    agreed_on = DateField(label=_("Tanggal kesepakatan"), initial=timezone.localdate)
    text = paragraph(_("Isi kesepakatan"))

    def arrange(self):
        names = [(name, name) for name in may_sign(self.case)]
        for place in range(1, PROMISES + 1):
            self.fields[f"owner_{place}"] = choice(_("Janji %(n)d: siapa") % {"n": place}, names)
            self.fields[f"what_{place}"] = line(_("Berjanji apa"), 200)
            self.fields[f"due_on_{place}"] = DateField(label=_("Paling lambat"), required=False)

    def clean_agreed_on(self):
        day = self.cleaned_data["agreed_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Tanggal ini belum terjadi."))
        return day

    def clean(self):
        values = super().clean()
        for place in range(1, PROMISES + 1):
            given = [values.get(f"{name}_{place}") for name in ("owner", "what", "due_on")]
            if any(given) and not all(given) and f"due_on_{place}" not in self.errors:
                self.add_error(f"what_{place}", _("Lengkapi ketiganya: siapa, apa, dan paling lambat kapan."))
        if not self.errors and not self.promises():
            self.add_error("what_1", _("Tuliskan sedikitnya satu janji: siapa, apa, dan kapan."))
        return values

    def promises(self):
        rows = range(1, PROMISES + 1)
        found = [{name: self.cleaned_data[f"{name}_{place}"] for name in ("owner", "what", "due_on")} for place in rows]
        return [row for row in found if row["what"]]


class PromiseForm(ActForm):
    promise = pick(_("Janji"))
    state = choice(
        _("Keadaannya"),
        [pair for pair in PromiseState.choices if pair[0] != PromiseState.OPEN],
        required=True,
        widget=forms.RadioSelect,
    )
    note = line(_("Keterangan"), 200)

    def arrange(self):
        self.fields["promise"].queryset = self.case.agreement.promises.filter(state=PromiseState.OPEN)


class VisitForm(ActForm):
    visited_on = DateField(label=_("Tanggal kunjungan"), initial=timezone.localdate)
    found = paragraph(_("Yang ditemukan"), help_text=_("Keadaan kedua pihak, dan apa yang masih mengganjal."))

    def arrange(self):
        due = self.case.agreement.next_visit
        if due:
            self.fields["visited_on"].label = _("Tanggal kunjungan hari ke-%(n)d") % {"n": due.after_days}


class ReferForm(ActForm):
    receiver = choice(_("Kepada"), Receiver.choices, required=True)
    office = line(_("Nama kantornya"), 120, help_text=_("Misalnya Polsek Kuta, Kerta Desa Kuta."))
    need = line(_("Apa yang dimohon"), 300, required=True)
    fields_passed = forms.MultipleChoiceField(
        label=_("Yang disampaikan, dan tidak lebih"), choices=list(FIELDS.items()), widget=forms.CheckboxSelectMultiple
    )
    consented = ticked(
        _("Pihak yang bersangkutan setuju ini disampaikan"),
        _("Tanpa persetujuan yang bersangkutan tidak ada yang disampaikan."),
    )
    answer_by = ahead(_("Jawaban paling lambat"), 14)
    expires_on = ahead(_("Boleh dipakai sampai"), 60)

    def clean(self):
        values = super().clean()
        answer, last = values.get("answer_by"), values.get("expires_on")
        if answer and answer < timezone.localdate():
            self.add_error("answer_by", _("Tanggal ini sudah lewat."))
        elif answer and last and not answer <= last <= answer + datetime.timedelta(days=366):
            self.add_error("expires_on", _("Sesudah batas jawaban, paling lama satu tahun."))
        return values


class AnswerForm(ActForm):
    referral = pick(_("Rujukan"))
    answered_on = DateField(label=_("Tanggal jawaban"), initial=timezone.localdate)
    text = paragraph(_("Jawaban"))

    def arrange(self):
        self.fields["referral"].queryset = self.case.referrals.order_by("-made_at")

    def clean_answered_on(self):
        day = self.cleaned_data["answered_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Tanggal ini belum terjadi."))
        return day


class EvidenceForm(ActForm):
    what = line(_("Apa ini"), 120, required=True, help_text=_("Misalnya kuitansi, foto kamar, isi pesan."))
    file = forms.FileField(
        label=_("Foto atau PDF"),
        help_text=_(
            "Paling besar 8 MB dan 20 halaman. Digambar ulang: tanpa lokasi, tanggal ponsel, dan isi tersembunyi."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > scans.MOST_BYTES:
            raise ValidationError(_("Berkas terlalu besar: paling besar 8 MB."))
        return scans.checked(upload.read())


class ObjectionForm(OfParty):
    seat = pick(_("Mediator"))
    reason = reason_line(_("Alasan pihak itu"))

    def arrange(self):
        super().arrange()
        seats = self.case.seats.filter(kind=SeatKind.MEDIATOR, status__in=[SeatStatus.INVITED, SeatStatus.ACCEPTED])
        self.fields["seat"].queryset = seats


class RevokeForm(ReasonedForm):
    user = forms.TypedChoiceField(label=_("Akses siapa"), choices=[], coerce=int)

    field_order = ["user", "reason"]

    def arrange(self):
        live = self.case.grants.live().exclude(user=self.by).select_related("user")
        self.people = {line.user_id: line.user for line in live}
        self.fields["user"].choices = [(pk, str(user)) for pk, user in self.people.items()]
