"""Who stands in the book twice: suggested on every path, decided by a person with a reason, undone by one press."""

import ast
import datetime
import uuid
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import registrations.people.tasks  # noqa: F401 - its handler looks for duplicates
from adat.villages.models import Sheet
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import drain
from registrations.people.alike import likeness, name_likeness
from registrations.people.duplicates import FEW, LOOK, decide, linked, suspect, undo
from registrations.people.models import Person, PossibleDuplicate
from registrations.people.names import name_key
from registrations.residency.arrival import Newcomer, record_arrivals
from registrations.residency.changes import correct, undo_departure
from registrations.residency.models import Stay
from tests.adat.villages.import_files import newcomer, workbook
from tests.adat.villages.test_import import dry_run, save, work
from tests.cast import arrive, nik_of, stay, typed, village

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
DAY, SWAPPED, OTHER = datetime.date(1998, 4, 3), datetime.date(1998, 3, 4), datetime.date(1971, 11, 27)
LIST = "/pendatang/mungkin-sama/"


def who(**values):
    return {"nik": "", "full_name": "Maria Yohana Rambu", "sex": "P", "birth_date": DAY, **values}


def pairs():
    return list(PossibleDuplicate.objects.all())


# --- what is alike ---------------------------------------------------------------------------------------
def person(**values):
    given = {"full_name": "Maria Yohana Rambu", "sex": "P", "birth_date": DAY, "nik": "", "phone": "", **values}
    nik, phone = given.pop("nik"), given.pop("phone")
    one = Person(**given)
    one.name_key = name_key(one.full_name)
    if nik:
        one.set_nik(nik)
    one.phone = phone
    one.phone_digest = phone.encode() or None
    return one


@pytest.mark.parametrize(
    ("left", "right", "signs"),
    [
        ({}, {}, ("name", "same_day")),
        ({}, {"full_name": "RAMBU Maria Johana"}, ("name", "same_day")),
        ({}, {"full_name": "Maria Yohanna Ramboe", "birth_date": SWAPPED}, ("name", "swapped_day")),
        ({}, {"full_name": "Maria Yohani Rambo"}, ("near_name", "same_day")),
        ({}, {"full_name": "Maria"}, ("near_name", "same_day")),
        ({}, {"birth_date": datetime.date(1998, 4, 8)}, ("name", "near_day")),
        ({"phone": "1"}, {"phone": "1", "birth_date": OTHER}, ("name", "phone")),
        ({}, {"birth_date": None}, ("name",)),
        ({"nik": "5311014304980001"}, {"nik": "5311014304980010"}, ("name", "same_day", "near_nik")),
        ({"nik": "5311014304980001"}, {"nik": "3578014304980729"}, ("name", "same_day")),
        ({}, {"birth_date": OTHER}, None),
        ({}, {"full_name": "Yuliana Ana"}, None),
        ({"phone": "1"}, {"phone": "1", "full_name": "Yuliana Ana"}, None),
        ({"nik": "5311014304980001"}, {"nik": "3578014304980729", "full_name": "Maria Yohani Rambo"}, None),
        ({"nik": "5311014304980001"}, {"nik": "3578014304980729", "birth_date": None}, None),
        ({"nik": "5311014304980001"}, {"nik": "5311014304980001"}, None),
        ({}, {"birth_date": None, "sex": "L"}, None),
    ],
)
def test_what_is_alike_and_what_is_not(left, right, signs):
    for one, other in ((person(**left), person(**right)), (person(**right), person(**left))):
        found = likeness(one, other)
        assert (found and found.signs) == signs


def test_a_name_is_like_itself_however_its_words_stand():
    assert name_likeness(" umbu ana", " ana umbu") == 100
    assert name_likeness(" umbu ana", " wayan sukarta") < 60


# --- every path ------------------------------------------------------------------------------------------
def by_form(desk, officer):
    assert desk.post("/pendatang/baru/", _typed(key=uuid.uuid4())).status_code == 302


