"""The synthetic world is the same for the same seed, keeps the rules of the books, and shows every status."""

import datetime
import io
import re
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Permission, Role
from harmoni.dashboard.models import Snapshot
from harmoni.history.models import Event
from harmoni.letters.models import Document
from harmoni.regions.models import CustomaryHamlet, CustomaryVillage
from harmoni.seeding import checks, demo
from harmoni.seeding.accounts import ACCOUNTS, KUTA
from harmoni.seeding.journeys import SHAPES as JOURNEYS
from harmoni.seeding.lives import LONGEST, SHAPES, Lives, Term, terms
from harmoni.seeding.names import Names
from harmoni.seeding.people import People
from harmoni.seeding.places import Destinations, NoPlaces, Origins, village_named
from harmoni.seeding.shares import Shares, generator
from harmoni.seeding.world import KINDS, World, _renumber
from registrations.people import numbers
from registrations.people.models import Person, Presence
from registrations.people.nik import decode
from registrations.residency.models import Stay
from registrations.residency.workflow import Status

TODAY = datetime.date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def fill(people=60, label="test", village=None, today=TODAY):
    return World(label, today=today, village=village).fill(people)


def said(*command, **options):
    """What a command printed."""
    out = io.StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def seen():
    """Everything by which two worlds could differ; ids of users and sealed bytes are the database's own."""
    people = [
        (
            row.pk,
            row.full_name,
            row.sex,
            row.birth_date,
            row.email,
            row.origin_village_id,
            row.provisional_number,
        )
        + (row.nik, row.phone, row.kk_number, bytes(row.nik_digest or b""))
        for row in Person.objects.order_by("pk")
    ]
    stays = Stay.objects.order_by("pk").values_list(
        *(
            "pk",
            "person",
            "registration_number",
            "status",
            "address",
            "banjar",
            "lodging_name",
            "responsible_name",
        ),
        *(
            "occupation",
            "employer_name",
            "arrived_on",
            "term_since",
            "planned_until",
            "departed_on",
            "registered_at",
        ),
        *("customary_village__path", "registered_by__username", "candidate", "letter_token"),
    )
    receipts = Document.objects.filter(kind=Document.Kind.RECEIPT).order_by("pk")
    return people, list(stays), list(receipts.values_list("pk", "token", "number", "state", "valid_until"))


def world_rolled_back(**arguments):
    with transaction.atomic():
        fill(**arguments)
        found = seen()
        transaction.set_rollback(True)
    return found


# --- the same world again -------------------------------------------------------------------------------
def test_same_seed_same_world():
    assert world_rolled_back() == world_rolled_back()


def test_another_seed_is_another_world():
    first, other = world_rolled_back(people=5), world_rolled_back(people=5, label="other")
    assert not {row[0] for row in first[0]} & {row[0] for row in other[0]}


def test_a_world_may_grow_and_is_never_doubled():
    at_once = world_rolled_back(people=40)
    fill(13)
    fill(40)
    assert seen() == at_once
    assert fill(40) == Counter()
    assert Stay.objects.count() == 40


# --- every status ---------------------------------------------------------------------------------------
def test_every_status_is_there():
    tally = fill(300)
    expected = {"active", "awaiting_match", "departed", "overdue", "renewed", "without NIK"}
    expected |= {"without letter", "referral", "journey arrived"} | {f"journey {kind}" for kind in JOURNEYS}
    assert set(tally) == expected | {f"ending within {days} days" for days in (30, 14, 3)}
    assert tally["active"] == Stay.objects.active().count()
    assert tally["overdue"] == Stay.objects.overdue(TODAY).count()
    assert tally["ending within 14 days"] == Stay.objects.ending(14, TODAY).count()
    assert tally["renewed"] == Stay.objects.filter(term_since__gt=F("arrived_on") + datetime.timedelta(9)).count()


