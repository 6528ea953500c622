"""What is typed about a newcomer and a running stay, under the contract's names; screens and sheets alike."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from harmoni.regions.forms import CustomaryVillageField
from registrations.certification.arriving import LONGEST_CODE, token_in
from registrations.people import forms as people
from registrations.people import nik as nik_rules
from registrations.people.entry import CautiousForm
from registrations.people.forms import PERSON, DateField, PersonForm, PhoneField, choice, line, reason
from registrations.residency.category import refuse_unasked
from registrations.residency.clock import next_end
from registrations.residency.models import Category, Purpose, Service, Transfer, day_faults, term_faults
from registrations.residency.moving_family import coming_along
from registrations.residency.settling import ASK_AGAIN
from registrations.residency.together import TogetherForm, name_of
from registrations.residency.village_field import VillageField

STAY = (
    *(
        "letter_token",
        "address",
        "village",
        "banjar",
        "lodging_name",
        "lodging_phone",
        "responsible_name",
        "responsible_phone",
    ),
    *(
        "purpose",
        "occupation",
        "occupation_code",
        "employer_name",
        "arrived_on",
        "planned_until",
        "contract_until",
    ),
    "category",
)


class NewcomerForm(PersonForm):
    """Person and stay: what may be typed. What is always true of a stay is asked of the model itself."""

    term_since = None  # a new term begins today

    address = line(_("Alamat di desa adat"), 200, required=True)
    village = VillageField(label=_("Desa atau kelurahan"), required=False)
    banjar = line(_("Banjar"), 80)
    lodging_name = line(_("Kos, kontrakan, atau mes"), 120)
    lodging_phone = PhoneField(label=_("Telepon tempat tinggal"))
    responsible_name = line(_("Penanggung jawab"), 120)
    responsible_phone = PhoneField(label=_("Telepon penanggung jawab"))
    purpose = choice(_("Tujuan"), Purpose.choices, required=True, initial=Purpose.WORK)
    occupation = line(_("Pekerjaan"), 100)
    occupation_code = line(_("Kode KBJI"), 4)
    employer_name = line(_("Pemberi kerja"), 120)
    arrived_on = DateField(label=_("Tanggal tiba"))
    planned_until = DateField(
        label=_("Rencana tinggal sampai"), help_text=_("Paling lama satu tahun; dapat diperpanjang.")
    )
    contract_until = DateField(label=_("Kontrak kerja sampai"), required=False)
    letter_token = line(
        _("Kode surat dari daerah asal"),
        LONGEST_CODE,
        help_text=_("Kosongkan bila tidak ada. Tanpa surat pun diterima."),
    )
    category = choice(_("Golongan"), Category.choices, help_text=_("Semua dicatat sebagai tamiu."))
    category_request = line(_("Permintaan golongan lain, dengan kata-kata orangnya"), 300)

    def clean_letter_token(self):
        """The bare token, whether it was typed or the whole address was scanned; other words as they are."""
        code = self.cleaned_data["letter_token"]
        return token_in(code) or code[:64]

    def clean_occupation_code(self):
        code = self.cleaned_data["occupation_code"]
        if code and not (code.isascii() and code.isdigit()):
            raise ValidationError(_("Kode KBJI terdiri dari 1 sampai 4 angka."))
        return code

    def clean_purpose(self):
        return self.cleaned_data["purpose"] or Purpose.WORK

    def clean_category(self):
        return self.cleaned_data.get("category") or Category.TAMIU

    def clean(self):
        values = super().clean()
        days = [values.get(name) for name in ("arrived_on", "planned_until", "contract_until")]
        if values.get("birth_date") and days[0] and days[0] < values["birth_date"]:
            self.add_error("arrived_on", _("Tanggal tiba lebih awal daripada tanggal lahir."))
        try:
            refuse_unasked(values)
        except ValidationError as wrong:
            self.add_error(None, wrong)
        if faults := day_faults(*days, self.term_since, self.today):
            self.add_error(None, ValidationError(faults))
        return values

    def stay_values(self):
        """As `record_arrival` takes them; what was asked about the category, on the day it is written down."""
        asked = {}
        if self.cleaned_data["category"] != Category.TAMIU:
            asked = {
                "category_request": self.cleaned_data["category_request"],
                "category_requested_on": timezone.localdate(),
            }
        return {field: self.cleaned_data[field] for field in STAY} | asked


SEALED = ("kk_number", "phone")
NOT_CORRECTED = ("without_nik", "letter_token", "category", "category_request")  # the category has its own act
KEPT_WHEN_EMPTY = ("nik", "kk_number", "phone", "lodging_phone", "responsible_phone")


class CorrectionForm(CautiousForm, NewcomerForm):
    """The newcomer's form once more, with the reason. Sealed numbers are not shown; left empty they stay."""

    reason = reason(_("Alasan perbaikan"), help_text=_("Tersimpan di riwayat dan dapat dibaca orangnya."))

    def __init__(self, *args, stay, held=None, **kwargs):
        self.stay, self.term_since = stay, stay.term_since
        super().__init__(*args, initial=self._present() | (held or {}), **kwargs)
        for name in NOT_CORRECTED:
            del self.fields[name]
        self.fields["village"].offer(stay.customary_village)

    @property
    def version(self):
        """What the record holds now, as a short word: the form carries it to tell whether somebody else was quicker."""
        numbers = [bytes(self.stay.nik_digest or b"").hex(), *(getattr(self.stay.person, name) for name in SEALED)]
        held = [*self._present().values(), *numbers, self.stay.is_here]
        return salted_hmac("harmoni.residency.version", "|".join(map(str, held))).hexdigest()[:16]

    def overtaken(self):
        """Sentences on the fields where the record and this form differ, when it changed since the form was opened."""
        if self.data.get("version") == self.version:
            return []
        now = self._present()
        said = _("%(field)s: sekarang tercatat “%(now)s”, pada formulir Anda “%(typed)s”.")
        return [
            said % {"field": self.fields[name].label, "now": now[name] or "—", "typed": self.cleaned_data[name] or "—"}
            for name in now
            if name in self.cleaned_data and (now[name] or "") != (self.cleaned_data[name] or "")
        ]

    def cautions(self):
        """What does not fit the NIK, the new one or the one that is held, where one of the three changes."""
        typed, held = self.cleaned_data, self.stay.person
        if not typed["nik"] and (typed["sex"], typed["birth_date"]) == (held.sex, held.birth_date):
            return []
        nik = typed["nik"] or held.nik
        return nik_rules.warnings(nik, sex=typed["sex"], birth_date=typed["birth_date"]) if nik else []

    def _present(self):
        person = {name: getattr(self.stay.person, name) for name in PERSON if name not in KEPT_WHEN_EMPTY}
        return person | {name: getattr(self.stay, name) for name in STAY if name not in KEPT_WHEN_EMPTY}

    def number_is_missing(self, values):
        return False

    def _changes(self, names):
        values = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return {name: value for name, value in values.items() if value or name not in KEPT_WHEN_EMPTY}

    def person_values(self):
        return self._changes(PERSON)

    def stay_values(self):
        return self._changes(STAY)


