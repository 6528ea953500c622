"""A levy that anyone reports: past the village, answered within three working days, followed by its code alone."""

import datetime
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from adat.villages import levy_reports
from adat.villages.levy_reports import answer, report
from adat.villages.models import LevyReport, due_after, report_digest
from harmoni.accounts.models import Tally
from harmoni.accounts.roles import GRANTS, Permission, Role
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice
from harmoni.regions.models import Region
from tests.cast import told

SEND, FOLLOW, ROOM = "/lapor/pungutan/", "/lapor/pungutan/cek/", "/lapor/pungutan/masuk/"


def typed(**values):
    return {
        "key": uuid.uuid4(),
        "what": "Diminta Rp 100.000 tiap tiga bulan.",
        "regency": "5103",
        "where": "Kuta, dekat pasar",
        "collector": "village",
        "amount": "100.000",
        "contact": "0812 0000 7777",
        **values,
    }


def made(**values):
    return report(key=uuid.uuid4(), values=told(**values))


def test_anyone_sends_one_without_a_name_and_reads_the_answer_with_the_code(client, db, kabupaten_badung):
    sent = client.post(SEND, typed(contact=""))
    code = sent.context["report"].code
    one = LevyReport.objects.get()
    assert code in sent.content.decode()
    assert (one.place, one.amount, one.contact, one.status) == ("5103", 100_000, "", "received")
    assert client.post(FOLLOW, {"code": code.lower().replace("-", " ")}).context["report"] == one
    answer(report=one, by=kabupaten_badung, text="Sudah diperiksa; uangnya dikembalikan.")
    page = client.post(FOLLOW, {"code": code}).content.decode()
    assert "Sudah diperiksa; uangnya dikembalikan." in page
    assert "Sudah dijawab" in page


def test_the_same_key_is_one_report_with_the_same_code(client, db):
    body = typed()
    first, again = client.post(SEND, body), client.post(SEND, body)
    assert first.context["report"].code == again.context["report"].code
    assert (LevyReport.objects.count(), Notice.objects.count()) == (1, 1)


# --- past the village -----------------------------------------------------------------------------------
def test_no_role_of_a_village_may(db):
    village = {Role.VILLAGE_OFFICER, Role.VILLAGE_HEAD}
    holders = {role for role, granted in GRANTS.items() if Permission.LEVY_REPORT_ANSWER in granted}
    assert holders == {Role.REGENCY_OFFICER, Role.INSPECTORATE}
    assert not holders & village


@pytest.mark.parametrize("who", ["petugas.kuta", "bendesa.kuta", "petugas.intaran"])
def test_the_village_sees_no_report_no_count_and_no_notice(cast, signed_in, who):
    user = cast[who]
    desk = signed_in(user)
    paths = ("/meja/", "/meja/pengingat/", "/pendatang/pungutan/", "/pendatang/", "/dasbor/")
    before = {path: counted(desk.get(path)) for path in paths}
    one = made(where="Kantor desa adat Kuta")
    assert {path: counted(desk.get(path)) for path in paths} == before
    assert not Notice.objects.addressed_to(user).exists()
    assert not LevyReport.objects.visible_to(user, Permission.LEVY_REPORT_ANSWER).exists()
    assert [desk.get(path).status_code for path in (ROOM, one.get_absolute_url())] == [403, 403]
    with pytest.raises(MoveRefused):
        answer(report=one, by=user, text="Tidak benar.")


def counted(response):
    """What the page says, without the tokens that every page has anew."""
    queues = [(card.slug, card.count) for card in response.context.get("queues", ()) if hasattr(card, "count")]
    return response.status_code, queues, "laporan pungutan menunggu" in response.content.decode().lower()


def test_the_regency_and_the_inspectorate_see_it(signed_in, kabupaten_badung, inspektorat_bali):
    one = made()
    for user in (kabupaten_badung, inspektorat_bali):
        desk = signed_in(user)
        assert list(desk.get(ROOM).context["reports"]) == [one]
        assert "Diminta membayar kartu tanpa kuitansi." in desk.get(one.get_absolute_url()).content.decode()
        assert Notice.objects.addressed_to(user).get().record == one.pk
    assert Event.objects.filter(verb="buka_laporan", subjects=[one.pk]).count() == 2


def test_what_is_told_of_the_regency_goes_above_it(signed_in, kabupaten_badung, inspektorat_bali):
    one = made(collector="regency")
    assert one.place == "51"
    regency = signed_in(kabupaten_badung)
    assert list(regency.get(ROOM).context["reports"]) == []
    assert regency.get(one.get_absolute_url()).status_code == 404
    assert not Notice.objects.addressed_to(kabupaten_badung).exists()
    assert list(signed_in(inspektorat_bali).get(ROOM).context["reports"]) == [one]


