"""The wall: a case full of canaries, and nobody who is not on its list can tell a world with it from one without."""

import datetime
import io
import logging
import re
import uuid
import zipfile

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from adat.mediation import hearing, lodging, papers, referring, settling
from adat.mediation.evidence import add_evidence
from adat.mediation.models import Case, PromiseState, StateLink
from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Permission
from harmoni.dashboard.disclosure import shown
from harmoni.history.models import Event
from harmoni.hushed import Hush
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import drain
from harmoni.reports.models import Export
from harmoni.reports.tasks import prepare_export
from registrations.certification.scans import Scan
from registrations.residency.models import Stay
from tests.adat.mediation.cases import CANARY, DAY, PARTIES, again, passed_on, received, seated, told, willing
from tests.cast import export_of, warned
from tests.test_doors import DOORS, PUBLIC, address, plain  # noqa: F401 - a fixture

ON_THE_LIST = {"petugas.kuta", "mediator.badung", "paguyuban.sumbatimur"}
CHANGES = (  # what every page has anew: tokens, keys, ids of a form's opening, and the hour
    re.compile(rb'(name="csrfmiddlewaretoken" value=")\w+'),
    re.compile(rb'(name="(?:key|\w*_key)"\s+value=")[\w-]+'),
    re.compile(rb'("keys?": )"[^"]*"'),
    re.compile(rb"(\b)\d\d[.:]\d\d(?::\d\d(?:\.\d+)?)?"),
)
OWN = {"offline:key", "home:ready", "account_logout"}  # made anew each time; and the way out


def full_case(by, mediator, companion, stay):
    """Everything that a case can hold, and it is running: opened again after it was closed."""
    parties = [PARTIES[0] | {"stay_number": stay.registration_number}, PARTIES[1]]
    case = received(by, mediator, parties=parties)
    willing(case, mediator)
    seated(case, mediator, companion)
    party, today = case.parties.first(), timezone.localdate()
    lodging.add_representative(case=case, by=by, party=party, name=f"{CANARY} wakil", basis=CANARY)
    lodging.give_link(case=case, by=mediator, party=party)
    add_evidence(case=case, by=by, what=CANARY, scan=Scan(b"%PDF-" + CANARY.encode(), "application/pdf"))
    meeting = {"held_on": today, "starts_at": datetime.time(9), "venue": CANARY, "invited": [CANARY], "how": "letter"}
    session = hearing.schedule(case=case, by=mediator, **meeting)
    papers.invite_by_letter(session, [CANARY], by=mediator)
    minutes = hearing.write_minutes(case=case, by=mediator, session=session, text=CANARY)
    hearing.sign(minutes=minutes, by=mediator, name=CANARY, drawn=CANARY)
    papers.print_minutes(minutes, by=mediator)
    promises = [{"owner": CANARY, "what": CANARY, "due_on": today - 95 * DAY}]
    agreement = settling.agree(
        case=again(case), by=mediator, agreed_on=today - 100 * DAY, text=CANARY, promises=promises
    )
    papers.print_agreement(agreement, by=mediator)
    promise = agreement.promises.get()
    settling.settle_promise(case=again(case), by=mediator, promise=promise, state=PromiseState.BROKEN, note=CANARY)
    for visit in agreement.visits.all():
        settling.visit(case=again(case), by=mediator, visited_on=visit.due_on, found=CANARY)
    settling.close(case=again(case), by=mediator, reason=CANARY)
    settling.reopen(case=again(case), by=by, reason=CANARY, recurs=True)
    fields = tuple(referring.FIELDS)
    referring.refer(case=again(case), by=mediator, values=passed_on(), fields=fields, consented_on=today)
    return again(case)


def signed_in(user):
    client = Client()
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def plainly(content):
    if content.startswith(b"PK"):  # a workbook: its parts, without the one that says when it was made
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return {name: book.read(name) for name in book.namelist() if "core.xml" not in name}
    if content.startswith(b"%PDF") and len(content) > 100:  # drawn anew each time: what it says, without the hour
        return re.sub(
            r"\d\d[.:]\d\d", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        )
    for change in CHANGES:
        content = change.sub(rb"\1", content)
    return content


