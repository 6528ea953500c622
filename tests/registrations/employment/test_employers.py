"""Employers of a regency, their sites in a desa adat, and a site that ends with its people."""

import datetime
import uuid

import pytest
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from registrations.employment.book import enter_employer, open_site
from registrations.employment.models import Employer, Site, plain_name
from registrations.residency.models import Job
from tests.cast import arrive, village

PAGE = "/pemberi-kerja/"


def employer(by, name="PT Cipta Karya", **values):
    return enter_employer(by=by, regency=village().regency, values={"name": name, "kind": "main_contractor", **values})


def site(by, of, **values):
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today + datetime.timedelta(days=90)}
    words = {"name": "Proyek Vila", "address": "Jalan Pandan 3"}
    return open_site(by=by, employer=of, village=village(), values={**words, **days, **values})


def worker(by, of, at, **who):
    stay = arrive(by, who=who, occupation="Tukang", employer_name=of.name)
    Job.objects.filter(stay=stay).update(employer=of, site=at)
    return stay


@pytest.mark.parametrize(
    ("one", "other"),
    [("PT. Cipta  Karya, Tbk", "cipta karya"), ("CV Maju-Jaya", "maju jaya"), ("PT", "pt"), ("Bu Ketut", "ketut")],
)
def test_a_name_is_the_same_however_it_is_written(one, other):
    assert plain_name(one) == plain_name(other)


def test_the_second_of_a_name_is_noticed_and_never_refused(desk):
    form = {
        "name": "PT Cipta Karya",
        "kind": "main_contractor",
        "phone": "0812 0000 0001",
        "npwp": "01.234.567.8-901.000",
    }
    key = str(uuid.uuid4())
    for _ in range(2):
        assert desk.post(f"{PAGE}baru/", form | {"key": key}).status_code == 302
    assert Employer.objects.count() == 1
    twin = {"name": "cipta karya", "kind": "foreman", "key": str(uuid.uuid4())}
    looked = desk.post(f"{PAGE}baru/", twin)
    assert "Sudah ada" in looked.content.decode()
    passed = desk.post(f"{PAGE}baru/", twin | {"cautions_seen": looked.context["form"].data["cautions_seen"]})
    assert (passed.status_code, Employer.objects.count()) == (302, 2)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x\0"}, "name"),
        ({"nib": "12"}, "nib"),
        ({"npwp": "abc"}, "npwp"),
        ({"phone": "1"}, "phone"),
        ({"kind": "raja"}, "kind"),
    ],
)
def test_bad_input_says_which_field(desk, values, field):
    answer = desk.post(f"{PAGE}baru/", {"name": "Toko", "kind": "business", **values})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})


def test_numbers_are_sealed_masked_and_opened_with_a_reason(desk, petugas_kuta):
    one = employer(petugas_kuta, phone="+6281200000001", npwp="012345678901000")
    shown = desk.get(one.get_absolute_url()).content.decode()
    assert "6281200000001" not in shown
    assert "012345678901000" not in shown
    opened = desk.post(f"{one.get_absolute_url()}telepon/", {"field": "phone", "reason": "Menanyakan gaji"})
    assert "+6281200000001" in opened.content.decode()
    reading = Event.objects.about(one.pk).filter(kind="reading").first()
    assert (reading.verb, reading.reason) == ("buka_phone", "Menanyakan gaji")
    assert desk.post(f"{one.get_absolute_url()}telepon/", {"field": "nik", "reason": "x"}).status_code == 422


def test_a_number_that_may_be_a_nik_opens_only_for_who_may_open_one(desk, signed_in, kabupaten_badung, petugas_kuta):
    one = employer(petugas_kuta, phone="+6281200000001", npwp="5311011202980001")
    panel, asked = f"{one.get_absolute_url()}telepon/", {"field": "npwp", "reason": "Memeriksa pajak"}
    assert "5311011202980001" in desk.post(panel, asked).content.decode()
    answer = signed_in(kabupaten_badung).post(panel, asked)
    assert (answer.status_code, "5311011202980001" in answer.content.decode()) == (422, False)


def test_put_right_and_what_is_empty_stays(desk, petugas_kuta):
    one = employer(petugas_kuta, phone="+6281200000001")
    form = desk.get(f"{one.get_absolute_url()}ubah/").context["form"]
    assert "phone" not in form.initial
    answer = desk.post(f"{one.get_absolute_url()}ubah/", {"name": "PT Cipta Karya Bali", "kind": "business"})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.name, one.plain_name, one.phone) == ("PT Cipta Karya Bali", "cipta karya bali", "+6281200000001")
    assert Event.objects.about(one.pk).first().details["name"] == ["PT Cipta Karya", "PT Cipta Karya Bali"]


