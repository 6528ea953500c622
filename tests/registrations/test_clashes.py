"""One NIK in two regencies: both are told, each of its own stay, and no village and no page learns a name."""

import pytest
from django.db import transaction

from harmoni.accounts.appointing import appoint
from harmoni.accounts.models import User
from harmoni.accounts.roles import Role
from harmoni.notices.models import Notice
from harmoni.regions.models import Region
from registrations.residency.changes import depart
from registrations.residency.clashes import CLASH, settled, tell_both
from registrations.residency.models import Stay
from registrations.residency.workflow import Status
from tests.cast import arrive, nik_of

INTARAN = "517101/intaran/"


@pytest.fixture
def denpasar(db):
    user = User.objects.create_user("kabupaten.denpasar")
    appoint(user=user, role=Role.REGENCY_OFFICER, place=Region.objects.get(code="5171"), by=None)
    return user


@pytest.fixture
def twins(petugas_kuta, petugas_intaran):
    """Active in Kuta, waiting in Intaran, both regencies told."""
    nik = nik_of()
    here = arrive(petugas_kuta, who={"nik": nik})
    there = arrive(petugas_intaran, where=INTARAN, who={"nik": nik})
    tell_both(there)
    return here, there


def inbox(user):
    return list(Notice.objects.addressed_to(user).open().filter(kind=CLASH))


def test_each_regency_is_told_of_its_own_stay(twins, kabupaten_badung, denpasar):
    here, there = twins
    assert [notice.path for notice in inbox(kabupaten_badung)] == [here.get_absolute_url()]
    assert [notice.path for notice in inbox(denpasar)] == [there.get_absolute_url()]
    assert {notice.title for notice in Notice.objects.filter(kind=CLASH)} == {"Ada laporan yang menunggu pencocokan"}


def test_the_page_it_leads_to_opens_there_and_nowhere_else(twins, kabupaten_badung, denpasar, signed_in):
    here, there = twins
    for user, own, foreign in ((kabupaten_badung, here, there), (denpasar, there, here)):
        client = signed_in(user)
        answers = [client.get(stay.get_absolute_url()).status_code for stay in (own, foreign)]
        assert answers == [200, 404]


def test_no_village_and_nobody_else_is_told(twins, cast):
    assert [name for name in cast if inbox(cast[name])] == ["kabupaten.badung"]


def test_a_row_holds_ids_and_nothing_personal(twins):
    rows = str(list(Notice.objects.filter(kind=CLASH).values()))
    for stay in twins:
        assert stay.person.nik not in rows
        assert stay.person.full_name not in rows
        assert stay.registration_number not in rows


def test_in_one_regency_each_stay_has_its_row(twins, kabupaten_badung, petugas_kuta, cast):
    here, _ = twins
    kedonganan = here.customary_village.__class__.objects.within("5103").exclude(path=here.place).first()
    third = arrive(petugas_kuta, where=kedonganan.path, who={"nik": here.person.nik})
    tell_both(third)
    assert {notice.record for notice in inbox(kabupaten_badung)} == {here.pk, third.pk}


def test_told_twice_is_one_row_and_opens_it_again(twins, kabupaten_badung):
    _, there = twins
    tell_both(there)
    (row,) = inbox(kabupaten_badung)
    row.finish(by=kabupaten_badung)
    tell_both(there)
    assert inbox(kabupaten_badung) == [row]
    assert Notice.objects.filter(kind=CLASH).count() == 2


def test_when_it_is_settled_both_rows_are_done(twins, kabupaten_badung, denpasar, petugas_kuta):
    here, there = twins
    depart(stay=here, by=petugas_kuta, on=here.arrived_on)
    assert inbox(kabupaten_badung) + inbox(denpasar) == []
    assert Notice.objects.filter(kind=CLASH, done_at=None).count() == 0


def test_who_still_waits_clashes_with_the_one_let_in(twins, cast, denpasar, kabupaten_badung, petugas_kuta):
    here, there = twins
    gianyar = here.customary_village.__class__.objects.within("5104").first()
    third = arrive(petugas_kuta, where=gianyar.path, who={"nik": here.person.nik})
    tell_both(third)
    depart(stay=here, by=petugas_kuta, on=here.arrived_on)
    there.refresh_from_db()
    assert there.status == Status.ACTIVE
    settled(there, by=None)
    assert [notice.record for notice in inbox(denpasar)] == [there.pk]
    assert f"{CLASH}/{third.pk}/{there.pk}" in {notice.dedupe_key for notice in inbox(denpasar)}


def test_the_running_stay_has_ended_meanwhile(twins, kabupaten_badung, denpasar, petugas_kuta):
    """Then only the regency of the one that waits has something to settle."""
    _, there = twins
    Notice.objects.filter(kind=CLASH).delete()
    Stay.objects.filter(status=Status.ACTIVE).update(status=Status.AWAITING_MATCH)
    tell_both(there)
    assert (len(inbox(denpasar)), len(inbox(kabupaten_badung))) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_outside_the_act_nobody_is_told():
    with pytest.raises(transaction.TransactionManagementError):
        tell_both(Stay())
