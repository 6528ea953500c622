"""Lists of places: read line by line, compared, applied as seen, taken back; no path in use loses its place."""

import csv
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from harmoni.accounts.appointing import appoint
from harmoni.accounts.models import User
from harmoni.gazetteer.applying import LINES, act
from harmoni.gazetteer.comparing import compare, tables_digest
from harmoni.gazetteer.models import Kind, PlaceList
from harmoni.gazetteer.reading import Unreadable
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.regions import reference
from harmoni.regions.models import CustomaryVillage, LoadedFile, Region
from registrations.people.models import Person
from tests.cast import arrive, person

LISTS = reverse("gazetteer:lists")
LEVELS = {1: "provinsi", 2: "kabkota", 3: "kecamatan", 4: "desa"}
VILLAGES = "nama;kecamatan;kabupaten;sumber\n"


def table(province="51", **changed):
    """{code: row} of the shipped list of one province; `changed` replaces or (None) drops rows by `c<code>`."""
    rows = {
        region.code: [region.code, region.name, LEVELS[region.level], region.parent_id or "", region.kind]
        for region in Region.objects.within(province).filter(retired=False)
    }
    for code, row in changed.items():
        rows[code[1:]] = row
    return [row for row in rows.values() if row]


def as_csv(rows):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["code", "name", "level", "parent_code", "kind"])
    writer.writerows(rows)
    return text.getvalue().encode()


def seen(admin, content, kind=Kind.REGIONS):
    """The preview as the page keeps it."""
    digest = tables_digest(kind)
    changes, unchanged = compare(kind, content, "daftar.csv", "Keputusan Contoh 1/2026")
    facts = {"changes": changes, "unchanged": unchanged, "tables_digest": digest, "file_digest": "0" * 64}
    return PlaceList.objects.create(kind=kind, by=admin, file_name="daftar.csv", source="Keputusan", **facts)


def snapshot():
    return list(Region.objects.within("51").values_list()), list(CustomaryVillage.objects.order_by("pk").values_list())


NEW_DISTRICT = ["510399", "Kuta Timur", "kecamatan", "5103", "kecamatan"]
NEW_VILLAGE = ["5103992001", "Kedewatan Timur", "desa", "510399", "desa"]


def decree():
    """A kecamatan renamed, one new with a desa, and one desa that got another code."""
    gone = Region.objects.within("510801").filter(level=4, retired=False).first()
    moved = ["5108012999", gone.name, "desa", "510801", gone.kind]
    renamed = ["510301", "Kuta Pesisir", "kecamatan", "5103", "kecamatan"]
    rows = table(c510301=renamed, c510399=NEW_DISTRICT, **{f"c{gone.code}": None})
    return gone, as_csv([*rows, NEW_VILLAGE, moved])


def test_the_shipped_list_changes_nothing(admin):
    places = seen(admin, as_csv(table()))
    assert places.counts == dict.fromkeys(["added", "renamed", "revived", "retired", "renumbered"], 0)
    assert places.unchanged == Region.objects.within("51").filter(retired=False).count()


def test_a_decree_is_told_apart_and_applied_as_seen(admin):
    gone, content = decree()
    places = seen(admin, content)
    assert [row[0] for row in places.changes["added"]] == ["510399", "5103992001", "5108012999"]
    assert [row[:3] for row in places.changes["renamed"]] == [["510301", "Kuta", "Kuta Pesisir"]]
    assert places.changes["retired"] == [[gone.code, gone.name]]
    assert places.changes["renumbered"] == [[gone.code, "5108012999", gone.name]]
    act("terapkan", places, by=admin)
    assert Region.objects.get(code=gone.code).retired is True
    assert Region.objects.get(code="5103992001").line == "kedewatan timur kuta timur kabupaten badung bali"
    beneath = Region.objects.filter(parent="510301").first()
    assert beneath.line == f"{beneath.name.lower()} kuta pesisir kabupaten badung bali"
    assert CustomaryVillage.objects.get(path="510301/kuta/").region.name == "Kuta Pesisir"
    event = Event.objects.about(places.pk).get(verb="terapkan")
    assert (event.details["added"], event.details["retired"], event.actor_id) == (3, 1, admin.pk)


