"""A letter at the village's desk: what its code opens, and that nothing about it is ever a ground to refuse."""

import datetime
import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from harmoni.history.models import Event
from harmoni.letters.models import Document
from harmoni.letters.tasks import make_letter
from harmoni.notices.models import Notice
from registrations.certification import deciding
from registrations.certification.arriving import token_in
from registrations.certification.models import Candidate
from registrations.residency.follow_up import WITHOUT_LETTER, take_up_arrived
from registrations.residency.models import Stay
from tests.cast import arrive, brief, issued, nik_of, prepare, sign_pact, typed

FOREIGN = "Kode ini tidak membuka surat untuk desa adat ini"


@pytest.fixture
def letter(staf_sumbatimur, kepala_sumbatimur):
    """(candidate, token of the letter): Kuta is where it leads."""
    who = {"nik": nik_of(), "phone": "+628120000001"}
    candidate = issued(staf_sumbatimur, kepala_sumbatimur, made=True, who=who, employer_name="Warung Melati")
    return candidate, candidate.letter.document.token


def tasks(place="5311"):
    return Notice.objects.filter(kind=WITHOUT_LETTER, place=place)


def by_letter(code, **values):
    """What is left to type with a letter: five fields at most, two of them with a value already."""
    today = timezone.localdate()
    return {
        "letter_token": code,
        "full_name": "Umbu Nggiku Landukara",
        "sex": "L",
        "address": "Jalan Raya Kuta 12",
        "purpose": "work",
        "arrived_on": today.isoformat(),
        "planned_until": (today + datetime.timedelta(days=180)).isoformat(),
        **values,
    }


def test_the_code_fills_the_form_and_the_reading_is_recorded(desk, letter):
    candidate, token = letter
    page = desk.get(f"/pendatang/baru/?surat={token}").content.decode()
    assert 'value="Umbu Nggiku Landukara"' in page
    assert 'value="Juru Masak"' in page or 'value="Pramusaji"' in page
    assert candidate.person.nik not in page
    assert candidate.person.nik[-2:] in page
    assert Event.objects.about(candidate.person_id).filter(verb="buka_surat").count() == 1


def test_at_most_eight_fields_are_left_to_fill(desk, letter):
    """Those that stand open on the form and are empty or must be looked at."""
    _candidate, token = letter
    form = desk.get(f"/pendatang/baru/?surat={token}").context["form"]
    folded = {"birth_place", "kk_number", "education", "marital_status", "origin_address", "email"}
    folded |= {"lodging_phone", "contract_until", "occupation_code", "slip", "key", "cautions_seen", "nik"}
    folded |= {"category", "category_request"}  # no question of this page
    left = [name for name in form.fields if name not in folded and not form[name].value()]
    assert left == ["without_nik", "address", "banjar", "lodging_name", "responsible_name", "responsible_phone"]


def test_with_a_letter_the_stay_is_joined_and_the_origin_sees_the_arrival(desk, letter, staf_sumbatimur, signed_in):
    candidate, token = letter
    answer = desk.post("/pendatang/baru/", by_letter(token))
    assert answer.status_code == 302
    assert "sudah tercatat tinggal di sini" in desk.get(f"/pendatang/baru/?surat={token}").content.decode()
    stay = Stay.objects.get()
    candidate = Candidate.objects.get(pk=candidate.pk)
    assert (stay.candidate, stay.person.nik) == (candidate, candidate.person.nik)
    assert (candidate.status, candidate.arrived_on, tasks().count()) == ("arrived", stay.arrived_on, 0)
    page = signed_in(staf_sumbatimur).get(candidate.get_absolute_url()).content.decode()
    assert "Sudah tiba" in page
    assert "Desa Adat Kuta" in page


def test_a_full_nik_opens_the_letter_too(desk, letter):
    candidate, _token = letter
    answer = desk.post("/pendatang/nik/", {"nik": candidate.person.nik}).content.decode()
    assert candidate.letter.letter_number in answer
    desk.post("/pendatang/baru/", typed(nik=candidate.person.nik))
    assert Stay.objects.get().candidate == candidate


@pytest.mark.parametrize("where", ["intaran", "unknown", "cut", "empty claim", "other words"])
def test_a_foreign_and_an_unknown_code_look_the_same(where, letter, petugas_kuta, petugas_intaran, signed_in):
    candidate, token = letter
    code = {"unknown": "x" * 22, "cut": token[:12], "empty claim": "#", "other words": "surat dari desa"}.get(
        where, token
    )
    client = signed_in(petugas_intaran if where == "intaran" else petugas_kuta)
    page = client.post("/pendatang/nik/", {"letter_token": code}).content.decode()
    assert FOREIGN in page
    assert candidate.person.full_name not in page
    assert "data-field" not in page
    first = client.post("/pendatang/baru/", typed(letter_token=code[:64]))
    assert FOREIGN in first.content.decode()
    seen = first.context["form"].data["cautions_seen"]
    assert client.post("/pendatang/baru/", typed(letter_token=code[:64], cautions_seen=seen)).status_code == 302