def seen_by(user, things):
    """{door: answer} of every address that opens, and of every search, as this person sees them; nothing is kept.

    Which doors stay shut (403 before any row is read), and that a foreign record is a 404, is told by `test_doors`.
    """
    client, found, who = signed_in(user), {}, user.username if user else None
    for name, door in DOORS.items():
        mine = who is None if door.roles == PUBLIC else who in door.roles
        mine = mine and (door.finders is None or who in door.finders or name.startswith("mediation:"))
        if mine and "GET" in door.methods and name not in OWN:
            found[name] = asked(client, "get", address(name, things))
    for name in ("residency:search", "residency:while_typing", "certification:search"):
        if who in DOORS[name].roles:
            for text in (CANARY, "Umbu"):
                found[name, text] = asked(client, "post", reverse(name), {"q": text})
    return found


def asked(client, method, path, data=None):
    with transaction.atomic():
        answer = getattr(client, method)(path, data)
        transaction.set_rollback(True)
    return answer.status_code, answer.get("Location", ""), plainly(answer.content)


@pytest.fixture
def world(cast, plain):  # noqa: F811 - the fixture above
    return plain | {
        name: uuid.UUID(int=7) for name in ("case", "seat", "case_link", "minutes", "case_evidence", "case_paper")
    }


def test_nobody_off_the_list_can_tell_that_there_is_a_case(cast, world, caplog, mailoutbox):
    strangers = {None: None} | {name: user for name, user in cast.items() if name not in ON_THE_LIST}
    drain()
    before = {name: seen_by(user, world) for name, user in strangers.items()}
    notices = list(Notice.objects.order_by("pk").values())
    caplog.clear()
    mailoutbox.clear()
    stay = Stay.objects.get(pk=world["stay"])
    with caplog.at_level(logging.DEBUG):
        case = full_case(cast["petugas.kuta"], cast["mediator.badung"], cast["paguyuban.sumbatimur"], stay)
        drain()
    told_of = [record.getMessage() for record in caplog.records]
    after = {name: seen_by(user, world) for name, user in strangers.items()}
    different = [
        (name, door) for name in strangers for door, answer in before[name].items() if answer != after[name][door]
    ]
    assert different == []
    assert notices == list(Notice.objects.order_by("pk").values())
    for user in filter(None, strangers.values()):
        for permission in Permission:
            assert not Case.objects.visible_to(user, permission).exists()
    _nothing_leaves(case, told_of, mailoutbox, cast)


def _nothing_leaves(case, told_of, mailoutbox, cast):
    """Outbox, mail and log name neither the case nor what is in it; only those on the list are written to."""
    signs = [CANARY, str(case.pk), case.number, "ediasi", "mediation"]
    rows = [str(row) for row in Outbox.objects.filter(kind="notices.word").values("kind", "payload", "dedupe_key")]
    letters = [f"{letter.subject} {letter.body} {letter.extra_headers}" for letter in mailoutbox]
    assert rows
    assert letters
    assert [line for line in (*rows, *letters, *told_of) for sign in signs if sign in line] == []
    assert not Outbox.objects.filter(kind__startswith="mediation").exists()
    assert {address for letter in mailoutbox for address in letter.to} <= {cast[name].email for name in ON_THE_LIST}


def test_no_story_of_a_person_holds_a_line_of_the_case(cast, world):
    stay = Stay.objects.get(pk=world["stay"])
    about = (stay.pk, stay.person_id)
    before = list(Event.objects.about(*about).values_list("pk", flat=True))
    case = full_case(cast["petugas.kuta"], cast["mediator.badung"], cast["paguyuban.sumbatimur"], stay)
    signed_in(cast["mediator.badung"]).get(case.get_absolute_url())
    assert list(Event.objects.about(*about).values_list("pk", flat=True)) == before
    lines = Event.objects.about(case.pk)
    assert {(line.place, line.reason, tuple(line.subjects)) for line in lines} == {("", "", (case.pk,))}
    assert lines.filter(kind="reading", verb="buka-perkara", actor_id=cast["mediator.badung"].pk).exists()


def test_no_file_that_leaves_holds_a_word_of_it(cast, world):
    stay = Stay.objects.get(pk=world["stay"])
    full_case(cast["petugas.kuta"], cast["mediator.badung"], cast["paguyuban.sumbatimur"], stay)
    export = export_of(cast["petugas.kuta"])
    Export.objects.filter(pk=export.pk).update(status="preparing")
    prepare_export(str(export.pk))
    with zipfile.ZipFile(io.BytesIO(Export.objects.get(pk=export.pk).open_content())) as book:
        parts = [book.read(name) for name in book.namelist()]
    assert parts
    assert not [part for part in parts if CANARY.encode() in part or b"ediasi" in part]


