"""Evidence is checked and drawn anew by the same hands as a signed pact's scan, and lies sealed."""

import base64

from django.db import transaction

from adat.mediation.models import Case, Evidence
from harmoni.accounts.models import User
from registrations.certification.scans import Scan


@transaction.atomic
def add_evidence(*, case: Case, by: User, what: str, scan: Scan) -> Evidence:
    case.move("bukti", by=by)
    texts = {"what": what, "file": base64.b64encode(scan.content).decode()}
    return Evidence.keep(texts, case=case, content_type=scan.content_type, added_by=by)
