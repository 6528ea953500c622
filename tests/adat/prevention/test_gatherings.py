"""Dialogues, the calendar, agreements between provinces, and what community organisations report: numbers, no lists."""

import datetime
import io
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from adat.prevention import communities, cooperating, gatherings
from adat.prevention.models import (
    CommunityActivity,
    Cooperation,
    Dialogue,
    DialoguePhoto,
    Evaluation,
    Occasion,
    Organisation,
)
from adat.prevention.workflow import DIALOGUE_MOVES, EVALUATION_MOVES
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice
from harmoni.regions.models import Region
from registrations.certification.scans import PDF, Scan
from tests.cast import dialogue, organisation

TEAM, REGENCY, SPEAKER = "kesbangpol.bali", "kabupaten.badung", "paguyuban.sumbatimur"
TODAY = timezone.localdate


def photo():
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(drawn, "PNG")
    drawn.seek(0)
    drawn.name = "foto.png"
    return drawn


# --- dialogues ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", DIALOGUE_MOVES)
def test_who_moves_a_dialogue_from_where(verb, cast):
    one, found = dialogue(cast[TEAM]), set()
    for status in Dialogue.status.field.choices:
        one.status = status[0]
        found |= {(name, status[0]) for name, user in cast.items() if verb in one.open_moves(user)}
    who = {TEAM, "kepala.kesbangpol"}
    assert found == {(name, str(source)) for name in who for source in DIALOGUE_MOVES[verb].sources}


def test_planned_held_and_shown(signed_in, cast):
    desk = signed_in(cast[TEAM])
    body = {
        "region": "51",
        "kind": "campaign",
        "title": "Pekan rukun",
        "held_on": str(TODAY()),
        "venue": "Taman Budaya",
    }
    body |= {"venue": "Taman Budaya", "hosts": "MDA, IKB Flobamora", "key": str(uuid.uuid4())}
    first, again = desk.post("/pencegahan/dialog/baru/", body), desk.post("/pencegahan/dialog/baru/", body)
    one = Dialogue.objects.get()
    assert first.url == again.url == (at := one.get_absolute_url())
    assert [card.slug for card in desk.get("/meja/").context["queues"] if card.count] == ["hasil"]
    wrong = desk.post(f"{at}catat-dialog/", {"participants": "banyak", "outcome": ""})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"participants", "outcome"})
    desk.post(f"{at}catat-dialog/", {"participants": "120", "outcome": "Disepakati piket bersama."})
    refused = desk.post(f"{at}foto/", {"caption": "Pembukaan", "photo": photo()})
    assert list(refused.context["form"].errors) == ["consent"]
    desk.post(f"{at}foto/", {"caption": "Pembukaan", "photo": photo(), "consent": "on"})
    held = DialoguePhoto.objects.get()
    file = signed_in(cast["provinsi.bali"]).get(f"{at}foto/{held.pk}/")
    assert (file.content[:2], file["Content-Disposition"][:10]) == (b"\xff\xd8", "attachment")
    assert Event.objects.get(verb="buka_foto").subjects == [held.pk, one.pk]
    assert "120 peserta" in desk.get(at).content.decode()


def test_nothing_is_held_before_its_day_and_no_photo_without_consent(cast):
    one = dialogue(cast[TEAM], held_on=TODAY() + datetime.timedelta(1))
    with pytest.raises(MoveRefused):
        gatherings.hold(dialogue=one, by=cast[TEAM], participants=1, outcome="-")
    one = dialogue(cast[TEAM])
    gatherings.hold(dialogue=one, by=cast[TEAM], participants=1, outcome="-")
    for consent, scan in ((False, Scan(b"x", "image/jpeg")), (True, Scan(b"%PDF-", PDF))):
        with pytest.raises(MoveRefused):
            gatherings.add_photo(dialogue=one, by=cast[TEAM], caption="-", consent=consent, scan=scan)
    with pytest.raises(IntegrityError, match="photo_has_consent"), transaction.atomic():
        DialoguePhoto.objects.create(dialogue=one, caption="-", consent=False, content=b"", added_by=cast[TEAM])
    with pytest.raises(MoveRefused):
        gatherings.call_off(dialogue=one, by=cast[TEAM], reason="Batal")


