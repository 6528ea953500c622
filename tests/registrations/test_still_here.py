"""Still here? Asked once a term, answered by a link, acted on by the officer; silence changes nothing."""

import datetime
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.notices.messages import deliver
from harmoni.notices.models import Message, Outbox, Silence
from harmoni.notices.outbox import drain
from registrations.residency.answering import answer, set_aside
from registrations.residency.asking import ASK, ask_now, post_questions, words_of
from registrations.residency.changes import depart, renew, undo_departure
from registrations.residency.models import Question, Stay
from tests.cast import arrive

TODAY = timezone.localdate()
HOST = {"responsible_name": "Ni Wayan Sari", "responsible_phone": "+6281234567890"}


def days(number):
    return TODAY + datetime.timedelta(days=number)


def ended(by, **values):
    """Here since fifty days, by the book until yesterday."""
    return arrive(by, **{"arrived_on": days(-50), "planned_until": days(-1), **HOST, **values})


def asked(by, which="person", **values):
    return ask_now(stay=ended(by, **values), asked=which, by=by)


@pytest.fixture(autouse=True)
def _real_mail(settings, mailbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


# --- asking --------------------------------------------------------------------------------------------
def test_who_ends_today_or_has_ended_is_asked_about_and_nobody_else(petugas_kuta):
    late, today = ended(petugas_kuta), arrive(petugas_kuta, planned_until=TODAY)
    arrive(petugas_kuta, planned_until=days(1))
    gone = ended(petugas_kuta)
    depart(stay=gone, by=petugas_kuta, on=TODAY)
    assert post_questions(TODAY) == 2
    assert set(Outbox.objects.filter(kind=ASK).values_list("payload__stay", flat=True)) == {str(late.pk), str(today.pk)}


def test_asked_once_a_term_however_often_the_clock_runs(petugas_kuta):
    ended(petugas_kuta)
    assert [post_questions(days(later)) for later in range(5)] == [1, 0, 0, 0, 0]
    drain()
    Outbox.objects.filter(kind=ASK).delete()  # the outbox forgets after ninety days; the book does not
    post_questions(days(91))
    drain()
    assert sorted(Question.objects.values_list("asked", flat=True)) == ["host", "person"]
    assert [row.receiver for row in Message.objects.filter(event="still_here")] == ["host"]  # the one with a phone
    assert Event.objects.filter(verb="tanya").count() == 1


def test_a_stay_without_a_host_asks_the_person_alone(petugas_kuta):
    ended(petugas_kuta, responsible_name="", responsible_phone="")
    post_questions(TODAY)
    drain()
    assert [question.asked for question in Question.objects.all()] == ["person"]


def test_a_new_term_is_asked_about_anew(petugas_kuta):
    stay = ended(petugas_kuta)
    post_questions(TODAY)
    drain()
    renew(stay=stay, by=petugas_kuta, until=days(100))
    assert (post_questions(days(99)), post_questions(days(100))) == (0, 1)


def test_the_person_is_written_to_by_the_real_outbox_once(petugas_kuta, mailbox):
    stay = ended(petugas_kuta, who={"email": "umbu@contoh.example"})
    post_questions(TODAY)
    drain()
    question = Question.objects.get(asked="person")
    row = Message.objects.get(event="still_here", receiver="person")
    assert (row.state, row.record, row.about) == ("sent", stay.pk, f"U. N. L. · {stay.registration_number}")
    Message.objects.filter(pk=row.pk).update(state="prepared")
    deliver(str(row.pk))  # a worker that died after sending sends the same letter again
    first, again = mailbox.letters
    assert first["To"] == "umbu@contoh.example"
    assert first["Message-ID"] == again["Message-ID"]
    text = first.get_content()
    assert question.link in text
    assert "U. N. L." in text
    for private in (stay.person.full_name, stay.person.nik, stay.registration_number, stay.address):
        assert private not in text


def test_who_has_a_phone_alone_is_asked_in_prepared_words(desk, petugas_kuta):
    stay = ended(petugas_kuta, who={"phone": "+6281298765432"})
    post_questions(TODAY)
    drain()
    rows = {row.receiver: row for row in Message.objects.filter(event="still_here")}
    assert {who: (row.channel, row.state) for who, row in rows.items()} == {
        "person": ("whatsapp", "prepared"),
        "host": ("whatsapp", "prepared"),
    }
    for question, number in zip(Question.objects.order_by("asked"), ("6281234567890", "6281298765432"), strict=True):
        page = desk.get(f"/pesan/{rows[question.asked].pk}/")
        assert page.context["chat"].startswith(f"https://wa.me/{number}?text=")
        assert question.link in page.content.decode()
        assert desk.get(f"/pesan/{rows[question.asked].pk}/cetak.pdf").content.startswith(b"%PDF")
    answer(question=Question.objects.get(asked="host"), answer="unknown")
    renew(stay=stay, by=petugas_kuta, until=days(100))
    assert set(Message.objects.filter(event="still_here").values_list("state", flat=True)) == {"withdrawn"}


def test_who_can_be_reached_by_nothing_was_not_asked(desk, petugas_kuta):
    stay = ended(petugas_kuta, who={"phone": "", "email": ""}, responsible_phone="")
    post_questions(TODAY)
    drain()
    assert (Message.objects.filter(event="still_here").count(), Event.objects.filter(verb="tanya").count()) == (0, 0)
    assert "belum ada yang dikirim" in desk.get(stay.get_absolute_url()).content.decode()


def test_who_was_renewed_meanwhile_gets_no_letter(petugas_kuta, mailbox):
    stay = ended(petugas_kuta, who={"email": "umbu@contoh.example"})
    post_questions(TODAY)
    renew(stay=stay, by=petugas_kuta, until=days(100))
    drain()
    assert (mailbox.letters, Question.objects.count()) == ([], 0)


def test_silence_never_ends_a_stay(petugas_kuta):
    stay = ended(petugas_kuta)
    for later in range(0, 400, 40):
        post_questions(days(later))
        drain()
    kept = Stay.objects.get(pk=stay.pk)
    assert (kept.status, kept.is_overdue, kept.planned_until) == ("active", True, days(-1))


def test_a_link_that_nobody_used_in_time_is_replaced_by_a_new_one(petugas_kuta):
    question = asked(petugas_kuta)
    old = question.token
    Question.objects.update(expires_on=days(-1))
    new = ask_now(stay=question.stay, asked="person", by=petugas_kuta)
    assert new.pk == question.pk
    assert (new.token != old, new.expires_on) == (True, days(30))


# --- answering -----------------------------------------------------------------------------------------
def test_the_page_shows_initials_place_and_day_and_nothing_else(client, petugas_kuta):
    question = asked(petugas_kuta)
    page = client.get(question.link)
    text = page.content.decode()
    assert page.status_code == 200
    assert ("U. N. L." in text, "Desa Adat Kuta" in text) == (True, True)
    person = question.stay.person
    for private in (person.full_name, person.nik, question.stay.address, "Ni Wayan", question.stay.registration_number):
        assert private not in text
    assert [event.actor_id for event in Event.objects.filter(verb="lihat_tanya")] == [None]


def test_opening_the_link_answers_nothing(client, petugas_kuta):
    question = asked(petugas_kuta)
    for method in ("get", "head"):
        getattr(client, method)(question.link)
    assert Question.objects.get().answer == ""


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"answer": "staying", "day": days(60).isoformat()}, ("staying", days(60))),
        ({"answer": "left", "day": days(-3).isoformat()}, ("left", days(-3))),
        ({"answer": "unknown"}, ("unknown", None)),
        ({"answer": "unknown", "day": days(-3).isoformat()}, ("unknown", None)),
    ],
)
def test_the_three_answers(client, petugas_kuta, body, kept):
    question = asked(petugas_kuta)
    thanks = client.post(question.link, body, follow=True)
    assert "Terima kasih" in thanks.content.decode()
    assert list(Question.objects.values_list("answer", "day")) == [kept]
    before = Stay.objects.get()
    assert (before.status, before.planned_until) == ("active", days(-1))  # a task for the officer, no more
    assert Event.objects.get(verb="jawab-tanya").actor_id is None
    assert [q.pk for q in Question.objects.answered()] == [question.pk]


