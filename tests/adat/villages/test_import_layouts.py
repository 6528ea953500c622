"""The sheets of other offices: known by their headings, read with their codes and words, asked once for the rest."""

import datetime
import json
import uuid

import pytest
from django.utils import timezone

from adat.villages.columns import find_headings
from adat.villages.layouts import why_ignored
from adat.villages.models import Sheet
from registrations.residency.models import Stay
from tests.adat.villages.import_files import old_workbook, workbook
from tests.adat.villages.test_import import dry_run, faults_of, figures, save, work
from tests.cast import nik_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def named(headings):
    return headings.split(",")


OPENSID = named(
    "alamat,dusun,rw,rt,nama,no_kk,nik,sex,tempatlahir,tanggallahir,agama_id,pendidikan_kk_id,pendidikan_sedang_id,"
    "pekerjaan_id,status_kawin,kk_level,warganegara_id,ayah_nik,nama_ayah,ibu_nik,nama_ibu,golongan_darah_id,"
    "akta_lahir,dokumen_pasport,tanggal_akhir_paspor,dokumen_kitas,akta_perkawinan,tanggalperkawinan,"
    "akta_perceraian,tanggalperceraian,cacat_id,cara_kb_id,hamil,ktp_el,status_rekam,alamat_sekarang,status_dasar,"
    "suku,tag_id_card,id_asuransi,no_asuransi,lat,lng"
)
SIAK = named(
    "Nomor KK,NIK,Nama Penduduk,Status,Tempat Lahir,Tanggal Lahir,Jenis Kelamin,NIK Ayah,Nama Ayah,NIK Ibu,Nama Ibu,"
    "Status Kawin,SHDK,Agama,Kewarganegaraan,Kode Pos,Alamat,No RW,No RT,Pendidikan,Pekerjaan,Telepon,"
    "Golongan Darah,Kelainan Fisik,Kode Wilayah,Nomor Urut,Tgl Akhir Paspor,No Paspor,No Akta Lahir,No Akta Kawin,"
    "Tgl Kawin,No Akta Cerai,Tgl Cerai,Petugas Registrasi,Petugas Entri,Tgl Ubah,Tgl Entri"
)
MEMBERS = named(
    "NO,Nama Lengkap,NIK,Tempat Lahir,Tanggal Lahir,JK,SHDK,Agama,Pendidikan Terakhir,Pekerjaan,Nama Ibu,Nama Ayah"
)
EKTP = named(
    "NO,Nama Lengkap,NIK,Tempat Lahir,Tanggal Lahir,JK,Stat Kwn,Gol. Drh,SHDK,Agama,Pendidikan Terakhir,"
    "No Akta Lahir,Pekerjaan,Nama Ibu,Nama Ayah,Wjb KTP,KTP-eL,Status,Stat Rkm"
)
OF_2012 = named(
    "NO,NIK,Nama Lengkap,Jenis Kelamin,Tempat Lahir,Tanggal Lahir,Gol. Drh,Agama,Stat Kwn,SHDK,Pendidikan Terakhir,"
    "Pekerjaan,Nama Ibu,Nama Ayah,No Akta Lahir"
)
SECRETS = ("MARAPU", "Suku Sumba", "golongan-AB", "Ibu Rahasia")


def opensid(**values):
    return {
        "alamat": "Jl. Matawai",
        "dusun": "Dusun II",
        "rw": "002",
        "rt": 1,
        "nama": "MARIA RAMBU",
        "no_kk": "5311011202110003",
        "nik": nik_of("P"),
        "sex": 2,
        "tempatlahir": "Waingapu",
        "tanggallahir": "1998-02-12",
        "agama_id": "MARAPU",
        "pendidikan_kk_id": 5,
        "pekerjaan_id": 46,
        "status_kawin": 1,
        "kk_level": 4,
        "nama_ibu": "Ibu Rahasia",
        "golongan_darah_id": "golongan-AB",
        "alamat_sekarang": "-",
        "status_dasar": 1,
        "suku": "Suku Sumba",
        **values,
    }


