"""The public page and its files: the frozen week for anybody, nothing of a minute, nothing of a person."""

import csv
import io
import json

import pytest
from django.db import connection

from harmoni.dashboard import open_data, rollups, snapshots
from harmoni.dashboard.disclosure import shown
from harmoni.dashboard.models import Snapshot, Week
from harmoni.regions.models import Region
from tests.cast import arrive
from tests.harmoni.dashboard.test_attack import found_out
from tests.harmoni.dashboard.test_views import figures_on


@pytest.fixture
def week(petugas_kuta, petugas_intaran):
    """Thirty in Kuta of three origins, nine in Intaran; then eleven more come after Monday."""
    for number in range(39):
        by, where = (petugas_kuta, "510301/kuta/") if number < 30 else (petugas_intaran, "517101/intaran/")
        code = "3578011001" if number % 5 == 0 else "5304011001" if number % 7 == 0 else "5311011001"
        who = {
            "origin_village": Region.objects.filter(code__startswith=code[:6], level=4).first(),
            "sex": "LP"[number % 4 == 0],
        }
        arrive(by, where=where, who=who, occupation_code=str(9 - number % 3) + "1")
    snapshots.freeze()
    for _ in range(11):
        arrive(petugas_kuta)
    rollups.fold()
    return Week.objects.get()


def table(client, url="/data/harmoni.csv"):
    return list(csv.DictReader(io.StringIO(client.get(url).content.decode())))


def test_the_page_tells_the_week_and_not_the_minute(week, client):
    found = figures_on(client.get("/data/"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM residency_stay WHERE status = 'active'")
        live = cursor.fetchone()[0]
    assert (live, found["stays.active"]) == (50, str(shown(39, zero_ok=True)))
    assert "days.to_letter" not in found
    assert figures_on(client.get("/data/5103/"))["stays.active"] == "30"
    assert figures_on(client.get("/data/53/"))["stays.active"] != "0"


def test_page_and_file_say_the_same(week, client):
    page = figures_on(client.get("/data/"))
    rows = {(row["figure"], row["cell"]): row["value"] or "hidden" for row in table(client) if row["place"] == "51"}
    for cell, metric in (("active", "stays.active"), ("overdue", "stays.overdue"), ("registered", "stays.registered")):
        assert rows["total", cell] == page[metric]
    for figure, cell in rows:
        if figure in ("sex", "age", "work", "length") and f"stays.active.{figure}.{cell}" in page:
            assert page[f"stays.active.{figure}.{cell}"] == rows[figure, cell]


def test_nobody_is_found_in_the_file(week, client):
    rows = table(client)
    told = {
        (f"{r['side']}:{r['place']}", r["figure"], r["cell"]): int(r["value"]) if r["value"] else None for r in rows
    }
    truth = {(r.scope, r.breakdown, r.cell): r.count for r in Snapshot.objects.all()}
    unlisted = {key: None for key in truth if key[1] == "origins" and key not in told}
    known = {key: value for key, value in (told | unlisted).items() if truth.get(key)}
    assert any(value is None for value in known.values())
    assert found_out(known, truth) == []


def test_beneath_a_kabupaten_every_place_has_the_same_rows(week, client):
    cells = {}
    for row in table(client):
        if len(row["place"]) == 6:
            cells.setdefault(row["place"], set()).add((row["figure"], row["cell"]))
    assert len(cells) == 57
    assert len(set(map(frozenset, cells.values()))) == 1


def test_every_column_and_figure_is_in_the_dictionary(week, client):
    words = {row["name"] for row in table(client, "/data/kamus.csv")}
    rows = table(client)
    assert set(rows[0]) <= words
    assert {row["figure"] for row in rows} - {"total", "lodging"} <= words
    assert {f"total/{row['cell']}" for row in rows if row["figure"] == "total"} <= words
    told = json.loads(client.get("/data/harmoni.csv-metadata.json").content)
    assert [column["name"] for column in told["tableSchema"]["columns"]] == list(open_data.COLUMNS)
    assert "creativecommons.org/licenses/by/4.0" in told["dc:license"]


def test_addresses_stay_and_a_second_reader_gets_304(week, client):
    first = client.get("/data/harmoni.csv")
    assert first["Content-Type"].startswith("text/csv")
    assert client.get("/data/harmoni.csv", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(f"/data/harmoni-{week.pk}.csv").content == first.content
    for path in (
        "/data/5199/",
        "/data/510301/",
        "/data/35/",
        "/data/x/",
        "/data/harmoni-2020-01-06.csv",
        "/data/harmoni-2020-13-99.csv",
    ):
        assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_on_the_first_day_there_is_a_page_and_no_file_of_a_week(client):
    assert client.get("/data/harmoni.csv").status_code == 404
    assert figures_on(client.get("/data/"))["stays.active"] == "0"
