"""The village's pages: what they cost, and what each wrong input is answered."""

import datetime
import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from harmoni.history.models import Event
from registrations.people.models import Person
from registrations.people.numbers import check_character, normalised
from registrations.residency.arrival import AlreadyHere
from registrations.residency.changes import depart, renew
from registrations.residency.forms import CorrectionForm
from registrations.residency.models import Stay
from tests.cast import arrive, nik_of, typed

INTAKE, LIST, SEARCH = "/pendatang/baru/", "/pendatang/", "/pendatang/cari/"


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len([q for q in captured if "SAVEPOINT" not in q["sql"]])


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(desk, petugas_kuta, people):
    for _ in range(people):
        arrive(petugas_kuta)
    assert queries(desk, LIST) == 5


@pytest.mark.parametrize(("chosen", "is_open"), [("semua", False), ("lewat", False), ("pulang", True)])
def test_the_list_names_four_queues_and_keeps_the_others_behind_one(desk, chosen, is_open):
    page = desk.get(LIST, {"antre": chosen}).content.decode()
    shown, others = page.split('<li class="chips-more">')
    slugs = [re.findall(r'href="\?antre=([\w-]+)"', part) for part in (shown, others)]
    assert slugs[0] == ["semua", "lewat", "segera", "tanpa-nik"]
    assert slugs[1] == ["setahun", "skpwni", "dukcapil", "kontrak", "anak", "pulang"]
    assert re.findall(r'href="\?antre=([\w-]+)" aria-current="page"', page) == [chosen]
    assert ("<details open>" in others) == is_open


def test_the_record_folds_what_is_read_when_asked_for(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    page = desk.get(stay.get_absolute_url()).content.decode()
    folded = re.findall(
        r'<details class="panel fold(?: fold-narrow)?"( open)?>\s*<summary class="more">\s*<h2>([^<]+)', page
    )
    assert folded == [("", "Layanan yang terbuka"), ("", "Data diri"), ("", "Apa yang terjadi")]
    refused = desk.post(f"{stay.get_absolute_url()}buka/", {"field": "nik", "reason": ""}).content.decode()
    assert re.findall(r'<details class="panel fold" open>\s*<summary class="more">\s*<h2>([^<]+)', refused) == [
        "Data diri"
    ]


@pytest.mark.parametrize("people", [1, 3])
def test_the_record_costs_the_same_however_many_others(desk, petugas_kuta, people):
    names = ("Yuliana Ana", "Kornelis Bere", "Filomena Seran")[:people]
    stays = [arrive(petugas_kuta, who={"full_name": name}) for name in names]
    assert queries(desk, stays[0].get_absolute_url()) == 9  # the kelurahan among which to choose is one


def test_saving_costs_at_most_what_was_promised(desk):
    desk.post(INTAKE, typed(key=uuid.uuid4()))
    with CaptureQueriesContext(connection) as captured:
        assert desk.post(INTAKE, typed(key=uuid.uuid4(), full_name="Kornelis Bere")).status_code == 302
    writes = [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"]]
    assert len(writes) <= 20, "\n".join(writes)


def errors(response):
    return {field: list(found) for field, found in response.context["form"].errors.items()}


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"nik": "123"}, "nik", "NIK terdiri dari 16 angka; yang tertulis 3 angka."),
        ({"nik": "53110112029800A3"}, "nik", "NIK hanya berisi angka."),
        ({"nik": "5" * 16}, "nik", "NIK ini tidak mungkin benar. Periksa lagi pada kartunya."),
        ({"nik": ""}, "nik", "Tulis NIK, atau centang bahwa KTP belum ada."),
        ({"kk_number": "12"}, "kk_number", "Nomor KK terdiri dari 16 angka; yang tertulis 2 angka."),
        ({"birth_date": "1998-02-31"}, "birth_date", "Tanggal ini tidak ada di kalender. Contoh: 31-12-2026."),
        ({"birth_date": "2998-02-01"}, "birth_date", "Tanggal lahir ini tidak mungkin benar."),
        ({"planned_until": "2001-01-01"}, "planned_until", "Rencana selesai lebih awal daripada tanggal tiba."),
        ({"arrived_on": "2999-01-01"}, "arrived_on", "Tanggal tiba belum terjadi. Catat pada hari orangnya datang."),
        ({"phone": "12"}, "phone", "Nomor telepon ini tidak lengkap. Contoh: 0812 3456 7890."),
        ({"occupation_code": "abcd"}, "occupation_code", "Kode KBJI terdiri dari 1 sampai 4 angka."),
        (
            {"full_name": "Umbu \U0001f600"},
            "full_name",
            "Ada huruf yang tidak dapat dicetak: \U0001f600. Tulis dengan huruf Latin.",
        ),
        (
            {"origin_village": "Negeri Antah"},
            "origin_village",
            "Tempat ini tidak ada di daftar. Tulis nama desa, kecamatan, atau kabupatennya.",
        ),
    ],
)
def test_wrong_input_gets_its_sentence_and_keeps_what_was_typed(desk, wrong, field, sentence):
    response = desk.post(INTAKE, typed(key=uuid.uuid4(), **wrong))
    assert response.status_code == 422
    assert errors(response)[field] == [sentence]
    assert escape(typed(**wrong)["full_name"]) in response.content.decode()
    assert Stay.objects.count() == 0


