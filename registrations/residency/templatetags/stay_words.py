"""Words for where a stay stands, as an officer would say them."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from registrations.people.nik import masked
from registrations.residency.workflow import National, Status

register = template.Library()


@register.filter
def standing(stay, may_match):
    """The status word with its style: {'word', 'style'}.

    Only who settles clashes is told of one: to the village a stay that waits looks like any other.
    """
    if stay.status == Status.AWAITING_MATCH and may_match:
        return {"word": stay.get_status_display(), "style": "wait"}
    if not stay.is_here:
        return {"word": outcome(stay), "style": "info"}
    if stay.is_overdue:
        return {"word": _("Lewat: perlu ditanya"), "style": "late"}
    if stay.settling_since:
        return {"word": _("Mengurus SKPWNI"), "style": "wait"}
    if stay.is_over_a_year:
        return {"word": _("Sudah setahun: perlu ditanya"), "style": "late"}
    return {"word": Status.ACTIVE.label, "style": "ok"}


@register.filter
def outcome(stay):
    """How a stay that is over came to its end."""
    return stay.get_status_display() if stay.status == Status.CANCELLED else stay.get_ended_as_display()


NATIONAL_STYLES = {National.SENT: "info", National.ACCEPTED: "ok", National.REFUSED: "late"}


@register.filter
def national_style(status):
    """The style of how far the national registration is."""
    return NATIONAL_STYLES.get(status, "wait")


@register.filter
def stay_facts(stay):
    """[(label, value)] of a stay, in the order an officer asks for them."""
    ended = [(_("Selesai"), date_format(stay.departed_on, "j F Y"))] if stay.departed_on else []
    return [
        (_("Desa adat"), stay.customary_village),
        (_("Alamat"), stay.address),
        (_("Banjar"), stay.banjar),
        (_("Tempat tinggal"), _joined(stay.lodging_name, stay.room, masked(stay.lodging_phone))),
        (_("Penanggung jawab"), _joined(stay.responsible_name, masked(stay.responsible_phone))),
        (_("Tujuan"), stay.get_purpose_display()),
        (_("Pekerjaan"), stay.occupation),
        (_("Pemberi kerja"), stay.employer_name),
        (_("Tiba"), date_format(stay.arrived_on, "j F Y")),
        (_("Rencana tinggal sampai"), date_format(stay.planned_until, "j F Y")),
        *ended,
        (_("Golongan"), stay.get_category_display()),
    ]


@register.filter
def still_missing(stay):
    """What the form did not ask for at once, as people say it: a task for later, never a reason to refuse."""
    person = stay.person
    known = {
        _("NIK"): person.nik_digest,
        _("tanggal lahir"): person.birth_date,
        _("daerah asal"): person.origin_village_id,
        _("telepon"): person.phone_digest,
    }
    return [str(word) for word, value in known.items() if not value]


def _joined(*parts):
    return ", ".join(part for part in parts if part)


@register.filter
def present_job(jobs):
    """The open job that began last; None when there is none."""
    return next((job for job in jobs if job.ended_on is None), None)