def siak(**values):
    return {
        "Nomor KK": "5311011202110003",
        "NIK": nik_of("P"),
        "Nama Penduduk": "MARIA RAMBU",
        "Status": "HIDUP",
        "Tempat Lahir": "WAINGAPU",
        "Tanggal Lahir": "12-02-1998",
        "Jenis Kelamin": "PEREMPUAN",
        "Nama Ibu": "Ibu Rahasia",
        "Status Kawin": "BELUM KAWIN",
        "Agama": "MARAPU",
        "Alamat": "JL. MATAWAI",
        "No RW": "2",
        "No RT": "1",
        "Pendidikan": "SLTA / SEDERAJAT",
        "Pekerjaan": "JURU MASAK",
        "Golongan Darah": "golongan-AB",
        **values,
    }


def give(client, sheet, **values):
    said = {
        "arrived_on": str(TODAY - datetime.timedelta(days=3)),
        "planned_until": str(TODAY + datetime.timedelta(days=100)),
        "purpose": "work",
        "address": "Mes Proyek, Jalan Raya Kuta",
        "key": str(uuid.uuid4()),
        **values,
    }
    return client.post(f"{sheet.get_absolute_url()}isian/", said)


def taken_up(client, content, name="data.xlsx", **given):
    """The stays of a sheet of another office, by name."""
    sheet = dry_run(client, content, name)
    assert sheet.state == Sheet.State.ASKING, sheet.fault
    assert give(client, sheet, **given).status_code == 302
    work()
    sheet.refresh_from_db()
    assert figures(client, sheet)[2] == 0, faults_of(sheet)
    save(client, sheet)
    work()
    return sheet, list(Stay.objects.select_related("person").order_by("person__full_name"))


def test_opensid_has_its_43_columns_and_siak_its_37():
    assert (len(OPENSID), len(SIAK)) == (43, 37)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "words",
    [
        {},
        {
            "sex": "Perempuan",
            "pendidikan_kk_id": "SLTA/SEDERAJAT",
            "pekerjaan_id": "Juru Masak",
            "status_kawin": "BELUM KAWIN",
            "tanggallahir": "12/2/98",
            "status_dasar": "HIDUP",
        },
    ],
    ids=["codes", "words"],
)
def test_opensid(desk, words, turned):
    rows = [opensid(**words), opensid(nama="TANPA NIK", nik=0), opensid(nama="STAND IN", nik="0531101100100001")]
    headings = list(reversed(OPENSID)) if turned else OPENSID
    sheet, stays = taken_up(desk, workbook(rows, headings, above=3, before=1))
    assert sheet.layout == "opensid"
    [maria, *others] = stays
    person = maria.person
    assert (person.nik, person.kk_number, person.sex) == (rows[0]["nik"], "5311011202110003", "P")
    assert (person.birth_place, person.birth_date) == ("Waingapu", datetime.date(1998, 2, 12))
    assert (person.education, person.marital_status) == (5, 1)
    assert person.origin_address == "Jl. Matawai, RT 1, RW 002, Dusun II"
    assert (maria.occupation, maria.address) == ("Juru Masak", "Mes Proyek, Jalan Raya Kuta")
    assert maria.arrived_on == TODAY - datetime.timedelta(days=3)
    assert [stay.person.provisional_number[:2] for stay in others] == ["P-", "P-"]


def test_an_own_address_of_a_row_goes_before_the_one_given_for_all(desk):
    _sheet, [stay] = taken_up(desk, workbook([opensid(alamat_sekarang="Jl. Kartika 9")], OPENSID), address="")
    assert stay.address == "Jl. Kartika 9"


