"""A person's facts, and days, as an officer would say them."""

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from registrations.people.nik import masked

register = template.Library()
AT_ONCE = 4


@register.filter
def days_words(days):
    """`12 hari lagi`, `hari ini`, `lewat 3 hari`."""
    if days == 0:
        return _("hari ini")
    if days > 0:
        return ngettext("%(n)d hari lagi", "%(n)d hari lagi", days) % {"n": days}
    return ngettext("lewat %(n)d hari", "lewat %(n)d hari", -days) % {"n": -days}


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


@register.filter
def first_chips(queues):
    """The queues that a list names at once: all, unless they are more than a phone shows in two or three rows."""
    return queues[:AT_ONCE] if len(queues) > AT_ONCE + 1 else queues


@register.filter
def later_chips(queues):
    return queues[len(first_chips(queues)) :]