def _typed(**values):
    fields = {
        "nik": "",
        "without_nik": "on",
        "full_name": "Maria Johana Ramboe",
        "sex": "P",
        "birth_date": "1998-03-04",
    }
    return typed(**fields, **values)


def by_import(desk, officer):
    row = newcomer(full_name="Maria Johana Ramboe", birth_date="04-03-1998", phone="")
    sheet = dry_run(desk, workbook([row]))
    save(desk, sheet)
    work()
    assert Sheet.objects.get(pk=sheet.pk).rows.exclude(stay=None).count() == 1


def by_many_at_once(desk, officer):
    """More than are written by INSERT: the columns that follow others are there by COPY too."""
    rows = [Newcomer(who(full_name="Maria Johana Ramboe", birth_date=SWAPPED), stay())]
    rows += [Newcomer(who(full_name=f"{'Ab' * n} Tamu", birth_date=OTHER), stay()) for n in range(1, 25)]
    record_arrivals(by=officer, village=village(), newcomers=rows)
    assert looked() == 1


def looked():
    """What the worker does about duplicates; how many looks."""
    rows = Outbox.objects.filter(kind=LOOK, state=Outbox.State.WAITING)
    return sum(drain(limit=1) for _ in rows)


def by_edit(desk, officer):
    other = arrive(officer, who=who(full_name="Yuliana Ana", birth_date=OTHER))
    names = {"full_name": "Maria Johana Ramboe", "birth_date": SWAPPED}
    correct(stay=other, by=officer, person=names, changes={}, reason="Salah tulis")


PATHS = (by_form, by_import, by_many_at_once, by_edit)


@pytest.mark.parametrize("path", PATHS)
def test_on_every_path_the_pair_is_found(path, desk, petugas_kuta):
    here = arrive(petugas_kuta, who=who())
    path(desk, petugas_kuta)
    pair = PossibleDuplicate.objects.about([here.person_id]).get()
    assert (pair.place, pair.signs, pair.status) == (here.place, ["name", "swapped_day"], "open")
    assert pair.found_by == petugas_kuta
    assert pair.first_id < pair.second_id


def test_whoever_saves_a_person_of_a_village_suspects():
    """A new path that enters or changes people without asking fails here, not in an office."""
    saves, asks = set(), set()
    for file in [*ROOT.glob("registrations/residency/*.py"), *ROOT.glob("adat/**/*.py")]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in ("enter", "known_or_new", "stay.person.save", "person.save"):
                    saves.add(file.relative_to(ROOT).as_posix())
                if called == "suspect":
                    asks.add(file.relative_to(ROOT).as_posix())
    assert saves == {"registrations/residency/arrival.py", "registrations/residency/changes.py"}
    assert saves <= asks


def test_two_rows_of_one_sheet_are_compared(petugas_kuta):
    rows = [Newcomer(who(), stay()), Newcomer(who(birth_date=SWAPPED), stay())]
    record_arrivals(by=petugas_kuta, village=village(), newcomers=rows)
    assert [pair.signs for pair in pairs()] == [["name", "swapped_day"]]


def unlike(count):
    """So many whom nothing makes like anybody: days far apart."""
    days = [OTHER + datetime.timedelta(days=400 * number) for number in range(count)]
    return [Newcomer(who(full_name=f"{'Ab' * n} Tamu", birth_date=day), stay()) for n, day in enumerate(days, 1)]


@pytest.mark.parametrize(("many", "at_once"), [(FEW, True), (FEW + 1, False)])
def test_a_sheet_is_looked_at_after_its_saving_and_a_desk_at_once(petugas_kuta, many, at_once):
    arrive(petugas_kuta, who=who())
    rows = [Newcomer(who(), stay()), *unlike(many - 1)]
    record_arrivals(by=petugas_kuta, village=village(), newcomers=rows)
    assert (len(pairs()), Outbox.objects.filter(kind=LOOK).count()) == ((1, 0) if at_once else (0, 1))
    assert looked() == (0 if at_once else 1)
    (found,) = pairs()
    assert (found.signs, found.found_by, found.found_how) == (["name", "same_day"], petugas_kuta, "lapor")