def test_a_term_of_over_a_year_says_what_can_be_done(desk):
    until = timezone.localdate() + datetime.timedelta(days=367)
    response = desk.post(INTAKE, typed(key=uuid.uuid4(), planned_until=until.isoformat()))
    assert errors(response) == {
        "planned_until": [
            "Paling lama satu tahun sejak dicatat. Setelah itu dapat diperpanjang, atau pindah penduduk (SKPWNI)."
        ]
    }


@pytest.mark.parametrize(
    "strange",
    [
        {"full_name": "a\0b"},
        {"nik": "\ud800"},
        {"full_name": "x" * 100_000},
        {"sex": "Z"},
        {"education": "99"},
        {"birth_date": "0000-00-00"},
        {"birth_date": "99999999999"},
        {"origin_village": "%_'\"; --"},
        {"origin_village": "(53)"},
        {"key": "not-a-key"},
        {"category": "raja"},
    ],
)
def test_strange_input_is_never_a_500(desk, strange):
    data = {
        name: value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        for name, value in typed(**strange).items()
    }
    assert desk.post(INTAKE, data).status_code in (302, 400, 422)


@pytest.mark.parametrize("text", ["", " ", "\0", "%", "'", "x" * 5000, "1" * 30, "T-0000-0000", "a b c d e f g"])
def test_strange_searches_are_never_a_500(desk, text):
    assert desk.post(SEARCH, {"q": text}).status_code == 200


@pytest.mark.parametrize("after", ["x", "_", "2026-01-01_x", "9999-99-99_1", f"2026-01-01_{uuid.UUID(int=7)}"])
def test_a_strange_page_key_begins_at_the_top_or_shows_none(desk, after):
    assert desk.get(LIST, {"sesudah": after, "antre": "zz"}).status_code == 200


def test_a_mismatch_is_a_warning_that_is_passed_with_one_more_press(desk):
    body = typed(key=uuid.uuid4(), sex="P")
    first = desk.post(INTAKE, body)
    assert (first.status_code, Stay.objects.count()) == (200, 0)
    assert "NIK menunjuk jenis kelamin lain dari yang ditulis." in first.content.decode()
    seen = re.search(r'name="cautions_seen" value="(\w+)"', first.content.decode())[1]
    assert desk.post(INTAKE, body | {"cautions_seen": seen}).status_code == 302
    assert Stay.objects.count() == 1


def test_back_after_saving_and_saved_again_asks_first(desk):
    body = {**typed(without_nik="on"), "nik": ""}
    first = desk.post(INTAKE, body | {"key": (key := uuid.uuid4())})
    again = desk.post(INTAKE, body | {"key": uuid.uuid4()})
    assert (again.status_code, Stay.objects.count()) == (200, 1)
    assert f"baru saja tersimpan, nomor {Stay.objects.get().registration_number}" in again.content.decode()
    assert desk.post(INTAKE, body | {"key": key}).url == first.url  # an answer that was lost is given again
    seen = re.search(r'name="cautions_seen" value="(\w+)"', again.content.decode())[1]
    assert desk.post(INTAKE, body | {"key": uuid.uuid4(), "cautions_seen": seen}).status_code == 302
    assert desk.post(INTAKE, body | {"key": uuid.uuid4(), "full_name": "Orang Lain"}).status_code == 302


