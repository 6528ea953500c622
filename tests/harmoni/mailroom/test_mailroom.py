"""What an officer hands over, and what an administrator reads and changes: with a trace, and without anybody's data."""

import datetime
import io
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from harmoni.history.models import Event
from harmoni.notices import outbox
from harmoni.notices.models import Heartbeat, Message, Notice, Outbox, Rule, Silence, Wording
from harmoni.notices.outbox import drain
from registrations.residency.changes import renew
from registrations.residency.reminders import post_due
from tests.cast import arrive, nik_of

TODAY, DAY = timezone.localdate(), datetime.timedelta(days=1)
PERSON_PHONE, HOST_PHONE = "+6281234567890", "+6281234567891"
NAME = "Umbu Nggiku Landukara"


@pytest.fixture
def stay(petugas_kuta):
    """Ends in three days; the person and the host have a phone and no e-mail address."""
    nik = nik_of()
    who = {"nik": nik, "full_name": NAME, "phone": PERSON_PHONE}
    found = arrive(petugas_kuta, who=who, responsible_phone=HOST_PHONE, planned_until=TODAY + 3 * DAY)
    found.nik = nik
    post_due(TODAY)
    drain()
    return found


@pytest.fixture
def desk(signed_in, petugas_kuta):
    return signed_in(petugas_kuta)


@pytest.fixture
def admin(signed_in, cast):
    return signed_in(cast["admin"])


def to(receiver):
    return Message.objects.get(receiver=receiver)


def page(message, verb=""):
    return reverse("mailroom:move", args=[message.pk, verb]) if verb else reverse("mailroom:message", args=[message.pk])


def test_a_message_is_opened_with_a_trace_sent_by_hand_and_gone_from_the_desk(desk, stay, petugas_kuta):
    assert 'data-queue="pesan"' in desk.get("/meja/").content.decode()
    rows = desk.get(reverse("mailroom:list")).context["rows"]
    assert {row.about for row in rows} == {f"U. N. L. · {stay.registration_number}"}
    message = to("person")
    shown = desk.get(page(message))
    assert shown.context["chat"].startswith("https://wa.me/6281234567890?text=Yth.%20")
    assert shown.context["sms"].startswith("sms:+6281234567890?body=Yth.%20")
    assert all(NAME in unquote(shown.context[way]) for way in ("chat", "sms"))
    trace = Event.objects.about(stay.person_id).get(verb="buka_pesan")
    assert (trace.actor_id, trace.kind, trace.place) == (petugas_kuta.pk, "reading", stay.place)
    for _ in range(2):
        assert desk.post(page(message, "sampaikan")).status_code == 302
    message.refresh_from_db()
    assert (message.state, message.changed_by) == ("handed", petugas_kuta)
    assert Event.objects.about(stay.pk).filter(verb="sampaikan_pesan").count() == 1
    assert list(desk.get(reverse("mailroom:list") + "?antre=sudah").context["rows"]) == [message]


def test_it_is_printed_on_a_page_of_the_house(desk, stay):
    pdf = desk.get(reverse("mailroom:sheet", args=[to("person").pk]))
    said = PdfReader(io.BytesIO(b"".join(pdf) if pdf.streaming else pdf.content))
    text = said.pages[0].extract_text()
    assert (len(said.pages), pdf["Content-Type"]) == (1, "application/pdf")
    plain = "".join(text.split())
    told = (NAME, stay.registration_number, "DESA ADAT KUTA")
    assert [word for word in told if "".join(word.split()) not in plain] == []
    assert stay.nik not in text


def test_a_changed_stay_needs_no_word_any_more(desk, stay, petugas_kuta):
    message = to("host")
    renew(stay=stay, by=petugas_kuta, until=TODAY + 200 * DAY)
    Message.objects.filter(pk=message.pk).update(state="prepared")
    assert "tidak perlu disampaikan lagi" in desk.get(page(message)).content.decode()
    message.refresh_from_db()
    assert message.state == "withdrawn"


