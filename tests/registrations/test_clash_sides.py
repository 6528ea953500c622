"""One NIK in two regencies: a number for both, details when both agree, and a village that learns of nothing."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from harmoni.accounts.appointing import appoint
from harmoni.accounts.models import User
from harmoni.accounts.roles import Role
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice
from harmoni.regions.models import Region
from registrations.residency.changes import correct, depart
from registrations.residency.clashes import answer, is_open, tell_both
from registrations.residency.models import Clash, ClashSide
from registrations.residency.workflow import SIDE_MOVES
from tests.cast import arrive, nik_of

pytestmark = pytest.mark.django_db
INTARAN = "517101/intaran/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def denpasar(db):
    user = User.objects.create_user("kabupaten.denpasar")
    appoint(user=user, role=Role.REGENCY_OFFICER, place=Region.objects.get(code="5171"), by=None)
    return user


@pytest.fixture
def sides(petugas_kuta, petugas_intaran):
    """(side of the active stay in Kuta, side of the waiting one in Intaran)"""
    nik = nik_of()
    here = arrive(petugas_kuta, who={"nik": nik, "full_name": "Maria Yohana Rambu"})
    there = arrive(petugas_intaran, where=INTARAN, who={"nik": nik, "full_name": "Yuliana Ana"}, address="Gang Mawar 7")
    return ClashSide.objects.get(stay=here), ClashSide.objects.get(stay=there)


def browser(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def page(user, side):
    return browser(user).get(side.get_absolute_url())


def post(user, side, verb, **values):
    body = {"key": uuid.uuid4(), "reason": "Sudah ditelepon", **values}
    return browser(user).post(f"{side.get_absolute_url()}{verb}/", body)


def agree(user, side):
    answer(side=ClashSide.objects.get(pk=side.pk), verb="setuju-buka", by=user, reason="Sudah ditelepon")


def test_both_know_the_number_and_nothing_else_of_each_other(sides, kabupaten_badung, denpasar):
    here, there = sides
    assert here.clash == there.clash
    for user, own, other in ((kabupaten_badung, here, there), (denpasar, there, here)):
        html = page(user, own).content.decode()
        assert own.clash.number in html
        assert own.stay.person.full_name in html
        for told in (other.stay.person.full_name, other.stay.registration_number, other.stay.address):
            assert (told in html) == (told == own.stay.address)
        assert page(user, other).status_code == 404


def test_one_agreement_opens_nothing(sides, kabupaten_badung, denpasar):
    here, there = sides
    agree(kabupaten_badung, here)
    for user, own in ((kabupaten_badung, here), (denpasar, there)):
        shown = page(user, own)
        assert (shown.context["opened"], "rows" in shown.context) == (False, False)
    assert there.stay.person.full_name not in page(kabupaten_badung, here).content.decode()


def test_when_both_agree_both_see_both_and_both_readings_are_recorded(sides, kabupaten_badung, denpasar):
    here, there = sides
    agree(kabupaten_badung, here)
    agree(denpasar, there)
    for user, own, other in ((kabupaten_badung, here, there), (denpasar, there, here)):
        shown = page(user, own)
        rows = {str(row.label): (row.left, row.right, str(row.word)) for row in shown.context["rows"]}
        assert rows["Nama"] == (own.stay.person.full_name, other.stay.person.full_name, "berbeda")
        assert rows["NIK"][2] == "sama"
        assert own.stay.person.nik not in shown.content.decode()
        read = Event.objects.about(other.stay.person_id).filter(verb="buka_pencocokan", actor_id=user.pk)
        assert read.count() == 1


def test_an_agreement_can_be_taken_back(sides, kabupaten_badung, denpasar):
    here, there = sides
    agree(kabupaten_badung, here)
    agree(denpasar, there)
    assert post(denpasar, there, "tarik-buka").status_code == 302
    assert page(kabupaten_badung, here).context["opened"] is False


def test_no_move_without_its_reason(sides, kabupaten_badung):
    here, _ = sides
    for verb in SIDE_MOVES:
        if verb != "tarik-buka":
            assert post(kabupaten_badung, here, verb, reason=" ").status_code == 422
    here.refresh_from_db()
    assert here.status == "shut"


def test_who_may_move(sides, cast):
    here, _ = sides
    assert {name for name, user in cast.items() if here.open_moves(user)} == {"kabupaten.badung"}


def test_in_one_regency_its_officer_sees_both_at_once(petugas_kuta, kabupaten_badung):
    nik = nik_of()
    here = arrive(petugas_kuta, who={"nik": nik})
    near = here.customary_village.__class__.objects.within("5103").exclude(path=here.place).first()
    arrive(petugas_kuta, where=near.path, who={"nik": nik})
    side = ClashSide.objects.get(stay=here)
    assert is_open(side, kabupaten_badung)
    shown = page(kabupaten_badung, side)
    assert shown.context["rows"]
    assert set(shown.context["moves"]) == {"tanya-tinggal", "tanya-nik"}  # with whom should it agree?
    assert "Kantor lain" not in shown.content.decode()


def test_a_village_is_asked_what_might_be_asked_of_anybody(sides, kabupaten_badung, petugas_kuta, petugas_intaran):
    here, _ = sides
    for verb in ("tanya-tinggal", "tanya-nik"):
        assert post(kabupaten_badung, here, verb).status_code == 302
    asked = Notice.objects.addressed_to(petugas_kuta).open().filter(kind="residency.asked")
    number = here.stay.registration_number
    assert set(asked.values_list("title", flat=True)) == {
        f"Pastikan masih tinggal atau sudah pulang: M. Y. R. ({number})",
        f"Periksa lagi NIK pada KTP: M. Y. R. ({number})",
    }
    assert not Notice.objects.addressed_to(petugas_intaran).filter(kind="residency.asked").exists()


def test_the_villages_pages_tell_nothing_of_all_this(sides, kabupaten_badung, denpasar, petugas_kuta):
    """Agreements, readings and questions leave the record as it was, but for the notice in the inbox."""
    here, there = sides
    before = page(petugas_kuta, _Stay(here))
    agree(kabupaten_badung, here)
    agree(denpasar, there)
    page(denpasar, there)
    post(kabupaten_badung, here, "tanya-tinggal")
    after = page(petugas_kuta, _Stay(here))
    told = [
        (len(shown.context["acts"]), [str(line.words) for line in shown.context["acts"]]) for shown in (before, after)
    ]
    assert told[0] == told[1]
    words = [str(line.words) for line in after.context["readings"]]
    assert set(words) == {"Catatan dibuka"}
    html = after.content.decode()
    assert ("pencocokan" in html.lower(), "Denpasar" in html) == (False, False)


def _told(shown):
    return [str(line.words) for line in shown.context["acts"]]


class _Stay:
    def __init__(self, side):
        self.get_absolute_url = side.stay.get_absolute_url


def test_it_closes_when_one_of_them_ends(sides, petugas_kuta, kabupaten_badung):
    here, _ = sides
    depart(stay=here.stay, by=petugas_kuta, on=here.stay.arrived_on)
    clash = Clash.objects.get()
    assert clash.closed_at
    side = ClashSide.objects.get(pk=here.pk)
    assert side.open_moves(kabupaten_badung) == {}
    with pytest.raises(MoveRefused):
        answer(side=side, verb="setuju-buka", by=kabupaten_badung, reason="Terlambat")


def test_it_closes_when_the_nik_was_mistyped(sides, petugas_intaran):
    _, there = sides
    correct(stay=there.stay, by=petugas_intaran, person={"nik": nik_of()}, changes={}, reason="Salah tulis")
    assert Clash.objects.get().closed_at


def test_a_nik_corrected_into_another_clash_is_another_match(sides, petugas_kuta, petugas_intaran):
    _, there = sides
    third = arrive(petugas_kuta, where=_another(there), who={"nik": nik_of()})
    correct(stay=there.stay, by=petugas_intaran, person={"nik": third.person.nik}, changes={}, reason="Salah tulis")
    old, new = Clash.objects.order_by("opened_at")
    assert (bool(old.closed_at), new.closed_at) == (True, None)
    assert {side.stay_id for side in new.sides.all()} == {there.stay_id, third.pk}


def _another(side):
    return side.stay.customary_village.__class__.objects.within("5104").first().path


def test_told_twice_it_is_one_match_with_one_number(sides):
    _, there = sides
    tell_both(there.stay)
    assert (Clash.objects.count(), ClashSide.objects.count()) == (1, 2)


def test_the_desk_of_each_regency_asks_about_its_own(sides, kabupaten_badung, denpasar):
    for user in (kabupaten_badung, denpasar):
        card = next(card for card in browser(user).get("/meja/").context["queues"] if card.slug == "bentrok")
        assert (card.count, card.url) == (1, "/pendatang/pencocokan/?antre=bentrok")


def test_the_other_office_is_reached_by_its_own_number(sides, kabupaten_badung, denpasar):
    here, _ = sides
    assert "belum ditulis" in page(kabupaten_badung, here).content.decode()
    browser(denpasar).post("/pendatang/pencocokan/telepon/", {"phone": "0361 123456"})
    browser(kabupaten_badung).post("/pendatang/pencocokan/telepon/", {"phone": "x" * 40})
    assert "0361 123456" in page(kabupaten_badung, here).content.decode()


@pytest.mark.parametrize("clashes", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(petugas_kuta, petugas_intaran, kabupaten_badung, clashes):
    for _ in range(clashes):
        nik = nik_of()
        arrive(petugas_kuta, who={"nik": nik})
        arrive(petugas_intaran, where=INTARAN, who={"nik": nik})
    client = browser(kabupaten_badung)
    client.get("/pendatang/pencocokan/")
    with CaptureQueriesContext(connection) as captured:
        assert len(client.get("/pendatang/pencocokan/").context["sides"]) == clashes
    assert len([q for q in captured if "SAVEPOINT" not in q["sql"]]) == 7
