"""Places: the whole official tree, found by typing, and territories that end exactly where they end."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Permission, Role
from harmoni.regions.forms import PlaceField, label_of
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.regions.reference import load_customary_villages, load_regions
from harmoni.regions.scope import territory
from registrations.people.models import Person
from registrations.residency.models import Stay
from tests.cast import arrive, nik_of, village
from tests.database import NAME, owner_cursor

pytestmark = pytest.mark.django_db
KAMBAJAWA = "Kambajawa, Kota Waingapu, Kabupaten Sumba Timur, Nusa Tenggara Timur"


# --- the reference data --------------------------------------------------------------------------------
def test_every_official_row_and_the_retired_ones_are_there():
    rows = Region.objects.filter(retired=False)
    assert [rows.filter(level=level).count() for level in Region.Level] == [38, 514, 7285, 83762]
    assert rows.count() == 91_599
    assert Region.objects.filter(retired=True).count() == 620


def test_every_code_begins_with_its_parents():
    assert Region.objects.exclude(parent=None).exclude(code__startswith=F("parent_id")).count() == 0
    assert Region.objects.filter(parent=None, retired=False).exclude(level=1).count() == 0


def test_a_second_load_changes_nothing():
    before = list(Region.objects.filter(code__startswith="51").values())
    assert (load_regions(), load_customary_villages()) == (0, 0)
    assert list(Region.objects.filter(code__startswith="51").values()) == before


@pytest.mark.parametrize(
    "changes",
    [{"name": "Salah"}, {"line": "salah"}, {"retired": True}, {"kind": "salah"}, {"level": 3}, {"parent_id": "53"}],
)
def test_a_load_mends_what_is_wrong(changes):
    before = Region.objects.filter(code="5103").values().get()
    Region.objects.filter(code="5103").update(**changes)
    assert load_regions() == 1
    assert Region.objects.filter(code="5103").values().get() == before


def test_known_desa_adat_are_unverified_and_none_holds_another():
    villages = list(CustomaryVillage.objects.all())
    assert (len(villages), {v.verified for v in villages}, {v.example for v in villages}) == (59, {False}, {False})
    assert not [(a, b) for a in villages for b in villages if a != b and b.path.startswith(a.path)]
    assert all(v.path.startswith(v.region_id) for v in villages)


# --- typing --------------------------------------------------------------------------------------------
def typed(text, limit=12):
    return [region.code for region in Region.objects.filter(retired=False).named_like(text, limit)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("waingapu", ["531101"]),
        ("WAINGAPU", ["531101"]),
        ("kuta badung", ["510301", "510305", "510306"]),
        ("badung, kuta", ["510301", "510305", "510306"]),
        ("kuta", ["510301"]),
        ("bali", ["51"]),
        ("kabupaten sumba timur", ["5311"]),
        ("kambajawa waingapu", ["5311011001"]),
        ("xyzzy", []),
        ("", []),
        ("k", []),
        ("%%", []),
        ("__", []),
    ],
)
def test_typing_finds(text, first):
    assert typed(text)[: len(first) or None] == first


def test_two_letters_find_what_begins_with_them():
    found = Region.objects.filter(retired=False).named_like("ku")
    assert len(found) == 12
    assert {region.name[:2].lower() for region in found} == {"ku"}


@pytest.mark.parametrize("text", ["kuta", "kuta badung", "way", "a kuta"])
def test_three_letters_use_the_index(text):
    assert "Bitmap Index Scan on region_line_trigram" in Region.objects.named_like(text).explain()


def test_the_list_under_the_field_is_one_query(desk):
    desk.get("/wilayah/?q=kuta")
    with CaptureQueriesContext(connection) as asked:
        answer = desk.get("/wilayah/?q=kambajawa waingapu").json()
    assert answer == [{"value": f"{KAMBAJAWA} (5311011001)", "label": "Desa/Kelurahan"}]
    assert len([query for query in asked if 'FROM "regions_region"' in query["sql"]]) == 1


def test_the_list_takes_anything(desk):
    for text in ("", "\0", "a" * 5000, "%' OR 1=1", "\U0001f600\u202e", "xy\0zzy"):
        assert desk.get("/wilayah/", {"q": text}).json() == []


# --- the field -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{KAMBAJAWA} (5311011001)", "5311011001"),
        (KAMBAJAWA, "5311011001"),
        ("5311011001", "5311011001"),
        ("53.11.01.1001", "5311011001"),
        (" 51 ", "51"),
        ("kota waingapu", "531101"),
        ("Kabupaten Badung", "5103"),
        ("Bali (51)", "51"),
    ],
)
def test_a_place_is_understood(text, code):
    assert PlaceField().clean(text).code == code


@pytest.mark.parametrize("text", ["Kuta", "kuta badung", "Suka Maju"])
def test_an_ambiguous_name_asks_which(text):
    with pytest.raises(ValidationError, match="Pilih salah satu") as asked:
        PlaceField().clean(text)
    assert asked.value.messages[0].count("(") == 3


@pytest.mark.parametrize("text", ["Xyzzy", "99", "Xyzzy (99)", "Kos Melati 51", "Jalan Kenanga 12", "k", "()"])
def test_an_unknown_place_is_said(text):
    with pytest.raises(ValidationError, match="tidak ada di daftar"):
        PlaceField().clean(text)


def test_what_the_field_shows_it_understands():
    for region in Region.objects.filter(code__startswith="5311", retired=False)[:30]:
        assert PlaceField().clean(PlaceField().prepare_value(region)) == region
        assert label_of(region).endswith(f"({region.code})")


def test_nothing_typed_is_no_place_or_is_asked_for():
    assert PlaceField(required=False).clean("  ") is None
    with pytest.raises(ValidationError):
        PlaceField().clean("")


def test_what_was_typed_stands_in_the_field_again():
    class Form(forms.Form):
        place = PlaceField()

    assert 'value="Kuta"' in str(Form({"place": "Kuta"})["place"])


# --- territory -----------------------------------------------------------------------------------------
def within(*paths):
    return list(CustomaryVillage.objects.filter(territory("path", list(paths))).values_list("path", flat=True))


def test_a_territory_is_a_prefix_of_whole_places():
    Region.objects.bulk_create(
        Region(code=code, name="-", kind="-", level=3, parent_id="51", line="-")
        for code in ("519901", "519902", "535199")
    )
    for path in ("519901/kuta/", "519901/kuta-selatan/", "519902/a_b/", "519902/axb/", "519902/a%/", "535199/kuta/"):
        CustomaryVillage.objects.create(name=path, path=path, region_id=path[:6])
    assert within("519901/kuta/") == ["519901/kuta/"]
    assert within("519902/a_b/") == ["519902/a_b/"]
    assert within("519902/a%/") == ["519902/a%/"]
    assert set(within("519901")) == {"519901/kuta/", "519901/kuta-selatan/"}
    assert len(within("51")) == 59 + 5
    assert len(within("5199")) == 5
    assert within("5199", "51") == within("51")
    assert within("53") == ["535199/kuta/"]


def test_no_path_is_nothing_and_the_empty_path_is_everything():
    assert within() == []
    assert len(within("")) == len(within("", "53")) == 59


def appoint(user, role, **place):
    Assignment.objects.create(user=user, role=role, **place)


@pytest.fixture
def arrivals(petugas_kuta, petugas_intaran):
    return {
        "kuta": arrive(petugas_kuta),
        "intaran": arrive(petugas_intaran, where="517101/intaran/"),
    }


def test_a_clerk_in_a_who_is_a_viewer_in_b_is_no_clerk_in_b(arrivals):
    both = User.objects.create_user("keduanya")
    appoint(both, Role.VILLAGE_OFFICER, customary_village=village())
    appoint(both, Role.REGENCY_OFFICER, region_id="5171")
    seen = {permission: set(Stay.objects.visible_to(both, permission)) for permission in Permission}
    kuta, intaran = {arrivals["kuta"]}, {arrivals["intaran"]}
    assert seen[Permission.STAY_READ] == kuta | intaran
    assert seen[Permission.STAY_CHANGE] == seen[Permission.STAY_REGISTER] == kuta
    assert seen[Permission.IDENTITY_REVEAL] == kuta
    assert seen[Permission.STAY_MATCH] == intaran
    assert seen[Permission.FIGURES_BY_ORIGIN] == set()
    people = set(Person.objects.visible_to(both, Permission.IDENTITY_REVEAL))
    assert people == {arrivals["kuta"].person}


def test_the_whole_house_is_seen_from_nowhere_but_everywhere(arrivals):
    user = User.objects.create_user("semua")
    assert set(Stay.objects.visible_to(user, Permission.STAY_READ)) == set()
    appoint(user, Role.REGENCY_OFFICER)
    assert set(Stay.objects.visible_to(User.objects.get(pk=user.pk), Permission.STAY_READ)) == set(arrivals.values())


def test_the_same_person_in_two_books_is_seen_once_by_each(petugas_kuta, petugas_intaran):
    nik = nik_of()
    here = arrive(petugas_kuta, who={"nik": nik})
    there = arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    assert set(Person.objects.visible_to(petugas_kuta, "stay_read")) == {here.person}
    assert set(Person.objects.visible_to(petugas_intaran, "stay_read")) == {there.person}


def test_the_reference_data_is_loaded_by_the_owner():
    with owner_cursor(NAME) as cursor:
        cursor.execute("SELECT last_analyze IS NOT NULL FROM pg_stat_user_tables WHERE relname = 'regions_region'")
        assert cursor.fetchone() == (True,)
