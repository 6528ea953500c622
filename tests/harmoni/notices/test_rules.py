"""What the rules say of every kind of date: whom it reaches, once, in which words, and never with a NIK."""

import datetime
import re

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from adat.mediation.access import remind_of_due
from adat.mediation.hearing import schedule
from harmoni.notices import wording
from harmoni.notices.messages import SAYS, address
from harmoni.notices.models import Message, Notice, Outbox, Receiver, Rule, Wording
from harmoni.notices.outbox import drain
from harmoni.notices.reminding import letter_of, post_all_due
from harmoni.notices.sources import SOURCES
from registrations.certification.models import Attendance, Briefing, Candidate, Recommendation
from registrations.employment.book import enter_employer
from registrations.residency.jobs import start_job
from registrations.residency.models import Job
from tests.adat.mediation.cases import CANARY, received, seated, willing
from tests.cast import arrive, brief, issued, prepare, village

TODAY, DAY = timezone.localdate(), datetime.timedelta(days=1)
PHONE = "+6281234567890"
NAME = "Umbu Nggiku Landukara"


@pytest.fixture
def dates(cast):
    """One record of each kind of date: {event: (id, its day)}; everybody has a phone and an e-mail address."""
    officer, clerk = cast["petugas.kuta"], cast["staf.sumbatimur"]
    who = {"full_name": NAME, "phone": PHONE, "email": "umbu@contoh.example"}
    stay = arrive(officer, who=who, responsible_phone=PHONE, planned_until=TODAY + 3 * DAY)
    employer = enter_employer(by=officer, regency=village().regency, values={"name": "PT Vila", "phone": PHONE})
    work = {"employer_name": "PT Vila", "employer": employer, "started_on": TODAY, "contract_until": TODAY + 14 * DAY}
    job = Job.objects.get(pk=start_job(stay=stay, by=officer, values=work).pk)
    traveller = issued(clerk, cast["kepala.sumbatimur"], who=who)
    letter = traveller.recommendations.get(status="issued")
    Recommendation.objects.filter(pk=letter.pk).update(valid_until=TODAY + 14 * DAY)
    Candidate.objects.filter(pk=traveller.pk).update(planned_departure=TODAY - 21 * DAY)
    briefing = brief(clerk, prepare(clerk, who=who))
    Briefing.objects.filter(pk=briefing.pk).update(held_on=TODAY + DAY, status="planned")
    Notice.objects.all().delete()
    Outbox.objects.all().delete()
    return {
        "stay_ends": (stay.pk, TODAY + 3 * DAY),
        "contract_ends": (job.pk, TODAY + 14 * DAY),
        "letter_expires": (letter.pk, TODAY + 14 * DAY),
        "briefing": (briefing.pk, TODAY + DAY),
        "briefing_invited": (Attendance.objects.get(briefing=briefing).pk, TODAY + DAY),
        "not_arrived": (traveller.pk, TODAY - 21 * DAY),
        "not_arrived_origin": (traveller.pk, TODAY - 21 * DAY),
    }


def test_every_kind_of_date_is_told_once_to_whom_it_concerns(dates, cast):
    for _ in range(3):
        post_all_due(TODAY)
        drain()
    assert {(one.event, one.receiver, one.channel, one.state) for one in Message.objects.all()} == {
        ("stay_ends", "person", "email", "sent"),
        ("stay_ends", "host", "whatsapp", "prepared"),
        ("contract_ends", "person", "email", "sent"),
        ("contract_ends", "employer", "whatsapp", "prepared"),
        ("letter_expires", "person", "email", "sent"),
        ("briefing_invited", "person", "email", "sent"),
    }
    assert Message.objects.count() == 6 == len(mail.outbox) + 2
    inbox = {one.kind: one for one in Notice.objects.all()}
    assert {kind: one.place for kind, one in inbox.items()} == {
        "residency.remind": "510301/kuta/",
        "residency.contract": "510301/kuta/",
        "letter_expires": "5311",
        "briefing": "5311",
        "not_arrived": inbox["not_arrived"].place,
        "not_arrived_origin": "5311",
    }
    assert inbox["not_arrived"].place.startswith("5103")
    assert not [one.title for one in inbox.values() if "{" in one.title or NAME.split()[0] in one.title]


def test_every_event_has_a_voice_and_every_rule_a_text(db):
    for rule in Rule.objects.all():
        source = SOURCES[rule.event]
        assert rule.receiver in source.receivers
        if source.sealed:
            assert rule.wording == ""
            continue
        text = wording.current(rule.wording, rule.language)
        assert wording.unknown_in(text.subject + text.text, source.facts) == []
    assert {event for event, source in SOURCES.items() if source.is_generic} <= set(SAYS)


