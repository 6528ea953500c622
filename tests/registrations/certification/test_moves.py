"""Role x move of every workflow before arrival, and the rule of two persons through every door."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from harmoni.accounts.appointing import appoint
from harmoni.accounts.roles import Role
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from harmoni.regions.models import Region
from registrations.certification import deciding
from registrations.certification.briefings import invite, plan, record_attendance
from registrations.certification.models import Candidate, Recommendation
from registrations.certification.moves import act
from registrations.certification.workflow import BRIEFING_MOVES, CANDIDATE_MOVES, RECOMMENDATION_MOVES
from registrations.residency.referring import refer
from registrations.residency.workflow import REFERRAL_MOVES
from tests.cast import arrive, brief, issued, nik_of, prepare, proposed, sign_pact

CLERK, SIGNER, VILLAGE, REGENCY = "staf.sumbatimur", "kepala.sumbatimur", "petugas.kuta", "kabupaten.badung"
KUTA = {VILLAGE, "bendesa.kuta"}
VILLAGES = KUTA | {"petugas.intaran"}
WHO = {
    "candidate": {
        "batal": {CLERK},
        "lanjut": {CLERK},
        "lanjut-ditunggu": {CLERK},
        "tunggu": {SIGNER},
        "urung-tunggu": {SIGNER},
        "tidak-datang": KUTA,
        "tunggu-lagi": KUTA,
        "tiba": VILLAGES | {CLERK, REGENCY},
    },
    "briefing": {"undang": {CLERK}, "keluarkan": {CLERK}, "catat": {CLERK}, "batalkan": {CLERK}},
    "recommendation": {
        **{"ajukan": {CLERK}, "keberatan": {CLERK}, "ganti": {CLERK}},
        **dict.fromkeys(("setujui", "kembalikan", "tolak", "cabut", "gantikan"), {SIGNER}),
    },
    "referral": {"jawab": {REGENCY}},
}
TABLES = {
    "candidate": CANDIDATE_MOVES,
    "briefing": BRIEFING_MOVES,
    "recommendation": RECOMMENDATION_MOVES,
    "referral": REFERRAL_MOVES,
}


@pytest.fixture
def records(cast):
    candidate = proposed(cast[CLERK])
    return {
        "candidate": candidate,
        "briefing": candidate.passed.briefing,
        "recommendation": candidate.recommendation,
        "referral": refer(stay=arrive(cast[VILLAGE]), service="school", need="-", by=cast[VILLAGE]),
    }


@pytest.mark.parametrize(("book", "verb"), [(book, verb) for book, table in TABLES.items() for verb in table])
def test_who_may_from_where(book, verb, records, cast):
    """Every role x every status: the buttons are exactly those of the table, for exactly these people."""
    record, move = records[book], TABLES[book][verb]
    found = set()
    for status in type(record).status.field.choices:
        record.status = status[0]
        found |= {(name, status[0]) for name, user in cast.items() if verb in record.open_moves(user)}
    assert found == {(name, str(status)) for name in WHO[book][verb] for status in move.sources}


@pytest.fixture
def both(cast):
    """One person with both roles at Sumba Timur."""
    user = cast[CLERK]
    appoint(user=user, role=Role.ORIGIN_SIGNER, place=Region.objects.get(code="5311"), by=None)
    vars(user).pop("current_assignments", None)
    return user


def test_nobody_approves_what_he_proposed(both, cast):
    candidate = proposed(both)
    assert "setujui" not in candidate.recommendation.open_moves(both)
    with pytest.raises(MoveRefused):
        deciding.approve(recommendation=candidate.recommendation, by=both)
    assert (Document.objects.filter(kind="recommendation").count(), candidate.recommendation.status) == (0, "proposed")


def test_not_even_past_the_verbs(both):
    """The move itself and a bare update of the row are refused too."""
    mine = proposed(both).recommendation
    with pytest.raises(MoveRefused):
        mine.move("setujui", by=both)
    row = Recommendation.objects.filter(pk=mine.pk)
    whole = {"issued_on": timezone.localdate(), "valid_until": timezone.localdate(), "letter_number": "1"}
    with pytest.raises(IntegrityError, match="never_approved_by_its_proposer"), transaction.atomic():
        row.update(status="issued", decided_by=both, decided_at=timezone.now(), **whole)


def test_nor_over_http(both, signed_in):
    mine = proposed(both).recommendation
    answer = signed_in(both).post(f"{mine.get_absolute_url()}setujui/", follow=True)
    assert "tidak terbuka lagi" in answer.content.decode()
    mine.refresh_from_db()
    assert mine.status == "proposed"


def test_whoever_records_the_objection_does_not_decide_it(both, kepala_sumbatimur):
    mine = proposed(both).recommendation
    deciding.send_back(recommendation=mine, by=kepala_sumbatimur, verb="tolak", reason="Data tidak cocok")
    deciding.object_to(recommendation=mine, by=both, reason="Datanya sudah benar")
    with pytest.raises(MoveRefused):
        deciding.approve(recommendation=mine, by=both)
    deciding.approve(recommendation=mine, by=kepala_sumbatimur)
    assert mine.status == "issued"


@pytest.mark.parametrize("verb", ["kembalikan", "tolak", "cabut", "ganti"])
def test_a_refusal_needs_its_reason(verb, cast):
    decided = issued(cast[CLERK], cast[SIGNER]) if verb in ("cabut", "ganti") else proposed(cast[CLERK])
    by = cast[CLERK if verb == "ganti" else SIGNER]
    with pytest.raises(MoveRefused, match="alasan"):
        decided.recommendation.move(verb, by=by, reason="  ")


def test_what_is_lacking_is_explained_and_no_ground_to_wait(staf_sumbatimur):
    candidate = prepare(staf_sumbatimur)
    with pytest.raises(MoveRefused, match="pembekalan dan pakta integritas"):
        deciding.propose(recommendation=candidate.recommendation, by=staf_sumbatimur)
    deciding.propose(recommendation=candidate.recommendation, by=staf_sumbatimur, reason="Kapal berangkat besok")
    assert Event.objects.about(candidate.pk).first().reason == "Kapal berangkat besok"


def test_the_desk_asks_about_everyone_exactly_once(staf_sumbatimur, kepala_sumbatimur):
    """Whoever is at work stands in one question of one desk, and in no other."""
    new, briefed, ready, waiting, back, done = (prepare(staf_sumbatimur) for _ in range(6))
    brief(staf_sumbatimur, briefed, ready, waiting, back, done)
    for candidate in (ready, waiting, back, done):
        sign_pact(candidate, staf_sumbatimur)
    for candidate in (waiting, back, done):
        deciding.propose(recommendation=candidate.recommendation, by=staf_sumbatimur)
    deciding.send_back(
        recommendation=back.recommendation, by=kepala_sumbatimur, verb="kembalikan", reason="Alamat belum lengkap"
    )
    deciding.approve(recommendation=done.recommendation, by=kepala_sumbatimur)
    asked = {name: list(getattr(Candidate.objects, name)()) for name in QUESTIONS}
    assert asked == dict(zip(QUESTIONS, [[new], [briefed], [ready], [back], [waiting], [done]], strict=True))


QUESTIONS = ("needs_briefing", "needs_pact", "ready", "returned", "proposed", "expected")


def test_a_new_letter_replaces_the_one_before(staf_sumbatimur, kepala_sumbatimur):
    candidate = issued(staf_sumbatimur, kepala_sumbatimur)
    old = candidate.letter
    new = deciding.replace(recommendation=old, by=staf_sumbatimur, reason="Tujuan berubah")
    assert Recommendation.objects.get(pk=old.pk).status == "issued"
    deciding.propose(recommendation=new, by=staf_sumbatimur)
    paper = deciding.approve(recommendation=new, by=kepala_sumbatimur)
    old.refresh_from_db()
    assert (old.status, old.document.state, old.document.replaced_by) == ("superseded", "superseded", paper)
    assert Candidate.objects.get(pk=candidate.pk).letter == new


def test_a_revoked_letter_is_red_and_nobody_waits_any_more(staf_sumbatimur, kepala_sumbatimur):
    candidate = issued(staf_sumbatimur, kepala_sumbatimur)
    deciding.revoke(recommendation=candidate.letter, by=kepala_sumbatimur, reason="Data palsu")
    candidate.refresh_from_db()
    assert (candidate.status, candidate.recommendation.document.light) == ("preparing", "red")


def test_what_waits_for_a_decision_is_not_changed_meanwhile(staf_sumbatimur, signed_in):
    candidate = proposed(staf_sumbatimur)
    assert not candidate.is_editable
    page = signed_in(staf_sumbatimur).get(candidate.get_absolute_url()).content.decode()
    assert "Perbaiki data" not in page


def test_two_decisions_at_once_are_one(staf_sumbatimur, kepala_sumbatimur):
    mine = proposed(staf_sumbatimur).recommendation
    stale = Recommendation.objects.get(pk=mine.pk)
    deciding.approve(recommendation=mine, by=kepala_sumbatimur)
    with pytest.raises(MoveRefused):
        deciding.approve(recommendation=stale, by=kepala_sumbatimur)
    assert Document.objects.filter(kind="recommendation").count() == 1


def test_points_decide_and_a_lost_pass_revokes_with_a_reason(staf_sumbatimur):
    candidate = prepare(staf_sumbatimur)
    briefing = brief(staf_sumbatimur, candidate, points=60)
    row = briefing.attendances.get()
    paper = Document.objects.get(record=row.pk)
    assert (row.passed, paper.number) == (True, f"500.11/0001/PBK/5311/{timezone.localdate():%Y}")
    record = {"briefing": briefing, "marks": {row.pk: (True, 59)}, "by": staf_sumbatimur}
    with pytest.raises(MoveRefused, match="alasan"):
        record_attendance(**record)
    record_attendance(**record, reason="Salah tulis nilai")
    paper.refresh_from_db()
    assert (row.briefing.attendances.get().passed, paper.state) == (False, "revoked")


def test_a_briefing_of_tomorrow_has_no_attendance_yet(staf_sumbatimur):
    candidate = prepare(staf_sumbatimur)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    values = {"title": "-", "topic": "-", "held_on": tomorrow, "starts_at": "09:00", "venue": "-", "capacity": 1}
    briefing = plan(by=staf_sumbatimur, origin=candidate.origin, values=values)
    invite(briefing=briefing, candidates=[candidate, candidate], by=staf_sumbatimur)
    with pytest.raises(ValidationError, match="belum berlangsung"):
        record_attendance(briefing=briefing, marks={}, by=staf_sumbatimur)
    with pytest.raises(ValidationError, match="Kursi yang tersisa 0"):
        invite(briefing=briefing, candidates=[prepare(staf_sumbatimur)], by=staf_sumbatimur)


def test_whoever_goes_after_all_with_a_letter_is_expected_again(staf_sumbatimur, kepala_sumbatimur):
    candidate = issued(staf_sumbatimur, kepala_sumbatimur)
    act("batal", candidate, by=staf_sumbatimur, reason="Sakit")
    act("lanjut", candidate, by=staf_sumbatimur)
    assert Candidate.objects.get().status == "expected"


@pytest.mark.parametrize("verb", ["tolak", "cabut"])
def test_who_was_declined_or_revoked_stays_in_somebodys_question(verb, staf_sumbatimur, kepala_sumbatimur):
    candidate = issued(staf_sumbatimur, kepala_sumbatimur) if verb == "cabut" else proposed(staf_sumbatimur)
    act(verb, candidate.recommendation, by=kepala_sumbatimur, reason="Data tidak cocok")
    assert list(Candidate.objects.returned()) == [candidate]


def test_a_letter_that_is_being_replaced_is_the_clerks_turn(staf_sumbatimur, kepala_sumbatimur):
    candidate = issued(staf_sumbatimur, kepala_sumbatimur)
    deciding.replace(recommendation=candidate.letter, by=staf_sumbatimur, reason="Tujuan berubah")
    assert (list(Candidate.objects.ready()), list(Candidate.objects.expected())) == ([candidate], [candidate])
    assert list(Candidate.objects.returned()) == []


def test_nobody_decides_about_who_is_not_going(staf_sumbatimur, kepala_sumbatimur):
    candidate = proposed(staf_sumbatimur)
    act("batal", candidate, by=staf_sumbatimur, reason="Sakit")
    assert list(Recommendation.objects.proposed()) == []
    with pytest.raises(MoveRefused):
        deciding.approve(recommendation=candidate.recommendation, by=kepala_sumbatimur)


def test_an_old_journey_is_not_taken_up_beside_a_new_one(staf_sumbatimur):
    nik = nik_of()
    old = prepare(staf_sumbatimur, who={"nik": nik})
    act("batal", old, by=staf_sumbatimur, reason="Sakit")
    prepare(staf_sumbatimur, who={"nik": nik})
    with pytest.raises(MoveRefused, match="catatan yang baru"):
        act("lanjut", old, by=staf_sumbatimur)


def test_an_objection_comes_too_late_once_a_new_proposal_is_prepared(staf_sumbatimur, kepala_sumbatimur):
    first = issued(staf_sumbatimur, kepala_sumbatimur).letter
    second = deciding.replace(recommendation=first, by=staf_sumbatimur, reason="Tujuan berubah")
    deciding.propose(recommendation=second, by=staf_sumbatimur)
    deciding.send_back(recommendation=second, by=kepala_sumbatimur, verb="tolak", reason="Tidak jelas")
    deciding.replace(recommendation=first, by=staf_sumbatimur, reason="Tujuan berubah")
    with pytest.raises(MoveRefused):
        deciding.object_to(recommendation=second, by=staf_sumbatimur, reason="Jelas")
