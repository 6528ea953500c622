"""Every tile of every viewpoint against counts of the books in plain SQL, after the disclosure rule."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from harmoni.dashboard import rollups, snapshots
from harmoni.dashboard.disclosure import share, shown
from harmoni.dashboard.models import Figure, Snapshot
from harmoni.dashboard.telling import tells_zero, told_of
from harmoni.dashboard.tiles import BESIDE, KEPT, PREPARED, STAYING
from harmoni.dashboard.weekly import published
from harmoni.regions.models import Region
from registrations.residency.changes import depart, renew
from registrations.residency.models import Stay
from tests.cast import arrive, brief, house, issue, nik_of, prepare
from tests.harmoni.dashboard.test_clicks import S, sent
from tests.harmoni.dashboard.test_views import HOME, figures_on

TODAY, DAY = timezone.localdate(), datetime.timedelta(days=1)
SEEN = [
    ("provinsi.bali", "51"),
    ("provinsi.bali", "5103"),
    ("provinsi.bali", "5171"),
    ("kabupaten.badung", "5103"),
    ("kabupaten.badung", "510301"),
    ("petugas.kuta", "510301/kuta"),
    ("petugas.intaran", "517101/intaran"),
    ("provinsi.ntt", "53"),
    ("provinsi.ntt", "5304"),
    ("staf.sumbatimur", "5311"),
]
STAYS = """
WITH passed AS (SELECT candidate_id FROM certification_attendance WHERE passed),
     lettered AS (SELECT candidate_id FROM certification_recommendation WHERE status = 'issued')
SELECT count(*) FROM residency_stay stay
JOIN people_person person ON person.id = stay.person_id
JOIN regions_customaryvillage village ON village.id = stay.customary_village_id
WHERE stay.status <> 'cancelled' AND {place} LIKE %(path)s AND {what}
"""
LIVES = "stay.status IN {here}"
MONTH = "to_char({}, 'YYYY-MM') = to_char(%(today)s::date, 'YYYY-MM')"
OF_STAYS = {
    "stays.active": LIVES,
    "stays.registered": "true",
    "stays.overdue": LIVES + " AND stay.planned_until < %(today)s",
    "stays.renewed": LIVES + " AND stay.term_since > (stay.registered_at AT TIME ZONE 'Asia/Makassar')::date",
    "arrivals.month": "stay.moved_from_id IS NULL AND " + MONTH.format("stay.arrived_on"),
    "departures.month": "stay.ended_as = '' AND " + MONTH.format("stay.departed_on"),
    "stays.briefed": LIVES + " AND stay.candidate_id IN (TABLE passed)",
    "stays.letter": LIVES + " AND stay.candidate_id IN (TABLE lettered)",
}
JOURNEYS = """
SELECT {value} FROM certification_candidate journey
LEFT JOIN regions_customaryvillage led ON led.id = journey.destination_customary_village_id
LEFT JOIN regions_customaryvillage came ON came.id = journey.arrived_at_id
LEFT JOIN certification_recommendation letter ON letter.candidate_id = journey.id AND letter.letter_number <> ''
WHERE {place} LIKE %(path)s AND {what}
"""
LED_TO = "coalesce(led.path, journey.destination_regency_id)"
OF_JOURNEYS = {
    "letters.issued": (LED_TO, "letter.id IS NOT NULL"),
    "candidates.expected": (LED_TO, "journey.status = 'expected' AND letter.id IS NOT NULL"),
    "candidates.arrived": ("came.path", "journey.status = 'arrived'"),
}
WAIT = "extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY letter.decided_at - letter.proposed_at)) / 86400"
ROOM = """
SELECT sum(lodging.capacity), sum((SELECT count(*) FROM residency_stay stay
                                   WHERE stay.lodging_id = lodging.id AND stay.status = 'active'))