def test_taken_back_everything_is_as_it_was(admin):
    before = snapshot()
    places = seen(admin, decree()[1])
    act("terapkan", places, by=admin)
    assert snapshot() != before
    act("urungkan", PlaceList.objects.get(), by=admin)
    assert snapshot() == before
    assert not LoadedFile.objects.filter(name="regions.by_hand").exists()


def test_the_lines_are_those_of_the_loader(admin):
    """Drawn by the database as the loader of the shipped file draws them: over a province nothing changes."""
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"provinces": ["51", "53"]})
        assert cursor.rowcount == 0


def test_a_preview_of_other_tables_is_refused(admin):
    first, second = seen(admin, decree()[1]), seen(admin, as_csv(table()))
    act("terapkan", first, by=admin)
    with pytest.raises(MoveRefused, match="berubah sejak"):
        act("terapkan", second, by=admin)


def test_only_who_saw_it_applies_it(admin):
    other = User.objects.create_user("admin.dua", full_name="Admin Dua")
    appoint(user=other, role="administrator", place=None, by=admin)
    places = seen(admin, as_csv(table()))
    assert list(places.open_moves(other)) == []
    assert list(places.open_moves(admin)) == ["terapkan"]


def test_a_code_on_which_a_desa_adat_or_an_officer_stands_is_not_retired(admin, signed_in):
    rows = [row for row in table() if not row[0].startswith("510301")]
    places = seen(admin, as_csv(rows))
    with pytest.raises(MoveRefused, match="desa adat"):
        act("terapkan", places, by=admin)
    page = signed_in(admin).get(places.get_absolute_url()).content.decode()
    assert "masih dipakai sebagai wilayah kerja" in page
    assert "terapkan/" not in page


def test_people_of_a_retired_code_keep_it_and_are_told_as_a_figure(admin, petugas_kuta, signed_in):
    gone, content = decree()
    stay = arrive(petugas_kuta, who=person(origin_village=gone))
    places = seen(admin, content)
    page = signed_in(admin).get(places.get_absolute_url())
    assert page.context["people"] is None  # one person: hidden
    assert "Kurang dari 8 orang" in page.content.decode()
    assert stay.person.full_name not in page.content.decode()
    act("terapkan", places, by=admin)
    assert Person.objects.get().origin_village_id == gone.code


def test_what_is_in_use_cannot_be_taken_back(admin, petugas_kuta):
    places = seen(admin, decree()[1])
    act("terapkan", places, by=admin)
    arrive(petugas_kuta, who=person(origin_village=Region.objects.get(code="5103992001")))
    with pytest.raises(MoveRefused, match="Sudah ada catatan"):
        act("urungkan", PlaceList.objects.get(), by=admin)
    assert Region.objects.get(code="510301").name == "Kuta Pesisir"


def test_a_start_with_a_newer_release_leaves_an_administrators_list_alone(admin):
    act("terapkan", seen(admin, decree()[1]), by=admin)
    LoadedFile.objects.filter(name="reference").update(digest="an older release")
    assert reference.load() == (0, 0)
    assert Region.objects.get(code="510301").name == "Kuta Pesisir"
    act("urungkan", PlaceList.objects.get(), by=admin)
    LoadedFile.objects.filter(name="reference").update(digest="an older release")
    Region.objects.filter(code="510301").update(name="Kuta Lama")
    assert reference.load()[0] == 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["51039", "X", "kecamatan", "5103", ""], "bukan 6 angka"),
        (["510398", "X", "kelurahan", "5103", ""], "Tingkat harus"),
        (["510398", "X", "kecamatan", "5104", ""], "tidak berawal dengan kode induknya"),
        (["510398", "", "kecamatan", "5103", ""], "Nama wilayah"),
        (["510398", "<b>", "kecamatan", "5103", ""], "Nama wilayah"),
        (["5103972001", "X", "desa", "510397", ""], "Induk 510397"),
        (["510301", "X", "kecamatan", "5103", ""], "ditulis dua kali"),
        (["5103²1", "X", "kecamatan", "5103", ""], "bukan 6 angka"),
    ],
)
def test_a_wrong_row_is_told_by_its_line(admin, signed_in, row, why):
    page = upload(signed_in(admin), as_csv([*table(), row]))
    assert page.status_code == 422
    assert why in page.content.decode()
    assert PlaceList.objects.count() == 0