class RenewForm(TogetherForm):
    beforehand = True  # who came together mostly stays together; who goes home often goes alone

    planned_until = DateField(label=_("Tinggal sampai"))

    def __init__(self, *args, stay, **kwargs):
        super().__init__(*args, stay=stay, **kwargs)
        self.fields["planned_until"].initial = next_end(stay) or stay.planned_until


class DepartForm(TogetherForm):
    departed_on = DateField(label=_("Tanggal pulang"), initial=timezone.localdate)

    def __init__(self, *args, stay, **kwargs):
        super().__init__(*args, stay=stay, **kwargs)


class TransferForm(TogetherForm):
    """Where to and when, and who goes along; why is the person's own affair."""

    village = CustomaryVillageField(label=_("Desa adat tujuan"))
    leaving_on = DateField(label=_("Tanggal pindah"), initial=timezone.localdate)
    reason = people.reason(_("Alasan pindah"), required=False, help_text=_("Boleh kosong."))

    def __init__(self, *args, stay, **kwargs):
        super().__init__(*args, stay=stay, **kwargs)
        self.fields["village"].widget.attrs["data-places"] = f"{reverse_lazy('home:places')}?jenis=desa-adat"

    def offered(self, relatives):
        """Without those who are announced somewhere already."""
        open_ones = Transfer.objects.open().filter(stay__in=relatives) if relatives else ()
        announced = {transfer.stay_id for transfer in open_ones}
        return [other for other in relatives if other.pk not in announced]

    def ticked(self, other, stay):
        return True


class AcceptForm(forms.Form):
    """Where the person lives now, and who of the family has come too; all else has come with the move."""

    arrived_on = DateField(label=_("Tiba pada"))
    address = line(_("Alamat di desa adat"), 200, required=True)
    banjar = line(_("Banjar"), 80)
    lodging_name = line(_("Kos, kontrakan, atau mes"), 120)
    responsible_name = line(_("Penanggung jawab"), 120)
    responsible_phone = PhoneField(label=_("Telepon penanggung jawab"))
    planned_until = DateField(
        label=_("Rencana tinggal sampai"), required=False, help_text=_("Kosong: tetap seperti di tempat lama.")
    )

    def __init__(self, *args, transfer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["arrived_on"].initial = min(transfer.leaving_on, timezone.localdate())
        for other in coming_along(transfer):
            self.fields[name_of(other.stay)] = forms.BooleanField(
                label=_("Bersama %(name)s") % {"name": other.stay.person.full_name}, required=False, initial=True
            )

    def clean(self):
        values, today = super().clean(), timezone.localdate()
        if values.get("arrived_on") and values.get("planned_until"):
            for field, fault in term_faults(values["arrived_on"], values["planned_until"], today).items():
                self.add_error(field, fault)
        return values


class SettlingForm(forms.Form):
    """When to ask what came of the move letter."""

    settling_due = DateField(label=_("Tanyakan hasilnya pada"))

    def __init__(self, *args, stay, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["settling_due"].initial = stay.settling_due or timezone.localdate() + ASK_AGAIN


class SettledForm(forms.Form):
    departed_on = DateField(label=_("Tanggal SKPWNI terbit"), initial=timezone.localdate)

    def __init__(self, *args, stay, **kwargs):
        super().__init__(*args, **kwargs)


class ReasonForm(people.ReasonForm):
    def __init__(self, *args, stay, **kwargs):
        super().__init__(*args, **kwargs)


class RevealForm(people.RevealForm):
    numbers = [
        ("responsible_phone", _("Telepon penanggung jawab")),
        ("lodging_phone", _("Telepon tempat tinggal")),
    ]


class ReferralForm(forms.Form):
    """Which service, for what, and that the person agrees that the regency learns of it."""

    service = choice(_("Layanan"), Service.choices, required=True)
    need = line(
        _("Yang diperlukan"), 300, required=True, help_text=_("Secukupnya. Contoh: anak 10 tahun belum bersekolah.")
    )
    agreed = forms.BooleanField(
        label=_("Orangnya setuju permintaan ini diteruskan ke kabupaten"),
        error_messages={"required": _("Tanyakan dahulu. Tanpa persetujuannya rujukan tidak dikirim.")},
    )


class AnswerForm(forms.Form):
    answer = line(_("Jawaban"), 500, required=True, help_text=_("Ke mana orangnya datang, kapan, membawa apa."))