@pytest.mark.parametrize("make", [workbook, lambda rows, names: old_workbook(_lists(rows, names))], ids=["xlsx", "xls"])
def test_siak(desk, make):
    name = "siak.xlsx" if make is workbook else "siak.xls"
    sheet, [stay] = taken_up(desk, make([siak()], SIAK), name)
    assert sheet.layout == "siak"
    assert (stay.person.full_name, stay.person.sex, stay.person.education) == ("MARIA RAMBU", "P", 5)
    assert (stay.person.origin_address, stay.occupation) == ("JL. MATAWAI, RT 1, RW 2", "JURU MASAK")


def _lists(rows, names):
    return [names, *([row.get(name) for name in names] for row in rows)]


def test_bip_of_2016(desk):
    one, two = nik_of("P"), nik_of("L")
    rows = [
        ["BUKU INDUK PENDUDUK WNI"],
        [],
        MEMBERS,
        ["No. KK : 5202030102110012", None, "Alamat : MERTAK PAOK, Nama Dusun : PAOK TIMUR, RT/RW : 3/-"],
        [1, "MARIA RAMBU", one, "WAINGAPU", "12-02-1998", "Pr", "KEPALA KELUARGA", "MARAPU", "SD", "PETANI"],
        [2, "UMBU DOMU", two, "WAINGAPU", "12-02-1998", "Lk", "ANAK", "MARAPU", "-", "-", "Ibu Rahasia"],
        ["Keterangan:"],
        ["Lk = laki-laki"],
    ]
    sheet, [maria, umbu] = taken_up(desk, workbook(rows[1:], rows[0]))
    assert sheet.layout == "bip"
    assert [stay.person.nik for stay in (maria, umbu)] == [one, two]
    assert {stay.person.kk_number for stay in (maria, umbu)} == {"5202030102110012"}
    assert maria.person.origin_address == "MERTAK PAOK, RT 3, PAOK TIMUR"
    assert (umbu.person.sex, umbu.person.education, umbu.occupation) == ("L", None, "")


def test_bip_of_2012_whose_first_family_stands_above_the_headings(desk):
    """Each family is a line of its own with the card and the address, then the headings again, then its members."""
    one, two, three = nik_of("P"), nik_of("L"), nik_of("L")

    def family(card, street, *people):
        return [
            [None, "NO.KK", None, "NAMA KEPALA KELUARGA", None, None, "ALAMAT"],
            [None, card, None, people[0][1], None, None, street],
            [None, *OF_2012],
            *([None, "", *person] for person in people),
        ]

    def of(name, nik, sex):
        said = ["WAINGAPU", "12-02-1998", "A", "MARAPU", "K", "ANAK", "SLTA/SEDERAJAT", "PETANI", "Ibu Rahasia"]
        return [nik, name, sex, *said]

    paok = "DUSUN PAOK, RT:, RW:, Kodepos:83355,-"
    rows = [
        *family("5202030102110012", "DUSUN KERANDANGAN, RT:001, RW:002, Kodepos:83355,-", of("MARIA RAMBU", one, "P")),
        *family("5202030102110099", paok, of("UMBU", two, "L"), of("DOMU", three, "L")),
    ]
    sheet, stays = taken_up(desk, workbook(rows[1:], rows[0]))
    assert (sheet.layout, [row.faults for row in sheet.rows.all()]) == ("bip", [[]] * 3)
    told = [
        (stay.person.full_name, stay.person.nik, stay.person.kk_number, stay.person.origin_address) for stay in stays
    ]
    assert told == [
        ("DOMU", three, "5202030102110099", "PAOK"),
        ("MARIA RAMBU", one, "5202030102110012", "RT 001, RW 002, KERANDANGAN"),
        ("UMBU", two, "5202030102110099", "PAOK"),
    ]
    assert [secret for secret in SECRETS if secret in json.dumps([row.values for row in sheet.rows.all()])] == []