def test_a_revoked_code_opens_nothing_and_refuses_nobody(desk, letter, kepala_sumbatimur):
    candidate, token = letter
    deciding.revoke(recommendation=candidate.letter, by=kepala_sumbatimur, reason="Data palsu")
    assert FOREIGN in desk.post("/pendatang/nik/", {"letter_token": token}).content.decode()
    first = desk.post("/pendatang/baru/", typed(letter_token=token))
    seen = first.context["form"].data["cautions_seen"]
    assert desk.post("/pendatang/baru/", typed(letter_token=token, cautions_seen=seen)).status_code == 302
    assert (Stay.objects.get().candidate, tasks().count()) == (None, 0)  # its person's origin was not typed


def test_an_expired_letter_is_said_and_still_counts(desk, letter):
    candidate, token = letter
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Document.objects.filter(token=token).update(valid_until=yesterday)
    first = desk.post("/pendatang/baru/", by_letter(token))
    assert "Masa berlaku surat ini sudah lewat" in first.content.decode()
    seen = first.context["form"].data["cautions_seen"]
    assert desk.post("/pendatang/baru/", by_letter(token, cautions_seen=seen)).status_code == 302
    assert Stay.objects.get().candidate == candidate


def test_a_letter_of_somebody_else_is_not_joined(desk, letter):
    candidate, token = letter
    first = desk.post("/pendatang/baru/", typed(letter_token=token))
    assert "lain dari NIK pada surat" in first.content.decode()
    seen = first.context["form"].data["cautions_seen"]
    desk.post("/pendatang/baru/", typed(letter_token=token, cautions_seen=seen))
    candidate.refresh_from_db()
    assert (Stay.objects.get().candidate, candidate.status) == (None, "expected")


def test_whoever_goes_elsewhere_than_the_letter_says_has_arrived_all_the_same(letter, petugas_intaran):
    candidate, token = letter
    stay = arrive(petugas_intaran, where="517101/intaran/", who={"nik": candidate.person.nik}, letter_token=token)
    candidate.refresh_from_db()
    assert (stay.candidate, candidate.status, str(candidate.arrived_at)) == (candidate, "arrived", "Desa Adat Intaran")


def test_without_a_letter_the_origin_gets_a_task_and_can_brief_and_issue_afterwards(
    petugas_kuta, staf_sumbatimur, kepala_sumbatimur, signed_in
):
    stay = arrive(petugas_kuta)
    task = tasks().get()
    assert (task.due_on, task.done_by) == (timezone.localdate() + datetime.timedelta(days=14), None)
    assert stay.person.full_name not in task.title
    client = signed_in(staf_sumbatimur)
    assert stay.person.full_name in client.get(task.path).content.decode()
    assert Event.objects.about(stay.pk).filter(verb="buka_pendatang", actor_id=staf_sumbatimur.pk).exists()
    candidate_page = client.post(task.path)["Location"]
    task.refresh_from_db()
    stay.refresh_from_db()
    assert (task.done_by, candidate_page) == (staf_sumbatimur, stay.candidate.get_absolute_url())
    candidate = stay.candidate
    assert (candidate.status, candidate.person == stay.person) == ("arrived", False)
    brief(staf_sumbatimur, candidate)
    sign_pact(candidate, staf_sumbatimur)
    deciding.propose(recommendation=candidate.recommendation, by=staf_sumbatimur)
    deciding.approve(recommendation=candidate.recommendation, by=kepala_sumbatimur)
    assert (candidate.letter.status, Candidate.objects.get(pk=candidate.pk).status) == ("issued", "arrived")


def test_the_origin_takes_up_the_arrived_once(petugas_kuta, staf_sumbatimur):
    stay = arrive(petugas_kuta)
    origin = stay.person.origin_village.parent.parent
    first = take_up_arrived(stay=stay, origin=origin, by=staf_sumbatimur)
    assert take_up_arrived(stay=stay, origin=origin, by=staf_sumbatimur) == first
    assert Candidate.objects.count() == 1