def test_the_first_few_people_show_each_kind_once():
    tally = fill(len(KINDS) + 1)
    assert {"active", "awaiting_match", "departed", "overdue", "renewed", "ending within 3 days"} <= set(tally)


def test_what_may_be_missing_is_there_and_is_missing():
    fill(150)
    for field in ("birth_place", "email", "origin_address", "education", "marital_status"):
        empty = [getattr(person, field) in ("", None) for person in Person.objects.all()]
        assert set(empty) == {True, False}, field
    assert {bool(person.phone) for person in Person.objects.all()} == {True, False}
    assert {bool(person.kk_number) for person in Person.objects.all()} == {True, False}
    for field in ("lodging_name", "responsible_name", "occupation_code", "employer_name", "contract_until"):
        empty = [getattr(stay, field) in ("", None) for stay in Stay.objects.all()]
        assert set(empty) == {True, False}, field
    assert set(Stay.objects.values_list("banjar", flat=True)) == {""}  # no banjar is known here


# --- the rules of the books -----------------------------------------------------------------------------
def test_the_rules_of_the_stay_hold():
    fill(200)
    now = timezone.make_aware(datetime.datetime.combine(TODAY, datetime.time()))
    for stay in Stay.objects.select_related("person", "customary_village"):
        # its year counts from the day of the seed, held by the database; and who comes without a letter may
        stay.full_clean(exclude=["planned_until", "candidate"])
        assert stay.nik_digest == stay.person.nik_digest
        assert stay.arrived_on <= timezone.localdate(stay.registered_at) <= stay.term_since <= stay.planned_until
        assert stay.registered_at < now
        assert stay.planned_until <= stay.term_since + datetime.timedelta(LONGEST)
        assert stay.person.created_at == stay.registered_at
        presence = Presence.objects.get(person=stay.person_id)
        assert (presence.side, presence.path) == ("destination", stay.place)
        assert (presence.since, presence.until) == (stay.arrived_on, stay.departed_on)


def test_one_active_stay_for_each_nik_and_the_others_wait():
    fill(1200)
    active = Stay.objects.active().exclude(nik_digest=None)
    assert not active.values("nik_digest").annotate(stays=Count("pk")).filter(stays__gt=1).exists()
    waiting = Stay.objects.awaiting_match()
    assert waiting.exists()
    for stay in waiting:
        holder = active.get(nik_digest=stay.nik_digest)
        assert holder.customary_village_id != stay.customary_village_id
        assert holder.registered_at < stay.registered_at
        assert holder.person_id != stay.person_id


def test_a_receipt_for_each_term_and_only_the_last_is_valid():
    fill(60)
    for stay in Stay.objects.all():
        receipts = list(Document.objects.filter(record=stay.pk).order_by("issued_on"))
        now = "ended" if stay.departed_on else "valid"
        assert [row.state for row in receipts] == ["superseded"] * (len(receipts) - 1) + [now]
        last = receipts[-1]
        assert (last.number, last.valid_until) == (stay.registration_number, stay.planned_until)
        assert (last.place, last.subject, last.kind) == (stay.place, stay.person_id, Document.Kind.RECEIPT)
        assert receipts[0].created_at == stay.registered_at


def test_the_history_tells_how_each_stay_came_to_its_status():
    fill(60)
    for stay in Stay.objects.filter(referrals=None):
        events = list(Event.objects.filter(subjects__contains=[stay.pk]).order_by("pk"))
        renewals = Document.objects.filter(record=stay.pk).count() - 1
        last = ["pulang"] if stay.status == Status.DEPARTED else []
        assert [event.verb for event in events] == ["lapor", *["perpanjang"] * renewals, *last]
        assert events[-1].after == stay.status
        assert {(event.place, event.actor_id) for event in events} == {(stay.place, stay.registered_by_id)}
        assert all(event.details["planned_until"] for event in events if event.verb == "perpanjang")