def test_who_does_not_wish_it_is_left_in_peace_and_the_officer_is_still_reminded(desk, stay):
    desk.post(page(to("person"), "diam"))
    assert Silence.objects.get().person == stay.person_id
    assert set(Message.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert Notice.objects.open().filter(record=stay.pk).exists()


def test_another_village_finds_no_message_and_a_regency_none_to_send(signed_in, stay, petugas_intaran, cast):
    for user in (petugas_intaran, cast["kabupaten.badung"], cast["provinsi.bali"]):
        client = signed_in(user)
        assert list(client.get(reverse("mailroom:list")).context["rows"]) == []
        assert client.get(page(to("person"))).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many(desk, petugas_kuta, django_assert_num_queries):
    def made(count):
        for _ in range(count):
            arrive(petugas_kuta, responsible_phone=HOST_PHONE, planned_until=TODAY + 3 * DAY)
        post_due(TODAY)
        drain()
        with django_assert_num_queries(QUERIES):
            assert len(desk.get(reverse("mailroom:list")).context["rows"]) == count + before
        return before + count

    before = 0
    before = made(1)
    made(3)


QUERIES = 7


# --- the administrator ----------------------------------------------------------------------------------
def test_the_log_and_the_dead_letters_hold_nobodys_data(admin, stay, petugas_kuta, monkeypatch):
    Message.objects.filter(receiver="host").update(state="failed")
    monkeypatch.setitem(outbox.HANDLERS, "test", lambda **payload: None)
    Outbox.objects.create(kind="test", dedupe_key="a", state="dead", attempts=8, last_error="OSError")
    pages = [admin.get(reverse(f"mailroom:{name}")).content.decode() for name in ("log", "dead", "rules")]
    pages.append(admin.get(reverse("mailroom:text", args=["stay_ends.person"])).content.decode())
    secret = (NAME.split()[2], stay.nik, stay.registration_number, PERSON_PHONE[-8:], HOST_PHONE[-8:], str(stay.pk))
    assert [word for word in secret for one in pages if word in one.replace("Umbu Nggiku Landukara", "")] == []
    assert "Masa tinggal berakhir" in pages[0]
    assert "OSError" in pages[1]


def test_what_was_given_up_is_tried_again_or_put_aside_with_a_reason(admin, cast, monkeypatch):
    done = []
    monkeypatch.setitem(outbox.HANDLERS, "test", lambda: done.append(1))
    again, aside = (Outbox.objects.create(kind="test", dedupe_key=key, state="dead", attempts=8) for key in "ab")
    move = lambda row, verb: reverse("mailroom:dead_move", args=[row.pk, verb])  # noqa: E731 - a short name
    for _ in range(2):
        admin.post(move(again, "coba-lagi"))
    assert (drain(), done) == (1, [1])
    admin.post(move(aside, "kesampingkan"), {"reason": "-"})
    aside.refresh_from_db()
    assert aside.state == "dead"
    for reason in ("alamat lama", "alasan lain"):
        admin.post(move(aside, "kesampingkan"), {"reason": reason})
    aside.refresh_from_db()
    assert (aside.state, aside.put_aside_why, drain()) == ("aside", "alamat lama", 0)
    lines = Event.objects.filter(verb__in=["coba_lagi", "kesampingkan"]).order_by("pk")
    assert [(line.verb, line.actor_id, line.reason) for line in lines] == [
        ("coba_lagi", cast["admin"].pk, ""),
        ("kesampingkan", cast["admin"].pk, "alamat lama"),
    ]


@pytest.mark.parametrize(("minutes", "alive"), [(1, True), (10, False), (None, None)])
def test_the_heartbeat_says_whether_work_is_consumed(admin, minutes, alive):
    if minutes:
        Heartbeat.objects.create(name="relay", at=timezone.now() - datetime.timedelta(minutes=minutes))
    assert admin.get(reverse("mailroom:dead")).context["alive"] is alive


def test_a_rule_is_changed_with_who_and_when_and_not_twice_the_same(admin, cast):
    rule = Rule.objects.get(event="stay_ends", receiver="officer", step=14)
    path = reverse("mailroom:rule", args=[rule.pk])
    values = {"receiver": "officer", "step": 10, "wording": "stay_ends.officer", "language": "id", "is_active": "on"}
    assert admin.post(path, values).status_code == 302
    rule.refresh_from_db()
    assert (rule.step, rule.changed_by) == (10, cast["admin"])
    assert Event.objects.get(verb="ubah_aturan").details["step"] == "10"
    wrong = {"step": 30}, {"step": 400}, {"step": "9" * 40}, {"step": "\0"}, {"receiver": "employer"}
    wrong += ({"wording": "stay_ends.person"}, {"wording": "digest.officer"}, {"language": "xx"})
    for change in wrong:
        assert admin.post(path, values | change).status_code == 422, change
    assert admin.post(reverse("mailroom:rule_new", args=["stay_ends"]), values | {"step": 45}).status_code == 302
    assert admin.post(reverse("mailroom:rule_new", args=["stay_ends"]), values | {"step": 45}).status_code == 422
    assert admin.get(reverse("mailroom:rule_new", args=["nothing"])).status_code == 404


def test_a_text_becomes_a_version_and_refuses_what_is_no_fact(admin, cast):
    path = reverse("mailroom:text", args=["stay_ends.host"])
    values = {"language": "ban", "subject": "Perihal {siapa}", "text": "Isi {tanggal}\r\n{tautan}"}
    seen = admin.post(path, values | {"lihat": "1"})
    assert (seen.context["subject"], Wording.objects.filter(language="ban").count()) == ("Perihal U. N. L.", 0)
    assert seen.context["meter"].endswith("1 SMS")
    assert admin.post(path, values).status_code == 302
    new = Wording.objects.get(name="stay_ends.host", language="ban")
    assert (new.version, new.text, new.written_by) == (1, "Isi {tanggal}\n{tautan}", cast["admin"])
    for text in ("{nama}", "{nik}", "{0.__class__}", "{", f"NIK {nik_of()}", "\0", "x" * 1201):
        assert admin.post(path, values | {"text": text}).status_code == 422, text
    assert admin.get(reverse("mailroom:text", args=["nothing"])).status_code == 404
    assert admin.get(path + "?bahasa=ban").context["subject"] == "Perihal U. N. L."


def test_an_office_sees_how_a_text_reads_on_its_own_record_and_that_leaves_a_trace(desk, signed_in, cast, stay):
    for name in ("stay_ends.person", "stay_ends.officer"):
        shown = desk.get(reverse("mailroom:text", args=[name]))
        assert (shown.context["real"], shown.context["may_keep"]) == (True, False)
        assert stay.registration_number in shown.content.decode()
    assert Event.objects.about(stay.person_id).filter(verb="buka_pesan", kind="reading").count() == 2
    path, versions = reverse("mailroom:text", args=["stay_ends.person"]), Wording.objects.count()
    desk.post(path, {"language": "id", "subject": "-", "text": "-"})
    assert Wording.objects.count() == versions
    assert not signed_in(cast["admin"]).get(path).context["real"]


# --- a gateway ------------------------------------------------------------------------------------------
@pytest.fixture
def gateway(settings):
    """A gateway outside: it takes messages, refuses a host's number, and keeps what it was sent."""
    taken = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            taken.append(asked | {"key": self.headers["Authorization"]})
            self.send_response(422 if asked["to"] == HOST_PHONE else 202)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WHATSAPP_GATEWAY = f"http://127.0.0.1:{server.server_port}/"
    settings.WHATSAPP_GATEWAY_KEY = "kunci"
    yield taken
    server.shutdown()
    server.server_close()


def test_with_a_gateway_it_goes_by_itself_and_a_refused_number_becomes_a_task(gateway, stay):
    assert {asked["to"]: asked["key"] for asked in gateway} == dict.fromkeys((PERSON_PHONE, HOST_PHONE), "Bearer kunci")
    assert (to("person").state, to("host").state) == ("sent", "bounced")
    assert Notice.objects.get(kind="notices.undelivered").path == stay.get_absolute_url()
    assert {asked["reference"] for asked in gateway} == {str(one.pk) for one in Message.objects.all()}


@pytest.mark.parametrize("name", ["%00", "stay_ends.person%00", "nihil", "x" * 300])
def test_a_text_of_a_strange_name_is_not_found(admin, name):
    assert admin.get(f"/pesan/teks/{name}/").status_code == 404
