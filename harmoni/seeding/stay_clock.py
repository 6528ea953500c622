"""What the demo's two villages have on their desks at the end of a term: answers, moves, a move letter, corrections."""

import datetime

from harmoni.accounts.models import User
from harmoni.regions.models import CustomaryVillage
from registrations.residency.answering import answer
from registrations.residency.asking import ask_now
from registrations.residency.models import Answer, Asked, Asker, Stay
from registrations.residency.requesting import refuse, request_correction
from registrations.residency.settling import start_settling
from registrations.residency.transferring import accept_transfer, propose_transfer

LEAVING = 3  # of each village announced to the other


def fill_clock(desks: dict[CustomaryVillage, User], today: datetime.date) -> None:
    """`desks`: {desa adat: its officer}, two of them, between which people move."""
    for village, officer in desks.items():
        _ask(village, officer, today)
        _settle(village, officer, today)
        _correct(village, officer)
    (here, one), (there, other) = desks.items()
    _move(here, there, one, today)
    _move(there, here, other, today)
    _accept(here, other, today)


def _running(village):
    return Stay.objects.active().filter(customary_village=village).order_by("registration_number")


def _ask(village, officer, today):
    """Four who are overdue: three have answered, each otherwise; one is silent."""
    said = (
        (Asked.HOST, Answer.LEFT, today - datetime.timedelta(days=1)),
        (Asked.PERSON, Answer.STAYING, today + datetime.timedelta(days=90)),
        (Asked.HOST, Answer.UNKNOWN, None),
        (Asked.PERSON, None, None),
    )
    for stay, (asked, word, day) in zip(_running(village).overdue(), said, strict=False):
        question = ask_now(stay=stay, asked=asked, by=officer)
        if word:
            answer(question=question, answer=word, day=day)


def _settle(village, officer, today):
    for stay in _running(village).over_a_year()[:1]:
        start_settling(stay=stay, by=officer, due=today + datetime.timedelta(days=21))


def _correct(village, officer):
    """One field, one in words, and one that was declined."""
    asks = (
        (Asker.PERSON, "lodging_name", "Kos Anggrek", "Pindah kamar, masih di desa adat yang sama."),
        (Asker.HOST, "", "", "Tanggal lahirnya tertukar antara hari dan bulan."),
        (Asker.OTHER, "occupation", "Juru Masak", "Sekarang bekerja di dapur."),
    )
    requests = [
        request_correction(stay=stay, asker=asker, field=field, value=value, reason=reason)
        for stay, (asker, field, value, reason) in zip(_running(village).ending(days=30), asks, strict=False)
    ]
    for request in requests[2:]:
        refuse(request=request, by=officer, reason="Pemberi kerja belum membenarkan. Bawa surat kerjanya.")


def _move(here, there, officer, today):
    """People with a good while ahead of them are announced to the other village."""
    ahead = _running(here).filter(planned_until__gt=today + datetime.timedelta(days=60), year_since=None)
    for number, stay in enumerate(ahead.exclude(pk__in=Stay.objects.exclude(moved_from=None))[:LEAVING]):
        on = max(stay.arrived_on, today - datetime.timedelta(days=3)) + datetime.timedelta(days=2 * number)
        propose_transfer(stay=stay, village=there, by=officer, on=on, reason="Tempat kerja berpindah.")


def _accept(here, officer, today):
    """The first who was announced from here has arrived; so that one journey leads over two places."""
    first = _running(here).filter(transfers__status="proposed").first()
    if first:
        transfer = first.transfers.get()
        on = min(today, max(first.arrived_on, transfer.leaving_on))
        accept_transfer(transfer=transfer, by=officer, on=on, address="Jalan Danau Tamblingan No. 47")