FROM residency_lodging lodging JOIN regions_customaryvillage village ON village.id = lodging.customary_village_id
WHERE village.path LIKE %(path)s AND lodging.capacity IS NOT NULL
"""
SENT = """
SELECT count(*), count(*) FILTER (WHERE state IN ('sent', 'handed')) FROM notices_message
WHERE place LIKE %(path)s AND state IN ('sent', 'handed', 'bounced', 'failed')
AND changed_at > now() - interval '30 days'
"""


def row(query, scope, **words):
    side, path = scope.split(":")
    here = "('active', 'awaiting_match')" if "/" in path else "('active')"
    with connection.cursor() as cursor:
        cursor.execute(query.format(**words).format(here=here), {"path": f"{path}%", "today": TODAY})
        return cursor.fetchone()


def counts_of(scope):
    """{metric: how many in the books}."""
    stays_at = scope.startswith("stay:")
    place = "village.path" if stays_at else "person.origin_village_id"
    found = {metric: row(STAYS, scope, place=place, what=what)[0] for metric, what in OF_STAYS.items()}
    for metric, (place, what) in OF_JOURNEYS.items():
        place = place if stays_at else "journey.origin_id"
        found[metric] = row(JOURNEYS, scope, value="count(*)", place=place, what=what)[0]
    return found


def key_of(scope, metric):
    breakdown, cell = KEPT.get(metric) or (metric.partition(".")[0], f"{TODAY:%Y-%m}")
    return scope, breakdown, cell


@pytest.fixture
def books(petugas_kuta, petugas_intaran, staf_sumbatimur, kepala_sumbatimur):
    """Two places of stay and two of origin, with enough of everything to be told, and too little of some."""
    belu = {"origin_village": Region.objects.filter(code__startswith="5304", level=Region.Level.VILLAGE)[0]}
    candidates = [prepare(staf_sumbatimur) for _ in range(24)]
    brief(staf_sumbatimur, *candidates[:10])
    for candidate in candidates[:22]:
        issue(candidate, staf_sumbatimur, kepala_sumbatimur)
    for candidate in candidates[:12]:
        arrive(petugas_kuta, who={"nik": candidate.person.nik})
    lodging = house(petugas_kuta, capacity=40)
    long_ago = {"arrived_on": TODAY - 90 * DAY, "planned_until": TODAY + 9 * DAY}
    stays = [arrive(petugas_kuta, who=belu if n % 3 else None, **long_ago) for n in range(45)]
    for stay in stays[:9]:
        depart(stay=stay, by=petugas_kuta, on=TODAY)
    Stay.objects.filter(pk__in=[stay.pk for stay in stays[9:20]]).update(planned_until=TODAY - DAY)
    since = {"registered_at": timezone.now() - 80 * DAY, "term_since": TODAY - 80 * DAY}
    Stay.objects.filter(pk__in=[stay.pk for stay in stays[20:29]]).update(**since)
    for stay in Stay.objects.filter(pk__in=[stay.pk for stay in stays[20:29]]):
        renew(stay=stay, by=petugas_kuta, until=TODAY + 60 * DAY)
    Stay.objects.filter(pk__in=[stay.pk for stay in stays[9:]]).update(lodging=lodging)
    for _ in range(13):
        arrive(petugas_intaran, where="517101/intaran/")
    nik = nik_of()
    arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    assert arrive(petugas_kuta, who={"nik": nik}).status == "awaiting_match"
    sent("510301/kuta/", S.SENT, 20)
    sent("510301/kuta/", S.BOUNCED, 10)
    rollups.rebuild()
    snapshots.recount_and_freeze()


@pytest.fixture
def told(books):
    """{scope: {metric: what may be told of the plain count}}; a number that covers a small one is hidden with it."""
    scopes = Figure.objects.values_list("scope", flat=True).distinct()
    counts = {key_of(scope, metric): n for scope in scopes for metric, n in counts_of(scope).items()}
    covers = Snapshot.objects.filter(told=None, count__gte=8).values_list("scope", "breakdown", "cell")
    may = told_of({key: n for key, n in counts.items() if n}) | dict.fromkeys(covers)
    return {
        scope: {
            metric: may.get(key := key_of(scope, metric), 0 if tells_zero(scope, key[1]) else None)
            for metric in (*OF_STAYS, *OF_JOURNEYS)
        }
        for scope in scopes
    }


def beside(scope, told):
    """What the tiles say that are no counts: days, and the shares of told numbers."""
    days, letters = row(
        JOURNEYS,
        scope,
        value=f"{WAIT}, count(*)",
        place=LED_TO if scope.startswith("stay:") else "journey.origin_id",
        what="letter.id IS NOT NULL",
    )
    found = {
        "days.to_letter": int(float(days) + 0.5) if letters >= 8 else None,
        "share.briefed": share(told["stays.briefed"], told["stays.active"]),
        "share.letter": share(told["stays.letter"], told["stays.active"]),
    }
    side, code = scope.split(":")
    wide = "/" not in code and len(code) < 6
    capacity, inside = row(ROOM, scope)
    if side == "stay" and capacity:
        found["share.lodging"] = share(shown(int(inside), zero_ok=wide), shown(capacity, zero_ok=wide))
    ended, arrived = row(SENT, scope)
    if ended:
        found["share.delivered"] = share(shown(arrived, zero_ok=wide), shown(ended, zero_ok=wide))
    if side == "stay" and code in published():
        found["share.coverage"] = share(told["stays.active"], published()[code])
    return found


def test_every_tile_is_a_plain_count_after_the_rule(told, cast, signed_in):
    wrong, seen = [], set()
    for name, code in SEEN:
        side = "stay" if code.startswith("51") else "origin"
        scope = f"{side}:{code}/" if "/" in code else f"{side}:{code}"
        should = told[scope] | beside(scope, told[scope])
        page = figures_on(signed_in(cast[name]).get(f"{HOME}{code}/"))
        for metric in [tile[0] for tile in (*STAYING, *PREPARED, *BESIDE) if tile[0] in page or tile[0] in should]:
            value = "hidden" if should.get(metric) is None else str(should[metric])
            seen.add((metric, value == "hidden"))
            if page.get(metric) != value:
                wrong.append((scope, metric, page.get(metric), value))
    assert wrong == []
    assert {metric for metric, hidden in seen if not hidden} == {tile[0] for tile in (*STAYING, *PREPARED, *BESIDE)}
