"""Village dues: a pararem is recorded, a tariff rests on it and is published, money is received with a receipt."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from adat.villages.models import DuePayment, Pararem, Tariff
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.atomicity import demand_transaction
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document, Kind
from harmoni.regions.models import CustomaryVillage
from registrations.people.book import one_at_a_time
from registrations.residency.models import Stay

NEXT = """
INSERT INTO villages_dueseries (customary_village_id, year, last) VALUES (%s, %s, 1)
ON CONFLICT (customary_village_id, year) DO UPDATE SET last = villages_dueseries.last + 1
RETURNING last
"""
FOREVER = datetime.date.max  # a receipt for money does not expire


def rupiah(amount: int) -> str:
    """`Rp 25.000`; `nol rupiah` where nothing is asked."""
    return f"Rp {number_format(amount, force_grouping=True)}" if amount else _("nol rupiah")


@transaction.atomic
def record_pararem(*, village: CustomaryVillage, by: User, values: Mapping[str, Any]) -> Pararem:
    _only(by, Permission.DUES_PUBLISH, village)
    new = Pararem.objects.create(customary_village=village, recorded_by=by, **values)
    record_act("catat_pararem", by=by, subjects=[new.pk], place=village.path)
    return new


@transaction.atomic
def publish_tariff(*, pararem: Pararem, by: User, values: Mapping[str, Any]) -> Tariff:
    """From now on anyone may read it. A tariff that stood for the same dues ends the day before.

    Raises MoveRefused where one begins on that day or later: two amounts for the same dues are none.
    """
    _only(by, Permission.DUES_PUBLISH, pararem.customary_village)
    one_at_a_time(f"tariff/{pararem.customary_village_id}")
    new = Tariff(pararem=pararem, published_at=timezone.now(), published_by=by, **values)
    same = Tariff.objects.published().filter(
        pararem__customary_village=pararem.customary_village_id, kind=new.kind, purpose__iexact=new.purpose
    )
    ends = new.valid_from - datetime.timedelta(days=1)
    same = same.filter(Q(valid_until=None) | Q(valid_until__gte=new.valid_from))
    same.filter(valid_from__lte=ends).update(valid_until=ends)
    if same.filter(valid_from__lte=new.valid_until or FOREVER).exists():
        raise MoveRefused(_("Tarif yang sama sudah terbit mulai tanggal itu. Akhiri dahulu, atau pilih tanggal lain."))
    new.save(force_insert=True)
    record_act("terbitkan_tarif", by=by, subjects=[new.pk, pararem.pk], place=pararem.place)
    return new


@transaction.atomic
def end_tariff(*, tariff: Tariff, by: User) -> None:
    """No longer asked for, from tomorrow on. One that has ended stays as it is: the press comes twice, or late."""
    _only(by, Permission.DUES_PUBLISH, tariff.village)
    ends = max(timezone.localdate(), tariff.valid_from)
    lasting = Tariff.objects.filter(Q(valid_until=None) | Q(valid_until__gt=ends), pk=tariff.pk)
    if not lasting.update(valid_until=ends):
        return
    record_act("akhiri_tarif", by=by, subjects=[tariff.pk], place=tariff.place)


@transaction.atomic
def receive(*, stay: Stay, tariff: Tariff, count: int, by: User) -> DuePayment:
    """The payment with its number and receipt. Raises MoveRefused for a tariff that is nought or not in force."""
    _only(by, Permission.DUES_RECEIVE, stay.customary_village)
    if not tariff.amount:
        raise MoveRefused(_("Tarif ini nol rupiah: tidak ada yang perlu dibayar."))
    new = DuePayment(
        stay=stay,
        tariff=tariff,
        number=_next_number(stay.customary_village),
        count=count,
        amount=tariff.amount * count,
        received_by=by,
    )
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as fault:
        if "due_" not in str(fault):
            raise
        raise MoveRefused(
            _("Tanpa tarif terbit yang sedang berlaku di desa adat ini, tidak ada yang diterima.")
        ) from fault
    _receipt(new).save(force_insert=True)
    record_act("terima_pungutan", by=by, subjects=[*stay.subjects, new.pk], place=stay.place)
    return new


@transaction.atomic
def void(*, payment: DuePayment, by: User, reason: str) -> None:
    """Money given back or wrongly written: the receipt is revoked, the number stays taken."""
    _only(by, Permission.DUES_PUBLISH, payment.tariff.village)
    if not reason.strip():
        raise MoveRefused(_("Tuliskan alasannya."))
    facts = {"voided_at": timezone.now(), "voided_by": by, "void_reason": reason.strip()[:500]}
    if not DuePayment.objects.filter(pk=payment.pk, voided_at=None).update(**facts):
        raise MoveRefused(_("Penerimaan ini sudah dibatalkan."))
    Document.objects.filter(record=payment.pk).update(state=Document.State.REVOKED)
    subjects = [*payment.stay.subjects, payment.pk]
    record_act("batalkan_pungutan", by=by, subjects=subjects, place=payment.place, reason=reason)


def _only(by, permission, village):
    if not by.may_at(permission, village.path):
        raise MoveRefused(_("Langkah ini bukan wewenang Anda di desa adat ini."))


def _next_number(village):
    """`PGT/0001/kuta/510301/2026`, without a gap: whoever comes second waits for the first to commit."""
    demand_transaction("the number of a receipt")
    year = timezone.localdate().year
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [village.pk, year])
        serial = cursor.fetchone()[0]
    region, slug, *_rest = village.path.split("/")
    return f"PGT/{serial:04d}/{slug[:30]}/{region}/{year}"


def _receipt(payment):
    tariff = payment.tariff
    return Document(
        kind=Kind.DUES,
        number=payment.number,
        record=payment.pk,
        page=reverse("dues:payment", args=[payment.pk]),
        subject=payment.stay.person_id,
        place=payment.place,
        issuer=str(tariff.village),
        initials=payment.stay.person.initials,
        valid_until=FOREVER,
        shown=[
            [_("Untuk"), str(tariff)],
            [_("Jumlah"), rupiah(payment.amount)],
            [_("Dasar"), str(tariff.pararem)],
            [_("Diterima tanggal"), date_format(payment.paid_on, "j F Y")],
        ],
    )
