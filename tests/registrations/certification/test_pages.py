"""The origin's pages: taking up, lists, search, briefings, and what one person may not see of another's regency."""

import datetime

import pytest
from django.utils import timezone

from harmoni.history.workflow import MoveRefused
from registrations.certification.briefings import plan
from registrations.certification.models import Briefing, Candidate
from registrations.certification.taking_up import JOURNEY, correct
from registrations.people.models import Person
from tests.cast import arrive, brief, issued, nik_of, prepare, proposed
from tests.registrations.test_desk_pages import queries


@pytest.fixture
def clerk(signed_in, staf_sumbatimur):
    return signed_in(staf_sumbatimur)


def typed(**values):
    return {
        "nik": nik_of(),
        "full_name": "Maria Yohana Rambu",
        "sex": "L",
        "birth_date": "1998-02-12",
        "destination_regency": "5103",
        **values,
    }


def test_a_candidate_is_taken_up_with_a_recommendation_to_prepare(clerk):
    answer = clerk.post("/calon/baru/", typed(destination_customary_village="Kuta"))
    candidate = Candidate.objects.get()
    assert answer["Location"] == candidate.get_absolute_url()
    assert (str(candidate.destination), candidate.recommendation.status) == ("Desa Adat Kuta", "draft")


def test_without_a_ktp_a_provisional_number(clerk):
    clerk.post("/calon/baru/", typed(nik="", without_nik="on"))
    assert Person.objects.get().provisional_number.startswith("P-")


def test_known_people_are_found_first_and_not_entered_twice(clerk, staf_sumbatimur):
    nik = nik_of()
    candidate = prepare(staf_sumbatimur, who={"nik": nik})
    assert candidate.get_absolute_url() in clerk.post("/calon/nik/", {"nik": nik}).content.decode()
    answer = clerk.post("/calon/baru/", typed(nik=nik))
    assert "sudah menjadi calon" in answer.content.decode()
    assert (Candidate.objects.count(), Person.objects.count()) == (1, 1)


