"""Words for what happened, and for where a stay stands, as an officer would say them."""

from django import template
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from registrations.people.forms import DateField
from registrations.people.nik import masked
from registrations.residency.forms import NewcomerForm
from registrations.residency.workflow import Status

register = template.Library()

VERBS = {
    "lapor": _("Lapor diri dicatat"),
    "perpanjang": _("Masa tinggal diperpanjang"),
    "pulang": _("Kepulangan dicatat"),
    "batal-pulang": _("Kepulangan dibatalkan"),
    "koreksi": _("Data diperbaiki"),
    "perbarui_data": _("Data diri diperbarui saat lapor lagi"),
    "cocokkan": _("Pencocokan selesai"),
    "buka_catatan": _("Catatan dibuka"),
    "lihat_daftar": _("Terlihat dalam daftar"),
    "cari": _("Terlihat dalam pencarian"),
    "cari_nik": _("NIK dicari di meja pendaftaran"),
    "lihat_bukti": _("Bukti lapor dibuka"),
    "unduh_surat": _("Bukti lapor diunduh"),
    "buka_perbaikan": _("Formulir perbaikan dibuka"),
    "buka_nik": _("NIK lengkap dibuka"),
    "buka_kk_number": _("Nomor KK lengkap dibuka"),
    "buka_phone": _("Nomor telepon lengkap dibuka"),
    "buka_responsible_phone": _("Telepon penanggung jawab dibuka"),
    "buka_lodging_phone": _("Telepon tempat tinggal dibuka"),
}
FIELDS = NewcomerForm.base_fields


@register.filter
def verb_words(verb):
    return VERBS.get(verb, verb)


@register.filter
def field_words(field):
    return FIELDS[field].label if field in FIELDS else field


@register.filter
def value_words(value, field):
    """A stored value as its list says it (`krama_tamiu` is Krama tamiu), a day in words; other values as they are."""
    if isinstance(FIELDS.get(field), DateField) and (day := parse_date(value)):
        return date_format(day, "j F Y")
    choices = dict(getattr(FIELDS.get(field), "choices", ()))
    return {str(key): label for key, label in choices.items()}.get(value, value) if value else "—"


@register.filter
def standing(stay, may_match):
    """The status word with its style: {'word', 'style'}.

    Only who settles clashes is told of one: to the village a stay that waits looks like any other.
    """
    if stay.status == Status.AWAITING_MATCH and may_match:
        return {"word": stay.get_status_display(), "style": "wait"}
    if stay.is_overdue:
        return {"word": _("Perlu ditanya"), "style": "late"}
    shown = Status.ACTIVE if stay.is_here else Status(stay.status)
    return {"word": shown.label, "style": "ok" if stay.is_here else "info"}


@register.filter
def days_words(days):
    """`12 hari lagi`, `hari ini`, `lewat 3 hari`."""
    if days == 0:
        return _("hari ini")
    if days > 0:
        return ngettext("%(n)d hari lagi", "%(n)d hari lagi", days) % {"n": days}
    return ngettext("lewat %(n)d hari", "lewat %(n)d hari", -days) % {"n": -days}


@register.filter
def stay_facts(stay):
    """[(label, value)] of a stay, in the order an officer asks for them."""
    return [
        (_("Desa adat"), stay.customary_village),
        (_("Alamat"), stay.address),
        (_("Banjar"), stay.banjar),
        (_("Tempat tinggal"), _joined(stay.lodging_name, masked(stay.lodging_phone))),
        (_("Penanggung jawab"), _joined(stay.responsible_name, masked(stay.responsible_phone))),
        (_("Tujuan"), stay.get_purpose_display()),
        (_("Pekerjaan"), stay.occupation),
        (_("Pemberi kerja"), stay.employer_name),
        (_("Tiba"), date_format(stay.arrived_on, "j F Y")),
        (_("Rencana sampai"), date_format(stay.planned_until, "j F Y")),
        (_("Pulang"), stay.departed_on and date_format(stay.departed_on, "j F Y")),
        (_("Golongan"), stay.get_category_display()),
    ]


@register.filter
def person_facts(person):
    """[(label, value)] of a person; numbers masked."""
    return [
        (_("Lahir di"), person.birth_place),
        (_("Daerah asal"), person.origin_village and person.origin_village.full_name),
        (_("Alamat asal"), person.origin_address),
        (_("Telepon"), person.masked_phone),
        (_("Surel"), person.email),
        (_("Nomor KK"), masked(person.kk_number)),
        (_("Pendidikan"), person.get_education_display()),
        (_("Status perkawinan"), person.get_marital_status_display()),
        (_("Pemeriksaan identitas"), person.get_identity_check_display()),
    ]


def _joined(*parts):
    return ", ".join(part for part in parts if part)