def test_a_plan_that_is_over_already_is_asked_about(desk):
    today = timezone.localdate()
    days = {"arrived_on": today - datetime.timedelta(days=60), "planned_until": today - datetime.timedelta(days=5)}
    page = desk.post(INTAKE, typed(key=uuid.uuid4(), **days))
    assert (page.status_code, Stay.objects.count()) == (200, 0)
    assert "sudah lewat" in page.content.decode()


def test_a_corrected_nik_that_does_not_fit_is_asked_about(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    path, other = f"{stay.get_absolute_url()}koreksi/", nik_of("L" if stay.person.sex == "P" else "P")
    body = correction(stay, nik=other, reason="Salah NIK")
    page = desk.post(path, body)
    assert "NIK menunjuk jenis kelamin lain" in page.content.decode()
    assert Stay.objects.get().person.nik == stay.person.nik
    seen = re.search(r'name="cautions_seen" value="(\w+)"', page.content.decode())[1]
    assert desk.post(path, body | {"cautions_seen": seen}).status_code == 302
    assert Stay.objects.get().person.nik == other


def test_the_same_key_gives_the_same_receipt_and_another_body_a_comparison(desk):
    body = typed(key=uuid.uuid4())
    first, again = desk.post(INTAKE, body), desk.post(INTAKE, body)
    assert first.url == again.url
    other = desk.post(INTAKE, body | {"full_name": "Orang Lain"})
    assert (other.status_code, Stay.objects.count()) == (409, 1)
    assert "Maria Yohana Rambu" in other.content.decode()
    assert "Orang Lain" in other.content.decode()


def test_still_here_leads_to_the_record(desk, petugas_kuta):
    nik = nik_of()
    stay = arrive(petugas_kuta, who={"nik": nik})
    response = desk.post(INTAKE, typed(key=uuid.uuid4(), nik=nik))
    assert stay.get_absolute_url() in response.content.decode()
    assert (response.status_code, Stay.objects.count()) == (422, 1)


def test_what_is_still_missing_is_a_task_and_no_refusal(desk, petugas_kuta):
    """Taken up with the least; the record names what may follow until it is there, and no longer."""
    desk.post(INTAKE, typed(key=uuid.uuid4(), nik="", without_nik="on", birth_date=""))
    short, whole = Stay.objects.get(), arrive(petugas_kuta, who={"phone": "+6281234567890"})
    said = desk.get(short.get_absolute_url()).content.decode()
    assert "NIK, tanggal lahir, daerah asal, telepon." in said
    assert f'href="{short.get_absolute_url()}koreksi/">Lengkapi' in said
    assert "Boleh menyusul" not in desk.get(whole.get_absolute_url()).content.decode()


def test_another_villages_person_is_not_known_here(desk, petugas_intaran):
    nik = nik_of()
    arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    answer = desk.post("/pendatang/nik/", {"nik": nik}).content.decode()
    assert "tercatat" not in answer
    assert "Umbu" not in answer


def test_search_by_name_nik_and_receipt(desk, petugas_kuta):
    nik = nik_of()
    stay = arrive(petugas_kuta, who={"nik": nik})
    arrive(petugas_kuta, who={"full_name": "Orang Lain"})
    assert desk.post(SEARCH, {"q": "nggiku umbu"}).context["stays"] == [stay]
    for text in (
        nik,
        f"{nik[:6]} {nik[6:12]} {nik[12:]}",
        stay.registration_number,
        stay.registration_number.lower().replace("-", ""),
    ):
        assert desk.post(SEARCH, {"q": text}).url == stay.get_absolute_url()


def test_a_name_that_looks_like_a_number_is_still_a_name(desk, petugas_kuta):
    look_alike = next(
        name for name in map("Petron{}".format, ("ela", "eli", "ala", *map(str, range(100, 400)))) if normalised(name)
    )
    stay = arrive(petugas_kuta, who={"full_name": look_alike})
    response = desk.post(SEARCH, {"q": look_alike})
    assert response.url == stay.get_absolute_url()


def test_a_receipt_without_a_digit_is_found(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    Stay.objects.filter(pk=stay.pk).update(
        registration_number="T-" + "ABCDEFG"[:4] + "-EFG" + check_character("ABCDEFG")
    )
    stay.refresh_from_db()
    assert desk.post(SEARCH, {"q": stay.registration_number}).url == stay.get_absolute_url()


def test_opening_a_number_needs_a_reason_that_the_person_can_read(desk, petugas_kuta):
    nik = nik_of()
    stay = arrive(petugas_kuta, who={"nik": nik})
    path = f"{stay.get_absolute_url()}buka/"
    assert nik not in desk.get(stay.get_absolute_url()).content.decode()
    assert desk.post(path, {"field": "nik", "reason": ""}).status_code == 422
    shown = desk.post(path, {"field": "nik", "reason": "Mengisi F-1.15 bersama orangnya"})
    assert nik in shown.content.decode()
    assert Event.objects.about(stay.person_id).first().reason == "Mengisi F-1.15 bersama orangnya"


def test_every_reading_names_whom_it_showed(desk, petugas_kuta):
    one, two = arrive(petugas_kuta), arrive(petugas_kuta)
    desk.get(LIST)
    event = Event.objects.get(kind="reading", verb="lihat_daftar")
    assert set(event.subjects) == {one.person_id, two.person_id}
    desk.get(one.get_absolute_url())
    assert Event.objects.filter(verb="buka_catatan").get().subjects == [one.person_id, one.pk]


def test_a_page_whose_reading_cannot_be_recorded_is_not_shown(desk, petugas_kuta, monkeypatch):
    stay = arrive(petugas_kuta)
    desk.raise_request_exception = False
    monkeypatch.setattr("registrations.residency.views.record_reading", lambda *a, **k: 1 / 0)
    response = desk.get(stay.get_absolute_url())
    assert response.status_code == 500
    assert stay.person.full_name not in response.content.decode()


def test_a_clash_looks_like_any_other_stay_to_the_village(signed_in, petugas_kuta, petugas_intaran, kabupaten_badung):
    """Page by page the same but for ids, numbers and times; only the regency is told."""
    nik = nik_of()
    arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    waiting, plain = arrive(petugas_kuta, who={"nik": nik}), arrive(petugas_kuta)
    assert (waiting.status, plain.status) == ("awaiting_match", "active")
    officer = signed_in(petugas_kuta)
    for path in ("", "bukti/", "koreksi/"):
        pages = [neutral(officer.get(stay.get_absolute_url() + path), stay) for stay in (waiting, plain)]
        assert pages[0] == pages[1], path
    for page in (officer.get(LIST), officer.get(LIST, {"antre": "menunggu"}), officer.post(SEARCH, {"q": "umbu"})):
        assert "cocok" not in page.content.decode().lower()
        assert len(page.context["stays"]) == 2
    regency = signed_in(kabupaten_badung).get(LIST, {"antre": "menunggu"})
    assert regency.context["stays"] == [waiting]


def neutral(response, stay):
    """The page without what differs between any two stays."""
    page = response.content.decode()
    for own in (str(stay.pk), stay.registration_number, stay.person.masked_nik):
        page = page.replace(own, "")
    page = re.sub(r'name="(key|version|csrfmiddlewaretoken)" value="[^"]*"', "", page)
    page = re.sub(r'(src="data:[^"]*"|/surat/[^"]*|/cek/[\w-]+|datetime="[^"]*"|\d\d\.\d\d|\d{4}/STLD/)', "", page)
    return re.sub(r"<ul class=\"plain-list\">.*?</ul>", "", page, flags=re.S)


def correction(stay, **values):
    """What the correction form posts, as a browser would after opening it."""
    form = CorrectionForm(stay=Stay.objects.get(pk=stay.pk))
    shown = {name: form[name].value() for name in form.fields}
    place = stay.person.origin_village
    shown |= {"version": form.version, "key": uuid.uuid4(), "origin_village": place and place.code}
    return {name: value for name, value in (shown | values).items() if value is not None}


def test_a_correction_that_was_overtaken_shows_both_values(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    mine = correction(stay, banjar="Pelasa", reason="Salah banjar")
    later = stay.planned_until + datetime.timedelta(days=90)
    renew(stay=stay, by=petugas_kuta, until=later)
    answer = desk.post(f"{stay.get_absolute_url()}koreksi/", mine)
    assert answer.status_code == 409
    assert f"sekarang tercatat “{later}”" in answer.content.decode()
    stay.refresh_from_db()
    assert (stay.banjar, stay.planned_until) == ("Pering", later)
    assert (
        desk.post(f"{stay.get_absolute_url()}koreksi/", correction(stay, banjar="Pelasa", reason="Salah")).status_code
        == 302
    )
    stay.refresh_from_db()
    assert (stay.banjar, stay.planned_until) == ("Pelasa", later)


def test_what_has_ended_is_not_corrected(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    body = correction(stay, banjar="Pelasa", reason="Salah")
    depart(stay=stay, by=petugas_kuta, on=timezone.localdate())
    body["version"] = CorrectionForm(stay=Stay.objects.get(pk=stay.pk)).version
    assert desk.post(f"{stay.get_absolute_url()}koreksi/", body, follow=True).status_code == 200
    stay.refresh_from_db()
    assert stay.banjar == "Pering"


def test_the_same_key_on_another_record_is_not_swallowed(desk, petugas_kuta):
    one, two = arrive(petugas_kuta), arrive(petugas_kuta)
    until = one.planned_until + datetime.timedelta(days=30)
    body = {"key": uuid.uuid4(), "planned_until": until.isoformat()}
    desk.post(f"{one.get_absolute_url()}perpanjang/", body)
    assert desk.post(f"{two.get_absolute_url()}perpanjang/", body).status_code == 404
    assert desk.post(f"{two.get_absolute_url()}perpanjang/", body | {"key": uuid.uuid4()}).status_code == 302


@pytest.mark.parametrize("verb", ["perpanjang", "pulang", "buka"])
def test_a_refused_form_that_shows_the_record_leaves_its_trace(desk, petugas_kuta, verb):
    stay = arrive(petugas_kuta)
    assert desk.post(f"{stay.get_absolute_url()}{verb}/", {}).status_code == 422
    assert Event.objects.filter(kind="reading").get().subjects == [stay.person_id, stay.pk]


def test_what_was_typed_is_kept_for_its_sender_alone(client, petugas_kuta, petugas_intaran):
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    for other, kept in ((petugas_intaran, False), (petugas_kuta, True)):
        client.force_login(petugas_kuta, backend=backend)
        client.get(INTAKE)
        del client.cookies["sesi"]
        client.post(INTAKE, typed(full_name="Umbu Rahasia"))
        client.force_login(other, backend=backend)
        assert ("Umbu Rahasia" in client.get(INTAKE).content.decode()) is kept
        assert "Umbu Rahasia" not in client.get(INTAKE).content.decode()
        client.cookies.clear()


def test_a_stranger_leaves_nothing(client, db):
    client.post(INTAKE, typed(full_name="Umbu Rahasia"))
    client.post("/pendatang/impor/", {"file": ""}, format="multipart")
    assert not client.session.get("held")


@pytest.mark.parametrize(
    "path", ["/cek/%00/", "/cek/?token=%00", "/cek/?token=..", "/cek/a%2Fb/", "/cek/" + "x" * 500 + "/"]
)
def test_a_malformed_code_is_never_a_500(client, db, path):
    assert client.get(path, follow=True).status_code in (200, 404, 422)


def test_a_database_that_is_away_is_503_for_who_is_signed_in(desk, monkeypatch):
    from django.db import OperationalError

    def away(*args):
        raise OperationalError

    desk.raise_request_exception = False
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    answer = desk.get(LIST)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


@pytest.mark.django_db(transaction=True)
def test_the_same_person_sent_by_several_at_once_is_one_person(petugas_kuta):
    nik, gate = nik_of(), threading.Barrier(3)

    def send(_):
        gate.wait()
        try:
            return str(arrive(petugas_kuta, who={"nik": nik}).status)
        except AlreadyHere:
            return "here"
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(send, range(3))) == ["active", "here", "here"]
    assert (Person.objects.count(), Stay.objects.count()) == (1, 1)
