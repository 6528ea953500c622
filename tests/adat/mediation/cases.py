"""Cases in every state, reached by the verbs: a deposit in Kuta that a landlord does not give back."""

import datetime
import uuid

from django.utils import timezone

from adat.mediation import hearing, lodging, referring, seating, settling
from adat.mediation.models import By, Case, Consent, PromiseState
from harmoni.accounts.models import Assignment
from harmoni.regions.models import Region

CANARY = "Kenari-Xq7"
PARTIES = (
    {"name": f"{CANARY} Umbu Landu", "side": "asking", "contact": f"0812 {CANARY}"},
    {"name": f"{CANARY} Pak Gede", "side": "answering", "contact": f"Jalan {CANARY} 4"},
)
DAY = datetime.timedelta(days=1)


def told(**values):
    """A case as the form gives it; every text bears the canary."""
    return {
        "kind": "housing",
        "brought_by": "newcomer",
        "regency": Region.objects.get(code="5103"),
        "happened_on": timezone.localdate() - 3 * DAY,
        "confidential": True,
        "subject": f"Uang jaminan {CANARY}",
        "where": f"Kos {CANARY}, Kuta",
        "summary": f"Uang jaminan Rp 1.500.000 tidak dikembalikan, kata {CANARY}.",
        "desired_outcome": f"Dikembalikan, kata {CANARY}.",
        **values,
    }


def lodged(by=None, *, parties=PARTIES, **values):
    return lodging.lodge(key=uuid.uuid4(), values=told(**values), parties=parties, by=by)


def again(case):
    """The case as the database has it now."""
    return Case.objects.get(pk=case.pk)


def received(by, mediator, **values):
    case = lodged(by, **values)
    hearing.receive(case=case, by=mediator, kind=case.kind)
    return again(case)


def willing(case, by):
    for party in case.parties.all():
        lodging.record_consent(case=case, by=by, party=party, consent=Consent.YES)


def scheduled(by, mediator, **values):
    case = received(by, mediator, **values)
    willing(case, mediator)
    day = {"held_on": timezone.localdate() + 2 * DAY, "starts_at": datetime.time(10)}
    names = [party["name"] for party in PARTIES]
    hearing.schedule(case=case, by=mediator, venue=f"Balai {CANARY}", invited=names, how=By.LETTER, **day)
    return again(case)


def agreed(by, mediator, *, ago=0, **values):
    """Agreed so many days ago."""
    case = scheduled(by, mediator, **values)
    on = timezone.localdate() - ago * DAY
    promise = {"owner": PARTIES[1]["name"], "what": f"Mengembalikan {CANARY}", "due_on": on + 5 * DAY}
    settling.agree(case=case, by=mediator, agreed_on=on, text=f"Sepakat {CANARY}", promises=[promise])
    return again(case)


def visited(by, mediator, *, times=3, ago=100, **values):
    case = agreed(by, mediator, ago=ago, **values)
    promise = case.agreement.promises.get()
    settling.settle_promise(case=case, by=mediator, promise=promise, state=PromiseState.KEPT)
    for visit in list(case.agreement.visits.all())[:times]:
        settling.visit(case=case, by=mediator, visited_on=visit.due_on, found=f"Baik {CANARY}")
    return again(case)


def closed(by, mediator, **values):
    case = visited(by, mediator, **values)
    settling.close(case=case, by=mediator, reason=f"Selesai {CANARY}")
    return again(case)


def failed(by, mediator, **values):
    case = scheduled(by, mediator, **values)
    settling.fail(case=case, by=mediator, reason=f"Belum {CANARY}")
    return again(case)


def withdrawn(by, mediator, **values):
    case = lodged(by, **values)
    settling.withdraw(case=case, by=by or mediator, reason=f"Batal {CANARY}")
    return again(case)


def reopened(by, mediator, **values):
    case = closed(by, mediator, **values)
    settling.reopen(case=case, by=by, reason=f"Lagi {CANARY}", recurs=True)
    return again(case)


def passed_on(**values):
    today = timezone.localdate()
    due = {"answer_by": today + 14 * DAY, "expires_on": today + 30 * DAY}
    return {"receiver": "kerta_desa", "office": "", "need": f"Diputus {CANARY}", **due, **values}


def referred(by, mediator, **values):
    case = received(by, mediator, **values)
    fields = ("subject", "names")
    referring.refer(case=case, by=mediator, values=passed_on(), fields=fields, consented_on=timezone.localdate())
    return again(case)


def office(user):
    return Assignment.objects.get(user=user)


def seated(case, mediator, companion):
    """The companion invited and willing."""
    seat = seating.invite(case=case, by=mediator, office=office(companion), wanted_by=case.parties.first())
    seating.answer(seat=seat, by=companion, willing=True, has_conflict=False)
    return seat


STATES = {
    "lodged": lambda by, mediator: lodged(by),
    "received": received,
    "sessions": scheduled,
    "agreed": agreed,
    "follow_up": lambda by, mediator: visited(by, mediator, times=1),
    "no_agreement": failed,
    "referred": referred,
    "withdrawn": withdrawn,
    "closed": closed,
    "reopened": reopened,
}