# --- the calendar ---------------------------------------------------------------------------------------
def test_days_of_the_calendar_lie_in_ones_own_territory(signed_in, cast):
    desk = signed_in(cast[REGENCY])
    day = {"kind": "festival", "name": "Pesta Kuta", "starts_on": str(TODAY()), "ends_on": str(TODAY())}
    for district, status in (("510301", 302), ("", 302), ("510201", 422)):
        assert desk.post("/pencegahan/kalender/baru/", day | {"district": district}).status_code == status
    backwards = day | {"ends_on": str(TODAY() - datetime.timedelta(1))}
    assert list(desk.post("/pencegahan/kalender/baru/", backwards).context["form"].errors) == ["ends_on"]
    assert list(Occasion.objects.order_by("region").values_list("region", flat=True)) == ["5103", "510301"]
    assert len(desk.get("/pencegahan/kalender/").context["rows"]) == 2
    assert signed_in(cast["provinsi.ntt"]).get("/pencegahan/kalender/").context["rows"] == []


# --- agreements -----------------------------------------------------------------------------------------
def agreement(by, *partners, **values):
    given = {
        "kind": "pks",
        "title": "Perencanaan",
        "signed_on": datetime.date(2026, 1, 28),
        "source": "kicknews",
        **values,
    }
    return cooperating.enter(by=by, partners=Region.objects.filter(code__in=partners or ("51", "52")), values=given)


def test_an_agreement_is_seen_by_its_partners(signed_in, cast):
    one = agreement(cast[TEAM], "51", "53")
    for name, status in ((TEAM, 200), ("provinsi.bali", 200), ("provinsi.ntt", 200), (REGENCY, 404)):
        assert signed_in(cast[name]).get(one.get_absolute_url()).status_code == status, name
    other = agreement(cast[TEAM], "51", "52", title="Lain")
    assert signed_in(cast["provinsi.ntt"]).get(other.get_absolute_url()).status_code == 404
    with pytest.raises(MoveRefused):
        agreement(cast[TEAM], "52", "53", title="Orang lain")


def test_its_next_steps_are_reminded_and_done(signed_in, cast):
    one, desk = agreement(cast[TEAM]), signed_in(cast[TEAM])
    due = TODAY() + datetime.timedelta(20)
    body = {"what": "Bentuk sekretariat", "owner": "Biro Pemerintahan", "due_on": str(due)}
    assert desk.post(f"{one.get_absolute_url()}langkah/", body | {"due_on": "31-02-2026"}).status_code == 422
    desk.post(f"{one.get_absolute_url()}langkah/", body)
    step = one.steps.get()
    days = (15, 14, 13, 3, 0, -2)
    assert [cooperating.remind(due - datetime.timedelta(day)) for day in days] == [0, 1, 0, 1, 1, 0]
    desk.post(f"{one.get_absolute_url()}langkah/{step.pk}/")
    step.refresh_from_db()
    assert (step.done_by, Notice.objects.open().count()) == (cast[TEAM], 0)
    with pytest.raises(MoveRefused):
        cooperating.finish_step(step=step, by=cast[TEAM])


def test_one_is_entered_by_its_form(signed_in, cast):
    desk = signed_in(cast[TEAM])
    body = {
        "kind": "mou",
        "title": "Kerja sama",
        "partners": ["51", "52", "53"],
        "signed_on": str(TODAY()),
        "source": "x",
    }
    assert desk.post("/pencegahan/kerja-sama/baru/", body | {"partners": "11"}).status_code == 422
    desk.post("/pencegahan/kerja-sama/baru/", body)
    assert sorted(Cooperation.objects.get().partners.values_list("code", flat=True)) == ["51", "52", "53"]


