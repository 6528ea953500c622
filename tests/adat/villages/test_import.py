"""A sheet goes in, the dry run says what is wrong with which cell, and the good rows are saved, each once."""

import datetime
import hashlib
import re
import time
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from adat.villages import tasks
from adat.villages.models import Sheet
from adat.villages.reading import lines_of
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.models import Event
from harmoni.notices.models import Outbox
from harmoni.notices.outbox import drain
from harmoni.regions.models import CustomaryVillage
from registrations.residency.models import Stay
from tests.adat.villages.import_files import HOSTILE, newcomer, text, workbook
from tests.cast import arrive, nik_of

pytestmark = pytest.mark.django_db
PATH = "/pendatang/impor/"
TODAY = timezone.localdate()


def work(seconds=60):
    """What the worker does, until nothing about sheets waits; the receipts stay for later."""
    end = time.monotonic() + seconds
    while Outbox.objects.filter(kind__startswith="villages.", state=Outbox.State.WAITING).exists():
        assert drain(limit=1) == 1
        assert time.monotonic() < end


def send(client, content, name="daftar.xlsx", **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(PATH, {"file": file, "key": str(uuid.uuid4()), **fields})


def dry_run(client, content, name="daftar.xlsx"):
    """The sheet after its dry run."""
    response = send(client, content, name)
    assert response.status_code == 302, response.context["form"].errors
    work()
    return Sheet.objects.get(pk=response.url.split("/")[-2])


def save(client, sheet, key=None):
    return client.post(f"{sheet.get_absolute_url()}simpan/", {"key": key or str(uuid.uuid4())})


def figures(client, sheet):
    page = client.get(sheet.get_absolute_url())
    return [figure_on(page, name) for name in ("import.read", "import.good", "import.bad", "import.saved")]


def figure_on(page, name):
    html = page.content.decode()
    return int(re.search(rf'data-metric="{name}"\s+data-value="(\d+)"', html)[1])


def faults_of(sheet):
    return [tuple(fault[:2]) for row in sheet.rows.bad() for fault in row.faults]


# --- the way through ---------------------------------------------------------------------------------------


def test_a_sheet_is_checked_then_saved(desk, kuta, petugas_kuta):
    sheet = dry_run(desk, workbook([newcomer(full_name=f"Rambu {number}") for number in range(3)]))
    assert figures(desk, sheet) == [3, 3, 0, 0]
    assert Stay.objects.count() == 0
    assert "Simpan 3 baris yang baik" in desk.get(sheet.get_absolute_url()).content.decode()

    assert save(desk, sheet).url == sheet.get_absolute_url()
    work()
    sheet.refresh_from_db()
    assert sheet.state == Sheet.State.SAVED
    assert sheet.content is None
    assert figures(desk, sheet) == [3, 3, 0, 3]
    stays = Stay.objects.visible_to(petugas_kuta, "stay_read").order_by("person__full_name")
    assert [str(stay.person) for stay in stays] == ["Rambu 0", "Rambu 1", "Rambu 2"]
    assert {stay.registered_by for stay in stays} == {petugas_kuta}
    assert stays[0].person.phone == "+6281234567890"
    assert stays[0].person.origin_village_id == "5311011001"
    assert (stays[0].purpose, stays[0].person.education, stays[0].category) == ("work", 5, "tamiu")
    assert reverse("residency:list") in desk.get(sheet.get_absolute_url()).content.decode()


def test_the_template_comes_back_filled(desk):
    response = desk.get(f"{PATH}contoh.xlsx")
    assert response.headers["Content-Disposition"] == 'attachment; filename="contoh-pendatang.xlsx"'
    (_one, headings), (_two, example) = lines_of(response.content, "a.xlsx")
    names = [heading.rpartition("(")[2].rstrip(")") for heading in headings]
    rows = [newcomer(full_name=f"Rambu {number}") for number in range(5)]
    filled = workbook([example, *([row.get(name) for name in names] for row in rows)], headings)
    assert figures(desk, dry_run(desk, filled)) == [5, 5, 0, 0]


def test_the_csv_template_comes_back_filled(desk):
    lines = desk.get(f"{PATH}contoh.csv").content.decode("utf-8-sig").splitlines()
    names = [heading.rpartition("(")[2].rstrip(")") for heading in lines[0].split(";")]
    rows = [newcomer(full_name=f"Rambu {number}") for number in range(5)]
    filled = [*lines, *(";".join(row.get(name, "") for name in names) for row in rows)]
    sheet = dry_run(desk, "\r\n".join(filled).encode("utf-8-sig"), "daftar.csv")
    assert figures(desk, sheet) == [5, 5, 0, 0]


def test_a_template_without_people_says_so(desk):
    sheet = dry_run(desk, desk.get(f"{PATH}contoh.xlsx").content)
    assert sheet.fault == "Judul kolomnya ada, tetapi belum ada baris yang diisi."


def test_text_with_semicolons_and_real_days_and_formulas(desk):
    assert figures(desk, dry_run(desk, text([newcomer()]), "a.csv")) == [1, 1, 0, 0]
    row = newcomer(arrived_on=TODAY, planned_until=TODAY + datetime.timedelta(days=30), full_name="=Rambu")
    sheet = dry_run(desk, workbook([row], above=3, before=2))
    assert figures(desk, sheet) == [1, 1, 0, 0]


# --- what is wrong -----------------------------------------------------------------------------------------

WRONG = {
    7: ("nik", "531101120298000"),
    30: ("nik", "53110112029800AB"),
    58: ("sex", "X"),
    103: ("birth_date", "31-02-1998"),
    104: ("birth_date", "12-02-2098"),
    250: ("full_name", ""),
    251: ("address", None),
    252: ("phone", "12"),
    499: ("email", "bukan-surel"),
    500: ("origin_village", "Negeri Antah Berantah"),
    501: ("education", "SMAN 3"),
    502: ("purpose", "liburan"),
    640: ("arrived_on", f"{TODAY + datetime.timedelta(days=2):%d-%m-%Y}"),
    641: ("planned_until", f"{TODAY - datetime.timedelta(days=2):%d-%m-%Y}"),
    642: ("planned_until", f"{TODAY + datetime.timedelta(days=400):%d-%m-%Y}"),
    700: ("planned_until", "kapan-kapan"),
    800: ("nik", 5311011202980000.0),
    801: ("nik", ""),
    900: ("marital_status", "rumit"),
    1000: ("kk_number", "1234"),
}
COLUMNS = [*newcomer(), "email", "kk_number", "Catatan"]


def thousand():
    """1,000 rows; that of sheet row n is wrong in the one cell that WRONG names."""
    rows = [newcomer(full_name=f"Orang Ke {number}") for number in range(2, 1002)]
    for number, (name, cell) in WRONG.items():
        rows[number - 2][name] = cell
    return rows


def test_a_thousand_rows_with_known_faults(desk, petugas_kuta, record_property):
    rows = thousand()
    rows[949]["nik"] = rows[9]["nik"]
    stay = arrive(petugas_kuta)
    rows[959]["nik"] = stay.person.nik
    content = workbook(rows, COLUMNS)

    began = time.monotonic()
    sheet = dry_run(desk, content)
    record_property("dry_run", time.monotonic() - began)
    print(f"\ndry run: {1000 / (time.monotonic() - began):.0f} rows/s", end="; ")
    assert time.monotonic() - began < 10

    letters = {name: chr(65 + place) for place, name in enumerate(COLUMNS)}
    wrong = WRONG | {951: ("nik", ""), 961: ("nik", "")}
    assert faults_of(sheet) == [(f"{letters[wrong[n][0]]}{n}", wrong[n][0]) for n in sorted(wrong)]
    said = {row.number: row.faults[0][2] for row in sheet.rows.bad()}
    assert said[951] == "NIK yang sama sudah ada di baris 11."
    assert said[961].startswith("Orang ini masih tercatat tinggal di sini sejak")
    (look,) = Event.objects.about(stay.person_id).filter(verb="cari_nik")
    assert look.actor_id == sheet.uploaded_by_id
    assert "format kolomnya menjadi Teks" in said[800]
    assert said[801] == "Tulis NIK, atau isi “ya” di kolom Belum punya KTP."
    assert "terdiri dari 16 angka" in said[7]
    assert sheet.ignored == ["Catatan"]
    assert figures(desk, sheet) == [1000, 978, 22, 0]

    key = str(uuid.uuid4())
    began = time.monotonic()
    assert save(desk, sheet, key).status_code == save(desk, sheet, key).status_code == 302
    work()
    print(f"save: {978 / (time.monotonic() - began):.0f} rows/s")
    assert time.monotonic() - began < 30
    save(desk, sheet)
    for _again in range(2):
        tasks.save_sheet(str(sheet.pk))
    work()
    assert Stay.objects.exclude(pk=stay.pk).count() == 978
    assert figures(desk, sheet) == [1000, 978, 22, 978]
    assert sheet.rows.filter(good=True, values_sealed=None).count() == 978


def test_the_list_of_faults_has_pages_and_hides_numbers(desk):
    nik = nik_of()
    sheet = dry_run(desk, workbook([newcomer(nik=nik, full_name="") for _number in range(60)]))
    first = desk.get(sheet.get_absolute_url()).content.decode()
    second = desk.get(f"{sheet.get_absolute_url()}?hal=2").content.decode()
    assert [html.count('<tr data-cell="B') for html in (first, second)] == [50, 10]
    assert nik not in first + second
    assert "•" * 14 + nik[-2:] in first
    assert nik not in str(list(sheet.rows.values_list("faults", flat=True)))


def test_bad_rows_come_back_as_a_sheet_to_mend(desk):
    wrong = newcomer(sex="?", occupation="=1+1")
    sheet = dry_run(desk, workbook([newcomer(), wrong]))
    response = desk.get(f"{sheet.get_absolute_url()}kesalahan.xlsx")
    (_one, headings), (_two, cells) = lines_of(response.content, "a.xlsx")
    row = dict(zip([heading.rpartition("(")[2].rstrip(")") for heading in headings], cells, strict=True))
    assert headings[-1] == "Kesalahan"
    assert row["nik"] == wrong["nik"]
    assert row["occupation"] == "=1+1"
    assert cells[-1] == "C3 Jenis kelamin: Isi dengan salah satu dari: Laki-laki, Perempuan."
    assert Event.objects.about(sheet.pk)[0].verb == "unduh_kesalahan"
    again = dry_run(desk, response.content)
    assert figures(desk, again) == [1, 0, 1, 0]
    assert again.ignored == ["Kesalahan"]


def test_people_without_a_card_are_accepted(desk):
    sheet = dry_run(desk, workbook([newcomer(nik="", without_nik="ya")]))
    save(desk, sheet)
    work()
    assert Stay.objects.get().person.provisional_number.startswith("P-")


def test_a_sheet_without_its_columns_names_them(desk):
    sheet = dry_run(desk, workbook([{"nik": "1", "full_name": "a", "sex": "L"}]))
    assert sheet.state == Sheet.State.REFUSED
    assert sheet.fault.startswith("Kolom yang wajib belum ada: Alamat di desa adat, Tujuan,")
    assert sheet.rows.count() == 0
    assert sheet.fault in desk.get(sheet.get_absolute_url()).content.decode()


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_gets_a_sentence(desk, what):
    name, make, _wanted = HOSTILE[what]
    response = send(desk, make(), name)
    if response.status_code == 302:
        work()
        sheet = Sheet.objects.get()
        assert (sheet.state, sheet.content) == (Sheet.State.REFUSED, None)
        assert sheet.fault in desk.get(response.url).content.decode()
    else:
        assert response.status_code == 422
        assert response.context["form"].errors["file"]


@pytest.mark.parametrize("name", ["daftar.exe", "daftar", "daftar.pdf"])
def test_another_kind_of_name_is_refused_at_once(desk, name):
    response = send(desk, b"nik;nama", name)
    assert response.status_code == 422
    assert "Pilih berkas berakhiran .xlsx, .xls, atau .csv." in response.content.decode()


def test_no_file_at_all(desk):
    response = desk.post(PATH, {"key": str(uuid.uuid4())})
    assert response.status_code == 422
    assert response.context["form"].errors["file"]


# --- once, and only one's own ------------------------------------------------------------------------------


def test_the_same_upload_twice_is_one_sheet(desk):
    content, key = workbook([newcomer()]), str(uuid.uuid4())
    first, second = (send(desk, content, key=key) for _turn in range(2))
    assert first.url == second.url
    assert Sheet.objects.count() == 1
    assert send(desk, workbook([newcomer()]), key=key).status_code == 409


def test_a_killed_worker_goes_on_where_it_was(desk, monkeypatch):
    sheet = dry_run(desk, workbook([newcomer() for _number in range(5)]))
    monkeypatch.setattr("adat.villages.saving.CHUNK", 2)
    save(desk, sheet)
    assert drain(limit=1) == 1
    assert figures(desk, sheet) == [5, 5, 0, 2]

    def killed(*_arguments, **_values):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("adat.villages.saving.record_arrivals", killed)
        with pytest.raises(KeyboardInterrupt):
            drain(limit=1)
    assert figures(desk, sheet) == [5, 5, 0, 2]
    Outbox.objects.update(next_at=timezone.now())
    work()
    assert Stay.objects.count() == 5


def test_a_row_that_became_wrong_meanwhile_says_so(desk, petugas_kuta):
    rows = [newcomer(), newcomer()]
    sheet = dry_run(desk, workbook(rows))
    arrive(petugas_kuta, who={"nik": rows[0]["nik"]})
    save(desk, sheet)
    work()
    assert figures(desk, sheet) == [2, 1, 1, 1]
    assert faults_of(sheet) == [("A2", "nik")]


def test_someone_who_stays_elsewhere_is_saved_like_everyone(desk, petugas_intaran):
    row = newcomer()
    arrive(petugas_intaran, where="517101/intaran/", who={"nik": row["nik"]})
    sheet = dry_run(desk, workbook([row]))
    assert figures(desk, sheet) == [1, 1, 0, 0]
    save(desk, sheet)
    work()
    assert figures(desk, sheet) == [1, 1, 0, 1]


def test_a_page_at_work_loads_itself_again(desk):
    sheet = Sheet.objects.get(pk=send(desk, workbook([newcomer()])).url.split("/")[-2])
    page = desk.get(sheet.get_absolute_url())
    assert page.headers["Refresh"] == "2"
    assert "<progress" in page.content.decode()
    work()
    assert "Refresh" not in desk.get(sheet.get_absolute_url()).headers


def test_the_history_knows_the_upload_and_the_saving(desk, petugas_kuta):
    sheet = dry_run(desk, workbook([newcomer()]))
    save(desk, sheet)
    found = list(Event.objects.about(sheet.pk).values_list("verb", "actor_id", "place"))
    kuta = "510301/kuta/"
    assert found == [("simpan_lembar", petugas_kuta.pk, kuta), ("unggah_lembar", petugas_kuta.pk, kuta)]


def test_no_number_leaves_the_sealed_columns(desk, caplog):
    row = newcomer()
    sheet = dry_run(desk, workbook([row]), f"daftar {row['nik']}.xlsx")
    assert row["nik"] not in sheet.file_name
    assert row["nik"].encode() not in bytes(sheet.content) + bytes(sheet.rows.get().values_sealed)
    assert row["nik"] not in str(list(Outbox.objects.values())) + caplog.text


@pytest.mark.parametrize("what", ["", "simpan/", "kesalahan.xlsx"])
def test_another_village_finds_nothing(desk, signed_in, petugas_intaran, what):
    sheet = dry_run(desk, workbook([newcomer()]))
    stranger = signed_in(petugas_intaran)
    address = f"{sheet.get_absolute_url()}{what}"
    answer = stranger.post(address) if what == "simpan/" else stranger.get(address)
    assert answer.status_code == 404
    assert sheet.file_name not in stranger.get(PATH).content.decode()


@pytest.mark.parametrize("username", ["provinsi.bali", "mediator.badung", "staf.belu", "admin"])
def test_others_may_not_import(signed_in, cast, username):
    client = signed_in(cast[username])
    for address in (PATH, f"{PATH}contoh.xlsx", f"{PATH}{uuid.uuid4()}/"):
        assert client.get(address).status_code == 403


def test_an_officer_of_two_villages_chooses(desk, cast, intaran):
    cast["petugas.kuta"].assignments.create(role="village_officer", customary_village=intaran)
    assert '<select name="village"' in desk.get(PATH).content.decode()
    url = send(desk, workbook([newcomer()]), village=str(intaran.pk)).url
    assert Sheet.objects.get(pk=url.split("/")[-2]).customary_village == intaran
    assert send(desk, workbook([newcomer()]), village=str(uuid.uuid4())).status_code == 422


# --- the regency -------------------------------------------------------------------------------------------


def test_a_regency_imports_into_a_desa_adat_of_its_own(signed_in, kabupaten_badung, kuta, intaran):
    client = signed_in(kabupaten_badung)
    offered = client.get(PATH).context["form"].fields["village"].queryset
    assert set(offered) == set(CustomaryVillage.objects.within("5103"))
    url = send(client, workbook([newcomer()]), village=str(kuta.pk)).url
    work()
    sheet = Sheet.objects.get(pk=url.split("/")[-2])
    save(client, sheet)
    work()
    stay = Stay.objects.get()
    assert (stay.customary_village, stay.registered_by) == (kuta, kabupaten_badung)
    assert figures(client, sheet) == [1, 1, 0, 1]
    assert send(client, workbook([newcomer()]), village=str(intaran.pk)).status_code == 422
    assert send(client, workbook([newcomer()])).status_code == 422  # none is chosen for it


def test_a_regency_finds_the_way_and_no_desk(signed_in, kabupaten_badung):
    client = signed_in(kabupaten_badung)
    assert f'href="{PATH}"' in client.get("/meja/").content.decode()
    assert 'href="/pendatang/baru/"' not in client.get("/meja/").content.decode() + client.get(PATH).content.decode()
    assert client.get("/pendatang/baru/").status_code == 403


def test_a_regency_sees_a_villages_sheet_without_its_numbers(desk, signed_in, kabupaten_badung):
    sheet = dry_run(desk, workbook([newcomer(sex="?")]))
    faults = f"{sheet.get_absolute_url()}kesalahan.xlsx"
    assert faults in desk.get(sheet.get_absolute_url()).content.decode()
    client = signed_in(kabupaten_badung)
    assert faults not in client.get(sheet.get_absolute_url()).content.decode()
    assert client.get(faults).status_code == 404
    url = send(client, workbook([newcomer(sex="?")]), village=str(sheet.customary_village_id)).url
    work()
    assert client.get(f"{url}kesalahan.xlsx").status_code == 200


def test_the_desk_is_that_of_the_assignment_that_grants_it(signed_in, cast, kuta, intaran):
    """Older duties at another desa adat, which do not register anybody, do not lend their place."""
    user = User.objects.create_user("dua.tugas")
    user.assignments.create(role="mediator", customary_village=intaran, since=TODAY - datetime.timedelta(days=9))
    user.assignments.create(role="village_head", customary_village=kuta)
    user.assignments.create(role="village_officer", customary_village=kuta)
    assert user.customary_villages(Permission.STAY_REGISTER) == [kuta]
    assert user.customary_villages(Permission.NOTICE_READ) == [intaran, kuta]
    assert signed_in(user).get("/pendatang/baru/").context["village"] == kuta


def test_a_desk_without_a_desa_adat_is_closed(signed_in, db):
    user = User.objects.create_user("petugas.kecamatan")
    user.assignments.create(role="village_officer", region_id="510305")
    assert signed_in(user).get("/pendatang/baru/").status_code == 403


# --- notes before saving -----------------------------------------------------------------------------------


def test_the_same_sheet_again_says_so_before_saving(desk, signed_in, bendesa_kuta, petugas_kuta):
    content = workbook([newcomer(), newcomer()])
    first = dry_run(desk, content)
    assert "Lembar yang sama" not in desk.get(dry_run(desk, content).get_absolute_url()).content.decode()
    save(desk, first)
    work()
    again = dry_run(signed_in(bendesa_kuta), content, "nama lain.xlsx")
    said = f"Lembar yang sama sudah disimpan pada {date_format(TODAY, 'j F Y')} oleh {petugas_kuta}."
    assert said in desk.get(again.get_absolute_url()).content.decode()
    assert "Lembar yang sama" not in desk.get(first.get_absolute_url()).content.decode()
    other = dry_run(desk, workbook([newcomer()]))
    assert "Lembar yang sama" not in desk.get(other.get_absolute_url()).content.decode()


def test_the_same_sheet_of_another_village_is_not_told(desk, signed_in, petugas_intaran):
    content = workbook([newcomer()])
    save(desk, dry_run(desk, content))
    work()
    client = signed_in(petugas_intaran)
    assert "Lembar yang sama" not in client.get(dry_run(client, content).get_absolute_url()).content.decode()


def test_a_sheet_is_known_again_by_a_keyed_digest(desk):
    content = workbook([newcomer()])
    sheet = dry_run(desk, content)
    assert bytes(sheet.content_digest) != hashlib.sha256(content).digest()
    assert len(sheet.content_digest) == 32


def test_a_nik_that_disagrees_is_a_note_and_no_fault(desk):
    wrong_sex, wrong_day = newcomer(sex="L"), newcomer(birth_date="13-02-1998")
    sheet = dry_run(desk, workbook([newcomer(), wrong_sex, wrong_day]))
    assert figures(desk, sheet) == [3, 3, 0, 0]
    page = desk.get(sheet.get_absolute_url()).content.decode()
    notes = page.partition('id="peringatan"')[2]
    assert "Peringatan, boleh dilanjutkan" in page
    assert [cell in notes for cell in ('data-cell="A2"', 'data-cell="A3"', 'data-cell="A4"')] == [False, True, True]
    assert "NIK menunjuk jenis kelamin lain dari yang ditulis." in notes
    assert 'id="kesalahan"' not in page
    assert wrong_sex["nik"] not in page
    save(desk, sheet)
    work()
    assert Stay.objects.count() == 3
    assert 'id="peringatan"' not in desk.get(sheet.get_absolute_url()).content.decode()


def test_of_many_notes_fifty_are_shown_and_the_rest_counted(desk):
    sheet = dry_run(desk, workbook([newcomer(sex="L") for _number in range(53)]))
    page = desk.get(sheet.get_absolute_url()).content.decode()
    assert page.count('data-cell="A') == 50
    assert "masih ada 3 baris lain" in page


def test_what_a_note_says_does_not_lie_open(desk):
    sheet = dry_run(desk, workbook([newcomer(birth_date="13-02-1998")]))
    assert "1998" not in str(list(sheet.rows.values("faults", "doubtful")))