def test_no_text_carries_a_nik_or_a_phone_and_none_but_the_persons_own_a_name(dates):
    """Every rule on a real record; what the texts may name is asked of each source, whatever the texts say today."""
    for event, (record, day) in dates.items():
        source = SOURCES[event]
        told = source.told(record, day)
        assert set(told.facts) | {"tautan"} >= set(source.facts)
        assert not [fact for fact in told.facts.values() if re.search(r"\d{7}", fact)]
        for rule in Rule.objects.filter(event=event):
            letter = letter_of(rule, told)
            said = letter.subject + letter.body.replace(told.public, "").replace(told.path, "")
            assert not re.search(r"\d{12}", said), rule
            assert (NAME in said) == (rule.receiver == Receiver.PERSON), rule
            assert "{" not in said
            page = told.path if rule.receiver in (Receiver.OFFICER, Receiver.ORIGIN) else told.public
            assert address(page) in letter.body


def test_a_record_that_has_changed_is_silent(dates):
    assert [event for event, (record, day) in dates.items() if SOURCES[event].told(record, day + DAY)] == []


def test_of_a_sealed_case_those_on_its_list_learn_that_there_is_word_and_nobody_else_anything(cast, mailoutbox):
    officer, mediator = cast["petugas.kuta"], cast["mediator.badung"]
    case = received(officer, mediator)
    willing(case, mediator)
    seated(case, mediator, cast["paguyuban.sumbatimur"])
    meeting = {
        "held_on": TODAY + 2 * DAY,
        "starts_at": datetime.time(9),
        "venue": CANARY,
        "invited": [],
        "how": "letter",
    }
    schedule(case=case, by=mediator, **meeting)
    drain()
    Outbox.objects.all().delete()
    mailoutbox.clear()
    notices = Notice.objects.count()
    assert (remind_of_due(TODAY), remind_of_due(TODAY + DAY), remind_of_due(TODAY + DAY)) == (0, 3, 0)
    post_all_due(TODAY + DAY)
    drain()
    assert {to for letter in mailoutbox for to in letter.to} == {
        cast[name].email for name in ("petugas.kuta", "mediator.badung", "paguyuban.sumbatimur")
    }
    assert {letter.subject for letter in mailoutbox} == {"Ada kabar di Meja"}
    assert Notice.objects.count() == notices
    assert not Message.objects.exists()
    rows = str(list(Outbox.objects.values()))
    assert not [sign for sign in (str(case.pk), case.number, CANARY, "ediasi", "mediation", "session") if sign in rows]


def test_placeholders_are_replaced_and_nothing_is_computed():
    facts = {"siapa": "U. N. L.", "nama": "{siapa}"}
    assert wording.filled("Yth. {siapa} {nama} {0.__class__} {% now %}", facts) == (
        "Yth. U. N. L. {siapa} {0.__class__} {% now %}"
    )
    assert wording.unknown_in("{siapa} {nik} {0.__class__} {{ x }}", facts) == sorted(
        {"nik", "0.__class__", " x ", "{", "}"}
    )
    assert wording.unknown_in("Yth. {siapa}", facts) == []


@pytest.mark.parametrize(
    ("text", "length", "parts"),
    [
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 307, 307, 3),
        ("…" + "a" * 69, 70, 1),
        ("…" * 71, 71, 2),
        ("[]", 4, 1),
    ],
)
def test_what_an_sms_would_cost(text, length, parts):
    assert wording.sms_parts(text) == (length, parts)


def test_a_text_is_changed_by_its_next_version(cast):
    with transaction.atomic():
        args = {"name": "stay_ends.officer", "language": "id", "by": cast["admin"]}
        first = wording.write(subject="Perihal", text="Isi {siapa}", **args)
        again = wording.write(subject="Perihal", text="Isi {siapa}", **args)
        local = wording.write(subject="Indik", text="Daging {siapa}", **{**args, "language": "ban"})
    assert (first.version, again.pk, local.version) == (2, first.pk, 1)
    assert wording.current("stay_ends.officer").pk == first.pk
    assert wording.current("stay_ends.officer", "ban").pk == local.pk
    assert wording.current("stay_ends.officer", "tet").pk == first.pk
    assert Wording.objects.filter(name="stay_ends.officer", language="id").count() == 2