def test_nobody_is_taken_for_a_real_person():
    fill(200)
    for person in Person.objects.all():
        assert re.fullmatch(r"(\+628120000\d{4})?", person.phone)
        assert re.fullmatch(r"([a-z.\-]+\d+@contoh\.example)?", person.email)
        assert bool(person.nik) != bool(person.provisional_number)
        assert not person.nik or numbers_fit(person.nik)
    assert Stay.objects.exclude(category="tamiu").count() <= 8


def numbers_fit(number):
    return len(number) == 16 and number.isdigit() and not number.endswith("0000")


def test_each_village_has_an_officer_who_cannot_sign_in():
    fill(40)
    for stay in Stay.objects.select_related("customary_village", "registered_by"):
        officer = stay.registered_by
        slug = stay.place.split("/")[1]
        assert officer.username == f"petugas.{slug}"
        assert not officer.has_usable_password()
        assert officer.may_at(Permission.STAY_REGISTER, stay.place)
    assert User.objects.count() == Assignment.objects.count()


def test_villages_of_one_name_have_officers_of_their_own():
    kuta = CustomaryVillage.objects.get(path=KUTA)
    other = CustomaryVillage.objects.create(name="Kuta", path="510403/kuta/", region_id="510403")
    fill(1, village=kuta)
    fill(1, label="other", village=other)
    officers = User.objects.filter(username__startswith="petugas.kuta").values_list("username", flat=True)
    assert set(officers) == {"petugas.kuta", "petugas.kuta.510403"}


def test_a_number_that_is_taken_is_given_anew():
    twins = [Person(provisional_number="P-0000-0000"), Person(provisional_number="P-0000-0000"), Person()]
    _renumber(twins, "provisional_number", numbers.PERSON)
    assert twins[0].provisional_number == "P-0000-0000"
    assert numbers.normalised(twins[1].provisional_number) == twins[1].provisional_number != "P-0000-0000"
    assert twins[2].provisional_number == ""


# --- names, numbers, places and dates -------------------------------------------------------------------
@pytest.fixture
def drawn():
    people = People(TODAY)
    return people, [people.draw(generator(f"person {index}")) for index in range(600)]


def test_nine_niks_in_ten_fit_their_holder(drawn):
    _, people = drawn
    with_nik = [person for person in people if person.nik_digest]
    said = [(person, decode(person.nik, TODAY)) for person in with_nik]
    assert {each.district.code == person.origin_village_id[:6] for person, each in said} == {True}
    fits = sum(each.birth_date == person.birth_date for person, each in said) / len(said)
    assert 0.87 < fits < 0.94
    same_sex = sum(each.sex == person.sex for person, each in said) / len(said)
    assert 0.98 < same_sex < 1
    assert 0.91 < len(with_nik) / len(people) < 0.97


def test_people_are_as_the_figures_say(drawn):
    people, persons = drawn
    men = sum(person.sex == "L" for person in persons) / len(persons)
    assert 0.56 < men < 0.65
    grown = sum(17 <= people.age(person) <= 60 for person in persons) / len(persons)
    assert 0.9 < grown < 0.98
    origins = Counter(person.origin_village_id[:2] for person in persons)
    assert [province for province, _ in origins.most_common(2)] == ["35", "53"]
    assert "51" not in origins
    assert {len(person.full_name.split()) for person in persons} >= {1, 2, 3}


def test_names_are_those_of_the_place():
    names = Names()
    sumba = {names.full_name(generator(f"{i}"), "L", "5311").split()[0] for i in range(300)}
    belu = {names.full_name(generator(f"{i}"), "L", "5304").split()[0] for i in range(300)}
    assert "Umbu" in sumba
    assert "Umbu" not in belu
    assert re.fullmatch(
        r"Ni (Wayan|Putu|Luh|Made|Kadek|Nengah|Nyoman|Komang|Ketut) \w+", names.balinese(generator("a"), "P")
    )
    assert names.full_name(generator("b"), "L", "5103").startswith("I ")


