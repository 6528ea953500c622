"""Whatever is done to a case in whatever order, while it runs somebody knows the day of the next step."""

import datetime
from random import Random

import pytest
from django.db.models import F
from django.utils import timezone

from adat.mediation import hearing, lodging, referring, seating, settling
from adat.mediation.models import By, Case, Consent, FollowUp, Promise, PromiseState
from adat.mediation.workflow import ENDED, SessionStatus
from harmoni.accounts.models import Assignment
from harmoni.history.workflow import MoveRefused
from tests.adat.mediation.cases import DAY, PARTIES, again, lodged, passed_on, willing

TODAY = timezone.localdate


def _agree(case, by, rng):
    on = TODAY() - rng.randint(0, 100) * DAY
    promise = {"owner": PARTIES[1]["name"], "what": "-", "due_on": on + rng.randint(0, 60) * DAY}
    settling.agree(case=case, by=by, agreed_on=on, text="-", promises=[promise])


def _minutes(case, by, rng):
    hearing.write_minutes(case=case, by=by, session=rng.choice(list(case.sessions.all())), text="-")


def _call_off(case, by, rng):
    planned = case.sessions.filter(status=SessionStatus.PLANNED).first()
    hearing.call_off(case=case, by=by, session=planned, reason="-.")


def _schedule(case, by, rng):
    day = TODAY() + rng.randint(0, 40) * DAY
    hearing.schedule(case=case, by=by, held_on=day, starts_at=datetime.time(9), venue="-", invited=["-"], how=By.LETTER)


def _promise(case, by, rng):
    promise = case.agreement.promises.filter(state=PromiseState.OPEN).first()
    settling.settle_promise(case=case, by=by, promise=promise, state=rng.choice(["kept", "broken"]))


def _visit(case, by, rng):
    settling.visit(case=case, by=by, visited_on=TODAY(), found="-")


def _answer(case, by, rng):
    day = TODAY() - rng.randint(0, 20) * DAY
    referring.record_answer(case=case, by=by, referral=case.referrals.last(), answered_on=day, text="-")


def _refer(case, by, rng):
    referring.refer(case=case, by=by, values=passed_on(), fields=("subject",), consented_on=TODAY())


def _object(case, by, rng):
    seat = case.seats.filter(status="accepted").first()
    seating.object_to(case=case, by=by, seat=seat, party=case.parties.first(), reason="Bersaudara")


ACTS = {
    "terima": lambda case, by, rng: hearing.receive(case=case, by=by, kind="housing"),
    "jadwalkan": _schedule,
    "notula": _minutes,
    "batalkan": _call_off,
    "sepakati": _agree,
    "janji": _promise,
    "kunjungi": _visit,
    "rujuk": _refer,
    "jawaban": _answer,
    "tutup": lambda case, by, rng: settling.close(case=case, by=by, reason="Selesai."),
    "tidak-sepakat": lambda case, by, rng: settling.fail(case=case, by=by, reason="Belum."),
    "tarik": lambda case, by, rng: settling.withdraw(case=case, by=by, reason="Batal."),
    "buka-kembali": lambda case, by, rng: settling.reopen(case=case, by=by, reason="Lagi.", recurs=True),
    "undur": lambda case, by, rng: seating.step_down(case=case, by=by, reason="Bersaudara."),
    "tolak-mediator": _object,
    "setuju": lambda case, by, rng: lodging.record_consent(
        case=case, by=by, party=case.parties.first(), consent=Consent.YES
    ),
}
OFTEN = {"tarik": 0.15, "tutup": 0.5, "rujuk": 0.3, "undur": 0.2, "tolak-mediator": 0.2, "tidak-sepakat": 0.3}


STAY = {"setuju", "tolak-mediator", "undur"}  # what may leave the day as it was


def days_pass(case, rng):
    """So many days later: every day of the case lies so much further back."""
    past = rng.choice([0, 0, 3, 12, 40]) * DAY
    for rows, names in (
        (Case.objects.filter(pk=case.pk), ("next_on",)),
        (case.sessions, ("held_on",)),
        (case.agreements, ("agreed_on",)),
        (Promise.objects.filter(agreement__case=case), ("due_on",)),
        (FollowUp.objects.filter(agreement__case=case), ("due_on",)),
        (case.referrals, ("answer_by", "expires_on")),
    ):
        rows.update(**{name: F(name) - past for name in names})
    return again(case)


def waits(case):
    """The days on which something is promised, due or answered, whether they have passed or not."""
    agreement = case.agreement
    if not agreement:
        return []
    days = list(agreement.promises.filter(state=PromiseState.OPEN).values_list("due_on", flat=True))
    return days + ([agreement.next_visit.due_on] if agreement.next_visit else [])


@pytest.mark.parametrize("seed", [3, 5])
def test_a_running_case_always_has_a_next_date_ahead_or_something_due(cast, petugas_kuta, mediator_badung, seed):
    rng, done = Random(seed), []
    for name in ("pdp.bali", "kesbangpol.bali"):
        Assignment.objects.create(user=cast[name], role="mediator", region_id="5103")
    people = [cast[name] for name in ("mediator.badung", "pdp.bali", "kesbangpol.bali", "petugas.kuta")]
    case = lodged(petugas_kuta)
    willing(case, petugas_kuta)
    for _step in range(40):
        case = days_pass(case, rng)
        open_to = [(verb, who) for who in people for verb in case.open_moves(who) if verb in ACTS]
        open_to = [(verb, who) for verb, who in open_to if rng.random() < OFTEN.get(verb, 1)]
        if not open_to:
            break
        (verb, who), before = rng.choice(open_to), case.next_on
        try:
            ACTS[verb](case, who, rng)
        except (MoveRefused, AttributeError, IndexError):  # nothing planned, promised, referred or seated
            continue
        done.append(verb)
        case = again(case)
        if case.status in ENDED:
            assert (case.next_on, case.closed_on) == (None, TODAY()), done
        else:
            assert case.closed_on is None, done
            told = case.next_on >= TODAY() or case.next_on in waits(case)
            assert told or (verb in STAY and case.next_on == before), done
    assert len(done) > 8, done