@pytest.mark.parametrize(
    "body",
    [
        *({"answer": "staying", "day": day} for day in ("", "kapan", days(0).isoformat(), days(367).isoformat())),
        *({"answer": "left", "day": day} for day in ("", days(1).isoformat(), days(-51).isoformat(), "\0")),
        *({"answer": wrong} for wrong in ("", "staying ", "\0", "x" * 5000)),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, petugas_kuta, body):
    question = asked(petugas_kuta)
    page = client.post(question.link, body)
    assert page.status_code == 422
    assert "U. N. L." in page.content.decode()
    assert Question.objects.get().answer == ""


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 24, "%00", "x" * 5000])
def test_an_unknown_link_looks_like_one_that_is_over(client, petugas_kuta, token):
    question = asked(petugas_kuta)
    Question.objects.update(expires_on=days(-1))
    plain = [client.get(path) for path in (question.link, f"/masih/{token}/")]
    assert [page.status_code for page in plain] == [404, 404]
    one, other = (re.sub(rb"csrf\w+.{0,90}|/masih/\S*", b"", page.content) for page in plain)
    assert one == other


@pytest.mark.parametrize("how", ["answered", "renewed", "departed"])
def test_what_is_over_takes_no_second_answer(client, petugas_kuta, how):
    question = asked(petugas_kuta)
    if how == "answered":
        answer(question=question, answer="unknown")
    elif how == "renewed":
        renew(stay=question.stay, by=petugas_kuta, until=days(100))
    else:
        depart(stay=question.stay, by=petugas_kuta, on=TODAY)
    before = list(Question.objects.values())
    body = {"answer": "left", "day": TODAY.isoformat()}
    assert client.post(question.link, body).status_code == 404
    assert list(Question.objects.values()) == before


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one(petugas_kuta):
    question, gate = asked(petugas_kuta), threading.Barrier(2)

    def send(which):
        gate.wait()
        try:
            return answer(question=question, answer=which, day=days(-1))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, ["left", "unknown"])) == [False, True]
    assert Event.objects.filter(verb="jawab-tanya").count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_tries_links_is_stopped(db):
    client = Client(REMOTE_ADDR="203.0.113.7")
    answers = [client.get(f"/masih/{number}/").status_code for number in range(121)]
    assert (answers[0], answers[119], answers[120]) == (404, 404, 429)
    assert Client(REMOTE_ADDR="198.51.100.9").get("/masih/1/").status_code == 404