def test_the_announced_are_seen_where_they_were_announced_and_nowhere_else(
    letter, petugas_kuta, petugas_intaran, kabupaten_badung, signed_in
):
    candidate, _token = letter
    name = candidate.person.full_name
    assert name in signed_in(petugas_kuta).get("/pendatang/ditunggu/").content.decode()
    assert name not in signed_in(petugas_intaran).get("/pendatang/ditunggu/").content.decode()
    assert name not in signed_in(kabupaten_badung).get("/pendatang/ditunggu/").content.decode()
    Candidate.objects.filter(pk=candidate.pk).update(destination_customary_village=None)
    assert name not in signed_in(petugas_kuta).get("/pendatang/ditunggu/").content.decode()
    assert name in signed_in(kabupaten_badung).get("/pendatang/ditunggu/").content.decode()


def test_not_coming_in_one_tap_and_back(letter, desk):
    candidate, _token = letter
    desk.post(f"/pendatang/ditunggu/{candidate.pk}/tidak-datang/")
    assert Candidate.objects.get().status == "not_coming"
    desk.post(f"/pendatang/ditunggu/{candidate.pk}/tunggu-lagi/")
    assert Candidate.objects.get().status == "expected"


@pytest.mark.parametrize(
    ("code", "token"),
    [
        ("AbCdEfGhIjKlMnOpQrStUv", "AbCdEfGhIjKlMnOpQrStUv"),
        ("  AbCdEfGhIjKlMnOpQrStUv ", "AbCdEfGhIjKlMnOpQrStUv"),
        ("https://harmoni.example/cek/AbCdEfGhIjKlMnOpQrStUv/#0oRDoQ", "AbCdEfGhIjKlMnOpQrStUv"),
        ("http://127.0.0.1:8000/cek/AbCdEfGhIjKlMnOpQrStUv", "AbCdEfGhIjKlMnOpQrStUv"),
        ("AbCd", ""),
        ("\0" * 20, ""),
        ("'; drop table letters --", ""),
        ("", ""),
    ],
)
def test_the_token_in_what_was_scanned_or_typed(code, token):
    assert token_in(code) == token


def test_the_nik_of_a_letter_goes_to_nobody_else_unasked(desk, letter):
    candidate, token = letter
    other = by_letter(token, full_name="Maria Rambu Lika", sex="P")
    first = desk.post("/pendatang/baru/", other)
    assert "Pastikan orangnya sama" in first.content.decode()
    assert Stay.objects.count() == 0


def test_the_code_of_a_revoked_letter_does_not_open_the_next_one(desk, letter, staf_sumbatimur, kepala_sumbatimur):
    candidate, token = letter
    old = candidate.letter
    deciding.revoke(recommendation=old, by=kepala_sumbatimur, reason="Dicuri")
    new = deciding.replace(recommendation=old, by=staf_sumbatimur, reason="Surat lama dicuri")
    deciding.propose(recommendation=new, by=staf_sumbatimur)
    deciding.approve(recommendation=new, by=kepala_sumbatimur)
    assert FOREIGN in desk.post("/pendatang/nik/", {"letter_token": token}).content.decode()


def test_a_whole_scanned_address_is_saved_as_its_token(desk, letter):
    _candidate, token = letter
    desk.post("/pendatang/baru/", by_letter(f"https://harmoni.example/cek/{token}/#{'x' * 262}"))
    assert Stay.objects.get().letter_token == token


def test_a_regencys_import_takes_up_who_has_a_letter(letter, kabupaten_badung, kuta):
    """Whoever may take people up by a sheet may say that they have arrived."""
    candidate, _token = letter
    arrive(kabupaten_badung, who={"nik": candidate.person.nik})
    candidate.refresh_from_db()
    assert candidate.status == "arrived"


def test_the_origins_own_words_about_a_person_stay(petugas_kuta, staf_sumbatimur):
    nik = nik_of()
    known = prepare(staf_sumbatimur, who={"nik": nik})
    stay = arrive(petugas_kuta, who={"nik": nik, "full_name": "Salah Ketik"})
    origin = stay.person.origin_village.parent.parent
    assert take_up_arrived(stay=stay, origin=origin, by=staf_sumbatimur) == known
    known.person.refresh_from_db()
    assert known.person.full_name == "Umbu Nggiku Landukara"


def test_the_letter_of_who_is_there_already_does_not_speak_of_leaving(petugas_kuta, staf_sumbatimur, kepala_sumbatimur):
    stay = arrive(petugas_kuta)
    origin = stay.person.origin_village.parent.parent
    candidate = take_up_arrived(stay=stay, origin=origin, by=staf_sumbatimur)
    deciding.propose(recommendation=candidate.recommendation, by=staf_sumbatimur, reason="Sudah di Kuta")
    paper = deciding.approve(recommendation=candidate.recommendation, by=kepala_sumbatimur)
    make_letter(str(paper.pk))
    paper.refresh_from_db()
    text = PdfReader(io.BytesIO(bytes(paper.content))).pages[0].extract_text()
    assert "telah tiba di" in text
    assert "bersiap berangkat" not in text
