"""The synthetic books before arrival keep the rules: rosters, letters without gaps, two persons for a letter."""

import datetime
from collections import Counter, defaultdict

import pytest
from django.db import transaction
from django.db.models import Count, F, Q
from django.test import Client
from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.models import Event
from harmoni.letters.models import SIGNED, Document, Office, Series
from harmoni.letters.numbering import next_number
from harmoni.letters.tasks import make_letter
from harmoni.notices.models import Notice, Outbox
from harmoni.seeding.accounts import BADUNG, BELU, KUTA, SUMBA_TIMUR
from harmoni.seeding.journeys import SHAPES, gathering_before
from harmoni.seeding.lives import Lives
from harmoni.seeding.world import World
from registrations.certification import queues
from registrations.certification.models import Attendance, Briefing, Candidate, Pact, Recommendation
from registrations.certification.workflow import ON_THE_WAY, CandidateStatus, RecommendationStatus
from registrations.people.models import Person, Presence
from registrations.residency.follow_up import WITHOUT_LETTER
from registrations.residency.models import Referral, Stay
from tests.harmoni.test_seed import TODAY, fill, said

C, R = CandidateStatus, RecommendationStatus
pytestmark = pytest.mark.django_db


def seen(*, numbered=True):
    """Everything by which two sets of these books could differ; letters are numbered batch by batch."""
    letters = Document.objects.filter(kind__in=SIGNED).order_by("pk")
    columns = ("pk", "token", "record", "state", "issued_on", "valid_until", "issuer", "replaced_by", "created_at")
    if numbered:
        columns += ("number",)
    return [
        list(Candidate.objects.order_by("pk").values_list("pk", "person", "status", "registered_at", "arrived_on")),
        list(Briefing.objects.order_by("pk").values_list("pk", "held_on", "venue", "capacity", "planned_by__username")),
        list(Attendance.objects.order_by("pk").values_list("pk", "briefing", "candidate", "points", "passed")),
        list(Pact.objects.order_by("pk").values_list("pk", "candidate", "signed_on")),
        list(Recommendation.objects.order_by("pk").values_list("pk", "status", "proposed_at", "decided_at")),
        list(Notice.objects.order_by("pk").values_list("pk", "place", "kind", "title", "due_on", "done_at")),
        list(Referral.objects.order_by("pk").values_list("pk", "stay", "service", "status", "made_at", "answered_at")),
        list(letters.values_list(*columns)),
    ]


def rolled_back(*steps, **how):
    with transaction.atomic():
        for people in steps:
            fill(people)
        found = seen(**how)
        transaction.set_rollback(True)
    return found


# --- the same world again -------------------------------------------------------------------------------
def test_same_seed_same_journeys():
    assert rolled_back(150) == rolled_back(150)


def test_growing_gives_the_same_journeys_but_for_the_numbers_of_letters():
    assert rolled_back(60, numbered=False) == rolled_back(13, 60, numbered=False)


def test_a_second_run_adds_nothing():
    fill(60)
    before = seen(), Event.objects.count(), User.objects.count(), list(Series.objects.order_by("pk").values_list())
    assert fill(60) == Counter()
    after = seen(), Event.objects.count(), User.objects.count(), list(Series.objects.order_by("pk").values_list())
    assert after == before


# --- who has a journey ----------------------------------------------------------------------------------
def test_a_third_of_the_newcomers_came_with_a_letter_and_more_of_late():
    fill(900)
    share = Stay.objects.exclude(candidate=None).count() / Stay.objects.count()
    assert 0.25 < share < 0.42
    half = Lives(TODAY).days_ago(200)
    late, early = (Stay.objects.filter(arrived_on__gt=half), Stay.objects.filter(arrived_on__lte=half))
    assert len(late.exclude(candidate=None)) / len(late) > len(early.exclude(candidate=None)) / len(early)
    assert len({code[:2] for code in Candidate.objects.values_list("origin", flat=True)}) > 4


def test_the_origin_knows_the_same_human_being_in_its_own_book():
    fill(150)
    stays = Stay.objects.exclude(candidate=None).select_related("person", "candidate__person")
    assert stays
    for stay in stays:
        here, there = stay.person, stay.candidate.person
        assert here.pk != there.pk
        assert (here.full_name, here.birth_date, here.nik) == (there.full_name, there.birth_date, there.nik)
        assert bool(there.nik) != bool(there.provisional_number)
        assert stay.candidate.origin_id == there.origin_village_id[:4]
        presence = Presence.objects.get(person=there)
        assert (presence.side, presence.path, presence.until) == ("origin", stay.candidate.origin_id, None)
        assert presence.since == timezone.localdate(stay.candidate.registered_at)
        assert (stay.candidate.arrived_on, stay.candidate.arrived_at_id) == (stay.arrived_on, stay.customary_village_id)
        letter = Document.objects.get(token=stay.letter_token)
        assert letter.record == stay.candidate.letter.pk
        assert letter.issued_on < stay.arrived_on
        assert stay.place.startswith(stay.candidate.destination_regency_id)


