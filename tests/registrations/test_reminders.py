"""A stay that ends is reminded of once a step, in the inbox and by e-mail over a real SMTP connection."""

import datetime

import pytest
from django.core.mail import get_connection
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Role
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import drain
from registrations.residency.changes import depart, renew, undo_departure
from registrations.residency.models import Stay
from registrations.residency.reminders import MAIL, REMIND, mail, post_due
from tests.cast import arrive, nik_of

TODAY = timezone.localdate()
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
    return [row.payload["step"] for row in Outbox.objects.filter(kind=REMIND).order_by("pk")]


@pytest.mark.parametrize(
    ("days", "step"),
    [(31, []), (30, [30]), (15, [30]), (14, [14]), (4, [14]), (3, [3]), (0, [3]), (-1, [0]), (-400, [0])],
)
def test_steps(stay, days, step):
    assert post_due(left(days)) == len(step)
    assert posted() == step


def test_every_day_one_run_is_four_reminders(stay):
    for days in range(40, -10, -1):
        post_due(left(days))
    assert posted() == [30, 14, 3, 0]


def test_a_second_run_adds_nothing_and_writes_nothing(stay):
    assert (post_due(left(30)), post_due(left(30))) == (1, 0)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        post_due(left(29))
    assert [query["sql"][:6] for query in asked if "SAVEPOINT" not in query["sql"]] == ["SELECT"]


def test_after_missed_days_only_the_step_that_is_due(stay):
    post_due(left(30))
    post_due(left(2))
    assert posted() == [30, 3]


def test_one_query_however_many_are_known(petugas_kuta, django_assert_num_queries):
    for _ in range(3):
        arrive(petugas_kuta, planned_until=TODAY + datetime.timedelta(days=100))
    assert post_due(left(3)) == 3
    with django_assert_num_queries(3):  # the question between a savepoint and its release
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


def test_letters_go_to_the_village_and_to_the_person(petugas_kuta, mailbox):
    stay = arrive(petugas_kuta, who={"email": "umbu@contoh.example"})
    post_due(stay.planned_until)
    drain()
    assert {letter["To"]: letter["Subject"] for letter in mailbox.letters} == {
        "petugas.kuta@contoh.example": f"Masa tinggal U. N. L. ({stay.registration_number}) segera berakhir",
        "bendesa.kuta@contoh.example": f"Masa tinggal U. N. L. ({stay.registration_number}) segera berakhir",
        "umbu@contoh.example": "Masa tinggal Anda di Desa Adat Kuta",
    }
    assert drain() == 0
    assert len(mailbox.letters) == 3


def test_no_letter_holds_a_number_and_none_to_an_office_a_name(petugas_kuta, mailbox):
    nik, phone = nik_of(), "+6281234567890"
    stay = arrive(petugas_kuta, who={"nik": nik, "phone": phone, "full_name": NAME, "email": "umbu@contoh.example"})
    for day in (stay.planned_until, stay.planned_until + datetime.timedelta(days=1)):
        post_due(day)
        drain()
    assert len(mailbox.letters) == 6
    for letter in mailbox.letters:
        text = letter.as_string() + letter.get_content()
        assert not [word for word in (nik, nik[-4:], phone, phone[-6:]) if word in text]
        to_an_office = letter["To"] != "umbu@contoh.example"
        assert [word for word in NAME.split() if word in text] == ([] if to_an_office else NAME.split())
        assert "tidak dipungut biaya" in text


def test_the_outbox_holds_ids_alone(petugas_kuta, bendesa_kuta):
    stay = arrive(petugas_kuta, who={"email": "umbu@contoh.example"})
    post_due(stay.planned_until)
    drain()
    ids = {"stay": str(stay.pk), "until": str(stay.planned_until), "step": 3}
    assert Outbox.objects.get(kind=REMIND).payload == ids
    letters = Outbox.objects.filter(kind=MAIL)
    assert {row.payload.pop("user"): row.payload for row in letters} == {
        petugas_kuta.pk: ids,
        bendesa_kuta.pk: ids,
        None: ids,
    }
    assert not any("@" in row.dedupe_key for row in letters)


def test_sent_again_it_carries_the_same_message_id(stay, mailbox, petugas_kuta):
    """The worker died after the mail server had taken the letter: the row is done again."""
    arguments = {"stay": str(stay.pk), "until": str(stay.planned_until), "step": 3, "user": petugas_kuta.pk}
    mail(**arguments)
    mail(**arguments)
    mail(**{**arguments, "step": 0})
    first, again, other = [letter["Message-ID"] for letter in mailbox.letters]
    assert first == again != other


def test_a_mail_server_that_is_away_is_tried_again(stay, settings, mailbox):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    post_due(left(3))
    drain()
    assert Notice.objects.filter(kind=REMIND).count() == 1
    assert set(Outbox.objects.filter(kind="residency.reminder_mail").values_list("state", "last_error")) == {
        ("waiting", "ConnectionRefusedError")
    }
    settings.EMAIL_PORT = port
    Outbox.objects.update(next_at=timezone.now())
    drain()
    assert len(mailbox.letters) == 2


def test_only_those_in_office_get_letters(stay, mailbox, petugas_kuta, bendesa_kuta, kuta):
    yesterday = TODAY - datetime.timedelta(days=1)
    Assignment.objects.filter(user=bendesa_kuta).update(until=yesterday)
    closed = User.objects.create_user("ditutup", email="ditutup@contoh.example", is_active=False)
    Assignment.objects.create(user=closed, role=Role.VILLAGE_OFFICER, customary_village=kuta)
    post_due(left(3))
    drain()
    assert [letter["To"] for letter in mailbox.letters] == ["petugas.kuta@contoh.example"]


def test_the_mail_connection_is_the_settings_own(mailbox):
    assert get_connection().port == mailbox.port