def test_another_regency_knows_nothing_of_the_nik(clerk, staf_belu, signed_in):
    nik = nik_of()
    prepare(staf_belu, origin="5304", who={"nik": nik})
    answer = clerk.post("/calon/nik/", {"nik": nik}).content.decode()
    assert "sudah" not in answer.lower()
    assert clerk.post("/calon/baru/", typed(nik=nik)).status_code == 302


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"destination_regency": ""}, "Kabupaten tujuan"),
        ({"destination_regency": "5311"}, "Kabupaten tujuan"),
        ({"destination_customary_village": "Tidak Ada"}, "tidak ada di daftar"),
        ({"destination_customary_village": "Intaran"}, "bukan di kabupaten tujuan"),
        ({"planned_departure": "2999-01-01"}, "tidak mungkin benar"),
        ({"planned_departure": "besok"}, "tidak ada di kalender"),
        ({"nik": "123"}, "16 angka"),
        ({"nik": "", "without_nik": ""}, "centang bahwa KTP belum ada"),
        ({"full_name": ""}, "Nama lengkap"),
        ({"full_name": "李"}, "tidak dapat dicetak"),
        ({"occupation": "x" * 101}, "Pekerjaan"),
        ({"full_name": "a\0b"}, "Nama lengkap"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_stays(clerk, values, said):
    answer = clerk.post("/calon/baru/", typed(phone="0812 0000 0009", **values))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "0812 0000 0009" in page
    assert Candidate.objects.count() == 0


def test_the_same_form_twice_is_one_candidate(clerk):
    body = typed(key="0b6d6c6b-6e9d-4c4e-8f1c-1f4b1c1d1e1f")
    first, second = clerk.post("/calon/baru/", body), clerk.post("/calon/baru/", body)
    assert first["Location"] == second["Location"]
    assert clerk.post("/calon/baru/", body | {"full_name": "Orang Lain"}).status_code == 409
    assert Candidate.objects.count() == 1


@pytest.mark.parametrize("people", [1, 3])
def test_a_list_costs_the_same_however_many(people, clerk, staf_sumbatimur):
    for _ in range(people):
        prepare(staf_sumbatimur)
    assert queries(clerk, "/calon/") == 5


def test_search_finds_by_words_of_the_name_and_by_the_whole_nik(clerk, staf_sumbatimur, staf_belu):
    nik = nik_of()
    candidate = prepare(staf_sumbatimur, who={"nik": nik, "full_name": "Yuliana Rambu Ana"})
    prepare(staf_belu, origin="5304", who={"full_name": "Yuliana Bere"})
    found = clerk.post("/calon/cari/", {"q": "rambu yuliana"}).content.decode()
    assert "Yuliana Rambu Ana" in found
    assert "Bere" not in found
    assert clerk.post("/calon/cari/", {"q": nik})["Location"] == candidate.get_absolute_url()
    assert "Tidak ditemukan" in clerk.post("/calon/cari/", {"q": nik[:8]}).content.decode()


def test_data_is_put_right_with_a_reason_that_can_be_read(clerk, staf_sumbatimur):
    candidate = prepare(staf_sumbatimur)
    address = f"{candidate.get_absolute_url()}koreksi/"
    form = clerk.get(address).context["form"]
    body = {name: form[name].value() or "" for name in form.fields} | {"sex": "L"}
    body = {name: getattr(value, "pk", value) for name, value in body.items()}
    body |= {"origin_village": "5311011001", "destination_customary_village": "Kuta, Kabupaten Badung"}
    assert clerk.post(address, body | {"occupation": "Sopir"}).status_code == 422
    answer = clerk.post(address, body | {"occupation": "Sopir", "reason": "Berubah pikiran"})
    assert answer.status_code == 302, answer.context["form"].errors
    page = clerk.get(candidate.get_absolute_url()).content.decode()
    assert "Berubah pikiran" in page
    assert "Pekerjaan yang dituju" in page


def test_a_briefing_is_planned_filled_and_recorded(clerk, staf_sumbatimur):
    candidate = prepare(staf_sumbatimur)
    day = timezone.localdate().isoformat()
    body = {
        "title": "Pembekalan",
        "topic": "Adat",
        "held_on": day,
        "starts_at": "09.00",
        "venue": "Aula",
        "capacity": 2,
    }
    address = clerk.post("/pembekalan/baru/", body)["Location"]
    clerk.post(f"{address}undang/", {"candidate": [str(candidate.pk), "not-an-id"]})
    row = Briefing.objects.get().attendances.get()
    wrong = clerk.post(f"{address}catat/", {f"present-{row.pk}": "on", f"score-{row.pk}": "seratus"})
    assert wrong.status_code == 422
    assert "seratus" in wrong.content.decode()
    clerk.post(f"{address}catat/", {f"present-{row.pk}": "on", f"score-{row.pk}": "75"})
    row.refresh_from_db()
    assert (row.points, row.passed) == (75, True)
    page = clerk.get(candidate.get_absolute_url()).content.decode()
    assert "Tanda ikut sedang dibuat" in page


def test_a_foreign_candidate_is_not_invited(clerk, staf_sumbatimur, staf_belu):
    mine, foreign = prepare(staf_sumbatimur), prepare(staf_belu, origin="5304")
    briefing = brief(staf_sumbatimur, mine)
    clerk.post(f"{briefing.get_absolute_url()}undang/", {"candidate": str(foreign.pk)})
    assert briefing.attendances.count() == 1


def test_the_next_briefings_stand_on_the_front_page(client, staf_sumbatimur, cast):
    origin = prepare(staf_sumbatimur).origin
    day = timezone.localdate() + datetime.timedelta(days=4)
    values = {"title": "Pembekalan Desember", "topic": "-", "held_on": day, "starts_at": datetime.time(9)}
    plan(by=staf_sumbatimur, origin=origin, values=values | {"venue": "Aula Waingapu", "capacity": 5})
    assert "Pembekalan Desember" in client.get("/").content.decode()


def test_what_the_letter_will_say_is_shown_before_it_is_decided(signed_in, kepala_sumbatimur, staf_sumbatimur):
    candidate = proposed(staf_sumbatimur)
    page = signed_in(kepala_sumbatimur).get(candidate.recommendation.get_absolute_url()).content.decode()
    assert "Yang akan tertulis di surat" in page
    assert candidate.person.nik not in page
    assert "Setujui dan terbitkan" in page


def test_a_return_without_its_reason_says_so_beside_the_field(signed_in, kepala_sumbatimur, staf_sumbatimur):
    mine = proposed(staf_sumbatimur).recommendation
    client = signed_in(kepala_sumbatimur)
    answer = client.post(f"{mine.get_absolute_url()}kembalikan/", {"reason": ""})
    assert answer.status_code == 422
    client.post(f"{mine.get_absolute_url()}kembalikan/", {"reason": "Alamat belum lengkap"})
    mine.refresh_from_db()
    assert mine.status == "returned"
    assert client.post(f"{mine.get_absolute_url()}lenyapkan/").status_code == 404


def test_the_register_lists_every_number(signed_in, kepala_sumbatimur, staf_sumbatimur):
    for _ in range(3):
        issued(staf_sumbatimur, kepala_sumbatimur)
    page = signed_in(kepala_sumbatimur).get("/rekomendasi/register/").content.decode()
    for serial in ("0001", "0002", "0003"):
        assert f"400.8.4.7/{serial}/REK/5311/" in page


def test_a_referral_is_answered_once_and_the_village_is_told(desk, signed_in, petugas_kuta, kabupaten_badung):
    stay = arrive(petugas_kuta)
    body = {"service": "school", "need": "Anak belum bersekolah"}
    assert desk.post(f"{stay.get_absolute_url()}rujuk/", body).status_code == 422
    desk.post(f"{stay.get_absolute_url()}rujuk/", body | {"agreed": "on"})
    referral = stay.referrals.get()
    regency = signed_in(kabupaten_badung)
    regency.post(f"{referral.get_absolute_url()}jawab/", {"answer": "SDN 1 Kuta, Senin"})
    again = regency.post(f"{referral.get_absolute_url()}jawab/", {"answer": "Lain"}, follow=True)
    assert "tidak terbuka lagi" in again.content.decode()
    referral.refresh_from_db()
    assert referral.answer == "SDN 1 Kuta, Senin"


def test_the_head_of_the_letters_is_the_signers_to_set(signed_in, kepala_sumbatimur, staf_sumbatimur):
    body = {"government": "Pemerintah Kabupaten Sumba Timur", "name": "Dinas Contoh", "signer_title": "Kepala Dinas"}
    client = signed_in(kepala_sumbatimur)
    assert client.post("/rekomendasi/kop/", body | {"signer_title": ""}).status_code == 422
    assert client.post("/rekomendasi/kop/", body | {"town": "Waingapu"}).status_code == 302
    fields = issued(staf_sumbatimur, kepala_sumbatimur).letter.document.fields
    assert (fields["name"], fields["town"], fields["signer_title"]) == (
        "Umbu Nggiku Landukara",
        "Waingapu",
        "Kepala Dinas",
    )


def test_who_was_not_on_the_sheet_that_was_sent_keeps_the_mark(clerk, staf_sumbatimur):
    first, second = prepare(staf_sumbatimur), prepare(staf_sumbatimur)
    briefing = brief(staf_sumbatimur, first, second)
    row = briefing.attendances.get(candidate=first)
    clerk.post(f"{briefing.get_absolute_url()}catat/", {f"score-{row.pk}": "", "reason": "Pulang lebih awal"})
    assert sorted(briefing.attendances.values_list("passed", flat=True)) == [False, True]


@pytest.mark.parametrize("body", [{}, {"reason": "a\0b"}, {"score": "00999"}, {"score": "9" * 5000}, {"score": "85"}])
def test_a_strange_sheet_is_said_and_changes_nothing(clerk, staf_sumbatimur, body):
    """Empty, NUL bytes, numbers past 100, points of somebody who was not there."""
    briefing = brief(staf_sumbatimur, prepare(staf_sumbatimur))
    row = briefing.attendances.get()
    sent = {f"score-{row.pk}": body["score"]} if "score" in body else body
    assert clerk.post(f"{briefing.get_absolute_url()}catat/", sent).status_code == 422
    assert briefing.attendances.get().passed


def test_a_letter_in_force_is_not_left_leading_elsewhere(staf_sumbatimur, kepala_sumbatimur):
    candidate = issued(staf_sumbatimur, kepala_sumbatimur)
    journey = {field: getattr(candidate, field) for field in JOURNEY}
    with pytest.raises(MoveRefused, match="menuju tempat lain"):
        correct(
            candidate=candidate,
            by=staf_sumbatimur,
            person={},
            journey=journey | {"destination_customary_village": None},
            reason="Pindah tujuan",
        )
