"""A stay that ends is reminded of once a step, in the inbox and by e-mail over a real SMTP connection."""

import datetime

import pytest
from django.core.mail import get_connection
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Role
from harmoni.notices import digest, messages, quiet
from harmoni.notices.models import Message, Notice, Outbox, Rule, Silence
from harmoni.notices.outbox import drain
from harmoni.notices.reminding import REMIND as ROW
from registrations.residency.changes import depart, renew, undo_departure
from registrations.residency.models import Stay
from registrations.residency.reminders import REMIND, post_due
from tests.cast import arrive, nik_of
from tests.database import NAME as NAME_OF_DATABASE
from tests.database import owner_cursor

TODAY, DAY = timezone.localdate(), datetime.timedelta(days=1)
NAME = "Umbu Nggiku Landukara"


@pytest.fixture(autouse=True)
def _real_mail(settings, mailbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


@pytest.fixture
def stay(petugas_kuta):
    """Ends in a hundred days."""
    return arrive(petugas_kuta, planned_until=TODAY + datetime.timedelta(days=100))


def left(days):
    """The day on which the stay has so many days left."""
    return TODAY + datetime.timedelta(days=100 - days)


def posted():
    return [row.payload["step"] for row in Outbox.objects.filter(kind=ROW, payload__receiver="officer").order_by("pk")]


@pytest.mark.parametrize(
    ("days", "step"),
    [(31, []), (30, [30]), (15, [30]), (14, [14]), (4, [14]), (3, [3]), (0, [3]), (-1, [-1]), (-400, [-1])],
)
def test_steps(stay, days, step):
    assert post_due(left(days)) == len(step)
    assert posted() == step


def test_every_day_one_run_is_four_reminders(stay):
    for days in range(40, -10, -1):
        post_due(left(days))
    assert posted() == [30, 14, 3, -1]


def test_a_second_run_adds_nothing_and_writes_nothing(stay):
    assert (post_due(left(30)), post_due(left(30))) == (1, 0)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        post_due(left(29))
    assert {query["sql"][:6] for query in asked if "SAVEPOINT" not in query["sql"]} == {"SELECT"}


@pytest.mark.django_db(transaction=True)
def test_who_looks_while_another_looks_waits_for_nobody(stay):
    with owner_cursor(NAME_OF_DATABASE) as other:
        other.execute("BEGIN")
        other.execute("SELECT pg_advisory_xact_lock(hashtext('notices.remind/stay_ends'))")
        assert post_due(left(30)) == 0
        other.execute("ROLLBACK")
    assert post_due(left(30)) == 1


def test_after_missed_days_only_the_step_that_is_due(stay):
    post_due(left(30))
    post_due(left(2))
    assert posted() == [30, 3]


def test_one_query_however_many_are_known(petugas_kuta, django_assert_num_queries):
    for _ in range(3):
        arrive(petugas_kuta, planned_until=TODAY + datetime.timedelta(days=100))
    assert post_due(left(3)) == 3
    with django_assert_num_queries(9):  # a lock, rules and records of three, in a savepoint
        assert post_due(left(3)) == 0


def test_a_renewed_stay_is_reminded_anew(stay, petugas_kuta):
    post_due(left(3))
    drain()
    renew(stay=stay, by=petugas_kuta, until=TODAY + datetime.timedelta(days=200))
    assert post_due(left(3)) == 0
    assert post_due(TODAY + datetime.timedelta(days=197)) == 1
    drain()
    assert [(n.due_on, n.done_by) for n in Notice.objects.filter(kind=REMIND).order_by("due_on")] == [
        (TODAY + datetime.timedelta(days=100), petugas_kuta),
        (TODAY + datetime.timedelta(days=200), None),
    ]


def test_a_reminder_that_was_on_its_way_when_the_stay_was_renewed_says_nothing(stay, petugas_kuta, mailbox):
    post_due(left(3))
    renew(stay=stay, by=petugas_kuta, until=TODAY + datetime.timedelta(days=200))
    drain()
    assert (Notice.objects.filter(kind=REMIND).count(), mailbox.letters) == (0, [])


def test_the_departed_are_not_reminded_of(stay, petugas_kuta, mailbox):
    post_due(left(3))
    depart(stay=stay, by=petugas_kuta, on=TODAY)
    assert post_due(left(-1)) == 0
    drain()
    assert (posted(), Notice.objects.filter(kind=REMIND).count(), mailbox.letters) == ([3], 0, [])


def test_a_departure_answers_the_open_reminder(stay, petugas_kuta):
    post_due(left(3))
    drain()
    depart(stay=stay, by=petugas_kuta, on=TODAY)
    assert Notice.objects.filter(kind=REMIND).get().done_by == petugas_kuta


def test_who_did_not_leave_after_all_is_reminded_of_again(stay, petugas_kuta):
    depart(stay=stay, by=petugas_kuta, on=TODAY)
    undo_departure(stay=stay, by=petugas_kuta, reason="salah catat")
    assert post_due(left(3)) == 1


def test_the_waiting_are_reminded_of_like_everyone(petugas_kuta, petugas_intaran):
    nik = nik_of()
    arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    waiting = arrive(petugas_kuta, who={"nik": nik}, planned_until=TODAY + datetime.timedelta(days=3))
    assert post_due(TODAY) == 1
    assert Stay.objects.awaiting_match().get() == waiting


def test_the_inbox_row_stands_once_and_only_the_latest_is_open(stay, petugas_kuta, petugas_intaran):
    for days in (30, 14, 14, 3):
        post_due(left(days))
        drain()
    [notice] = Notice.objects.filter(kind=REMIND).all()
    assert (notice.place, notice.permission, notice.due_on) == ("510301/kuta/", "stay_change", stay.planned_until)
    assert (notice.record, notice.path) == (stay.pk, stay.get_absolute_url())
    assert notice.title == f"Masa tinggal U. N. L. ({stay.registration_number}) segera berakhir"
    assert list(Notice.objects.addressed_to(petugas_kuta).filter(kind=REMIND)) == [notice]
    assert list(Notice.objects.addressed_to(petugas_intaran).filter(kind=REMIND)) == []


@pytest.fixture
def morning(monkeypatch):
    """Sends the digests of a morning; each call another day."""
    days = iter(range(1, 9))

    def send():
        at = datetime.datetime.combine(TODAY + DAY * next(days), datetime.time(7, 30), tzinfo=quiet.WITA)
        return digest.post_digests(at), drain()

    return send


def test_the_person_is_written_to_and_the_village_gets_one_letter_a_day(petugas_kuta, mailbox, morning):
    first, second = (
        arrive(petugas_kuta, who={"email": f"umbu{n}@contoh.example"}, planned_until=TODAY + 3 * DAY) for n in (1, 2)
    )
    Notice.objects.all().delete()
    post_due(TODAY)
    drain()
    assert {letter["To"]: letter["Subject"] for letter in mailbox.letters} == {
        "umbu1@contoh.example": "Masa tinggal Anda di Desa Adat Kuta",
        "umbu2@contoh.example": "Masa tinggal Anda di Desa Adat Kuta",
    }
    mailbox.letters.clear()
    assert morning() == (2, 2)
    assert {letter["To"]: letter["Subject"] for letter in mailbox.letters} == {
        "petugas.kuta@contoh.example": "Meja Anda: 2 hal menunggu",
        "bendesa.kuta@contoh.example": "Meja Anda: 2 hal menunggu",
    }
    text = mailbox.letters[0].get_content()
    for stay in (first, second):
        assert f"Masa tinggal U. N. L. ({stay.registration_number}) segera berakhir" in text
        assert messages.address(stay.get_absolute_url()) in text
    assert digest.post_digests(datetime.datetime.combine(TODAY + DAY, datetime.time(9), tzinfo=quiet.WITA)) == 0


def test_no_letter_holds_a_number_and_none_to_an_office_a_name(petugas_kuta, mailbox, morning):
    nik, phone = nik_of(), "+6281234567890"
    who = {"nik": nik, "phone": phone, "full_name": NAME, "email": "umbu@contoh.example"}
    arrive(petugas_kuta, who=who, planned_until=TODAY + 3 * DAY)
    Notice.objects.all().delete()
    post_due(TODAY)
    drain()
    morning()
    assert len(mailbox.letters) == 3
    for letter in mailbox.letters:
        text = letter.as_string() + letter.get_content()
        assert not [word for word in (nik, nik[-4:], phone, phone[-6:]) if word in text]
        to_an_office = letter["To"] != "umbu@contoh.example"
        assert [word for word in NAME.split() if word in text] == ([] if to_an_office else NAME.split())
        assert "tidak dipungut biaya" in text


def test_who_has_no_address_is_reached_by_the_officers_phone_and_who_has_none_by_nobody(petugas_kuta, mailbox):
    until = TODAY + 3 * DAY
    arrive(petugas_kuta, planned_until=until)
    arrive(petugas_kuta, who={"phone": "+6281234567890"}, responsible_phone="+6281234567891", planned_until=until)
    for _ in range(2):
        post_due(TODAY)
        drain()
    found = Message.objects.order_by("receiver").values_list("receiver", "channel", "state")
    assert list(found) == [("host", "whatsapp", "prepared"), ("person", "whatsapp", "prepared")]
    assert mailbox.letters == []


def test_who_does_not_wish_it_is_not_written_to_not_even_through_the_host(petugas_kuta):
    reached = {"who": {"phone": "+6281234567890"}, "responsible_phone": "+6281234567891"}
    stay = arrive(petugas_kuta, planned_until=TODAY + 3 * DAY, **reached)
    Silence.objects.create(person=stay.person_id, by=petugas_kuta)
    post_due(TODAY)
    drain()
    assert (Message.objects.count(), Notice.objects.filter(kind=REMIND).count()) == (0, 1)


def test_a_rule_that_is_off_reminds_nobody_and_a_new_one_does(petugas_kuta):
    stay = arrive(petugas_kuta, planned_until=TODAY + 7 * DAY)
    Rule.objects.filter(event="stay_ends").update(is_active=False)
    assert post_due(TODAY) == 0
    Rule.objects.create(event="stay_ends", receiver="officer", step=10, wording="stay_ends.officer")
    assert post_due(TODAY) == 1
    drain()
    assert Notice.objects.get(kind=REMIND).record == stay.pk


def test_what_was_prepared_is_withdrawn_when_the_stay_is_renewed(petugas_kuta):
    stay = arrive(petugas_kuta, who={"phone": "+6281234567890"}, planned_until=TODAY + 3 * DAY)
    post_due(TODAY)
    drain()
    renew(stay=stay, by=petugas_kuta, until=TODAY + 200 * DAY)
    assert list(Message.objects.values_list("state", flat=True)) == ["withdrawn"]


def test_the_outbox_holds_ids_alone(petugas_kuta):
    stay = arrive(petugas_kuta, who={"email": "umbu@contoh.example"}, planned_until=TODAY + 3 * DAY)
    post_due(TODAY)
    drain()
    about = {"event": "stay_ends", "record": str(stay.pk), "day": str(stay.planned_until), "step": 3}
    posted = Outbox.objects.filter(kind=ROW).order_by("pk").values_list("payload", flat=True)
    assert list(posted) == [about | {"receiver": "officer"}, about | {"receiver": "person"}]
    assert not any("@" in row.dedupe_key for row in Outbox.objects.all())


def test_a_mail_server_that_is_away_is_tried_again(petugas_kuta, settings, mailbox):
    arrive(petugas_kuta, who={"email": "umbu@contoh.example"}, planned_until=TODAY + 3 * DAY)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    post_due(TODAY)
    drain()
    assert Notice.objects.filter(kind=REMIND).count() == 1
    letter = Outbox.objects.get(kind=messages.SEND)
    assert (letter.state, letter.last_error) == ("waiting", "ConnectionRefusedError")
    settings.EMAIL_PORT = port
    Outbox.objects.update(next_at=timezone.now())
    drain()
    assert len(mailbox.letters) == 1


def test_only_those_in_office_get_letters(stay, mailbox, petugas_kuta, bendesa_kuta, kuta, morning):
    yesterday = TODAY - DAY
    Assignment.objects.filter(user=bendesa_kuta).update(until=yesterday)
    closed = User.objects.create_user("ditutup", email="ditutup@contoh.example", is_active=False)
    Assignment.objects.create(user=closed, role=Role.VILLAGE_OFFICER, customary_village=kuta)
    Notice.objects.all().delete()
    post_due(left(3))
    drain()
    morning()
    assert [letter["To"] for letter in mailbox.letters] == ["petugas.kuta@contoh.example"]


def test_what_was_done_meanwhile_is_not_told(stay, mailbox, petugas_kuta, monkeypatch, morning):
    Notice.objects.all().delete()
    post_due(left(3))
    drain()
    send_all = digest.send_all

    def done_first(rows):
        send_all(rows)
        Notice.objects.update(done_at=timezone.now())

    monkeypatch.setattr(digest, "send_all", done_first)
    assert morning() == (2, 2)
    assert set(Message.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert mailbox.letters == []


def test_the_mail_connection_is_the_settings_own(mailbox):
    assert get_connection().port == mailbox.port
