"""The integrity pact is signed: on the screen, or on paper of which a scan is kept."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from registrations.certification import pact_text
from registrations.certification.models import Candidate, Pact
from registrations.certification.scans import Scan

NOT_SIGNED = _("Tanda tangan belum ada: gores di kotak, ketik nama, atau unggah pindaian.")


@transaction.atomic
def sign(
    *,
    candidate: Candidate,
    by: User,
    clauses: Iterable[str],
    signed_on: datetime.date,
    signature: str = "",
    scan: Scan | None = None,
) -> Pact:
    """`signature`: strokes or the typed name; `scan`: checked bytes. One of the two, and every clause.

    Raises ValidationError beside the field, or MoveRefused when this officer may not, or the journey was given up.
    """
    if not by.may_at(Permission.CANDIDATE_CHANGE, candidate.place) or not candidate.is_editable:
        raise MoveRefused(_("Pakta tidak dapat ditandatangani sekarang. Muat ulang halamannya."))
    agreed = [name for name in pact_text.NAMES if name in set(clauses)]
    if agreed != list(pact_text.NAMES):
        raise ValidationError({"clauses": _("Setiap butir dibaca dan disetujui satu per satu.")})
    if signed_on > timezone.localdate():
        raise ValidationError({"signed_on": _("Tanggal tanda tangan belum terjadi.")})
    pact = Pact(candidate=candidate, version=pact_text.VERSION, clauses=agreed, signed_on=signed_on, witness=by)
    if scan:
        pact.seal_scan(scan.content, scan.content_type)
    elif signature:
        pact.seal_signature(signature)
    else:
        raise ValidationError({"signature": NOT_SIGNED})
    pact.save(force_insert=True)
    record_act("pakta", by=by, subjects=[*candidate.subjects, pact.pk], place=candidate.place)
    return pact