def test_a_list_that_is_not_whole_is_refused(admin, signed_in):
    page = upload(signed_in(admin), as_csv(table()[:300]))
    assert (page.status_code, "kode akan hilang" in page.content.decode()) == (422, True)


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"\x89PNG", b"\x00\x01", b"PK\x03\x04nonsense", b"", b"a;b\n1;2\n"])
def test_what_is_no_list_gets_a_sentence(admin, signed_in, content):
    page = upload(signed_in(admin), content)
    assert (page.status_code, bool(page.context["form"].errors["file"])) == (422, True)


def upload(client, content, kind="regions", key=None):
    form = {"key": key or str(uuid.uuid4()), "kind": kind, "source": "Keputusan Contoh 1/2026"}
    return client.post(LISTS, form | {"file": SimpleUploadedFile("daftar.csv", content)})


def test_sent_twice_it_is_one_preview_and_applied_once(admin, signed_in):
    client, key = signed_in(admin), str(uuid.uuid4())
    addresses = {upload(client, decree()[1], key=key).url for _ in range(2)}
    places = PlaceList.objects.get()
    assert addresses == {places.get_absolute_url()}
    for _ in range(2):
        client.post(f"{places.get_absolute_url()}terapkan/", {"key": key.replace("-", "")[::-1]})
    assert Event.objects.filter(verb="terapkan").count() == 1
    assert PlaceList.objects.get().status == "applied"


# --- desa adat ------------------------------------------------------------------------------------------


def test_desa_adat_are_new_verified_or_left_alone(admin):
    content = VILLAGES + (
        "Desa Adat Kuta;Kecamatan Kuta;Badung;\n"  # known, unverified
        "Tuban Baru;Kuta;Kabupaten Badung;MDA\n"  # new
        "Kuta;Kuta Utara;Badung;\n"  # the same name elsewhere in Badung
    )
    places = seen(admin, content.encode(), Kind.VILLAGES)
    assert places.changes["added"] == [["510301/tuban-baru/", "Tuban Baru", "510301", "Kuta", "MDA"]]
    assert [row[1] for row in places.changes["verified"]] == ["Kuta"]
    assert [row[:2] for row in places.changes["alike"]] == [["Kuta", "Kuta Utara"]]
    before = snapshot()
    act("terapkan", places, by=admin)
    new = CustomaryVillage.objects.get(path="510301/tuban-baru/")
    assert (new.verified, new.source, new.region_id) == (True, "MDA", "510301")
    assert CustomaryVillage.objects.get(path="510301/kuta/").verified is True
    act("urungkan", PlaceList.objects.get(), by=admin)
    assert snapshot() == before


def test_a_name_of_several_places_asks_which(admin):
    names = Region.objects.filter(code__startswith="51", level=3, name="Kuta")
    assert names.count() == 1
    Region.objects.filter(code="510801").update(name="Kuta")
    with pytest.raises(Unreadable, match="Ada beberapa bernama Kuta"):
        compare(Kind.VILLAGES, (VILLAGES + "Baru;Kuta;;\n").encode(), "a.csv", "x")
    changes, _same = compare(Kind.VILLAGES, (VILLAGES + "Baru;Kuta;Badung;\n").encode(), "a.csv", "x")
    assert changes["added"][0][2] == "510301"


@pytest.mark.parametrize("row", ["Baru;Kayangan;;", "Baru;;;", "123;Kuta;Badung;", "A;Kuta;Badung;\nA;Kuta;Badung;"])
def test_a_desa_adat_without_a_place_is_told_by_its_line(admin, row):
    with pytest.raises(Unreadable, match="Baris "):
        compare(Kind.VILLAGES, f"{VILLAGES}{row}\n".encode(), "a.csv", "x")


def test_an_officer_at_a_new_desa_adat_keeps_it(admin, petugas_intaran):
    places = seen(admin, f"{VILLAGES}Tuban Baru;Kuta;Badung;\n".encode(), Kind.VILLAGES)
    act("terapkan", places, by=admin)
    new = CustomaryVillage.objects.get(path="510301/tuban-baru/")
    appoint(user=petugas_intaran, role="village_officer", place=new, by=admin)
    with pytest.raises(MoveRefused, match="Sudah ada catatan"):
        act("urungkan", PlaceList.objects.get(), by=admin)