# --- at the desk ---------------------------------------------------------------------------------------
def test_an_answer_is_one_tap_for_the_officer(desk, petugas_kuta):
    question = asked(petugas_kuta)
    assert b'data-queue="jawaban"' not in desk.get("/meja/").content
    answer(question=question, answer="left", day=days(-3))
    assert b'data-queue="jawaban"' in desk.get("/meja/").content
    page = desk.get("/pendatang/jawaban/").content.decode()
    assert "Umbu Nggiku Landukara" in page
    action, key = re.search(r'action="(\S+pulang/)".*?name="key" value="([\w-]+)"', page, re.S).groups()
    desk.post(action, {"key": key, "departed_on": days(-3).isoformat()})
    assert list(Stay.objects.values_list("status", "departed_on")) == [("departed", days(-3))]
    assert list(Question.objects.answered()) == []
    assert Question.objects.get().handled_by == petugas_kuta


def test_an_answer_is_set_aside_by_one_officer(petugas_kuta, bendesa_kuta):
    question = asked(petugas_kuta)
    answer(question=question, answer="unknown")
    assert [set_aside(question=question, by=by) for by in (petugas_kuta, bendesa_kuta)] == [True, False]
    assert (Question.objects.get().handled_by, Event.objects.filter(verb="selesai-tanya").count()) == (petugas_kuta, 1)