def test_a_look_done_twice_suggests_once_and_leaves_what_was_decided(petugas_kuta):
    rows = [Newcomer(who(), stay()), Newcomer(who(), stay()), *unlike(FEW)]
    record_arrivals(by=petugas_kuta, village=village(), newcomers=rows)
    looked()
    (pair,) = pairs()
    decide(pair=pair, verb="beda", by=petugas_kuta, reason="Kakak beradik")
    due = timezone.now() - datetime.timedelta(days=1)
    Outbox.objects.filter(kind=LOOK).update(state=Outbox.State.WAITING, next_at=due)
    assert looked() == 1
    assert [pair.status for pair in pairs()] == ["different"]


def test_nobody_is_like_himself_and_a_pair_stands_once(petugas_kuta):
    one, other = arrive(petugas_kuta, who=who()), arrive(petugas_kuta, who=who())
    for _ in range(2):
        with transaction.atomic():
            suspect([one.person, other.person, one.person], village=one.place, by=petugas_kuta, how="lapor")
    assert len(pairs()) == 1


def test_what_was_decided_is_not_asked_again(petugas_kuta):
    one = arrive(petugas_kuta, who=who())
    arrive(petugas_kuta, who=who())
    (pair,) = pairs()
    decide(pair=pair, verb="beda", by=petugas_kuta, reason="Ibu dan anak")
    correct(stay=one, by=petugas_kuta, person={"birth_place": "Ende"}, changes={}, reason="Lengkap")
    assert [pair.status for pair in pairs()] == ["different"]


# --- whose it is -----------------------------------------------------------------------------------------
def test_a_village_learns_nothing_of_another(petugas_kuta, petugas_intaran, kabupaten_badung, signed_in):
    """Across regencies nothing; across the villages of one regency its officer alone."""
    here = arrive(petugas_kuta, who=who())
    arrive(petugas_intaran, where="517101/intaran/", who=who())
    assert pairs() == []
    near = here.customary_village.__class__.objects.within("5103").exclude(path=here.place).first()
    arrive(petugas_kuta, where=near.path, who=who())
    (pair,) = pairs()
    assert pair.place == "5103"
    assert signed_in(petugas_kuta).get(pair.get_absolute_url()).status_code == 404
    assert signed_in(kabupaten_badung).get(pair.get_absolute_url()).status_code == 200
    page = signed_in(petugas_kuta).get(here.get_absolute_url()).content.decode()
    decide(pair=pair, verb="sama", by=kabupaten_badung, reason="Pindah banjar")
    assert page.count("mirip") == 0
    assert Event.objects.about(here.person_id).filter(verb="sama").count() == 0
    assert linked([here.person_id], petugas_kuta) == {here.person_id: here.person_id}
    assert len(set(linked([here.person_id], kabupaten_badung).values())) == 1
    assert len(linked([here.person_id], kabupaten_badung)) == 2
    assert not Notice.objects.filter(kind="people.duplicate_decided").exists()


def test_one_nik_in_two_villages_is_a_clash_and_no_suggestion(petugas_kuta):
    nik = nik_of()
    here = arrive(petugas_kuta, who=who(nik=nik))
    near = here.customary_village.__class__.objects.within("5103").exclude(path=here.place).first()
    arrive(petugas_kuta, where=near.path, who=who(nik=nik))
    assert pairs() == []


