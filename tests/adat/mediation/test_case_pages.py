"""The screens of a case: brought at a desk and without an account, led by its mediator, printed for who reads it."""

import html
import io
import re
import uuid
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from adat.mediation import seating
from adat.mediation.acts import ACTS
from adat.mediation.messages import address_of
from adat.mediation.models import Case, Evidence, Minutes, Signature, StateLink
from adat.mediation.workflow import CASE_MOVES
from harmoni.history.models import Event
from tests.adat.mediation.cases import (
    CANARY,
    DAY,
    PARTIES,
    STATES,
    again,
    agreed,
    lodged,
    office,
    received,
    referred,
    scheduled,
    visited,
)

LIST, NEW, TELL, FOLLOW = "/mediasi/", "/mediasi/baru/", "/lapor/perselisihan/", "/lapor/perselisihan/cek/"
STROKES = "M10 10" + "".join(f"L{n * 20} {n * 7}" for n in range(1, 14))


def typed(**values):
    return {
        "key": uuid.uuid4(),
        "kind": "housing",
        "subject": "Uang jaminan kos",
        "summary": "Uang jaminan tidak dikembalikan.",
        "regency": "5103",
        "place": "Kos Melati",
        "brought_by": "newcomer",
        "parties": ["Umbu Landu", "I Gede Artha"],
        "contacts": ["0812", ""],
        "confidential": "on",
        **values,
    }


def act(client, case, verb, **values):
    return client.post(reverse("mediation:act", args=[case.pk, verb]), {"key": uuid.uuid4(), **values})


def in_days(days):
    return (timezone.localdate() + days * DAY).isoformat()


# --- brought --------------------------------------------------------------------------------------------
def test_the_desk_brings_a_case_once(desk, petugas_kuta):
    body = typed()
    answers = [desk.post(NEW, body) for _ in range(2)]
    case = Case.objects.get()
    assert {answer.url for answer in answers} == {case.get_absolute_url()}
    assert [(party.name, party.side, party.contact) for party in case.parties.all()] == [
        ("Umbu Landu", "asking", "0812"),
        ("I Gede Artha", "answering", ""),
    ]
    assert (case.lodged_by, case.where, case.subject) == (petugas_kuta, "Kos Melati", "Uang jaminan kos")
    assert "Uang jaminan kos" in desk.get(LIST).content.decode()


def test_the_form_opens_at_ones_own_regency(desk, client, signed_in, staf_sumbatimur):
    assert desk.get(NEW).context["form"].initial["regency"] == "5103"
    assert signed_in(staf_sumbatimur).get(NEW).context["form"].initial["regency"] == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"summary": "a\0b"}, "summary"),
        ({"kind": "raja"}, "kind"),
        ({"regency": "5311"}, "regency"),
        ({"happened_on": "2999-01-01"}, "happened_on"),
        ({"parties": ["x" * 121, ""]}, "__all__"),
        ({"parties": ["a\0b", ""]}, "__all__"),
    ],
)
def test_wrong_input_is_said_and_what_was_typed_stays(desk, client, wrong, field):
    for address in (NEW, TELL):
        sent = desk.post(address, typed(**wrong))
        assert (sent.status_code, list(sent.context["form"].errors)) == (422, [field])
        assert "Kos Melati" in sent.content.decode()
    assert Case.objects.count() == 0


def test_anybody_brings_one_without_an_account_and_follows_it(client, cast, mediator_badung):
    body = typed(parties=["", ""])
    sent = [client.post(TELL, body) for _ in range(2)]
    link, case = sent[0].context["link"], Case.objects.get()
    assert sent[1].context["link"] == link
    page = client.post(FOLLOW, {"code": link.code, "pin": link.pin}).content.decode()
    assert "Sudah kami terima." in page
    assert "Uang jaminan" not in page
    assert list(Case.objects.visible_to(mediator_badung, "case_open")) == [case]


def test_one_address_tells_ten_times_an_hour(client, db):
    assert [client.post(TELL, typed()).status_code for _ in range(11)] == [200] * 10 + [429]