def test_the_words_go_out_from_the_officers_own_phone(desk, petugas_kuta):
    stay = ended(petugas_kuta)
    page = desk.post(f"{stay.get_absolute_url()}tanya/host/", follow=True)
    question = Question.objects.get()
    assert page.redirect_chain == [(f"{stay.get_absolute_url()}tanya/host/", 302)]
    assert page.context["chat"].startswith("https://wa.me/6281234567890?text=")
    assert f'href="{page.context["sms"]}"' in page.content.decode()
    assert page.context["sms"].startswith("sms:+6281234567890?body=")
    assert question.link in words_of(question)
    read = Event.objects.get(verb="buka_responsible_phone")
    assert (read.actor_id, read.reason) == (petugas_kuta.pk, "Kirim pertanyaan: masih di sini?")
    desk.post(f"{stay.get_absolute_url()}tanya/host/")
    assert Question.objects.count() == 1


@pytest.mark.parametrize(
    ("contact", "channel"), [({"phone": "+6281298765432"}, "whatsapp"), ({"email": "umbu@contoh.example"}, "paper")]
)
def test_an_officer_can_ask_again_what_was_withdrawn(desk, petugas_kuta, contact, channel):
    stay = ended(petugas_kuta, who=contact)
    post_questions(TODAY)
    drain()
    Message.objects.filter(state="sent").update(state="prepared")  # as long as the mail waits for its hour
    depart(stay=stay, by=petugas_kuta, on=TODAY)
    undo_departure(stay=stay, by=petugas_kuta, reason="Masih di sini")
    assert set(Message.objects.filter(event="still_here").values_list("state", flat=True)) == {"withdrawn"}
    for _ in range(2):
        page = desk.post(f"{stay.get_absolute_url()}tanya/person/", follow=True)
    assert "/sampaikan/" in page.content.decode()
    again = Message.objects.get(event="still_here", receiver="person")
    assert (again.state, again.channel) == ("prepared", channel)
    deliver(str(again.pk))  # what still waited in the outbox does not send what the officer has taken over
    assert Message.objects.get(pk=again.pk).state == "prepared"
    assert Event.objects.filter(verb="tanya", actor_id=petugas_kuta.pk).count() == 1


def test_who_does_not_wish_to_be_written_to_is_asked_face_to_face(desk, petugas_kuta):
    stay = ended(petugas_kuta, who={"phone": "+6281298765432"})
    Silence.objects.create(person=stay.person_id, by=petugas_kuta)
    page = desk.post(f"{stay.get_absolute_url()}tanya/person/", follow=True)
    assert "tidak mau dikirimi pesan" in page.content.decode()
    assert "wa.me" not in page.content.decode()
    assert not Message.objects.filter(event="still_here").exists()
    again = f"{stay.get_absolute_url()}boleh-dihubungi/"
    assert again in desk.get(stay.get_absolute_url()).content.decode()
    desk.post(again)
    assert again not in desk.get(stay.get_absolute_url()).content.decode()
    assert (Silence.objects.count(), Event.objects.filter(verb="boleh_hubungi").count()) == (0, 1)


@pytest.mark.parametrize("which", ["tetangga", "person "])
def test_nobody_else_is_asked(desk, petugas_kuta, which):
    stay = ended(petugas_kuta)
    assert desk.post(f"{stay.get_absolute_url()}tanya/{which}/").status_code == 404


def test_the_record_says_what_was_asked_and_answered(desk, petugas_kuta):
    question = asked(petugas_kuta)
    record = question.stay.get_absolute_url()
    assert "disiapkan, belum terkirim" in desk.get(record).content.decode()
    page = desk.get(f"{record}tanya/person/").content.decode()
    desk.post(re.search(r'action="(/pesan/[^"]+/sampaikan/)"', page)[1])
    assert "belum menjawab" in desk.get(record).content.decode()
    answer(question=question, answer="staying", day=days(60))
    assert "Masih di sini" in desk.get(question.stay.get_absolute_url()).content.decode()


@pytest.mark.parametrize("people", [1, 3])
def test_the_answers_cost_the_same_for_one_and_three(desk, petugas_kuta, people, django_assert_num_queries):
    for _ in range(people):
        answer(question=asked(petugas_kuta), answer="unknown")
    desk.get("/pendatang/jawaban/")
    with django_assert_num_queries(7):
        desk.get("/pendatang/jawaban/")