def test_the_regency_sees_its_employers_and_each_village_its_own_people(
    signed_in, petugas_kuta, petugas_intaran, kabupaten_badung
):
    one = employer(petugas_kuta)
    at = site(petugas_kuta, one)
    here = worker(petugas_kuta, one, at)
    page = signed_in(kabupaten_badung).get(one.get_absolute_url())
    assert [job.stay_id for job in page.context["now"]] == [here.pk]
    assert Event.objects.about(here.person_id).filter(kind="reading").first().actor_id == kabupaten_badung.pk
    assert signed_in(petugas_intaran).get(one.get_absolute_url()).status_code == 404
    assert signed_in(petugas_intaran).get(at.get_absolute_url()).status_code == 404
    with pytest.raises(MoveRefused):
        open_site(by=petugas_intaran, employer=one, village=village(), values={})


@pytest.mark.parametrize("people", [1, 3])
def test_a_page_costs_the_same_however_many_work_there(desk, petugas_kuta, people, django_assert_num_queries):
    one = employer(petugas_kuta)
    at = site(petugas_kuta, one)
    for _ in range(people):
        worker(petugas_kuta, one, at)
    desk.get(PAGE)
    with django_assert_num_queries(10):
        desk.get(one.get_absolute_url())


def test_a_site_is_opened_from_the_page(desk, petugas_kuta):
    one = employer(petugas_kuta)
    where = f"{one.get_absolute_url()}lokasi/"
    bad = desk.post(where, {"name": "", "address": "x", "starts_on": "2026-01-02", "ends_on": "2026-01-01"})
    assert (bad.status_code, set(bad.context["site_form"].errors)) == (422, {"name", "ends_on"})
    good = {"name": "Mes", "address": "Jalan Pandan 3", "starts_on": "2026-01-02", "key": str(uuid.uuid4())}
    for _ in range(2):
        assert desk.post(where, good).status_code == 302
    assert Site.objects.get().customary_village == village()


def ending(site, ways, **values):
    return {
        "ended_on": timezone.localdate(),
        "key": str(uuid.uuid4()),
        **{f"orang-{stay.pk.hex}": way for stay, way in ways.items()},
        **values,
    }


def test_a_site_ends_and_each_worker_has_a_way(desk, petugas_kuta):
    one = employer(petugas_kuta)
    at = site(petugas_kuta, one)
    home, longer, on = (worker(petugas_kuta, one, at) for _ in range(3))
    until = timezone.localdate() + datetime.timedelta(days=300)
    ways = {home: "pulang", longer: "perpanjang", on: "tetap"}
    where = f"{at.get_absolute_url()}berakhir/"
    missing = desk.post(where, ending(at, ways))
    assert (missing.status_code, set(missing.context["form"].errors)) == (422, {"until"})
    form = ending(at, ways, until=until)
    for _ in range(2):
        assert desk.post(where, form).status_code == 302
    for stay in (home, longer, on):
        stay.refresh_from_db()
    at.refresh_from_db()
    assert [stay.status for stay in (home, longer, on)] == ["departed", "active", "active"]
    assert (longer.planned_until, at.ends_on) == (until, timezone.localdate())
    assert not Job.objects.open().filter(site=at).exists()
    assert on.employer_name == ""


def test_all_of_it_or_nothing(desk, petugas_kuta):
    one = employer(petugas_kuta)
    at = site(petugas_kuta, one)
    first, second = (worker(petugas_kuta, one, at, full_name=name) for name in ("Ana Rambu", "Umbu Jara"))
    ways = {first: "pulang", second: "perpanjang"}
    answer = desk.post(f"{at.get_absolute_url()}berakhir/", ending(at, ways, until=timezone.localdate()))
    assert answer.status_code == 422
    assert "Umbu Jara" in str(answer.context["form"].non_field_errors())
    first.refresh_from_db()
    assert first.status == "active"


def test_empty_and_found_by_name(desk, petugas_kuta):
    assert "Belum ada" in desk.get(PAGE).content.decode()
    one, _other = employer(petugas_kuta), employer(petugas_kuta, "Warung Bu Ketut")
    assert list(desk.get(PAGE, {"q": "PT CIPTA"}).context["employers"]) == [one]
    assert len(desk.get(PAGE).context["employers"]) == 2
    assert desk.get(PAGE, {"q": "\0"}).status_code == 200
