"""Role by move: which verbs each role may use on a stay of Kuta in each status, written out once more by hand."""

import pytest
from django.utils import timezone

from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Role
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.regions.models import Region
from registrations.residency.changes import depart, match
from registrations.residency.models import Stay
from registrations.residency.workflow import MOVES, Status
from tests.cast import arrive, nik_of, village

ACTIVE, WAITING, DEPARTED, CANCELLED = Status.ACTIVE, Status.AWAITING_MATCH, Status.DEPARTED, Status.CANCELLED
NOTHING = {ACTIVE: set(), WAITING: set(), DEPARTED: set()}
SHEET = {"batal-impor"}  # whoever may import takes a sheet back
RUNNING = {"perpanjang", "pulang", "pindah", "urus-skpwni", "ganda"} | SHEET
VILLAGE = {ACTIVE: RUNNING, WAITING: RUNNING, DEPARTED: {"batal-pulang"}}
MAY = {
    Role.ADMINISTRATOR: NOTHING,
    Role.ORIGIN_CLERK: NOTHING,
    Role.ORIGIN_SIGNER: NOTHING,
    Role.VILLAGE_OFFICER: VILLAGE,
    Role.VILLAGE_HEAD: VILLAGE,
    Role.MEDIATOR: NOTHING,
    Role.REGENCY_OFFICER: {ACTIVE: SHEET, WAITING: {"cocokkan"} | SHEET, DEPARTED: set()},
    Role.PROVINCE_VIEWER: NOTHING,
    Role.COMMUNITY_REPRESENTATIVE: NOTHING,
    Role.PREVENTION_TEAM: NOTHING,
    Role.WATCH_POST: NOTHING,
    Role.INSPECTORATE: NOTHING,
    Role.DATA_PROTECTION_OFFICER: NOTHING,
}
LEADS_TO = {
    **dict.fromkeys(("perpanjang", "pindah", "urus-skpwni", "tidak-menetap")),
    **{"pulang": DEPARTED, "menetap": DEPARTED, "batal-pulang": WAITING, "cocokkan": ACTIVE, "batal-impor": CANCELLED},
    **{"ganda": DEPARTED},
}
WANT_A_REASON = {"ganda", "batal-pulang", "batal-impor", "cocokkan", "tidak-menetap"}


@pytest.fixture
def stays(petugas_kuta):
    """{status: a stay of Kuta}, reached by the verbs."""
    found = {status: arrive(petugas_kuta) for status in (ACTIVE, WAITING, DEPARTED)}
    for status in (WAITING, DEPARTED):
        depart(stay=found[status], by=petugas_kuta, on=timezone.localdate())
    found[WAITING].move("batal-pulang", by=petugas_kuta, reason="belum pulang", departed_on=None)
    return found


def somebody(role, place):
    """A person in this role at a desa adat, a region, or (None) everywhere."""
    user = User.objects.create_user(f"orang.{User.objects.count()}")
    Assignment.objects.create(user=user, role=role, **place)
    return user


def kuta():
    return {"customary_village": village()}


def test_the_table_names_every_role_and_verb():
    assert MAY.keys() == set(Role)
    assert MOVES.keys() == LEADS_TO.keys()
    assert {verb for verb, move in MOVES.items() if move.needs_reason} == WANT_A_REASON


@pytest.mark.parametrize("role", Role)
def test_what_is_offered(role, stays):
    user = somebody(role, kuta())
    assert {status: set(stay.open_moves(user)) for status, stay in stays.items()} == MAY[role]


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("role", Role)
def test_what_is_offered_is_what_is_done(role, verb, stays):
    """Every cell is tried for real; what is refused changes nothing and leaves no event."""
    user = somebody(role, kuta())
    for status, stay in stays.items():
        before, day = Event.objects.count(), timezone.localdate() if verb in ("pulang", "ganda") else None
        if verb in MAY[role][status]:
            stay.move(verb, by=user, reason="ada", departed_on=day)
            assert Stay.objects.get(pk=stay.pk).status == (LEADS_TO[verb] or status)
            assert Event.objects.count() == before + 1
        else:
            with pytest.raises(MoveRefused):
                stay.move(verb, by=user, reason="ada", departed_on=day)
            assert Stay.objects.get(pk=stay.pk).status == status
            assert Event.objects.count() == before


@pytest.mark.parametrize("verb", sorted(WANT_A_REASON - {"tidak-menetap"}))  # only while it is arranged: test_clock
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_its_reason_nothing_moves(verb, reason, stays):
    of_village = {"batal-pulang": DEPARTED, "ganda": ACTIVE}
    role = Role.VILLAGE_OFFICER if verb in of_village else Role.REGENCY_OFFICER
    status = of_village.get(verb, WAITING)
    with pytest.raises(MoveRefused, match="alasan"):
        stays[status].move(verb, by=somebody(role, kuta()), reason=reason, departed_on=None)
    assert Stay.objects.get(pk=stays[status].pk).status == status


@pytest.mark.parametrize(
    ("place", "may"),
    [
        ({"region": "5103"}, True),
        ({"region": "51"}, True),
        ({"region": "510301"}, True),
        ({}, True),
        ({"region": "5171"}, False),
        ({"region": "53"}, False),
        ({"region": "510302"}, False),
        ({"customary_village": "517101/intaran/"}, False),
    ],
)
def test_a_right_holds_where_it_was_given(stays, place, may):
    if "region" in place:
        place = {"region": Region.objects.get(code=place["region"])}
    elif place:
        place = {"customary_village": village(place["customary_village"])}
    user = somebody(Role.REGENCY_OFFICER, place)
    assert set(stays[WAITING].open_moves(user)) == ({"cocokkan"} | SHEET if may else set())


def test_the_event_says_what_moved(stays, petugas_kuta):
    stay = stays[ACTIVE]
    depart(stay=stay, by=petugas_kuta, on=timezone.localdate())
    event = Event.objects.about(stay.pk).first()
    assert (event.verb, event.before, event.after, event.actor_id) == ("pulang", ACTIVE, DEPARTED, petugas_kuta.pk)
    assert (event.place, event.subjects) == ("510301/kuta/", [stay.person_id, stay.pk])


def test_a_stale_page_does_not_move_what_has_moved(stays, petugas_kuta):
    """The table is read on the locked row, not on what the page once showed."""
    stale = Stay.objects.get(pk=stays[ACTIVE].pk)
    depart(stay=stays[ACTIVE], by=petugas_kuta, on=timezone.localdate())
    with pytest.raises(MoveRefused):
        stale.move("perpanjang", by=petugas_kuta)


def test_two_active_stays_are_refused_in_words(petugas_kuta, petugas_intaran, kabupaten_badung):
    nik = nik_of()
    arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    waiting = arrive(petugas_kuta, who={"nik": nik})
    with pytest.raises(MoveRefused, match="NIK yang sama"):
        match(stay=waiting, by=kabupaten_badung, reason="sudah dicek")
    assert Stay.objects.get(pk=waiting.pk).status == WAITING
