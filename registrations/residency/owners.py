"""The owner confirms the month: asked by a link, answered without an account, looked at by the village's officer.

An answer never changes a stay. The link shows initials, room and planned end, and nothing else of anybody.
"""

import datetime
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import handles, post_all
from harmoni.notices.slots import first_in
from registrations.people.phones import by_hand
from registrations.residency.changes import depart
from registrations.residency.models import Lodging, OwnerMonth, OwnerWord, Said, Stay, last_day, month_of

ASK, SEND, SILENT, SAID = (
    "residency.ask_owner",
    "residency.owner_links",
    "residency.owner_silent",
    "residency.owner_said",
)
PATIENCE_DAYS = 10


@transaction.atomic
def ask_all(day: datetime.date) -> int:
    """Once a month: a link for every house in which somebody lives; returns how many. A later run adds none."""
    month = month_of(day)
    if not first_in(ASK, f"{month:%Y-%m}"):
        return 0
    lived_in = Lodging.objects.filter(Exists(Stay.objects.here().filter(lodging=OuterRef("pk"))))
    due = lived_in.exclude(months__month=month).select_related("customary_village")
    asked = [_asked(lodging, month) for lodging in due]
    OwnerMonth.objects.bulk_create(asked, batch_size=2000)
    post_all([_mail_row(one) for one in asked if one.lodging.owner_email])
    by_hand = {one.lodging.customary_village for one in asked if not one.lodging.owner_email}
    _tell(by_hand, SEND, _("Kirim tautan konfirmasi penghuni kepada para pemilik"), "tautan", month, day)
    return len(asked)


@transaction.atomic
def note_silence(day: datetime.date) -> int:
    """Ten days into the month the village learns whose owners have not answered; returns how many villages."""
    month = month_of(day)
    if day.day <= PATIENCE_DAYS or not first_in(SILENT, f"{month:%Y-%m}"):
        return 0
    silent = OwnerMonth.objects.unanswered().filter(month=month).select_related("lodging__customary_village")
    villages = {one.lodging.customary_village for one in silent}
    _tell(villages, SILENT, _("Pemilik penginapan belum menjawab: tanyakan langsung"), "belum-jawab", month, day)
    return len(villages)