# --- led ------------------------------------------------------------------------------------------------
def test_every_act_has_its_form_and_every_form_its_row():
    assert set(CASE_MOVES) - set(ACTS) == {"ganti-mediator"}


@pytest.mark.parametrize("state", STATES)
def test_every_open_act_opens_and_says_what_is_lacking(state, signed_in, petugas_kuta, mediator_badung):
    case = STATES[state](petugas_kuta, mediator_badung)
    client = signed_in(mediator_badung)
    assert client.get(case.get_absolute_url()).status_code == 200
    for verb in set(again(case).open_moves(mediator_badung)) & set(ACTS):
        path = reverse("mediation:act", args=[case.pk, verb])
        assert (verb, client.get(path).status_code) == (verb, 200)
        assert (verb, client.post(path, {"key": uuid.uuid4()}).status_code) == (verb, 422)
    assert again(case).status == state


def _the_message_is_ready(client, case):
    """For a phone; its words are of a meeting and of nothing else."""
    party = case.parties.get(side="asking")
    party.contact = "0812-3456-7890"
    party.save(update_fields=["contact_sealed"])
    page = client.get(case.get_absolute_url()).content.decode()
    address = unquote(html.unescape(re.search(r'href="(https://wa\.me/[^"]+)"', page)[1]))
    assert address.startswith("https://wa.me/6281234567890?text=Anda diundang bertemu pada ")
    assert [word for word in (CANARY, "ediasi", "erkara", "jaminan", case.number) if word in address] == []


@pytest.mark.parametrize(
    ("contact", "opens"),
    [
        ("0812 3456 7890 (ibu)", "https://wa.me/"),
        ("umbu@contoh.example", "mailto:umbu@contoh.example?subject=Kabar"),
        ("lewat Pak RT", ""),
        ("Jalan Raya 4", ""),
    ],
)
def test_a_message_goes_to_a_phone_or_a_mailbox(contact, opens):
    address = address_of(contact, "Halo")
    assert address.startswith(opens) if opens else address == ""


def test_who_needs_an_interpreter_says_so_and_the_table_misses_one(client, signed_in, mediator_badung):
    client.post(TELL, typed(parties=["", ""], language="Kambera"))
    case = Case.objects.get()
    assert [(party.name, party.language) for party in case.parties.all()] == [("Yang menyampaikan", "Kambera")]
    mediator = signed_in(mediator_badung)
    assert "Belum ada juru bahasa: Kambera." in mediator.get(case.get_absolute_url()).content.decode()
    act(mediator, case, "terima", kind="housing", clause="custom", no_interest="on")
    act(mediator, case, "kursi", name="Ibu Rambu", kind="interpreter", asked="on")
    page = mediator.get(case.get_absolute_url()).content.decode()
    assert ("Belum ada juru bahasa" in page, "Menghormati adat setempat" in page) == (False, True)


def test_from_the_intake_to_the_letter_of_the_agreement(signed_in, petugas_kuta, mediator_badung, paguyuban_sumbatimur):
    case = lodged(petugas_kuta)
    client = signed_in(mediator_badung)
    assert act(client, case, "terima", kind="housing").status_code == 422  # interests first
    act(client, case, "terima", kind="housing", no_interest="on")
    for party in case.parties.all():
        act(client, case, "setuju", party=party.pk, consent="yes")
    asked = {"office": office(paguyuban_sumbatimur).pk, "kind": "interpreter"}
    assert act(client, case, "kursi", **asked).status_code == 422  # the community, only when a party wants it
    act(client, case, "kursi", **asked, wanted_by=case.parties.first().pk)
    act(client, case, "kursi", name="Ibu Rambu", kind="interpreter", asked="on")
    assert sorted(case.seats.values_list("kind", "status")) == [
        ("community", "invited"),
        ("interpreter", "accepted"),
        ("mediator", "accepted"),
    ]
    names = [party["name"] for party in PARTIES]
    meeting = {"held_on": in_days(2), "starts_at": "10.00", "venue": "Balai", "invited": names}
    act(client, case, "jadwalkan", **meeting, how=["letter", "message"])
    assert [paper.to for paper in case.papers.all()] == names
    _the_message_is_ready(client, case)
    act(client, case, "notula", session=case.sessions.get().pk, text="Kedua pihak hadir.")
    agreement = {"agreed_on": in_days(0), "text": "Dikembalikan.", "owner_1": names[1], "what_1": "Mengembalikan"}
    assert act(client, case, "sepakati", **agreement).status_code == 422  # no day
    act(client, case, "sepakati", **agreement, due_on_1=in_days(5))
    case = again(case)
    assert (case.status, case.agreement.promises.get().owner) == ("agreed", names[1])
    assert [paper.kind for paper in case.papers.all()] == ["invitation", "invitation", "agreement"]


