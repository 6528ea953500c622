"""The list of employers: newest first."""

from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from registrations.people.queues import Queue

ALL = (Queue("semua", _("Semua"), "", "", "all", "registered_at", Permission.EMPLOYER_READ, descending=True),)