def _tell(villages, kind, title, queue, month, day):
    rows = [
        Notice(
            place=village.path,
            permission=Permission.STAY_CHANGE,
            kind=kind,
            title=title,
            record=village.pk,
            path=f"{reverse('lodgings:list')}?antre={queue}",
            due_on=day + datetime.timedelta(days=PATIENCE_DAYS),
            dedupe_key=f"{kind}/{village.pk}/{month:%Y-%m}",
        )
        for village in villages
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _asked(lodging, month):
    new = OwnerMonth(lodging=lodging, month=month, expires_on=last_day(month))
    new.give_link()
    return new


def _mail_row(asked):
    return Outbox(kind=ASK, dedupe_key=f"{ASK}/{asked.pk}", payload={"month": str(asked.pk)})


@transaction.atomic
def ask(*, lodging: Lodging, by: User) -> OwnerMonth:
    """This month's open link of the house, made now where there is none; by e-mail too where an address is known."""
    month = month_of(timezone.localdate())
    found = lodging.months.filter(month=month, revoked_at=None).first()
    if found:
        return found
    new = _asked(lodging, month)
    new.save(force_insert=True)
    if lodging.owner_email:
        post_all([_mail_row(new)])
    record_act("tautan_pemilik", by=by, subjects=[lodging.pk], place=lodging.place)
    return new


@transaction.atomic
def revoke(*, asked: OwnerMonth, by: User) -> None:
    """From now on the link opens nothing; a new one may be made. What was answered stays."""
    if not OwnerMonth.objects.unanswered().filter(pk=asked.pk).update(revoked_at=timezone.now(), revoked_by=by):
        raise MoveRefused(_("Tautan ini sudah dijawab atau sudah dicabut."))
    record_act("cabut_tautan", by=by, subjects=[asked.lodging_id], place=asked.place)


@transaction.atomic
def answer(*, asked: OwnerMonth, gone: Mapping[uuid.UUID, datetime.date], new_people: int) -> None:
    """The owner's word on everybody who lives there by the book; said once. Raises MoveRefused the second time."""
    if not OwnerMonth.objects.unanswered().filter(pk=asked.pk).update(answered_at=timezone.now()):
        raise MoveRefused(_("Bulan ini sudah dijawab."))
    stays = list(asked.lodging.stays.here())
    words = [
        OwnerWord(month=asked, stay=stay, said=Said.GONE if stay.pk in gone else Said.HERE, gone_on=gone.get(stay.pk))
        for stay in stays
    ]
    if new_people:
        words.append(OwnerWord(month=asked, said=Said.NEW, people=new_people))
    OwnerWord.objects.bulk_create(words)
    subjects = [asked.lodging_id, *(subject for stay in stays for subject in (stay.person_id, stay.pk))]
    record_act("pemilik_menjawab", by=None, subjects=subjects, place=asked.place)
    if gone or new_people:
        _to_look_at(asked, len(gone), new_people)


def _to_look_at(asked, gone, new):
    """A row in the village's inbox: numbers and the house, nobody's name."""
    title = _("%(house)s: pemilik melaporkan %(gone)d pergi, %(new)d baru")
    Notice.objects.bulk_create(
        [
            Notice(
                place=asked.place,
                permission=Permission.STAY_CHANGE,
                kind=SAID,
                title=(title % {"house": asked.lodging.name[:90], "gone": gone, "new": new})[:160],
                record=asked.pk,
                path=asked.lodging.get_absolute_url(),
                due_on=timezone.localdate() + datetime.timedelta(days=7),
                dedupe_key=f"{SAID}/{asked.pk}",
            )
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def settle(*, word: OwnerWord, by: User, departs: bool) -> None:
    """The officer has looked: the departure is recorded on the day that was said, or it was not so.

    The inbox row is done with the last word. Raises MoveRefused, or ValidationError when the day does not fit.
    """
    if not OwnerWord.objects.open().filter(pk=word.pk).update(settled_at=timezone.now(), settled_by=by):
        raise MoveRefused(_("Jawaban ini sudah ditindaklanjuti."))
    if departs and word.stay and word.stay.is_here:
        depart(stay=word.stay, by=by, on=max(word.gone_on, word.stay.arrived_on))
    if not OwnerWord.objects.open().filter(month=word.month_id).exists():
        rows = Notice.objects.open().filter(kind=SAID, record=word.month_id)
        rows.update(done_at=timezone.now(), done_by=by)


# --- what the owner reads -------------------------------------------------------------------------------
def message(asked: OwnerMonth) -> str:
    """The words beside the link, for WhatsApp, e-mail and paper alike."""
    return _(
        "Yth. pemilik %(house)s,\n\nMohon konfirmasi penghuni bulan %(month)s untuk %(village)s. Tidak perlu "
        "akun:\n%(link)s\n\nTautan berlaku sampai %(until)s. Tidak dipungut biaya.\n"
    ) % {
        "house": asked.lodging.name,
        "month": date_format(asked.month, "F Y"),
        "village": asked.lodging.customary_village,
        "link": settings.BASE_URL + asked.path,
        "until": date_format(asked.expires_on, "j F Y"),
    }


def by_phone(asked: OwnerMonth) -> dict[str, str]:
    return by_hand(asked.lodging.owner_phone, message(asked))


@handles(ASK)
def mail_link(month):
    """One e-mail to the owner; none when the month was answered, revoked or has ended meanwhile."""
    asked = OwnerMonth.objects.select_related("lodging__customary_village").filter(pk=month).first()
    if asked is None or not asked.is_open or not asked.lodging.owner_email:
        return
    EmailMessage(
        subject=_("Konfirmasi penghuni %(house)s") % {"house": asked.lodging.name},
        body=message(asked),
        to=[asked.lodging.owner_email],
        headers={"Message-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{ASK}/{month}')}@harmoni>"},
    ).send()
    OwnerMonth.objects.filter(pk=month).update(mailed_at=timezone.now())
