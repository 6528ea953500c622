"""Twenty workers of one crew on one sheet: typed or pasted, good rows saved, one A4 where, and the foreman's link."""

import datetime
import uuid
from io import BytesIO

import pypdf
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from harmoni.accounts.held import MOST_BYTES
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from harmoni.notices.models import Notice, Outbox
from registrations.employment.models import Site
from registrations.residency.crew_links import MOST_WAITING, open_link, propose, revoke_link
from registrations.residency.forgetting import forget_rows
from registrations.residency.models import GroupSheet, Job, Stay
from registrations.residency.rows import pasted
from registrations.residency.tasks import make_crew_sheet
from tests.cast import arrive, nik_of
from tests.registrations.employment.test_employers import employer, site

DAY = datetime.timedelta(days=1)


@pytest.fixture
def boss(petugas_kuta):
    return employer(petugas_kuta)


@pytest.fixture
def place(petugas_kuta, boss):
    return site(petugas_kuta, boss, responsible_name="I Made Mandor")


@pytest.fixture
def where(boss):
    return f"{boss.get_absolute_url()}regu/"


def workers(count):
    return [{"nik": nik_of(), "full_name": f"Umbu Nggiku {chr(65 + n)}"} for n in range(count)]


def sheet(rows, **values):
    typed = {f"orang-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    today = timezone.localdate()
    days = {"arrived_on": today.isoformat(), "planned_until": (today + 90 * DAY).isoformat()}
    return {"key": str(uuid.uuid4()), "site": "", **days, **typed, **values}


def at(place, rows, **values):
    return sheet(rows, site=str(place.pk), occupation="Buruh Bangunan (9313)", contract_type="daily", **values)


def test_twenty_become_twenty_stays_under_one_site(desk, boss, place, where, django_assert_max_num_queries):
    with django_assert_max_num_queries(150):
        assert desk.post(where, at(place, workers(20))).status_code == 302
    jobs = Job.objects.filter(employer=boss, site=place, contract_type="daily", occupation_code="9313")
    assert (Stay.objects.count(), jobs.count()) == (20, 20)
    stay = Stay.objects.first()
    assert (stay.address, stay.employer_name, stay.occupation) == (place.address, boss.name, "Buruh Bangunan")
    assert (stay.person.sex, stay.person.birth_date) == ("L", datetime.date(1998, 2, 12))
    assert Document.objects.filter(kind="receipt").count() == 20


def test_one_a4_page_with_a_code_for_each(desk, place, where):
    answer = desk.post(where, at(place, workers(20)), follow=True)
    paper = Document.objects.get(kind="crew")
    make_crew_sheet(str(paper.pk))
    paper.refresh_from_db()
    found = pypdf.PdfReader(BytesIO(bytes(paper.content)))
    text = found.pages[0].extract_text()
    assert len(found.pages) == 1
    for stay in Stay.objects.select_related("person"):
        assert stay.registration_number in text
        assert stay.person.nik not in text
    check = Client().get(paper.check_path)
    assert "20 orang" in check.content.decode()
    assert check.context["light"] == "green"
    assert "sedang dibuat" in answer.content.decode()
    assert paper.get_absolute_url() in desk.get(answer.request["PATH_INFO"]).content.decode()


def test_bad_rows_stay_and_are_mended(desk, place, where):
    rows = [*workers(3), {"nik": "123", "full_name": "Yohanes"}]
    answer = desk.post(where, at(place, rows), follow=True)
    assert Stay.objects.count() == 3
    left = [pair for _n, pair in answer.context["rows"] if pair[0]]
    assert [(typed["full_name"], set(faults)) for typed, faults in left] == [("Yohanes", {"nik", "sex"})]
    mended = {"full_name": "Yohanes", "without_nik": "on", "sex": "L"}
    final = desk.post(answer.request["PATH_INFO"], at(place, [mended], seen="3"), follow=True)
    assert (Stay.objects.count(), final.context["finished"]) == (4, True)
    assert [paper.state for paper in Document.objects.filter(kind="crew")] == ["valid", "superseded"]


def test_who_comes_second_to_a_sheet_saves_nothing_twice(desk, place, where):
    """A row without a NIK is found by nothing else: two officers with one sheet open make one stay of it."""
    first = {"full_name": "Umbu Ana", "without_nik": "on", "sex": "L"}
    standing = desk.post(where, at(place, [first, {"full_name": "Yohanes"}])).url
    mended = {"full_name": "Yohanes", "without_nik": "on", "sex": "L"}
    for _ in range(2):
        assert desk.post(standing, at(place, [mended], seen="1")).status_code == 302
    assert Stay.objects.count() == 2


def test_no_number_goes_back_into_a_form(desk, petugas_kuta, boss, where):
    at_phone = site(petugas_kuta, boss, responsible_phone="+6281200000001")
    assert "81200000001" not in desk.get(where).content.decode()
    answer = desk.post(where, at(at_phone, [*workers(1), {"full_name": "Yohanes"}]), follow=True)
    assert Stay.objects.get().responsible_phone == "+6281200000001"
    assert "81200000001" not in answer.content.decode()


def test_what_was_never_taken_up_is_forgotten(desk, place, where, link):
    Client().post(link.path, proposal(workers(2)))
    desk.post(where, at(place, [*workers(1), {"full_name": "Yohanes", "nik": "123"}]))
    later = timezone.now() + 2 * DAY
    assert (forget_rows(later - 4 * DAY), forget_rows(later), forget_rows(later)) == (0, 2, 0)
    assert sorted(GroupSheet.objects.values_list("state", flat=True)) == ["declined", "open"]
    assert all(row["stay"] for one in GroupSheet.objects.all() for row in one.content["rows"])


def test_who_is_here_already_is_told_beside_the_row(desk, place, where, petugas_kuta):
    here = arrive(petugas_kuta)
    again, new = {"nik": here.person.nik, "full_name": "Umbu"}, workers(1)[0]
    answer = desk.post(where, at(place, [again, new, new]), follow=True)
    left = [pair for _n, pair in answer.context["rows"] if pair[0]]
    assert [set(faults) for _typed, faults in left] == [{"nik"}, {"nik"}]
    assert here.registration_number in answer.content.decode()
    assert Stay.objects.count() == 2


def test_a_new_site_is_opened_with_the_sheet(desk, boss, where):
    missing = desk.post(where, sheet(workers(1)))
    assert (missing.status_code, set(missing.context["form"].errors)) == (422, {"site_name", "site_address"})
    made = sheet(workers(1), site_name="Proyek Baru", site_address="Jalan Kelapa 2")
    for _ in range(2):
        assert desk.post(where, made).status_code == 302
    new = Site.objects.get()
    assert (new.employer, new.ends_on) == (boss, timezone.localdate() + 90 * DAY)
    assert Stay.objects.get().address == "Jalan Kelapa 2"


def test_nothing_need_be_typed_twice(desk, place, where):
    form = desk.get(where).context["form"]
    assert (form.initial["site"], form.initial["planned_until"]) == (place.pk, place.ends_on)
    assert form.initial["responsible_name"] == "I Made Mandor"


LINES = """1. Umbu Nggiku Landukara, {nik}, L, 12-02-1998
Maria Yohana; P; tanpa NIK; 3/4/1999
Yohanes Ana\t{other}
Ndapa Tana {third} L

belum ada apa-apa"""


def test_a_list_is_pasted(desk, place, where):
    nik, other, third = (nik_of() for _ in range(3))
    text = LINES.format(nik=nik, other=other, third=third)
    rows = pasted(text)
    assert rows == [
        {"full_name": "Umbu Nggiku Landukara", "nik": nik, "sex": "L", "birth_date": "12-02-1998"},
        {"full_name": "Maria Yohana", "sex": "P", "without_nik": "on", "birth_date": "3/4/1999"},
        {"full_name": "Yohanes Ana", "nik": other},
        {"full_name": "Ndapa Tana", "nik": third, "sex": "L"},
        {"full_name": "belum ada apa-apa"},
    ]
    read = desk.post(where, at(place, [], daftar=text, baca="1"))
    assert [pair[0] for _n, pair in read.context["rows"]] == rows
    assert Stay.objects.count() == 0
    desk.post(where, at(place, [], daftar=text))  # straight away
    assert Stay.objects.count() == 4


def test_a_sheet_of_twenty_survives_an_expired_sign_in(client, petugas_kuta, place, where):
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(petugas_kuta, backend=backend)
    client.get(where)
    form = at(place, [{**row, "sex": "L", "birth_date": "1998-02-12"} for row in workers(30)])
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    assert client.post(where, form).status_code == 302
    client.force_login(petugas_kuta, backend=backend)
    shown = client.get(where)
    assert shown.context["held"]
    assert [pair[0]["nik"] for _n, pair in shown.context["rows"] if pair[0]] == [
        form[f"orang-{n}-nik"] for n in range(30)
    ]
    assert len(str(form)) < MOST_BYTES


def test_who_may_not(signed_in, petugas_intaran, kabupaten_badung, place, where, petugas_kuta):
    assert signed_in(petugas_intaran).get(where).status_code == 404
    assert signed_in(kabupaten_badung).get(where).status_code == 403


# --- the foreman's link -----------------------------------------------------------------------------------------


@pytest.fixture
def link(petugas_kuta, place):
    return open_link(site=place, by=petugas_kuta, until=timezone.localdate() + 7 * DAY)


def proposal(rows, **values):
    return sheet(rows, **{"sender": "Pak Made", **values})


def test_names_come_in_and_an_officer_takes_them_up(client, desk, link, place):
    stranger = Client()
    form = proposal(workers(12))
    for _ in range(2):
        assert stranger.post(link.path, form).status_code == 200
    sent = GroupSheet.objects.get()
    assert (sent.state, len(sent.waiting), Stay.objects.count()) == ("proposed", 12, 0)
    notice = Notice.objects.get(kind="residency.crew_proposed")
    assert notice.path == sent.get_absolute_url()
    shown = desk.get(notice.path)
    assert "Belum resmi" in shown.content.decode()
    rows = [pair[0] for _n, pair in shown.context["rows"] if pair[0]]
    assert len(rows) == 12
    assert desk.post(notice.path, at(place, rows)).status_code == 302
    sent.refresh_from_db()
    notice.refresh_from_db()
    assert (sent.state, Stay.objects.count(), notice.done_at is not None) == ("open", 12, True)
    assert stranger.get(link.path).context["rows"][0][1][0] == {}  # nothing goes out


def test_a_list_is_declined_with_a_reason_and_forgotten(desk, link):
    Client().post(link.path, proposal(workers(2)))
    sent = GroupSheet.objects.get()
    panel = f"{sent.get_absolute_url()}tolak/"
    desk.post(panel, {"reason": ""})
    sent.refresh_from_db()
    assert sent.state == "proposed"
    desk.post(panel, {"reason": "Bukan di lokasi ini", "key": str(uuid.uuid4())})
    sent.refresh_from_db()
    assert (sent.state, sent.content["rows"]) == ("declined", [])
    assert Event.objects.about(sent.pk).filter(verb="tolak_usul").get().reason == "Bukan di lokasi ini"
    assert not Notice.objects.open().exists()


def test_a_link_ends_and_is_taken_back(link, petugas_kuta, petugas_intaran, place):
    assert Client().get(link.path).status_code == 200
    with pytest.raises(MoveRefused):
        revoke_link(link=link, by=petugas_intaran)
    revoke_link(link=link, by=petugas_kuta)
    assert Client().get(link.path).status_code == 404
    old = open_link(site=place, by=petugas_kuta, until=timezone.localdate() - DAY)
    assert Client().get(old.path).status_code == 404
    assert Client().post(old.path, proposal(workers(1))).status_code == 404


def test_a_link_takes_a_few_lists_and_no_more(link):
    for _ in range(MOST_WAITING):
        assert Client().post(link.path, proposal(workers(1))).status_code == 200
    answer = Client().post(link.path, proposal(workers(1)))
    assert answer.status_code == 422
    assert "masih menunggu petugas" in answer.content.decode()
    assert GroupSheet.objects.count() == MOST_WAITING


def test_strange_input_is_answered(link):
    for form in ({}, proposal([]), proposal(workers(1), key="x"), proposal(workers(1), sender="\0")):
        assert Client().post(link.path, form).status_code == 422
    link.valid_until = timezone.localdate() - DAY
    link.save()
    with pytest.raises(MoveRefused):
        propose(link=link, key=uuid.uuid4(), shared={}, rows=[])
    assert Outbox.objects.filter(kind="residency.crew_sheet").count() == 0


def test_the_officer_makes_and_takes_back_a_link(desk, place):
    panel = f"{place.get_absolute_url()}tautan/"
    assert desk.post(panel, {"valid_until": "2001-01-01"}).status_code == 422
    until = timezone.localdate() + 7 * DAY
    desk.post(panel, {"valid_until": until, "key": str(uuid.uuid4())})
    link = place.links.get()
    assert link.path in desk.get(place.get_absolute_url()).content.decode()
    desk.post(f"{panel}{link.pk}/cabut/")
    link.refresh_from_db()
    assert not link.is_open


def test_whoever_tries_links_is_stopped(db):
    client = Client(REMOTE_ADDR="203.0.113.18")
    answers = [client.get(f"/regu/{number}/").status_code for number in range(121)]
    assert (answers[0], answers[119], answers[120]) == (404, 404, 429)


def test_the_key_of_another_sheet_says_nothing(link, petugas_kuta, place):
    other = open_link(site=place, by=petugas_kuta, until=link.valid_until)
    form = proposal(workers(1))
    assert [Client().post(one.path, form).status_code for one in (link, other)] == [200, 200]
    assert GroupSheet.objects.count() == 2