def test_people_go_where_the_figures_say_and_where_villages_are_known():
    destinations, rng = Destinations(), generator("places")
    found = Counter(destinations.draw(rng).path[:4] for _ in range(2000))
    assert set(found) <= {"5102", "5103", "5104", "5106", "5107", "5108", "5171"}
    assert [regency for regency, _ in found.most_common(2)] == ["5103", "5171"]


def test_a_name_that_is_no_village_is_refused():
    with pytest.raises(NoPlaces, match="found: none"):
        village_named("atlantis")
    assert village_named("kuta") == village_named(KUTA)


def test_without_the_reference_data_there_is_a_sentence(monkeypatch):
    monkeypatch.setattr("harmoni.seeding.places._villages_of", lambda provinces: {})
    with pytest.raises(NoPlaces, match="load_reference"):
        Origins()


@pytest.mark.parametrize("kind", SHAPES)
def test_every_life_is_possible(kind):
    lives, shape = Lives(TODAY), SHAPES[kind]
    for index in range(200):
        rng = generator(f"{kind}/{index}")
        life = lives.since(rng, lives.arrival(rng, shape.least_age), shape)
        assert life.arrived_on <= life.registered_on < TODAY
        assert (life.departed_on is not None) == shape.departed
        for term in life.terms:
            assert term.since <= term.until <= term.since + datetime.timedelta(LONGEST)
            assert term.since <= (life.departed_on or TODAY)
        for before, after in zip(life.terms, life.terms[1:], strict=False):
            assert before.since < after.since
            assert before.until < after.until


def test_arrivals_follow_the_season_up_to_today(db):
    arrived = [each.stay.arrived_on for each in World("season", today=TODAY).newcomers(1500)]
    months = Counter(f"{day:%Y-%m}" for day in arrived)
    assert months["2026-07"] > months["2026-02"]
    assert months["2026-11"] > 30


def test_a_renewed_stay_has_at_least_two_terms():
    whole = Term(TODAY - datetime.timedelta(90), TODAY + datetime.timedelta(31))
    assert len(terms(generator("a"), whole, TODAY, renewed=True)) == 2
    assert terms(generator("a"), whole, TODAY, renewed=False) == [whole]


def test_shares_draw_by_weight():
    rng = generator("shares")
    found = Counter(Shares([("often", 9), ("seldom", 1), ("never", 0)]).draw(rng) for _ in range(1000))
    assert set(found) == {"often", "seldom"}
    assert 850 < found["often"] < 950


# --- manage.py seed -------------------------------------------------------------------------------------
def test_seed_prints_what_is_new_and_later_that_nothing_is():
    printed = said("seed", people=20, village="kuta")
    assert re.search(r"active +\d+", printed)
    assert re.search(r"seconds +\d", printed)
    assert "nothing is new" in said("seed", people=20, village="kuta")


def test_seed_of_a_village_leaves_only_halves_of_clashes_elsewhere():
    fill(60, village=village_named("kuta"))
    elsewhere = Stay.objects.exclude(customary_village__path=KUTA)
    waiting = Stay.objects.awaiting_match().filter(customary_village__path=KUTA)
    assert waiting.count() == elsewhere.count() >= 1


def test_seed_refuses_an_unknown_village():
    with pytest.raises(CommandError, match="atlantis"):
        said("seed", people=1, village="atlantis")


def test_seed_refuses_a_real_installation(settings):
    settings.HTTPS, settings.DEMO = True, False
    with pytest.raises(CommandError, match="real installation"):
        said("seed", people=1)
    assert not Person.objects.exists()


# --- manage.py demo -------------------------------------------------------------------------------------
@pytest.fixture
def small_demo(settings, monkeypatch):
    """The demo's accounts with few people."""
    settings.DEMO = True
    monkeypatch.setattr(demo, "PEOPLE", {KUTA: 12})
    return said("demo")