def test_the_regency_reads_a_villages_pair_and_the_village_decides(petugas_kuta, kabupaten_badung):
    arrive(petugas_kuta, who=who())
    arrive(petugas_kuta, who=who())
    (pair,) = pairs()
    assert list(pair.open_moves(kabupaten_badung)) == []
    assert list(pair.open_moves(petugas_kuta)) == ["sama", "beda"]
    with pytest.raises(MoveRefused):
        decide(pair=pair, verb="sama", by=kabupaten_badung, reason="Sama")


# --- the decision ----------------------------------------------------------------------------------------
@pytest.fixture
def pair(petugas_kuta):
    arrive(petugas_kuta, who=who())
    arrive(petugas_kuta, who=who(full_name="Maria Johana Ramboe", birth_date=SWAPPED, birth_place="Ende"))
    return PossibleDuplicate.objects.get()


def post(client, pair, verb, **values):
    return client.post(f"{pair.get_absolute_url()}{verb}/", {"key": uuid.uuid4(), **values})


def test_side_by_side_with_the_differences_in_words(desk, pair):
    page = desk.get(pair.get_absolute_url())
    rows = {str(row.label): (row.left, row.right, str(row.word)) for row in page.context["rows"]}
    left, right = pair.first, pair.second
    assert rows["Nama"] == (left.full_name, right.full_name, "berbeda")
    assert rows["Jenis kelamin"] == ("Perempuan", "Perempuan", "sama")
    assert rows["Tempat lahir"] == (left.birth_place or "—", right.birth_place or "—", "hanya di satu catatan")
    assert page.context["signs"] == ["nama sama", "tanggal dan bulan lahir tertukar"]
    (reading,) = Event.objects.filter(verb="buka_catatan")
    assert set(reading.subjects) == {left.pk, right.pk}


def test_numbers_stay_masked_and_a_slip_is_counted(desk, petugas_kuta):
    for nik in ("5311014304980001", "5311014304980010"):
        arrive(petugas_kuta, who=who(nik=nik))
    page = desk.get(PossibleDuplicate.objects.get().get_absolute_url())
    row = next(row for row in page.context["rows"] if str(row.label) == "NIK")
    assert {row.left, row.right} == {"••••01", "••••10"}
    assert str(row.word) == "berbeda 1 angka"
    assert "5311014304" not in page.content.decode()


@pytest.mark.parametrize("verb", ["sama", "beda"])
def test_no_decision_without_its_reason(desk, pair, verb):
    answer = post(desk, pair, verb, reason=" ")
    pair.refresh_from_db()
    assert (answer.status_code, pair.status, pair.why) == (422, "open", "")


def test_decided_the_same_they_are_shown_as_one_with_both_histories(desk, pair, petugas_kuta):
    first = Stay.objects.get(person=pair.first)
    assert "mirip" in desk.get(first.get_absolute_url()).content.decode()
    assert post(desk, pair, "sama", reason="Orangnya hadir").status_code == 302
    page = desk.get(first.get_absolute_url())
    assert {stay.person_id for stay in page.context["stays"]} == {pair.first_id, pair.second_id}
    assert [str(line.words) for line in page.context["acts"]].count("Lapor diri dicatat") == 2
    found = desk.post("/pendatang/cari/sambil/", {"q": "rambu maria"}).content.decode()
    assert (found.count("found-name"), "2 catatan" in found) == (1, True)