def test_those_on_the_list_see_it_and_what_it_is(cast, world):
    stay = Stay.objects.get(pk=world["stay"])
    case = full_case(cast["petugas.kuta"], cast["mediator.badung"], cast["paguyuban.sumbatimur"], stay)
    for name in ON_THE_LIST:
        desk = signed_in(cast[name])
        assert CANARY in desk.get(case.get_absolute_url()).content.decode()
        assert 'data-queue="perkara"' in desk.get("/meja/").content.decode()
        assert list(desk.get("/mediasi/").context["cases"]) == [case]


def test_the_check_page_tells_that_a_letter_is_genuine_and_nothing_else(client, cast, world):
    stay = Stay.objects.get(pk=world["stay"])
    case = full_case(cast["petugas.kuta"], cast["mediator.badung"], cast["paguyuban.sumbatimur"], stay)
    for paper in case.papers.select_related("document"):
        page = client.get(paper.document.check_path).content.decode()
        main = re.sub(r"<[^>]+>|\s+", " ", page[page.index("<main") : page.index("</main>")])
        assert "Surat ini sah, bersifat tertutup" in main
        assert paper.document.number in main
        said = (CANARY, "Badung", "ediasi", "erkara ini", case.number, paper.get_kind_display())
        assert [word for word in said if word in main] == []


def test_a_link_shows_state_and_next_step_only(
    client, cast, petugas_kuta, mediator_badung, paguyuban_sumbatimur, world
):
    case = full_case(petugas_kuta, mediator_badung, paguyuban_sumbatimur, Stay.objects.get(pk=world["stay"]))
    link = StateLink.objects.get(case=case)
    path = reverse("mediation:state", args=[link.code])
    assert path == f"/kabar/{link.code}/"  # it is sent in a message: the address itself says of nothing
    closed_door = client.get(path).content.decode()
    unknown = client.get(reverse("mediation:state", args=[link.code[::-1]])).content
    assert plainly(closed_door.encode()) == plainly(unknown.replace(link.code[::-1].encode(), link.code.encode()))
    main = closed_door[closed_door.index("<main") : closed_door.index("</main>")]
    title = closed_door[closed_door.index("<title") : closed_door.index("</title>")]
    for word in (CANARY, "erkara", "erselisihan", "ediasi", "ediator"):
        assert word not in main + title
    assert client.post(path, {"pin": "-"}).status_code == 422
    assert client.post(path, {"pin": link.pin}).status_code == 200
    page = client.post(path, {"pin": link.pin}).content.decode()
    assert "Diteruskan kepada lembaga yang berwenang." in page
    names = [str(user) for user in (petugas_kuta, mediator_badung, paguyuban_sumbatimur)]
    assert [word for word in (CANARY, case.number, "Uang jaminan", "Badung", *names) if word in page] == []
    StateLink.objects.update(opened_at=timezone.now() - datetime.timedelta(minutes=16))
    assert client.post(path, {"pin": link.pin}).status_code == 422


def test_a_sealed_case_answers_as_one_that_never_was(cast, world):
    """The same bytes and the same work at the address of a case, of its parts and of its acts, as at any other id."""
    stay = Stay.objects.get(pk=world["stay"])
    case = full_case(cast["petugas.kuta"], cast["mediator.badung"], cast["paguyuban.sumbatimur"], stay)
    within = (case.sessions.first().minutes.first(), case.evidence.first(), case.papers.first())
    paths = [case.get_absolute_url(), *(f"{case.get_absolute_url()}{verb}/" for verb in ("tutup", "bukti"))]
    paths += [f"{case.get_absolute_url()}notula/{within[0].pk}/", *(one.get_absolute_url() for one in within[1:])]
    nobody = str(uuid.UUID(int=7))
    for name in (
        "bendesa.kuta",
        "staf.sumbatimur",
        "kabupaten.badung",
        "pdp.bali",
    ):  # three may open cases of their own
        client = signed_in(cast[name])
        client.get(paths[0])  # the first page of a session writes who is signed in
        for path in paths:
            for method in ("get", "post"):
                real, unreal = (_costs(client, method, at) for at in (path, path.replace(str(case.pk), nobody)))
                assert real == unreal, (name, method, path)
                assert real[0] in (403, 404, 405)


def _costs(client, method, path):
    with CaptureQueriesContext(connection) as asked:
        answer = getattr(client, method)(path)
    return answer.status_code, plainly(answer.content), len(asked)


