"""A foreman sends the list of a crew through a link, without an account; an officer sees it first and takes it up.

Nothing is official before that, and the link shows nothing of anybody. It ends by itself, can be taken back, and takes
a few lists a day.
"""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice
from registrations.employment.models import Site
from registrations.residency.models import CrewLink, GroupSheet

PROPOSED = "residency.crew_proposed"
MOST_A_DAY, MOST_WAITING = 10, 3


@transaction.atomic
def open_link(*, site: Site, by: User, until: datetime.date) -> CrewLink:
    """A link for the foreman of this site. Raises MoveRefused outside of one's own desa adat."""
    if not by.may_at(Permission.STAY_REGISTER, site.place):
        raise MoveRefused(_("Tautan dibuat oleh petugas desa adatnya."))
    link = CrewLink(site=site, made_by=by, valid_until=until)
    link.save(force_insert=True)
    record_act("buat_tautan", by=by, subjects=[site.pk, link.pk], place=link.place)
    return link


@transaction.atomic
def revoke_link(*, link: CrewLink, by: User) -> None:
    """From now on the link is dead; what came through it before remains."""
    if not by.may_at(Permission.STAY_REGISTER, link.place):
        raise MoveRefused(_("Tautan dicabut oleh petugas desa adatnya."))
    if CrewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record_act("cabut_tautan", by=by, subjects=[link.site_id, link.pk], place=link.place)


@transaction.atomic
def propose(*, link: CrewLink, key: uuid.UUID, shared: dict[str, str], rows: list[dict[str, str]]) -> GroupSheet:
    """The list as it was sent, once for its key; the village finds it in its inbox. Raises MoveRefused."""
    link = CrewLink.objects.select_for_update(of=("self",)).select_related("site__customary_village").get(pk=link.pk)
    if sent := link.sheets.filter(key=key).first():
        return sent
    if not link.is_open:
        raise MoveRefused(_("Tautan ini tidak berlaku lagi. Minta yang baru kepada petugas desa adat."))
    today = link.sheets.filter(made_at__gte=timezone.now() - datetime.timedelta(days=1))
    if today.count() >= MOST_A_DAY or link.sheets.proposed().count() >= MOST_WAITING:
        raise MoveRefused(_("Daftar yang sudah terkirim masih menunggu petugas. Kirim lagi setelah itu diperiksa."))
    if GroupSheet.objects.filter(key=key).exists():  # of another sheet: a key tells nothing of that one
        key = uuid.uuid4()
    site = link.site
    sheet = GroupSheet(
        customary_village=site.customary_village,
        employer=site.employer,
        site=site,
        link=link,
        key=key,
        state=GroupSheet.State.PROPOSED,
    )
    waiting = [{"typed": typed, "faults": {}, "notes": [], "stay": ""} for typed in rows]
    sheet.write(shared=shared, rows=waiting)
    sheet.save(force_insert=True)
    record_act("usul_regu", by=None, subjects=[site.pk, sheet.pk], place=sheet.place, after=sheet.state)
    _tell(sheet, len(rows))
    return sheet


def _tell(sheet, people):
    title = ngettext("%(n)d nama dikirim untuk %(site)s", "%(n)d nama dikirim untuk %(site)s", people)
    Notice.objects.create(
        place=sheet.place,
        permission=Permission.STAY_REGISTER,
        kind=PROPOSED,
        title=(title % {"n": people, "site": sheet.site.name})[:160],
        record=sheet.pk,
        path=sheet.get_absolute_url(),
        due_on=timezone.localdate() + datetime.timedelta(days=2),
        dedupe_key=f"{PROPOSED}/{sheet.pk}",
    )


def settle(sheet: GroupSheet, *, by: User | None) -> None:
    """An officer has decided: the row of the inbox is done."""
    Notice.objects.open().filter(kind=PROPOSED, record=sheet.pk).update(done_at=timezone.now(), done_by=by)


@transaction.atomic
def decline(*, sheet: GroupSheet, by: User, reason: str) -> None:
    """The list is not taken up, for a reason that is kept; what stood on it is forgotten."""
    sheet = GroupSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not by.may_at(Permission.STAY_REGISTER, sheet.place) or sheet.state != GroupSheet.State.PROPOSED:
        raise MoveRefused(_("Langkah ini tidak terbuka lagi untuk catatan ini. Muat ulang halamannya."))
    if not reason.strip():
        raise MoveRefused(_("Tuliskan alasannya."))
    sheet.state = GroupSheet.State.DECLINED
    sheet.write(shared={}, rows=[])
    sheet.save(update_fields=["state", "sealed"])
    record_act("tolak_usul", by=by, subjects=[sheet.pk], place=sheet.place, after=sheet.state, reason=reason)
    settle(sheet, by=by)