def test_bip_with_the_electronic_card(desk):
    nik = nik_of("P")
    rows = [
        ["1605180812070010", None, "NETI", *[None] * 8, "DESA LUBUK BESAR RT/RW : 002/000 DUSUN : -"],
        [1, "MARIA RAMBU", nik, "WAINGAPU", "12-02-1998", "Pr", "CM", "-", "KEPALA KELUARGA", "MARAPU", "TAMAT SD"],
    ]
    rows[0][2] = None
    _sheet, [stay] = taken_up(desk, workbook(rows, EKTP, above=2))
    assert (stay.person.nik, stay.person.kk_number) == (nik, "1605180812070010")
    assert (stay.person.marital_status, stay.person.education) == (4, 3)


@pytest.mark.parametrize(
    ("above", "heading"),
    [
        (
            [],
            "No;Nama Lengkap;NIK;Jenis Kelamin;Tempat Lahir;Tanggal Lahir;Alamat;Tujuan;Tanggal tiba;Sampai",
        ),
        (
            ["DAFTAR PENDATANG", ""],
            "No.;NAMA;N.I.K;L/P;Tempat Lahir;Tgl Lahir;Alamat;Keperluan;Tgl Datang;Rencana sampai",
        ),
    ],
)
def test_a_list_of_the_village_with_a_running_number_is_its_own(desk, above, heading):
    days = [f"{TODAY + datetime.timedelta(days=number):%d-%m-%Y}" for number in (-3, 90)]
    row = ";".join(["1", "Maria Rambu", nik_of("P"), "P", "Waingapu", "12-02-1998", "Gang Melati 5", "Bekerja", *days])
    sheet = dry_run(desk, "\n".join([*above, heading, row]).encode(), "daftar.csv")
    assert (sheet.layout, figures(desk, sheet)) == ("own", [1, 1, 0, 0])


def test_what_is_never_taken_is_not_even_kept_with_the_row(desk):
    sheet = dry_run(desk, workbook([opensid()], OPENSID))
    kept = json.dumps([row.values for row in sheet.parts.get().open()])
    assert [secret for secret in SECRETS if secret in kept] == []
    page = desk.get(sheet.get_absolute_url()).content.decode()
    assert "agama_id, suku</strong>: tidak disimpan: agama dan suku tidak dicatat di portal ini" in page
    assert "data penduduk OpenSID" in page


@pytest.mark.parametrize(
    ("heading", "why"),
    [
        ("AGAMA", "tidak disimpan: agama dan suku"),
        ("Gol. Darah", "tidak disimpan: data kesehatan"),
        ("SHDK", "tidak diperlukan"),
        ("Nama Ibu", "tidak diperlukan"),
        ("Hobi", "tidak dikenal"),
    ],
)
def test_each_column_that_is_passed_over_says_why(heading, why):
    assert why_ignored(heading).startswith(why)


def test_who_has_moved_or_died_is_not_taken_up(desk):
    rows = [opensid(status_dasar=3), opensid(status_dasar="MATI"), opensid(), opensid()]
    sheet = dry_run(desk, workbook(rows, OPENSID))
    give(desk, sheet)
    work()
    assert figures(desk, sheet)[:3] == [4, 2, 2]
    assert faults_of(sheet) == [("AK2", "basic_status"), ("AK3", "basic_status")]


def test_the_answers_for_all_rows_obey_the_rules_of_a_stay(desk):
    sheet = dry_run(desk, workbook([opensid()], OPENSID))
    response = give(desk, sheet, arrived_on=str(TODAY + datetime.timedelta(days=1)), planned_until="x", purpose="")
    assert response.status_code == 422
    assert set(response.context["given_form"].errors) == {"arrived_on", "planned_until", "purpose"}
    sheet.refresh_from_db()
    assert sheet.state == Sheet.State.ASKING


def test_our_own_template_is_not_taken_for_another(desk):
    names = ["nik", "full_name", "address", "Nama ibu"]
    assert find_headings([(1, names)]).layout == "own"


def test_somebody_else_cannot_answer_for_this_sheet(desk, signed_in, petugas_intaran):
    sheet = dry_run(desk, workbook([opensid()], OPENSID))
    assert give(signed_in(petugas_intaran), sheet).status_code == 404
