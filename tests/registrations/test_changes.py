"""A stay is renewed, ended, taken back and corrected; who waited for its NIK is let in; nothing is overwritten."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from registrations.people.keyset import page
from registrations.people.models import Presence
from registrations.residency.changes import correct, depart, match, renew, undo_departure
from registrations.residency.models import Stay
from registrations.residency.workflow import Status
from tests.cast import arrive, nik_of

TODAY = timezone.localdate()
ACTIVE, WAITING, DEPARTED = Status.ACTIVE, Status.AWAITING_MATCH, Status.DEPARTED


def days(number):
    return TODAY + datetime.timedelta(days=number)


def status(stay):
    return Stay.objects.get(pk=stay.pk).status


def verbs(stay):
    """What happened to the stay, oldest first, with where it led."""
    return [(event.verb, event.after) for event in Event.objects.about(stay.pk).order_by("pk")]


@pytest.fixture
def twins(petugas_kuta, petugas_intaran):
    """One NIK in two villages: active in Kuta, waiting in Intaran."""
    nik = nik_of()
    here = arrive(petugas_kuta, who={"nik": nik})
    there = arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    assert (here.status, there.status) == (ACTIVE, WAITING)
    return here, there


# --- renewal -------------------------------------------------------------------------------------------
def test_a_renewal_has_its_event_and_its_receipt(petugas_kuta):
    stay = arrive(petugas_kuta)
    renew(stay=stay, by=petugas_kuta, until=days(300))
    assert Event.objects.get(verb="perpanjang").details == {"planned_until": [str(days(180)), str(days(300))]}
    receipts = Document.objects.filter(record=stay.pk).order_by("created_at")
    assert [(r.state, r.valid_until) for r in receipts] == [("superseded", days(180)), ("valid", days(300))]


@pytest.mark.parametrize("until", [-1, 0, 179, 180, 367, 4000])
def test_a_term_that_is_none_changes_nothing(petugas_kuta, until):
    stay = arrive(petugas_kuta)
    with pytest.raises(ValidationError):
        renew(stay=stay, by=petugas_kuta, until=days(until))
    assert Stay.objects.get().planned_until == days(180)


def test_a_renewal_counts_from_what_the_other_officer_has_written(petugas_kuta, bendesa_kuta):
    stay = arrive(petugas_kuta)
    stale = Stay.objects.get(pk=stay.pk)
    renew(stay=stay, by=petugas_kuta, until=days(300))
    with pytest.raises(ValidationError, match="sesudah"):
        renew(stay=stale, by=bendesa_kuta, until=days(250))
    assert Stay.objects.get().planned_until == days(300)


# --- departure and its correction ----------------------------------------------------------------------
@pytest.mark.parametrize("on", [-1, 1])
def test_nobody_leaves_before_arriving_or_tomorrow(petugas_kuta, on):
    stay = arrive(petugas_kuta)
    with pytest.raises(ValidationError):
        depart(stay=stay, by=petugas_kuta, on=days(on))
    assert status(stay) == ACTIVE


def test_who_waited_is_let_in_by_a_departure(twins, petugas_kuta):
    here, there = twins
    depart(stay=here, by=petugas_kuta, on=TODAY)
    assert (status(here), status(there)) == (DEPARTED, ACTIVE)
    assert verbs(there) == [("lapor", WAITING), ("cocokkan", ACTIVE)]
    assert Event.objects.get(verb="cocokkan").actor_id is None


def test_a_departure_taken_back_is_active_again_and_history_says_so(petugas_kuta):
    stay = arrive(petugas_kuta)
    depart(stay=stay, by=petugas_kuta, on=TODAY)
    undo_departure(stay=stay, by=petugas_kuta, reason="salah orang")
    assert (status(stay), stay.status) == (ACTIVE, ACTIVE)
    assert verbs(stay) == [("lapor", ACTIVE), ("pulang", DEPARTED), ("batal-pulang", WAITING), ("cocokkan", ACTIVE)]
    assert [p.until for p in Presence.objects.order_by("pk")] == [TODAY, None]


def test_a_departure_taken_back_waits_when_the_other_one_was_let_in(twins, petugas_kuta):
    here, there = twins
    depart(stay=here, by=petugas_kuta, on=TODAY)
    undo_departure(stay=here, by=petugas_kuta, reason="salah orang")
    assert (status(here), status(there)) == (WAITING, ACTIVE)
    assert verbs(here)[-1] == ("batal-pulang", WAITING)


def test_a_departure_is_not_taken_back_under_a_new_stay(petugas_kuta):
    nik = nik_of()
    first = arrive(petugas_kuta, who={"nik": nik})
    depart(stay=first, by=petugas_kuta, on=TODAY)
    again = arrive(petugas_kuta, who={"nik": nik})
    with pytest.raises(MoveRefused, match="sudah dicatat lagi"):
        undo_departure(stay=first, by=petugas_kuta, reason="salah orang")
    assert (status(first), status(again)) == (DEPARTED, ACTIVE)


def test_a_match_is_settled_in_the_regency_of_the_stay(twins, kabupaten_badung):
    _, there = twins  # in Denpasar
    with pytest.raises(MoveRefused, match="tidak terbuka"):
        match(stay=there, by=kabupaten_badung, reason="sudah dicek")
    assert status(there) == WAITING


# --- correction ----------------------------------------------------------------------------------------
def put_right(stay, by, person=None, **changes):
    return correct(stay=stay, by=by, person=person or {}, changes=changes, reason="salah ketik")


def test_a_correction_says_before_and_after_but_no_number(petugas_kuta):
    stay, nik = arrive(petugas_kuta), nik_of()
    old = stay.person.nik
    put_right(stay, petugas_kuta, {"nik": nik, "full_name": "Umbu Landu"}, banjar="Temacun")
    event = Event.objects.get(verb="koreksi")
    assert event.details == {
        "nik": ["•" * 14 + old[-2:], "•" * 14 + nik[-2:]],
        "full_name": ["Umbu Nggiku Landukara", "Umbu Landu"],
        "banjar": ["Pering", "Temacun"],
    }
    assert (event.reason, Stay.objects.get().person.nik) == ("salah ketik", nik)


def test_nothing_changed_leaves_no_trace(petugas_kuta):
    stay = arrive(petugas_kuta)
    assert put_right(stay, petugas_kuta, {"full_name": stay.person.full_name}, banjar="Pering") == {}
    assert verbs(stay) == [("lapor", ACTIVE)]
    assert Document.objects.count() == 1


@pytest.mark.parametrize("reason", ["", " "])
def test_no_correction_without_a_reason(petugas_kuta, reason):
    stay = arrive(petugas_kuta)
    with pytest.raises(MoveRefused):
        correct(stay=stay, by=petugas_kuta, person={}, changes={"banjar": "x"}, reason=reason)
    assert Stay.objects.get().banjar == "Pering"


def test_a_correction_does_not_bring_back_who_has_left(petugas_kuta, bendesa_kuta):
    """The form was opened before the other officer wrote the departure."""
    stay = arrive(petugas_kuta)
    stale = Stay.objects.get(pk=stay.pk)
    depart(stay=stay, by=bendesa_kuta, on=TODAY)
    with pytest.raises(MoveRefused):
        put_right(stale, petugas_kuta, banjar="Temacun")
    kept = Stay.objects.get()
    assert (kept.status, kept.departed_on, kept.banjar) == (DEPARTED, TODAY, "Pering")


def test_a_corrected_nik_that_is_active_elsewhere_waits(twins, petugas_kuta):
    here, _ = twins
    other = arrive(petugas_kuta)
    put_right(other, petugas_kuta, {"nik": here.person.nik})
    assert (status(here), status(other)) == (ACTIVE, WAITING)


def test_a_corrected_nik_lets_in_who_waited_for_the_wrong_one(twins, petugas_kuta):
    here, there = twins
    put_right(here, petugas_kuta, {"nik": nik_of()})
    assert (status(here), status(there)) == (ACTIVE, ACTIVE)
    assert verbs(there)[-1] == ("cocokkan", ACTIVE)


def test_a_corrected_nik_lets_in_its_own_stay(twins, petugas_intaran):
    here, there = twins
    put_right(there, petugas_intaran, {"nik": nik_of()})
    assert (status(here), status(there)) == (ACTIVE, ACTIVE)
    assert verbs(there) == [("lapor", WAITING), ("koreksi", ""), ("cocokkan", ACTIVE)]


# --- pages by key --------------------------------------------------------------------------------------
def shown(after, by="registered_at", descending=True, size=2):
    found = page(Stay.objects.all(), by=by, descending=descending, after=after, size=size)
    return found.rows, found.older


@pytest.mark.parametrize("by", ["registered_at", "planned_until"])
@pytest.mark.parametrize("descending", [True, False])
def test_every_row_once_though_all_have_the_same_day(petugas_kuta, by, descending):
    for _ in range(5):
        arrive(petugas_kuta)
    Stay.objects.update(registered_at=timezone.now())
    found, after, pages = [], "", 0
    while pages == 0 or after:
        rows, after = shown(after, by, descending)
        found, pages = found + rows, pages + 1
    assert pages == 3
    assert [row.pk for row in found] == sorted(row.pk for row in Stay.objects.all())


@pytest.mark.parametrize(
    "after",
    ["x", "_", "2026-01-01_", "_x", "2026-01-01_x", "2026-13-45_" + "0" * 32, "2026-01-01T99:00:00_" + "0" * 32]
    + ["0001-01-01T00:00:00+14:00_" + "0" * 32, "9999-12-31T23:59:59-14:00_" + "0" * 32, "\0_\0"],
)
@pytest.mark.parametrize("by", ["registered_at", "planned_until"])
def test_an_unreadable_key_begins_at_the_top(petugas_kuta, after, by):
    stay = arrive(petugas_kuta)
    assert shown(after, by) == ([stay], "")


def test_an_unreadable_key_is_no_fall_at_the_desk(desk, petugas_kuta):
    arrive(petugas_kuta)
    for queue in ("", "segera", "tanpa-nik", "x"):
        assert desk.get("/pendatang/", {"antre": queue, "sesudah": "2026-13-45_x"}).status_code == 200


def test_the_papers_end_with_the_stay_and_hold_again(client, desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    paper = Document.objects.get(record=stay.pk)

    def papers():
        receipt = desk.get(f"{stay.get_absolute_url()}bukti/").content.decode()
        said = [word in receipt for word in ("Sudah tercatat", "Tambah anggota keluarga")]
        return client.get(paper.check_path).context["word"], *said

    assert papers() == ("Berlaku", True, True)
    depart(stay=stay, by=petugas_kuta, on=TODAY)
    assert papers() == ("Sudah berakhir", False, False)
    assert "data-refresh-until" not in desk.get(f"{stay.get_absolute_url()}bukti/").content.decode()  # nothing to await
    assert b"Berlaku sampai" not in client.get(paper.check_path).content
    undo_departure(stay=stay, by=petugas_kuta, reason="Salah ketik")
    assert papers() == ("Berlaku", True, True)