def test_the_same_key_is_one_act(signed_in, petugas_kuta, mediator_badung):
    case, key = received(petugas_kuta, mediator_badung), uuid.uuid4()
    client = signed_in(mediator_badung)
    body = {"key": key, "side": "asking", "kind": "person", "name": "Rambu", "stay_number": ""}
    path = reverse("mediation:act", args=[case.pk, "pihak"])
    assert [client.post(path, body).url for _ in range(2)] == [case.get_absolute_url()] * 2
    assert case.parties.count() == 3
    assert client.post(path, body | {"name": "Lain"}).status_code == 409


def test_a_step_that_is_not_open_says_so(signed_in, petugas_kuta, mediator_badung):
    case = lodged(petugas_kuta)
    client = signed_in(petugas_kuta)
    for answer in (
        act(client, case, "terima", kind="housing", no_interest="on"),
        act(client, case, "tutup", reason="-"),
    ):
        assert answer.url == case.get_absolute_url()
    assert client.get(reverse("mediation:act", args=[case.pk, "terima"])).url == case.get_absolute_url()
    assert again(case).status == "lodged"
    assert client.get(f"{case.get_absolute_url()}tidak-ada/").status_code == 404


def test_the_invited_sees_who_quarrels_and_no_more_until_the_answer(
    signed_in, petugas_kuta, mediator_badung, paguyuban_sumbatimur
):
    case = received(petugas_kuta, mediator_badung)
    seat = seating.invite(
        case=case, by=mediator_badung, office=office(paguyuban_sumbatimur), wanted_by=case.parties.first()
    )
    client = signed_in(paguyuban_sumbatimur)
    assert 'data-queue="kursi"' in client.get("/meja/").content.decode()
    page = client.get(seat.get_absolute_url()).content.decode()
    assert PARTIES[0]["name"] in page
    assert "Uang jaminan" not in page
    assert client.get(case.get_absolute_url()).status_code == 404
    body = {"key": uuid.uuid4(), "has_conflict": "no", "willing": "yes"}
    assert client.post(seat.get_absolute_url(), body).url == case.get_absolute_url()
    assert "Uang jaminan" in client.get(case.get_absolute_url()).content.decode()
    assert client.post(seat.get_absolute_url(), body | {"key": uuid.uuid4()}).url == LIST


def test_minutes_are_signed_on_the_screen(signed_in, petugas_kuta, mediator_badung):
    case = scheduled(petugas_kuta, mediator_badung)
    client = signed_in(mediator_badung)
    path = act(client, case, "notula", session=case.sessions.get().pk, text="Satu").url
    body = {"key": uuid.uuid4(), "who": PARTIES[0]["name"], "signature": STROKES, "read_aloud": "on"}
    assert client.post(path, body | {"signature": "M1 1"}).status_code == 422
    assert client.post(path, body | {"read_aloud": ""}).status_code == 422
    assert [client.post(path, body).url for _ in range(2)] == [path] * 2
    assert Signature.objects.get().drawn == STROKES
    assert STROKES in client.get(path).content.decode()
    newer = act(client, case, "notula", session=case.sessions.get().pk, text="Dua").url
    assert "versi yang lebih baru" in client.get(path).content.decode()
    assert client.post(path, body | {"key": uuid.uuid4()}).url == path
    assert (Signature.objects.count(), Minutes.objects.count(), newer != path) == (1, 2, True)