def test_another_regency_sees_nothing(signed_in, kabupaten_badung):
    one = made(regency=Region.objects.get(code="5102"))
    assert signed_in(kabupaten_badung).get(one.get_absolute_url()).status_code == 404


# --- kept sealed, answered in time ----------------------------------------------------------------------
def test_what_was_written_lies_sealed(client, db):
    client.post(SEND, typed(evidence="Kuitansi nomor 12"))
    columns = LevyReport.objects.values_list(
        "what_sealed", "where_sealed", "evidence_sealed", "contact_sealed", "code_sealed", "code_digest"
    ).get()
    for column in columns:
        for text in (b"100.000", b"Kuta", b"Kuitansi", b"7777"):
            assert text not in bytes(column)
    assert "Kuta" not in str(list(Notice.objects.values()))


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (datetime.date(2026, 11, 23), datetime.date(2026, 11, 26)),
        (datetime.date(2026, 11, 26), datetime.date(2026, 12, 1)),
        (datetime.date(2026, 11, 28), datetime.date(2026, 12, 2)),
    ],
)
def test_three_working_days(day, due):
    assert due_after(day) == due


def test_an_answer_is_given_once_with_words_and_ends_the_task(kabupaten_badung, inspektorat_bali):
    one = made()
    assert one.due_on == due_after(timezone.localdate())
    levy_reports.handle(report=one, by=kabupaten_badung)
    with pytest.raises(MoveRefused):
        answer(report=one, by=kabupaten_badung, text=" ")
    answer(report=one, by=kabupaten_badung, text="Diperiksa.")
    assert not Notice.objects.open().exists()
    with pytest.raises(MoveRefused):
        answer(report=one, by=inspektorat_bali, text="Lagi.")
    assert LevyReport.objects.get().answer == "Diperiksa."


def test_answered_on_its_page(signed_in, kabupaten_badung):
    one = made()
    desk = signed_in(kabupaten_badung)
    assert desk.post(one.get_absolute_url(), {"tangani": "1"}).url == one.get_absolute_url()
    assert desk.post(one.get_absolute_url(), {"text": ""}).status_code == 422
    desk.post(one.get_absolute_url(), {"text": "Diperiksa."})
    assert LevyReport.objects.get().status == "answered"
    assert list(desk.get(ROOM).context["reports"]) == []
    assert list(desk.get(ROOM, {"antre": "dijawab"}).context["reports"]) == [one]


# --- what cannot be read --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": ""}, "what"),
        ({"what": "x" * 4001}, "what"),
        ({"what": "a\0b"}, "what"),
        ({"regency": "5311"}, "regency"),
        ({"regency": "x\0"}, "regency"),
        ({"where": ""}, "where"),
        ({"collector": "raja"}, "collector"),
        ({"amount": "seratus"}, "amount"),
        ({"amount": "9" * 40}, "amount"),
        ({"happened_on": "2999-01-01"}, "happened_on"),
    ],
)
def test_wrong_input_is_said_beside_its_field(client, db, wrong, field):
    sent = client.post(SEND, typed(**wrong))
    assert sent.status_code == 422
    assert list(sent.context["form"].errors) == [field]
    assert LevyReport.objects.count() == 0


@pytest.mark.parametrize("code", ["", "x", "\0", "7F3K-9QXA-2M4P-QR8T", "é" * 16, "1" * 41])
def test_a_code_that_opens_nothing(client, db, code):
    made()
    assert client.post(FOLLOW, {"code": code}).status_code == 422


def test_a_code_is_known_however_it_is_typed():
    assert report_digest("7f3k 9qxa 2m4p qr8o") == report_digest("7F3K-9QXA-2M4P-QR80")


def test_one_address_sends_ten_an_hour(client, db):
    answers = [client.post(SEND, typed()).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    assert "REMOTE" not in str(list(Tally.objects.values()))
    assert "127.0.0.1" not in str(list(Tally.objects.values()))
    assert Client(REMOTE_ADDR="10.1.2.3").post(SEND, typed()).status_code == 200


def test_behind_the_proxy_each_sender_is_counted_alone(settings, client, db):
    """Nobody shuts the door for all of Bali with ten reports; and nobody opens it by a header of his own."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    one = {"headers": {"x-forwarded-for": "203.0.113.1"}}
    answers = [client.post(SEND, typed(), **one).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    assert client.post(SEND, typed(), headers={"x-forwarded-for": "203.0.113.2"}).status_code == 200
    assert client.post(SEND, typed(), headers={"x-forwarded-for": "198.51.100.1, 203.0.113.1"}).status_code == 429
