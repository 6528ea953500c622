"""A case from its first word to the last visit: clocks, seats, promises, referrals; and what the database refuses."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from adat.mediation import hearing, lodging, referring, seating, settling
from adat.mediation.access import give_all_intake, remind_of_due
from adat.mediation.evidence import add_evidence
from adat.mediation.models import AccessGrant, Case, Minutes, Party, Seat, SeatKind, StateLink
from adat.mediation.roster import check_roster
from adat.mediation.workflow import CASE_MOVES, RUNNING, CaseStatus
from adat.villages.models import due_after
from harmoni.accounts.models import Assignment
from harmoni.accounts.roles import Permission
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice
from harmoni.notices.outbox import drain
from harmoni.regions.models import Region
from registrations.certification import scans
from tests.adat.mediation.cases import (
    CANARY,
    DAY,
    STATES,
    again,
    agreed,
    closed,
    failed,
    lodged,
    office,
    received,
    referred,
    reopened,
    scheduled,
    seated,
    told,
    visited,
)

OPEN = Permission.CASE_OPEN


def on_the_list(case):
    return {(line.user.username, line.standing) for line in case.grants.live().select_related("user")}


# --- brought and received -------------------------------------------------------------------------------
def test_a_case_is_brought_once_and_comes_to_the_mediator_of_the_regency(petugas_kuta, mediator_badung):
    key = uuid.uuid4()
    cases = [lodging.lodge(key=key, values=told(), by=petugas_kuta) for _ in range(2)]
    assert cases[0] == cases[1] == Case.objects.get()
    case = again(cases[0])
    assert on_the_list(case) == {("petugas.kuta", "lodger"), ("mediator.badung", "mediator")}
    assert (case.status, case.next_on, case.summary) == ("lodged", due_after(timezone.localdate()), told()["summary"])


def test_without_an_account_there_is_a_code_and_a_pin(cast):
    case = lodged()
    link = StateLink.objects.get()
    assert (case.lodged_by, on_the_list(case)) == (None, {("mediator.badung", "mediator")})
    assert (len(link.code), len(link.pin), link.opens_once) == (19, 6, False)


def test_where_nobody_mediates_the_province_does_and_later_whoever_is_appointed(cast, mediator_badung):
    assert on_the_list(lodged(regency=Region.objects.get(code="5171"))) == {("mediator.badung", "mediator")}
    Assignment.objects.filter(user=mediator_badung).update(until=timezone.localdate() - DAY)
    case = lodged()
    assert (on_the_list(case), give_all_intake()) == (set(), 2)  # whoever had the first holds the office no more
    Assignment.objects.filter(user=mediator_badung).update(until=None)
    assert give_all_intake() == 2
    assert on_the_list(case) == {("mediator.badung", "mediator")}


def test_one_mediator_receives_and_the_others_see_it_no_more(cast, petugas_kuta, mediator_badung, bendesa_kuta):
    badung = Region.objects.get(code="5103")
    Assignment.objects.create(user=cast["kesbangpol.bali"], role="mediator", region=badung)
    case = lodged(petugas_kuta)
    assert len(on_the_list(case)) == 3
    hearing.receive(case=case, by=mediator_badung, kind="housing")
    assert on_the_list(case) == {("petugas.kuta", "lodger"), ("mediator.badung", "mediator")}
    seat = case.seats.get()
    assert (seat.status, seat.has_conflict, seat.user) == ("accepted", False, mediator_badung)


# --- a crime is referred and never mediated -------------------------------------------------------------
def test_a_crime_is_only_referred(petugas_kuta, mediator_badung):
    case = received(petugas_kuta, mediator_badung, kind="crime")
    assert not {"jadwalkan", "sepakati", "notula"} & case.open_moves(mediator_badung).keys()
    assert "rujuk" in case.open_moves(mediator_badung)
    with pytest.raises(MoveRefused):
        hearing.schedule(
            case=case,
            by=mediator_badung,
            held_on=timezone.localdate(),
            starts_at=datetime.time(9),
            venue="-",
            invited=[],
            how="letter",
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(status="sessions")


def test_the_mediator_may_see_a_crime_where_a_quarrel_was_written(petugas_kuta, mediator_badung):
    case = lodged(petugas_kuta)
    hearing.receive(case=case, by=mediator_badung, kind="crime")
    assert "jadwalkan" not in again(case).open_moves(mediator_badung)


# --- seats ----------------------------------------------------------------------------------------------
def test_both_sides_sit_and_an_invitation_opens_nothing_yet(petugas_kuta, mediator_badung, paguyuban_sumbatimur):
    case = received(petugas_kuta, mediator_badung)
    with pytest.raises(MoveRefused, match="menghendaki"):
        seating.invite(case=case, by=mediator_badung, office=office(paguyuban_sumbatimur))
    wanted = {"wanted_by": case.parties.first()}
    seat = seating.invite(case=again(case), by=mediator_badung, office=office(paguyuban_sumbatimur), **wanted)
    assert (seat.kind, Case.objects.visible_to(paguyuban_sumbatimur, OPEN).count()) == (SeatKind.COMMUNITY, 0)
    seating.answer(seat=seat, by=paguyuban_sumbatimur, willing=True, has_conflict=False)
    assert list(Case.objects.visible_to(paguyuban_sumbatimur, OPEN)) == [case]
    with pytest.raises(MoveRefused):
        seating.answer(seat=seat, by=paguyuban_sumbatimur, willing=False, has_conflict=False)


def test_whoever_has_an_interest_cannot_sit_even_if_willing(petugas_kuta, mediator_badung, bendesa_kuta):
    case = received(petugas_kuta, mediator_badung)
    seat = seating.invite(case=case, by=mediator_badung, office=office(bendesa_kuta))
    seating.answer(seat=seat, by=bendesa_kuta, willing=True, has_conflict=True, reason="Kos milik adik saya")
    assert (Seat.objects.get(pk=seat.pk).status, Case.objects.visible_to(bendesa_kuta, OPEN).count()) == ("declined", 0)
    assert office(bendesa_kuta) not in seating.candidates_for(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(status="accepted")


def test_a_party_declines_a_mediator_who_then_sees_nothing(cast, petugas_kuta, mediator_badung):
    case = received(petugas_kuta, mediator_badung)
    Assignment.objects.create(user=cast["kesbangpol.bali"], role="mediator", region_id="5103")
    party, seat = case.parties.first(), case.seats.get()
    with pytest.raises(MoveRefused):
        seating.object_to(case=case, by=petugas_kuta, seat=seat, party=party, reason=" ")
    seating.object_to(case=again(case), by=petugas_kuta, seat=case.seats.get(), party=party, reason="Bersaudara")
    case = again(case)
    assert (case.status, case.next_on) == ("lodged", due_after(timezone.localdate()))
    assert on_the_list(case) == {("petugas.kuta", "lodger"), ("kesbangpol.bali", "mediator")}
    assert list(Case.objects.visible_to(mediator_badung, OPEN)) == []


def test_a_mediator_steps_down(petugas_kuta, mediator_badung):
    case = lodged(petugas_kuta)
    seating.step_down(case=case, by=mediator_badung, reason="Pemilik kos paman saya")
    assert on_the_list(case) == {("petugas.kuta", "lodger")}
    assert give_all_intake() == 1  # and nobody is found, for the only one has an interest
    assert on_the_list(case) == {("petugas.kuta", "lodger")}


def test_nobody_left_is_said_to_those_on_the_list_and_more_are_asked_for_in_words_that_tell_nothing(
    cast, petugas_kuta, mediator_badung, mailoutbox
):
    today = timezone.localdate()
    assert (check_roster(today), check_roster(today)) == (True, False)  # a single mediator is too few, case or none
    anyhow = Notice.objects.get()
    anyhow.finish(by=cast["kesbangpol.bali"])
    case = lodged(petugas_kuta)
    seating.step_down(case=case, by=mediator_badung, reason="Pemilik kos paman saya")
    give_all_intake()
    assert case.grants.live().get().user == petugas_kuta
    asked = Notice.objects.open().get()
    told = ("place", "permission", "kind", "title", "record", "path", "due_on")
    assert [getattr(asked, name) for name in told] == [getattr(anyhow, name) for name in told]
    drain()
    wrote_to = {address for letter in mailoutbox for address in letter.to}
    assert {petugas_kuta.email, cast["kesbangpol.bali"].email} <= wrote_to
    Assignment.objects.create(user=cast["pdp.bali"], role="mediator", region_id="5103")
    assert give_all_intake() == 1
    assert on_the_list(case) == {("petugas.kuta", "lodger"), ("pdp.bali", "mediator")}


def test_a_mediator_who_leaves_the_office_is_followed_by_another(cast, petugas_kuta, mediator_badung):
    case = scheduled(petugas_kuta, mediator_badung)
    Assignment.objects.filter(user=mediator_badung).update(until=timezone.localdate() - DAY)
    Assignment.objects.create(user=cast["pdp.bali"], role="mediator", region_id="5103")
    assert (give_all_intake(), give_all_intake()) == (1, 0)
    assert on_the_list(case) == {("petugas.kuta", "lodger"), ("pdp.bali", "mediator")}
    assert "notula" in again(case).open_moves(cast["pdp.bali"])


def test_access_is_taken_back_with_a_reason(petugas_kuta, mediator_badung, paguyuban_sumbatimur):
    case = received(petugas_kuta, mediator_badung)
    seated(case, mediator_badung, paguyuban_sumbatimur)
    seating.revoke_access(case=case, by=mediator_badung, user=paguyuban_sumbatimur, reason="Pindah tugas")
    assert not Case.objects.visible_to(paguyuban_sumbatimur, OPEN).exists()
    with pytest.raises(MoveRefused):
        seating.revoke_access(case=case, by=mediator_badung, user=mediator_badung, reason="-")


def test_who_leaves_the_office_loses_the_case_though_another_office_opens_cases_too(petugas_kuta, mediator_badung):
    case = lodged(petugas_kuta)
    Assignment.objects.create(user=petugas_kuta, role="regency_officer", region_id="5171")
    Assignment.objects.filter(user=petugas_kuta, role="village_officer").update(until=timezone.localdate() - DAY)
    del petugas_kuta.current_assignments
    assert petugas_kuta.may(OPEN)
    assert not Case.objects.visible_to(petugas_kuta, OPEN).exists()
    assert again(case).open_moves(petugas_kuta) == {}


# --- from the first meeting to the last visit -----------------------------------------------------------
def test_nobody_is_agreed_for(petugas_kuta, mediator_badung):
    case = scheduled(petugas_kuta, mediator_badung)
    promise = {"owner": "-", "what": "-", "due_on": timezone.localdate()}

    def agree(promises=(promise,)):
        settling.agree(
            case=again(case), by=mediator_badung, agreed_on=timezone.localdate(), text="-", promises=promises
        )

    Party.objects.filter(side="answering").update(consent="no")
    with pytest.raises(MoveRefused, match="bersedia"):
        agree()
    Party.objects.filter(side="answering").update(side="asking", consent="yes")
    with pytest.raises(MoveRefused, match="kedua pihak"):
        agree()
    Party.objects.filter(name_sealed=case.parties.last().name_sealed).update(side="answering")
    with pytest.raises(MoveRefused, match="janji"):
        agree(())
    agree()
    assert again(case).status == "agreed"


def test_the_next_date_follows_promises_and_visits(petugas_kuta, mediator_badung):
    today = timezone.localdate()
    case = agreed(petugas_kuta, mediator_badung, ago=10)
    assert case.next_on == today - 5 * DAY  # the promise
    promise = case.agreement.promises.get()
    settling.settle_promise(case=case, by=mediator_badung, promise=promise, state="broken", note="Belum dibayar")
    assert again(case).next_on == today - 3 * DAY  # the visit after seven days
    settling.visit(case=again(case), by=mediator_badung, visited_on=today - 3 * DAY, found="-")
    assert (again(case).status, again(case).next_on) == ("follow_up", today + 20 * DAY)
    with pytest.raises(MoveRefused, match="ke-30"):
        settling.close(case=again(case), by=mediator_badung, reason="Cukup")
    with pytest.raises(MoveRefused):
        settling.visit(case=again(case), by=mediator_badung, visited_on=today + DAY, found="-")


def test_a_meeting_is_called_off_and_another_day_is_set(petugas_kuta, mediator_badung):
    case, today = scheduled(petugas_kuta, mediator_badung), timezone.localdate()
    session = case.sessions.get()
    hearing.call_off(case=case, by=mediator_badung, session=session, reason="Pemilik sakit")
    assert (again(case).sessions.get().status, again(case).next_on) == ("cancelled", today + 7 * DAY)
    with pytest.raises(MoveRefused):
        hearing.call_off(case=again(case), by=mediator_badung, session=session, reason="Lagi")


def test_after_the_ninetieth_day_it_is_closed_and_may_be_opened_again(petugas_kuta, mediator_badung):
    case = closed(petugas_kuta, mediator_badung)
    assert (case.status, case.next_on, case.closed_on) == ("closed", None, timezone.localdate())
    assert [visit.after_days for visit in case.agreement.visits.all()] == [7, 30, 90]
    settling.reopen(case=case, by=petugas_kuta, reason="Terulang", recurs=True)
    case = again(case)
    assert (case.status, case.recurs, case.next_on) == ("reopened", True, due_after(timezone.localdate()))
    assert ("mediator.badung", "mediator") in on_the_list(case)


def test_a_closed_case_leaves_everybodys_view_after_a_year(petugas_kuta, mediator_badung):
    case = closed(petugas_kuta, mediator_badung)
    assert Case.objects.visible_to(petugas_kuta, OPEN).count() == 1
    Case.objects.filter(pk=case.pk).update(closed_on=timezone.localdate() - 366 * DAY)
    assert not Case.objects.visible_to(mediator_badung, OPEN).exists()


@pytest.mark.parametrize("state", sorted(set(CaseStatus) & RUNNING))
def test_while_it_runs_there_is_a_next_date(state, petugas_kuta, mediator_badung):
    case = STATES[state](petugas_kuta, mediator_badung)
    assert (case.status, case.next_on is not None) == (state, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(next_on=None)


def test_whoever_leads_a_case_is_reminded_once_a_day(petugas_kuta, mediator_badung, mailoutbox):
    case, today = received(petugas_kuta, mediator_badung), timezone.localdate()
    assert (remind_of_due(today), remind_of_due(case.next_on), remind_of_due(case.next_on)) == (0, 1, 0)
    drain()
    assert {(letter.subject, *letter.to) for letter in mailoutbox} == {
        ("Ada kabar di Meja", mediator_badung.email),
        ("Ada kabar di Meja", petugas_kuta.email),  # it was received
    }


# --- what is written stays ------------------------------------------------------------------------------
def test_minutes_have_versions_that_nobody_rewrites(petugas_kuta, mediator_badung):
    case = scheduled(petugas_kuta, mediator_badung)
    session = case.sessions.get()
    first = hearing.write_minutes(case=case, by=mediator_badung, session=session, text="Satu")
    hearing.sign(minutes=first, by=mediator_badung, name="Umbu", drawn="M1 1L2 2")
    second = hearing.write_minutes(case=again(case), by=mediator_badung, session=session, text="Dua")
    assert [(one.version, one.text, one.signatures.count()) for one in Minutes.objects.all()] == [
        (1, "Satu", 1),
        (2, "Dua", 0),
    ]
    with pytest.raises(MoveRefused, match="versi terakhir"):
        hearing.sign(minutes=first, by=mediator_badung, name="Umbu", drawn="Umbu")
    with pytest.raises(MoveRefused, match="diambil mediator"):  # who brought it does not sign for the other side
        hearing.sign(minutes=second, by=petugas_kuta, name="Umbu", drawn="Umbu")
    for change in (first.signatures.all().delete, first.delete, lambda: Minutes.objects.update(version=9)):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert session.newest == second


def test_a_referral_passes_on_what_was_chosen_and_nothing_else(petugas_kuta, mediator_badung):
    case = referred(petugas_kuta, mediator_badung)
    referral = case.referrals.get()
    rows = dict(referring.said_in(referral)["rows"])
    assert set(rows) == {"Pokok perkara", "Nama para pihak"}
    assert case.next_on == referral.answer_by
    referring.record_answer(
        case=case, by=mediator_badung, referral=referral, answered_on=timezone.localdate(), text="Diterima"
    )
    assert (again(case).referrals.get().answer, case.papers.get().document.valid_until) == (
        "Diterima",
        referral.expires_on,
    )


def test_evidence_is_drawn_anew_and_lies_sealed(petugas_kuta, mediator_badung):
    import io

    from PIL import Image

    raw = io.BytesIO()
    Image.new("RGB", (40, 40)).save(raw, "PNG")
    case = lodged(petugas_kuta)
    scan = scans.checked(raw.getvalue() + CANARY.encode())
    piece = add_evidence(case=case, by=petugas_kuta, what="Kuitansi", scan=scan)
    assert piece.content[:2] == b"\xff\xd8"
    assert CANARY.encode() not in piece.content
    assert b"\xff\xd8" not in bytes(piece.file_sealed)[:40]
    with pytest.raises(ValidationError):
        scans.checked(b"GIF89a")


def test_every_word_of_a_case_lies_sealed_in_the_database(petugas_kuta, mediator_badung, paguyuban_sumbatimur):
    """Every row of every table of the database, as text."""
    case = reopened(petugas_kuta, mediator_badung)
    session = case.sessions.get()
    hearing.receive(case=case, by=mediator_badung, kind="housing")
    lodging.add_representative(
        case=again(case), by=mediator_badung, party=case.parties.first(), name=CANARY, basis=CANARY
    )
    seated(again(case), mediator_badung, paguyuban_sumbatimur)
    hearing.schedule(
        case=again(case),
        by=mediator_badung,
        held_on=timezone.localdate(),
        starts_at=datetime.time(9),
        venue=CANARY,
        invited=[CANARY],
        how="message",
    )
    minutes = hearing.write_minutes(case=again(case), by=mediator_badung, session=session, text=CANARY)
    hearing.sign(minutes=minutes, by=mediator_badung, name=CANARY, drawn=CANARY)
    asked = "SELECT count(*) FROM {} AS one WHERE one::text LIKE ANY (%s)"
    signs = [f"%{CANARY}%", f"%{CANARY.encode().hex()}%"]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(asked.format(connection.ops.quote_name(table)), [signs])
            assert (table, cursor.fetchone()[0]) == (table, 0)


# --- figures --------------------------------------------------------------------------------------------
def test_figures_are_by_regency_and_quarter_alone(petugas_kuta, mediator_badung):
    lodged(petugas_kuta), lodged(petugas_kuta), lodged(regency=Region.objects.get(code="5171"))
    now = timezone.localdate()
    quarter = {"year": now.year, "quarter": (now.month + 2) // 3}
    assert list(Case.objects.by_regency_and_quarter()) == [
        {"regency": "5103", "count": 2, **quarter},
        {"regency": "5171", "count": 1, **quarter},
    ]


# --- role x move ----------------------------------------------------------------------------------------
LODGER = {"pihak", "setuju", "wakil", "bukti", "tautan", "tolak-mediator"}
COMPANION = LODGER - {"setuju"}
GRID = {
    "lodged": ({"terima", "kursi", "rujuk", "undur", "tarik"}, {"tarik"}),
    "received": ({"jadwalkan", "kursi", "rujuk", "undur", "tarik"}, {"tarik", "ganti-mediator"}),
    "sessions": (
        {"jadwalkan", "notula", "batalkan", "sepakati", "tidak-sepakat", "kursi", "rujuk", "undur", "tarik"},
        {"tarik", "ganti-mediator"},
    ),
    "agreed": ({"notula", "janji", "kunjungi", "kursi", "rujuk"}, set()),
    "follow_up": ({"notula", "janji", "kunjungi", "kursi", "rujuk", "tutup"}, set()),
    "no_agreement": ({"jadwalkan", "rujuk", "tutup", "buka-kembali"}, {"buka-kembali"}),
    "referred": ({"jawaban", "tutup", "buka-kembali"}, {"buka-kembali"}),
    "withdrawn": ({"buka-kembali"}, {"buka-kembali"}),
    "closed": ({"buka-kembali"}, {"buka-kembali"}),
    "reopened": ({"terima", "kursi", "rujuk", "undur", "tarik"}, {"tarik"}),
}


@pytest.mark.parametrize("state", STATES)
def test_the_grid_of_roles_and_moves(state, cast, petugas_kuta, mediator_badung, paguyuban_sumbatimur):
    case = STATES[state](petugas_kuta, mediator_badung)
    AccessGrant.objects.create(case=case, user=paguyuban_sumbatimur, place="5311", standing="companion")
    leads, brings = GRID[state]
    runs = state not in ("withdrawn", "closed")
    mine = LODGER if runs else set()
    expected = {
        "mediator.badung": leads | mine | {"tutup-akses"} | ({"ganti-mediator"} if "undur" in leads else set()),
        "petugas.kuta": brings | mine,
        "paguyuban.sumbatimur": (mine & COMPANION) | ({"ganti-mediator"} & brings),
    }
    if state in ("lodged", "reopened"):
        expected["mediator.badung"] -= {"ganti-mediator"}
    found = {name: set(again(case).open_moves(user)) for name, user in cast.items()}
    assert found == {name: expected.get(name, set()) for name in cast}
    assert set(CASE_MOVES) >= set().union(*found.values())


@pytest.mark.parametrize("verb", sorted(verb for verb, move in CASE_MOVES.items() if move.needs_reason))
def test_a_reason_is_asked_and_lies_sealed(verb, petugas_kuta, mediator_badung):
    state = next(state for state in STATES if CaseStatus(state) in CASE_MOVES[verb].sources)
    case = STATES[state](petugas_kuta, mediator_badung)
    values = {} if CASE_MOVES[verb].target not in ("closed", "withdrawn") else {"next_on": None}
    if values:
        values["closed_on"] = timezone.localdate()
    if CASE_MOVES[verb].target == "reopened":
        values = {"next_on": timezone.localdate(), "closed_on": None}
    with pytest.raises(MoveRefused):
        again(case).move(verb, by=mediator_badung, reason=" ", **values)
    again(case).move(verb, by=mediator_badung, reason=f"Karena {CANARY}", **values)
    event = Event.objects.about(case.pk).filter(verb=verb).first()
    assert (event.reason, event.place, event.details["reason"]) == ("", "", f"Karena {CANARY}")


def test_failed_is_not_the_end(petugas_kuta, mediator_badung):
    case = failed(petugas_kuta, mediator_badung)
    assert case.next_on == timezone.localdate() + 7 * DAY
    assert visited(petugas_kuta, mediator_badung, times=1).status == "follow_up"