# --- community organisations ----------------------------------------------------------------------------
def test_who_finds_an_organisation(signed_in, cast):
    mine, other = organisation(cast[TEAM]), organisation(cast[TEAM], home="5304", name="Ikatan Belu")
    found = {name: len(signed_in(cast[name]).get("/pencegahan/paguyuban/").context["rows"]) for name in (TEAM, SPEAKER)}
    assert found == {TEAM: 2, SPEAKER: 1}
    speaker = signed_in(cast[SPEAKER])
    for path in ("", "kegiatan/", "evaluasi/"):
        assert speaker.get(f"{mine.get_absolute_url()}{path}").status_code == 200
        assert speaker.get(f"{other.get_absolute_url()}{path}").status_code == 404
    with pytest.raises(MoveRefused):
        organisation(cast[TEAM])


def test_an_activity_tells_numbers_and_a_place(signed_in, cast):
    one, desk = organisation(cast[TEAM]), signed_in(cast[SPEAKER])
    at = f"{one.get_absolute_url()}kegiatan/"
    body = {"kind": "visit", "held_on": str(TODAY()), "district": "517101", "reached": "14", "without_id": "9"}
    for wrong, field in (
        ({"without_id": "15"}, "without_id"),
        ({"held_on": "2999-01-01"}, "held_on"),
        ({"reached": ""}, "reached"),
    ):
        assert list(desk.post(at, body | wrong).context["form"].errors) == [field]
    desk.post(at, body)
    assert CommunityActivity.objects.get().without_id == 9
    assert "9 belum punya KTP" in desk.get(one.get_absolute_url()).content.decode()
    fields = {field.name for field in CommunityActivity._meta.get_fields()}
    assert not fields & {"person", "people", "members", "names"}


def test_an_evaluation_is_sent_once_a_quarter_and_answered(signed_in, cast):
    one, desk = organisation(cast[TEAM]), signed_in(cast[SPEAKER])
    at, quarter = f"{one.get_absolute_url()}evaluasi/", f"{TODAY().year}-{(TODAY().month + 2) // 3}"
    body = {"quarter": quarter, "well": "Pembekalan rutin.", "asked": "Jemput bola KTP."}
    assert desk.post(at, body | {"quarter": "1999-1"}).status_code == 422
    sent = desk.post(at, body)
    evaluation = Evaluation.objects.get()
    assert sent.url == evaluation.get_absolute_url()
    assert "sudah dikirim" in desk.post(at, body).content.decode()
    assert desk.post(sent.url, {"text": "Saya sendiri"}, follow=True).status_code == 200
    team = signed_in(cast[TEAM])
    assert {card.slug for card in team.get("/meja/").context["queues"] if card.count} == {"jawab", "pengingat"}
    assert team.post(sent.url, {"text": ""}).status_code == 422
    team.post(sent.url, {"text": "Jadwal Maret."})
    evaluation.refresh_from_db()
    assert (evaluation.answer, evaluation.answered_by) == ("Jadwal Maret.", cast[TEAM])
    assert Notice.objects.addressed_to(cast[SPEAKER]).get().title == "Evaluasi Anda dijawab"


def test_an_evaluation_that_was_not_sent_is_reminded_of_once_and_settled(cast):
    one = organisation(cast[TEAM])
    Organisation.objects.update(created_at=datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC))
    april = datetime.date(2026, 4, 1)
    assert [communities.remind(april + datetime.timedelta(days)) for days in (-1, 0, 5)] == [0, 1, 0]
    row = Notice.objects.addressed_to(cast[SPEAKER]).open().get()
    assert (row.title, row.due_on) == ("Evaluasi triwulan 1 2026 belum dikirim", datetime.date(2026, 4, 15))
    communities.submit(organisation=one, by=cast[SPEAKER], values={"year": 2026, "quarter": 1, "well": "-"})
    assert not Notice.objects.addressed_to(cast[SPEAKER]).open().filter(kind=row.kind).exists()
    assert communities.remind(april + datetime.timedelta(days=9)) == 0


@pytest.mark.parametrize("verb", EVALUATION_MOVES)
def test_who_answers_an_evaluation(verb, cast):
    mine = organisation(cast[TEAM])
    one = communities.submit(organisation=mine, by=cast[SPEAKER], values={"year": 2026, "quarter": 1, "well": "-"})
    found = {name for name, user in cast.items() if verb in one.open_moves(user)}
    assert found == {TEAM, "kepala.kesbangpol"}