def test_the_log_of_the_server_names_no_case_and_no_link(client, cast, monkeypatch):
    case = received(cast["petugas.kuta"], cast["mediator.badung"])
    link = lodging.give_link(case=case, by=cast["mediator.badung"], party=case.parties.first())
    out = next(one for one in logging.getLogger().handlers if any(isinstance(f, Hush) for f in one.filters))
    kept = io.StringIO()
    monkeypatch.setattr(out, "stream", kept)
    desk = signed_in(cast["mediator.badung"])
    for who, path in (
        (client, reverse("mediation:state", args=[link.code])),
        (client, reverse("mediation:tell")),
        (desk, f"{case.get_absolute_url()}bukti/"),
        (signed_in(cast["bendesa.kuta"]), case.get_absolute_url()),
        (desk, f"/surat/{case.pk}.pdf"),
    ):
        who.post(path, {"pin": "-"})
    said = kept.getvalue()
    assert said.count("django.request") == 5
    assert [sign for sign in (link.code, str(case.pk), "ediasi", "perselisihan", "kabar") if sign in said] == []
    assert "/surat/….pdf" in said


def test_an_office_that_is_lost_takes_its_cases_along(cast, world):
    stay = Stay.objects.get(pk=world["stay"])
    case = full_case(cast["petugas.kuta"], cast["mediator.badung"], cast["paguyuban.sumbatimur"], stay)
    yesterday = timezone.localdate() - DAY
    Assignment.objects.filter(user=cast["paguyuban.sumbatimur"]).update(since=yesterday - DAY, until=yesterday)
    answer = signed_in(cast["paguyuban.sumbatimur"]).get(case.get_absolute_url())
    assert answer.status_code in (403, 404)
    anew = User.objects.get(pk=cast["paguyuban.sumbatimur"].pk)
    assert not Case.objects.visible_to(anew, Permission.CASE_OPEN).exists()


def test_other_books_send_the_same_word(cast, mailoutbox):
    """An e-mail says that there is word, and not that it is of a case: early warnings send it too."""
    warned()
    received(cast["petugas.kuta"], cast["mediator.badung"])
    drain()
    said = {name: {(m.subject, m.body) for m in mailoutbox if cast[name].email in m.to} for name in cast}
    assert said["kabupaten.badung"] == said["petugas.kuta"] != set()


def test_a_referral_does_not_tell_who_brought_a_confidential_case(cast):
    case = received(cast["petugas.kuta"], cast["mediator.badung"])
    assert referring.passed_on(case, "names") == f"{CANARY} Pak Gede; {CANARY} Umbu Landu"
    case.confidential = False
    assert referring.passed_on(case, "names").startswith(f"{CANARY} Umbu Landu (pihak yang menyampaikan)")


def test_a_party_learns_of_the_offices_looks_and_of_nobody_elses(client, cast, world):
    case = received(cast["petugas.kuta"], cast["mediator.badung"])
    link = lodging.give_link(case=case, by=cast["mediator.badung"], party=case.parties.first())
    signed_in(cast["mediator.badung"]).get(case.get_absolute_url())
    for _n in range(2):
        page = client.post(reverse("mediation:state", args=[link.code]), {"pin": link.pin})
    assert [who for who, _at in page.context["readings"]] == ["mediator"]


def test_a_pin_is_guessed_five_times_an_hour_and_twenty_in_all(client, db):
    case = lodging.lodge(key=uuid.uuid4(), values=told())
    link = case.links.get()
    wrong = f"{(int(link.pin) + 1) % 10**6:06}"

    def follow(pin, code=link.code):
        return client.post(reverse("mediation:follow"), {"code": code, "pin": pin}).status_code

    assert [follow(wrong) for _ in range(5)] == [422] * 5
    assert follow(link.pin) == 422  # shut for this hour, also to whoever knows it
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_tally SET hour = hour - interval '1 hour'")
    assert (follow(link.pin), follow(link.pin, link.code.lower().replace("-", " "))) == (200, 200)
    StateLink.objects.update(wrong=20)
    assert follow(link.pin) == 422


@pytest.mark.parametrize(
    ("code", "pin"), [("", ""), ("\0", "1"), ("x" * 41, "1"), ("7F3K-9QXA-2M4P-QR8T", "000000"), ("é" * 16, "é")]
)
def test_what_opens_nothing_looks_alike(client, db, code, pin):
    assert client.post(reverse("mediation:follow"), {"code": code, "pin": pin}).status_code == 422


def test_few_cases_are_not_told_of(petugas_kuta, mediator_badung):
    received(petugas_kuta, mediator_badung)
    rows = Case.objects.by_regency_and_quarter()
    assert [shown(row["count"], zero_ok=True) for row in rows] == [None]