def test_of_two_that_still_run_one_is_closed_counts_never_and_can_be_taken_up_again(desk, pair, petugas_kuta):
    kept, double = Stay.objects.order_by("registered_at")
    close = f"{pair.get_absolute_url()}tutup/{double.pk}/"
    desk.post(close, {"key": uuid.uuid4()})
    assert Stay.objects.here().count() == 2  # nobody has decided yet
    post(desk, pair, "sama", reason="Orangnya hadir")
    assert close in desk.get(pair.get_absolute_url()).content.decode()
    assert desk.post(close, {"key": uuid.uuid4()}).status_code == 302
    assert list(Stay.objects.here()) == list(Stay.objects.that_count()) == [kept]
    assert "Tercatat dua kali" in desk.get(double.get_absolute_url()).content.decode()
    assert "tutup/" not in desk.get(pair.get_absolute_url()).content.decode()
    desk.post(f"{pair.get_absolute_url()}tutup/{kept.pk}/", {"key": uuid.uuid4()})
    assert list(Stay.objects.here()) == [kept]  # the last one stays
    undo_departure(stay=Stay.objects.get(pk=double.pk), by=petugas_kuta, reason="Ternyata dua orang")
    assert Stay.objects.that_count().count() == 2
    desk.post(close, {"key": uuid.uuid4()})
    assert Stay.objects.that_count().count() == 1
    post(desk, pair, "urungkan")  # they are two after all
    assert Stay.objects.here().count() == Stay.objects.that_count().count() == 2


def test_one_press_undoes_it_and_nothing_is_lost(desk, pair, petugas_kuta):
    people = Person.objects.count()
    post(desk, pair, "sama", reason="Orangnya hadir")
    assert post(desk, pair, "urungkan").status_code == 302
    pair.refresh_from_db()
    assert (pair.status, pair.why, pair.decided_by, pair.decided_at) == ("open", "", None, None)
    assert Person.objects.count() == people
    found = desk.post("/pendatang/cari/sambil/", {"q": "rambu maria"}).content.decode()
    assert found.count("found-name") == 2
    verbs = list(Event.objects.about(pair.first_id).filter(kind="act").values_list("verb", "reason"))
    assert verbs[:2] == [("urungkan", ""), ("sama", "Orangnya hadir")]


def test_a_press_sent_twice_is_one_decision(desk, pair):
    body = {"key": uuid.uuid4(), "reason": "Orangnya hadir"}
    answers = [desk.post(f"{pair.get_absolute_url()}sama/", body).url for _ in range(2)]
    assert answers == [pair.get_absolute_url()] * 2
    assert Event.objects.filter(verb="sama").count() == 1


def test_the_officer_who_made_the_record_reads_the_decision(pair, bendesa_kuta, petugas_kuta):
    decide(pair=pair, verb="beda", by=bendesa_kuta, reason="Kakak beradik")
    (notice,) = Notice.objects.addressed_to(petugas_kuta).open().filter(kind="people.duplicate_decided")
    assert (notice.path, notice.title) == (pair.get_absolute_url(), "Dua catatan yang mirip: orang yang berbeda")
    undo(pair=pair, by=bendesa_kuta)
    assert not Notice.objects.open().filter(kind="people.duplicate_decided").exists()


def test_three_records_of_one_person_are_one(petugas_kuta):
    stays = [arrive(petugas_kuta, who=who()) for _ in range(3)]
    for pair in pairs()[:2]:
        decide(pair=pair, verb="sama", by=petugas_kuta, reason="Sama")
    heads = linked([stays[0].person_id], petugas_kuta)
    assert (len(heads), len(set(heads.values()))) == (3, 1)


# --- the queue -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("others", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(desk, petugas_kuta, others):
    for name in ("Yuliana Ana", "Kornelis Bere", "Filomena Seran")[:others]:
        for _ in range(2):
            arrive(petugas_kuta, who=who(full_name=name))
    desk.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        page = desk.get(LIST)
    assert len(page.context["pairs"]) == others
    assert len([q for q in captured if "SAVEPOINT" not in q["sql"]]) == 5


def test_the_desk_asks_and_has_a_clock(desk, pair):
    card = next(card for card in desk.get("/meja/").context["queues"] if card.slug == "mirip")
    assert (card.count, card.days, card.url) == (1, 0, f"{LIST}?antre=mirip")


@pytest.mark.parametrize("verb", ["hapus", "sama%00"])
def test_an_unknown_move_is_no_page(desk, pair, verb):
    assert desk.get(f"{pair.get_absolute_url()}{verb}/").status_code == 404