def test_nobody_is_on_two_ways_at_once():
    fill(400)
    running = Candidate.objects.filter(status__in=ON_THE_WAY)
    niks = [bytes(digest) for digest in running.values_list("person__nik_digest", flat=True) if digest]
    assert len(niks) == len(set(niks))
    assert not running.values("person").annotate(ways=Count("pk")).filter(ways__gt=1).exists()
    assert not Stay.objects.filter(candidate__in=running).exists()


def test_every_shape_has_the_rows_it_should():
    fill(60)
    found = Candidate.objects.exclude(status=C.ARRIVED)
    for rows in (found.needs_briefing(), found.needs_pact(), found.ready(), found.returned(), found.proposed()):
        assert rows.exists()
    assert set(Recommendation.objects.values_list("status", flat=True)) == set(R.values)
    assert set(Candidate.objects.values_list("status", flat=True)) == set(C.values)
    for one in Recommendation.objects.proposed():
        assert 1 <= (TODAY - timezone.localdate(one.proposed_at)).days <= 6
    assert len(SHAPES) == 11


# --- the rules of the books -----------------------------------------------------------------------------
def test_each_step_comes_after_the_one_before_and_before_today():
    fill(150)
    start = timezone.make_aware(datetime.datetime.combine(TODAY, datetime.time()))
    for one in Recommendation.objects.select_related("candidate"):
        passed, pact = one.candidate.passed, one.candidate.pact
        moments = [one.candidate.registered_at, one.proposed_at, one.decided_at]
        moments = [moment for moment in moments if moment]
        assert moments == sorted(moments)
        assert all(moment < start for moment in moments)
        if passed:
            assert timezone.localdate(one.candidate.registered_at) < passed.briefing.held_on
            assert passed.briefing.planned_by.may_at(Permission.CANDIDATE_CHANGE, one.candidate.origin_id)
        if pact:
            assert passed.briefing.held_on <= pact.signed_on < TODAY
            assert pact.signature == one.candidate.person.full_name
        if one.proposed_at:
            assert pact.signed_on < timezone.localdate(one.proposed_at)


def test_one_briefing_a_month_and_no_more_guests_than_seats():
    with transaction.atomic():
        fill(300)
    held = Briefing.objects.counted()
    assert all(briefing.invited <= briefing.capacity for briefing in held)
    sessions = defaultdict(list)
    for briefing in held:
        sessions[briefing.origin_id, f"{briefing.held_on:%Y-%m}"].append(briefing)
    for briefings in sessions.values():
        assert len({briefing.held_on for briefing in briefings}) == 1
        assert sum(briefing.invited < briefing.capacity for briefing in briefings) <= 1


def test_where_seats_run_out_there_is_another_session(monkeypatch):
    monkeypatch.setattr("harmoni.seeding.gatherings.SEATS", (1, 1))
    fill(300)
    held = Briefing.objects.counted()
    assert {briefing.invited for briefing in held} == {1}
    assert held.filter(title__endswith="sesi 2").exists()


def test_briefing_days_are_weekdays_of_each_month():
    days = {gathering_before("5311", TODAY - datetime.timedelta(days=ago)) for ago in range(360)}
    assert 11 <= len(days) <= 13
    assert {day.weekday() for day in days} <= set(range(5))


def test_whoever_proposes_does_not_decide_and_neither_can_sign_in():
    fill(150)
    decided = Recommendation.objects.exclude(decided_by=None)
    assert decided
    assert not decided.filter(decided_by=F("proposed_by")).exists()
    for one in decided.select_related("candidate", "proposed_by", "decided_by"):
        assert one.proposed_by.may_at(Permission.CANDIDATE_CHANGE, one.candidate.origin_id)
        assert one.decided_by.may_at(Permission.LETTER_DECIDE, one.candidate.origin_id)
        assert not one.proposed_by.has_usable_password()
        assert not one.decided_by.has_usable_password()


# --- letters --------------------------------------------------------------------------------------------
def serials():
    """{series: serials in the order of their days}."""
    found = defaultdict(list)
    for letter in Document.objects.filter(kind__in=SIGNED).order_by("created_at", "number"):
        _code, serial, _kind, office, year = letter.number.rsplit("/", 4)
        assert (office, int(year)) == (letter.place, letter.issued_on.year)
        found[letter.place, letter.kind, letter.issued_on.year].append(int(serial))
    return found