def test_evidence_comes_back_as_an_attachment(signed_in, desk, petugas_kuta, mediator_badung):
    raw = io.BytesIO()
    Image.new("RGB", (30, 30)).save(raw, "PNG")
    raw.seek(0)
    raw.name = "foto.png"
    case = lodged(petugas_kuta)
    assert act(desk, case, "bukti", what="Kuitansi", file=raw).url == case.get_absolute_url()
    sent = desk.get(Evidence.objects.get().get_absolute_url())
    assert (sent["Content-Security-Policy"], sent["Content-Type"], sent.content[:2]) == (
        "sandbox",
        "image/jpeg",
        b"\xff\xd8",
    )
    bad = io.BytesIO(b"bukan gambar")
    bad.name = "a.png"
    assert act(desk, case, "bukti", what="X", file=bad).status_code == 422


def test_a_letter_says_through_whose_hands_it_went(signed_in, petugas_kuta, mediator_badung):
    case = agreed(petugas_kuta, mediator_badung)
    from adat.mediation.papers import print_agreement

    paper = print_agreement(case.agreement, by=mediator_badung)
    for user in (petugas_kuta, mediator_badung):
        sent = signed_in(user).get(paper.get_absolute_url())
        text = re.sub(r"\s+", " ", PdfReader(io.BytesIO(sent.content)).pages[0].extract_text())
        assert f"{user}, " in text
        assert "TIDAK DIPUNGUT BIAYA" in text
        assert f"Sepakat {CANARY}" in text
        assert paper.document.number in text
    assert Event.objects.about(case.pk).filter(verb="cetak-surat").count() == 2
    assert paper.document.content is None


def test_a_referral_is_not_drawn_when_its_time_is_over(signed_in, petugas_kuta, mediator_badung):
    case = referred(petugas_kuta, mediator_badung)
    paper, client = case.papers.get(), signed_in(mediator_badung)
    assert client.get(paper.get_absolute_url()).status_code == 200
    paper.document.valid_until = timezone.localdate() - DAY
    paper.document.save()
    assert client.get(paper.get_absolute_url()).url == case.get_absolute_url()


def test_a_partys_link_is_shown_until_it_was_opened(signed_in, client, petugas_kuta, mediator_badung):
    case = received(petugas_kuta, mediator_badung)
    mediator = signed_in(mediator_badung)
    page = act(mediator, case, "tautan", party=case.parties.first().pk).url
    link = StateLink.objects.get()
    assert link.pin in mediator.get(page).content.decode()
    assert client.post(reverse("mediation:state", args=[link.code]), {"pin": link.pin}).status_code == 200
    assert mediator.get(page).status_code == 404


def test_what_lies_in_one_case_is_not_found_through_another(signed_in, petugas_kuta, mediator_badung):
    mine, other = agreed(petugas_kuta, mediator_badung), received(petugas_kuta, mediator_badung)
    client = signed_in(mediator_badung)
    from adat.mediation.papers import print_agreement

    paper = print_agreement(mine.agreement, by=mediator_badung)
    assert client.get(reverse("mediation:paper", args=[other.pk, paper.pk])).status_code == 404
    party = other.parties.first()
    assert act(client, mine, "setuju", party=party.pk, consent="no").status_code == 422
    assert act(client, mine, "tautan", party="bukan-uuid").status_code == 422


def test_the_list_costs_the_same_for_one_and_for_many(
    signed_in, petugas_kuta, mediator_badung, django_assert_num_queries
):
    client = signed_in(mediator_badung)
    for count in (1, 3):
        while Case.objects.count() < count:
            lodged(petugas_kuta)
        with django_assert_num_queries(8):
            assert len(client.get(LIST).context["cases"]) == count


def test_visits_to_the_ninetieth_day_and_the_end(signed_in, petugas_kuta, mediator_badung):
    case = visited(petugas_kuta, mediator_badung, times=2)
    client = signed_in(mediator_badung)
    assert act(client, case, "tutup", reason="Cukup").status_code == 422
    assert act(client, case, "kunjungi", visited_on=in_days(-1), found="Baik").status_code == 302
    assert act(client, case, "tutup", reason="Ditepati").status_code == 302
    assert again(case).status == "closed"
    assert list(client.get(LIST).context["cases"]) == []
    assert list(client.get(LIST, {"antre": "selesai"}).context["cases"]) == [case]