def test_the_demo_world_is_alive(settings):
    settings.DEMO = True
    assert said("demo") == "demo world: 16 accounts, 400 people\n"
    kuta = Stay.objects.filter(customary_village__path=KUTA)
    assert kuta.active().count() >= 60
    for some in (kuta.overdue(), kuta.without_nik(), kuta.departed(), kuta.awaiting_match()):
        assert some.exists()
    for days in (30, 14, 3):
        assert kuta.ending(days).exists()
    assert set(kuta.values_list("registered_by__username", flat=True)) == {"petugas.kuta"}
    hamlets = CustomaryHamlet.objects.filter(customary_village__path=KUTA)
    assert set(kuta.exclude(banjar="").values_list("banjar", flat=True)) <= {each.name for each in hamlets}
    assert {each.example for each in hamlets} == {True}


def test_the_demo_freezes_the_week_for_the_dashboards(small_demo):
    assert Snapshot.objects.filter(scope="stay:51", breakdown="active").exists()


def test_the_demo_accounts_are_the_contracts(small_demo, settings):
    accounts = User.objects.filter(username__in=[account.username for account in ACCOUNTS])
    found = {(user.username, row.role, row.path) for user in accounts for row in user.current_assignments}
    assert found == {
        ("admin", Role.ADMINISTRATOR, ""),
        ("staf.sumbatimur", Role.ORIGIN_CLERK, "5311"),
        ("staf.belu", Role.ORIGIN_CLERK, "5304"),
        ("kepala.sumbatimur", Role.ORIGIN_SIGNER, "5311"),
        ("petugas.kuta", Role.VILLAGE_OFFICER, "510301/kuta/"),
        ("petugas.intaran", Role.VILLAGE_OFFICER, "517101/intaran/"),
        ("bendesa.kuta", Role.VILLAGE_HEAD, "510301/kuta/"),
        ("mediator.badung", Role.MEDIATOR, "5103"),
        ("kabupaten.badung", Role.REGENCY_OFFICER, "5103"),
        ("provinsi.bali", Role.PROVINCE_VIEWER, "51"),
        ("provinsi.ntt", Role.PROVINCE_VIEWER, "53"),
        ("paguyuban.sumbatimur", Role.COMMUNITY_REPRESENTATIVE, "5311"),
        ("kesbangpol.bali", Role.PREVENTION_TEAM, "51"),
        ("kepala.kesbangpol", Role.PREVENTION_TEAM, "51"),
        ("inspektorat.bali", Role.INSPECTORATE, "51"),
        ("pdp.bali", Role.DATA_PROTECTION_OFFICER, "51"),
    }
    assert accounts[0].check_password(settings.DEMO_PASSWORD)
    assert {user.email for user in accounts} == {f"{user.username}@contoh.example" for user in accounts}


def test_a_second_demo_does_nothing(small_demo):
    before = User.objects.count(), Person.objects.count()
    assert "accounts already" in said("demo")
    assert (User.objects.count(), Person.objects.count()) == before


def test_without_demo_there_is_no_demo_world(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="HARMONI_DEMO is 0"):
        said("demo")
    assert not User.objects.exists()


def test_without_places_the_demo_says_what_to_load(settings):
    settings.DEMO = True
    CustomaryVillage.objects.filter(path=KUTA).update(path="510301/elsewhere/")
    with pytest.raises(CommandError, match="load_reference"):
        said("demo")


def test_a_demo_account_stops_a_real_installation(small_demo, settings):
    settings.DEMO = False
    [found] = checks.no_demo_account(databases=["default"])
    assert found.id == "harmoni.E001"
    assert "petugas.kuta" in found.msg
    assert checks.no_demo_account(databases=None) == []
    User.objects.update(password="!changed")
    assert checks.no_demo_account(databases=["default"]) == []


def test_a_demo_may_have_demo_accounts(small_demo):
    assert checks.no_demo_account(databases=["default"]) == []