def test_numbers_have_no_gap_and_follow_the_days():
    fill(300)
    found = serials()
    assert len(found) > 20
    for numbers in found.values():
        assert numbers == list(range(1, len(numbers) + 1))
    letters = Series.objects.filter(kind__in={kind for _office, kind, _year in found})
    assert {(row.office, row.kind, row.year): row.last for row in letters} == {
        series: len(numbers) for series, numbers in found.items()
    }


def test_growth_and_another_seed_go_on_where_the_numbers_stood():
    fill(60)
    fill(120)
    fill(60, label="other")
    for (office, kind, year), numbers in serials().items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        with transaction.atomic():
            assert f"/{len(numbers) + 1:04d}/" in next_number(kind, office, year)


def test_a_certificate_for_who_passed_and_a_recommendation_for_what_was_issued():
    fill(150)
    certificates = Document.objects.filter(kind=Document.Kind.CERTIFICATE)
    assert set(certificates.values_list("record", flat=True)) == set(
        Attendance.objects.filter(passed=True).values_list("pk", flat=True)
    )
    states = {R.ISSUED: "valid", R.SUPERSEDED: "superseded", R.REVOKED: "revoked"}
    for one in Recommendation.objects.select_related("candidate__person"):
        assert bool(one.document) == (one.status in states)
        if one.document:
            assert one.document.state == states[one.status]
            assert (one.document.number, one.document.issued_on) == (one.letter_number, one.issued_on)
            assert one.document.fields["name"] == one.candidate.person.full_name
            assert bool(one.document.replaced_by) == (one.status == R.SUPERSEDED)


def test_a_letter_of_the_seed_is_not_live_until_a_worker_has_made_it():
    fill(30)
    letter = Document.objects.filter(kind=Document.Kind.RECOMMENDATION, state="valid").first()
    page = Client().get(letter.check_path)
    assert page.context["document"] is None
    make_letter(str(letter.pk))
    assert Client().get(letter.check_path).context["document"] == letter
    assert not Outbox.objects.exists()


# --- history --------------------------------------------------------------------------------------------
WAYS = {
    "needs briefing": "daftar_calon",
    "withdrawn": "daftar_calon batal",
    "needs pact": "daftar_calon undang catat",
    "ready": "daftar_calon undang catat pakta",
    "proposed": "daftar_calon undang catat pakta ajukan",
    "returned": "daftar_calon undang catat pakta ajukan kembalikan",
    "declined": "daftar_calon undang catat pakta ajukan tolak",
    "expected": "daftar_calon undang catat pakta ajukan setujui tunggu",
    "arrived": "daftar_calon undang catat pakta ajukan setujui tunggu tiba",
    "not coming": "daftar_calon undang catat pakta ajukan setujui tunggu tidak-datang",
    "revoked": "daftar_calon undang catat pakta ajukan setujui tunggu cabut urung-tunggu",
    "superseded": "daftar_calon undang catat pakta ajukan setujui tunggu ganti ajukan gantikan setujui",
}


def test_the_history_tells_each_way_in_the_offices_verbs():
    world = World("test", today=TODAY)
    kinds = {way.candidate.pk: way.kind for one in world.newcomers(60) for way in one.journeys}
    fill(60)
    assert set(kinds.values()) == set(WAYS)
    for candidate in Candidate.objects.all():
        events = list(Event.objects.filter(subjects__contains=[candidate.pk]).order_by("pk"))
        assert " ".join(event.verb for event in events) == WAYS[kinds[candidate.pk]]
        assert {event.place for event in events} == {candidate.origin_id}
        own = [event.after for event in events if event.after in C.values and event.verb not in ("undang", "catat")]
        assert own[-1] == candidate.status


# --- what is asked of others ----------------------------------------------------------------------------
def test_who_came_without_a_letter_is_a_task_for_the_origin():
    fill(150)
    tasks = Notice.objects.filter(kind=WITHOUT_LETTER)
    assert set(tasks.values_list("record", flat=True)) == set(
        Stay.objects.filter(candidate=None).values_list("pk", flat=True)
    )
    assert {task.done_at is None for task in tasks} == {True, False}
    for task in tasks:
        stay = Stay.objects.get(pk=task.record)
        assert task.place == stay.person.origin_village_id[:4]
        assert task.created_at == stay.registered_at
        assert task.done_at is None or task.created_at < task.done_at
        assert task.done_by is None or task.done_by.may_at(Permission.CANDIDATE_CHANGE, task.place)


