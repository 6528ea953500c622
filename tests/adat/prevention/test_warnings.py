"""An early warning: a matter, a place, a time; weighed within a day, referred to whose it is, answered, and emptied."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from adat.prevention import warnings
from adat.prevention.models import EarlyWarning, Receiver
from adat.prevention.warnings import DAY, answer, empty_old, refer, warn, weigh
from adat.prevention.wording import pointing_words
from adat.prevention.workflow import WARNING_MOVES
from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import GRANTS, Permission, Role
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice
from tests.cast import warned, warning

SEND, FOLLOW, ROOM = "/lapor/peringatan/", "/lapor/peringatan/cek/", "/pencegahan/peringatan/"
TEAM, REGENCY = "kesbangpol.bali", "kabupaten.badung"
WEIGHERS = {TEAM, "kepala.kesbangpol", REGENCY}


def typed(**values):
    given = warning(**values)
    return {name: getattr(value, "pk", value) for name, value in given.items()} | {"key": uuid.uuid4()}


# --- sent by anyone -------------------------------------------------------------------------------------
def test_anyone_warns_without_a_name_and_reads_the_answer_with_the_code(client, cast):
    sent = client.post(SEND, typed())
    one, code = EarlyWarning.objects.get(), sent.context["warning"].code
    assert code in sent.content.decode()
    assert (one.place, one.status, one.urgent, one.source) == ("510301", "received", None, "public")
    assert one.due_at - one.made_at < DAY + datetime.timedelta(minutes=1)
    weigh(warning=one, by=cast[REGENCY], urgent=True)
    refer(warning=one, by=cast[REGENCY], to=Receiver.VILLAGE, reason="Jadwal dibicarakan di banjar")
    answer(warning=one, by=cast[REGENCY], text="Jadwal disepakati bersama.")
    page = client.post(FOLLOW, {"code": code.lower().replace("-", " ")}).content.decode()
    for part in ("Jadwal disepakati bersama.", "Desa adat dan desa dinas", "Dijawab"):
        assert part in page
    assert not Notice.objects.open().exists()


def test_the_same_key_is_one_warning_with_the_same_code(client, db):
    body = typed()
    first, again = client.post(SEND, body), client.post(SEND, body)
    assert first.context["warning"].code == again.context["warning"].code
    assert (EarlyWarning.objects.count(), Notice.objects.count()) == (1, 1)


def test_what_was_written_lies_sealed_and_stands_in_no_notice(client, db):
    client.post(SEND, typed(contact="0812 0000 7777"))
    columns = EarlyWarning.objects.values_list("what_sealed", "where_sealed", "contact_sealed", "code_sealed").get()
    for text in (b"Suara", b"lapangan", b"7777"):
        assert not any(text in bytes(column) for column in columns)
    assert "Suara" not in str(list(Notice.objects.values())) + str(list(Event.objects.values()))


def test_one_address_sends_ten_an_hour(client, db):
    assert [client.post(SEND, typed()).status_code for _ in range(11)] == [200] * 10 + [429]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": ""}, "what"),
        ({"what": "a\0b"}, "what"),
        ({"what": "x" * 2001}, "what"),
        ({"district": "5103"}, "district"),
        ({"district": "x\0"}, "district"),
        ({"matter": "suku"}, "matter"),
        ({"where": ""}, "where"),
        ({"timing": ""}, "timing"),
        ({"sureness": "9" * 40}, "sureness"),
        ({"day": "2999-01-01"}, "day"),
    ],
)
def test_wrong_input_is_said_beside_its_field(client, db, wrong, field):
    sent = client.post(SEND, typed() | wrong)
    assert (sent.status_code, list(sent.context["form"].errors)) == (422, [field])
    assert EarlyWarning.objects.count() == 0


@pytest.mark.parametrize("code", ["", "x", "\0", "7F3K-9QXA-2M4P-QR8T", "é" * 16])
def test_a_code_that_opens_nothing(client, db, code):
    warned()
    assert client.post(FOLLOW, {"code": code}).status_code == 422


# --- the matter, not the people -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Warga Sumba ribut dengan tetangga", ["Warga Sumba"]),
        ("masalah agama dan ORANG  TIMOR", ["agama", "ORANG TIMOR"]),
        ("pelakunya bernama Anton", ["bernama Anton"]),
        ("menurut Pak Wayan dan bu guru", ["Pak Wayan"]),
        ("pendukung paslon nomor dua", ["pendukung", "paslon"]),
        ("NIK 5311011202980001", ["…"]),
        ("telepon 0812-3456-7890", ["…"]),
        ("suara musik sampai pukul 2 dekat Pura Dalem dan toko suku cadang, Jalan Timor 12", []),
        ("jawaban warga, rasa aman, partainya sepi", []),
    ],
)
def test_words_that_point_at_people(text, found):
    assert pointing_words(text) == found


def test_such_words_are_told_once_and_nothing_is_lost(client, db):
    body = typed(what="Orang Flores ribut soal parkir")
    first = client.post(SEND, body)
    assert (first.status_code, EarlyWarning.objects.count()) == (200, 0)
    said = first.content.decode()
    assert "“Orang Flores”" in said
    assert "Orang Flores ribut soal parkir" in said
    named = client.post(SEND, typed(where="Rumah Pak Wayan"))  # also where it is
    assert (EarlyWarning.objects.count(), "“Pak Wayan”" in named.content.decode()) == (0, True)
    seen = first.context["form"].data["cautions_seen"]
    changed = client.post(SEND, body | {"what": "Kelompok Sumba soal parkir", "cautions_seen": seen})
    assert (EarlyWarning.objects.count(), "“Kelompok Sumba”" in changed.content.decode()) == (0, True)
    client.post(SEND, body | {"cautions_seen": seen})
    assert EarlyWarning.objects.get().what == "Orang Flores ribut soal parkir"


def test_no_field_for_people_parties_or_origin():
    words = {field.name for field in EarlyWarning._meta.get_fields()}
    assert not words & {"person", "stay", "origin", "party", "candidate", "group", "suspect", "name"}
    people = {"people", "residency", "certification", "employment", "mediation"}
    assert not {f.related_model._meta.app_label for f in EarlyWarning._meta.get_fields() if f.related_model} & people


# --- weighed, referred, answered ------------------------------------------------------------------------
@pytest.mark.parametrize("verb", WARNING_MOVES)
def test_who_may_from_where(verb, cast):
    one, found = warned(), set()
    for status in EarlyWarning.status.field.choices:
        one.status = status[0]
        found |= {(name, status[0]) for name, user in cast.items() if verb in one.open_moves(user)}
    assert found == {(name, str(source)) for name in WEIGHERS for source in WARNING_MOVES[verb].sources}


def test_the_clock_of_an_urgent_one_and_of_another(cast):
    for urgent in (True, False):
        one = warned()
        moment = datetime.datetime(2026, 11, 27, 15, tzinfo=timezone.get_current_timezone())  # a Friday
        EarlyWarning.objects.filter(pk=one.pk).update(made_at=moment)
        one.refresh_from_db()
        weigh(warning=one, by=cast[TEAM], urgent=urgent)
        due = timezone.localtime(one.due_at)
        assert (due.day, due.month, due.hour) == ((28, 11, 15) if urgent else (2, 12, 16))


def test_what_concerns_officials_at_an_election_goes_to_its_watchers_alone(cast):
    one = warned(matter="official")
    with pytest.raises(MoveRefused, match="Bawaslu atau Inspektorat"):
        refer(warning=one, by=cast[TEAM], to=Receiver.POLICE, reason="-")
    with pytest.raises(IntegrityError, match="election_goes_to_its_watchers"), transaction.atomic():
        EarlyWarning.objects.update(referred_to="police")
    refer(warning=one, by=cast[TEAM], to=Receiver.BAWASLU, reason="Diteruskan utuh")
    now = timezone.now()
    assert empty_old(now + datetime.timedelta(days=13)) == 0
    assert empty_old(now + datetime.timedelta(days=15)) == 1
    one = EarlyWarning.objects.get()
    assert (one.what, one.where, one.contact, one.code, one.matter) == ("", "", "", "", "official")


def test_a_crime_goes_to_the_police_and_is_not_answered_before(signed_in, cast):
    one = warned()
    weigh(warning=one, by=cast[TEAM], urgent=True, matter="crime")  # the sender took it for something else
    with pytest.raises(MoveRefused, match="kepolisian"):
        refer(warning=one, by=cast[TEAM], to=Receiver.LABOUR, reason="-")
    with pytest.raises(MoveRefused, match="rujuk dahulu"):
        answer(warning=one, by=cast[TEAM], text="Selesai.")
    desk = signed_in(cast[TEAM])
    assert desk.post(f"{one.get_absolute_url()}rujuk-peringatan/", {"to": "labour", "reason": "-"}).status_code == 422
    refer(warning=one, by=cast[TEAM], to=Receiver.POLICE, reason="Ada ancaman.")
    answer(warning=one, by=cast[TEAM], text="Ditangani kepolisian.")
    assert (one.status, one.referred_to) == ("answered", "police")


def test_all_else_is_emptied_a_year_after_its_answer(cast):
    one, still = warned(), warned()
    weigh(warning=one, by=cast[TEAM], urgent=False)
    answer(warning=one, by=cast[TEAM], text="Selesai.")
    later = timezone.now() + datetime.timedelta(days=366)
    assert (empty_old(later), empty_old(later)) == (1, 0)
    still.refresh_from_db()
    assert still.what == "Suara musik sampai pukul dua pagi."


# --- from an office -------------------------------------------------------------------------------------
def test_a_village_sends_one_and_is_told_the_answer(signed_in, cast):
    desk = signed_in(cast["petugas.kuta"])
    assert desk.get(f"{ROOM}baru/").context["form"].initial["district"] == "510301"
    body, key = typed(), str(uuid.uuid4())
    for _twice in range(2):
        assert desk.post(f"{ROOM}baru/", body | {"key": key}).url == f"{ROOM}terkirim/"
    one = EarlyWarning.objects.get()
    assert (one.source, one.sent_from) == ("village", "510301/kuta/")
    weigh(warning=one, by=cast[REGENCY], urgent=False)
    answer(warning=one, by=cast[REGENCY], text="Sudah dibicarakan.")
    assert "Sudah dibicarakan." in desk.get(f"{ROOM}terkirim/").content.decode()
    assert [row.title for row in Notice.objects.addressed_to(cast["petugas.kuta"]).open()] == [
        "Peringatan dini Anda dijawab"
    ]
    assert "Sudah dibicarakan." not in signed_in(cast["petugas.intaran"]).get(f"{ROOM}terkirim/").content.decode()


@pytest.mark.parametrize("source", ["forum", "post"])
def test_forum_and_posko_send_from_an_account_of_their_own(signed_in, cast, source):
    Assignment.objects.filter(user=cast["pdp.bali"]).update(role="watch_post", region="5103")
    watcher = User.objects.get(pk=cast["pdp.bali"].pk)
    desk = signed_in(watcher)
    warned(), warn(key=uuid.uuid4(), values=warning(), source="office", by=cast[REGENCY], place="5103")
    assert desk.post(f"{ROOM}baru/", typed()).status_code == 422  # as which of the two
    assert desk.post(f"{ROOM}baru/", typed() | {"source": source}).url == f"{ROOM}terkirim/"
    one = EarlyWarning.objects.get(source=source)
    assert list(desk.get(f"{ROOM}terkirim/").context["warnings"]) == [one]
    assert desk.get("/pencegahan/").url == f"{ROOM}terkirim/"
    assert [desk.get(at).status_code for at in (ROOM, one.get_absolute_url(), "/pencegahan/peta/")] == [403] * 3


def test_an_office_passes_on_what_the_forum_told(signed_in, cast):
    desk = signed_in(cast[TEAM])
    assert desk.post(f"{ROOM}baru/", typed() | {"source": "public"}).status_code == 422
    desk.post(f"{ROOM}baru/", typed() | {"source": "forum"})
    assert EarlyWarning.objects.get().source == "forum"


def test_nobody_of_a_village_or_a_community_reads_what_others_sent(cast):
    readers = {role for role, rights in GRANTS.items() if Permission.WARNING_ANSWER in rights}
    assert readers == {Role.PREVENTION_TEAM, Role.REGENCY_OFFICER}


def test_weighed_referred_and_answered_on_its_page(signed_in, cast):
    one, desk = warned(), signed_in(cast[REGENCY])
    assert "Suara musik" in desk.get(one.get_absolute_url()).content.decode()
    assert Event.objects.filter(verb="buka_peringatan", subjects=[one.pk]).count() == 1
    at = one.get_absolute_url()
    assert desk.post(f"{at}timbang/", {"urgent": "ya", "matter": "suku"}).status_code == 422
    assert desk.post(f"{at}timbang/", {"urgent": "ya", "matter": "custom"}).url == at
    wrong = desk.post(f"{at}rujuk-peringatan/", {"to": "raja", "reason": "a\0"})
    assert wrong.status_code == 422
    desk.post(f"{at}rujuk-peringatan/", {"to": "police", "reason": "Dugaan pidana"})
    desk.post(f"{at}jawab-peringatan/", {"text": "Ditangani polisi."})
    assert desk.post(f"{at}hapus/", {}).status_code == 404
    one.refresh_from_db()
    assert (one.status, one.referred_to, one.answer) == ("answered", "police", "Ditangani polisi.")
    assert [len(desk.get(ROOM, {"antre": queue}).context["rows"]) for queue in ("menunggu", "dijawab")] == [0, 1]


def test_another_regency_sees_nothing(signed_in, cast):
    one = warned(district="510201")
    desk = signed_in(cast[REGENCY])
    assert desk.get(one.get_absolute_url()).status_code == 404
    assert desk.get(ROOM).context["rows"] == []
    assert warnings.sent_with(one.code) == one
