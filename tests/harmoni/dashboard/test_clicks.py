"""A figure leads to the very list that it counts, where its reader may see people; and how many messages arrived."""

import datetime

import pytest
from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.dashboard import rollups, snapshots
from harmoni.dashboard.models import Figure, Snapshot
from harmoni.dashboard.tiles import KEPT, lists_of
from harmoni.dashboard.viewpoint import Side, Viewpoint
from harmoni.dashboard.weekly import MESSAGES
from harmoni.notices.messages import message
from harmoni.notices.models import Message, MessageState
from registrations.residency.changes import depart, renew
from registrations.residency.models import Stay
from tests.cast import arrive, brief, issue, prepare
from tests.harmoni.dashboard.test_views import HOME, figures_on

KUTA, SUMBA_TIMUR = Viewpoint(Side.STAY, "510301/kuta/"), Viewpoint(Side.ORIGIN, "5311")
TODAY, DAY = timezone.localdate(), datetime.timedelta(days=1)
S = MessageState


@pytest.fixture
def mixed(petugas_kuta, staf_sumbatimur, kepala_sumbatimur):
    """One of each: with letter and briefing, renewed, gone home, past the plan; four of them since long ago."""
    candidate = prepare(staf_sumbatimur)
    brief(staf_sumbatimur, candidate)
    issue(candidate, staf_sumbatimur, kepala_sumbatimur)
    arrive(petugas_kuta, who={"nik": candidate.person.nik})
    long_ago = {"arrived_on": TODAY - 90 * DAY, "planned_until": TODAY + 9 * DAY}
    renewed, gone, late, _plain = [arrive(petugas_kuta, **long_ago) for _ in range(4)]
    Stay.objects.filter(pk=renewed.pk).update(registered_at=timezone.now() - 80 * DAY, term_since=TODAY - 80 * DAY)
    renewed.refresh_from_db()
    renew(stay=renewed, by=petugas_kuta, until=TODAY + 100 * DAY)
    depart(stay=gone, by=petugas_kuta, on=TODAY)
    Stay.objects.filter(pk=late.pk).update(planned_until=TODAY - DAY)
    prepare(staf_sumbatimur)
    rollups.rebuild()


def true_count(view, metric):
    """What the fold keeps of it."""
    month = f"{TODAY:%Y-%m}"
    cells = KEPT | {"arrivals.month": ("arrivals", month), "departures.month": ("departures", month)}
    cells |= {"share.briefed": KEPT["stays.briefed"], "share.letter": KEPT["stays.letter"]}
    breakdown, cell = cells[metric]
    return Figure.objects.get(scope=view.key, breakdown=breakdown, cell=cell).count


@pytest.mark.parametrize(
    ("name", "view", "rows", "metrics"),
    [("petugas.kuta", KUTA, "stays", 8), ("staf.sumbatimur", SUMBA_TIMUR, "candidates", 1)],
)
def test_a_figure_leads_to_the_list_that_it_counts(mixed, cast, signed_in, name, view, rows, metrics):
    client, lists = signed_in(cast[name]), lists_of(view, cast[name])
    assert len(lists) == metrics
    shown = {metric: len(client.get(url).context[rows]) for metric, url in lists.items()}
    assert shown == {metric: true_count(view, metric) for metric in lists}
    assert 0 not in shown.values()
    page = client.get(HOME).content.decode()
    assert [url for url in lists.values() if url not in page] == []


def test_a_list_of_a_figure_is_a_chip_only_while_it_is_open(mixed, petugas_kuta, signed_in):
    client = signed_in(petugas_kuta)
    assert "Pernah tercatat" not in client.get("/pendatang/").content.decode()
    assert "Pernah tercatat" in client.get("/pendatang/?antre=tercatat").content.decode()


def sent(place, state, number, age=1):
    for one in range(number):
        key = f"{place}/{state}/{age}/{one}"
        row = message(event="x", key=key, place=place, state=state, changed_by=User.objects.first())
        row.save(force_insert=True)
        Message.objects.filter(pk=row.pk).update(changed_at=timezone.now() - age * DAY)


def test_messages_that_arrived_are_told_as_a_share_of_those_that_ended(petugas_kuta, provinsi_bali, signed_in):
    for state, number in ((S.SENT, 20), (S.HANDED, 10), (S.BOUNCED, 10), (S.WITHDRAWN, 9), (S.PREPARED, 9)):
        sent("510301/kuta/", state, number)
    sent("510301/kuta/", S.SENT, 9, age=31)
    sent("5311", S.FAILED, 3)
    sent("", S.SENT, 3)
    snapshots.recount_and_freeze()
    rows = Snapshot.objects.filter(breakdown=MESSAGES).values_list("scope", "cell", "count", "told")
    bali = {(f"stay:{code}", *told) for code in ("51", "5103", "510301", "510301/kuta/")
            for told in (("ended", 40, 40), ("arrived", 30, 30))}  # fmt: skip
    ntt = {(f"origin:{code}", "ended", 3, None) for code in ("53", "5311")}  # none that arrived is no row
    assert set(rows) == bali | ntt
    assert figures_on(signed_in(provinsi_bali).get(HOME))["share.delivered"] == "75"