def test_a_few_referrals_and_most_are_answered(monkeypatch):
    monkeypatch.setattr("harmoni.seeding.asked.REFERRED", 0.5)
    fill(100)
    assert set(Referral.objects.values_list("status", flat=True)) == {"sent", "answered"}
    for referral in Referral.objects.select_related("stay__customary_village", "answered_by"):
        question = Notice.objects.get(kind="residency.referral", record=referral.pk)
        assert (question.done_at, question.done_by) == (referral.answered_at, referral.answered_by)
        assert Notice.objects.filter(kind="residency.referral_answer", record=referral.pk).exists() == (
            referral.status == "answered"
        )
        verbs = Event.objects.filter(subjects__contains=[referral.pk]).order_by("pk").values_list("verb", flat=True)
        assert list(verbs) == ["rujuk", "jawab"][: 2 if referral.answered_at else 1]
        if referral.answered_at:
            assert referral.made_at < referral.answered_at
            assert referral.answered_by.may_at(Permission.REFERRAL_ANSWER, referral.place)


# --- manage.py demo -------------------------------------------------------------------------------------
@pytest.fixture
def lively(settings):
    settings.DEMO = True
    said("demo")
    return {user.username: user for user in User.objects.all()}


def counts(model, menu, origin):
    mine = model.objects.filter(**{model.region_path.removesuffix("__code"): origin})
    return {queue.slug: getattr(mine, queue.method)().count() for queue in menu}


def test_every_queue_of_sumba_timur_has_something_in_it(lively):
    for model, menu in (
        (Candidate, queues.CANDIDATES),
        (Recommendation, queues.RECOMMENDATIONS),
        (Briefing, queues.BRIEFINGS),
    ):
        found = counts(model, menu, SUMBA_TIMUR)
        found.pop("semua", None)
        assert min(found.values()) >= 1, found
        assert max(number for slug, number in found.items() if slug not in ("terbit", "tiba", "selesai")) <= 6, found
    assert counts(Recommendation, [queues.TO_DECIDE], SUMBA_TIMUR) == {"keputusan": 4}
    open_tasks = Notice.objects.open().addressed_to(lively["staf.sumbatimur"])
    assert open_tasks.filter(kind=WITHOUT_LETTER).exists()


def test_belu_has_a_few(lively):
    found = counts(Candidate, queues.CANDIDATES, BELU)
    assert {slug for slug, number in found.items() if not number} <= {"tiba"}
    assert not lively["kepala.belu"].has_usable_password()


def test_somebody_is_expected_at_kuta_and_at_the_regency(lively):
    assert 2 <= Candidate.objects.expected().awaited_by(lively["petugas.kuta"]).count() <= 4
    assert 1 <= Candidate.objects.expected().awaited_by(lively["kabupaten.badung"]).count() <= 2
    assert Stay.objects.filter(customary_village__path=KUTA).exclude(letter_token="").exists()  # noqa: S106
    assert Referral.objects.filter(status="sent", stay__customary_village__path__startswith=BADUNG).exists()


def test_the_demo_is_dated_by_today_and_its_letters_wait_for_the_worker(lively):
    upcoming = Briefing.objects.upcoming()
    assert upcoming.filter(origin=SUMBA_TIMUR).count() >= 2
    assert upcoming.filter(origin=BELU).exists()
    assert {head.town for head in Office.objects.all()} == {"Waingapu", "Atambua"}
    asked = set(Outbox.objects.filter(kind="letters.make").values_list("payload__document", flat=True))
    today = Document.objects.filter(kind__in=SIGNED, created_at__date=timezone.localdate())
    assert asked == {str(pk) for pk in today.values_list("pk", flat=True)}
    assert len(asked) > 20


def test_the_demo_keeps_the_rules_and_its_numbers(lively):
    assert not Recommendation.objects.filter(~Q(decided_by=None), decided_by=F("proposed_by")).exists()
    for numbers in serials().values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    running = Candidate.objects.filter(status__in=ON_THE_WAY)
    assert not running.values("person").annotate(ways=Count("pk")).filter(ways__gt=1).exists()
    unannounced = Stay.objects.filter(candidate=None, customary_village__path=KUTA).exclude(nik_digest=None)
    assert not running.filter(person__nik_digest__in=unannounced.values("nik_digest")).exists()
    before = Candidate.objects.count(), Event.objects.count(), Person.objects.count()
    assert "accounts already" in said("demo")
    assert (Candidate.objects.count(), Event.objects.count(), Person.objects.count()) == before
